//! A server on the loopback that answers with whatever bytes a test says.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What a server does with a request that it has read.
pub(crate) enum Step {
    /// These bytes, and on to the next request.
    Answer(Vec<u8>),
    /// These bytes, and the connection's end.
    Last(Vec<u8>),
    /// The connection's end.
    Drop,
    /// Nothing, for as long as the server lives.
    Hang,
    /// These bytes one by one, with a pause before each.
    Trickle(Vec<u8>, Duration),
    /// So many of these bytes at once, and the rest as by `Trickle`.
    Split(Vec<u8>, usize, Duration),
}

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    /// The value of a header, by its name in small letters.
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
    /// Whether connections end before anything is read.
    refuses_to_read: bool,
    requests: Mutex<Vec<Received>>,
    connections: AtomicUsize,
    stopped: AtomicBool,
}

pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Server {
    /// A server that asks `handler` what to do with each request, by its number
    /// from 0.
    pub(crate) fn new(handler: impl Fn(usize, &Received) -> Step + Send + Sync + 'static) -> Self {
        Self::start(Box::new(handler), false)
    }

    /// A server that answers every request alike.
    pub(crate) fn always(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::new(move |_, _| Step::Answer(bytes.clone()))
    }

    /// A server that takes connections, and ends them before it reads.
    pub(crate) fn deaf() -> Self {
        Self::start(Box::new(|_, _| Step::Drop), true)
    }

    fn start(handler: Box<Handler>, refuses_to_read: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            handler,
            refuses_to_read,
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
                if accepting.refuses_to_read {
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

    /// The requests that arrived whole.
    pub(crate) fn requests(&self) -> Vec<Received> {
        self.shared.requests.lock().expect("the lock").clone()
    }

    /// How many connections were made.
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
            let go_on = match (self.handler)(number, &request) {
                Step::Answer(bytes) => stream.write_all(&bytes).is_ok(),
                Step::Last(bytes) => {
                    let _ = stream.write_all(&bytes);
                    false
                }
                Step::Drop => false,
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
            if !go_on {
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

fn read_request(stream: &mut TcpStream) -> Option<Received> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).expect("a head in UTF-8");
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
    Some(Received {
        method,
        target,
        headers,
        body,
    })
}

/// An answer with a status, header lines and a body.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    answer_bytes(status, headers, body.as_bytes())
}

/// [`answer`] with a body that is not text.
pub(crate) fn answer_bytes(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status} Told\r\n");
    for (name, value) in headers {
        bytes.push_str(&format!("{name}: {value}\r\n"));
    }
    if status != 204 {
        bytes.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    bytes.push_str("\r\n");
    [bytes.as_bytes(), body].concat()
}

/// An answer that succeeds; without a body, so that it suits `HEAD` too.
pub(crate) fn ok() -> Vec<u8> {
    answer(200, &[], "")
}
