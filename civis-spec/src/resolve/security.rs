//! The security schemes of a document: `securityDefinitions`, or `components/securitySchemes`.
//!
//! | in the document | credentials |
//! |---|---|
//! | `basic` of Swagger 2.0, `http` with `basic` | [`Credentials::Basic`] |
//! | `oauth2`, `openIdConnect`, `http` with `bearer` | [`Credentials::Bearer`] |
//! | `http` with another scheme | [`Credentials::Authorization`] |
//! | `apiKey` | that of its `in` |
//!
//! Anything else is left out: it is documentation, and no reason to refuse a document.

use crate::model::{Credentials, SecurityScheme};
use crate::parse::document::{Document, SecurityScheme as Declared};

/// The schemes, by their names.
pub(crate) fn schemes(document: &Document<'_>) -> Vec<SecurityScheme> {
    let declared = document.security_schemes.iter().flat_map(|all| &all.0);
    let mut schemes: Vec<SecurityScheme> = declared
        .filter_map(|(name, node)| {
            let declared = node.object()?;
            Some(SecurityScheme {
                name: name.to_string(),
                credentials: credentials(declared)?,
                description: declared.description.prose(),
            })
        })
        .collect();
    schemes.sort_by(|one, other| one.name.cmp(&other.name));
    schemes
}

fn credentials(declared: &Declared<'_>) -> Option<Credentials> {
    Some(match declared.ty.text()? {
        "basic" => Credentials::Basic,
        "oauth2" | "openIdConnect" => Credentials::Bearer,
        "http" => match declared.scheme.text()? {
            scheme if scheme.eq_ignore_ascii_case("basic") => Credentials::Basic,
            scheme if scheme.eq_ignore_ascii_case("bearer") => Credentials::Bearer,
            scheme => Credentials::Authorization(scheme.to_owned()),
        },
        "apiKey" => {
            let name = declared.name.text()?.to_owned();
            match declared.location.text()? {
                "header" => Credentials::Header(name),
                "query" => Credentials::Query(name),
                "cookie" => Credentials::Cookie(name),
                _ => return None,
            }
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::model::{Credentials, Spec};

    #[test]
    fn the_schemes_of_both_dialects_are_read() {
        let schemes = |document: String| {
            let spec = Spec::from_slice(document.as_bytes()).expect("a specification");
            let schemes = spec.security_schemes.into_iter();
            let schemes = schemes.map(|one| (one.name, one.credentials));
            schemes.collect::<Vec<_>>()
        };
        let swagger = r#"{"b": {"type": "basic"},
            "a": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "c": {"type": "apiKey", "in": "body", "name": "key"}, "d": {"type": "odd"}, "e": 5}"#;
        let name = |text: &str| text.to_owned();
        assert_eq!(
            schemes(format!(
                r#"{{"swagger": "2.0", "info": {{}}, "paths": {{}}, "securityDefinitions": {swagger}}}"#
            )),
            [
                (name("a"), Credentials::Header(name("X-Key"))),
                (name("b"), Credentials::Basic),
            ]
        );
        let openapi = r#"{"a": {"type": "http", "scheme": "Bearer"},
            "b": {"type": "http", "scheme": "BASIC"}, "c": {"type": "http", "scheme": "digest"},
            "d": {"type": "oauth2", "flows": {}}, "e": {"type": "openIdConnect"},
            "f": {"type": "apiKey", "in": "query", "name": "key"},
            "g": {"type": "apiKey", "in": "cookie", "name": "id", "description": " The session. "},
            "h": {"type": "mutualTLS"}}"#;
        assert_eq!(
            schemes(format!(
                r#"{{"openapi": "3.0.0", "info": {{}}, "paths": {{}}, "components": {{"securitySchemes": {openapi}}}}}"#
            )),
            [
                (name("a"), Credentials::Bearer),
                (name("b"), Credentials::Basic),
                (name("c"), Credentials::Authorization(name("digest"))),
                (name("d"), Credentials::Bearer),
                (name("e"), Credentials::Bearer),
                (name("f"), Credentials::Query(name("key"))),
                (name("g"), Credentials::Cookie(name("id"))),
            ]
        );
    }
}
