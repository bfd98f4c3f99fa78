//! The state that jobs work on.

use super::catalog::store::Catalog;
use super::environment::Environment;
use super::files::store::Files;
use super::tables::databases::Databases;

#[derive(Debug)]
pub(crate) struct Resources {
    pub(crate) env: Environment,
    pub(crate) catalog: Catalog,
    pub(crate) files: Files,
    pub(crate) databases: Databases,
}

impl Resources {
    pub(crate) fn new() -> Self {
        Resources {
            env: Environment::new(),
            catalog: Catalog::with_fixtures(),
            files: Files::default(),
            databases: Databases::default(),
        }
    }
}
