//! Facts about Civis Platform that its specification does not state or states wrongly.
//!
//! The tests check each fact against the newest specification at hand and, where they are at
//! hand, against older ones. A fact that no longer applies fails with what to do.

use crate::model::{Style, Type};

/// The paths, resources or fields that a fact is about. Paths have no slash at either end.
pub(crate) struct Fact {
    /// Those of the newest specification.
    current: &'static [&'static str],
    /// Those of older specifications only, each with the last one (year and month of its
    /// file) to which the fact applies.
    past: &'static [(&'static str, &'static str)],
}

impl Fact {
    /// Whether the fact is about exactly this path or resource.
    pub(crate) fn applies_to(&self, name: &str) -> bool {
        self.names().any(|one| one == name)
    }

    /// Everything that the fact is about.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        let past = self.past.iter().map(|(name, _)| name);
        self.current.iter().chain(past).copied()
    }
}

/// Whether a document with this title and host is a specification of the Platform.
pub(crate) fn is_platform(title: Option<&str>, host: Option<&str>) -> bool {
    title == Some(TITLE) || host.is_some_and(is_host)
}

/// The `info.title` of every published specification.
const TITLE: &str = "Civis Analytics API";

/// Whether a host, with or without a port, is one of the Platform: `api.civisanalytics.com` in
/// every published specification.
fn is_host(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    let domain = "civisanalytics.com";
    let rest = name.strip_suffix(domain);
    rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The path of a request to the Platform: that of the document without its trailing `/`.
///
/// Source: `parse_path` in `civis/resources/_resources.py` of the official client 2.10.1, which
/// strips the slashes at both ends.
pub(crate) fn requested_path(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" => "/",
        path => path,
    }
}

/// The summary of an operation that the official client does not offer.
///
/// Source: `parse_method` in `civis/resources/_resources.py` of the official client 2.10.1,
/// which skips every operation whose summary contains "deprecated".
pub(crate) fn omits_summary(summary: &str) -> bool {
    summary.to_lowercase().contains("deprecated")
}

/// The style of a list in the query without `collectionFormat`: `name[]=a&name[]=b`. The
/// standard's default is `csv`.
///
/// Source: `_handle_array_params` in `civis/base.py` of the official client 2.10.1, which
/// appends `[]` to the name of each list.
pub(crate) const LIST_IN_QUERY: Style = Style::Default;

/// The type of a text of the format `time`: the Platform's responses have whole timestamps there.
/// In JSON Schema, it is a time of day.
pub(crate) const TIME: Type = Type::Timestamp;

/// Whether a GET path returns an array, even if the specification declares an object.
pub(crate) fn returns_array(path: &str) -> bool {
    ARRAY_RESPONSES.applies_to(path) || ARRAY_RESPONSES_NAMED_GET.applies_to(path)
}

/// GET paths that return an array where the specification declares an object. The official
/// client knows them, and names their methods `list`.
///
/// Source: `GET_PATHS_WITH_ARRAY_RESPONSE` in `civis/resources/_resources.py` of the official
/// client 2.10.1.
pub(crate) const ARRAY_RESPONSES: Fact = Fact {
    current: &[
        "credentials/types",
        "databases/{id}/users",
        "jobs/{id}/children",
        "jobs/{id}/parents",
        "notebooks/{id}/git/commits",
        "reports/{id}/git/commits",
        "scripts/javascript/{id}/git/commits",
        "scripts/python3/{id}/git/commits",
        "scripts/r/{id}/git/commits",
        "scripts/sql/{id}/git/commits",
        "workflows/{id}/git/commits",
    ],
    past: &[("scripts/{id}/history", "2021-12")],
};

/// More such paths, which the official client does not know, and so names their methods `get`.
///
/// Source: the summaries ("List Active Jobs for a Worker Cluster").
pub(crate) const ARRAY_RESPONSES_NAMED_GET: Fact = Fact {
    current: &[],
    past: &[
        ("clusters/workers/{id}/active_jobs", "2017-11"),
        ("clusters/workers/{id}/queued_jobs", "2017-11"),
    ],
};

/// GET paths that return an object where the specification declares a list of such objects.
///
/// Source: the recorded exchanges of the specifications.
pub(crate) const OBJECT_RESPONSES: Fact = Fact {
    current: &["search"],
    past: &[],
};

