//! Help, and the options of one operation, for clap.

use clap::builder::StyledStr;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, ValueHint};
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};

use civis_spec::{Field, Location, Spec, Type, TypeKind};

use super::names::{self, OperationNames, OptionNames};
use super::value;
use crate::cli::Globals;

/// The positional arguments, all together.
const POSITIONAL: &str = "control.positional";
const BODY: &str = "control.body";
const ALL: &str = "control.all";
const DRY_RUN: &str = "control.dry-run";

/// What `--dry-run` shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum DryRun {
    /// All of them
    All,
    /// The request as HTTP has it
    Http,
    /// A command line of curl, which takes the key from CIVIS_API_KEY
    Curl,
    /// The call in Rust
    Rust,
}

/// The options that are not arguments of the operation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Control {
    pub(crate) all: bool,
    pub(crate) dry_run: Option<DryRun>,
}

/// The identifier of an option in the grammar, distinct from those of other options.
pub(crate) fn id(option: &OptionNames<'_>) -> String {
    format!("parameter.{}", option.option)
}

/// The grammar of one operation.
pub(crate) fn command(spec: &Spec, resource: &str, named: &OperationNames<'_>) -> Command {
    let operation = named.operation;
    let options = names::options(operation);
    let name = format!("civis {} {}", names::dashed(resource), named.command);
    let mut command = Command::new(named.command.clone())
        .bin_name(name.clone())
        .override_usage(usage(&name, &options))
        .arg(
            Arg::new(POSITIONAL)
                .num_args(0..)
                .allow_negative_numbers(true)
                .hide(true),
        );
    let (required, optional): (Vec<_>, Vec<_>) =
        options.iter().partition(|option| option.parameter.required);
    for option in required.into_iter().chain(optional) {
        command = command.arg(argument(spec, option));
    }
    command = command.next_help_heading("Request");
    let is_free = |name: &str| options.iter().all(|option| option.option != name);
    let long = |name: &str| match is_free(name) {
        true => name.to_owned(),
        false => format!("global-{name}"),
    };
    let in_body = |option: &OptionNames<'_>| {
        matches!(option.parameter.location, Location::Field | Location::Body)
    };
    if options.iter().any(in_body) {
        command = command.arg(
            Arg::new(BODY)
                .long(long("body"))
                .value_name("FILE")
                .value_hint(ValueHint::FilePath)
                .help("File with the body in JSON or YAML; `-` is standard input. Other options override it"),
        );
    }
    if operation.paged {
        command = command.arg(
            Arg::new(ALL)
                .long(long("all"))
                .action(ArgAction::SetTrue)
                .help("Go through all pages"),
        );
    }
    command = command.arg(
        Arg::new(DRY_RUN)
            .long(long("dry-run"))
            .value_name("FORM")
            .value_parser(clap::builder::EnumValueParser::<DryRun>::new())
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("all")
            .hide_possible_values(true)
            .help("Show the request instead of sending it: all, http, curl or rust"),
    );
    command = Globals::augment_args(command)
        .about(about(named))
        .after_help(after_help(spec, &options));
    let taken: Vec<(String, String)> = command
        .get_arguments()
        .filter(|one| one.is_global_set())
        .filter_map(|one| Some((one.get_id().to_string(), one.get_long()?.to_owned())))
        .filter(|(_, name)| !is_free(name))
        .collect();
    for (id, name) in taken {
        command = command.mut_arg(id, |arg| arg.long(format!("global-{name}")));
    }
    command
}

/// The global options among the matches.
pub(crate) fn globals(matches: &ArgMatches) -> Globals {
    // All of them are in the grammar.
    Globals::from_arg_matches(matches).unwrap_or_default()
}

/// The options that are not arguments of the operation.
pub(crate) fn control(matches: &ArgMatches) -> Control {
    Control {
        all: matches!(matches.try_get_one::<bool>(ALL), Ok(Some(true))),
        dry_run: matches.get_one::<DryRun>(DRY_RUN).copied(),
    }
}

/// The positional arguments.
pub(crate) fn positional(matches: &ArgMatches) -> Vec<&String> {
    matches.get_many(POSITIONAL).unwrap_or_default().collect()
}

/// The file of `--body`.
pub(crate) fn body(matches: &ArgMatches) -> Option<&String> {
    matches.try_get_one(BODY).ok().flatten()
}

/// The values of an option.
pub(crate) fn values<'m>(matches: &'m ArgMatches, option: &OptionNames<'_>) -> Vec<&'m String> {
    matches.get_many(&id(option)).unwrap_or_default().collect()
}

