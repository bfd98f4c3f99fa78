//! The text of references (`$ref`): the keys that they name, and the messages about those
//! that name nothing.

use crate::pointer::Pointer;
use crate::suggest::nearest;

/// The key that a reference names directly in a folder of the document:
/// `#/definitions/Job` → `Job`.
pub(crate) fn entry_key(reference: &str, folder: &str) -> Option<String> {
    let key = path_below(reference, folder)?;
    (!key.contains('/')).then(|| unescape(key))
}

/// The keys of a reference below a folder of the document.
pub(crate) fn keys_below<'r>(
    reference: &'r str,
    folder: &str,
) -> Option<impl Iterator<Item = String> + use<'r>> {
    Some(path_below(reference, folder)?.split('/').map(unescape))
}

/// The keys of a reference from the root, if it is one.
pub(crate) fn keys(reference: &str) -> Option<Vec<String>> {
    let path = reference.strip_prefix("#/")?;
    Some(path.split('/').map(unescape).collect())
}

fn path_below<'r>(reference: &'r str, folder: &str) -> Option<&'r str> {
    let path = reference.strip_prefix("#/")?.strip_prefix(folder)?;
    path.strip_prefix('/')
}

/// The keys that name a schema inside a definition, without the keywords between them, or one
/// elsewhere, without those of the document.
pub(crate) fn naming_keys(reference: &str, folder: &str) -> Vec<String> {
    let Some(mut keys) = keys_below(reference, folder) else {
        return naming_keys_elsewhere(reference);
    };
    let mut names: Vec<String> = keys.next().into_iter().collect();
    while let Some(key) = keys.next() {
        match &*key {
            "properties" | "$defs" | "allOf" | "anyOf" | "oneOf" => names.extend(keys.next()),
            _ => {}
        }
    }
    names
}

fn naming_keys_elsewhere(reference: &str) -> Vec<String> {
    let mut keys = keys(reference).unwrap_or_default().into_iter();
    let mut names = Vec::new();
    while let Some(key) = keys.next() {
        match &*key {
            "properties" | "$defs" | "headers" => names.extend(keys.next()),
            // The media type after it.
            "content" => drop(keys.next()),
            "responses" => {
                let name = keys.next();
                let is_code = |name: &String| name.len() == 3 && name.starts_with('2');
                names.extend(name.filter(|name| !is_code(name)));
                names.push("response".to_owned());
            }
            "components"
            | "schemas"
            | "definitions"
            | "parameters"
            | "requestBodies"
            | "pathItems"
            | "paths"
            | "schema"
            | "items"
            | "additionalProperties"
            | "allOf"
            | "anyOf"
            | "oneOf" => {}
            key if key.bytes().all(|byte| byte.is_ascii_digit()) => {}
            _ => names.push(key),
        }
    }
    names
}

/// The pointer to an entry of a folder of the document.
pub(crate) fn entry_pointer(folder: &str, name: &str) -> String {
    let folder = format!("/{folder}");
    Pointer::new(&folder).child(name).write()
}

/// The message about a reference that names nothing in a folder of the document.
pub(crate) fn unresolved<'n>(
    reference: &str,
    folder: &str,
    names: impl Iterator<Item = &'n str>,
) -> String {
    if !reference.starts_with('#') {
        return format!(
            "`{reference}` refers to another document, which is not read: \
             copy what it names into this one"
        );
    }
    let name = entry_key(reference, folder);
    match name.and_then(|name| nearest(&name, names)) {
        Some(near) => format!("`{reference}` does not exist; did you mean `#/{folder}/{near}`?"),
        None => format!("`{reference}` does not exist"),
    }
}

/// A key as the document spells it.
fn unescape(key: &str) -> String {
    if !key.contains('~') && !key.contains('%') {
        return key.to_owned();
    }
    percent_decode(key).replace("~1", "/").replace("~0", "~")
}

pub(crate) fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let byte = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        out.push(byte.unwrap_or(bytes[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{entry_key, naming_keys};

    #[test]
    fn keys_are_unescaped() {
        for (reference, key) in [
            ("#/definitions/Job", Some("Job")),
            ("#/definitions/a~1b%20c", Some("a/b c")),
            ("#/definitions/100%", Some("100%")),
            ("#/parameters/Job", None),
            ("other.json#/definitions/Job", None),
        ] {
            assert_eq!(entry_key(reference, "definitions").as_deref(), key);
        }
    }

    #[test]
    fn a_schema_is_named_after_the_keys_that_are_no_keywords() {
        for (reference, keys) in [
            ("#/components/schemas/A/properties/b/items", &["A", "b"][..]),
            ("#/components/parameters/A/schema", &["A"]),
            (
                "#/components/responses/A/content/application~1json/schema",
                &["A", "response"],
            ),
            (
                "#/paths/~1a~1{id}/get/responses/200/content/a~1b/schema/properties/c",
                &["/a/{id}", "get", "response", "c"],
            ),
            ("#/paths/~1a/get/parameters/0/schema", &["/a", "get"]),
        ] {
            assert_eq!(naming_keys(reference, "components/schemas"), keys);
        }
    }
}
