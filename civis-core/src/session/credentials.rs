//! The credentials of a request: headers, cookies, and pairs of the query, several at once.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use zeroize::Zeroizing;

use crate::headers::frames_message;
use crate::request::encode_pair;
use crate::secret::{self, Secret};

/// The credentials of a request.
#[derive(Clone, Default)]
pub(crate) struct Credentials {
    headers: Vec<(HeaderName, HeaderValue)>,
    /// The `Cookie` header, as text that may grow.
    cookies: Zeroizing<String>,
    /// The names of what the query holds, and its text.
    in_query: Vec<String>,
    query: Zeroizing<String>,
    secret: Secret,
}

impl Credentials {
    /// No credentials.
    pub(super) fn none() -> Self {
        Self::default()
    }

    /// Adds an API key of the Platform, sent by basic authentication. The error says what
    /// is wrong with the key without showing it.
    pub(super) fn add_key(&mut self, key: &Zeroizing<String>) -> Result<(), String> {
        check("API key", key)?;
        check_quotes("API key", key)?;
        if key.contains(':') {
            return Err(
                "the API key contains a colon, which basic authentication does not allow"
                    .to_owned(),
            );
        }
        self.add_pair("API key", key, "", key)
    }

    /// Adds a user name and a password, sent by basic authentication (RFC 7617).
    pub(super) fn add_basic(
        &mut self,
        user: &str,
        password: &Zeroizing<String>,
    ) -> Result<(), String> {
        if user.contains(':') {
            return Err(
                "the user name contains a colon, which basic authentication does not allow"
                    .to_owned(),
            );
        }
        if user.chars().chain(password.chars()).any(char::is_control) {
            return Err("the user name or the password contains a control character".to_owned());
        }
        self.add_pair("password", user, password, password)
    }

    fn add_pair(
        &mut self,
        what: &str,
        user: &str,
        password: &str,
        secret: &Zeroizing<String>,
    ) -> Result<(), String> {
        let pair = secret::concat(&[user, ":", password]);
        let mut encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
        let value = secret::concat(&["Basic ", &encoded]);
        // A server may echo it without the padding.
        let length = encoded.trim_end_matches('=').len();
        encoded.truncate(length);
        self.add(
            header::AUTHORIZATION,
            what,
            value,
            [secret.clone(), encoded],
        )
    }

    /// Adds a bearer token (RFC 6750).
    pub(super) fn add_bearer(&mut self, token: &Zeroizing<String>) -> Result<(), String> {
        check("token", token)?;
        check_quotes("token", token)?;
        let value = secret::concat(&["Bearer ", token]);
        self.add(header::AUTHORIZATION, "token", value, [token.clone()])
    }

