//! Compares two specifications and says which changes callers of the generated code notice.
//!
//! A change has one of three levels:
//!
//! - A change is *breaking* if some code that compiles against the old client does not compile
//!   against the new one, compiles and means something else, or sends a request that is now
//!   refused. The code may use every public name of the client. As in Cargo's guide to semantic versioning, warnings do not count, and
//!   neither does code that fails only because of inference, a coercion, or a glob import.
//! - A change is *noticeable* if code need not change, but can do more, has a new warning, or
//!   sends another request.
//! - A change is *silent* if callers notice nothing: other documentation, or a field of a
//!   response that is now declared as required. [`Diff::without_silent`] leaves these out.
//!
//! The generated code is part of the caller's own crate, where `#[non_exhaustive]` has no
//! effect. So a new field breaks struct literals and patterns without `..`, and a new value of
//! an enum breaks a `match` without a `_` arm, although `Unknown` takes every other text. Each
//! of the two has a rule of its own, which [`Diff::without`] can leave out.
//!
//! | rule | level | because |
//! |---|---|---|
//! | `base-path-changed` | noticeable | calls are the same, and go to another path |
//! | `host-changed` | silent | the session decides the host, not the generated code |
//! | `resource-added` | noticeable | the client has a private field, so no literal or pattern lists its fields |
//! | `resource-removed` | breaking | its field and module are gone |
//! | `resource-renamed` | breaking | its old field, module, or struct is gone |
//! | `operation-added` | noticeable | there is one more method |
//! | `operation-removed` | breaking | its method is gone |
//! | `operation-moved` | noticeable | the method is the same, and calls another path |
//! | `method-added` | noticeable | there is one more method |
//! | `method-removed` | breaking | the method is gone |
//! | `method-renamed` | breaking | the old method is gone |
//! | `builder-added` | breaking | the method returns a builder in place of a `Call`, which breaks code that names the returned type |
//! | `builder-removed` | breaking | the builder is gone, and the method returns a `Call` |
//! | `builder-renamed` | breaking | the old builder is gone |
//! | `response-changed` | breaking | `send` returns another type |
//! | `pages-added` | noticeable | `iter` and `pages` are new |
//! | `pages-removed` | breaking | `iter` and `pages` are gone |
//! | `statuses-changed` | silent | every 2xx status is a success |
//! | `content-type-changed` | noticeable | the call is the same, and its body has another media type |
//! | `deprecated` | noticeable | there is a new warning |
//! | `deprecation-lifted` | noticeable | the warning is gone |
//! | `deprecation-changed` | silent | the warning has another text |
//! | `summary-changed` | silent | only documentation changes |
//! | `description-changed` | silent | only documentation changes |
//! | `required-parameter-added` | breaking | the method takes one more argument |
//! | `optional-parameter-added` | noticeable | there is one more setter (see also `builder-added`) |
//! | `parameter-removed` | breaking | its argument or setter is gone |
//! | `parameter-now-required` | breaking | an argument replaces its setter |
//! | `parameter-now-optional` | breaking | a setter replaces its argument |
//! | `parameters-reordered` | breaking | the arguments have another order; if their types agree, the code compiles and swaps them |
//! | `parameter-type-changed` | breaking | it no longer takes everything that it took |
//! | `parameter-type-widened` | noticeable | it takes everything that it took: text in place of a timestamp or date, anything in place of JSON |
//! | `parameter-values-declared` | breaking | an enum replaces text; it takes text, but no date and no timestamp |
//! | `setter-renamed` | breaking | the old setter is gone |
//! | `parameter-wire-name-changed` | noticeable | the name in Rust is the same |
//! | `parameter-location-changed` | noticeable | the call is the same |
//! | `parameter-style-changed` | noticeable | the call is the same, and is serialized differently |
//! | `default-changed` | noticeable | defaults are never sent, so calls without the parameter get the new one |
//! | `known-values-changed` | noticeable | the type takes all values, before and after |
//! | `type-renamed` | breaking | the old name is gone, or belongs to another type |
//! | `type-renumbered` | breaking | the old name is gone, or belongs to another type; it differs in numbers only, which follow from the order of the document |
//! | `alias-removed` | breaking | the alias is gone, or belongs to another type |
//! | `field-added` | breaking | struct literals and patterns without `..` fail; and the key is no longer in `extra` |
//! | `field-removed` | breaking | the field is gone |
//! | `field-type-changed` | breaking | the field has another type |
//! | `field-renamed` | breaking | the old field is gone |
//! | `field-wire-name-changed` | noticeable | the name in Rust is the same |
//! | `field-now-required` | breaking | the code compiles, and a request without the field is refused; silent in a response, where every field is an `Option` |
//! | `field-now-optional` | noticeable | a request may omit the field; silent in a response, where every field is an `Option` |
//! | `value-added` | breaking | a `match` without `_` fails; and the text was `Unknown` before |
//! | `value-removed` | breaking | the variant is gone |
//! | `value-renamed` | breaking | the old variant is gone |
//! | `value-wire-name-changed` | noticeable | the name in Rust is the same |
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
//! | `calls` | the operations that a program calls, for [`Diff::only_operations`] |
//! | `report`, `markdown` | the result as text and as Markdown |

mod calls;
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

pub use self::calls::calls;
pub use self::change::{Change, Diff, Edition, Subject};
use self::pair::Pairing;
pub use self::rule::{Level, Rule};
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
    let mut found = Diff {
        old: edition(old),
        new: edition(new),
        changes: Vec::new(),
        old_methods: BTreeMap::new(),
    };
    // Selecting all resources cannot fail.
    if let (Ok(from), Ok(to)) = (old.select(&Selection::All), new.select(&Selection::All)) {
        let pairing = pair::operations(&from, &to);
        found.changes = changes(&from, &to, new, &pairing);
        for (from, to) in &pairing.pairs {
            let methods = to.methods().into_iter();
            found
                .old_methods
                .extend(methods.map(|method| (method, from.methods())));
        }
    }
    found
}

/// The changes between the offered operations. `declared` is the new specification with all
/// operations.
fn changes(from: &Spec, to: &Spec, declared: &Spec, pairing: &Pairing<'_>) -> Vec<Change> {
    let mut changes = server(from, to);
    let comparison = operations::Comparison {
        old: from,
        new: to,
        declared,
        pairing,
    };
    let mut resources: BTreeMap<&str, [Option<&Resource>; 2]> = BTreeMap::new();
    for (side, spec) in [from, to].into_iter().enumerate() {
        for resource in &spec.resources {
            resources.entry(&resource.name).or_default()[side] = Some(resource);
        }
    }
    for [old, new] in resources.into_values() {
        comparison.resource(old, new, &mut changes);
    }
    types::changes(from, to, pairing, &mut changes);
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
