//! A loopback object store whose handler decides what happens to each request.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use civis_core::transfer::SignedUrl;

/// The query of all URLs.
pub(crate) const QUERY: &str = "X-Amz-Signature=5ec7e7f00d5ec7e7f00d&X-Amz-Expires=3600";

/// The headers of a request, and its connection.
pub(crate) struct Exchange {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    stream: TcpStream,
    stopped: Arc<AtomicBool>,
}

/// A received request.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let same = |(one, _): &&(String, String)| one == name;
        let header = self.headers.iter().find(same);
        header.map(|(_, value)| value.as_str())
    }
}

type Handler = dyn Fn(usize, &mut Exchange) -> io::Result<()> + Send + Sync;

pub(crate) struct Store {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Received>>>,
    connections: Arc<AtomicUsize>,
    stopped: Arc<AtomicBool>,
}

impl Store {
    /// Starts a store that calls `handler` for each request, with its index. An error of the
    /// handler closes the connection.
    pub(crate) fn new(
        handler: impl Fn(usize, &mut Exchange) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let seen: Arc<Mutex<Vec<Received>>> = Arc::default();
        let stopped = Arc::new(AtomicBool::new(false));
        let connections = Arc::new(AtomicUsize::new(0));
        let connected = Arc::clone(&connections);
        let handler: Arc<Handler> = Arc::new(handler);
        let (all, stops) = (Arc::clone(&seen), Arc::clone(&stopped));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stops.load(Ordering::SeqCst) {
                    break;
                }
                connected.fetch_add(1, Ordering::SeqCst);
                let (handler, all) = (Arc::clone(&handler), Arc::clone(&all));
                let stopped = Arc::clone(&stops);
                thread::spawn(move || serve(stream, &*handler, &all, &stopped));
            }
        });
        Self {
            address,
            seen,
            connections,
            stopped,
        }
    }

    /// The number of connections so far.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn url(&self, path: &str) -> SignedUrl {
        SignedUrl::parse(&format!("{}{path}?{QUERY}", self.origin())).expect("a URL")
    }

    /// The headers of the requests so far.
    pub(crate) fn requests(&self) -> Vec<Received> {
        self.seen.lock().expect("the lock").clone()
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes the accepting thread.
        drop(TcpStream::connect(self.address));
    }
}

fn serve(
    stream: TcpStream,
    handler: &Handler,
    all: &Mutex<Vec<Received>>,
    stopped: &Arc<AtomicBool>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    loop {
        let mut exchange = Exchange::read(stream.try_clone()?, stopped)?;
        let number = {
            let mut all = all.lock().expect("the lock");
            all.push(Received {
                method: exchange.method.clone(),
                target: exchange.target.clone(),
                headers: exchange.headers.clone(),
            });
            all.len() - 1
        };
        handler(number, &mut exchange)?;
    }
}

impl Exchange {
    fn read(mut stream: TcpStream, stopped: &Arc<AtomicBool>) -> io::Result<Self> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).expect("a head in UTF-8");
        let mut lines = head.trim_end().split("\r\n");
        let mut first = lines.next().expect("a line").split(' ');
        Ok(Self {
            method: first.next().expect("a method").to_owned(),
            target: first.next().expect("a target").to_owned(),
            headers: lines
                .filter_map(|line| line.split_once(':'))
                .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
                .collect(),
            stream,
            stopped: Arc::clone(stopped),
        })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let same = |(one, _): &&(String, String)| one == name;
        let header = self.headers.iter().find(same);
        header.map(|(_, value)| value.as_str())
    }

    /// The first and the last byte of the requested range.
    pub(crate) fn range(&self) -> Option<(usize, Option<usize>)> {
        let (first, last) = self
            .header("range")?
            .strip_prefix("bytes=")?
            .split_once('-')?;
        Some((first.parse().ok()?, last.parse().ok()))
    }

    /// Reads this many bytes of the body.
    pub(crate) fn read_some(&mut self, count: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; count];
        self.stream.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// Reads the body, with a length or in chunks.
    pub(crate) fn read_body(&mut self) -> io::Result<Vec<u8>> {
        if let Some(length) = self.header("content-length") {
            return self.read_some(length.parse().expect("a length"));
        }
        let mut body = Vec::new();
        if self.header("transfer-encoding") == Some("chunked") {
            loop {
                let mut line = Vec::new();
                while !line.ends_with(b"\r\n") {
                    line.extend(self.read_some(1)?);
                }
                let line = String::from_utf8(line).expect("a length");
                let length = usize::from_str_radix(line.trim(), 16).expect("a length");
                body.extend(self.read_some(length)?);
                self.read_some(2)?;
                if length == 0 {
                    break;
                }
            }
        }
        Ok(body)
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Responds with a length.
    pub(crate) fn respond(&mut self, status: u16, headers: &str, body: &[u8]) -> io::Result<()> {
        self.write(&response(status, headers, body))
    }

    /// Sends the beginning of a response, and closes the connection.
    pub(crate) fn cut(&mut self, response: &[u8], sent: usize) -> io::Result<()> {
        self.write(&response[..sent])?;
        Err(io::ErrorKind::BrokenPipe.into())
    }

    /// The response of a store for an object with these bytes, and this `ETag` unless it is empty.
    pub(crate) fn object(&self, bytes: &[u8], etag: &str) -> Vec<u8> {
        let etag_line = match etag {
            "" => String::new(),
            etag => format!("ETag: {etag}\r\n"),
        };
        let is_current = self.header("if-range").is_none_or(|value| value == etag);
        match self.range().filter(|_| is_current) {
            None => response(200, &etag_line, bytes),
            Some((first, last)) => {
                let last = last.map_or(bytes.len() - 1, |last| last.min(bytes.len() - 1));
                let total = bytes.len();
                let range = format!("{etag_line}Content-Range: bytes {first}-{last}/{total}\r\n");
                response(206, &range, &bytes[first..=last])
            }
        }
    }

    /// Waits until the store stops.
    pub(crate) fn hang(&self) -> io::Result<()> {
        while !self.stopped.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_millis(5));
        }
        Err(io::ErrorKind::BrokenPipe.into())
    }
}

pub(crate) fn response(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = match status {
        204 => String::new(),
        _ => format!("Content-Length: {}\r\n", body.len()),
    };
    let head = format!("HTTP/1.1 {status} Test\r\n{headers}{length}\r\n");
    [head.as_bytes(), body].concat()
}

/// An error of a store as XML.
pub(crate) fn xml(code: &str, message: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Error><Code>{code}</Code><Message>{message}</Message><RequestId>7</RequestId></Error>"
    )
    .into_bytes()
}

/// Bytes without repetition within the size of a buffer.
pub(crate) fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}
