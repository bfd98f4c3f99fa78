use http::HeaderMap;
use zeroize::Zeroizing;

use super::Credentials;

fn secret(text: &str) -> Zeroizing<String> {
    Zeroizing::from(text.to_owned())
}

fn headers(credentials: &Credentials) -> HeaderMap {
    let mut headers = HeaderMap::new();
    credentials.apply(&mut headers);
    headers
}

/// The credentials that a function adds.
fn with(add: impl FnOnce(&mut Credentials) -> Result<(), String>) -> Result<Credentials, String> {
    let mut credentials = Credentials::none();
    add(&mut credentials)?;
    Ok(credentials)
}

#[test]
fn an_invalid_secret_is_rejected_without_being_shown() {
    for (key, reason) in [
        ("", "empty"),
        ("sesame\n", "line break"),
        ("sesame\r\n", "line break"),
        (" sesame", "white space"),
        ("ses\tame", "white space"),
        ("ses\u{a0}ame", "white space"),
        ("ses\u{7}ame", "control character"),
        ("sésame", "ASCII"),
    ] {
        for message in [
            with(|it| it.add_key(&secret(key))),
            with(|it| it.add_bearer(&secret(key))),
            with(|it| it.add_cookie("key", &secret(key))),
            with(|it| it.add_header("x-key", &secret(key))),
        ] {
            let message = message.expect_err(key);
            assert!(message.contains(reason), "{key:?}: {message}");
            assert!(!message.contains("ame"), "{message}");
        }
    }
    for (refused, reason) in [
        (with(|it| it.add_key(&secret("ses:ame"))), "colon"),
        (with(|it| it.add_bearer(&secret("ses ame"))), "white space"),
        (with(|it| it.add_basic("u:v", &secret("ses"))), "colon"),
        (with(|it| it.add_basic("u", &secret("ses\name"))), "control"),
        (
            with(|it| it.add_header("x y", &secret("ses"))),
            "header name",
        ),
        (
            with(|it| it.add_header("Host", &secret("ses"))),
            "transport",
        ),
        (
            with(|it| it.add_header("Cookie", &secret("a=ses"))),
            "of its own",
        ),
        (
            with(|it| it.add_cookie("a b", &secret("ses"))),
            "name of a cookie",
        ),
        (
            with(|it| it.add_cookie("a", &secret("ses;ame"))),
            "separates",
        ),
        (with(|it| it.add_query("", &secret("ses"))), "empty"),
        (with(|it| it.add_query("a", &secret(""))), "empty"),
    ] {
        let message = refused.expect_err(reason);
        assert!(
            message.contains(reason) && !message.contains("ame\""),
            "{message}"
        );
        assert!(!message.contains("ses"), "{message}");
    }
}

#[test]
fn each_kind_sets_its_header_and_is_redacted() {
    for (credentials, name, value) in [
        (
            with(|it| it.add_key(&secret("sesame"))),
            "authorization",
            "Basic c2VzYW1lOg==",
        ),
        (
            with(|it| it.add_basic("user", &secret("ses: ame"))),
            "authorization",
            "Basic dXNlcjpzZXM6IGFtZQ==",
        ),
        (
            with(|it| it.add_bearer(&secret("sesame"))),
            "authorization",
            "Bearer sesame",
        ),
        (
            with(|it| it.add_header("Authorization", &secret("Token sesame"))),
            "authorization",
            "Token sesame",
        ),
        (
            with(|it| it.add_header("api_key", &secret("sesame"))),
            "api_key",
            "sesame",
        ),
        (
            with(|it| it.add_cookie("id", &secret("sesame"))),
            "cookie",
            "id=sesame",
        ),
    ] {
        let credentials = credentials.expect("credentials");
        let headers = headers(&credentials);
        assert_eq!(headers.len(), 1);
        assert_eq!(headers[name], value);
        assert!(headers[name].is_sensitive());
        let shown = format!("{credentials:?} {headers:?}");
        assert!(
            shown.contains("[redacted]") && !shown.contains("sesame"),
            "{shown}"
        );
        assert!(!shown.contains("c2Vz"), "{shown}");
    }
    assert!(headers(&Credentials::none()).is_empty());
}

#[test]
fn several_are_sent_together() {
    let mut all = Credentials::none();
    all.add_bearer(&secret("tulip-01")).expect("a token");
    all.add_header("X-Key", &secret("crocus-01"))
        .expect("a header");
    all.add_cookie("id", &secret("violet-01"))
        .expect("a cookie");
    all.add_cookie("of", &secret("primrose-01"))
        .expect("a cookie");
    all.add_query("key", &secret("lily&01")).expect("a pair");
    all.add_query("a b", &secret("c")).expect("a pair");
    let headers = headers(&all);
    assert_eq!(headers["authorization"], "Bearer tulip-01");
    assert_eq!(headers["x-key"], "crocus-01");
    assert_eq!(headers["cookie"], "id=violet-01; of=primrose-01");
    assert_eq!(all.query(), "key=lily%2601&a%20b=c");
    assert_eq!(
        format!("{all:?}"),
        "authorization: [redacted], x-key: [redacted], cookie: [redacted], \
         ?key=[redacted], ?a b=[redacted]"
    );
}

#[test]
fn a_part_of_a_header_is_redacted_too() {
    let value = secret(r#"Signature key="tulip-0123", of=crocus-0123"#);
    let all = with(|it| it.add_header("Authorization", &value)).expect("a header");
    let echo = "Signature: tulip-0123 or crocus-0123 is wrong";
    assert_eq!(
        all.secret().redact(echo),
        "Signature: [redacted] or [redacted] is wrong"
    );
}

#[test]
fn session_cookies_precede_those_of_a_call() {
    let cookies = secret("session=s3cret");
    let credentials = with(|it| it.add_cookies(cookies, vec![secret("s3cret")]));
    let credentials = credentials.expect("cookies");
    let mut headers = HeaderMap::new();
    headers.insert("cookie", "visitor=v".parse().expect("a value"));
    credentials.apply(&mut headers);
    assert_eq!(headers["cookie"], "session=s3cret; visitor=v");
    assert!(headers["cookie"].is_sensitive());
    assert_eq!(headers.get_all("cookie").iter().count(), 1);
}
