//! The transport over reqwest.

mod error;
mod worker;

use http::header::CONTENT_LENGTH;
use http::{HeaderValue, Uri};
use reqwest::{Body, Client, Request, Url, redirect};

use super::settings::{MAX_IDLE, MAX_IDLE_CONNECTIONS};
use super::{Limits, Settings, Transport, TransportError, TransportErrorKind, check_headers, tls};
use crate::error::Error;
use crate::methods::expects_body;
use error::transport_error;
use worker::Worker;

/// A transport over [reqwest](https://docs.rs/reqwest): HTTP/1.1 with a connection pool,
/// TLS by rustls.
///
/// The head of a response may have 400 KiB and 100 headers.
///
/// reqwest runs on a thread of its own, so the transport may be created, used and dropped
/// anywhere. A call blocks its thread, as with any transport: asynchronous code calls in
/// `spawn_blocking`.
///
/// # Limitations
/// - If the server responds before it has read the whole of a long request, the call
///   may fail with a broken connection instead of that response, since hyper stops
///   reading when it cannot write.
/// - If the read time-out is not longer than the connect time-out, a connection that
///   cannot be made is reported as if the request had been sent.
#[derive(Debug)]
pub struct Reqwest {
    client: Client,
    worker: Worker,
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
        let mut builder = Client::builder()
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .tcp_nodelay(true)
            .connect_timeout(settings.connect_timeout)
            .read_timeout(settings.read_timeout)
            .pool_idle_timeout(MAX_IDLE)
            .pool_max_idle_per_host(MAX_IDLE_CONNECTIONS)
            .tls_backend_preconfigured(tls::client_config(settings)?)
            // Without this, reqwest reads the environment.
            .no_proxy();
        let proxies = settings.proxies()?.map(|proxy| {
            let invalid = |_| Error::configuration("the proxy's URL is not valid");
            Url::parse(&proxy.reveal()).map_err(invalid)
        })?;
        if !proxies.is_empty() {
            builder = builder.proxy(reqwest::Proxy::custom(move |url| {
                let url: Uri = url.as_str().parse().ok()?;
                proxies.of(&url).cloned()
            }));
        }
        let failed = |error: &dyn std::fmt::Display| {
            Error::configuration(format!("the transport cannot be created: {error}"))
        };
        Ok(Self {
            client: builder
                .build()
                .map_err(|error| failed(&transport_error(error, false)))?,
            worker: Worker::start().map_err(|error| failed(&error))?,
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
        check_headers(request.headers())?;
        let mut request = convert(request)?;
        *request.timeout_mut() = limits.timeout;
        let exchange = exchange(self.client.clone(), request, limits.max_response_bytes);
        self.worker.wait_for(exchange).unwrap_or_else(|| {
            let message = "the thread of the transport has panicked";
            Err(TransportError::new(TransportErrorKind::Io, true, message))
        })
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
        if body.is_empty() {
            // hyper states no length of an empty body.
            let none = HeaderValue::from_static("0");
            request.headers_mut().insert(CONTENT_LENGTH, none);
        }
        *request.body_mut() = Some(Body::from(body.to_vec()));
    }
    Ok(request)
}

/// Sends a request and reads its response.
async fn exchange(
    client: Client,
    request: Request,
    max: u64,
) -> Result<http::Response<Vec<u8>>, TransportError> {
    let failed = |error| transport_error(error, true);
    let too_large = || {
        let message = format!("more than {max} bytes");
        TransportError::new(TransportErrorKind::TooLarge, true, message)
    };
    let mut response = client.execute(request).await.map_err(failed)?;
    if response.content_length().unwrap_or(0) > max {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        if (body.len() + chunk.len()) as u64 > max {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    let mut whole = http::Response::new(body);
    *whole.status_mut() = response.status();
    *whole.version_mut() = response.version();
    *whole.headers_mut() = std::mem::take(response.headers_mut());
    Ok(whole)
}
