//! A download to a local file.

use std::path::Path;

use civis_core::Result;
use civis_core::support::{self, AtomicFile};

use super::Download;
use super::ranges::Ranges;
use crate::files::positioned::write_all_at;
use crate::stream;

pub(super) fn to_path(download: &Download<'_>, path: &Path) -> Result<u64> {
    let cannot_be_written = |error| support::file_error(path, "cannot be written", error);
    // Before the first request, so that a path at which no file can be written is an error at once.
    let mut file = AtomicFile::create(path).map_err(|error| {
        let error = cannot_be_written(error);
        support::with_context(error, "files::download: `path`")
    })?;
    let link = download.link()?;
    let ranges = if file.is_seekable() {
        Ranges::open(download, &link)?
    } else {
        None
    };
    let bytes = match ranges {
        Some((ranges, first)) => ranges.fetch_all(first, &|bytes, offset| {
            write_all_at(file.file(), bytes, offset).map_err(cannot_be_written)
        })?,
        None => {
            let mut content = download.open(&link)?;
            stream::copy(&mut content, &mut file, &download.what(), cannot_be_written)?
        }
    };
    file.commit().map_err(cannot_be_written)?;
    Ok(bytes)
}
