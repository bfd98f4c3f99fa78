//! The manifest of rows in several files.

use civis_core::support::{self, with_context};
use civis_core::transfer::SignedUrl;
use serde_json::Value;

use crate::{Error, ErrorKind, Result, delimiter};

/// The list of the files into which the Platform has written the rows of one statement.
///
/// Each is a file on the Platform, with the headers again unless they were left out:
///
/// ```no_run
/// use civis::{files, sql};
///
/// let session = civis::Session::from_env()?;
/// let manifest = sql::read(&session, "select * from people", "redshift-general").gzip().to_files()?;
/// for entry in &manifest.entries {
///     files::download(&session, entry.id).to_path(&entry.name)?;
/// }
/// # Ok::<(), civis::Error>(())
/// ```
///
/// The fields are those that the official client 2.10.1 documents.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Manifest {
    /// The ID of the file on the Platform that has the manifest.
    pub file_id: i64,
    /// The SQL text.
    pub query: String,
    /// The names of the columns.
    pub header: Vec<String>,
    /// The files, in the order of the manifest.
    pub entries: Vec<ManifestEntry>,
    /// Whether the values have no quotes.
    pub unquoted: bool,
    /// `none`, `gzip` or `zip`.
    pub compression: String,
    /// The character between values.
    pub delimiter: char,
}

/// One of the files of a [`Manifest`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ManifestEntry {
    /// The ID of the file on the Platform, for [`files::download`](crate::files::download).
    pub id: i64,
    /// The name of the file.
    pub name: String,
    /// The size in bytes, compressed as it is.
    pub size: Option<u64>,
    /// Where the file is stored, without authorization: `s3://…`.
    pub url: Option<String>,
    /// A URL that gives the file to everyone who has it, until it expires. `Debug` does not show its query.
    pub url_signed: Option<SignedUrl>,
}

impl Manifest {
    /// Reads the JSON of a manifest.
    pub(super) fn parse(file_id: i64, json: &[u8], name: &str) -> Result<Self> {
        let json: Value = serde_json::from_slice(json).map_err(|error| {
            let message = format!("{name}: the manifest is not JSON: {error}");
            support::error(ErrorKind::Decode, message)
        })?;
        Self::of(file_id, &json).map_err(|error| with_context(error, name))
    }

    fn of(file_id: i64, json: &Value) -> Result<Self> {
        let array = |field: &str| {
            let array = json.get(field).and_then(Value::as_array);
            array.ok_or_else(|| missing(field))
        };
        let text = |field: &str| json.get(field).and_then(Value::as_str).unwrap_or_default();
        let header = array("header")?.iter().filter_map(Value::as_str);
        let name = text("delimiter");
        // Any other character stands for itself.
        let delimiter = delimiter::named(name).or(name.chars().next());
        Ok(Self {
            file_id,
            query: text("query").to_owned(),
            header: header.map(str::to_owned).collect(),
            entries: array("entries")?
                .iter()
                .map(ManifestEntry::of)
                .collect::<Result<_>>()?,
            unquoted: json
                .get("unquoted")
                .and_then(Value::as_bool)
                .unwrap_or(false),
            compression: text("compression").to_owned(),
            delimiter: delimiter.unwrap_or(','),
        })
    }
}

impl ManifestEntry {
    fn of(json: &Value) -> Result<Self> {
        let text = |field: &str| json.get(field).and_then(Value::as_str);
        Ok(Self {
            id: json
                .get("id")
                .and_then(Value::as_i64)
                .ok_or_else(|| missing("entries[].id"))?,
            name: text("name")
                .ok_or_else(|| missing("entries[].name"))?
                .to_owned(),
            size: json.get("size").and_then(Value::as_u64),
            url: text("url").map(str::to_owned),
            url_signed: text("url_signed").map(SignedUrl::parse).transpose()?,
        })
    }
}

fn missing(field: &str) -> Error {
    let message = format!("the manifest has no `{field}`");
    support::error(ErrorKind::Missing, message)
}

#[cfg(test)]
mod tests {
    use super::Manifest;

    const JSON: &str = r#"{
        "query": "select 1", "header": ["id"], "unquoted": false, "compression": "gzip", "delimiter": "|",
        "entries": [{
            "id": 7, "name": "a_000.csv.gz", "size": 3, "url": "s3://bucket/a",
            "url_signed": "https://bucket.test/a?signature=secret"
        }]
    }"#;

    #[test]
    fn a_manifest_has_its_entries_and_hides_their_signatures() {
        let manifest = Manifest::parse(5, JSON.as_bytes(), "f").expect("a manifest");
        assert_eq!((manifest.file_id, manifest.delimiter), (5, '|'));
        assert_eq!(manifest.header, ["id"]);
        let [entry] = &*manifest.entries else {
            panic!("{manifest:?}");
        };
        assert_eq!(
            (entry.id, &*entry.name, entry.size),
            (7, "a_000.csv.gz", Some(3))
        );
        assert!(!format!("{manifest:?}").contains("secret"), "{manifest:?}");
    }

    #[test]
    fn what_is_no_manifest_is_an_error() {
        let without_id = JSON.replace("\"id\": 7,", "");
        for (json, wanted) in [
            ("id,name", "f: the manifest is not JSON: "),
            ("{}", "f: the manifest has no `header`"),
            (&without_id, "f: the manifest has no `entries[].id`"),
        ] {
            let error = Manifest::parse(5, json.as_bytes(), "f").expect_err(wanted);
            assert!(error.to_string().starts_with(wanted), "{error}");
        }
    }
}
