//! A response beyond the size limit takes no more memory than one within it, and a transfer no more than its buffers. The
//! tests are a separate program, since they measure the memory of its process.

#![cfg(all(target_os = "linux", any(feature = "ureq", feature = "reqwest")))]

#[path = "../faults/fault/mod.rs"]
#[allow(dead_code, reason = "only some of it is used")]
mod fault;
#[path = "../faults/server/mod.rs"]
#[allow(dead_code, reason = "only some of it is used")]
mod server;
#[path = "../support/mod.rs"]
mod support;
#[path = "../faults/tls.rs"]
#[allow(dead_code, reason = "only some of it is used")]
mod tls;

use std::fs;
use std::io::{self, Read, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use civis_core::transfer::{SignedUrl, Source};
use civis_core::transport::{Settings, Transport};
use civis_core::{CancelToken, ErrorKind, RetryPolicy};
use http::Method;

use crate::fault::{ALWAYS, MAX_BODY};
use crate::server::Server;
use crate::support::{Backend, bare_session, call};

/// The memory that a request may take besides its response, in KiB: buffers of sockets and
/// of the test servers, and memory that the allocator retains.
const SLACK: u64 = 4 * 1024;

/// Reads a line of `/proc/self/status`, in KiB.
fn status(name: &str) -> u64 {
    let text = fs::read_to_string("/proc/self/status").expect("the status");
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.expect("a number").parse().expect("a number")
}

/// The memory of the process is measured by one test at a time.
static MEASURING: Mutex<()> = Mutex::new(());

/// Runs `work`. Returns how much the memory grew at its peak too, in KiB.
fn peak<T>(work: impl FnOnce() -> T) -> (T, u64) {
    // Resets the peak.
    fs::write("/proc/self/clear_refs", "5").expect("the peak is reset");
    let before = status("VmRSS");
    let result = work();
    (result, status("VmHWM").saturating_sub(before))
}

fn backends() -> Vec<Backend> {
    vec![
        #[cfg(feature = "ureq")]
        Backend::Ureq,
        #[cfg(feature = "reqwest")]
        Backend::Reqwest,
    ]
}

#[test]
fn a_response_beyond_the_limit_takes_little_memory() {
    let _measuring = MEASURING.lock();
    for backend in backends() {
        let transport = backend.transport(Settings::default());
        let transport: Arc<dyn Transport> = transport.into();
        for fault in fault::responses::floods() {
            let server = Server::new(&fault.action, ALWAYS, false, "");
            let session = bare_session(&server.url())
                .transport(Arc::clone(&transport))
                .retry(RetryPolicy::none())
                .max_response_bytes(MAX_BODY)
                .build()
                .expect("a session");
            let (error, grown) = peak(|| call(&session, &Method::GET, "/fault").send_raw());
            let error = error.expect_err("too long");
            assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
            assert!(
                error.to_string().contains("too long"),
                "{}: {error}",
                fault.name
            );
            println!("{backend:?}: {}: {grown} KiB more at the peak", fault.name);
            let allowed = MAX_BODY / 1024 + SLACK;
            assert!(grown < allowed, "{}: {grown} KiB at the peak", fault.name);
        }
    }
}

/// The length of each transfer, in bytes: many times the memory that it may take.
const LONG: u64 = 32 << 20;

/// Starts a server that sends and receives bodies of [`LONG`] bytes, and closes each connection after
/// one response. Returns a URL.
fn store() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || serve(stream));
        }
    });
    format!("http://{address}/a?s")
}

fn serve(mut stream: TcpStream) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    if head.starts_with(b"PUT") {
        io::copy(&mut stream.try_clone()?.take(LONG), &mut io::sink())?;
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n")?;
        return stream.write_all(b"Connection: close\r\n\r\n");
    }
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {LONG}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    io::copy(&mut io::repeat(b'x').take(LONG), &mut stream).map(drop)
}

#[test]
fn a_transfer_takes_little_memory_whatever_its_length() {
    let _measuring = MEASURING.lock();
    let url = SignedUrl::parse(&store()).expect("a URL");
    for backend in backends() {
        let transport = backend.transport(Settings::default());
        let session = bare_session("https://api.test").transport(transport);
        let session = session.build().expect("a session");
        let token = CancelToken::new();
        for session in [&session, &session.cancelled_by(&token)] {
            let (sent, grown) = peak(|| {
                let source = Source::reader(io::repeat(b'x'), LONG);
                session.put_signed(&url, source).send()
            });
            sent.expect("an upload");
            println!("{backend:?}: an upload: {grown} KiB more at the peak");
            assert!(grown < SLACK, "{grown} KiB at the peak of an upload");
            let (received, grown) = peak(|| {
                let mut download = session.download_signed(url.clone()).open().expect("a head");
                io::copy(&mut download, &mut io::sink()).expect("a body")
            });
            assert_eq!(received, LONG);
            println!("{backend:?}: a download: {grown} KiB more at the peak");
            assert!(grown < SLACK, "{grown} KiB at the peak of a download");
        }
    }
}
