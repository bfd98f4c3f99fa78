//! Data frames.

use civis_core::support::{self, TextFrame};

use crate::files::Records;
use crate::polars_core::frame::DataFrame;
use crate::{ErrorKind, Result};

/// Collects records into columns of text, in which an empty value is a null.
pub(super) fn frame(records: Records) -> Result<DataFrame> {
    let names: Vec<&str> = records.headers().iter().collect();
    let mut frame = TextFrame::new(&names);
    for record in records {
        let record = record?;
        frame.push(
            record
                .iter()
                .map(|value| Some(value).filter(|value| !value.is_empty())),
        );
    }
    frame.finish().map_err(|error| {
        support::error(
            ErrorKind::Decode,
            format!("the rows are no data frame: {error}"),
        )
    })
}
