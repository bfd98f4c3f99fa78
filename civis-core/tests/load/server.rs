//! A server that responds to each request with its number, injects faults into some of
//! them, and counts.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use socket2::SockRef;

/// A fault that the server injects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Status(u16),
    /// Executes the request, and resets the connection without a response.
    Reset,
    /// Closes the connection within the body.
    Cut,
    /// Delays the correct response.
    Slow,
}

const SLOW: Duration = Duration::from_millis(20);

/// The longest silence of the server, so that a test that waits in vain fails instead of
/// hanging.
const SILENCE: Duration = Duration::from_secs(15);

/// Returns a random fault for this percentage of requests. All kinds are equally likely.
pub(crate) fn random_fault(percent: f64) -> Option<Fault> {
    let kinds = [
        Fault::Status(503),
        Fault::Status(429),
        Fault::Reset,
        Fault::Cut,
        Fault::Slow,
    ];
    (fastrand::f64() * 100.0 < percent).then(|| kinds[fastrand::usize(..kinds.len())])
}

/// What happened to the requests with one number.
#[derive(Debug, Default)]
pub(crate) struct Count {
    /// Requests that may have executed, as far as the caller can know.
    pub(crate) executed: AtomicUsize,
    /// Requests without a correct response.
    pub(crate) faults: AtomicUsize,
}

pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) counts: Vec<Count>,
    percent: f64,
    pub(crate) open: AtomicUsize,
    pub(crate) most_open: AtomicUsize,
    /// Whether delayed requests get their response now.
    released: AtomicBool,
    stopped: AtomicBool,
}

impl Server {
    /// Starts a server for the numbers below `numbers`.
    pub(crate) fn new(numbers: usize, percent: f64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            counts: (0..numbers).map(|_| Count::default()).collect(),
            percent,
            open: AtomicUsize::new(0),
            most_open: AtomicUsize::new(0),
            released: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if accepting.stopped.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(stream) = stream else { continue };
                let open = accepting.open.fetch_add(1, Ordering::SeqCst) + 1;
                accepting.most_open.fetch_max(open, Ordering::SeqCst);
                let serving = Arc::clone(&accepting);
                thread::spawn(move || {
                    // The client may close the connection.
                    let _ = serving.serve(&stream);
                    serving.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { address, shared }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn known(&self) -> &Shared {
        &self.shared
    }

    /// Responds to the waiting requests for `/silent`.
    pub(crate) fn release(&self) {
        self.shared.released.store(true, Ordering::SeqCst);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.release();
        self.shared.stopped.store(true, Ordering::SeqCst);
        // Wakes the accepting thread.
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    fn serve(&self, stream: &TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let mut words = line.split(' ');
            let method = words.next().unwrap_or_default().to_owned();
            let target = words.next().unwrap_or_default().to_owned();
            let mut length = 0;
            loop {
                line.clear();
                reader.read_line(&mut line)?;
                if line.trim().is_empty() {
                    break;
                }
                if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().expect("a length");
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body)?;
            if !self.respond(stream, &method, &target)? {
                return Ok(());
            }
        }
    }

    /// Responds to a request. Returns whether the connection stays open.
    fn respond(&self, mut stream: &TcpStream, method: &str, target: &str) -> io::Result<bool> {
        let number = target.rsplit('/').next().and_then(|text| text.parse().ok());
        let count = number.and_then(|number: usize| self.counts.get(number));
        let fault = count.and_then(|_| random_fault(self.percent));
        if target == "/silent" || target.starts_with("/databases") {
            let start = Instant::now();
            while !self.released.load(Ordering::SeqCst) && start.elapsed() < SILENCE {
                thread::sleep(Duration::from_millis(2));
            }
        }
        if let Some(count) = count {
            if !matches!(fault, Some(Fault::Status(_))) {
                count.executed.fetch_add(1, Ordering::SeqCst);
            }
            if fault.is_some_and(|fault| fault != Fault::Slow) {
                count.faults.fetch_add(1, Ordering::SeqCst);
            }
        }
        let body = match (number, method) {
            (_, "HEAD") => String::new(),
            (Some(number), _) => {
                format!("{{\"number\":{number},\"padding\":\"{:0>200}\"}}", number)
            }
            (None, _) => "[{\"id\":7,\"name\":\"it\"}]".to_owned(),
        };
        let head = |length: usize| {
            let number = number.unwrap_or_default();
            format!("HTTP/1.1 200 OK\r\nX-Number: {number}\r\nContent-Length: {length}\r\n\r\n")
        };
        match fault {
            Some(Fault::Status(status)) => {
                let response = format!(
                    "HTTP/1.1 {status} Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"
                );
                stream.write_all(response.as_bytes())?;
                return Ok(true);
            }
            Some(Fault::Reset) => {
                SockRef::from(stream).set_linger(Some(Duration::ZERO))?;
                return Ok(false);
            }
            // A response to HEAD has no body that could be cut.
            Some(Fault::Cut) if method == "HEAD" => {
                stream.write_all(&head(0).as_bytes()[..30])?;
                return Ok(false);
            }
            Some(Fault::Cut) => {
                let response = head(body.len()) + &body[..body.len() / 2];
                stream.write_all(response.as_bytes())?;
                return Ok(false);
            }
            Some(Fault::Slow) => thread::sleep(SLOW),
            None => {}
        }
        stream.write_all((head(body.len()) + &body).as_bytes())?;
        Ok(true)
    }
}
