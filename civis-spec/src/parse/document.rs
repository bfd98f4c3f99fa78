//! The document as it is written: what of Swagger 2.0 and of OpenAPI 3 the model is
//! made of, and no more. Text is borrowed from the file, and what is not needed is
//! skipped while it is read.
//!
//! What OpenAPI 3 says in other places is brought to those of Swagger 2.0 by
//! [`openapi`](crate::parse::openapi), so that one pass resolves both.
//!
//! Reading is permissive: a leaf of another kind than expected is kept as
//! [`Leaf::Other`], a node that is no object as [`Node::Other`], and the pass that
//! resolves them decides what that means.

use std::borrow::Cow;

use serde_json::Value;

use crate::parse::json::{Reader, Stop, object};
use crate::parse::nodes::{Entries, Leaf, Node, Raw};
use crate::parse::openapi::{Body, Components, Dialect, Media, MediaType, Server};

/// Reads a document in which objects lie at most this deep.
pub(crate) fn parse(text: &str, levels: usize) -> Result<Document<'_>, Stop> {
    let mut document = Document::default();
    Reader::new(text, levels).whole(&mut document)?;
    Ok(document)
}

object! {
    /// The root.
    pub(crate) struct Document<'a> {
        pub(crate) swagger: Leaf<'a> = b"swagger",
        pub(crate) openapi: Leaf<'a> = b"openapi",
        pub(crate) info: Node<Info<'a>> = b"info",
        pub(crate) host: Leaf<'a> = b"host",
        pub(crate) base_path: Leaf<'a> = b"basePath",
        pub(crate) consumes: Leaf<'a> = b"consumes",
        pub(crate) produces: Leaf<'a> = b"produces",
        pub(crate) paths: Option<Entries<'a, PathItem<'a>>> = b"paths",
        pub(crate) definitions: Option<Entries<'a, Schema<'a>>> = b"definitions",
        pub(crate) parameters: Option<Entries<'a, Schema<'a>>> = b"parameters",
        pub(crate) responses: Option<Entries<'a, Answer<'a>>> = b"responses",
        pub(crate) servers: Option<Vec<Node<Server<'a>>>> = b"servers",
        pub(crate) components: Node<Components<'a>> = b"components",
        /// Bodies that operations refer to, each as a parameter.
        pub(crate) bodies: Option<Entries<'a, Schema<'a>>>,
        pub(crate) dialect: Dialect,
    }
}

object! {
    /// `info`.
    pub(crate) struct Info<'a> {
        pub(crate) title: Leaf<'a> = b"title",
        pub(crate) version: Leaf<'a> = b"version",
    }
}

object! {
    /// A path, with an operation for some of the verbs.
    pub(crate) struct PathItem<'a> {
        pub(crate) reference: Leaf<'a> = b"$ref",
        pub(crate) parameters: Vec<Node<Schema<'a>>> = b"parameters",
        pub(crate) get: Option<Node<Operation<'a>>> = b"get",
        pub(crate) put: Option<Node<Operation<'a>>> = b"put",
        pub(crate) post: Option<Node<Operation<'a>>> = b"post",
        pub(crate) delete: Option<Node<Operation<'a>>> = b"delete",
        pub(crate) options: Option<Node<Operation<'a>>> = b"options",
        pub(crate) head: Option<Node<Operation<'a>>> = b"head",
        pub(crate) patch: Option<Node<Operation<'a>>> = b"patch",
        pub(crate) trace: Option<Node<Operation<'a>>> = b"trace",
    }
}

object! {
    /// One verb on one path.
    pub(crate) struct Operation<'a> {
        pub(crate) summary: Leaf<'a> = b"summary",
        pub(crate) description: Leaf<'a> = b"description",
        pub(crate) deprecated: Leaf<'a> = b"deprecated",
        pub(crate) deprecation_warning: Leaf<'a> = b"x-deprecation-warning",
        pub(crate) consumes: Leaf<'a> = b"consumes",
        pub(crate) produces: Leaf<'a> = b"produces",
        pub(crate) request_body: Option<Node<Body<'a>>> = b"requestBody",
        /// The body of OpenAPI 3, as a parameter.
        pub(crate) body: Option<Node<Schema<'a>>>,
        pub(crate) parameters: Option<Vec<Node<Schema<'a>>>> = b"parameters",
        pub(crate) responses: Option<Entries<'a, Answer<'a>>> = b"responses",
        pub(crate) exchanges: Option<Raw<'a>> = b"x-examples",
    }
}

object! {
    /// A declared answer.
    pub(crate) struct Answer<'a> {
        pub(crate) reference: Leaf<'a> = b"$ref",
        pub(crate) schema: Option<Node<Schema<'a>>> = b"schema",
        pub(crate) content: Option<Entries<'a, MediaType<'a>>> = b"content",
        /// The media type under which the schema stands, in OpenAPI 3.
        pub(crate) under: Option<Cow<'a, str>>,
    }
}

object! {
    /// A schema. A parameter outside the body is one with a name and a place, so
    /// parameters are read as schemas too.
    pub(crate) struct Schema<'a> {
        pub(crate) reference: Leaf<'a> = b"$ref",
        pub(crate) ty: Leaf<'a> = b"type",
        pub(crate) format: Leaf<'a> = b"format",
        pub(crate) description: Leaf<'a> = b"description",
        pub(crate) required: Leaf<'a> = b"required",
        pub(crate) values: Leaf<'a> = b"enum",
        pub(crate) constant: Leaf<'a> = b"const",
        pub(crate) items: Option<Node<Schema<'a>>> = b"items",
        pub(crate) properties: Option<Entries<'a, Schema<'a>>> = b"properties",
        pub(crate) additional: Option<Node<Schema<'a>>> = b"additionalProperties",
        pub(crate) all_of: Option<Vec<Node<Schema<'a>>>> = b"allOf",
        pub(crate) any_of: Option<Vec<Node<Schema<'a>>>> = b"anyOf",
        pub(crate) one_of: Option<Vec<Node<Schema<'a>>>> = b"oneOf",
        pub(crate) defs: Option<Entries<'a, Schema<'a>>> = b"$defs",
        pub(crate) read_only: Leaf<'a> = b"readOnly",
        pub(crate) content_type: Leaf<'a> = b"contentMediaType",
        pub(crate) content_encoding: Leaf<'a> = b"contentEncoding",
        pub(crate) default: Option<Value> = b"default",
        pub(crate) name: Leaf<'a> = b"name",
        pub(crate) place: Leaf<'a> = b"in",
        pub(crate) schema: Option<Node<Schema<'a>>> = b"schema",
        pub(crate) collection: Leaf<'a> = b"collectionFormat",
        pub(crate) style: Leaf<'a> = b"style",
        pub(crate) explode: Leaf<'a> = b"explode",
        pub(crate) content: Option<Entries<'a, MediaType<'a>>> = b"content",
        /// The media type under which the schema stands, in OpenAPI 3.
        pub(crate) under: Option<Cow<'a, str>>,
        /// How a body travels.
        pub(crate) media: Media,
    }
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
