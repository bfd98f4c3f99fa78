//! The model: a specification with its references resolved and everything named.
//!
//! Plain data, which knows nothing of code or HTTP. The generator, calls by name, the mock
//! server and the comparison of specifications all read it.

mod http_method;
pub(crate) mod paging;
mod security;

pub use self::http_method::HttpMethod;
pub use self::paging::{NextPage, Paging};
pub use self::security::{Credentials, SecurityScheme};
pub use crate::name::ident::Ident;

use crate::error::Problem;

/// A whole specification.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spec {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `host`, or that of the first of `servers`, if the document has one.
    pub host: Option<String>,
    /// The path that precedes that of each operation: `basePath`, the path of the first of
    /// `servers`, or the [root path](crate::ReadOptions::root_path) given instead. Without a
    /// trailing `/`, and empty if there is none.
    pub base_path: String,
    /// The security schemes, in alphabetical order.
    pub security_schemes: Vec<SecurityScheme>,
    /// The resources, in alphabetical order.
    pub resources: Vec<Resource>,
    /// All named types, indexed by [`TypeId`].
    pub types: Vec<TypeDef>,
    /// What could not be resolved, each with what became of it: an operation is left out, and a
    /// schema is any JSON.
    ///
    /// ```
    /// let spec = civis_spec::Spec::from_slice(br##"{"swagger": "2.0", "paths": {
    ///     "/pets": {"get": {"responses": {"200": {"schema": {"$ref": "#/definitions/Pets"}}}}},
    ///     "/toys": {"get": {"parameters": [{"$ref": "#/parameters/Toy"}], "responses": {}}}
    /// }}"##)?;
    /// assert_eq!(spec.resources.len(), 1);
    /// assert_eq!(
    ///     spec.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
    ///     [
    ///         "at `/paths/~1pets/get/responses/200/schema/$ref`: `#/definitions/Pets` does not exist \
    ///          (taken as any JSON)",
    ///         "at `/paths/~1toys/get/parameters/0/$ref`: `#/parameters/Toy` does not exist \
    ///          (what needs it is left out)",
    ///     ]
    /// );
    /// # Ok::<(), civis_spec::Error>(())
    /// ```
    pub warnings: Vec<Problem>,
}

/// The operations whose paths share a first segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// The official name: the first segment in lower case, with `-` as `_`.
    pub name: String,
    /// The field of the client and the module (`r#type`, `types_`), unique among resources.
    pub ident: Ident,
    /// The struct with the methods, unique in its module.
    pub type_ident: Ident,
    /// The operations, by path and then by HTTP method.
    pub operations: Vec<Operation>,
}

/// One HTTP method on one path.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// The HTTP method.
    pub http_method: HttpMethod,
    /// The path as the document spells it, with a leading `/`, with a trailing one if it has
    /// one there, and without the root path if one was given. Empty if it is the root path.
    pub path: String,
    /// The summary, empty if there is none.
    pub summary: String,
    /// The description, if there is one.
    pub description: Option<String>,
    /// The methods of the client that call it: none if the official client omits it, two if
    /// the official client has an older name beside the new one.
    pub methods: Vec<Method>,
    /// The parameters in the official order: that of the document, with the properties of an
    /// object in place of the body.
    pub parameters: Vec<Parameter>,
    /// Whether the body may be left out: it is not required, and it may be null.
    pub body_is_optional: bool,
    /// The media type of the body, if it is not a form, `application/json` or
    /// `application/octet-stream`.
    pub content_type: Option<String>,
    /// The declared status codes from 200 to 299, ascending.
    pub statuses: Vec<u16>,
    /// What a request sends as `Accept`: the declared media types, only JSON if that is decoded,
    /// and anything else if there are none of these. `None` for the Platform, whose official
    /// client accepts anything.
    pub accept: Option<String>,
    /// The type of a successful response, `None` if the document declares none.
    pub response: Option<Type>,
    /// Whether it is a GET with `limit` and `page_num` in the query that returns a list, as those
    /// of the Platform do.
    pub paged: bool,
    /// How the response comes in pages in another way. Never that of the Platform.
    pub paging: Option<Paging>,
    /// The recorded exchanges, empty unless
    /// [`ReadOptions::exchanges`](crate::ReadOptions::exchanges) is set.
    pub exchanges: Vec<Exchange>,
}

/// A method of the client that calls an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Method {
    /// The official client's name.
    pub name: String,
    /// The method, unique in its resource.
    pub ident: Ident,
    /// The struct with the optional parameters, unique in the module of the resource. The
    /// methods of one operation share it.
    pub type_ident: Ident,
    /// The reason, if it is deprecated, with the newer name if there is one.
    pub deprecated: Option<String>,
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The name on the wire, as the document spells it.
    pub wire: String,
    /// The official client's name: [`snake_case`](crate::snake_case()) of the name on the wire.
    pub name: String,
    /// The argument or setter, unique in its operation and distinct from the methods of every
    /// call (`send`, `iter`, …).
    pub ident: Ident,
    /// The part of the request that contains it.
    pub location: Location,
    /// The format of a list or an object there.
    pub style: Style,
    /// Whether it is required.
    pub required: bool,
    /// Whether the document marks it as a secret: `format: password`.
    pub secret: bool,
    /// Whether a file may stand in place of the text, or of each text of a list: a field of a
    /// `multipart/form-data` form, one that may be a file of a body that may be such a form, or a
    /// whole body of text that is not JSON.
    /// Some documents declare files as text.
    pub takes_file: bool,
    /// The type.
    pub ty: Type,
    /// The description, if there is one.
    pub description: Option<String>,
    /// The declared default. It is never sent.
    pub default: Option<serde_json::Value>,
    /// The declared values, of the parameter or of the items of a list, unless the type is an
    /// [`Enum`](TypeKind::Enum).
    pub allowed: Vec<serde_json::Value>,
}

