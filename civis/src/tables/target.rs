//! A table of a database, as the caller names it, and its IDs.

use std::fmt::Display;

use civis_core::support::{invalid_argument, with_context};

use crate::{ErrorKind, IdOrName, Location, Request, Result, Session, TableName, database};

/// A table of a database. The name is checked when the request is sent, as all arguments are.
#[derive(Debug)]
pub(super) struct Target {
    database: IdOrName,
    table: Result<TableName, String>,
}

/// A table whose name is valid.
#[derive(Debug, Clone, Copy)]
pub(super) struct CheckedTarget<'t> {
    database: &'t IdOrName,
    credential: Option<&'t IdOrName>,
    pub(super) table: &'t TableName,
}

/// A table whose name is valid, and the IDs of its database and a credential.
#[derive(Debug)]
pub(super) struct Resolved {
    pub(super) table: TableName,
    pub(super) database: i64,
    pub(super) credential: i64,
}

impl Target {
    pub(super) fn new<T>(database: impl Into<IdOrName>, table: T) -> Self
    where
        T: TryInto<TableName, Error: Display>,
    {
        Self {
            database: database.into(),
            table: table.try_into().map_err(|error| error.to_string()),
        }
    }

    /// Rejects a table without a schema, and empty names of the database and the credential. `credential` is an ID or
    /// the name of a database user, and the default is the caller's.
    pub(super) fn check<'t>(
        &'t self,
        credential: Option<&'t IdOrName>,
        function: &str,
    ) -> Result<CheckedTarget<'t>> {
        for (argument, value) in [
            ("database", Some(&self.database)),
            ("credential", credential),
        ] {
            if value == Some(&IdOrName::Name(String::new())) {
                return Err(invalid_argument(function, argument, "is empty"));
            }
        }
        let invalid = |message: &str| invalid_argument(function, "table", message);
        let table = self.table.as_ref();
        let table = table.map_err(|error| invalid(&format!("is not a table name: {error}")))?;
        if table.schema().is_none() {
            let message = format!("is {table}, without a schema: pass `schema.table`");
            return Err(invalid(&message));
        }
        Ok(CheckedTarget {
            database: &self.database,
            credential,
            table,
        })
    }
}

impl CheckedTarget<'_> {
    /// Looks the IDs up.
    pub(super) fn resolve(self, session: &Session) -> Result<Resolved> {
        let (database, credential) = database::ids(session, self.database, self.credential)?;
        Ok(Resolved {
            table: self.table.clone(),
            database,
            credential,
        })
    }

    pub(super) fn database_id(self, session: &Session) -> Result<i64> {
        session.get_database_id(self.database)
    }
}

impl Resolved {
    /// Whether the database has the table, as far as the Platform knows.
    pub(super) fn exists(&self, session: &Session) -> Result<bool> {
        let path = "/databases/{id}/schemas/{schema_name}/tables/{table_name}";
        let request = Request::new("databases.get_schemas_tables", http::Method::GET, path)
            .with(Location::Path, "id", self.database)
            .with(
                Location::Path,
                "schema_name",
                self.table.schema().unwrap_or_default(),
            )
            .with(Location::Path, "table_name", self.table.table());
        match crate::Call::<()>::new(session, request).send_raw() {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(with_context(error, "looking for the table")),
        }
    }
}
