//! A loopback server that responds with any bytes.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What the server does after reading a request.
pub(crate) enum Step {
    /// Sends these bytes, and reads the next request.
    Respond(Vec<u8>),
    /// Sends these bytes, and closes the connection.
    RespondAndClose(Vec<u8>),
    /// Closes the connection.
    Close,
    /// Sends nothing until the server stops.
    Hang,
    /// Sends these bytes one by one, with a pause before each.
    Trickle(Vec<u8>, Duration),
    /// Sends this many of the bytes at once, and the others like `Trickle`.
    Split(Vec<u8>, usize, Duration),
}

/// A received request.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    /// The value of a header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let same = |(one, _): &&(String, String)| one == name;
        self.headers
            .iter()
            .find(same)
            .map(|(_, value)| value.as_str())
    }
}

type Handler = dyn Fn(usize, &Received) -> Step + Send + Sync;

struct Shared {
    handler: Box<Handler>,
    /// Whether connections are closed before anything is read.
    closes_unread: bool,
    requests: Mutex<Vec<Received>>,
    connections: AtomicUsize,
    stopped: AtomicBool,
}

pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Server {
    /// Starts a server that calls `handler` for each request, with its index.
    pub(crate) fn new(handler: impl Fn(usize, &Received) -> Step + Send + Sync + 'static) -> Self {
        Self::start(Box::new(handler), false)
    }

    /// Starts a server that sends the same bytes for every request.
    pub(crate) fn always(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::new(move |_, _| Step::Respond(bytes.clone()))
    }

    /// Starts a server that closes every connection before it reads.
    pub(crate) fn closing_unread() -> Self {
        Self::start(Box::new(|_, _| Step::Close), true)
    }

    fn start(handler: Box<Handler>, closes_unread: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            handler,
            closes_unread,
            requests: Mutex::default(),
            connections: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if accepting.stopped.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(stream) = stream else { continue };
                accepting.connections.fetch_add(1, Ordering::SeqCst);
                if accepting.closes_unread {
                    continue;
                }
                let serving = Arc::clone(&accepting);
                thread::spawn(move || serving.serve(stream));
            }
        });
        Self { address, shared }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests that were received completely.
    pub(crate) fn requests(&self) -> Vec<Received> {
        self.shared.requests.lock().expect("the lock").clone()
    }

    /// The number of accepted connections.
    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        // Wakes the accepting thread.
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    fn serve(&self, mut stream: TcpStream) {
        while let Some(request) = read_request(&mut stream) {
            let number = {
                let mut requests = self.requests.lock().expect("the lock");
                requests.push(request.clone());
                requests.len() - 1
            };
            let keep_open = match (self.handler)(number, &request) {
                Step::Respond(bytes) => stream.write_all(&bytes).is_ok(),
                Step::RespondAndClose(bytes) => {
                    let _ = stream.write_all(&bytes);
                    false
                }
                Step::Close => false,
                Step::Hang => {
                    while !self.stopped.load(Ordering::SeqCst) {
                        thread::sleep(Duration::from_millis(5));
                    }
                    false
                }
                Step::Trickle(bytes, pause) => self.trickle(&mut stream, &bytes, pause),
                Step::Split(bytes, at, pause) => {
                    let (start, rest) = bytes.split_at(at);
                    stream.write_all(start).is_ok() && self.trickle(&mut stream, rest, pause)
                }
            };
            if !keep_open {
                break;
            }
        }
        let _ = stream.shutdown(Shutdown::Both);
    }
}

impl Shared {
    fn trickle(&self, stream: &mut TcpStream, bytes: &[u8], pause: Duration) -> bool {
        bytes.iter().all(|byte| {
            thread::sleep(pause);
            !self.stopped.load(Ordering::SeqCst) && stream.write_all(&[*byte]).is_ok()
        })
    }
}

/// Reads up to the end of a text.
fn read_to(stream: &mut TcpStream, end: &[u8]) -> Option<String> {
    let mut text = Vec::new();
    while !text.ends_with(end) {
        let mut byte = [0];
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        text.push(byte[0]);
    }
    Some(String::from_utf8(text).expect("UTF-8"))
}

fn read_chunks(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = read_to(stream, b"\r\n")?;
        let size = usize::from_str_radix(size.trim_end(), 16).expect("the size of a chunk");
        let mut chunk = vec![0; size + 2];
        stream.read_exact(&mut chunk).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(&chunk[..size]);
    }
}

fn read_request(stream: &mut TcpStream) -> Option<Received> {
    let head = read_to(stream, b"\r\n\r\n")?;
    let mut lines = head.trim_end().split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| value.parse().expect("a length"));
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    if headers.iter().any(|(name, _)| name == "transfer-encoding") {
        body = read_chunks(stream)?;
    }
    Some(Received {
        method,
        target,
        headers,
        body,
    })
}

/// The bytes of a response with a status, headers and a body.
pub(crate) fn http_response(
    status: u16,
    headers: &[(&str, &str)],
    body: &(impl AsRef<[u8]> + ?Sized),
) -> Vec<u8> {
    let body = body.as_ref();
    let mut bytes = format!("HTTP/1.1 {status} Test\r\n");
    for (name, value) in headers {
        bytes.push_str(&format!("{name}: {value}\r\n"));
    }
    if status != 204 {
        bytes.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    bytes.push_str("\r\n");
    [bytes.as_bytes(), body].concat()
}

/// A successful response without a body, which is valid for `HEAD` too.
pub(crate) fn ok() -> Vec<u8> {
    http_response(200, &[], "")
}
