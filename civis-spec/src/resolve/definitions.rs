//! The definitions of a document, and the way from a reference to the schema it names.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::Type;
use crate::parse::Parsed;
use crate::parse::document::{Dialect, Schema};
use crate::parse::nodes::{Entries, Leaf, Node};
use crate::pointer::Pointer;
use crate::resolve::elsewhere::{self, Elsewhere, Parts};
use crate::resolve::keywords::{known_texts, type_name, wrapped};
use crate::resolve::problems::Problems;
use crate::resolve::reference::{entry_key, entry_pointer, keys_below, unresolved};

/// How many schemas may contain each other, counting references that are not records.
/// A deeper schema is any JSON.
pub(crate) const MAX_DEPTH: usize = 100;

/// How many schemas and properties are visited in all to compose objects. Published
/// specifications need some thousands. In a hostile one, each definition could contain all
/// the others.
const MAX_STEPS: usize = 500_000;

/// The definitions, and the problems found so far.
pub(crate) struct Definitions<'a> {
    pub(crate) dialect: Dialect,
    pub(crate) is_platform: bool,
    nodes: BTreeMap<&'a str, &'a Node<Schema<'a>>>,
    pub(crate) elsewhere: Elsewhere<'a>,
    pub(crate) problems: Problems,
    /// How many steps are left of [`MAX_STEPS`].
    steps: usize,
    exhausted: bool,
}

impl<'a> Definitions<'a> {
    pub(crate) fn new(parsed: &'a Parsed<'a>, parts: &'a Parts<'a>, is_platform: bool) -> Self {
        let document = &parsed.document;
        let definitions = document.definitions.iter().flat_map(|entries| &entries.0);
        Self {
            dialect: document.dialect,
            is_platform,
            nodes: definitions.map(|(name, node)| (&**name, node)).collect(),
            elsewhere: Elsewhere::new(parsed, parts),
            problems: Problems::default(),
            steps: MAX_STEPS,
            exhausted: false,
        }
    }

    pub(crate) fn report(&mut self, at: &Pointer<'_>, message: impl Into<String>) {
        self.problems.report(at, message);
    }

    /// Counts steps. Returns false, and reports it once, if there were too many.
    pub(crate) fn step(&mut self, count: usize, at: &Pointer<'_>) -> bool {
        let enough = self.steps >= count;
        if !enough && !self.exhausted {
            self.exhausted = true;
            self.report(at, "the definitions are composed of too many parts");
        }
        self.steps = self.steps.saturating_sub(count);
        enough
    }

    /// The definition that a reference names, or another schema, with a unique key: the name of
    /// the definition, or the reference.
    pub(crate) fn find(
        &mut self,
        reference: &'a str,
        at: &Pointer<'_>,
    ) -> Option<(&'a str, &'a Node<Schema<'a>>)> {
        let folder = self.dialect.schemas();
        if let Some(name) = entry_key(reference, folder) {
            let (name, node) = self.nodes.get_key_value(&*name)?;
            return Some((*name, *node));
        }
        let inside = self.find_inside(reference, at);
        let node = inside.or_else(|| self.elsewhere.schema(reference))?;
        Some((reference, node))
    }

    /// The schema inside a definition that a reference names.
    fn find_inside(&mut self, reference: &str, at: &Pointer<'_>) -> Option<&'a Node<Schema<'a>>> {
        let mut keys = keys_below(reference, self.dialect.schemas())?;
        let mut node = *self.nodes.get(&*keys.next()?)?;
        while let Some(key) = keys.next() {
            let schema = node.object()?;
            node = match &*key {
                "items" => schema.items.as_ref()?,
                "additionalProperties" => schema.additional.as_ref()?,
                "allOf" => element(&schema.all_of, keys.next())?,
                "anyOf" => element(&schema.any_of, keys.next())?,
                "oneOf" => element(&schema.one_of, keys.next())?,
                "properties" => self.entry(&schema.properties, keys.next(), at)?,
                "$defs" => self.entry(&schema.defs, keys.next(), at)?,
                _ => return None,
            };
        }
        Some(node)
    }

