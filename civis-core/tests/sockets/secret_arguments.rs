//! Secrets among the arguments of a call are in no error, no event and no `Debug`.

use civis_core::__private::*;
use civis_core::{Call, Location, Record, Request};
use http::Method;
use serde_json::{Value, json};

use crate::ears;
use crate::support::server::{Server, answer};
use crate::support::{Backend, for_each_backend, refused};

for_each_backend!(
    secrets_of_arguments_are_nowhere,
    secrets_of_a_response_are_not_shown,
);

const SECRET: &str = "lobelia-0123456789";

fn secrets_of_arguments_are_nowhere(backend: Backend) {
    ears::open();
    let servers = [
        Server::always(answer(404, &[], "{\"error\":\"not_found\"}")),
        Server::always(answer(200, &[], "no JSON")),
    ];
    let mut seen = String::new();
    for url in servers.iter().map(Server::url).chain([refused()]) {
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
            seen.push_str(&format!("{call:?} {call:#?} {error} {error:?} {error:#?}"));
        }
    }
    assert!(!seen.contains(SECRET), "{seen}");
    let heard = ears::everywhere();
    let ours = heard.lines().filter(|line| line.contains(" civis"));
    let leaks: Vec<&str> = ours.filter(|line| line.contains(SECRET)).collect();
    assert_eq!(leaks, [""; 0]);
    for server in &servers {
        for request in server.requests() {
            assert!(request.target.contains(SECRET), "it is sent");
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

fn secrets_of_a_response_are_not_shown(backend: Backend) {
    let body = json!({"id": 5, "username": "u", "password": SECRET, "apiKey": SECRET});
    let server = Server::always(answer(200, &[], &body.to_string()));
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
