//! The default transport, over ureq.

use std::error::Error as StdError;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::StatusCode;
use http::header::CONTENT_LENGTH;
use ureq::config::AutoHeaderValue;
use ureq::unversioned::transport::{
    ConnectProxyConnector, Connector as _, SocksConnector, TcpConnector,
};
use ureq::{Agent, AsSendBody, Body, SendBody};

use super::proxy::{Proxies, ProxyUrl};
use super::resolver::SharedResolver;
use super::settings::{MAX_IDLE, MAX_IDLE_CONNECTIONS};
use super::tls::{self, TlsConnector};
use super::{
    Limits, RequestBody, ResponseBody, Settings, Transport, TransportError, TransportErrorKind,
    check_headers, log_mask, proxy, sent_tracker,
};
use crate::error::Error;
use crate::methods::expects_body;

/// A transport over [ureq](https://docs.rs/ureq): blocking HTTP/1.1 with a connection
/// pool, TLS by rustls.
///
/// The head of a response may have 64 KiB and 128 headers. A body without a length must
/// end cleanly: a reset, or a TCP connection closed without TLS's own end, is an error.
#[derive(Debug)]
pub struct Ureq {
    direct: Agent,
    proxied: Proxies<Agent>,
    resolver: SharedResolver,
    connect_timeout: Duration,
}

impl Ureq {
    /// Creates a transport.
    ///
    /// ```
    /// use civis_core::transport::{Settings, Ureq};
    /// use std::time::Duration;
    ///
    /// let transport = Ureq::new(&Settings::default().connect_timeout(Duration::from_secs(5)))?;
    /// # let _ = transport;
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if a setting is
    /// not valid.
    pub fn new(settings: &Settings) -> Result<Self, Error> {
        settings.check().map_err(Error::configuration)?;
        let tls = Arc::new(tls::client_config(settings)?);
        let resolver = SharedResolver::default();
        let agent = |proxy| {
            let config = Agent::config_builder()
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .timeout_resolve(Some(settings.connect_timeout))
                .timeout_connect(Some(settings.connect_timeout))
                .timeout_per_read(Some(settings.read_timeout))
                .timeout_per_write(Some(settings.read_timeout))
                .max_idle_age(MAX_IDLE)
                .max_idle_connections(MAX_IDLE_CONNECTIONS)
                .max_idle_connections_per_host(MAX_IDLE_CONNECTIONS)
                .allow_non_standard_methods(true)
                .accept_encoding(AutoHeaderValue::None)
                .proxy(proxy)
                .build();
            let connector = SocksConnector::default()
                .chain(ConnectProxyConnector::default())
                .chain(TcpConnector::default())
                .chain(TlsConnector(Arc::clone(&tls)));
            let connector = sent_tracker::track(connector);
            Agent::with_parts(config, connector, resolver.clone())
        };
        let proxied = settings.proxies()?.map(|proxy: ProxyUrl| {
            let proxy = ureq::Proxy::new(&proxy.reveal());
            let proxy = proxy.map_err(|_| Error::configuration("the proxy's URL is not valid"))?;
            Ok::<_, Error>(agent(Some(proxy)))
        })?;
        Ok(Self {
            direct: agent(None),
            proxied,
            resolver,
            connect_timeout: settings.connect_timeout,
        })
    }
}

impl Transport for Ureq {
    fn name(&self) -> &str {
        "ureq"
    }

    fn send(
        &self,
        request: http::Request<RequestBody<'_>>,
        limits: &Limits,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        check_headers(request.headers())?;
        let end = |timeout: Option<Duration>| Instant::now().checked_add(timeout?);
        let (deadline, head_deadline) = (end(limits.timeout), end(limits.head_timeout));
        let _tracking = sent_tracker::start(deadline.into_iter().chain(head_deadline).min());
        let (mut parts, body) = request.into_parts();
        let mut masks = log_mask::mask(&mut parts.uri, &mut parts.headers);
        let masked = body.as_bytes().and_then(|body| masks.mask_body(body));
        let mut masks = Some(masks);
        let applied = log_mask::apply(&mut masks);
        let result = match masked.as_deref().or(body.as_bytes()) {
            // An empty slice would be sent as a body of length 0.
            Some([]) if !expects_body(&parts.method) => {
                self.run(http::Request::from_parts(parts, ()), limits)
            }
            Some(bytes) => self.run(http::Request::from_parts(parts, bytes), limits),
            None => {
                if let Some(length) = body.length() {
                    parts.headers.insert(CONTENT_LENGTH, length.into());
                }
                let mut body = Sent(body);
                let body = SendBody::from_reader(&mut body);
                self.run(http::Request::from_parts(parts, body), limits)
            }
        };
        let (mut parts, body) = result
            .map_err(|error| self.no_response(error))?
            .into_parts();
        log_mask::unmask_headers(&mut parts.headers);
        drop(applied);
        let body = Received {
            body: log_mask::unmask_body(body.into_reader(), masks),
            deadline,
        };
        Ok(http::Response::from_parts(
            parts,
            ResponseBody::reader(body),
        ))
    }
}

/// The body of a request. Once the server has stopped reading, ureq still writes the rest of the body,
/// which the connection discards; so the rest is not read.
struct Sent<'a>(RequestBody<'a>);

impl Read for Sent<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if sent_tracker::is_cut() {
            return Ok(self.0.skip(buf.len()));
        }
        let count = self.0.read(buf)?;
        log_mask::mask_streamed(&mut buf[..count]);
        Ok(count)
    }
}

/// The body of a response.
struct Received<R> {
    body: R,
    /// The time by which it must have arrived.
    deadline: Option<Instant>,
}

