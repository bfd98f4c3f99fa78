//! Notebooks and services run as deployments: start one, and stop the last one.

use civis::http::Method;
use civis::{ErrorKind, Location, Session};
use serde_json::Value;

use crate::api;
use crate::error::Error;

/// What can be deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deployed {
    Notebook,
    Service,
}

/// What became of a deployment that was to be stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Stopped,
    NotRunning,
}

impl Deployed {
    /// Starts a deployment.
    pub(crate) fn deploy(self, session: &Session, id: i64) -> Result<Value, Error> {
        let (operation, path, owner) = match self {
            Self::Notebook => (
                "notebooks.post_deployments",
                "/notebooks/{notebook_id}/deployments",
                "notebook_id",
            ),
            Self::Service => (
                "services.post_deployments",
                "/services/{service_id}/deployments",
                "service_id",
            ),
        };
        let request = api::request(operation, Method::POST, path, &[(owner, id)]);
        Ok(api::send(session, request)?)
    }

    /// Stops the last deployment, if it runs or is about to.
    pub(crate) fn stop(self, session: &Session, id: i64) -> Result<State, Error> {
        let object = self.get(session, id)?;
        let deployment = &object[self.last_deployment()];
        let is_running = matches!(deployment["state"].as_str(), Some("running" | "pending"));
        let Some(deployment) = deployment["deploymentId"].as_i64().filter(|_| is_running) else {
            return Ok(State::NotRunning);
        };
        let (operation, path, owner) = match self {
            Self::Notebook => (
                "notebooks.delete_deployments",
                "/notebooks/{notebook_id}/deployments/{deployment_id}",
                "notebook_id",
            ),
            Self::Service => (
                "services.delete_deployments",
                "/services/{service_id}/deployments/{deployment_id}",
                "service_id",
            ),
        };
        let request = api::request(operation, Method::DELETE, path, &[(owner, id)]).with(
            Location::Path,
            "deployment_id",
            deployment,
        );
        match api::send(session, request) {
            Ok(_) => Ok(State::Stopped),
            // It has ended in the meantime.
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(State::NotRunning),
            Err(error) => Err(error.into()),
        }
    }

    /// The notebook or the service.
    pub(crate) fn get(self, session: &Session, id: i64) -> Result<Value, Error> {
        let (operation, path) = match self {
            Self::Notebook => ("notebooks.get", "/notebooks/{id}"),
            Self::Service => ("services.get", "/services/{id}"),
        };
        Ok(api::get(session, operation, path, &[("id", id)])?)
    }

    fn last_deployment(self) -> &'static str {
        match self {
            Self::Notebook => "mostRecentDeployment",
            Self::Service => "currentDeployment",
        }
    }
}
