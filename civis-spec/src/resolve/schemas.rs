//! Schemas to types: follows references, and drafts a type for each record and
//! each enum that is reached.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use crate::error::{Problem, SHOWN};
use crate::model::{Type, TypeId};
use crate::parse::document::{Document, Schema};
use crate::parse::nodes::Node;
use crate::parse::openapi::Dialect;
use crate::parse::pointer::Pointer;
use crate::resolve::keywords::{alternatives, known_texts, text_type, type_name, wrapped};
use crate::resolve::properties::{Property, Root};
use crate::resolve::references::words;
use crate::resolve::unions::Place;

/// A type before it has its name and before those of one shape are merged.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) owner: Owner,
    pub(crate) source: String,
    pub(crate) description: Option<String>,
    pub(crate) kind: DraftKind,
}

#[derive(Debug)]
pub(crate) enum DraftKind {
    Record(Vec<DraftField>),
    Enum(Vec<String>),
}

#[derive(Debug)]
pub(crate) struct DraftField {
    pub(crate) wire: String,
    pub(crate) ty: Type,
    pub(crate) required: bool,
    pub(crate) description: Option<String>,
    pub(crate) allowed: Vec<Value>,
}

/// What a draft takes its name from.
#[derive(Debug, Clone)]
pub(crate) enum Owner {
    /// A definition.
    Definition(String),
    /// What a definition that is no record holds, or an operation: the words of
    /// its name.
    Words(Vec<String>),
    /// A property of another draft.
    Property(TypeId, String),
}

/// How many schemas may hold each other, references that are no records
/// included; what is deeper is any JSON value.
pub(crate) const MAX_DEPTH: usize = 100;

/// How many schemas and properties are gone through for what objects are composed
/// of, in all. Published specifications need some thousands; a hostile one could
/// have each of its definitions hold all the others.
const MAX_STEPS: usize = 500_000;

