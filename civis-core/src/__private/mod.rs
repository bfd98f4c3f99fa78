//! The contract with generated code. Not for use by hand: it changes together with the generator, in one release.
//!
//! `civis_api!` writes out items and declarations, and each macro here turns a declaration into items:
//!
//! | file | macro | declares |
//! |---|---|---|
//! | `client.rs` | `__client!` | the client: a field for each resource, and its construction |
//! | `resource.rs` | `__resource!` | a resource |
//! | `operation.rs` | `__operation!` | the struct of an operation's optional parameters |
//! | `record.rs` | `__impl_record!` | what a struct of JSON fields implements |
//! | `open_enum.rs` | `__open_enum!` | an enum that keeps unknown values |
//!
//! The methods of a resource, the setters of parameters and the structs of records are not declared but written out:
//! matching them in a macro would cost the compiler more. Methods and setters call the functions of [`Arguments`]
//! (`arguments.rs`). `imports.rs` lists every other name that generated code may use. `expanded.rs` holds one record and
//! one operation written by hand, as they look once the macros are expanded, and tests that both behave alike.
//!
//! # Rules
//!
//! - Each generated module begins with `use ::civis::__private::*`, and takes every name from here. So it compiles
//!   whatever else is in scope, and under `#![no_implicit_prelude]`. A bare name costs the compiler less than a path, and
//!   names are most of the code.
//! - Names begin with two underscores, so that no type of a specification meets them. Names that rustdoc shows to users
//!   (`Arg`, `Option`, ...) exist in both forms: a module with an item of the same name uses the one with underscores,
//!   and the macros write `$crate::__private::Name`.
//! - The client is the exception. It is expanded where the user wrote `civis_api!`, and uses paths only.
//! - Every function is generic or `#[inline]`, so that nothing is compiled before it is called.
//! - Logic is in this crate, behind trait objects: generated code has thousands of items, and each calls one function.

mod arguments;
mod client;
#[cfg(test)]
mod expanded;
mod imports;
mod open_enum;
mod operation;
mod path_args;
mod record;
mod resource;

pub use imports::*;
