//! The settings of a download.

use std::fmt;

use flate2::Crc;
use http::HeaderMap;

use super::{Download, Renew};
use crate::error::Error;
use crate::session::Session;
use crate::transfer::SignedUrl;

/// The settings of a download: [`Session::download_signed`].
#[must_use = "nothing is sent before `open`"]
pub struct DownloadBuilder<'a> {
    session: Session,
    url: SignedUrl,
    renew: Option<Renew<'a>>,
    first: u64,
    last: Option<u64>,
}

impl<'a> DownloadBuilder<'a> {
    pub(in crate::transfer) fn new(session: &Session, url: SignedUrl) -> Self {
        Self {
            session: session.clone(),
            url,
            renew: None,
            first: 0,
            last: None,
        }
    }

    /// Sets a function that returns a new URL. It is called when the store refuses the current
    /// one, because it [has expired](crate::transfer::is_expired). If the store refuses the new URL
    /// too, the download fails. Without this function, it fails at the first refusal.
    pub fn renew_url(
        self,
        renew: impl FnMut() -> Result<SignedUrl, Error> + Send + 'a,
    ) -> DownloadBuilder<'a> {
        DownloadBuilder {
            renew: Some(Box::new(renew)),
            ..self
        }
    }

    /// Sets the range of bytes, from `first` to `last` inclusive, counted from 0. If `last` is `None`,
    /// the range extends to the end. The default is all bytes.
    pub fn range(mut self, first: u64, last: impl Into<Option<u64>>) -> Self {
        (self.first, self.last) = (first, last.into());
        self
    }

    /// Sends the request, and returns when the headers of the response have arrived.
    ///
    /// # Errors
    /// Those of [the module](crate::transfer), and those of the function that
    /// [`renew_url`](Self::renew_url) sets.
    pub fn open(self) -> Result<Download<'a>, Error> {
        let mut download = Download {
            session: self.session,
            url: self.url,
            renew: self.renew,
            headers: HeaderMap::new(),
            first: self.first,
            end: self.last.and_then(|last| last.checked_add(1)),
            position: self.first,
            total: None,
            validator: None,
            delivered: Crc::new(),
            is_decoded: false,
            body: None,
            failures: 0,
            failing_since: None,
        };
        let response = download.get_from(self.first, None)?;
        download.begin(response)?;
        Ok(download)
    }
}

impl fmt::Debug for DownloadBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DownloadBuilder")
            .field("url", &self.url)
            .field("first", &self.first)
            .field("last", &self.last)
            .finish_non_exhaustive()
    }
}
