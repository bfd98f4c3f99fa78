//! One request goes to the transport, and its response comes back.
//!
//! A call that can be cancelled must not wait for the transport, so its request is sent on a
//! thread of its own, which also reads the response.

use std::sync::Arc;

use http::Method;

use super::Shared;
use super::attempt::AttemptError;
use crate::cancel::{CancelToken, Interrupted};
use crate::handoff::{CHUNK, ChunkReader, channel};
use crate::transport::{Limits, RequestBody, ResponseBody, TransportError, TransportErrorKind};

/// A request with a body that is read while it is sent.
pub(super) type Request<'a> = http::Request<RequestBody<'a>>;

/// A response whose body is read while it is received.
type Response = http::Response<ResponseBody>;

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
            // A longer body is read here while it is sent there.
            _ => {
                let length = body.length();
                let (chunks, received) = channel();
                let mut reader = ChunkReader::new(received, None);
                let work = move || {
                    let body = RequestBody::reader(&mut reader, length);
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
            Err(Interrupted::NoThread(error)) => {
                let error = TransportError::new(TransportErrorKind::Io, false, error);
                Err(AttemptError::Transport(error))
            }
        }
    }
}
