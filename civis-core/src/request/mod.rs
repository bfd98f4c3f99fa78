//! One request, from its arguments to its parts: path, query, headers and body.
//!
//! Expanded code and calls by name build their requests here alike.

pub(crate) mod arg;
mod body;
mod location;
mod multipart;
mod pairs;

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde_json::Value;

use crate::error::Error;
use crate::record::blob::Blob;
use crate::request::arg::{Arg, Content};
use crate::response::raw::Parts;
pub use location::{Location, Style};
use pairs::{Cookies, Pairs, encode, is_flat, one_text};

/// A request to an operation, as its arguments so far.
///
/// ```
/// use civis_core::{Location, Request};
/// use http::Method;
///
/// let request = Request::new("databases.get_schemas_tables", Method::GET, "/databases/{id}/schemas/{schema}/")
///     .with(Location::Path, "id", 5)
///     .with(Location::Path, "schema", "a/b")
///     .with(Location::Query, "ids", vec![1, 2]);
/// let parts = request.parts()?;
/// assert_eq!(parts.path, "/databases/5/schemas/a%2Fb");
/// assert_eq!(parts.query, "ids%5B%5D=1&ids%5B%5D=2");
/// assert_eq!(parts.body, None);
/// # Ok::<(), civis_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Request {
    operation: Cow<'static, str>,
    method: Method,
    path: Cow<'static, str>,
    content_type: Option<Cow<'static, str>>,
    arguments: Vec<Argument>,
}

#[derive(Debug, Clone)]
struct Argument {
    location: Location,
    style: Style,
    name: Cow<'static, str>,
    content: Content,
}

