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
//! All names here begin with two underscores, as none does that is made of a
//! specification. A declaration stands where all of this module is imported, and takes
//! everything from it, so that it compiles whatever else the user has in scope: names
//! are most of what is expanded, and one by itself costs less than a path. The
//! client's, which stands where the user wrote the macro, goes through `$crate`.
//! Everything is generic or `#[inline]`, so that nothing of a large specification is
//! compiled before it is called.

pub use std::boxed::Box as __Box;
pub use std::collections::BTreeMap as __BTreeMap;
pub use std::string::String as __String;
pub use std::vec::Vec as __Vec;

pub use core::clone::Clone as __Clone;
pub use core::cmp::{Eq as __Eq, PartialEq as __PartialEq};
pub use core::convert::{From as __From, Into as __Into};
pub use core::default::Default as __Default;
pub use core::fmt::{
    Debug as __Debug, Display as __Display, Formatter as __Formatter, Result as __FmtResult,
};
pub use core::hash::{Hash as __Hash, Hasher as __Hasher};
pub use core::ops::Deref as __Deref;
pub use core::option::Option::{self as __Option, None as __None};
pub use core::result::Result as __Result;

pub use jiff::civil::Date as __Date;
pub use serde::de::{Deserialize as __Deserialize, Deserializer as __Deserializer};
pub use serde::ser::{Serialize as __Serialize, Serializer as __Serializer};
pub use serde_json::Value as __Value;

pub use crate::arg::Arg as __Arg;
pub use crate::blob::Blob as __Blob;
pub use crate::call::{Arguments as __Arguments, Call as __Call, PagedCall as __PagedCall};
pub use crate::error::Error as __Error;
pub use crate::lookups::IdOrName as __IdOrName;
pub use crate::record::{
    Extra as __Extra, Field as __Field, OpenEnum as __OpenEnum, Record as __Record,
    Shape as __Shape, Slot as __Slot, Slots as __Slots, SlotsMut as __SlotsMut, Target as __Target,
    Text as __Text, View as __View, Visit as __Visit, VisitMut as __VisitMut, copy as __copy,
    debug as __debug, debug_enum as __debug_enum, deserialize as __deserialize,
    deserialize_enum as __deserialize_enum, equal as __equal, serialize as __serialize,
};
pub use crate::request::{Location as __Location, Place as __Place, Style as __Style};
pub use crate::session::Session as __Session;
pub use crate::timestamp::Timestamp as __Timestamp;

pub use crate::__civis_client as __client;
pub use crate::__civis_open_enum as __open_enum;
pub use crate::__civis_operation as __operation;
pub use crate::__civis_record as __record;
pub use crate::__civis_resource as __resource;

