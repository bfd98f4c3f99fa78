//! The body of a request: JSON, or a form.

use http::{HeaderValue, Method};
use serde_json::{Map, Value};

use super::multipart::{Multipart, Part};
use super::pairs::{Pairs, joined};
use super::{Argument, Location};
use crate::arg::Content;
use crate::blob::Blob;

/// A body and its media type.
pub(super) struct Body {
    pub(super) content_type: HeaderValue,
    pub(super) bytes: Vec<u8>,
}

/// The body that the arguments make: the whole one if there is such an argument,
/// a form if a field of one is set, else the object of all fields.
pub(super) fn of(method: &Method, arguments: &[Argument]) -> Option<Body> {
    let whole = |one: &&Argument| one.location == Location::Body;
    match arguments.iter().find(whole).map(|one| &one.content) {
        Some(Content::Json(body)) => return Some(json(body)),
        Some(Content::Files(files)) => return files.first().map(file),
        None => {}
    }
    let is_part = |argument: &Argument| {
        matches!(argument.content, Content::Files(_))
            || matches!(
                argument.location,
                Location::Multipart | Location::MultipartJoined(_)
            )
    };
    if arguments.iter().any(is_part) {
        return Some(multipart(arguments));
    }
    let is_form = |one: &Argument| matches!(one.location, Location::Form | Location::FormJoined(_));
    if arguments.iter().any(is_form) {
        return Some(form(arguments));
    }
    let mut fields = Map::new();
    for argument in arguments {
        if let (Location::Field, Content::Json(value)) = (argument.location, &argument.content) {
            fields.insert(argument.name.to_string(), value.clone());
        }
    }
    let expects_body = [Method::POST, Method::PUT, Method::PATCH].contains(method);
    (expects_body || !fields.is_empty()).then(|| json(&Value::Object(fields)))
}

fn json(value: &Value) -> Body {
    Body {
        content_type: HeaderValue::from_static("application/json"),
        bytes: value.to_string().into_bytes(),
    }
}

/// A file that is the whole body.
fn file(file: &Blob) -> Body {
    let media_type = file
        .media_type()
        .and_then(|ty| HeaderValue::from_str(ty).ok());
    Body {
        content_type: media_type
            .unwrap_or_else(|| HeaderValue::from_static("application/octet-stream")),
        bytes: file.bytes().to_vec(),
    }
}

fn form(arguments: &[Argument]) -> Body {
    let mut pairs = Pairs::default();
    for Argument {
        location,
        name,
        content,
    } in arguments
    {
        match (location, content) {
            (Location::Form, Content::Json(Value::Array(items))) => pairs.push_each(name, items),
            (Location::FormJoined(separator), Content::Json(list @ Value::Array(_))) => {
                pairs.push_joined(name, list, *separator);
            }
            (Location::Form | Location::FormJoined(_), Content::Json(value)) => {
                pairs.push(name, value);
            }
            _ => {}
        }
    }
    Body {
        content_type: HeaderValue::from_static("application/x-www-form-urlencoded"),
        bytes: pairs.into_text().into_bytes(),
    }
}

fn multipart(arguments: &[Argument]) -> Body {
    let mut parts = Multipart::default();
    for Argument {
        location,
        name,
        content,
    } in arguments
    {
        match (location, content) {
            (_, Content::Files(files)) => {
                for file in files {
                    parts.push(name, Part::File(file));
                }
            }
            (Location::MultipartJoined(separator), Content::Json(list @ Value::Array(_))) => {
                if let Some(text) = joined(list, *separator) {
                    parts.push(name, Part::Text(text));
                }
            }
            (
                Location::Multipart
                | Location::MultipartJoined(_)
                | Location::Form
                | Location::FormJoined(_),
                Content::Json(value),
            ) => parts.push_value(name, value),
            _ => {}
        }
    }
    parts.into_body()
}
