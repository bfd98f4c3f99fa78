//! CSV files: those that SQL scripts write and those that imports read.

use std::io::{Cursor, Read as _, Write as _};

use csv::{QuoteStyle, ReaderBuilder, WriterBuilder};
use flate2::Compression as Level;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::table::Table;
use crate::platform::object::property;

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compression {
    None,
    Gzip,
    Zip,
}

impl Compression {
    /// Parses a name of the API. Without one, it is `default`.
    pub(crate) fn parse(name: Option<&str>, default: Compression) -> Result<Self, String> {
        match name {
            None => Ok(default),
            Some("none") => Ok(Compression::None),
            Some("gzip") => Ok(Compression::Gzip),
            Some("zip") => Ok(Compression::Zip),
            Some(other) => Err(format!("unknown compression `{other}`")),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Compression::None => "none",
            Compression::Gzip => "gzip",
            Compression::Zip => "zip",
        }
    }

    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Compression::None => "",
            Compression::Gzip => ".gz",
            Compression::Zip => ".zip",
        }
    }

    /// Detects the compression of a file from its first bytes.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0x1f, 0x8b, ..] => Compression::Gzip,
            [b'P', b'K', 3, 4, ..] => Compression::Zip,
            _ => Compression::None,
        }
    }
}

/// The delimiter with a name of the API.
pub(crate) fn delimiter(name: &str) -> Result<u8, String> {
    match name {
        "comma" => Ok(b','),
        "tab" => Ok(b'\t'),
        "pipe" => Ok(b'|'),
        other => Err(format!("unknown column delimiter `{other}`")),
    }
}

/// How a SQL script writes its files: the property `csvSettings`.
#[derive(Debug)]
pub(crate) struct CsvSettings {
    pub(crate) header: bool,
    pub(crate) compression: Compression,
    pub(crate) delimiter: String,
    pub(crate) unquoted: bool,
    pub(crate) multifile: bool,
    pub(crate) prefix: Option<String>,
    /// In megabytes.
    pub(crate) max_size: Option<u64>,
}

impl CsvSettings {
    pub(crate) fn parse(value: &Value) -> Result<Self, String> {
        let text = |name| property(value, name).as_str();
        let flag = |name, default| property(value, name).as_bool().unwrap_or(default);
        let settings = CsvSettings {
            header: flag("includeHeader", true),
            compression: Compression::parse(text("compression"), Compression::Gzip)?,
            delimiter: text("columnDelimiter").unwrap_or("comma").to_owned(),
            unquoted: flag("unquoted", false),
            multifile: flag("forceMultifile", false),
            prefix: text("filenamePrefix").map(str::to_owned),
            max_size: property(value, "maxFileSize").as_u64(),
        };
        delimiter(&settings.delimiter)?;
        Ok(settings)
    }

    /// Writes rows, uncompressed.
    pub(crate) fn write(&self, table: &Table, rows: &[Vec<Value>]) -> Result<Vec<u8>, String> {
        let style = if self.unquoted {
            QuoteStyle::Never
        } else {
            QuoteStyle::Always
        };
        let mut writer = WriterBuilder::new()
            .delimiter(delimiter(&self.delimiter)?)
            .quote_style(style)
            .flexible(true)
            .from_writer(Vec::new());
        let failed = |error: csv::Error| error.to_string();
        if self.header {
            writer.write_record(table.columns()).map_err(failed)?;
        }
        for row in rows {
            writer.write_record(row.iter().map(cell)).map_err(failed)?;
        }
        writer.into_inner().map_err(|error| error.to_string())
    }
}

/// A cell in CSV.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "t".to_owned(),
        Value::Bool(false) => "f".to_owned(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// Compresses a file, which is called `name` inside an archive.
pub(crate) fn compress(
    bytes: Vec<u8>,
    compression: Compression,
    name: &str,
) -> Result<Vec<u8>, String> {
    let failed = |error: std::io::Error| error.to_string();
    match compression {
        Compression::None => Ok(bytes),
        Compression::Gzip => {
            // Two members, as the official client expects: not every reader of gzip goes on after the first.
            let first_line = bytes.iter().position(|byte| *byte == b'\n');
            let (first, rest) = bytes.split_at(first_line.map_or(bytes.len(), |end| end + 1));
            let mut file = Vec::new();
            for member in [first, rest] {
                let mut encoder = GzEncoder::new(file, Level::fast());
                encoder.write_all(member).map_err(failed)?;
                file = encoder.finish().map_err(failed)?;
            }
            Ok(file)
        }
        Compression::Zip => {
            let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
            let options = SimpleFileOptions::default();
            archive
                .start_file(name, options)
                .map_err(|error| error.to_string())?;
            archive.write_all(&bytes).map_err(failed)?;
            let archive = archive.finish().map_err(|error| error.to_string())?;
            Ok(archive.into_inner())
        }
    }
}

/// The content of a file that may be compressed.
pub(crate) fn decompress(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut content = Vec::new();
    match Compression::of(bytes) {
        Compression::None => content.extend_from_slice(bytes),
        Compression::Gzip => {
            let mut decoder = MultiGzDecoder::new(bytes);
            let read = decoder.read_to_end(&mut content);
            read.map_err(|error| format!("the file is not valid gzip: {error}"))?;
        }
        Compression::Zip => {
            let invalid = |error: String| format!("the file is not a valid zip archive: {error}");
            let mut archive =
                ZipArchive::new(Cursor::new(bytes)).map_err(|error| invalid(error.to_string()))?;
            if archive.len() != 1 {
                return Err(format!(
                    "the archive has {} files instead of one",
                    archive.len()
                ));
            }
            let mut file = archive
                .by_index(0)
                .map_err(|error| invalid(error.to_string()))?;
            file.read_to_end(&mut content)
                .map_err(|error| invalid(error.to_string()))?;
        }
    }
    Ok(content)
}

/// The records of a file. They may differ in length.
pub(crate) fn records(
    text: &[u8],
    delimiter: u8,
    escaped: bool,
) -> Result<Vec<Vec<String>>, String> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .escape(escaped.then_some(b'\\'))
        .from_reader(text);
    let records = reader.records().map(|record| {
        let record = record.map_err(|error| error.to_string())?;
        Ok(record.iter().map(str::to_owned).collect())
    });
    records.collect()
}
