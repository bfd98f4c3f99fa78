//! The document as it is written: the keys of Swagger 2.0 and OpenAPI 3 that the model is made
//! of. Text is borrowed from the file, and other keys are skipped.
//!
//! Reading is permissive: a value of an unexpected kind is [`Leaf::Other`] or [`Node::Other`],
//! and the [resolving](crate::resolve) stage decides what that means. A few fields have no key:
//! [`openapi`](super::openapi) fills them.

use std::borrow::Cow;

use serde_json::Value;

use crate::model::HttpMethod;
use crate::parse::json::{Object, ReadError, Reader, object};
use crate::parse::media::Media;
use crate::parse::nodes::{Entries, Leaf, Node, Raw};

/// The dialect of a document, which decides where its shared parts are.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    #[default]
    Swagger2,
    OpenApi3,
}

impl Dialect {
    /// The folder of schemas.
    pub(crate) const fn schemas(self) -> &'static str {
        match self {
            Dialect::Swagger2 => "definitions",
            Dialect::OpenApi3 => "components/schemas",
        }
    }

    /// The folder of shared parameters.
    pub(crate) const fn parameters(self) -> &'static str {
        match self {
            Dialect::Swagger2 => "parameters",
            Dialect::OpenApi3 => "components/parameters",
        }
    }

    /// The folder of shared responses.
    pub(crate) const fn responses(self) -> &'static str {
        match self {
            Dialect::Swagger2 => "responses",
            Dialect::OpenApi3 => "components/responses",
        }
    }
}

/// The folder of shared bodies.
pub(crate) const SHARED_BODIES: &str = "components/requestBodies";

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
        pub(crate) responses: Option<Entries<'a, Response<'a>>> = b"responses",
        pub(crate) security_schemes: Option<Entries<'a, SecurityScheme<'a>>> = b"securityDefinitions",
        pub(crate) servers: Option<Vec<Node<Server<'a>>>> = b"servers",
        pub(crate) components: Node<Components<'a>> = b"components",
        /// Shared bodies, each as a parameter.
        pub(crate) bodies: Option<Entries<'a, Schema<'a>>>,
        pub(crate) dialect: Dialect,
        /// The whole text, for references to what is not read.
        pub(crate) text: &'a str,
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
    /// A path, with an operation for some of the HTTP methods.
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
    /// One HTTP method on one path.
    pub(crate) struct Operation<'a> {
        pub(crate) id: Leaf<'a> = b"operationId",
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
        pub(crate) responses: Option<Entries<'a, Response<'a>>> = b"responses",
        pub(crate) exchanges: Option<Raw<'a>> = b"x-examples",
    }
}

object! {
    /// A response.
    pub(crate) struct Response<'a> {
        pub(crate) reference: Leaf<'a> = b"$ref",
        pub(crate) schema: Option<Node<Schema<'a>>> = b"schema",
        pub(crate) content: Option<Entries<'a, MediaType<'a>>> = b"content",
        pub(crate) headers: Option<Entries<'a, Header>> = b"headers",
        /// The media type that contains the schema, in OpenAPI 3.
        pub(crate) media_type: Option<Cow<'a, str>>,
        /// All media types, in OpenAPI 3.
        pub(crate) media_types: Vec<Cow<'a, str>>,
    }
}

/// A header of a response, of which the name is read alone.
#[derive(Debug, Default)]
pub(crate) struct Header;

impl<'a> Object<'a> for Header {
    fn set(&mut self, _: &[u8], _: &mut u64, reader: &mut Reader<'a>) -> Result<(), ReadError> {
        reader.skip()
    }
}

object! {
    /// A schema or a parameter: outside the body, a parameter is a schema with a name and a
    /// location.
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
        pub(crate) id: Leaf<'a> = b"$id",
        pub(crate) anchor: Leaf<'a> = b"$anchor",
        pub(crate) nullable: Leaf<'a> = b"nullable",
        pub(crate) read_only: Leaf<'a> = b"readOnly",
        pub(crate) content_type: Leaf<'a> = b"contentMediaType",
        pub(crate) content_encoding: Leaf<'a> = b"contentEncoding",
        pub(crate) default: Option<Value> = b"default",
        pub(crate) name: Leaf<'a> = b"name",
        pub(crate) location: Leaf<'a> = b"in",
        pub(crate) schema: Option<Node<Schema<'a>>> = b"schema",
        pub(crate) collection: Leaf<'a> = b"collectionFormat",
        pub(crate) style: Leaf<'a> = b"style",
        pub(crate) explode: Leaf<'a> = b"explode",
        pub(crate) content: Option<Entries<'a, MediaType<'a>>> = b"content",
        /// The media type that contains the schema, in OpenAPI 3.
        pub(crate) media_type: Option<Cow<'a, str>>,
        /// The encoding of a body.
        pub(crate) media: Media,
        /// Whether a body may be a multipart form.
        pub(crate) may_be_multipart: bool,
        /// The encodings of the fields of a form.
        pub(crate) encoding: Option<Entries<'a, Encoding<'a>>>,
    }
}

object! {
    /// `servers`.
    pub(crate) struct Server<'a> {
        pub(crate) url: Leaf<'a> = b"url",
        pub(crate) variables: Option<Entries<'a, Variable<'a>>> = b"variables",
    }
}

object! {
    /// A variable in the URL of a server.
    pub(crate) struct Variable<'a> {
        pub(crate) default: Leaf<'a> = b"default",
    }
}

