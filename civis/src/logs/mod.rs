//! Logs of runs.

mod line;
mod page;

pub use line::Line;
pub(crate) use page::Page;
