//! The official client's names of resources and methods.

use crate::model::HttpMethod;
use crate::platform_facts::{
    ARRAY_RESPONSES, FUTURE_LEGACY_LIST_NAMES, LEGACY_LIST_NAMES, NOT_OFFERED,
};

/// A path without the slashes at its ends, and its segments.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Path<'a>(&'a str);

impl<'a> Path<'a> {
    pub(crate) fn new(path: &'a str) -> Self {
        Self(path.trim_matches('/'))
    }

    /// The first segment in lower case, with `-` as `_`.
    pub(crate) fn resource(self) -> String {
        let first = self.0.split('/').next().unwrap_or_default();
        first.to_lowercase().replace('-', "_")
    }

    /// Whether the official client offers what is under it.
    pub(crate) fn is_offered(self) -> bool {
        !NOT_OFFERED.names().any(|prefix| self.0.starts_with(prefix))
    }

    /// Whether a GET answers with an array, whatever is declared.
    pub(crate) fn answers_with_array(self) -> bool {
        ARRAY_RESPONSES.applies_to(self.0)
    }

    fn segments(self) -> impl Iterator<Item = &'a str> {
        self.0.split('/').skip(1)
    }

    /// The static segments after the first, and the names of the placeholders
    /// that follow another one.
    fn parts(self) -> String {
        let mut parts = Vec::new();
        let mut before: Option<&str> = None;
        for segment in self.segments() {
            if !is_placeholder(segment) {
                parts.push(segment);
            } else if let Some(before) = before.filter(|before| is_placeholder(before)) {
                parts.push(before.trim_matches(['{', '|', '}']));
            }
            before = Some(segment);
        }
        parts.join("_")
    }

    fn ends_in_placeholder(self) -> bool {
        self.segments().last().is_some_and(is_placeholder)
    }
}

/// The names of the placeholders of a path, in their order.
///
/// ```
/// let names = civis_spec::placeholders("/jobs/{id}/runs/{run_id}");
/// assert!(names.eq(["id", "run_id"]));
/// ```
pub fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

fn is_placeholder(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

/// The names under which the official client offers an operation.
#[derive(Debug, PartialEq)]
pub(crate) struct MethodNames {
    /// The name to use.
    pub(crate) name: String,
    /// An older one, which it keeps for now.
    pub(crate) legacy: Option<String>,
}

/// The names of an operation; `is_array` tells whether the answer with status 200
/// is declared as an array.
pub(crate) fn names(path: Path<'_>, verb: HttpMethod, is_array: bool) -> MethodNames {
    let is_get = verb == HttpMethod::Get;
    let is_array = is_array || path.answers_with_array();
    let by_path = is_get && !path.ends_in_placeholder();
    if by_path && !is_array {
        let legacy =
            LEGACY_LIST_NAMES.applies_to(path.0) || FUTURE_LEGACY_LIST_NAMES.applies_to(path.0);
        MethodNames {
            name: name("get", path),
            legacy: legacy.then(|| name("list", path)),
        }
    } else {
        let verb = verb.as_str().to_ascii_lowercase();
        MethodNames {
            name: name(if by_path { "list" } else { &verb }, path),
            legacy: None,
        }
    }
}

fn name(verb: &str, path: Path<'_>) -> String {
    let parts = path.parts();
    let name = if parts.is_empty() {
        verb.to_owned()
    } else {
        format!("{verb}_{parts}")
    };
    name.replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_official_clients() {
        for (verb, path, is_array, expected, legacy) in [
            (HttpMethod::Get, "/scripts/", true, "list", None),
            (HttpMethod::Get, "/scripts/{id}", false, "get", None),
            (
                HttpMethod::Get,
                "/scripts/sql/{id}/runs/{run_id}/outputs",
                true,
                "list_sql_runs_outputs",
                None,
            ),
            (
                HttpMethod::Post,
                "/scripts/{id}/cancel",
                false,
                "post_cancel",
                None,
            ),
            (
                HttpMethod::Get,
                "/users/me",
                false,
                "get_me",
                Some("list_me"),
            ),
            (
                HttpMethod::Get,
                "/databases/{id}/table_privileges/{schema_name}/{table_name}",
                false,
                "get_table_privileges_schema_name",
                None,
            ),
            (
                HttpMethod::Post,
                "/enhancements/cass-ncoa/{id}/runs",
                false,
                "post_cass_ncoa_runs",
                None,
            ),
            (
                HttpMethod::Get,
                "/aliases/{object_type}/{alias}",
                false,
                "get_object_type",
                None,
            ),
            (
                HttpMethod::Get,
                "/jobs/{id}/children",
                false,
                "list_children",
                None,
            ),
            (
                HttpMethod::Get,
                "/files/preview",
                false,
                "get_preview",
                None,
            ),
            (
                HttpMethod::Put,
                "/jobs/{id}/archive",
                false,
                "put_archive",
                None,
            ),
        ] {
            let names = names(Path::new(path), verb, is_array);
            assert_eq!(names.name, expected, "{verb} {path}");
            assert_eq!(names.legacy.as_deref(), legacy, "{verb} {path}");
        }
        assert_eq!(Path::new("/Match-Targets/{id}").resource(), "match_targets");
    }
}
