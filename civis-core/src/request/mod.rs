//! A request: from the arguments of a call to path, query, headers and body.
//!
//! | file | what |
//! |---|---|
//! | `mod.rs` | [`Request`]: an operation and its arguments |
//! | `arg/` | [`Arg`]: the values that a parameter accepts |
//! | `location.rs` | [`Location`] and [`Style`]: where an argument goes, and how it is written there |
//! | `parts.rs`, `target.rs` | the arguments as headers and body; as path and query |
//! | `pairs.rs` | values as text, and as the pairs of a query or a form |
//! | `body.rs`, `multipart.rs` | the body: JSON, a form, or a file |

pub(crate) mod arg;
mod body;
mod location;
pub(crate) mod multipart;
mod pairs;
pub(crate) mod parts;
mod target;
#[cfg(test)]
#[allow(unreachable_pub, reason = "the macros declare public types")]
mod tests;

use std::borrow::Cow;
use std::fmt;

use http::Method;
use serde_json::Value;

use crate::record::blob::Blob;
use crate::request::arg::{Arg, Content};
use crate::secret::Secret;
use crate::secret_name::json::{DebugJson, secret_texts};
use crate::secret_name::{Secrecy, secrecy};
pub use location::{Location, Style};
pub(crate) use pairs::encode_pair;

/// A request to an operation: its arguments, as set so far.
///
/// ```
/// use civis_core::{Location, Request};
/// use http::Method;
///
/// let request = Request::new("databases.get_schemas_tables", Method::GET, "/databases/{id}/schemas/{schema}")
///     .with(Location::Path, "id", 5)
///     .with(Location::Path, "schema", "a/b")
///     .with(Location::Query, "ids", vec![1, 2]);
/// let parts = request.parts()?;
/// assert_eq!(parts.path, "/databases/5/schemas/a%2Fb");
/// assert_eq!(parts.query, "ids%5B%5D=1&ids%5B%5D=2");
/// assert_eq!(parts.body, None);
/// # Ok::<(), civis_core::Error>(())
/// ```
///
/// `Debug` shows the arguments, except the values of names that mark secrets, such as
/// `password`, `apiKey` and `auth_token`, in the arguments too.
#[derive(Clone)]
pub struct Request {
    operation: Cow<'static, str>,
    method: Method,
    path: Cow<'static, str>,
    content_type: Option<Cow<'static, str>>,
    accept: Option<Cow<'static, str>>,
    omits_empty_body: bool,
    arguments: Vec<Argument>,
}

#[derive(Clone)]
struct Argument {
    location: Location,
    style: Style,
    name: Cow<'static, str>,
    content: Content,
    /// Whether the specification marks it as a secret.
    is_secret: bool,
}

