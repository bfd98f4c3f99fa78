//! From the arguments of the process to its exit code.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Command as Grammar, CommandFactory, FromArgMatches, Parser};

use crate::cli::Globals;
use crate::commands::Command;
use crate::complete;
use crate::context::Context;
use crate::error::{EXIT_CODES, Error};
use crate::io::Io;
use crate::operations::{self, Call, Parsed, names};
use crate::scan::{Scan, scan};
use crate::specification::Catalog;
use crate::tree;

/// Civis Platform on the command line
#[derive(Parser, Debug)]
#[command(name = "civis", version, disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    globals: Globals,

    #[command(subcommand)]
    command: Command,
}

/// What the arguments ask for.
enum Work {
    Everyday(Box<Command>),
    Operation(Box<Call>),
}

/// Why there is nothing to do.
enum Stop {
    /// Help, the version, or an error in the grammar.
    Show(Box<clap::Error>),
    Error(Error),
}

impl From<clap::Error> for Stop {
    fn from(error: clap::Error) -> Self {
        Self::Show(Box::new(error))
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Runs the program with its arguments, without its own name. Returns the exit code.
///
/// ```
/// use civis_cli::{Io, run};
///
/// assert_eq!(run(["--help"], Io::captured(Vec::new(), Vec::new())), 0);
/// ```
pub fn run<A: Into<OsString>>(arguments: impl IntoIterator<Item = A>, io: Io) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    if io.is_process && complete::from_environment(&arguments, Cli::command) {
        return 0;
    }
    match prepare(arguments) {
        Ok((globals, work)) => {
            let context = Context::new(globals, io);
            let result = match work {
                Work::Everyday(command) => command.run(&context, Cli::command),
                Work::Operation(call) => call.run(&context),
            };
            let code = finish(&context, result);
            context.refresh_specification();
            code
        }
        Err(Stop::Show(error)) => show(&error, io),
        Err(Stop::Error(error)) => finish(&Context::new(Globals::default(), io), Err(error)),
    }
}

fn prepare(mut arguments: Vec<OsString>) -> Result<(Globals, Work), Stop> {
    if arguments.first().is_some_and(|first| first == "help") {
        // `civis help jobs` is `civis jobs --help`.
        arguments.remove(0);
        arguments.push("--help".into());
    }
    let root = Cli::command();
    let found = scan(&root, &arguments);
    let Some(noun) = &found.noun else {
        let resources = Catalog::find(&found.globals)?.resources();
        return everyday(root.after_help(after_help(&resources)), arguments);
    };
    let group = root.find_subcommand(noun);
    if let Some(group) = group {
        let is_own = |method: &String| group.find_subcommand(method).is_some();
        if !group.has_subcommands() || found.method.as_ref().is_some_and(is_own) {
            return everyday(root, arguments);
        }
    }
    let catalog = Catalog::find(&found.globals)?;
    let resource = names::dashed(noun).replace('-', "_");
    let Some(spec) = catalog.load(&resource)? else {
        if group.is_some() {
            return everyday(root, arguments);
        }
        return Err(unknown("command", noun, "civis", &root, &catalog.resources()).into());
    };
    let Some(model) = spec.resources.iter().find(|one| one.name == resource) else {
        return everyday(root, arguments);
    };
    let Some(method) = &found.method else {
        let root = tree::grow_resource(root, &spec, &resource, &found);
        return everyday(root, arguments);
    };
    let operations = names::operations(model);
    let Some(operation) = names::find(&operations, method) else {
        let known: Vec<String> = operations
            .iter()
            .flat_map(|one| [&one.command].into_iter().chain(&one.others))
            .cloned()
            .collect();
        let noun = format!("civis {noun}");
        let group = group.cloned().unwrap_or_default();
        return Err(unknown("method", method, &noun, &group, &known).into());
    };
    let Scan { before, after, .. } = found;
    match operations::parse(&spec, &resource, operation, before, after)? {
        Parsed::Call(mut call, globals) => {
            call.add_note(catalog.warning());
            Ok((globals, Work::Operation(call)))
        }
        Parsed::Show(error) => Err(error.into()),
    }
}

/// Parses an everyday command.
fn everyday(root: Grammar, arguments: Vec<OsString>) -> Result<(Globals, Work), Stop> {
    let arguments = [OsString::from("civis")].into_iter().chain(arguments);
    let matches = root.try_get_matches_from(arguments)?;
    let cli = Cli::from_arg_matches(&matches)?;
    Ok((cli.globals, Work::Everyday(Box::new(cli.command))))
}

/// The end of the help of the program.
fn after_help(resources: &[String]) -> String {
    let names: Vec<String> = resources.iter().map(|name| names::dashed(name)).collect();
    format!(
        "Operations of the API, as `civis RESOURCE METHOD`, of the resources\n  {}\n\n{EXIT_CODES}",
        names.join(", ")
    )
}

/// The error for a name that is neither an everyday command nor an operation.
fn unknown(what: &str, name: &str, of: &str, group: &Grammar, known: &[String]) -> Error {
    let everyday = group.get_subcommands().map(Grammar::get_name);
    let dashed: Vec<String> = known.iter().map(|name| names::dashed(name)).collect();
    let wanted = names::dashed(name);
    let names = everyday.chain(dashed.iter().map(String::as_str));
    let error = Error::usage(format!("`{of}` has no {what} `{name}`"));
    match civis_spec::nearest(&wanted, names) {
        Some(nearest) => error.with_hint(format!("did you mean `{of} {nearest}`?")),
        None => error.with_hint(format!("`{of} --help` lists them")),
    }
}

/// Reports the error of a command, if there is one.
fn finish(context: &Context, result: Result<(), Error>) -> u8 {
    let flushed = context.flush();
    match result.and(flushed) {
        Ok(()) => 0,
        Err(error) if error.is_broken_pipe() => 0,
        Err(error) => {
            context.report(&error);
            error.code()
        }
    }
}

/// Writes what the parser of the command line says: help, the version, or an error.
fn show(error: &clap::Error, mut io: Io) -> u8 {
    let text = error.render();
    if error.use_stderr() && error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let error = usage_error(&text.to_string());
        return finish(&Context::new(Globals::default(), io), Err(error));
    }
    let text = match io.terminal.color() {
        true => text.ansi().to_string(),
        false => text.to_string(),
    };
    let out = if error.use_stderr() {
        &mut io.err
    } else {
        &mut io.out
    };
    // Nothing is left to do if the stream is closed.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    u8::try_from(error.exit_code()).unwrap_or(2)
}

