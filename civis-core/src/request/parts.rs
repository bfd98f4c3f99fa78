//! The arguments of a request as path, query, headers and body.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde_json::Value;

use super::pairs::{Cookies, Pairs, encode, is_flat, one_text};
use super::{Location, Request, Style, body};
use crate::error::{Error, Target};
use crate::headers::frames_message;
use crate::request::arg::Content;
use crate::secret_name::{REDACTED, Secrecy};

/// An encoded request, without what the session adds: the base URL, the credentials and
/// the session's own headers.
///
/// `Debug` shows neither the values of query and headers nor the body, which may be secret.
#[derive(Clone)]
#[non_exhaustive]
pub struct Parts {
    /// The name of the operation, for errors and tracing; may be empty.
    pub operation: Cow<'static, str>,
    /// The HTTP method.
    pub method: Method,
    /// The path with its placeholders, and with its query if it has one.
    pub template: Cow<'static, str>,
    /// The path, percent-encoded, with a leading `/`.
    pub path: String,
    /// The path with secret arguments redacted, if there are any.
    pub(crate) redacted_path: Option<String>,
    /// The query, encoded, without `?`; empty if there is none.
    pub query: String,
    /// The headers, including `Content-Type` if there is a body.
    pub headers: HeaderMap,
    /// The body.
    pub body: Option<Vec<u8>>,
}

impl Parts {
    /// A request without query, headers and body.
    pub(crate) fn bare(operation: &'static str, method: Method, path: &str) -> Self {
        Self {
            operation: Cow::Borrowed(operation),
            method,
            template: Cow::Owned(path.to_owned()),
            path: path.to_owned(),
            redacted_path: None,
            query: String::new(),
            headers: HeaderMap::new(),
            body: None,
        }
    }

    fn shown_path(&self) -> &str {
        self.redacted_path.as_ref().unwrap_or(&self.path)
    }
}

impl From<&Parts> for Target {
    fn from(parts: &Parts) -> Self {
        Self {
            method: parts.method.clone(),
            path: parts.shown_path().to_owned(),
        }
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self
            .body
            .as_ref()
            .map(|body| format!("{} bytes", body.len()));
        f.debug_struct("Parts")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("template", &self.template)
            .field("path", &self.shown_path())
            .field("query", &format_args!("{} bytes", self.query.len()))
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body", &body)
            .finish()
    }
}

