//! A server that injects a fault into some requests, and responds correctly to all others.

mod action;
mod wire;

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use socket2::{Domain, SockRef, Socket, Type};

use crate::tls::{self, Flaw};
pub(crate) use action::{Action, End, Piece, Reading, RedirectTarget};
pub(crate) use wire::echo;
use wire::{Head, Wire, read_head, skip};

/// A request whose headers were received.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    pub(crate) target: String,
    pub(crate) authorized: bool,
}

pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    /// The bound socket, until the server accepts.
    socket: Mutex<Option<Socket>>,
    /// The connections that fill the accept queue.
    waiting: Mutex<Vec<TcpStream>>,
}

struct Shared {
    action: Action,
    /// How many requests get the fault.
    times: usize,
    occurrences: AtomicUsize,
    healed: AtomicBool,
    stopped: AtomicBool,
    connections: AtomicUsize,
    arrivals: Mutex<Vec<Arrival>>,
    /// How many requests are getting the fault right now.
    busy: AtomicUsize,
    /// The URL of this server, that of another one, and this server's over plain HTTP.
    urls: [String; 3],
    flawed: Option<Arc<ServerConfig>>,
    sound: Option<Arc<ServerConfig>>,
}

const PAUSE: Duration = Duration::from_millis(30);

impl Server {
    /// Starts a server that injects a fault into the first `times` requests. `other` is the
    /// URL of another server.
    pub(crate) fn new(action: &Action, times: usize, tls: bool, other: &str) -> Self {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        // Clients send from another address, so that none of them takes a port that is
        // meant to be closed.
        let host = if cfg!(target_os = "linux") && !tls {
            [127, 0, 7, 1]
        } else {
            [127, 0, 0, 1]
        };
        socket
            .bind(&SocketAddr::from((host, 0)).into())
            .expect("a port");
        let address = socket.local_addr().expect("an address");
        let address = address.as_socket().expect("an IP address");
        let shared = Arc::new(Shared {
            times,
            occurrences: AtomicUsize::new(0),
            healed: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
            connections: AtomicUsize::new(0),
            arrivals: Mutex::default(),
            busy: AtomicUsize::new(0),
            urls: [
                format!("{}://{address}", if tls { "https" } else { "http" }),
                other.to_owned(),
                format!("http://{address}"),
            ],
            flawed: match action {
                Action::Certificate(flaw) => Some(tls::config(*flaw)),
                _ => None,
            },
            sound: tls.then(|| tls::config(Flaw::None)),
            action: action.clone(),
        });
        let server = Self {
            address,
            shared,
            socket: Mutex::new(Some(socket)),
            waiting: Mutex::default(),
        };
        match action {
            Action::Refused | Action::UnknownHost => {}
            Action::Unaccepted => server.listen(128),
            Action::QueueFull => server.fill(),
            _ => server.accept(),
        }
        server
    }

    fn listen(&self, queue: i32) {
        let socket = self.socket.lock().expect("the lock");
        let socket = socket.as_ref().expect("a socket");
        socket.listen(queue).expect("a listener");
    }

    fn fill(&self) {
        self.listen(0);
        let timeout = Duration::from_millis(50);
        let mut waiting = self.waiting.lock().expect("the lock");
        while let Ok(stream) = TcpStream::connect_timeout(&self.address, timeout) {
            waiting.push(stream);
        }
    }

