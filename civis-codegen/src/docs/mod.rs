//! Doc comments, in Markdown that rustdoc shows as meant, whatever the document holds.

pub(crate) mod markdown;
pub(crate) mod operation;
mod paging;
pub(crate) mod types;

use self::markdown::{code as code_span, escape};
use crate::code::{Code, RawLiteral, code};

/// A doc attribute; nothing for an empty text.
pub(crate) fn attribute(markdown: &str) -> Code {
    if markdown.is_empty() {
        return Code::default();
    }
    code!("#[doc = {text}]\n", text = RawLiteral(markdown))
}

/// The doc comment of what has a description in the document.
pub(crate) fn description(description: Option<&str>) -> Code {
    attribute(&escape(description.unwrap_or_default()))
}

/// The doc comment of a resource.
pub(crate) fn resource(name: &str) -> Code {
    let path = code_span(&format!("/{name}"));
    attribute(&format!("The operations under {path}."))
}
