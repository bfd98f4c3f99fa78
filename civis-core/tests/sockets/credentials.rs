//! Credentials of servers other than the Platform: where they are sent, and that nothing shows them.

use std::fmt::Write as _;

use civis_core::transport::Settings;
use civis_core::{Call, Location, Request, RetryPolicy, Session, SessionBuilder};
use http::Method;
use serde_json::Value;

use crate::log_events;
use crate::support::server::{Received, Server, Step, http_response};
use crate::support::{Backend, KEY, call, for_each_backend, send, unreachable_url};

for_each_backend!(
    each_kind_is_sent_where_the_document_says,
    several_are_sent_at_once,
    those_of_one_place_replace_each_other,
    none_is_logged_or_shown_wherever_it_is_sent,
    no_redirect_takes_them_to_another_origin,
    a_secret_in_the_query_follows_a_redirect_that_keeps_the_query,
);

/// A session without credentials and environment.
fn builder(backend: Backend, url: &str) -> SessionBuilder {
    Session::builder()
        .base_url(url)
        .environment(|name| (name == "CIVIS_API_KEY").then(|| KEY.into()))
        .transport(backend.transport(Settings::default()))
        .retry(RetryPolicy::none())
}

/// Sends a request with a query and a cookie of its own, and returns what arrived.
fn received(server: &Server, builder: SessionBuilder) -> Received {
    let session = builder.build().expect("a session");
    let request = Request::new("items.list", Method::GET, "/items")
        .with(Location::Query, "tag", "a b")
        .with(Location::Cookie, "visitor", "v");
    let call: Call<Value> = Call::new(&session, request);
    call.send_raw().expect("a response");
    server.requests().pop().expect("a request")
}

fn ok() -> Server {
    Server::always(http_response(200, &[], "{}"))
}

