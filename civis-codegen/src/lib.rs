//! Turns a specification into Rust: the generator behind `civis_api!`.
//!
//! The generator is a function: a [`Spec`] in, source text out. [`generate`] returns the
//! parts of a [`Client`](GeneratedClient), which the macro reads as tokens and puts in
//! place; [`GeneratedClient::to_source`] puts them together as one text, and the program
//! `civis-codegen` writes that into a file.
//!
//! # The road
//!
//! | module | emits |
//! |---|---|
//! | `client` | the client: a field for each resource |
//! | `resource` | the module of a resource |
//! | `method` | the methods of an operation |
//! | `builder` | the struct of an operation's optional parameters, with its setters |
//! | `types` | the `types` module: records, enums, aliases |
//! | `paging` | the lists of other services than the Platform |
//!
//! All of them use `parameter` (argument or setter), `rust_type` and `support_names`
//! (types as the module spells them), `large_enum` (which enums are text), `generated` (the
//! parts of a client), `docs` (doc comments) and `code` (templates).
//!
//! The emitted text consists of items, and of declarations (`__impl_record!`, `__operation!`, …)
//! that the support module `civis_core::__private` defines. Names are not decided here:
//! the model carries them.
//!
//! # Why text, and not `quote!`
//!
//! A macro is compiled without optimisation, and then building tokens one by one takes far
//! longer than the compiler's own lexer takes to read text: 440 ms by `quote!`, against
//! 90 ms, for the specification of the whole Platform. The types of
//! `code` check what `quote!` would check: identifiers come from the model alone, and all other text of the
//! document becomes a string literal.
//!
//! ```
//! use civis_spec::Spec;
//!
//! let spec = Spec::from_slice(br##"{
//!     "swagger": "2.0",
//!     "info": {"title": "Small", "version": "1"},
//!     "paths": {"/jobs/{id}": {"get": {
//!         "summary": "Get a job",
//!         "parameters": [{"name": "id", "in": "path", "type": "integer", "required": true}],
//!         "responses": {"200": {"description": "success", "schema": {"$ref": "#/definitions/Job"}}}
//!     }}},
//!     "definitions": {"Job": {"type": "object", "properties": {"id": {"type": "integer"}}}}
//! }"##)?;
//! let source = civis_codegen::generate(&spec, "Client")?.to_source("::civis");
//! assert!(source.contains("pub mod jobs"));
//! assert!(source.contains("pub fn get(&self, id: impl PathArg<i64>) -> Call<super::types::Job>"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![forbid(unsafe_code)]

mod builder;
mod client;
mod client_name;
mod code;
mod docs;
mod generated;
mod large_enum;
mod layout;
mod method;
mod paging;
mod parameter;
mod resource;
mod rust_type;
mod support_names;
mod types;

use civis_spec::Spec;

use crate::builder::Builders;
use crate::client_name::ClientName;
pub use crate::client_name::ClientNameError;
pub use crate::generated::{GeneratedClient, GeneratedModule};

/// Generates the client of a specification, under the given name.
///
/// # Errors
/// If the name is not a Rust identifier, or is the name of a module of the generated code.
pub fn generate(spec: &Spec, client: &str) -> Result<GeneratedClient, ClientNameError> {
    let name = ClientName::new(client, spec)?;
    let builders = Builders::new(spec);
    let resources = spec.resources.iter();
    let resources = resources.map(|one| resource::module(spec, one, &builders, &name));
    Ok(GeneratedClient {
        declaration: client::declaration(spec, &name).into_text(),
        modules: resources.chain([types::module(spec)]).collect(),
    })
}
