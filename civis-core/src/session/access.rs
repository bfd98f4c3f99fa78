//! What proves who sends a request: a header, or nothing.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use zeroize::Zeroizing;

use crate::secret::{self, Secret};

/// What proves who sends a request.
#[derive(Default)]
pub(crate) struct Access {
    header: Option<(HeaderName, HeaderValue)>,
    secret: Secret,
}

impl Access {
    /// Nothing.
    pub(super) fn none() -> Self {
        Self::default()
    }

    /// A key of the Platform, by basic authentication. The error says what is
    /// wrong with it, and not what it is.
    pub(super) fn key(key: Zeroizing<String>) -> Result<Self, String> {
        check("API key", &key)?;
        if key.contains(':') {
            return Err(
                "the API key holds a colon, which basic authentication cannot carry".to_owned(),
            );
        }
        let pair = secret::concat(&[&key, ":"]);
        let mut encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
        let value = secret::concat(&["Basic ", &encoded]);
        // An echo may have lost the padding.
        let length = encoded.trim_end_matches('=').len();
        encoded.truncate(length);
        Self::new(header::AUTHORIZATION, "API key", value, [key, encoded])
    }

    /// A bearer token of RFC 6750.
    pub(super) fn bearer(token: Zeroizing<String>) -> Result<Self, String> {
        check("token", &token)?;
        let value = secret::concat(&["Bearer ", &token]);
        Self::new(header::AUTHORIZATION, "token", value, [token])
    }

    /// A secret in a header of its own.
    pub(super) fn header(name: &str, value: Zeroizing<String>) -> Result<Self, String> {
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| format!("{name:?} is not a name of a header"))?;
        check("secret of the header", &value)?;
        Self::new(name, "secret of the header", value.clone(), [value])
    }

    /// Cookies as a header carries them, and their values.
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
        hidden: impl IntoIterator<Item = Zeroizing<String>>,
    ) -> Result<Self, String> {
        let value = secret::header(value)
            .ok_or_else(|| format!("the {what} does not fit into a header"))?;
        Ok(Self {
            header: Some((name, value)),
            secret: Secret::of(hidden),
        })
    }

    /// Adds the header, in place of any of its name; cookies before those of the call.
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

    /// What texts of the server must not show.
    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }
}

fn check(what: &str, text: &str) -> Result<(), String> {
    let fault = if text.is_empty() {
        "is empty"
    } else if text.contains(['\n', '\r']) {
        "holds a line break"
    } else if text.chars().any(char::is_whitespace) {
        "holds white space"
    } else if text.chars().any(char::is_control) {
        "holds a control character"
    } else if !text.is_ascii() {
        "holds a character outside ASCII"
    } else {
        return Ok(());
    };
    Err(format!("the {what} {fault}"))
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.header {
            Some((name, _)) => write!(f, "{name}: [hidden]"),
            None => f.write_str("none"),
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use zeroize::Zeroizing;

    use super::Access;

    fn secret(text: &str) -> Zeroizing<String> {
        Zeroizing::from(text.to_owned())
    }

    fn headers(access: &Access) -> HeaderMap {
        let mut headers = HeaderMap::new();
        access.apply(&mut headers);
        headers
    }

    #[test]
    fn a_secret_that_cannot_be_sent_is_refused_without_showing_it() {
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
                Access::key(secret(key)),
                Access::bearer(secret(key)),
                Access::header("x-key", secret(key)),
            ] {
                let message = message.expect_err(key);
                assert!(message.contains(reason), "{key:?}: {message}");
                assert!(!message.contains("ame"), "{message}");
            }
        }
        let message = Access::key(secret("ses:ame")).expect_err("a colon");
        assert!(message.contains("colon") && !message.contains("ame"));
        assert!(Access::header("x y", secret("sesame")).is_err());
    }

    #[test]
    fn each_kind_has_its_header_and_shows_none() {
        for (access, name, value) in [
            (
                Access::key(secret("sesame")),
                "authorization",
                "Basic c2VzYW1lOg==",
            ),
            (
                Access::bearer(secret("sesame")),
                "authorization",
                "Bearer sesame",
            ),
            (
                Access::header("api_key", secret("sesame")),
                "api_key",
                "sesame",
            ),
        ] {
            let access = access.expect("access");
            let headers = headers(&access);
            assert_eq!(headers.len(), 1);
            assert_eq!(headers[name], value);
            assert!(headers[name].is_sensitive());
            let shown = format!("{access:?} {headers:?}");
            assert!(
                shown.contains("[hidden]") && !shown.contains("sesame"),
                "{shown}"
            );
            assert!(!shown.contains("c2Vz"), "{shown}");
        }
        assert!(headers(&Access::none()).is_empty());
    }

    #[test]
    fn cookies_stand_before_those_of_a_call() {
        let access = Access::cookies(secret("session=s3cret"), vec![secret("s3cret")]);
        let access = access.expect("cookies");
        let mut headers = HeaderMap::new();
        headers.insert("cookie", "visitor=v".parse().expect("a value"));
        access.apply(&mut headers);
        assert_eq!(headers["cookie"], "session=s3cret; visitor=v");
        assert!(headers["cookie"].is_sensitive());
        assert_eq!(headers.get_all("cookie").iter().count(), 1);
    }
}
