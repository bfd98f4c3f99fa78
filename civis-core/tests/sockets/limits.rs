//! How large an answer may be.

use civis_core::transport::{Limits, RequestBody, ResponseBody, Transport, TransportError};
use civis_core::{CancelToken, ErrorKind, RetryPolicy};

use crate::support::server::{Server, answer};
use crate::support::{Backend, bare_session, for_each_backend, get};

for_each_backend!(
    an_answer_with_too_many_headers_is_refused_and_not_asked_for_again,
    an_answer_with_too_long_headers_is_refused_and_not_asked_for_again,
    a_flood_of_headers_ends_the_call_whatever_the_bounds,
    an_answer_beyond_64_mib_is_refused_by_default,
);

fn with_headers(count: usize, length: usize) -> Vec<u8> {
    let value = "v".repeat(length);
    let names: Vec<_> = (0..count).map(|number| format!("X-{number}")).collect();
    let headers: Vec<_> = names
        .iter()
        .map(|name| (name.as_str(), value.as_str()))
        .collect();
    answer(200, &headers, "")
}

fn an_answer_with_too_many_headers_is_refused_and_not_asked_for_again(backend: Backend) {
    // `Content-Length` is one more.
    for (count, max, fits) in [
        (98, None, true),
        (9, Some(10), true),
        (10, Some(10), false),
        (90, Some(10), false),
    ] {
        let server = Server::always(with_headers(count, 1));
        let mut builder = backend.session(&server.url());
        if let Some(max) = max {
            builder = builder.max_response_headers(max);
        }
        let session = builder.build().expect("a session");
        for session in [&session, &session.cancelled_by(&CancelToken::new())] {
            let outcome = get(session);
            assert_eq!(outcome.is_ok(), fits, "{count}: {outcome:?}");
            if let Err(error) = outcome {
                assert_eq!(error.kind(), ErrorKind::Transport);
                assert!(
                    error.to_string().contains("more than 10 headers"),
                    "{error}"
                );
            }
        }
        assert_eq!(server.requests().len(), 2);
    }
}

fn an_answer_with_too_long_headers_is_refused_and_not_asked_for_again(backend: Backend) {
    for (length, max, fits) in [
        (60_000, None, true),
        (66_000, None, false),
        (900, Some(1000), true),
        (1000, Some(1000), false),
    ] {
        let server = Server::always(with_headers(1, length));
        let mut builder = backend.session(&server.url());
        if let Some(max) = max {
            builder = builder.max_response_header_bytes(max);
        }
        let outcome = get(&builder.build().expect("a session"));
        assert_eq!(outcome.is_ok(), fits, "{length}: {outcome:?}");
        if let Err(error) = outcome {
            assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
            assert!(error.to_string().contains("too long"), "{error}");
        }
        assert_eq!(server.requests().len(), 1);
    }
}

fn a_flood_of_headers_ends_the_call_whatever_the_bounds(backend: Backend) {
    for (count, length) in [(1000, 1), (100_000, 1), (3, 1 << 20)] {
        let server = Server::always(with_headers(count, length));
        let session = backend
            .session(&server.url())
            .max_response_headers(usize::MAX)
            .max_response_header_bytes(usize::MAX)
            .retry(RetryPolicy::none());
        let error = get(&session.build().expect("a session")).expect_err("a failure");
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
        assert!(error.to_string().len() < 300, "{error}");
    }
}

fn an_answer_beyond_64_mib_is_refused_by_default(backend: Backend) {
    // It is enough to say so.
    let server = Server::always(&b"HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n"[..]);
    let session = backend.session(&server.url()).build().expect("a session");
    let error = get(&session).expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.to_string().contains("67108864"), "{error}");
    assert_eq!(server.requests().len(), 1);
}

/// Responds with bytes, or with a reader of them, that are too many.
#[derive(Debug)]
struct Boundless(fn() -> ResponseBody);

impl Transport for Boundless {
    fn name(&self) -> &str {
        "boundless"
    }

    fn send(
        &self,
        _: http::Request<RequestBody<'_>>,
        _: &Limits,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        Ok(http::Response::new(self.0()))
    }
}

#[test]
fn a_transport_knows_no_bounds_and_is_bounded() {
    let bytes = || ResponseBody::from(vec![b' '; 11]);
    let reader = || ResponseBody::reader(std::io::repeat(b' '));
    for body in [bytes, reader as fn() -> ResponseBody] {
        let session = bare_session("http://localhost").transport(Boundless(body));
        let session = session.max_response_bytes(10).build().expect("a session");
        let error = get(&session).expect_err("a failure");
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
        assert!(error.to_string().contains("more than 10 bytes"), "{error}");
    }
}
