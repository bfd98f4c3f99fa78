//! Names of resources and methods, made of the path and the HTTP method, as the official client
//! makes them. The facts about single paths are those of the Platform.

use std::borrow::Cow;

use crate::model::{HttpMethod, Operation};
use crate::platform_facts::{
    ARRAY_RESPONSES, FUTURE_LEGACY_LIST_NAMES, LEGACY_LIST_NAMES, NOT_OFFERED, omits_summary,
};
use crate::split_path::split_path;

/// A path without the slashes at its ends, and its segments.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path<'a> {
    path: &'a str,
    separator: char,
    /// The query or the fragment behind it, by which some documents distinguish operations of
    /// the same path. Empty if there is none.
    suffix: &'a str,
}

impl<'a> Path<'a> {
    /// The path after as many segments at its beginning that name nothing.
    pub(super) fn new(path: &'a str, prefix: usize) -> Self {
        let (path, suffix) = split_path(path);
        let mut path = path.trim_matches('/');
        for _ in 0..prefix {
            path = path.split_once('/').map_or(path, |(_, rest)| rest);
        }
        let suffix = suffix.trim_start_matches(['?', '#']);
        Self {
            path,
            separator: '/',
            suffix,
        }
    }

    /// The path with a `.` between its segments.
    pub(super) fn dotted(self) -> Self {
        Self {
            separator: '.',
            ..self
        }
    }

    /// The path without `.json` at its end.
    pub(super) fn without_extension(self) -> Self {
        Self {
            path: self.path.strip_suffix(EXTENSION).unwrap_or(self.path),
            ..self
        }
    }

    /// Whether the path ends in `.json`.
    pub(super) fn has_extension(self) -> bool {
        self.path.ends_with(EXTENSION)
    }

    /// Whether the path is a single segment of words with a `.` between: `chat.postMessage`.
    pub(super) fn is_dotted(self) -> bool {
        !self.path.contains('/') && self.path.trim_matches('.').contains('.')
    }

    /// The first segment in lower case, with `-` as `_`.
    pub(super) fn resource(self) -> String {
        self.first().to_lowercase().replace('-', "_")
    }

    /// The first segment.
    pub(super) fn first(self) -> &'a str {
        self.path.split(self.separator).next().unwrap_or_default()
    }

    /// Whether the official client offers an operation of this path, which has this summary.
    pub(super) fn is_offered(self, summary: &str) -> bool {
        !omits_summary(summary)
            && !NOT_OFFERED
                .names()
                .any(|prefix| self.path.starts_with(prefix))
    }

    fn segments(self) -> impl Iterator<Item = &'a str> {
        self.path.split(self.separator).skip(1)
    }

    /// The static text of the segments after the first, those placeholders that follow another,
    /// and the query or fragment.
    fn parts(self) -> String {
        let mut parts: Vec<Cow<'_, str>> = Vec::new();
        let mut before: Option<&str> = None;
        for segment in self.segments() {
            if !is_placeholder(segment) {
                parts.extend(static_text(segment));
            } else if let Some(before) = before.filter(|before| is_placeholder(before)) {
                parts.push(before.trim_matches(['{', '|', '}']).into());
            }
            before = Some(segment);
        }
        if !self.suffix.is_empty() {
            parts.push(self.suffix.into());
        }
        parts.join("_")
    }

    fn ends_in_placeholder(self) -> bool {
        self.segments().last().is_some_and(is_placeholder)
    }
}

/// An extension that some documents have at the end of every path, where it names nothing.
const EXTENSION: &str = ".json";

pub(super) fn is_placeholder(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

/// A segment without the placeholders in it, if anything remains: `archive` of `{id}:archive`.
fn static_text(segment: &str) -> Option<Cow<'_, str>> {
    if !segment.contains('{') {
        return Some(segment.into());
    }
    let pieces = segment.split('{').enumerate().map(|(index, piece)| {
        let after = piece.split_once('}').filter(|_| index > 0);
        let text = after.map_or(piece, |(_, text)| text);
        text.trim_matches(|char: char| !char.is_alphanumeric())
    });
    let pieces: Vec<&str> = pieces.filter(|piece| !piece.is_empty()).collect();
    (!pieces.is_empty()).then(|| pieces.join("_").into())
}

/// The names of an operation.
#[derive(Debug, PartialEq)]
pub(super) struct MethodNames {
    pub(super) name: String,
    /// An older name, which the official client still offers.
    pub(super) legacy: Option<String>,
}

impl MethodNames {
    /// A single name.
    pub(super) const fn only(name: String) -> Self {
        Self { name, legacy: None }
    }

    /// The name of an operation by its path, given whether its response is a list.
    pub(super) fn of_path(path: Path<'_>, http_method: HttpMethod, is_list: bool) -> Self {
        let is_list = is_list && http_method == HttpMethod::Get && !path.ends_in_placeholder();
        Self::only(name(if is_list { "list" } else { http_method.key() }, path))
    }

    /// The official client's names of an operation, given whether the response with status 200
    /// is declared as an array.
    pub(super) fn of_platform(path: Path<'_>, http_method: HttpMethod, is_array: bool) -> Self {
        let is_list = is_array || ARRAY_RESPONSES.applies_to(path.path);
        let mut names = Self::of_path(path, http_method, is_list);
        let has_legacy = http_method == HttpMethod::Get
            && !is_list
            && !path.ends_in_placeholder()
            && (LEGACY_LIST_NAMES.applies_to(path.path)
                || FUTURE_LEGACY_LIST_NAMES.applies_to(path.path));
        names.legacy = has_legacy.then(|| name("list", path));
        names
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
        let path = Path::new(&self.path, 0);
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
            (
                HttpMethod::Post,
                "/jobs/{id}:archive",
                false,
                "post_archive",
                None,
            ),
            (
                HttpMethod::Get,
                "/jobs/report-{year}.csv",
                false,
                "get_report_csv",
                None,
            ),
            (HttpMethod::Get, "/jobs/@{name}", false, "get", None),
        ] {
            let names = MethodNames::of_platform(Path::new(path, 0), http_method, is_array);
            assert_eq!(names.name, expected, "{http_method} {path}");
            assert_eq!(names.legacy.as_deref(), legacy, "{http_method} {path}");
        }
        let path = Path::new("/Match-Targets/{id}", 0);
        assert_eq!(path.resource(), "match_targets");
        assert_eq!(Path::new("/api/v1/jobs/{id}", 2).resource(), "jobs");
    }
}
