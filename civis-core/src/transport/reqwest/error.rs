//! The errors of reqwest, sorted.

use std::error::Error as StdError;
use std::io;

use http::StatusCode;

use crate::transport::{TransportError, TransportErrorKind, proxy, tls};

/// `sent` is whether the request may have been sent, unless the error itself says that
/// it was not.
pub(super) fn transport_error(error: reqwest::Error, sent: bool) -> TransportError {
    use TransportErrorKind as Kind;
    if let Some(message) = request_body(&error) {
        return TransportError::new(Kind::RequestBody, sent, message);
    }
    let has = |kind| has_io_kind(&error, kind);
    let refusal = proxy_refusal(&error);
    let kind = if refusal.is_some() {
        Kind::Proxy
    } else if has(io::ErrorKind::InvalidData) && error.is_connect() {
        Kind::Tls
    } else if error.is_timeout() {
        Kind::Timeout
    } else if error.is_connect() {
        Kind::Connect
    } else if error.is_builder() {
        Kind::InvalidRequest
    } else if is_head_too_large(&error) {
        Kind::TooLarge
    } else if has(io::ErrorKind::InvalidData) || has(io::ErrorKind::InvalidInput) {
        Kind::Protocol
    } else {
        Kind::Io
    };
    let sent = sent && !error.is_connect() && !error.is_builder();
    let advice = || tls::advice(&error).map(str::to_owned);
    match refusal.or_else(advice).or_else(|| specific_causes(&error)) {
        Some(message) => TransportError::new(kind, sent, message),
        None => TransportError::new(kind, sent, error.without_url()),
    }
}

/// The causes that are not mere wrappers, as one text.
fn specific_causes(error: &reqwest::Error) -> Option<String> {
    if error.is_connect() && error.is_timeout() {
        return Some("no connection was made within `connect_timeout`".to_owned());
    }
    let wrappers = [
        "client error (",
        "connection error",
        "request or response body error",
    ];
    let causes = causes(error).map(ToString::to_string);
    let specific = causes.filter(|text| !wrappers.iter().any(|wrapper| text.starts_with(wrapper)));
    let specific: Vec<String> = specific.collect();
    (!specific.is_empty()).then(|| specific.join(": "))
}

/// Why the body of the request could not be read.
fn request_body(error: &reqwest::Error) -> Option<String> {
    let mut bodies = causes(error).filter_map(|cause| {
        let inner = cause.downcast_ref::<io::Error>()?.get_ref()?;
        inner.downcast_ref::<TransportError>()
    });
    bodies
        .find(|error| error.kind() == TransportErrorKind::RequestBody)
        .map(|error| error.get_ref().to_string())
}

/// What a proxy says that refuses the connection, the user or the destination. The types
/// of these errors are not public, and their texts have no status but 407.
fn proxy_refusal(error: &reqwest::Error) -> Option<String> {
    let text = causes(error)
        .map(ToString::to_string)
        .find(|text| text.starts_with("tunnel error: ") || text.starts_with("SOCKS error: "))?;
    match &*text {
        "tunnel error: proxy authorization required" => {
            Some(proxy::refusal(StatusCode::PROXY_AUTHENTICATION_REQUIRED))
        }
        "tunnel error: unsuccessful" => {
            Some("the proxy responded with a status that is not 200".to_owned())
        }
        "SOCKS error: credentials not accepted"
        | "SOCKS error: server does not support user/pass authentication"
        | "SOCKS error: server implements authentication incorrectly"
        | "SOCKS error: connection not allowed"
        | "SOCKS error: server ident service failed"
        | "SOCKS error: server ident service did not recognise client identifier" => Some(text),
        _ => None,
    }
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(error.source(), |cause| (*cause).source())
}

/// reqwest does not expose hyper's kind of this error, only its text.
fn is_head_too_large(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| cause.to_string() == "message head is too large")
}

fn has_io_kind(error: &reqwest::Error, kind: io::ErrorKind) -> bool {
    let mut cause = error.source();
    while let Some(next) = cause {
        let io = next.downcast_ref::<io::Error>();
        if io.is_some_and(|io| io.kind() == kind) {
            return true;
        }
        // The source of an `io::Error` is the source of the error that it wraps.
        cause = match io.and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => next.source(),
        };
    }
    false
}
