//! Schemas to types. Each record and each enum that is reached becomes a draft.
//!
//! | in the document | in the model |
//! |---|---|
//! | an object with properties, in place or as a definition; `allOf` | a record, which keeps undeclared fields |
//! | an object without properties | any JSON, or a map if `additionalProperties` has a schema |
//! | an enum of strings | an enum, which keeps unknown values |
//! | an enum of other values | their type; the values are the `allowed` ones of the field or parameter |
//! | `anyOf`, `oneOf`, responses of several statuses | see [`unions`](super::unions) |
//! | `nullable`, `x-nullable`, `null` among the types | nothing: every field may be null |
//! | `discriminator` | nothing: the record has the properties of all alternatives |
//! | a definition that contains itself | a boxed field; a list or map of itself is one of any JSON |
//! | anything else | any JSON |

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::error::Problem;
use crate::model::{Type, TypeId};
use crate::parse::document::{Document, Schema};
use crate::parse::nodes::Node;
use crate::resolve::definitions::{Definitions, MAX_DEPTH};
use crate::resolve::draft::{Draft, DraftField, DraftKind, NameSource};
use crate::resolve::keywords::{
    SchemaAt, alternatives, known_texts, text_type, type_name, wrapped,
};
use crate::resolve::pointer::Pointer;
use crate::resolve::properties::{Property, Root};
use crate::resolve::reference::naming_keys;
use crate::resolve::unions::Union;

pub(crate) struct TypeResolver<'a> {
    pub(crate) definitions: Definitions<'a>,
    /// The type of each definition, `None` while it is being resolved.
    resolved: BTreeMap<&'a str, Option<Type>>,
    drafts: Vec<Draft>,
    /// The draft of each schema of a record, by its address: a property of a part occurs in
    /// every object composed of the part, which may be the property itself.
    records: BTreeMap<*const Schema<'a>, TypeId>,
    /// Records whose properties are not resolved yet.
    waiting: VecDeque<(TypeId, Vec<Root<'a>>)>,
}

impl<'a> TypeResolver<'a> {
    pub(crate) fn new(document: &'a Document<'a>) -> Self {
        Self {
            definitions: Definitions::new(document),
            resolved: BTreeMap::new(),
            drafts: Vec::new(),
            records: BTreeMap::new(),
            waiting: VecDeque::new(),
        }
    }

    /// Resolves the properties of all records that were reached. Returns the drafts, or the
    /// problems if there are any.
    pub(crate) fn finish(mut self) -> Result<Vec<Draft>, Vec<Problem>> {
        while let Some((id, roots)) = self.waiting.pop_front() {
            let properties = self.definitions.properties_of(roots);
            let fields = properties
                .iter()
                .map(|property| self.field(id, property))
                .collect();
            self.drafts[id.0].kind = DraftKind::Record(fields);
        }
        let problems = self.definitions.problems.into_list();
        match problems.is_empty() {
            true => Ok(self.drafts),
            false => Err(problems),
        }
    }

    fn field(&mut self, id: TypeId, property: &Property<'a>) -> DraftField {
        let name_source = NameSource::Property(id, property.name.to_owned());
        let ty = self.property(property, &name_source);
        DraftField {
            wire: property.name.to_owned(),
            required: property.required,
            description: property.description(),
            allowed: self.definitions.allowed(property.schema, &ty),
            ty,
        }
    }

    /// The type of a property.
    pub(crate) fn property(&mut self, property: &Property<'a>, name_source: &NameSource) -> Type {
        let own = property.located();
        if property.others.is_empty() {
            return self.schema(own.node, &Pointer::new(&own.at), name_source);
        }
        let mut all = vec![own];
        all.extend_from_slice(&property.others);
        let union = self.definitions.union(&all);
        self.union(union, &all, name_source, 0)
    }

