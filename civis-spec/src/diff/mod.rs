//! What changed between two specifications, and what of it breaks a caller of the
//! expansion.
//!
//! A change *breaks* if code that compiles against the old expansion, in any way
//! that the expansion's public names allow, does not compile against the new one,
//! or compiles and means something else. As in Cargo's guide to semantic
//! versions, what fails only by inference, by a coercion or by a glob import
//! does not count, and neither does a warning.
//!
//! The expansion stands in the caller's own crate, where `#[non_exhaustive]` has no
//! effect. So a new field breaks struct literals and patterns without `..`, and a
//! new value of an enum breaks a `match` without a `_` arm, although `Unknown`
//! takes every other text. Both are rules of their own, which a reader can leave
//! out ([`Diff::without`]).
//!
//! | rule | breaks | because |
//! |---|---|---|
//! | `base-path-changed` | no | calls are the same, and go to another path |
//! | `host-changed` | no | the session has the host, not the expansion |
//! | `resource-added` | no | the client has a private field, so no literal or pattern lists its fields |
//! | `resource-removed` | yes | its field and module are gone |
//! | `resource-renamed` | yes | its field, module or struct is not found |
//! | `operation-added` | no | one more method |
//! | `operation-removed` | yes | its method is gone |
//! | `operation-moved` | no | the method is the same, and calls another path |
//! | `method-added` | no | one more method |
//! | `method-removed` | yes | the method is gone |
//! | `method-renamed` | yes | the old method is gone |
//! | `builder-added` | yes | the method returns a struct with setters in place of a `Call`: code that names the type it returns |
//! | `builder-removed` | yes | the struct with setters is gone, the method returns a `Call` |
//! | `builder-renamed` | yes | the struct with setters is not found |
//! | `answer-changed` | yes | `send` returns another type |
//! | `pages-added` | no | `iter` and `pages` are new |
//! | `pages-removed` | yes | `iter` and `pages` are gone |
//! | `statuses-changed` | no | every 2xx is a success |
//! | `content-type-changed` | no | the call is the same, and its body is sent as another media type |
//! | `deprecated` | no | a warning, with the reason |
//! | `deprecation-lifted` | no | a warning less |
//! | `deprecation-changed` | no | another reason in the warning |
//! | `summary-changed` | no | documentation |
//! | `description-changed` | no | documentation |
//! | `required-parameter-added` | yes | one more argument |
//! | `optional-parameter-added` | no | one more setter (and see `builder-added`) |
//! | `parameter-removed` | yes | an argument less, or the setter is gone |
//! | `parameter-now-required` | yes | its setter became an argument |
//! | `parameter-now-optional` | yes | its argument became a setter |
//! | `parameters-reordered` | yes | arguments in another order; where their types agree, it compiles and swaps them |
//! | `parameter-type-changed` | yes | it does not take all that it took |
//! | `parameter-type-widened` | no | it takes all that it took: text where a timestamp or date was, anything where JSON was |
//! | `parameter-values-declared` | yes | text is an enum now, which takes text, but no date and no timestamp |
//! | `setter-renamed` | yes | the old setter is gone |
//! | `parameter-respelled` | no | the name in Rust is the same |
//! | `parameter-place-changed` | no | the call is the same |
//! | `list-format-changed` | no | the call is the same, and is written otherwise |
//! | `default-changed` | no | defaults are never sent |
//! | `known-values-changed` | no | documentation; the type takes others too |
//! | `type-renamed` | yes | the old name is gone, or is another type's |
//! | `alias-removed` | yes | the alias is gone, or is another type's |
//! | `field-added` | yes | literals and patterns without `..`; and the key leaves `extra` |
//! | `field-removed` | yes | the field is gone |
//! | `field-type-changed` | yes | the field has another type |
//! | `field-renamed` | yes | the old field is gone |
//! | `field-respelled` | no | the name in Rust is the same |
//! | `field-now-required` | no | every field is an `Option`, whatever is demanded |
//! | `field-now-optional` | no | likewise |
//! | `value-added` | yes | a `match` without `_`; and the text was `Unknown` before |
//! | `value-removed` | yes | the variant is gone |
//! | `value-renamed` | yes | the old variant is gone |
//! | `value-respelled` | no | the name in Rust is the same |
//!
//! What is compared is what a client of all resources expands to: operations that
//! the official client does not offer, and types that nothing reaches, do not count.
//! Operations are paired by verb and path, then by a path that differs in names of
//! placeholders or slashes at its ends, then by the name of the method, then, where
//! just one fits, by summary and parameters. Types are paired by where they are
//! used, from the paired operations down, and else by name; each pair is told once,
//! with the operations that reach it.
//!
//! | file | what |
//! |---|---|
//! | `rule` | the rules of this table |
//! | `pair` | which operation, parameter, field or value became which |
//! | `operations`, `parameters` | changes of operations and of their parameters |
//! | `types` | changes of the types that they reach |
//! | `shown` | types and names as text |
//! | `report`, `markdown` | the whole as text and as Markdown |

