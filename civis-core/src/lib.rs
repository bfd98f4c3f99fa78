//! The part of `civis` that does not depend on a specification: sessions, transport, retries, tolerant decoding, paging,
//! errors and lookups.
//!
//! Use the `civis` crate. It re-exports these items, together with the macro that generates a client.
//!
//! # The road of a call
//!
//! Each step is a folder. In this order, they show the whole way from `send()` to a typed value:
//!
//! | step | what happens |
//! |---|---|
//! | `call` | pairs a request with the session that sends it and the type of its response; goes through pages |
//! | `request` | turns arguments into path, query, headers and body |
//! | `session` | adds base URL and credentials, limits the rate, retries, follows redirects, observes deadline and cancellation |
//! | `transport` | sends one HTTP request over `ureq`, `reqwest`, or a transport of your own |
//! | `response` | status, headers and bytes, with the decoded value |
//! | `record` | decodes any JSON into a struct, keeps what its fields cannot hold, and encodes it again |
//!
//! Beside the road:
//!
//! | module | what |
//! |---|---|
//! | `__private` | the contract with generated code |
//! | `support` | the contract with the everyday modules of `civis` |
//! | `lookups`, `names` | IDs by name: the requests, and their arguments and cache |
//! | `extras` | optional fields, search, fields by name, JSON with keys in snake case, data frames |
//! | `spec` | downloads the specification |
//! | `transfer` | uploads to and downloads from signed URLs |
//! | `error` | every error |
//! | `methods`, `headers`, `host` | rules about HTTP methods, headers and hosts |
//! | `environment` | how environment variables are looked up |
//! | `temporary` | files that replace others once they are complete, and files without a name |
//! | `snake_case` | the field name of a JSON key |
//! | `text` | the text of bytes in any encoding |
//! | `cancel`, `clock`, `secret` | cancellation; time, sleep and randomness; redaction and erasure of the key |
//! | `handoff` | results and bytes that go from one thread to another |
//! | `secret_name` | names that mark secrets, whose values `Debug` and errors do not show |

#![forbid(unsafe_code)]
// On docs.rs, items that need a feature say so.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[doc(hidden)]
pub mod __private;
mod call;
mod cancel;
mod clock;
mod environment;
mod error;
mod extras;
mod handoff;
mod headers;
mod host;
mod lookups;
mod methods;
mod names;
mod record;
mod request;
mod response;
mod secret;
mod secret_name;
mod session;
mod snake_case;
pub mod spec;
#[doc(hidden)]
pub mod support;
mod temporary;
mod text;
pub mod transfer;
pub mod transport;

pub use crate::call::Call;
pub use crate::call::listing::{ListCall, ListItems, ListPage, ListPages, NextPage};
pub use crate::call::pages::{Iter, PagedCall, Pages};
pub use crate::cancel::CancelToken;
pub use crate::clock::Clock;
pub use crate::error::{Error, ErrorKind, Result, RunDetails};
pub use crate::extras::fields::Fields;
pub use crate::extras::find::Find;
#[cfg(feature = "polars")]
pub use crate::extras::frame::{ToFrame, rows_to_frame};
pub use crate::extras::optional::Optional;
pub use crate::extras::snake_json::SnakeJson;
pub use crate::names::id_or_name::IdOrName;
pub use crate::names::table_name::{ParseTableNameError, TableName};
pub use crate::record::blob::Blob;
pub use crate::record::timestamp::{ParseTimestampError, Timestamp};
pub use crate::record::{Extra, Field, OpenEnum, Record};
pub use crate::request::arg::{Arg, Null, TextOrFile};
pub use crate::request::parts::Parts;
pub use crate::request::{Location, Request, Style};
pub use crate::response::Response;
pub use crate::response::raw::{Pagination, RateLimit, RawResponse};
pub use crate::session::retry::RetryPolicy;
pub use crate::session::{Session, SessionBuilder};

/// The `polars` crate that defines data frames, in the version that [`ToFrame`] uses.
#[cfg(feature = "polars")]
pub use polars_core;
