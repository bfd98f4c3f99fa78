//! The server, as its owner sees it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fmt, fs, io, thread};

use civis_spec::{ReadOptions, Spec};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::runtime;
use tokio::sync::oneshot;

use crate::connection;
use crate::error::Error;
use crate::fault::Fault;
use crate::platform::Platform;
use crate::replay::Exchanges;
use crate::reply::Reply;
use crate::request::RecordedRequest;
use crate::respond::{Responder, Settings, Shared};
use crate::route::Pattern;
use crate::state::{Items, Scripted};

/// The key that [`MockServer::api_key`] gives where none was set.
const TEST_KEY: &str = "mock-api-key";

/// An embedded server, listening on a port of the loopback interface.
///
/// Dropping it closes the port and every connection, and waits for its thread.
/// All methods take `&self`; the server may be shared between threads.
///
/// # Paths
/// Methods that take a path take one of the specification (`/jobs/{id}`), which
/// stands for that operation's requests alone, or any other, in which `{…}`
/// stands for one segment (`/jobs/7`, `/uploads/{name}`).
pub struct MockServer {
    address: SocketAddr,
    api_key: String,
    responder: Shared,
    /// Dropped to stop the thread.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

/// Settings of a server before it starts.
#[derive(Clone)]
#[must_use]
pub struct Builder {
    source: Option<Source>,
    api_key: Option<String>,
    exchanges: Exchanges,
    check_requests: bool,
    platform: Option<Platform>,
    port: u16,
}

#[derive(Clone)]
enum Source {
    File(PathBuf),
    Bytes(Vec<u8>),
    Spec(Box<Spec>),
}

impl MockServer {
    /// Starts a server for the specification in a file, with the defaults of
    /// [`builder`](Self::builder).
    ///
    /// # Errors
    /// If the file cannot be read or understood, or the server not be started.
    pub fn start(spec: impl AsRef<Path>) -> Result<Self, Error> {
        MockServer::builder().spec_file(spec).start()
    }

    /// Settings to start a server with.
    pub fn builder() -> Builder {
        Builder {
            source: None,
            api_key: None,
            exchanges: Exchanges::Ignore,
            check_requests: true,
            platform: None,
            port: 0,
        }
    }

    /// The base URL, without a trailing `/`: `http://127.0.0.1:49152`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where the server listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A key that the server accepts: the one that was set, or one for tests.
    #[must_use]
    pub fn api_key(&self) -> &str {
        &self.api_key
    }

    /// The requests so far, oldest first: the last 10,000 of them. A request
    /// that met a fault or was refused is among them.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.responder.state().log.iter().cloned().collect()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.responder.state().log.clear();
    }

    /// Scripts a fault.
    pub fn fault(&self, fault: Fault) {
        self.responder.state().faults.push(fault);
    }

    /// Forgets the faults that have not been used up.
    pub fn clear_faults(&self) {
        self.responder.state().faults.clear();
    }

    /// Answers JSON to every request of a verb and [path](Self#paths), in place
    /// of the ordinary answer. Of several answers and handlers the newest
    /// counts.
    ///
    /// Requests of the specification's operations are authenticated and checked
    /// before; those of a path outside it are not.
    pub fn answer(&self, method: &str, path: &str, status: u16, body: &Value) {
        self.reply(method, path, Reply::json(status, body));
    }

    /// Answers anything, as [`answer`](Self::answer) does.
    pub fn reply(&self, method: &str, path: &str, reply: Reply) {
        self.script(method, path, Scripted::Reply(reply));
    }

    /// Answers what a function returns, as [`answer`](Self::answer) does. It
    /// sees the request, with the [placeholders](RecordedRequest::params) of
    /// `path`, and runs on a thread of its own.
    pub fn handle<F>(&self, method: &str, path: &str, handler: F)
    where
        F: Fn(&RecordedRequest) -> Reply + Send + Sync + 'static,
    {
        self.script(method, path, Scripted::Handler(Arc::new(handler)));
    }

    fn script(&self, method: &str, path: &str, scripted: Scripted) {
        let entry = (method.to_ascii_uppercase(), Pattern::new(path), scripted);
        self.responder.state().answers.push(entry);
    }

    /// Sets what the list at a [path](Self#paths) holds, in this order. Filters
    /// and orders that a request asks for are not applied. An item with an `id`
    /// is also what `GET` of that id answers.
    pub fn list(&self, path: &str, items: Vec<Value>) {
        self.set_items(path, Items::Given(items));
    }

