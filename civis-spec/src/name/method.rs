//! The official client's names of resources and methods. It makes them of the path and the
//! HTTP method; it does not read `operationId`.

use crate::model::{HttpMethod, Operation};
use crate::platform_facts::{
    ARRAY_RESPONSES, FUTURE_LEGACY_LIST_NAMES, LEGACY_LIST_NAMES, NOT_OFFERED,
};

/// A path without the slashes at its ends, and its segments.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path<'a>(&'a str);

impl<'a> Path<'a> {
    pub(super) fn new(path: &'a str) -> Self {
        Self(path.trim_matches('/'))
    }

    /// The first segment in lower case, with `-` as `_`.
    pub(super) fn resource(self) -> String {
        let first = self.0.split('/').next().unwrap_or_default();
        first.to_lowercase().replace('-', "_")
    }

    /// Whether the official client offers the operations of this path.
    pub(super) fn is_offered(self) -> bool {
        !NOT_OFFERED.names().any(|prefix| self.0.starts_with(prefix))
    }

    fn segments(self) -> impl Iterator<Item = &'a str> {
        self.0.split('/').skip(1)
    }

    /// The static segments after the first, and those placeholders that follow another.
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

fn is_placeholder(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

/// The official client's names of an operation.
#[derive(Debug, PartialEq)]
pub(super) struct MethodNames {
    pub(super) name: String,
    /// An older name, which the official client still offers.
    pub(super) legacy: Option<String>,
}

impl MethodNames {
    /// The names of an operation, given whether the response with status 200 is declared as
    /// an array.
    pub(super) fn new(path: Path<'_>, http_method: HttpMethod, is_array: bool) -> Self {
        let is_array = is_array || ARRAY_RESPONSES.applies_to(path.0);
        if http_method != HttpMethod::Get || path.ends_in_placeholder() {
            Self {
                name: name(http_method.key(), path),
                legacy: None,
            }
        } else if is_array {
            Self {
                name: name("list", path),
                legacy: None,
            }
        } else {
            let has_legacy =
                LEGACY_LIST_NAMES.applies_to(path.0) || FUTURE_LEGACY_LIST_NAMES.applies_to(path.0);
            Self {
                name: name("get", path),
                legacy: has_legacy.then(|| name("list", path)),
            }
        }
    }
}

impl Operation {
    /// The name in the official command line, with `_` for its dashes: that of an older version
    /// of the official client, which calls every `GET` a list whose path ends in a static
    /// segment. It also has those operations that the client omits.
    ///
    /// ```
    /// let spec = civis_spec::Spec::from_slice(br#"{"swagger": "2.0", "info": {}, "paths": {
    ///     "/users/me": {"get": {"responses": {"200": {}}}}}}"#)?;
    /// let me = &spec.resources[0].operations[0];
    /// assert_eq!((&*me.methods[0].name, &*me.command_name()), ("get_me", "list_me"));
    /// # Ok::<(), civis_spec::Error>(())
    /// ```
    #[must_use]
    pub fn command_name(&self) -> String {
        let path = Path::new(&self.path);
        let is_list = self.http_method == HttpMethod::Get && !path.ends_in_placeholder();
        let prefix = if is_list {
            "list"
        } else {
            self.http_method.key()
        };
        name(prefix, path).to_lowercase()
    }
}

fn name(prefix: &str, path: Path<'_>) -> String {
    let parts = path.parts();
    let name = match parts.is_empty() {
        true => prefix.to_owned(),
        false => format!("{prefix}_{parts}"),
    };
    name.replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_official_client() {
        for (http_method, path, is_array, expected, legacy) in [
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
                "/clusters/workers/{id}/active_jobs",
                false,
                "get_workers_active_jobs",
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
            let names = MethodNames::new(Path::new(path), http_method, is_array);
            assert_eq!(names.name, expected, "{http_method} {path}");
            assert_eq!(names.legacy.as_deref(), legacy, "{http_method} {path}");
        }
        assert_eq!(Path::new("/Match-Targets/{id}").resource(), "match_targets");
    }
}
