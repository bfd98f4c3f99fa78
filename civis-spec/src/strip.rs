//! Strips a specification of its prose and recorded exchanges. Names, paths, types, enums,
//! formats, defaults and required fields remain.

use std::fmt;

use serde::Serialize;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::error::Error;
use crate::model::Spec;
use crate::resolve::begins_with_deprecation;

/// Removes descriptions and recorded exchanges from a specification.
///
/// [`Spec::from_slice`] reads the same model from the result, apart from the prose. Where
/// the presence of a text carries meaning (a summary that contains `deprecated`, a description
/// that begins with it, a deprecation warning), a single word replaces it. Keys keep the order of the file, and
/// each path and each definition is on its own line.
///
/// ```
/// let whole = br#"{"swagger": "2.0", "info": {}, "paths": {"/jobs": {"get": {
///     "summary": "List jobs", "x-examples": [], "responses": {"200": {"description": "success"}}
/// }}}}"#;
/// let text = civis_spec::strip(whole)?;
/// assert!(!text.contains("List jobs") && !text.contains("x-examples"));
/// # Ok::<(), civis_spec::Error>(())
/// ```
///
/// # Errors
/// Fails if [`Spec::from_slice`] cannot read the file, or if a part that it skips is not
/// well-formed JSON.
pub fn strip(bytes: &[u8]) -> Result<String, Error> {
    Spec::from_slice(bytes)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut out = String::new();
    let mut document = serde_json::Deserializer::from_slice(bytes);
    Stripper {
        prefix: "",
        section: Section::Root,
        out: &mut out,
    }
    .deserialize(&mut document)
    .and_then(|()| document.end())
    .map_err(|error| Error::whole(format!("cannot be read as JSON: {error}")))?;
    out.push('\n');
    Ok(out)
}

/// The part of the document that a value is. It decides which of its keys remain.
#[derive(Clone, Copy)]
enum Section {
    Root,
    Info,
    Paths,
    Path,
    Operation,
    Summary,
    DeprecationWarning,
    Responses,
    Response,
    ResponseDescription,
    /// Schemas or parameters by name, at the root or in the components.
    Definitions,
    SharedResponses,
    Properties,
    /// A list of schemas or parameters.
    Schemas,
    /// A schema or a parameter.
    Schema,
    Components,
    Bodies,
    Body,
    Content,
    MediaType,
    Servers,
    Server,
    Variables,
    /// Remains whole.
    Whole,
}

impl Section {
    /// The section of the value of a key, or `None` if the key is left out.
    fn value(self, key: &str) -> Option<Self> {
        Some(match (self, key) {
            (Self::Root, "info") => Self::Info,
            (Self::Root, "paths") => Self::Paths,
            (Self::Root, "components") => Self::Components,
            (Self::Root, "servers") => Self::Servers,
            (Self::Root, "definitions" | "parameters")
            | (Self::Components, "schemas" | "parameters") => Self::Definitions,
            (Self::Root | Self::Components, "responses") => Self::SharedResponses,
            (Self::Components, "pathItems") => Self::Paths,
            (Self::Components, "requestBodies") => Self::Bodies,
            (Self::Server, "variables") => Self::Variables,
            (Self::Variables, _) => Self::Server,
            (Self::Paths, _) => Self::Path,
            (Self::Path | Self::Operation, "parameters")
            | (Self::Schema, "allOf" | "anyOf" | "oneOf") => Self::Schemas,
            (
                Self::Path,
                "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace",
            ) => Self::Operation,
            (Self::Operation, "summary") => Self::Summary,
            (Self::Operation, "x-deprecation-warning") => Self::DeprecationWarning,
            (Self::Operation, "requestBody") | (Self::Bodies, _) => Self::Body,
            (Self::Operation, "responses") => Self::Responses,
            (Self::Responses | Self::SharedResponses, _) => Self::Response,
            (Self::Response, "description") => Self::ResponseDescription,
            (Self::Body | Self::Response | Self::Schema, "content") => Self::Content,
            (Self::Content, _) => Self::MediaType,
            (Self::Schema, "properties" | "$defs") => Self::Properties,
            (Self::Definitions | Self::Properties, _)
            | (Self::MediaType | Self::Response | Self::Schema, "schema")
            | (Self::Schema, "items" | "additionalProperties") => Self::Schema,
            (
                Self::Root,
                "swagger"
                | "openapi"
                | "host"
                | "basePath"
                | "schemes"
                | "consumes"
                | "produces"
                | "security"
                | "securityDefinitions",
            )
            | (Self::Components, "securitySchemes" | "headers")
            | (Self::Info, "title" | "version")
            | (Self::Server, "url" | "default" | "enum")
            | (Self::Path | Self::Response, "$ref")
            | (
                Self::Operation,
                "operationId" | "deprecated" | "consumes" | "produces" | "security",
            )
            | (Self::MediaType, "encoding")
            | (Self::Response, "headers")
            | (Self::Body, "$ref" | "required")
            | (
                Self::Schema,
                "$ref" | "type" | "format" | "required" | "enum" | "default" | "name" | "in"
                | "collectionFormat" | "discriminator" | "readOnly" | "x-nullable" | "nullable"
                | "const" | "style" | "explode" | "contentMediaType" | "contentEncoding" | "$id"
                | "$anchor",
            )
            | (
                Self::Summary | Self::DeprecationWarning | Self::ResponseDescription | Self::Whole,
                _,
            ) => Self::Whole,
            _ => return None,
        })
    }

