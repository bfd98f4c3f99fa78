//! The body of a request: JSON, a form, or a file.

use http::{HeaderValue, Method};
use serde_json::{Map, Value};

use super::multipart::{Multipart, Part};
use super::pairs::{Pairs, one_text};
use super::{Argument, Location, Style};
use crate::methods::expects_body;
use crate::record::blob::Blob;
use crate::request::arg::Content;

/// A body and its media type.
pub(super) struct Body {
    pub(super) content_type: HeaderValue,
    pub(super) bytes: Vec<u8>,
}

/// Builds the body from the arguments.
///
/// An argument that is the whole body is sent as it is; text is sent as JSON only if the media
/// type is JSON. If the argument is an object, the fields are added to it. Otherwise the body is a form if a field of a form is set or a field is a
/// file, else an object of all fields. An empty object is sent if the method expects a body,
/// unless the request omits it.
pub(super) fn of(
    method: &Method,
    arguments: &[Argument],
    content_type: Option<HeaderValue>,
    omits_empty: bool,
) -> Option<Body> {
    let mut fields = Map::new();
    for argument in arguments {
        if let (Location::Field, Content::Json(value)) = (argument.location, &argument.content) {
            fields.insert(argument.name.to_string(), value.clone());
        }
    }
    let is_whole = |one: &&Argument| one.location == Location::Body;
    match arguments.iter().find(is_whole).map(|one| &one.content) {
        Some(Content::Files(files)) => {
            return files.first().map(|one| file(one, content_type));
        }
        Some(Content::Json(Value::Object(entries))) if !fields.is_empty() => {
            for (name, value) in entries {
                fields.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        // A null adds nothing to the fields.
        Some(Content::Json(Value::Null)) if !fields.is_empty() => {}
        Some(Content::Json(Value::String(text)))
            if content_type.as_ref().is_some_and(|one| !is_json(one)) =>
        {
            return Some(file(&Blob::new(text.as_str()), content_type));
        }
        Some(Content::Json(body)) => return Some(json(body, content_type)),
        // `Request::parts` has refused it.
        Some(Content::NotFinite(_)) => return None,
        None => {
            let is_part = |argument: &Argument| {
                matches!(argument.content, Content::Files(_))
                    || argument.location == Location::Multipart
            };
            if arguments.iter().any(is_part) {
                let (content_type, bytes) = multipart(arguments).encode();
                return Some(Body {
                    content_type,
                    bytes,
                });
            }
            if arguments.iter().any(|one| one.location == Location::Form) {
                return Some(form(arguments));
            }
        }
    }
    let is_sent = !fields.is_empty() || (expects_body(method) && !omits_empty);
    is_sent.then(|| json(&Value::Object(fields), content_type))
}

/// Whether a media type is one JSON value, unlike `application/x-ndjson`.
fn is_json(content_type: &HeaderValue) -> bool {
    let essence = content_type.as_bytes().split(|byte| *byte == b';').next();
    let essence = essence
        .unwrap_or_default()
        .trim_ascii()
        .to_ascii_lowercase();
    [&b"application/json"[..], b"text/json"].contains(&&*essence) || essence.ends_with(b"+json")
}

fn json(value: &Value, content_type: Option<HeaderValue>) -> Body {
    Body {
        content_type: content_type.unwrap_or_else(|| HeaderValue::from_static("application/json")),
        bytes: value.to_string().into_bytes(),
    }
}

/// Sends a file as the whole body.
fn file(file: &Blob, content_type: Option<HeaderValue>) -> Body {
    let media_type = file
        .media_type()
        .and_then(|ty| HeaderValue::from_str(ty).ok());
    Body {
        content_type: media_type
            .or(content_type)
            .unwrap_or_else(|| HeaderValue::from_static("application/octet-stream")),
        bytes: file.bytes().to_vec(),
    }
}

fn form(arguments: &[Argument]) -> Body {
    let mut pairs = Pairs::default();
    for argument in arguments {
        if let (Location::Form, Content::Json(value)) = (argument.location, &argument.content) {
            match (argument.style.at(Location::Form), value) {
                (Style::Repeated { .. } | Style::Joined { .. }, Value::Object(_)) => {
                    pairs.push(&argument.name, value);
                }
                (style, _) => pairs.write(&argument.name, value, style),
            }
        }
    }
    Body {
        content_type: HeaderValue::from_static("application/x-www-form-urlencoded"),
        bytes: pairs.into_text().into_bytes(),
    }
}

fn multipart(arguments: &[Argument]) -> Multipart<'_> {
    let mut parts = Multipart::default();
    for Argument {
        location,
        style,
        name,
        content,
        ..
    } in arguments
    {
        match (location, content) {
            (_, Content::Files(files)) => {
                for file in files {
                    parts.push(name, Part::File(file));
                }
            }
            (Location::Multipart, Content::Json(list @ Value::Array(_)))
                if matches!(style, Style::Joined { .. }) =>
            {
                if let Some(text) = one_text(list, *style) {
                    parts.push(name, Part::Text(text));
                }
            }
            (Location::Multipart, Content::Json(value)) if *style == Style::Json => {
                parts.push(name, Part::Json(value.to_string().into()));
            }
            (Location::Multipart | Location::Form | Location::Field, Content::Json(value)) => {
                parts.push_value(name, value);
            }
            _ => {}
        }
    }
    parts
}
