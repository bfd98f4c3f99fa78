//! Spells the schemas of an OpenAPI 3 document in fewer ways.
//!
//! | OpenAPI 3 | becomes |
//! |---|---|
//! | keywords beside a `$ref`, from 3.1 on | the same, with the reference as a part of `allOf` |
//! | an alternative of `anyOf` or `oneOf` that is an enum of null or the empty text alone | null |
//! | `#name` of an `$anchor`, the URI of an `$id`, `#/$defs/…` of a schema around | `#/…` from the root |

mod places;

use std::borrow::Cow;
use std::collections::BTreeSet;

use self::places::{Places, Scope};
use crate::parse::document::{Document, Operation, PathItem, Response, Schema};
use crate::parse::nodes::{Entries, Leaf, Node};
use crate::pointer::Pointer;

/// What the schemas of a document are spelled by.
#[derive(Debug, Default)]
pub(crate) struct Spelling {
    /// Whether keywords beside a reference count.
    counts_siblings: bool,
    /// References to definitions that are enums of null or the empty text alone.
    empty: BTreeSet<String>,
    places: Places,
}

/// Spells the schemas of a document. Returns the spelling, for parts that are read later.
pub(crate) fn lower(document: &mut Document<'_>) -> Spelling {
    let version = document.openapi.text().unwrap_or_default();
    let counts_siblings = !version.starts_with("3.0");
    let folder = document.dialect.schemas();
    let definitions = document.definitions.iter().flat_map(|entries| &entries.0);
    let empty = definitions
        .filter(|(_, node)| node.object().is_some_and(is_empty_enum))
        .map(|(name, _)| format!("#/{folder}/{name}"))
        .collect();
    let mut places = Places::default();
    if places::are_in(document.text) {
        each(document, &mut |schema, at, scope| {
            places.add(schema, at, scope)
        });
    }
    let spelling = Spelling {
        counts_siblings,
        empty,
        places,
    };
    each(document, &mut |schema, _, scope| {
        spelling.spell(schema, scope)
    });
    spelling
}

impl Spelling {
    /// Spells a schema that was not part of the document when that was spelled.
    pub(crate) fn apply(&self, node: &mut Node<Schema<'_>>, at: &Pointer<'_>) {
        walk(node, at, &Scope::ROOT, &mut |schema, _, scope| {
            self.spell(schema, scope);
        });
    }

    /// Spells the schemas of a path, like [`apply`](Self::apply).
    pub(crate) fn apply_to_path(&self, item: &mut PathItem<'_>, at: &Pointer<'_>) {
        in_path(item, at, &mut |schema, _, scope| self.spell(schema, scope));
    }

    /// Spells the schema of a response, like [`apply`](Self::apply).
    pub(crate) fn apply_to_response(&self, response: &mut Response<'_>, at: &Pointer<'_>) {
        in_response(response, at, &mut |schema, _, scope| {
            self.spell(schema, scope);
        });
    }

    fn spell(&self, schema: &mut Schema<'_>, scope: &Scope<'_>) {
        if let Some(reference) = schema.reference.text()
            && let Some(absolute) = self.places.absolute(reference, scope)
        {
            schema.reference = Leaf::Text(Cow::Owned(absolute));
        }
        if self.counts_siblings && schema.reference != Leaf::Absent && schema.has_keywords() {
            let part = Schema {
                reference: std::mem::take(&mut schema.reference),
                ..Schema::default()
            };
            // At the end, so that the others keep their pointers.
            let parts = schema.all_of.get_or_insert_default();
            parts.push(Node::Object(Box::new(part)));
        }
        let alternatives = schema.any_of.iter_mut().chain(&mut schema.one_of).flatten();
        for alternative in alternatives.filter_map(Node::object_mut) {
            let reference = alternative.reference.text();
            let is_empty = match reference {
                Some(reference) => self.empty.contains(reference),
                None => is_empty_enum(alternative) || is_nullable_object(alternative),
            };
            if is_empty {
                *alternative = null();
            }
        }
    }
}

/// Whether a schema declares null or the empty text and nothing else. Rust's `schemars` writes
/// null as `{"nullable": true}`.
fn is_empty_enum(schema: &Schema<'_>) -> bool {
    let known = schema.known();
    let is_empty = |one: &Leaf<'_>| *one == Leaf::Absent || one.text() == Some("");
    let is_null = schema.ty.texts().is_some_and(|types| types == ["null"]);
    let is_nullable = schema.nullable.is_true() && schema.ty == Leaf::Absent;
    is_null
        || (is_nullable && schema.format == Leaf::Absent && !schema.has_keywords())
        || (!known.is_empty() && known.iter().all(is_empty))
}

/// Whether a schema is an object that may be null and declares nothing, as which apispec writes
/// null among alternatives.
fn is_nullable_object(schema: &Schema<'_>) -> bool {
    schema.nullable.is_true() && schema.ty.text() == Some("object") && !schema.has_keywords()
}

