//! What every client of Civis Platform needs and no one specification decides:
//! session, transport, retry, tolerant decode, pagination, errors and lookups.
//!
//! Users depend on `civis`, which re-exports this crate beside the macro that
//! expands a specification. From the outside in:
//!
//! | module | what |
//! |---|---|
//! | `generated` | what expanded code stands on, and the contract with the generator |
//! | `call`, `pages`, `response` | a call that is ready to be sent; all pages of a list; typed answers |
//! | `dynamic` | calls of operations that are chosen at run time |
//! | `arg`, `blob`, `request` | arguments, files, and the request that they make |
//! | `record`, `timestamp` | tolerant, lossless decode and encode |
//! | `fields`, `find`, `snake` | fields by name, search of lists, JSON in snake case |
//! | `frame` | data frames |
//! | `lookups`, `table_name` | IDs by name |
//! | `spec` | the specification, to be pinned |
//! | `session`, `retry`, `transport` | key, base URL and time-outs; repeats; sockets |
//! | `cancel`, `clock` | calls that another thread can end; time, sleep and chance |
//! | `secret` | what is never shown, and overwritten in the end |
//! | `raw`, `error` | what goes to and comes from the transport; all errors |

#![forbid(unsafe_code)]
// On docs.rs, what a feature brings says so.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[doc(hidden)]
pub mod __private;
mod call;
mod cancel;
mod clock;
mod error;
mod extras;
mod lookups;
mod record;
mod request;
mod response;
mod secret;
mod session;
pub mod spec;
pub mod transport;

pub use crate::call::pages::{Iter, Pages};
pub use crate::call::{Arguments, Call, PagedCall};
pub use crate::cancel::CancelToken;
pub use crate::clock::Clock;
pub use crate::error::{Error, ErrorKind, Result};
pub use crate::extras::fields::Fields;
pub use crate::extras::find::Find;
#[cfg(feature = "polars")]
pub use crate::extras::frame::{ToFrame, rows_to_frame};
pub use crate::extras::snake::SnakeJson;
pub use crate::lookups::IdOrName;
pub use crate::lookups::table_name::{ParseTableNameError, TableName};
pub use crate::record::timestamp::{ParseTimestampError, Timestamp};
pub use crate::record::{Extra, Field, OpenEnum, Record};
pub use crate::request::arg::{Arg, FromText, Null};
pub use crate::request::blob::Blob;
pub use crate::request::path_args::{PathArg, PathArgs};
pub use crate::request::{Location, Request, Style};
pub use crate::response::Response;
pub use crate::response::raw::{Pagination, Parts, RateLimit, RawResponse};
pub use crate::session::retry::RetryPolicy;
pub use crate::session::{Session, SessionBuilder};

/// The crate of polars that data frames come from, in the version that they need.
#[cfg(feature = "polars")]
pub use polars_core;
