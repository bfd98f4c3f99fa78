//! Where the content of a file is.

use civis_core::transfer::{DownloadBuilder, SignedUrl};
use civis_core::{Error, ErrorKind, Result, Session, support};

use crate::files::records::File;

/// A signed URL of the content of a file.
pub(super) struct Link {
    session: Session,
    id: i64,
    url: SignedUrl,
    /// The length of the content in bytes, if the Platform says it.
    pub(super) length: Option<u64>,
}

impl Link {
    /// Requests the link of a file.
    pub(super) fn fetch(session: &Session, id: i64) -> Result<Self> {
        let file = File::fetch(session, id)?;
        let Some(url) = file.file_url.as_deref().filter(|url| !url.is_empty()) else {
            let message = format!(
                "file {id} has no content: it has expired, or its upload was not completed"
            );
            return Err(support::error(ErrorKind::NotFound, message));
        };
        Ok(Self {
            session: session.clone(),
            id,
            url: SignedUrl::parse(url)?,
            length: file.length(),
        })
    }

    /// A link that is known already.
    pub(super) fn new(session: &Session, id: i64, url: SignedUrl) -> Self {
        Self {
            session: session.clone(),
            id,
            url,
            length: None,
        }
    }

    /// A download that requests the link again when it has expired.
    pub(super) fn get(&self) -> DownloadBuilder<'static> {
        let (session, id) = (self.session.clone(), self.id);
        let download = self.session.download_signed(self.url.clone());
        download.renew_url(move || Self::fetch(&session, id).map(|link| link.url))
    }

    /// The error of a content whose length is not that of the Platform.
    pub(super) fn wrong_length(&self, in_store: u64) -> Error {
        let (id, promised) = (self.id, self.length.unwrap_or_default());
        let message = format!(
            "file {id} has {promised} bytes according to the Platform, but the store has {in_store}"
        );
        support::error(ErrorKind::Transport, message)
    }
}
