//! From a request to the area that handles it.

use super::catalog::handler::CatalogHandler;
use super::deployments::handler::DeploymentHandler;
use super::files::handler::FileHandler;
use super::jobs::handler::JobHandler;
use super::object::object;
use super::request_context::RequestContext;
use super::state::PlatformState;
use super::tables::handler::TableHandler;
use super::workflows::handler::WorkflowHandler;
use crate::reply::Reply;
use crate::route::is_placeholder;
use crate::routed_request::RoutedRequest;
use crate::server_state::ServerState;

impl PlatformState {
    /// Responds to a request, or returns `None` if no area handles its path.
    pub(crate) fn respond(
        &mut self,
        request: &RoutedRequest<'_>,
        server: &ServerState,
    ) -> Option<Reply> {
        if let Some(host) = request.request.header("host") {
            host.clone_into(&mut self.resources.env.host);
        }
        self.jobs.states = server.store.states().to_vec();
        self.catch_up();
        self.workflows.catch_up(&mut self.jobs, &mut self.resources);
        let path = request.operation().path.trim_matches('/').split('/');
        let path: Vec<&str> = path
            .map(|segment| {
                if is_placeholder(segment) {
                    "{}"
                } else {
                    segment
                }
            })
            .collect();
        // An item of a list that a test has set can be run as a job.
        if let [kind @ .., "{}", "runs" | "run" | "cancel"] = path.as_slice()
            && let Some(item) = request.set_item(server, kind.len())
            && let Some(id) = request.path[kind.len()].parse().ok()
            && self.jobs.job(id).is_none()
        {
            let now = self.resources.env.now();
            self.jobs
                .adopt(id, &kind.join("/"), object(item.into()), now);
        }
        self.dispatch(request, &path)
    }

    /// Asks one area after another, in the order in which they depend on each other.
    fn dispatch(&mut self, request: &RoutedRequest<'_>, path: &[&str]) -> Option<Reply> {
        let PlatformState {
            resources,
            jobs,
            workflows,
            deployments,
        } = self;
        let context = &RequestContext::new(request, resources.env.now());
        let method = request.operation().http_method;
        let reply = CatalogHandler {
            context,
            catalog: &mut resources.catalog,
        }
        .handle(method, path);
        if reply.is_some() {
            return reply;
        }
        let reply = TableHandler {
            context,
            catalog: &resources.catalog,
            databases: &mut resources.databases,
            env: &mut resources.env,
        }
        .handle(method, path);
        if reply.is_some() {
            return reply;
        }
        let reply = FileHandler {
            context,
            catalog: &resources.catalog,
            files: &mut resources.files,
            env: &mut resources.env,
        }
        .handle(method, path);
        if reply.is_some() {
            return reply;
        }
        if let ["notebooks" | "services", ..] = path {
            let handler = DeploymentHandler {
                context,
                deployments,
                resources,
            };
            return handler.handle(method, path);
        }
        if let ["workflows", rest @ ..] = path {
            let handler = WorkflowHandler {
                context,
                workflows,
                jobs,
                resources,
            };
            return handler.handle(method, rest);
        }
        let handler = JobHandler {
            context,
            jobs,
            resources,
        };
        handler.handle(method, path)
    }
}
