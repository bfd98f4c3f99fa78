//! Media types.
//!
//! Of several media types of a body, JSON comes first, then a form, then bytes. Of several of
//! one kind, the first in alphabetical order is used. A response that is not JSON is a file.

/// The encoding of a body.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Media {
    /// JSON.
    #[default]
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// Bytes.
    File,
}

/// The precedence of a media type, lowest first, and its encoding.
pub(crate) fn rank(name: &str) -> (u8, Media) {
    match essence(name).to_ascii_lowercase().as_str() {
        "application/json" => (0, Media::Json),
        "text/json" => (1, Media::Json),
        other if other.ends_with("+json") => (1, Media::Json),
        "*/*" | "application/*" => (2, Media::Json),
        "application/x-www-form-urlencoded" => (3, Media::Form),
        other if other.starts_with("multipart/") => (4, Media::Multipart),
        _ => (5, Media::File),
    }
}

/// A media type without its parameters (`charset`).
pub(crate) fn essence(name: &str) -> &str {
    name.split(';').next().unwrap_or_default().trim()
}

pub(crate) fn is_json(name: &str) -> bool {
    rank(name).1 == Media::Json
}

/// Whether a media type is text other than JSON.
pub(crate) fn is_text(name: &str) -> bool {
    let essence = essence(name).to_ascii_lowercase();
    let (kind, format) = essence.split_once('/').unwrap_or_default();
    let format = format.rsplit('+').next().unwrap_or_default();
    let formats = ["xml", "yaml", "x-yaml", "jsonl", "ndjson", "x-ndjson"];
    !is_json(name) && (kind == "text" || kind == "application" && formats.contains(&format))
}
