//! Responses with any status, headers and body, through a session: retries, pages, redirects, errors, and the sign-in to a
//! service.
//!
//! The input is readable text: a status, one header per line, an empty line, the body. A line `--` begins the next
//! response.

use std::time::Duration;

use civis::{Call, Error, PagedCall, Request, Session};
use http::header::{AUTHORIZATION, RETRY_AFTER};
use http::{HeaderName, HeaderValue, Method, Response};
use serde_json::Value;

use crate::scripted::{BASIC, KEY, Scripted, Sent};

/// The most requests of one call: seven attempts of six requests each; for a service, twice that and the sign-in.
const MOST: usize = 7 * 6 * 5;

/// Sends calls of each kind to a server with these responses.
pub fn check(text: &str) {
    let responses: Vec<_> = text.split("\n--\n").map(response).collect();
    for method in [Method::GET, Method::POST] {
        let scripted = Scripted::new(responses.clone());
        let session = scripted.session().build().expect("a session");
        let call = Call::<Value>::new(&session, request(method.clone()));
        one(&scripted, &responses, call.send());
        let raw = call.send_raw();
        one(
            &scripted,
            &responses,
            raw.map(|raw| (raw.rate_limit(), raw.pagination())),
        );
        let file = Call::<civis::Blob>::new(&session, request(method));
        one(&scripted, &responses, file.send());
        pages(&scripted, &session);
        service(&scripted, &session);
    }
}

fn request(method: Method) -> Request {
    Request::new("things.do", method, "/things")
}

fn response(text: &str) -> Response<Vec<u8>> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let mut response = Response::new(body.as_bytes().to_vec());
    let status = lines.next().and_then(|line| line.trim().parse().ok());
    *response.status_mut() = status.unwrap_or_default();
    for line in lines {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let name = HeaderName::from_bytes(name.trim().as_bytes());
        // A header is bytes, here Latin-1.
        let bytes: Option<Vec<u8>> = value
            .trim()
            .chars()
            .map(|one| u8::try_from(one).ok())
            .collect();
        let value = bytes.and_then(|bytes| HeaderValue::from_bytes(&bytes).ok());
        if let (Ok(name), Some(value)) = (name, value) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

fn one<T: std::fmt::Debug>(
    scripted: &Scripted,
    responses: &[Response<Vec<u8>>],
    result: Result<T, Error>,
) {
    let sent = scripted.sent();
    bounded(&sent);
    let slept = scripted.slept();
    assert!(
        slept.iter().sum::<Duration>() <= Duration::from_secs(600),
        "{slept:?}"
    );
    // If every response asks for a wait in whole seconds, it is observed.
    let least = responses.iter().map(seconds).min().flatten();
    if let (Some(least), [wait, ..]) = (least, &*slept) {
        assert!(*wait >= Duration::from_secs(least), "{slept:?}");
    }
    for request in &sent {
        let uri = &request.uri;
        let origin = (uri.scheme_str(), uri.host(), uri.port_u16().unwrap_or(443));
        let host = uri.host().map(str::to_ascii_lowercase);
        assert_eq!(
            (origin.0, host.as_deref(), origin.2),
            (Some("https"), Some("api.test"), 443)
        );
        assert!(request.headers.contains_key(AUTHORIZATION));
        let authority = uri.authority().map(http::uri::Authority::as_str);
        assert!(!authority.is_some_and(|text| text.contains('@')), "{uri}");
    }
    secret(result.as_ref().err());
}

/// `Retry-After` in seconds.
fn seconds(response: &Response<Vec<u8>>) -> Option<u64> {
    let text = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

fn bounded(sent: &[Sent]) {
    assert!(sent.len() <= MOST, "sent {} times", sent.len());
}

fn secret(error: Option<&Error>) {
    let Some(error) = error else { return };
    let texts = [error.to_string(), format!("{error:?} {error:#?}")];
    for text in texts {
        assert!(!text.contains(KEY) && !text.contains(BASIC), "{text}");
    }
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        let text = format!("{inner} {inner:?}");
        assert!(!text.contains(KEY) && !text.contains(BASIC), "{text}");
        source = inner.source();
    }
}

fn pages(scripted: &Scripted, session: &Session) {
    let list = PagedCall::<Value>::new(session, request(Method::GET));
    let mut failed = false;
    for page in list.pages().take(5) {
        assert!(!failed, "a page after an error");
        failed = page.is_err();
        secret(page.as_ref().err());
    }
    let _ = list.iter().take(20).count();
    scripted.sent();
    scripted.slept();
}

fn service(scripted: &Scripted, session: &Session) {
    let result = session.service(7).and_then(|service| {
        let call = Call::<Value>::new(&service, request(Method::GET));
        call.send_raw()
    });
    let sent = scripted.sent();
    bounded(&sent);
    for request in &sent {
        // The key goes to the Platform only.
        let platform = request
            .uri
            .host()
            .is_some_and(|host| host.eq_ignore_ascii_case("api.test"));
        let shown = format!("{:?} {}", request.headers, request.uri);
        let basic = request.headers.get(AUTHORIZATION);
        let basic = basic.is_some_and(|value| value.as_bytes().ends_with(BASIC.as_bytes()));
        assert!(platform || !(basic || shown.contains(KEY)), "{shown}");
    }
    secret(result.as_ref().err());
    scripted.slept();
}
