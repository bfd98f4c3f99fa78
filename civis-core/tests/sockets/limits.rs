//! Limits on the size of responses.

use civis_core::transport::{Limits, RequestBody, ResponseBody, Transport, TransportError};
use civis_core::{CancelToken, ErrorKind, RetryPolicy};

use crate::support::server::{Server, http_response};
use crate::support::{Backend, bare_session, for_each_backend, get};

for_each_backend!(
    too_many_headers_are_an_error_without_retry,
    too_long_headers_are_an_error_without_retry,
    a_flood_of_headers_is_an_error_with_any_limits,
    a_response_beyond_64_mib_is_an_error_by_default,
    the_limits_themselves_are_allowed,
);

fn with_headers(count: usize, length: usize) -> Vec<u8> {
    let value = "v".repeat(length);
    let names: Vec<_> = (0..count).map(|number| format!("X-{number}")).collect();
    let headers: Vec<_> = names
        .iter()
        .map(|name| (name.as_str(), value.as_str()))
        .collect();
    http_response(200, &headers, "")
}

fn too_many_headers_are_an_error_without_retry(backend: Backend) {
    // `Content-Length` is one more.
    for (count, max, is_within) in [
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
            assert_eq!(outcome.is_ok(), is_within, "{count}: {outcome:?}");
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

fn too_long_headers_are_an_error_without_retry(backend: Backend) {
    for (length, max, is_within) in [
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
        assert_eq!(outcome.is_ok(), is_within, "{length}: {outcome:?}");
        if let Err(error) = outcome {
            assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
            assert!(error.to_string().contains("too long"), "{error}");
        }
        assert_eq!(server.requests().len(), 1);
    }
}

fn a_flood_of_headers_is_an_error_with_any_limits(backend: Backend) {
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
        assert!(error.to_string().contains("too long"), "{error}");
    }
}

fn a_response_beyond_64_mib_is_an_error_by_default(backend: Backend) {
    // The declared length is enough.
    let server = Server::always(&b"HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n"[..]);
    let session = backend.session(&server.url()).build().expect("a session");
    let error = get(&session).expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.to_string().contains("67108864"), "{error}");
    assert_eq!(server.requests().len(), 1);
}

fn the_limits_themselves_are_allowed(backend: Backend) {
    // `Content-Length: 10`, and `X: ` with 5 bytes.
    let server = Server::always(http_response(200, &[("X", "vvvvv")], "1234567890"));
    let length = "content-length".len() + 2 + 6;
    for (bytes, header_bytes, is_within) in [
        (10, length, true),
        (9, length, false),
        (10, length - 1, false),
    ] {
        let session = backend
            .session(&server.url())
            .max_response_bytes(bytes)
            .max_response_headers(2)
            .max_response_header_bytes(header_bytes);
        let outcome = get(&session.build().expect("a session"));
        assert_eq!(
            outcome.is_ok(),
            is_within,
            "{bytes}, {header_bytes}: {outcome:?}"
        );
    }
}

/// Responds with too many bytes, in memory or from a reader.
#[derive(Debug)]
struct Unlimited(fn() -> ResponseBody);

impl Transport for Unlimited {
    fn name(&self) -> &str {
        "unlimited"
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
fn limits_apply_to_transports_that_ignore_them() {
    let bytes = || ResponseBody::from(vec![b' '; 11]);
    let reader = || ResponseBody::reader(std::io::repeat(b' '));
    for body in [bytes, reader as fn() -> ResponseBody] {
        let session = bare_session("http://localhost").transport(Unlimited(body));
        let session = session.max_response_bytes(10).build().expect("a session");
        let error = get(&session).expect_err("a failure");
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
        assert!(error.to_string().contains("more than 10 bytes"), "{error}");
    }
}
