//! The time on the Platform.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The clock that runs, link expiry and timestamps follow: the system's, or one
/// that a test advances. Clones share the same time.
///
/// ```
/// use std::time::Duration;
/// use civis_mock::{Clock, Platform};
///
/// let clock = Clock::fake();
/// let platform = Platform::new().clock(clock.clone());
/// clock.advance(Duration::from_secs(60));
/// ```
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    Real,
    Fake(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn real() -> Self {
        Clock(Source::Real)
    }

    /// A clock that starts at the current system time and stands still until it
    /// is [advanced](Self::advance).
    #[must_use]
    pub fn fake() -> Self {
        Clock(Source::Fake(Arc::new(Mutex::new(Timestamp::now()))))
    }

    /// Advances a fake clock. Does nothing to a real one.
    pub fn advance(&self, by: Duration) {
        if let Source::Fake(time) = &self.0 {
            let mut time = time.lock().unwrap_or_else(PoisonError::into_inner);
            *time = later(*time, by);
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        match &self.0 {
            Source::Real => Timestamp::now(),
            Source::Fake(time) => *time.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }
}

/// The time after a duration, or the largest timestamp if that overflows.
pub(crate) fn later(time: Timestamp, by: Duration) -> Timestamp {
    match SignedDuration::try_from(by) {
        Ok(by) => time.checked_add(by).unwrap_or(Timestamp::MAX),
        Err(_) => Timestamp::MAX,
    }
}

/// Formats a time as the Platform does: `2026-10-01T12:00:00.000Z`.
pub(crate) fn format_time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// Parses a time, or a date as its first moment. Without an offset it is in UTC.
pub(crate) fn parse_time(text: &str) -> Option<Timestamp> {
    if let Ok(time) = text.parse() {
        return Some(time);
    }
    let time: DateTime = text.parse().ok()?;
    TimeZone::UTC.to_timestamp(time).ok()
}
