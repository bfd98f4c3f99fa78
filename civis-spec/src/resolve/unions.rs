//! Schemas of which any may hold: the alternatives of `anyOf` and `oneOf`, and the
//! answers of several statuses.
//!
//! One that stands beside null is that one. Objects are one record of the properties
//! of all, none of them required, which keeps what else comes, so that whichever came
//! is decoded and loses nothing. Scalars that are alike are that scalar, known texts
//! are known together, and everything else is any JSON value.

use serde_json::Value;

use crate::model::Type;
use crate::parse::document::Schema;
use crate::parse::nodes::{Leaf, Node};
use crate::parse::pointer::Pointer;
use crate::resolve::keywords::{known_texts, text_type, type_name, wrapped};
use crate::resolve::properties::Root;
use crate::resolve::schemas::{MAX_DEPTH, Owner, Resolver};

/// A schema and the pointer to it.
#[derive(Clone)]
pub(crate) struct Place<'a> {
    pub(crate) node: &'a Node<Schema<'a>>,
    pub(crate) at: String,
}

impl<'a> Place<'a> {
    pub(crate) fn new(node: &'a Node<Schema<'a>>, at: String) -> Self {
        Self { node, at }
    }
}

/// As much of a schema as tells that two are the same, without making types of them.
#[derive(PartialEq)]
enum Sketch<'a> {
    Reference(&'a str),
    List(Box<Sketch<'a>>),
    Map(Box<Sketch<'a>>),
    Scalar(Type),
}

fn sketch<'a>(node: &'a Node<Schema<'a>>) -> Option<Sketch<'a>> {
    let schema = node.object()?;
    if let Some(reference) = schema.reference.text() {
        return Some(Sketch::Reference(reference));
    }
    if schema.all_of.is_some() || schema.alternatives().next().is_some() {
        return None;
    }
    let inner = |node: &'a Option<Node<Schema<'a>>>| sketch(node.as_ref()?).map(Box::new);
    Some(match type_name(schema)? {
        "array" => Sketch::List(inner(&schema.items)?),
        "object" if schema.properties.is_none() => Sketch::Map(inner(&schema.additional)?),
        "string" if known_texts(schema).is_none() => Sketch::Scalar(text_type(schema)),
        "integer" => Sketch::Scalar(Type::Integer),
        "number" => Sketch::Scalar(Type::Number),
        "boolean" => Sketch::Scalar(Type::Boolean),
        "file" => Sketch::Scalar(Type::File),
        _ => return None,
    })
}

impl<'a> Resolver<'a> {
    /// One type for several answers.
    pub(crate) fn any_of(&mut self, places: &[Place<'a>], owner: &Owner) -> Type {
        let mut roots = Vec::new();
        for place in places {
            let at = Pointer::new(&place.at);
            if let Some(schema) = place.node.object().filter(|_| !are_alike(places))
                && self.is_record(schema, &at)
            {
                roots.push(Root::new(schema, place.at.clone(), true));
            }
        }
        match places {
            [first, ..] if roots.len() == places.len() => {
                let at = Pointer::new(&first.at);
                self.record_of(&Schema::default(), &at, owner, roots)
            }
            _ => self.joined(places, owner, 0),
        }
    }

    /// One type for several schemas that are not all objects.
    pub(crate) fn joined(&mut self, places: &[Place<'a>], owner: &Owner, depth: usize) -> Type {
        let [first, ..] = places else {
            return Type::Any;
        };
        let at = Pointer::new(&first.at);
        if are_alike(places) {
            return self.schema(first.node, &at, owner, depth);
        }
        let mut schemas = Vec::new();
        for place in places {
            let reference = place
                .node
                .object()
                .and_then(|schema| schema.reference.text());
            if let Some(reference) = reference {
                self.definition(reference, &Pointer::new(&place.at));
            }
            schemas.extend(self.effective(place.node));
        }
        if schemas.len() < places.len() {
            return Type::Any;
        }
        let all = |names: &[&str]| {
            let mut declared = schemas.iter().map(|schema| type_name(schema));
            declared.all(|name| name.is_some_and(|name| names.contains(&name)))
        };
        if schemas
            .iter()
            .any(|schema| type_name(schema) == Some("file"))
        {
            return Type::File;
        }
        if all(&["string"]) {
            let known: Option<Vec<Vec<&str>>> =
                schemas.iter().map(|schema| known_texts(schema)).collect();
            let mut types = schemas.iter().map(|schema| text_type(schema));
            let ty = types.next().unwrap_or(Type::String);
            return match known {
                Some(known) => self.text_of(&Schema::default(), &known.concat(), &at, owner),
                None if types.all(|other| other == ty) => ty,
                None => Type::String,
            };
        }
        match () {
            () if all(&["integer"]) => Type::Integer,
            () if all(&["integer", "number"]) => Type::Number,
            () if all(&["boolean"]) => Type::Boolean,
            () => Type::Any,
        }
    }

    /// The schema behind references and wrappers.
    pub(crate) fn effective(&mut self, node: &'a Node<Schema<'a>>) -> Option<&'a Schema<'a>> {
        let root = Pointer::new("");
        let mut node = node;
        for _ in 0..MAX_DEPTH {
            let schema = node.object()?;
            node = match (schema.reference.text(), wrapped(schema)) {
                (Some(reference), _) => self.defined(reference, &root)?.1,
                (None, Some((part, ..))) => part,
                (None, None) => return Some(schema),
            };
        }
        None
    }

    /// The known values of a schema, or of the items of a list, that no enum has.
    pub(crate) fn allowed(&mut self, node: &'a Node<Schema<'a>>, ty: &Type) -> Vec<Value> {
        let mut inner = ty;
        while let Type::List(item) = inner {
            inner = item;
        }
        if matches!(inner, Type::Record(_) | Type::Enum(_) | Type::Map(_)) {
            return Vec::new();
        }
        let mut node = node;
        for _ in 0..MAX_DEPTH {
            // What refers to nothing is told where the type is made.
            let Some(schema) = self.effective(node) else {
                break;
            };
            match schema.items.as_ref() {
                Some(items) => node = items,
                None => return allowed(schema),
            }
        }
        Vec::new()
    }

    /// Those of a parameter that is a schema itself.
    pub(crate) fn allowed_of(&mut self, schema: &'a Schema<'a>, ty: &Type) -> Vec<Value> {
        match schema.items.as_ref() {
            Some(items) => self.allowed(items, ty),
            None => allowed(schema),
        }
    }
}

/// The known values of a schema that is no enum of texts.
fn allowed(schema: &Schema<'_>) -> Vec<Value> {
    let is_enum = type_name(schema) == Some("string") && known_texts(schema).is_some();
    let known = schema.known().iter().filter(|_| !is_enum);
    known.filter_map(Leaf::scalar).collect()
}

fn are_alike(places: &[Place<'_>]) -> bool {
    let mut sketches = places.iter().map(|place| sketch(place.node));
    match sketches.next() {
        Some(Some(first)) => sketches.all(|other| other.as_ref() == Some(&first)),
        _ => false,
    }
}
