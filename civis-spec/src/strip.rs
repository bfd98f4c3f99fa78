//! A file without its descriptions and recorded exchanges: names, paths, types,
//! enums, formats, defaults and what is required remain.

use std::fmt::Write;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use crate::error::Error;
use crate::model::Spec;

/// Takes the descriptions and recorded exchanges out of a specification.
///
/// The model of what remains is that of the whole file but for descriptions. In
/// the place of a text that decides something (a summary that says `deprecated`,
/// a warning of deprecation) a word stands that decides the same. Each path and
/// each definition is on a line of its own, in the order of the file.
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
/// If [`Spec::from_slice`] does not read the file, or if text that it skips is not
/// valid.
pub fn strip(bytes: &[u8]) -> Result<String, Error> {
    Spec::from_slice(bytes)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let document: Json = serde_json::from_slice(bytes)
        .map_err(|error| Error::whole(format!("cannot be read as JSON: {error}")))?;
    let mut out = String::new();
    write_root(&kept(document, Place::Root), &mut out);
    out.push('\n');
    Ok(out)
}

/// What an object of the document is, which decides what is kept of it.
#[derive(Clone, Copy)]
enum Place {
    Root,
    Info,
    Paths,
    Path,
    Operation,
    Parameters,
    Answers,
    Answer,
    Schemas,
    Schema,
    Components,
    Bodies,
    Body,
    Content,
    MediaType,
    Servers,
    Server,
    Variables,
    SecuritySchemes,
    /// A fact: kept whole.
    Fact,
}

impl Place {
    /// The place of a value under a key; `None` where it is left out.
    fn of(self, key: &str) -> Option<Self> {
        Some(match (self, key) {
            (Place::Fact, _) => Place::Fact,
            (Place::Root, "info") => Place::Info,
            (Place::Root, "paths") => Place::Paths,
            (Place::Root, "definitions") | (Place::Schema, "properties") => Place::Schemas,
            (Place::Root, "parameters") => Place::Schemas,
            (Place::Root | Place::Operation, "responses") => Place::Answers,
            (Place::Root, "components") => Place::Components,
            (Place::Components, "schemas" | "parameters") => Place::Schemas,
            (Place::Components, "responses") => Place::Answers,
            (Place::Components, "requestBodies") => Place::Bodies,
            (Place::Root, "securityDefinitions") | (Place::Components, "securitySchemes") => {
                Place::SecuritySchemes
            }
            (Place::Root, "servers") => Place::Servers,
            (Place::Server, "variables") => Place::Variables,
            (Place::Variables, _) => Place::Server,
            (Place::Server, "url" | "default" | "enum") => Place::Fact,
            (
                Place::Root,
                "swagger" | "openapi" | "host" | "basePath" | "schemes" | "consumes" | "produces"
                | "security",
            ) => Place::Fact,
            (Place::Info, "title" | "version") => Place::Fact,
            (Place::Paths, _) => Place::Path,
            (Place::Path | Place::Operation, "parameters") => Place::Parameters,
            (Place::Path, "$ref") => Place::Fact,
            (
                Place::Path,
                "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace",
            ) => Place::Operation,
            (Place::Operation, "requestBody") | (Place::Bodies, _) => Place::Body,
            (Place::Body, "$ref" | "required") => Place::Fact,
            (Place::Body | Place::Answer | Place::Schema, "content") => Place::Content,
            (Place::Content, _) => Place::MediaType,
            (Place::MediaType, "schema") => Place::Schema,
            (
                Place::Operation,
                "summary" | "deprecated" | "x-deprecation-warning" | "consumes" | "produces",
            ) => Place::Fact,
            (Place::Answers, _) => Place::Answer,
            (Place::Answer, "$ref" | "description") => Place::Fact,
            (Place::Answer, "schema") => Place::Schema,
            (Place::Schemas, _) => Place::Schema,
            (Place::Schema, "items" | "additionalProperties" | "schema") => Place::Schema,
            (Place::Schema, "$defs") => Place::Schemas,
            (Place::Schema, "allOf" | "anyOf" | "oneOf") => Place::Parameters,
            (
                Place::Schema,
                "$ref" | "type" | "format" | "required" | "enum" | "default" | "name" | "in"
                | "collectionFormat" | "discriminator" | "readOnly" | "x-nullable" | "nullable"
                | "const" | "style" | "explode" | "contentMediaType" | "contentEncoding",
            ) => Place::Fact,
            (Place::SecuritySchemes, _) => Place::Fact,
            _ => return None,
        })
    }
}

fn kept(json: Json, place: Place) -> Json {
    match (json, place) {
        (Json::Object(entries), _) => Json::Object(
            entries
                .into_iter()
                .filter_map(|(key, value)| {
                    let below = place.of(&key)?;
                    let value = worded(place, &key, kept(value, below));
                    Some((key, value))
                })
                .collect(),
        ),
        (Json::Array(list), Place::Parameters) => Json::Array(
            list.into_iter()
                .map(|one| kept(one, Place::Schema))
                .collect(),
        ),
        (Json::Array(list), Place::Servers) => Json::Array(
            list.into_iter()
                .map(|one| kept(one, Place::Server))
                .collect(),
        ),
        (other, _) => other,
    }
}

/// A word in the place of a text that decides something.
fn worded(place: Place, key: &str, value: Json) -> Json {
    let Json::String(text) = &value else {
        return value;
    };
    let word = match (place, key) {
        (Place::Operation, "summary") if text.to_lowercase().contains("deprecated") => "deprecated",
        // The official client does not read an operation whose summary is empty.
        (Place::Operation, "summary") => " ",
        // Swagger demands the description of an answer.
        (Place::Answer, "description") => "",
        (Place::Operation, "x-deprecation-warning") if text.trim().is_empty() => "",
        (Place::Operation, "x-deprecation-warning") => "deprecated",
        _ => return value,
    };
    Json::String(word.to_owned())
}

/// Any JSON, with the keys in their order.
enum Json {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Number::from_f64(value).map_or(Json::Null, Json::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = access.next_element()? {
            list.push(value);
        }
        Ok(Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Json::Object(entries))
    }
}

fn write_root(json: &Json, out: &mut String) {
    write_lines(json, out, |value, key, out| match key {
        "paths" | "definitions" => write_lines(value, out, |value, _, out| write(value, out)),
        "components" => write_lines(value, out, |value, _, out| {
            write_lines(value, out, |value, _, out| write(value, out));
        }),
        _ => write(value, out),
    });
}

/// An object with each entry on a line of its own.
fn write_lines(json: &Json, out: &mut String, entry: impl Fn(&Json, &str, &mut String)) {
    let Json::Object(entries) = json else {
        return write(json, out);
    };
    out.push('{');
    for (index, (key, value)) in entries.iter().enumerate() {
        out.push_str(if index > 0 { ",\n" } else { "\n" });
        write_string(key, out);
        out.push_str(": ");
        entry(value, key, out);
    }
    out.push_str("\n}");
}

fn write(json: &Json, out: &mut String) {
    match json {
        Json::Null => out.push_str("null"),
        Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Json::Number(number) => {
            // A write to a string does not fail.
            let _ = write!(out, "{number}");
        }
        Json::String(text) => write_string(text, out),
        Json::Array(list) => {
            out.push('[');
            for (index, value) in list.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(value, out);
            }
            out.push(']');
        }
        Json::Object(entries) => {
            out.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_string(key, out);
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
    }
}

fn write_string(text: &str, out: &mut String) {
    let _ = write!(out, "{}", serde_json::Value::from(text));
}
