//! The report as text.

use std::fmt;

use super::change::{Change, Diff, Edition, Subject};
use super::rule::{Level, Rule};
use crate::escape_control::escape_control;

/// The number of affected operations to list. The rest is counted.
const LISTED: usize = 4;

/// The number of characters to show of a text from a specification.
const SHOWN: usize = 120;

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", headline(self))?;
        for (level, groups) in sections(self) {
            writeln!(f, "\n{}", level.to_string().to_uppercase())?;
            let mark = if level == Level::Breaking { '!' } else { ' ' };
            for (title, lines) in groups {
                writeln!(f, "\n{title}")?;
                for line in lines {
                    writeln!(f, "  {mark} {line}")?;
                }
            }
        }
        Ok(())
    }
}

/// The specifications, and the number of changes. Types with another number count as one.
pub(super) fn headline(diff: &Diff) -> String {
    let count = |is_counted: &dyn Fn(&Change) -> bool| {
        let counted = diff.changes.iter().filter(|one| is_counted(one));
        let (renumbered, others): (Vec<&Change>, Vec<&Change>) = counted.partition(is_renumbered);
        others.len() + usize::from(!renumbered.is_empty())
    };
    let counts = match (count(&|_| true), count(&|one| one.breaking)) {
        (0, _) => "no changes".to_owned(),
        (1, 0) => "1 change, which breaks no caller".to_owned(),
        (1, _) => "1 change, which breaks callers".to_owned(),
        (all, 0) => format!("{all} changes, none of which breaks callers"),
        (all, 1) => format!("{all} changes, 1 of which breaks callers"),
        (all, breaking) => format!("{all} changes, {breaking} of which break callers"),
    };
    let [old, new] = [&diff.old, &diff.new].map(edition);
    if old == new {
        format!("{old}: {counts}")
    } else {
        format!("{old} → {new}: {counts}")
    }
}

fn edition(edition: &Edition) -> String {
    let title = match escape_control(edition.title.trim()) {
        empty if empty.is_empty() => "the specification".to_owned(),
        title => title,
    };
    match escape_control(edition.version.trim()) {
        empty if empty.is_empty() => title,
        version => format!("{title} {version}"),
    }
}

/// A title, and a line for each change.
pub(super) type Group = (String, Vec<String>);

/// The groups of each level, the most important level first.
pub(super) fn sections(diff: &Diff) -> impl Iterator<Item = (Level, Vec<Group>)> {
    let of_level = |level| {
        let changes = diff.changes.iter().filter(|one| one.level == level);
        (level, groups(&changes.collect::<Vec<_>>()))
    };
    [Level::Breaking, Level::Noticeable, Level::Silent]
        .map(of_level)
        .into_iter()
        .filter(|(_, groups)| !groups.is_empty())
}

/// A group for consecutive changes of one operation, resource, or type, and one for the names
/// of types. Operations that come or go are in the group of their resource.
fn groups(changes: &[&Change]) -> Vec<Group> {
    let (names, others): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|one| {
        matches!(one.rule, Rule::TypeRenamed | Rule::AliasRemoved) || is_renumbered(one)
    });
    let chunks = others.chunk_by(|one, other| {
        // One old type may have become several types, and several may have become one.
        title(one) == title(other)
            && (!is_of_type(&one.subject) || one.operations == other.operations)
    });
    let mut groups: Vec<Group> = chunks
        .map(|chunk| (title(chunk[0]), chunk.iter().map(|one| line(one)).collect()))
        .collect();
    let (renumbered, renamed): (Vec<&Change>, Vec<&Change>) =
        names.into_iter().partition(is_renumbered);
    let mut lines: Vec<String> = renamed.iter().map(ToString::to_string).collect();
    lines.extend(match &*renumbered {
        [] => None,
        [one] => Some(one.to_string()),
        [first, rest @ ..] => Some(format!("{first}, and {} more", rest.len())),
    });
    if !lines.is_empty() {
        groups.push(("names of types".to_owned(), lines));
    }
    groups
}

fn is_renumbered(change: &&Change) -> bool {
    change.rule == Rule::TypeRenumbered
}

fn title_of(subject: &Subject) -> String {
    match subject {
        Subject::Specification => "the specification".to_owned(),
        Subject::Resource { name } => name.clone(),
        Subject::Operation { name, target }
        | Subject::Parameter {
            operation: name,
            target,
            ..
        } => {
            format!("{name} ({})", escape_control(target))
        }
        Subject::Type { name }
        | Subject::Field { of: name, .. }
        | Subject::Value { of: name, .. } => {
            format!("types::{name}")
        }
    }
}

/// The title of the group of a change. That of a type names the operations that reach it.
fn title(change: &Change) -> String {
    let title = title_of(&change.subject);
    if is_whole_operation(change) {
        let (resource, _) = title.split_once('.').unwrap_or((&title, ""));
        resource.to_owned()
    } else if is_of_type(&change.subject) && !change.operations.is_empty() {
        format!("{title} (in {})", list(&change.operations))
    } else {
        title
    }
}

/// A change below its title.
fn line(change: &Change) -> String {
    if is_whole_operation(change) {
        format!("{change}: {}", title_of(&change.subject))
    } else {
        change.to_string()
    }
}

fn is_whole_operation(change: &Change) -> bool {
    matches!(change.rule, Rule::OperationAdded | Rule::OperationRemoved)
}

fn is_of_type(subject: &Subject) -> bool {
    matches!(
        subject,
        Subject::Type { .. } | Subject::Field { .. } | Subject::Value { .. }
    )
}

