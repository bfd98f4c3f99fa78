//! A first look at the arguments: which noun and which method they name, before there is a grammar for these.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::Command;

use crate::cli::Globals;

/// What the arguments name.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// The first argument that is not an option: `jobs`.
    pub(crate) noun: Option<String>,
    /// The second one: `list`.
    pub(crate) method: Option<String>,
    /// The arguments before the method, without the noun: global options.
    pub(crate) before: Vec<OsString>,
    /// The arguments after the method.
    pub(crate) after: Vec<OsString>,
    /// The options that decide which specification is in use.
    pub(crate) globals: Globals,
}

/// Finds noun and method. `root` knows which global options take a value.
pub(crate) fn scan(root: &Command, arguments: &[OsString]) -> Scan {
    let mut found = Scan::default();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let text = argument.to_str().unwrap_or_default();
        if text.starts_with('-') && text.len() > 1 {
            found.before.push(argument.clone());
            if takes_next(root, text) {
                found.before.extend(rest.next().cloned());
            }
        } else if found.noun.is_none() {
            found.noun = Some(text.to_owned());
        } else {
            found.method = Some(text.to_owned());
            break;
        }
    }
    found.after = rest.cloned().collect();
    found.globals = globals(arguments);
    found
}

/// Whether the value of an option is the next argument.
fn takes_next(root: &Command, text: &str) -> bool {
    let Some(name) = text.strip_prefix("--") else {
        return false;
    };
    let mut arguments = root.get_arguments();
    let found = arguments.find(|one| one.get_long() == Some(name));
    found.is_some_and(|one| one.get_action().takes_values())
}

/// `--spec`, `--profile` and `--demo`, wherever they are.
pub(crate) fn globals(arguments: &[OsString]) -> Globals {
    let value = |name: &str| {
        let position = arguments.iter().position(|one| one == name);
        let next = position.and_then(|position| arguments.get(position + 1));
        let joined = || arguments.iter().find_map(|one| joined(one, name));
        next.cloned().or_else(joined)
    };
    Globals {
        spec: value("--spec").map(PathBuf::from),
        profile: value("--profile").and_then(|name| name.into_string().ok()),
        demo: arguments.iter().any(|one| one == "--demo"),
        ..Globals::default()
    }
}

/// The value in `--name=value`.
fn joined(argument: &OsStr, name: &str) -> Option<OsString> {
    let value = argument.to_str()?.strip_prefix(name)?.strip_prefix('=')?;
    Some(value.into())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::{Args, Command};

    use super::scan;
    use crate::cli::Globals;

    #[test]
    fn noun_and_method_are_found_among_global_options() {
        let root = Globals::augment_args(Command::new("civis"));
        let found = |line: &str| {
            let arguments: Vec<_> = line.split_whitespace().map(Into::into).collect();
            scan(&root, &arguments)
        };
        let one = found("-v --output json jobs --fields=id list --limit 5");
        assert_eq!(one.noun.as_deref(), Some("jobs"));
        assert_eq!(one.method.as_deref(), Some("list"));
        assert_eq!(one.before, ["-v", "--output", "json", "--fields=id"]);
        assert_eq!(one.after, ["--limit", "5"]);
        let one = found("--spec a.json jobs --help");
        assert_eq!((one.noun.as_deref(), one.method), (Some("jobs"), None));
        assert_eq!(one.globals.spec.as_deref(), Some(Path::new("a.json")));
        let one = found("jobs list --spec=b.json --demo");
        assert_eq!(one.globals.spec.as_deref(), Some(Path::new("b.json")));
        assert!(one.globals.demo);
        assert!(found("--version").noun.is_none());
    }
}
