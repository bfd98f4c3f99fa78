//! The transport over reqwest.

use std::error::Error as StdError;
use std::io::{self, Read as _};
use std::time::{Duration, Instant};

use reqwest::blocking::{Body, Client, ClientBuilder, Request, Response};
use reqwest::{Certificate, Url, redirect};

use super::settings::{MAX_IDLE, MAX_IDLE_CONNECTIONS, Proxy};
use super::{Limits, Settings, Transport, TransportError, TransportErrorKind, expects_body};
use crate::error::Error;

/// How much of a body is read at once, in bytes.
const CHUNK: usize = 32 * 1024;

/// A transport over the blocking client of [reqwest](https://docs.rs/reqwest):
/// with a pool of connections, HTTP/1.1, TLS by rustls with the system's root
/// certificates.
///
/// The head of an answer may have 400 KiB and 100 headers. A long request that is
/// answered before the server has all of it may be told as a failed connection, since
/// hyper stops reading when it cannot write. A read time-out that is no longer than the
/// one to connect tells a connection that does not come about as sent.
///
/// It has a thread of its own, and must not be made, used or dropped on a thread
/// that runs asynchronous tasks.
///
/// The time of a whole call, where it is longer than the read time-out, may be overrun
/// by one read time-out, since the time of a read cannot be told to it anew.
#[derive(Debug)]
pub struct Reqwest {
    client: Client,
    read_timeout: Duration,
}

impl Reqwest {
    /// A transport with settings.
    ///
    /// ```
    /// use civis_core::Session;
    /// use civis_core::transport::{Reqwest, Settings};
    ///
    /// let session = Session::builder()
    ///     .api_key("my-api-key")
    ///     .transport(Reqwest::new(&Settings::default())?)
    ///     .build()?;
    /// # let _ = session;
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if a
    /// setting is not valid.
    pub fn new(settings: &Settings) -> Result<Self, Error> {
        settings.check().map_err(Error::configuration)?;
        let mut inner = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .tcp_nodelay(true)
            .connect_timeout(settings.connect_timeout)
            .pool_idle_timeout(MAX_IDLE)
            .pool_max_idle_per_host(MAX_IDLE_CONNECTIONS);
        match &settings.proxy {
            Proxy::Environment => {}
            Proxy::None => inner = inner.no_proxy(),
            Proxy::At(url) => {
                let proxy = reqwest::Proxy::all(url)
                    .map_err(|_| Error::configuration("the proxy's URL is not valid"))?;
                inner = inner.proxy(proxy);
            }
        }
        if let Some(pem) = &settings.root_certificates {
            let roots = Certificate::from_pem_bundle(pem)
                .map_err(|_| Error::configuration("the root certificates are not valid PEM"))?;
            if roots.is_empty() {
                return Err(Error::configuration(
                    "the root certificates hold no certificate in PEM",
                ));
            }
            inner = inner.tls_certs_only(roots);
        }
        // The blocking client waits so long for the head, and for each read.
        let client = ClientBuilder::from(inner)
            .timeout(settings.read_timeout)
            .build();
        let client = client.map_err(|error| {
            let error = transport_error(error, false);
            Error::configuration(format!("the transport cannot be made: {error}"))
        })?;
        Ok(Self {
            client,
            read_timeout: settings.read_timeout,
        })
    }
}

impl Transport for Reqwest {
    fn name(&self) -> &str {
        "reqwest"
    }

    fn send(
        &self,
        request: http::Request<&[u8]>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        let end = limits
            .timeout
            .and_then(|left| Instant::now().checked_add(left));
        let mut request = convert(request)?;
        // A request's own time bounds the whole, reading included, and replaces
        // the client's: so it is set only where it is the shorter one.
        *request.timeout_mut() = limits.timeout.filter(|left| *left <= self.read_timeout);
        let response = self.client.execute(request);
        let response = response.map_err(|error| transport_error(error, true))?;
        read(response, limits.max_response_bytes, end)
    }
}