impl Request {
    /// Creates a request without arguments.
    ///
    /// `operation` is the name that errors and log events show (`scripts.post_sql`),
    /// or empty. `path` has a `{name}` for each path parameter.
    pub fn new(
        operation: impl Into<Cow<'static, str>>,
        method: Method,
        path: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            operation: operation.into(),
            method,
            path: path.into(),
            content_type: None,
            accept: None,
            omits_empty_body: false,
            arguments: Vec::new(),
        }
    }

    /// Sets an argument, by the parameter's name in the specification. Replaces the
    /// value if it is already set.
    ///
    /// A number that is NaN or infinite is null: `serde_json` converts it so. The setters
    /// of typed calls report it as an error.
    pub fn set(
        &mut self,
        location: Location,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Value>,
    ) {
        self.set_styled(location, Style::Default, name, value);
    }

    /// [`set`](Self::set), with a [`Style`] for lists and objects.
    ///
    /// ```
    /// use civis_core::{Location, Request, Style};
    /// use http::Method;
    ///
    /// let mut request = Request::new("pets.list", Method::GET, "/pets");
    /// let style = Style::Joined { outer: '|', inner: ',' };
    /// request.set_styled(Location::Query, style, "tags", vec!["cat", "dog"]);
    /// assert_eq!(request.parts()?.query, "tags=cat%7Cdog");
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn set_styled(
        &mut self,
        location: Location,
        style: Style,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Value>,
    ) {
        self.put(location, style, name.into(), Content::Json(value.into()));
    }

    /// Sets a file of a form, which is then sent as `multipart/form-data`.
    ///
    /// ```
    /// use civis_core::{Blob, Request};
    /// use http::Method;
    ///
    /// let mut request = Request::new("pet.post_upload", Method::POST, "/pet/upload");
    /// request.set_file("photo", Blob::new(*b"...").name("cat.png").content_type("image/png"));
    /// let parts = request.parts()?;
    /// let content_type = parts.headers["content-type"].to_str().expect("text");
    /// assert!(content_type.starts_with("multipart/form-data; boundary="));
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn set_file(&mut self, name: impl Into<Cow<'static, str>>, file: impl Into<Blob>) {
        let content = Content::Files(vec![file.into()]);
        self.put(Location::Multipart, Style::Default, name.into(), content);
    }

    pub(crate) fn set_arg<T>(
        &mut self,
        location: Location,
        style: Style,
        name: &'static str,
        arg: Arg<T>,
    ) {
        self.put(location, style, Cow::Borrowed(name), arg.into_content());
    }

    fn put(&mut self, location: Location, style: Style, name: Cow<'static, str>, content: Content) {
        let argument = Argument {
            location,
            style,
            name,
            content,
            is_secret: false,
        };
        let is_same = |one: &&mut Argument| one.location == location && one.name == argument.name;
        match self.arguments.iter_mut().find(is_same) {
            Some(one) => {
                // A secret parameter stays one with another value.
                let is_secret = one.is_secret;
                *one = argument;
                one.is_secret = is_secret;
            }
            None => self.arguments.push(argument),
        }
    }

    /// Marks an argument as a secret, whatever its name.
    pub(crate) fn mark_secret(&mut self, location: Location, name: &str) {
        let is_same = |one: &&mut Argument| one.location == location && one.name == name;
        if let Some(argument) = self.arguments.iter_mut().find(is_same) {
            argument.is_secret = true;
        }
    }

    /// Sets the media type of the body.
    ///
    /// The default is `application/json`, or that of the [`Blob`] if the body is a file.
    /// The media type of a form is always its own.
    ///
    /// ```
    /// use civis_core::{Location, Request};
    /// use http::Method;
    ///
    /// let mut request = Request::new("jobs.patch", Method::PATCH, "/jobs/5").with(Location::Field, "name", "a");
    /// request.set_content_type("application/merge-patch+json");
    /// assert_eq!(request.parts()?.headers["content-type"], "application/merge-patch+json");
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn set_content_type(&mut self, media_type: impl Into<Cow<'static, str>>) {
        self.content_type = Some(media_type.into());
    }

    /// Sets the media types that the response may have: the value of `Accept`.
    ///
    /// By default any media type is accepted, as by the official Python client. An argument in
    /// a header of this name takes precedence.
    ///
    /// ```
    /// use civis_core::Request;
    /// use http::Method;
    ///
    /// let mut request = Request::new("items.export", Method::GET, "/export");
    /// request.set_accept("text/csv");
    /// assert_eq!(request.parts()?.headers["accept"], "text/csv");
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn set_accept(&mut self, media_types: impl Into<Cow<'static, str>>) {
        self.accept = Some(media_types.into());
    }

    /// Sends no body if none of its arguments is set.
    ///
    /// By default a `POST`, `PUT` or `PATCH` then has the body `{}`, as those of the official
    /// Python client.
    ///
    /// ```
    /// use civis_core::Request;
    /// use http::Method;
    ///
    /// let mut request = Request::new("jobs.post_runs", Method::POST, "/jobs/5/runs");
    /// assert_eq!(request.parts()?.body.as_deref(), Some(&b"{}"[..]));
    /// request.omit_empty_body();
    /// assert_eq!(request.parts()?.body, None);
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn omit_empty_body(&mut self) {
        self.omits_empty_body = true;
    }

    /// [`set`](Self::set) that takes and returns the request.
    #[must_use]
    pub fn with(
        mut self,
        location: Location,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Value>,
    ) -> Self {
        self.set(location, name, value);
        self
    }

    /// Returns the name of the operation, or an empty text.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// Returns the HTTP method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the path with its placeholders.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the value of an argument, if it is set and is not a file.
    #[must_use]
    pub fn get(&self, location: Location, name: &str) -> Option<&Value> {
        self.at(location)
            .find(|(argument, _)| argument.name == name)
            .map(|(_, value)| value)
    }

    /// Removes the arguments of the query that are not secret.
    pub(crate) fn clear_open_query(&mut self) {
        self.arguments.retain(|argument| {
            argument.location != Location::Query || argument.secrecy() != Secrecy::Open
        });
    }

    /// Returns the texts that are secret, which a server may echo.
    pub(crate) fn secrets(&self) -> Secret {
        Secret::of(
            self.arguments
                .iter()
                .flat_map(|argument| match &argument.content {
                    Content::Json(value) => secret_texts(value, argument.secrecy()),
                    Content::Files(_) | Content::NotFinite(_) => Vec::new(),
                }),
        )
    }

    /// Returns the arguments of a location, except files.
    fn at(&self, location: Location) -> impl Iterator<Item = (&Argument, &Value)> {
        self.arguments
            .iter()
            .filter(move |argument| argument.location == location)
            .filter_map(|argument| match &argument.content {
                Content::Json(value) => Some((argument, value)),
                Content::Files(_) | Content::NotFinite(_) => None,
            })
    }
}

impl Argument {
    /// Which parts of the value are secret.
    fn secrecy(&self) -> Secrecy {
        match self.location {
            Location::Cookie => Secrecy::All,
            _ if self.is_secret => Secrecy::All,
            _ => secrecy(&self.name),
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("content_type", &self.content_type)
            .field("arguments", &self.arguments)
            .finish()
    }
}

impl fmt::Debug for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}: ", self.location, self.name)?;
        match &self.content {
            Content::Json(value) => DebugJson(value, self.secrecy()).fmt(f),
            Content::Files(files) => files.fmt(f),
            Content::NotFinite(_) => f.write_str("NaN or infinite"),
        }
    }
}
