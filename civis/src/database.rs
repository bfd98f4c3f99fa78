//! The IDs of a database and of the credential to use it with.

use crate::{IdOrName, Result, Session};

/// Looks up the IDs of a database and a credential; the default credential, if none is given. The session looks each up
/// once.
pub(crate) fn ids(
    session: &Session,
    database: &IdOrName,
    credential: Option<&IdOrName>,
) -> Result<(i64, i64)> {
    let id = session.get_database_id(database)?;
    let credential = match credential {
        Some(credential) => session.get_database_credential_id(credential, database)?,
        None => session.default_database_credential_id()?,
    };
    Ok((id, credential))
}
