//! The `Accept` header of an operation, from the media types that its document declares.
//!
//! | the response is | `Accept` |
//! |---|---|
//! | decoded from JSON | the declared types of JSON, or `application/json` |
//! | a file | the declared types |
//! | not described | the declared types, or `application/json` |
//!
//! Anything else comes last, so that a server with other types still responds. Of a response that
//! is decoded, other declared types are not named: some servers, such as those in Django REST
//! framework, disregard `q` among types that are named.

use crate::model::Type;
use crate::parse::media::is_json;

const JSON: &str = "application/json";

/// The value of the header, given the declared media types and the type of the response.
pub(crate) fn accept<'a>(
    declared: impl Iterator<Item = &'a str>,
    response: Option<&Type>,
) -> String {
    let mut types: Vec<&str> = Vec::new();
    for ty in declared.map(str::trim).filter(|ty| is_valid(ty)) {
        if !types.contains(&ty) && !ty.starts_with('*') {
            types.push(ty);
        }
    }
    // The sort is stable: JSON comes first, and the rest in the order of the document.
    types.sort_by_key(|ty| !is_json(ty));
    let is_decoded = response.is_some_and(|ty| *ty != Type::File);
    let has_json = types.first().is_some_and(|ty| is_json(ty));
    let is_file = response == Some(&Type::File);
    if types.is_empty() && is_file {
        return "*/*".to_owned();
    }
    if !has_json && (is_decoded || types.is_empty()) {
        types.insert(0, JSON);
    }
    if is_decoded {
        types.retain(|ty| is_json(ty));
    }
    format!("{}, */*;q=0.1", types.join(", "))
}

/// Whether a text is a media type, perhaps with parameters, that a header may contain.
fn is_valid(ty: &str) -> bool {
    let is_char = |char: char| char == ' ' || char.is_ascii_graphic() && char != ',';
    ty.len() <= 200 && ty.contains('/') && ty.chars().all(is_char)
}

#[cfg(test)]
mod tests {
    use super::accept;
    use crate::model::Type;

    #[test]
    fn what_is_decoded_comes_first() {
        let (any, file) = (Some(&Type::Any), Some(&Type::File));
        for (declared, response, expected) in [
            (&[][..], any, "application/json, */*;q=0.1"),
            (&["application/json"], any, "application/json, */*;q=0.1"),
            (
                &["text/csv", "application/hal+json", "application/json"],
                any,
                "application/hal+json, application/json, */*;q=0.1",
            ),
            (&["application/xml"], any, "application/json, */*;q=0.1"),
            (&["*/*"], any, "application/json, */*;q=0.1"),
            (&["image/png", "image/png"], file, "image/png, */*;q=0.1"),
            (&["image/*"], file, "image/*, */*;q=0.1"),
            (&["*/*"], file, "*/*"),
            (&["text/csv"], None, "text/csv, */*;q=0.1"),
            (
                &["text/csv", "application/json"],
                None,
                "application/json, text/csv, */*;q=0.1",
            ),
            (&[], None, "application/json, */*;q=0.1"),
            (
                &["odd", "a/b\r\nX: y", "a/b, c/d"],
                None,
                "application/json, */*;q=0.1",
            ),
        ] {
            let header = accept(declared.iter().copied(), response);
            assert_eq!(header, expected, "{declared:?}");
        }
    }
}
