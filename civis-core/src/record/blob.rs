//! Files, in requests and in responses.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use crate::text::text;

/// A file: its bytes, and its name and media type if they are known.
///
/// It is the type of `file` parameters, and of operations that return a file, or something
/// that their document does not describe. The bytes are in memory as a whole.
///
/// ```
/// use civis_core::Blob;
///
/// let photo = Blob::new(*b"...").name("cat.png").content_type("image/png");
/// assert_eq!(photo.bytes().len(), 3);
/// assert_eq!(photo.file_name(), Some("cat.png"));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Blob {
    bytes: Vec<u8>,
    name: Option<String>,
    content_type: Option<String>,
}

impl Blob {
    /// Creates a file without a name. A form then uses the name of its field.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            name: None,
            content_type: None,
        }
    }

    /// Reads a file, and uses its name.
    ///
    /// ```
    /// use civis_core::Blob;
    ///
    /// let manifest = Blob::open(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))?;
    /// assert_eq!(manifest.file_name(), Some("Cargo.toml"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// Fails if the file cannot be read.
    pub fn open(path: impl AsRef<Path>) -> std::io::Result<Self> {
        let path = path.as_ref();
        let blob = Self::new(std::fs::read(path)?);
        Ok(match path.file_name() {
            Some(name) => blob.name(name.to_string_lossy()),
            None => blob,
        })
    }

    /// Sets the name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the media type. The default in a form is `application/octet-stream`.
    /// Ignores an empty text, and text with control characters, which no header may
    /// contain.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        let media_type = media_type.into();
        let is_header = !media_type.is_empty() && !media_type.chars().any(char::is_control);
        self.content_type = is_header.then_some(media_type);
        self
    }

    /// Returns whether there are no bytes: of a response, whether it has no body.
    ///
    /// ```
    /// assert!(civis_core::Blob::default().is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Returns the bytes as text.
    ///
    /// The encoding is that of a byte-order mark, which is left out, or of the `charset` of the
    /// media type; UTF-8 is the default. See [`RawResponse::text`](crate::RawResponse::text).
    ///
    /// ```
    /// use civis_core::Blob;
    ///
    /// let file = Blob::new(*b"caf\xe9").content_type("text/csv; charset=iso-8859-1");
    /// assert_eq!(file.text(), "café");
    /// ```
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        text(&self.bytes, self.media_type())
    }

    /// Returns the bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the bytes by value.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Returns the name, if there is one: of a response, that of `Content-Disposition`, without
    /// folders.
    #[must_use]
    pub fn file_name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Returns the media type, if it is known.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }
}

impl fmt::Debug for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blob")
            .field("bytes", &format_args!("{} bytes", self.bytes.len()))
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .finish()
    }
}

impl From<Vec<u8>> for Blob {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

impl From<&[u8]> for Blob {
    fn from(bytes: &[u8]) -> Self {
        Self::new(bytes)
    }
}
