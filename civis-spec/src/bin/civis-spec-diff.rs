//! Compares two specifications and says which changes break callers of the generated code:
//! `civis-spec-diff old.json new.json`.

#![forbid(unsafe_code)]

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use civis_spec::{Diff, ReadOptions, Rule, Spec, diff};

const USAGE: &str = "\
usage: civis-spec-diff OLD NEW [options]

Compares two specifications and lists the changes that callers of the generated
Rust code can notice. `!` marks the changes that break callers.

  --format text|json|markdown   output format [default: text]
  --breaking                    list only changes that break callers
  --ignore RULE                 leave out changes of this rule; can be repeated
  --rules                       list the rules, and which ones break callers
  -h, --help                    print this help

exit code: 0 if nothing is listed, 1 if changes are listed, 2 on errors";

// The exit codes, as in diff(1).
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

enum Command {
    Diff(Options),
    Help,
    Rules,
}

fn main() -> ExitCode {
    let code = match parse(env::args_os().skip(1)) {
        Ok(Command::Help) => print(&format!("{USAGE}\n")).map(|()| SAME),
        Ok(Command::Rules) => print(&rules()).map(|()| SAME),
        Ok(Command::Diff(options)) => run(&options),
        Err(message) => Err(format!("{message}\n\n{USAGE}")),
    };
    ExitCode::from(code.unwrap_or_else(|message| {
        // If stderr is closed, the exit code still says it.
        let _ = writeln!(io::stderr(), "{message}");
        TROUBLE
    }))
}

fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Command, String> {
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
                .ok_or_else(|| format!("option `{name}` needs a value"))
        };
        match name.as_str() {
            "--format" => {
                format = match value()?.as_str() {
                    "text" => Format::Text,
                    "json" => Format::Json,
                    "markdown" => Format::Markdown,
                    other => {
                        return Err(format!(
                            "unknown format `{other}`; expected `text`, `json`, or `markdown`"
                        ));
                    }
                };
            }
            "--ignore" => ignored.push(rule(&value()?)?),
            "--breaking" => breaking = true,
            "--rules" => return Ok(Command::Rules),
            "--help" | "-h" => return Ok(Command::Help),
            option if option.starts_with('-') && option.len() > 1 => {
                return Err(format!("unknown option `{option}`"));
            }
            _ => files.push(argument),
        }
    }
    let files = <[OsString; 2]>::try_from(files)
        .map_err(|files| format!("expected two files, got {}", files.len()))?;
    Ok(Command::Diff(Options {
        files,
        format,
        breaking,
        ignored,
    }))
}

fn rule(name: &str) -> Result<Rule, String> {
    let found = Rule::ALL.iter().find(|rule| rule.name() == name).copied();
    found.ok_or_else(|| format!("unknown rule `{name}`; `--rules` lists all rules"))
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
    let options = ReadOptions::new().separate_types(true);
    Spec::read(&bytes, &options)
        .map_err(|error| error.in_file(path.display().to_string()).to_string())
}

fn print(text: &str) -> Result<(), String> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        // The reader closed the pipe early, as `head` does.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| format!("cannot write to stdout: {error}")),
    }
}