fn convert(request: http::Request<&[u8]>) -> Result<Request, TransportError> {
    let invalid =
        |message: String| TransportError::new(TransportErrorKind::InvalidRequest, false, message);
    let (parts, body) = request.into_parts();
    let url = Url::parse(&parts.uri.to_string()).map_err(|error| invalid(error.to_string()))?;
    // Segments that are dots, encoded or not, are collapsed: another resource.
    if url.path() != parts.uri.path() || url.query() != parts.uri.query() {
        return Err(invalid(format!(
            "this transport would change the path to {}",
            url.path()
        )));
    }
    let has_body = !body.is_empty() || expects_body(&parts.method);
    let mut request = Request::new(parts.method, url);
    *request.headers_mut() = parts.headers;
    if has_body {
        *request.body_mut() = Some(Body::from(body.to_vec()));
    }
    Ok(request)
}

fn read(
    mut response: Response,
    max: u64,
    end: Option<Instant>,
) -> Result<http::Response<Vec<u8>>, TransportError> {
    let too_large = || {
        let message = format!("more than {max} bytes");
        TransportError::new(TransportErrorKind::TooLarge, true, message)
    };
    if response.content_length().unwrap_or(0) > max {
        return Err(too_large());
    }
    let mut whole = http::Response::new(());
    *whole.status_mut() = response.status();
    *whole.version_mut() = response.version();
    *whole.headers_mut() = response.headers().clone();
    let mut body = Vec::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = match response.read(&mut chunk) {
            Ok(0) => return Ok(whole.map(|()| body)),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(body_error(error)),
        };
        body.extend_from_slice(&chunk[..read]);
        if body.len() as u64 > max {
            return Err(too_large());
        }
        if end.is_some_and(|end| Instant::now() >= end) {
            let message = "the time for the request is over";
            return Err(TransportError::new(
                TransportErrorKind::Timeout,
                true,
                message,
            ));
        }
    }
}

fn body_error(error: io::Error) -> TransportError {
    match error.downcast::<reqwest::Error>() {
        Ok(error) => transport_error(error, true),
        Err(error) if error.kind() == io::ErrorKind::TimedOut => {
            TransportError::new(TransportErrorKind::Timeout, true, error)
        }
        Err(error) => TransportError::new(TransportErrorKind::Io, true, error),
    }
}

/// `sent` is whether the request may have left, unless the error itself tells
/// that it has not.
fn transport_error(error: reqwest::Error, sent: bool) -> TransportError {
    use TransportErrorKind as Kind;
    let has = |kind| has_io_kind(&error, kind);
    let kind = if has(io::ErrorKind::InvalidData) && error.is_connect() {
        Kind::Tls
    } else if error.is_timeout() {
        Kind::Timeout
    } else if error.is_connect() {
        Kind::Connect
    } else if error.is_builder() {
        Kind::InvalidRequest
    } else if is_head_too_large(&error) {
        Kind::TooLarge
    } else if has(io::ErrorKind::InvalidData) || has(io::ErrorKind::InvalidInput) {
        Kind::Protocol
    } else {
        Kind::Io
    };
    let sent = sent && !error.is_connect() && !error.is_builder();
    TransportError::new(kind, sent, error.without_url())
}

/// hyper has no kind for it that reqwest passes on: a text of its own.
fn is_head_too_large(error: &reqwest::Error) -> bool {
    std::iter::successors(error.source(), |cause| (*cause).source())
        .any(|cause| cause.to_string() == "message head is too large")
}

fn has_io_kind(error: &reqwest::Error, kind: io::ErrorKind) -> bool {
    let mut cause = error.source();
    while let Some(next) = cause {
        let io = next.downcast_ref::<io::Error>();
        if io.is_some_and(|io| io.kind() == kind) {
            return true;
        }
        // An error of input and output passes over what it wraps.
        cause = match io.and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => next.source(),
        };
    }
    false
}