object! {
    /// `components`.
    pub(crate) struct Components<'a> {
        pub(crate) schemas: Option<Entries<'a, Schema<'a>>> = b"schemas",
        pub(crate) parameters: Option<Entries<'a, Schema<'a>>> = b"parameters",
        pub(crate) responses: Option<Entries<'a, Response<'a>>> = b"responses",
        pub(crate) bodies: Option<Entries<'a, Body<'a>>> = b"requestBodies",
        pub(crate) security_schemes: Option<Entries<'a, SecurityScheme<'a>>> = b"securitySchemes",
    }
}

object! {
    /// One of the security schemes.
    pub(crate) struct SecurityScheme<'a> {
        pub(crate) ty: Leaf<'a> = b"type",
        pub(crate) scheme: Leaf<'a> = b"scheme",
        pub(crate) name: Leaf<'a> = b"name",
        pub(crate) location: Leaf<'a> = b"in",
        pub(crate) description: Leaf<'a> = b"description",
    }
}

object! {
    /// `requestBody`.
    pub(crate) struct Body<'a> {
        pub(crate) reference: Leaf<'a> = b"$ref",
        pub(crate) description: Leaf<'a> = b"description",
        pub(crate) required: Leaf<'a> = b"required",
        pub(crate) content: Option<Entries<'a, MediaType<'a>>> = b"content",
    }
}

object! {
    /// One media type of `content`.
    pub(crate) struct MediaType<'a> {
        pub(crate) schema: Option<Node<Schema<'a>>> = b"schema",
        pub(crate) encoding: Option<Entries<'a, Encoding<'a>>> = b"encoding",
    }
}

object! {
    /// How a field of a form is sent.
    pub(crate) struct Encoding<'a> {
        pub(crate) content_type: Leaf<'a> = b"contentType",
        pub(crate) style: Leaf<'a> = b"style",
        pub(crate) explode: Leaf<'a> = b"explode",
    }
}

impl<'a> PathItem<'a> {
    /// The declared operations, in the order of [`HttpMethod::ALL`].
    pub(crate) fn operations(&self) -> impl Iterator<Item = (HttpMethod, &Node<Operation<'a>>)> {
        let declared = [
            &self.get,
            &self.put,
            &self.post,
            &self.delete,
            &self.options,
            &self.head,
            &self.patch,
            &self.trace,
        ];
        let declared = HttpMethod::ALL.into_iter().zip(declared);
        declared.filter_map(|(http_method, node)| Some((http_method, node.as_ref()?)))
    }

    pub(crate) fn operations_mut(
        &mut self,
    ) -> impl Iterator<Item = (HttpMethod, &mut Operation<'a>)> {
        let declared = [
            &mut self.get,
            &mut self.put,
            &mut self.post,
            &mut self.delete,
            &mut self.options,
            &mut self.head,
            &mut self.patch,
            &mut self.trace,
        ];
        let declared = HttpMethod::ALL.into_iter().zip(declared);
        declared.filter_map(|(http_method, node)| Some((http_method, node.as_mut()?.object_mut()?)))
    }
}

impl<'a> Schema<'a> {
    /// The known values, none if any value is possible.
    pub(crate) fn known(&self) -> &[Leaf<'a>] {
        match (&self.values, &self.constant) {
            (Leaf::List(values), _) => values,
            (_, Leaf::Absent) => &[],
            (_, constant) => std::slice::from_ref(constant),
        }
    }

    /// Whether the only value is an object without properties.
    pub(crate) fn excludes_properties(&self) -> bool {
        self.properties.as_ref().is_some_and(|all| all.0.is_empty())
            && matches!(self.additional, Some(Node::Flag(false)))
            && self.all_of.is_none()
            && self.alternatives().next().is_none()
    }

    /// The alternatives of `anyOf` and `oneOf`, each with its keyword and its index.
    pub(crate) fn alternatives(&self) -> impl Iterator<Item = (&'static str, usize, &Node<Self>)> {
        let lists = [("anyOf", &self.any_of), ("oneOf", &self.one_of)];
        lists.into_iter().flat_map(|(key, list)| {
            let list = list.as_deref().unwrap_or_default().iter().enumerate();
            list.filter(|(_, node)| !node.is_null())
                .map(move |(index, node)| (key, index, node))
        })
    }

    /// Whether the schema has keywords that change its type.
    pub(crate) fn has_keywords(&self) -> bool {
        let leaves = [&self.values, &self.constant, &self.required];
        leaves.into_iter().any(|leaf| *leaf != Leaf::Absent)
            || self.items.is_some()
            || self.properties.is_some()
            || self.additional.is_some()
            || self.all_of.is_some()
            || self.any_of.is_some()
            || self.one_of.is_some()
    }

    /// Whether the schema itself takes null.
    pub(crate) fn takes_null(&self) -> bool {
        let lists = [&self.any_of, &self.one_of];
        self.nullable.is_true()
            || self.ty.texts().is_some_and(|names| names.contains(&"null"))
            || lists.into_iter().flatten().flatten().any(Node::is_null)
    }
}

impl Node<Schema<'_>> {
    /// Whether null is the only type.
    fn is_null(&self) -> bool {
        let ty = self.object().map(|schema| &schema.ty);
        ty.and_then(Leaf::text) == Some("null")
    }
}
