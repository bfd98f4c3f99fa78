//! How the Platform writes the rows of a statement: the property `csvSettings`.

use civis_core::support::invalid_argument;
use serde_json::{Map, Value};

use crate::files::Format;
use crate::{Result, delimiter};

/// How a file of rows is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Compression {
    #[default]
    None,
    Gzip,
    Zip,
}

impl Compression {
    /// The name in the API.
    fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gzip => "gzip",
            Self::Zip => "zip",
        }
    }
}

/// Where the rows go. Settings that do not apply there are errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
    /// The rows are parsed here.
    Rows,
    /// The text of one file is copied to here.
    Copy,
    /// One file stays on the Platform.
    File,
    /// Several files stay on the Platform.
    Files,
}

/// The settings, as the builder has set them so far.
#[derive(Debug, Clone)]
pub(super) struct CsvSettings {
    pub(super) delimiter: char,
    pub(super) has_headers: bool,
    pub(super) compression: Compression,
    pub(super) is_unquoted: bool,
    pub(super) prefix: Option<String>,
    /// In megabytes.
    pub(super) max_file_size: Option<u32>,
}

impl Default for CsvSettings {
    fn default() -> Self {
        Self {
            delimiter: ',',
            has_headers: true,
            compression: Compression::None,
            is_unquoted: false,
            prefix: None,
            max_file_size: None,
        }
    }
}

impl CsvSettings {
    /// How to parse the text. [`json`](Self::json) has checked the delimiter.
    pub(super) fn format(&self) -> Format {
        Format {
            delimiter: u8::try_from(self.delimiter).unwrap_or(b','),
            has_headers: self.has_headers,
        }
    }

    /// Checks the settings for a destination, and returns them as JSON.
    pub(super) fn json(&self, function: &str, destination: Destination) -> Result<Value> {
        let invalid = |argument, message: &str| invalid_argument(function, argument, message);
        let Some(delimiter) = delimiter::name(self.delimiter) else {
            let other = self.delimiter;
            let message = format!("is {other:?}; the Platform writes ',', '\\t' and '|'");
            return Err(invalid("delimiter", &message));
        };
        if destination == Destination::Rows {
            if self.is_unquoted {
                let message = "is for files: rows without quotes cannot be separated";
                return Err(invalid("unquoted", message));
            }
            if self.compression == Compression::Zip {
                return Err(invalid("zip", "is for files: rows are transferred in gzip"));
            }
        }
        match (self.max_file_size, destination) {
            (Some(0), _) => return Err(invalid("max_file_size", "must not be 0")),
            (Some(_), Destination::Rows | Destination::Copy | Destination::File) => {
                return Err(invalid("max_file_size", "is for `to_files` only"));
            }
            _ => {}
        }
        if let Some(prefix) = &self.prefix {
            if prefix.is_empty() {
                return Err(invalid("prefix", "must not be empty"));
            }
            if prefix.contains(['/', '\\']) || prefix.contains(char::is_control) {
                let message = format!("is {prefix:?}, which cannot begin the name of a file");
                return Err(invalid("prefix", &message));
            }
        }
        let compression = match (self.compression, destination) {
            // Less to transfer; decompressed on the way.
            (Compression::None, Destination::Rows | Destination::Copy) => Compression::Gzip,
            (compression, _) => compression,
        };
        let mut json = Map::new();
        let mut set = |name: &str, value: Value| json.insert(name.to_owned(), value);
        set("includeHeader", self.has_headers.into());
        set("compression", compression.name().into());
        set("columnDelimiter", delimiter.into());
        set("unquoted", self.is_unquoted.into());
        set("forceMultifile", (destination == Destination::Files).into());
        if let Some(prefix) = &self.prefix {
            set("filenamePrefix", prefix.as_str().into());
        }
        if let Some(size) = self.max_file_size {
            set("maxFileSize", size.into());
        }
        Ok(json.into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Compression, CsvSettings, Destination};

    #[test]
    fn the_names_are_those_of_the_api() {
        let settings = CsvSettings {
            delimiter: '\t',
            has_headers: false,
            is_unquoted: true,
            prefix: Some("people".to_owned()),
            max_file_size: Some(7),
            ..CsvSettings::default()
        };
        assert_eq!(
            settings.json("f", Destination::Files).expect("settings"),
            json!({
                "includeHeader": false, "compression": "none", "columnDelimiter": "tab",
                "unquoted": true, "forceMultifile": true, "filenamePrefix": "people",
                "maxFileSize": 7,
            })
        );
    }

    #[test]
    fn what_is_decompressed_on_the_way_is_transferred_in_gzip() {
        let cases = [
            (Compression::None, Destination::Rows, "gzip"),
            (Compression::None, Destination::Copy, "gzip"),
            (Compression::None, Destination::File, "none"),
            (Compression::None, Destination::Files, "none"),
            (Compression::Zip, Destination::Copy, "zip"),
            (Compression::Gzip, Destination::File, "gzip"),
        ];
        for (compression, destination, wanted) in cases {
            let settings = CsvSettings {
                compression,
                ..CsvSettings::default()
            };
            let json = settings.json("f", destination).expect("settings");
            assert_eq!(
                json["compression"], wanted,
                "{compression:?} {destination:?}"
            );
        }
    }

    #[test]
    fn settings_that_cannot_be_followed_name_the_argument() {
        let default = CsvSettings::default;
        let cases = [
            (
                CsvSettings {
                    delimiter: ';',
                    ..default()
                },
                Destination::File,
                "f: `delimiter` is ';'; the Platform writes ',', '\\t' and '|'",
            ),
            (
                CsvSettings {
                    is_unquoted: true,
                    ..default()
                },
                Destination::Rows,
                "f: `unquoted` is for files: rows without quotes cannot be separated",
            ),
            (
                CsvSettings {
                    compression: Compression::Zip,
                    ..default()
                },
                Destination::Rows,
                "f: `zip` is for files: rows are transferred in gzip",
            ),
            (
                CsvSettings {
                    max_file_size: Some(1),
                    ..default()
                },
                Destination::Copy,
                "f: `max_file_size` is for `to_files` only",
            ),
            (
                CsvSettings {
                    max_file_size: Some(0),
                    ..default()
                },
                Destination::Files,
                "f: `max_file_size` must not be 0",
            ),
            (
                CsvSettings {
                    prefix: Some("a/b".to_owned()),
                    ..default()
                },
                Destination::File,
                "f: `prefix` is \"a/b\", which cannot begin the name of a file",
            ),
            (
                CsvSettings {
                    prefix: Some(String::new()),
                    ..default()
                },
                Destination::File,
                "f: `prefix` must not be empty",
            ),
        ];
        for (settings, destination, wanted) in cases {
            let error = settings.json("f", destination).expect_err(wanted);
            assert_eq!(error.to_string(), wanted);
        }
    }
}
