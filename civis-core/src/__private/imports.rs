//! Every name that generated code may use.

// Names that rustdoc shows in items that the macros write.
pub use core::clone::Clone;
pub use core::convert::From;
pub use core::fmt::Debug;
pub use core::result::Result;
pub use serde_core::de::Deserializer;
pub use serde_core::ser::Serializer;

pub use super::arguments::Arguments;
pub use super::path_args::PathArg;
pub use crate::call::pages::Iter;
pub use crate::error::Error;
pub use crate::record::{Visit, VisitMut};
pub use crate::session::Session;

// Names that rustdoc shows in items that the generator writes.
pub use core::convert::Into;
pub use core::option::Option;
pub use jiff::civil::Date;
pub use serde_json::Value;
pub use std::boxed::Box;
pub use std::collections::BTreeMap;
pub use std::string::String;
pub use std::vec::Vec;

pub use crate::call::Call;
pub use crate::call::listing::{ListCall, ListItems};
pub use crate::call::pages::PagedCall;
pub use crate::record::Extra;
pub use crate::record::blob::Blob;
pub use crate::record::timestamp::Timestamp;
pub use crate::request::arg::{Arg, TextOrFile};

// The same, for modules that have an item of one of these names.
pub use self::{
    Arg as __Arg, Arguments as __Arguments, BTreeMap as __BTreeMap, Blob as __Blob, Box as __Box,
    Call as __Call, Clone as __Clone, Date as __Date, Debug as __Debug, Extra as __Extra,
    From as __From, Into as __Into, ListCall as __ListCall, Option as __Option,
    PagedCall as __PagedCall, PathArg as __PathArg, Session as __Session, String as __String,
    TextOrFile as __TextOrFile, Timestamp as __Timestamp, Value as __Value, Vec as __Vec,
};

// Names that rustdoc does not show.
pub use core::cmp::{Eq as __Eq, PartialEq as __PartialEq};
pub use core::convert::AsRef as __AsRef;
pub use core::default::Default as __Default;
pub use core::fmt::Display as __Display;
pub use core::hash::Hash as __Hash;
pub use core::ops::Deref as __Deref;
pub use core::option::Option::None as __None;
pub use serde_core::de::Deserialize as __Deserialize;
pub use serde_core::ser::Serialize as __Serialize;
pub use std::borrow::Cow as __Cow;

pub use crate::call::listing::{ListPage as __ListPage, NextPage as __NextPage};
pub use crate::record::{
    EnumKind as __EnumKind, Generated as __Generated, OpenEnum as __OpenEnum, Record as __Record,
    clone_record as __clone_record, debug as __debug, debug_enum as __debug_enum,
    deserialize as __deserialize, deserialize_enum as __deserialize_enum, equal as __equal,
    serialize as __serialize,
};
pub use crate::request::{Location as __Location, Style as __Style};

pub use crate::__civis_client as __client;
pub use crate::__civis_impl_record as __impl_record;
pub use crate::__civis_open_enum as __open_enum;
pub use crate::__civis_operation as __operation;
pub use crate::__civis_record as __record;
pub use crate::__civis_resource as __resource;
