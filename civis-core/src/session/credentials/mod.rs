//! The credentials of a request: headers, cookies, and pairs of the query, several at once.

mod setting;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use zeroize::Zeroizing;

pub(super) use self::setting::CredentialSetting;
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

    /// The names of these pairs.
    pub(super) fn query_names(&self) -> &[String] {
        &self.in_query
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
mod tests;
