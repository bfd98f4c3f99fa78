//! Decodes a multipart form as a server does (RFC 7578).

use civis::{Location, Style};
use serde_json::Value;

use super::{Argument, Target, joined, scalar};

/// Compares the parts with the arguments.
pub(super) fn check(media_type: &str, body: &[u8], arguments: &[Argument]) {
    let boundary = media_type
        .strip_prefix("multipart/form-data; boundary=")
        .expect("a form");
    let text = std::str::from_utf8(body).expect("all arguments are text");
    let opening = format!("--{boundary}");
    let rest = match text.strip_prefix(&*opening) {
        Some(rest) => rest,
        None => panic!("no boundary: {text}"),
    };
    let mut parts: Vec<&str> = rest.split(&format!("\r\n{opening}")).collect();
    let last = parts.pop();
    // Without parts, the first boundary is also the last.
    assert_eq!(last, Some("--\r\n"), "{text}");
    let parts: Vec<_> = parts.into_iter().map(part).collect();
    assert_eq!(parts, expected(arguments), "{text}");
}

/// The name, whether it is a file, the media type, and the content.
type Part = (String, bool, Option<String>, String);

fn part(text: &str) -> Part {
    let text = text
        .strip_prefix("\r\n")
        .expect("a line after the boundary");
    let (head, content) = text.split_once("\r\n\r\n").expect("a head");
    let mut lines = head.split("\r\n");
    let disposition = lines.next().expect("a disposition");
    let rest = disposition
        .strip_prefix("Content-Disposition: form-data; name=\"")
        .expect(disposition);
    let (name, rest) = rest.split_once('"').expect("a closed name");
    let is_file = rest.starts_with("; filename=\"");
    assert!(is_file || rest.is_empty(), "{disposition}");
    let media_type = lines
        .next()
        .map(|line| line.strip_prefix("Content-Type: ").expect(line));
    assert_eq!(lines.next(), None, "{head}");
    (
        name.to_owned(),
        is_file,
        media_type.map(str::to_owned),
        content.to_owned(),
    )
}

fn expected(arguments: &[Argument]) -> Vec<Part> {
    let mut parts = Vec::new();
    for Argument {
        target,
        name,
        value,
    } in arguments
    {
        // Like browsers, the client encodes the characters that would end the name.
        let name = name
            .replace('"', "%22")
            .replace('\r', "%0D")
            .replace('\n', "%0A");
        let mut push = |item: &Value| match scalar(item) {
            Some(text) => parts.push((name.clone(), false, None, text)),
            None => {
                let json = Some("application/json".to_owned());
                parts.push((name.clone(), false, json, item.to_string()));
            }
        };
        match (target, value) {
            (Target::File, value) => {
                let media_type = Some("application/octet-stream".to_owned());
                parts.push((name, true, media_type, value.to_string()));
            }
            (
                Target::Parameter(Location::Multipart, Style::Joined { outer, .. }),
                list @ Value::Array(_),
            ) => {
                if let Some(text) = joined(list, *outer) {
                    parts.push((name, false, None, text));
                }
            }
            (
                Target::Parameter(Location::Multipart | Location::Form | Location::Field, _),
                value,
            ) => match value {
                Value::Null => {}
                Value::Array(items) => items.iter().filter(|item| !item.is_null()).for_each(push),
                value => push(value),
            },
            _ => {}
        }
    }
    parts
}
