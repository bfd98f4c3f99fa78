//! What objects declare: their own properties, and those of all their parts.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::parse::document::Schema;
use crate::parse::nodes::{Leaf, Node};
use crate::parse::pointer::Pointer;
use crate::resolve::keywords::alternatives;
use crate::resolve::schemas::Resolver;
use crate::resolve::unions::Place;

/// A declared property.
#[derive(Clone)]
pub(crate) struct Property<'a> {
    pub(crate) name: &'a str,
    pub(crate) schema: &'a Node<Schema<'a>>,
    pub(crate) required: bool,
    /// Pointer to the object that declares it.
    declared_in: Rc<str>,
    /// Where alternatives declare it too.
    pub(crate) others: Vec<Place<'a>>,
}

impl<'a> Property<'a> {
    pub(crate) fn description(&self) -> Option<String> {
        self.schema.object()?.description.prose()
    }

    pub(crate) fn place(&self) -> Place<'a> {
        let object = Pointer::new(&self.declared_in);
        let properties = object.child("properties");
        Place::new(self.schema, properties.child(self.name).write())
    }
}

/// An object whose properties are wanted.
pub(crate) struct Root<'a> {
    schema: &'a Schema<'a>,
    at: String,
    /// Whether it is one of several of which any may hold: it demands nothing.
    alternative: bool,
}

impl<'a> Root<'a> {
    pub(crate) fn new(schema: &'a Schema<'a>, at: String, alternative: bool) -> Self {
        Self {
            schema,
            at,
            alternative,
        }
    }
}

/// How deep alternatives may lie in alternatives; what is deeper is no record.
const MAX_ALTERNATIVES: usize = 16;

// Both walks keep a stack of their own, so that no document can exhaust the
// program's.
impl<'a> Resolver<'a> {
    /// Whether a schema is an object with properties of its own or of its parts, or
    /// one of several that all are, behind references.
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
                let Some((name, node)) = self.defined(reference, at) else {
                    // Reported when the properties are collected.
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
            // Each by itself: two may refer to the same.
            let mut seen = seen.clone();
            if !self.is_record_within(schema, at, &mut seen, depth + 1) {
                return false;
            }
            found = true;
        }
        found
    }

    /// The properties that an object declares, with those of what it refers to
    /// and of all its parts and alternatives; `None` where it declares none.
    pub(crate) fn declared(
        &mut self,
        schema: &'a Schema<'a>,
        at: &Pointer<'_>,
    ) -> Option<Vec<Property<'a>>> {
        let found = self.declared_of(vec![Root::new(schema, at.write(), false)]);
        (!found.is_empty()).then_some(found)
    }

    /// The properties that some objects declare together.
    pub(crate) fn declared_of(&mut self, mut roots: Vec<Root<'a>>) -> Vec<Property<'a>> {
        let mut found: Vec<Property<'a>> = Vec::new();
        let mut places: BTreeMap<&'a str, usize> = BTreeMap::new();
        let mut required = BTreeSet::new();
        let mut seen = BTreeSet::new();
        roots.reverse();
        let mut rest = roots;
        while let Some(root) = rest.pop() {
            let Root {
                schema,
                at: base,
                alternative,
            } = root;
            let at = Pointer::new(&base);
            if let Some(reference) = schema.reference.text() {
                let Some((name, node)) = self.definition(reference, &at) else {
                    continue;
                };
                // The same part twice adds nothing; a circle adds nothing either.
                if let Some(schema) = node.object()
                    && seen.insert(name)
                {
                    rest.push(Root::new(schema, self.pointer_of(name), alternative));
                }
                continue;
            }
            let own = schema.properties.iter().flat_map(|entries| &entries.0);
            if !self.step(1 + own.clone().count(), &at) {
                break;
            }
            if !alternative {
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
                match places.get(&**name) {
                    Some(&place) if alternative => found[place].others.push(property.place()),
                    Some(&place) => found[place] = property,
                    None => {
                        places.insert(&**name, found.len());
                        found.push(property);
                    }
                }
            }
            for Place { node, at } in alternatives(schema, &at).into_iter().rev() {
                rest.extend(node.object().map(|schema| Root::new(schema, at, true)));
            }
            let parts = schema.all_of.as_deref().unwrap_or_default();
            let list = at.child("allOf");
            for (index, part) in parts.iter().enumerate().rev() {
                if let Some(part) = part.object() {
                    let at = list.child(&index.to_string()).write();
                    rest.push(Root::new(part, at, alternative));
                }
            }
        }
        for property in &mut found {
            property.required = required.contains(property.name);
        }
        found
    }

    /// Counts steps; false, with a problem reported, when there were too many.
    pub(crate) fn step(&mut self, count: usize, at: &Pointer<'_>) -> bool {
        let enough = self.steps >= count;
        if !enough && !self.exhausted {
            self.exhausted = true;
            self.report(at, "the definitions are composed of too many parts");
        }
        self.steps = self.steps.saturating_sub(count);
        enough
    }
}
