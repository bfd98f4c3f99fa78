//! Reads the Swagger 2.0 specification of Civis Platform into a model: references
//! resolved, everything named as the official client and Rust want it.
//!
//! The macro expands the model at compile time; the embedded server and programs
//! that choose an operation at run time read it as well.
//!
//! | module | what |
//! |---|---|
//! | `model` | the model, plain data |
//! | `read` | from the bytes of a file to the model |
//! | `document`, `pointer` | the file as it is written, and places in it |
//! | `operations`, `parameters`, `shared` | operations; their parameters; what they share |
//! | `schemas`, `properties` | schemas to drafts of types; what objects declare |
//! | `shapes`, `merge` | which drafts are of one shape; drafts to types |
//! | `method`, `names`, `type_names`, `official` | official names; identifiers; names of types; facts that no file states |
//! | `exchanges` | recorded exchanges |
//! | `arguments` | an operation chosen at run time, and whether arguments fit it |
//! | `diff` | what changed between two specifications, and what of it breaks callers (by the feature `diff`, which is a default) |
//! | `select`, `strip` | a part of a specification; a file without descriptions and recordings |
//! | `visible` | texts that do not hide what they are |
//! | `error` | what is wrong with a file, and where |
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
mod document;
mod error;
mod exchanges;
mod merge;
mod method;
mod model;
mod names;
mod official;
mod operations;
mod parameters;
mod pointer;
mod properties;
mod read;
mod schemas;
mod select;
mod shapes;
mod shared;
mod strip;
mod type_names;
mod visible;

pub use crate::arguments::{ArgumentError, UnknownName};
#[cfg(feature = "diff")]
pub use crate::diff::{Change, Diff, Edition, Rule, Subject, diff};
pub use crate::error::{Error, Problem};
pub use crate::model::{
    CollectionFormat, Exchange, Field, Location, Method, Operation, Parameter, Resource, Spec,
    Type, TypeDef, TypeId, TypeKind, Variant, Verb,
};
pub use crate::names::{nearest, snake_case};
pub use crate::read::ReadOptions;
pub use crate::select::{SelectError, Selection};
pub use crate::strip::strip;
pub use crate::visible::visible;
