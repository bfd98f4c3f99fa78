//! Why an attempt brought no response.

use crate::transport::TransportError;

/// Why an attempt brought no response.
pub(super) enum AttemptError {
    Transport(TransportError),
    /// The call was cancelled while the request was in flight.
    Cancelled,
}
