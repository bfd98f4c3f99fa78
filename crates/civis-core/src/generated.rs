//! What expanded code stands on. Not for use by hand: it changes with the
//! generator, in step, in one release.
//!
//! # The contract with the generator
//!
//! An expansion is a list of declarations; what each becomes is here. The methods of
//! a resource are written out, by [`start`], [`content_type`] and [`set`].
//!
//! | macro | declares |
//! |---|---|
//! | [`client!`](crate::__civis_client) | the client: a field for each resource, construction, lookups |
//! | [`resource!`](crate::__civis_resource) | a resource |
//! | [`operation!`](crate::__civis_operation) | the struct of an operation with optional parameters: a setter for each |
//! | [`record!`](crate::__civis_record) | a type with named fields |
//! | [`open_enum!`](crate::__civis_open_enum) | a type of known texts |
//!
//! Everything is named through `$crate`, so that it compiles whatever the user
//! has in scope, and everything is `#[inline]`, so that nothing of a large
//! specification is compiled before it is called.

pub use std::boxed::Box;
pub use std::collections::BTreeMap;
pub use std::string::String;
pub use std::vec::Vec;

pub use core::clone::Clone;
pub use core::cmp::{Eq, PartialEq};
pub use core::convert::{From, Into};
pub use core::default::Default;
pub use core::fmt;
pub use core::hash::Hash;
pub use core::ops::Deref;
pub use core::option::Option;
pub use core::result::Result;

pub use jiff::civil::Date;
pub use serde::de::{Deserialize, Deserializer};
pub use serde::ser::{Serialize, Serializer};
pub use serde_json::Value;

pub use crate::arg::Arg;
pub use crate::blob::Blob;
pub use crate::call::{Arguments, Call, PagedCall};
pub use crate::error::Error;
pub use crate::lookups::IdOrName;
pub use crate::record::{
    Extra, Field, OpenEnum, Record, Slot, Target, Text, View, Visit, VisitMut, copy, debug,
    deserialize, deserialize_enum, equal, serialize,
};
pub use crate::request::{Location, Place, Style};
pub use crate::session::Session;
pub use crate::timestamp::Timestamp;
pub use http::Method;

pub use crate::__civis_client as client;
pub use crate::__civis_open_enum as open_enum;
pub use crate::__civis_operation as operation;
pub use crate::__civis_record as record;
pub use crate::__civis_resource as resource;

/// A call without arguments.
#[inline]
pub fn start<C: Arguments>(
    session: &Session,
    operation: &'static str,
    method: Method,
    path: &'static str,
) -> C {
    C::start(session, operation, method, path)
}

/// Sets the media type of a call's body.
#[inline]
pub fn content_type<C: Arguments>(call: C, media_type: &'static str) -> C {
    call.content_type(media_type)
}

/// Sets an argument of a call.
#[inline]
pub fn set<C: Arguments, A>(
    call: C,
    location: Location,
    name: &'static str,
    value: impl Into<Arg<A>>,
) -> C {
    call.set(location, name, value)
}

/// Declares a record.
#[doc(hidden)]
#[macro_export]
macro_rules! __civis_record {
    ($(#$attr:tt)* $name:ident { $($(#$field_attr:tt)* $field:ident: $ty:ty = $wire:literal,)* }) => {
        $(#$attr)*
        pub struct $name {
            $($(#$field_attr)* pub $field: $crate::generated::Option<$ty>,)*
            /// What the answer held beyond these fields.
            pub extra: $crate::generated::Extra,
        }

        impl $crate::generated::Default for $name {
            #[inline]
            fn default() -> Self {
                Self {
                    $($field: $crate::generated::Option::None,)*
                    extra: $crate::generated::Extra::new(),
                }
            }
        }

        impl $crate::generated::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                $crate::generated::copy(self)
            }
        }

        impl $crate::generated::Record for $name {
            #[inline]
            fn slots(&self, visit: &mut $crate::generated::Visit<'_>) {
                visit.fields(
                    ::core::stringify!($name),
                    &[$($wire),*],
                    &[$(&self.$field),*],
                    &self.extra,
                );
            }

            #[inline]
            fn slots_mut(&mut self, visit: &mut $crate::generated::VisitMut<'_>) {
                visit.fields(&mut [$(&mut self.$field),*], &mut self.extra);
            }
        }

        impl $crate::generated::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut $crate::generated::fmt::Formatter<'_>) -> $crate::generated::fmt::Result {
                $crate::generated::debug(self, f)
            }
        }

        impl $crate::generated::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::generated::equal(self, other)
            }
        }

        impl $crate::generated::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::generated::Serializer>(
                &self,
                serializer: S,
            ) -> $crate::generated::Result<S::Ok, S::Error> {
                $crate::generated::serialize(self, serializer)
            }
        }

        impl<'de> $crate::generated::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::generated::Deserializer<'de>>(
                deserializer: D,
            ) -> $crate::generated::Result<Self, D::Error> {
                $crate::generated::deserialize(deserializer)
            }
        }
    };
}

