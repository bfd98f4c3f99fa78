//! The objects that requests have created, changed and deleted, and their runs.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

/// The first id of created objects. Generated items count from 1, and are fewer.
const FIRST_ID: u64 = 1_000_001;

/// The properties that requests have sent for an object, by their declared names.
pub(crate) type SentProperties = Map<String, Value>;

/// Objects by the path of their collection (`scripts/sql`), and runs by their id.
#[derive(Debug)]
pub(crate) struct ObjectStore {
    assigned_ids: u64,
    collections: HashMap<String, Collection>,
    runs: HashMap<u64, Run>,
    /// The states that successive polls of a run see. The last one is repeated.
    states: Vec<String>,
}

#[derive(Debug, Default)]
struct Collection {
    created: Vec<u64>,
    sent: HashMap<String, SentProperties>,
    removed: HashSet<String>,
}

#[derive(Debug, Default)]
struct Run {
    polls: usize,
    cancelled: bool,
}

impl Default for ObjectStore {
    fn default() -> Self {
        ObjectStore {
            assigned_ids: 0,
            collections: HashMap::new(),
            runs: HashMap::new(),
            states: ["queued", "running", "succeeded"].map(str::to_owned).into(),
        }
    }
}

impl ObjectStore {
    /// A new id.
    pub(crate) fn new_id(&mut self) -> u64 {
        self.assigned_ids += 1;
        FIRST_ID - 1 + self.assigned_ids
    }

    pub(crate) fn create(&mut self, collection: &str, id: u64, sent: SentProperties) {
        let collection = self.collection(collection);
        collection.created.push(id);
        collection.sent.insert(id.to_string(), sent);
    }

    /// Changes properties of an object, which need not have been created here.
    pub(crate) fn change(&mut self, collection: &str, id: &str, sent: SentProperties) {
        let object = self.collection(collection).sent.entry(id.to_owned());
        object.or_default().extend(sent);
    }

    pub(crate) fn remove(&mut self, collection: &str, id: &str) {
        let collection = self.collection(collection);
        collection
            .created
            .retain(|created| created.to_string() != id);
        collection.sent.remove(id);
        collection.removed.insert(id.to_owned());
    }

    pub(crate) fn is_removed(&self, collection: &str, id: &str) -> bool {
        let collection = self.collections.get(collection);
        collection.is_some_and(|collection| collection.removed.contains(id))
    }

    /// Whether any object of a collection was removed.
    pub(crate) fn has_gaps(&self, collection: &str) -> bool {
        let collection = self.collections.get(collection);
        collection.is_some_and(|collection| !collection.removed.is_empty())
    }

    /// The properties that were sent for an object.
    pub(crate) fn sent(&self, collection: &str, id: &str) -> Option<&SentProperties> {
        self.collections.get(collection)?.sent.get(id)
    }

    /// The ids of the objects created in a collection, oldest first.
    pub(crate) fn created(&self, collection: &str) -> &[u64] {
        match self.collections.get(collection) {
            Some(collection) => &collection.created,
            None => &[],
        }
    }

    fn collection(&mut self, path: &str) -> &mut Collection {
        self.collections.entry(path.to_owned()).or_default()
    }

    pub(crate) fn set_states(&mut self, states: Vec<String>) {
        self.states = states;
    }

    pub(crate) fn states(&self) -> &[String] {
        &self.states
    }

    pub(crate) fn start_run(&mut self, id: u64) {
        self.runs.insert(id, Run::default());
    }

    pub(crate) fn cancel_run(&mut self, id: u64) {
        if let Some(run) = self.runs.get_mut(&id) {
            run.cancelled = true;
        }
    }

    /// The state of a run that was started here. The next poll sees the next state.
    pub(crate) fn poll_run(&mut self, id: u64) -> Option<String> {
        let state = self.run_state(id)?;
        let run = self.runs.get_mut(&id)?;
        run.polls += 1;
        Some(state)
    }

    /// The state that the next poll of a run will see.
    pub(crate) fn run_state(&self, id: u64) -> Option<String> {
        let run = self.runs.get(&id)?;
        if run.cancelled {
            return Some("cancelled".to_owned());
        }
        let last = self.states.len().checked_sub(1)?;
        Some(self.states[run.polls.min(last)].clone())
    }
}
