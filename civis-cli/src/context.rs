//! What a command works with: the options, the session, the output, the terminal.

use std::io::{BufRead, Write};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use civis::{CancelToken, Session};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::cli::Globals;
use crate::config::Account;
use crate::error::{Error, Exit};
use crate::io::{Io, Terminal};
use crate::output::{self, Format, Settings};
use crate::session;
use crate::specification::refresh;

/// What a command works with.
pub(crate) struct Context {
    globals: Globals,
    terminal: Terminal,
    io: Mutex<Io>,
    account: OnceLock<Account>,
    key: OnceLock<Option<Zeroizing<String>>>,
    session: OnceLock<Session>,
    interrupt: OnceLock<CancelToken>,
    #[cfg(feature = "demo")]
    demo: OnceLock<crate::demo::Demo>,
}

impl Context {
    pub(crate) fn new(globals: Globals, io: Io) -> Self {
        Self {
            globals,
            terminal: io.terminal.clone(),
            io: Mutex::new(io),
            account: OnceLock::new(),
            key: OnceLock::new(),
            session: OnceLock::new(),
            interrupt: OnceLock::new(),
            #[cfg(feature = "demo")]
            demo: OnceLock::new(),
        }
    }

    /// The options of every command.
    pub(crate) fn globals(&self) -> &Globals {
        &self.globals
    }

    /// Which of the standard streams are terminals.
    pub(crate) fn terminal(&self) -> &Terminal {
        &self.terminal
    }

    /// Key, endpoint and defaults of the user's account. With `--demo` it is that of the embedded server, which starts.
    pub(crate) fn account(&self) -> Result<&Account, Error> {
        get_or_try(&self.account, || match self.globals.demo {
            true => self.demo_account(),
            false => Account::find(&self.globals),
        })
    }

    #[cfg(feature = "demo")]
    fn demo_account(&self) -> Result<Account, Error> {
        get_or_try(&self.demo, crate::demo::Demo::start).map(crate::demo::Demo::account)
    }

    #[cfg(not(feature = "demo"))]
    fn demo_account(&self) -> Result<Account, Error> {
        let error = Error::usage("this program was built without the embedded server");
        Err(error.with_hint("build it with `--features demo`"))
    }

    /// The session. Nothing is read before the first command asks for it, so that help needs no key.
    pub(crate) fn session(&self) -> Result<&Session, Error> {
        get_or_try(&self.session, || {
            self.show_events();
            session::build(self.account()?, self.key()?, &self.globals)
        })
    }

    /// Shows the retries of requests on standard error, or with `-v` all events.
    pub(crate) fn show_events(&self) {
        session::events::show(&self.globals, &self.terminal);
    }

    /// The key of the account, read once: its source may ask the user for a password. `None` is that of the environment.
    fn key(&self) -> Result<Option<&str>, Error> {
        let key = get_or_try(&self.key, || self.account()?.key.read())?;
        Ok(key.as_ref().map(|key| key.as_str()))
    }

    /// The base URL, which needs no key.
    pub(crate) fn base_url(&self) -> Result<String, Error> {
        session::base_url(self.account()?)
    }

    /// The token that Ctrl-C cancels, from the first call of this on: until then Ctrl-C ends the program. A second
    /// Ctrl-C ends it in any case. Give it to [`Session::cancelled_by`].
    pub(crate) fn interrupt(&self) -> Result<&CancelToken, Error> {
        get_or_try(&self.interrupt, || {
            let token = CancelToken::new();
            let on_signal = token.clone();
            let handler = move || {
                if on_signal.is_cancelled() {
                    std::process::exit(Exit::Interrupted as i32);
                }
                on_signal.cancel();
            };
            let cannot =
                |error| Error::new(Exit::Failure, format!("Ctrl-C cannot be handled: {error}"));
            ctrlc::set_handler(handler).map_err(cannot)?;
            Ok(token)
        })
    }

    /// The format of results: `--output`, else that of the account, else a table for a person and JSON for a program.
    pub(crate) fn format(&self) -> Format {
        let configured = || self.account.get().and_then(|account| account.output);
        let default = if self.terminal.stdout() {
            Format::Table
        } else {
            Format::Json
        };
        self.globals.output.or_else(configured).unwrap_or(default)
    }

    /// The format that the user asks for, for commands whose result is text by default: that of `--output`, or the default
    /// if fields are selected.
    pub(crate) fn chosen_format(&self) -> Option<Format> {
        let selects = !self.globals.fields.is_empty();
        self.globals
            .output
            .or_else(|| selects.then(|| self.format()))
    }

