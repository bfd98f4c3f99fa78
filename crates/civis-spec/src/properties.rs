//! What objects declare: their own properties, and those of all their parts.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::document::{Leaf, Node, Schema};
use crate::pointer::Pointer;
use crate::schemas::Resolver;

/// A declared property.
#[derive(Clone)]
pub(crate) struct Property<'a> {
    pub(crate) name: &'a str,
    pub(crate) schema: &'a Node<Schema<'a>>,
    pub(crate) required: bool,
    /// Pointer to the object that declares it.
    pub(crate) declared_in: Rc<str>,
}

impl Property<'_> {
    pub(crate) fn description(&self) -> Option<String> {
        self.schema.object()?.description.prose()
    }
}

// Both walks keep a stack of their own, so that no document can exhaust the
// program's.
impl<'a> Resolver<'a> {
    /// Whether a schema is an object with properties of its own or of its parts,
    /// behind references.
    pub(crate) fn is_record(&mut self, schema: &'a Schema<'a>, at: &Pointer<'_>) -> bool {
        let mut seen = HashSet::new();
        let mut rest = vec![schema];
        while let Some(schema) = rest.pop() {
            if let Some(reference) = schema.reference.text() {
                let Some((name, node)) = self.defined(reference) else {
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
        }
        false
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
        let mut rest: Vec<(&'a Schema<'a>, String)> = vec![(schema, at.write())];
        while let Some((schema, base)) = rest.pop() {
            let at = Pointer::new(&base);
            if let Some(reference) = schema.reference.text() {
                let Some((name, node)) = self.definition(reference, &at) else {
                    continue;
                };
                // The same part twice adds nothing; a circle adds nothing either.
                if let Some(schema) = node.object()
                    && seen.insert(name)
                {
                    let definitions = Pointer::new("/definitions");
                    rest.push((schema, definitions.child(name).write()));
                }
                continue;
            }
            let own = schema.properties.iter().flat_map(|entries| &entries.0);
            if !self.step(1 + own.clone().count(), &at) {
                break;
            }
            required.extend(schema.required.texts().unwrap_or_default());
            let declared_in: Rc<str> = base.as_str().into();
            for (name, schema) in own {
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

    /// Counts steps; false, with a problem reported, when there were too many.
    fn step(&mut self, count: usize, at: &Pointer<'_>) -> bool {
        let enough = self.steps >= count;
        if !enough && !self.exhausted {
            self.exhausted = true;
            self.report(at, "the definitions are composed of too many parts");
        }
        self.steps = self.steps.saturating_sub(count);
        enough
    }
}