mod markdown;
mod operations;
mod pair;
mod parameters;
mod report;
mod rule;
mod shown;
mod types;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

pub use self::rule::Rule;
use crate::model::{Resource, Spec};
use crate::select::Selection;

/// What changed between two specifications.
///
/// It serializes to an object with the keys `old`, `new` and `changes`;
/// [`Display`](fmt::Display) is a report in text, and
/// [`to_markdown`](Self::to_markdown) one in Markdown.
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
/// assert!(found.to_markdown().contains("**breaking**: operation removed"));
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
    /// The one in its place.
    pub new: Edition,
    /// The changes: of the whole, by resource and operation, by type. Their order
    /// depends on nothing but the two specifications.
    pub changes: Vec<Change>,
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
/// [`Display`](fmt::Display) tells it in a few words, without its subject:
/// ``parameter `state` removed``.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// What kind of change it is.
    pub rule: Rule,
    /// Whether it breaks a caller: [`Rule::is_breaking`].
    pub breaking: bool,
    /// What changed.
    pub subject: Subject,
    /// What it was, where that can be told in a few words: a type, a name, a path.
    pub old: Option<String>,
    /// What it is.
    pub new: Option<String>,
    /// The methods that it touches, as they are called: `jobs.get`. Those of the
    /// old specification where they are gone.
    pub operations: Vec<String>,
}