impl<R: Read> Read for Received<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let deadline = self.deadline;
        let _tracking = deadline.map(|deadline| sent_tracker::start(Some(deadline)));
        let result = self.body.read(buf);
        result.map_err(|error| transport_error(error.into(), true).into())
    }
}

impl Ureq {
    /// The error of a request whose response did not begin.
    fn no_response(&self, error: ureq::Error) -> TransportError {
        let error = transport_error(error, sent_tracker::bytes_sent());
        if !error.sent() {
            // The host may have a new address.
            self.resolver.clear();
        }
        error
    }

    fn run(
        &self,
        request: http::Request<impl AsSendBody>,
        limits: &Limits,
    ) -> Result<http::Response<Body>, ureq::Error> {
        // Connections are pooled by agent, so each proxy has its own.
        let agent = self.proxied.of(request.uri()).unwrap_or(&self.direct);
        let left = limits.timeout.into_iter().chain(limits.head_timeout).min();
        // The tracked connection ends at the deadline. What comes before it, resolving and connecting,
        // takes at most `connect_timeout` each, so a request with more time than that needs no
        // configuration of its own.
        if left.is_none_or(|left| left / 2 >= self.connect_timeout) {
            return agent.run(request);
        }
        let head_timeout = limits.head_timeout.unwrap_or(Duration::MAX);
        let connect = Some(self.connect_timeout.min(head_timeout));
        let request = agent.configure_request(request);
        let request = request
            .timeout_global(limits.timeout)
            .timeout_resolve(connect)
            .timeout_connect(connect);
        agent.run(request.build())
    }
}

/// `sent` comes from the tracked connection, and is not guessed from the error.
fn transport_error(error: ureq::Error, sent: bool) -> TransportError {
    use TransportErrorKind as Kind;
    let error = match error {
        // It comes from the body of the request.
        ureq::Error::Io(io)
            if io
                .get_ref()
                .is_some_and(|inner| inner.is::<TransportError>()) =>
        {
            return TransportError::from(io).with_sent(sent);
        }
        error => error,
    };
    let kind = match &error {
        ureq::Error::ConnectProxyFailed(reason) if proxy_status(reason).is_some() => Kind::Proxy,
        ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::InvalidProxyUrl
        | ureq::Error::ConnectProxyFailed(_) => Kind::Connect,
        ureq::Error::Timeout(_) => Kind::Timeout,
        ureq::Error::Tls(_) | ureq::Error::TlsRequired => Kind::Tls,
        ureq::Error::BadUri(_) | ureq::Error::Http(_) | ureq::Error::RequireHttpsOnly(_) => {
            Kind::InvalidRequest
        }
        ureq::Error::BodyExceedsLimit(_) | ureq::Error::LargeResponseHeader(..) => Kind::TooLarge,
        // The type of this error is not public.
        ureq::Error::Protocol(error) if error.to_string().contains("too many headers") => {
            Kind::TooLarge
        }
        // No server was asked yet, so the proxy responded.
        ureq::Error::Protocol(error) if !sent && error.to_string().contains("http parse fail") => {
            Kind::Proxy
        }
        ureq::Error::Io(io) => match io.kind() {
            io::ErrorKind::TimedOut => Kind::Timeout,
            _ if !sent && is_socks_refusal(io) => Kind::Proxy,
            // rustls: a certificate is not trusted, or the peer does not speak TLS.
            io::ErrorKind::InvalidData if !sent => Kind::Tls,
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput if sent => Kind::Protocol,
            _ if !sent => Kind::Connect,
            _ => Kind::Io,
        },
        _ => Kind::Protocol,
    };
    match error {
        ureq::Error::Timeout(which) => TransportError::new(kind, sent, timeout_message(which)),
        ureq::Error::ConnectProxyFailed(reason) => {
            let message = proxy_status(&reason).map_or(reason, proxy::refusal);
            TransportError::new(kind, sent, message)
        }
        error => match (advice(&error), error) {
            (Some(advice), _) => TransportError::new(kind, sent, advice),
            (None, ureq::Error::Io(error)) => TransportError::new(kind, sent, error),
            (None, error) => TransportError::new(kind, sent, error),
        },
    }
}

fn advice(error: &ureq::Error) -> Option<&'static str> {
    match error {
        // ureq's error does not return it as its source.
        ureq::Error::Io(error) => tls::advice(error),
        error => tls::advice(error.source()?),
    }
}

/// The status of the response to `CONNECT`, which ureq reports only in a text.
fn proxy_status(reason: &str) -> Option<StatusCode> {
    let rest = reason.strip_prefix("proxy server responded ")?;
    rest.split('/').next()?.parse().ok()
}

/// Whether a SOCKS proxy refuses the user or the destination. ureq reports the reason
/// only in a text.
fn is_socks_refusal(error: &io::Error) -> bool {
    let reasons = [
        "no acceptable auth methods",
        "unknown auth method",
        "connection not allowed by ruleset",
    ];
    error.kind() == io::ErrorKind::PermissionDenied
        || error.kind() == io::ErrorKind::Other && reasons.contains(&&*error.to_string())
}

/// Names the setting of the time-out that was exceeded.
fn timeout_message(which: ureq::Timeout) -> &'static str {
    match which {
        ureq::Timeout::Resolve | ureq::Timeout::Connect => {
            "no connection was made within `connect_timeout`"
        }
        ureq::Timeout::PerRead | ureq::Timeout::PerWrite => {
            "no bytes were transferred within `read_timeout`"
        }
        _ => "the call exceeded its time-out",
    }
}
