//! The result of a comparison: what changed, of which kind, and who is affected.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::rule::{Level, Rule};

/// The changes between two specifications.
///
/// It serializes as an object with the keys `old`, `new`, and `changes`.
/// [`Display`](std::fmt::Display) writes a report as text, and
/// [`to_markdown`](Self::to_markdown) one as Markdown.
///
/// ```
/// use civis_spec::{Rule, Spec, Subject, diff};
///
/// let old = Spec::from_slice(br#"{"swagger": "2.0", "paths": {
///     "/jobs": {"get": {"responses": {"204": {}}}, "post": {"responses": {"204": {}}}}}}"#)?;
/// let new = Spec::from_slice(br#"{"swagger": "2.0", "paths": {
///     "/jobs": {"get": {"responses": {"204": {}}}}, "/users": {"get": {"responses": {"204": {}}}}}}"#)?;
/// let found = diff(&old, &new);
/// assert_eq!(found.counts()[&Rule::ResourceAdded], 1);
/// assert!(found.is_breaking() && diff(&new, &new).is_empty());
/// assert!(found.to_markdown().contains("- operation removed"));
/// assert!(!found.clone().without(&[Rule::OperationRemoved]).is_breaking());
///
/// let gone = &found.only_breaking().changes[0];
/// assert_eq!((gone.rule, gone.to_string().as_str()), (Rule::OperationRemoved, "operation removed"));
/// assert!(matches!(&gone.subject, Subject::Operation { name, .. } if name == "jobs.post"));
/// # Ok::<(), civis_spec::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Diff {
    /// The specification that the callers' code was written for.
    pub old: Edition,
    /// The specification that replaces it.
    pub new: Edition,
    /// The changes: first of the specification as a whole, then by resource and operation, then
    /// by type. The order depends only on the two specifications.
    pub changes: Vec<Change>,
    /// The names that the methods of the new specification had in the old one.
    #[serde(skip)]
    pub(super) old_methods: BTreeMap<String, Vec<String>>,
}

/// Which specification it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Edition {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
}

/// One change.
///
/// [`Display`](std::fmt::Display) describes it without its subject:
/// ``parameter `state` removed``.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The kind of change.
    pub rule: Rule,
    /// How much callers notice of it: [`Rule::level`], or [`Level::Silent`] for a requirement
    /// on a field that only responses contain.
    pub level: Level,
    /// Whether it breaks callers.
    pub breaking: bool,
    /// What changed.
    pub subject: Subject,
    /// What it was (a type, a name, a path), if a few words can say it.
    pub old: Option<String>,
    /// What it is now.
    pub new: Option<String>,
    /// The affected methods, as callers write them: `jobs.get`. Methods that are gone have
    /// their name in the old specification.
    pub operations: Vec<String>,
}

/// What changed, by its names in Rust.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Subject {
    /// The specification as a whole.
    Specification,
    /// A resource.
    Resource {
        /// The field of the client.
        name: String,
    },
    /// An operation.
    Operation {
        /// Resource and method: `jobs.get`.
        name: String,
        /// HTTP method and path: `GET /jobs/{id}`.
        target: String,
    },
    /// A parameter.
    Parameter {
        /// Resource and method: `jobs.get`.
        operation: String,
        /// HTTP method and path: `GET /jobs/{id}`.
        target: String,
        /// Its name in Rust.
        name: String,
    },
    /// A type.
    Type {
        /// Its name in the module `types`.
        name: String,
    },
    /// A field of a record.
    Field {
        /// The record.
        of: String,
        /// Its name in Rust.
        name: String,
    },
    /// A value of an enum.
    Value {
        /// The enum.
        of: String,
        /// The text on the wire.
        name: String,
    },
}

