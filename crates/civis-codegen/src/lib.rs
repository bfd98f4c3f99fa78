//! Turns a specification into Rust code: the generator behind `civis_api!`.
//!
//! An ordinary library, so that tests and build scripts can call it without a
//! compiler: a [`Spec`] in, tokens out. The tokens are a list of declarations
//! (`record!`, `operation!`, …) which the support module of `civis-core` gives
//! their meaning; what a declaration becomes is not decided here, and neither is
//! any name, which the model carries.
//!
//! | module | what it does |
//! |---|---|
//! | `input` | the arguments of the macro, and the model that they choose |
//! | `types` | the `types` module: records, enums, aliases |
//! | `resources` | a module for each resource: its struct, its operations |
//! | `ty` | the type of a field, a parameter, an answer |
//! | `builders` | which operations share the struct of their optional parameters |
//! | `docs`, `operation_docs` | doc comments, safe for rustdoc |
//!
//! ```
//! use civis_codegen::{Options, expand};
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
//! let tokens = expand(&spec, &Options::default());
//! assert!(tokens.to_string().contains("pub mod jobs"));
//! # Ok::<(), civis_spec::Error>(())
//! ```

#![forbid(unsafe_code)]

mod builders;
mod docs;
mod input;
mod operation_docs;
mod resources;
mod ty;
mod types;

use civis_spec::Spec;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::builders::Builders;
pub use crate::input::Input;
use crate::ty::Scope;
pub use civis_spec::nearest;

/// What is not in the specification.
#[derive(Debug, Clone)]
pub struct Options {
    /// Path of the `civis` crate; `::civis` by default.
    pub krate: TokenStream,
    /// Name of the client; `Client` by default.
    pub client: Ident,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            krate: quote!(::civis),
            client: Ident::new("Client", Span::call_site()),
        }
    }
}

/// The whole expansion: the client, a module for each resource, and `types`.
#[must_use]
pub fn expand(spec: &Spec, options: &Options) -> TokenStream {
    let krate = &options.krate;
    let support = quote!(#krate::__private);
    let client = client(spec, &options.client, &support);
    let builders = Builders::new(spec);
    let scope = Scope {
        spec,
        import: &quote!(use #support as __civis;),
        support: &quote!(__civis),
        types: quote!(super::types::),
        builders: &builders,
    };
    let resources = spec
        .resources
        .iter()
        .map(|resource| resources::module(resource, &scope));
    let types = types::module(&Scope {
        types: TokenStream::new(),
        ..scope
    });
    quote! {
        #client
        #(#resources)*
        #types
    }
}

fn client(spec: &Spec, name: &Ident, support: &TokenStream) -> TokenStream {
    let title = docs::text(&format!(
        "A client for {} (version {} of the specification).\n\n\
         Each field is a resource, with a method for each of its operations.",
        if spec.title.is_empty() {
            "the service".to_owned()
        } else {
            docs::escape(&docs::plain(&spec.title))
        },
        docs::escape(&docs::plain(&spec.version))
    ));
    let fields = spec.resources.iter().map(|resource| {
        let module = ident(&resource.ident);
        let ty = ident(&resource.type_ident);
        let doc = docs::resource(&resource.name);
        quote!(#doc #module: #module::#ty,)
    });
    quote! {
        #support::client! {
            #title
            #name { #(#fields)* }
        }
    }
}

/// An identifier of the model as a token; those of keywords begin with `r#`.
fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// The lints that code from a specification does not answer for.
fn allowed_lints() -> TokenStream {
    quote! {
        #[allow(
            dead_code,
            missing_docs,
            non_camel_case_types,
            non_snake_case,
            unreachable_pub,
            unused_imports,
            clippy::all,
            clippy::pedantic,
            reason = "generated from a specification"
        )]
    }
}