    /// Whether each entry is on its own line.
    fn has_lines(self) -> bool {
        matches!(
            self,
            Self::Root
                | Self::Paths
                | Self::Definitions
                | Self::Components
                | Self::SharedResponses
                | Self::Bodies
        )
    }

    /// The section of the elements of an array.
    fn element(self) -> Self {
        match self {
            Self::Schemas => Self::Schema,
            Self::Servers => Self::Server,
            _ => Self::Whole,
        }
    }

    /// What replaces a text.
    fn replace(self, text: &str) -> &str {
        match self {
            Self::Summary if text.to_lowercase().contains("deprecated") => "deprecated",
            // The official client skips an operation whose summary is empty.
            Self::Summary => " ",
            // Swagger requires the description of a response.
            Self::ResponseDescription => "",
            Self::DeprecationWarning if text.trim().is_empty() => "",
            Self::DeprecationWarning => "deprecated",
            _ => text,
        }
    }
}

/// Writes a JSON value while reading it, without the keys that its section leaves out.
///
/// This is not a `serde_json::Value`, because that preserves the order of keys only with a
/// feature that would add `indexmap` to the dependencies of every user.
struct Stripper<'o> {
    /// Written before the value.
    prefix: &'static str,
    section: Section,
    out: &'o mut String,
}

impl<'de> DeserializeSeed<'de> for Stripper<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.out.push_str(self.prefix);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Stripper<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        push(&(), self.out)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        push(&value, self.out)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        push(&value, self.out)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        push(&value, self.out)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        push(&value, self.out)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<(), E> {
        push(self.section.replace(value), self.out)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        self.out.push('[');
        let mut prefix = "";
        while let Some(()) = access.next_element_seed(Stripper {
            prefix,
            section: self.section.element(),
            out: &mut *self.out,
        })? {
            prefix = ",";
        }
        self.out.push(']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let (line, prefix) = if self.section.has_lines() {
            ("\n", ": ")
        } else {
            ("", ":")
        };
        self.out.push('{');
        let mut comma = "";
        while let Some(key) = access.next_key::<String>()? {
            let section = match (self.section, &*key) {
                (Section::Operation, "description") => {
                    if !access
                        .next_value::<Value>()?
                        .as_str()
                        .is_some_and(begins_with_deprecation)
                    {
                        continue;
                    }
                    self.out.push_str(comma);
                    comma = ",";
                    self.out.push_str(r#""description":"Deprecated""#);
                    continue;
                }
                (section, key) => section.value(key),
            };
            let Some(section) = section else {
                access.next_value::<IgnoredAny>()?;
                continue;
            };
            self.out.push_str(comma);
            self.out.push_str(line);
            comma = ",";
            push(&key, self.out)?;
            access.next_value_seed(Stripper {
                prefix,
                section,
                out: &mut *self.out,
            })?;
        }
        self.out.push_str(line);
        self.out.push('}');
        Ok(())
    }
}

fn push<E: de::Error>(value: &(impl Serialize + ?Sized), out: &mut String) -> Result<(), E> {
    out.push_str(&serde_json::to_string(value).map_err(E::custom)?);
    Ok(())
}
