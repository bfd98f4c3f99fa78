//! Passes one request to the transport, and reads its response.
//!
//! If the call can be cancelled, another thread does both, so that the caller can return early.

use std::io;
use std::sync::Arc;
use std::thread;

use http::{Method, header};

use super::attempt_error::AttemptError;
use super::response_limits::declared_length;
use super::{Shared, content_encoding};
use crate::cancel::CancelToken;
use crate::handoff::{CHUNK, ChunkReader, Interrupted, channel, channel_on_demand, forward};
use crate::transport::{Limits, RequestBody, ResponseBody, TransportError, TransportErrorKind};

/// A request whose body may be streamed.
pub(super) type Request<'a> = http::Request<RequestBody<'a>>;

/// A response whose body is streamed.
type Response = http::Response<ResponseBody>;

/// How to read the body of a successful response. Other bodies are read whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Reading {
    Whole,
    /// The caller reads it, whatever its length.
    Streamed,
}

/// A response whose body is decoded, and not read yet.
pub(crate) struct Opened {
    pub(crate) response: Response,
    /// The length of the body in bytes, if the response announces it.
    pub(crate) length: Option<u64>,
    /// Whether the server has sent an encoded body.
    pub(crate) is_decoded: bool,
}

impl Shared {
    /// Sends a request, and reads its response whole, within the limits on responses.
    pub(super) fn exchange(
        &self,
        request: Request<'_>,
        limits: Limits,
        cancel: Option<&CancelToken>,
    ) -> Result<http::Response<Vec<u8>>, AttemptError> {
        let bounds = self.limits;
        self.send(request, limits, cancel, move |method, response| {
            bounds.read_whole(method, response)
        })
    }

    /// Sends a request, and returns its response when the headers have arrived.
    pub(super) fn open(
        &self,
        request: Request<'_>,
        limits: Limits,
        cancel: Option<&CancelToken>,
        reading: Reading,
    ) -> Result<Opened, AttemptError> {
        let bounds = self.limits;
        let opened = self.send(request, limits, cancel, move |method, response| {
            if reading == Reading::Whole || !response.status().is_success() {
                let response = bounds.read_whole(method, response)?;
                return Ok(Opened {
                    length: Some(response.body().len() as u64),
                    response: response.map(ResponseBody::from),
                    is_decoded: false,
                });
            }
            bounds.check_headers(response.headers())?;
            let was_encoded = response.headers().contains_key(header::CONTENT_ENCODING);
            let response = content_encoding::decode(response, u64::MAX)?;
            let is_encoded = response.headers().contains_key(header::CONTENT_ENCODING);
            Ok(Opened {
                length: declared_length(method, &response),
                response,
                is_decoded: was_encoded && !is_encoded,
            })
        })?;
        match cancel.filter(|_| reading == Reading::Streamed) {
            None => Ok(opened),
            Some(cancel) => opened.cancelled_by(cancel).map_err(no_thread),
        }
    }

    /// Sends a request, and hands its response to `receive` on the same thread.
    fn send<T: Send + 'static>(
        &self,
        request: Request<'_>,
        limits: Limits,
        cancel: Option<&CancelToken>,
        receive: impl FnOnce(&Method, Response) -> Result<T, TransportError> + Send + 'static,
    ) -> Result<T, AttemptError> {
        let method = request.method().clone();
        let Some(cancel) = cancel else {
            let response = self.transport.send(request, &limits);
            let received = response.and_then(|response| receive(&method, response));
            return received.map_err(AttemptError::Transport);
        };
        let transport = Arc::clone(&self.transport);
        let (parts, body) = request.into_parts();
        let sent = match body.as_bytes() {
            Some(bytes) if bytes.len() <= CHUNK => {
                let bytes = bytes.to_vec();
                cancel.run(move || {
                    let request = http::Request::from_parts(parts, RequestBody::from(&*bytes));
                    let response = transport.send(request, &limits)?;
                    receive(&method, response)
                })
            }
            // The caller's thread reads a longer body while the other one sends it.
            _ => {
                let length = body.length();
                let (chunks, received) = channel_on_demand();
                let reader = ChunkReader::new(received, None);
                let work = move || {
                    let body = RequestBody::reader(reader, length);
                    let request = http::Request::from_parts(parts, body);
                    let response = transport.send(request, &limits)?;
                    receive(&method, response)
                };
                cancel.run_with_source(work, body, chunks)
            }
        };
        match sent {
            Ok(result) => result.map_err(AttemptError::Transport),
            Err(Interrupted::Cancelled) => Err(AttemptError::Cancelled),
            Err(Interrupted::NoThread(error)) => Err(no_thread(error)),
        }
    }
}

fn no_thread(error: io::Error) -> AttemptError {
    AttemptError::Transport(TransportError::new(TransportErrorKind::Io, false, error))
}

impl Opened {
    /// Reads the body on another thread, so that cancelling the token ends a read at once.
    fn cancelled_by(self, cancel: &CancelToken) -> io::Result<Self> {
        let (parts, mut body) = self.response.into_parts();
        let (chunks, received) = channel();
        thread::Builder::new()
            .name("civis-call".to_owned())
            .spawn(move || forward(&mut body, &chunks))?;
        let body = ResponseBody::reader(ChunkReader::new(received, Some(cancel.clone())));
        Ok(Self {
            response: http::Response::from_parts(parts, body),
            ..self
        })
    }
}
