//! IDs by name.
//!
//! | module | what |
//! |---|---|
//! | `id_or_name` | what lookups take |
//! | `find` | the requests behind each, and what fits |
//! | `list`, `records` | whole lists, and the parts of the answers that are read |
//! | `choose` | the one that fits; errors for none and for more than one |
//! | `cache` | what a session has looked up |
//! | `forward` | the same methods on expanded clients |

mod cache;
mod choose;
mod find;
mod forward;
mod id_or_name;
mod list;
mod records;
pub(crate) mod table_name;

pub(crate) use cache::LookupCache;
pub use id_or_name::IdOrName;

use IdOrName::{Id, Name};

use crate::error::{Error, ErrorKind, Result};
use crate::lookups::table_name::TableName;
use crate::session::Session;
use cache::Key;

/// Lookups: IDs by name.
///
/// An ID in place of a name is returned as it is, without a request. Names are
/// compared exactly, case and spaces too, with every page of the Platform's
/// lists. What was found is kept for the session and its clones;
/// [`clear_lookups`](Self::clear_lookups) forgets it. Errors are not kept.
///
/// Besides the errors of any call, a lookup returns
/// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound), with names that are near
/// to the one sought, and [`ErrorKind::Ambiguous`](crate::ErrorKind::Ambiguous),
/// with the IDs that fit and how to choose among them.
impl Session {
    /// The ID of a database.
    ///
    /// # Errors
    /// `NotFound` and `Ambiguous`, and those of any call.
    ///
    /// ```
    /// # let session = civis_core::Session::builder().api_key("my-api-key").build()?;
    /// assert_eq!(session.get_database_id(5)?, 5);
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn get_database_id(&self, database: impl Into<IdOrName>) -> Result<i64> {
        self.database_id(database.into())
    }

    /// The ID of the credential of a user of a database, as the database knows
    /// the user. The database is compared with the credential's remote host: an
    /// ID with its ID, a name with its name.
    ///
    /// # Errors
    /// `NotFound` and `Ambiguous`, and those of any call.
    pub fn get_database_credential_id(
        &self,
        username: impl Into<IdOrName>,
        database: impl Into<IdOrName>,
    ) -> Result<i64> {
        let username = match username.into() {
            Id(id) => return Ok(id),
            Name(username) => username,
        };
        let database = database.into();
        let key = Key::DatabaseCredential { username, database };
        self.looked_up(key)
    }

    /// The ID of a credential for Amazon Web Services S3.
    ///
    /// `owner` is the name of the Platform's user who owns it. Without one, where
    /// more than one credential has the name, that of the key's own user is meant.
    ///
    /// # Errors
    /// `NotFound` and `Ambiguous`, and those of any call.
    pub fn get_aws_credential_id(
        &self,
        name: impl Into<IdOrName>,
        owner: Option<&str>,
    ) -> Result<i64> {
        match name.into() {
            Id(id) => Ok(id),
            Name(name) => self.looked_up(Key::AwsCredential {
                name,
                owner: owner.map(str::to_owned),
            }),
        }
    }

    /// The ID of a table, by `schema.table` or `table`, or a [`TableName`]. A
    /// part that holds a dot stands in double quotes.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if the
    /// text is not the name of a table; `NotFound` and `Ambiguous`, for the
    /// database as well; and those of any call.
    ///
    /// ```no_run
    /// # let session = civis_core::Session::from_env()?;
    /// let id = session.get_table_id(r#"public."sales.2026""#, "redshift-general")?;
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn get_table_id(
        &self,
        table: impl Into<IdOrName>,
        database: impl Into<IdOrName>,
    ) -> Result<i64> {
        let text = match table.into() {
            Id(id) => return Ok(id),
            Name(text) => text,
        };
        let name: TableName = text.parse().map_err(|error| {
            let message = format!("is {text:?}, which names no table: {error}");
            Error::invalid_request("get_table_id", "table", &message)
        })?;
        let database = self.database_id(database.into())?;
        self.looked_up(Key::Table { name, database })
    }

    /// The ID of a storage host.
    ///
    /// # Errors
    /// `NotFound` and `Ambiguous`, and those of any call.
    pub fn get_storage_host_id(&self, storage_host: impl Into<IdOrName>) -> Result<i64> {
        match storage_host.into() {
            Id(id) => Ok(id),
            Name(name) => self.looked_up(Key::StorageHost(name)),
        }
    }

    /// The ID of the user's default credential, of whatever type; `None` if the
    /// user has none, which is not kept.
    ///
    /// # Errors
    /// Those of any call.
    pub fn default_credential(&self) -> Result<Option<i64>> {
        match self.looked_up(Key::DefaultCredential) {
            Ok(id) => Ok(Some(id)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The ID of the user's default credential for databases.
    ///
    /// # Errors
    /// `NotFound` if the user has none, and those of any call.
    pub fn default_database_credential_id(&self) -> Result<i64> {
        self.looked_up(Key::DefaultDatabaseCredential)
    }

    /// The name of the key's user on the Platform.
    ///
    /// # Errors
    /// Those of any call.
    pub fn username(&self) -> Result<String> {
        self.lookup_cache()
            .username
            .get((), |()| find::username(self))
    }

    /// Forgets what was looked up, so that it is looked up again: by this
    /// session, its clones, and their clients.
    pub fn clear_lookups(&self) {
        self.lookup_cache().clear();
    }

    fn database_id(&self, database: IdOrName) -> Result<i64> {
        match database {
            Id(id) => Ok(id),
            Name(name) => self.looked_up(Key::Database(name)),
        }
    }

    fn looked_up(&self, key: Key) -> Result<i64> {
        self.lookup_cache().ids.get(key, |key| match key {
            Key::Database(name) => find::database(self, name),
            Key::DatabaseCredential { username, database } => {
                find::database_credential(self, username, database)
            }
            Key::AwsCredential { name, owner } => {
                find::aws_credential(self, name, owner.as_deref())
            }
            Key::Table { name, database } => find::table(self, name, *database),
            Key::StorageHost(name) => find::storage_host(self, name),
            Key::DefaultCredential => find::default_credential(self, false)?
                .ok_or_else(|| Error::not_found("the user has no default credential")),
            Key::DefaultDatabaseCredential => {
                find::default_credential(self, true)?.ok_or_else(|| {
                    Error::not_found("the user has no default credential for databases")
                })
            }
        })
    }
}
