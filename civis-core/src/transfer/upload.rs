//! Uploads: `PUT` of bytes, and `POST` of a form.

use std::fmt;
use std::io::{self, Read};

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::form::EncodedForm;
use super::{Form, SignedUrl, Source};
use crate::error::Error;
use crate::request::parts::Parts;
use crate::session::Session;
use crate::session::signed::{Body, SignedRequest};
use crate::transport::RequestBody;

/// A function that receives the number of bytes.
type Progress<'a> = Box<dyn FnMut(u64) + 'a>;

/// An upload by `PUT`: [`Session::put_signed`].
#[must_use = "nothing is sent before `send`"]
pub struct Put<'a> {
    session: &'a Session,
    url: &'a SignedUrl,
    source: Source<'a>,
    progress: Option<Progress<'a>>,
}

/// An upload by a form: [`Session::post_form_signed`].
#[must_use = "nothing is sent before `send`"]
pub struct PostForm<'a> {
    session: &'a Session,
    url: &'a SignedUrl,
    form: Form<'a>,
    progress: Option<Progress<'a>>,
}

impl<'a> Put<'a> {
    pub(super) fn new(session: &'a Session, url: &'a SignedUrl, source: Source<'a>) -> Self {
        Self {
            session,
            url,
            source,
            progress: None,
        }
    }

    /// Sets a function that is called with the number of bytes read so far. Each attempt starts again
    /// from 0. Buffers hold up to half a MiB of these bytes, which are not sent yet.
    pub fn on_progress(mut self, progress: impl FnMut(u64) + 'a) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    /// Sends the bytes.
    ///
    /// # Errors
    /// Those of [the module](super), and [`ErrorKind::File`] if the source cannot be read.
    ///
    /// [`ErrorKind::File`]: crate::ErrorKind::File
    pub fn send(self) -> Result<Stored, Error> {
        let content = Content::Bytes(self.source);
        let parts = parts(Method::PUT, self.url);
        upload(self.session, self.url, parts, content, self.progress)
    }
}

impl<'a> PostForm<'a> {
    pub(super) fn new(session: &'a Session, url: &'a SignedUrl, form: Form<'a>) -> Self {
        Self {
            session,
            url,
            form,
            progress: None,
        }
    }

    /// Sets a function that is called with the number of bytes of the form read so far. Each attempt
    /// starts again from 0. Buffers hold up to half a MiB of these bytes, which are not sent yet.
    pub fn on_progress(mut self, progress: impl FnMut(u64) + 'a) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    /// Sends the form.
    ///
    /// # Errors
    /// Those of [the module](super), and [`ErrorKind::File`] if the source cannot be read.
    ///
    /// [`ErrorKind::File`]: crate::ErrorKind::File
    pub fn send(self) -> Result<Stored, Error> {
        let clock = self.session.clock();
        let half = || clock.random().to_bits();
        let boundary = format!("civis-{:016x}{:016x}", half(), half());
        let form = self.form.encode(&boundary);
        let mut parts = parts(Method::POST, self.url);
        let media_type = format!("multipart/form-data; boundary={boundary}");
        if let Ok(media_type) = HeaderValue::try_from(media_type) {
            parts.headers.insert(header::CONTENT_TYPE, media_type);
        }
        let content = Content::Form(form);
        upload(self.session, self.url, parts, content, self.progress)
    }
}

/// The method and the URL of a request, as errors and logs show them.
pub(super) fn parts(method: Method, url: &SignedUrl) -> Parts {
    Parts::bare("signed URL", method, &url.to_string())
}

fn upload<'a>(
    session: &Session,
    url: &SignedUrl,
    parts: Parts,
    content: Content<'a>,
    progress: Option<Progress<'a>>,
) -> Result<Stored, Error> {
    let request = SignedRequest {
        parts,
        url: url.uri(),
        streams: false,
    };
    let mut upload = Upload { content, progress };
    let response = session.send_signed(&request, &mut upload)?.response;
    Ok(Stored {
        status: response.status(),
        headers: response.into_parts().0.headers,
    })
}

enum Content<'a> {
    Bytes(Source<'a>),
    Form(EncodedForm<'a>),
}

impl Content<'_> {
    fn length(&self) -> Option<u64> {
        match self {
            Self::Bytes(source) => source.length(),
            Self::Form(form) => form.length(),
        }
    }
}

struct Upload<'a> {
    content: Content<'a>,
    progress: Option<Progress<'a>>,
}

impl Body for Upload<'_> {
    fn open(&mut self) -> Result<RequestBody<'_>, Error> {
        let length = self.content.length();
        let reader = match &mut self.content {
            Content::Bytes(source) => source.open()?,
            Content::Form(form) => form.open()?,
        };
        Ok(match &mut self.progress {
            None => RequestBody::reader(reader, length),
            Some(progress) => {
                let counted = Counted {
                    reader,
                    progress,
                    count: 0,
                };
                RequestBody::reader(counted, length)
            }
        })
    }

    fn is_repeatable(&self) -> bool {
        match &self.content {
            Content::Bytes(source) => source.is_repeatable(),
            Content::Form(form) => form.source.is_repeatable(),
        }
    }
}

/// Reports the number of bytes read.
struct Counted<'a, 'p> {
    reader: Box<dyn Read + 'a>,
    progress: &'a mut Progress<'p>,
    count: u64,
}

impl Read for Counted<'_, '_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buf)?;
        if count > 0 {
            self.count += count as u64;
            (self.progress)(self.count);
        }
        Ok(count)
    }
}

/// The response of an object store to an upload.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Stored {
    /// The status: 200, 201 or 204.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
}

impl Stored {
    /// The `ETag` of the stored bytes, with its quotes.
    ///
    /// ```no_run
    /// # fn example(stored: civis_core::transfer::Stored) {
    /// if let Some(etag) = stored.etag() {
    ///     println!("stored as {etag}");
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn etag(&self) -> Option<&str> {
        self.headers.get(header::ETAG)?.to_str().ok()
    }
}

impl fmt::Debug for Put<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Put")
            .field("url", &self.url)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PostForm<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostForm")
            .field("url", &self.url)
            .field("form", &self.form)
            .finish_non_exhaustive()
    }
}
