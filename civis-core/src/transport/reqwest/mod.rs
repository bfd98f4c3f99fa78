//! The transport over reqwest.

mod body;
mod error;
mod worker;

use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::request::Parts;
use http::{HeaderValue, Uri};
use reqwest::{Body, Client, Request, Url, redirect};
use tokio::time::timeout;

use super::settings::{MAX_IDLE, MAX_IDLE_CONNECTIONS};
use super::{
    Limits, RequestBody, ResponseBody, Settings, Transport, TransportError, TransportErrorKind,
    check_headers, tls,
};
use crate::error::Error;
use crate::handoff::{CHUNK, Chunk, ChunkReader, Sender, channel, channel_on_demand, pump};
use crate::methods::expects_body;
use body::{Download, Upload};
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
    worker: Arc<Worker>,
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
        let proxies = settings.proxies()?.map(|proxy| {
            let invalid = |_| Error::configuration("the proxy's URL is not valid");
            Url::parse(&proxy.reveal()).map_err(invalid)
        })?;
        let builder = Client::builder()
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
            .proxy(reqwest::Proxy::custom(move |url| {
                let url: Uri = url.as_str().parse().ok()?;
                proxies.of(&url).cloned()
            }));
        let failed = |error: &dyn std::fmt::Display| {
            Error::configuration(format!("the transport cannot be created: {error}"))
        };
        Ok(Self {
            client: builder
                .build()
                .map_err(|error| failed(&transport_error(error, false)))?,
            worker: Arc::new(Worker::start().map_err(|error| failed(&error))?),
        })
    }
}

impl Transport for Reqwest {
    fn name(&self) -> &str {
        "reqwest"
    }

    fn send(
        &self,
        request: http::Request<RequestBody<'_>>,
        limits: &Limits,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        check_headers(request.headers())?;
        let (parts, body) = request.into_parts();
        let mut request = convert(parts)?;
        *request.timeout_mut() = limits.timeout;
        let mut upload = attach(&body, &mut request);
        let (head, response) = channel();
        let (chunks, received) = channel();
        let exchange = exchange(
            self.client.clone(),
            request,
            limits.head_timeout,
            head,
            chunks,
        );
        let mut download = Download {
            task: self.worker.spawn(exchange),
            chunks: ChunkReader::new(received, None),
            upload: None,
            _worker: Arc::clone(&self.worker),
        };
        let response = pump(body, &mut upload, &response, None);
        download.upload = upload;
        match response.flatten() {
            Some(response) => response.map(|head| head.map(|()| ResponseBody::reader(download))),
            None => {
                let message = "the thread of the transport has panicked";
                Err(TransportError::new(TransportErrorKind::Io, true, message))
            }
        }
    }
}

fn convert(parts: Parts) -> Result<Request, TransportError> {
    let invalid =
        |message: String| TransportError::new(TransportErrorKind::InvalidRequest, false, message);
    let url = Url::parse(&parts.uri.to_string()).map_err(|error| invalid(error.to_string()))?;
    // reqwest resolves `.` and `..` segments, encoded or not: another resource.
    if url.path() != parts.uri.path() || url.query() != parts.uri.query() {
        return Err(invalid(format!(
            "this transport would change the path to {}",
            url.path()
        )));
    }
    let mut request = Request::new(parts.method, url);
    *request.headers_mut() = parts.headers;
    Ok(request)
}

/// Sets the body of a request. If it is streamed, returns where to send its chunks.
fn attach(body: &RequestBody<'_>, request: &mut Request) -> Option<Sender<Chunk>> {
    match body.as_bytes() {
        Some([]) => {
            if expects_body(request.method()) {
                // hyper states no length of an empty body.
                let none = HeaderValue::from_static("0");
                request.headers_mut().insert(CONTENT_LENGTH, none);
                *request.body_mut() = Some(Body::from(Vec::new()));
            }
            None
        }
        Some(bytes) if bytes.len() <= CHUNK => {
            *request.body_mut() = Some(Body::from(bytes.to_vec()));
            None
        }
        _ => {
            let (upload, chunks) = channel_on_demand();
            let length = body.length();
            *request.body_mut() = Some(Body::wrap(Upload { chunks, length }));
            Some(upload)
        }
    }
}

/// Sends a request, and passes on first the head of its response, then the body.
async fn exchange(
    client: Client,
    request: Request,
    head_timeout: Option<Duration>,
    head: Sender<Result<http::Response<()>, TransportError>>,
    chunks: Sender<Chunk>,
) {
    let failed = |error| transport_error(error, true);
    let executed = client.execute(request);
    let executed = match head_timeout {
        None => executed.await.map_err(failed),
        Some(limit) => match timeout(limit, executed).await {
            Ok(executed) => executed.map_err(failed),
            Err(_) => {
                let message = "the call exceeded its time-out";
                let kind = TransportErrorKind::Timeout;
                Err(TransportError::new(kind, true, message))
            }
        },
    };
    let mut response = match executed {
        Ok(response) => response,
        Err(error) => return head.send(Err(error)),
    };
    let mut start = http::Response::new(());
    *start.status_mut() = response.status();
    *start.version_mut() = response.version();
    *start.headers_mut() = std::mem::take(response.headers_mut());
    head.send(Ok(start));
    while poll_fn(|context| chunks.poll_room(context)).await {
        match response.chunk().await {
            // An empty chunk would be the end.
            Ok(Some(chunk)) if chunk.is_empty() => {}
            Ok(Some(chunk)) => chunks.send(Ok(chunk)),
            Ok(None) => return chunks.send(Ok(Bytes::new())),
            Err(error) => return chunks.send(Err(failed(error).into())),
        }
    }
}
