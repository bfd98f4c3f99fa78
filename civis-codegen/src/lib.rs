//! Turns a specification into Rust code: the generator behind `civis_api!`.
//!
//! An ordinary library, so that tests and build scripts can call it without a
//! compiler: a [`Spec`] in, tokens out. The tokens are methods, and declarations
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
mod names;
mod operation_docs;
mod resources;
mod ty;
mod types;

use civis_spec::Spec;
use proc_macro2::{Ident, LexError, Span, TokenStream};
use quote::quote;

use crate::builders::Builders;
pub use crate::input::Input;
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

/// Reads source text as tokens, or says why it is none.
pub type Lex<'a> = &'a dyn Fn(&str) -> Result<TokenStream, String>;

/// The whole expansion: the client, a module for each resource, and `types`.
#[must_use]
pub fn expand(spec: &Spec, options: &Options) -> TokenStream {
    let lex = |source: &str| source.parse().map_err(|error: LexError| error.to_string());
    expand_by(spec, options, &lex)
}

/// [`expand`] by a lexer of the caller's: in a macro the compiler's own is the faster
/// one by far, since that of proc-macro2 is compiled without optimisation.
///
/// ```
/// use civis_codegen::{Options, expand, expand_by};
/// use civis_spec::Spec;
///
/// let spec = Spec::from_slice(br#"{"swagger": "2.0", "paths": {}}"#)?;
/// let lexed = expand_by(&spec, &Options::default(), &|source| {
///     source.parse().map_err(|error: proc_macro2::LexError| error.to_string())
/// });
/// assert_eq!(lexed.to_string(), expand(&spec, &Options::default()).to_string());
/// # Ok::<(), civis_spec::Error>(())
/// ```
#[must_use]
pub fn expand_by(spec: &Spec, options: &Options, lex: Lex<'_>) -> TokenStream {
    // Only a fault of the generator makes text that is no Rust.
    let tokens = |source: &str| {
        lex(source).unwrap_or_else(|why| {
            let message = format!("the expansion is no Rust, a fault of civis-codegen: {why}");
            quote!(::core::compile_error!(#message);)
        })
    };
    let krate = &options.krate;
    let client = tokens(&client(spec, &options.client));
    let builders = Builders::new(spec);
    let resources = spec
        .resources
        .iter()
        .map(|resource| resources::module(spec, resource, &builders));
    let types = types::module(spec, &builders);
    let modules = resources.chain([types]).map(|module| {
        let (head, body) = (tokens(&module.head), tokens(&module.body));
        quote!(#head { use #krate::__private::*; #body })
    });
    quote! {
        #krate::__private::__client! { #client }
        #(#modules)*
    }
}

/// A module of the expansion, as source text: a macro is compiled without optimisation,
/// and takes far longer to build tokens one by one than the compiler takes to read them.
/// All of the support module is imported there.
struct Module {
    /// Attributes and name.
    head: String,
    /// Its items.
    body: String,
}

impl Module {
    fn new(doc: &str, name: &str, body: String) -> Self {
        let head = format!("{doc} {ALLOWED_LINTS} pub mod {name}");
        Self { head, body }
    }
}

fn client(spec: &Spec, name: &Ident) -> String {
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
        let (module, ty) = (&resource.ident, &resource.type_ident);
        let doc = docs::resource(&resource.name);
        format!("{doc} {module}: {module}::{ty},")
    });
    let fields: String = fields.collect();
    format!("{title} {name} {{ {fields} }}")
}

/// The lints that code from a specification does not answer for.
const ALLOWED_LINTS: &str = "#[allow(\
        dead_code, missing_docs, non_camel_case_types, non_snake_case, unreachable_pub, \
        unused_imports, clippy::all, clippy::pedantic, \
        reason = \"generated from a specification\"\
    )]";
