//! Errors of starting a server.

use std::path::PathBuf;
use std::{error, fmt, io};

/// An error of starting a server.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The builder has no specification.
    NoSpec,
    /// The specification's file could not be read.
    Read {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The specification could not be parsed.
    Spec(civis_spec::Error),
    /// The port could not be opened, or the thread could not be started.
    Start(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoSpec => f.write_str("the server has no specification"),
            Error::Read { path, .. } => {
                write!(f, "could not read the specification `{}`", path.display())
            }
            Error::Spec(_) => f.write_str("could not parse the specification"),
            Error::Start(_) => f.write_str("could not start the server"),
        }
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Error::NoSpec => None,
            Error::Spec(source) => Some(source),
            Error::Read { source, .. } | Error::Start(source) => Some(source),
        }
    }
}
