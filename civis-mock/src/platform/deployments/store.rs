//! What can be deployed, and its deployments.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::platform::environment::Environment;
use crate::platform::object::{Object, number};

#[derive(Debug, Default)]
pub(crate) struct Deployments {
    owners: BTreeMap<u64, Owner>,
}

/// The kind of an owner of deployments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Notebook,
    Service,
}

/// A notebook or a service.
#[derive(Debug)]
pub(crate) struct Owner {
    pub(crate) id: u64,
    pub(crate) kind: Kind,
    /// The properties that requests have set.
    pub(crate) sent: Object,
    /// The file with the content of a notebook.
    pub(crate) file: Option<u64>,
    pub(crate) created_at: Timestamp,
    pub(crate) archived: bool,
    /// Oldest first.
    pub(crate) deployments: Vec<Deployment>,
}

#[derive(Debug)]
pub(crate) struct Deployment {
    pub(crate) id: u64,
    pub(crate) state: State,
    pub(crate) created_at: Timestamp,
    pub(crate) memory: Option<u64>,
    pub(crate) cpu: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Pending,
    Running,
    Terminated,
}

impl State {
    /// The name in the API.
    pub(crate) fn name(self) -> &'static str {
        match self {
            State::Pending => "pending",
            State::Running => "running",
            State::Terminated => "terminated",
        }
    }
}

impl Deployments {
    /// Adds a notebook or a service, and returns its id.
    pub(crate) fn add(
        &mut self,
        kind: Kind,
        sent: Object,
        file: Option<u64>,
        env: &mut Environment,
    ) -> u64 {
        let id = env.new_id();
        let owner = Owner {
            id,
            kind,
            sent,
            file,
            created_at: env.now(),
            archived: false,
            deployments: Vec::new(),
        };
        self.owners.insert(id, owner);
        id
    }

    pub(crate) fn get(&self, kind: Kind, id: u64) -> Option<&Owner> {
        self.owners.get(&id).filter(|owner| owner.kind == kind)
    }

    pub(crate) fn get_mut(&mut self, kind: Kind, id: u64) -> Option<&mut Owner> {
        self.owners.get_mut(&id).filter(|owner| owner.kind == kind)
    }

    pub(crate) fn remove(&mut self, kind: Kind, id: u64) -> Option<Owner> {
        self.get(kind, id)?;
        self.owners.remove(&id)
    }

    /// All owners of a kind, newest first.
    pub(crate) fn all(&self, kind: Kind) -> impl Iterator<Item = &Owner> {
        let owners = self.owners.values().rev();
        owners.filter(move |owner| owner.kind == kind)
    }
}

impl Owner {
    /// Starts a deployment in place of the one before, and returns its id.
    pub(crate) fn deploy(&mut self, env: &mut Environment) -> u64 {
        if let Some(last) = self.deployments.last_mut() {
            last.state = State::Terminated;
        }
        let id = env.new_id();
        self.deployments.push(Deployment {
            id,
            state: State::Pending,
            created_at: env.now(),
            memory: number(&self.sent, "memory"),
            cpu: number(&self.sent, "cpu"),
        });
        id
    }

    /// The deployment runs one look after it was started.
    pub(crate) fn advance(&mut self) {
        if let Some(last) = self.deployments.last_mut()
            && last.state == State::Pending
        {
            last.state = State::Running;
        }
    }

    pub(crate) fn deployment(&self, id: u64) -> Option<&Deployment> {
        self.deployments
            .iter()
            .find(|deployment| deployment.id == id)
    }

    /// Ends a deployment. Returns whether it was in progress.
    pub(crate) fn terminate(&mut self, id: u64) -> bool {
        let mut deployments = self.deployments.iter_mut();
        let Some(deployment) = deployments.find(|deployment| deployment.id == id) else {
            return false;
        };
        let was = deployment.state;
        deployment.state = State::Terminated;
        was != State::Terminated
    }
}
