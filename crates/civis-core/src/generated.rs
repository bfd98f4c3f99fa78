//! What expanded code stands on. Not for use by hand: it changes with the
//! generator, in step, in one release.
//!
//! # The contract with the generator
//!
//! An expansion is a list of declarations; what each becomes is here. The methods of
//! a resource are written out, by the functions of [`Arguments`].
//!
//! | macro | declares |
//! |---|---|
//! | [`client!`](crate::__civis_client) | the client: a field for each resource, construction, lookups |
//! | [`resource!`](crate::__civis_resource) | a resource |
//! | [`operation!`](crate::__civis_operation) | the struct of an operation with optional parameters: a setter for each |
//! | [`record!`](crate::__civis_record) | a type with named fields |
//! | [`open_enum!`](crate::__civis_open_enum) | a type of known texts |
//!
//! A declaration stands where `__civis` is this module, and names everything through
//! it, so that it compiles whatever else the user has in scope: a short path, since
//! paths are most of what is expanded. The client's, which stands where the user wrote
//! the macro, goes through `$crate`. Everything is generic or `#[inline]`, so that nothing
//! of a large specification is compiled before it is called.

pub use std::boxed::Box;
pub use std::collections::BTreeMap;
pub use std::string::String;
pub use std::vec::Vec;

pub use core::clone::Clone;
pub use core::cmp::{Eq, PartialEq};
pub use core::convert::{From, Into};
pub use core::default::Default;
pub use core::fmt;
pub use core::hash::{Hash, Hasher};
pub use core::ops::Deref;
pub use core::option::Option::{self, None};
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
    Extra, Field, OpenEnum, Record, Shape, Slot, Slots, SlotsMut, Target, Text, View, Visit,
    VisitMut, copy, debug, debug_enum, deserialize, deserialize_enum, equal, serialize,
};
pub use crate::request::{Location, Place, Style};
pub use crate::session::Session;
pub use crate::timestamp::Timestamp;

pub use crate::__civis_client as client;
pub use crate::__civis_open_enum as open_enum;
pub use crate::__civis_operation as operation;
pub use crate::__civis_record as record;
pub use crate::__civis_resource as resource;

