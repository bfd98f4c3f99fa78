//! A typed client for [Civis Platform](https://www.civisanalytics.com), generated
//! at compile time from a pinned specification.
//!
//! Pin the specification in your crate (see [`spec::download`]), and expand it:
//!
//! ```
//! mod platform {
//!     civis::civis_api!("civis-spec.json", resources = [jobs, users]);
//! }
//! use platform::Client;
//!
//! fn list_running(client: &Client) -> civis::Result<()> {
//!     let me = client.users.get_me().send()?;
//!     println!("{:?}", me.username);
//!     for job in client.jobs.list().state("running").iter() {
//!         println!("{:?}", job?.name);
//!     }
//!     Ok(())
//! }
//! ```
//!
//! | to | see |
//! |---|---|
//! | expand a specification, whole or in part | [`civis_api!`] |
//! | fetch it | [`spec`] |
//! | give key, base URL, times, proxy, transport | [`Session`], [`SessionBuilder`], [`transport`] |
//! | write arguments, nulls, files | [`Arg`], [`Null`], [`Blob`] |
//! | send a call; go through all pages | [`Call`], [`PagedCall`] |
//! | read an answer, and what of it the specification does not declare | [`Response`], [`Extra`] |
//! | search lists, and fields by name | [`Find`], [`Fields`] |
//! | match on errors; set retries | [`Error`], [`ErrorKind`], [`RetryPolicy`] |
//! | end calls from another thread | [`CancelToken`] |
//! | find IDs by name | [`Session::get_database_id`] and its neighbours |
//!
//! An expansion's own items are in your crate's documentation (`cargo doc`): each method tells its parameters and their
//! types. The [README](https://docs.rs/crate/civis) tells of retries, logs and tests, and compares with Python.

#![forbid(unsafe_code)]
// On docs.rs, what a feature brings says so.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub use civis_core::{
    Arg, Blob, Call, CancelToken, Clock, Error, ErrorKind, Extra, Field, Fields, Find, IdOrName,
    Iter, Location, Null, OpenEnum, PagedCall, Pages, Pagination, ParseTableNameError,
    ParseTimestampError, Parts, RateLimit, RawResponse, Record, Request, Response, Result,
    RetryPolicy, Session, SessionBuilder, SnakeJson, Style, TableName, Timestamp, spec, transport,
};
#[cfg(feature = "polars")]
pub use civis_core::{ToFrame, polars_core, rows_to_frame};

/// The crates whose types are in what a client takes and gives: statuses and headers,
/// timestamps, JSON. They can be used from here, without a dependency on them.
pub use {http, jiff, serde_json};

/// The model of a specification at run time, for [`Session::call`].
#[cfg(feature = "dynamic")]
pub mod dynamic {
    pub use civis_spec::{Error, Spec};
}

/// The contract with generated code. Not for use by hand.
#[doc(hidden)]
pub mod __private {
    pub use civis_core::__private::*;
    pub use civis_macros::civis_api;
}

/// Expands a pinned specification into a typed client.
///
/// The first argument is the path of the file, in Swagger 2.0 or OpenAPI 3 as JSON, relative to the folder of the
/// `Cargo.toml` of the crate that the macro is used in. The crate is rebuilt when
/// the file changes.
///
/// | option | meaning | default |
/// |---|---|---|
/// | `resources = all` | every resource of the file | yes |
/// | `resources = base` | the resources of the 1.x Python client's documentation | |
/// | `resources = [jobs, scripts]` | these, and the types that they reach | |
/// | `client = Name` | the name of the client | `Client` |
/// | `root_path = "/api"` | what every request's path begins with; paths of the file that begin with it are named without it | the file's `basePath`, or the path of its first server |
///
/// The expansion holds the client, a module for each resource, and a module
/// `types`; put it into a module of its own, or at the root of the crate.
///
/// ```
/// mod platform {
///     civis::civis_api!("civis-spec.json", resources = [scripts], client = Scripts);
/// }
///
/// # fn main() -> civis::Result<()> {
/// let session = civis::Session::builder().api_key("my-api-key").build()?;
/// let client = platform::Scripts::from(&session);
/// let call = client.scripts.post_sql("nightly", "select 1", 5, 7).hidden(true);
/// assert_eq!(call.request().path(), "/scripts/sql");
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! civis_api {
    ($($input:tt)*) => {
        $crate::__private::civis_api! { $crate; $($input)* }
    };
}