    /// Writes a result: an object, a list or a scalar.
    pub(crate) fn print_value(&self, value: Value) -> Result<(), Error> {
        self.print_value_with(&[], value)
    }

    /// Writes a result whose fields have an order.
    pub(crate) fn print_value_with(&self, columns: &[String], value: Value) -> Result<(), Error> {
        let settings = self.settings();
        Ok(output::write_value(
            &mut self.io().out,
            &settings,
            columns,
            value,
        )?)
    }

    /// Writes the rows of a list as they arrive. The first error ends it.
    pub(crate) fn print_rows<E: Into<Error>>(
        &self,
        rows: impl IntoIterator<Item = Result<Value, E>>,
    ) -> Result<(), Error> {
        self.print_rows_with(&[], rows)
    }

    /// Writes rows whose fields have an order.
    pub(crate) fn print_rows_with<E: Into<Error>>(
        &self,
        columns: &[String],
        rows: impl IntoIterator<Item = Result<Value, E>>,
    ) -> Result<(), Error> {
        let settings = self.settings();
        let mut rows = rows.into_iter().map(|row| row.map_err(Into::into));
        output::write_rows(&mut self.io().out, &settings, columns, &mut rows)
    }

    /// Writes a line of text to standard output, whatever the format.
    pub(crate) fn print_line(&self, text: &str) -> Result<(), Error> {
        Ok(writeln!(self.io().out, "{text}")?)
    }

    /// Writes bytes to standard output, as they are.
    pub(crate) fn print_bytes(&self, bytes: &[u8]) -> Result<(), Error> {
        Ok(self.io().out.write_all(bytes)?)
    }

    /// Standard output as a writer.
    pub(crate) fn output(&self) -> Output<'_> {
        Output(self)
    }

    /// Writes a line to standard error, for the person: progress, what was done, warnings.
    pub(crate) fn note(&self, text: &str) {
        let text = civis_spec::escape_control(text);
        // Nothing is left to do if standard error is closed.
        let _ = writeln!(self.io().err, "{text}");
    }

    /// Asks a question that is answered by yes or no. `--yes` answers it; without a terminal the answer is an error.
    pub(crate) fn confirm(&self, question: &str) -> Result<bool, Error> {
        if self.globals.yes {
            return Ok(true);
        }
        if !self.terminal.stdin() || !self.terminal.stderr() {
            let error = Error::usage(format!("{question} There is no terminal to ask on"));
            return Err(error.with_hint("`--yes` answers yes"));
        }
        let _ = write!(self.io().err, "{question} [y/N] ");
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
    }

    /// Starts to renew the cached specification if the command used the account and the cache is old.
    pub(crate) fn refresh_specification(&self) {
        let is_own = self.globals.demo || self.globals.spec.is_some() || !self.io().is_process;
        if let (false, Some(_), Some(account)) = (is_own, self.session.get(), self.account.get()) {
            let key = self.key.get().and_then(Option::as_ref);
            refresh::start(account, key.map(|key| key.as_str()), &self.globals);
        }
    }

    /// Writes what is buffered.
    pub(crate) fn flush(&self) -> Result<(), Error> {
        Ok(self.io().out.flush()?)
    }

    /// Reports an error in a line, with its hint.
    pub(crate) fn report(&self, error: &Error) {
        self.note(&format!("civis: {error}"));
        for line in error.log() {
            self.note(&format!("  {line}"));
        }
        if let Some(hint) = error.hint() {
            self.note(&format!("hint: {hint}"));
        }
    }

    fn settings(&self) -> Settings {
        Settings {
            format: self.format(),
            fields: self.globals.fields.clone(),
            sort: self.globals.sort.clone(),
            header: !self.globals.no_header,
            width: self.terminal.width(),
            color: self.terminal.color(),
        }
    }

    fn io(&self) -> MutexGuard<'_, Io> {
        // A writer is never left half changed.
        self.io.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Standard output as a writer: [`Context::output`].
pub(crate) struct Output<'c>(&'c Context);

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.io().out.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.io().out.flush()
    }
}

/// The value of the cell, which is made at first.
fn get_or_try<T>(cell: &OnceLock<T>, make: impl FnOnce() -> Result<T, Error>) -> Result<&T, Error> {
    match cell.get() {
        Some(value) => Ok(value),
        None => {
            let value = make()?;
            Ok(cell.get_or_init(|| value))
        }
    }
}
