//! What references name: definitions, and the schemas inside of them.

use crate::name::ident::nearest;
use crate::parse::document::Schema;
use crate::parse::nodes::Node;
use crate::parse::pointer::{Pointer, percent_decoded, referenced, unescaped};
use crate::resolve::schemas::Resolver;
use crate::resolve::shared::folder_entry;

impl<'a> Resolver<'a> {
    /// The definition that a reference names, or the schema inside of one, where there
    /// is one; with what tells it from others: the name, or the reference.
    pub(crate) fn defined(
        &mut self,
        reference: &'a str,
        at: &Pointer<'_>,
    ) -> Option<(&'a str, &'a Node<Schema<'a>>)> {
        let folder = self.dialect.schemas();
        if let Some(name) = referenced(reference, folder) {
            let (name, node) = self.definitions.get_key_value(&*name)?;
            return Some((*name, *node));
        }
        let mut keys = keys_below(reference, folder)?;
        let mut node = *self.definitions.get(&*keys.next()?)?;
        while let Some(key) = keys.next() {
            let schema = node.object()?;
            let entries = match &*key {
                "items" => {
                    node = schema.items.as_ref()?;
                    continue;
                }
                "additionalProperties" => {
                    node = schema.additional.as_ref()?;
                    continue;
                }
                "allOf" | "anyOf" | "oneOf" => {
                    let list = match &*key {
                        "allOf" => &schema.all_of,
                        "anyOf" => &schema.any_of,
                        _ => &schema.one_of,
                    };
                    node = list.as_ref()?.get(keys.next()?.parse::<usize>().ok()?)?;
                    continue;
                }
                "properties" => &schema.properties,
                "$defs" => &schema.defs,
                _ => return None,
            };
            let (entries, name) = (&entries.as_ref()?.0, keys.next()?);
            if !self.step(entries.len(), at) {
                return None;
            }
            node = &entries.iter().find(|(one, _)| **one == name)?.1;
        }
        Some((reference, node))
    }

    /// The definition that a reference names; a problem if there is none.
    pub(crate) fn definition(
        &mut self,
        reference: &'a str,
        at: &Pointer<'_>,
    ) -> Option<(&'a str, &'a Node<Schema<'a>>)> {
        let found = self.defined(reference, at);
        if found.is_none() {
            let folder = self.dialect.schemas();
            let names = self.definitions.keys().copied().take(self.suggested());
            let message = unresolved(reference, folder, names);
            self.report(&at.child("$ref"), message);
        }
        found
    }

    /// The pointer of what [`defined`](Self::defined) found.
    pub(crate) fn pointer_of(&self, name: &str) -> String {
        match name.strip_prefix('#') {
            Some(pointer) if pointer.starts_with('/') => percent_decoded(pointer),
            _ => folder_entry(self.dialect.schemas(), name),
        }
    }
}

/// The keys of a reference below a folder of the document.
fn keys_below<'r>(reference: &'r str, folder: &str) -> Option<impl Iterator<Item = String> + 'r> {
    let path = reference.strip_prefix("#/")?.strip_prefix(folder)?;
    Some(path.strip_prefix('/')?.split('/').map(unescaped))
}

/// The words of a name for what lies inside a definition: what the keys say that are
/// not the document's own.
pub(crate) fn words(reference: &str, folder: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut keys = keys_below(reference, folder).into_iter().flatten();
    words.extend(keys.next());
    while let Some(key) = keys.next() {
        match &*key {
            "properties" | "$defs" | "allOf" | "anyOf" | "oneOf" => words.extend(keys.next()),
            _ => {}
        }
    }
    words
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
