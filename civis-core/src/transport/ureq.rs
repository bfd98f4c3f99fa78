//! The default transport, over ureq.

use std::io;

use http::header;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, AsSendBody, Body};

use super::resolver::SharedResolver;
use super::settings::{MAX_IDLE, MAX_IDLE_CONNECTIONS, Proxy};
use super::{
    Limits, Settings, Transport, TransportError, TransportErrorKind, content_encoding, sent_tracker,
};
use crate::error::Error;
use crate::methods::expects_body;

/// A transport over [ureq](https://docs.rs/ureq): blocking HTTP/1.1 with a connection
/// pool, TLS by rustls with Mozilla's root certificates.
///
/// The head of a response may have 64 KiB and 128 headers. A body without a length must
/// end cleanly: a reset, or a TCP connection closed without TLS's own end, is an error.
#[derive(Debug)]
pub struct Ureq {
    agent: Agent,
    resolver: SharedResolver,
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
        let mut config = Agent::config_builder()
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
            .allow_non_standard_methods(true);
        match &settings.proxy {
            Proxy::Environment => {}
            Proxy::None => config = config.proxy(None),
            Proxy::Url(url) => {
                let proxy = ureq::Proxy::new(url)
                    .map_err(|_| Error::configuration("the proxy's URL is not valid"))?;
                config = config.proxy(Some(proxy));
            }
        }
        if let Some(pem) = &settings.root_certificates {
            let roots = RootCerts::new_with_certs(&certificates(pem)?);
            config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
        }
        let connector = sent_tracker::track(DefaultConnector::default());
        let resolver = SharedResolver::default();
        let agent = Agent::with_parts(config.build(), connector, resolver.clone());
        Ok(Self { agent, resolver })
    }
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate<'static>>, Error> {
    let mut certificates = Vec::new();
    for item in parse_pem(pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
            Ok(_) => {}
            Err(_) => {
                return Err(Error::configuration(
                    "the root certificates are not valid PEM",
                ));
            }
        }
    }
    if certificates.is_empty() {
        return Err(Error::configuration(
            "the root certificates contain no certificate in PEM",
        ));
    }
    Ok(certificates)
}

impl Transport for Ureq {
    fn name(&self) -> &str {
        "ureq"
    }

    fn send(
        &self,
        mut request: http::Request<&[u8]>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        sent_tracker::reset();
        let accepted = request.headers_mut().entry(header::ACCEPT_ENCODING);
        accepted.or_insert(content_encoding::ACCEPTED);
        // An empty slice would be sent as a body of length 0.
        let result = if request.body().is_empty() && !expects_body(request.method()) {
            self.run(request.map(drop), limits)
        } else {
            self.run(request, limits)
        };
        let (mut parts, body) = result
            .map_err(|error| self.no_response(error))?
            .into_parts();
        let max = limits.max_response_bytes;
        let too_large = || transport_error(ureq::Error::BodyExceedsLimit(max));
        let length = body.content_length().unwrap_or(0);
        if length > max {
            return Err(too_large());
        }
        // The declared length is trusted only while it costs little memory.
        let mut bytes = Vec::with_capacity(usize::try_from(length.min(1 << 20)).unwrap_or(0));
        // One more byte shows whether the body exceeds the limit.
        let limit = max.saturating_add(1);
        content_encoding::read(&mut parts.headers, body.into_reader(), limit, &mut bytes)
            .map_err(|error| transport_error(error.into()))?;
        if bytes.len() as u64 > max {
            return Err(too_large());
        }
        Ok(http::Response::from_parts(parts, bytes))
    }
}

impl Ureq {
    /// The error of a request whose response did not begin.
    fn no_response(&self, error: ureq::Error) -> TransportError {
        let error = transport_error(error);
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
        match limits.timeout {
            None => self.agent.run(request),
            timeout => {
                let request = self.agent.configure_request(request);
                self.agent.run(request.timeout_global(timeout).build())
            }
        }
    }
}

/// Whether the request may have been sent comes from the tracked connection, and is not
/// guessed from the error.
fn transport_error(error: ureq::Error) -> TransportError {
    use TransportErrorKind as Kind;
    let sent = sent_tracker::bytes_sent();
    let kind = match &error {
        ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::InvalidProxyUrl
        | ureq::Error::ConnectProxyFailed(_) => Kind::Connect,
        ureq::Error::Timeout(_) => Kind::Timeout,
        ureq::Error::Tls(_)
        | ureq::Error::TlsRequired
        | ureq::Error::Rustls(_)
        | ureq::Error::Pem(_) => Kind::Tls,
        ureq::Error::BadUri(_) | ureq::Error::Http(_) | ureq::Error::RequireHttpsOnly(_) => {
            Kind::InvalidRequest
        }
        ureq::Error::BodyExceedsLimit(_) | ureq::Error::LargeResponseHeader(..) => Kind::TooLarge,
        // The type of this error is not public.
        ureq::Error::Protocol(error) if error.to_string().contains("too many headers") => {
            Kind::TooLarge
        }
        ureq::Error::Io(io) => match io.kind() {
            io::ErrorKind::TimedOut => Kind::Timeout,
            // rustls: a certificate is not trusted, or the peer does not speak TLS.
            io::ErrorKind::InvalidData if !sent => Kind::Tls,
            // flate2: the body is not valid gzip.
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput if sent => Kind::Protocol,
            _ if !sent => Kind::Connect,
            _ => Kind::Io,
        },
        _ => Kind::Protocol,
    };
    match error {
        ureq::Error::Timeout(which) => TransportError::new(kind, sent, timeout_message(which)),
        error => TransportError::new(kind, sent, error),
    }
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