/// What changed, under its names in Rust.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Subject {
    /// The specification as a whole.
    Specification,
    /// A resource.
    Resource {
        /// Its field of the client.
        name: String,
    },
    /// An operation.
    Operation {
        /// Resource and method: `jobs.get`.
        name: String,
        /// Verb and path: `GET /jobs/{id}`.
        target: String,
    },
    /// A parameter.
    Parameter {
        /// Resource and method: `jobs.get`.
        operation: String,
        /// Verb and path: `GET /jobs/{id}`.
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

/// What changed from an old specification to a new one, for a Rust caller of the
/// expansion. The table of the [module](mod@crate::diff) has the rules.
///
/// ```
/// use civis_spec::{Rule, Spec, diff};
///
/// let spec = |parameters: &str| {
///     let text = format!(
///         r#"{{"swagger": "2.0", "info": {{}}, "paths": {{"/jobs": {{"get": {{
///             "parameters": [{parameters}], "responses": {{"200": {{}}}}}}}}}}}}"#
///     );
///     Spec::from_slice(text.as_bytes())
/// };
/// let state = r#"{"name": "state", "in": "query", "type": "string"}"#;
/// let hidden = r#"{"name": "hidden", "in": "query", "type": "boolean"}"#;
/// let changes = diff(&spec(state)?, &spec(&format!("{state}, {hidden}"))?).changes;
/// assert_eq!(changes.len(), 1);
/// assert_eq!(changes[0].rule, Rule::OptionalParameterAdded);
/// assert_eq!(changes[0].operations, ["jobs.get"]);
/// assert!(!changes[0].breaking);
/// # Ok::<(), civis_spec::Error>(())
/// ```
#[must_use]
pub fn diff(old: &Spec, new: &Spec) -> Diff {
    let edition = |spec: &Spec| Edition {
        title: spec.title.clone(),
        version: spec.version.clone(),
    };
    Diff {
        old: edition(old),
        new: edition(new),
        changes: changes(old, new),
    }
}

fn changes(old: &Spec, new: &Spec) -> Vec<Change> {
    // All can always be selected.
    let (Ok(from), Ok(to)) = (old.select(&Selection::All), new.select(&Selection::All)) else {
        return Vec::new();
    };
    let mut changes = whole(&from, &to);
    let pairing = pair::operations(&from, &to);
    let both = operations::Both {
        old: &from,
        new: &to,
        declared: new,
        pairing: &pairing,
    };
    let mut resources: BTreeMap<&str, [Option<&Resource>; 2]> = BTreeMap::new();
    for (side, spec) in [&from, &to].into_iter().enumerate() {
        for resource in &spec.resources {
            resources.entry(&resource.name).or_default()[side] = Some(resource);
        }
    }
    for [old, new] in resources.into_values() {
        both.resource(old, new, &mut changes);
    }
    types::changes(&from, &to, &pairing, &mut changes);
    changes
}

fn whole(old: &Spec, new: &Spec) -> Vec<Change> {
    let base = (old.base_path != new.base_path).then(|| {
        let change = Change::new(Rule::BasePathChanged, Subject::Specification);
        change.from(&old.base_path).to(&new.base_path)
    });
    let host = (old.host != new.host).then(|| {
        let mut change = Change::new(Rule::HostChanged, Subject::Specification);
        change.old.clone_from(&old.host);
        change.new.clone_from(&new.host);
        change
    });
    base.into_iter().chain(host).collect()
}

impl Diff {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Whether a change breaks a caller.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        self.changes.iter().any(|change| change.breaking)
    }

    /// The same without what does not break a caller.
    #[must_use]
    pub fn only_breaking(mut self) -> Self {
        self.changes.retain(|change| change.breaking);
        self
    }

    /// The same without what is of some rules.
    ///
    /// For code that has `..` in struct literals and patterns and `_` in each `match`,
    /// [`FieldAdded`](Rule::FieldAdded) and [`ValueAdded`](Rule::ValueAdded) break
    /// nothing.
    #[must_use]
    pub fn without(mut self, rules: &[Rule]) -> Self {
        self.changes.retain(|change| !rules.contains(&change.rule));
        self
    }

    /// How many changes there are of each rule.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<Rule, usize> {
        let mut counts = BTreeMap::new();
        for change in &self.changes {
            *counts.entry(change.rule).or_default() += 1;
        }
        counts
    }

    /// The report in Markdown.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        markdown::markdown(self)
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        report::text(self, f)
    }
}

impl Change {
    fn new(rule: Rule, subject: Subject) -> Self {
        let operations = match &subject {
            Subject::Operation { name, .. } => vec![name.clone()],
            Subject::Parameter { operation, .. } => vec![operation.clone()],
            _ => Vec::new(),
        };
        Self {
            rule,
            breaking: rule.is_breaking(),
            subject,
            old: None,
            new: None,
            operations,
        }
    }

    fn from(mut self, old: impl Into<String>) -> Self {
        self.old = Some(old.into());
        self
    }

    fn to(mut self, new: impl Into<String>) -> Self {
        self.new = Some(new.into());
        self
    }

    fn touching(mut self, operations: impl IntoIterator<Item = String>) -> Self {
        self.operations = operations.into_iter().collect();
        self
    }
}
