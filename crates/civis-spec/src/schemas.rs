//! Schemas to types: follows references, and drafts a type for each record and
//! each enum that is reached.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::document::{Document, Leaf, Node, Schema};
use crate::error::Problem;
use crate::model::{Type, TypeId};
use crate::names::nearest;
use crate::pointer::{Pointer, referenced};

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

/// A declared property.
#[derive(Clone)]
pub(crate) struct Property<'a> {
    pub(crate) name: &'a str,
    pub(crate) schema: &'a Node<Schema<'a>>,
    pub(crate) required: bool,
    /// Pointer to the object that declares it.
    pub(crate) declared_in: std::rc::Rc<str>,
}

impl<'a> Property<'a> {
    pub(crate) fn description(&self) -> Option<String> {
        self.schema.object()?.description.prose()
    }
}

/// How many schemas may hold each other, references that are no records
/// included; what is deeper is any JSON value.
const MAX_DEPTH: usize = 100;

pub(crate) struct Resolver<'a> {
    definitions: HashMap<&'a str, &'a Node<Schema<'a>>>,
    resolved: HashMap<&'a str, Option<Type>>,
    pub(crate) drafts: Vec<Draft>,
    /// Records whose properties are still to be resolved.
    waiting: VecDeque<(TypeId, &'a Schema<'a>, String)>,
    problems: Vec<Problem>,
    reported: HashSet<String>,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(document: &'a Document<'a>) -> Self {
        let definitions = document.definitions.iter().flat_map(|entries| &entries.0);
        Self {
            definitions: definitions.map(|(name, node)| (&**name, node)).collect(),
            resolved: HashMap::new(),
            drafts: Vec::new(),
            waiting: VecDeque::new(),
            problems: Vec::new(),
            reported: HashSet::new(),
        }
    }

    pub(crate) fn report(&mut self, at: &Pointer<'_>, message: impl Into<String>) {
        let pointer = at.write();
        if self.reported.insert(pointer.clone()) {
            self.problems.push(Problem::new(pointer, message));
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

    /// Whether a schema is an object with declared properties, behind references.
    pub(crate) fn is_object(&self, schema: &'a Schema<'a>) -> bool {
        let mut schema = schema;
        // A chain of references longer than that there are definitions is a circle.
        for _ in 0..=self.definitions.len() {
            let next = schema
                .reference
                .text()
                .and_then(|reference| referenced(reference, "definitions"))
                .and_then(|name| self.definitions.get(&*name)?.object());
            match next {
                Some(next) => schema = next,
                None => return is_record(schema),
            }
        }
        false
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
            _ if is_record(schema) => self.record(schema, at, owner),
            Some("string") => match schema.values.texts() {
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
        let id = self.draft(schema, at, owner, DraftKind::Record(Vec::new()));
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
        let mut known: Vec<String> = Vec::with_capacity(values.len());
        for value in values {
            if !known.iter().any(|one| one == value) {
                known.push((*value).to_owned());
            }
        }
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
            Some(None) => {
                self.report(
                    at,
                    format!("`{reference}` refers to itself, and to nothing else"),
                );
                return Type::Any;
            }
            None => {}
        }
        self.resolved.insert(name, None);
        let base = Pointer::new("/definitions");
        let at = base.child(name);
        let owner = match node.object() {
            Some(schema) if is_record(schema) || !schema.values.eq(&Leaf::Absent) => {
                Owner::Definition(name.to_owned())
            }
            _ => Owner::Words(vec![name.to_owned()]),
        };
        let ty = self.schema(node, &at, &owner, depth + 1);
        self.resolved.insert(name, Some(ty.clone()));
        ty
    }

    /// The definition that a reference names; a problem if there is none.
    fn definition(
        &mut self,
        reference: &str,
        at: &Pointer<'_>,
    ) -> Option<(&'a str, &'a Node<Schema<'a>>)> {
        let found = referenced(reference, "definitions").and_then(|name| {
            let (name, node) = self.definitions.get_key_value(&*name)?;
            Some((*name, *node))
        });
        if found.is_none() {
            let names = self.definitions.keys().copied();
            let message = unresolved(reference, "definitions", names);
            self.report(&at.child("$ref"), message);
        }
        found
    }

    /// The properties that an object declares, with those of what it refers to
    /// and of all its parts; `None` where it declares none.
    pub(crate) fn declared(
        &mut self,
        schema: &'a Schema<'a>,
        at: &Pointer<'_>,
    ) -> Option<Vec<Property<'a>>> {
        let mut found = Vec::new();
        let mut places = HashMap::new();
        let mut required = HashSet::new();
        let mut seen = HashSet::new();
        // A stack in place of recursion, so that no document can exhaust it.
        let mut rest: Vec<(&'a Schema<'a>, String)> = vec![(schema, at.write())];
        while let Some((schema, base)) = rest.pop() {
            let at = Pointer::new(&base);
            if let Some(reference) = schema.reference.text() {
                let Some((name, node)) = self.definition(reference, &at) else {
                    continue;
                };
                if !seen.insert(name) {
                    // The same part twice adds nothing; a circle adds nothing either.
                    continue;
                }
                if let Some(schema) = node.object() {
                    let definitions = Pointer::new("/definitions");
                    rest.push((schema, definitions.child(name).write()));
                }
                continue;
            }
            required.extend(schema.required.texts().unwrap_or_default());
            let declared_in: std::rc::Rc<str> = base.as_str().into();
            for (name, schema) in schema.properties.iter().flat_map(|entries| &entries.0) {
                let property = Property {
                    name,
                    schema,
                    required: false,
                    declared_in: declared_in.clone(),
                };
                match places.get(&**name) {
                    Some(&place) => found[place] = property,
                    None => {
                        places.insert(&**name, found.len());
                        found.push(property);
                    }
                }
            }
            let parts = schema.all_of.as_deref().unwrap_or_default();
            let list = at.child("allOf");
            for (index, part) in parts.iter().enumerate().rev() {
                if let Some(part) = part.object() {
                    rest.push((part, list.child(&index.to_string()).write()));
                }
            }
        }
        for property in &mut found {
            property.required = required.contains(property.name);
        }
        (!found.is_empty()).then_some(found)
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
        _ if schema.values.texts().is_some() => Some("string"),
        _ => None,
    }
}

/// Whether it is an object with properties of its own or of its parts.
fn is_record(schema: &Schema<'_>) -> bool {
    let has_properties = |schema: &Schema<'_>| {
        schema
            .properties
            .as_ref()
            .is_some_and(|entries| !entries.0.is_empty())
    };
    let parts = schema.all_of.as_deref().unwrap_or_default();
    let is_object = !matches!(&schema.ty, Leaf::Text(name) if name != "object");
    is_object
        && (has_properties(schema)
            || parts.iter().filter_map(Node::object).any(|part| {
                has_properties(part) || part.reference != Leaf::Absent || is_record(part)
            }))
}

fn text_type(schema: &Schema<'_>) -> Type {
    match schema.format.text() {
        // The Platform means a whole timestamp by `time`, as its answers show.
        Some("date-time" | "time") => Type::Timestamp,
        Some("date") => Type::Date,
        _ => Type::String,
    }
}