    fn entry(
        &mut self,
        entries: &'a Option<Entries<'a, Schema<'a>>>,
        name: Option<String>,
        at: &Pointer<'_>,
    ) -> Option<&'a Node<Schema<'a>>> {
        let (entries, name) = (&entries.as_ref()?.0, name?);
        if !self.step(entries.len(), at) {
            return None;
        }
        Some(&entries.iter().find(|(one, _)| **one == name)?.1)
    }

    /// Like [`find`](Self::find), but warns of a reference that names nothing.
    pub(crate) fn get(
        &mut self,
        reference: &'a str,
        at: &Pointer<'_>,
    ) -> Option<(&'a str, &'a Node<Schema<'a>>)> {
        let found = self.find(reference, at);
        let here = at.child("$ref");
        if found.is_none() && !self.problems.is_known(&here) {
            let folder = self.dialect.schemas();
            let names = self.nodes.keys().copied();
            let names = names.take(self.problems.names_to_compare());
            let message = unresolved(reference, folder, names);
            self.problems.warn(&here, &message);
        }
        found
    }

    /// The pointer to what [`find`](Self::find) returned under this key.
    pub(crate) fn pointer(&self, key: &str) -> String {
        match key.strip_prefix('#') {
            Some(pointer) if pointer.starts_with('/') => elsewhere::pointer(key),
            _ => entry_pointer(self.dialect.schemas(), key),
        }
    }

    /// The schema behind references and wrappers.
    pub(crate) fn effective(&mut self, node: &'a Node<Schema<'a>>) -> Option<&'a Schema<'a>> {
        let root = Pointer::new("");
        let mut node = node;
        for _ in 0..MAX_DEPTH {
            let schema = node.object()?;
            node = match (schema.reference.text(), wrapped(schema)) {
                (Some(reference), _) => self.find(reference, &root)?.1,
                (None, Some((part, ..))) => part,
                (None, None) => return Some(schema),
            };
        }
        None
    }

    /// Whether a definition refers to itself without a list or map between.
    pub(crate) fn is_circular(&mut self, node: &'a Node<Schema<'a>>, at: &Pointer<'_>) -> bool {
        let mut node = node;
        for _ in 0..=self.nodes.len() + MAX_DEPTH {
            let Some(schema) = node.object() else {
                return false;
            };
            node = match (schema.reference.text(), wrapped(schema)) {
                (Some(reference), _) => match self.find(reference, at) {
                    Some((_, node)) => node,
                    None => return false,
                },
                (None, Some((part, ..))) => part,
                _ => return false,
            };
        }
        true
    }

    /// The known values of a schema, or of the items of a list, unless the type declares
    /// them itself.
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
            // An unknown reference is reported where the type is resolved.
            let Some(schema) = self.effective(node) else {
                break;
            };
            match schema.items.as_ref() {
                Some(items) => node = items,
                None => return known_values(schema),
            }
        }
        Vec::new()
    }

    /// Like [`allowed`](Self::allowed), for a parameter that is itself a schema.
    pub(crate) fn allowed_of_parameter(&mut self, schema: &'a Schema<'a>, ty: &Type) -> Vec<Value> {
        match schema.items.as_ref() {
            Some(items) => self.allowed(items, ty),
            None => known_values(schema),
        }
    }
}

/// The known values of a schema that is not an enum of strings.
fn known_values(schema: &Schema<'_>) -> Vec<Value> {
    let is_enum = type_name(schema) == Some("string") && known_texts(schema).is_some();
    let known = schema.known().iter().filter(|_| !is_enum);
    known.filter_map(Leaf::scalar).collect()
}

fn element<T>(list: &Option<Vec<T>>, index: Option<String>) -> Option<&T> {
    list.as_ref()?.get(index?.parse::<usize>().ok()?)
}
