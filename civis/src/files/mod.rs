//! Files on the Platform: upload, download, and the output files of runs.
//!
//! ```no_run
//! # let client = civis::Session::from_env()?;
//! use civis::files;
//! # #[derive(serde::Deserialize)]
//! # struct Config { threshold: f64 }
//!
//! let id = files::upload(&client, "data.csv").description("nightly").send()?;
//! files::download(&client, id).to_path("copy.csv")?;
//!
//! let config: Config = files::read_json(&client, 42)?;
//! # let _ = config.threshold;
//! # Ok::<(), civis::Error>(())
//! ```
//!
//! | to | use |
//! |---|---|
//! | upload a local file | [`upload`] |
//! | upload bytes, or what a reader returns | [`upload_bytes`], [`upload_reader`] |
//! | upload a value as JSON, rows as CSV | [`upload_json`], [`upload_rows`] |
//! | download to a file, a writer, bytes or text | [`download`] |
//! | read JSON, or the rows of a CSV file | [`read_json`], [`Download::rows`], [`Download::records`] |
//! | find the output files of a run | [`find_output`], [`find_outputs`] |
//! | show progress | [`Upload::on_progress`], [`Download::on_progress`] |
//!
//! The content of a file is not sent through the Platform's API, but to and from the store behind it, by signed URLs.
//! These requests have no API key. Their URLs are secrets: errors and logs show only the path.
//!
//! # What is left after an error
//!
//! The API has no request that deletes a file. If an upload fails after the Platform has created the file, the error says
//! so and names the file's ID; the file has no content, and disappears when it expires.
//!
//! A failed download leaves no file: the content is written to a temporary file in the same folder, which is removed.

mod checksum;
mod data;
mod download;
mod outputs;
mod positioned;
mod records;
mod rows;
mod spool;
mod upload;
mod workers;

pub use download::{Download, FileReader, download, read_json};
pub use outputs::{OutputFile, find_output, find_outputs};
pub(crate) use rows::{Format, write_rows};
pub use rows::{Records, Rows};
pub use upload::{Upload, upload, upload_bytes, upload_json, upload_reader, upload_rows};
pub(crate) use upload::{WriteContent, upload_file, upload_written};
