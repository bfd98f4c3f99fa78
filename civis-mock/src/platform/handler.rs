//! From an operation to what answers it.

use civis_spec::HttpMethod;

use crate::api::is_placeholder;
use crate::default_response::Call;
use crate::platform::object::facts;
use crate::platform::request_context::Ask;
use crate::platform::settings::Platform;
use crate::reply::Reply;
use crate::request::RecordedRequest;
use crate::state::State;

impl Platform {
    /// Answers a request that the specification allows, `None` where the
    /// ordinary answer is as good. What a test has said about a list counts
    /// more than what the Platform keeps.
    pub(crate) fn answer(&self, call: &Call<'_>, state: &State) -> Option<Reply> {
        if call.is_given(state) {
            return None;
        }
        let mut world = self.world();
        if let Some(host) = call.request.header("host") {
            host.clone_into(&mut world.host);
        }
        world.states = state.store.states().to_vec();
        world.settle();
        world.settle_executions();
        let operation = call.operation();
        let declared: Vec<&str> = operation
            .path
            .trim_matches('/')
            .split('/')
            .map(|segment| {
                if is_placeholder(segment) {
                    "{}"
                } else {
                    segment
                }
            })
            .collect();
        // A job of a given list can be run.
        if let [home @ .., "{}", "runs" | "run" | "cancel"] = declared.as_slice()
            && let Some(item) = call.given_parent(state, home.len())
            && let Some(id) = call.path[home.len()].parse().ok()
            && !world.jobs.contains_key(&id)
        {
            world.adopt_job(id, &home.join("/"), facts(item.into()));
        }
        let mut ask = Ask {
            call,
            now: world.now(),
            world: &mut world,
        };
        ask.answer(operation.http_method, &declared)
    }

    /// Answers a request under the path of the bucket.
    pub(crate) fn bucket(&self, request: &RecordedRequest, path: &[String]) -> Reply {
        let mut world = self.world();
        world.settle();
        world.bucket(request, path)
    }
}

impl Ask<'_> {
    fn answer(&mut self, verb: HttpMethod, declared: &[&str]) -> Option<Reply> {
        let id = |ask: &Self| ask.id(1).unwrap_or_default();
        Some(match (verb, declared) {
            (HttpMethod::Get, ["users", "me"]) => self.me(),
            (HttpMethod::Get, ["databases"]) => self.fixtures(|own| &own.databases),
            (HttpMethod::Get, ["databases", "{}"]) => self.fixture(|own| &own.databases),
            (HttpMethod::Get, ["databases", "{}", "schemas"]) => self.schemas(id(self)),
            (HttpMethod::Get, ["databases", "{}", "schemas", "{}", "tables"]) => {
                self.schema_tables(id(self))
            }
            (HttpMethod::Get, ["databases", "{}", "schemas", "{}", "tables", "{}"]) => {
                self.schema_table(id(self))
            }
            (HttpMethod::Get, ["credentials"]) => self.fixtures(|own| &own.credentials),
            (HttpMethod::Get, ["credentials", "{}"]) => self.fixture(|own| &own.credentials),
            (HttpMethod::Post, ["credentials"]) => self.add_credential(),
            (HttpMethod::Get, ["storage_hosts"]) => self.fixtures(|own| &own.storage_hosts),
            (HttpMethod::Get, ["storage_hosts", "{}"]) => self.fixture(|own| &own.storage_hosts),
            (HttpMethod::Get, ["tables"]) => self.tables(),
            (HttpMethod::Get, ["tables", "{}"]) => self.table(id(self)),
            (HttpMethod::Get, ["tables", "{}", "columns"]) => self.table_columns(id(self)),
            (HttpMethod::Post, ["files"] | ["files", "multipart"]) => self.add_file(),
            (HttpMethod::Post, ["files", "multipart", "{}", "complete"]) => {
                let id = self.id(2).unwrap_or_default();
                self.complete_file(id)
            }
            (HttpMethod::Get, ["files", "{}"]) => self.file(id(self)),
            (HttpMethod::Put | HttpMethod::Patch, ["files", "{}"]) => self.change_file(id(self)),
            (HttpMethod::Post, ["json_values"]) => self.add_json_value(),
            (HttpMethod::Get, ["json_values", "{}"]) => self.json_value(id(self)),
            (_, ["workflows", rest @ ..]) => return self.workflow_paths(verb, rest),
            _ => return self.jobs(verb, declared),
        })
    }

    fn workflow_paths(&mut self, verb: HttpMethod, rest: &[&str]) -> Option<Reply> {
        let id = self.id(1).unwrap_or_default();
        let execution = self.id(3).unwrap_or_default();
        if let ["{}", "executions", "{}", ..] = rest
            && !self.is_of(id, execution)
        {
            return Some(self.not_found());
        }
        Some(match (verb, rest) {
            (HttpMethod::Get, []) => self.workflows(),
            (HttpMethod::Post, []) => self.add_workflow(),
            (HttpMethod::Get, ["{}"]) => self.workflow(id),
            (HttpMethod::Put | HttpMethod::Patch, ["{}"]) => self.change_workflow(id),
            (HttpMethod::Put, ["{}", "archive"]) => self.archive_workflow(id),
            (HttpMethod::Get, ["{}", "executions"]) => self.executions(id),
            (HttpMethod::Post, ["{}", "executions"]) => self.execute_workflow(id),
            (HttpMethod::Get, ["{}", "executions", "{}"]) => self.poll_execution(execution),
            (HttpMethod::Get, ["{}", "executions", "{}", "tasks", "{}"]) => {
                self.execution_task(execution)
            }
            (HttpMethod::Post, ["{}", "executions", "{}", "cancel"]) => {
                self.cancel_execution(execution)
            }
            (HttpMethod::Post, ["{}", "executions", "{}", "resume"]) => {
                self.resume_execution(execution, false)
            }
            (HttpMethod::Post, ["{}", "executions", "{}", "retry"]) => {
                self.resume_execution(execution, true)
            }
            _ => return None,
        })
    }
}