    fn accept(&self) {
        self.listen(128);
        let socket = self.socket.lock().expect("the lock").take();
        let listener: TcpListener = socket.expect("a socket").into();
        let shared = Arc::clone(&self.shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.stopped.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(stream) = stream else { continue };
                shared.connections.fetch_add(1, Ordering::SeqCst);
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    // The client may close the connection.
                    let _ = shared.serve(stream);
                });
            }
        });
    }

    /// Ends the fault.
    pub(crate) fn heal(&self) {
        self.shared.healed.store(true, Ordering::SeqCst);
        self.waiting.lock().expect("the lock").clear();
        if self.socket.lock().expect("the lock").is_some() {
            self.accept();
        }
    }

    /// Waits until all pieces are sent.
    pub(crate) fn wait_until_idle(&self) {
        for _ in 0..200 {
            if self.shared.busy.load(Ordering::SeqCst) == 0 {
                break;
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn url(&self) -> String {
        match self.shared.action {
            Action::UnknownHost => "https://no-such-host.invalid".to_owned(),
            _ => self.shared.urls[0].clone(),
        }
    }

    /// The requests to a target.
    pub(crate) fn arrivals(&self, target: &str) -> Vec<Arrival> {
        let arrivals = self.shared.arrivals.lock().expect("the lock");
        let same = arrivals.iter().filter(|arrival| arrival.target == target);
        same.cloned().collect()
    }

    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        // Wakes the accepting thread.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_millis(100));
    }
}

impl Shared {
    fn healed(&self) -> bool {
        self.healed.load(Ordering::SeqCst)
    }

    fn serve(&self, stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        if !self.healed() {
            match self.action {
                Action::Unread(end) => return self.end(&mut Wire::Plain(stream), end),
                Action::NoHandshake(bytes, end) => {
                    let mut wire = Wire::Plain(stream);
                    let _ = wire.read(&mut [0; 1024])?;
                    wire.write_all(bytes)?;
                    return self.end(&mut wire, end);
                }
                _ => {}
            }
        }
        let flawed = self.flawed.as_ref().filter(|_| !self.healed());
        let mut wire = match flawed.or(self.sound.as_ref()) {
            Some(config) => {
                let connection = ServerConnection::new(Arc::clone(config));
                let connection = connection.expect("a connection");
                Wire::Tls(Box::new(StreamOwned::new(connection, stream)))
            }
            None => Wire::Plain(stream),
        };
        loop {
            let head = match read_head(&mut wire) {
                Ok(Some(head)) => head,
                // The rest of a request that got an early response. It gets no further response.
                Err(error) if error.kind() == ErrorKind::InvalidData => {
                    while !self.stopped.load(Ordering::SeqCst) {
                        thread::sleep(Duration::from_millis(5));
                    }
                    return Ok(());
                }
                Ok(None) => return Ok(()),
                Err(error) => return Err(error),
            };
            self.arrivals.lock().expect("the lock").push(Arrival {
                target: head.target.clone(),
                authorized: head.authorized,
            });
            if head.target.starts_with("/fault") && !self.healed() {
                let has_fault = self.occurrences.fetch_add(1, Ordering::SeqCst) < self.times;
                if let (true, Action::Http(read, pieces, end)) = (has_fault, &self.action) {
                    self.busy.fetch_add(1, Ordering::SeqCst);
                    let result = self.inject(&mut wire, &head, *read, pieces, *end);
                    self.busy.fetch_sub(1, Ordering::SeqCst);
                    result?;
                    if *end == End::Keep {
                        continue;
                    }
                    return Ok(());
                }
            }
            skip(&mut wire, head.length)?;
            self.send(&mut wire, &head, &Piece::Echo)?;
        }
    }

    fn inject(
        &self,
        wire: &mut Wire,
        head: &Head,
        reading: Reading,
        pieces: &[Piece],
        end: End,
    ) -> io::Result<()> {
        match reading {
            Reading::Head => {}
            Reading::Part => skip(wire, head.length.min(32 * 1024))?,
            Reading::Whole => skip(wire, head.length)?,
        }
        for piece in pieces {
            self.send(wire, head, piece)?;
        }
        self.end(wire, end)
    }

    fn hang(&self) {
        while !self.stopped.load(Ordering::SeqCst) && !self.healed() {
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn end(&self, wire: &mut Wire, end: End) -> io::Result<()> {
        match end {
            End::Keep => {}
            End::Close => {
                if let Wire::Tls(stream) = wire {
                    stream.conn.send_close_notify();
                    stream.flush()?;
                }
                wire.socket().shutdown(Shutdown::Write)?;
            }
            End::Cut => wire.socket().shutdown(Shutdown::Write)?,
            End::Reset => SockRef::from(wire.socket()).set_linger(Some(Duration::ZERO))?,
            End::Hang => self.hang(),
        }
        Ok(())
    }

    fn send(&self, wire: &mut Wire, head: &Head, piece: &Piece) -> io::Result<()> {
        match piece {
            Piece::Bytes(bytes) => wire.write_all(bytes)?,
            Piece::Echo => wire.write_all(&echo(&head.method, &head.target))?,
            Piece::Flood(bytes, times) => {
                for _ in 0..*times {
                    if self.stopped.load(Ordering::SeqCst) {
                        return Err(ErrorKind::BrokenPipe.into());
                    }
                    wire.write_all(bytes)?;
                }
            }
            Piece::Endless(bytes) => {
                while !self.stopped.load(Ordering::SeqCst) {
                    wire.write_all(bytes)?;
                    thread::sleep(Duration::from_millis(1));
                }
            }
            Piece::Drip(bytes) => {
                for byte in bytes {
                    wire.write_all(&[*byte])?;
                    thread::sleep(PAUSE);
                    if self.stopped.load(Ordering::SeqCst) || self.healed() {
                        return Err(ErrorKind::BrokenPipe.into());
                    }
                }
            }
            Piece::Pause => thread::sleep(PAUSE),
            Piece::Hang => self.hang(),
            Piece::Moment => thread::sleep(Duration::from_micros(fastrand::u64(..300))),
            Piece::EchoAnd(bytes) => {
                wire.write_all(&[&echo(&head.method, &head.target), bytes.as_slice()].concat())?;
            }
            Piece::Location(place) => {
                let [own, other, plain] = &self.urls;
                let target = &head.target;
                let line = match place {
                    RedirectTarget::Itself => format!("Location: {own}{target}\r\n"),
                    RedirectTarget::AnotherServer => format!("Location: {other}{target}\r\n"),
                    RedirectTarget::PlainHttp => format!("Location: {plain}{target}\r\n"),
                    RedirectTarget::UserInfo => {
                        let bare = own.trim_start_matches("http://");
                        format!("Location: http://user:pass@{bare}{target}\r\n")
                    }
                };
                wire.write_all(line.as_bytes())?;
            }
        }
        wire.flush()
    }
}
