//! How large an answer may be.

use civis_core::{CancelToken, ErrorKind, RetryPolicy};

use crate::support::server::{Server, answer};
use crate::support::{Backend, for_each_backend, get};

for_each_backend!(
    an_answer_with_too_many_headers_is_refused_and_not_asked_for_again,
    an_answer_with_too_long_headers_is_refused_and_not_asked_for_again,
    a_flood_of_headers_ends_the_call_whatever_the_bounds,
    an_answer_beyond_64_mib_is_refused_by_default,
    a_transport_that_knows_no_bounds_is_bounded,
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

/// Passes no bounds on.
#[derive(Debug)]
struct Boundless(Box<dyn civis_core::transport::Transport>);

impl civis_core::transport::Transport for Boundless {
    fn name(&self) -> &str {
        "boundless"
    }

    fn send(
        &self,
        request: http::Request<&[u8]>,
        _: &civis_core::transport::Limits,
    ) -> Result<http::Response<Vec<u8>>, civis_core::transport::TransportError> {
        self.0
            .send(request, &civis_core::transport::Limits::default())
    }
}

fn a_transport_that_knows_no_bounds_is_bounded(backend: Backend) {
    let server = Server::always(answer(200, &[], "12345678901"));
    let transport = backend.transport(civis_core::transport::Settings::default());
    let builder = || crate::support::bare_session(&server.url());
    let session = builder().transport(Boundless(transport));
    let session = session.max_response_bytes(10).build().expect("a session");
    let error = get(&session).expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
}
