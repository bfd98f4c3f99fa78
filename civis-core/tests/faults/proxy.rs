//! Proxies that do not forward a request, so that nothing of it is sent.

use civis_core::transport::{Settings, Transport};
use civis_core::{ErrorKind, RetryPolicy};
use http::Method;

use crate::support::server::{Server, Step, http_response};
use crate::support::{Backend, bare_session, for_each_backend, send};

for_each_backend!(
    a_request_is_not_sent_to_a_proxy_that_opens_no_tunnel,
    a_refusal_by_a_proxy_is_not_retried,
);

fn a_request_is_not_sent_to_a_proxy_that_opens_no_tunnel(backend: Backend) {
    let rejections: [fn() -> Step; 3] = [
        || Step::Close,
        || Step::RespondAndClose(b"HTTP/1.1 20".to_vec()),
        // The tunnel closes before the TLS handshake.
        || Step::RespondAndClose(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()),
    ];
    for rejection in rejections {
        for method in [Method::POST, Method::GET] {
            let proxy = Server::new(move |_, _| rejection());
            let transport = through(backend, &proxy);
            let session = bare_session("https://api.example")
                .transport(transport)
                .retry(RetryPolicy::default().max_retries(2))
                .build()
                .expect("a session");
            let error = send(&session, &method).expect_err("a failure");
            assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
            assert_eq!(error.attempts(), 3, "{error}");
            let requests = proxy.requests();
            assert!(requests.iter().all(|request| request.method == "CONNECT"));
            assert!(
                requests
                    .iter()
                    .all(|one| one.header("authorization").is_none())
            );
            assert_eq!(requests.len(), 3, "{error}");
        }
    }
}

fn through(backend: Backend, proxy: &Server) -> Box<dyn Transport> {
    backend.transport_with_proxy(Settings::default().proxy(proxy.url()))
}

fn a_refusal_by_a_proxy_is_not_retried(backend: Backend) {
    for (status, reason) in [
        (407, "407 Proxy Authentication Required"),
        (403, "the proxy responded"),
        (502, "the proxy responded"),
        (0, "refused by the proxy"),
    ] {
        for method in [Method::POST, Method::GET] {
            let proxy = Server::always(match status {
                0 => b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(),
                status => http_response(status, &[("Proxy-Authenticate", "Basic")], ""),
            });
            let session = bare_session("https://api.example")
                .transport(through(backend, &proxy))
                .build()
                .expect("a session");
            let error = send(&session, &method).expect_err("a failure");
            assert_eq!(error.kind(), ErrorKind::Proxy, "{error}");
            assert!(error.to_string().contains(reason), "{error}");
            assert_eq!((error.attempts(), error.status()), (1, None));
            assert!(!error.may_have_executed());
            let requests = proxy.requests();
            assert_eq!(requests.len(), 1);
            assert_eq!(requests[0].method, "CONNECT");
            assert_eq!(requests[0].header("authorization"), None);
        }
    }
}
