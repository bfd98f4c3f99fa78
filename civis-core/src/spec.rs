//! Downloads the Platform's specification, to be pinned in a project.
//!
//! ```no_run
//! let session = civis_core::Session::from_env()?;
//! civis_core::spec::download_to(&session, "civis-spec.json")?;
//! # Ok::<(), civis_core::Error>(())
//! ```

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use http::{Method, StatusCode};
use serde_core::de::{Error as _, IgnoredAny};

use crate::error::{Error, Result};
use crate::request::Request;
use crate::session::Session;
use crate::temporary::AtomicFile;

/// The keys of a JSON object; `None` stands for a null.
type Keys = HashMap<String, Option<IgnoredAny>>;

/// Fetches the specification. The Platform's specification depends on the key.
///
/// Returns it byte for byte, or converted to UTF-8 if it is in another encoding or begins
/// with a byte-order mark.
///
/// # Errors
/// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the response is not a JSON object
/// with `swagger` or `openapi` in it, and the errors of any call. The Platform refuses a
/// wrong or expired key with status 401 or 403.
pub fn download(session: &Session) -> Result<Vec<u8>> {
    fetch(
        session,
        &Request::new("endpoints.list", Method::GET, "/endpoints"),
    )
}

/// Fetches the specification of another server from a path, without the base URL: that of a
/// service, which web frameworks serve at `/openapi.json`, `/swagger.json` and the like. The
/// server is asked for JSON, in case it has YAML too.
///
/// ```no_run
/// use civis_core::{Session, spec};
///
/// let service = Session::from_env()?.service(7)?;
/// let document = spec::download_from(&service, "/openapi.json")?;
/// std::fs::write("app-spec.json", document)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of [`download`], and [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest)
/// if the path has braces.
pub fn download_from(session: &Session, path: &str) -> Result<Vec<u8>> {
    let mut request = Request::new("", Method::GET, path.to_owned());
    request.set_accept("application/json, */*;q=0.1");
    fetch(session, &request)
}

fn fetch(session: &Session, request: &Request) -> Result<Vec<u8>> {
    let parts = request.parts()?;
    let response = session
        .execute(&parts)
        .map_err(|error| match error.status() {
            Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => error.with_advice(
                "the specification requires a valid key: the key may be missing, wrong or expired",
            ),
            _ => error,
        })?;
    let text = response.text();
    let checked = serde_json::from_str::<Keys>(&text).and_then(|keys| {
        let known = ["swagger", "openapi"]
            .iter()
            .any(|key| matches!(keys.get(*key), Some(Some(_))));
        known.then_some(()).ok_or_else(|| {
            serde_json::Error::custom("not a specification: it has neither `swagger` nor `openapi`")
        })
    });
    match checked {
        Ok(()) => Ok(text.into_owned().into_bytes()),
        Err(error) => {
            let error = Error::decode(&parts, String::new(), &response, &error);
            Err(session.redact(error))
        }
    }
}

/// [`download`]s the specification to a file.
///
/// The file is replaced atomically. It is not touched if it has the same content
/// already, so that nothing is rebuilt.
///
/// # Errors
/// The errors of [`download`], and [`ErrorKind::File`](crate::ErrorKind::File), which
/// names the path, if the file cannot be written.
pub fn download_to(session: &Session, path: impl AsRef<Path>) -> Result<()> {
    let path = path.as_ref();
    let body = download(session)?;
    replace(path, &body).map_err(|error| Error::file(path, "cannot be written", error))
}

fn replace(path: &Path, contents: &[u8]) -> io::Result<()> {
    if fs::read(path).is_ok_and(|present| present == contents) {
        return Ok(());
    }
    let mut file = AtomicFile::create(path)?;
    file.write_all(contents)?;
    file.commit()
}
