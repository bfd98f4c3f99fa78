//! A transport that records the results of its attempts.

use std::io::{self, Read};
use std::sync::{Arc, Mutex};

use civis_core::transport::{Limits, RequestBody, ResponseBody, Transport, TransportError};

use crate::model::AttemptResult;

#[derive(Debug)]
pub(super) struct Recorder {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) attempt_results: Arc<Mutex<Vec<AttemptResult>>>,
}

impl Transport for Recorder {
    fn name(&self) -> &str {
        self.transport.name()
    }

    fn send(
        &self,
        request: http::Request<RequestBody<'_>>,
        limits: &Limits,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        let result = self.transport.send(request, limits);
        let attempt = match &result {
            Ok(response) => AttemptResult::Responded(response.status().as_u16()),
            Err(error) => AttemptResult::Failed { sent: error.sent() },
        };
        self.attempt_results.lock().expect("the lock").push(attempt);
        result.map(|response| {
            response.map(|body| {
                ResponseBody::reader(Recording {
                    body,
                    attempt_results: Arc::clone(&self.attempt_results),
                })
            })
        })
    }
}

/// The body of a response. If it is incomplete, the attempt counts as failed.
struct Recording {
    body: ResponseBody,
    attempt_results: Arc<Mutex<Vec<AttemptResult>>>,
}

impl Read for Recording {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.body.read(buf).map_err(|error| {
            let error = TransportError::from(error);
            let mut attempt_results = self.attempt_results.lock().expect("the lock");
            if let Some(last) = attempt_results.last_mut() {
                *last = AttemptResult::Failed { sent: error.sent() };
            }
            error.into()
        })
    }
}
