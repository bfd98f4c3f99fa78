//! How environment variables are looked up.

use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;

type Lookup = dyn Fn(&str) -> Option<OsString> + Send + Sync;

/// A function from the name of a variable to its value.
#[derive(Clone)]
pub(crate) struct EnvironmentLookup(Arc<Lookup>);

impl EnvironmentLookup {
    pub(crate) fn new(variable: impl Fn(&str) -> Option<OsString> + Send + Sync + 'static) -> Self {
        Self(Arc::new(variable))
    }

    pub(crate) fn get(&self, name: &str) -> Option<OsString> {
        (self.0)(name)
    }
}

impl Default for EnvironmentLookup {
    /// The environment of the process.
    fn default() -> Self {
        Self::new(|name| std::env::var_os(name))
    }
}

impl fmt::Debug for EnvironmentLookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnvironmentLookup")
    }
}
