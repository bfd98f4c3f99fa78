//! Connections: from the bytes of a request to a [`ResponsePlan`], and from the
//! plan to the bytes of a response.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use std::{error, fmt};

use http::{HeaderName, HeaderValue, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

use crate::fault::Cut;
use crate::reply::Reply;
use crate::request::RecordedRequest;
use crate::respond::{PlannedReply, Responder, ResponsePlan};

/// The largest body that is accepted, in bytes. A larger one results in 413.
const MAX_BODY: usize = 256 << 20;

/// The pause after a connection could not be accepted, because the process has no
/// file descriptors left for example.
const PAUSE: Duration = Duration::from_millis(10);

/// Serves connections until the future is dropped.
pub(crate) async fn accept(listener: TcpListener, responder: Arc<Responder>) -> Infallible {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(serve(stream, Arc::clone(&responder)));
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

async fn serve(stream: TcpStream, responder: Arc<Responder>) {
    // Without it a response may wait for the acknowledgement of the previous one. If
    // it cannot be set, responses are slower but correct.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| respond(request, Arc::clone(&responder)));
    // Errors are clients that have disconnected, and scripted faults.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn respond(
    request: Request<Incoming>,
    responder: Arc<Responder>,
) -> Result<Response<ResponseBody>, CutShort> {
    let (mut head, body) = request.into_parts();
    // The host of a target in absolute form replaces that of the header (RFC 9112, 3.2.2).
    if let Some(authority) = head.uri.authority()
        && let Ok(host) = HeaderValue::from_str(authority.as_str())
    {
        head.headers.insert(header::HOST, host);
    }
    let (method, path, query) = (head.method.as_str(), head.uri.path(), head.uri.query());
    if responder.take_cut_in_request(method, path, &head.headers) {
        let part = read_half(body).await;
        let request = RecordedRequest::new(method, path, query, head.headers, part);
        responder.record_part(request);
        return Err(CutShort);
    }
    let body = match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            let reply = Reply::error(413, "too_large", "The body is too large.");
            return Ok(response(reply, None));
        }
        // The client disconnected before its request was complete.
        Err(_) => return Err(CutShort),
    };
    let ResponsePlan {
        delay,
        cut,
        reply,
        rate_limit: (limit, remaining),
    } = responder.plan(method, path, query, head.headers, body);
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    if cut == Some(Cut::BeforeAnswer) {
        return Err(CutShort);
    }
    let reply = match reply {
        PlannedReply::Reply(reply) => reply,
        // A handler may block, and may call the server itself.
        PlannedReply::Handler(handler, request) => {
            match tokio::task::spawn_blocking(move || handler(&request)).await {
                Ok(reply) => reply,
                Err(_) => Reply::error(500, "handler_panicked", "A test's handler panicked."),
            }
        }
    };
    let reply = reply
        .header("x-ratelimit-limit", &limit.to_string())
        .header("x-ratelimit-remaining", &remaining.to_string());
    Ok(response(reply, cut))
}

/// Reads half of the announced body, or nothing if its length is not announced.
async fn read_half(mut body: Incoming) -> Bytes {
    let half = body.size_hint().exact().unwrap_or_default() / 2;
    let mut read = Vec::new();
    while (read.len() as u64) < half
        && let Some(Ok(frame)) = body.frame().await
    {
        if let Ok(data) = frame.into_data() {
            read.extend_from_slice(&data);
        }
    }
    read.into()
}

fn response(reply: Reply, cut: Option<Cut>) -> Response<ResponseBody> {
    match try_response(reply, cut) {
        Ok(response) => response,
        Err(problem) => {
            let reply = Reply::error(500, "invalid_reply", &problem);
            let mut response = Response::new(ResponseBody::new(reply.body, None));
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            response
        }
    }
}

fn try_response(reply: Reply, cut: Option<Cut>) -> Result<Response<ResponseBody>, String> {
    let status = StatusCode::from_u16(reply.status)
        .ok()
        .filter(|status| status.as_u16() >= 200)
        .ok_or_else(|| format!("{} is not a final status", reply.status))?;
    let mut response = Response::new(ResponseBody::new(reply.body, cut));
    *response.status_mut() = status;
    for (name, value) in reply.headers {
        let not_allowed = || format!("HTTP does not allow the header `{name}: {value}`");
        let header = HeaderName::try_from(&name).map_err(|_| not_allowed())?;
        let content = HeaderValue::try_from(&value).map_err(|_| not_allowed())?;
        response.headers_mut().append(header, content);
    }
    Ok(response)
}

/// The body of a response, which may be cut short.
#[derive(Debug)]
struct ResponseBody {
    data: Option<Bytes>,
    /// The announced length.
    length: u64,
    end: End,
}

#[derive(Debug, PartialEq)]
enum End {
    Complete,
    /// Cut at the second poll: hyper sends the data before it only when a poll is
    /// pending.
    CutNext,
    Cut,
}

impl ResponseBody {
    fn new(data: Bytes, cut: Option<Cut>) -> Self {
        let length = data.len() as u64;
        let (data, end) = match cut {
            None => (data, End::Complete),
            Some(Cut::InBody) => (data.slice(..data.len() / 2), End::CutNext),
            Some(Cut::AfterHeaders | Cut::BeforeAnswer | Cut::InRequest) => {
                (Bytes::new(), End::CutNext)
            }
        };
        ResponseBody {
            data: Some(data).filter(|data| !data.is_empty()),
            length,
            end,
        }
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = CutShort;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, CutShort>>> {
        if let Some(data) = self.data.take() {
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        match self.end {
            End::Complete => Poll::Ready(None),
            End::CutNext => {
                self.end = End::Cut;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            End::Cut => Poll::Ready(Some(Err(CutShort))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_none() && (self.end == End::Complete || self.length == 0)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}

/// The error that makes hyper close a connection.
#[derive(Debug)]
struct CutShort;

impl fmt::Display for CutShort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was cut by a scripted fault")
    }
}

impl error::Error for CutShort {}
