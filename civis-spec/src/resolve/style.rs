//! The [`Style`] of a parameter, from `collectionFormat` of Swagger 2.0, or from `style`,
//! `explode` and `content` of OpenAPI 3, and that of a field of a form, from its `encoding`.

use crate::model::{Location, Style, Type};
use crate::parse::document::{Encoding, Schema};
use crate::parse::media::is_json;
use crate::parse::nodes::{Leaf, Node};
use crate::platform_facts::LIST_IN_QUERY;

/// The format of a list, as declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Declared {
    /// `collectionFormat` with a separator, or a style of OpenAPI 3 that is not exploded.
    Separated(char),
    /// `multi`, or an exploded style.
    Exploded,
    /// `deepObject`.
    Deep,
    /// A `content` of JSON.
    Json,
}

/// The style of a parameter of Swagger 2.0. The default of a list is `csv`, except in the query
/// of the Platform.
pub(crate) fn swagger(
    declared: &Schema<'_>,
    location: Location,
    ty: &Type,
    is_platform: bool,
) -> Style {
    let items = declared.items.as_ref().and_then(Node::object);
    let inner = match items.and_then(collection_format) {
        Some(Declared::Separated(separator)) => separator,
        _ => ',',
    };
    let default = || match ty {
        Type::List(item) if **item != Type::File => Some(Declared::Separated(',')),
        Type::Any => Some(Declared::Separated(',')),
        _ => None,
    };
    match collection_format(declared) {
        None if is_platform && location == Location::Query => LIST_IN_QUERY,
        None if is_platform => style(location, ty, None, inner),
        format => style(location, ty, format.or_else(default), inner),
    }
}

fn collection_format(declared: &Schema<'_>) -> Option<Declared> {
    Some(match declared.collection.text()? {
        "csv" => Declared::Separated(','),
        "ssv" => Declared::Separated(' '),
        "tsv" => Declared::Separated('\t'),
        "pipes" => Declared::Separated('|'),
        "multi" => Declared::Exploded,
        _ => return None,
    })
}

/// The style of a parameter of OpenAPI 3, or the name of a style that is not supported.
pub(crate) fn openapi<'s>(
    parameter: &'s Schema<'_>,
    location: Location,
    ty: &Type,
) -> Result<Style, &'s str> {
    Ok(style(location, ty, Some(declared(parameter)?), ','))
}

/// The style of a field of a form of OpenAPI 3. Only a declared encoding changes the default.
pub(crate) fn field(encoding: Option<&Encoding<'_>>, location: Location, ty: &Type) -> Style {
    let Some(encoding) = encoding else {
        return Style::Default;
    };
    let explode = match encoding.explode {
        Leaf::Flag(explode) => Some(explode),
        _ => None,
    };
    let declared = match (encoding.style.text(), explode) {
        (None, None) if encoding.content_type.text().is_some_and(is_json) => Declared::Json,
        (None, None) => return Style::Default,
        (Some("deepObject"), _) => Declared::Deep,
        (Some("form"), None) | (_, Some(true)) => Declared::Exploded,
        (Some("spaceDelimited"), _) => Declared::Separated(' '),
        (Some("pipeDelimited"), _) => Declared::Separated('|'),
        _ => Declared::Separated(','),
    };
    style(location, ty, Some(declared), ',')
}

/// The format of a list in a parameter of OpenAPI 3, or the name of a style that is not
/// supported.
fn declared<'s>(parameter: &'s Schema<'_>) -> Result<Declared, &'s str> {
    if let Some(media) = &parameter.media_type {
        return Ok(if is_json(media) {
            Declared::Json
        } else {
            Declared::Separated(',')
        });
    }
    let in_pairs = matches!(parameter.location.text(), Some("query" | "cookie"));
    let style = match parameter.style.text() {
        Some(style) => style,
        None if in_pairs => "form",
        None => "simple",
    };
    let exploded = match parameter.explode {
        Leaf::Flag(explode) => explode,
        _ => style == "form",
    };
    Ok(match (style, in_pairs) {
        ("deepObject", true) => Declared::Deep,
        ("form" | "spaceDelimited" | "pipeDelimited", true) if exploded => Declared::Exploded,
        ("spaceDelimited", true) => Declared::Separated(' '),
        ("pipeDelimited", true) => Declared::Separated('|'),
        ("form", true) | ("simple", false) => Declared::Separated(','),
        (other, _) => return Err(other),
    })
}

/// The style of a parameter: [`Style::Default`] wherever that writes the same.
fn style(location: Location, ty: &Type, outer: Option<Declared>, inner: char) -> Style {
    let style = match (location, outer) {
        (Location::Field | Location::Body, _) => Style::Default,
        (_, Some(Declared::Deep)) => Style::Deep,
        (_, Some(Declared::Json)) => Style::Json,
        (_, Some(Declared::Separated(outer))) => Style::Joined { outer, inner },
        (Location::Query, None) => Style::Default,
        // Even if exploded: a name occurs once in a path or a header.
        (Location::Path | Location::Header, _) => Style::Joined { outer: ',', inner },
        (_, Some(Declared::Exploded) | None) => Style::Repeated { inner },
    };
    let is_default = match location {
        // The default refuses lists of lists in a path.
        Location::Path => style == COMMAS && !is_nested(ty),
        Location::Header | Location::Cookie => style == COMMAS,
        Location::Form | Location::Multipart => style == Style::Repeated { inner: ',' },
        Location::Query | Location::Field | Location::Body => false,
    };
    if is_default { Style::Default } else { style }
}

const COMMAS: Style = Style::Joined {
    outer: ',',
    inner: ',',
};

/// Whether a type is an object, or a list of lists or of objects.
fn is_nested(ty: &Type) -> bool {
    match ty {
        Type::Record(_) | Type::Map(_) => true,
        Type::List(item) => matches!(**item, Type::List(_)) || is_nested(item),
        _ => false,
    }
}
