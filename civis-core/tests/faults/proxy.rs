//! A proxy that does not let a request through: nothing of it has left.

use civis_core::transport::{Settings, Transport};
use civis_core::{ErrorKind, RetryPolicy};
use http::Method;

use crate::support::server::{Server, Step, answer};
use crate::support::{Backend, bare_session, for_each_backend, send};

for_each_backend!(
    a_proxy_that_makes_no_tunnel_has_seen_nothing_of_the_request,
    a_proxy_that_refuses_is_not_asked_again,
);

fn a_proxy_that_makes_no_tunnel_has_seen_nothing_of_the_request(backend: Backend) {
    let refusals: [fn() -> Step; 3] = [
        || Step::Drop,
        || Step::Last(b"HTTP/1.1 20".to_vec()),
        // A tunnel that ends before TLS has begun.
        || Step::Last(b"HTTP/1.1 200 Made\r\n\r\n".to_vec()),
    ];
    for refusal in refusals {
        for method in [Method::POST, Method::GET] {
            let proxy = Server::new(move |_, _| refusal());
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
    backend.proxied(Settings::default().proxy(proxy.url()))
}

fn a_proxy_that_refuses_is_not_asked_again(backend: Backend) {
    for (status, reason) in [
        (407, "407 Proxy Authentication Required"),
        (403, "the proxy responded"),
        (502, "the proxy responded"),
    ] {
        for method in [Method::POST, Method::GET] {
            let proxy = Server::always(answer(status, &[("Proxy-Authenticate", "Basic")], ""));
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
