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
//! | `arg`, `request` | arguments, and the request that they make |
//! | `record`, `timestamp` | tolerant, lossless decode and encode |
//! | `lookups`, `table_name` | IDs by name |
//! | `session`, `retry`, `transport` | key, base URL and time-outs; repeats; sockets |
//! | `raw`, `error` | what goes to and comes from the transport; all errors |

mod arg;
mod call;
#[doc(hidden)]
pub mod generated;
mod names;
mod pages;
mod record;
mod request;
mod response;
mod timestamp;

pub use crate::arg::{Arg, FromText, Null};
pub use crate::call::{Arguments, Call, PagedCall};
pub use crate::pages::{Iter, Pages};
pub use crate::record::{Extra, Field, OpenEnum, Record};
pub use crate::request::{Location, Request};
pub use crate::response::Response;
pub use crate::timestamp::{ParseTimestampError, Timestamp};
