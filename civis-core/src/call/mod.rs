//! A call: a request, the session that sends it, and the type of the response.
//!
//! | file | what |
//! |---|---|
//! | `mod.rs` | [`Call`]: one request, one response |
//! | `pages.rs` | [`PagedCall`](pages::PagedCall): a list that comes in pages |
//! | `progress.rs` | where such a list ends, and which pages cannot be right |
//! | `identity.rs` | what distinguishes the items of a list |
//! | `listing/` | [`ListCall`](listing::ListCall): a list of another service than the Platform |
//! | `by_name.rs` | calls of operations that are chosen at run time |

#[cfg(feature = "dynamic")]
mod by_name;
mod identity;
pub(crate) mod listing;
pub(crate) mod pages;
mod progress;

use std::fmt;
use std::marker::PhantomData;

use serde_core::de::Error as _;
use serde_json::Value;

use crate::error::Error;
use crate::record::{Field, Target};
use crate::request::Request;
use crate::request::parts::Parts;
use crate::response::Response;
use crate::response::raw::RawResponse;
use crate::session::Session;
use crate::transport::ResponseBody;

/// A call of an operation, ready to be sent.
///
/// Every method of a resource returns one. If the operation has optional
/// parameters, the method returns a struct with a setter for each, which
/// dereferences to the call.
///
/// Nothing is sent until you call [`send`](Self::send), [`send_raw`](Self::send_raw),
/// [`send_json`](Self::send_json) or [`send_streamed`](Self::send_streamed). Each sends the
/// same request again when called again.
#[must_use = "a call does nothing until it is sent"]
pub struct Call<T> {
    session: Session,
    request: Request,
    marker: PhantomData<fn() -> T>,
}

impl<T> Call<T> {
    /// Creates a call that the session sends.
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

    /// Returns the request as set so far.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// The names of the secrets that the session adds to the query.
    pub(crate) fn query_secrets(&self) -> &[String] {
        self.session.query_secrets()
    }

    /// Redacts the key and secret arguments in an error that quotes a response, since a
    /// server may echo them.
    pub(crate) fn redact(&self, error: Error) -> Error {
        let error = self.session.redact(error);
        error.without(&self.request.secrets())
    }

    /// The error for a response that was decoded but cannot be right.
    fn decode_error(&self, response: &RawResponse, message: &str) -> Error {
        match self.request.parts() {
            Ok(parts) => {
                let source = serde_json::Error::custom(message);
                self.redact(Error::decode(&parts, String::new(), response, &source))
            }
            Err(error) => error,
        }
    }

    fn execute(&self, parts: &Parts) -> Result<RawResponse, Error> {
        let response = self.session.execute(parts);
        response.map_err(|error| error.without(&self.request.secrets()))
    }

    pub(crate) fn request_mut(&mut self) -> &mut Request {
        &mut self.request
    }

    /// Sends the call and returns status, headers and bytes.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind). A status other than 2xx is an error
    /// here too.
    pub fn send_raw(&self) -> Result<RawResponse, Error> {
        self.execute(&self.request.parts()?)
    }

    /// Sends the call and returns the response with a body that is still to be read: for files
    /// that are too large for memory.
    ///
    /// The body may have any length. The time-out of the session ends when the head of the
    /// response has arrived; the wait for the next bytes is still limited. A connection that
    /// breaks later is an error of reading, and is not retried.
    ///
    /// ```no_run
    /// use civis_core::{Blob, Call, Request, Session};
    /// use http::Method;
    ///
    /// let session = Session::from_env()?.service(7)?;
    /// let request = Request::new("export.get", Method::GET, "/export");
    /// let mut response = Call::<Blob>::new(&session, request).send_streamed()?;
    /// let mut file = std::fs::File::create("export.csv")?;
    /// std::io::copy(response.body_mut(), &mut file)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`send_raw`](Self::send_raw).
    pub fn send_streamed(&self) -> Result<http::Response<ResponseBody>, Error> {
        let (head, body) = self
            .session
            .open_response(&self.request.parts()?)
            .map_err(|error| error.without(&self.request.secrets()))?;
        let mut response = http::Response::new(body);
        *response.status_mut() = head.status();
        *response.headers_mut() = head.headers().clone();
        Ok(response)
    }

    /// Sends the call and returns the body as JSON. An empty body is null. Numbers that JSON
    /// does not have, such as `NaN`, and numbers beyond 64 bits are text. So is a body that
    /// is not JSON if its media type says so: `text/plain`, `text/csv`, XML, YAML and JSON
    /// lines.
    ///
    /// # Errors
    /// Those of [`send_raw`](Self::send_raw), and
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the body is neither.
    pub fn send_json(&self) -> Result<Value, Error> {
        self.fetch().map(Response::into_inner)
    }

    fn fetch<U: Field + Default>(&self) -> Result<Response<U>, Error> {
        let parts = self.request.parts()?;
        let raw = self.execute(&parts)?;
        let mut value = U::default();
        let unexpected =
            decode_body(&parts, &raw, &mut value).map_err(|error| self.redact(error))?;
        Ok(Response::new(value, raw, unexpected))
    }
}

impl<T: Field + Default> Call<T> {
    /// Sends the call and decodes the body into `T`.
    ///
    /// Any JSON decodes. Values that `T` cannot hold are in [`Extra`](crate::Extra). Only
    /// [`Response::raw`] preserves three things: bytes that are not valid in the body's
    /// encoding and halves of surrogate pairs, which become U+FFFD, and the digits of a
    /// fraction beyond those of an `f64`. An empty body, or one of white space only, is the
    /// default value. A [`Blob`](crate::Blob) takes any body, and a [`Value`] or a [`String`]
    /// also text that is not JSON, as [`send_json`](Self::send_json) does. Where no body is
    /// declared, the type is `()`; [`Response::unexpected`] returns a body that was sent
    /// anyway, as text if it is not JSON.
    ///
    /// # Errors
    /// Those of [`send_raw`](Self::send_raw), and
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the body is not JSON. A page of HTML is
    /// an error even where no body is declared, since a proxy or a sign-in page may have sent it.
    pub fn send(&self) -> Result<Response<T>, Error> {
        self.fetch()
    }
}

/// Decodes the body into the field, and returns it as JSON if it does not have the declared type.
///
/// Not generic, so it is compiled once.
fn decode_body(
    parts: &Parts,
    raw: &RawResponse,
    field: &mut dyn Field,
) -> Result<Option<Value>, Error> {
    if let Target::File(file) = field.target() {
        *file = raw.to_blob();
        return Ok(None);
    }
    let (pointer, source) = match raw.decode(field) {
        Ok(unexpected) => return Ok(unexpected),
        Err(error) => error,
    };
    let is_set = match field.target() {
        // Frameworks declare any JSON where a function says nothing about what it returns, and
        // JSON text where it returns text, which some of them send as it is.
        Target::Any(value) if raw.is_text() => {
            *value = raw.text().into();
            true
        }
        Target::Text(text) => raw.is_text() && text.set(&raw.text()),
        // The server has done its work, and no body is declared that this one could differ from.
        Target::Nothing if !raw.is_page() => return Ok(Some(raw.text().into())),
        _ => false,
    };
    if is_set {
        return Ok(None);
    }
    Err(Error::decode(parts, pointer, raw, &source))
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
