//! Progress of uploads and downloads.
//!
//! Pass a function to `on_progress` of an upload or a download. With the feature `progress`, `bar` returns one that
//! draws a bar.
//!
//! ```no_run
//! # let client = civis::Session::from_env()?;
//! use civis::files;
//!
//! let id = files::upload(&client, "data.csv")
//!     .on_progress(|progress| match progress.total {
//!         Some(total) => eprint!("\r{} of {total} bytes", progress.bytes),
//!         None => eprint!("\r{} bytes", progress.bytes),
//!     })
//!     .send()?;
//! # let _ = id;
//! # Ok::<(), civis::Error>(())
//! ```

#[cfg(feature = "progress")]
mod bar;
mod meter;

#[cfg(feature = "progress")]
pub use bar::{Bars, bar};
pub(crate) use meter::{Meter, PartMeter};

/// How far a transfer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Transfer {
    /// The bytes that were transferred. Bytes that were sent again after a failure count once, so the number only grows.
    pub bytes: u64,
    /// The bytes to be transferred in all, if that is known.
    pub total: Option<u64>,
}

impl Transfer {
    /// Whether everything was transferred. Always false if the total is not known.
    ///
    /// ```no_run
    /// # let client = civis::Session::from_env()?;
    /// civis::files::download(&client, 7)
    ///     .on_progress(|progress| {
    ///         if progress.is_complete() {
    ///             eprintln!("{} bytes", progress.bytes);
    ///         }
    ///     })
    ///     .to_path("copy.csv")?;
    /// # Ok::<(), civis::Error>(())
    /// ```
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.total.is_some_and(|total| self.bytes >= total)
    }
}
