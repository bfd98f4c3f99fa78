//! The transport over reqwest.

use std::error::Error as StdError;
use std::io::{self, Read as _};
use std::time::{Duration, Instant};

use http::{StatusCode, Uri};
use reqwest::blocking::{Body, Client, ClientBuilder, Request, Response};
use reqwest::{Url, redirect};

use super::settings::{MAX_IDLE, MAX_IDLE_CONNECTIONS};
use super::{Limits, Settings, Transport, TransportError, TransportErrorKind, check_headers};
use super::{proxy, tls};
use crate::error::Error;
use crate::methods::expects_body;

/// The length of one read of a body, in bytes.
const CHUNK: usize = 32 * 1024;

/// A transport over the blocking client of [reqwest](https://docs.rs/reqwest): HTTP/1.1
/// with a connection pool, TLS by rustls.
///
/// The head of a response may have 400 KiB and 100 headers.
///
/// The client runs a thread of its own. It must not be created, used or dropped on a
/// thread that runs asynchronous tasks.
///
/// # Limitations
/// - If the server responds before it has read the whole of a long request, the call
///   may fail with a broken connection instead of that response, since hyper stops
///   reading when it cannot write.
/// - If the read time-out is not longer than the connect time-out, a connection that
///   cannot be made is reported as if the request had been sent.
/// - A call time-out that is longer than the read time-out may be exceeded by one read
///   time-out, since reqwest cannot change the time-out of a read in progress.
#[derive(Debug)]
pub struct Reqwest {
    client: Client,
    read_timeout: Duration,
}

impl Reqwest {
    /// Creates a transport.
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
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if a setting is
    /// not valid.
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
        let proxies = settings.proxies()?.map(|proxy| {
            let invalid = |_| Error::configuration("the proxy's URL is not valid");
            Url::parse(&proxy.reveal()).map_err(invalid)
        })?;
        // reqwest does not read the environment if it has a proxy, or none, by `no_proxy`.
        inner = inner.no_proxy();
        if !proxies.is_empty() {
            inner = inner.proxy(reqwest::Proxy::custom(move |url| {
                let url: Uri = url.as_str().parse().ok()?;
                proxies.of(&url).cloned()
            }));
        }
        inner = inner.tls_backend_preconfigured(tls::client_config(settings)?);
        // In the blocking client this is the time-out of the head and of each read.
        let client = ClientBuilder::from(inner)
            .timeout(settings.read_timeout)
            .build();
        let client = client.map_err(|error| {
            let error = transport_error(error, false);
            Error::configuration(format!("the transport cannot be created: {error}"))
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
        let deadline = limits
            .timeout
            .and_then(|timeout| Instant::now().checked_add(timeout));
        check_headers(request.headers())?;
        let mut request = convert(request)?;
        // The time-out of a request covers all of it, reading included, and replaces
        // that of the client. So it is set only if it is the shorter one.
        *request.timeout_mut() = limits
            .timeout
            .filter(|timeout| *timeout <= self.read_timeout);
        let response = self.client.execute(request);
        let response = response.map_err(|error| transport_error(error, true))?;
        read(response, limits.max_response_bytes, deadline)
    }
}

fn convert(request: http::Request<&[u8]>) -> Result<Request, TransportError> {
    let invalid =
        |message: String| TransportError::new(TransportErrorKind::InvalidRequest, false, message);
    let (parts, body) = request.into_parts();
    let url = Url::parse(&parts.uri.to_string()).map_err(|error| invalid(error.to_string()))?;
    // reqwest resolves `.` and `..` segments, encoded or not: another resource.
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
    deadline: Option<Instant>,
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
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            let message = "the call exceeded its time-out";
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

/// `sent` is whether the request may have been sent, unless the error itself says that
/// it was not.
fn transport_error(error: reqwest::Error, sent: bool) -> TransportError {
    use TransportErrorKind as Kind;
    let has = |kind| has_io_kind(&error, kind);
    let refusal = proxy_refusal(&error);
    let kind = if refusal.is_some() {
        Kind::Proxy
    } else if has(io::ErrorKind::InvalidData) && error.is_connect() {
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
    let advice = || tls::advice(&error).map(str::to_owned);
    match refusal.or_else(advice) {
        Some(message) => TransportError::new(kind, sent, message),
        None => TransportError::new(kind, sent, error.without_url()),
    }
}

/// What a proxy says that refuses the connection, the user or the destination. The types
/// of these errors are not public, and their texts have no status but 407.
fn proxy_refusal(error: &reqwest::Error) -> Option<String> {
    let text = causes(error)
        .map(ToString::to_string)
        .find(|text| text.starts_with("tunnel error: ") || text.starts_with("SOCKS error: "))?;
    match &*text {
        "tunnel error: proxy authorization required" => {
            Some(proxy::refusal(StatusCode::PROXY_AUTHENTICATION_REQUIRED))
        }
        "tunnel error: unsuccessful" => {
            Some("the proxy responded with a status that is not 200".to_owned())
        }
        "SOCKS error: credentials not accepted"
        | "SOCKS error: server does not support user/pass authentication"
        | "SOCKS error: server implements authentication incorrectly"
        | "SOCKS error: connection not allowed"
        | "SOCKS error: server ident service failed"
        | "SOCKS error: server ident service did not recognise client identifier" => Some(text),
        _ => None,
    }
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(error.source(), |cause| (*cause).source())
}

/// reqwest does not expose hyper's kind of this error, only its text.
fn is_head_too_large(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| cause.to_string() == "message head is too large")
}

fn has_io_kind(error: &reqwest::Error, kind: io::ErrorKind) -> bool {
    let mut cause = error.source();
    while let Some(next) = cause {
        let io = next.downcast_ref::<io::Error>();
        if io.is_some_and(|io| io.kind() == kind) {
            return true;
        }
        // The source of an `io::Error` is the source of the error that it wraps.
        cause = match io.and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => next.source(),
        };
    }
    false
}
