//! Reads a specification, that of Civis Platform first of all, into a model: references
//! resolved, everything named as the official client and Rust want it. Swagger 2.0 and
//! OpenAPI 3 are read, as JSON.
//!
//! The macro expands the model at compile time; the embedded server and programs
//! that choose an operation at run time read it as well.
//!
//! | module | what |
//! |---|---|
//! | `model` | the model, plain data |
//! | `read`, `kind` | from the bytes of a file to the model; what a file is that is none |
//! | `document`, `nodes`, `pointer` | the file as it is written; what it consists of; places in it |
//! | `openapi` | what OpenAPI 3 says in other places than Swagger 2.0, brought to those |
//! | `operations`, `parameters`, `shared` | operations; their parameters; what they share |
//! | `keywords` | what the keys of one schema say |
//! | `schemas`, `references`, `properties`, `unions` | schemas to drafts of types; what references name; what objects declare; schemas of which any may hold |
//! | `shapes`, `merge` | which drafts are of one shape; drafts to types |
//! | `method`, `names`, `type_names`, `official` | official names; identifiers; names of types; facts that no file states |
//! | `exchanges` | recorded exchanges |
//! | `arguments` | an operation chosen at run time, and whether arguments fit it |
//! | `diff` | what changed between two specifications, and what of it breaks callers (by the feature `diff`, which is a default) |
//! | `select`, `strip` | a part of a specification; a file without descriptions and recordings |
//! | `visible` | texts that do not hide what they are |
//! | `error` | what is wrong with a file, and where |
//!
//! # What is read, and as what
//!
//! | in the document | in the model |
//! |---|---|
//! | objects with properties, in place or as definitions; `allOf` | a record, in which what is not declared is kept |
//! | objects without; `additionalProperties` | any JSON; a map |
//! | `additionalProperties` beside properties, in a body | a parameter `additional_properties` |
//! | enums of text | an open enum; known values of other types are told of the field or parameter |
//! | `anyOf` and `oneOf`, answers of several statuses | of one and null, that one; of objects, a record of all their properties; else what all are, or any JSON |
//! | `nullable`, `x-nullable`, `null` among the types | nothing: every field may be null |
//! | `discriminator` | nothing: the record has the properties of all |
//! | `readOnly` | no parameter of a body |
//! | definitions that hold themselves | a box where it takes one; a list or map of itself is one of any JSON |
//! | `default` | told, and never sent |
//! | `collectionFormat`, `style` and `explode`, `content` of a parameter | a [`Style`]; where nothing is declared in Swagger 2.0, the Platform's brackets |
//! | cookie parameters | a cookie of the request, beside those of the session |
//! | media types of a body | JSON before a form, a form before bytes |
//! | media types of an answer | JSON, or else a file |
//! | the status of an answer | those from 200 to 299, and `2XX`; `default` where there is none |
//! | the first of `servers` | the base path; servers of paths and operations are not read |
//!
//! Refused, with the place: references to other documents and to paths, the styles
//! `label` and `matrix`, and what refers to nothing or to itself alone. What has no better
//! type is any JSON, and never a reason to refuse a document. A file in YAML is to be
//! converted: `yq -o=json spec.yaml > spec.json`.
//!
//! # How names are made
//!
//! Names follow from the file's own names alone, not from the order in it, so that a new
//! version of the file changes only the names of what has changed.
//!
//! - **Resources** are first segments of paths, **methods** the verb and the static
//!   segments after it, as the official client has them (`GET /jobs/{id}/runs` is
//!   `jobs.list_runs` or `jobs.get_runs`); `operationId`s are not read. Where two methods
//!   meet, the later in the order of paths has the placeholders of its path added
//!   (`get_by_uuid`).
//! - **Parameters** and **fields** are in [snake case](snake_case). Where parameters meet, the
//!   one in the path keeps its name, then those of the query, headers, cookies, body and
//!   form, and in each of these the one that is spelled so; the others have the place added
//!   (`id_in_query`). Fields are told apart by a number, in the order of the alphabet.
//! - **Types** have the name of their definition in upper camel case; of several of one shape
//!   the shortest, and the others are aliases. What is declared in place is named by what
//!   holds it (`JobState`), an answer by its operation (`ThingsGetResponse`), and takes no
//!   name of a definition. **Variants** are the values in upper camel case.
//! - **Identifiers** are ASCII. A keyword is raw (`r#type`), or has a `_` where there is no raw
//!   one (`self_`), and so has a name that would hide another (`send_`, `session_`, `extra_`);
//!   before a leading digit is a `_` (`_2fa`); a letter of another script is its code point
//!   (`u00e9`); the empty name is `_empty`, `Empty` as a type, and `root` as a resource. What
//!   still meets gets a number.
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
mod read;
mod resolve;
mod select;
mod strip;

pub use crate::arguments::{ArgumentError, UnknownName};
#[cfg(feature = "diff")]
pub use crate::diff::{Change, Diff, Edition, Rule, Subject, diff};
pub use crate::error::{Error, Problem};
pub use crate::escape_control::escape_control;
pub use crate::model::{
    Exchange, Field, HttpMethod, Location, Method, Operation, Parameter, Resource, Spec, Style,
    Type, TypeDef, TypeId, TypeKind, Variant,
};
pub use crate::name::ident::{nearest, snake_case};
pub use crate::name::method::placeholders;
pub use crate::read::ReadOptions;
pub use crate::select::{SelectError, Selection};
pub use crate::strip::strip;
