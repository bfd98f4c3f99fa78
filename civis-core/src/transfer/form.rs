//! Forms with one file, which is streamed: `multipart/form-data` of RFC 7578.

use std::fmt;
use std::io::{Cursor, Read};

use super::Source;
use crate::error::Error;
use crate::request::multipart::quoted;

/// Fields and a file, for [`Session::post_form_signed`](crate::Session::post_form_signed). The
/// fields are sent in the order in which they are added. The file is last: object stores ignore
/// fields after it.
#[derive(Default)]
#[must_use]
pub struct Form<'a> {
    fields: Vec<(String, String)>,
    file: Option<(String, Source<'a>)>,
}

impl<'a> Form<'a> {
    /// A form without fields and file.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field. `key` should be the first.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    /// Sets the content of the field `file`, and its file name.
    pub fn file(mut self, name: impl Into<String>, source: Source<'a>) -> Self {
        self.file = Some((name.into(), source));
        self
    }

    /// Encodes everything but the file.
    pub(super) fn encode(self, boundary: &str) -> EncodedForm<'a> {
        let mut head = String::new();
        for (name, value) in &self.fields {
            head.push_str(&format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{value}\r\n",
                quoted(name)
            ));
        }
        let (name, source) = match self.file {
            Some((name, source)) => (name, source),
            None => (String::new(), Source::bytes(&b""[..])),
        };
        head.push_str(&format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n",
            quoted(&name)
        ));
        EncodedForm {
            head: head.into_bytes(),
            source,
            tail: format!("\r\n--{boundary}--\r\n").into_bytes(),
        }
    }
}

/// Shows the names of the fields, and not their values, which are an authorization.
impl fmt::Debug for Form<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&String> = self.fields.iter().map(|(name, _)| name).collect();
        f.debug_struct("Form")
            .field("fields", &names)
            .field("file", &self.file)
            .finish()
    }
}

/// A form around its file.
pub(super) struct EncodedForm<'a> {
    head: Vec<u8>,
    pub(super) source: Source<'a>,
    tail: Vec<u8>,
}

impl EncodedForm<'_> {
    pub(super) fn length(&self) -> Option<u64> {
        let length = self.source.length()?;
        length.checked_add((self.head.len() + self.tail.len()) as u64)
    }

    pub(super) fn open(&mut self) -> Result<Box<dyn Read + '_>, Error> {
        let file = self.source.open()?;
        let file: Box<dyn Read + '_> = file;
        Ok(Box::new(
            Cursor::new(&self.head)
                .chain(file)
                .chain(Cursor::new(&self.tail)),
        ))
    }
}
