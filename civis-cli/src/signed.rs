//! Downloads from signed URLs that do not belong to files of the Platform.

use std::io::{self, Write};
use std::path::Path;

use civis::Session;
use civis::transfer::SignedUrl;
use civis_core::support::AtomicFile;

use crate::context::Context;
use crate::error::Error;

/// Downloads to a file, which appears when it is complete, or to standard output if the path is `-`.
pub(crate) fn download(
    context: &Context,
    session: &Session,
    url: &str,
    path: &Path,
) -> Result<(), Error> {
    let mut content = session.download_signed(SignedUrl::parse(url)?).open()?;
    let mut copy = |out: &mut dyn Write| io::copy(&mut content, out);
    if path.as_os_str() == "-" {
        copy(&mut context.output()).map_err(failed)?;
        return Ok(());
    }
    let unwritable = |error| Error::file(path, "cannot be written", &error);
    let mut file = AtomicFile::create(path).map_err(unwritable)?;
    copy(&mut file).map_err(failed)?;
    file.commit().map_err(unwritable)
}

/// The error of a copy: that of the download, or of the writer.
fn failed(error: io::Error) -> Error {
    match error.downcast::<civis::Error>() {
        Ok(error) => error.into(),
        Err(error) => error.into(),
    }
}
