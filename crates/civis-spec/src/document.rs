//! The document as it is written: what of Swagger 2.0 the model is made of, and
//! no more. Text is borrowed from the file, and what is not needed is skipped
//! while it is read.
//!
//! Reading is permissive: a leaf of another kind than expected is kept as
//! [`Leaf::Other`], a node that is no object as [`Node::Other`], and the pass that
//! resolves them decides what that means.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

/// The root.
#[derive(Debug, Deserialize)]
pub(crate) struct Document<'a> {
    #[serde(borrow, default)]
    pub(crate) swagger: Leaf<'a>,
    #[serde(borrow, default)]
    pub(crate) openapi: Leaf<'a>,
    #[serde(borrow, default)]
    pub(crate) info: Node<Info<'a>>,
    #[serde(borrow, default)]
    pub(crate) host: Leaf<'a>,
    #[serde(borrow, default, rename = "basePath")]
    pub(crate) base_path: Leaf<'a>,
    #[serde(borrow, default)]
    pub(crate) consumes: Leaf<'a>,
    #[serde(borrow, default)]
    pub(crate) paths: Option<Entries<'a, PathItem<'a>>>,
    #[serde(borrow, default)]
    pub(crate) definitions: Option<Entries<'a, Schema<'a>>>,
    #[serde(borrow, default)]
    pub(crate) parameters: Option<Entries<'a, Schema<'a>>>,
    #[serde(borrow, default)]
    pub(crate) responses: Option<Entries<'a, Answer<'a>>>,
}

/// `info`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Info<'a> {
    #[serde(borrow, default)]
    pub(crate) title: Leaf<'a>,
    #[serde(borrow, default)]
    pub(crate) version: Leaf<'a>,
}

/// A path, with an operation for some of the verbs.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct PathItem<'a> {
    #[serde(borrow, default, rename = "$ref")]
    pub(crate) reference: Leaf<'a>,
    #[serde(borrow, default)]
    pub(crate) parameters: Vec<Node<Schema<'a>>>,
    #[serde(borrow)]
    pub(crate) get: Option<Node<Operation<'a>>>,
    #[serde(borrow)]
    pub(crate) put: Option<Node<Operation<'a>>>,
    #[serde(borrow)]
    pub(crate) post: Option<Node<Operation<'a>>>,
    #[serde(borrow)]
    pub(crate) delete: Option<Node<Operation<'a>>>,
    #[serde(borrow)]
    pub(crate) options: Option<Node<Operation<'a>>>,
    #[serde(borrow)]
    pub(crate) head: Option<Node<Operation<'a>>>,
    #[serde(borrow)]
    pub(crate) patch: Option<Node<Operation<'a>>>,
}

/// One verb on one path.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Operation<'a> {
    #[serde(borrow, default)]
    pub(crate) summary: Leaf<'a>,
    #[serde(borrow, default)]
    pub(crate) description: Leaf<'a>,
    #[serde(borrow, default)]
    pub(crate) deprecated: Leaf<'a>,
    #[serde(borrow, default, rename = "x-deprecation-warning")]
    pub(crate) deprecation_warning: Leaf<'a>,
    #[serde(borrow, default)]
    pub(crate) consumes: Leaf<'a>,
    #[serde(borrow, default)]
    pub(crate) parameters: Option<Vec<Node<Schema<'a>>>>,
    #[serde(borrow, default)]
    pub(crate) responses: Option<Entries<'a, Answer<'a>>>,
    #[serde(borrow, default, rename = "x-examples")]
    pub(crate) exchanges: Option<&'a RawValue>,
}

/// A declared answer.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Answer<'a> {
    #[serde(borrow, default, rename = "$ref")]
    pub(crate) reference: Leaf<'a>,
    #[serde(borrow)]
    pub(crate) schema: Option<Node<Schema<'a>>>,
}

/// A schema. A parameter outside the body is one with a name and a place, so
/// parameters are read as schemas too.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Schema<'a> {
    #[serde(borrow, default, rename = "$ref")]
    pub(crate) reference: Leaf<'a>,
    #[serde(borrow, default, rename = "type")]
    pub(crate) ty: Leaf<'a>,
    #[serde(borrow, default)]
    pub(crate) format: Leaf<'a>,
    #[serde(borrow, default)]
    pub(crate) description: Leaf<'a>,
    #[serde(borrow, default)]
    pub(crate) required: Leaf<'a>,
    #[serde(borrow, default, rename = "enum")]
    pub(crate) values: Leaf<'a>,
    #[serde(borrow)]
    pub(crate) items: Option<Box<Node<Schema<'a>>>>,
    #[serde(borrow)]
    pub(crate) properties: Option<Entries<'a, Schema<'a>>>,
    #[serde(borrow, rename = "additionalProperties")]
    pub(crate) additional: Option<Box<Node<Schema<'a>>>>,
    #[serde(borrow, default, rename = "allOf")]
    pub(crate) all_of: Option<Vec<Node<Schema<'a>>>>,
    #[serde(default)]
    pub(crate) default: Option<Value>,
    #[serde(borrow, default)]
    pub(crate) name: Leaf<'a>,
    #[serde(borrow, default, rename = "in")]
    pub(crate) place: Leaf<'a>,
    #[serde(borrow)]
    pub(crate) schema: Option<Box<Node<Schema<'a>>>>,
    #[serde(borrow, default, rename = "collectionFormat")]
    pub(crate) collection: Leaf<'a>,
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
    /// A list.
    List(Vec<Leaf<'a>>),
    /// A number or an object.
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
    /// Something else; true or false, which JSON Schema allows for a schema, too.
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

    fn visit_u64<E>(self, _: u64) -> Result<Leaf<'de>, E> {
        Ok(Leaf::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Leaf<'de>, E> {
        Ok(Leaf::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Leaf<'de>, E> {
        Ok(Leaf::Other)
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
        deserializer.deserialize_any(NodeVisitor(std::marker::PhantomData))
    }
}

struct NodeVisitor<T>(std::marker::PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for NodeVisitor<T> {
    type Value = Node<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Node<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(access)).map(Node::Object)
    }

    fn visit_unit<E>(self) -> Result<Node<T>, E> {
        Ok(Node::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Node<T>, E> {
        Ok(Node::Other)
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
        deserializer.deserialize_map(EntriesVisitor(std::marker::PhantomData))
    }
}

struct EntriesVisitor<T>(std::marker::PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for EntriesVisitor<T> {
    type Value = Entries<'de, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut entries: Vec<(Cow<'de, str>, Node<T>)> = Vec::new();
        let mut places = std::collections::HashMap::new();
        while let Some(key) = access.next_key::<Key<'de>>()? {
            let value = access.next_value()?;
            match places.entry(key.0) {
                std::collections::hash_map::Entry::Occupied(place) => {
                    let place: usize = *place.get();
                    entries[place].1 = value;
                }
                std::collections::hash_map::Entry::Vacant(place) => {
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
