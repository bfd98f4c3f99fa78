//! The standard streams, and what is at their other ends.

use std::fmt;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// What a command reads and writes.
///
/// ```
/// use civis_cli::Io;
///
/// let io = Io::captured(Vec::new(), Vec::new());
/// assert_eq!(io.terminal().width(), None);
/// ```
pub struct Io {
    pub(crate) out: Box<dyn Write + Send>,
    pub(crate) err: Box<dyn Write + Send>,
    pub(crate) terminal: Terminal,
    /// Whether these are the streams of the process.
    pub(crate) is_process: bool,
}

impl Io {
    /// The streams of the process.
    #[must_use]
    pub fn process() -> Self {
        Self {
            out: Box::new(io::BufWriter::new(io::stdout())),
            err: Box::new(io::stderr()),
            terminal: Terminal::of_process(),
            is_process: true,
        }
    }

    /// Other writers, which are not terminals.
    #[must_use]
    pub fn captured(out: impl Write + Send + 'static, err: impl Write + Send + 'static) -> Self {
        Self {
            out: Box::new(out),
            err: Box::new(err),
            terminal: Terminal::default(),
            is_process: false,
        }
    }

    /// What is at the other ends.
    #[must_use]
    pub fn terminal(&self) -> &Terminal {
        &self.terminal
    }
}

impl fmt::Debug for Io {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Io")
            .field("terminal", &self.terminal)
            .finish_non_exhaustive()
    }
}

/// The text of a file, or of standard input if the path is `-`.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    match path.as_os_str() == "-" {
        true => io::read_to_string(io::stdin().lock()),
        false => fs::read_to_string(path),
    }
}

/// Which of the standard streams are terminals, and what these show.
///
/// ```
/// use civis_cli::Terminal;
///
/// let pipe = Terminal::default();
/// assert!(!pipe.stdout() && !pipe.color());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terminal {
    stdin: bool,
    stdout: bool,
    stderr: bool,
    width: Option<usize>,
    color: bool,
}

impl Terminal {
    /// The terminal of the process: colors unless `NO_COLOR` is set or `TERM` is `dumb`, and in any case if
    /// `CLICOLOR_FORCE` is set.
    fn of_process() -> Self {
        let stdout = io::stdout().is_terminal();
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let is_dumb = set("TERM").is_some_and(|term| term == "dumb");
        let color = match set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
            true => true,
            false => stdout && !is_dumb && set("NO_COLOR").is_none(),
        };
        Self {
            stdin: io::stdin().is_terminal(),
            stdout,
            stderr: io::stderr().is_terminal(),
            width: stdout.then(width).flatten(),
            color,
        }
    }

    /// Whether a person can answer questions.
    #[must_use]
    pub fn stdin(&self) -> bool {
        self.stdin
    }

    /// Whether a person reads the result.
    #[must_use]
    pub fn stdout(&self) -> bool {
        self.stdout
    }

    /// Whether a person reads progress and errors.
    #[must_use]
    pub fn stderr(&self) -> bool {
        self.stderr
    }

    /// The columns of the terminal on standard output; `None` if that is not a terminal.
    #[must_use]
    pub fn width(&self) -> Option<usize> {
        self.width
    }

    /// Whether standard output has colors.
    #[must_use]
    pub fn color(&self) -> bool {
        self.color
    }
}

/// The columns that the terminal says, else those of `COLUMNS`, else 80.
fn width() -> Option<usize> {
    let (columns, _) = terminal_size::terminal_size()
        .map(|(width, height)| (usize::from(width.0), height))
        .unzip();
    let variable = || std::env::var("COLUMNS").ok()?.parse().ok();
    Some(
        columns
            .filter(|columns| *columns > 0)
            .or_else(variable)
            .unwrap_or(80),
    )
}