pub(crate) struct Resolver<'a> {
    pub(crate) dialect: Dialect,
    pub(crate) definitions: BTreeMap<&'a str, &'a Node<Schema<'a>>>,
    resolved: BTreeMap<&'a str, Option<Type>>,
    pub(crate) drafts: Vec<Draft>,
    /// The records that were drafted, by the place in memory of what declares them:
    /// a property of a part is met in everything that is composed of the part, which
    /// the property itself may be.
    drafted: BTreeMap<*const Schema<'a>, TypeId>,
    /// Records whose properties are still to be resolved.
    waiting: VecDeque<(TypeId, Vec<Root<'a>>)>,
    problems: Vec<Problem>,
    reported: BTreeSet<String>,
    /// How many more schemas may be gone through for what they are composed of.
    pub(crate) steps: usize,
    /// Whether there were too many.
    pub(crate) exhausted: bool,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(document: &'a Document<'a>) -> Self {
        let definitions = document.definitions.iter().flat_map(|entries| &entries.0);
        Self {
            dialect: document.dialect,
            definitions: definitions.map(|(name, node)| (&**name, node)).collect(),
            resolved: BTreeMap::new(),
            drafts: Vec::new(),
            drafted: BTreeMap::new(),
            waiting: VecDeque::new(),
            problems: Vec::new(),
            reported: BTreeSet::new(),
            steps: MAX_STEPS,
            exhausted: false,
        }
    }

    pub(crate) fn report(&mut self, at: &Pointer<'_>, message: impl Into<String>) {
        let pointer = at.write();
        if self.reported.insert(pointer.clone()) {
            self.problems.push(Problem::new(pointer, message));
        }
    }

    /// How many names to compare with what the next problem is about: none if it is
    /// not one of those that are spelled out.
    pub(crate) fn suggested(&self) -> usize {
        if self.problems.len() < SHOWN {
            usize::MAX
        } else {
            0
        }
    }

    pub(crate) fn into_parts(self) -> (Vec<Draft>, Vec<Problem>) {
        (self.drafts, self.problems)
    }

    /// Resolves the properties of every record that was reached.
    pub(crate) fn finish(&mut self) {
        while let Some((id, roots)) = self.waiting.pop_front() {
            let properties = self.declared_of(roots);
            let fields = properties
                .iter()
                .map(|property| self.field(id, property))
                .collect();
            self.drafts[id.0].kind = DraftKind::Record(fields);
        }
    }

    fn field(&mut self, id: TypeId, property: &Property<'a>) -> DraftField {
        let owner = Owner::Property(id, property.name.to_owned());
        let ty = self.property(property, owner);
        DraftField {
            wire: property.name.to_owned(),
            required: property.required,
            description: property.description(),
            allowed: self.allowed(property.schema, &ty),
            ty,
        }
    }

    /// The type of a property.
    pub(crate) fn property(&mut self, property: &Property<'a>, owner: Owner) -> Type {
        let place = property.place();
        if property.others.is_empty() {
            return self.schema(place.node, &Pointer::new(&place.at), &owner, 0);
        }
        let mut places = vec![place];
        places.extend_from_slice(&property.others);
        self.joined(&places, &owner, 0)
    }

    /// The type of a schema.
    pub(crate) fn schema(
        &mut self,
        node: &'a Node<Schema<'a>>,
        at: &Pointer<'_>,
        owner: &Owner,
        depth: usize,
    ) -> Type {
        let Some(schema) = node.object().filter(|_| depth < MAX_DEPTH) else {
            return Type::Any;
        };
        if let Some(reference) = schema.reference.text() {
            return self.reference(reference, at, depth);
        }
        self.object_at(schema, at, owner, depth)
    }

    /// The type of a parameter that is a schema itself.
    pub(crate) fn object(
        &mut self,
        schema: &'a Schema<'a>,
        at: &Pointer<'_>,
        owner: &Owner,
    ) -> Type {
        self.object_at(schema, at, owner, 0)
    }

    fn object_at(
        &mut self,
        schema: &'a Schema<'a>,
        at: &Pointer<'_>,
        owner: &Owner,
        depth: usize,
    ) -> Type {
        if let Some((part, key, index)) = wrapped(schema) {
            let list = at.child(key);
            return self.schema(part, &list.child(&index.to_string()), owner, depth + 1);
        }
        match type_name(schema) {
            _ if self.is_record(schema, at) => self.record(schema, at, owner),
            Some("string") => match known_texts(schema) {
                Some(values) => self.text_of(schema, &values, at, owner),
                None => text_type(schema),
            },
            Some("integer") => Type::Integer,
            Some("number") => Type::Number,
            Some("boolean") => Type::Boolean,
            Some("file") => Type::File,
            Some("array") => {
                let items = schema.items.as_ref();
                let item = items.map_or(Type::Any, |items| {
                    self.schema(items, &at.child("items"), owner, depth + 1)
                });
                Type::List(Box::new(item))
            }
            Some("object") => {
                let value = schema.additional.as_ref().map_or(Type::Any, |value| {
                    self.schema(value, &at.child("additionalProperties"), owner, depth + 1)
                });
                // A map of any values is any object.
                match value {
                    Type::Any => Type::Any,
                    value => Type::Map(Box::new(value)),
                }
            }
            _ => {
                let places: Vec<Place<'a>> = alternatives(schema, at);
                match places.is_empty() {
                    true => Type::Any,
                    false => self.joined(&places, owner, depth + 1),
                }
            }
        }
    }

    fn record(&mut self, schema: &'a Schema<'a>, at: &Pointer<'_>, owner: &Owner) -> Type {
        if let Some(id) = self.drafted.get(&std::ptr::from_ref(schema)) {
            return Type::Record(*id);
        }
        let root = Root::new(schema, at.write(), false);
        let ty = self.record_of(schema, at, owner, vec![root]);
        if let Type::Record(id) = ty {
            self.drafted.insert(std::ptr::from_ref(schema), id);
        }
        ty
    }

    /// A record of the properties that some objects declare.
    pub(crate) fn record_of(
        &mut self,
        schema: &Schema<'_>,
        at: &Pointer<'_>,
        owner: &Owner,
        roots: Vec<Root<'a>>,
    ) -> Type {
        let id = self.draft(schema, at, owner, DraftKind::Record(Vec::new()));
        self.waiting.push_back((id, roots));
        Type::Record(id)
    }

    pub(crate) fn text_of(
        &mut self,
        schema: &Schema<'_>,
        values: &[&str],
        at: &Pointer<'_>,
        owner: &Owner,
    ) -> Type {
        let mut seen = BTreeSet::new();
        let known = values.iter().filter(|value| seen.insert(**value));
        let known = known.map(|value| (*value).to_owned()).collect();
        Type::Enum(self.draft(schema, at, owner, DraftKind::Enum(known)))
    }

    fn draft(
        &mut self,
        schema: &Schema<'_>,
        at: &Pointer<'_>,
        owner: &Owner,
        kind: DraftKind,
    ) -> TypeId {
        let source = match owner {
            Owner::Definition(name) => name.clone(),
            _ => at.write(),
        };
        self.drafts.push(Draft {
            owner: owner.clone(),
            source,
            description: schema.description.prose(),
            kind,
        });
        TypeId(self.drafts.len() - 1)
    }

    /// The type of a definition.
    fn reference(&mut self, reference: &'a str, at: &Pointer<'_>, depth: usize) -> Type {
        let Some((name, node)) = self.definition(reference, at) else {
            return Type::Any;
        };
        match self.resolved.get(name) {
            Some(Some(ty)) => return ty.clone(),
            // A list of itself, or a map, is any list, any map.
            Some(None) => {
                if self.is_nothing(node, at) {
                    let message = format!("`{reference}` refers to itself, and to nothing else");
                    self.report(at, message);
                }
                return Type::Any;
            }
            None => {}
        }
        self.resolved.insert(name, None);
        let base = self.pointer_of(name);
        let at = Pointer::new(&base);
        let owner = match node.object() {
            // What stands for another takes the name of that.
            Some(schema) if schema.reference.text().is_some() => Owner::Words(Vec::new()),
            _ if name.starts_with("#/") => Owner::Words(words(name, self.dialect.schemas())),
            Some(schema) if !schema.known().is_empty() || self.is_record(schema, &at) => {
                Owner::Definition(name.to_owned())
            }
            _ => Owner::Words(vec![name.to_owned()]),
        };
        let ty = self.schema(node, &at, &owner, depth + 1);
        self.resolved.insert(name, Some(ty.clone()));
        ty
    }

    /// Whether a definition refers round to itself with no list or map between.
    fn is_nothing(&mut self, node: &'a Node<Schema<'a>>, at: &Pointer<'_>) -> bool {
        let mut node = node;
        for _ in 0..=self.definitions.len() {
            let Some(schema) = node.object() else {
                return false;
            };
            node = match (schema.reference.text(), wrapped(schema)) {
                (Some(reference), _) => match self.defined(reference, at) {
                    Some((_, node)) => node,
                    None => return false,
                },
                (None, Some((part, ..))) => part,
                _ => return false,
            };
        }
        true
    }
}
