//! A proxy that does not let a request through: nothing of it has left.

use civis_core::transport::{Settings, Transport};
use civis_core::{ErrorKind, RetryPolicy};
use http::Method;

use crate::support::server::{Server, Step, answer};
use crate::support::{Backend, bare_session, for_each_backend, send};

for_each_backend!(a_proxy_that_makes_no_tunnel_has_seen_nothing_of_the_request);

fn a_proxy_that_makes_no_tunnel_has_seen_nothing_of_the_request(backend: Backend) {
    let refusals: [fn() -> Step; 5] = [
        || Step::Drop,
        || Step::Answer(answer(502, &[], "")),
        || Step::Answer(answer(407, &[("Proxy-Authenticate", "Basic")], "")),
        || Step::Last(b"HTTP/1.1 20".to_vec()),
        // A tunnel that ends before TLS has begun.
        || Step::Last(b"HTTP/1.1 200 Made\r\n\r\n".to_vec()),
    ];
    for refusal in refusals {
        for method in [Method::POST, Method::GET] {
            let proxy = Server::new(move |_, _| refusal());
            let settings = Settings::default().proxy(proxy.url());
            let transport: Box<dyn Transport> = match backend {
                #[cfg(feature = "ureq")]
                Backend::Ureq => {
                    Box::new(civis_core::transport::Ureq::new(&settings).expect("ureq"))
                }
                #[cfg(feature = "reqwest")]
                Backend::Reqwest => {
                    Box::new(civis_core::transport::Reqwest::new(&settings).expect("reqwest"))
                }
            };
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
