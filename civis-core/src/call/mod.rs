//! A call that is ready to be sent.

#[cfg(feature = "dynamic")]
mod by_name;
pub(crate) mod pages;

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use http::Method;
use http::header::CONTENT_TYPE;
use serde_json::Value;

use crate::call::pages::{Iter, Pages};
use crate::error::Error;
use crate::record::{Decoded, Field, Target, decode_slice};
use crate::request::arg::Arg;
use crate::request::blob::Blob;
use crate::request::path_args::{PathArgs, placeholders};
use crate::request::{Location, Request, Style};
use crate::response::Response;
use crate::response::raw::{Parts, RawResponse};
use crate::session::Session;

/// A call with all its required arguments: what every method of a resource
/// returns, directly or behind a struct that adds the optional ones.
///
/// Nothing is sent before [`send`](Self::send), [`send_raw`](Self::send_raw) or
/// [`send_json`](Self::send_json), each of which may be used more than once.
#[must_use = "a call does nothing until it is sent"]
pub struct Call<T> {
    session: Session,
    request: Request,
    marker: PhantomData<fn() -> T>,
}

impl<T> Call<T> {
    /// A call of an operation through a session.
    ///
    /// ```
    /// use civis_core::{Call, Request, Session};
    /// use http::Method;
    /// use serde_json::Value;
    ///
    /// let session = Session::new("my-api-key")?;
    /// let call: Call<Value> = Call::new(&session, Request::new("users.get_me", Method::GET, "/users/me"));
    /// assert_eq!(call.request().path(), "/users/me");
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn new(session: &Session, request: Request) -> Self {
        Self {
            session: session.clone(),
            request,
            marker: PhantomData,
        }
    }

    /// The request so far.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// An error about an answer, which may echo the key.
    pub(crate) fn hide(&self, error: Error) -> Error {
        self.session.hide(error)
    }

    pub(crate) fn request_mut(&mut self) -> &mut Request {
        &mut self.request
    }

    /// Sends the call, and returns the answer as it came.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind). An answer whose status is not 2xx is
    /// an error here too.
    pub fn send_raw(&self) -> Result<RawResponse, Error> {
        self.session.execute(&self.request.parts()?)
    }

    /// Sends the call, and returns the answer as JSON; an empty answer is null.
    ///
    /// # Errors
    /// As [`send_raw`](Self::send_raw), and
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if it is not JSON.
    pub fn send_json(&self) -> Result<Value, Error> {
        let parts = self.request.parts()?;
        let raw = self.session.execute(&parts)?;
        let (value, _) = decode::<Value>(&parts, &raw).map_err(|error| self.session.hide(error))?;
        Ok(value)
    }
}

impl<T: Field + Default> Call<T> {
    /// Sends the call, and returns the answer typed.
    ///
    /// Nothing in a JSON answer is lost, and no value in it is an error: see
    /// [`Extra`](crate::Extra). An empty answer is the default value.
    ///
    /// # Errors
    /// As [`send_raw`](Self::send_raw), and
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if it is not JSON.
    pub fn send(&self) -> Result<Response<T>, Error> {
        let parts = self.request.parts()?;
        let raw = self.session.execute(&parts)?;
        let (value, unexpected) = decode(&parts, &raw).map_err(|error| self.session.hide(error))?;
        Ok(Response::new(value, raw, unexpected))
    }
}

fn decode<T: Field + Default>(
    parts: &Parts,
    raw: &RawResponse,
) -> Result<(T, Option<Value>), Error> {
    let mut value = T::default();
    let unexpected = decode_body(parts, raw, &mut value)?;
    Ok((value, unexpected))
}

/// Not generic, so that it is compiled once.
fn decode_body(
    parts: &Parts,
    raw: &RawResponse,
    field: &mut dyn Field,
) -> Result<Option<Value>, Error> {
    let body = raw.body();
    if let Target::File(file) = field.target() {
        *file = Blob::new(body);
        let media_type = raw.headers().get(CONTENT_TYPE);
        if let Some(media_type) = media_type.and_then(|value| value.to_str().ok()) {
            *file = std::mem::take(file).content_type(media_type);
        }
        return Ok(None);
    }
    if body.is_empty() {
        return Ok(None);
    }
    match decode_slice(body, field) {
        Ok(Decoded::Whole) => Ok(None),
        Ok(Decoded::Unexpected(value)) => Ok(Some(value)),
        Err((pointer, source)) => Err(Error::decode(parts, pointer, body, source)),
    }
}

impl<T> Clone for Call<T> {
    fn clone(&self) -> Self {
        Self {
            session: self.session.clone(),
            request: self.request.clone(),
            marker: PhantomData,
        }
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.fmt(f)
    }
}

/// A call of an operation that answers with one page of a list.
///
/// Sent as it is, it returns one page; [`iter`](Self::iter) returns all.
#[must_use = "a call does nothing until it is sent"]
pub struct PagedCall<T>(Call<Vec<T>>);

