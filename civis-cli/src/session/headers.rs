//! `-vv`: the headers of requests and responses.

use civis::http::{HeaderMap, HeaderName, HeaderValue, Request, Response, header};
use civis::transport::{Limits, RequestBody, ResponseBody, Transport, TransportError};

/// Headers whose values are never shown.
const SECRET: [HeaderName; 4] = [
    header::AUTHORIZATION,
    header::COOKIE,
    header::PROXY_AUTHORIZATION,
    header::SET_COOKIE,
];

/// Logs the headers of each request and each response.
#[derive(Debug)]
pub(super) struct ShowHeaders<T>(pub(super) T);

impl<T: Transport> Transport for ShowHeaders<T> {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn send(
        &self,
        request: Request<RequestBody<'_>>,
        limits: &Limits,
    ) -> Result<Response<ResponseBody>, TransportError> {
        log('>', request.headers());
        let response = self.0.send(request, limits)?;
        log('<', response.headers());
        Ok(response)
    }
}

fn log(direction: char, headers: &HeaderMap) {
    for (name, value) in headers {
        tracing::debug!("{direction} {name}: {}", shown(name, value));
    }
}

/// The value of a header, without secrets and without the query of a URL, which may be a signature.
fn shown(name: &HeaderName, value: &HeaderValue) -> String {
    if SECRET.contains(name) || value.is_sensitive() {
        return "[redacted]".to_owned();
    }
    let text = String::from_utf8_lossy(value.as_bytes());
    let text = match text.split_once('?') {
        Some((url, _)) if url.contains("://") => format!("{url}?…"),
        _ => text.into_owned(),
    };
    civis_spec::escape_control(&text)
}

#[cfg(test)]
mod tests {
    use civis::http::{HeaderName, HeaderValue, header};

    use super::shown;

    #[test]
    fn secrets_are_not_shown() {
        for (name, value, expected) in [
            (header::AUTHORIZATION, "Basic c2VjcmV0Og==", "[redacted]"),
            (header::SET_COOKIE, "session=secret", "[redacted]"),
            (
                header::LOCATION,
                "https://a.test/b?signature=secret",
                "https://a.test/b?…",
            ),
            (HeaderName::from_static("x-request-id"), "7", "7"),
        ] {
            assert_eq!(shown(&name, &HeaderValue::from_static(value)), expected);
        }
    }
}
