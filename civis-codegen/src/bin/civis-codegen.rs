//! Writes the client of a specification as one Rust file: `civis-codegen civis-spec.json
//! -o src/platform.rs`.
//!
//! For people who want to read the client, step through it, or check it in. The file is a
//! module of a crate that depends on `civis`, of the same version, and behaves as the code
//! that `civis_api!` generates. It declares records, enums and setters by the macros of
//! `civis::__private`, as that code does; `cargo expand` shows what those become.

#![forbid(unsafe_code)]

use std::env;
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};

use civis_spec::{MethodNaming, ProblemList, ReadOptions, Selection, Spec};

const USAGE: &str = "\
usage: civis-codegen <specification> [options]

Writes the client of a specification as a Rust file.

  --resources <names>   all (the default), base, or names separated by commas
  --client <name>       the name of the client's type; Client by default
  --root-path <path>    what every request's path begins with, in place of the file's own
  --names <source>      path (the default), or operation_id
  -o, --output <file>   the file to write, all at once; standard output by default
  -h, --help            this text";

#[derive(Debug)]
struct Arguments {
    specification: PathBuf,
    selection: Selection,
    client: String,
    root_path: Option<String>,
    names: MethodNaming,
    output: Option<PathBuf>,
}

fn main() -> ExitCode {
    let result = match parse(env::args_os().skip(1)) {
        Ok(Some(arguments)) => run(&arguments),
        Ok(None) => write_stdout(&format!("{USAGE}\n")),
        Err(message) => Err(format!("{message}\n\n{USAGE}")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            // Without a stream for errors, the exit code has to do.
            let _ = writeln!(io::stderr(), "{message}");
            ExitCode::FAILURE
        }
    }
}

/// The arguments, or nothing if help is asked for.
fn parse(mut arguments: impl Iterator<Item = OsString>) -> Result<Option<Arguments>, String> {
    let mut files = Vec::new();
    let mut selection = Selection::All;
    let mut client = "Client".to_owned();
    let mut root_path = None;
    let mut names = MethodNaming::Path;
    let mut output = None;
    while let Some(argument) = arguments.next() {
        let (name, inline) = match argument.to_str().and_then(|text| text.split_once('=')) {
            Some((name, value)) if name.starts_with("--") => {
                (name.to_owned(), Some(OsString::from(value)))
            }
            _ => (argument.to_string_lossy().into_owned(), None),
        };
        let mut value = || {
            let value = inline.clone().or_else(|| arguments.next());
            value.ok_or_else(|| format!("`{name}` needs a value"))
        };
        let text = |value: OsString| {
            value
                .into_string()
                .map_err(|_| format!("the value of `{name}` is not Unicode"))
        };
        match &*name {
            "--resources" => {
                selection = match &*text(value()?)? {
                    "all" => Selection::All,
                    "base" => Selection::Base,
                    names => Selection::Only(names.split(',').map(str::to_owned).collect()),
                };
            }
            "--client" => client = text(value()?)?,
            "--root-path" => root_path = Some(text(value()?)?),
            "--names" => {
                names = match &*text(value()?)? {
                    "path" => MethodNaming::Path,
                    "operation_id" => MethodNaming::OperationId,
                    other => {
                        return Err(format!(
                            "`--names` is path or operation_id, and not `{other}`"
                        ));
                    }
                };
            }
            "-o" | "--output" => output = Some(PathBuf::from(value()?)),
            "-h" | "--help" => return Ok(None),
            option if option.starts_with('-') => {
                return Err(format!("there is no option `{option}`"));
            }
            _ => files.push(PathBuf::from(argument)),
        }
    }
    let files = <[PathBuf; 1]>::try_from(files);
    let [specification] =
        files.map_err(|files| format!("expected one specification, got {}", files.len()))?;
    Ok(Some(Arguments {
        specification,
        selection,
        client,
        root_path,
        names,
        output,
    }))
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let source = source(arguments)?;
    match &arguments.output {
        Some(path) => replace(path, &source)
            .map_err(|error| format!("cannot write {}: {error}", path.display())),
        None => write_stdout(&source),
    }
}

fn source(arguments: &Arguments) -> Result<String, String> {
    let path = arguments.specification.display();
    let bytes = fs::read(&arguments.specification)
        .map_err(|error| format!("cannot read {path}: {error}"))?;
    let mut options = ReadOptions::new().method_names(arguments.names);
    if let Some(root_path) = &arguments.root_path {
        options = options.root_path(root_path.clone());
    }
    let spec = Spec::read(&bytes, &options)
        .map_err(|error| error.in_file(path.to_string()).to_string())?;
    if !spec.warnings.is_empty() {
        // The client is complete without them.
        let _ = writeln!(io::stderr(), "{path}: {}", ProblemList(&spec.warnings));
    }
    let client = spec
        .into_selected(&arguments.selection)
        .map_err(|error| format!("{path}: {error}"))
        .and_then(|spec| {
            civis_codegen::generate(&spec, &arguments.client).map_err(|error| error.to_string())
        })?;
    let version = env!("CARGO_PKG_VERSION");
    let source = client.to_source("::civis");
    Ok(format!(
        "// @generated by civis-codegen {version}. Do not edit.\n\n{source}"
    ))
}

/// Puts a file in the place of another: whoever reads it finds the old one or the new one.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let Some(name) = path.file_name() else {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "the path has no file name",
        ));
    };
    let mut temporary = OsString::from(".");
    temporary.push(name);
    temporary.push(format!(".{}.tmp", process::id()));
    let temporary = path.with_file_name(temporary);
    let written = write_new(&temporary, text).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // The first error is reported; the file may not exist.
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn write_stdout(text: &str) -> Result<(), String> {
    match io::stdout().write_all(text.as_bytes()) {
        // The reader has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.map_err(|error| format!("cannot write to standard output: {error}")),
    }
}
