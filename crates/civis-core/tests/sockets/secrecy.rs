//! The key is nowhere to be seen.

use std::cell::RefCell;
use std::error::Error as StdError;
use std::fmt::{Debug, Write as _};
use std::sync::Once;

use civis_core::{RetryPolicy, Session};
use http::Method;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::support::server::{Server, Step, answer};
use crate::support::{BASIC, Backend, KEY, call, for_each_backend, refused, send};

for_each_backend!(
    the_key_is_in_no_event_no_error_and_no_debug,
    events_tell_each_sending_and_each_retry,
);

thread_local! {
    /// The events and spans of this thread, of whatever level.
    static HEARD: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Writes down every event and span. There is one for all tests, since what is
/// listened to is remembered for the whole process.
struct Ears;

impl Ears {
    fn open() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| tracing::subscriber::set_global_default(Ears).expect("the first one"));
    }

    fn heard() -> String {
        HEARD.with_borrow(String::clone)
    }

    fn write(metadata: &Metadata<'_>, record: impl FnOnce(&mut Line)) {
        let mut line = Line(format!("{} {}:", metadata.level(), metadata.name()));
        record(&mut line);
        HEARD.with_borrow_mut(|heard| writeln!(heard, "{}", line.0).expect("a text"));
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).expect("a text");
    }
}

impl Subscriber for Ears {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        Self::write(span.metadata(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = Line(String::new());
        values.record(&mut line);
        HEARD.with_borrow_mut(|heard| heard.push_str(&line.0));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        Self::write(event.metadata(), |line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn the_key_is_in_no_event_no_error_and_no_debug(backend: Backend) {
    Ears::open();
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
        show(&mut seen, &session);
        for method in [Method::GET, Method::POST] {
            show(&mut seen, &call(&session, &method, "/thing"));
            match send(&session, &method) {
                Ok(answer) => show(&mut seen, &answer),
                Err(error) => {
                    show(&mut seen, &error);
                    let mut cause: Option<&dyn StdError> = Some(&error);
                    while let Some(error) = cause {
                        write!(seen, "{error}").expect("a text");
                        cause = error.source();
                    }
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
    let heard = Ears::heard();
    assert!(heard.lines().count() > 20, "{heard}");
    let encoded = BASIC.trim_start_matches("Basic ").trim_end_matches('=');
    for secret in [KEY, encoded] {
        assert!(!seen.contains(secret), "{seen}");
        assert!(!heard.contains(secret), "{heard}");
    }
}

fn show(seen: &mut String, value: &dyn Debug) {
    writeln!(seen, "{value:?} {value:#?}").expect("a text");
}

fn events_tell_each_sending_and_each_retry(backend: Backend) {
    let server = Server::new(|number, _| match number {
        0 => Step::Answer(answer(429, &[("Retry-After", "7")], "")),
        1 => Step::Answer(answer(200, &[("X-RateLimit-Remaining", "41")], "")),
        _ => Step::Drop,
    });
    let session = backend.session(&server.url()).build().expect("a session");
    Ears::open();
    send(&session, &Method::GET).expect("an answer");
    send(&session, &Method::POST).expect_err("a failure");
    let heard = Ears::heard();
    let ours: Vec<_> = heard
        .lines()
        .filter(|line| line.contains("things.do"))
        .collect();
    for (line, parts) in ours.iter().zip([
        &[
            "DEBUG",
            "method=\"GET\"",
            "path=\"/thing\"",
            "attempt=1",
            "status=429",
        ][..],
        &[
            "WARN",
            "message=retrying",
            "wait_ms=7000",
            "status=429",
            "attempt=1",
        ][..],
        &[
            "DEBUG",
            "attempt=2",
            "status=200",
            "elapsed_ms=7000",
            "rate_limit_remaining=41",
        ][..],
        &[
            "DEBUG",
            "method=\"POST\"",
            "attempt=1",
            "failure=the connection failed",
        ][..],
    ]) {
        for part in parts {
            assert!(line.contains(part), "{part} in {line}");
        }
    }
    assert_eq!(ours.len(), 4, "{heard}");
}
