//! Connections: from the bytes of a request to a plan, and from a plan to the
//! bytes of an answer.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use std::{error, fmt};

use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

use crate::fault::Cut;
use crate::reply::Reply;
use crate::respond::{Answer, Plan, Shared};

/// The largest body that is taken, in bytes; a larger one is answered with 413.
const LARGEST_BODY: usize = 256 << 20;

/// The pause after a connection could not be accepted (no more descriptors, say).
const PAUSE: Duration = Duration::from_millis(10);

/// Serves connections until it is dropped.
pub(crate) async fn accept(listener: TcpListener, responder: Shared) -> Infallible {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(serve(stream, Shared::clone(&responder)));
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

async fn serve(stream: TcpStream, responder: Shared) {
    // Without it an answer may wait for the acknowledgement of the one before;
    // where it cannot be set, answers are slower and right.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| answer(request, Shared::clone(&responder)));
    // An error is a client that went away, or a cut that a test asked for.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn answer(
    request: Request<Incoming>,
    responder: Shared,
) -> Result<Response<Outgoing>, CutShort> {
    let (head, body) = request.into_parts();
    let body = match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(body) => body.to_bytes().to_vec(),
        Err(error) if error.is::<LengthLimitError>() => {
            let reply = Reply::error(413, "too_large", "The body is too large.");
            return Ok(response(reply, None));
        }
        // The client went away before its request was whole.
        Err(_) => return Err(CutShort),
    };
    let Plan {
        delay,
        cut,
        answer,
        rate_limit: (limit, remaining),
    } = responder.plan(
        head.method.as_str(),
        head.uri.path(),
        head.uri.query(),
        head.headers,
        body,
    );
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    if cut == Some(Cut::BeforeAnswer) {
        return Err(CutShort);
    }
    let reply = match answer {
        Answer::Reply(reply) => reply,
        // A handler may block, and may itself call the server.
        Answer::Handler(handler, request) => {
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

fn response(reply: Reply, cut: Option<Cut>) -> Response<Outgoing> {
    match written(reply, cut) {
        Ok(response) => response,
        Err(problem) => {
            let reply = Reply::error(500, "impossible_answer", &problem);
            let mut response = Response::new(Outgoing::new(reply.body, None));
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            response
        }
    }
}

fn written(reply: Reply, cut: Option<Cut>) -> Result<Response<Outgoing>, String> {
    let status = StatusCode::from_u16(reply.status)
        .ok()
        .filter(|status| status.as_u16() >= 200)
        .ok_or_else(|| format!("{} is no final status", reply.status))?;
    let mut response = Response::new(Outgoing::new(reply.body, cut));
    *response.status_mut() = status;
    for (name, value) in reply.headers {
        let forbidden = || format!("the header `{name}: {value}` is not allowed by HTTP");
        let header = HeaderName::try_from(&name).map_err(|_| forbidden())?;
        let content = HeaderValue::try_from(&value).map_err(|_| forbidden())?;
        response.headers_mut().append(header, content);
    }
    Ok(response)
}

/// The body of an answer, which may break off.
#[derive(Debug)]
struct Outgoing {
    data: Option<Bytes>,
    /// The length that is announced.
    length: u64,
    end: End,
}

#[derive(Debug, PartialEq)]
enum End {
    Whole,
    /// Breaks off at the second poll: what was written before is sent only
    /// when a poll finds nothing to write.
    BreaksSoon,
    Breaks,
}

impl Outgoing {
    fn new(body: Vec<u8>, cut: Option<Cut>) -> Self {
        let data = Bytes::from(body);
        let length = data.len() as u64;
        let (data, end) = match cut {
            None => (data, End::Whole),
            Some(Cut::InBody) => (data.slice(..data.len() / 2), End::BreaksSoon),
            Some(Cut::AfterHeaders | Cut::BeforeAnswer) => (Bytes::new(), End::BreaksSoon),
        };
        Outgoing {
            data: Some(data).filter(|data| !data.is_empty()),
            length,
            end,
        }
    }
}

impl Body for Outgoing {
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
            End::Whole => Poll::Ready(None),
            End::BreaksSoon => {
                self.end = End::Breaks;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            End::Breaks => Poll::Ready(Some(Err(CutShort))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_none() && (self.end == End::Whole || self.length == 0)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}

/// The reason for which hyper is told to break a connection.
#[derive(Debug)]
struct CutShort;

impl fmt::Display for CutShort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was cut")
    }
}

impl error::Error for CutShort {}
