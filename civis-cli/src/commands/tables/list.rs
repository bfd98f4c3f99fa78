//! `civis tables ls`.

use civis::Location;
use civis::http::Method;
use clap::Args;

use crate::api;
use crate::context::Context;
use crate::database::DatabaseArgs;
use crate::error::Error;

const EXAMPLES: &str = "\
Examples:
  civis tables ls -d redshift-general
  civis tables ls -d redshift-general --schema public 'people*'";

/// List the tables of a database
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct List {
    /// Names to list, with `*` for any text
    #[arg(value_name = "NAME")]
    name: Option<String>,

    #[command(flatten)]
    database: DatabaseArgs,

    /// Schema, with `*` for any text
    #[arg(long, value_name = "NAME")]
    schema: Option<String>,
}

impl List {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let session = context.session()?;
        let database = session.get_database_id(self.database.database(context)?)?;
        let mut request = api::request("tables.list", Method::GET, "/tables", &[]).with(
            Location::Query,
            "database_id",
            database,
        );
        if let Some(schema) = &self.schema {
            request.set(Location::Query, "schema", schema.as_str());
        }
        if let Some(name) = &self.name {
            request.set(Location::Query, "name", name.as_str());
        }
        let columns = [
            "id",
            "schema",
            "name",
            "rowCount",
            "columnCount",
            "owner",
            "isView",
        ];
        let columns = columns.map(str::to_owned);
        context.print_rows_with(&columns, api::list(session, request))
    }
}