/// Declares an open enum.
#[doc(hidden)]
#[macro_export]
macro_rules! __civis_open_enum {
    ($(#$attr:tt)* $name:ident { $($(#$variant_attr:tt)* $variant:ident = $wire:literal,)* }) => {
        $(#$attr)*
        #[derive($crate::generated::Clone, $crate::generated::PartialEq, $crate::generated::Eq, $crate::generated::Hash)]
        pub enum $name {
            $($(#$variant_attr)* $variant,)*
            /// Another text, as it came.
            Unknown($crate::generated::String),
        }

        impl $name {
            /// The text on the wire.
            #[inline]
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(text) => text,
                }
            }
        }

        impl $crate::generated::OpenEnum for $name {
            const VALUES: &'static [&'static str] = &[$($wire),*];

            #[inline]
            fn as_str(&self) -> &str {
                self.as_str()
            }

            #[inline]
            fn from_text(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)*
                    _ => Self::Unknown($crate::generated::From::from(text)),
                }
            }
        }

        impl $crate::generated::Default for $name {
            /// The empty text.
            #[inline]
            fn default() -> Self {
                $crate::generated::OpenEnum::from_text("")
            }
        }

        impl $crate::generated::Text for $name {
            #[inline]
            fn set(&mut self, text: &str) -> bool {
                *self = $crate::generated::OpenEnum::from_text(text);
                true
            }
        }

        impl $crate::generated::Field for $name {
            #[inline]
            fn target(&mut self) -> $crate::generated::Target<'_> {
                $crate::generated::Target::Text(self)
            }

            #[inline]
            fn view(&self) -> $crate::generated::View<'_> {
                $crate::generated::View::Text($crate::generated::From::from(self.as_str()))
            }
        }

        impl $crate::generated::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut $crate::generated::fmt::Formatter<'_>) -> $crate::generated::fmt::Result {
                $crate::generated::fmt::Debug::fmt(self.as_str(), f)
            }
        }

        impl $crate::generated::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut $crate::generated::fmt::Formatter<'_>) -> $crate::generated::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::generated::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                $crate::generated::OpenEnum::from_text(text)
            }
        }

        impl $crate::generated::From<$crate::generated::String> for $name {
            #[inline]
            fn from(text: $crate::generated::String) -> Self {
                $crate::generated::OpenEnum::from_text(&text)
            }
        }

        impl $crate::generated::From<$name> for $crate::generated::Arg<$name> {
            #[inline]
            fn from(value: $name) -> Self {
                $crate::generated::From::from(value.as_str())
            }
        }

        impl $crate::generated::PartialEq<str> for $name {
            #[inline]
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl $crate::generated::PartialEq<&str> for $name {
            #[inline]
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl $crate::generated::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::generated::Serializer>(
                &self,
                serializer: S,
            ) -> $crate::generated::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::generated::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::generated::Deserializer<'de>>(
                deserializer: D,
            ) -> $crate::generated::Result<Self, D::Error> {
                $crate::generated::deserialize_enum(deserializer)
            }
        }
    };
}

