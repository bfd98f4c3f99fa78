//! Arguments in every location and style: a server decodes the given values.
//!
//! The input is `{"method": "POST", "path": "/a/{id}", "arguments": [["path", "id", 5]]}`.

mod multipart;
mod server;

use civis::{Blob, Call, Location, Request, Style};
use http::{HeaderName, HeaderValue, Method, Response};
use serde_json::{Map, Value};

use crate::scripted::Scripted;

/// An argument of the request.
struct Argument {
    target: Target,
    name: String,
    value: Value,
}

#[derive(Clone, Copy, PartialEq)]
enum Target {
    Parameter(Location, Style),
    File,
}

impl Target {
    fn is_at(self, location: Location) -> bool {
        matches!(self, Target::Parameter(one, _) if one == location)
    }
}

/// Builds the request, sends it, and decodes it again.
pub fn check(data: &[u8]) {
    let Ok(json) = serde_json::from_slice::<Value>(data) else {
        return;
    };
    let method = match json["method"].as_str() {
        Some("POST") => Method::POST,
        Some("PATCH") => Method::PATCH,
        Some("DELETE") => Method::DELETE,
        _ => Method::GET,
    };
    let template = template(json["path"].as_str().unwrap_or_default());
    let arguments = arguments(&json["arguments"]);
    let mut request = Request::new("", method.clone(), template.clone());
    for Argument {
        target,
        name,
        value,
    } in &arguments
    {
        match target {
            Target::Parameter(location, style) => {
                request.set_styled(*location, *style, name.clone(), value.clone());
            }
            Target::File => request.set_file(name.clone(), Blob::new(value.to_string())),
        }
    }
    let path = path(&template, &arguments);
    let is_valid = path.is_some() && headers(&arguments).is_some();
    let scripted = Scripted::new([Response::new(Vec::new())]);
    let session = scripted.session().build().expect("a session");
    let result = Call::<Value>::new(&session, request).send_raw();
    assert_eq!(result.is_ok(), is_valid, "{result:?}");
    let (Some(path), Some(headers)) = (path, headers(&arguments)) else {
        return;
    };
    let sent = scripted.sent().remove(0);
    assert_eq!(sent.method, method);
    let segments: Vec<String> = ["v1".to_owned()].into_iter().chain(path).collect();
    assert_eq!(server::segments(sent.uri.path()), segments);
    assert_eq!(
        server::pairs(sent.uri.query().unwrap_or_default()),
        query(&arguments)
    );
    for (name, value) in headers {
        let mut given = sent.headers.get_all(&name).iter();
        // The session overrides these headers.
        let own =
            ["authorization", "user-agent", "accept", "content-type"].contains(&name.as_str());
        assert!(own || given.any(|one| *one == value), "{name}");
    }
    server::body(&sent, &method, &arguments);
}

/// A path template as in a specification: outside placeholders, it has only characters
/// that need no encoding.
fn template(text: &str) -> String {
    let plain = |one: &char| one.is_ascii_alphanumeric() || "-._~/{}".contains(*one);
    let text: String = text.chars().filter(plain).take(60).collect();
    let mut open = false;
    let kept = text.chars().filter(|one| {
        let keep = match one {
            '{' => !open,
            '}' => open,
            '/' => !open,
            _ => true,
        };
        open = keep && *one == '{' || open && !(keep && *one == '}');
        keep
    });
    let mut kept: String = kept.collect();
    if open {
        kept.push('}');
    }
    // Segments of one or two dots would change the path.
    let dots = kept
        .split('/')
        .any(|segment| segment == "." || segment == "..");
    let doubled = kept.trim_matches('/').contains("//");
    if dots || doubled {
        "/a".to_owned()
    } else {
        kept
    }
}

fn arguments(json: &Value) -> Vec<Argument> {
    let plain = |location| Target::Parameter(location, Style::Default);
    let joined = |location, outer| Target::Parameter(location, Style::Joined { outer, inner: ',' });
    let mut arguments: Vec<Argument> = Vec::new();
    for one in json.as_array().into_iter().flatten().take(12) {
        let target = match one[0].as_str().unwrap_or_default() {
            "path" => plain(Location::Path),
            "query" => plain(Location::Query),
            "query-csv" => joined(Location::Query, ','),
            "query-ssv" => joined(Location::Query, ' '),
            "query-tsv" => joined(Location::Query, '\t'),
            "query-pipes" => joined(Location::Query, '|'),
            "query-multi" => Target::Parameter(Location::Query, Style::Repeated { inner: ',' }),
            "header" => plain(Location::Header),
            "field" => plain(Location::Field),
            "body" => plain(Location::Body),
            "form" => plain(Location::Form),
            "form-csv" => joined(Location::Form, ','),
            "form-tsv" => joined(Location::Form, '\t'),
            "part" => plain(Location::Multipart),
            "part-pipes" => joined(Location::Multipart, '|'),
            "file" => Target::File,
            _ => continue,
        };
        let name = one[1].as_str().unwrap_or("x").to_owned();
        let value = one[2].clone();
        // A file is a part of a form, and replaces an earlier part of the same name.
        let location = |target| match target {
            Target::Parameter(location, _) => location,
            Target::File => Location::Multipart,
        };
        let same =
            |old: &&mut Argument| location(old.target) == location(target) && old.name == name;
        match arguments.iter_mut().find(same) {
            Some(old) => {
                *old = Argument {
                    target,
                    name,
                    value,
                }
            }
            None => arguments.push(Argument {
                target,
                name,
                value,
            }),
        }
    }
    arguments
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

/// Any value as text. Lists and objects are JSON.
fn text(value: &Value) -> String {
    scalar(value).unwrap_or_else(|| value.to_string())
}

/// An item of a joined list or object. Nulls are omitted.
fn item(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Array(items) => {
            let texts = items.iter().filter(|item| !item.is_null()).map(text);
            Some(texts.collect::<Vec<_>>().join(","))
        }
        value => Some(text(value)),
    }
}

