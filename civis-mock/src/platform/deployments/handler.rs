//! Requests for notebooks, services and their deployments.

use civis_spec::HttpMethod;

use super::objects::Context;
use super::store::{Deployments, Kind, Owner};
use crate::platform::object::{flag, set_all};
use crate::platform::request_context::RequestContext;
use crate::platform::resources::Resources;
use crate::reply::Reply;

/// What a new notebook contains.
const EMPTY_NOTEBOOK: &str = r#"{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"#;

pub(crate) struct DeploymentHandler<'a> {
    pub(crate) context: &'a RequestContext<'a>,
    pub(crate) deployments: &'a mut Deployments,
    pub(crate) resources: &'a mut Resources,
}

impl DeploymentHandler<'_> {
    /// Responds to a path of the specification, in which `{}` stands for each
    /// placeholder, or returns `None` if the path is of another area.
    pub(crate) fn handle(mut self, method: HttpMethod, path: &[&str]) -> Option<Reply> {
        let (kind, path) = match path {
            ["notebooks", path @ ..] => (Kind::Notebook, path),
            ["services", path @ ..] => (Kind::Service, path),
            _ => return None,
        };
        match (method, path) {
            (HttpMethod::Get, []) => return Some(self.list(kind)),
            (HttpMethod::Post, []) => return Some(self.create(kind)),
            _ => {}
        }
        let id = self.context.id(1).unwrap_or_default();
        let Some(owner) = self.deployments.get_mut(kind, id) else {
            return Some(self.context.not_found());
        };
        let deployment = self.context.id(3).unwrap_or_default();
        Some(match (method, path) {
            (HttpMethod::Get, ["{}"]) => {
                owner.advance();
                self.show(kind, id)
            }
            (HttpMethod::Put | HttpMethod::Patch, ["{}"]) => {
                set_all(&mut owner.sent, self.context.sent());
                self.show(kind, id)
            }
            (HttpMethod::Delete, ["{}"]) => {
                self.deployments.remove(kind, id);
                self.context.empty()
            }
            (HttpMethod::Put, ["{}", "archive"]) => {
                owner.archived = flag(&self.context.sent(), "status").unwrap_or(true);
                self.show(kind, id)
            }
            (HttpMethod::Post, ["{}", "deployments" | "redeploy"]) => {
                let deployment = owner.deploy(&mut self.resources.env);
                self.show_deployment(kind, id, deployment)
            }
            (HttpMethod::Get, ["{}", "deployments"]) => {
                let newest_first = owner.deployments.iter().rev();
                let objects = newest_first.map(|deployment| owner.deployment_object(deployment));
                self.context.list(objects.collect())
            }
            (HttpMethod::Get, ["{}", "deployments", "{}"]) => {
                owner.advance();
                self.show_deployment(kind, id, deployment)
            }
            (HttpMethod::Delete, ["{}", "deployments", "{}"]) => {
                if owner.terminate(deployment) {
                    self.context.empty()
                } else {
                    self.context.not_found()
                }
            }
            _ => return None,
        })
    }

    fn create(&mut self, kind: Kind) -> Reply {
        let Resources { env, files, .. } = &mut *self.resources;
        let file = match kind {
            Kind::Notebook => Some(files.add("notebook.ipynb", EMPTY_NOTEBOOK.into(), env)),
            Kind::Service => None,
        };
        let id = self.deployments.add(kind, self.context.sent(), file, env);
        self.show(kind, id)
    }

    fn objects_context(&self) -> Context<'_> {
        Context {
            catalog: &self.resources.catalog,
            files: &self.resources.files,
            env: &self.resources.env,
        }
    }

    fn show(&self, kind: Kind, id: u64) -> Reply {
        let owner = self.deployments.get(kind, id);
        let context = self.objects_context();
        let shown = owner.map(|owner| owner.object(&context));
        self.context.one_or_not_found(shown)
    }

    fn list(&self, kind: Kind) -> Reply {
        let context = self.objects_context();
        let owners = self.deployments.all(kind);
        let shown = owners.map(|owner| owner.object(&context));
        self.context.list(shown.collect())
    }

    fn show_deployment(&self, kind: Kind, owner: u64, id: u64) -> Reply {
        let shown = |owner: &Owner| Some(owner.deployment_object(owner.deployment(id)?));
        let owner = self.deployments.get(kind, owner);
        self.context.one_or_not_found(owner.and_then(shown))
    }
}