/// Declares a record.
#[doc(hidden)]
#[macro_export]
macro_rules! __civis_record {
    (
        $(#$attr:tt)* $name:ident {
            $($(#$field_attr:tt)* $field:ident: $ty:ty = $wire:literal,)*
            $(; $($(#$more_attr:tt)* $more:ident: $more_ty:ty = $more_wire:literal,)*)?
        }
    ) => {
        $(#$attr)*
        pub struct $name {
            $($(#$field_attr)* pub $field: __civis::Option<$ty>,)*
            $($($(#$more_attr)* pub $more: __civis::Option<$more_ty>,)*)?
            /// What the answer held beyond these fields.
            pub extra: __civis::Extra,
        }

        impl __civis::Default for $name {
            #[inline]
            fn default() -> Self {
                Self {
                    $($field: __civis::None,)*
                    $($($more: __civis::None,)*)?
                    extra: __civis::Extra::new(),
                }
            }
        }

        impl __civis::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                __civis::copy(self)
            }
        }

        impl __civis::Record for $name {
            #[inline]
            fn slots(&self, visit: &mut __civis::Visit<'_>) {
                visit$(.more([$(&self.$more),*]))?.fields(
                    ::core::stringify!($name),
                    &[$($wire,)* $($($more_wire),*)?],
                    ($(&self.$field,)*),
                    &self.extra,
                );
            }

            #[inline]
            fn slots_mut(&mut self, visit: &mut __civis::VisitMut<'_>) {
                visit$(.more([$(&mut self.$more),*]))?.fields(($(&mut self.$field,)*), &mut self.extra);
            }
        }

        impl __civis::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut __civis::fmt::Formatter<'_>) -> __civis::fmt::Result {
                __civis::debug(self, f)
            }
        }

        impl __civis::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                __civis::equal(self, other)
            }
        }

        impl __civis::Serialize for $name {
            fn serialize<S: __civis::Serializer>(
                &self,
                serializer: S,
            ) -> __civis::Result<S::Ok, S::Error> {
                __civis::serialize(self, serializer)
            }
        }

        impl<'de> __civis::Deserialize<'de> for $name {
            fn deserialize<D: __civis::Deserializer<'de>>(
                deserializer: D,
            ) -> __civis::Result<Self, D::Error> {
                __civis::deserialize(deserializer)
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
        pub enum $name {
            $($(#$variant_attr)* $variant,)*
            /// Another text, as it came.
            Unknown(__civis::String),
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

        impl __civis::OpenEnum for $name {
            const VALUES: &'static [&'static str] = &[$($wire),*];

            #[inline]
            fn as_str(&self) -> &str {
                self.as_str()
            }

            #[inline]
            fn from_text(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)*
                    _ => Self::Unknown(__civis::From::from(text)),
                }
            }
        }

        impl __civis::Default for $name {
            /// The empty text.
            #[inline]
            fn default() -> Self {
                __civis::OpenEnum::from_text("")
            }
        }

        // By their texts, which the compiler takes half the time for that a derive takes.
        impl __civis::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                __civis::OpenEnum::from_text(self.as_str())
            }
        }

        impl __civis::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl __civis::Eq for $name {}

        impl __civis::Hash for $name {
            fn hash<H: __civis::Hasher>(&self, state: &mut H) {
                __civis::Hash::hash(self.as_str(), state)
            }
        }

        impl __civis::Field for $name {
            #[inline]
            fn target(&mut self) -> __civis::Target<'_> {
                __civis::Target::Text(self)
            }

            #[inline]
            fn view(&self) -> __civis::View<'_> {
                __civis::View::Text(__civis::From::from(self.as_str()))
            }
        }

        impl __civis::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut __civis::fmt::Formatter<'_>) -> __civis::fmt::Result {
                __civis::debug_enum(self, f)
            }
        }

        impl __civis::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut __civis::fmt::Formatter<'_>) -> __civis::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl __civis::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                __civis::OpenEnum::from_text(text)
            }
        }

        impl __civis::From<__civis::String> for $name {
            #[inline]
            fn from(text: __civis::String) -> Self {
                __civis::OpenEnum::from_text(&text)
            }
        }

        impl __civis::From<$name> for __civis::Arg<$name> {
            #[inline]
            fn from(value: $name) -> Self {
                __civis::From::from(value.as_str())
            }
        }

        impl __civis::PartialEq<str> for $name {
            #[inline]
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl __civis::PartialEq<&str> for $name {
            #[inline]
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl __civis::Serialize for $name {
            fn serialize<S: __civis::Serializer>(
                &self,
                serializer: S,
            ) -> __civis::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> __civis::Deserialize<'de> for $name {
            fn deserialize<D: __civis::Deserializer<'de>>(
                deserializer: D,
            ) -> __civis::Result<Self, D::Error> {
                __civis::deserialize_enum(deserializer)
            }
        }
    };
}

/// Declares the struct of the optional parameters of operations: generic over their
/// call, which is by default that of the operation that it is named after.
#[doc(hidden)]
#[macro_export]
macro_rules! __civis_operation {
    ($(#$attr:tt)* $name:ident($call:ty) { $($(#$setter_attr:tt)* $setter:ident: $ty:ty = $set:ident($($place:expr),*);)* }) => {
        $(#$attr)*
        #[must_use = "a call does nothing until it is sent"]
        pub struct $name<C = $call>(#[doc(hidden)] pub C);

        impl<C: __civis::Arguments> $name<C> {
            $(
                $(#$setter_attr)*
                pub fn $setter(
                    self,
                    value: impl __civis::Into<__civis::Arg<$ty>>,
                ) -> Self {
                    Self(self.0.$set::<$ty>($($place,)* value))
                }
            )*
        }

        impl<C: __civis::Clone> __civis::Clone for $name<C> {
            fn clone(&self) -> Self {
                Self(__civis::Clone::clone(&self.0))
            }
        }

        impl<C> __civis::Deref for $name<C> {
            type Target = C;

            fn deref(&self) -> &C {
                &self.0
            }
        }

        impl<C: __civis::fmt::Debug> __civis::fmt::Debug for $name<C> {
            fn fmt(&self, f: &mut __civis::fmt::Formatter<'_>) -> __civis::fmt::Result {
                __civis::fmt::Debug::fmt(&self.0, f)
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
        #[derive(__civis::Clone)]
        pub struct $name(__civis::Session);

        impl __civis::From<__civis::Session> for $name {
            #[inline]
            fn from(session: __civis::Session) -> Self {
                Self(session)
            }
        }

        impl __civis::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut __civis::fmt::Formatter<'_>) -> __civis::fmt::Result {
                __civis::fmt::Debug::fmt(&self.0, f)
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