impl Request {
    /// Converts the arguments into path, query, headers and body.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if a path
    /// parameter is missing, empty, null or an object, if a header is invalid in HTTP,
    /// if a number is NaN or infinite, if a file is set outside the body, or if a header is up to the transport, since it
    /// frames the message: `Connection`, `Content-Length`, `Expect`, `Host`, `Keep-Alive`,
    /// `Proxy-*`, `TE`, `Trailer`, `Transfer-Encoding`, `Upgrade`.
    ///
    /// The query of the path, if it has one, precedes that of the arguments. A fragment is not sent.
    ///
    /// ```
    /// use civis_core::{ErrorKind, Location, Request};
    /// use http::Method;
    ///
    /// let request = Request::new("", Method::GET, "/models?beta=true").with(Location::Query, "limit", 5);
    /// let parts = request.parts()?;
    /// assert_eq!((&*parts.path, &*parts.query), ("/models", "beta=true&limit=5"));
    ///
    /// let request = Request::new("files.post", Method::POST, "/files");
    /// let error = request.with(Location::Header, "Content-Length", 7).parts().unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    /// let message = "files.post: `Content-Length` is a header that is up to the transport";
    /// assert_eq!(error.to_string(), message);
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn parts(&self) -> Result<Parts, Error> {
        self.check_values()?;
        let mut headers = HeaderMap::new();
        for (argument, value) in self.at(Location::Header) {
            let name = &*argument.name;
            if let Some(text) = one_text(value, argument.style.at(Location::Header)) {
                let invalid = |_| self.invalid(name, "is not a valid header value");
                let key = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|_| self.invalid(name, "is not a valid header name"))?;
                if frames_message(&key) {
                    return Err(self.invalid(name, "is a header that is up to the transport"));
                }
                headers.append(key, HeaderValue::from_str(&text).map_err(invalid)?);
            }
        }
        if let Some(accept) = &self.accept {
            let value = HeaderValue::from_str(accept);
            let value = value.map_err(|_| self.invalid("accept", "is not a valid header value"))?;
            headers.entry(header::ACCEPT).or_insert(value);
        }
        let mut cookies = Cookies::default();
        for (argument, value) in self.at(Location::Cookie) {
            cookies.write(&argument.name, value, argument.style.at(Location::Cookie));
        }
        if let Some(text) = cookies.into_text() {
            let invalid = |_| self.invalid("cookie", "is not a valid header value");
            headers.append(
                header::COOKIE,
                HeaderValue::from_str(&text).map_err(invalid)?,
            );
        }
        let content_type = self.content_type.as_deref().map(HeaderValue::from_str);
        let content_type = content_type
            .transpose()
            .map_err(|_| self.invalid("content-type", "is not a valid header value"))?;
        let body = body::of(
            &self.method,
            &self.arguments,
            content_type,
            self.omits_empty_body,
        );
        if let Some(body) = &body {
            headers.insert(header::CONTENT_TYPE, body.content_type.clone());
        }
        Ok(Parts {
            operation: self.operation.clone(),
            method: self.method.clone(),
            template: self.path.clone(),
            path: self.encoded_path(false)?,
            redacted_path: self.redacted_path()?,
            query: self.encoded_query()?,
            headers,
            body: body.map(|body| body.bytes),
        })
    }

    fn invalid(&self, parameter: &str, message: &str) -> Error {
        let operation = if self.operation.is_empty() {
            format!("{} {}", self.method, self.path)
        } else {
            self.operation.to_string()
        };
        Error::invalid_request(&operation, parameter, message)
    }

    /// Fails if a number is NaN or infinite, or if a file is set where only text can be.
    fn check_values(&self) -> Result<(), Error> {
        for argument in &self.arguments {
            match (&argument.content, argument.location) {
                (Content::NotFinite(pointer), _) => {
                    let at = if pointer.is_empty() {
                        String::new()
                    } else {
                        format!(" at `{pointer}`")
                    };
                    let message = format!("is NaN or infinite{at}, which JSON cannot hold");
                    return Err(self.invalid(&argument.name, &message));
                }
                (
                    Content::Files(_),
                    Location::Path | Location::Query | Location::Header | Location::Cookie,
                ) => {
                    let message = "is a file, which only the body can hold";
                    return Err(self.invalid(&argument.name, message));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn redacted_path(&self) -> Result<Option<String>, Error> {
        let mut arguments = self.at(Location::Path);
        let has_secret = arguments.any(|(argument, _)| argument.secrecy() > Secrecy::Open);
        has_secret.then(|| self.encoded_path(true)).transpose()
    }

    /// The path of the operation, and the query that some documents declare in it to tell
    /// operations of the same path apart. Some do so by a fragment, which is not sent.
    fn target(&self) -> (&str, &str) {
        let target = self.path.split('#').next().unwrap_or_default();
        target.split_once('?').unwrap_or((target, ""))
    }

    /// The path with its placeholders filled in, or with secrets redacted.
    fn encoded_path(&self, is_redacted: bool) -> Result<String, Error> {
        let path = self.target().0.trim_start_matches('/');
        let mut encoded = String::with_capacity(path.len() + 16);
        encoded.push('/');
        self.fill(path, is_redacted, &mut encoded)?;
        Ok(encoded)
    }

    /// Fills in the placeholders of a part of the path, or redacts secrets.
    fn fill(&self, template: &str, is_redacted: bool, encoded: &mut String) -> Result<(), Error> {
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            encoded.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                return Err(self.invalid(after, "is not closed in the path"));
            };
            let (argument, value) = self
                .at(Location::Path)
                .find(|(argument, _)| argument.name == name)
                .ok_or_else(|| self.invalid(name, "is part of the path and must be set"))?;
            if value.is_u64() && !value.is_i64() {
                let message = format!("is {value}, which is beyond the largest ID, {}", i64::MAX);
                return Err(self.invalid(name, &message));
            }
            let is_allowed = argument.style != Style::Default || is_flat(value);
            let text = one_text(value, argument.style.at(Location::Path))
                .filter(|_| is_allowed)
                .ok_or_else(|| {
                    self.invalid(
                        name,
                        "is part of the path and must be text, a number or a boolean",
                    )
                })?;
            match text.as_ref() {
                _ if is_redacted && argument.secrecy() > Secrecy::Open => {
                    encoded.push_str(REDACTED);
                }
                "" => return Err(self.invalid(name, "is part of the path and must not be empty")),
                // Unencoded, these two would address another resource.
                "." => encoded.push_str("%2E"),
                ".." => encoded.push_str("%2E%2E"),
                text => encode(text, encoded),
            }
            rest = after;
        }
        encoded.push_str(rest);
        Ok(())
    }

    fn encoded_query(&self) -> Result<String, Error> {
        let mut declared = String::new();
        self.fill(self.target().1, false, &mut declared)?;
        let mut pairs = Pairs::after(declared);
        for (argument, value) in self.at(Location::Query) {
            match (argument.style, value) {
                (Style::Default, Value::Array(items)) => {
                    pairs.push_each(&format!("{}[]", argument.name), items);
                }
                (Style::Default, value) => pairs.push(&argument.name, value),
                (style, value) => pairs.write(&argument.name, value, style),
            }
        }
        Ok(pairs.into_text())
    }
}

#[cfg(test)]
mod tests {
    use http::Method;
    use serde_json::json;

    use crate::request::{Location, Request, Style};

    fn path(value: serde_json::Value) -> Result<String, String> {
        Request::new("x.get", Method::GET, "/a/{v}/b")
            .with(Location::Path, "v", value)
            .parts()
            .map(|parts| parts.path)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_path_value_stays_one_segment() {
        for (value, encoded) in [
            (json!("a/b"), "/a/a%2Fb/b"),
            (json!(".."), "/a/%2E%2E/b"),
            (json!("."), "/a/%2E/b"),
            (json!("..."), "/a/.../b"),
            (json!("x?y#z%"), "/a/x%3Fy%23z%25/b"),
            (json!("é d"), "/a/%C3%A9%20d/b"),
            (json!("{v}"), "/a/%7Bv%7D/b"),
            (json!(7), "/a/7/b"),
            (json!(true), "/a/true/b"),
            (json!([1]), "/a/1/b"),
            (json!(["x/y", 2]), "/a/x%2Fy%2C2/b"),
        ] {
            assert_eq!(path(value).as_deref(), Ok(encoded));
        }
    }

    #[test]
    fn a_trailing_slash_is_sent() {
        for (template, path) in [
            ("/a", "/a"),
            ("/a/", "/a/"),
            ("a//", "/a//"),
            ("/", "/"),
            ("", "/"),
        ] {
            let parts = Request::new("", Method::GET, template).parts();
            assert_eq!(parts.expect("parts").path, path, "{template}");
        }
    }

    #[test]
    fn a_query_in_the_path_is_sent_and_a_fragment_is_not() {
        for (template, path, query) in [
            ("/a?b=true", "/a", "b=true&n=1"),
            ("/a/?b=true&c", "/a/", "b=true&c&n=1"),
            ("/a?b={v}", "/a", "b=x%26y&n=1"),
            ("/a/{v}?b=true#c", "/a/x%26y", "b=true&n=1"),
            ("/a#b?c=true", "/a", "n=1"),
            ("/a?", "/a", "n=1"),
            ("?b=true", "/", "b=true&n=1"),
        ] {
            let request = Request::new("", Method::GET, template)
                .with(Location::Path, "v", "x&y")
                .with(Location::Query, "n", 1);
            let parts = request.parts().expect("parts");
            assert_eq!((&*parts.path, &*parts.query), (path, query), "{template}");
        }
    }

    #[test]
    fn a_path_value_that_is_not_a_segment_is_an_error() {
        for value in [
            json!(""),
            json!(null),
            json!([]),
            json!([""]),
            json!([[1]]),
            json!({}),
        ] {
            let error = path(value).expect_err("an error");
            assert!(error.contains("x.get") && error.contains('v'), "{error}");
        }
        let missing = Request::new("x.get", Method::GET, "/a/{v}").parts();
        assert!(missing.is_err());
    }

    #[test]
    fn lists_in_the_query_follow_their_declared_style() {
        let query = |style| {
            let mut request = Request::new("", Method::GET, "/a");
            let value = json!(["a b", null, 2, true]);
            request.set_styled(Location::Query, style, "n", value);
            request.parts().map(|parts| parts.query).expect("parts")
        };
        assert_eq!(
            query(Style::Default),
            "n%5B%5D=a%20b&n%5B%5D=2&n%5B%5D=true"
        );
        assert_eq!(query(Style::Repeated { inner: ',' }), "n=a%20b&n=2&n=true");
        let joined = Style::Joined {
            outer: ',',
            inner: ',',
        };
        assert_eq!(query(joined), "n=a%20b%2C2%2Ctrue");
    }

    #[test]
    fn nulls_and_empty_lists_are_omitted_from_the_query() {
        let parts = Request::new("", Method::GET, "/a")
            .with(Location::Query, "a", json!(null))
            .with(Location::Query, "b", json!([]))
            .with(Location::Query, "c", json!(""))
            .parts()
            .expect("parts");
        assert_eq!(parts.query, "c=");
    }

    #[test]
    fn only_methods_with_a_body_send_an_empty_body() {
        for (method, body) in [
            (Method::GET, None),
            (Method::DELETE, None),
            (Method::POST, Some(b"{}".to_vec())),
            (Method::PUT, Some(b"{}".to_vec())),
            (Method::PATCH, Some(b"{}".to_vec())),
        ] {
            let parts = Request::new("", method, "/a").parts().expect("parts");
            assert_eq!(parts.body, body);
        }
        let parts = Request::new("", Method::DELETE, "/a")
            .with(Location::Field, "b", json!(null))
            .parts()
            .expect("parts");
        assert_eq!(parts.body, Some(br#"{"b":null}"#.to_vec()));
    }

    #[test]
    fn framing_headers_are_rejected() {
        for name in [
            "Content-Length",
            "content-length",
            "Transfer-Encoding",
            "HOST",
            "Connection",
            "Keep-Alive",
            "Upgrade",
            "Expect",
            "TE",
            "Trailer",
            "Proxy-Connection",
            "Proxy-Authorization",
            "Proxy-Anything",
        ] {
            let request = Request::new("x.get", Method::GET, "/a");
            let error = request.with(Location::Header, name, "1").parts();
            let error = error.expect_err(name);
            assert_eq!(error.kind(), crate::ErrorKind::InvalidRequest);
            assert!(error.to_string().contains("x.get: `"), "{error}");
            assert!(error.to_string().contains(name), "{error}");
        }
        for name in ["X-Host", "Content-Encoding", "Proxy", "Te-X", "Range"] {
            let request = Request::new("x.get", Method::GET, "/a");
            assert!(request.with(Location::Header, name, "1").parts().is_ok());
        }
    }

    #[test]
    fn a_second_value_replaces_the_first() {
        let parts = Request::new("", Method::GET, "/a")
            .with(Location::Query, "a", 1)
            .with(Location::Query, "a", 2)
            .parts()
            .expect("parts");
        assert_eq!(parts.query, "a=2");
    }
}
