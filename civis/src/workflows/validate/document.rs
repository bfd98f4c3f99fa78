//! A YAML document with the position of each value. Aliases share the node that they repeat, so that a document is never
//! larger than its text.

use super::problem::Position;
use super::scalar::{Scalar, ScalarValue};

/// The nodes of a document.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) nodes: Vec<Node>,
    pub(super) root: Option<Child>,
}

#[derive(Debug, Clone)]
pub(super) enum Node {
    Scalar(Scalar),
    List(Vec<Child>),
    Mapping(Vec<Entry>),
}

/// Where a node is in the text, and which it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Child {
    pub(super) place: Position,
    pub(super) node: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) key: Scalar,
    pub(super) place: Position,
    pub(super) value: Child,
}

/// A value of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'d> {
    document: &'d Document,
    child: Child,
}

/// A mapping of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mapping<'d> {
    document: &'d Document,
    entries: &'d [Entry],
}

/// A key of a mapping.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key<'d> {
    pub(super) scalar: &'d Scalar,
    pub(super) place: Position,
}

impl Document {
    pub(super) fn root(&self) -> Option<Value<'_>> {
        Some(Value {
            document: self,
            child: self.root?,
        })
    }
}

impl<'d> Value<'d> {
    pub(super) fn place(self) -> Position {
        self.child.place
    }

    fn node(self) -> &'d Node {
        &self.document.nodes[self.child.node]
    }

    pub(super) fn scalar(self) -> Option<&'d Scalar> {
        match self.node() {
            Node::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    pub(super) fn text(self) -> Option<&'d str> {
        self.scalar()?.as_text()
    }

    pub(super) fn number(self) -> Option<f64> {
        match self.scalar()?.value {
            ScalarValue::Number(number) => Some(number),
            _ => None,
        }
    }

    pub(super) fn list(self) -> Option<impl ExactSizeIterator<Item = Value<'d>> + Clone> {
        let document = self.document;
        match self.node() {
            Node::List(items) => Some(items.iter().map(move |child| Value {
                document,
                child: *child,
            })),
            _ => None,
        }
    }

    pub(super) fn mapping(self) -> Option<Mapping<'d>> {
        match self.node() {
            Node::Mapping(entries) => Some(Mapping {
                document: self.document,
                entries,
            }),
            _ => None,
        }
    }

    /// The type in an error message.
    pub(super) fn describe(self) -> &'static str {
        match self.node() {
            Node::Scalar(scalar) => scalar.value.describe(),
            Node::List(_) => "a list",
            Node::Mapping(_) => "a mapping",
        }
    }
}

impl<'d> Mapping<'d> {
    pub(super) fn len(self) -> usize {
        self.entries.len()
    }

    pub(super) fn get(self, name: &str) -> Option<Value<'d>> {
        let mut entries = self.iter();
        let (_, value) = entries.find(|(key, _)| key.scalar.as_text() == Some(name))?;
        Some(value)
    }

    pub(super) fn iter(self) -> impl Iterator<Item = (Key<'d>, Value<'d>)> {
        self.entries.iter().map(move |entry| {
            let key = Key {
                scalar: &entry.key,
                place: entry.place,
            };
            let value = Value {
                document: self.document,
                child: entry.value,
            };
            (key, value)
        })
    }
}

impl Scalar {
    pub(super) fn as_text(&self) -> Option<&str> {
        (self.value == ScalarValue::Text).then_some(&self.text)
    }
}