/// Declares a record. The fields after a `;` are those that no tuple holds.
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
            $($(#$field_attr)* pub $field: __Option<$ty>,)*
            $($($(#$more_attr)* pub $more: __Option<$more_ty>,)*)?
            /// What the answer held beyond these fields.
            pub extra: __Extra,
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
            fn slots(&self, visit: &mut __Visit<'_>) {
                visit$(.more([$(&self.$more),*]))?.fields(
                    ::core::stringify!($name),
                    &[$($wire,)* $($($more_wire),*)?],
                    ($(&self.$field,)*),
                    &self.extra,
                );
            }

            #[inline]
            fn slots_mut(&mut self, visit: &mut __VisitMut<'_>) {
                visit$(.more([$(&mut self.$more),*]))?.fields(
                    ($(&mut self.$field,)*),
                    &mut self.extra,
                );
            }
        }

        impl __Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut __Formatter<'_>) -> __FmtResult {
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
            fn serialize<S: __Serializer>(
                &self,
                serializer: S,
            ) -> __Result<S::Ok, S::Error> {
                __serialize(self, serializer)
            }
        }

        impl<'de> __Deserialize<'de> for $name {
            fn deserialize<D: __Deserializer<'de>>(
                deserializer: D,
            ) -> __Result<Self, D::Error> {
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
            Unknown(__String),
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

        impl __OpenEnum for $name {
            const VALUES: &'static [&'static str] = &[$($wire),*];

            #[inline]
            fn as_str(&self) -> &str {
                self.as_str()
            }

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

        impl __PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl __Eq for $name {}

        impl __Hash for $name {
            fn hash<H: __Hasher>(&self, state: &mut H) {
                __Hash::hash(self.as_str(), state)
            }
        }

        impl __Field for $name {
            #[inline]
            fn target(&mut self) -> __Target<'_> {
                __Target::Text(self)
            }

            #[inline]
            fn view(&self) -> __View<'_> {
                __View::Text(__From::from(self.as_str()))
            }
        }

        impl __Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut __Formatter<'_>) -> __FmtResult {
                __debug_enum(self, f)
            }
        }

        impl __Display for $name {
            #[inline]
            fn fmt(&self, f: &mut __Formatter<'_>) -> __FmtResult {
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
            fn from(text: __String) -> Self {
                __OpenEnum::from_text(&text)
            }
        }

        impl __From<$name> for __Arg<$name> {
            #[inline]
            fn from(value: $name) -> Self {
                __From::from(value.as_str())
            }
        }

        impl __PartialEq<str> for $name {
            #[inline]
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl __PartialEq<&str> for $name {
            #[inline]
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl __Serialize for $name {
            fn serialize<S: __Serializer>(
                &self,
                serializer: S,
            ) -> __Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> __Deserialize<'de> for $name {
            fn deserialize<D: __Deserializer<'de>>(
                deserializer: D,
            ) -> __Result<Self, D::Error> {
                __deserialize_enum(deserializer)
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

        impl<C: __Arguments> $name<C> {
            $(
                $(#$setter_attr)*
                pub fn $setter(
                    self,
                    value: impl __Into<__Arg<$ty>>,
                ) -> Self {
                    Self(self.0.$set::<$ty>($($place,)* value))
                }
            )*
        }

        impl<C: __Clone> __Clone for $name<C> {
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

        impl<C: __Debug> __Debug for $name<C> {
            fn fmt(&self, f: &mut __Formatter<'_>) -> __FmtResult {
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
        #[derive(__Clone)]
        pub struct $name(__Session);

        impl __From<__Session> for $name {
            #[inline]
            fn from(session: __Session) -> Self {
                Self(session)
            }
        }

        impl __Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut __Formatter<'_>) -> __FmtResult {
                __Debug::fmt(&self.0, f)
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
        #[derive($crate::generated::__Clone)]
        pub struct $name {
            session: $crate::generated::__Session,
            $($(#$field_attr)* pub $field: $ty,)*
        }

        impl $name {
            /// A client with the key and the base URL of the environment
            /// (`CIVIS_API_KEY`, `CIVIS_API_ENDPOINT`), and defaults else.
            ///
            /// # Errors
            /// If the key is missing or not valid, or the base URL is not valid.
            #[inline]
            pub fn from_env() -> $crate::generated::__Result<Self, $crate::generated::__Error> {
                $crate::generated::__Session::from_env().map($crate::generated::__From::from)
            }

            /// A client with a key, and the environment's settings else.
            ///
            /// # Errors
            /// If the key or the environment's base URL is not valid.
            #[inline]
            pub fn new(
                api_key: impl $crate::generated::__Into<$crate::generated::__String>,
            ) -> $crate::generated::__Result<Self, $crate::generated::__Error> {
                $crate::generated::__Session::new(api_key).map($crate::generated::__From::from)
            }

            /// The session that all calls go through.
            #[inline]
            #[must_use]
            pub fn session(&self) -> &$crate::generated::__Session {
                &self.session
            }
        }

        $crate::__civis_lookups!($name);

        impl $crate::generated::__From<$crate::generated::__Session> for $name {
            #[inline]
            fn from(session: $crate::generated::__Session) -> Self {
                Self {
                    $($field: $crate::generated::__From::from($crate::generated::__Clone::clone(&session)),)*
                    session,
                }
            }
        }

        impl $crate::generated::__From<&$crate::generated::__Session> for $name {
            fn from(session: &$crate::generated::__Session) -> Self {
                $crate::generated::__From::from($crate::generated::__Clone::clone(session))
            }
        }

        impl $crate::generated::__Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut $crate::generated::__Formatter<'_>) -> $crate::generated::__FmtResult {
                $crate::generated::__Debug::fmt(&self.session, f)
            }
        }
    };
}
