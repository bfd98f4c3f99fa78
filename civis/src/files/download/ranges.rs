//! A long file, fetched in several ranges at a time.

use std::io::Read as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use civis_core::transfer::Download as Content;
use civis_core::{ErrorKind, Result, support};
use http::{HeaderValue, header};

use super::Download;
use super::link::Link;
use crate::files::workers::{self, Failed};
use crate::stream::BUFFER;

/// The shortest file that is fetched in ranges, in bytes.
const MIN_LENGTH: u64 = 32 << 20;

/// The shortest range but the last, in bytes: shorter ones cost more requests than they save time.
const MIN_RANGE: u64 = 8 << 20;

/// The ranges of a file.
pub(super) struct Ranges<'r, 'a> {
    download: &'r Download<'a>,
    link: &'r Link,
    length: u64,
    /// The length of each range but the last.
    range_bytes: u64,
    /// Identifies the content, so that all ranges are of the same one.
    etag: HeaderValue,
}

impl<'r, 'a> Ranges<'r, 'a> {
    /// The ranges of a file that is long enough, if the store has ranges and ETags. Also returns the first range.
    pub(super) fn open(
        download: &'r Download<'a>,
        link: &'r Link,
    ) -> Result<Option<(Self, Content<'static>)>> {
        let Some(length) = link.length.filter(|length| *length >= MIN_LENGTH) else {
            return Ok(None);
        };
        // The checksum is that of the content in its order.
        if download.threads == 1 || download.checksum().is_wanted() {
            return Ok(None);
        }
        let mut ranges = Self {
            download,
            link,
            length,
            range_bytes: length.div_ceil(download.threads as u64).max(MIN_RANGE),
            etag: HeaderValue::from_static(""),
        };
        let first = match ranges.fetch(0) {
            Ok(first) => first,
            // Not the range: of a content that is stored compressed, only the whole can be decoded.
            Err(error) if error.kind() == ErrorKind::Transport && error.status().is_none() => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let is_range = first.headers().contains_key(header::CONTENT_RANGE);
        match first.headers().get(header::ETAG) {
            Some(etag) if is_range => ranges.etag = etag.clone(),
            _ => return Ok(None),
        }
        if first.total() != Some(length) {
            return Err(link.wrong_length(first.total().unwrap_or_default()));
        }
        Ok(Some((ranges, first)))
    }

    /// Fetches all ranges, and returns their length. `write` is called with bytes and their offset.
    pub(super) fn fetch_all(
        &self,
        first: Content<'static>,
        write: &(dyn Fn(&[u8], u64) -> Result<()> + Sync),
    ) -> Result<u64> {
        self.download.meter.start(Some(self.length));
        let failed = Failed::default();
        let first = Mutex::new(Some(first));
        let next = AtomicU64::new(0);
        let count = self.length.div_ceil(self.range_bytes);
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        workers::run(count.min(self.download.threads), &failed, || {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if failed.is_set() || index * self.range_bytes >= self.length {
                    return Ok(());
                }
                let opened = first.lock().ok().filter(|_| index == 0);
                let content = match opened.and_then(|mut first| first.take()) {
                    Some(content) => content,
                    None => self.fetch(index)?,
                };
                self.write_range(index, content, write, &failed)?;
            }
        })?;
        Ok(self.length)
    }

    /// Requests a range, by its index from 0.
    fn fetch(&self, index: u64) -> Result<Content<'static>> {
        let (start, end) = self.range(index);
        self.link.get().range(start, end - 1).open()
    }

    /// The first byte of a range, and the one after its last.
    fn range(&self, index: u64) -> (u64, u64) {
        let start = index * self.range_bytes;
        (start, (start + self.range_bytes).min(self.length))
    }

    fn write_range(
        &self,
        index: u64,
        content: Content<'static>,
        write: &(dyn Fn(&[u8], u64) -> Result<()> + Sync),
        failed: &Failed,
    ) -> Result<()> {
        if content.headers().get(header::ETAG) != Some(&self.etag) {
            let what = self.download.what();
            let message = format!("{what} has changed while it was downloaded");
            return Err(support::error(ErrorKind::Conflict, message));
        }
        let (mut offset, end) = self.range(index);
        let mut content = failed.guard(content);
        let mut buffer = vec![0; BUFFER];
        loop {
            let read = content.read(&mut buffer);
            let count =
                read.map_err(|error| support::io_error(self.download.what_cannot("read"), error))?;
            // A store may send less than the range.
            if count == 0 && offset < end {
                let what = self.download.what();
                let message = format!("{what}: a range ended {} bytes early", end - offset);
                return Err(support::error(ErrorKind::Transport, message));
            }
            if count == 0 {
                return Ok(());
            }
            write(&buffer[..count], offset)?;
            offset += count as u64;
            self.download.meter.add(count as u64);
        }
    }
}
