//! The Platform's specification, to be pinned.
//!
//! ```no_run
//! let session = civis_core::Session::from_env()?;
//! civis_core::spec::download_to(&session, "civis-spec.json")?;
//! # Ok::<(), civis_core::Error>(())
//! ```

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use http::{Method, StatusCode};
use serde::de::{Error as _, IgnoredAny};

use crate::error::{Error, Result};
use crate::request::Request;
use crate::session::Session;

/// The keys of a JSON object, and which of them are set.
type Keys = HashMap<String, Option<IgnoredAny>>;

/// Fetches the specification that the Platform has for the key, as it comes.
///
/// # Errors
/// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the answer is not a JSON
/// object with `swagger` or `openapi` in it, and those of any call. The
/// Platform refuses a key that is wrong or expired with status 401 or 403.
pub fn download(session: &Session) -> Result<Vec<u8>> {
    let parts = Request::new("endpoints.list", Method::GET, "/endpoints").parts()?;
    let answer = session.execute(&parts).map_err(|error| match error.status() {
        Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => error.with_advice(
            "the specification is given to valid keys only: the key may be missing, wrong or expired",
        ),
        _ => error,
    })?;
    let checked = serde_json::from_slice::<Keys>(answer.body()).and_then(|keys| {
        let known = ["swagger", "openapi"]
            .iter()
            .any(|key| matches!(keys.get(*key), Some(Some(_))));
        known.then_some(()).ok_or_else(|| {
            serde_json::Error::custom("not a specification: it has neither `swagger` nor `openapi`")
        })
    });
    match checked {
        Ok(()) => Ok(answer.into_body()),
        Err(error) => {
            let error = Error::decode(&parts, String::new(), answer.body(), error);
            Err(session.hide(error))
        }
    }
}

/// [`download`]s the specification into a file.
///
/// The file is replaced at once and as a whole, or not at all; one that holds
/// the same already is left as it is, so that nothing is rebuilt for it.
///
/// # Errors
/// Those of [`download`], and [`ErrorKind::File`](crate::ErrorKind::File),
/// whose text names the path, if the file cannot be written.
pub fn download_to(session: &Session, path: impl AsRef<Path>) -> Result<()> {
    let path = path.as_ref();
    let body = download(session)?;
    replace(path, &body).map_err(|error| Error::file(path, error))
}

fn replace(path: &Path, contents: &[u8]) -> io::Result<()> {
    // Where the path is a link, what it leads to is replaced.
    let path = match fs::canonicalize(path) {
        Ok(path) => path,
        Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(error),
    };
    if fs::read(&path).is_ok_and(|present| present == contents) {
        return Ok(());
    }
    let beside = beside(&path)?;
    let written = write_new(&beside, contents).and_then(|()| fs::rename(&beside, &path));
    if written.is_err() {
        // The first error is the one to tell; the file may not even be there.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// A name in the same folder, and so on the same file system, that no other
/// download uses.
fn beside(path: &Path) -> io::Result<PathBuf> {
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"))?;
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{:016x}.tmp", fastrand::u64(..)));
    Ok(path.with_file_name(hidden))
}

fn write_new(path: &Path, contents: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(contents)?;
    file.sync_all()
}
