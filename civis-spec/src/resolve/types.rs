//! Schemas to types. Each record and each enum that is reached becomes a draft.
//!
//! | in the document | in the model |
//! |---|---|
//! | an object with properties, in place or as a definition; `allOf` | a record, which keeps undeclared fields |
//! | an object without properties | any JSON, or a map if `additionalProperties` has a schema |
//! | an enum of strings | an enum, which keeps unknown values |
//! | an enum of other values | their type; the values are the `allowed` ones of the field or parameter |
//! | `anyOf`, `oneOf`, responses of several statuses | see [`unions`](super::unions) |
//! | `allOf` without properties | the part that declares the type, see [`parts`](super::parts) |
//! | `nullable`, `x-nullable`, `null` among the types | nothing: every field may be null |
//! | `discriminator` | nothing: the record has the properties of all alternatives |
//! | a definition that contains itself | a boxed field; a list or map of itself is one of any JSON |
//! | anything else | any JSON |

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::error::Problem;
use crate::model::{Type, TypeId};
use crate::parse::Parsed;
use crate::parse::document::Schema;
use crate::parse::nodes::{Leaf, Node};
use crate::pointer::Pointer;
use crate::resolve::definitions::{Definitions, MAX_DEPTH};
use crate::resolve::draft::{Draft, DraftField, DraftKind, NameSource};
use crate::resolve::elsewhere::Parts;
use crate::resolve::keywords::{
    SchemaAt, alternatives, is_secret, known_texts, text_type, type_name, type_names, wrapped,
    wrong_type,
};
use crate::resolve::properties::{Property, Root};
use crate::resolve::reference::naming_keys;
use crate::resolve::unions::{Union, scalar_of};

/// The site of a schema: its pointer, the source of its name, and how many schemas contain it.
#[derive(Clone, Copy)]
struct Site<'s> {
    at: Pointer<'s>,
    name_source: &'s NameSource,
    depth: usize,
}

impl<'s> Site<'s> {
    fn new(at: Pointer<'s>, name_source: &'s NameSource) -> Self {
        Self {
            at,
            name_source,
            depth: 0,
        }
    }

