//! Shared code of the cross-crate tests.
//!
//! | module | contents |
//! |---|---|
//! | `downstream` | crates outside the workspace, compiled by cargo |
//! | `recorded` | recorded requests read back into arguments; requests as data |
//! | `fidelity` | every recorded exchange, through the typed client and by name |
//! | `hostile` | responses that no specification declares |

#![forbid(unsafe_code)]

pub mod downstream;
pub mod fidelity;
pub mod hostile;
pub mod recorded;

use std::io::Write;
use std::path::{Path, PathBuf};

use civis::Session;
use civis_mock::{MockServer, RecordedRequest};

/// The published specifications in `CIVIS_SPECS_DIR`. If it is not set, there are none, and a message on standard error says
/// so.
///
/// # Panics
/// If it is set to something that is not a directory.
#[must_use]
pub fn specifications() -> Vec<PathBuf> {
    let Some(folder) = std::env::var_os("CIVIS_SPECS_DIR") else {
        let message = "skipped for published specifications: CIVIS_SPECS_DIR is not set";
        // The test is skipped even if the message cannot be written.
        let _ = writeln!(std::io::stderr(), "{message}");
        return Vec::new();
    };
    let entries = std::fs::read_dir(folder).expect("CIVIS_SPECS_DIR is a directory");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    paths.sort();
    paths
}

/// Starts an embedded server with a small specification of these tests (`tests/specs`), and a session that calls it.
///
/// # Panics
/// If the server does not start.
#[must_use]
pub fn serve(specification: &str) -> (MockServer, Session) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    let path = folder.join(format!("{specification}.json"));
    let server = MockServer::start(path).expect("a server");
    let session = Session::builder()
        .api_key(server.api_key())
        .base_url(server.url())
        .build()
        .expect("a session");
    (server, session)
}

/// The last request that the server received.
///
/// # Panics
/// If it received none.
#[must_use]
pub fn last(server: &MockServer) -> RecordedRequest {
    server.requests().pop().expect("a request")
}
