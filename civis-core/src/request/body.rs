//! The body of a request: JSON, or a form.

use http::{HeaderValue, Method};
use serde_json::{Map, Value};

use super::multipart::{Multipart, Part};
use super::pairs::{Pairs, one_text};
use super::{Argument, Location, Style};
use crate::record::blob::Blob;
use crate::request::arg::Content;

/// A body and its media type.
pub(super) struct Body {
    pub(super) content_type: HeaderValue,
    pub(super) bytes: Vec<u8>,
}

/// The body that the arguments make: the whole one if there is such an argument,
/// joined with the fields where it is an object; else a form if a field of one is set,
/// or the object of all fields.
pub(super) fn of(
    method: &Method,
    arguments: &[Argument],
    content_type: Option<HeaderValue>,
) -> Option<Body> {
    let mut fields = Map::new();
    for argument in arguments {
        if let (Location::Field, Content::Json(value)) = (argument.location, &argument.content) {
            fields.insert(argument.name.to_string(), value.clone());
        }
    }
    let whole = |one: &&Argument| one.location == Location::Body;
    match arguments.iter().find(whole).map(|one| &one.content) {
        Some(Content::Files(files)) => {
            return files.first().map(|one| file(one, content_type));
        }
        Some(Content::Json(Value::Object(others))) if !fields.is_empty() => {
            for (name, value) in others {
                fields.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        // No other entries.
        Some(Content::Json(Value::Null)) if !fields.is_empty() => {}
        Some(Content::Json(body)) => return Some(json(body, content_type)),
        None => {
            let is_part = |argument: &Argument| {
                matches!(argument.content, Content::Files(_))
                    || argument.location == Location::Multipart
            };
            if arguments.iter().any(is_part) {
                return Some(multipart(arguments));
            }
            if arguments.iter().any(|one| one.location == Location::Form) {
                return Some(form(arguments));
            }
        }
    }
    let expects_body = [Method::POST, Method::PUT, Method::PATCH].contains(method);
    (expects_body || !fields.is_empty()).then(|| json(&Value::Object(fields), content_type))
}

fn json(value: &Value, content_type: Option<HeaderValue>) -> Body {
    Body {
        content_type: content_type.unwrap_or_else(|| HeaderValue::from_static("application/json")),
        bytes: value.to_string().into_bytes(),
    }
}

/// A file that is the whole body.
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

fn multipart(arguments: &[Argument]) -> Body {
    let mut parts = Multipart::default();
    for Argument {
        location,
        style,
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
            (Location::Multipart, Content::Json(list @ Value::Array(_)))
                if matches!(style, Style::Joined { .. }) =>
            {
                if let Some(text) = one_text(list, *style) {
                    parts.push(name, Part::Text(text));
                }
            }
            (Location::Multipart | Location::Form, Content::Json(value)) => {
                parts.push_value(name, value);
            }
            _ => {}
        }
    }
    parts.into_body()
}
