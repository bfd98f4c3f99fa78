//! The shared parts of a document (`parameters`, `responses`, `requestBodies`) that
//! operations refer to, and the defaults for all operations (`consumes`, `produces`).

use std::collections::BTreeMap;

use crate::parse::document::{Document, Response, SHARED_BODIES, Schema};
use crate::parse::nodes::{Entries, Leaf, Node};
use crate::platform_facts::is_platform;
use crate::resolve::pointer::Pointer;
use crate::resolve::problems::Problems;
use crate::resolve::reference::{entry_key, entry_pointer, unresolved};

/// The shared parts of a document.
pub(crate) struct Shared<'a> {
    parameters: Folder<'a, Schema<'a>>,
    responses: Folder<'a, Response<'a>>,
    bodies: Folder<'a, Schema<'a>>,
    /// Whether the document is the Platform's.
    pub(crate) is_platform: bool,
    /// The media types of bodies, for operations that declare none.
    pub(crate) consumes: &'a Leaf<'a>,
    /// The media types of responses, for operations that declare none.
    pub(crate) produces: &'a Leaf<'a>,
}

impl<'a> Shared<'a> {
    pub(crate) fn new(document: &'a Document<'a>) -> Self {
        let dialect = document.dialect;
        let title = document.info.object().and_then(|info| info.title.text());
        Self {
            is_platform: is_platform(title, document.host.text()),
            parameters: Folder::new(dialect.parameters(), "parameter", &document.parameters),
            responses: Folder::new(dialect.responses(), "response", &document.responses),
            bodies: Folder::new(SHARED_BODIES, "body", &document.bodies),
            consumes: &document.consumes,
            produces: &document.produces,
        }
    }

    /// A parameter, and its pointer if it is a shared one behind a reference. Reports a
    /// reference to none.
    pub(crate) fn parameter(
        &self,
        node: &'a Node<Schema<'a>>,
        at: &Pointer<'_>,
        problems: &mut Problems,
    ) -> Option<(&'a Schema<'a>, Option<String>)> {
        let reference = |schema: &'a Schema<'a>| &schema.reference;
        self.parameters.find(node, reference, at, problems)
    }

    /// A body, like [`parameter`](Self::parameter).
    pub(crate) fn body(
        &self,
        node: &'a Node<Schema<'a>>,
        at: &Pointer<'_>,
        problems: &mut Problems,
    ) -> Option<(&'a Schema<'a>, Option<String>)> {
        let reference = |schema: &'a Schema<'a>| &schema.reference;
        self.bodies.find(node, reference, at, problems)
    }

    /// A response, like [`parameter`](Self::parameter).
    pub(crate) fn response(
        &self,
        node: &'a Node<Response<'a>>,
        at: &Pointer<'_>,
        problems: &mut Problems,
    ) -> Option<(&'a Response<'a>, Option<String>)> {
        let reference = |response: &'a Response<'a>| &response.reference;
        self.responses.find(node, reference, at, problems)
    }
}

/// How many references may lead from an operation to a shared part.
const MAX_HOPS: usize = 100;

/// One folder of shared parts.
struct Folder<'a, T> {
    key: &'static str,
    /// The noun for one part in messages.
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

    /// A part behind references, and its pointer unless that is `at`.
    fn find(
        &self,
        node: &'a Node<T>,
        reference: impl Fn(&'a T) -> &'a Leaf<'a>,
        at: &Pointer<'_>,
        problems: &mut Problems,
    ) -> Option<(&'a T, Option<String>)> {
        let Some(mut part) = node.object() else {
            problems.report(at, format!("the {} is not an object", self.noun));
            return None;
        };
        let mut pointer: Option<String> = None;
        for _ in 0..MAX_HOPS {
            let Some(text) = reference(part).text() else {
                return Some((part, pointer));
            };
            let here = pointer.as_deref().map_or(*at, Pointer::new);
            let at = here.child("$ref");
            let name = entry_key(text, self.key);
            let Some((name, node)) = name.and_then(|name| self.nodes.get_key_value(&*name)) else {
                let names = self.nodes.keys().copied().take(problems.names_to_compare());
                let message = unresolved(text, self.key, names);
                problems.report(&at, message);
                return None;
            };
            part = match node.object() {
                Some(part) => part,
                None => {
                    let message = format!(
                        "refers to the shared {} `{name}`, which is not an object",
                        self.noun
                    );
                    problems.report(&at, message);
                    return None;
                }
            };
            pointer = Some(entry_pointer(self.key, name));
        }
        let message = format!(
            "refers to a shared {} that refers to itself or through too many others",
            self.noun
        );
        problems.report(&at.child("$ref"), message);
        None
    }
}
