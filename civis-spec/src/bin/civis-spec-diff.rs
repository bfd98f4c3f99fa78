//! Compares two specifications and lists the changes that callers of the generated code notice:
//! `civis-spec-diff old.json new.json`.

#![forbid(unsafe_code)]

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use civis_spec::diff::calls;
use civis_spec::{Diff, ReadOptions, Resource, Rule, Spec, diff, nearest};

const USAGE: &str = "\
usage: civis-spec-diff OLD NEW [options]

Compares two specifications and lists the changes that callers of the generated
Rust code notice, those that break callers first (`!`).

  --resources NAME,…       list only what concerns these resources
  --operations NAME,…      list only what concerns these operations (jobs.list)
  --used-in PATH           list only what concerns the operations that the Rust
                           source in this file or folder calls; can be repeated
  --all                    list also what no caller notices, such as documentation
  --breaking               list only changes that break callers
  --ignore RULE            leave out changes of this rule; can be repeated
  --format text|json|markdown
                           output format [default: text]; json has all changes
  --rules                  list the rules with their levels
  -h, --help               print this help

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
    scope: Scope,
    all: bool,
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
    let mut scope = Scope::default();
    let mut all = false;
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
            "--resources" => scope.resources.extend(names(&value()?)),
            "--operations" => scope.operations.extend(names(&value()?)),
            "--used-in" => scope.sources.push(value()?.into()),
            "--all" => all = true,
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
        scope,
        all,
        breaking,
        ignored,
    }))
}

/// The names in a list separated by commas.
fn names(list: &str) -> Vec<String> {
    let names = list.split(',').map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

fn rule(name: &str) -> Result<Rule, String> {
    let found = Rule::ALL.iter().find(|rule| rule.name() == name).copied();
    found.ok_or_else(|| format!("unknown rule `{name}`; `--rules` lists all rules"))
}

fn rules() -> String {
    let line = |rule: &Rule| format!("{rule:<26} {}\n", rule.level());
    Rule::ALL.iter().map(line).collect()
}

fn run(options: &Options) -> Result<u8, String> {
    let [old, new] = &options.files;
    let (old, new) = (read(Path::new(old))?, read(Path::new(new))?);
    let mut found: Diff = diff(&old, &new).without(&options.ignored);
    if let Some(wanted) = options.scope.operations(&[&old, &new])? {
        found = found.only_operations(|method| wanted.contains(method));
    }
    if options.breaking {
        found = found.only_breaking();
    }
    if let Format::Json = options.format {
        let json = serde_json::to_string_pretty(&found);
        print(&(json.map_err(|error| format!("cannot write JSON: {error}"))? + "\n"))?;
        return Ok(if found.is_empty() { SAME } else { DIFFERENT });
    }
    let all = found.changes.len();
    if !options.all {
        found = found.without_silent();
    }
    let mut text = match options.format {
        Format::Markdown => found.to_markdown(),
        _ => found.to_string(),
    };
    let omitted = match all - found.changes.len() {
        0 => String::new(),
        1 => "1 change that no caller notices is not listed".to_owned(),
        count => format!("{count} changes that no caller notices are not listed"),
    };
    if !omitted.is_empty() {
        text += &format!("\n{omitted}; `--all` lists all changes.\n");
    }
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

/// The operations to which the report is limited.
#[derive(Default)]
struct Scope {
    resources: Vec<String>,
    operations: Vec<String>,
    sources: Vec<PathBuf>,
}

impl Scope {
    /// The methods of the wanted operations, or `None` if all are wanted.
    fn operations(&self, specs: &[&Spec]) -> Result<Option<BTreeSet<String>>, String> {
        if self.resources.is_empty() && self.operations.is_empty() && self.sources.is_empty() {
            return Ok(None);
        }
        let resources = || specs.iter().flat_map(|spec| &spec.resources);
        let methods = |resource: &Resource| {
            let methods = resource.operations.iter().flat_map(|one| &one.methods);
            let names = methods.map(|one| format!("{}.{}", resource.ident, one.ident));
            names.collect::<Vec<String>>()
        };
        let known: BTreeSet<String> = resources().flat_map(methods).collect();
        let mut wanted = BTreeSet::new();
        for name in &self.resources {
            let is_named = |one: &&Resource| one.name == *name || *one.ident == **name;
            if !resources().any(|one| is_named(&one)) {
                return Err(unknown("resource", name, resources().map(|one| &*one.name)));
            }
            wanted.extend(resources().filter(is_named).flat_map(methods));
        }
        for name in &self.operations {
            if !known.contains(name) {
                return Err(unknown("operation", name, known.iter().map(String::as_str)));
            }
            wanted.insert(name.clone());
        }
        for path in &self.sources {
            let mut calls = BTreeSet::new();
            add_calls(path, &mut calls)?;
            wanted.extend(calls.intersection(&known).cloned());
            if calls.is_disjoint(&known) {
                return Err(format!("{} calls no operation", path.display()));
            }
        }
        Ok(Some(wanted))
    }
}

fn unknown<'a>(kind: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let hint = nearest(name, known).map(|name| format!("; did you mean `{name}`?"));
    let hint = hint.unwrap_or_default();
    format!("neither specification has the {kind} `{name}`{hint}")
}

/// Adds the calls in a file, or in all Rust files of a folder. Skips `target` and hidden folders.
fn add_calls(path: &Path, found: &mut BTreeSet<String>) -> Result<(), String> {
    let cannot_read = |error: io::Error| format!("cannot read {}: {error}", path.display());
    if !path.is_dir() {
        let source = fs::read_to_string(path).map_err(cannot_read)?;
        let calls = calls(&source).map_err(|error| format!("{}: {error}", path.display()))?;
        found.extend(calls);
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(cannot_read)? {
        let entry = entry.map_err(cannot_read)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // A link to a folder may lead back here.
        let is_source = match entry.file_type().map_err(cannot_read)?.is_dir() {
            true => name != "target" && !name.starts_with('.'),
            false => name.ends_with(".rs") && entry.path().is_file(),
        };
        if is_source {
            add_calls(&entry.path(), found)?;
        }
    }
    Ok(())
}
