//! What changed between two specifications, and what of it breaks callers:
//! `civis-spec-diff old.json new.json`. See the README.

#![forbid(unsafe_code)]

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use civis_spec::{Diff, Rule, Spec, diff};

const USAGE: &str = "\
usage: civis-spec-diff OLD NEW [options]

What changed from one specification to another, for a Rust caller of the expansion.
What breaks callers is marked with `!`.

  --format text|json|markdown   how it is told; text by default
  --breaking                    only what breaks callers
  --ignore RULE                 without changes of a rule; may be repeated
  --rules                       lists the rules, and whether each breaks callers
  --help                        this text

exit code: 0 if there is nothing to tell, 1 if there is, 2 on an error";

/// Nothing to tell, something to tell, and an error.
const SAME: u8 = 0;
const DIFFERENT: u8 = 1;
const TROUBLE: u8 = 2;

enum Format {
    Text,
    Json,
    Markdown,
}

struct Options {
    files: [OsString; 2],
    format: Format,
    breaking: bool,
    ignored: Vec<Rule>,
}

enum Asked {
    Diff(Options),
    Help,
    Rules,
}

fn main() -> ExitCode {
    let code = match asked(env::args_os().skip(1)) {
        Ok(Asked::Help) => print(&format!("{USAGE}\n")).map(|()| SAME),
        Ok(Asked::Rules) => print(&rules()).map(|()| SAME),
        Ok(Asked::Diff(options)) => run(&options),
        Err(message) => Err(format!("{message}\n\n{USAGE}")),
    };
    ExitCode::from(code.unwrap_or_else(|message| {
        // Where there is no stream for errors, the exit code tells.
        let _ = writeln!(io::stderr(), "{message}");
        TROUBLE
    }))
}

fn asked(arguments: impl Iterator<Item = OsString>) -> Result<Asked, String> {
    let mut files = Vec::new();
    let mut format = Format::Text;
    let mut breaking = false;
    let mut ignored = Vec::new();
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let text = argument.to_string_lossy().into_owned();
        let (name, inline) = match text.split_once('=') {
            Some((name, value)) if name.starts_with("--") => {
                (name.to_owned(), Some(value.to_owned()))
            }
            _ => (text, None),
        };
        let mut value = || {
            let next = || {
                arguments
                    .next()
                    .map(|next| next.to_string_lossy().into_owned())
            };
            inline
                .clone()
                .or_else(next)
                .ok_or_else(|| format!("{name} needs a value"))
        };
        match name.as_str() {
            "--format" => {
                format = match value()?.as_str() {
                    "text" => Format::Text,
                    "json" => Format::Json,
                    "markdown" => Format::Markdown,
                    other => return Err(format!("no format `{other}`: text, json or markdown")),
                };
            }
            "--ignore" => ignored.push(rule(&value()?)?),
            "--breaking" => breaking = true,
            "--rules" => return Ok(Asked::Rules),
            "--help" | "-h" => return Ok(Asked::Help),
            option if option.starts_with('-') && option.len() > 1 => {
                return Err(format!("no option `{option}`"));
            }
            _ => files.push(argument),
        }
    }
    let files = <[OsString; 2]>::try_from(files)
        .map_err(|files| format!("two files are expected, and {} given", files.len()))?;
    Ok(Asked::Diff(Options {
        files,
        format,
        breaking,
        ignored,
    }))
}

fn rule(name: &str) -> Result<Rule, String> {
    let found = Rule::ALL.iter().find(|rule| rule.name() == name).copied();
    found.ok_or_else(|| format!("no rule `{name}`: --rules lists them"))
}

fn rules() -> String {
    let line = |rule: &Rule| {
        let breaks = if rule.is_breaking() {
            "breaks callers"
        } else {
            ""
        };
        format!("{rule:<26} {breaks}").trim_end().to_owned() + "\n"
    };
    Rule::ALL.iter().map(line).collect()
}

fn run(options: &Options) -> Result<u8, String> {
    let [old, new] = &options.files;
    let (old, new) = (read(Path::new(old))?, read(Path::new(new))?);
    let mut found: Diff = diff(&old, &new).without(&options.ignored);
    if options.breaking {
        found = found.only_breaking();
    }
    let text = match options.format {
        Format::Text => found.to_string(),
        Format::Markdown => found.to_markdown(),
        Format::Json => {
            let json = serde_json::to_string_pretty(&found);
            json.map_err(|error| format!("cannot write JSON: {error}"))? + "\n"
        }
    };
    print(&text)?;
    Ok(if found.is_empty() { SAME } else { DIFFERENT })
}

fn read(path: &Path) -> Result<Spec, String> {
    let bytes =
        fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    Spec::from_slice(&bytes).map_err(|error| error.in_file(path.display().to_string()).to_string())
}

fn print(text: &str) -> Result<(), String> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        // Whoever reads it has read enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| format!("cannot write: {error}")),
    }
}