    /// The type of a response, whose schema may differ from status to status.
    pub(crate) fn responses(
        &mut self,
        responses: &[SchemaAt<'a>],
        name_source: &NameSource,
    ) -> Option<Type> {
        match responses {
            [] => None,
            [one] => Some(self.schema(one.node, &Pointer::new(&one.at), name_source)),
            several => {
                let union = self.definitions.union_of_responses(several);
                Some(self.union(union, several, name_source, 0))
            }
        }
    }

    /// The type of a schema.
    pub(crate) fn schema(
        &mut self,
        node: &'a Node<Schema<'a>>,
        at: &Pointer<'_>,
        name_source: &NameSource,
    ) -> Type {
        self.schema_within(node, at, name_source, 0)
    }

    /// The type of a parameter that is itself a schema.
    pub(crate) fn object(
        &mut self,
        schema: &'a Schema<'a>,
        at: &Pointer<'_>,
        name_source: &NameSource,
    ) -> Type {
        self.object_within(schema, at, name_source, 0)
    }

    fn schema_within(
        &mut self,
        node: &'a Node<Schema<'a>>,
        at: &Pointer<'_>,
        name_source: &NameSource,
        depth: usize,
    ) -> Type {
        let Some(schema) = node.object().filter(|_| depth < MAX_DEPTH) else {
            return Type::Any;
        };
        if let Some(reference) = schema.reference.text() {
            return self.reference(reference, at, depth);
        }
        self.object_within(schema, at, name_source, depth)
    }

    fn object_within(
        &mut self,
        schema: &'a Schema<'a>,
        at: &Pointer<'_>,
        name_source: &NameSource,
        depth: usize,
    ) -> Type {
        if let Some((part, keyword, index)) = wrapped(schema) {
            let list = at.child(keyword);
            let index = index.to_string();
            return self.schema_within(part, &list.child(&index), name_source, depth + 1);
        }
        match type_name(schema) {
            _ if self.definitions.is_record(schema, at) => self.record(schema, at, name_source),
            Some("string") => match known_texts(schema) {
                Some(values) => self.enumeration(schema, &values, at, name_source),
                None => text_type(schema),
            },
            Some("integer") => Type::Integer,
            Some("number") => Type::Number,
            Some("boolean") => Type::Boolean,
            Some("file") => Type::File,
            Some("array") => {
                let at = at.child("items");
                let item = self.inner(schema.items.as_ref(), &at, name_source, depth);
                Type::List(Box::new(item))
            }
            Some("object") => {
                let at = at.child("additionalProperties");
                match self.inner(schema.additional.as_ref(), &at, name_source, depth) {
                    // A map of any values is any JSON.
                    Type::Any => Type::Any,
                    value => Type::Map(Box::new(value)),
                }
            }
            _ => {
                let alternatives = alternatives(schema, at);
                if alternatives.is_empty() {
                    return Type::Any;
                }
                let union = self.definitions.union(&alternatives);
                self.union(union, &alternatives, name_source, depth + 1)
            }
        }
    }

    /// The type of items or values.
    fn inner(
        &mut self,
        node: Option<&'a Node<Schema<'a>>>,
        at: &Pointer<'_>,
        name_source: &NameSource,
        depth: usize,
    ) -> Type {
        node.map_or(Type::Any, |node| {
            self.schema_within(node, at, name_source, depth + 1)
        })
    }

    /// The type of a union of schemas.
    fn union(
        &mut self,
        union: Union<'a>,
        alternatives: &[SchemaAt<'a>],
        name_source: &NameSource,
        depth: usize,
    ) -> Type {
        let [first, ..] = alternatives else {
            return Type::Any;
        };
        let at = &Pointer::new(&first.at);
        let undescribed = Schema::default();
        match union {
            Union::First => self.schema_within(first.node, at, name_source, depth),
            Union::Record(roots) => self.record_of(&undescribed, at, name_source, roots),
            Union::Enum(values) => self.enumeration(&undescribed, &values, at, name_source),
            Union::Plain(ty) => ty,
        }
    }

    fn record(&mut self, schema: &'a Schema<'a>, at: &Pointer<'_>, source: &NameSource) -> Type {
        if let Some(id) = self.records.get(&std::ptr::from_ref(schema)) {
            return Type::Record(*id);
        }
        let root = Root::new(schema, at.write(), false);
        let ty = self.record_of(schema, at, source, vec![root]);
        if let Type::Record(id) = ty {
            self.records.insert(std::ptr::from_ref(schema), id);
        }
        ty
    }

    fn record_of(
        &mut self,
        schema: &Schema<'_>,
        at: &Pointer<'_>,
        name_source: &NameSource,
        roots: Vec<Root<'a>>,
    ) -> Type {
        let id = self.draft(schema, at, name_source, DraftKind::Record(Vec::new()));
        self.waiting.push_back((id, roots));
        Type::Record(id)
    }

    fn enumeration(
        &mut self,
        schema: &Schema<'_>,
        values: &[&str],
        at: &Pointer<'_>,
        name_source: &NameSource,
    ) -> Type {
        let mut seen = BTreeSet::new();
        let known = values.iter().filter(|value| seen.insert(**value));
        let known = known.map(|value| (*value).to_owned()).collect();
        Type::Enum(self.draft(schema, at, name_source, DraftKind::Enum(known)))
    }

    fn draft(
        &mut self,
        schema: &Schema<'_>,
        at: &Pointer<'_>,
        name_source: &NameSource,
        kind: DraftKind,
    ) -> TypeId {
        let source = match name_source {
            NameSource::Definition(name) => name.clone(),
            _ => at.write(),
        };
        self.drafts.push(Draft {
            name_source: name_source.clone(),
            source,
            description: schema.description.prose(),
            kind,
        });
        TypeId(self.drafts.len() - 1)
    }

    /// The type of a definition.
    fn reference(&mut self, reference: &'a str, at: &Pointer<'_>, depth: usize) -> Type {
        let Some((key, node)) = self.definitions.get(reference, at) else {
            return Type::Any;
        };
        match self.resolved.get(key) {
            Some(Some(ty)) => return ty.clone(),
            // A list or map of itself is one of any JSON.
            Some(None) => {
                if self.definitions.is_circular(node, at) {
                    let message = format!("`{reference}` refers to itself and declares nothing");
                    self.definitions.report(at, message);
                }
                return Type::Any;
            }
            None => {}
        }
        self.resolved.insert(key, None);
        let base = self.definitions.pointer(key);
        let at = Pointer::new(&base);
        let name_source = match node.object() {
            // A definition that is a reference has the name of its target.
            Some(schema) if schema.reference.text().is_some() => NameSource::Inside(Vec::new()),
            _ if key.starts_with("#/") => {
                NameSource::Inside(naming_keys(key, self.definitions.dialect.schemas()))
            }
            Some(schema)
                if !schema.known().is_empty() || self.definitions.is_record(schema, &at) =>
            {
                NameSource::Definition(key.to_owned())
            }
            _ => NameSource::Inside(vec![key.to_owned()]),
        };
        let ty = self.schema_within(node, &at, &name_source, depth + 1);
        self.resolved.insert(key, Some(ty.clone()));
        ty
    }
}
