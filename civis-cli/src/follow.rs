//! Following the log of a run.

use civis::jobs::Run;
use civis::logs::Line;
use serde_json::{Value, json};

use crate::context::Context;
use crate::error::Error;
use crate::output::Format;
use crate::wait::WaitArgs;

/// Prints the log of a run as it grows, until the run has ended. A run that failed is an error.
pub(crate) fn follow(context: &Context, run: &Run, wait: &WaitArgs) -> Result<(), Error> {
    follow_by(LinePrinter::new(context), run, wait)
}

/// [`follow`], for a command that has a result: the lines go to standard error.
pub(crate) fn follow_aside(context: &Context, run: &Run, wait: &WaitArgs) -> Result<(), Error> {
    follow_by(LinePrinter::aside(context, wait.quiet), run, wait)
}

fn follow_by(mut printer: LinePrinter<'_>, run: &Run, wait: &WaitArgs) -> Result<(), Error> {
    let context = printer.context;
    let mut log = run.log();
    if let Some(timeout) = context.globals().timeout {
        log = log.timeout(timeout.0);
    }
    if let Some(interval) = wait.interval() {
        log = log.interval(interval);
    }
    for line in log.follow() {
        match line {
            Ok(line) => printer.print(line)?,
            Err(error) => {
                printer.finish()?;
                return Err(wait.stopped(context, run, error));
            }
        }
    }
    printer.finish()?;
    // The log is complete, so this takes one look, and the error need not repeat its lines.
    let waited = wait.quiet_waiter(context).log_lines(0).wait(run);
    match waited {
        Ok(_) => Ok(()),
        Err(error) => Err(wait.stopped(context, run, error)),
    }
}

/// Prints the lines of a log.
pub(crate) struct LinePrinter<'c> {
    context: &'c Context,
    style: Style,
}

enum Style {
    /// Text on standard output, unless another format is asked for.
    Text,
    /// An object on each line.
    Objects,
    /// A format that is written as a whole, and its lines so far.
    Whole(Vec<Value>),
    /// Text on standard error.
    Aside,
    Nothing,
}

impl<'c> LinePrinter<'c> {
    pub(crate) fn new(context: &'c Context) -> Self {
        let style = match context.chosen_format() {
            None | Some(Format::Raw) => Style::Text,
            Some(Format::Ndjson) => Style::Objects,
            Some(_) => Style::Whole(Vec::new()),
        };
        Self { context, style }
    }

    fn aside(context: &'c Context, is_quiet: bool) -> Self {
        let style = if is_quiet {
            Style::Nothing
        } else {
            Style::Aside
        };
        Self { context, style }
    }

    /// Prints a line at once, if the format allows it.
    pub(crate) fn print(&mut self, line: Line) -> Result<(), Error> {
        match &mut self.style {
            Style::Text => self.context.print_line(&text(&line))?,
            Style::Objects => self.context.print_value(object(line))?,
            Style::Whole(lines) => lines.push(object(line)),
            Style::Aside => self.context.note(&text(&line)),
            Style::Nothing => {}
        }
        self.context.flush()
    }

    /// Prints what was held back.
    pub(crate) fn finish(self) -> Result<(), Error> {
        let Style::Whole(lines) = self.style else {
            return Ok(());
        };
        let columns = ["createdAt", "level", "message", "id"].map(str::to_owned);
        self.context
            .print_rows_with(&columns, lines.into_iter().map(Ok::<_, Error>))
    }
}

/// `2027-01-15T15:44:29.000Z message`, as the official command line has it.
fn text(line: &Line) -> String {
    let message = civis_spec::escape_control(line.message.trim_end());
    match &line.created_at {
        Some(time) => format!("{time} {message}"),
        None => message,
    }
}

fn object(line: Line) -> Value {
    json!({
        "createdAt": line.created_at.map(|time| time.to_string()),
        "level": line.level,
        "message": line.message,
        "id": line.id,
    })
}
