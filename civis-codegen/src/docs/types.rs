//! Doc comments of fields and variants, and types in words.

use std::fmt::Write as _;

use civis_spec::{Field, Spec, Type, TypeDef, TypeKind, Variant};

use super::attribute;
use super::markdown::{code as code_span, escape};
use crate::code::{Code, Literal, code};
use crate::large_enum::is_large;

/// The doc comment of a type, and the names of its aliases for the search.
pub(crate) fn definition(ty: &TypeDef, uses: &str) -> Code {
    let mut doc = escape(ty.description.as_deref().unwrap_or_default());
    if !uses.is_empty() {
        doc.push_str(if doc.is_empty() { "" } else { "\n\n" });
        doc.push_str(uses);
    }
    let doc = attribute(&doc);
    if ty.aliases.is_empty() {
        return doc;
    }
    let aliases: Vec<Code> = (ty.aliases.iter())
        .map(|alias| code!("{alias}", alias = Literal(alias)))
        .collect();
    code!(
        "{doc}#[doc(alias({aliases}))]
        ",
        doc,
        aliases = Code::join(&aliases, ", ")
    )
}

/// The doc comment of a field of a record.
pub(crate) fn field(spec: &Spec, field: &Field) -> Code {
    let mut doc = escape(field.description.as_deref().unwrap_or_default());
    if let Some(values) = allowed(spec, &field.ty, &field.allowed) {
        if !doc.is_empty() {
            doc.push_str("\n\n");
        }
        let _ = write!(doc, "One of {values}.");
    }
    attribute(&doc)
}

/// The doc comment of a variant of an enum.
pub(crate) fn variant(variant: &Variant) -> Code {
    attribute(&format!("{}.", code_span(&variant.wire)))
}

/// The known values of a type: the variants of an enum, or the values that the document
/// declares. Of a list, those of its items.
pub(super) fn allowed(spec: &Spec, ty: &Type, values: &[impl ToString]) -> Option<String> {
    let values: Vec<String> = match ty {
        Type::List(item) => return allowed(spec, item, values),
        Type::Enum(id) => match &spec.type_def(*id).kind {
            // Its documentation has them.
            TypeKind::Enum(variants) if is_large(variants) => Vec::new(),
            TypeKind::Enum(variants) => variants.iter().map(|one| code_span(&one.wire)).collect(),
            TypeKind::Record(_) => Vec::new(),
        },
        _ => values
            .iter()
            .map(|one| code_span(&one.to_string()))
            .collect(),
    };
    (!values.is_empty()).then(|| values.join(", "))
}

/// A type in words, with a link to a named type.
pub(super) fn in_words(spec: &Spec, ty: &Type) -> String {
    match ty {
        Type::Any => "any JSON".to_owned(),
        Type::String => "text".to_owned(),
        Type::Integer => "integer".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Boolean => "true or false".to_owned(),
        Type::Timestamp => "timestamp".to_owned(),
        Type::Date => "date".to_owned(),
        Type::File => "file".to_owned(),
        Type::List(item) => format!("list of {}", in_words(spec, item)),
        Type::Map(value) => format!("map to {}", in_words(spec, value)),
        Type::Record(id) | Type::Enum(id) => {
            let ident = &spec.type_def(*id).ident;
            format!("[`{ident}`](super::types::{ident})")
        }
    }
}
