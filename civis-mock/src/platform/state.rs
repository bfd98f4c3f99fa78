//! The state of the Platform: one part for each area.

use super::deployments::store::Deployments;
use super::jobs::store::Jobs;
use super::resources::Resources;
use super::workflows::store::Workflows;

#[derive(Debug)]
pub(crate) struct PlatformState {
    pub(crate) resources: Resources,
    pub(crate) jobs: Jobs,
    pub(crate) workflows: Workflows,
    pub(crate) deployments: Deployments,
}

impl PlatformState {
    pub(crate) fn new() -> Self {
        PlatformState {
            resources: Resources::new(),
            jobs: Jobs::default(),
            workflows: Workflows::default(),
            deployments: Deployments::default(),
        }
    }

    /// Brings the runs that follow the clock up to date.
    pub(crate) fn catch_up(&mut self) {
        self.jobs.catch_up(&mut self.resources);
    }
}