    /// Sets how many made-up items the list at a [path](Self#paths) holds (25
    /// by default, 3 if the list has no pages). Their ids begin at 1.
    pub fn items(&self, path: &str, total: usize) {
        self.set_items(path, Items::Total(total));
    }

    fn set_items(&self, path: &str, items: Items) {
        let entry = (Pattern::new(path), items);
        self.responder.state().lists.push(entry);
    }

    /// Sets what successive polls of a run answer as its state. The last state
    /// stays. By default `queued`, `running`, `succeeded`; an empty list leaves
    /// runs without a life of their own.
    pub fn run_states<S: Into<String>>(&self, states: impl IntoIterator<Item = S>) {
        let states = states.into_iter().map(Into::into).collect();
        self.responder.state().store.set_states(states);
    }
}

impl fmt::Debug for MockServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockServer")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // The thread has nothing to return; if it panicked, it is gone as well.
            let _ = thread.join();
        }
    }
}

impl Builder {
    /// Reads the specification from a file, when the server starts.
    pub fn spec_file(mut self, path: impl AsRef<Path>) -> Self {
        self.source = Some(Source::File(path.as_ref().to_owned()));
        self
    }

    /// Reads the specification from the bytes of a file.
    pub fn spec_bytes(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.source = Some(Source::Bytes(bytes.into()));
        self
    }

    /// Takes a specification that has been read. `GET /endpoints` then answers
    /// as any other operation does, since there is no file to answer.
    pub fn spec(mut self, spec: Spec) -> Self {
        self.source = Some(Source::Spec(Box::new(spec)));
        self
    }

    /// Accepts this API key only. By default any that is not empty.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// What to do with recorded exchanges. [`Exchanges::Ignore`] by default.
    pub fn exchanges(mut self, exchanges: Exchanges) -> Self {
        self.exchanges = exchanges;
        self
    }

    /// Whether requests that the specification does not allow are refused with
    /// status 400. They are by default.
    pub fn check_requests(mut self, check: bool) -> Self {
        self.check_requests = check;
        self
    }

    /// Acts as the Platform does, in the paths that the specification has of
    /// those that a [`Platform`] knows. All others are answered as without it,
    /// as are all by default.
    pub fn platform(mut self, platform: &Platform) -> Self {
        self.platform = Some(platform.clone());
        self
    }

    /// The port, 0 (the default) for one that is free.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Starts the server. When this returns, it listens.
    ///
    /// # Errors
    /// If there is no specification, it cannot be read or understood, or the
    /// port cannot be opened.
    pub fn start(self) -> Result<MockServer, Error> {
        let (spec, bytes) = match self.source.ok_or(Error::NoSpec)? {
            Source::Spec(spec) => (*spec, None),
            Source::Bytes(bytes) => (read(&bytes, self.exchanges)?, Some(bytes)),
            Source::File(path) => match fs::read(&path) {
                Ok(bytes) => (read(&bytes, self.exchanges)?, Some(bytes)),
                Err(source) => return Err(Error::Read { path, source }),
            },
        };
        let api_key = self.api_key.clone();
        let responder = Arc::new(Responder::new(
            spec,
            Settings {
                api_key: self.api_key,
                exchanges: self.exchanges,
                check_requests: self.check_requests,
                spec: bytes,
            },
            self.platform,
        ));
        let (address, stop, thread) =
            listen(self.port, Arc::clone(&responder)).map_err(Error::Start)?;
        Ok(MockServer {
            address,
            api_key: api_key.unwrap_or_else(|| TEST_KEY.to_owned()),
            responder,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("exchanges", &self.exchanges)
            .field("check_requests", &self.check_requests)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

fn read(bytes: &[u8], exchanges: Exchanges) -> Result<Spec, Error> {
    let options = ReadOptions::new().exchanges(exchanges != Exchanges::Ignore);
    Spec::read(bytes, &options).map_err(Error::Spec)
}

/// Opens the port, and serves it on a thread until the sender is dropped.
fn listen(
    port: u16,
    responder: Shared,
) -> io::Result<(SocketAddr, oneshot::Sender<()>, thread::JoinHandle<()>)> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()?;
    let listener = {
        let _inside = runtime.enter();
        TcpListener::from_std(listener)?
    };
    let (stop, stopped) = oneshot::channel();
    let thread = thread::Builder::new()
        .name("civis-mock".to_owned())
        .spawn(move || {
            runtime.spawn(connection::accept(listener, responder));
            // An error says that the sender was dropped, which is how it ends.
            let _ = runtime.block_on(stopped);
        })?;
    Ok((address, stop, thread))
}
