//! Bytes to and from URLs that carry their own authorization, as the Platform hands them out for
//! the object store that holds its files.
//!
//! Such a request gets no API key, no cookies and no headers of the job; the query of its URL,
//! which is the authorization, appears in no log and no error. Bodies stream, so that a file of any
//! size moves in bounded memory.
//!
//! | | |
//! |---|---|
//! | [`Session::put_signed`] | an object, or a part of one, from a [`Source`] |
//! | [`Session::post_form_signed`] | an object by a [`Form`] |
//! | [`Session::get_signed`] | one `GET`, whose body is read as it comes |
//! | [`Session::download_signed`] | a [`Download`], which goes on after a broken connection |
//!
//! # Retries
//!
//! The session's [`RetryPolicy`](crate::RetryPolicy) holds. An object of a store is written whole or not
//! at all, and twice is the same as once, so every request here may be repeated, a `POST` too, as
//! long as its body can be read again: see [`Source`]. Besides what the policy names, the status
//! 500 is retried, and whatever has one of the codes `InternalError`, `RequestTimeout`,
//! `ServiceUnavailable` and `SlowDown`.
//!
//! # Errors
//!
//! [`Error::status`](crate::Error::status) and [`Error::code`](crate::Error::code) are those of the store;
//! the message is its `<Message>`. [`is_expired`] says whether another URL is needed.
//!
//! # Time and cancellation
//!
//! The session's time-out bounds an upload with all its attempts, and a `GET` until the head of its
//! response. A body may take any time, as long as bytes arrive within the transport's
//! [`read_timeout`](crate::SessionBuilder::read_timeout). A session that is
//! [derived for a token](crate::Session::cancelled_by) ends all of it at once, also while a body is
//! sent or received; only a read of the caller's own [`Source`] is waited for.
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

/// Whether an object store has refused a URL, because it has expired or was never valid: status
/// 403, or 400 with the code `ExpiredToken`. With a new URL the request may succeed.
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
    /// Sends bytes to a URL by `PUT`, without `Content-Type`, as the parts of an upload are sent.
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

    /// Sends a form to a URL by `POST`, as `multipart/form-data`. The Platform hands out URL and
    /// fields for it.
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

    /// Reads a URL once, whole or in part. If the connection breaks while the body is read,
    /// the reading fails; [`download_signed`](Self::download_signed) goes on.
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

    /// Reads a URL, and goes on where it was when the connection breaks: see [`Download`].
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
