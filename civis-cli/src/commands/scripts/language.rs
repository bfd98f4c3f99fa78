//! What is in the file of a script.

use std::path::Path;

use civis::jobs::Kind;
use clap::ValueEnum;

/// The types of scripts that a file can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Language {
    /// SQL
    Sql,
    /// Python 3
    Python3,
    /// R
    R,
    /// JavaScript, for a database
    Javascript,
    /// Commands of a shell, in a Docker image
    Container,
}

impl Language {
    /// By the extension of a path.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "sql" => Self::Sql,
            "py" => Self::Python3,
            "r" => Self::R,
            "js" => Self::Javascript,
            "sh" | "bash" => Self::Container,
            _ => return None,
        })
    }

    /// Whether the script runs in a database.
    pub(super) fn needs_database(self) -> bool {
        matches!(self, Self::Sql | Self::Javascript)
    }

    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Sql => Kind::Sql,
            Self::Python3 => Kind::Python,
            Self::R => Kind::R,
            Self::Javascript => Kind::JavaScript,
            Self::Container => Kind::Container,
        }
    }

    /// The operation that creates the script, and its path.
    pub(super) fn operation(self) -> (&'static str, &'static str) {
        match self {
            Self::Sql => ("scripts.post_sql", "/scripts/sql"),
            Self::Python3 => ("scripts.post_python3", "/scripts/python3"),
            Self::R => ("scripts.post_r", "/scripts/r"),
            Self::Javascript => ("scripts.post_javascript", "/scripts/javascript"),
            Self::Container => ("scripts.post_containers", "/scripts/containers"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Language;

    #[test]
    fn the_extension_says_what_a_file_is() {
        for (path, expected) in [
            ("a/train.py", Some(Language::Python3)),
            ("REPORT.SQL", Some(Language::Sql)),
            ("model.R", Some(Language::R)),
            ("job.sh", Some(Language::Container)),
            ("job.txt", None),
            ("job", None),
        ] {
            assert_eq!(Language::of(Path::new(path)), expected, "{path}");
        }
    }
}
