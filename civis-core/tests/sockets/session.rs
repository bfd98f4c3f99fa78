//! The configuration of a session.

use std::ffi::OsString;
use std::panic::{self, RefUnwindSafe, UnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use civis_core::transport::{
    Limits, RequestBody, ResponseBody, Settings, Transport, TransportError,
};
use civis_core::{Call, CancelToken, Error, ErrorKind, RetryPolicy, Session, SessionBuilder};
use serde_json::Value;

use crate::support::server::{Server, ok};
use crate::support::{BASIC, KEY, get};

#[derive(Debug)]
struct NoTransport;

impl Transport for NoTransport {
    fn name(&self) -> &str {
        "none"
    }

    fn send(
        &self,
        _request: http::Request<RequestBody<'_>>,
        _limits: &Limits,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        Ok(http::Response::default())
    }
}

fn with(variables: &'static [(&str, &str)]) -> SessionBuilder {
    Session::builder().environment(move |name| {
        let value = variables.iter().find(|(one, _)| *one == name);
        value.map(|(_, value)| OsString::from(value))
    })
}

fn failure(builder: SessionBuilder) -> Error {
    builder.build().expect_err("a failure")
}

#[test]
fn a_missing_key_names_its_variable() {
    let error = failure(with(&[]));
    assert_eq!(error.kind(), ErrorKind::MissingKey);
    assert!(error.to_string().contains("CIVIS_API_KEY"), "{error}");
}

#[test]
fn an_invalid_key_is_rejected_from_any_source() {
    for builder in [
        with(&[("CIVIS_API_KEY", "")]),
        with(&[("CIVIS_API_KEY", "two words")]),
        with(&[]).api_key(""),
        with(&[]).api_key("line\nbreak"),
        with(&[]).api_key("clé"),
    ] {
        assert_eq!(failure(builder).kind(), ErrorKind::Configuration);
    }
}

#[test]
fn settings_override_the_environment() {
    let server = Server::always(ok());
    let url = server.url();
    let session = Session::builder()
        .api_key(KEY)
        .environment(move |name| match name {
            "CIVIS_API_KEY" => Some("another".into()),
            "CIVIS_API_ENDPOINT" => Some(format!("{url}/env/").into()),
            _ => None,
        })
        .build()
        .expect("a session");
    get(&session).expect("a response");
    let request = &server.requests()[0];
    assert_eq!(request.header("authorization"), Some(BASIC));
    assert_eq!(request.target, "/env/thing");
    assert_eq!(session.base_url(), format!("{}/env", server.url()));
}

#[test]
fn an_empty_endpoint_means_the_default() {
    let session = with(&[("CIVIS_API_KEY", KEY), ("CIVIS_API_ENDPOINT", "")]);
    let session = session.build().expect("a session");
    assert_eq!(session.base_url(), "https://api.civisanalytics.com");
}

#[test]
fn an_invalid_endpoint_is_named() {
    let error = failure(with(&[
        ("CIVIS_API_KEY", KEY),
        ("CIVIS_API_ENDPOINT", "http://h.test"),
    ]));
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(
        error.to_string().starts_with("CIVIS_API_ENDPOINT: "),
        "{error}"
    );
    let session = with(&[("CIVIS_API_KEY", KEY)]).base_url("http://h.test");
    assert!(session.allow_http_to("h.test").build().is_ok());
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_utf_8_is_rejected() {
    use std::os::unix::ffi::OsStringExt as _;

    for variable in ["CIVIS_API_KEY", "CIVIS_API_ENDPOINT", "CIVIS_JOB_ID"] {
        let builder = Session::builder().environment(move |name| {
            if name == variable {
                return Some(OsString::from_vec(vec![b'k', 0xff]));
            }
            (name == "CIVIS_API_KEY").then(|| KEY.into())
        });
        let error = failure(builder);
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(error.to_string(), format!("{variable} is not UTF-8"));
    }
}

#[test]
fn only_version_1_of_the_api_is_supported() {
    assert!(with(&[]).api_key(KEY).api_version("1.0").build().is_ok());
    let error = failure(with(&[]).api_key(KEY).api_version("2.0"));
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("`2.0`"), "{error}");
}

#[test]
fn invalid_settings_are_rejected() {
    let key = || with(&[]).api_key(KEY);
    for (builder, reason) in [
        (key().timeout(Duration::ZERO), "time-out"),
        (key().connect_timeout(Duration::ZERO), "connect time-out"),
        (key().read_timeout(Duration::ZERO), "read time-out"),
        (key().proxy("ftp://h.test"), "proxy"),
        (key().proxy("sesame"), "proxy"),
        (key().root_certificates(&b"sesame"[..]), "certificate"),
        (key().user_agent("line\nbreak"), "user agent"),
        (key().user_agent("clé"), "user agent"),
        (key().no_proxy().transport(NoTransport), "on the transport"),
    ] {
        let error = failure(builder);
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let text = error.to_string();
        assert!(text.contains(reason) && !text.contains("sesame"), "{text}");
    }
    assert!(key().timeout(None).transport(NoTransport).build().is_ok());
}

#[test]
fn debug_redacts_the_password_of_a_proxy() {
    let settings = Settings::default().proxy("http://user:sesame@h.test");
    assert!(!format!("{settings:?}").contains("sesame"));
    assert!(!format!("{:?}", Session::builder().proxy("http://user:sesame@h")).contains("sesame"));
}

#[test]
fn an_invalid_variable_is_named_with_the_reason() {
    for (variable, value, reason) in [
        ("CIVIS_API_KEY", "", "is empty"),
        ("CIVIS_API_KEY", "marigold\n", "line break"),
        ("CIVIS_API_KEY", "mari\r\ngold", "line break"),
        ("CIVIS_API_KEY", " marigold", "white space"),
        ("CIVIS_API_KEY", "mari\tgold", "white space"),
        ("CIVIS_API_KEY", "mari\0gold", "control character"),
        ("CIVIS_API_KEY", "\"marigold\"", "quotes"),
        ("CIVIS_API_KEY", "'marigold", "quotes"),
        ("CIVIS_API_KEY", "mari:gold", "colon"),
        ("CIVIS_API_KEY", "märigold", "ASCII"),
        (
            "CIVIS_API_ENDPOINT",
            "https://marigold.test\n",
            "line break",
        ),
        (
            "CIVIS_API_ENDPOINT",
            " https://marigold.test",
            "white space",
        ),
        (
            "CIVIS_API_ENDPOINT",
            "https://mari gold.test",
            "white space",
        ),
        ("CIVIS_API_ENDPOINT", "\"https://marigold.test\"", "quotes"),
        ("CIVIS_API_ENDPOINT", "'https://marigold.test'", "quotes"),
        ("CIVIS_JOB_ID", "marigold\n", "line break"),
        ("CIVIS_RUN_ID", "märigold", "ASCII"),
    ] {
        let error = failure(Session::builder().environment(move |name| match name {
            name if name == variable => Some(value.into()),
            "CIVIS_API_KEY" => Some(KEY.into()),
            "CIVIS_JOB_ID" => Some("1".into()),
            _ => None,
        }));
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let text = error.to_string();
        assert!(
            text.starts_with(variable) && text.contains(reason),
            "{text}"
        );
        assert!(!text.contains("gold"), "{text}");
    }
    // A key set by the program is not attributed to a variable.
    let error = failure(with(&[]).api_key("\"marigold\""));
    assert_eq!(error.to_string(), "the API key contains quotes");
}

#[test]
fn debug_of_a_session_shows_its_settings() {
    let session = with(&[]).api_key(KEY).base_url("https://h.test/api/");
    let session = session.transport(NoTransport);
    let session = session.retry(RetryPolicy::default().max_retries(77));
    let session = session.build().expect("a session");
    let session = session.with_timeout(Duration::from_secs(55));
    let text = format!("{session:?}");
    for part in [
        r#"base_url: "https://h.test/api""#,
        "credentials: authorization: [redacted]",
        r#"transport: "none""#,
        "max_retries: 77",
        "timeout: Some(55s)",
        "cancel: None",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let text = format!("{:?}", session.cancelled_by(&CancelToken::new()));
    assert!(text.contains("cancel: Some("), "{text}");
    let session = with(&[]).anonymous().transport(NoTransport);
    let text = format!("{:?}", session.build().expect("a session"));
    assert!(text.contains("credentials: none"), "{text}");
}

#[test]
fn debug_of_a_builder_shows_its_settings() {
    let text = format!("{:?}", with(&[]));
    assert!(text.contains("credentials: of the environment"), "{text}");
    let builder = with(&[])
        .api_key(KEY)
        .user_agent("agent-77")
        .secret_query("token", KEY)
        .timeout(Duration::from_secs(55));
    let text = format!("{builder:?}");
    for part in [
        "authorization: [redacted]",
        "token: [redacted]",
        "agent-77",
        "timeout: Some(55s)",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains(KEY), "{text}");
}

/// Panics in the first call.
#[derive(Debug, Default)]
struct Panics(AtomicBool);

impl Transport for Panics {
    fn name(&self) -> &str {
        "panics"
    }

    fn send(
        &self,
        _request: http::Request<RequestBody<'_>>,
        _limits: &Limits,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        assert!(self.0.swap(true, Ordering::SeqCst), "intended by the test");
        Ok(http::Response::default())
    }
}

#[test]
fn a_session_is_usable_after_a_caught_panic() {
    fn check<T: UnwindSafe + RefUnwindSafe>() {}
    check::<Session>();
    check::<Call<Value>>();
    let session = with(&[]).api_key(KEY).transport(Panics::default());
    let session = session.build().expect("a session");
    panic::catch_unwind(|| get(&session).map(drop)).expect_err("a panic");
    let result = panic::catch_unwind(|| get(&session).map(drop));
    assert!(matches!(result, Ok(Ok(()))));
}
