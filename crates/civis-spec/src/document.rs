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

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::nodes::{self, Entries, Leaf, Node};
use crate::openapi::{Body, Components, Dialect, Media, MediaType, Server};

/// Reads a document in which objects lie at most this deep.
pub(crate) fn parse(bytes: &[u8], levels: usize) -> serde_json::Result<Document<'_>> {
    nodes::begin(levels);
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
