//! A typed client for [Civis Platform](https://www.civisanalytics.com), generated at
//! compile time from a specification that you pin in your crate.
//!
//! Save the specification next to your `Cargo.toml` (see [`spec::download_to`]), and
//! generate the client:
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
//!     for job in client.jobs.list().state("running") {
//!         println!("{:?}", job?.name);
//!     }
//!     Ok(())
//! }
//! ```
//!
//! The client is blocking; the guide shows how to use it [in async code](guide::async_code).
//!
//! | to | see |
//! |---|---|
//! | read the guide, topic by topic | [`guide`] |
//! | generate a client, whole or in part | [`civis_api!`] |
//! | download the specification | [`spec`] |
//! | set the key, base URL, time-outs, proxy, transport | [`Session`], [`SessionBuilder`], [`transport`] |
//! | pass arguments, nulls, files | [`Arg`], [`Null`], [`Blob`] |
//! | send a call; fetch all pages | [`Call`], [`PagedCall`], [`ListCall`] |
//! | read a response, and data that the specification does not declare | [`Response`], [`Extra`] |
//! | compare optional fields, and get their values | [`Optional`] |
//! | search lists, and read fields by name | [`Find`], [`Fields`] |
//! | match on errors; set retries | [`Error`], [`ErrorKind`], [`RetryPolicy`] |
//! | end calls from another thread | [`CancelToken`] |
//! | look up IDs by name | [`Session::get_database_id`] and the methods next to it |
//!
//! Everyday work has modules of its own. Their functions take `&client` or `&session`:
//!
//! | to | see |
//! |---|---|
//! | run jobs, scripts and templates, wait for them, follow their logs | [`jobs`], [`logs`] |
//! | upload and download files, with their progress | [`files`], [`progress`] |
//! | run SQL, and read rows | [`sql`] |
//! | load files into tables, and copy tables | [`tables`] |
//! | check workflows, execute and follow them | [`workflows`] |
//! | send bytes to signed URLs, and get them from there | [`transfer`] |
//!
//! The generated code has its documentation in your crate (`cargo doc`): each method lists its parameters and their
//! types. The [README](https://github.com/civis-rs/civis) compares with the Python client.

#![forbid(unsafe_code)]
// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod database;
mod delimiter;
pub mod files;
#[cfg(any(doc, doctest))]
pub mod guide;
pub mod jobs;
pub mod logs;
mod polling;
pub mod progress;
pub mod sql;
mod stream;
pub mod tables;
pub mod workflows;

pub use civis_core::{
    Arg, Blob, Call, CancelToken, Clock, Error, ErrorKind, Extra, Field, Fields, Find, IdOrName,
    Iter, ListCall, ListItems, ListPage, ListPages, Location, NextPage, Null, OpenEnum, Optional,
    PagedCall, Pages, Pagination, ParseTableNameError, ParseTimestampError, Parts, RateLimit,
    RawResponse, Record, Request, Response, Result, RetryPolicy, RunDetails, Session,
    SessionBuilder, SnakeJson, Style, TableName, TextOrFile, Timestamp, spec, transfer, transport,
};
#[cfg(feature = "polars")]
pub use civis_core::{ToFrame, polars_core, rows_to_frame};
/// The crates of Arrow whose types [`sql::Export::batches`] returns.
#[cfg(feature = "arrow")]
pub use {arrow_array, arrow_schema};

/// Crates whose types appear in the API: records of CSV files, HTTP statuses and headers,
/// timestamps, JSON. Use them from here, without a dependency of your own.
pub use {csv, http, jiff, serde_json};

/// The model of a specification at run time, for [`Session::call`] and [`Request::of_operation`].
#[cfg(feature = "dynamic")]
pub mod dynamic {
    pub use civis_spec::{Error, MethodNaming, NextPage, Operation, Paging, ReadOptions, Spec};
}

/// The contract with generated code. Not for use by hand.
#[doc(hidden)]
pub mod __private {
    pub use civis_core::__private::*;
    pub use civis_macros::civis_api;
}

