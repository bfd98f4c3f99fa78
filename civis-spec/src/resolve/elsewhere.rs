//! Parts of a document that references name outside the folders of shared parts, as in
//! `#/components/parameters/Limit/schema` and `#/paths/~1jobs/get/responses/200`.
//!
//! The text of such a part is read once more, as what the reference needs.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;

use crate::parse::document::{Dialect, PathItem, Response, Schema};
use crate::parse::json::Object;
use crate::parse::json::locate::{Index, value_at};
use crate::parse::nodes::Node;
use crate::parse::{self, Parsed, openapi};
use crate::pointer::Pointer;
use crate::resolve::reference::{keys, percent_decode};

/// The parts that were read, which live as long as the document.
#[derive(Default)]
pub(crate) struct Parts<'a> {
    schemas: Chain<Schema<'a>>,
    responses: Chain<Response<'a>>,
    items: Chain<PathItem<'a>>,
}

/// The place of a part, whose further values are after it.
struct Chain<T>(OnceCell<Box<(Node<T>, Chain<T>)>>);

impl<T> Default for Chain<T> {
    fn default() -> Self {
        Self(OnceCell::new())
    }
}

impl<T> Chain<T> {
    fn add(&self, node: Node<T>) -> &Node<T> {
        let mut chain = self;
        while let Some(link) = chain.0.get() {
            chain = &link.1;
        }
        &chain.0.get_or_init(|| Box::new((node, Self::default()))).0
    }
}

/// How many parts are read at most. Chains of them are short, and dropped recursively.
const MAX_PARTS: usize = 2_000;

/// How many bytes are read at most, as a multiple of those of the document: a hostile one could
/// refer to large parts of itself again and again.
const MAX_TIMES: usize = 16;

/// Finds parts by references.
pub(crate) struct Elsewhere<'a> {
    parsed: &'a Parsed<'a>,
    parts: &'a Parts<'a>,
    index: OnceCell<Index<'a>>,
    schemas: RefCell<BTreeMap<&'a str, Option<&'a Node<Schema<'a>>>>>,
    /// How many parts and bytes may still be read.
    left: Cell<(usize, usize)>,
}

impl<'a> Elsewhere<'a> {
    pub(crate) fn new(parsed: &'a Parsed<'a>, parts: &'a Parts<'a>) -> Self {
        Self {
            parsed,
            parts,
            index: OnceCell::new(),
            schemas: RefCell::default(),
            left: Cell::new((MAX_PARTS, MAX_TIMES * parsed.document.text.len())),
        }
    }

    /// The schema that a reference names.
    pub(crate) fn schema(&self, reference: &'a str) -> Option<&'a Node<Schema<'a>>> {
        if let Some(found) = self.schemas.borrow().get(reference) {
            return *found;
        }
        let found = self.read(reference, &self.parts.schemas, |node: &mut Node<_>, at| {
            self.parsed.spelling.apply(node, at);
        });
        self.schemas.borrow_mut().insert(reference, found);
        found
    }

    /// The parameter that a reference names.
    pub(crate) fn parameter(&self, reference: &str) -> Option<&'a Node<Schema<'a>>> {
        self.read(
            reference,
            &self.parts.schemas,
            |node: &mut Node<Schema<'a>>, at| {
                if self.is_openapi() {
                    openapi::parameter(node);
                }
                self.spell_parameter(node, at);
            },
        )
    }

    /// The body that a reference names, as a parameter.
    pub(crate) fn body(&self, reference: &str) -> Option<&'a Node<Schema<'a>>> {
        let text = self.text(reference)?;
        let body = parse::part(text)?;
        let mut node = body.map(openapi::parameter_of);
        let at = pointer(reference);
        self.spell_parameter(&mut node, &Pointer::new(&at));
        Some(self.parts.schemas.add(node))
    }

    /// The response that a reference names.
    pub(crate) fn response(&self, reference: &str) -> Option<&'a Node<Response<'a>>> {
        self.read(
            reference,
            &self.parts.responses,
            |node: &mut Node<Response<'a>>, at| {
                if self.is_openapi() {
                    openapi::response(node);
                }
                if let Some(response) = node.object_mut() {
                    self.parsed.spelling.apply_to_response(response, at);
                }
            },
        )
    }

    /// The path that a reference names.
    pub(crate) fn path_item(&self, reference: &str) -> Option<&'a PathItem<'a>> {
        let node = self.read(
            reference,
            &self.parts.items,
            |node: &mut Node<PathItem<'a>>, at| {
                if let Some(item) = node.object_mut() {
                    if self.is_openapi() {
                        openapi::path_item(item);
                    }
                    self.parsed.spelling.apply_to_path(item, at);
                }
            },
        );
        node?.object()
    }

    fn spell_parameter(&self, node: &mut Node<Schema<'a>>, at: &Pointer<'_>) {
        if let Some(parameter) = node.object_mut()
            && let Some(schema) = &mut parameter.schema
        {
            let at = at.schema(parameter.media_type.as_deref());
            self.parsed.spelling.apply(schema, &Pointer::new(&at));
        }
    }

    fn is_openapi(&self) -> bool {
        self.parsed.document.dialect == Dialect::OpenApi3
    }

    fn read<T: Object<'a> + Default + Send>(
        &self,
        reference: &str,
        chain: &'a Chain<T>,
        lower: impl FnOnce(&mut Node<T>, &Pointer<'_>),
    ) -> Option<&'a Node<T>> {
        let mut node = parse::part(self.text(reference)?)?;
        let at = pointer(reference);
        lower(&mut node, &Pointer::new(&at));
        Some(chain.add(node))
    }

    /// The text of what a reference names.
    fn text(&self, reference: &str) -> Option<&'a str> {
        let keys = keys(reference)?;
        let index = self
            .index
            .get_or_init(|| Index::new(self.parsed.document.text));
        let (near, rest) = index.near(&keys)?;
        let (parts, bytes) = self.left.get();
        self.left
            .set((parts.checked_sub(1)?, bytes.checked_sub(near.len())?));
        value_at(near, rest)
    }
}

/// The pointer in a reference.
pub(crate) fn pointer(reference: &str) -> String {
    percent_decode(reference.strip_prefix('#').unwrap_or(reference))
}
