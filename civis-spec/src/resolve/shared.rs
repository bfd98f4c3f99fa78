//! The shared parts of a document (`parameters`, `responses`, `requestBodies`), to
//! which operations refer, and what holds for those that say nothing (`consumes`).

use std::collections::BTreeMap;

use crate::parse::document::{Answer, Document, Schema};
use crate::parse::nodes::{Entries, Leaf, Node};
use crate::parse::openapi::BODIES;
use crate::parse::pointer::{Pointer, referenced};
use crate::resolve::references::unresolved;
use crate::resolve::schemas::Resolver;

/// The shared parts of a document.
pub(crate) struct Shared<'a> {
    parameters: Folder<'a, Schema<'a>>,
    answers: Folder<'a, Answer<'a>>,
    bodies: Folder<'a, Schema<'a>>,
    /// The media types of bodies, for operations that declare none.
    pub(crate) consumes: &'a Leaf<'a>,
    /// Those of answers, likewise.
    pub(crate) produces: &'a Leaf<'a>,
}

impl<'a> Shared<'a> {
    pub(crate) fn new(document: &'a Document<'a>) -> Self {
        let dialect = document.dialect;
        Self {
            parameters: Folder::new(dialect.parameters(), "parameter", &document.parameters),
            answers: Folder::new(dialect.answers(), "answer", &document.responses),
            bodies: Folder::new(BODIES, "body", &document.bodies),
            consumes: &document.consumes,
            produces: &document.produces,
        }
    }

    /// A parameter, and the pointer of a shared one behind a reference; nothing, and a
    /// problem, where there is none.
    pub(crate) fn parameter(
        &self,
        node: &'a Node<Schema<'a>>,
        at: &Pointer<'_>,
        resolver: &mut Resolver<'a>,
    ) -> Option<(&'a Schema<'a>, Option<String>)> {
        let reference = |schema: &'a Schema<'a>| &schema.reference;
        self.parameters.find(node, reference, at, resolver)
    }

    /// A body, likewise.
    pub(crate) fn body(
        &self,
        node: &'a Node<Schema<'a>>,
        at: &Pointer<'_>,
        resolver: &mut Resolver<'a>,
    ) -> Option<(&'a Schema<'a>, Option<String>)> {
        let reference = |schema: &'a Schema<'a>| &schema.reference;
        self.bodies.find(node, reference, at, resolver)
    }

    /// An answer, likewise.
    pub(crate) fn answer(
        &self,
        node: &'a Node<Answer<'a>>,
        at: &Pointer<'_>,
        resolver: &mut Resolver<'a>,
    ) -> Option<(&'a Answer<'a>, Option<String>)> {
        let reference = |answer: &'a Answer<'a>| &answer.reference;
        self.answers.find(node, reference, at, resolver)
    }
}

/// How many references may lie between an operation and a shared part.
const MAX_HOPS: usize = 100;

/// One folder of shared parts.
struct Folder<'a, T> {
    key: &'static str,
    /// What one of them is called in messages.
    noun: &'static str,
    nodes: BTreeMap<&'a str, &'a Node<T>>,
}

impl<'a, T> Folder<'a, T> {
    fn new(key: &'static str, noun: &'static str, nodes: &'a Option<Entries<'a, T>>) -> Self {
        let nodes = nodes.iter().flat_map(|entries| &entries.0);
        Self {
            key,
            noun,
            nodes: nodes.map(|(name, node)| (&**name, node)).collect(),
        }
    }

    /// A part behind references, and its pointer if that is another than `at`; nothing,
    /// and a problem, where there is none.
    fn find(
        &self,
        node: &'a Node<T>,
        reference: impl Fn(&'a T) -> &'a Leaf<'a>,
        at: &Pointer<'_>,
        resolver: &mut Resolver<'a>,
    ) -> Option<(&'a T, Option<String>)> {
        let Some(mut part) = node.object() else {
            resolver.report(at, format!("the {} is not an object", self.noun));
            return None;
        };
        let mut place: Option<String> = None;
        for _ in 0..MAX_HOPS {
            let Some(text) = reference(part).text() else {
                return Some((part, place));
            };
            let here = place.as_deref().map_or(*at, Pointer::new);
            let at = here.child("$ref");
            let name = referenced(text, self.key);
            let Some((name, node)) = name.and_then(|name| self.nodes.get_key_value(&*name)) else {
                let names = self.nodes.keys().copied().take(resolver.suggested());
                let message = unresolved(text, self.key, names);
                resolver.report(&at, message);
                return None;
            };
            part = match node.object() {
                Some(part) => part,
                None => {
                    let message = format!(
                        "refers to the shared {} `{name}`, which is not an object",
                        self.noun
                    );
                    resolver.report(&at, message);
                    return None;
                }
            };
            place = Some(folder_entry(self.key, name));
        }
        let message = format!(
            "refers to a shared {} that refers to itself, or round many others",
            self.noun
        );
        resolver.report(&at.child("$ref"), message);
        None
    }
}

/// The pointer of an entry of a folder of the document.
pub(crate) fn folder_entry(folder: &str, name: &str) -> String {
    let folder = format!("/{folder}");
    Pointer::new(&folder).child(name).write()
}
