//! The server, its builder, and the thread it runs on.

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
use crate::host::AllowedHosts;
use crate::platform::Platform;
use crate::replay::Exchanges;
use crate::reply::Reply;
use crate::request::RecordedRequest;
use crate::respond::{Options, Responder};
use crate::route::Pattern;
use crate::server_state::{ListItems, ScriptedReply};

/// The threads that read requests and write responses.
const WORKERS: usize = 2;

/// The key that [`MockServer::api_key`] returns if none was set.
const DEFAULT_KEY: &str = "mock-api-key";

/// An embedded server that listens on the loopback interface.
///
/// Dropping it closes the port and every connection, and waits for its thread.
/// All methods take `&self`, so threads can share the server.
///
/// # Paths
/// Methods take either a path of the specification (`/jobs/{id}`), which matches
/// only the requests of that path, or any other, in which `{…}` matches one
/// segment (`/jobs/7`, `/uploads/{name}`).
pub struct MockServer {
    address: SocketAddr,
    api_key: String,
    responder: Arc<Responder>,
    /// Dropped to stop the thread.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

/// Options of a server.
#[derive(Clone)]
#[must_use]
pub struct Builder {
    source: Option<Source>,
    api_key: Option<String>,
    exchanges: Exchanges,
    check_requests: bool,
    platform: Option<Platform>,
    port: u16,
    hosts: Vec<String>,
}

#[derive(Clone)]
enum Source {
    File(PathBuf),
    Bytes(Vec<u8>),
    Spec(Box<Spec>),
}

impl MockServer {
    /// Starts a server for the specification in a file, with default options.
    ///
    /// # Errors
    /// If the file cannot be read or parsed, or the server cannot be started.
    pub fn start(spec: impl AsRef<Path>) -> Result<Self, Error> {
        MockServer::builder().spec_file(spec).start()
    }

    /// Creates a builder with default options.
    pub fn builder() -> Builder {
        Builder {
            source: None,
            api_key: None,
            exchanges: Exchanges::Ignore,
            check_requests: true,
            platform: None,
            port: 0,
            hosts: Vec::new(),
        }
    }

    /// The base URL, without a trailing `/`: `http://127.0.0.1:49152`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address on which the server listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A key that the server accepts: the one that was set, or a default one.
    #[must_use]
    pub fn api_key(&self) -> &str {
        &self.api_key
    }

    /// The last 10,000 requests, oldest first. Requests that failed by a fault or
    /// were refused are included.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.responder.state().log.iter().cloned().collect()
    }

    /// Clears the recorded requests.
    pub fn clear_requests(&self) {
        self.responder.state().log.clear();
    }

    /// Scripts a fault.
    pub fn fault(&self, fault: Fault) {
        self.responder.state().faults.push(fault);
    }

    /// Removes all scripted faults.
    pub fn clear_faults(&self) {
        self.responder.state().faults.clear();
    }

    /// Responds with JSON to every request with a method and [path](Self#paths).
    /// The newest reply or handler that matches a request applies.
    ///
    /// Requests of the specification's operations are authenticated and checked
    /// first. Requests of other paths are not.
    pub fn answer(&self, method: &str, path: &str, status: u16, body: &Value) {
        self.reply(method, path, Reply::json(status, body));
    }

    /// Responds with any reply, as [`answer`](Self::answer) does with JSON.
    pub fn reply(&self, method: &str, path: &str, reply: Reply) {
        self.script(method, path, ScriptedReply::Reply(reply));
    }

    /// Responds with what a function returns, as [`answer`](Self::answer) does with
    /// JSON. The function gets the request with the
    /// [placeholders](RecordedRequest::params) of `path`, and runs on a thread of
    /// its own.
    pub fn handle<F>(&self, method: &str, path: &str, handler: F)
    where
        F: Fn(&RecordedRequest) -> Reply + Send + Sync + 'static,
    {
        self.script(method, path, ScriptedReply::Handler(Arc::new(handler)));
    }

    fn script(&self, method: &str, path: &str, scripted: ScriptedReply) {
        let entry = (method.to_ascii_uppercase(), Pattern::new(path), scripted);
        self.responder.state().replies.push(entry);
    }

    /// Sets the items of the list at a [path](Self#paths). The filters and the order
    /// of requests do not apply to them. A `GET` of an item's `id` returns the item.
    pub fn list(&self, path: &str, items: Vec<Value>) {
        self.set_items(path, ListItems::Set(items));
    }

