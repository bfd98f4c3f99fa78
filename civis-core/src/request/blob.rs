//! Files of requests and answers.

use std::fmt;
use std::path::Path;

/// The bytes of a file, with a name and a media type where they are known: what a
/// `file` parameter takes, and an operation answers with that returns a file.
///
/// Held in memory as a whole.
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
    /// Bytes without a name; a form gives them that of its field.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            name: None,
            content_type: None,
        }
    }

    /// Reads a file, and takes its name.
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
    /// Those of reading the file.
    pub fn open(path: impl AsRef<Path>) -> std::io::Result<Self> {
        let path = path.as_ref();
        let blob = Self::new(std::fs::read(path)?);
        Ok(match path.file_name() {
            Some(name) => blob.name(name.to_string_lossy()),
            None => blob,
        })
    }

    /// Names the file.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The media type, without which a form says `application/octet-stream`. Of a
    /// text with control characters, which no header holds, it takes none.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        let media_type = media_type.into();
        let is_header = !media_type.is_empty() && !media_type.chars().any(char::is_control);
        self.content_type = is_header.then_some(media_type);
        self
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes alone.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The name, if there is one.
    #[must_use]
    pub fn file_name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The media type, if it is known.
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
