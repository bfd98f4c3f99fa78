//! Bars, by `indicatif`.

use std::fmt;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::Transfer;

/// A bar, or a spinner as long as the total is not known.
const WITH_TOTAL: &str =
    "{msg} [{wide_bar}] {binary_bytes} of {binary_total_bytes}, {binary_bytes_per_sec}, {eta} left";
const WITHOUT_TOTAL: &str = "{msg} {spinner} {binary_bytes}, {binary_bytes_per_sec}";

/// Returns a function for `on_progress` that draws a bar on the standard error: `label`, the bytes and their total, the
/// rate, and the time that is left. It draws nothing if the standard error is not a terminal. The bar stays when the
/// transfer is complete, and is removed if it fails.
///
/// ```no_run
/// # let client = civis::Session::from_env()?;
/// let id = civis::files::upload(&client, "data.csv")
///     .on_progress(civis::progress::bar("data.csv"))
///     .send()?;
/// # let _ = id;
/// # Ok::<(), civis::Error>(())
/// ```
pub fn bar(label: impl Into<String>) -> impl FnMut(Transfer) + Send + 'static {
    let bar = Bar::new(label.into());
    move |transfer| bar.show(transfer)
}

/// Bars of several transfers at the same time, one below the other. [`bar`] is enough for one at a time.
///
/// ```no_run
/// # let client = civis::Session::from_env()?;
/// use std::thread;
///
/// let bars = civis::progress::Bars::new();
/// thread::scope(|scope| {
///     for name in ["one.csv", "other.csv"] {
///         let upload = civis::files::upload(&client, name).on_progress(bars.bar(name));
///         scope.spawn(|| upload.send());
///     }
/// });
/// # Ok::<(), civis::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Bars(MultiProgress);

impl Bars {
    /// No bars yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a bar below the others, and returns a function for `on_progress` as [`bar`] does.
    ///
    /// ```
    /// let bars = civis::progress::Bars::new();
    /// let on_progress = bars.bar("data.csv");
    /// # let _ = on_progress;
    /// ```
    pub fn bar(&self, label: impl Into<String>) -> impl FnMut(Transfer) + Send + 'static {
        let bar = self.add(label.into());
        move |transfer| bar.show(transfer)
    }

    fn add(&self, label: String) -> Bar {
        Bar::of(self.0.add(ProgressBar::new_spinner()), label)
    }
}

impl fmt::Debug for Bars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bars").finish_non_exhaustive()
    }
}

struct Bar(ProgressBar);

impl Bar {
    fn new(label: String) -> Self {
        Self::of(ProgressBar::new_spinner(), label)
    }

    fn of(bar: ProgressBar, label: String) -> Self {
        bar.set_message(label);
        bar.set_style(style(WITHOUT_TOTAL));
        Self(bar)
    }

    fn show(&self, transfer: Transfer) {
        if let Some(total) = transfer.total
            && self.0.length() != Some(total)
        {
            self.0.set_style(style(WITH_TOTAL));
            self.0.set_length(total);
        }
        self.0.set_position(transfer.bytes);
        if transfer.is_complete() {
            self.0.finish();
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if !self.0.is_finished() {
            self.0.finish_and_clear();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    // The templates are valid: a test draws with them.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use std::io::{self, IsTerminal as _};

    use indicatif::ProgressStyle;

    use super::{Bar, Bars};
    use crate::progress::Transfer;

    #[test]
    fn nothing_is_drawn_if_nobody_sees_it() {
        let bar = Bar::new("data.csv".to_owned());
        assert_eq!(bar.0.is_hidden(), !io::stderr().is_terminal());
        for (bytes, total) in [(0, None), (1, Some(4)), (4, Some(4))] {
            bar.show(Transfer { bytes, total });
            assert_eq!((bar.0.position(), bar.0.length()), (bytes, total));
        }
        assert!(bar.0.is_finished());
    }

    #[test]
    fn several_bars_count_on_their_own() {
        let bars = Bars::new();
        let (one, other) = (bars.add("one".to_owned()), bars.add("other".to_owned()));
        let transfer = |bytes| Transfer {
            bytes,
            total: Some(4),
        };
        one.show(transfer(1));
        other.show(transfer(4));
        assert_eq!((one.0.position(), other.0.position()), (1, 4));
        assert_eq!((one.0.is_finished(), other.0.is_finished()), (false, true));
    }

    #[test]
    fn the_templates_are_valid() {
        for template in [super::WITH_TOTAL, super::WITHOUT_TOTAL] {
            ProgressStyle::with_template(template).expect(template);
        }
    }
}