fn each_kind_is_sent_where_the_document_says(backend: Backend) {
    let server = ok();
    let builder = || builder(backend, &server.url());
    for (builder, name, value) in [
        (
            builder().authorization("Token tulip-0123"),
            "authorization",
            "Token tulip-0123",
        ),
        (
            builder().authorization(r#"Hawk id="a", mac="b/c=""#),
            "authorization",
            r#"Hawk id="a", mac="b/c=""#,
        ),
        (
            builder().basic_auth("user", "pass: wörd"),
            "authorization",
            "Basic dXNlcjpwYXNzOiB3w7ZyZA==",
        ),
        (builder().secret_header("X-Key", "tulip"), "x-key", "tulip"),
        (
            builder().secret_cookie("id", "tulip/=+"),
            "cookie",
            "id=tulip/=+; visitor=v",
        ),
    ] {
        let request = received(&server, builder);
        assert_eq!(request.header(name), Some(value));
        assert_eq!(request.target, "/items?tag=a%20b");
        let is_key = |(_, value): &(String, String)| value.contains("Basic b3Blbi1z");
        assert!(!request.headers.iter().any(is_key), "{request:?}");
    }
    let request = received(&server, builder().secret_query("api key", "tulip&x=y"));
    assert_eq!(request.target, "/items?tag=a%20b&api%20key=tulip%26x%3Dy");
    assert_eq!(request.header("authorization"), None);
}

fn several_are_sent_at_once(backend: Backend) {
    let server = ok();
    let builder = builder(backend, &server.url())
        .bearer_token("tulip")
        .secret_header("X-Key", "crocus")
        .secret_query("key", "violet")
        .secret_query("of", "lily")
        .secret_cookie("a", "rose")
        .secret_cookie("b", "daisy");
    let request = received(&server, builder);
    assert_eq!(request.header("authorization"), Some("Bearer tulip"));
    assert_eq!(request.header("x-key"), Some("crocus"));
    assert_eq!(request.header("cookie"), Some("a=rose; b=daisy; visitor=v"));
    assert_eq!(request.target, "/items?tag=a%20b&key=violet&of=lily");
}

fn those_of_one_place_replace_each_other(backend: Backend) {
    let server = ok();
    let builder = builder(backend, &server.url())
        .api_key(KEY)
        .secret_header("X-KEY", "crocus")
        .secret_query("key", "violet")
        .bearer_token("tulip")
        .secret_header("x-key", "rose")
        .secret_query("key", "lily")
        .authorization("Token daisy");
    let request = received(&server, builder);
    assert_eq!(request.header("authorization"), Some("Token daisy"));
    assert_eq!(request.header("x-key"), Some("rose"));
    assert_eq!(request.target, "/items?tag=a%20b&key=lily");
    let builder = self::builder(backend, &server.url())
        .secret_query("key", "lily")
        .bearer_token("tulip")
        .anonymous();
    let request = received(&server, builder);
    assert_eq!(request.header("authorization"), None);
    assert_eq!(request.target, "/items?tag=a%20b");
}

const SECRETS: [&str; 5] = [
    "tulip-0123456789",
    "crocus-0123456789",
    "violet-0123456789",
    "rose-0123456789",
    "daisy-0123456789",
];

/// A session with a secret of every kind.
fn secretive(backend: Backend, url: &str) -> SessionBuilder {
    let [tulip, crocus, violet, rose, _] = SECRETS;
    builder(backend, url)
        .authorization(format!("Token {tulip}"))
        .secret_header("X-Key", crocus)
        .secret_query("key", violet)
        .secret_cookie("id", rose)
}

fn none_is_logged_or_shown_wherever_it_is_sent(backend: Backend) {
    log_events::record();
    let mut shown = String::new();
    // A server that echoes all that it was sent.
    let echo = |status: u16| {
        Server::new(move |_, request| {
            let body = format!("{} {:?}", request.target, request.headers);
            let json = serde_json::json!({ "detail": body }).to_string();
            Step::Respond(http_response(status, &[("X-Echo", &request.target)], &json))
        })
    };
    let servers = [echo(200), echo(403), echo(503)];
    let closes = Server::new(|_, _| Step::Close);
    let urls = servers.iter().map(Server::url);
    for url in urls.chain([closes.url(), unreachable_url()]) {
        let basic = builder(backend, &url).basic_auth("user", SECRETS[4]);
        for builder in [secretive(backend, &url), basic] {
            writeln!(shown, "{builder:?}").expect("a text");
            let session = builder.build().expect("a session");
            writeln!(shown, "{session:?}").expect("a text");
            for method in [Method::GET, Method::POST] {
                let call = call(&session, &method, "/thing");
                writeln!(shown, "{call:?}").expect("a text");
                match send(&session, &method) {
                    Ok(response) => writeln!(shown, "{response:?}"),
                    Err(error) => writeln!(shown, "{error} {error:?}"),
                }
                .expect("a text");
            }
        }
    }
    // A proxy receives the whole URL, unless it makes a tunnel.
    let proxy = echo(403);
    let transport = backend.transport_with_proxy(Settings::default().proxy(proxy.url()));
    let session = secretive(backend, "http://platform.test")
        .allow_http_to("platform.test")
        .transport(transport)
        .build()
        .expect("a session");
    let error = send(&session, &Method::GET).expect_err("a failure");
    writeln!(shown, "{error} {error:?} {session:?}").expect("a text");
    let target = &proxy.requests()[0].target;
    let whole = format!("http://platform.test/thing?key={}", SECRETS[2]);
    assert!(
        ["platform.test:80", &*whole].contains(&&**target),
        "{target}"
    );
    for secret in SECRETS {
        assert!(!shown.contains(secret), "{shown}");
    }
    log_events::assert_absent(&SECRETS);
}

fn no_redirect_takes_them_to_another_origin(backend: Backend) {
    let other = ok();
    for status in [302, 307, 308] {
        // The path differs in a slash alone.
        let location = format!("{}/thing/", other.url());
        let server = Server::always(http_response(status, &[("Location", &location)], ""));
        let session = secretive(backend, &server.url())
            .build()
            .expect("a session");
        for method in [Method::GET, Method::POST] {
            send(&session, &method).expect_err("a redirect");
        }
        assert_eq!(server.requests().len(), 2);
    }
    assert_eq!(other.connections(), 0);
}

fn a_secret_in_the_query_follows_a_redirect_that_keeps_the_query(backend: Backend) {
    let server = Server::new(|_, request| match request.target.split_once('?') {
        Some(("/thing", query)) => {
            let location = format!("/thing/?{query}");
            Step::Respond(http_response(308, &[("Location", &location)], ""))
        }
        _ => Step::Respond(http_response(200, &[], "{}")),
    });
    let session = secretive(backend, &server.url())
        .build()
        .expect("a session");
    for method in [Method::GET, Method::POST] {
        send(&session, &method).expect("a response");
        let request = server.requests().pop().expect("a request");
        assert_eq!(request.target, format!("/thing/?key={}", SECRETS[2]));
        assert_eq!(request.header("x-key"), Some(SECRETS[1]));
    }
}
