//! One of the credentials that the builder of a session was given.

use std::fmt;

use zeroize::Zeroizing;

/// One of the credentials that were set.
pub(in crate::session) enum CredentialSetting {
    Key(Zeroizing<String>),
    Bearer(Zeroizing<String>),
    Basic(String, Zeroizing<String>),
    Header(String, Zeroizing<String>),
    Query(String, Zeroizing<String>),
    Cookie(String, Zeroizing<String>),
}

impl CredentialSetting {
    /// Where it goes: the part of the request, and the name there.
    pub(in crate::session) fn slot(&self) -> (&'static str, String) {
        match self {
            Self::Key(_) | Self::Bearer(_) | Self::Basic(..) => {
                ("header", "authorization".to_owned())
            }
            Self::Header(name, _) => ("header", name.to_ascii_lowercase()),
            Self::Query(name, _) => ("query", name.clone()),
            Self::Cookie(name, _) => ("cookie", name.clone()),
        }
    }
}

impl fmt::Debug for CredentialSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (part, name) = self.slot();
        write!(f, "{part} {name}: [redacted]")
    }
}