    /// Adds a secret in a header of the given name: one word, or a scheme and its text.
    pub(super) fn add_header(
        &mut self,
        name: &str,
        value: &Zeroizing<String>,
    ) -> Result<(), String> {
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| format!("{name:?} is not a valid header name"))?;
        if frames_message(&name) {
            return Err(format!("the header `{name}` is up to the transport"));
        }
        if name == header::COOKIE {
            return Err("a cookie has a setting of its own".to_owned());
        }
        let what = "secret of the header";
        if value.starts_with(' ') || value.ends_with(' ') {
            return Err(format!("the {what} begins or ends with white space"));
        }
        let mut words = value.split(' ').filter(|word| !word.is_empty());
        check(what, words.next().unwrap_or_default())?;
        words.try_for_each(|word| check(what, word))?;
        // A server may echo a part of it: a token without its scheme, the value of a parameter.
        let parts = value.split([' ', ',', ';', '=', '"']);
        let parts = parts.skip(usize::from(value.contains(' ')));
        let parts = parts.map(|part| Zeroizing::new(part.to_owned()));
        let secrets: Vec<_> = parts.chain([value.clone()]).collect();
        self.add(name, what, value.clone(), secrets)
    }

    /// Adds a secret in a cookie of the given name.
    pub(super) fn add_cookie(
        &mut self,
        name: &str,
        value: &Zeroizing<String>,
    ) -> Result<(), String> {
        let is_name = !name.is_empty() && HeaderName::from_bytes(name.as_bytes()).is_ok();
        if !is_name {
            return Err(format!("{name:?} is not a valid name of a cookie"));
        }
        check("secret of the cookie", value)?;
        if value.contains(['"', ',', ';', '\\']) {
            return Err(
                "the secret of the cookie contains a character that separates cookies".to_owned(),
            );
        }
        let separator = if self.cookies.is_empty() { "" } else { "; " };
        self.cookies = secret::concat(&[&self.cookies, separator, name, "=", value]);
        self.secret.add([value.clone()]);
        Ok(())
    }

    /// Adds a secret in the query, under the given name.
    pub(super) fn add_query(
        &mut self,
        name: &str,
        value: &Zeroizing<String>,
    ) -> Result<(), String> {
        if name.is_empty() {
            return Err("the name of the secret in the query is empty".to_owned());
        }
        if value.is_empty() {
            return Err("the secret of the query is empty".to_owned());
        }
        let pair = Zeroizing::new(encode_pair(name, value));
        let separator = if self.query.is_empty() { "" } else { "&" };
        self.query = secret::concat(&[&self.query, separator, &pair]);
        self.in_query.push(name.to_owned());
        self.secret.add([value.clone()]);
        Ok(())
    }

    /// Adds the text of a `Cookie` header, and the values of its cookies.
    pub(super) fn add_cookies(
        &mut self,
        header: Zeroizing<String>,
        values: Vec<Zeroizing<String>>,
    ) -> Result<(), String> {
        if secret::header(header.clone()).is_none() {
            return Err("the cookie is not a valid header value".to_owned());
        }
        self.cookies = header;
        self.secret.add(values);
        Ok(())
    }

    /// Adds a secret header, in place of another one of its name.
    pub(super) fn set_header(
        &mut self,
        name: &str,
        value: &Zeroizing<String>,
    ) -> Result<(), String> {
        self.headers
            .retain(|(other, _)| !other.as_str().eq_ignore_ascii_case(name));
        self.add_header(name, value)
    }

    fn add(
        &mut self,
        name: HeaderName,
        what: &str,
        value: Zeroizing<String>,
        secrets: impl IntoIterator<Item = Zeroizing<String>>,
    ) -> Result<(), String> {
        let value = secret::header(value)
            .ok_or_else(|| format!("the {what} is not a valid header value"))?;
        self.headers.push((name, value));
        self.secret.add(secrets);
        Ok(())
    }

    /// Sets the headers. Each replaces a header of the same name, but cookies are put
    /// before those of the call.
    pub(super) fn apply(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        if self.cookies.is_empty() {
            return;
        }
        let own = self.cookies.as_bytes();
        let joined = match headers.get(header::COOKIE) {
            Some(others) => Zeroizing::new([own, b"; ", others.as_bytes()].concat()),
            None => Zeroizing::new(own.to_vec()),
        };
        if let Some(value) = secret::header(joined) {
            headers.insert(header::COOKIE, value);
        }
    }

    /// The pairs to add to the query, encoded; empty if there are none.
    pub(super) fn query(&self) -> &str {
        &self.query
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
        let headers = self
            .headers
            .iter()
            .map(|(name, _)| format!("{name}: [redacted]"));
        let cookies = (!self.cookies.is_empty()).then(|| "cookie: [redacted]".to_owned());
        let query = self
            .in_query
            .iter()
            .map(|name| format!("?{name}=[redacted]"));
        let shown: Vec<String> = headers.chain(cookies).chain(query).collect();
        match &*shown {
            [] => f.write_str("none"),
            shown => f.write_str(&shown.join(", ")),
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

    /// The credentials that a function adds.
    fn with(
        add: impl FnOnce(&mut Credentials) -> Result<(), String>,
    ) -> Result<Credentials, String> {
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
}
