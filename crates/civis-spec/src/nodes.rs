//! What a document consists of, whatever it is about: leaves, nodes and entries, and
//! how many of them are read.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

/// How many objects and elements of lists are read of a document, which is some times
/// as many as the largest published ones have. Each takes up to a kilobyte, and a few
/// bytes in the file.
const MAX_NODES: usize = 1_000_000;

thread_local! {
    /// How many more are read. Of each thread, since there is no other way to them from
    /// all places of a document.
    static NODES: Cell<usize> = const { Cell::new(0) };
    /// How many objects may still be begun within the present one; none are left once a
    /// document was deeper.
    static LEVELS: Cell<Option<usize>> = const { Cell::new(None) };
}

/// A new document on this thread, in which objects may lie this deep: nothing of it has
/// been read.
pub(crate) fn begin(levels: usize) {
    NODES.set(MAX_NODES);
    LEVELS.set(Some(levels));
}

/// Whether the last document on this thread was deeper than it might be.
pub(crate) fn was_too_deep() -> bool {
    LEVELS.get().is_none()
}

/// Reads an object within the present one.
fn within<T, E: Error>(read: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let levels = LEVELS.get().and_then(|levels| levels.checked_sub(1));
    LEVELS.set(levels);
    let Some(levels) = levels else {
        return Err(E::custom("it is too deep"));
    };
    let object = read()?;
    LEVELS.set(Some(levels + 1));
    Ok(object)
}

/// Counts an object or an element of a list.
fn count<E: Error>() -> Result<(), E> {
    let left = NODES.get().checked_sub(1);
    NODES.set(left.unwrap_or_default());
    left.map(|_| ())
        .ok_or_else(|| E::custom(format_args!("it has more than {MAX_NODES} parts")))
}

/// A value without structure, or a list of such.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) enum Leaf<'a> {
    /// Not there, or null.
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

    /// The text without white space around it, unless nothing remains.
    pub(crate) fn prose(&self) -> Option<String> {
        let text = self.text()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    pub(crate) fn is_true(&self) -> bool {
        *self == Leaf::Flag(true)
    }

    /// The value as JSON, if it is no list and no object.
    pub(crate) fn scalar(&self) -> Option<Value> {
        match self {
            Leaf::Flag(value) => Some(Value::Bool(*value)),
            Leaf::Text(text) => Some(Value::from(&**text)),
            Leaf::Number(number) => Some(Value::Number(number.clone())),
            Leaf::Absent | Leaf::List(_) | Leaf::Other => None,
        }
    }

    /// The texts of a list; nothing if any element is no text.
    pub(crate) fn texts(&self) -> Option<Vec<&str>> {
        match self {
            Leaf::List(list) => list.iter().map(Leaf::text).collect(),
            _ => None,
        }
    }
}

/// An object, or what stands in its place.
#[derive(Debug)]
pub(crate) enum Node<T> {
    /// The object.
    Object(T),
    /// True or false, which JSON Schema allows for a schema.
    Flag(bool),
    /// Something else.
    Other,
}

impl<T: Default> Default for Node<T> {
    fn default() -> Self {
        Node::Object(T::default())
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

    /// The node with what a function makes of its object.
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Node<U> {
        match self {
            Node::Object(object) => Node::Object(change(object)),
            Node::Flag(value) => Node::Flag(value),
            Node::Other => Node::Other,
        }
    }
}

/// The entries of an object, in the order of the file; of keys that come twice,
/// the last value in the first place, as in most readers of JSON.
#[derive(Debug)]
pub(crate) struct Entries<'a, T>(pub(crate) Vec<(Cow<'a, str>, Node<T>)>);

impl<'de: 'a, 'a> Deserialize<'de> for Leaf<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LeafVisitor)
    }
}

struct LeafVisitor;

impl<'de> Visitor<'de> for LeafVisitor {
    type Value = Leaf<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Leaf<'de>, E> {
        Ok(Leaf::Absent)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Leaf<'de>, E> {
        Ok(Leaf::Flag(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Leaf<'de>, E> {
        Ok(Leaf::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Leaf<'de>, E> {
        Ok(Leaf::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Leaf<'de>, E> {
        Ok(Number::from_f64(value).map_or(Leaf::Other, Leaf::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Leaf<'de>, E> {
        Ok(Leaf::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Leaf<'de>, E> {
        Ok(Leaf::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Leaf<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(leaf) = access.next_element()? {
            count()?;
            list.push(leaf);
        }
        Ok(Leaf::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Leaf<'de>, A::Error> {
        while access.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Leaf::Other)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Node<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor(PhantomData))
    }
}

struct NodeVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for NodeVisitor<T> {
    type Value = Node<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Node<T>, A::Error> {
        count()?;
        within(|| T::deserialize(MapAccessDeserializer::new(access)).map(Node::Object))
    }

    fn visit_unit<E>(self) -> Result<Node<T>, E> {
        Ok(Node::Other)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<T>, E> {
        Ok(Node::Flag(value))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Node<T>, E> {
        Ok(Node::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node<T>, E> {
        Ok(Node::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node<T>, E> {
        Ok(Node::Other)
    }

    fn visit_str<E>(self, _: &str) -> Result<Node<T>, E> {
        Ok(Node::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node<T>, A::Error> {
        while access.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Node::Other)
    }
}

impl<'de: 'a, 'a, T: Deserialize<'de>> Deserialize<'de> for Entries<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

struct EntriesVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for EntriesVisitor<T> {
    type Value = Entries<'de, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut entries: Vec<(Cow<'de, str>, Node<T>)> = Vec::new();
        // Sorted, since hashes are slow where a macro is compiled without optimisation.
        let mut places = BTreeMap::new();
        while let Some(key) = access.next_key::<Key<'de>>()? {
            let value = access.next_value()?;
            match places.entry(key.0) {
                Entry::Occupied(place) => {
                    let place: usize = *place.get();
                    entries[place].1 = value;
                }
                Entry::Vacant(place) => {
                    entries.push((place.key().clone(), value));
                    place.insert(entries.len() - 1);
                }
            }
        }
        Ok(Entries(entries))
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);