/// The part of a request that contains a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Location {
    /// A segment of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// A property of the JSON object that is the body.
    Field,
    /// The whole body, if it is not an object with declared properties. Beside such
    /// properties, the object of all others.
    Body,
    /// A field of a form (`application/x-www-form-urlencoded`).
    Form,
    /// A part of a `multipart/form-data` form.
    Multipart,
}

/// The format of a list or an object in a path, query, header, cookie or form. A
/// [`Field`](Location::Field) and a [`Body`](Location::Body) are always JSON.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Style {
    /// The default of the location: the items as `a,b` in a path, a header and a cookie,
    /// repeated fields in a form, and `name[]=a&name[]=b` in the query, as the Platform has
    /// it. Other documents declare the style of a list in the query.
    #[default]
    Default,
    /// The items of a list as one value, `a,b`. Each key and each value of an object is an
    /// item.
    Joined {
        /// Separates the items.
        outer: char,
        /// Separates the items of a list that is itself an item.
        inner: char,
    },
    /// Each item as a pair of its own, `name=a&name=b`. Each entry of an object is a pair with
    /// its key.
    Repeated {
        /// Separates the items of a list that is itself an item.
        inner: char,
    },
    /// Each entry of an object as `name[key]=a`.
    Deep,
    /// JSON.
    Json,
}

/// The index of a [`TypeDef`] in [`Spec::types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// The type of a parameter, a field, or a response.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Type {
    /// Any JSON: free-form objects, and everything without a better type.
    Any,
    /// Text.
    String,
    /// A 64-bit integer.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// `date-time`, and `time` of the Platform: an RFC 3339 timestamp.
    Timestamp,
    /// `date`: a calendar date.
    Date,
    /// Bytes: a file.
    File,
    /// A list.
    List(Box<Type>),
    /// An object with arbitrary keys.
    Map(Box<Type>),
    /// A [`Record`](TypeKind::Record).
    Record(TypeId),
    /// An [`Enum`](TypeKind::Enum).
    Enum(TypeId),
}

/// A named type.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDef {
    /// The type, unique in the specification unless types are
    /// [separate](crate::ReadOptions::separate_types).
    pub ident: Ident,
    /// The other names: those of equivalent definitions that differ in a number
    /// (`JobOutput2`), and those of an enum after each of its owners.
    pub aliases: Vec<Ident>,
    /// The name of the definition in the document, or the JSON pointer of a schema declared in
    /// place.
    pub source: String,
    /// The description, if there is one.
    pub description: Option<String>,
    /// A record or an enum, with its content.
    pub kind: TypeKind,
}

/// The kind and content of a named type.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// An object with declared properties.
    Record(Vec<Field>),
    /// A string, one of known values. Unknown values are preserved.
    Enum(Vec<Variant>),
}

/// A property of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The name on the wire.
    pub wire: String,
    /// The field, unique in the record and never `extra`.
    pub ident: Ident,
    /// The type.
    pub ty: Type,
    /// Whether it must be boxed because the record contains itself through it.
    pub boxed: bool,
    /// Whether the document lists it as required.
    pub required: bool,
    /// Whether the document marks it as a secret: `format: password`.
    pub secret: bool,
    /// The description, if there is one.
    pub description: Option<String>,
    /// The declared values, as for a [`Parameter`].
    pub allowed: Vec<serde_json::Value>,
}

/// A known value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The value on the wire.
    pub wire: String,
    /// The variant, unique in the enum and never `Unknown`.
    pub ident: Ident,
}

/// A recorded request and its response.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// The description of the recording.
    pub description: String,
    /// Its HTTP method.
    pub http_method: HttpMethod,
    /// The path and query, without scheme and host (`/jobs?limit=1`).
    pub target: String,
    /// The body of the request, `None` if it had none.
    pub request_body: Option<String>,
    /// The status of the response.
    pub status: u16,
    /// The headers of the response.
    pub headers: Vec<(String, String)>,
    /// The body of the response, empty if it had none.
    pub body: String,
}

impl Spec {
    /// The type with an index.
    ///
    /// # Panics
    /// Panics if the index is from another specification.
    #[must_use]
    pub fn type_def(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }
}

/// The names of the placeholders of a path, in order.
///
/// ```
/// let names = civis_spec::placeholders("/jobs/{id}/runs/{run_id}");
/// assert!(names.eq(["id", "run_id"]));
/// ```
pub fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

impl Type {
    /// Replaces the index of each named type inside.
    pub(crate) fn renumber(&mut self, ids: &[TypeId]) {
        match self {
            Type::List(inner) | Type::Map(inner) => inner.renumber(ids),
            Type::Record(id) | Type::Enum(id) => *id = ids[id.0],
            _ => {}
        }
    }

    /// A copy with each index replaced.
    pub(crate) fn renumbered(&self, ids: &[TypeId]) -> Self {
        let mut ty = self.clone();
        ty.renumber(ids);
        ty
    }
}

impl Resource {
    /// Replaces the indices of the types of parameters and responses.
    pub(crate) fn renumber(&mut self, ids: &[TypeId]) {
        for operation in &mut self.operations {
            let parameters = operation.parameters.iter_mut().map(|one| &mut one.ty);
            for ty in parameters.chain(&mut operation.response) {
                ty.renumber(ids);
            }
        }
    }
}
