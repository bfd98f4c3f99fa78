//! The credentials of a request: one header, or none.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use zeroize::Zeroizing;

use crate::headers::frames_message;
use crate::secret::{self, Secret};

/// The credentials of a request.
#[derive(Default)]
pub(crate) struct Credentials {
    header: Option<(HeaderName, HeaderValue)>,
    secret: Secret,
}

impl Credentials {
    /// No credentials.
    pub(super) fn none() -> Self {
        Self::default()
    }

    /// An API key of the Platform, sent by basic authentication. The error says what
    /// is wrong with the key without showing it.
    pub(super) fn key(key: Zeroizing<String>) -> Result<Self, String> {
        check("API key", &key)?;
        check_quotes("API key", &key)?;
        if key.contains(':') {
            return Err(
                "the API key contains a colon, which basic authentication does not allow"
                    .to_owned(),
            );
        }
        let pair = secret::concat(&[&key, ":"]);
        let mut encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
        let value = secret::concat(&["Basic ", &encoded]);
        // A server may echo it without the padding.
        let length = encoded.trim_end_matches('=').len();
        encoded.truncate(length);
        Self::new(header::AUTHORIZATION, "API key", value, [key, encoded])
    }

    /// A bearer token (RFC 6750).
    pub(super) fn bearer(token: Zeroizing<String>) -> Result<Self, String> {
        check("token", &token)?;
        check_quotes("token", &token)?;
        let value = secret::concat(&["Bearer ", &token]);
        Self::new(header::AUTHORIZATION, "token", value, [token])
    }

    /// A secret in a header of the given name.
    pub(super) fn header(name: &str, value: Zeroizing<String>) -> Result<Self, String> {
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| format!("{name:?} is not a valid header name"))?;
        if frames_message(&name) {
            return Err(format!("the header `{name}` is up to the transport"));
        }
        check("secret of the header", &value)?;
        Self::new(name, "secret of the header", value.clone(), [value])
    }

    /// A `Cookie` header, and the values of its cookies.
    pub(super) fn cookies(
        header: Zeroizing<String>,
        values: Vec<Zeroizing<String>>,
    ) -> Result<Self, String> {
        Self::new(header::COOKIE, "cookie", header, values)
    }

    fn new(
        name: HeaderName,
        what: &str,
        value: Zeroizing<String>,
        secrets: impl IntoIterator<Item = Zeroizing<String>>,
    ) -> Result<Self, String> {
        let value = secret::header(value)
            .ok_or_else(|| format!("the {what} is not a valid header value"))?;
        Ok(Self {
            header: Some((name, value)),
            secret: Secret::of(secrets),
        })
    }

    /// Sets the header. It replaces a header of the same name, but cookies are put
    /// before those of the call.
    pub(super) fn apply(&self, headers: &mut HeaderMap) {
        if let Some((name, value)) = &self.header {
            let mut value = value.clone();
            if name == header::COOKIE
                && let Some(others) = headers.get(name)
                && let Ok(mut joined) =
                    HeaderValue::from_bytes(&[value.as_bytes(), b"; ", others.as_bytes()].concat())
            {
                joined.set_sensitive(true);
                value = joined;
            }
            headers.insert(name, value);
        }
    }

    /// What to redact from texts of the server.
    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }
}

fn check(what: &str, text: &str) -> Result<(), String> {
    let problem = if text.is_empty() {
        "is empty"
    } else if text.contains(['\n', '\r']) {
        "contains a line break"
    } else if text.chars().any(char::is_whitespace) {
        "contains white space"
    } else if text.chars().any(char::is_control) {
        "contains a control character"
    } else if !text.is_ascii() {
        "contains a character outside ASCII"
    } else {
        return Ok(());
    };
    Err(format!("the {what} {problem}"))
}

/// Refuses quotes, which belong to a shell or a file of settings.
fn check_quotes(what: &str, text: &str) -> Result<(), String> {
    if text.contains(['"', '\'', '`']) {
        return Err(format!("the {what} contains quotes"));
    }
    Ok(())
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.header {
            Some((name, _)) => write!(f, "{name}: [redacted]"),
            None => f.write_str("none"),
        }
    }
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn an_invalid_secret_is_rejected_without_being_shown() {
        for (key, reason) in [
            ("", "empty"),
            ("sesame\n", "line break"),
            ("sesame\r\n", "line break"),
            (" sesame", "white space"),
            ("ses ame", "white space"),
            ("ses\u{a0}ame", "white space"),
            ("ses\u{7}ame", "control character"),
            ("sésame", "ASCII"),
        ] {
            for message in [
                Credentials::key(secret(key)),
                Credentials::bearer(secret(key)),
                Credentials::header("x-key", secret(key)),
            ] {
                let message = message.expect_err(key);
                assert!(message.contains(reason), "{key:?}: {message}");
                assert!(!message.contains("ame"), "{message}");
            }
        }
        let message = Credentials::key(secret("ses:ame")).expect_err("a colon");
        assert!(message.contains("colon") && !message.contains("ame"));
        assert!(Credentials::header("x y", secret("sesame")).is_err());
    }

    #[test]
    fn each_kind_sets_its_header_and_is_redacted() {
        for (credentials, name, value) in [
            (
                Credentials::key(secret("sesame")),
                "authorization",
                "Basic c2VzYW1lOg==",
            ),
            (
                Credentials::bearer(secret("sesame")),
                "authorization",
                "Bearer sesame",
            ),
            (
                Credentials::header("api_key", secret("sesame")),
                "api_key",
                "sesame",
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
    fn session_cookies_precede_those_of_a_call() {
        let credentials = Credentials::cookies(secret("session=s3cret"), vec![secret("s3cret")]);
        let credentials = credentials.expect("cookies");
        let mut headers = HeaderMap::new();
        headers.insert("cookie", "visitor=v".parse().expect("a value"));
        credentials.apply(&mut headers);
        assert_eq!(headers["cookie"], "session=s3cret; visitor=v");
        assert!(headers["cookie"].is_sensitive());
        assert_eq!(headers.get_all("cookie").iter().count(), 1);
    }
}
