//! A JSON reader that skips keys that are not read.
//!
//! Typed structs of `serde_json` would add 0.5 s (1.07 billion instructions of the compiler) to a
//! cold build, and 2.5 % to the check of the full specification. Rare cases are left to
//! `serde_json`: escapes in strings, numbers, and the messages of syntax errors.

mod error;
pub(crate) mod locate;
mod skip;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde::de::DeserializeOwned;

pub(crate) use self::error::ReadError;
use self::error::Reason;

/// How many objects and list elements a document may have, several times as many as the
/// largest published one. Each takes a few bytes in the file and up to a kilobyte in memory.
const MAX_PARTS: usize = 1_000_000;

/// How deep arrays and objects may nest, as in `serde_json`. Skipped values may be deeper.
const MAX_DEPTH: usize = 127;

/// A type that can be read.
pub(crate) trait Read<'a>: Sized {
    /// Reads a value.
    fn read(reader: &mut Reader<'a>) -> Result<Self, ReadError>;
}

/// An object with some keys that are read.
pub(crate) trait Object<'a> {
    /// Reads or skips the value of a key. `seen` records the keys that were read.
    fn set(&mut self, key: &[u8], seen: &mut u64, reader: &mut Reader<'a>)
    -> Result<(), ReadError>;
}

/// Declares an [`Object`]. Each field that is read is followed by its key.
macro_rules! object {
    (
        $(#[$attr:meta])*
        $vis:vis struct $name:ident<'a> {
            $($(#[$field_attr:meta])* $field_vis:vis $field:ident: $ty:ty $(= $key:literal)?,)*
        }
    ) => {
        $(#[$attr])*
        #[derive(Debug, Default)]
        $vis struct $name<'a> {
            $($(#[$field_attr])* $field_vis $field: $ty,)*
        }

        impl<'a> $crate::parse::json::Object<'a> for $name<'a> {
            fn set(
                &mut self,
                key: &[u8],
                seen: &mut u64,
                reader: &mut $crate::parse::json::Reader<'a>,
            ) -> Result<(), $crate::parse::json::ReadError> {
                #[allow(non_camel_case_types, reason = "named as the fields are")]
                #[allow(dead_code, reason = "not all of them are read")]
                enum Place {
                    $($field,)*
                }
                match key {
                    $($($key => {
                        reader.once(key, seen, Place::$field as u32)?;
                        self.$field = $crate::parse::json::Read::read(reader)?;
                    })?)*
                    _ => reader.skip()?,
                }
                Ok(())
            }
        }
    };
}
pub(crate) use object;

/// A reader of a text.
pub(crate) struct Reader<'a> {
    text: &'a str,
    /// The index of the next byte.
    at: usize,
    /// How many levels of arrays and objects may still follow.
    depth: usize,
    /// How many levels of objects may still follow. Objects take most of the stack.
    levels: usize,
    /// How many objects and list elements may still follow.
    parts: usize,
}

impl<'a> Reader<'a> {
    /// A reader of a text with at most this many levels of objects.
    pub(crate) const fn new(text: &'a str, levels: usize) -> Self {
        Self {
            text,
            at: 0,
            depth: MAX_DEPTH,
            levels,
            parts: MAX_PARTS,
        }
    }

    /// Reads the whole text as an object.
    pub(crate) fn whole(&mut self, object: &mut dyn Object<'a>) -> Result<(), ReadError> {
        self.expect(b'{', "an object")?;
        self.fill(object)?;
        match self.peek() {
            Ok(_) => Err(self.syntax()),
            Err(_) => Ok(()),
        }
    }

    /// The next byte that is not white space.
    pub(crate) fn peek(&mut self) -> Result<u8, ReadError> {
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            match bytes[self.at] {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                byte => return Ok(byte),
            }
        }
        Err(self.syntax())
    }

    /// Fails unless a value of the expected kind is next.
    pub(crate) fn expect(&mut self, first: u8, expected: &str) -> Result<(), ReadError> {
        let kind = match self.peek()? {
            byte if byte == first => return Ok(()),
            b'{' => "an object",
            b'[' => "an array",
            b'"' => "a string",
            b't' | b'f' => "true or false",
            b'n' => "null",
            b'-' | b'0'..=b'9' => "a number",
            _ => return Err(self.syntax()),
        };
        Err(self.form(format!("expected {expected}, found {kind}")))
    }

    /// Enters the object or array that is next. Returns false if it is empty.
    pub(crate) fn enter(&mut self, close: u8) -> Result<bool, ReadError> {
        if self.depth == 0 {
            return Err(self.form(format!(
                "arrays and objects nest more than {MAX_DEPTH} levels deep"
            )));
        }
        self.at += 1;
        if self.peek()? == close {
            self.at += 1;
            return Ok(false);
        }
        self.depth -= 1;
        Ok(true)
    }

    /// Moves to the next element or key. Returns false if there is none.
    pub(crate) fn next(&mut self, close: u8) -> Result<bool, ReadError> {
        let byte = self.peek()?;
        if byte != b',' && byte != close {
            return Err(self.syntax());
        }
        self.at += 1;
        if byte == close {
            self.depth += 1;
        }
        Ok(byte != close)
    }

    /// Reads the array that is next, with a function for its elements.
    pub(crate) fn list<T>(
        &mut self,
        element: fn(&mut Self) -> Result<T, ReadError>,
    ) -> Result<Vec<T>, ReadError> {
        let mut list = Vec::new();
        let mut more = self.enter(b']')?;
        while more {
            list.push(element(self)?);
            more = self.next(b']')?;
        }
        Ok(list)
    }

    /// Reads a key.
    pub(crate) fn key(&mut self) -> Result<Cow<'a, str>, ReadError> {
        if self.peek()? != b'"' {
            return Err(self.syntax());
        }
        let key = self.string()?;
        self.colon()?;
        Ok(key)
    }

    fn colon(&mut self) -> Result<(), ReadError> {
        if self.peek()? != b':' {
            return Err(self.syntax());
        }
        self.at += 1;
        Ok(())
    }

    /// Reads an object, which is next, into another.
    fn fill(&mut self, object: &mut dyn Object<'a>) -> Result<(), ReadError> {
        let mut seen = 0;
        let mut more = self.enter(b'}')?;
        while more {
            let key = self.key()?;
            object.set(key.as_bytes(), &mut seen, self)?;
            more = self.next(b'}')?;
        }
        Ok(())
    }

    /// Reads an object, which is next, and counts it.
    pub(crate) fn object<T: Object<'a> + Default>(&mut self) -> Result<Box<T>, ReadError> {
        self.count()?;
        if self.levels == 0 {
            return Err(self.fail(Reason::Levels));
        }
        self.levels -= 1;
        let mut object = Box::<T>::default();
        self.fill(&mut *object)?;
        self.levels += 1;
        Ok(object)
    }

    /// Fails if the object already had this key.
    pub(crate) fn once(&self, key: &[u8], seen: &mut u64, place: u32) -> Result<(), ReadError> {
        let bit = 1 << place;
        if *seen & bit != 0 {
            let key = String::from_utf8_lossy(key);
            return Err(self.form(format!("duplicate key `{key}` in an object")));
        }
        *seen |= bit;
        Ok(())
    }

    /// Counts an object or a list element.
    pub(crate) fn count(&mut self) -> Result<(), ReadError> {
        if self.parts == 0 {
            return Err(self.form(format!(
                "it has more than {MAX_PARTS} objects and list elements"
            )));
        }
        self.parts -= 1;
        Ok(())
    }

    /// Reads the string that is next.
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>, ReadError> {
        let start = self.at;
        if self.skip_string()? {
            Ok(Cow::Borrowed(&self.text[start + 1..self.at - 1]))
        } else {
            self.parsed(start).map(Cow::Owned)
        }
    }

    /// Reads the true, false or null that is next.
    pub(crate) fn word(&mut self) -> Result<Option<bool>, ReadError> {
        let rest = &self.text.as_bytes()[self.at..];
        let (word, value): (&[u8], _) = match rest[0] {
            b't' => (b"true", Some(true)),
            b'f' => (b"false", Some(false)),
            _ => (b"null", None),
        };
        if !rest.starts_with(word) {
            return Err(self.syntax());
        }
        self.at += word.len();
        Ok(value)
    }

    /// Skips a value and returns its text.
    pub(crate) fn raw(&mut self) -> Result<&'a str, ReadError> {
        self.peek()?;
        let start = self.at;
        self.skip()?;
        Ok(&self.text[start..self.at])
    }

    /// Reads a value with `serde_json`.
    pub(crate) fn value<T: DeserializeOwned>(&mut self) -> Result<T, ReadError> {
        let raw = self.raw()?;
        self.parsed(self.at - raw.len())
    }

    /// Reads the text from `start` to the present position with `serde_json`.
    fn parsed<T: DeserializeOwned>(&self, start: usize) -> Result<T, ReadError> {
        serde_json::from_str(&self.text[start..self.at]).map_err(|error| {
            let message = error.to_string();
            let reason = message
                .rsplit_once(" at line ")
                .map_or(&*message, |(reason, _)| reason);
            let reason = Reason::Unread(reason.to_owned());
            ReadError { at: start, reason }
        })
    }

    fn fail(&self, reason: Reason) -> ReadError {
        ReadError {
            at: self.at,
            reason,
        }
    }

    fn syntax(&self) -> ReadError {
        self.fail(Reason::Syntax)
    }

    fn form(&self, message: String) -> ReadError {
        self.fail(Reason::Form(message))
    }
}
