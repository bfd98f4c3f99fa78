//! The state of a running server: the log of requests, what tests have scripted,
//! and the objects that requests have created.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::fault::{Cut, Fault};
use crate::object_store::ObjectStore;
use crate::reply::Reply;
use crate::request::RecordedRequest;
use crate::route::{Pattern, Router};

/// The maximum number of requests in the log. Older ones are dropped.
const MAX_LOGGED: usize = 10_000;

/// A function that responds to requests.
pub(crate) type Handler = Arc<dyn Fn(&RecordedRequest) -> Reply + Send + Sync>;

/// A response that replaces the default one.
#[derive(Clone)]
pub(crate) enum ScriptedReply {
    Reply(Reply),
    Handler(Handler),
}

/// The items of a list.
#[derive(Debug, Clone)]
pub(crate) enum ListItems {
    /// A number of generated items.
    Generated(usize),
    /// Items that a test has set.
    Set(Vec<Value>),
}

#[derive(Debug, Default)]
pub(crate) struct ServerState {
    pub(crate) log: VecDeque<RecordedRequest>,
    pub(crate) faults: Vec<Fault>,
    /// The newest last.
    pub(crate) replies: Vec<(String, Pattern, ScriptedReply)>,
    /// The newest last.
    pub(crate) lists: Vec<(Pattern, ListItems)>,
    pub(crate) store: ObjectStore,
    /// The number of requests so far.
    pub(crate) count: u64,
}

impl ServerState {
    pub(crate) fn record(&mut self, request: RecordedRequest) {
        if self.log.len() == MAX_LOGGED {
            self.log.pop_front();
        }
        self.log.push_back(request);
    }

    /// The fault that applies to a request. Its remaining count is reduced.
    pub(crate) fn take_fault(
        &mut self,
        router: &Router,
        method: &str,
        operation: Option<usize>,
        path: &[String],
    ) -> Option<Fault> {
        let index = self.fault_index(router, method, operation, path)?;
        let fault = &mut self.faults[index];
        fault.remaining = fault.remaining.map(|remaining| remaining - 1);
        let taken = fault.clone();
        self.faults.retain(|fault| fault.remaining != Some(0));
        Some(taken)
    }

    /// The cut of the fault that applies to a request.
    pub(crate) fn next_cut(
        &self,
        router: &Router,
        method: &str,
        operation: Option<usize>,
        path: &[String],
    ) -> Option<Cut> {
        let index = self.fault_index(router, method, operation, path)?;
        self.faults[index].cut
    }

    fn fault_index(
        &self,
        router: &Router,
        method: &str,
        operation: Option<usize>,
        path: &[String],
    ) -> Option<usize> {
        self.faults.iter().position(|fault| {
            fault.remaining != Some(0)
                && fault
                    .method
                    .as_deref()
                    .is_none_or(|wanted| wanted == method)
                && fault
                    .path
                    .as_ref()
                    .is_none_or(|pattern| router.match_pattern(pattern, operation, path).is_some())
        })
    }

    /// The scripted reply to a request, and the values of its placeholders.
    pub(crate) fn scripted_reply(
        &self,
        router: &Router,
        method: &str,
        operation: Option<usize>,
        path: &[String],
    ) -> Option<(ScriptedReply, Vec<(String, String)>)> {
        self.replies
            .iter()
            .rev()
            .find_map(|(wanted, pattern, scripted)| {
                if wanted != method {
                    return None;
                }
                let params = router.match_pattern(pattern, operation, path)?;
                Some((scripted.clone(), params))
            })
    }

    /// The items that a test has set for the list at a path.
    pub(crate) fn list_items(
        &self,
        router: &Router,
        operation: Option<usize>,
        path: &[String],
    ) -> Option<&ListItems> {
        let mut lists = self.lists.iter().rev();
        let (_, items) =
            lists.find(|(pattern, _)| router.match_pattern(pattern, operation, path).is_some())?;
        Some(items)
    }
}

impl fmt::Debug for ScriptedReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ScriptedReply::Reply(reply) => reply.fmt(f),
            ScriptedReply::Handler(_) => f.write_str("Handler"),
        }
    }
}
