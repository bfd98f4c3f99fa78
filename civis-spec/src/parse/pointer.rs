//! JSON pointers (RFC 6901), built as the document is walked and written out
//! only for a problem.

use std::borrow::Cow;

/// A place in the document.
#[derive(Clone, Copy)]
pub(crate) struct Pointer<'p> {
    base: &'p str,
    last: Option<(&'p Pointer<'p>, &'p str)>,
}

impl<'p> Pointer<'p> {
    /// A pointer that is written out already.
    pub(crate) const fn new(base: &'p str) -> Self {
        Self { base, last: None }
    }

    pub(crate) fn child(&'p self, key: &'p str) -> Self {
        Self {
            base: self.base,
            last: Some((self, key)),
        }
    }

    /// The place of the schema of a parameter or an answer: under `schema`, or under a
    /// media type of `content`.
    pub(crate) fn schema(&self, media_type: Option<&str>) -> String {
        match media_type {
            None => self.child("schema").write(),
            Some(media_type) => {
                let content = self.child("content");
                let declared = content.child(media_type);
                declared.child("schema").write()
            }
        }
    }

    pub(crate) fn write(&self) -> String {
        let mut out = String::with_capacity(96);
        self.push_to(&mut out);
        out
    }

    fn push_to(&self, out: &mut String) {
        match self.last {
            None => out.push_str(self.base),
            Some((parent, key)) => {
                parent.push_to(out);
                out.push('/');
                out.push_str(&escape(key));
            }
        }
    }
}

fn escape(key: &str) -> Cow<'_, str> {
    let bytes = key.as_bytes();
    let mut at = 0;
    // No iterator, which takes several times as long in an unoptimised macro.
    while at < bytes.len() {
        if bytes[at] == b'~' || bytes[at] == b'/' {
            return Cow::Owned(key.replace('~', "~0").replace('/', "~1"));
        }
        at += 1;
    }
    Cow::Borrowed(key)
}

/// The key that the fragment of a reference names under a folder of the document:
/// `#/definitions/Job` → `Job`.
pub(crate) fn referenced(reference: &str, folder: &str) -> Option<String> {
    let key = reference.strip_prefix("#/")?.strip_prefix(folder)?;
    let key = key.strip_prefix('/')?;
    if key.contains('/') {
        return None;
    }
    Some(unescaped(key))
}

/// A key of a reference as the document has it.
pub(crate) fn unescaped(key: &str) -> String {
    if !key.contains('~') && !key.contains('%') {
        return key.to_owned();
    }
    percent_decoded(key).replace("~1", "/").replace("~0", "~")
}

pub(crate) fn percent_decoded(text: &str) -> String {
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
    use super::{Pointer, referenced};

    #[test]
    fn keys_are_escaped_and_read_back() {
        let root = Pointer::new("");
        let paths = root.child("paths");
        assert_eq!(paths.child("/a~b").write(), "/paths/~1a~0b");
        for (reference, key) in [
            ("#/definitions/Job", Some("Job")),
            ("#/definitions/a~1b%20c", Some("a/b c")),
            ("#/definitions/100%", Some("100%")),
            ("#/parameters/Job", None),
            ("other.json#/definitions/Job", None),
        ] {
            assert_eq!(referenced(reference, "definitions").as_deref(), key);
        }
    }
}
