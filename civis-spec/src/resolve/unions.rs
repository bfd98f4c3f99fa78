//! Schemas with alternatives: those of `anyOf` and `oneOf`, and the responses of several
//! statuses.
//!
//! Alternatives that are all alike are one of them. Objects become one record of all their
//! properties, none of them required, so any alternative is decoded without loss. Scalars of
//! one kind stay that scalar, enums of strings become one enum, numbers and text are text, as
//! which both are read, and everything else is any JSON.

use crate::model::Type;
use crate::parse::document::Schema;
use crate::parse::nodes::Node;
use crate::pointer::Pointer;
use crate::resolve::definitions::Definitions;
use crate::resolve::keywords::{SchemaAt, known_texts, text_type, type_name, type_names, wrapped};
use crate::resolve::properties::Root;

/// What alternatives are together.
pub(crate) enum Union<'a> {
    /// Any one of them, since they are alike.
    First,
    /// A record of the properties of these objects.
    Record(Vec<Root<'a>>),
    /// An enum of these values.
    Enum(Vec<&'a str>),
    /// A type without a name.
    Plain(Type),
}

impl<'a> Definitions<'a> {
    /// What the responses of several statuses are together.
    pub(crate) fn union_of_responses(&mut self, responses: &[SchemaAt<'a>]) -> Union<'a> {
        if are_alike(responses, self.is_platform) {
            return Union::First;
        }
        let mut roots = Vec::new();
        for response in responses {
            let at = Pointer::new(&response.at);
            if let Some(schema) = response.node.object()
                && self.is_record(schema, &at)
            {
                roots.push(Root::new(schema, response.at.clone(), true));
            }
        }
        match roots.len() == responses.len() {
            true => Union::Record(roots),
            false => self.union(responses),
        }
    }

    /// What several schemas that are not all objects are together.
    pub(crate) fn union(&mut self, alternatives: &[SchemaAt<'a>]) -> Union<'a> {
        if are_alike(alternatives, self.is_platform) {
            return Union::First;
        }
        let mut schemas = Vec::new();
        for SchemaAt { node, at } in alternatives {
            let reference = node.object().and_then(|schema| schema.reference.text());
            if let Some(reference) = reference {
                // Reports one that names nothing.
                self.get(reference, &Pointer::new(at));
            }
            schemas.extend(self.effective(node));
        }
        if schemas.len() < alternatives.len() {
            return Union::Plain(Type::Any);
        }
        let all = |names: &[&str]| {
            let mut declared = schemas.iter().map(|schema| type_name(schema));
            declared.all(|name| name.is_some_and(|name| names.contains(&name)))
        };
        let is_file = |schema: &&Schema<'_>| type_name(schema) == Some("file");
        Union::Plain(match () {
            () if schemas.iter().any(is_file) => Type::File,
            () if all(&["string"]) => {
                let known: Option<Vec<Vec<&str>>> =
                    schemas.iter().map(|schema| known_texts(schema)).collect();
                if let Some(known) = known {
                    return Union::Enum(known.concat());
                }
                let mut types = schemas
                    .iter()
                    .map(|schema| text_type(schema, self.is_platform));
                let ty = types.next().unwrap_or(Type::String);
                match types.all(|other| other == ty) {
                    true => ty,
                    false => Type::String,
                }
            }
            () => {
                let names: Option<Vec<&str>> = schemas.iter().map(|one| type_name(one)).collect();
                names
                    .and_then(|names| scalar_of(&names))
                    .unwrap_or(Type::Any)
            }
        })
    }

    /// Whether a schema of texts is one of numbers, too.
    pub(crate) fn takes_numbers(&mut self, node: &'a Node<Schema<'a>>) -> bool {
        let Some(schema) = self.effective(node) else {
            return false;
        };
        let is_number = |name: &str| matches!(name, "integer" | "number");
        type_names(schema).into_iter().any(is_number)
            || schema.alternatives().any(|(_, _, node)| {
                let schema = self.effective(node);
                schema.and_then(type_name).is_some_and(is_number)
            })
    }
}

/// The type of scalars of these types, if there is one for all of them.
pub(crate) fn scalar_of(names: &[&str]) -> Option<Type> {
    let all = |types: &[&str]| names.iter().all(|name| types.contains(name));
    Some(match () {
        () if names.is_empty() => return None,
        () if all(&["integer"]) => Type::Integer,
        () if all(&["integer", "number"]) => Type::Number,
        () if all(&["boolean"]) => Type::Boolean,
        () if all(&["integer", "number", "string"]) => Type::String,
        () => return None,
    })
}

/// The form of a schema, as far as it can be compared without resolving types.
#[derive(PartialEq)]
enum Sketch<'a> {
    Reference(&'a str),
    List(Box<Sketch<'a>>),
    Map(Box<Sketch<'a>>),
    Scalar(Type),
}

fn sketch<'a>(node: &'a Node<Schema<'a>>, is_platform: bool) -> Option<Sketch<'a>> {
    let schema = node.object()?;
    if let Some(reference) = schema.reference.text() {
        return Some(Sketch::Reference(reference));
    }
    if let Some((part, ..)) = wrapped(schema) {
        return sketch(part, is_platform);
    }
    if schema.all_of.is_some() || schema.alternatives().next().is_some() {
        return None;
    }
    let inner =
        |node: &'a Option<Node<Schema<'a>>>| sketch(node.as_ref()?, is_platform).map(Box::new);
    Some(match type_name(schema)? {
        "array" => Sketch::List(inner(&schema.items)?),
        "object" if schema.properties.is_none() => Sketch::Map(inner(&schema.additional)?),
        "string" if known_texts(schema).is_none() => Sketch::Scalar(text_type(schema, is_platform)),
        "integer" => Sketch::Scalar(Type::Integer),
        "number" => Sketch::Scalar(Type::Number),
        "boolean" => Sketch::Scalar(Type::Boolean),
        "file" => Sketch::Scalar(Type::File),
        _ => return None,
    })
}

fn are_alike(schemas: &[SchemaAt<'_>], is_platform: bool) -> bool {
    let mut sketches = (schemas.iter()).map(|schema| sketch(schema.node, is_platform));
    match sketches.next() {
        Some(Some(first)) => sketches.all(|other| other.as_ref() == Some(&first)),
        _ => false,
    }
}
