//! The model: a specification with its references resolved and everything named.
//!
//! Plain data. It knows nothing of tokens or HTTP; the generator, the dynamic
//! call, the embedded server and the comparison of two specs all read it.

use std::fmt;

/// A whole specification, resolved and named.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spec {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `host`, or that of the first of `servers`, where the document names one.
    pub host: Option<String>,
    /// What every request's path begins with, before that of the operation:
    /// `basePath`, the path of the first of `servers`, or the [root path](crate::ReadOptions::root_path) that was
    /// given in its place. Without a trailing `/`, and empty if there is none.
    pub base_path: String,
    /// The resources, in alphabetical order.
    pub resources: Vec<Resource>,
    /// Every named type, indexed by [`TypeId`].
    pub types: Vec<TypeDef>,
}

/// The operations whose paths share a first segment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resource {
    /// The official name: the first segment, lower case, `-` as `_`.
    pub name: String,
    /// [`name`](Self::name) as a Rust identifier for the field and the module
    /// (`r#type`, `types_`), never equal to that of another resource.
    pub ident: String,
    /// Name of the struct that carries the methods, unique in its module.
    pub type_ident: String,
    /// Its operations, by path and then by verb.
    pub operations: Vec<Operation>,
}

/// One verb on one path.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// The HTTP method.
    pub http_method: HttpMethod,
    /// The path as the document spells it, with its leading `/` and, where it
    /// has one, its trailing `/`; without the root path, if one was given.
    pub path: String,
    /// The summary, empty when there is none.
    pub summary: String,
    /// The description, where there is one.
    pub description: Option<String>,
    /// The names under which the operation is offered: none when the official
    /// client skips it, two when it keeps a legacy name beside the new one.
    pub methods: Vec<Method>,
    /// All parameters in the official order: as the document lists them, the
    /// properties of an object body in the place of the body.
    pub parameters: Vec<Parameter>,
    /// The media type of the body, where it is another than `application/json`, and
    /// than `application/octet-stream` of bytes; none of a form.
    pub content_type: Option<String>,
    /// Declared status codes of success, ascending.
    pub statuses: Vec<u16>,
    /// What a successful answer holds; `None` for an empty one.
    pub response: Option<Type>,
    /// Whether it takes `limit` and `page_num` in the query of a GET and
    /// answers with a list.
    pub paged: bool,
    /// Recorded exchanges, empty unless the reader was asked to keep them.
    pub exchanges: Vec<Exchange>,
}

/// A name under which an operation is called.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Method {
    /// The official client's name.
    pub name: String,
    /// [`name`](Self::name) as a Rust identifier, unique in its resource.
    pub ident: String,
    /// Name of the struct that carries the optional parameters, unique in the
    /// resource's module. Shared by the names of one operation.
    pub type_ident: String,
    /// Why it is deprecated, where it is, with the newer name if there is one.
    pub deprecated: Option<String>,
}

/// One argument of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The name on the wire, as the document spells it.
    pub wire: String,
    /// The official client's name (snake case).
    pub name: String,
    /// [`name`](Self::name) as a Rust identifier, unique in its operation and
    /// never that of a method which every call has (`send`, `iter`, …).
    pub ident: String,
    /// Where it travels.
    pub location: Location,
    /// How a list or an object is written there.
    pub style: Style,
    /// Whether the document demands it.
    pub required: bool,
    /// Its type.
    pub ty: Type,
    /// Its description, where there is one.
    pub description: Option<String>,
    /// Its default, where the document declares one. It is never sent.
    pub default: Option<serde_json::Value>,
    /// The known values, of it or of the items of a list, where they are declared
    /// and are not those of an [`Enum`](TypeKind::Enum).
    pub allowed: Vec<serde_json::Value>,
}

/// Where a parameter travels.
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
    /// The whole body, where that is not an object with declared properties; beside
    /// such properties, the object of all others.
    Body,
    /// A field of a form (`application/x-www-form-urlencoded`).
    Form,
    /// A part of a form with files, or of one that is declared as
    /// `multipart/form-data`.
    Multipart,
}

/// How a list or an object is written in a path, query, header, cookie or form. A
/// [`Field`](Location::Field) and a [`Body`](Location::Body) are JSON whatever it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Style {
    /// The usual way of the location. A path, a header and a cookie hold the items as
    /// `a,b`; a form repeats the field. In the query a list is the Platform's
    /// `name[]=a&name[]=b`.
    #[default]
    Default,
    /// The items of a list in one text, as `a,b`. Of an object, each key and each value
    /// is an item.
    Joined {
        /// Separates the items.
        outer: char,
        /// Separates the items of a list that is itself an item.
        inner: char,
    },
    /// Each item as a pair of its own, as `name=a&name=b`. Of an object, each entry is a
    /// pair under its key.
    Repeated {
        /// Separates the items of a list that is itself an item.
        inner: char,
    },
    /// Each entry of an object as `name[key]=a`.
    Deep,
    /// JSON.
    Json,
}