fn usage(name: &str, options: &[OptionNames<'_>]) -> String {
    let mut usage = format!("{name} [OPTIONS]");
    for option in options.iter().filter(|option| option.parameter.required) {
        usage.push_str(&format!(" <{}>", upper(&option.option)));
    }
    usage
}

fn upper(option: &str) -> String {
    option.to_uppercase().replace('-', "_")
}

fn argument(spec: &Spec, option: &OptionNames<'_>) -> Arg {
    let parameter = option.parameter;
    let is_boolean = parameter.ty == Type::Boolean;
    let mut candidates = value::declared(spec, parameter);
    if is_boolean {
        candidates = ["true", "false"].map(str::to_owned).to_vec();
    }
    let candidates = move || candidates.iter().map(CompletionCandidate::new).collect();
    let mut arg = Arg::new(id(option))
        .long(option.option.clone())
        .value_name(value::type_name(&parameter.ty))
        .action(ArgAction::Append)
        .allow_hyphen_values(true)
        .add(ArgValueCandidates::new(candidates))
        .help(help(spec, option))
        .help_heading(match parameter.required {
            true => "Arguments, by position or by name",
            false => "Optional arguments",
        });
    if is_boolean {
        arg = arg
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .value_name("true|false");
    }
    arg
}

fn help(spec: &Spec, option: &OptionNames<'_>) -> String {
    let parameter = option.parameter;
    let description = parameter.description.as_deref().map(one_line);
    let mut help = description.unwrap_or_else(|| paging(&parameter.name).to_owned());
    let mut add = |text: &str| {
        if !help.is_empty() {
            help.push(' ');
        }
        help.push_str(text);
    };
    let mut declared = value::declared(spec, parameter);
    declared.retain(|value| !value.is_empty());
    if !declared.is_empty() {
        add(&format!("[values: {}]", declared.join(", ")));
    }
    if matches!(parameter.ty, Type::List(_)) {
        add("[a list: repeat it]");
    }
    if let Some(default) = &parameter.default {
        add(&format!("[default: {default}]"));
    }
    civis_spec::escape_control(&help)
}

/// What the parameters of lists mean, for a specification without descriptions.
fn paging(name: &str) -> &'static str {
    match name {
        "limit" => "Number of items in a page",
        "page_num" => "Number of the page, from 1",
        "order" => "Field to order by",
        "order_dir" => "Direction of the order",
        _ => "",
    }
}

/// The summary of an operation, else what its request is.
pub(crate) fn summary(named: &OperationNames<'_>) -> String {
    let summary = one_line(&named.operation.summary);
    let text = match summary.is_empty() {
        true => target(named),
        false => summary,
    };
    match named.deprecated {
        Some(_) => format!("{text} [deprecated]"),
        None => text,
    }
}

fn about(named: &OperationNames<'_>) -> String {
    let operation = named.operation;
    let mut paragraphs = vec![one_line(&operation.summary)];
    let description = operation.description.as_deref().unwrap_or_default();
    paragraphs.extend(description.split("\n\n").map(one_line));
    if let Some(note) = deprecation(named) {
        paragraphs.push(note);
    }
    paragraphs.push(target(named));
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs.join("\n\n")
}

/// The sentence that an operation is deprecated, with the reason if there is one.
pub(crate) fn deprecation(named: &OperationNames<'_>) -> Option<String> {
    let reason = one_line(named.deprecated.as_deref()?);
    let note = format!("`{}` is deprecated", named.command);
    // A specification without prose has a word in place of the reason.
    Some(match reason.eq_ignore_ascii_case("deprecated") {
        true => note,
        false => format!("{note}: {reason}"),
    })
}

fn target(named: &OperationNames<'_>) -> String {
    format!("{} {}", named.operation.http_method, named.operation.path)
}

/// The text on one line, safe to show.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    civis_spec::escape_control(&words.join(" "))
}

/// The fields of the options that take objects.
fn after_help(spec: &Spec, options: &[OptionNames<'_>]) -> StyledStr {
    let mut text = String::new();
    for option in options {
        let fields = fields(spec, &option.parameter.ty);
        if fields.is_empty() {
            continue;
        }
        if text.is_empty() {
            text.push_str(
                "Fields of objects, as `--option.field VALUE` or in JSON, YAML, or @FILE:\n",
            );
        }
        for field in fields {
            let ty = value::type_name(&field.ty);
            text.push_str(&format!("  --{}.{} <{ty}>\n", option.option, field.wire));
        }
    }
    StyledStr::from(shown(&text))
}

/// Escapes each line of a text.
fn shown(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(civis_spec::escape_control).collect();
    lines.join("\n")
}

/// The fields of an object with declared ones.
pub(crate) fn fields<'s>(spec: &'s Spec, ty: &Type) -> &'s [Field] {
    match ty {
        Type::Record(id) => match &spec.type_def(*id).kind {
            TypeKind::Record(fields) => fields,
            TypeKind::Enum(_) => &[],
        },
        _ => &[],
    }
}

/// An operation in the help of its resource: its name and its summary.
pub(crate) fn stub(named: &OperationNames<'_>) -> Command {
    Command::new(named.command.clone())
        .about(summary(named))
        .hide(named.operation.methods.is_empty())
}
