//! The arguments of a request as headers and body, together with its path and query.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};

use super::pairs::{Cookies, one_text};
use super::{Location, Request, body};
use crate::error::{Error, Target};
use crate::headers::frames_message;
use crate::request::arg::Content;

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
    /// if a number is NaN or infinite, if a file is set outside the body, or if a header is
    /// up to the transport, since it frames the message: `Connection`, `Content-Length`,
    /// `Expect`, `Host`, `HTTP2-Settings`, `Keep-Alive`, `Proxy-*`, `TE`, `Trailer`,
    /// `Transfer-Encoding`, `Upgrade`, also with `_` for `-`.
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
        let (path, query) = self.target();
        Ok(Parts {
            operation: self.operation.clone(),
            method: self.method.clone(),
            template: self.path.clone(),
            path: self.encoded_path(path, false)?,
            redacted_path: self.redacted_path(path)?,
            query: self.encoded_query(query)?,
            headers,
            body: body.map(|body| body.bytes),
        })
    }

    pub(super) fn invalid(&self, parameter: &str, message: &str) -> Error {
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
}

#[cfg(test)]
mod tests {
    use http::Method;
    use serde_json::json;

    use crate::request::{Location, Request};

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
            "HTTP2-Settings",
            "Content_Length",
            "transfer_encoding",
            "Proxy_Connection",
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
