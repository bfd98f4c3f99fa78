//! Requests for the user, databases, credentials and storage hosts.

use civis_spec::HttpMethod;

use super::store::Catalog;
use crate::platform::object::{Object, number};
use crate::platform::request_context::RequestContext;
use crate::reply::Reply;

pub(crate) struct CatalogHandler<'a> {
    pub(crate) context: &'a RequestContext<'a>,
    pub(crate) catalog: &'a mut Catalog,
}

impl CatalogHandler<'_> {
    /// Responds to a path of the specification, in which `{}` stands for each
    /// placeholder, or returns `None` if the path is of another area.
    pub(crate) fn handle(self, method: HttpMethod, path: &[&str]) -> Option<Reply> {
        let catalog = &*self.catalog;
        Some(match (method, path) {
            (HttpMethod::Get, ["users", "me"]) => self.context.one(&catalog.me),
            (HttpMethod::Get, ["databases"]) => self.context.list(catalog.databases.clone()),
            (HttpMethod::Get, ["databases", "{}"]) => self.item(&catalog.databases),
            (HttpMethod::Get, ["credentials"]) => self.context.list(catalog.credentials.clone()),
            (HttpMethod::Get, ["credentials", "{}"]) => self.item(&catalog.credentials),
            (HttpMethod::Post, ["credentials"]) => {
                let credential = self.catalog.create_credential(&self.context.sent());
                self.context.one(credential)
            }
            (HttpMethod::Get, ["storage_hosts"]) => {
                self.context.list(catalog.storage_hosts.clone())
            }
            (HttpMethod::Get, ["storage_hosts", "{}"]) => self.item(&catalog.storage_hosts),
            _ => return None,
        })
    }

    /// The item with the id of the path.
    fn item(&self, items: &[Object]) -> Reply {
        let Some(id) = self.context.id(1) else {
            return self.context.not_found();
        };
        let item = items.iter().find(|item| number(item, "id") == Some(id));
        self.context.one_or_not_found(item.cloned())
    }
}
