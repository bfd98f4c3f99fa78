//! The arguments of an upload, checked before the first request.

use civis_core::{Location, Request, Result, Session, support};
use serde_json::Value;

use super::invalid;
use super::part_plan::{MAX_PART, MIN_PART};
use crate::files::checksum::Checksum;

/// The most characters of a description: a limit of the official Python client 2.10.1.
const MAX_DESCRIPTION: usize = 512;

#[derive(Debug, Clone)]
pub(super) struct Arguments {
    pub(super) name: String,
    pub(super) description: Option<String>,
    /// `Some(None)` means never.
    pub(super) expiry: Option<Option<jiff::Timestamp>>,
    pub(super) length: Option<u64>,
    pub(super) threads: usize,
    pub(super) part_bytes: Option<u64>,
    #[cfg(feature = "checksums")]
    pub(super) verifies_md5: bool,
}

impl Arguments {
    pub(super) fn new(name: String, threads: usize) -> Self {
        Self {
            name,
            description: None,
            expiry: None,
            length: None,
            threads,
            part_bytes: None,
            #[cfg(feature = "checksums")]
            verifies_md5: false,
        }
    }

    /// The checksum of a part, or of the content as a whole.
    pub(super) fn checksum(&self) -> Checksum {
        #[cfg(feature = "checksums")]
        return Checksum::md5(self.verifies_md5);
        #[cfg(not(feature = "checksums"))]
        Checksum::default()
    }

    /// Checks all but the content. `function` is named in the error.
    pub(super) fn check(&self, function: &str, session: &Session) -> Result<()> {
        if self.name.is_empty() {
            return Err(invalid(function, "name", "must not be empty"));
        }
        let description = self.description.as_deref().unwrap_or_default();
        let characters = description.chars().count();
        if characters > MAX_DESCRIPTION {
            let message = format!("has {characters} characters; the most are {MAX_DESCRIPTION}");
            return Err(invalid(function, "description", &message));
        }
        if let Some(Some(time)) = self.expiry {
            let now = support::date(session);
            if jiff::Timestamp::try_from(now).is_ok_and(|now| time <= now) {
                let message = format!("is {time}, which is in the past");
                return Err(invalid(function, "expires_at", &message));
            }
        }
        if self.threads == 0 {
            return Err(invalid(function, "threads", "must not be 0"));
        }
        match self.part_bytes {
            Some(bytes) if !(MIN_PART..=MAX_PART).contains(&bytes) => {
                let message = format!("is {bytes}; it must be {MIN_PART} to {MAX_PART}");
                Err(invalid(function, "part_bytes", &message))
            }
            _ => Ok(()),
        }
    }

    /// Adds the properties of the file. An expiry of null means never; without it, the Platform decides.
    pub(super) fn set(&self, request: &mut Request) {
        request.set(Location::Field, "name", self.name.as_str());
        if let Some(description) = &self.description
            && !description.is_empty()
        {
            request.set(Location::Field, "description", description.as_str());
        }
        if let Some(expiry) = self.expiry {
            let time = expiry.map_or(Value::Null, |time| time.to_string().into());
            request.set(Location::Field, "expiresAt", time);
        }
    }
}
