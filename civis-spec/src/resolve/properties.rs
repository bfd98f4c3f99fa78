//! The properties that an object declares: its own, and those of its parts and
//! alternatives, behind references.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::parse::document::Schema;
use crate::parse::nodes::{Leaf, Node};
use crate::pointer::Pointer;
use crate::resolve::definitions::Definitions;
use crate::resolve::keywords::{SchemaAt, alternatives};

/// A declared property.
#[derive(Clone)]
pub(crate) struct Property<'a> {
    pub(crate) name: &'a str,
    pub(crate) schema: &'a Node<Schema<'a>>,
    pub(crate) required: bool,
    /// Pointer to the object that declares it.
    declared_in: Rc<str>,
    /// Further declarations, in alternatives.
    pub(crate) others: Vec<SchemaAt<'a>>,
}

impl<'a> Property<'a> {
    pub(crate) fn description(&self) -> Option<String> {
        self.schema.object()?.description.prose()
    }

    pub(crate) fn located(&self) -> SchemaAt<'a> {
        let object = Pointer::new(&self.declared_in);
        let properties = object.child("properties");
        SchemaAt {
            node: self.schema,
            at: properties.child(self.name).write(),
        }
    }
}

/// An object whose properties are to be collected.
pub(crate) struct Root<'a> {
    schema: &'a Schema<'a>,
    at: String,
    /// Whether it is one of several alternatives. None of its properties is required.
    is_alternative: bool,
}

impl<'a> Root<'a> {
    pub(crate) fn new(schema: &'a Schema<'a>, at: String, is_alternative: bool) -> Self {
        Self {
            schema,
            at,
            is_alternative,
        }
    }
}

/// How deep alternatives may nest. A deeper schema is not a record.
const MAX_ALTERNATIVES: usize = 16;

// Both walks have a stack of their own, so no document can exhaust that of the program.
impl<'a> Definitions<'a> {
    /// Whether a schema is an object with properties, its own or those of its parts, or has
    /// alternatives that all are.
    pub(crate) fn is_record(&mut self, schema: &'a Schema<'a>, at: &Pointer<'_>) -> bool {
        self.is_record_within(schema, at, &mut BTreeSet::new(), 0)
    }

    fn is_record_within(
        &mut self,
        schema: &'a Schema<'a>,
        at: &Pointer<'_>,
        seen: &mut BTreeSet<&'a str>,
        depth: usize,
    ) -> bool {
        let mut rest = vec![schema];
        while let Some(schema) = rest.pop() {
            if let Some(reference) = schema.reference.text() {
                let Some((name, node)) = self.find(reference, at) else {
                    // Reported where the properties are collected.
                    return true;
                };
                if seen.insert(name) && self.step(1, at) {
                    rest.extend(node.object());
                }
                continue;
            }
            if matches!(&schema.ty, Leaf::Text(name) if name != "object") {
                continue;
            }
            let own = schema.properties.as_ref();
            if own.is_some_and(|entries| !entries.0.is_empty()) {
                return true;
            }
            let parts = schema.all_of.as_deref().unwrap_or_default();
            rest.extend(parts.iter().filter_map(Node::object));
            if depth < MAX_ALTERNATIVES && self.are_records(schema, at, seen, depth) {
                return true;
            }
        }
        false
    }

    fn are_records(
        &mut self,
        schema: &'a Schema<'a>,
        at: &Pointer<'_>,
        seen: &BTreeSet<&'a str>,
        depth: usize,
    ) -> bool {
        let mut found = false;
        for (_, _, node) in schema.alternatives() {
            let Some(schema) = node.object().filter(|_| self.step(1 + seen.len(), at)) else {
                return false;
            };
            // A copy for each: two alternatives may refer to the same definition.
            let mut seen = seen.clone();
            if !self.is_record_within(schema, at, &mut seen, depth + 1) {
                return false;
            }
            found = true;
        }
        found
    }

    /// The properties of an object, `None` if it has none.
    pub(crate) fn properties(
        &mut self,
        schema: &'a Schema<'a>,
        at: &Pointer<'_>,
    ) -> Option<Vec<Property<'a>>> {
        let found = self.properties_of(vec![Root::new(schema, at.write(), false)]);
        (!found.is_empty()).then_some(found)
    }

    /// The properties of several objects together.
    pub(crate) fn properties_of(&mut self, mut roots: Vec<Root<'a>>) -> Vec<Property<'a>> {
        let mut found: Vec<Property<'a>> = Vec::new();
        let mut indices: BTreeMap<&'a str, usize> = BTreeMap::new();
        let mut required = BTreeSet::new();
        let mut seen = BTreeSet::new();
        roots.reverse();
        let mut rest = roots;
        while let Some(root) = rest.pop() {
            let Root {
                schema,
                at: base,
                is_alternative,
            } = root;
            let at = Pointer::new(&base);
            if let Some(reference) = schema.reference.text() {
                let Some((name, node)) = self.get(reference, &at) else {
                    continue;
                };
                // A part that was seen, as in a circle, adds nothing.
                if let Some(schema) = node.object()
                    && seen.insert(name)
                {
                    rest.push(Root::new(schema, self.pointer(name), is_alternative));
                }
                continue;
            }
            if schema.reference != Leaf::Absent {
                let message = "a reference is not text";
                self.problems.warn(&at.child("$ref"), message);
            }
            let own = schema.properties.iter().flat_map(|entries| &entries.0);
            if !self.step(1 + own.clone().count(), &at) {
                break;
            }
            if !is_alternative {
                required.extend(schema.required.texts().unwrap_or_default());
            }
            let declared_in: Rc<str> = base.as_str().into();
            for (name, schema) in own {
                let property = Property {
                    name,
                    schema,
                    required: false,
                    declared_in: declared_in.clone(),
                    others: Vec::new(),
                };
                match indices.get(&**name) {
                    Some(&index) if is_alternative => found[index].others.push(property.located()),
                    Some(&index) => found[index] = property,
                    None => {
                        indices.insert(&**name, found.len());
                        found.push(property);
                    }
                }
            }
            for SchemaAt { node, at } in alternatives(schema, &at).into_iter().rev() {
                rest.extend(node.object().map(|schema| Root::new(schema, at, true)));
            }
            let parts = schema.all_of.as_deref().unwrap_or_default();
            let list = at.child("allOf");
            for (index, part) in parts.iter().enumerate().rev() {
                if let Some(part) = part.object() {
                    let at = list.child(&index.to_string()).write();
                    rest.push(Root::new(part, at, is_alternative));
                }
            }
        }
        for property in &mut found {
            property.required = required.contains(property.name);
        }
        found
    }
}