/// Declares the struct of the optional parameters of operations: generic over their
/// call, which is by default that of the operation that it is named after.
#[doc(hidden)]
#[macro_export]
macro_rules! __civis_operation {
    ($(#$attr:tt)* $name:ident($call:ty) { $($(#$setter_attr:tt)* $setter:ident: $ty:ty = $location:expr, $wire:literal;)* }) => {
        $(#$attr)*
        #[derive($crate::generated::Clone)]
        #[must_use = "a call does nothing until it is sent"]
        pub struct $name<C = $call>(#[doc(hidden)] pub C);

        impl<C: $crate::generated::Arguments> $name<C> {
            $(
                $(#$setter_attr)*
                #[inline]
                pub fn $setter(
                    self,
                    value: impl $crate::generated::Into<$crate::generated::Arg<$ty>>,
                ) -> Self {
                    Self(self.0.set::<$ty>($location, $wire, value))
                }
            )*
        }

        impl<C> $crate::generated::Deref for $name<C> {
            type Target = C;

            #[inline]
            fn deref(&self) -> &C {
                &self.0
            }
        }

        impl<C: $crate::generated::fmt::Debug> $crate::generated::fmt::Debug for $name<C> {
            #[inline]
            fn fmt(&self, f: &mut $crate::generated::fmt::Formatter<'_>) -> $crate::generated::fmt::Result {
                $crate::generated::fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

/// Declares a resource; its methods are in an `impl` of their own.
#[doc(hidden)]
#[macro_export]
macro_rules! __civis_resource {
    ($(#$attr:tt)* $name:ident) => {
        $(#$attr)*
        #[derive($crate::generated::Clone)]
        pub struct $name($crate::generated::Session);

        impl $crate::generated::From<$crate::generated::Session> for $name {
            #[inline]
            fn from(session: $crate::generated::Session) -> Self {
                Self(session)
            }
        }

        impl $crate::generated::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut $crate::generated::fmt::Formatter<'_>) -> $crate::generated::fmt::Result {
                $crate::generated::fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

/// Declares the client.
#[doc(hidden)]
#[macro_export]
macro_rules! __civis_client {
    ($(#$attr:tt)* $name:ident { $($(#$field_attr:tt)* $field:ident: $ty:ty,)* }) => {
        $(#$attr)*
        #[derive($crate::generated::Clone)]
        pub struct $name {
            session: $crate::generated::Session,
            $($(#$field_attr)* pub $field: $ty,)*
        }

        impl $name {
            /// A client with the key and the base URL of the environment
            /// (`CIVIS_API_KEY`, `CIVIS_API_ENDPOINT`), and defaults else.
            ///
            /// # Errors
            /// If the key is missing or not valid, or the base URL is not valid.
            #[inline]
            pub fn from_env() -> $crate::generated::Result<Self, $crate::generated::Error> {
                $crate::generated::Session::from_env().map($crate::generated::From::from)
            }

            /// A client with a key, and the environment's settings else.
            ///
            /// # Errors
            /// If the key or the environment's base URL is not valid.
            #[inline]
            pub fn new(
                api_key: impl $crate::generated::Into<$crate::generated::String>,
            ) -> $crate::generated::Result<Self, $crate::generated::Error> {
                $crate::generated::Session::new(api_key).map($crate::generated::From::from)
            }

            /// The session that all calls go through.
            #[inline]
            #[must_use]
            pub fn session(&self) -> &$crate::generated::Session {
                &self.session
            }
        }

        $crate::__civis_lookups!($name);

        impl $crate::generated::From<$crate::generated::Session> for $name {
            #[inline]
            fn from(session: $crate::generated::Session) -> Self {
                Self {
                    $($field: $crate::generated::From::from($crate::generated::Clone::clone(&session)),)*
                    session,
                }
            }
        }

        impl $crate::generated::From<&$crate::generated::Session> for $name {
            fn from(session: &$crate::generated::Session) -> Self {
                $crate::generated::From::from($crate::generated::Clone::clone(session))
            }
        }

        impl $crate::generated::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut $crate::generated::fmt::Formatter<'_>) -> $crate::generated::fmt::Result {
                $crate::generated::fmt::Debug::fmt(&self.session, f)
            }
        }
    };
}
