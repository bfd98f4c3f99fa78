//! Headers that are not parameters.

/// Whether OpenAPI 3 ignores a parameter with this name in a header.
pub(crate) fn is_ignored(header: &str) -> bool {
    let names = ["accept", "content-type", "authorization"];
    names.iter().any(|name| header.eq_ignore_ascii_case(name))
}

/// Whether a header frames the message or concerns the connection. The transport sets it;
/// another value would make the server misread the request. A test of `civis-core`
/// compares this with the headers that a request refuses.
pub(crate) fn frames_message(header: &str) -> bool {
    // Servers that hand headers on as variables take `_` for `-`.
    let header = header.to_ascii_lowercase().replace('_', "-");
    let names = [
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
    names.contains(&&*header) || header.starts_with("proxy-")
}
