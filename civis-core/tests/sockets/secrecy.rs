//! The key is nowhere to be seen.

use std::error::Error as StdError;
use std::fmt::{Debug, Write as _};
use std::time::Duration;

use civis_core::transport::Settings;
use civis_core::{CancelToken, Error, RetryPolicy, Session};
use http::Method;

use crate::ears;
use crate::support::server::{Received, Server, Step, answer};
use crate::support::{BASIC, Backend, KEY, bare_session, call, for_each_backend, refused, send};

for_each_backend!(
    the_key_is_in_no_event_no_error_and_no_debug,
    no_part_of_an_echoed_key_is_shown,
    the_password_of_a_proxy_is_in_no_event_and_no_error,
    a_secret_of_ones_own_header_is_in_no_event_and_no_error,
    the_query_of_a_signed_url_is_cut_in_errors_and_kept_in_bodies,
    an_echoed_key_is_given_back_and_is_not_in_the_log,
    an_echoed_key_is_in_no_part_of_an_error_in_any_spelling,
);

fn the_key_is_in_no_event_no_error_and_no_debug(backend: Backend) {
    ears::open();
    let mut seen = String::new();
    // A server that says back whatever it was told.
    let echo = |status: u16| {
        Server::new(move |_, request| {
            let told = request.header("authorization").unwrap_or_default();
            let body = format!(r#"{{"errorDescription":"{told} {KEY}","error":"{KEY}"}}"#);
            Step::Answer(answer(status, &[("X-Echo", told)], &body))
        })
    };
    let page = Server::new(|_, request| {
        Step::Answer(answer(502, &[], &format!("<p>{:?} {KEY}", request.headers)))
    });
    let challenge = Server::always(answer(401, &[("WWW-Authenticate", KEY)], ""));
    let drops = Server::new(|_, _| Step::Drop);
    let servers = [
        echo(200),
        echo(401),
        echo(404),
        echo(429),
        echo(503),
        page,
        challenge,
    ];
    let urls = servers
        .iter()
        .map(Server::url)
        .chain([drops.url(), refused()]);
    for url in urls {
        let builder = backend
            .session(&url)
            .retry(RetryPolicy::default().max_retries(1));
        show(&mut seen, &builder);
        let session = builder.build().expect("a session");
        let cancellable = session.cancelled_by(&CancelToken::new());
        let impatient = session.with_timeout(Duration::from_secs(60));
        for session in [&session, &cancellable, &impatient] {
            show(&mut seen, session);
            for method in [Method::GET, Method::POST] {
                show(&mut seen, &call(session, &method, "/thing"));
                match send(session, &method) {
                    Ok(answer) => show(&mut seen, &answer),
                    Err(error) => show_error(&mut seen, &error),
                }
            }
        }
    }
    let no_json = Server::new(|_, request| {
        let told = request.header("authorization").unwrap_or_default();
        Step::Answer(answer(200, &[], &format!("no JSON: {KEY} {told}")))
    });
    let session = backend.session(&no_json.url()).build().expect("a session");
    let error = call(&session, &Method::GET, "/thing")
        .send_json()
        .expect_err("a failure");
    show(&mut seen, &error);
    for bad in [format!("{KEY}\n"), format!("{KEY} "), format!("{KEY}é")] {
        let error = Session::builder()
            .api_key(bad)
            .build()
            .expect_err("a failure");
        show(&mut seen, &error);
    }
    let encoded = BASIC.trim_start_matches("Basic ").trim_end_matches('=');
    nowhere(&seen, &[KEY, encoded]);
}

/// Neither in what was shown nor in what was heard.
fn nowhere(seen: &str, secrets: &[&str]) {
    let heard = ears::everywhere();
    // What is heard is really all: ours, and that of the libraries.
    for told in ["DEBUG civis", "TRACE log"] {
        assert!(heard.contains(told), "{heard}");
    }
    for secret in secrets {
        assert!(!seen.contains(secret), "{seen}");
    }
    ears::heard_nowhere(secrets);
}

fn show_error(seen: &mut String, error: &Error) {
    show(seen, error);
    let mut cause: Option<&dyn StdError> = Some(error);
    while let Some(error) = cause {
        write!(seen, "{error} {error:?}").expect("a text");
        cause = error.source();
    }
}

fn show(seen: &mut String, value: &dyn Debug) {
    writeln!(seen, "{value:?} {value:#?}").expect("a text");
}

fn no_part_of_an_echoed_key_is_shown(backend: Backend) {
    // The text that is shown ends within the key.
    let body = |before: usize| format!("{}{KEY} {}", "x".repeat(before), "y".repeat(400));
    for before in [150, 180, 190, 195, 199] {
        for (status, is_json) in [(500, false), (200, true)] {
            let server = Server::always(answer(status, &[], &body(before)));
            let session = backend.session(&server.url()).build().expect("a session");
            let call = call(&session, &Method::GET, "/thing");
            let sent = if is_json {
                call.send_json().map(drop)
            } else {
                call.send_raw().map(drop)
            };
            let text = format!("{:?}", sent.expect_err("a failure"));
            assert!(text.contains("xxx") && !text.contains(&KEY[..4]), "{text}");
        }
    }
}

fn the_password_of_a_proxy_is_in_no_event_and_no_error(backend: Backend) {
    const PASSWORD: &str = "tulip-0123456789";
    // `user:tulip-0123456789`
    const ENCODED: &str = "dXNlcjp0dWxpcC0wMTIzNDU2Nzg5";
    ears::open();
    let mut seen = String::new();
    let says_no = Server::always(answer(407, &[], "who are you?"));
    for proxy in [says_no.url(), refused()] {
        let proxy = proxy.replace("http://", &format!("http://user:{PASSWORD}@"));
        for base in ["http://platform.test", "https://platform.test"] {
            let session = bare_session(base)
                .allow_http_to("platform.test")
                .transport(backend.proxied(Settings::default().proxy(&*proxy)))
                .retry(RetryPolicy::default().max_retries(1));
            show(&mut seen, &session);
            let session = session.build().expect("a session");
            show(&mut seen, &session);
            let error = send(&session, &Method::GET).expect_err("a failure");
            show_error(&mut seen, &error);
        }
    }
    let authorization = |request: Received| {
        let told = request.header("proxy-authorization").map(str::to_owned);
        told.unwrap_or_default()
    };
    let told = says_no.requests().into_iter().map(authorization);
    assert!(told.into_iter().all(|told| told.contains(ENCODED)));
    assert!(!says_no.requests().is_empty());
    nowhere(&seen, &[PASSWORD, ENCODED]);
}

fn a_secret_of_ones_own_header_is_in_no_event_and_no_error(backend: Backend) {
    const SECRET: &str = "narcissus-0123456789";
    ears::open();
    let mut seen = String::new();
    let server =
        Server::new(|_, request| Step::Answer(answer(403, &[], &format!("{:?}", request.headers))));
    for builder in [
        bare_session(&server.url()).secret_header("X-Key", SECRET),
        bare_session(&server.url()).bearer_token(SECRET),
    ] {
        let session = builder.transport(backend.transport(Settings::default()));
        show(&mut seen, &session);
        let session = session.build().expect("a session");
        let error = send(&session, &Method::GET).expect_err("a failure");
        show_error(&mut seen, &error);
    }
    nowhere(&seen, &[SECRET]);
}

fn the_query_of_a_signed_url_is_cut_in_errors_and_kept_in_bodies(backend: Backend) {
    const URL: &str = "https://bucket.test/a/file.csv?X-Amz-Signature=crocus";
    for (status, body) in [
        (
            404,
            format!(r#"{{"errorDescription":"no {URL}","error":"{URL}"}}"#),
        ),
        (409, format!(r#"{{"url":"{}"}}"#, URL.replace('/', r"\/"))),
        (500, format!("<a href='{URL}'>gone</a>")),
        (200, format!("{URL} is no JSON")),
    ] {
        let server = Server::always(answer(status, &[], &body));
        let session = backend.session(&server.url()).build().expect("a session");
        let error = call(&session, &Method::GET, "/thing")
            .send_json()
            .expect_err("a failure");
        let mut seen = String::new();
        show_error(&mut seen, &error);
        assert!(seen.contains("file.csv?…"), "{seen}");
        assert!(!seen.contains("crocus"), "{seen}");
        assert_eq!(error.body(), Some(body.as_bytes()));
    }
}

fn an_echoed_key_is_given_back_and_is_not_in_the_log(backend: Backend) {
    ears::open();
    let body = format!("you are {KEY}, {BASIC} and {KEY}");
    let plain = answer(200, &[("X-Echo", BASIC), ("X-Key", KEY)], &body);
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n";
    let chunked = format!(
        "{head}X-Echo: {BASIC}\r\nX-Key: {KEY}\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    );
    for whole in [plain, chunked.into_bytes()] {
        let length = whole.len();
        // In one piece, and with a cut in the head and in each key of the body.
        for at in [length, 60, length - 75, length - 40, length - 20] {
            let part = whole.clone();
            let server =
                Server::new(move |_, _| Step::Split(part.clone(), at, Duration::from_millis(1)));
            let session = backend.session(&server.url()).build().expect("a session");
            for method in [Method::GET, Method::POST] {
                let answer = send(&session, &method).expect("an answer");
                assert_eq!(answer.headers()["x-echo"], BASIC);
                assert_eq!(answer.headers()["x-key"], KEY);
                assert_eq!(answer.body(), body.as_bytes());
            }
            let told = server.requests();
            assert_eq!(told[0].header("authorization"), Some(BASIC));
        }
    }
    let encoded = BASIC.trim_start_matches("Basic ").trim_end_matches('=');
    nowhere("", &[KEY, encoded]);
}

fn an_echoed_key_is_in_no_part_of_an_error_in_any_spelling(backend: Backend) {
    const URL: &str = "https://bucket.test/a.csv?X-Amz-Signature=crocus";
    let each = |spell: fn(u8) -> String| KEY.bytes().map(spell).collect::<String>();
    for echo in [
        KEY.to_owned(),
        BASIC.to_owned(),
        KEY.replace('-', "\\u002d"),
        KEY.replace('-', "%2D"),
        KEY.replace('-', "&#45;"),
        each(|byte| format!("%{byte:02x}")),
        each(|byte| format!("{byte:02x}")),
        "b3Blbi1zZXNhbWUtMDEyMzQ1Njc4OQ==".to_owned(),
        URL.to_owned(),
        URL.replace('/', "\\/"),
    ] {
        let quoted = format!("\"{echo}\"");
        for (status, body) in [
            (200, quoted.clone()),
            (200, format!("[{quoted}]")),
            (200, format!("no JSON {echo}")),
            (
                400,
                format!(r#"{{"error":{quoted},"errorDescription":{{{quoted}:[{quoted}]}}}}"#),
            ),
            (400, format!(r#"{{"odd":{quoted}}}"#)),
            (502, format!("<html><title>{echo}</title><h1>{echo}")),
            (503, format!("<p>{echo}")),
        ] {
            let server = Server::always(answer(status, &[], &body));
            let session = backend.session(&server.url()).retry(RetryPolicy::none());
            let session = session.build().expect("a session");
            let mut seen = String::new();
            let error = civis_core::spec::download(&session).expect_err("a failure");
            show_error(&mut seen, &error);
            if let Err(error) = call(&session, &Method::GET, "/thing").send_json() {
                show_error(&mut seen, &error);
            }
            for secret in [echo.as_str(), KEY, "crocus"] {
                assert!(!seen.contains(secret), "{secret} in {seen}");
            }
        }
    }
}
