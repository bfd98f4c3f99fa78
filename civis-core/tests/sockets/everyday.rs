//! What the everyday modules of `civis` need: `civis_core::support`.

use std::time::{Duration, Instant};

use civis_core::transfer::{self, SignedUrl};
use civis_core::{CancelToken, ErrorKind, RunDetails, Session, support};
use http::StatusCode;

use crate::support::server::{Server, http_response};
use crate::support::{FakeClock, KEY, get};

/// A session without a server.
fn session(clock: &FakeClock) -> Session {
    let builder = Session::builder().api_key(KEY).environment(|_| None);
    builder.clock(clock.clone()).build().expect("a session")
}

#[test]
fn time_sleep_and_randomness_are_those_of_the_clock() {
    let clock = FakeClock::default();
    let session = session(&clock);
    let before = (support::now(&session), support::date(&session));
    assert!(!support::sleep(&session, Duration::from_secs(7)));
    assert_eq!(clock.sleeps(), [Duration::from_secs(7)]);
    let after = (support::now(&session), support::date(&session));
    assert_eq!(after.0 - before.0, Duration::from_secs(7));
    assert_eq!(after.1, before.1 + Duration::from_secs(7));
    assert_eq!(support::random(&session), 0.5);
}

#[test]
fn the_token_and_the_timeout_are_those_of_the_session() {
    let clock = FakeClock::default();
    let session = session(&clock).with_timeout(Duration::from_secs(9));
    assert!(support::cancel_token(&session).is_none());
    assert_eq!(support::timeout(&session), Some(Duration::from_secs(9)));
    assert_eq!(support::timeout(&session.with_timeout(None)), None);
    let token = CancelToken::new();
    let session = session.cancelled_by(&token);
    assert!(!support::sleep(&session, Duration::from_millis(1)));
    token.cancel();
    let shared = support::cancel_token(&session).expect("a token");
    assert!(shared.is_cancelled());
    let start = Instant::now();
    assert!(support::sleep(&session, Duration::from_secs(60)));
    assert!(start.elapsed() < Duration::from_secs(30));
}

#[test]
fn the_own_job_is_that_of_the_headers() {
    let clock = FakeClock::default();
    assert_eq!(support::own_job(&session(&clock)), (None, None));
    let builder = Session::builder().api_key(KEY).environment(|_| None);
    let session = builder.job(5, Some(6)).build().expect("a session");
    assert_eq!(support::own_job(&session), (Some("5"), Some("6")));
}

#[test]
fn texts_are_shown_without_the_key() {
    let session = session(&FakeClock::default());
    let text = support::redact(&session, &format!("the key {KEY} is known"));
    assert!(
        text.starts_with("the key ") && text.ends_with(" is known"),
        "{text}"
    );
    assert!(!text.contains(KEY), "{text}");
}

#[test]
fn similar_names_come_in_order() {
    let names = ["redshift-general", "redshift-media", "vertica"];
    let similar = support::similar_names("redshift-medio", names.into_iter());
    assert_eq!(similar.first(), Some(&"redshift-media"));
    assert!(!similar.contains(&"vertica"), "{similar:?}");
}

#[test]
fn advice_and_runs_are_added_to_an_error() {
    let server = Server::always(http_response(404, &[], r#"{"error": "gone"}"#));
    let builder = Session::builder().api_key(KEY).environment(|_| None);
    let session = builder.base_url(server.url()).build().expect("a session");
    let error = get(&session).expect_err("a 404");
    let error = support::with_context(error, "part 3 of 12");
    let error = support::with_advice(error, "look elsewhere");
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    let text = error.to_string();
    for part in ["part 3 of 12; look elsewhere", "gone"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let error = support::error(ErrorKind::Missing, "");
    assert!(error.run().is_none());
    let mut run = RunDetails::default();
    run.job_id = 5;
    let error = support::with_run(support::with_advice(error, "look elsewhere"), run.clone());
    assert_eq!(
        (error.kind(), error.to_string()),
        (ErrorKind::Missing, "look elsewhere".into())
    );
    assert_eq!(error.run(), Some(&run));
}

#[test]
fn a_store_tells_that_a_url_has_expired() {
    let code = |code: &str| format!("<Error><Code>{code}</Code><Message>no</Message></Error>");
    for (status, body, is_expired) in [
        (403, String::new(), true),
        (400, code("ExpiredToken"), true),
        (400, code("EntityTooSmall"), false),
        (404, code("ExpiredToken"), false),
    ] {
        let server = Server::always(http_response(status, &[], &body));
        let url = SignedUrl::parse(&server.url()).expect("a URL");
        let session = session(&FakeClock::default());
        let error = session.get_signed(&url).send().expect_err("an error");
        assert_eq!(transfer::is_expired(&error), is_expired, "{status} {body}");
    }
}
