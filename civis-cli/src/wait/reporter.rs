//! The state of what runs: a spinner for a person, lines with the time otherwise.

use std::cell::OnceCell;
use std::fmt::Display;
use std::time::Duration;

use civis::jobs::State;
use indicatif::{ProgressBar, ProgressStyle};

use crate::context::Context;

/// The time between two pictures of the spinner.
const TICK: Duration = Duration::from_millis(100);

/// Reports on standard error.
pub(crate) struct Reporter<'c> {
    context: &'c Context,
    style: Style,
}

enum Style {
    Quiet,
    /// A spinner, once there is something to show: until then, the bar of an upload may be there.
    Spinner(OnceCell<ProgressBar>),
    Lines,
}

impl<'c> Reporter<'c> {
    pub(crate) fn new(context: &'c Context, is_quiet: bool) -> Self {
        let style = match (is_quiet, context.terminal().stderr()) {
            (true, _) => Style::Quiet,
            (false, false) => Style::Lines,
            (false, true) => Style::Spinner(OnceCell::new()),
        };
        Self { context, style }
    }

    pub(crate) fn context(&self) -> &'c Context {
        self.context
    }

    /// Shows a person that something begins, before there is a state to report.
    pub(crate) fn begin(&self, message: &str) {
        if let Style::Spinner(_) = self.style {
            self.report(message);
        }
    }

    /// Reports the state of something. The spinner is removed with its end.
    pub(crate) fn state(&self, what: &impl Display, state: &State) {
        self.report(&format!("{what}: {state}"));
        if state.has_ended() {
            self.finish();
        }
    }

    /// Reports what goes on.
    pub(crate) fn report(&self, message: &str) {
        let message = civis_spec::escape_control(message);
        match &self.style {
            Style::Quiet => {}
            Style::Spinner(cell) => cell.get_or_init(spinner).set_message(message),
            Style::Lines => {
                let now = civis::jiff::Timestamp::now();
                self.context.note(&format!("{now:.0} {message}"));
            }
        }
    }

    /// Removes the spinner.
    pub(crate) fn finish(&self) {
        if let Style::Spinner(cell) = &self.style
            && let Some(spinner) = cell.get()
        {
            spinner.finish_and_clear();
        }
    }
}

impl Drop for Reporter<'_> {
    fn drop(&mut self) {
        self.finish();
    }
}

fn spinner() -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})");
    // The template is valid: a test in a pseudo-terminal draws it.
    let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
    let spinner = ProgressBar::new_spinner().with_style(style);
    spinner.enable_steady_tick(TICK);
    spinner
}
