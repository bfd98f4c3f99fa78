//! The default transport.

use std::io;

use http::header;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, AsSendBody, Body};

use super::resolver::SharedResolver;
use super::settings::{MAX_IDLE, MAX_IDLE_CONNECTIONS, Proxy};
use super::{
    Limits, Settings, Transport, TransportError, TransportErrorKind, expects_body, unpack, watch,
};
use crate::error::Error;

/// A transport over [ureq](https://docs.rs/ureq): blocking, with a pool of
/// connections, HTTP/1.1, TLS by rustls with Mozilla's root certificates.
///
/// The head of an answer may have 64 KiB and 128 headers. A body without a length has
/// to end in order: a reset, or the end of TCP without that of TLS, is an error.
#[derive(Debug)]
pub struct Ureq {
    agent: Agent,
    resolver: SharedResolver,
}

impl Ureq {
    /// A transport with settings.
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
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if a
    /// setting is not valid.
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
            Proxy::At(url) => {
                let proxy = ureq::Proxy::new(url)
                    .map_err(|_| Error::configuration("the proxy's URL is not valid"))?;
                config = config.proxy(Some(proxy));
            }
        }
        if let Some(pem) = &settings.root_certificates {
            let roots = RootCerts::new_with_certs(&certificates(pem)?);
            config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
        }
        let connector = watch::watched(DefaultConnector::default());
        let resolver = SharedResolver::default();
        let agent = Agent::with_parts(config.build(), connector, resolver.clone());
        Ok(Self { agent, resolver })
    }
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate<'static>>, Error> {
    let mut found = Vec::new();
    for item in parse_pem(pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => found.push(certificate),
            Ok(_) => {}
            Err(_) => {
                return Err(Error::configuration(
                    "the root certificates are not valid PEM",
                ));
            }
        }
    }
    if found.is_empty() {
        return Err(Error::configuration(
            "the root certificates hold no certificate in PEM",
        ));
    }
    Ok(found)
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
        watch::begin();
        let accepted = request.headers_mut().entry(header::ACCEPT_ENCODING);
        accepted.or_insert(unpack::ACCEPTED);
        // An empty slice would be sent as a body of length 0.
        let answered = if request.body().is_empty() && !expects_body(request.method()) {
            self.run(request.map(drop), limits)
        } else {
            self.run(request, limits)
        };
        let (mut parts, body) = answered.map_err(|error| self.told(error))?.into_parts();
        let max = limits.max_response_bytes;
        let too_large = || transport_error(ureq::Error::BodyExceedsLimit(max));
        let length = body.content_length().unwrap_or(0);
        if length > max {
            return Err(too_large());
        }
        // A length is believed as far as little memory is at stake.
        let mut bytes = Vec::with_capacity(usize::try_from(length.min(1 << 20)).unwrap_or(0));
        // One more byte tells a body that ends here from one that goes on.
        let limit = max.saturating_add(1);
        unpack::read(&mut parts.headers, body.into_reader(), limit, &mut bytes)
            .map_err(|error| transport_error(error.into()))?;
        if bytes.len() as u64 > max {
            return Err(too_large());
        }
        Ok(http::Response::from_parts(parts, bytes))
    }
}

impl Ureq {
    /// Why no head of an answer came.
    fn told(&self, error: ureq::Error) -> TransportError {
        let error = transport_error(error);
        if !error.sent() {
            // The host may have moved.
            self.resolver.forget();
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

/// Whether the request may have left is not guessed from the error: the connection
/// was watched.
fn transport_error(error: ureq::Error) -> TransportError {
    use TransportErrorKind as Kind;
    let sent = watch::has_left();
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
        // The type of this one is not public.
        ureq::Error::Protocol(error) if error.to_string().contains("too many headers") => {
            Kind::TooLarge
        }
        ureq::Error::Io(io) => match io.kind() {
            io::ErrorKind::TimedOut => Kind::Timeout,
            // What rustls says of certificates, and of what is not TLS.
            io::ErrorKind::InvalidData if !sent => Kind::Tls,
            // What flate2 says of what is not gzip.
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput if sent => Kind::Protocol,
            _ if !sent => Kind::Connect,
            _ => Kind::Io,
        },
        _ => Kind::Protocol,
    };
    match error {
        ureq::Error::Timeout(which) => TransportError::new(kind, sent, which_time(which)),
        error => TransportError::new(kind, sent, error),
    }
}

/// Which of the times ran out, by the setting that sets it.
fn which_time(which: ureq::Timeout) -> &'static str {
    match which {
        ureq::Timeout::Resolve | ureq::Timeout::Connect => {
            "no connection was made within `connect_timeout`"
        }
        ureq::Timeout::PerRead | ureq::Timeout::PerWrite => {
            "no bytes went through within `read_timeout`"
        }
        _ => "the time for the whole call is over",
    }
}
