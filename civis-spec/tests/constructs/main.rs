//! How the model represents each construct of Swagger 2.0 and OpenAPI 3.

#![forbid(unsafe_code)]

mod bodies;
mod corrections;
mod merging;
mod names;
mod openapi;
mod order;
mod parameters;
mod responses;
mod services;
mod strip;
mod types;

use civis_spec::{Field, Operation, Parameter, Spec, Type, TypeDef, TypeKind};

/// A specification with these paths and definitions, each the content of a JSON object.
fn spec(paths: &str, definitions: &str) -> Spec {
    let text = document(paths, definitions);
    Spec::from_slice(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn document(paths: &str, definitions: &str) -> String {
    format!(
        r#"{{"swagger": "2.0", "info": {{"title": "T", "version": "1"}},
            "paths": {{{paths}}}, "definitions": {{{definitions}}}}}"#
    )
}

/// A specification whose operation `GET /things` returns this schema.
fn returning(schema: &str, definitions: &str) -> Spec {
    let responses = format!(r#""200": {{"schema": {schema}}}"#);
    spec(
        &format!(r#""/things": {{"get": {{"responses": {{{responses}}}}}}}"#),
        definitions,
    )
}

/// A specification whose operation `POST /things` takes these parameters.
fn taking(parameters: &str, definitions: &str) -> Spec {
    spec(
        &format!(r#""/things": {{"post": {{"parameters": [{parameters}], "responses": {{}}}}}}"#),
        definitions,
    )
}

fn only(spec: &Spec) -> &Operation {
    let operations: Vec<&Operation> = spec
        .resources
        .iter()
        .flat_map(|one| &one.operations)
        .collect();
    match &*operations {
        [operation] => operation,
        other => panic!("{} operations instead of one", other.len()),
    }
}

/// The response of the only operation.
fn response(spec: &Spec) -> String {
    match &only(spec).response {
        Some(ty) => show(spec, ty),
        None => "nothing".to_owned(),
    }
}

/// A type as text: `[Job]` for a list, `{String}` for a map.
fn show(spec: &Spec, ty: &Type) -> String {
    match ty {
        Type::List(item) => format!("[{}]", show(spec, item)),
        Type::Map(value) => format!("{{{}}}", show(spec, value)),
        Type::Record(id) | Type::Enum(id) => spec.type_def(*id).ident.to_string(),
        other => format!("{other:?}"),
    }
}

/// The named types, one line each: `Job alias Task: id Integer, parent Box<Job>!`,
/// with `!` after required fields. An enum is `State: Running=running`.
fn types(spec: &Spec) -> Vec<String> {
    spec.types.iter().map(|ty| show_type(spec, ty)).collect()
}

fn show_type(spec: &Spec, ty: &TypeDef) -> String {
    let mut names = ty.ident.to_string();
    for alias in &ty.aliases {
        names.push_str(&format!(" alias {alias}"));
    }
    let parts: Vec<String> = match &ty.kind {
        TypeKind::Record(fields) => fields.iter().map(|field| show_field(spec, field)).collect(),
        TypeKind::Enum(variants) => variants
            .iter()
            .map(|variant| format!("{}={}", variant.ident, variant.wire))
            .collect(),
    };
    format!("{names}: {}", parts.join(", "))
}

fn show_field(spec: &Spec, field: &Field) -> String {
    let ty = show(spec, &field.ty);
    let ty = if field.boxed {
        format!("Box<{ty}>")
    } else {
        ty
    };
    let required = if field.required { "!" } else { "" };
    format!("{} {ty}{required}", field.ident)
}

/// The parameters of the only operation, each as `Path id Integer!`.
fn parameters(spec: &Spec) -> Vec<String> {
    let show = |one: &Parameter| {
        let required = if one.required { "!" } else { "" };
        format!(
            "{:?} {} {}{required}",
            one.location,
            one.ident,
            show(spec, &one.ty)
        )
    };
    only(spec).parameters.iter().map(show).collect()
}
