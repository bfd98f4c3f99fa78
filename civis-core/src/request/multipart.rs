//! Forms with files: `multipart/form-data` of RFC 7578.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use http::HeaderValue;
use memchr::memmem;
use serde_json::Value;

use super::pairs::{scalar, text};
use crate::record::blob::Blob;

/// The parts of a form, in the order of its fields.
#[derive(Default)]
pub(super) struct Multipart<'a>(Vec<(&'a str, Part<'a>)>);

/// The value of a field.
pub(super) enum Part<'a> {
    Text(Cow<'a, str>),
    Json(Cow<'a, str>),
    File(&'a Blob),
}

impl<'a> Multipart<'a> {
    pub(super) fn push(&mut self, name: &'a str, part: Part<'a>) {
        self.0.push((name, part));
    }

    /// Adds a value as one part, or a list as one part per item. Leaves out nulls.
    pub(super) fn push_value(&mut self, name: &'a str, value: &'a Value) {
        match value {
            Value::Null => {}
            Value::Array(items) => {
                for item in items.iter().filter(|item| !item.is_null()) {
                    self.push(name, part(item));
                }
            }
            value => self.push(name, part(value)),
        }
    }

    /// Returns the media type and the encoded form.
    pub(super) fn encode(self) -> (HeaderValue, Vec<u8>) {
        let boundary = self.boundary();
        let mut bytes = Vec::new();
        for (name, part) in &self.0 {
            bytes.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
            bytes.extend_from_slice(head(name, part).as_bytes());
            bytes.extend_from_slice(part.bytes());
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let content_type = format!("multipart/form-data; boundary={boundary}");
        let content_type = HeaderValue::try_from(content_type)
            .unwrap_or_else(|_| HeaderValue::from_static("multipart/form-data"));
        (content_type, bytes)
    }

    /// Returns a boundary that no part contains. It is a hash of the parts, so that a
    /// request is the same each time it is built.
    fn boundary(&self) -> String {
        let mut hasher = DefaultHasher::new();
        for (name, part) in &self.0 {
            (name, part.bytes()).hash(&mut hasher);
        }
        loop {
            let boundary = format!("civis-{:016x}", hasher.finish());
            let finder = memmem::Finder::new(&boundary);
            if !self
                .0
                .iter()
                .any(|(_, part)| finder.find(part.bytes()).is_some())
            {
                return boundary;
            }
            boundary.hash(&mut hasher);
        }
    }
}

impl Part<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Part::Text(text) | Part::Json(text) => text.as_bytes(),
            Part::File(file) => file.bytes(),
        }
    }
}

fn part(value: &Value) -> Part<'_> {
    match scalar(value) {
        Some(text) => Part::Text(text),
        None => Part::Json(text(value)),
    }
}

fn head(name: &str, part: &Part<'_>) -> String {
    let mut head = format!("Content-Disposition: form-data; name=\"{}\"", quoted(name));
    let content_type = match part {
        Part::Text(_) => None,
        Part::Json(_) => Some("application/json"),
        Part::File(file) => {
            let name = file.file_name().unwrap_or(name);
            head.push_str(&format!("; filename=\"{}\"", quoted(name)));
            Some(file.media_type().unwrap_or("application/octet-stream"))
        }
    };
    if let Some(content_type) = content_type {
        head.push_str("\r\nContent-Type: ");
        head.push_str(content_type);
    }
    head.push_str("\r\n\r\n");
    head
}

/// Escapes a name as browsers do: UTF-8, with quotes and line breaks percent-encoded.
pub(crate) fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::{Multipart, Part};
    use crate::record::blob::Blob;

    fn body(parts: &[(&str, Part<'_>)]) -> (String, String) {
        let mut form = Multipart::default();
        for (name, part) in parts {
            let part = match part {
                Part::Text(text) => Part::Text(text.clone()),
                Part::Json(text) => Part::Json(text.clone()),
                Part::File(file) => Part::File(file),
            };
            form.push(name, part);
        }
        let (content_type, bytes) = form.encode();
        let content_type = content_type.to_str().expect("text").to_owned();
        let (_, boundary) = content_type.split_once("boundary=").expect("a boundary");
        let text = String::from_utf8(bytes).expect("text");
        (boundary.to_owned(), text)
    }

    #[test]
    fn each_part_has_its_headers() {
        let file = Blob::new(*b"PNG")
            .name("a \"b\".png")
            .content_type("image/png");
        let (boundary, text) = body(&[
            ("note", Part::Text("hé".into())),
            ("meta", Part::Json("{}".into())),
            ("file", Part::File(&file)),
        ]);
        let expected = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhé\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"meta\"\r\n\
             Content-Type: application/json\r\n\r\n{{}}\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; \
             filename=\"a %22b%22.png\"\r\nContent-Type: image/png\r\n\r\nPNG\r\n\
             --{boundary}--\r\n"
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn no_part_contains_the_boundary() {
        let (first, _) = body(&[("a", Part::Text("x".into()))]);
        let again = body(&[("a", Part::Text("x".into()))]);
        assert_eq!(first, again.0, "the boundary depends on the parts alone");
        let file = Blob::new(format!("\r\n--{first}--\r\n").into_bytes());
        let (boundary, text) = body(&[("a", Part::File(&file))]);
        assert_eq!(text.matches(&format!("--{boundary}")).count(), 2);
        assert_ne!(boundary, first);
    }
}
