//! What the session, the request and the transports know about HTTP headers.

use std::borrow::Cow;

use http::HeaderName;

/// Whether a header frames the message or concerns the connection. It is up to the
/// transport; another value would make the server misread this request or the next.
///
/// `civis-spec` leaves out parameters in the same headers. This crate does not depend on it by
/// default; a test compares the two.
pub(crate) fn frames_message(name: &HeaderName) -> bool {
    // Servers that hand headers on as variables take `_` for `-`.
    let mut name = Cow::Borrowed(name.as_str());
    if name.contains('_') {
        name = name.replace('_', "-").into();
    }
    FRAMING.contains(&&*name) || name.starts_with("proxy-")
}

const FRAMING: [&str; 10] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

#[cfg(all(test, feature = "dynamic"))]
mod tests {
    use civis_spec::Spec;
    use serde_json::json;

    use super::{FRAMING, HeaderName, frames_message};

    #[test]
    fn a_specification_leaves_out_the_headers_that_a_request_refuses() {
        let others = [
            "proxy-x",
            "content_length",
            "proxy_x",
            "accept-language",
            "cookie",
            "date",
            "x-host",
        ];
        for name in FRAMING.into_iter().chain(others) {
            let parameter = json!({"name": name, "in": "header", "type": "string"});
            let get = json!({"parameters": [parameter], "responses": {}});
            let document = json!({"swagger": "2.0", "info": {}, "paths": {"/a": {"get": get}}});
            let spec = Spec::from_slice(document.to_string().as_bytes()).expect("a specification");
            let is_left_out = spec.resources[0].operations[0].parameters.is_empty();
            let is_refused = frames_message(&HeaderName::from_static(name));
            assert_eq!(is_left_out, is_refused, "{name}");
        }
    }
}
