//! The shared parts of a document (`parameters`, `responses`, `requestBodies`) and those
//! elsewhere that operations refer to, and the defaults for all operations (`consumes`, `produces`).

use std::collections::BTreeMap;

use crate::parse::document::{Document, Response, SHARED_BODIES, Schema};
use crate::parse::nodes::{Entries, Leaf, Node};
use crate::platform_facts::is_platform;
use crate::pointer::Pointer;
use crate::resolve::definitions::Definitions;
use crate::resolve::elsewhere;
use crate::resolve::problems::Problems;
use crate::resolve::reference::{entry_key, entry_pointer, unresolved};

/// The shared parts of a document.
pub(crate) struct SharedParts<'a> {
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

impl<'a> SharedParts<'a> {
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

    /// A parameter, and its pointer if it is behind a reference. A reference to none leaves out
    /// the operation.
    pub(crate) fn parameter(
        &self,
        node: &'a Node<Schema<'a>>,
        at: &Pointer<'_>,
        definitions: &mut Definitions<'a>,
    ) -> Option<(&'a Schema<'a>, Option<String>)> {
        let (elsewhere, problems) = (&definitions.elsewhere, &mut definitions.problems);
        let reference = |schema: &'a Schema<'a>| &schema.reference;
        let find = |reference: &str| elsewhere.parameter(reference);
        self.parameters.find(node, reference, find, at, problems)
    }

    /// A body, like [`parameter`](Self::parameter).
    pub(crate) fn body(
        &self,
        node: &'a Node<Schema<'a>>,
        at: &Pointer<'_>,
        definitions: &mut Definitions<'a>,
    ) -> Option<(&'a Schema<'a>, Option<String>)> {
        let (elsewhere, problems) = (&definitions.elsewhere, &mut definitions.problems);
        let reference = |schema: &'a Schema<'a>| &schema.reference;
        let find = |reference: &str| elsewhere.body(reference);
        self.bodies.find(node, reference, find, at, problems)
    }

    /// A response, like [`parameter`](Self::parameter).
    pub(crate) fn response(
        &self,
        node: &'a Node<Response<'a>>,
        at: &Pointer<'_>,
        definitions: &mut Definitions<'a>,
    ) -> Option<(&'a Response<'a>, Option<String>)> {
        let (elsewhere, problems) = (&definitions.elsewhere, &mut definitions.problems);
        let reference = |response: &'a Response<'a>| &response.reference;
        let find = |reference: &str| elsewhere.response(reference);
        self.responses.find(node, reference, find, at, problems)
    }
}

/// How many references may lead from an operation to a shared part, or from a path to another.
pub(crate) const MAX_HOPS: usize = 100;

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

    /// A part behind references, and its pointer unless that is `at`. What is not in the folder
    /// is found by `elsewhere`.
    fn find(
        &self,
        node: &'a Node<T>,
        reference: impl Fn(&'a T) -> &'a Leaf<'a>,
        elsewhere: impl Fn(&str) -> Option<&'a Node<T>>,
        at: &Pointer<'_>,
        problems: &mut Problems,
    ) -> Option<(&'a T, Option<String>)> {
        let Some(mut part) = node.object() else {
            problems.report(at, format!("the {} is not an object", self.noun));
            return None;
        };
        let mut pointer: Option<String> = None;
        for _ in 0..MAX_HOPS {
            let here = pointer.as_deref().map_or(*at, Pointer::new);
            let at = here.child("$ref");
            let text = match reference(part) {
                Leaf::Absent => return Some((part, pointer)),
                Leaf::Text(text) => text,
                _ => {
                    problems.spoil(&at, "a reference is not text");
                    return None;
                }
            };
            let name = entry_key(text, self.key);
            let named = name.and_then(|name| self.nodes.get_key_value(&*name));
            let (node, target) = match named {
                Some((name, node)) => (*node, entry_pointer(self.key, name)),
                None => match elsewhere(text) {
                    Some(node) => (node, elsewhere::pointer(text)),
                    None => {
                        let names = self.nodes.keys().copied();
                        let names = names.take(problems.names_to_compare());
                        problems.spoil(&at, &unresolved(text, self.key, names));
                        return None;
                    }
                },
            };
            part = match node.object() {
                Some(part) => part,
                None => {
                    let message =
                        format!("`{text}` is no {}, since it is not an object", self.noun);
                    problems.spoil(&at, &message);
                    return None;
                }
            };
            pointer = Some(target);
        }
        let message = format!(
            "refers to a {} that refers to itself or through too many others",
            self.noun
        );
        problems.spoil(&at.child("$ref"), &message);
        None
    }
}