/// Fields of responses that hold any JSON where the specification declares text, integers or
/// a map of texts. The name of a field follows that of what holds its record: a property
/// (`params.default`), or for a whole response the last static segment of the path
/// (`/outputs.value`).
///
/// Scalars where text is declared are no reason to be here, unless they stand for values of
/// any type: they are read as text.
///
/// Source: the recorded exchanges of the specifications.
pub(crate) const ANY_JSON_FIELDS: Fact = Fact {
    current: &[
        "/builds.transformationMetadata",
        "/json_values.value",
        "/me.preferences",
        "/outputs.value",
        "/runs.config",
        "params.default",
        "results.id",
    ],
    past: &[
        ("/notebooks.credentials", "2021-12"),
        ("/services.credentials", "2021-12"),
    ],
};

/// GET paths that return an object and have, beside the method named `get`, an older one named
/// `list`.
///
/// Source: `LEGACY_PATHS_WITH_LIST_NAME` in `civis/resources/_resources.py` of the official
/// client 2.10.1.
pub(crate) const LEGACY_LIST_NAMES: Fact = Fact {
    current: &[
        "clusters/kubernetes/instance_configs/{instance_config_id}/historical_graphs",
        "clusters/kubernetes/instance_configs/{instance_config_id}/historical_metrics",
        "databases/{id}/advanced-settings",
        "endpoints",
        "git_repos/{id}/refs",
        "groups/{id}/child_groups",
        "models/{id}/schedules",
        "notebooks/{id}/git",
        "notebooks/{id}/update-links",
        "notifications",
        "predictions/{id}/schedules",
        "reports/{id}/git",
        "scripts/javascript/{id}/git",
        "scripts/python3/{id}/git",
        "scripts/r/{id}/git",
        "scripts/sql/{id}/git",
        "usage/llm/organization/{org_id}/summary",
        "users/me",
        "workflows/{id}/git",
    ],
    past: &[],
};

/// GET paths that will have both names once the specification declares an object. As long as
/// it declares an array, `list` is their only name.
///
/// Source: that of [`LEGACY_LIST_NAMES`].
pub(crate) const FUTURE_LEGACY_LIST_NAMES: Fact = Fact {
    current: &[
        "aliases/{id}/shares",
        "credentials/{id}/shares",
        "enhancements/cass-ncoa/{id}/shares",
        "enhancements/civis-data-match/{id}/shares",
        "enhancements/geocode/{id}/shares",
        "enhancements/identity-resolution/{id}/shares",
        "files/{id}/shares",
        "groups/{id}/shares",
        "imports/{id}/shares",
        "jobs/{id}/shares",
        "json_values/{id}/shares",
        "match_targets/{id}/shares",
        "media/optimizations/{id}/shares",
        "media/ratecards/{id}/shares",
        "media/spot_orders/{id}/shares",
        "models/{id}/shares",
        "notebooks/{id}/shares",
        "permission_sets/{id}/resources/{name}/shares",
        "permission_sets/{id}/shares",
        "projects/{id}/shares",
        "remote_hosts/{id}/shares",
        "reports/{id}/shares",
        "reports/services/{id}/shares",
        "reports/sql/{id}/shares",
        "scripts/containers/{id}/shares",
        "scripts/custom/{id}/shares",
        "scripts/dbt/{id}/shares",
        "scripts/javascript/{id}/shares",
        "scripts/python3/{id}/shares",
        "scripts/r/{id}/shares",
        "scripts/sql/{id}/shares",
        "search",
        "services/{id}/shares",
        "storage_hosts/{id}/shares",
        "templates/reports/{id}/shares",
        "templates/scripts/{id}/shares",
        "workflows/{id}/shares",
    ],
    past: &[],
};

/// Prefixes of paths that the official client does not offer.
///
/// Source: `RESOURCES_TO_EXCLUDE` in `civis/resources/_resources.py` of the official client
/// 2.10.1.
pub(crate) const NOT_OFFERED: Fact = Fact {
    current: &[],
    past: &[("feature_flags", "2021-12")],
};

/// The resources that [`Selection::Base`](crate::Selection::Base) selects.
///
/// Source: the documentation of the official client's 1.x versions.
pub(crate) const BASE_RESOURCES: Fact = Fact {
    current: &[
        "announcements",
        "clusters",
        "credentials",
        "databases",
        "endpoints",
        "enhancements",
        "exports",
        "files",
        "groups",
        "imports",
        "jobs",
        "match_targets",
        "media",
        "models",
        "notebooks",
        "notifications",
        "ontology",
        "predictions",
        "projects",
        "queries",
        "remote_hosts",
        "reports",
        "scripts",
        "search",
        "tables",
        "templates",
        "users",
        "workflows",
    ],
    past: &[
        ("apps", "2017-11"),
        ("codes", "2017-11"),
        ("results", "2017-11"),
    ],
};

#[cfg(test)]
mod tests;
