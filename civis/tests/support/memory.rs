//! The memory of a test program, and its server.

use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use civis::Session;

/// Runs `work`, and checks by how much the peak of the memory grows. `allowed` is in bytes.
pub(crate) fn check(what: &str, allowed: u64, work: impl FnOnce()) {
    let before = status("VmRSS:");
    // Sets the peak to the memory in use.
    fs::write("/proc/self/clear_refs", "5").expect("a reset");
    work();
    let grown = status("VmHWM:").saturating_sub(before);
    assert!(grown < allowed, "{what}: {} KiB", grown >> 10);
}

/// A figure of the memory of this process, in bytes.
fn status(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("a status");
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
    kib.expect("a figure").parse::<u64>().expect("a number") << 10
}

/// A session with a server that serves each connection by this function.
pub(crate) fn session(serve: fn(&TcpStream, SocketAddr) -> io::Result<()>) -> Session {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.expect("a connection");
            // Ends when the client disconnects.
            thread::spawn(move || serve(&stream, address));
        }
    });
    Session::builder()
        .api_key("my-api-key")
        .base_url(format!("http://{address}"))
        .environment(|_| None)
        .build()
        .expect("a session")
}
