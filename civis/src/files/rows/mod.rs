//! Rows of CSV, read and written.

mod read;
mod write;

pub use read::{Records, Rows};
pub(crate) use write::write_rows;

/// How a CSV text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Format {
    /// Between the fields.
    pub(crate) delimiter: u8,
    /// Whether the first row has the names of the columns.
    pub(crate) has_headers: bool,
}

impl Default for Format {
    fn default() -> Self {
        Self {
            delimiter: b',',
            has_headers: true,
        }
    }
}
