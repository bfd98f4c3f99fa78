//! What expanded code stands on. Not for use by hand: it changes with the
//! generator, in step, in one release.
//!
//! # The contract with the generator
//!
//! An expansion is a list of declarations; what each becomes is here. The methods of
//! a resource are written out, by the functions of [`Arguments`](crate::Arguments).
//!
//! | macro | declares |
//! |---|---|
//! | [`client!`](crate::__civis_client) | the client: a field for each resource, construction, lookups |
//! | [`resource!`](crate::__civis_resource) | a resource |
//! | [`operation!`](crate::__civis_operation) | the struct of an operation with optional parameters: a setter for each |
//! | [`record!`](crate::__civis_record) | a type with named fields |
//! | [`open_enum!`](crate::__civis_open_enum) | a type of known texts |
//!
//! A declaration stands where all of this module is imported, and takes everything
//! from it, so that it compiles whatever else the user has in scope: names are most of
//! what is expanded, and one by itself costs less than a path. Most begin with two
//! underscores, as none does that is made of a specification. Those that documentation
//! shows do not: a generator that has an item of such a name in a module takes the one
//! with underscores there, and the macros go through `$crate`. So does all of the
//! client's, which stands where the user wrote the macro. Everything is generic or
//! `#[inline]`, so that nothing of a large specification is compiled before it is called.

// What documentation shows of the macros.
pub use core::clone::Clone;
pub use core::convert::From;
pub use core::fmt::Debug;
pub use core::result::Result;
pub use serde::de::Deserializer;
pub use serde::ser::Serializer;

pub use crate::call::Arguments;
pub use crate::error::Error;
pub use crate::lookups::IdOrName;
pub use crate::record::{Slot, Slots, SlotsMut, Target, Text, View, Visit, VisitMut};
pub use crate::session::Session;

// What it shows of the generator.
pub use core::convert::Into;
pub use core::option::Option;
pub use jiff::civil::Date;
pub use serde_json::Value;
pub use std::boxed::Box;
pub use std::collections::BTreeMap;
pub use std::string::String;
pub use std::vec::Vec;

pub use crate::call::{Call, PagedCall};
pub use crate::record::Extra;
pub use crate::record::timestamp::Timestamp;
pub use crate::request::arg::Arg;
pub use crate::request::blob::Blob;

// The same where a module has an item of one of these names.
pub use self::{
    Arg as __Arg, BTreeMap as __BTreeMap, Blob as __Blob, Box as __Box, Call as __Call,
    Date as __Date, Into as __Into, Option as __Option, PagedCall as __PagedCall,
    String as __String, Timestamp as __Timestamp, Value as __Value, Vec as __Vec,
};

// The rest.
pub use core::cmp::{Eq as __Eq, PartialEq as __PartialEq};
pub use core::convert::AsRef as __AsRef;
pub use core::default::Default as __Default;
pub use core::fmt::Display as __Display;
pub use core::hash::Hash as __Hash;
pub use core::ops::Deref as __Deref;
pub use core::option::Option::None as __None;
pub use serde::de::Deserialize as __Deserialize;
pub use serde::ser::Serialize as __Serialize;

pub use self::{
    Arguments as __Arguments, Session as __Session, Target as __Target, View as __View,
};
pub use self::{Clone as __Clone, Debug as __Debug, Extra as __Extra, From as __From};
pub use crate::record::{
    Field as __Field, OpenEnum as __OpenEnum, Record as __Record, copy as __copy, debug as __debug,
    debug_enum as __debug_enum, deserialize as __deserialize,
    deserialize_enum as __deserialize_enum, equal as __equal, serialize as __serialize,
};
pub use crate::request::{Location as __Location, Style as __Style};

pub use crate::__civis_client as __client;
pub use crate::__civis_open_enum as __open_enum;
pub use crate::__civis_operation as __operation;
pub use crate::__civis_record as __record;
pub use crate::__civis_resource as __resource;

