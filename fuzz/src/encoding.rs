//! Arguments of every place and every form of list: what a server decodes is what was
//! given.
//!
//! The input is `{"method": "POST", "path": "/a/{id}", "arguments": [["path", "id", 5]]}`.

mod multipart;
mod server;

use civis::{Blob, Call, Location, Request, Style};
use http::{HeaderName, HeaderValue, Method, Response};
use serde_json::{Map, Value};

use crate::scripted::Scripted;

/// An argument: its place, its name, its value.
struct Argument {
    place: Place,
    name: String,
    value: Value,
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    At(Location, Style),
    File,
}

impl Place {
    fn is_at(self, location: Location) -> bool {
        matches!(self, Place::At(one, _) if one == location)
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
    for Argument { place, name, value } in &arguments {
        match place {
            Place::At(location, style) => {
                request.set_styled(*location, *style, name.clone(), value.clone());
            }
            Place::File => request.set_file(name.clone(), Blob::new(value.to_string())),
        }
    }
    let path = path(&template, &arguments);
    let sendable = path.is_some() && headers(&arguments).is_some();
    let scripted = Scripted::new([Response::new(Vec::new())]);
    let session = scripted.session().build().expect("a session");
    let result = Call::<Value>::new(&session, request).send_raw();
    assert_eq!(result.is_ok(), sendable, "{result:?}");
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
        // The session's own headers prevail.
        let own =
            ["authorization", "user-agent", "accept", "content-type"].contains(&name.as_str());
        assert!(own || given.any(|one| *one == value), "{name}");
    }
    server::body(&sent, &method, &arguments);
}

/// A template of a path as a specification may have it: what is no name of a place is
/// of the letters that stand for themselves.
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
    // One that is a dot or two names another place, whoever wrote it.
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
    let plain = |location| Place::At(location, Style::Default);
    let joined = |location, outer| Place::At(location, Style::Joined { outer, inner: ',' });
    let mut arguments: Vec<Argument> = Vec::new();
    for one in json.as_array().into_iter().flatten().take(12) {
        let place = match one[0].as_str().unwrap_or_default() {
            "path" => plain(Location::Path),
            "query" => plain(Location::Query),
            "query-csv" => joined(Location::Query, ','),
            "query-ssv" => joined(Location::Query, ' '),
            "query-tsv" => joined(Location::Query, '\t'),
            "query-pipes" => joined(Location::Query, '|'),
            "query-multi" => Place::At(Location::Query, Style::Repeated { inner: ',' }),
            "header" => plain(Location::Header),
            "field" => plain(Location::Field),
            "body" => plain(Location::Body),
            "form" => plain(Location::Form),
            "form-csv" => joined(Location::Form, ','),
            "form-tsv" => joined(Location::Form, '\t'),
            "part" => plain(Location::Multipart),
            "part-pipes" => joined(Location::Multipart, '|'),
            "file" => Place::File,
            _ => continue,
        };
        let name = one[1].as_str().unwrap_or("x").to_owned();
        let value = one[2].clone();
        // A file is a part of a form, and replaces one of its name.
        let location = |place| match place {
            Place::At(location, _) => location,
            Place::File => Location::Multipart,
        };
        let same = |old: &&mut Argument| location(old.place) == location(place) && old.name == name;
        match arguments.iter_mut().find(same) {
            Some(old) => *old = Argument { place, name, value },
            None => arguments.push(Argument { place, name, value }),
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

/// Any value as text: what is no scalar, as JSON.
fn text(value: &Value) -> String {
    scalar(value).unwrap_or_else(|| value.to_string())
}

/// An item of a list or an object that is written as one text; none of a null.
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

/// What a list or an object holds, as one text.
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

/// A scalar, or what a list or an object holds.
fn line(value: &Value) -> Option<String> {
    scalar(value).or_else(|| joined(value, ','))
}

/// Whether a value fits into a path that declares no list of lists.
fn is_flat(value: &Value) -> bool {
    let is_leaf = |value: &Value| !value.is_array() && !value.is_object();
    match value {
        Value::Array(items) => items.iter().all(is_leaf),
        value => is_leaf(value),
    }
}

/// The segments of the path, unless a place in it is not filled.
fn path(template: &str, arguments: &[Argument]) -> Option<Vec<String>> {
    let segment = |segment: &str| {
        let mut out = String::new();
        let mut rest = segment;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            let is_it = |one: &&Argument| one.place.is_at(Location::Path) && one.name == name;
            let value = arguments.iter().find(is_it)?;
            let value = Some(&value.value).filter(|value| is_flat(value));
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

/// Name and value as one pair, or each item of a list as one.
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

/// Each item under the name, and each entry of an object under its key.
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

/// One pair, if there is anything in it.
fn one(name: &str, text: Option<String>) -> Vec<(String, String)> {
    text.map(|text| (name.to_owned(), text))
        .into_iter()
        .collect()
}

fn query(arguments: &[Argument]) -> Vec<(String, String)> {
    let of = |Argument { place, name, value }: &Argument| match place {
        Place::At(Location::Query, Style::Joined { outer, .. }) => {
            one(name, scalar(value).or_else(|| joined(value, *outer)))
        }
        Place::At(Location::Query, Style::Repeated { .. }) => repeated(name, value),
        Place::At(Location::Query, _) if value.is_array() => each(&format!("{name}[]"), value),
        Place::At(Location::Query, _) => each(name, value),
        _ => Vec::new(),
    };
    arguments.iter().flat_map(of).collect()
}

/// The headers, unless one is not allowed.
fn headers(arguments: &[Argument]) -> Option<Vec<(HeaderName, HeaderValue)>> {
    let headers = arguments
        .iter()
        .filter(|one| one.place.is_at(Location::Header));
    let headers = headers.filter_map(|one| Some((&one.name, line(&one.value)?)));
    let header = |(name, value): (&String, String)| {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        Some((name, HeaderValue::from_str(&value).ok()?))
    };
    headers.map(header).collect()
}

/// The object of all fields.
fn object(arguments: &[Argument]) -> Map<String, Value> {
    let fields = arguments
        .iter()
        .filter(|one| one.place.is_at(Location::Field));
    fields
        .map(|one| (one.name.clone(), one.value.clone()))
        .collect()
}
