//! The keywords of one schema, apart from what it refers to.

use crate::model::Type;
use crate::parse::document::Schema;
use crate::parse::nodes::{Leaf, Node};
use crate::platform_facts::TIME;
use crate::pointer::Pointer;
use crate::suggest::nearest;

/// A schema and the pointer to it.
#[derive(Clone)]
pub(crate) struct SchemaAt<'a> {
    pub(crate) node: &'a Node<Schema<'a>>,
    pub(crate) at: String,
}

/// The only part or alternative of a schema that declares nothing else, with its
/// keyword and its index.
pub(crate) fn wrapped<'a>(
    schema: &'a Schema<'a>,
) -> Option<(&'a Node<Schema<'a>>, &'static str, usize)> {
    let has_no_parts =
        schema.all_of.is_none() && schema.any_of.is_none() && schema.one_of.is_none();
    if has_no_parts || schema.properties.is_some() {
        return None;
    }
    let is_typed = match type_name(schema) {
        Some("object") => schema.additional.is_some(),
        other => other.is_some(),
    };
    let mut alternatives = schema.alternatives().filter(|_| !is_typed);
    let parts = schema.all_of.as_deref().unwrap_or_default();
    match (parts, alternatives.next(), alternatives.next()) {
        ([part], None, None) => Some((part, "allOf", 0)),
        ([], Some((key, index, one)), None) => Some((one, key, index)),
        _ => None,
    }
}

/// The alternatives of a schema, with their pointers.
pub(crate) fn alternatives<'a>(schema: &'a Schema<'a>, at: &Pointer<'_>) -> Vec<SchemaAt<'a>> {
    let alternatives = schema.alternatives();
    let located = alternatives.map(|(keyword, index, node)| {
        let list = at.child(keyword);
        let at = list.child(&index.to_string()).write();
        SchemaAt { node, at }
    });
    located.collect()
}

/// The declared type, or the one that other keywords imply.
pub(crate) fn type_name<'s>(schema: &'s Schema<'_>) -> Option<&'s str> {
    match &schema.ty {
        Leaf::Text(name) => Some(name),
        Leaf::List(_) => match &*type_names(schema) {
            [name] => Some(name),
            _ => None,
        },
        _ if schema.items.is_some() => Some("array"),
        _ if schema.additional.is_some() => Some("object"),
        _ => type_of_known(schema),
    }
}

/// The names in a list of types, except null.
pub(crate) fn type_names<'s>(schema: &'s Schema<'_>) -> Vec<&'s str> {
    let mut names = schema.ty.texts().unwrap_or_default();
    names.retain(|name| *name != "null");
    names
}

/// The types of JSON Schema, `file` of Swagger 2.0, and `any`, which many documents have for
/// any JSON.
const TYPES: [&str; 9] = [
    "any", "array", "boolean", "file", "integer", "null", "number", "object", "string",
];

/// What is wrong with the declared type, if anything.
pub(crate) fn wrong_type(schema: &Schema<'_>) -> Option<String> {
    let names = match &schema.ty {
        Leaf::Absent => return None,
        Leaf::Text(name) => vec![&**name],
        list => match list.texts() {
            Some(names) => names,
            None => return Some("a type is not text".to_owned()),
        },
    };
    let wrong = names.into_iter().find(|name| !TYPES.contains(name))?;
    Some(match nearest(wrong, TYPES.into_iter()) {
        Some(near) => format!("`{wrong}` is not a type; did you mean `{near}`?"),
        None => format!("`{wrong}` is not a type"),
    })
}

/// The type of the known values, if all have the same.
fn type_of_known(schema: &Schema<'_>) -> Option<&'static str> {
    let known = || schema.known().iter().filter(|one| **one != Leaf::Absent);
    let all = |has: fn(&Leaf<'_>) -> bool| known().next().is_some() && known().all(has);
    let integer = |one: &Leaf<'_>| matches!(one, Leaf::Number(number) if !number.is_f64());
    match () {
        () if all(|one| one.text().is_some()) => Some("string"),
        () if all(integer) => Some("integer"),
        () if all(|one| matches!(one, Leaf::Number(_))) => Some("number"),
        () if all(|one| matches!(one, Leaf::Flag(_))) => Some("boolean"),
        () => None,
    }
}

/// The known values of a string, if all are strings or null.
pub(crate) fn known_texts<'s>(schema: &'s Schema<'_>) -> Option<Vec<&'s str>> {
    let values = schema.known().iter();
    let values = values.filter(|value| **value != Leaf::Absent);
    let texts: Vec<&str> = values.map(Leaf::text).collect::<Option<_>>()?;
    (!texts.is_empty()).then_some(texts)
}

/// Whether a schema marks its values as secrets.
pub(crate) fn is_secret(schema: &Schema<'_>) -> bool {
    schema.format.text() == Some("password")
}

pub(crate) fn text_type(schema: &Schema<'_>, is_platform: bool) -> Type {
    match schema.format.text() {
        Some("date-time") => Type::Timestamp,
        Some("time") if is_platform => TIME,
        Some("date") => Type::Date,
        _ => Type::String,
    }
}
