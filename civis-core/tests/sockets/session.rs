//! How a session is configured.

use std::ffi::OsString;
use std::time::Duration;

use civis_core::transport::{Limits, Settings, Transport, TransportError};
use civis_core::{Error, ErrorKind, Session, SessionBuilder};

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
        _request: http::Request<&[u8]>,
        _limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
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
fn a_key_that_is_not_valid_is_refused_wherever_it_comes_from() {
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
fn what_is_set_prevails_over_the_environment() {
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
    get(&session).expect("an answer");
    let request = &server.requests()[0];
    assert_eq!(request.header("authorization"), Some(BASIC));
    assert_eq!(request.target, "/env/thing");
    assert_eq!(session.base_url(), format!("{}/env", server.url()));
}

#[test]
fn an_empty_endpoint_is_the_default_one() {
    let session = with(&[("CIVIS_API_KEY", KEY), ("CIVIS_API_ENDPOINT", "")]);
    let session = session.build().expect("a session");
    assert_eq!(session.base_url(), "https://api.civisanalytics.com");
}

#[test]
fn an_endpoint_that_is_not_valid_is_named() {
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
fn a_variable_that_is_not_utf8_is_refused() {
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
fn only_version_one_of_the_api_is_known() {
    assert!(with(&[]).api_key(KEY).api_version("1.0").build().is_ok());
    let error = failure(with(&[]).api_key(KEY).api_version("2.0"));
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("`2.0`"), "{error}");
}

#[test]
fn settings_that_cannot_work_are_refused() {
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
fn settings_do_not_show_the_password_of_a_proxy() {
    let settings = Settings::default().proxy("http://user:sesame@h.test");
    assert!(!format!("{settings:?}").contains("sesame"));
    assert!(!format!("{:?}", Session::builder().proxy("http://user:sesame@h")).contains("sesame"));
}
