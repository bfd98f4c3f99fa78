//! The third stage: names resources, methods, parameters, fields and types.
//!
//! Names follow from those of the document alone, not from their order, so a new version of
//! the document changes only the names of what changed.
//!
//! - **Resources** are the first segments of paths. **Methods** are the HTTP method and the
//!   static segments after the first, as in the official client: `GET /jobs/{id}/runs` is
//!   `jobs.list_runs` or `jobs.get_runs`. Of two methods with one name, the later one in the
//!   order of paths also has the placeholders of its path (`get_by_uuid`).
//! - **Parameters** and **fields** are in [snake case](crate::snake_case()). Of parameters with
//!   one name, that of the path has precedence, then those of the query, headers, cookies, the
//!   body and a form, and of several in one location the one that is spelled so. The others
//!   also have the location (`id_in_query`). Equal fields are numbered in alphabetical order.
//! - **Types** have the name of their definition in upper camel case. Equivalent definitions
//!   that differ in a number alone (`JobOutput`, `JobOutput2`) are one type with the shortest
//!   name, and the others are aliases. A schema declared in place is named after what contains
//!   it (`JobState`), a response after its operation (`ThingsGetResponse`); neither gets the
//!   name of a definition. An enum that several of them declare in place under one name is
//!   one type of that name (`State`), and the other names are aliases. So a change of one
//!   definition never takes the name of another. **Variants** are the values in upper camel
//!   case.
//! - **Identifiers** are ASCII. A keyword is raw (`r#type`), or has a `_` if it cannot be raw
//!   (`self_`). So has a name that would hide another (`send_`, `session_`, `extra_`). A
//!   leading digit follows a `_` (`_2fa`), a letter of another script is its code point
//!   (`u00e9`), and the empty name is `_empty`, `Empty` as a type, and `root` as a resource.
//!   Names that are still equal are numbered.
//!
//! In reading order: the official names ([`method`]), [`resources`] and [`parameters`]; for
//! types, the [`families`] of drafts that may be one type, the classes of equivalent ones
//! ([`equivalence`]), their names ([`types`]), and [`merge`]. All make their identifiers in [`ident`].

mod equivalence;
mod families;
pub(crate) mod ident;
mod merge;
mod method;
mod parameters;
mod recursion;
mod resources;
mod types;

use crate::model::{Resource, TypeDef};
use crate::resolve::Resolved;

/// Names a resolved document. Equivalent types are merged unless they are to be separate.
pub(crate) fn name(resolved: Resolved, separate_types: bool) -> (Vec<Resource>, Vec<TypeDef>) {
    let mut resources = resources::resources(resolved.operations);
    if separate_types {
        return (resources, merge::separate(resolved.drafts));
    }
    let (types, ids) = merge::merge(&resolved.drafts);
    for resource in &mut resources {
        resource.renumber(&ids);
    }
    (resources, types)
}
