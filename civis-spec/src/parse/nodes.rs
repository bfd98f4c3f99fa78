//! The parts of any document: leaves, nodes and entries.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::{Number, Value};

use crate::parse::json::{Object, Read, ReadError, Reader};

/// A value that is not an object, or a list of such values.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) enum Leaf<'a> {
    /// Missing or null.
    #[default]
    Absent,
    /// True or false.
    Flag(bool),
    /// Text.
    Text(Cow<'a, str>),
    /// A number.
    Number(Number),
    /// A list.
    List(Vec<Leaf<'a>>),
    /// An object.
    Other,
}

impl<'a> Leaf<'a> {
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Leaf::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The trimmed text, unless it is empty.
    pub(crate) fn prose(&self) -> Option<String> {
        let text = self.text()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    pub(crate) fn is_true(&self) -> bool {
        *self == Leaf::Flag(true)
    }

    /// The value as JSON, unless it is a list or an object.
    pub(crate) fn scalar(&self) -> Option<Value> {
        match self {
            Leaf::Flag(value) => Some(Value::Bool(*value)),
            Leaf::Text(text) => Some(Value::from(&**text)),
            Leaf::Number(number) => Some(Value::Number(number.clone())),
            Leaf::Absent | Leaf::List(_) | Leaf::Other => None,
        }
    }

    /// The strings of a list, `None` if an element is not a string.
    pub(crate) fn texts(&self) -> Option<Vec<&str>> {
        match self {
            Leaf::List(list) => list.iter().map(Leaf::text).collect(),
            _ => None,
        }
    }
}

/// An object, or the value in its place. A null stands for an empty object, as in a file that
/// was made of YAML with nothing after a key.
#[derive(Debug)]
pub(crate) enum Node<T> {
    /// The object, boxed because it is large and filled in place.
    Object(Box<T>),
    /// True or false, which JSON Schema allows as a schema.
    Flag(bool),
    /// Any other value.
    Other,
}

impl<T: Default> Default for Node<T> {
    fn default() -> Self {
        Node::Object(Box::default())
    }
}

impl<T> Node<T> {
    pub(crate) fn object(&self) -> Option<&T> {
        match self {
            Node::Object(object) => Some(object),
            _ => None,
        }
    }

    pub(crate) fn object_mut(&mut self) -> Option<&mut T> {
        match self {
            Node::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Converts the object.
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Node<U> {
        match self {
            Node::Object(object) => Node::Object(Box::new(change(*object))),
            Node::Flag(value) => Node::Flag(value),
            Node::Other => Node::Other,
        }
    }
}

/// The text of a JSON value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Raw<'a>(pub(crate) &'a str);

/// The entries of an object, in the order of the file. A duplicate key keeps its first
/// position and has its last value, as in most JSON parsers.
#[derive(Debug)]
pub(crate) struct Entries<'a, T>(pub(crate) Vec<(Cow<'a, str>, Node<T>)>);

impl<'a> Read<'a> for Leaf<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, ReadError> {
        Ok(match reader.peek()? {
            b'"' => Leaf::Text(reader.string()?),
            b't' | b'f' | b'n' => reader.word()?.map_or(Leaf::Absent, Leaf::Flag),
            b'[' => Leaf::List(reader.list(|reader| {
                reader.count()?;
                Leaf::read(reader)
            })?),
            b'{' => {
                reader.skip()?;
                Leaf::Other
            }
            _ => Leaf::Number(reader.value()?),
        })
    }
}

impl<'a, T: Object<'a> + Default> Read<'a> for Node<T> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, ReadError> {
        Ok(match reader.peek()? {
            b'{' => Node::Object(reader.object()?),
            b't' | b'f' => reader.word()?.map_or(Node::Other, Node::Flag),
            b'n' => reader.word()?.map_or_else(Node::default, Node::Flag),
            _ => {
                reader.skip()?;
                Node::Other
            }
        })
    }
}

impl<'a, T: Object<'a> + Default> Read<'a> for Entries<'a, T> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, ReadError> {
        reader.expect(b'{', "an object")?;
        let mut entries: Vec<(Cow<'a, str>, Node<T>)> = Vec::new();
        // A tree, because hashing is slow in an unoptimized macro.
        let mut indices = BTreeMap::new();
        let mut more = reader.enter(b'}')?;
        while more {
            let key = reader.key()?;
            let value = Node::read(reader)?;
            match indices.entry(key) {
                Entry::Occupied(index) => {
                    let index: usize = *index.get();
                    entries[index].1 = value;
                }
                Entry::Vacant(index) => {
                    entries.push((index.key().clone(), value));
                    index.insert(entries.len() - 1);
                }
            }
            more = reader.next(b'}')?;
        }
        Ok(Entries(entries))
    }
}

impl<'a, T: Read<'a>> Read<'a> for Vec<T> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, ReadError> {
        reader.expect(b'[', "an array")?;
        reader.list(T::read)
    }
}

impl<'a, T: Read<'a>> Read<'a> for Option<T> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, ReadError> {
        if reader.peek()? == b'n' {
            reader.word()?;
            return Ok(None);
        }
        T::read(reader).map(Some)
    }
}

impl<'a> Read<'a> for Value {
    fn read(reader: &mut Reader<'a>) -> Result<Self, ReadError> {
        reader.value()
    }
}

impl<'a> Read<'a> for Raw<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, ReadError> {
        reader.raw().map(Raw)
    }
}
