//! The client of a specification, as source text in parts, or as one text for people.

use crate::code::{Code, code};
use crate::layout::layout;

/// The client of a specification, as source text in parts.
///
/// The path of the `civis` crate is not in them: in a macro it is tokens (`$crate`).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GeneratedClient {
    /// The content of the braces of `civis::__private::__client! { … }`.
    pub declaration: String,
    /// A module for each resource, and `types`.
    pub modules: Vec<GeneratedModule>,
}

/// A module of a client, as source text: `head { use civis::__private::*; body }`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GeneratedModule {
    /// Attributes, and `pub mod name`.
    pub head: String,
    /// The items. They need everything of the support module in scope.
    pub body: String,
}

impl GeneratedClient {
    /// The whole client as one text, laid out for people, for a module of a crate that
    /// reaches `civis` by the given path, which is usually `::civis`.
    #[must_use]
    pub fn to_source(&self, civis: &str) -> String {
        let Self {
            declaration,
            modules,
        } = self;
        let mut source = format!("{civis}::__private::__client! {{\n{declaration}\n}}\n");
        for GeneratedModule { head, body } in modules {
            source.push_str(&format!(
                "\n{head} {{\nuse {civis}::__private::*;\n\n{body}}}\n"
            ));
        }
        layout(&source)
    }
}

impl GeneratedModule {
    pub(crate) fn new(doc: &Code, ident: Code, body: Code) -> Self {
        let head = code!(
            "{doc}{allow}
            pub mod {ident}",
            doc,
            allow = ALLOWED_LINTS,
            ident
        );
        Self {
            head: head.into_text(),
            body: body.into_text(),
        }
    }
}

/// The lints that do not apply to code from a specification.
const ALLOWED_LINTS: &str = "#[allow(
    dead_code, missing_docs, non_camel_case_types, non_snake_case, unreachable_pub,
    unused_imports, clippy::all, clippy::pedantic,
    reason = \"generated from a specification\"
)]";
