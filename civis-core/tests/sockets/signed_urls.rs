//! The query of a signed URL is in no log, at any level.

use std::io::Read as _;

use civis_core::CancelToken;
use civis_core::transfer::{SignedUrl, Source};

use crate::log_events;
use crate::support::server::{Server, Step, http_response};
use crate::support::{Backend, for_each_backend, get};

for_each_backend!(
    the_query_of_a_signed_url_is_never_logged,
    the_query_of_a_sign_in_url_is_never_logged,
);

/// No other test uses these, so that every occurrence in the log comes from here.
const SIGNATURE: &str = "d0c5a6b7e8f90d0c5a6b7e8f9";
const CREDENTIAL: &str = "ZKIA0123456789ZXCVBN";

fn query() -> String {
    format!("X-Amz-Credential={CREDENTIAL}&X-Amz-Signature={SIGNATURE}")
}

fn the_query_of_a_signed_url_is_never_logged(backend: Backend) {
    log_events::record();
    // A store that echoes the query.
    let server = Server::new(|_, request| {
        let sent = request.target.split_once('?').expect("a query").1;
        let [credential, signature] = [CREDENTIAL, SIGNATURE];
        let echo = format!("<Error><Code>a</Code><Message>b</Message>{signature}\n{sent}</Error>");
        let header = [("X-Echo", sent)];
        match &*request.method {
            "GET" if request.target.starts_with("/a") => {
                let body = format!("{credential} {signature} {sent}");
                Step::Respond(http_response(200, &header, &body))
            }
            _ => Step::Respond(http_response(403, &header, &echo)),
        }
    });
    let session = backend.session(&server.url()).build().expect("a session");
    let token = CancelToken::new();
    for session in [&session, &session.cancelled_by(&token)] {
        let url = |path: &str| format!("{}{path}?{}", server.url(), query());
        let url = |path| SignedUrl::parse(&url(path)).expect("a URL");
        let mut streamed = session.get_signed(&url("/a")).send().expect("a response");
        let echoed = streamed.headers().get("x-echo").expect("a header");
        assert_eq!(echoed.as_bytes(), query().as_bytes());
        let mut body = String::new();
        streamed.read_to_string(&mut body).expect("a body");
        assert_eq!(body, format!("{CREDENTIAL} {SIGNATURE} {}", query()));
        let put_url = url("/b");
        let put = session.put_signed(&put_url, Source::bytes(&b"abc"[..]));
        assert!(!format!("{put:?}").contains(SIGNATURE));
        for error in [
            put.send().map(drop).expect_err("a refusal"),
            session
                .get_signed(&url("/b"))
                .send()
                .map(drop)
                .expect_err("a refusal"),
        ] {
            assert!(!format!("{error} {error:?}").contains(SIGNATURE), "{error}");
            let body = String::from_utf8_lossy(error.body().expect("a body"));
            assert!(body.contains(SIGNATURE), "{body}");
        }
    }
    for request in server.requests() {
        assert!(request.target.ends_with(&query()), "{}", request.target);
    }
    assert!(log_events::all().contains("/b"), "nothing was logged");
    log_events::assert_absent(&[SIGNATURE, CREDENTIAL]);
}

fn the_query_of_a_sign_in_url_is_never_logged(backend: Backend) {
    log_events::record();
    let app = Server::new(|_, request| match request.target.starts_with("/sign") {
        true => Step::Respond(http_response(200, &[("Set-Cookie", "app=1")], "")),
        false => Step::Respond(http_response(200, &[], "[]")),
    });
    let url = app.url();
    // Escaped, since transports may log the Platform's response.
    let service = format!(
        r#"{{"currentUrl": "{url}", "currentDeployment": {{"displayUrl": "{url}/sign?t=\u00{:x}{}"}}}}"#,
        SIGNATURE.as_bytes()[0],
        &SIGNATURE[1..],
    );
    let platform = Server::always(http_response(200, &[], &service));
    let session = backend.session(&platform.url()).build().expect("a session");
    get(&session.service(7).expect("a service")).expect("a response");
    assert_eq!(app.requests()[0].target, format!("/sign?t={SIGNATURE}"));
    log_events::assert_absent(&[SIGNATURE]);
}
