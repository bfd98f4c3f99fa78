//! Doc comments of operations: what a method sends, takes and returns, and the call in Rust
//! and in Python.

use std::fmt::Write as _;

use civis_spec::{Method, Operation, Parameter, Resource, Spec};

use super::attribute;
use super::markdown::{code, escape};
use super::paging::{self, is_paged};
use super::types::{allowed, in_words};
use crate::code::Code;
use crate::parameter::split;

/// How many operations the comment of a struct that they share names.
const SHOWN: usize = 2;

/// The doc comment of the struct with the optional parameters of operations.
pub(crate) fn builder(operations: &[&Operation]) -> Code {
    let mut doc = String::from("The optional parameters of ");
    for (index, operation) in operations.iter().take(SHOWN).enumerate() {
        if index > 0 {
            doc.push_str(", ");
        }
        doc.push_str(&target(operation));
    }
    if operations.len() > SHOWN {
        let _ = write!(doc, " and {} more", operations.len() - SHOWN);
    }
    doc.push_str(".\n\nThis is a call: set parameters, then ");
    let paged = operations.iter().filter(|one| is_paged(one)).count();
    doc.push_str(match paged {
        0 => "`send()` it.",
        all if all == operations.len() => {
            "iterate over the results of all pages with `for` or `iter()`, or `send()` it for \
             one page."
        }
        _ => "`send()` it. If there are pages, iterate over their results with `for` or `iter()`.",
    });
    attribute(&doc)
}

/// The doc comment of a method, with the path of the struct of its optional parameters.
pub(crate) fn method(
    spec: &Spec,
    resource: &Resource,
    operation: &Operation,
    method: &Method,
    builder: Option<&Code>,
) -> Code {
    let (required, optional) = split(operation);
    let mut doc = String::new();
    if !operation.summary.is_empty() {
        doc.push_str(&escape(&operation.summary));
        doc.push_str("\n\n");
    }
    doc.push_str(&target(operation));
    match &operation.response {
        Some(ty) if is_paged(operation) => {
            let _ = write!(doc, " → {}, in pages", in_words(spec, ty));
        }
        Some(ty) => {
            let _ = write!(doc, " → {}", in_words(spec, ty));
        }
        None if spec.has_undeclared_response(operation) => {
            doc.push_str(" → what the server sends, which the specification does not describe");
        }
        None => doc.push_str(" → nothing"),
    }
    let call = super::call::rust(resource, operation, method);
    let _ = write!(doc, "\n\n```text\n{call}\n```");
    // The official client is one of the Platform.
    if spec.is_platform() {
        let call = super::call::python(resource, operation, method);
        let _ = write!(doc, "\n\nIn Python: {}", code(&call));
    }
    if let Some(description) = &operation.description {
        doc.push_str("\n\n");
        doc.push_str(&escape(description));
    }
    if let Some(advice) = paging::advice(operation, builder) {
        doc.push_str("\n\n");
        doc.push_str(&advice);
    }
    if !required.is_empty() {
        doc.push_str("\n\nRequired:");
        for parameter in required {
            let name = code(&parameter.name);
            let _ = write!(doc, "\n- {name}, {}", facts(spec, parameter));
            if let Some(description) = &parameter.description {
                doc.push_str(": ");
                doc.push_str(&escape(description).replace('\n', " "));
            }
        }
    }
    if let Some(builder) = builder {
        doc.push_str("\n\nOptional:");
        for parameter in optional {
            let setter = &parameter.ident;
            let name = code(&parameter.name);
            let _ = write!(
                doc,
                "\n- [{name}]({builder}::{setter}), {}",
                facts(spec, parameter)
            );
        }
    }
    attribute(&doc)
}

/// The doc comment of a setter.
pub(crate) fn parameter(spec: &Spec, parameter: &Parameter) -> Code {
    let mut doc = match &parameter.description {
        Some(description) => escape(description),
        None => format!("Sets {}.", code(&parameter.wire)),
    };
    if let Some(values) = allowed(spec, &parameter.ty, &parameter.allowed) {
        let _ = write!(doc, "\n\nOne of {values}.");
    }
    if let Some(default) = default(parameter) {
        let whose = if spec.is_platform() {
            "Platform"
        } else {
            "server"
        };
        let _ = write!(doc, "\n\nThe {whose}'s default is {default}.");
    }
    attribute(&doc)
}

fn target(operation: &Operation) -> String {
    code(&format!("{} {}", operation.http_method, operation.path))
}

/// Type, known values and default.
fn facts(spec: &Spec, parameter: &Parameter) -> String {
    let mut facts = in_words(spec, &parameter.ty);
    if parameter.takes_file {
        facts.push_str(" or file");
    }
    if let Some(values) = allowed(spec, &parameter.ty, &parameter.allowed) {
        let _ = write!(facts, " ({values})");
    }
    if let Some(default) = default(parameter) {
        let _ = write!(facts, ", by default {default}");
    }
    facts
}

fn default(parameter: &Parameter) -> Option<String> {
    let default = parameter.default.as_ref()?;
    Some(code(&default.to_string()))
}