/// The first few names, and the number of the others.
fn list(names: &[String]) -> String {
    match names.get(LISTED..).map_or(0, <[String]>::len) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names[..LISTED].join(", ")),
    }
}

/// A text from a specification in backticks, shortened.
fn quoted(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("`{}`", escape_control(&shown).replace('`', "'"))
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let old = self.old.as_deref().map(quoted);
        let new = self.new.as_deref().map(quoted);
        let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
        let from_to = format!("{} → {}", or_none(&old), or_none(&new));
        let after_colon = |text: &Option<String>| match text {
            Some(text) => format!(": {text}"),
            None => String::new(),
        };
        let (of_old, of_new) = (after_colon(&old), after_colon(&new));
        let (old, new) = (or_none(&old), or_none(&new));
        let name = match &self.subject {
            Subject::Parameter { name, .. } => format!("parameter {}", quoted(name)),
            Subject::Field { name, .. } => format!("field {}", quoted(name)),
            Subject::Value { name, .. } => format!("value {}", quoted(name)),
            _ => String::new(),
        };
        let with = match self.operations.len() {
            0 => String::new(),
            1 => format!(", with {}", list(&self.operations)),
            count => format!(", with {count} methods: {}", list(&self.operations)),
        };
        match self.rule {
            Rule::BasePathChanged => write!(f, "base path {from_to}"),
            Rule::HostChanged => write!(f, "host {from_to}"),
            Rule::ResourceAdded => write!(f, "resource added{with}"),
            Rule::ResourceRemoved => write!(f, "resource removed{with}"),
            Rule::ResourceRenamed => write!(f, "module and struct renamed: {from_to}"),
            Rule::OperationAdded => write!(f, "operation added"),
            Rule::OperationRemoved => match &self.new {
                Some(reason) => write!(f, "operation removed ({reason})"),
                None => write!(f, "operation removed"),
            },
            Rule::OperationMoved => write!(f, "operation moved: {from_to}"),
            Rule::MethodAdded => write!(f, "method {new} added"),
            Rule::MethodRemoved => write!(f, "method {old} removed"),
            Rule::MethodRenamed => write!(f, "method renamed: {from_to}"),
            Rule::BuilderAdded => write!(f, "returns the builder {new} in place of a `Call`"),
            Rule::BuilderRemoved => write!(f, "returns a `Call` in place of the builder {old}"),
            Rule::BuilderRenamed => write!(f, "builder renamed: {from_to}"),
            Rule::ResponseChanged => write!(f, "response type: {from_to}"),
            Rule::PagesAdded => write!(f, "response is now paginated"),
            Rule::PagesRemoved => write!(f, "response is no longer paginated"),
            Rule::StatusesChanged => write!(f, "success statuses: {from_to}"),
            Rule::ContentTypeChanged => write!(f, "media type of the body: {from_to}"),
            Rule::Deprecated => write!(f, "{} deprecated{of_new}", self.methods()),
            Rule::DeprecationLifted => write!(f, "{} no longer deprecated", self.methods()),
            Rule::DeprecationChanged => {
                write!(
                    f,
                    "deprecation of {} has another reason: {from_to}",
                    self.methods()
                )
            }
            Rule::SummaryChanged => write!(f, "summary {from_to}"),
            Rule::DescriptionChanged if name.is_empty() => write!(f, "description changed"),
            Rule::DescriptionChanged => write!(f, "description of {name} changed"),
            Rule::RequiredParameterAdded => write!(f, "required {name} added{of_new}"),
            Rule::OptionalParameterAdded => write!(f, "optional {name} added{of_new}"),
            Rule::ParameterNowRequired | Rule::FieldNowRequired => {
                write!(f, "{name} is now required")
            }
            Rule::ParameterNowOptional | Rule::FieldNowOptional => {
                write!(f, "{name} is now optional")
            }
            Rule::ParametersReordered => {
                write!(f, "required parameters reordered: {from_to}")
            }
            Rule::ParameterTypeWidened => write!(f, "{name} accepts more: {from_to}"),
            Rule::ParameterValuesDeclared => write!(f, "{name} is now an enum: {from_to}"),
            Rule::SetterRenamed => write!(f, "setter renamed: {from_to}"),
            Rule::ParameterLocationChanged => write!(f, "location of {name}: {from_to}"),
            Rule::ParameterStyleChanged => write!(f, "style of {name}: {from_to}"),
            Rule::DefaultChanged => write!(f, "default of {name}: {from_to}"),
            Rule::KnownValuesChanged => write!(f, "known values of {name}: {from_to}"),
            Rule::TypeRenamed => write!(f, "type renamed: {from_to}"),
            Rule::TypeRenumbered => write!(f, "type renumbered: {from_to}"),
            Rule::AliasRemoved => write!(f, "alias of {} removed: {old}", title_of(&self.subject)),
            Rule::FieldAdded | Rule::ValueAdded => write!(f, "{name} added{of_new}"),
            Rule::ParameterRemoved | Rule::FieldRemoved | Rule::ValueRemoved => {
                write!(f, "{name} removed{of_old}")
            }
            Rule::ParameterTypeChanged | Rule::FieldTypeChanged => {
                write!(f, "type of {name}: {from_to}")
            }
            Rule::FieldRenamed | Rule::ValueRenamed => write!(f, "{name} renamed: {from_to}"),
            Rule::ParameterWireNameChanged
            | Rule::FieldWireNameChanged
            | Rule::ValueWireNameChanged => {
                write!(f, "{name} has another name on the wire: {from_to}")
            }
        }
    }
}

impl Change {
    fn methods(&self) -> String {
        let names: Vec<String> = self.operations.iter().map(|name| quoted(name)).collect();
        names.join(", ")
    }
}
