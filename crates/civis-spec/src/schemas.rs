//! Schemas to types: follows references, and drafts a type for each record and
//! each enum that is reached.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::document::{Document, Leaf, Node, Schema};
use crate::error::{Problem, SHOWN};
use crate::model::{Type, TypeId};
use crate::names::nearest;
use crate::pointer::{Pointer, referenced};
use crate::properties::Property;

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
const MAX_DEPTH: usize = 100;

/// How many schemas and properties are gone through for what objects are composed
/// of, in all. Published specifications need some thousands; a hostile one could
/// have each of its definitions hold all the others.
const MAX_STEPS: usize = 500_000;

pub(crate) struct Resolver<'a> {
    definitions: HashMap<&'a str, &'a Node<Schema<'a>>>,
    resolved: HashMap<&'a str, Option<Type>>,
    pub(crate) drafts: Vec<Draft>,
    /// The records that were drafted, by the place in memory of what declares them:
    /// a property of a part is met in everything that is composed of the part, which
    /// the property itself may be.
    drafted: HashMap<*const Schema<'a>, TypeId>,
    /// Records whose properties are still to be resolved.
    waiting: VecDeque<(TypeId, &'a Schema<'a>, String)>,
    problems: Vec<Problem>,
    reported: HashSet<String>,
    /// How many more schemas may be gone through for what they are composed of.
    pub(crate) steps: usize,
    /// Whether there were too many.
    pub(crate) exhausted: bool,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(document: &'a Document<'a>) -> Self {
        let definitions = document.definitions.iter().flat_map(|entries| &entries.0);
        Self {
            definitions: definitions.map(|(name, node)| (&**name, node)).collect(),
            resolved: HashMap::new(),
            drafts: Vec::new(),
            drafted: HashMap::new(),
            waiting: VecDeque::new(),
            problems: Vec::new(),
            reported: HashSet::new(),
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
        while let Some((id, schema, base)) = self.waiting.pop_front() {
            let at = Pointer::new(&base);
            let properties = self.declared(schema, &at).unwrap_or_default();
            let fields = properties
                .iter()
                .map(|property| self.field(id, property))
                .collect();
            self.drafts[id.0].kind = DraftKind::Record(fields);
        }
    }

    fn field(&mut self, id: TypeId, property: &Property<'a>) -> DraftField {
        let owner = Owner::Property(id, property.name.to_owned());
        DraftField {
            wire: property.name.to_owned(),
            ty: self.property(property, owner),
            required: property.required,
            description: property.description(),
        }
    }

    /// The type of a property.
    pub(crate) fn property(&mut self, property: &Property<'a>, owner: Owner) -> Type {
        let base = Pointer::new(&property.declared_in);
        let properties = base.child("properties");
        self.schema(property.schema, &properties.child(property.name), &owner, 0)
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
        let parts = schema.all_of.as_deref().unwrap_or_default();
        if let ([part], None) = (parts, &schema.properties) {
            let list = at.child("allOf");
            return self.schema(part, &list.child("0"), owner, depth + 1);
        }
        match type_name(schema) {
            _ if self.is_record(schema, at) => self.record(schema, at, owner),
            Some("string") => match known_texts(schema) {
                Some(values) if !values.is_empty() => self.text_of(schema, &values, at, owner),
                _ => text_type(schema),
            },
            Some("integer") => Type::Integer,
            Some("number") => Type::Number,
            Some("boolean") => Type::Boolean,
            Some("file") => Type::File,
            Some("array") => {
                let items = schema.items.as_deref();
                let item = items.map_or(Type::Any, |items| {
                    self.schema(items, &at.child("items"), owner, depth + 1)
                });
                Type::List(Box::new(item))
            }
            Some("object") => {
                let value = schema.additional.as_deref().map_or(Type::Any, |value| {
                    self.schema(value, &at.child("additionalProperties"), owner, depth + 1)
                });
                // A map of any values is any object.
                match value {
                    Type::Any => Type::Any,
                    value => Type::Map(Box::new(value)),
                }
            }
            _ => Type::Any,
        }
    }

    fn record(&mut self, schema: &'a Schema<'a>, at: &Pointer<'_>, owner: &Owner) -> Type {
        if let Some(id) = self.drafted.get(&std::ptr::from_ref(schema)) {
            return Type::Record(*id);
        }
        let id = self.draft(schema, at, owner, DraftKind::Record(Vec::new()));
        self.drafted.insert(std::ptr::from_ref(schema), id);
        self.waiting.push_back((id, schema, at.write()));
        Type::Record(id)
    }

    fn text_of(
        &mut self,
        schema: &Schema<'_>,
        values: &[&str],
        at: &Pointer<'_>,
        owner: &Owner,
    ) -> Type {
        let mut seen = HashSet::new();
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
    fn reference(&mut self, reference: &str, at: &Pointer<'_>, depth: usize) -> Type {
        let Some((name, node)) = self.definition(reference, at) else {
            return Type::Any;
        };
        match self.resolved.get(name) {
            Some(Some(ty)) => return ty.clone(),
            // A list of itself, or a map, is any list, any map.
            Some(None) => {
                if self.is_nothing(node) {
                    let message = format!("`{reference}` refers to itself, and to nothing else");
                    self.report(at, message);
                }
                return Type::Any;
            }
            None => {}
        }
        self.resolved.insert(name, None);
        let base = Pointer::new("/definitions");
        let at = base.child(name);
        let owner = match node.object() {
            // What stands for another takes the name of that.
            Some(schema) if schema.reference.text().is_some() => Owner::Words(Vec::new()),
            Some(schema) if schema.values != Leaf::Absent || self.is_record(schema, &at) => {
                Owner::Definition(name.to_owned())
            }
            _ => Owner::Words(vec![name.to_owned()]),
        };
        let ty = self.schema(node, &at, &owner, depth + 1);
        self.resolved.insert(name, Some(ty.clone()));
        ty
    }

    /// Whether a definition refers round to itself with no list or map between.
    fn is_nothing(&self, node: &'a Node<Schema<'a>>) -> bool {
        let mut node = node;
        for _ in 0..=self.definitions.len() {
            let Some(schema) = node.object() else {
                return false;
            };
            node = match (schema.reference.text(), schema.all_of.as_deref()) {
                (Some(reference), _) => match self.defined(reference) {
                    Some((_, node)) => node,
                    None => return false,
                },
                (None, Some([part])) => part,
                _ => return false,
            };
        }
        true
    }

    /// The definition that a reference names, where there is one.
    pub(crate) fn defined(&self, reference: &str) -> Option<(&'a str, &'a Node<Schema<'a>>)> {
        let name = referenced(reference, "definitions")?;
        let (name, node) = self.definitions.get_key_value(&*name)?;
        Some((*name, *node))
    }

    /// The definition that a reference names; a problem if there is none.
    pub(crate) fn definition(
        &mut self,
        reference: &str,
        at: &Pointer<'_>,
    ) -> Option<(&'a str, &'a Node<Schema<'a>>)> {
        let found = self.defined(reference);
        if found.is_none() {
            let names = self.definitions.keys().copied().take(self.suggested());
            let message = unresolved(reference, "definitions", names);
            self.report(&at.child("$ref"), message);
        }
        found
    }
}

/// What to say of a reference that names nothing in a folder of the document.
pub(crate) fn unresolved<'n>(
    reference: &str,
    folder: &str,
    names: impl Iterator<Item = &'n str>,
) -> String {
    if !reference.starts_with('#') {
        return format!(
            "`{reference}` refers to another document, which is not read: \
             bring what it names into this one"
        );
    }
    let Some(name) = referenced(reference, folder) else {
        return format!("`{reference}` is not of the form `#/{folder}/…`");
    };
    match nearest(&name, names) {
        Some(near) => format!("`{reference}` does not exist; did you mean `#/{folder}/{near}`?"),
        None => format!("`{reference}` does not exist"),
    }
}

/// The declared type, or the one that the other keys imply.
fn type_name<'s>(schema: &'s Schema<'_>) -> Option<&'s str> {
    match &schema.ty {
        Leaf::Text(name) => Some(name),
        Leaf::List(_) => {
            let names = schema.ty.texts()?;
            let mut names = names.into_iter().filter(|name| *name != "null");
            names.next().filter(|_| names.next().is_none())
        }
        _ if schema.items.is_some() => Some("array"),
        _ if schema.additional.is_some() => Some("object"),
        _ if known_texts(schema).is_some() => Some("string"),
        _ => None,
    }
}

/// The known values of a text, where all are text or null.
fn known_texts<'s>(schema: &'s Schema<'_>) -> Option<Vec<&'s str>> {
    let Leaf::List(values) = &schema.values else {
        return None;
    };
    let values = values.iter().filter(|value| **value != Leaf::Absent);
    values.map(Leaf::text).collect()
}

fn text_type(schema: &Schema<'_>) -> Type {
    match schema.format.text() {
        // The Platform means a whole timestamp by `time`, as its answers show.
        Some("date-time" | "time") => Type::Timestamp,
        Some("date") => Type::Date,
        _ => Type::String,
    }
}