/// Generates a typed client from a specification.
///
/// The first argument is the path of the specification, a JSON file in Swagger 2.0 or OpenAPI 3. It is relative to the
/// directory of your crate's `Cargo.toml`. Cargo rebuilds the crate when the file's modification time changes.
///
/// The path is a string literal, `env!("NAME")`, or `concat!(…)` of such, so that a build script can make the file:
/// `civis_api!(concat!(env!("OUT_DIR"), "/spec.json"))`.
///
/// | option | meaning | default |
/// |---|---|---|
/// | `resources = all` | every resource of the file | yes |
/// | `resources = base` | the resources in the documentation of the 1.x Python client | |
/// | `resources = [jobs, scripts]` | these resources, and the types they use | |
/// | `client = Name` | the name of the client | `Client` |
/// | `root_path = "/api"` | the prefix of every request's path; names are made from the rest of the path | the file's `basePath`, or the path of its first server |
/// | `names = operation_id` | methods are named after the `operationId`s of the file, which is not the Platform's | `path`: after paths and HTTP methods, as in the Python client |
/// | `paging = offset("start")` | how lists come in pages, if the file is not the Platform's: [see below](#paging) | what is found |
///
/// The generated code consists of the client, a module for each resource, and a module `types`. Put it in a module of
/// its own, or at the root of the crate. Write the documentation of that module yourself; it can refer readers to the
/// client.
///
/// A specification that cannot be read is a compile error that names the file, the place in it, and the problem. A part
/// that cannot be resolved, such as a reference that names nothing, affects only what needs it: a schema becomes any JSON,
/// and an operation is left out. The documentation of the client lists these parts, and so does a compile warning about a
/// deprecated item, which `#[allow(deprecated)]` on the module silences.
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
///
/// # Paging
///
/// A list of another service than the Platform is a [`ListCall`] if the usual names of parameters and properties show how
/// its pages follow each other. If they do not, or if they mislead, declare it with `paging`. The value is one of these
/// ways, or a list of them. Parameters are those of the query. A property of the response is given by its name, or by a
/// path of names separated by dots.
///
/// | way | the next page |
/// |---|---|
/// | `offset("start")` | the parameter is the number of items before it |
/// | `page("page")` | the parameter is its number |
/// | `cursor("after", "meta.next")` | the parameter is the value of the property |
/// | `url("links.next")` | the property is its URL; only the query is used |
/// | `link` | the header `Link` has its URL, as `rel="next"` |
///
/// Each may have more arguments:
///
/// | argument | meaning | default |
/// |---|---|---|
/// | `items = "data.items"` | the property with the items | the response if it is a list, else the list in it that has a usual name or is the only one |
/// | `more = "has_more"` | the property that is false on the last page | none |
/// | `size = "count"`, with `offset` and `page` | the parameter for the number of items in a page: once a page had as many as a call asks for, a smaller one is the last | none |
/// | `first = 0`, with `offset` and `page` | the value of the parameter that means the first page | the parameter's default in the file if it is 0 or 1, else 0 for `offset` and 1 for `page` |
///
/// A way suits each GET that has its parameter and returns a list. It also suits one that returns any JSON, which then
/// counts as a list of any JSON. `url` suits each GET that returns its property, and `link` each list for which no other way is found; an object is a list for
/// `link` if it has `items`, or a property that only a page has, such as `total`. The first way that suits is used, and one
/// that suits no operation is a compile error.
///
/// ```
/// mod shop {
///     civis::civis_api!(
///         "tests/specs/shop.json",
///         paging = [offset("start", size = "count", items = "result.records"), url("links.after", items = "left")],
///     );
/// }
///
/// fn print_orders(shop: &shop::Client) -> civis::Result<()> {
///     for order in shop.orders.list().count(100) {
///         println!("{:?}", order?.id);
///     }
///     Ok(())
/// }
/// ```
#[macro_export]
macro_rules! civis_api {
    ($($input:tt)*) => {
        $crate::__private::civis_api! { $crate; $($input)* }
    };
}
