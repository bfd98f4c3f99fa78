//! IDs by name.
//!
//! | file | what |
//! |---|---|
//! | `mod.rs` | the lookups, as methods of a session |
//! | `find.rs` | the requests of each lookup, and the objects that match |
//! | `list.rs`, `records.rs` | complete lists, and the fields that lookups read |
//! | `disambiguate.rs` | picks the one that matches; errors if there is none, or more than one |

mod disambiguate;
mod find;
mod list;
mod records;

pub(crate) use disambiguate::similar_names;

use IdOrName::{Id, Name};

use crate::error::{Error, ErrorKind, Result};
use crate::names::cache::LookupKey;
use crate::names::id_or_name::IdOrName;
use crate::names::table_name::TableName;
use crate::session::Session;

/// Lookups: IDs by name.
///
/// Each lookup takes an ID or a name. It returns an ID as it is, without a request. It
/// compares a name exactly, including case and spaces, with all pages of the
/// Platform's list. Results are cached, and shared by all clones of the session;
/// [`clear_lookups`](Self::clear_lookups) clears the cache. Errors are not cached.
///
/// Besides the errors of any call, a lookup returns
/// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound), which suggests similar names,
/// and [`ErrorKind::Ambiguous`](crate::ErrorKind::Ambiguous), which lists the IDs that
/// match and says how to select one.
impl Session {
    /// Returns the ID of a database.
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

    /// Returns the ID of the credential of a database user.
    ///
    /// `username` is the name in the database, not on the Platform. `database` is
    /// compared with the ID or the name of the credential's remote host.
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
        let key = LookupKey::DatabaseCredential { username, database };
        self.lookup(key)
    }

    /// Returns the ID of a credential for Amazon Web Services S3.
    ///
    /// `owner` is the username of the Platform user who owns it. If it is `None` and
    /// several credentials have the name, prefers that of the key's own user.
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
            Name(name) => self.lookup(LookupKey::AwsCredential {
                name,
                owner: owner.map(str::to_owned),
            }),
        }
    }

    /// Returns the ID of a table.
    ///
    /// `table` is `schema.table` or `table`, or a [`TableName`]. Put a part that
    /// contains a dot in double quotes.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if `table` is
    /// not a valid name; `NotFound` and `Ambiguous`, for the database as well; and
    /// those of any call.
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
            let message = format!("is {text:?}, which is not a table name: {error}");
            Error::invalid_request("get_table_id", "table", &message)
        })?;
        let database = self.database_id(database.into())?;
        self.lookup(LookupKey::Table { name, database })
    }

    /// Returns the ID of a storage host.
    ///
    /// # Errors
    /// `NotFound` and `Ambiguous`, and those of any call.
    pub fn get_storage_host_id(&self, storage_host: impl Into<IdOrName>) -> Result<i64> {
        match storage_host.into() {
            Id(id) => Ok(id),
            Name(name) => self.lookup(LookupKey::StorageHost(name)),
        }
    }

    /// Returns the ID of the user's default credential of any type, or `None` if the
    /// user has none. `None` is not cached.
    ///
    /// # Errors
    /// Those of any call.
    pub fn default_credential(&self) -> Result<Option<i64>> {
        match self.lookup(LookupKey::DefaultCredential) {
            Ok(id) => Ok(Some(id)),
            // Without a status: a 404 does not say that there is none.
            Err(error) if error.kind() == ErrorKind::NotFound && error.status().is_none() => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Returns the ID of the user's default credential for databases.
    ///
    /// # Errors
    /// `NotFound` if the user has none, and those of any call.
    pub fn default_database_credential_id(&self) -> Result<i64> {
        self.lookup(LookupKey::DefaultDatabaseCredential)
    }

    /// Returns the username of the key's user on the Platform.
    ///
    /// # Errors
    /// Those of any call.
    pub fn username(&self) -> Result<String> {
        self.lookup_cache()
            .username
            .get((), |()| find::username(self))
    }

    /// Clears the cache of lookups, for this session, its clones, and their clients.
    pub fn clear_lookups(&self) {
        self.lookup_cache().clear();
    }

    fn database_id(&self, database: IdOrName) -> Result<i64> {
        match database {
            Id(id) => Ok(id),
            Name(name) => self.lookup(LookupKey::Database(name)),
        }
    }

    fn lookup(&self, key: LookupKey) -> Result<i64> {
        self.lookup_cache().ids.get(key, |key| match key {
            LookupKey::Database(name) => find::database(self, name),
            LookupKey::DatabaseCredential { username, database } => {
                find::database_credential(self, username, database)
            }
            LookupKey::AwsCredential { name, owner } => {
                find::aws_credential(self, name, owner.as_deref())
            }
            LookupKey::Table { name, database } => find::table(self, name, *database),
            LookupKey::StorageHost(name) => find::storage_host(self, name),
            LookupKey::DefaultCredential => find::default_credential(self, false)?
                .ok_or_else(|| Error::not_found("the user has no default credential")),
            LookupKey::DefaultDatabaseCredential => find::default_credential(self, true)?
                .ok_or_else(|| {
                    Error::not_found("the user has no default credential for databases")
                }),
        })
    }
}
