//! Shows log events of the library on standard error: retries, or with `-v` all of them.

use std::fmt::{self, Debug, Write};
use std::time::Duration;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::cli::Globals;
use crate::io::Terminal;

/// Returns to the start of the line and clears it, since a spinner may be there.
const CLEAR_LINE: &str = "\r\x1b[2K";

/// Shows the events of the process on standard error.
pub(crate) fn show(globals: &Globals, terminal: &Terminal) {
    let shown = tracing_subscriber::fmt().with_writer(std::io::stderr);
    // This fails if there is a subscriber already: a program may run two commands.
    let _ = if globals.verbose > 0 {
        let shown = shown.with_max_level(Level::DEBUG).with_target(false);
        tracing::subscriber::set_global_default(shown.without_time().finish())
    } else {
        let retries = Retries {
            is_terminal: terminal.stderr(),
        };
        let shown = shown.with_max_level(Level::WARN).event_format(retries);
        tracing::subscriber::set_global_default(shown.finish())
    };
}

/// Writes a line for each retry, and nothing for other events.
struct Retries {
    is_terminal: bool,
}

impl<S, N> FormatEvent<S, N> for Retries
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut retry = Retry::default();
        event.record(&mut retry);
        let Some(line) = retry.line() else {
            return Ok(());
        };
        let start = if self.is_terminal { CLEAR_LINE } else { "" };
        writeln!(writer, "{start}{line}")
    }
}

/// The fields of the event of a retry.
#[derive(Default)]
struct Retry {
    message: String,
    status: Option<u64>,
    kind: String,
    wait: Duration,
}

impl Retry {
    /// The line to show; `None` if the event is not a retry.
    fn line(&self) -> Option<String> {
        let wait = self.wait.as_secs_f64();
        if self.message == "resuming a download" {
            return Some(format!("the download broke off; it resumes in {wait:.1} s"));
        }
        if self.message != "retrying" {
            return None;
        }
        let failure = match (self.status, self.kind.as_str()) {
            (Some(status), _) => format!("the response has status {status}"),
            (None, "Connect") => "no connection".to_owned(),
            (None, "Timeout") => "no response in time".to_owned(),
            (None, _) => "the connection broke".to_owned(),
        };
        Some(format!("{failure}; the next attempt is in {wait:.1} s"))
    }
}

impl Visit for Retry {
    fn record_u64(&mut self, field: &Field, value: u64) {
        match field.name() {
            "status" => self.status = Some(value),
            "wait_ms" => self.wait = Duration::from_millis(value),
            _ => {}
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let text = match field.name() {
            "message" => &mut self.message,
            "kind" => &mut self.kind,
            _ => return,
        };
        // Writing to text does not fail.
        let _ = write!(text, "{value:?}");
    }
}
