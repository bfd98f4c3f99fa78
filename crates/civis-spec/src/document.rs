//! The document as it is written: what of Swagger 2.0 and of OpenAPI 3 the model is
//! made of, and no more. Text is borrowed from the file, and what is not needed is
//! skipped while it is read.
//!
//! What OpenAPI 3 says in other places is brought to those of Swagger 2.0 by
//! [`openapi`](crate::openapi), so that one pass resolves both.
//!
//! Reading is permissive: a leaf of another kind than expected is kept as
//! [`Leaf::Other`], a node that is no object as [`Node::Other`], and the pass that
//! resolves them decides what that means.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Number, Value};

use crate::openapi::{Body, Components, Dialect, Media, MediaType, Server};

/// How many objects and elements of lists are read of a document, which is some times
/// as many as the largest published ones have. Each takes up to a kilobyte, and a few
/// bytes in the file.
const MAX_NODES: usize = 1_000_000;

thread_local! {
    /// How many more are read. Of each thread, since there is no other way to them from
    /// all places of a document.
    static NODES: Cell<usize> = const { Cell::new(0) };
}

/// Counts an object or an element of a list.
fn count<E: Error>() -> Result<(), E> {
    let left = NODES.get().checked_sub(1);
    NODES.set(left.unwrap_or_default());
    left.map(|_| ())
        .ok_or_else(|| E::custom(format_args!("it has more than {MAX_NODES} parts")))
}

/// Reads a document.
pub(crate) fn parse(bytes: &[u8]) -> serde_json::Result<Document<'_>> {
    NODES.set(MAX_NODES);
    serde_json::from_slice(bytes)
}

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
    pub(crate) produces: Leaf<'a>,
    #[serde(borrow, default)]
    pub(crate) paths: Option<Entries<'a, PathItem<'a>>>,
    #[serde(borrow, default)]
    pub(crate) definitions: Option<Entries<'a, Schema<'a>>>,
    #[serde(borrow, default)]
    pub(crate) parameters: Option<Entries<'a, Schema<'a>>>,
    #[serde(borrow, default)]
    pub(crate) responses: Option<Entries<'a, Answer<'a>>>,
    #[serde(borrow, default)]
    pub(crate) servers: Option<Vec<Node<Server<'a>>>>,
    #[serde(borrow, default)]
    pub(crate) components: Node<Components<'a>>,
    /// Bodies that operations refer to, each as a parameter.
    #[serde(skip)]
    pub(crate) bodies: Option<Entries<'a, Schema<'a>>>,
    #[serde(skip)]
    pub(crate) dialect: Dialect,
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
    pub(crate) get: Option<Box<Node<Operation<'a>>>>,
    #[serde(borrow)]
    pub(crate) put: Option<Box<Node<Operation<'a>>>>,
    #[serde(borrow)]
    pub(crate) post: Option<Box<Node<Operation<'a>>>>,
    #[serde(borrow)]
    pub(crate) delete: Option<Box<Node<Operation<'a>>>>,
    #[serde(borrow)]
    pub(crate) options: Option<Box<Node<Operation<'a>>>>,
    #[serde(borrow)]
    pub(crate) head: Option<Box<Node<Operation<'a>>>>,
    #[serde(borrow)]
    pub(crate) patch: Option<Box<Node<Operation<'a>>>>,
    #[serde(borrow)]
    pub(crate) trace: Option<Box<Node<Operation<'a>>>>,
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
    pub(crate) produces: Leaf<'a>,
    #[serde(borrow, default, rename = "requestBody")]
    pub(crate) request_body: Option<Node<Body<'a>>>,
    /// The body of OpenAPI 3, as a parameter.
    #[serde(skip)]
    pub(crate) body: Option<Box<Node<Schema<'a>>>>,
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
    #[serde(borrow)]
    pub(crate) content: Option<Entries<'a, MediaType<'a>>>,
    /// The media type under which the schema stands, in OpenAPI 3.
    #[serde(skip)]
    pub(crate) under: Option<Cow<'a, str>>,
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
    #[serde(borrow, default, rename = "const")]
    pub(crate) constant: Leaf<'a>,
    #[serde(borrow)]
    pub(crate) items: Option<Box<Node<Schema<'a>>>>,
    #[serde(borrow)]
    pub(crate) properties: Option<Entries<'a, Schema<'a>>>,
    #[serde(borrow, rename = "additionalProperties")]
    pub(crate) additional: Option<Box<Node<Schema<'a>>>>,
    #[serde(borrow, default, rename = "allOf")]
    pub(crate) all_of: Option<Vec<Node<Schema<'a>>>>,
    #[serde(borrow, default, rename = "anyOf")]
    pub(crate) any_of: Option<Vec<Node<Schema<'a>>>>,
    #[serde(borrow, default, rename = "oneOf")]
    pub(crate) one_of: Option<Vec<Node<Schema<'a>>>>,
    #[serde(borrow, default, rename = "$defs")]
    pub(crate) defs: Option<Entries<'a, Schema<'a>>>,
    #[serde(borrow, default, rename = "readOnly")]
    pub(crate) read_only: Leaf<'a>,
    #[serde(borrow, default, rename = "contentMediaType")]
    pub(crate) content_type: Leaf<'a>,
    #[serde(borrow, default, rename = "contentEncoding")]
    pub(crate) content_encoding: Leaf<'a>,
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
    #[serde(borrow, default)]
    pub(crate) style: Leaf<'a>,
    #[serde(borrow, default)]
    pub(crate) explode: Leaf<'a>,
    #[serde(borrow, default)]
    pub(crate) content: Option<Entries<'a, MediaType<'a>>>,
    /// The media type under which the schema stands, in OpenAPI 3.
    #[serde(skip)]
    pub(crate) under: Option<Cow<'a, str>>,
    /// How a body travels.
    #[serde(skip)]
    pub(crate) media: Media,
}

impl<'a> Schema<'a> {
    /// The known values; none where any value may come.
    pub(crate) fn known(&self) -> &[Leaf<'a>] {
        match (&self.values, &self.constant) {
            (Leaf::List(values), _) => values,
            (_, Leaf::Absent) => &[],
            (_, constant) => std::slice::from_ref(constant),
        }
    }

    /// The schemas of which one holds, or more: `anyOf` and `oneOf`, each with its key
    /// and its place there.
    pub(crate) fn alternatives(&self) -> impl Iterator<Item = (&'static str, usize, &Node<Self>)> {
        let lists = [("anyOf", &self.any_of), ("oneOf", &self.one_of)];
        lists.into_iter().flat_map(|(key, list)| {
            let list = list.as_deref().unwrap_or_default().iter().enumerate();
            list.filter(|(_, node)| !node.is_null())
                .map(move |(index, node)| (key, index, node))
        })
    }
}

impl Node<Schema<'_>> {
    /// Whether it is the schema of null alone.
    fn is_null(&self) -> bool {
        let ty = self.object().map(|schema| &schema.ty);
        ty.and_then(Leaf::text) == Some("null")
    }
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
        count()?;
        T::deserialize(MapAccessDeserializer::new(access)).map(Node::Object)
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
