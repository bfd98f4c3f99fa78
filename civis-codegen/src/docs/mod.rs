//! Doc comments, in Markdown that rustdoc shows as meant, whatever the document holds.

mod call;
pub(crate) mod client;
pub(crate) mod markdown;
pub(crate) mod operation;
mod paging;
pub(crate) mod types;
pub(crate) mod uses;

use self::markdown::code as code_span;
use civis_spec::Resource;

use crate::client_name::ClientName;
use crate::code::{Code, RawLiteral, code};

/// A doc attribute; nothing for an empty text.
pub(crate) fn attribute(markdown: &str) -> Code {
    if markdown.is_empty() {
        return Code::default();
    }
    code!("#[doc = {text}]\n", text = RawLiteral(markdown))
}

/// The doc comment of a resource, which is a field of the client.
pub(crate) fn resource(name: &str) -> Code {
    attribute(&operations_under(name))
}

/// The doc comment of the module of a resource, with a link to the field of the client.
pub(crate) fn resource_module(resource: &Resource, client: &ClientName) -> Code {
    attribute(&format!(
        "{} Call them through [`{client}::{ident}`](super::{client}::{ident}).",
        operations_under(&resource.name),
        ident = &resource.ident,
    ))
}

fn operations_under(name: &str) -> String {
    format!("The operations under {}.", code_span(&format!("/{name}")))
}
