//! Doc comments of operations: what a method sends, takes and answers, and how the
//! official client calls it.

use std::fmt::Write as _;

use civis_spec::{Field, Method, Operation, Parameter, Resource, Spec, Type, TypeKind, Variant};

use crate::docs::{code, escape, text};
use crate::resources::split;

/// How many optional parameters the example of a call shows, and how many operations
/// the comment of a struct that they share.
const SHOWN: usize = 2;

/// The doc comment of the struct with the optional parameters of operations.
pub(crate) fn builder(operations: &[&Operation]) -> String {
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
    doc.push('.');
    text(&doc)
}

/// The doc comment of a method, whose optional parameters are set by a struct.
pub(crate) fn method(
    spec: &Spec,
    resource: &Resource,
    operation: &Operation,
    method: &Method,
    builder: Option<&str>,
) -> String {
    let (required, optional) = split(operation);
    let mut doc = String::new();
    if !operation.summary.is_empty() {
        doc.push_str(&escape(&operation.summary));
        doc.push_str("\n\n");
    }
    doc.push_str(&target(operation));
    match &operation.response {
        Some(ty) if operation.paged => {
            let _ = write!(doc, " → {}, in pages", named(spec, ty));
        }
        Some(ty) => {
            let _ = write!(doc, " → {}", named(spec, ty));
        }
        None => doc.push_str(" → nothing"),
    }
    doc.push_str("\n\n```text\n");
    doc.push_str(&rust_call(resource, operation, method));
    doc.push_str("   // Rust\n");
    doc.push_str(&python_call(resource, operation, method));
    doc.push_str("   # Python\n```");
    if let Some(description) = &operation.description {
        doc.push_str("\n\n");
        doc.push_str(&escape(description));
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
    if let Some(owner) = builder {
        doc.push_str("\n\nOptional:");
        for parameter in optional {
            let setter = &parameter.ident;
            let name = code(&parameter.name);
            let _ = write!(
                doc,
                "\n- [{name}]({owner}::{setter}), {}",
                facts(spec, parameter)
            );
        }
    }
    text(&doc)
}

/// The doc comment of a setter.
pub(crate) fn parameter(spec: &Spec, parameter: &Parameter) -> String {
    let mut doc = match &parameter.description {
        Some(description) => escape(description),
        None => format!("Sets {}.", code(&parameter.wire)),
    };
    if let Some(values) = allowed(spec, &parameter.ty, &parameter.allowed) {
        let _ = write!(doc, "\n\nOne of {values}.");
    }
    if let Some(default) = default(parameter) {
        let _ = write!(doc, "\n\nThe Platform's default is {default}.");
    }
    text(&doc)
}

/// The doc comment of a field of a record.
pub(crate) fn field(spec: &Spec, field: &Field) -> String {
    let mut doc = escape(field.description.as_deref().unwrap_or_default());
    if let Some(values) = allowed(spec, &field.ty, &field.allowed) {
        if !doc.is_empty() {
            doc.push_str("\n\n");
        }
        let _ = write!(doc, "One of {values}.");
    }
    text(&doc)
}

/// The doc comment of a value of an enum.
pub(crate) fn value(variant: &Variant) -> String {
    text(&format!("{}.", code(&variant.wire)))
}

fn target(operation: &Operation) -> String {
    code(&format!("{} {}", operation.http_method, operation.path))
}

/// Type, allowed values and default.
fn facts(spec: &Spec, parameter: &Parameter) -> String {
    let mut facts = named(spec, &parameter.ty);
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

/// The known values of an enum, or of the enum that a list is of, or others that are
/// declared.
fn allowed(spec: &Spec, ty: &Type, values: &[impl ToString]) -> Option<String> {
    let values: Vec<String> = match ty {
        Type::List(item) => return allowed(spec, item, values),
        Type::Enum(id) => match &spec.type_def(*id).kind {
            TypeKind::Enum(variants) => variants.iter().map(|one| code(&one.wire)).collect(),
            TypeKind::Record(_) => Vec::new(),
        },
        _ => values.iter().map(|one| code(&one.to_string())).collect(),
    };
    (!values.is_empty()).then(|| values.join(", "))
}

/// A type in words, with a link where it has a page of its own.
fn named(spec: &Spec, ty: &Type) -> String {
    match ty {
        Type::Any => "any JSON".to_owned(),
        Type::String => "text".to_owned(),
        Type::Integer => "integer".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Boolean => "true or false".to_owned(),
        Type::Timestamp => "timestamp".to_owned(),
        Type::Date => "date".to_owned(),
        Type::File => "file".to_owned(),
        Type::List(item) => format!("list of {}", named(spec, item)),
        Type::Map(value) => format!("map to {}", named(spec, value)),
        Type::Record(id) | Type::Enum(id) => {
            let ident = &spec.type_def(*id).ident;
            format!("[`{ident}`](super::types::{ident})")
        }
    }
}

fn rust_call(resource: &Resource, operation: &Operation, method: &Method) -> String {
    let (required, optional) = split(operation);
    let arguments: Vec<&str> = required.iter().map(|one| &*one.ident).collect();
    let mut call = format!(
        "client.{}.{}({})",
        resource.ident,
        method.ident,
        arguments.join(", ")
    );
    for parameter in optional.iter().take(SHOWN) {
        let ident = &parameter.ident;
        let _ = write!(call, ".{ident}({ident})");
    }
    if optional.len() > SHOWN {
        call.push('…');
    }
    call.push_str(if operation.paged {
        ".iter()"
    } else {
        ".send()?"
    });
    call
}

fn python_call(resource: &Resource, operation: &Operation, method: &Method) -> String {
    let (required, optional) = split(operation);
    let mut arguments: Vec<String> = required.iter().map(|one| one.name.clone()).collect();
    let optional_names = optional.iter().map(|one| &one.name);
    arguments.extend(
        optional_names
            .take(SHOWN)
            .map(|name| format!("{name}={name}")),
    );
    if optional.len() > SHOWN {
        arguments.push("…".to_owned());
    }
    if operation.paged {
        arguments.push("iterator=True".to_owned());
    }
    let call = format!(
        "client.{}.{}({})",
        resource.name,
        method.name,
        arguments.join(", ")
    );
    // A name that is none in Python must not end the block.
    crate::docs::plain(&call).replace('`', "'")
}
