//! Which parameters are files, and which take one in place of text.

use crate::model::Type;
use crate::parse::document::Schema;
use crate::parse::media::{self, Media};
use crate::parse::nodes::Node;
use crate::resolve::definitions::Definitions;
use crate::resolve::keywords::type_name;
use crate::resolve::properties::Property;

impl<'a> Definitions<'a> {
    /// The type of a part of a form, if it is a file or a list of files.
    pub(crate) fn file(&mut self, node: &'a Node<Schema<'a>>) -> Option<Type> {
        let schema = self.effective(node)?;
        if let Some(items) = schema.items.as_ref() {
            let is_file = self.effective(items).is_some_and(is_binary);
            return is_file.then(|| Type::List(Box::new(Type::File)));
        }
        is_binary(schema).then_some(Type::File)
    }

    /// Whether a body is text of another media type than JSON.
    pub(crate) fn is_text_body(&mut self, declared: &'a Schema<'a>) -> bool {
        let media_type = declared.media_type.as_deref();
        if declared.media != Media::File || !media_type.is_some_and(media::is_text) {
            return false;
        }
        let schema = declared.schema.as_ref();
        let schema = schema.and_then(|node| self.effective(node));
        schema.is_none_or(|schema| match type_name(schema) {
            Some(name) => name == "string" && !is_binary(schema),
            None => !schema.has_keywords(),
        })
    }

    /// Whether a property has the format of a file that is declared as text. Django REST
    /// framework declares the URL of the file, which it sends in responses.
    pub(crate) fn is_file_text(&mut self, property: &Property<'a>) -> bool {
        let schema = self.effective(property.schema);
        let format = schema.and_then(|schema| schema.format.text());
        format.is_some_and(|format| ["uri", "byte", "base64"].contains(&format))
    }
}

/// Whether a type is text of any format, or a list of such.
pub(crate) fn is_text(ty: &Type) -> bool {
    let is_text = |ty: &Type| {
        matches!(
            ty,
            Type::String | Type::Timestamp | Type::Date | Type::Enum(_)
        )
    };
    match ty {
        Type::List(item) => is_text(item),
        ty => is_text(ty),
    }
}

/// Whether a string is bytes: `format: binary` of OpenAPI 3.0, or a media type without an
/// encoding of OpenAPI 3.1.
fn is_binary(schema: &Schema<'_>) -> bool {
    let is_text = matches!(schema.ty.text(), Some("string") | None);
    let raw = schema.content_type.text().is_some() && schema.content_encoding.text().is_none();
    is_text && (raw || schema.format.text() == Some("binary")) || schema.ty.text() == Some("file")
}