/// The items of a list or an object, joined to one text.
fn joined(value: &Value, separator: char) -> Option<String> {
    let texts: Vec<String> = match value {
        Value::Array(items) => items.iter().filter_map(item).collect(),
        Value::Object(entries) => {
            let entries = entries.iter();
            let entries = entries.filter_map(|(key, value)| Some([key.clone(), item(value)?]));
            entries.flatten().collect()
        }
        _ => return None,
    };
    (!texts.is_empty()).then(|| texts.join(&separator.to_string()))
}

/// A scalar, or the joined items of a list or an object.
fn line(value: &Value) -> Option<String> {
    scalar(value).or_else(|| joined(value, ','))
}

/// Whether the value can be a path argument: it is not nested.
fn is_flat(value: &Value) -> bool {
    let is_leaf = |value: &Value| !value.is_array() && !value.is_object();
    match value {
        Value::Array(items) => items.iter().all(is_leaf),
        value => is_leaf(value),
    }
}

/// The segments of the path. None if a placeholder has no value.
fn path(template: &str, arguments: &[Argument]) -> Option<Vec<String>> {
    let segment = |segment: &str| {
        let mut out = String::new();
        let mut rest = segment;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            let is_it = |one: &&Argument| one.target.is_at(Location::Path) && one.name == name;
            let value = arguments.iter().find(is_it)?;
            // No ID is larger than `i64::MAX`.
            let is_id = |value: &&Value| !value.is_u64() || value.is_i64();
            let value = Some(&value.value).filter(|value| is_flat(value) && is_id(value));
            let value = line(value?).filter(|text| !text.is_empty())?;
            out.push_str(before);
            out.push_str(&value);
            rest = after;
        }
        out.push_str(rest);
        Some(out)
    };
    let template = template.trim_matches('/');
    if template.is_empty() {
        return Some(Vec::new());
    }
    template.split('/').map(segment).collect()
}

/// A pair for the value, or for each item of a list.
fn each(name: &str, value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => {
            let items = items.iter().filter(|item| !item.is_null());
            items.map(|item| (name.to_owned(), text(item))).collect()
        }
        value => vec![(name.to_owned(), text(value))],
    }
}

/// A pair for each item of a list, and for each entry of an object under its own key.
fn repeated(name: &str, value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Array(items) => {
            let items = items.iter().filter(|item| !item.is_null());
            let text = |item: &Value| match item {
                Value::Array(_) => joined(item, ',').unwrap_or_default(),
                item => text(item),
            };
            items.map(|item| (name.to_owned(), text(item))).collect()
        }
        Value::Object(entries) => {
            let entries = entries.iter();
            entries
                .flat_map(|(key, value)| repeated(key, value))
                .collect()
        }
        value => each(name, value),
    }
}

/// A pair, if there is a text.
fn one(name: &str, text: Option<String>) -> Vec<(String, String)> {
    text.map(|text| (name.to_owned(), text))
        .into_iter()
        .collect()
}

fn query(arguments: &[Argument]) -> Vec<(String, String)> {
    let of = |Argument {
                  target,
                  name,
                  value,
              }: &Argument| match target {
        Target::Parameter(Location::Query, Style::Joined { outer, .. }) => {
            one(name, scalar(value).or_else(|| joined(value, *outer)))
        }
        Target::Parameter(Location::Query, Style::Repeated { .. }) => repeated(name, value),
        Target::Parameter(Location::Query, _) if value.is_array() => {
            each(&format!("{name}[]"), value)
        }
        Target::Parameter(Location::Query, _) => each(name, value),
        _ => Vec::new(),
    };
    arguments.iter().flat_map(of).collect()
}

/// The headers. None if one is invalid.
fn headers(arguments: &[Argument]) -> Option<Vec<(HeaderName, HeaderValue)>> {
    let headers = arguments
        .iter()
        .filter(|one| one.target.is_at(Location::Header));
    let headers = headers.filter_map(|one| Some((&one.name, line(&one.value)?)));
    let header = |(name, value): (&String, String)| {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        Some((name, HeaderValue::from_str(&value).ok()?))
    };
    headers.map(header).collect()
}

/// The object with all fields.
fn object(arguments: &[Argument]) -> Map<String, Value> {
    let fields = arguments
        .iter()
        .filter(|one| one.target.is_at(Location::Field));
    fields
        .map(|one| (one.name.clone(), one.value.clone()))
        .collect()
}
