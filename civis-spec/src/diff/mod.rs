//! Compares two specifications and says which changes break callers of the generated code.
//!
//! A change *breaks* callers if some code that compiles against the old client does not
//! compile against the new one, or compiles and means something else. The code may use every
//! public name of the client. As in Cargo's guide to semantic versioning, warnings do not
//! count, and neither does code that fails only because of inference, a coercion, or a glob
//! import.
//!
//! The generated code is part of the caller's own crate, where `#[non_exhaustive]` has no
//! effect. So a new field breaks struct literals and patterns without `..`, and a new value of
//! an enum breaks a `match` without a `_` arm, although `Unknown` takes every other text. Each
//! of the two has a rule of its own, which [`Diff::without`] can leave out.
//!
//! | rule | breaks | because |
//! |---|---|---|
//! | `base-path-changed` | no | calls are the same, and go to another path |
//! | `host-changed` | no | the session decides the host, not the generated code |
//! | `resource-added` | no | the client has a private field, so no literal or pattern lists its fields |
//! | `resource-removed` | yes | its field and module are gone |
//! | `resource-renamed` | yes | its old field, module, or struct is gone |
//! | `operation-added` | no | there is one more method |
//! | `operation-removed` | yes | its method is gone |
//! | `operation-moved` | no | the method is the same, and calls another path |
//! | `method-added` | no | there is one more method |
//! | `method-removed` | yes | the method is gone |
//! | `method-renamed` | yes | the old method is gone |
//! | `builder-added` | yes | the method returns a builder in place of a `Call`, which breaks code that names the returned type |
//! | `builder-removed` | yes | the builder is gone, and the method returns a `Call` |
//! | `builder-renamed` | yes | the old builder is gone |
//! | `response-changed` | yes | `send` returns another type |
//! | `pages-added` | no | `iter` and `pages` are new |
//! | `pages-removed` | yes | `iter` and `pages` are gone |
//! | `statuses-changed` | no | every 2xx status is a success |
//! | `content-type-changed` | no | the call is the same, and its body has another media type |
//! | `deprecated` | no | there is a new warning |
//! | `deprecation-lifted` | no | the warning is gone |
//! | `deprecation-changed` | no | the warning has another text |
//! | `summary-changed` | no | only documentation changes |
//! | `description-changed` | no | only documentation changes |
//! | `required-parameter-added` | yes | the method takes one more argument |
//! | `optional-parameter-added` | no | there is one more setter (see also `builder-added`) |
//! | `parameter-removed` | yes | its argument or setter is gone |
//! | `parameter-now-required` | yes | an argument replaces its setter |
//! | `parameter-now-optional` | yes | a setter replaces its argument |
//! | `parameters-reordered` | yes | the arguments have another order; if their types agree, the code compiles and swaps them |
//! | `parameter-type-changed` | yes | it no longer takes everything that it took |
//! | `parameter-type-widened` | no | it takes everything that it took: text in place of a timestamp or date, anything in place of JSON |
//! | `parameter-values-declared` | yes | an enum replaces text; it takes text, but no date and no timestamp |
//! | `setter-renamed` | yes | the old setter is gone |
//! | `parameter-wire-name-changed` | no | the name in Rust is the same |
//! | `parameter-location-changed` | no | the call is the same |
//! | `parameter-style-changed` | no | the call is the same, and is serialized differently |
//! | `default-changed` | no | defaults are never sent |
//! | `known-values-changed` | no | only documentation changes; the type takes other values too |
//! | `type-renamed` | yes | the old name is gone, or belongs to another type |
//! | `alias-removed` | yes | the alias is gone, or belongs to another type |
//! | `field-added` | yes | struct literals and patterns without `..` fail; and the key is no longer in `extra` |
//! | `field-removed` | yes | the field is gone |
//! | `field-type-changed` | yes | the field has another type |
//! | `field-renamed` | yes | the old field is gone |
//! | `field-wire-name-changed` | no | the name in Rust is the same |
//! | `field-now-required` | no | every field is an `Option`, required or not |
//! | `field-now-optional` | no | every field is an `Option`, required or not |
//! | `value-added` | yes | a `match` without `_` fails; and the text was `Unknown` before |
//! | `value-removed` | yes | the variant is gone |
//! | `value-renamed` | yes | the old variant is gone |
//! | `value-wire-name-changed` | no | the name in Rust is the same |
//!
//! The comparison covers the client of all resources. Operations that the official client does
//! not offer and types that no operation reaches do not count.
//!
//! Operations are paired by HTTP method and path; then by a path that differs only in the
//! names of placeholders or in slashes at its ends; then by the name of the method; then, if
//! the match is unique, by summary and parameters. Types are paired by their uses in paired
//! operations, and the remaining ones by name. Each pair of types is reported once, with the
//! operations that reach it.
//!
//! The generated code merges definitions that differ in a number alone, which hides what
//! differs in them. Read both specifications with
//! [`separate_types`](crate::ReadOptions::separate_types), as `civis-spec-diff` does: then a
//! changed requirement or description is reported for the operations of its own definition,
//! and not for those of a merged one.
//!
//! | module | content |
//! |---|---|
//! | `pair` | which old operation, parameter, field, value, or type corresponds to which new one |
//! | `operations`, `parameters`, `types` | the changes of each pair |
//! | `change`, `rule` | the result: changes and their kinds |
//! | `spelling` | types and names as the generated code spells them |
//! | `report`, `markdown` | the result as text and as Markdown |

mod change;
mod markdown;
mod operations;
mod pair;
mod parameters;
mod report;
mod rule;
mod spelling;
mod types;

use std::collections::BTreeMap;

pub use self::change::{Change, Diff, Edition, Subject};
pub use self::rule::Rule;
use crate::model::{Resource, Spec};
use crate::select::Selection;

/// Compares an old specification with a new one, for a caller of the generated code.
///
/// The [module](mod@crate::diff) documents the rules.
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
    // Selecting all resources cannot fail.
    let (Ok(from), Ok(to)) = (old.select(&Selection::All), new.select(&Selection::All)) else {
        return Vec::new();
    };
    let mut changes = server(&from, &to);
    let pairing = pair::operations(&from, &to);
    let comparison = operations::Comparison {
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
        comparison.resource(old, new, &mut changes);
    }
    types::changes(&from, &to, &pairing, &mut changes);
    changes
}

/// The changes of host and base path.
fn server(old: &Spec, new: &Spec) -> Vec<Change> {
    let base = (old.base_path != new.base_path).then(|| {
        let change = Change::new(Rule::BasePathChanged, Subject::Specification);
        change.from(&old.base_path).to(&new.base_path)
    });
    let host = (old.host != new.host).then(|| {
        let change = Change::new(Rule::HostChanged, Subject::Specification);
        change.texts(old.host.as_ref(), new.host.as_ref())
    });
    base.into_iter().chain(host).collect()
}
