//! What generated code does to a call: starts it, and sets its arguments.

use http::Method;
use serde_json::Value;

use super::path_args::{PathArgs, placeholders};
use crate::call::Call;
use crate::call::listing::ListCall;
use crate::call::pages::PagedCall;
use crate::request::arg::Arg;
use crate::request::{Location, Request, Style};
use crate::session::Session;

/// The value of `Accept` for a response that is decoded from JSON, unless more is declared.
const ACCEPT_JSON: &str = "application/json, */*;q=0.1";

/// The functions that methods and setters call, for [`Call`], [`PagedCall`] and [`ListCall`] alike.
///
/// Generated code calls them thousands of times, and a call compiles fastest if it passes few arguments. Hence there are
/// several functions where one would do.
pub trait Arguments: Sized {
    /// Starts a call of an operation: HTTP method, name and path, as in `GET jobs.get /jobs/{id}`.
    fn start(session: &Session, operation: &'static str) -> Self;

    /// The request of the call.
    fn request_mut(&mut self) -> &mut Request;

    /// Sets the media type of the body.
    #[must_use]
    fn content_type(mut self, media_type: &'static str) -> Self {
        self.request_mut().set_content_type(media_type);
        self
    }

    /// Sets `Accept`.
    #[must_use]
    fn accept(mut self, media_types: &'static str) -> Self {
        self.request_mut().set_accept(media_types);
        self
    }

    /// Sets `Accept` to JSON, or else anything.
    #[must_use]
    #[inline]
    fn accept_json(self) -> Self {
        self.accept(ACCEPT_JSON)
    }

    /// Sends no body if none of its arguments is set.
    #[must_use]
    fn omit_empty_body(mut self) -> Self {
        self.request_mut().omit_empty_body();
        self
    }

    /// Sets an argument.
    #[must_use]
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

    /// Converts a value and sets the argument, in a style of its own.
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

    /// [`set_styled`](Self::set_styled) for a parameter that the specification marks as a secret.
    #[must_use]
    fn secret<A>(
        self,
        location: Location,
        style: Style,
        name: &'static str,
        value: impl Into<Arg<A>>,
    ) -> Self {
        let mut call = self.arg(location, style, name, value.into());
        call.request_mut().mark_secret(location, name);
        call
    }

    /// Converts a value and sets the argument, in the default style of its location.
    #[must_use]
    #[inline]
    fn set<A>(self, location: Location, name: &'static str, value: impl Into<Arg<A>>) -> Self {
        self.arg(location, Style::Default, name, value.into())
    }

    /// Starts a call with the values of the first placeholders of its path.
    fn start_at<T>(session: &Session, operation: &'static str, values: impl PathArgs<T>) -> Self {
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

/// Splits an operation into HTTP method, name and path. The generator always writes all three, and no name contains ` /`.
fn parts(operation: &str) -> (&str, &str, &str) {
    let (method, rest) = operation.split_once(' ').unwrap_or(("GET", operation));
    let space = rest.as_bytes().windows(2).position(|pair| pair == b" /");
    let (name, path) = rest.split_at(space.unwrap_or_default());
    (method, name, path.trim_start_matches(' '))
}

impl<T> Arguments for Call<T> {
    fn start(session: &Session, operation: &'static str) -> Self {
        let (method, name, path) = parts(operation);
        let method = Method::from_bytes(method.as_bytes()).unwrap_or_default();
        Self::new(session, Request::new(name, method, path))
    }

    fn request_mut(&mut self) -> &mut Request {
        self.request_mut()
    }
}

impl<T> Arguments for PagedCall<T> {
    fn start(session: &Session, operation: &'static str) -> Self {
        Self(Call::start(session, operation))
    }

    fn request_mut(&mut self) -> &mut Request {
        self.0.request_mut()
    }
}

impl<P> Arguments for ListCall<P> {
    fn start(session: &Session, operation: &'static str) -> Self {
        Self::of(Call::start(session, operation))
    }

    fn request_mut(&mut self) -> &mut Request {
        self.call.request_mut()
    }
}
