//! Why a server could not be started.

use std::path::PathBuf;
use std::{error, fmt, io};

/// Why a server could not be started.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The builder was given no specification.
    NoSpec,
    /// The file of the specification could not be read.
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The specification could not be understood.
    Spec(civis_spec::Error),
    /// The port could not be opened, or the thread not started.
    Start(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoSpec => f.write_str("the server was given no specification"),
            Error::Read { path, .. } => {
                write!(
                    f,
                    "the specification `{}` could not be read",
                    path.display()
                )
            }
            Error::Spec(_) => f.write_str("the specification could not be understood"),
            Error::Start(_) => f.write_str("the server could not be started"),
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
