//! Secret arguments of a call never appear in errors, events or `Debug`.

use civis_core::__private::*;
use civis_core::{Call, Location, Record, Request};
use http::Method;
use serde_json::{Value, json};

use crate::log_events;
use crate::support::server::{Server, http_response};
use crate::support::{Backend, for_each_backend, unreachable_url};

for_each_backend!(
    secret_arguments_are_redacted_everywhere,
    secrets_in_a_response_are_redacted_in_debug,
);

const SECRET: &str = "lobelia-0123456789";

fn secret_arguments_are_redacted_everywhere(backend: Backend) {
    log_events::record();
    let servers = [
        Server::always(http_response(404, &[], "{\"error\":\"not_found\"}")),
        Server::always(http_response(
            422,
            &[],
            &format!("{{\"errorDescription\":\"{SECRET} is short\",\"error\":\"{SECRET}\"}}"),
        )),
        Server::always(http_response(200, &[], &format!("\"{SECRET} is not JSON"))),
        Server::always(http_response(200, &[], "not JSON")),
    ];
    let mut shown = String::new();
    for url in servers.iter().map(Server::url).chain([unreachable_url()]) {
        let session = backend.session(&url).build().expect("a session");
        for method in [Method::GET, Method::POST] {
            let mut request = Request::new("tokens.do", method.clone(), "/tokens/{token}")
                .with(Location::Path, "token", SECRET)
                .with(Location::Query, "apiKey", SECRET)
                .with(Location::Header, "X-Auth-Token", SECRET)
                .with(Location::Cookie, "sid", SECRET);
            if method == Method::POST {
                request.set(Location::Field, "password", SECRET);
                request.set(Location::Field, "params", json!([{"secret": SECRET}]));
            }
            let call: Call<Value> = Call::new(&session, request);
            let error = call.send().expect_err("an error");
            let path = error.path();
            assert_eq!(path, Some("/tokens/[redacted]"));
            shown.push_str(&format!("{call:?} {call:#?} {error} {error:?} {error:#?}"));
        }
    }
    assert!(!shown.contains(SECRET), "{shown}");
    let log = log_events::all();
    let ours = log.lines().filter(|line| line.contains(" civis"));
    let leaks: Vec<&str> = ours.filter(|line| line.contains(SECRET)).collect();
    assert_eq!(leaks, [""; 0]);
    for server in &servers {
        for request in server.requests() {
            assert!(request.target.contains(SECRET), "the secret is sent");
            assert_eq!(request.header("x-auth-token"), Some(SECRET));
        }
    }
}

__record! {
    #[doc = "A credential."]
    Credential Option {
        id: i64 = "id",
        username: String = "username",
        password: String = "password",
    }
}

fn secrets_in_a_response_are_redacted_in_debug(backend: Backend) {
    let body = json!({"id": 5, "username": "u", "password": SECRET, "apiKey": SECRET});
    let server = Server::always(http_response(200, &[], &body.to_string()));
    let session = backend.session(&server.url()).build().expect("a session");
    let request = || Request::new("credentials.get", Method::GET, "/credentials/5");
    let response = Call::<Credential>::new(&session, request())
        .send()
        .expect("a response");
    assert_eq!(response.password.as_deref(), Some(SECRET));
    assert_eq!(response.names(), ["id", "username", "password"]);
    let unexpected = Call::<Vec<Credential>>::new(&session, request())
        .send()
        .expect("a response");
    let text = format!("{response:?} {response:#?} {unexpected:?} {unexpected:#?}");
    assert!(
        !text.contains(SECRET) && text.contains("[redacted]"),
        "{text}"
    );
    assert!(text.contains("username: \"u\""), "{text}");
}
