//! What every area shares: the time, new ids, and the server's address.

use jiff::Timestamp;

use super::clock::Clock;

/// The first id that is assigned to a created object.
const FIRST_ID: u64 = 1001;

#[derive(Debug)]
pub(crate) struct Environment {
    pub(crate) clock: Clock,
    /// The host and port at which the last client reached the server.
    pub(crate) host: String,
    last_id: u64,
}

impl Environment {
    pub(crate) fn new() -> Self {
        Environment {
            clock: Clock::real(),
            host: String::new(),
            last_id: FIRST_ID - 1,
        }
    }

    pub(crate) fn new_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
