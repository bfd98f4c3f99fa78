//! Tests of the diff between two specifications.

#![forbid(unsafe_code)]

#[path = "../properties/changes.rs"]
#[allow(dead_code, reason = "shared with the other property tests")]
mod changes;
#[path = "../properties/documents.rs"]
#[allow(dead_code, reason = "shared with the other property tests")]
mod documents;
mod mutations;
mod process;
mod published;
mod report;
mod scope;
mod types;

use civis_spec::{Diff, Spec, diff};
use serde_json::Value;

fn read(document: &Value) -> Spec {
    let text = document.to_string();
    Spec::from_slice(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn compare(old: &Value, new: &Value) -> Diff {
    diff(&read(old), &read(new))
}

/// Summarizes each change as `rule subject`.
fn summaries(found: &Diff) -> Vec<String> {
    let changes = found.changes.iter();
    changes
        .map(|change| {
            let subject = serde_json::to_value(&change.subject).expect("a subject");
            let name = |key: &str| subject[key].as_str().map(str::to_owned);
            let of = name("of").or_else(|| name("operation"));
            let own = name("name").unwrap_or_else(|| "specification".to_owned());
            let own = of.map_or(own.clone(), |of| format!("{of}/{own}"));
            format!("{} {own}", change.rule)
        })
        .collect()
}