impl<T> PagedCall<T> {
    /// A call of an operation that takes `limit` and `page_num`.
    pub fn new(session: &Session, request: Request) -> Self {
        Self(Call::new(session, request))
    }

    /// The items of every page, each page fetched when it is needed.
    ///
    /// A `limit` that was set is the size of the pages, and a `page_num` that
    /// was set is the first one. The end is where the pagination headers say
    /// so, or where they are missing at a page that is empty or the same again.
    ///
    /// Each page is a call of its own, with its own retries and time. What they do
    /// not overcome is an error, after which the iterator is at its end until
    /// [`Iter::resume`] lets it go on at the same page. Nothing is left out or comes
    /// twice by that. If the list itself changes between two pages, items may be
    /// repeated or left out, since pages are counted anew for each request: where
    /// that matters and the operation takes an order, sort by what does not change.
    pub fn iter(&self) -> Iter<T> {
        Iter::new(self.pages())
    }

    /// Every page with its headers, each fetched when it is needed; ends as
    /// [`iter`](Self::iter) does.
    pub fn pages(&self) -> Pages<T> {
        Pages::new(self.0.clone())
    }
}

impl<T> Deref for PagedCall<T> {
    type Target = Call<Vec<T>>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T> Clone for PagedCall<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> fmt::Debug for PagedCall<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What expanded code does to a call, whichever of the two it is.
///
/// One call of a function that takes as little as can be is what compiles fastest, and
/// an expansion holds thousands: so there are several for what one could do.
pub trait Arguments: Sized {
    /// A call without arguments, of a verb, the operation's name, and a path:
    /// `GET jobs.get /jobs/{id}`.
    fn start(session: &Session, operation: &'static str) -> Self;

    /// Sets the media type of the body.
    #[must_use]
    fn content_type(self, media_type: &'static str) -> Self;

    /// Sets an argument.
    #[must_use]
    fn arg<A>(self, location: Location, style: Style, name: &'static str, value: Arg<A>) -> Self;

    /// Sets an argument that is written in a style of its own.
    #[must_use]
    #[inline]
    fn set_styled<A>(
        self,
        location: Location,
        style: Style,
        name: &'static str,
        value: impl Into<Arg<A>>,
    ) -> Self {
        self.arg(location, style, name, value.into())
    }

    /// Sets an argument that is written in the usual way of its location.
    #[must_use]
    #[inline]
    fn set<A>(self, location: Location, name: &'static str, value: impl Into<Arg<A>>) -> Self {
        self.arg(location, Style::Default, name, value.into())
    }

    /// A call with the first arguments of its path.
    fn start_at(session: &Session, operation: &'static str, values: impl PathArgs) -> Self {
        let call = Self::start(session, operation);
        let values = values.into_values().into_iter();
        placeholders(parts(operation).2)
            .zip(values)
            .fold(call, |call, (name, value)| {
                call.set::<Value>(Location::Path, name, value)
            })
    }

    /// Sets an argument in the path.
    #[must_use]
    #[inline]
    fn path<A>(self, name: &'static str, value: impl Into<Arg<A>>) -> Self {
        self.set(Location::Path, name, value)
    }

    /// Sets an argument in the query.
    #[must_use]
    #[inline]
    fn query<A>(self, name: &'static str, value: impl Into<Arg<A>>) -> Self {
        self.set(Location::Query, name, value)
    }

    /// Sets a field of the body.
    #[must_use]
    #[inline]
    fn field<A>(self, name: &'static str, value: impl Into<Arg<A>>) -> Self {
        self.set(Location::Field, name, value)
    }
}

/// Verb, name and path of an operation. An expansion holds none without all of them, and
/// a name is made of parts of paths.
fn parts(operation: &str) -> (&str, &str, &str) {
    let (verb, rest) = operation.split_once(' ').unwrap_or(("GET", operation));
    let (name, path) = rest.split_at(rest.find(" /").unwrap_or_default());
    (verb, name, path.trim_start_matches(' '))
}

impl<T> Arguments for Call<T> {
    fn start(session: &Session, operation: &'static str) -> Self {
        let (verb, name, path) = parts(operation);
        let method = Method::from_bytes(verb.as_bytes()).unwrap_or_default();
        Self::new(session, Request::new(name, method, path))
    }

    fn content_type(mut self, media_type: &'static str) -> Self {
        self.request_mut().set_content_type(media_type);
        self
    }

    fn arg<A>(
        mut self,
        location: Location,
        style: Style,
        name: &'static str,
        value: Arg<A>,
    ) -> Self {
        self.request_mut().set_arg(location, style, name, value);
        self
    }
}

impl<T> Arguments for PagedCall<T> {
    fn start(session: &Session, operation: &'static str) -> Self {
        Self(Call::start(session, operation))
    }

    fn content_type(self, media_type: &'static str) -> Self {
        Self(self.0.content_type(media_type))
    }

    fn arg<A>(self, location: Location, style: Style, name: &'static str, value: Arg<A>) -> Self {
        Self(self.0.arg(location, style, name, value))
    }
}
