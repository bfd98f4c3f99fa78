//! Reads a specification, first of all that of Civis Platform, into a model with resolved
//! references and Rust names. A specification is Swagger 2.0 or OpenAPI 3, in JSON.
//!
//! The generator reads the model at compile time. Calls by name and the mock server read it at
//! run time.
//!
//! # The road
//!
//! In reading order; the documentation of each stage says how it maps a document.
//!
//! | stage | |
//! |---|---|
//! | `read` | the pipeline: bytes → `parse` → `resolve` → `name` → `model` |
//! | `parse` | the document as it is written; OpenAPI 3 moved to where Swagger 2.0 has it |
//! | `resolve` | operations, and drafts of types, behind references |
//! | `name` | official names, Rust identifiers, equivalent drafts merged to types |
//! | `model` | the result, plain data |
//!
//! Beside it: `error` for what is wrong and where, `pointer` for places, `platform_facts` for
//! what no specification states, `snake_case` and `suggest` for names, `split_path` for queries
//! in paths, `exchanges` for recorded exchanges, and the uses of the model: `requests` describes
//! the requests of an operation, `arguments` validates a call by name, `select` selects
//! resources, `strip` removes prose from a file, `diff` compares two specifications (with the
//! default feature `diff`), `escape_control` makes
//! text safe to show.
//!
//! # Example
//!
//! ```
//! use civis_spec::{Location, Spec, Type};
//!
//! let spec = Spec::from_slice(br#"{
//!     "swagger": "2.0",
//!     "info": {"title": "Small", "version": "1"},
//!     "paths": {"/jobs/{jobId}/runs": {"post": {
//!         "summary": "Start a run",
//!         "parameters": [{"name": "jobId", "in": "path", "type": "integer", "required": true}],
//!         "responses": {"204": {"description": "success"}}
//!     }}}
//! }"#)?;
//! let jobs = &spec.resources[0];
//! let start = &jobs.operations[0];
//! assert_eq!((&*jobs.name, &*start.methods[0].name), ("jobs", "post_runs"));
//! assert_eq!(start.parameters[0].name, "job_id");
//! assert_eq!(start.parameters[0].location, Location::Path);
//! assert_eq!(start.parameters[0].ty, Type::Integer);
//! # Ok::<(), civis_spec::Error>(())
//! ```

#![forbid(unsafe_code)]

mod arguments;
#[cfg(feature = "diff")]
pub mod diff;
mod error;
mod escape_control;
mod exchanges;
mod model;
mod name;
mod parse;
mod platform_facts;
mod pointer;
mod read;
mod requests;
mod resolve;
mod select;
mod snake_case;
mod split_path;
mod strip;
mod suggest;

pub use crate::arguments::{ArgumentError, UnknownName};
#[cfg(feature = "diff")]
pub use crate::diff::{Change, Diff, Edition, Level, Rule, Subject, diff};
pub use crate::error::{Error, Problem, ProblemList};
pub use crate::escape_control::escape_control;
pub use crate::model::{
    Credentials, Exchange, Field, HttpMethod, Ident, Location, Method, NextPage, Operation, Paging,
    Parameter, Resource, SecurityScheme, Spec, Style, Type, TypeDef, TypeId, TypeKind, Variant,
    placeholders,
};
pub use crate::name::MethodNaming;
pub use crate::name::keyword::is_keyword;
pub use crate::read::ReadOptions;
pub use crate::select::{SelectError, Selection};
pub use crate::snake_case::snake_case;
pub use crate::strip::strip;
pub use crate::suggest::nearest;