/// Declares a record. After its name stands what the module calls `Option`. The fields
/// after a `;` are those that no tuple holds.
#[doc(hidden)]
#[macro_export]
macro_rules! __civis_record {
    (
        $(#$attr:tt)* $name:ident $option:ident {
            $($(#$field_attr:tt)* $field:ident: $ty:ty = $wire:literal,)*
            $(; $($(#$more_attr:tt)* $more:ident: $more_ty:ty = $more_wire:literal,)*)?
        }
    ) => {
        $(#$attr)*
        pub struct $name {
            $($(#$field_attr)* pub $field: $option<$ty>,)*
            $($($(#$more_attr)* pub $more: $option<$more_ty>,)*)?
            /// What the answer held beyond these fields.
            pub extra: $crate::__private::Extra,
        }

        impl __Default for $name {
            #[inline]
            fn default() -> Self {
                Self {
                    $($field: __None,)*
                    $($($more: __None,)*)?
                    extra: __Extra::new(),
                }
            }
        }

        impl __Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                __copy(self)
            }
        }

        impl __Record for $name {
            #[inline]
            fn slots(&self, visit: &mut $crate::__private::Visit<'_>) {
                visit$(.more([$(&self.$more),*]))?.fields(
                    &[$($wire,)* $($($more_wire),*)?],
                    ($(&self.$field,)*),
                    &self.extra,
                );
            }

            #[inline]
            fn slots_mut(&mut self, visit: &mut $crate::__private::VisitMut<'_>) {
                visit$(.more([$(&mut self.$more),*]))?.fields(
                    ($(&mut self.$field,)*),
                    &mut self.extra,
                );
            }
        }

        impl __Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __debug(self, f)
            }
        }

        impl __PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                __equal(self, other)
            }
        }

        impl __Serialize for $name {
            fn serialize<S: $crate::__private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                __serialize(self, serializer)
            }
        }

        impl<'de> __Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                __deserialize(deserializer)
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
            Unknown($crate::__private::String),
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

        impl __AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl __OpenEnum for $name {
            const VALUES: &'static [&'static str] = &[$($wire),*];

            #[inline]
            fn from_text(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)*
                    _ => Self::Unknown(__From::from(text)),
                }
            }
        }

        impl __Default for $name {
            /// The empty text.
            #[inline]
            fn default() -> Self {
                __OpenEnum::from_text("")
            }
        }

        // By their texts, which the compiler takes half the time for that a derive takes.
        impl __Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                __OpenEnum::from_text(self.as_str())
            }
        }

        // Among others with itself.
        impl<S: ::core::convert::AsRef<str> + ?::core::marker::Sized> __PartialEq<S> for $name {
            fn eq(&self, other: &S) -> bool {
                self.as_str() == other.as_ref()
            }
        }

        impl __Eq for $name {}

        impl __Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                __Hash::hash(self.as_str(), state)
            }
        }

        impl __Field for $name {
            #[inline]
            fn target(&mut self) -> $crate::__private::Target<'_> {
                __Target::Text(self)
            }

            #[inline]
            fn view(&self) -> $crate::__private::View<'_> {
                __View::Text(__From::from(self.as_str()))
            }
        }

        impl __Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __debug_enum(self, f)
            }
        }

        impl __Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl __From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                __OpenEnum::from_text(text)
            }
        }

        impl __From<__String> for $name {
            #[inline]
            fn from(text: $crate::__private::String) -> Self {
                __OpenEnum::from_text(&text)
            }
        }

        impl __From<$name> for $crate::__private::Arg<$name> {
            #[inline]
            fn from(value: $name) -> Self {
                __From::from(value.as_str())
            }
        }

        impl __Serialize for $name {
            fn serialize<S: $crate::__private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> __Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                __deserialize_enum(deserializer)
            }
        }
    };
}

/// Declares the struct of the optional parameters of operations: generic over their
/// call, which is by default that of the operation that it is named after. After that
/// stands what the module calls `Into` and `Arg`.
#[doc(hidden)]
#[macro_export]
macro_rules! __civis_operation {
    ($(#$attr:tt)* $name:ident($call:ty) $into:ident $arg:ident { $($(#$setter_attr:tt)* $setter:ident: $ty:ty = $set:ident($($place:expr),*);)* }) => {
        $(#$attr)*
        #[must_use = "a call does nothing until it is sent"]
        pub struct $name<C = $call>(pub(super) C);

        impl<C: $crate::__private::Arguments> $name<C> {
            $(
                $(#$setter_attr)*
                pub fn $setter(
                    self,
                    value: impl $into<$arg<$ty>>,
                ) -> Self {
                    Self(self.0.$set::<$ty>($($place,)* value))
                }
            )*
        }

        impl<C: ::core::clone::Clone> __Clone for $name<C> {
            fn clone(&self) -> Self {
                Self(__Clone::clone(&self.0))
            }
        }

        impl<C> __Deref for $name<C> {
            type Target = C;

            fn deref(&self) -> &C {
                &self.0
            }
        }

        impl<C: ::core::fmt::Debug> __Debug for $name<C> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __Debug::fmt(&self.0, f)
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
        pub struct $name(pub(super) __Session);

        impl __Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                Self(__Clone::clone(&self.0))
            }
        }

        impl __Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __Debug::fmt(&self.0, f)
            }
        }
    };
}

/// Declares the client.
#[doc(hidden)]
#[macro_export]
macro_rules! __civis_client {
    ($(#$attr:tt)* $name:ident { $($(#$field_attr:tt)* $field:ident: $module:ident::$ty:ident,)* }) => {
        $(#$attr)*
        #[derive($crate::__private::Clone)]
        pub struct $name {
            session: $crate::__private::Session,
            $($(#$field_attr)* pub $field: $module::$ty,)*
        }

        impl $name {
            /// A client with the key and the base URL of the environment
            /// (`CIVIS_API_KEY`, `CIVIS_API_ENDPOINT`), and defaults else.
            ///
            /// # Errors
            /// If the key is missing or not valid, or the base URL is not valid.
            #[inline]
            pub fn from_env() -> $crate::__private::Result<Self, $crate::__private::Error> {
                $crate::__private::Session::from_env().map($crate::__private::From::from)
            }

            /// A client with a key, and the environment's settings else.
            ///
            /// # Errors
            /// If the key or the environment's base URL is not valid.
            #[inline]
            pub fn new(
                api_key: impl $crate::__private::Into<$crate::__private::String>,
            ) -> $crate::__private::Result<Self, $crate::__private::Error> {
                $crate::__private::Session::new(api_key).map($crate::__private::From::from)
            }

            /// The session that all calls go through.
            #[inline]
            #[must_use]
            pub fn session(&self) -> &$crate::__private::Session {
                &self.session
            }
        }

        $crate::__civis_lookups!($name);

        impl $crate::__private::From<$crate::__private::Session> for $name {
            #[inline]
            fn from(session: $crate::__private::Session) -> Self {
                Self {
                    $($field: $module::$ty($crate::__private::Clone::clone(&session)),)*
                    session,
                }
            }
        }

        impl $crate::__private::From<&$crate::__private::Session> for $name {
            fn from(session: &$crate::__private::Session) -> Self {
                $crate::__private::From::from($crate::__private::Clone::clone(session))
            }
        }

        impl $crate::__private::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::Debug::fmt(&self.session, f)
            }
        }
    };
}
