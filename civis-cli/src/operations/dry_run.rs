//! `--dry-run`: the request as HTTP, as a command of curl, and as a call in Rust.

use civis::Request;
use civis_spec::{Location, Spec};
use serde_json::{Map, Value, json};

use super::grammar::DryRun;
use super::names::{OperationNames, dashed};
use crate::context::Context;
use crate::error::Error;

/// Writes the request in the form that was asked for. With `--output json` and the like it is an object.
pub(super) fn show(
    context: &Context,
    request: &Request,
    rust: &str,
    form: DryRun,
) -> Result<(), Error> {
    let parts = request.parts()?;
    let base = context.base_url()?;
    let url = match parts.query.is_empty() {
        true => format!("{base}{}", parts.path),
        false => format!("{base}{}?{}", parts.path, parts.query),
    };
    let content_type = parts
        .headers
        .get("content-type")
        .and_then(|value| value.to_str().ok());
    let body = parts.body.as_deref().map(String::from_utf8_lossy);
    let http = http(parts.method.as_str(), &url, content_type, body.as_deref());
    let curl = curl(parts.method.as_str(), &url, content_type, body.as_deref());
    match form {
        DryRun::Http => context.print_line(http.trim_end()),
        DryRun::Curl => context.print_line(&curl),
        DryRun::Rust => context.print_line(rust),
        DryRun::All if context.format().is_text() => context.print_line(&format!(
            "{}\n\n# curl\n{curl}\n\n# Rust\n{rust}",
            http.trim_end()
        )),
        DryRun::All => {
            let body = body.map(|text| serde_json::from_str(&text).unwrap_or(Value::from(text)));
            context.print_value(json!({
                "method": parts.method.as_str(),
                "url": url,
                "contentType": content_type,
                "body": body,
                "curl": curl,
                "rust": rust,
            }))
        }
    }
}

fn http(method: &str, url: &str, content_type: Option<&str>, body: Option<&str>) -> String {
    let mut text = format!("{method} {url}\n");
    if let Some(content_type) = content_type {
        text.push_str(&format!("content-type: {content_type}\n"));
    }
    if let Some(body) = body {
        let pretty = serde_json::from_str::<Value>(body)
            .and_then(|value| serde_json::to_string_pretty(&value));
        text.push_str(&format!("\n{}\n", pretty.as_deref().unwrap_or(body)));
    }
    text
}

fn curl(method: &str, url: &str, content_type: Option<&str>, body: Option<&str>) -> String {
    let mut line = format!("curl --request {method} --user \"$CIVIS_API_KEY:\"");
    if let Some(content_type) = content_type {
        line.push_str(&format!(
            " --header {}",
            quoted(&format!("content-type: {content_type}"))
        ));
    }
    if let Some(body) = body {
        line.push_str(&format!(" --data-raw {}", quoted(body)));
    }
    format!("{line} {}", quoted(url))
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The call in Rust, with the values as they are given.
pub(super) fn rust(
    spec: &Spec,
    resource: &str,
    named: &OperationNames<'_>,
    values: &Map<String, Value>,
    all: bool,
) -> String {
    let operation = named.operation;
    let Some(method) = operation.methods.first() else {
        let (resource, command) = (dashed(resource), &named.command);
        return format!(
            "// The generated client omits `{resource} {command}`, which is deprecated."
        );
    };
    let ident = spec
        .resources
        .iter()
        .find(|one| one.name == resource)
        .map_or(resource, |one| &one.ident);
    let value = |wire: &str| values.get(wire).map(expression);
    let parameters = operation.parameters.iter();
    let is_argument = |required: bool, location: Location| required || location == Location::Path;
    let arguments: Vec<String> = parameters
        .clone()
        .filter(|one| is_argument(one.required, one.location))
        .filter_map(|one| value(&one.wire))
        .collect();
    let mut call = format!("client.{ident}.{}({})", method.ident, arguments.join(", "));
    for one in parameters.filter(|one| !is_argument(one.required, one.location)) {
        if let Some(value) = value(&one.wire) {
            call.push_str(&format!(".{}({value})", one.ident));
        }
    }
    call.push_str(if all { ".iter()" } else { ".send()?" });
    call
}

/// A value as an expression in Rust.
fn expression(value: &Value) -> String {
    match value {
        Value::Null => "civis::Null".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => format!("{text:?}"),
        Value::Array(items)
            if !items.is_empty()
                && items
                    .iter()
                    .all(|item| item.is_number() || item.is_string()) =>
        {
            let items: Vec<String> = items.iter().map(expression).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Array(_) | Value::Object(_) => format!("json!({})", literal(value)),
    }
}

/// A value as `json!` takes it. Its texts are those of Rust, whose escapes are not JSON's.
fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{text:?}"),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(literal).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(name, value)| format!("{name:?}: {}", literal(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        value => value.to_string(),
    }
}