    /// Sets the number of generated items of the list at a [path](Self#paths). Their
    /// ids start at 1. Defaults to 25, or 3 if the list has no pages.
    pub fn items(&self, path: &str, total: usize) {
        self.set_items(path, ListItems::Generated(total));
    }

    fn set_items(&self, path: &str, items: ListItems) {
        let entry = (Pattern::new(path), items);
        self.responder.state().lists.push(entry);
    }

    /// Sets the states that successive polls of a run see. The last one is repeated.
    /// Defaults to `queued`, `running`, `succeeded`. With an empty list the state
    /// never changes.
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
            // The thread returns nothing. If it panicked, it has stopped as well.
            let _ = thread.join();
        }
    }
}

impl Builder {
    /// Reads the specification from a file when the server starts.
    pub fn spec_file(mut self, path: impl AsRef<Path>) -> Self {
        self.source = Some(Source::File(path.as_ref().to_owned()));
        self
    }

    /// Reads the specification from bytes.
    pub fn spec_bytes(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.source = Some(Source::Bytes(bytes.into()));
        self
    }

    /// Uses a parsed specification. `GET /endpoints` is then an operation like any
    /// other, because there is no file to return.
    pub fn spec(mut self, spec: Spec) -> Self {
        self.source = Some(Source::Spec(Box::new(spec)));
        self
    }

    /// Accepts only this API key. By default any that is not empty is accepted.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// Sets how recorded exchanges are used. Defaults to [`Exchanges::Ignore`].
    pub fn exchanges(mut self, exchanges: Exchanges) -> Self {
        self.exchanges = exchanges;
        self
    }

    /// Sets whether requests that the specification does not allow are refused with
    /// status 400. Defaults to true.
    pub fn check_requests(mut self, check: bool) -> Self {
        self.check_requests = check;
        self
    }

    /// Makes the server behave like Civis Platform on the paths that a [`Platform`]
    /// handles. Other paths get the default response.
    pub fn platform(mut self, platform: &Platform) -> Self {
        self.platform = Some(platform.clone());
        self
    }

    /// Sets the port. Defaults to 0, for any that is free.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Allows another host in the headers `Host` and `Origin` of requests: a name or an
    /// address, for any port (`mock.test`) or for one (`mock.test:8080`). By default only
    /// `127.0.0.1`, `localhost` and `[::1]` with the port of the server are
    /// allowed. Requests to other hosts are refused with status 421, and those of pages
    /// of other hosts with 403. Otherwise a web page could use the server through a
    /// browser.
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.hosts.push(host.into());
        self
    }

    /// Starts the server. It accepts connections when this returns.
    ///
    /// # Errors
    /// If there is no specification, it cannot be read or parsed, or the port
    /// cannot be opened.
    pub fn start(self) -> Result<MockServer, Error> {
        let (spec, bytes) = match self.source.ok_or(Error::NoSpec)? {
            Source::Spec(spec) => (*spec, None),
            Source::Bytes(bytes) => (read(&bytes, self.exchanges)?, Some(bytes)),
            Source::File(path) => match fs::read(&path) {
                Ok(bytes) => (read(&bytes, self.exchanges)?, Some(bytes)),
                Err(source) => return Err(Error::Read { path, source }),
            },
        };
        let listener =
            std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).map_err(Error::Start)?;
        let address = listener.local_addr().map_err(Error::Start)?;
        let api_key = self.api_key.clone();
        let responder = Arc::new(Responder::new(
            spec,
            Options {
                api_key: self.api_key,
                exchanges: self.exchanges,
                check_requests: self.check_requests,
                hosts: AllowedHosts::new(address.port(), &self.hosts),
                spec: bytes.map(Into::into),
            },
            self.platform,
        ));
        let (stop, thread) = serve(listener, Arc::clone(&responder)).map_err(Error::Start)?;
        Ok(MockServer {
            address,
            api_key: api_key.unwrap_or_else(|| DEFAULT_KEY.to_owned()),
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

/// Accepts connections on a thread until the sender is dropped.
fn serve(
    listener: std::net::TcpListener,
    responder: Arc<Responder>,
) -> io::Result<(oneshot::Sender<()>, thread::JoinHandle<()>)> {
    listener.set_nonblocking(true)?;
    let runtime = runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
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
            // Ends with an error when the sender is dropped.
            let _ = runtime.block_on(stopped);
        })?;
    Ok((stop, thread))
}
