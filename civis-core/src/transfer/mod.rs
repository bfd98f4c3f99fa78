//! Uploads to and downloads from signed URLs, which carry their own authorization. The Platform
//! returns them for the object store that holds its files.
//!
//! These requests have no API key, no cookies and no job headers. The query of a signed URL, which
//! is the authorization, never appears in logs and errors. Bodies are streamed, so memory is bounded
//! whatever the size of a file.
//!
//! | | |
//! |---|---|
//! | [`Session::put_signed`] | uploads a [`Source`] by `PUT`: an object, or a part of one |
//! | [`Session::post_form_signed`] | uploads a [`Form`] by `POST` |
//! | [`Session::get_signed`] | sends one `GET`, and streams the body |
//! | [`Session::download_signed`] | starts a [`Download`], which resumes after a broken connection |
//!
//! # Retries
//!
//! The session's [`RetryPolicy`](crate::RetryPolicy) applies. Writing an object twice is the same as
//! writing it once, so every request can be retried, `POST` included, if its body can be read again:
//! see [`Source`]. Besides the statuses of the policy, these are retried: status 500, and errors with
//! the code `InternalError`, `RequestTimeout`, `ServiceUnavailable` or `SlowDown`.
//!
//! # Errors
//!
//! A status that is not 2xx is an error. [`Error::code`](crate::Error::code) is the store's `<Code>`, and
//! [`Error::message`](crate::Error::message) its `<Message>`. [`is_expired`] returns whether a new URL is
//! needed. A URL with `http://` to another host is refused, unless
//! [`allow_http_to`](crate::SessionBuilder::allow_http_to) names the host.
//!
//! # Time and cancellation
//!
//! The session's time-out covers an upload with all its attempts, and a `GET` up to the headers of
//! the response. Reading the body may take any time, as long as bytes arrive within the transport's
//! [`read_timeout`](crate::SessionBuilder::read_timeout).
//!
//! Cancelling the token of a session ends its transfers at once, also while a body is sent or
//! received: see [`Session::cancelled_by`]. The exception is a reader of the caller that blocks: the
//! transfer ends when that read returns.
//!
//! ```no_run
//! use civis_core::Session;
//! use civis_core::transfer::{SignedUrl, Source};
//!
//! # let (upload_url, download_url) = ("https://bucket.example/a?s=1", "https://bucket.example/a?s=2");
//! let session = Session::from_env()?;
//! let url = SignedUrl::parse(upload_url)?;
//! session.put_signed(&url, Source::file("people.csv")?).send()?;
//!
//! let url = SignedUrl::parse(download_url)?;
//! let mut download = session.download_signed(url).open()?;
//! std::io::copy(&mut download, &mut std::io::sink()).expect("the file");
//! # Ok::<(), civis_core::Error>(())
//! ```

mod download;
mod form;
mod get;
mod signed_url;
mod source;
mod upload;

pub use download::{Download, DownloadBuilder};
pub use form::Form;
pub use get::{ContentRange, Get, Streamed};
pub use signed_url::SignedUrl;
pub use source::Source;
pub use upload::{PostForm, Put, Stored};

use http::StatusCode;

use crate::error::Error;
use crate::session::Session;

/// Whether an object store has refused a URL because it has expired or is not valid: status 403, or
/// status 400 with the code `ExpiredToken`. The request may succeed with a new URL.
///
/// ```
/// use civis_core::{Session, transfer};
///
/// let error = Session::new("two words").unwrap_err();
/// assert!(!transfer::is_expired(&error));
/// ```
#[must_use]
pub fn is_expired(error: &Error) -> bool {
    match error.status() {
        Some(StatusCode::FORBIDDEN) => true,
        Some(StatusCode::BAD_REQUEST) => error.code() == Some("ExpiredToken"),
        _ => false,
    }
}

impl Session {
    /// Uploads bytes by `PUT`, without `Content-Type`, as the official client (2.10.1) uploads the
    /// parts of a file.
    ///
    /// ```no_run
    /// use civis_core::Session;
    /// use civis_core::transfer::{SignedUrl, Source};
    ///
    /// # let part_url = "https://bucket.example/a?s=1";
    /// let session = Session::from_env()?;
    /// let url = SignedUrl::parse(part_url)?;
    /// let part = Source::file_section("people.csv", 5 << 20, 5 << 20);
    /// let stored = session.put_signed(&url, part).send()?;
    /// println!("{:?}", stored.etag());
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn put_signed<'a>(&'a self, url: &'a SignedUrl, source: Source<'a>) -> Put<'a> {
        Put::new(self, url, source)
    }

    /// Uploads a form by `POST` as `multipart/form-data`. `POST /files` of the Platform returns the URL
    /// and the fields.
    ///
    /// ```no_run
    /// use civis_core::Session;
    /// use civis_core::transfer::{Form, SignedUrl, Source};
    ///
    /// # let upload_url = "https://bucket.example/";
    /// let session = Session::from_env()?;
    /// let url = SignedUrl::parse(upload_url)?;
    /// let form = Form::new().field("key", "a/people.csv").field("policy", "e30=");
    /// let form = form.file("people.csv", Source::file("people.csv")?);
    /// session.post_form_signed(&url, form).send()?;
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn post_form_signed<'a>(&'a self, url: &'a SignedUrl, form: Form<'a>) -> PostForm<'a> {
        PostForm::new(self, url, form)
    }

    /// Sends one `GET`, for all bytes or a range. If the connection breaks while the body is read,
    /// reading fails; a [`download_signed`](Self::download_signed) resumes.
    ///
    /// ```no_run
    /// use civis_core::Session;
    /// use civis_core::transfer::SignedUrl;
    ///
    /// # let url = "https://bucket.example/a?s=1";
    /// let session = Session::from_env()?;
    /// let url = SignedUrl::parse(url)?;
    /// let start = session.get_signed(&url).range(0, 1023).send()?;
    /// println!("{:?} of {:?} bytes", start.length(), start.content_range());
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn get_signed<'a>(&'a self, url: &'a SignedUrl) -> Get<'a> {
        Get::new(self, url)
    }

    /// Downloads bytes, and resumes when the connection breaks: see [`Download`].
    ///
    /// ```no_run
    /// use civis_core::Session;
    /// use civis_core::transfer::SignedUrl;
    ///
    /// # let url = "https://bucket.example/a?s=1";
    /// # fn new_url() -> Result<SignedUrl, civis_core::Error> { SignedUrl::parse("https://bucket.example/") }
    /// let session = Session::from_env()?;
    /// let download = session.download_signed(SignedUrl::parse(url)?);
    /// let mut download = download.renew_url(new_url).open()?;
    /// println!("{:?} bytes", download.length());
    /// std::io::copy(&mut download, &mut std::io::stdout()).expect("the file");
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn download_signed<'a>(&self, url: SignedUrl) -> DownloadBuilder<'a> {
        DownloadBuilder::new(self, url)
    }
}