    /// The site of a schema inside.
    fn inner(&self, at: Pointer<'s>) -> Self {
        Self {
            at,
            depth: self.depth + 1,
            ..*self
        }
    }
}

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
    pub(crate) fn new(parsed: &'a Parsed<'a>, parts: &'a Parts<'a>, is_platform: bool) -> Self {
        Self {
            definitions: Definitions::new(parsed, parts, is_platform),
            resolved: BTreeMap::new(),
            drafts: Vec::new(),
            records: BTreeMap::new(),
            waiting: VecDeque::new(),
        }
    }

    /// Resolves the properties of all records that were reached. Returns the drafts and the
    /// warnings, or the errors if there are any.
    pub(crate) fn finish(mut self) -> Result<(Vec<Draft>, Vec<Problem>), Vec<Problem>> {
        while let Some((id, roots)) = self.waiting.pop_front() {
            let properties = self.definitions.properties_of(roots);
            let fields = properties
                .iter()
                .map(|property| self.field(id, property))
                .collect();
            self.drafts[id.0].kind = DraftKind::Record(fields);
        }
        let warnings = self.definitions.problems.into_result()?;
        Ok((self.drafts, warnings))
    }

    fn field(&mut self, id: TypeId, property: &Property<'a>) -> DraftField {
        let name_source = NameSource::Property(id, property.name.to_owned());
        let ty = self.property(property, &name_source);
        DraftField {
            wire: property.name.to_owned(),
            required: property.required,
            secret: self
                .definitions
                .effective(property.schema)
                .is_some_and(is_secret),
            description: property.description(),
            allowed: self.definitions.allowed(property.schema, &ty),
            ty,
        }
    }

    /// The type of a property.
    pub(crate) fn property(&mut self, property: &Property<'a>, name_source: &NameSource) -> Type {
        let own = property.located();
        let site = Site::new(Pointer::new(&own.at), name_source);
        if property.others.is_empty() {
            return self.schema_at(own.node, site);
        }
        let mut all = vec![own.clone()];
        all.extend_from_slice(&property.others);
        let union = self.definitions.union(&all);
        self.union(union, own.node, site)
    }

    /// The type of a response, whose schema may differ from status to status.
    pub(crate) fn responses(
        &mut self,
        responses: &[SchemaAt<'a>],
        name_source: &NameSource,
    ) -> Option<Type> {
        let first = responses.first()?;
        let site = Site::new(Pointer::new(&first.at), name_source);
        if responses.len() == 1 {
            return Some(self.schema_at(first.node, site));
        }
        let union = self.definitions.union_of_responses(responses);
        Some(self.union(union, first.node, site))
    }

    /// The type of a schema.
    pub(crate) fn schema(
        &mut self,
        node: &'a Node<Schema<'a>>,
        at: &Pointer<'_>,
        name_source: &NameSource,
    ) -> Type {
        self.schema_at(node, Site::new(*at, name_source))
    }

    /// The type of a parameter that is itself a schema.
    pub(crate) fn object(
        &mut self,
        schema: &'a Schema<'a>,
        at: &Pointer<'_>,
        name_source: &NameSource,
    ) -> Type {
        self.object_at(schema, Site::new(*at, name_source))
    }

    fn schema_at(&mut self, node: &'a Node<Schema<'a>>, site: Site<'_>) -> Type {
        match node.object().filter(|_| site.depth < MAX_DEPTH) {
            None => Type::Any,
            Some(schema) => match &schema.reference {
                Leaf::Absent => self.object_at(schema, site),
                Leaf::Text(reference) => self.reference(reference, site),
                _ => {
                    let at = site.at.child("$ref");
                    let problems = &mut self.definitions.problems;
                    problems.warn(&at, "a reference is not text");
                    Type::Any
                }
            },
        }
    }

    fn object_at(&mut self, schema: &'a Schema<'a>, site: Site<'_>) -> Type {
        let at = site.at;
        if let Some((part, keyword, index)) = wrapped(schema) {
            let (list, index) = (at.child(keyword), index.to_string());
            return self.schema_at(part, site.inner(list.child(&index)));
        }
        if let Some(message) = wrong_type(schema) {
            self.definitions.problems.warn(&at.child("type"), &message);
            return Type::Any;
        }
        match self.definitions.typed_part(schema, &at) {
            Ok(None) => {}
            Ok(Some(part)) => {
                return self.schema_at(part.node, site.inner(Pointer::new(&part.at)));
            }
            Err(message) => {
                self.definitions.problems.warn(&at.child("allOf"), &message);
                return Type::Any;
            }
        }
        match type_name(schema) {
            _ if self.definitions.is_record(schema, &at) => self.record(schema, site),
            Some("string") => match known_texts(schema) {
                Some(values) => self.enumeration(schema, &values, site),
                None => text_type(schema, self.definitions.is_platform),
            },
            Some("integer") => Type::Integer,
            Some("number") => Type::Number,
            Some("boolean") => Type::Boolean,
            Some("file") => Type::File,
            Some("array") => {
                let item = schema.items.as_ref().map_or(Type::Any, |items| {
                    self.schema_at(items, site.inner(at.child("items")))
                });
                Type::List(Box::new(item))
            }
            Some("object") => {
                let value = schema.additional.as_ref().map_or(Type::Any, |value| {
                    self.schema_at(value, site.inner(at.child("additionalProperties")))
                });
                match value {
                    // A map of any values is any JSON.
                    Type::Any => Type::Any,
                    value => Type::Map(Box::new(value)),
                }
            }
            _ => {
                let alternatives = alternatives(schema, &at);
                let Some(first) = alternatives.first() else {
                    return scalar_of(&type_names(schema)).unwrap_or(Type::Any);
                };
                let union = self.definitions.union(&alternatives);
                self.union(union, first.node, site.inner(Pointer::new(&first.at)))
            }
        }
    }

    /// The type of a union of schemas, given the first of them and its site.
    fn union(&mut self, union: Union<'a>, first: &'a Node<Schema<'a>>, site: Site<'_>) -> Type {
        let undescribed = Schema::default();
        match union {
            Union::First => self.schema_at(first, site),
            Union::Record(roots) => Type::Record(self.record_of(&undescribed, site, roots)),
            Union::Enum(values) => self.enumeration(&undescribed, &values, site),
            Union::Plain(ty) => ty,
        }
    }

    fn record(&mut self, schema: &'a Schema<'a>, site: Site<'_>) -> Type {
        let address = std::ptr::from_ref(schema);
        if let Some(id) = self.records.get(&address) {
            return Type::Record(*id);
        }
        let root = Root::new(schema, site.at.write(), false);
        let id = self.record_of(schema, site, vec![root]);
        self.records.insert(address, id);
        Type::Record(id)
    }

    fn record_of(&mut self, schema: &Schema<'_>, site: Site<'_>, roots: Vec<Root<'a>>) -> TypeId {
        let id = self.draft(schema, site, DraftKind::Record(Vec::new()));
        self.waiting.push_back((id, roots));
        id
    }

    fn enumeration(&mut self, schema: &Schema<'_>, values: &[&str], site: Site<'_>) -> Type {
        let mut seen = BTreeSet::new();
        let known = values.iter().filter(|value| seen.insert(**value));
        let known = known.map(|value| (*value).to_owned()).collect();
        Type::Enum(self.draft(schema, site, DraftKind::Enum(known)))
    }

    fn draft(&mut self, schema: &Schema<'_>, site: Site<'_>, kind: DraftKind) -> TypeId {
        let source = match site.name_source {
            NameSource::Definition(name) => name.clone(),
            _ => site.at.write(),
        };
        self.drafts.push(Draft {
            name_source: site.name_source.clone(),
            source,
            description: schema.description.prose(),
            kind,
        });
        TypeId(self.drafts.len() - 1)
    }

    /// The type of a definition.
    fn reference(&mut self, reference: &'a str, site: Site<'_>) -> Type {
        let Some((key, node)) = self.definitions.get(reference, &site.at) else {
            return Type::Any;
        };
        match self.resolved.get(key) {
            Some(Some(ty)) => return ty.clone(),
            // A list or map of itself is one of any JSON.
            Some(None) => {
                if self.definitions.is_circular(node, &site.at) {
                    let message = format!("`{reference}` refers to itself and declares nothing");
                    self.definitions.problems.warn(&site.at, &message);
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
        let target = Site {
            at,
            name_source: &name_source,
            depth: site.depth + 1,
        };
        let ty = self.schema_at(node, target);
        self.resolved.insert(key, Some(ty.clone()));
        ty
    }
}
