//! Pages of the Platform's user interface.

use clap::ValueEnum;

/// The address of the Platform's user interface.
const PLATFORM: &str = "https://platform.civisanalytics.com";

/// What has a page. The addresses of jobs and notebooks are those of the official client; the others follow them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Page {
    /// A job of any kind
    Job,
    /// A notebook
    Notebook,
    /// A script
    Script,
    /// A workflow
    Workflow,
    /// A project
    Project,
    /// A service
    Service,
    /// A report
    Report,
    /// A file
    File,
}

impl Page {
    pub(crate) fn url(self, id: i64) -> String {
        let path = match self {
            Self::Notebook => return format!("{PLATFORM}/#/notebooks/{id}?fullscreen=true"),
            // Scripts are jobs.
            Self::Job | Self::Script => "jobs",
            Self::Workflow => "workflows",
            Self::Project => "projects",
            Self::Service => "services",
            Self::Report => "reports",
            Self::File => "files",
        };
        format!("{PLATFORM}/spa/#/{path}/{id}")
    }
}
