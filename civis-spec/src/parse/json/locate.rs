//! The way between a place in a text and its JSON pointer.

use std::collections::BTreeMap;

use super::{ReadError, Reader};
use crate::pointer::Pointer;

/// An array or object that is open at some place, with its present element or key.
enum Open {
    Array(usize),
    Object { key: String, is_value: bool },
}

/// The JSON pointer of the value that begins or is at `end`. The text before is well-formed.
pub(crate) fn pointer_at(text: &str, end: usize) -> String {
    let bytes = text.as_bytes();
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while at < end.min(bytes.len()) {
        match bytes[at] {
            b'"' => {
                let start = at;
                at = string_end(bytes, start);
                if let Some(Open::Object {
                    key,
                    is_value: false,
                }) = open.last_mut()
                {
                    *key = serde_json::from_str(&text[start..at]).unwrap_or_default();
                }
                continue;
            }
            b':' => {
                if let Some(Open::Object { is_value, .. }) = open.last_mut() {
                    *is_value = true;
                }
            }
            b',' => match open.last_mut() {
                Some(Open::Array(index)) => *index += 1,
                Some(Open::Object { is_value, .. }) => *is_value = false,
                None => {}
            },
            b'{' => open.push(Open::Object {
                key: String::new(),
                is_value: false,
            }),
            b'[' => open.push(Open::Array(0)),
            b'}' | b']' => drop(open.pop()),
            _ => {}
        }
        at += 1;
    }
    let mut pointer = String::new();
    for one in open {
        let key = match one {
            Open::Array(index) => index.to_string(),
            Open::Object {
                is_value: false, ..
            } => break,
            Open::Object { key, .. } => key,
        };
        pointer = Pointer::new(&pointer).child(&key).write();
    }
    pointer
}

/// The index after the string that begins at `start`.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The texts of the values near the root of a document, by their pointers, so that a search for
/// another one need not begin at the root.
pub(crate) struct Index<'a>(BTreeMap<String, &'a str>);

/// How deep the index goes: to each entry of `components`.
const INDEXED: usize = 3;

impl<'a> Index<'a> {
    /// The index of a text, which has been read before.
    pub(crate) fn new(text: &'a str) -> Self {
        let mut index = BTreeMap::new();
        // What cannot be read is not found.
        let _ = add(text, "", INDEXED, &mut index);
        Self(index)
    }

    /// The text of a value near the one with these keys, which are not escaped, and the keys from
    /// there.
    pub(crate) fn near<'k>(&self, keys: &'k [String]) -> Option<(&'a str, &'k [String])> {
        let mut near = None;
        let mut pointer = String::new();
        for (index, key) in keys.iter().take(INDEXED).enumerate() {
            pointer = Pointer::new(&pointer).child(key).write();
            match self.0.get(&pointer) {
                Some(text) => near = Some((*text, &keys[index + 1..])),
                None => break,
            }
        }
        near
    }
}

/// The text of the value with these keys inside another one.
pub(crate) fn value_at<'a>(text: &'a str, keys: &[String]) -> Option<&'a str> {
    keys.iter()
        .try_fold(text, |text, key| entry(text, key).ok()?)
}

/// Adds the entries of an object, and those of objects in it.
fn add<'a>(
    text: &'a str,
    at: &str,
    levels: usize,
    index: &mut BTreeMap<String, &'a str>,
) -> Result<(), ReadError> {
    let mut reader = Reader::new(text, usize::MAX);
    if levels == 0 || reader.peek()? != b'{' {
        return Ok(());
    }
    let at = Pointer::new(at);
    let mut more = reader.enter(b'}')?;
    while more {
        let key = reader.key()?;
        let value = reader.raw()?;
        let pointer = at.child(&key).write();
        add(value, &pointer, levels - 1, index)?;
        index.insert(pointer, value);
        more = reader.next(b'}')?;
    }
    Ok(())
}

/// The text of an element of an array, or of an entry of an object.
fn entry<'a>(text: &'a str, key: &str) -> Result<Option<&'a str>, ReadError> {
    let mut reader = Reader::new(text, usize::MAX);
    match reader.peek()? {
        b'{' => {
            let mut more = reader.enter(b'}')?;
            while more {
                let found = reader.key()?;
                let value = reader.raw()?;
                if found == key {
                    return Ok(Some(value));
                }
                more = reader.next(b'}')?;
            }
        }
        b'[' => {
            let mut rest = key.parse::<usize>().ok();
            let mut more = reader.enter(b']')?;
            while let Some(count) = rest.filter(|_| more) {
                let value = reader.raw()?;
                if count == 0 {
                    return Ok(Some(value));
                }
                rest = Some(count - 1);
                more = reader.next(b']')?;
            }
        }
        _ => {}
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::{Index, pointer_at, value_at};

    const TEXT: &str = r#"{"a/b": [1, {"c": "x, y: \" {", "d": [[], {"~": null}]}], "e": {"f": {"g": {"h": [7, 8]}}}}"#;

    #[test]
    fn a_place_in_a_text_has_a_pointer() {
        for (place, pointer) in [
            ("1, {", "/a~1b/0"),
            ("{\"c\"", "/a~1b/1"),
            ("\"x, y", "/a~1b/1/c"),
            ("null", "/a~1b/1/d/1/~0"),
            ("7, 8", "/e/f/g/h/0"),
            ("8]", "/e/f/g/h/1"),
            ("{\"a/b\"", ""),
        ] {
            let at = TEXT.find(place).expect("the place");
            assert_eq!(pointer_at(TEXT, at), pointer, "{place}");
        }
    }

    #[test]
    fn a_value_is_found_by_its_keys() {
        let index = Index::new(TEXT);
        let find = |keys: &[&str]| {
            let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            let (near, rest) = index.near(&keys)?;
            value_at(near, rest)
        };
        assert_eq!(find(&["e", "f", "g", "h", "1"]), Some("8"));
        assert_eq!(find(&["e", "f", "g"]), Some("{\"h\": [7, 8]}"));
        assert_eq!(find(&["a/b", "1", "d", "1", "~"]), Some("null"));
        for missing in [
            &["e", "x"][..],
            &["e", "f", "g", "h", "2"],
            &["a/b", "x"],
            &[],
        ] {
            assert_eq!(find(missing), None, "{missing:?}");
        }
    }
}
