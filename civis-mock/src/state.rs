//! What changes while the server runs: the log, the script and the store.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::fault::Fault;
use crate::reply::Reply;
use crate::request::RecordedRequest;
use crate::route::{Pattern, Router};
use crate::store::Store;

/// How many requests the log holds; older ones are forgotten.
pub(crate) const LOGGED: usize = 10_000;

/// A function that answers.
pub(crate) type Handler = Arc<dyn Fn(&RecordedRequest) -> Reply + Send + Sync>;

/// An answer that replaces the ordinary one.
#[derive(Clone)]
pub(crate) enum Scripted {
    Reply(Reply),
    Handler(Handler),
}

/// What a list holds.
#[derive(Debug, Clone)]
pub(crate) enum Items {
    /// That many, made up.
    Total(usize),
    /// These.
    Given(Vec<Value>),
}

#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) log: VecDeque<RecordedRequest>,
    pub(crate) faults: Vec<Fault>,
    /// The newest last.
    pub(crate) answers: Vec<(String, Pattern, Scripted)>,
    /// The newest last.
    pub(crate) lists: Vec<(Pattern, Items)>,
    pub(crate) store: Store,
    /// How many requests have come.
    pub(crate) count: u64,
}

impl State {
    pub(crate) fn record(&mut self, request: RecordedRequest) {
        if self.log.len() == LOGGED {
            self.log.pop_front();
        }
        self.log.push_back(request);
    }

    /// The fault that a request meets, used up by one.
    pub(crate) fn take_fault(
        &mut self,
        router: &Router,
        method: &str,
        operation: Option<usize>,
        path: &[String],
    ) -> Option<Fault> {
        let index = self.faults.iter().position(|fault| {
            fault.left != Some(0)
                && fault
                    .method
                    .as_deref()
                    .is_none_or(|wanted| wanted == method)
                && fault
                    .path
                    .as_ref()
                    .is_none_or(|pattern| router.fits(pattern, operation, path).is_some())
        })?;
        let fault = &mut self.faults[index];
        fault.left = fault.left.map(|left| left - 1);
        let taken = fault.clone();
        self.faults.retain(|fault| fault.left != Some(0));
        Some(taken)
    }

    /// The scripted answer to a request, with the values of its placeholders.
    pub(crate) fn scripted(
        &self,
        router: &Router,
        method: &str,
        operation: Option<usize>,
        path: &[String],
    ) -> Option<(Scripted, Vec<(String, String)>)> {
        self.answers
            .iter()
            .rev()
            .find_map(|(wanted, pattern, scripted)| {
                if wanted != method {
                    return None;
                }
                let params = router.fits(pattern, operation, path)?;
                Some((scripted.clone(), params))
            })
    }

    /// What was said about the list at a path.
    pub(crate) fn items(
        &self,
        router: &Router,
        operation: Option<usize>,
        path: &[String],
    ) -> Option<&Items> {
        let mut lists = self.lists.iter().rev();
        let (_, items) =
            lists.find(|(pattern, _)| router.fits(pattern, operation, path).is_some())?;
        Some(items)
    }
}

impl fmt::Debug for Scripted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scripted::Reply(reply) => reply.fmt(f),
            Scripted::Handler(_) => f.write_str("Handler"),
        }
    }
}