/// Index of a [`TypeDef`] in [`Spec::types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// The type of a parameter, a field, or an answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Type {
    /// Any JSON value: free-form objects, and what has no better type.
    Any,
    /// Text.
    String,
    /// An integer of 64 bits.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// `date-time` and `time`: an RFC 3339 timestamp.
    Timestamp,
    /// `date`: a calendar date.
    Date,
    /// Bytes of a `file` parameter.
    File,
    /// A list.
    List(Box<Type>),
    /// An object whose keys are data.
    Map(Box<Type>),
    /// A [`Record`](TypeKind::Record).
    Record(TypeId),
    /// An [`Enum`](TypeKind::Enum).
    Enum(TypeId),
}

/// A named type.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDef {
    /// A Rust type identifier, unique in the specification.
    pub ident: String,
    /// Names of definitions of the same shape, which became aliases of this one.
    pub aliases: Vec<String>,
    /// The definition's name in the document, or for one declared in place,
    /// its JSON pointer.
    pub source: String,
    /// The description, where there is one.
    pub description: Option<String>,
    /// What it is.
    pub kind: TypeKind,
}

/// What a named type is.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// An object with declared properties.
    Record(Vec<Field>),
    /// Text, one of known values; open: others are kept.
    Enum(Vec<Variant>),
}

/// A property of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The name on the wire.
    pub wire: String,
    /// A Rust identifier, unique in the record and never `extra`.
    pub ident: String,
    /// Its type.
    pub ty: Type,
    /// Whether it must be boxed, because the record holds itself through it.
    pub boxed: bool,
    /// Whether the document lists it as required.
    pub required: bool,
    /// Its description, where there is one.
    pub description: Option<String>,
    /// The known values, as of a [`Parameter`].
    pub allowed: Vec<serde_json::Value>,
}

/// A known value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The text on the wire.
    pub wire: String,
    /// A Rust identifier, unique in the enum and never `Unknown`.
    pub ident: String,
}

/// A recorded request and its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// What the recording says of itself.
    pub description: String,
    /// Its HTTP method.
    pub http_method: HttpMethod,
    /// Path and query as sent, without scheme and host (`/jobs?limit=1`).
    pub target: String,
    /// Body as sent, `None` when there was none.
    pub request_body: Option<String>,
    /// Status of the answer.
    pub status: u16,
    /// Headers of the answer, as recorded.
    pub headers: Vec<(String, String)>,
    /// Body of the answer, empty when there was none.
    pub body: String,
}

/// A verb of HTTP that a document can declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HttpMethod {
    /// `GET`.
    Get,
    /// `PUT`.
    Put,
    /// `POST`.
    Post,
    /// `DELETE`.
    Delete,
    /// `OPTIONS`.
    Options,
    /// `HEAD`.
    Head,
    /// `PATCH`.
    Patch,
    /// `TRACE`.
    Trace,
}

impl HttpMethod {
    /// Every verb.
    pub const ALL: [HttpMethod; 8] = [
        HttpMethod::Get,
        HttpMethod::Put,
        HttpMethod::Post,
        HttpMethod::Delete,
        HttpMethod::Options,
        HttpMethod::Head,
        HttpMethod::Patch,
        HttpMethod::Trace,
    ];

    /// The verb in upper case, as it travels.
    ///
    /// ```
    /// assert_eq!(civis_spec::HttpMethod::Get.as_str(), "GET");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            HttpMethod::Get => "GET",
            HttpMethod::Put => "PUT",
            HttpMethod::Post => "POST",
            HttpMethod::Delete => "DELETE",
            HttpMethod::Options => "OPTIONS",
            HttpMethod::Head => "HEAD",
            HttpMethod::Patch => "PATCH",
            HttpMethod::Trace => "TRACE",
        }
    }
}

impl fmt::Display for HttpMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Spec {
    /// The path that a request of an operation has, with its placeholders:
    /// [`base_path`](Self::base_path) and [`Operation::path`].
    #[must_use]
    pub fn full_path(&self, operation: &Operation) -> String {
        format!("{}{}", self.base_path, operation.path)
    }

    /// The named type behind an index.
    ///
    /// # Panics
    /// If the index is not of this specification.
    #[must_use]
    pub fn type_def(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }
}
