//! The actions of tasks and the parameters of their inputs: facts that no definition states.
//!
//! An action of Civis sends a request to the Platform, and its input is the body of that request, with the names in snake
//! case. The source of the names is the specification of that operation (2026-10), the source of the actions and of the
//! exceptions is the official client 2.10.1. A test compares the table with the newest specification.

/// An action, and what its input may hold.
#[derive(Debug)]
pub(super) struct Action {
    pub(super) name: &'static str,
    /// `None` if the input is free.
    pub(super) input: Option<Parameters>,
}

/// The keys of an input.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameters {
    pub(super) required: &'static [&'static str],
    pub(super) optional: &'static [&'static str],
}

/// The parameters that the runs of scripts share.
macro_rules! script {
    ([$($required:literal),*] $($optional:literal)*) => {
        Some(Parameters {
            required: &[$($required),*],
            // The name is that of the task, if it is not given.
            optional: &[
                "arguments", "hidden", "name", "notifications", "parent_id", "running_as_id", "schedule",
                "target_project_id", "time_zone", $($optional),*
            ],
        })
    };
}

macro_rules! parameters {
    ([$($required:literal),*] $($optional:literal)*) => {
        Some(Parameters { required: &[$($required),*], optional: &[$($optional),*] })
    };
}

pub(super) const ACTIONS: [Action; 15] = [
    Action {
        name: "civis.scripts.python3",
        input: script!(["source"] "cancel_timeout" "docker_image_tag" "instance_type" "next_run_at" "params"
            "partition_label" "required_resources" "user_context"),
    },
    Action {
        name: "civis.scripts.r",
        input: script!(["source"] "cancel_timeout" "docker_image_tag" "instance_type" "next_run_at" "params"
            "partition_label" "required_resources" "user_context"),
    },
    Action {
        name: "civis.scripts.sql",
        input: script!(["sql", "remote_host_id", "credential_id"] "csv_settings" "next_run_at" "params" "user_context"),
    },
    Action {
        name: "civis.scripts.javascript",
        input: script!(["source", "remote_host_id", "credential_id"] "next_run_at" "params" "user_context"),
    },
    Action {
        name: "civis.scripts.container",
        input: script!(["required_resources"] "cancel_timeout" "docker_command" "docker_image_name" "docker_image_tag"
            "git_credential_id" "instance_type" "params" "partition_label" "remote_host_credential_id" "repo_http_uri"
            "repo_ref" "user_context"),
    },
    Action {
        name: "civis.scripts.dbt",
        input: script!(["repo_http_uri"] "cancel_timeout" "dbt_project" "docker_image_tag" "instance_type" "next_run_at"
            "params" "partition_label" "repo_ref" "required_resources" "target_database" "user_context"),
    },
    Action {
        name: "civis.scripts.custom",
        input: script!(["from_template_id"] "credential_id" "partition_label" "remote_host_id" "required_resources"),
    },
    Action {
        name: "civis.enhancements.cass_ncoa",
        input: parameters!(["source"] "batch_size" "column_mapping" "destination" "limiting_sql" "name"
            "ncoa_credential_id" "notifications" "output_level" "parent_id" "perform_ncoa" "schedule"
            "use_default_column_mapping"),
    },
    Action {
        name: "civis.import",
        // `syncs` are those of `POST /imports/{id}/syncs`.
        input: parameters!(["sync_type", "is_outbound"] "destination" "hidden" "name" "next_run_at" "notifications"
            "parent_id" "schedule" "source" "syncs" "time_zone"),
    },
    Action {
        name: "civis.run_job",
        input: parameters!(["job_id"]),
    },
    Action {
        name: "civis.workflows.execute",
        input: parameters!(["workflow_id"]),
    },
    Action {
        name: "std.async_noop",
        input: None,
    },
    Action {
        name: "std.echo",
        input: None,
    },
    Action {
        name: "std.fail",
        input: None,
    },
    Action {
        name: "std.noop",
        input: None,
    },
];

/// The keys of an item of `syncs` in the input of `civis.import`.
pub(super) const SYNC: Parameters = Parameters {
    required: &["source", "destination"],
    optional: &["advanced_options"],
};

