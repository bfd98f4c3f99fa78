//! Notebooks, services and deployments as the API shows them.

use serde_json::{Value, json};

use super::store::{Deployment, Kind, Owner, State};
use crate::platform::catalog::store::Catalog;
use crate::platform::clock::format_time;
use crate::platform::environment::Environment;
use crate::platform::files::links::{LINK_LIFETIME, link};
use crate::platform::files::store::Files;
use crate::platform::object::{Object, object, set_all};

/// The state that the objects refer to.
pub(crate) struct Context<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) files: &'a Files,
    pub(crate) env: &'a Environment,
}

impl Owner {
    pub(crate) fn object(&self, context: &Context<'_>) -> Object {
        let last = self.deployments.last();
        let deployment = last.map_or(Value::Null, |last| self.deployment_object(last).into());
        let (own, default_name) = match self.kind {
            Kind::Notebook => {
                let file = self.file.and_then(|file| context.files.get(file));
                let link = |file| link(file, context.env, LINK_LIFETIME, "");
                let own = json!({
                    "mostRecentDeployment": deployment,
                    "notebookUrl": file.map(link),
                    "fileId": self.file.map(|file| file.to_string()),
                });
                (own, "Notebook")
            }
            Kind::Service => {
                let is_running = last.is_some_and(|last| last.state == State::Running);
                let own = json!({
                    "currentDeployment": deployment,
                    "currentUrl": is_running.then(|| self.url()),
                });
                (own, "Service")
            }
        };
        let mut shown = object(json!({
            "name": format!("{default_name} #{}", self.id),
            "language": "python3",
        }));
        set_all(&mut shown, self.sent.clone());
        set_all(&mut shown, object(own));
        let common = json!({
            "id": self.id,
            "user": context.catalog.author(),
            "archived": self.archived,
            "myPermissionLevel": "manage",
            "createdAt": format_time(self.created_at),
            "updatedAt": format_time(self.created_at),
        });
        set_all(&mut shown, object(common));
        shown
    }

    pub(crate) fn deployment_object(&self, deployment: &Deployment) -> Object {
        let owner = match self.kind {
            Kind::Notebook => "notebookId",
            Kind::Service => "serviceId",
        };
        object(json!({
            "deploymentId": deployment.id,
            "userId": 1,
            "host": self.host(),
            "name": format!("deployment-{}", deployment.id),
            "displayUrl": self.url(),
            "state": deployment.state.name(),
            "memory": deployment.memory,
            "cpu": deployment.cpu,
            "createdAt": format_time(deployment.created_at),
            "updatedAt": format_time(deployment.created_at),
            owner: self.id,
        }))
    }

    fn host(&self) -> String {
        format!("app-{}.services.civis.test", self.id)
    }

    fn url(&self) -> String {
        format!("https://{}", self.host())
    }
}