impl Request {
    /// A request without arguments: the operation's name for errors and events
    /// (`scripts.post_sql`, or empty), its verb, and its path with `{name}` for
    /// each path parameter.
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
            arguments: Vec::new(),
        }
    }

    /// Sets an argument by its name on the wire; a second value for one name
    /// replaces the first.
    pub fn set(
        &mut self,
        location: Location,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Value>,
    ) {
        self.set_styled(location, Style::Default, name, value);
    }

    /// [`set`](Self::set) with the style in which a list or an object is written.
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

    /// Sets a file of a form, which then travels as `multipart/form-data`.
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
        };
        let same = |one: &&mut Argument| one.location == location && one.name == argument.name;
        match self.arguments.iter_mut().find(same) {
            Some(one) => *one = argument,
            None => self.arguments.push(argument),
        }
    }

    /// Sets the media type of a body of JSON, in place of `application/json`, or of a
    /// [`Blob`] without one of its own. A form keeps its own.
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

    /// [`set`](Self::set), by value.
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

    /// The operation's name, or empty.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// The verb.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path with its placeholders.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The value of an argument, if it is set and is no file.
    #[must_use]
    pub fn get(&self, location: Location, name: &str) -> Option<&Value> {
        self.at(location)
            .find(|(argument, _)| argument.name == name)
            .map(|(_, value)| value)
    }

    /// The arguments of a location that are no files.
    fn at(&self, location: Location) -> impl Iterator<Item = (&Argument, &Value)> {
        self.arguments
            .iter()
            .filter(move |argument| argument.location == location)
            .filter_map(|argument| match &argument.content {
                Content::Json(value) => Some((argument, value)),
                Content::Files(_) => None,
            })
    }

    /// The request as it travels.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a path
    /// parameter that is missing, empty, null or an object, and for a header that
    /// HTTP does not allow.
    pub fn parts(&self) -> Result<Parts, Error> {
        let mut headers = HeaderMap::new();
        for (argument, value) in self.at(Location::Header) {
            let name = &*argument.name;
            if let Some(text) = one_text(value, argument.style.at(Location::Header)) {
                let invalid = |_| self.invalid(name, "is not a valid header");
                let key = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|_| self.invalid(name, "is not a valid name of a header"))?;
                headers.append(key, HeaderValue::from_str(&text).map_err(invalid)?);
            }
        }
        let mut cookies = Cookies::default();
        for (argument, value) in self.at(Location::Cookie) {
            cookies.write(&argument.name, value, argument.style.at(Location::Cookie));
        }
        if let Some(text) = cookies.into_text() {
            let invalid = |_| self.invalid("cookie", "is not a valid header");
            headers.append(
                header::COOKIE,
                HeaderValue::from_str(&text).map_err(invalid)?,
            );
        }
        let content_type = self.content_type.as_deref().map(HeaderValue::from_str);
        let content_type = content_type
            .transpose()
            .map_err(|_| self.invalid("content-type", "is not a valid header"))?;
        let body = body::of(&self.method, &self.arguments, content_type);
        if let Some(body) = &body {
            headers.insert(header::CONTENT_TYPE, body.content_type.clone());
        }
        Ok(Parts {
            operation: self.operation.clone(),
            method: self.method.clone(),
            template: self.path.clone(),
            path: self.encoded_path()?,
            query: self.encoded_query(),
            headers,
            body: body.map(|body| body.bytes),
        })
    }

    fn invalid(&self, parameter: &str, message: &str) -> Error {
        let operation = if self.operation.is_empty() {
            format!("{} {}", self.method, self.path)
        } else {
            self.operation.to_string()
        };
        Error::invalid_request(&operation, parameter, message)
    }

    /// The path with its values, without a trailing `/`, as the official client
    /// sends it.
    fn encoded_path(&self) -> Result<String, Error> {
        let mut encoded = String::with_capacity(self.path.len() + 16);
        let mut rest = self.path.trim_matches('/');
        encoded.push('/');
        while let Some((before, after)) = rest.split_once('{') {
            encoded.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                return Err(self.invalid(after, "is not closed in the path"));
            };
            let (argument, value) = self
                .at(Location::Path)
                .find(|(argument, _)| argument.name == name)
                .ok_or_else(|| self.invalid(name, "is missing, and is part of the path"))?;
            let is_allowed = argument.style != Style::Default || is_flat(value);
            let text = one_text(value, argument.style.at(Location::Path))
                .filter(|_| is_allowed)
                .ok_or_else(|| self.invalid(name, "is part of the path: give a number or text"))?;
            match text.as_ref() {
                "" => return Err(self.invalid(name, "is empty, and is part of the path")),
                // Unencoded, these two would name another resource.
                "." => encoded.push_str("%2E"),
                ".." => encoded.push_str("%2E%2E"),
                text => encode(text, &mut encoded),
            }
            rest = after;
        }
        encoded.push_str(rest);
        Ok(encoded)
    }

    fn encoded_query(&self) -> String {
        let mut pairs = Pairs::default();
        for (argument, value) in self.at(Location::Query) {
            match (argument.style, value) {
                (Style::Default, Value::Array(items)) => {
                    pairs.push_each(&format!("{}[]", argument.name), items);
                }
                (Style::Default, value) => pairs.push(&argument.name, value),
                (style, value) => pairs.write(&argument.name, value, style),
            }
        }
        pairs.into_text()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Location, Method, Request, Style};

    fn path(value: serde_json::Value) -> Result<String, String> {
        Request::new("x.get", Method::GET, "/a/{v}/b/")
            .with(Location::Path, "v", value)
            .parts()
            .map(|parts| parts.path)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_path_value_stays_one_segment() {
        for (value, encoded) in [
            (json!("a/b"), "/a/a%2Fb/b"),
            (json!(".."), "/a/%2E%2E/b"),
            (json!("."), "/a/%2E/b"),
            (json!("..."), "/a/.../b"),
            (json!("x?y#z%"), "/a/x%3Fy%23z%25/b"),
            (json!("é d"), "/a/%C3%A9%20d/b"),
            (json!("{v}"), "/a/%7Bv%7D/b"),
            (json!(7), "/a/7/b"),
            (json!(true), "/a/true/b"),
            (json!([1]), "/a/1/b"),
            (json!(["x/y", 2]), "/a/x%2Fy%2C2/b"),
        ] {
            assert_eq!(path(value).as_deref(), Ok(encoded));
        }
    }

    #[test]
    fn a_path_value_that_names_nothing_is_refused() {
        for value in [
            json!(""),
            json!(null),
            json!([]),
            json!([""]),
            json!([[1]]),
            json!({}),
        ] {
            let error = path(value).expect_err("a refusal");
            assert!(error.contains("x.get") && error.contains('v'), "{error}");
        }
        let missing = Request::new("x.get", Method::GET, "/a/{v}").parts();
        assert!(missing.is_err());
    }

    #[test]
    fn lists_in_the_query_are_written_as_declared() {
        let query = |style| {
            let mut request = Request::new("", Method::GET, "/a");
            let value = json!(["a b", null, 2, true]);
            request.set_styled(Location::Query, style, "n", value);
            request.parts().map(|parts| parts.query).expect("parts")
        };
        assert_eq!(
            query(Style::Default),
            "n%5B%5D=a%20b&n%5B%5D=2&n%5B%5D=true"
        );
        assert_eq!(query(Style::Repeated { inner: ',' }), "n=a%20b&n=2&n=true");
        let joined = Style::Joined {
            outer: ',',
            inner: ',',
        };
        assert_eq!(query(joined), "n=a%20b%2C2%2Ctrue");
    }

    #[test]
    fn nulls_and_empty_lists_leave_the_query() {
        let parts = Request::new("", Method::GET, "/a")
            .with(Location::Query, "a", json!(null))
            .with(Location::Query, "b", json!([]))
            .with(Location::Query, "c", json!(""))
            .parts()
            .expect("parts");
        assert_eq!(parts.query, "c=");
    }

    #[test]
    fn only_verbs_that_carry_one_send_an_empty_body() {
        for (method, body) in [
            (Method::GET, None),
            (Method::DELETE, None),
            (Method::POST, Some(b"{}".to_vec())),
            (Method::PUT, Some(b"{}".to_vec())),
            (Method::PATCH, Some(b"{}".to_vec())),
        ] {
            let parts = Request::new("", method, "/a").parts().expect("parts");
            assert_eq!(parts.body, body);
        }
        let parts = Request::new("", Method::DELETE, "/a")
            .with(Location::Field, "b", json!(null))
            .parts()
            .expect("parts");
        assert_eq!(parts.body, Some(br#"{"b":null}"#.to_vec()));
    }

    #[test]
    fn a_second_value_replaces_the_first() {
        let parts = Request::new("", Method::GET, "/a")
            .with(Location::Query, "a", 1)
            .with(Location::Query, "a", 2)
            .parts()
            .expect("parts");
        assert_eq!(parts.query, "a=2");
    }
}