impl Diff {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Whether a change breaks callers.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        self.changes.iter().any(|change| change.breaking)
    }

    /// Keeps only the changes that break callers.
    #[must_use]
    pub fn only_breaking(mut self) -> Self {
        self.changes.retain(|change| change.breaking);
        self
    }

    /// Leaves out the changes that no caller notices.
    ///
    /// ```
    /// use civis_spec::{Spec, diff};
    ///
    /// let spec = |summary: &str| {
    ///     let text = format!(
    ///         r#"{{"swagger": "2.0", "paths": {{"/jobs": {{"get": {{"summary": "{summary}"}}}}}}}}"#
    ///     );
    ///     Spec::from_slice(text.as_bytes())
    /// };
    /// let found = diff(&spec("Jobs")?, &spec("All jobs")?);
    /// assert!(!found.is_empty() && found.without_silent().is_empty());
    /// # Ok::<(), civis_spec::Error>(())
    /// ```
    #[must_use]
    pub fn without_silent(mut self) -> Self {
        self.changes.retain(|change| change.level != Level::Silent);
        self
    }

    /// Keeps only what concerns some operations: their own changes, those of the types that they
    /// reach, and those of the specification as a whole. The filter gets the methods as callers
    /// write them, `jobs.get`, under their old and their new names.
    ///
    /// ```
    /// use civis_spec::{Spec, diff};
    ///
    /// let old = Spec::from_slice(br#"{"swagger": "2.0", "paths": {
    ///     "/jobs": {"get": {}}, "/users": {"get": {}}}}"#)?;
    /// let new = Spec::from_slice(br#"{"swagger": "2.0", "paths": {}}"#)?;
    /// let found = diff(&old, &new).only_operations(|method| method == "jobs.get");
    /// assert_eq!(found.changes.len(), 1);
    /// assert_eq!(found.changes[0].operations, ["jobs.get"]);
    /// # Ok::<(), civis_spec::Error>(())
    /// ```
    #[must_use]
    pub fn only_operations(mut self, is_wanted: impl Fn(&str) -> bool) -> Self {
        let old_methods = &self.old_methods;
        self.changes.retain_mut(|change| {
            change.operations.retain(|method| {
                let mut old = old_methods.get(method).into_iter().flatten();
                is_wanted(method) || old.any(|method| is_wanted(method))
            });
            change.subject == Subject::Specification || !change.operations.is_empty()
        });
        self
    }

    /// Leaves out the changes of some rules.
    ///
    /// If all struct literals and patterns have `..` and each `match` has a `_` arm,
    /// [`FieldAdded`](Rule::FieldAdded) and [`ValueAdded`](Rule::ValueAdded) break nothing.
    #[must_use]
    pub fn without(mut self, rules: &[Rule]) -> Self {
        self.changes.retain(|change| !rules.contains(&change.rule));
        self
    }

    /// The number of changes of each rule.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<Rule, usize> {
        let mut counts = BTreeMap::new();
        for change in &self.changes {
            *counts.entry(change.rule).or_default() += 1;
        }
        counts
    }
}

impl Change {
    pub(super) fn new(rule: Rule, subject: Subject) -> Self {
        let operations = match &subject {
            Subject::Operation { name, .. } => vec![name.clone()],
            Subject::Parameter { operation, .. } => vec![operation.clone()],
            _ => Vec::new(),
        };
        Self {
            rule,
            level: rule.level(),
            breaking: rule.level() == Level::Breaking,
            subject,
            old: None,
            new: None,
            operations,
        }
    }

    pub(super) fn from(mut self, old: impl Into<String>) -> Self {
        self.old = Some(old.into());
        self
    }

    pub(super) fn to(mut self, new: impl Into<String>) -> Self {
        self.new = Some(new.into());
        self
    }

    /// The old and the new text. An empty one counts as none.
    pub(super) fn texts(mut self, old: Option<&String>, new: Option<&String>) -> Self {
        self.old = old.filter(|text| !text.is_empty()).cloned();
        self.new = new.filter(|text| !text.is_empty()).cloned();
        self
    }

    /// The old and the new values, as a list.
    pub(super) fn values(self, old: &[Value], new: &[Value]) -> Self {
        let text = |values: &[Value]| -> String {
            let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
            texts.join(", ")
        };
        self.texts(Some(&text(old)), Some(&text(new)))
    }

    pub(super) fn silent(mut self) -> Self {
        self.level = Level::Silent;
        self.breaking = false;
        self
    }

    pub(super) fn affecting(mut self, operations: impl IntoIterator<Item = String>) -> Self {
        self.operations = operations.into_iter().collect();
        self
    }
}

/// Adds a change if two descriptions differ.
pub(super) fn compare_descriptions(
    old: &Option<String>,
    new: &Option<String>,
    change: &dyn Fn(Rule) -> Change,
    changes: &mut Vec<Change>,
) {
    if old != new {
        changes.push(change(Rule::DescriptionChanged).texts(old.as_ref(), new.as_ref()));
    }
}