impl Parameters {
    pub(super) fn names(self) -> impl Iterator<Item = &'static str> {
        self.required.iter().chain(self.optional).copied()
    }
}

pub(super) fn find(name: &str) -> Option<&'static Action> {
    ACTIONS.iter().find(|action| action.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::PathBuf;
    use std::{env, fs};

    use serde_json::Value;

    use super::{ACTIONS, Parameters, SYNC};

    /// The newest specification in the folder that `CIVIS_SPECS_DIR` names.
    fn newest_specification() -> Option<PathBuf> {
        let folder = env::var_os("CIVIS_SPECS_DIR")?;
        let entries = fs::read_dir(folder).expect("CIVIS_SPECS_DIR names a folder");
        let files = entries.map(|entry| entry.expect("an entry").path());
        files
            .filter(|file| {
                file.extension()
                    .is_some_and(|extension| extension == "json")
            })
            .max()
    }

    /// Required and all names of the body of a POST operation, in snake case.
    fn body(specification: &Value, path: &str) -> (BTreeSet<String>, BTreeSet<String>) {
        let paths = specification["paths"].as_object().expect("paths");
        let path = paths
            .keys()
            .find(|own| own.trim_end_matches('/') == path)
            .expect("the path");
        let parameters = paths[path]["post"]["parameters"]
            .as_array()
            .expect("parameters");
        let body = parameters
            .iter()
            .find(|parameter| parameter["in"] == "body")
            .expect("a body");
        let reference = body["schema"]["$ref"].as_str().expect("a reference");
        let schema = specification.pointer(&reference[1..]).expect("a schema");
        let required = schema["required"].as_array().into_iter().flatten();
        let required = required.map(|name| snake(name.as_str().expect("a name")));
        let all = schema["properties"].as_object().expect("properties");
        (
            required.collect(),
            all.keys().map(|name| snake(name)).collect(),
        )
    }

    fn snake(name: &str) -> String {
        let mut object = serde_json::Map::new();
        object.insert(name.to_owned(), Value::Null);
        let snake = civis_core::SnakeJson::to_snake_json(&Value::Object(object));
        let key = snake.as_object().and_then(|object| object.keys().next());
        key.expect("a key").clone()
    }

    #[test]
    fn the_parameters_are_those_of_the_newest_specification() {
        let Some(file) = newest_specification() else {
            eprintln!("skipped: CIVIS_SPECS_DIR is not set");
            return;
        };
        let specification = fs::read(file).expect("a file");
        let specification: Value = serde_json::from_slice(&specification).expect("JSON");
        for action in &ACTIONS {
            let path = match action.name {
                "civis.scripts.container" => "/scripts/containers".to_owned(),
                "civis.enhancements.cass_ncoa" => "/enhancements/cass-ncoa".to_owned(),
                "civis.import" => "/imports".to_owned(),
                name => match name.strip_prefix("civis.scripts.") {
                    Some(kind) => format!("/scripts/{kind}"),
                    None => continue,
                },
            };
            let (mut required, mut all) = body(&specification, &path);
            // The task has a name, and a sync is created together with its import.
            required.remove("name");
            if action.name == "civis.import" {
                all.insert("syncs".to_owned());
            }
            let advice = format!(
                "change the parameters of {} to those of POST {path}",
                action.name
            );
            assert_same(action.input.expect("parameters"), &required, &all, &advice);
        }
        let (required, all) = body(&specification, "/imports/{id}/syncs");
        let advice = "change the parameters of `syncs` to those of POST /imports/{id}/syncs";
        assert_same(SYNC, &required, &all, advice);
    }

    fn assert_same(
        own: Parameters,
        required: &BTreeSet<String>,
        all: &BTreeSet<String>,
        advice: &str,
    ) {
        let own_required: BTreeSet<_> = own.required.iter().copied().map(str::to_owned).collect();
        let own_all: BTreeSet<_> = own.names().map(str::to_owned).collect();
        assert_eq!(own_required, *required, "{advice}");
        assert_eq!(own_all, *all, "{advice}");
        assert_eq!(own.names().count(), own_all.len(), "a name is there twice");
    }
}
