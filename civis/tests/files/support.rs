//! What the tests share: a server, a session over each transport, and folders.

#[path = "../support/folder.rs"]
mod folder;
#[path = "../support/spec.rs"]
mod spec;

use std::time::Duration;

use civis::transport::{Settings, Transport};
use civis::{Clock, Error, Session, SessionBuilder};
use civis_mock::{MockServer, Platform, RecordedRequest};

pub(crate) use self::folder::Folder;
use self::spec::spec;

/// The smallest part that S3 accepts, in bytes.
pub(crate) const PART: u64 = 5 << 20;

/// The largest content that is sent in one piece, in bytes.
pub(crate) const SINGLE: u64 = 50 << 20;

/// The path of the content of a file in the store, as a pattern of faults.
pub(crate) const OBJECT: &str = "/civis-mock-files/files/{id}/{name}";

/// The path to which forms are posted.
pub(crate) const FORM: &str = "/civis-mock-files";

/// The transports that are compiled in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Backend {
    #[cfg(feature = "ureq")]
    Ureq,
    #[cfg(feature = "reqwest")]
    Reqwest,
}

impl Backend {
    fn transport(self) -> Box<dyn Transport> {
        let settings = Settings::default().no_proxy();
        match self {
            #[cfg(feature = "ureq")]
            Self::Ureq => Box::new(civis::transport::Ureq::new(&settings).expect("a transport")),
            #[cfg(feature = "reqwest")]
            Self::Reqwest => {
                Box::new(civis::transport::Reqwest::new(&settings).expect("a transport"))
            }
        }
    }
}

/// Declares a test of each function for each transport.
macro_rules! on_every_transport {
    ($($test:ident,)*) => {
        #[cfg(feature = "ureq")]
        mod ureq {
            $(#[test] fn $test() { super::$test($crate::support::Backend::Ureq); })*
        }
        #[cfg(feature = "reqwest")]
        mod reqwest {
            $(#[test] fn $test() { super::$test($crate::support::Backend::Reqwest); })*
        }
    };
}

/// Never sleeps.
#[derive(Debug)]
struct Impatient;

impl Clock for Impatient {
    fn sleep(&self, _wait: Duration) {}
}

/// A server for the pinned specification, its state, and a session that does not wait between retries.
pub(crate) struct World {
    pub(crate) server: MockServer,
    pub(crate) platform: Platform,
    pub(crate) session: Session,
}

impl World {
    pub(crate) fn new(backend: Backend) -> Self {
        Self::with(backend, Platform::new(), |builder| builder)
    }

    pub(crate) fn with(
        backend: Backend,
        platform: Platform,
        settings: impl FnOnce(SessionBuilder) -> SessionBuilder,
    ) -> Self {
        let builder = MockServer::builder().spec(spec()).platform(&platform);
        let server = builder.start().expect("the server starts");
        let session = Session::builder()
            .api_key(server.api_key())
            .base_url(server.url())
            .environment(|_| None)
            .transport(backend.transport())
            .clock(Impatient);
        let session = settings(session).build().expect("a session");
        Self {
            server,
            platform,
            session,
        }
    }

    pub(crate) fn add_file(&self, name: &str, content: impl Into<Vec<u8>>) -> i64 {
        signed(self.platform.add_file(name, content))
    }

    /// The content of a file on the Platform.
    pub(crate) fn file(&self, id: i64) -> Vec<u8> {
        self.platform
            .file(id.unsigned_abs())
            .expect("a file with content")
    }

    /// The requests so far: `GET /files/7`.
    pub(crate) fn requests(&self) -> Vec<String> {
        let line = |request: &RecordedRequest| format!("{} {}", request.method, request.path);
        self.server.requests().iter().map(line).collect()
    }

    /// How many of the requests so far went to the store, with this method.
    pub(crate) fn count_in_store(&self, method: &str) -> usize {
        let start = format!("{method} {FORM}");
        let requests = self.requests();
        requests
            .iter()
            .filter(|line| line.starts_with(&start))
            .count()
    }
}

pub(crate) fn signed(id: u64) -> i64 {
    i64::try_from(id).expect("an ID")
}

/// A content of which every KiB differs from every other.
pub(crate) fn content(length: u64) -> Vec<u8> {
    let length = usize::try_from(length).expect("a length");
    let block: Vec<u8> = (0..1024u32)
        .map(|byte| byte.wrapping_mul(7) as u8)
        .collect();
    let mut content = block.repeat(length.div_ceil(1024));
    for (number, block) in content.chunks_mut(1024).enumerate() {
        block[..8].copy_from_slice(&number.to_be_bytes());
    }
    content.truncate(length);
    content
}

/// The text of an error and of its causes.
pub(crate) fn whole(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
