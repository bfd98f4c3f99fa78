//! Reads the recorded exchanges of an operation (`x-examples`).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::model::{Exchange, HttpMethod};
use crate::parse::nodes::Raw;

#[derive(Deserialize)]
struct Example {
    #[serde(default)]
    description: Option<String>,
    requests: Vec<Recorded>,
}

#[derive(Deserialize)]
struct Recorded {
    request_method: String,
    request_path: String,
    #[serde(default)]
    request_body: Option<String>,
    response_status: u16,
    #[serde(default)]
    response_body: Option<String>,
    #[serde(default)]
    response_headers: BTreeMap<String, Value>,
}

/// Reads the exchanges, or says why they cannot be read.
pub(crate) fn read(raw: Raw<'_>) -> Result<Vec<Exchange>, String> {
    let examples: Vec<Example> = serde_json::from_str(raw.0).map_err(|error| error.to_string())?;
    let mut exchanges = Vec::new();
    for example in examples {
        let description = example.description.unwrap_or_default();
        for recorded in example.requests {
            exchanges.push(exchange(&description, recorded)?);
        }
    }
    Ok(exchanges)
}

fn exchange(description: &str, recorded: Recorded) -> Result<Exchange, String> {
    let http_method = HttpMethod::ALL
        .into_iter()
        .find(|method| {
            method
                .as_str()
                .eq_ignore_ascii_case(&recorded.request_method)
        })
        .ok_or_else(|| format!("unknown HTTP method `{}`", recorded.request_method))?;
    let headers = recorded.response_headers.into_iter().map(|(name, value)| {
        let value = match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        (name, value)
    });
    Ok(Exchange {
        description: description.to_owned(),
        http_method,
        target: target(&recorded.request_path).to_owned(),
        request_body: recorded.request_body,
        status: recorded.response_status,
        headers: headers.collect(),
        body: recorded.response_body.unwrap_or_default(),
    })
}

/// The path and query of a URL.
fn target(url: &str) -> &str {
    match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |start| &rest[start..]),
        None => url,
    }
}