/// The schema of null.
fn null<'a>() -> Schema<'a> {
    Schema {
        ty: Leaf::Text(Cow::Borrowed("null")),
        ..Schema::default()
    }
}

/// Visits a schema, with its pointer, before those inside it.
type Visit<'v, 'a> = &'v mut dyn FnMut(&mut Schema<'a>, &Pointer<'_>, &Scope<'_>);

/// Visits every schema of a document that is read.
fn each<'a>(document: &mut Document<'a>, visit: Visit<'_, 'a>) {
    let root = Pointer::new("");
    let components = root.child("components");
    for (name, node) in entries(&mut document.definitions) {
        let at = components.child("schemas");
        walk(node, &at.child(name), &Scope::ROOT, visit);
    }
    for (name, node) in entries(&mut document.parameters) {
        let at = components.child("parameters");
        in_parameter(node, &at.child(name), visit);
    }
    for (name, node) in entries(&mut document.bodies) {
        let at = components.child("requestBodies");
        in_parameter(node, &at.child(name), visit);
    }
    for (name, node) in entries(&mut document.responses) {
        let at = components.child("responses");
        if let Some(response) = node.object_mut() {
            in_response(response, &at.child(name), visit);
        }
    }
    let paths = root.child("paths");
    for (path, node) in entries(&mut document.paths) {
        if let Some(item) = node.object_mut() {
            in_path(item, &paths.child(path), visit);
        }
    }
}

fn entries<'d, 'a, T>(
    entries: &'d mut Option<Entries<'a, T>>,
) -> impl Iterator<Item = (&'d str, &'d mut Node<T>)> {
    let entries = entries.iter_mut().flat_map(|entries| &mut entries.0);
    entries.map(|(name, node)| (&**name, node))
}

fn in_path<'a>(item: &mut PathItem<'a>, at: &Pointer<'_>, visit: Visit<'_, 'a>) {
    in_parameters(&mut item.parameters, at, visit);
    for (http_method, operation) in item.operations_mut() {
        in_operation(operation, &at.child(http_method.key()), visit);
    }
}

fn in_operation<'a>(operation: &mut Operation<'a>, at: &Pointer<'_>, visit: Visit<'_, 'a>) {
    if let Some(parameters) = &mut operation.parameters {
        in_parameters(parameters, at, visit);
    }
    if let Some(body) = &mut operation.body {
        in_parameter(body, &at.child("requestBody"), visit);
    }
    let responses = at.child("responses");
    for (code, node) in entries(&mut operation.responses) {
        if let Some(response) = node.object_mut() {
            in_response(response, &responses.child(code), visit);
        }
    }
}

fn in_parameters<'a>(nodes: &mut [Node<Schema<'a>>], at: &Pointer<'_>, visit: Visit<'_, 'a>) {
    let list = at.child("parameters");
    for (index, node) in nodes.iter_mut().enumerate() {
        in_parameter(node, &list.child(&index.to_string()), visit);
    }
}

fn in_parameter<'a>(node: &mut Node<Schema<'a>>, at: &Pointer<'_>, visit: Visit<'_, 'a>) {
    if let Some(parameter) = node.object_mut()
        && let Some(schema) = &mut parameter.schema
    {
        let at = at.schema(parameter.media_type.as_deref());
        walk(schema, &Pointer::new(&at), &Scope::ROOT, visit);
    }
}

fn in_response<'a>(response: &mut Response<'a>, at: &Pointer<'_>, visit: Visit<'_, 'a>) {
    if let Some(schema) = &mut response.schema {
        let at = at.schema(response.media_type.as_deref());
        walk(schema, &Pointer::new(&at), &Scope::ROOT, visit);
    }
}

/// Visits a schema and those inside it. JSON nests so little that this needs little stack.
fn walk<'a>(
    node: &mut Node<Schema<'a>>,
    at: &Pointer<'_>,
    scope: &Scope<'_>,
    visit: Visit<'_, 'a>,
) {
    let Some(schema) = node.object_mut() else {
        return;
    };
    let scope = &scope.inner(schema, at);
    visit(schema, at, scope);
    for (key, part) in [
        ("items", &mut schema.items),
        ("additionalProperties", &mut schema.additional),
    ] {
        if let Some(part) = part {
            walk(part, &at.child(key), scope, visit);
        }
    }
    for (key, parts) in [
        ("allOf", &mut schema.all_of),
        ("anyOf", &mut schema.any_of),
        ("oneOf", &mut schema.one_of),
    ] {
        let list = at.child(key);
        for (index, part) in parts.iter_mut().flatten().enumerate() {
            walk(part, &list.child(&index.to_string()), scope, visit);
        }
    }
    for (key, parts) in [
        ("properties", &mut schema.properties),
        ("$defs", &mut schema.defs),
    ] {
        let object = at.child(key);
        for (name, part) in entries(parts) {
            walk(part, &object.child(name), scope, visit);
        }
    }
}
