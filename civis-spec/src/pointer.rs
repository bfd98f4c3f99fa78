//! JSON pointers (RFC 6901), built on the way through the document and written out when
//! they are needed.

use std::borrow::Cow;

/// A place in the document.
#[derive(Clone, Copy)]
pub(crate) struct Pointer<'p> {
    base: &'p str,
    last: Option<(&'p Pointer<'p>, &'p str)>,
}

impl<'p> Pointer<'p> {
    /// A pointer from its text.
    pub(crate) const fn new(base: &'p str) -> Self {
        Self { base, last: None }
    }

    pub(crate) fn child(&'p self, key: &'p str) -> Self {
        Self {
            base: self.base,
            last: Some((self, key)),
        }
    }

    /// The place of the schema of a parameter or a response: under `schema`, or under a
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
    // A plain loop: in an unoptimized macro, an iterator takes several times as long.
    while at < bytes.len() {
        if bytes[at] == b'~' || bytes[at] == b'/' {
            return Cow::Owned(key.replace('~', "~0").replace('/', "~1"));
        }
        at += 1;
    }
    Cow::Borrowed(key)
}

#[cfg(test)]
mod tests {
    use super::Pointer;

    #[test]
    fn keys_are_escaped() {
        let root = Pointer::new("");
        let paths = root.child("paths");
        assert_eq!(paths.child("/a~b").write(), "/paths/~1a~0b");
    }
}