/// An error of the parser, which takes several lines, as a message and a hint: its tip, or the usage.
fn usage_error(text: &str) -> Error {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let (message, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let message: Vec<&str> = message.lines().map(str::trim).collect();
    let error = Error::usage(message.join(" "));
    let tip = rest
        .lines()
        .find_map(|line| line.trim().strip_prefix("tip: "));
    let usage = rest.lines().find_map(|line| line.strip_prefix("Usage: "));
    match tip
        .map(str::to_owned)
        .or(usage.map(|usage| format!("usage: {usage}")))
    {
        Some(hint) => error.with_hint(hint),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{run, usage_error};
    use crate::io::Io;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn whatever_the_arguments_are_a_call_is_shown_or_refused(
            words in prop::collection::vec(
                prop_oneof![
                    "--(limit|page_num|hidden|q|order-dir|a.b|q.x|fields|sort|no-such)(=(5|true|null|x|))?",
                    "(5|-5|true|null|[|]|x y|é|@@x|-v|--|-|)",
                    "\\PC{0,6}",
                ],
                0..8,
            ),
        ) {
            let words: Vec<String> = words.into_iter().filter(|word| !word.starts_with("@-")).collect();
            let line = ["--spec", "bundled", "jobs", "list", "--dry-run=http"].map(str::to_owned);
            let code = run(line.into_iter().chain(words), Io::captured(Vec::new(), Vec::new()));
            prop_assert!(code == 0 || code == 2, "{code}");
        }
    }

    #[test]
    fn an_error_of_the_parser_is_a_line_and_a_hint() {
        for (text, message, hint) in [
            (
                "error: unexpected argument '--a' found\n\n  tip: a similar argument exists: '--b'\n\nUsage: x\n",
                "unexpected argument '--a' found",
                Some("a similar argument exists: '--b'"),
            ),
            (
                "error: the following required arguments were not provided:\n  <A>\n  <B>\n\nUsage: x <A>\n\nFor more\n",
                "the following required arguments were not provided: <A> <B>",
                Some("usage: x <A>"),
            ),
            ("error: odd", "odd", None),
        ] {
            let error = usage_error(text);
            assert_eq!((error.to_string().as_str(), error.hint()), (message, hint));
        }
    }
}
