//! `civis tables show`.

use clap::Args;

use crate::api;
use crate::context::Context;
use crate::database::DatabaseArgs;
use crate::error::Error;
use crate::output::Format;

const EXAMPLES: &str = "\
Examples:
  civis tables show public.people -d redshift-general
  civis tables show public.people -d redshift-general --output json --fields rowCount,columns";

/// Show a table: its columns in a table, and all that the Platform knows of it in other formats
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Show {
    /// Table: `schema.table`
    #[arg(value_name = "TABLE")]
    table: String,

    #[command(flatten)]
    database: DatabaseArgs,
}

impl Show {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let session = context.session()?;
        let id = session.get_table_id(self.table.as_str(), self.database.database(context)?)?;
        let table = api::get(session, "tables.get", "/tables/{id}", &[("id", id)])?;
        if context.format() != Format::Table || !context.globals().fields.is_empty() {
            return context.print_value(table);
        }
        let text = |name: &str| match &table[name] {
            serde_json::Value::Null => "unknown".to_owned(),
            value => value.to_string(),
        };
        context.note(&format!(
            "table {id}, {} rows, last refreshed {}",
            text("rowCount"),
            table["lastRefresh"].as_str().unwrap_or("never"),
        ));
        let columns = [
            "name",
            "sqlType",
            "nullCount",
            "distinctCount",
            "minValue",
            "maxValue",
        ];
        let columns = columns.map(str::to_owned);
        let own = table["columns"].as_array().cloned().unwrap_or_default();
        let rows = own.into_iter().map(|column| {
            let mut shown = serde_json::Map::new();
            for name in &columns {
                shown.insert(name.clone(), column[name].clone());
            }
            Ok::<_, Error>(shown.into())
        });
        context.print_rows_with(&columns, rows)
    }
}
