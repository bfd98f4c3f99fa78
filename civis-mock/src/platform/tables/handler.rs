//! Requests for the schemas and tables of databases.

use civis_spec::HttpMethod;
use serde_json::{Value, json};

use super::databases::Databases;
use super::table::{Table, TableName};
use crate::platform::catalog::store::Catalog;
use crate::platform::clock::format_time;
use crate::platform::environment::Environment;
use crate::platform::object::{Object, object};
use crate::platform::request_context::RequestContext;
use crate::reply::Reply;

/// The largest number of sample values of a column.
const MAX_SAMPLES: usize = 5;

pub(crate) struct TableHandler<'a> {
    pub(crate) context: &'a RequestContext<'a>,
    pub(crate) catalog: &'a Catalog,
    pub(crate) databases: &'a mut Databases,
    pub(crate) env: &'a mut Environment,
}

impl TableHandler<'_> {
    /// Responds to a path of the specification, in which `{}` stands for each
    /// placeholder, or returns `None` if the path is of another area.
    pub(crate) fn handle(mut self, method: HttpMethod, path: &[&str]) -> Option<Reply> {
        let id = self.context.id(1).unwrap_or_default();
        Some(match (method, path) {
            (HttpMethod::Get, ["databases", "{}", "schemas", rest @ ..]) => {
                if !matches!(rest, [] | ["{}", "tables"] | ["{}", "tables", "{}"]) {
                    return None;
                }
                if !self.catalog.has_database(id) {
                    return Some(self.context.not_found());
                }
                match rest {
                    [] => self.schemas(id),
                    [_, _] => self.schema_tables(id),
                    _ => self.schema_table(id),
                }
            }
            (HttpMethod::Get, ["tables"]) => self.tables(),
            (HttpMethod::Get, ["tables", "{}"]) => {
                let table = self.table_with_id(id);
                self.context.one_or_not_found(table)
            }
            (HttpMethod::Get, ["tables", "{}", "columns"]) => self.columns(id),
            _ => return None,
        })
    }

    /// The tables that the query selects. `%` and `*` in it stand for any text.
    fn tables(&mut self) -> Reply {
        let wanted_id = self.context.query_number("database_id");
        let context = self.context;
        let matches_query = |name: &str, text: &str| {
            let pattern = context.query(name);
            pattern.is_none_or(|pattern| matches(pattern, text))
        };
        let search = context.query("search").unwrap_or_default();
        let mut tables = Vec::new();
        let catalog = self.catalog;
        for id in catalog.database_ids() {
            if wanted_id.is_none_or(|wanted| wanted == id) {
                for name in self.databases.engine(id).names() {
                    if name.to_string().contains(search)
                        && matches_query("schema", &name.schema)
                        && matches_query("name", &name.table)
                    {
                        tables.extend(self.object(id, &name));
                    }
                }
            }
        }
        context.paged(tables)
    }

    fn columns(&mut self, id: u64) -> Reply {
        let Some(table) = self.table_with_id(id) else {
            return self.context.not_found();
        };
        let columns = table["columns"].as_array().cloned().unwrap_or_default();
        self.context.list(columns.into_iter().map(object).collect())
    }

    fn schemas(&mut self, database: u64) -> Reply {
        let names = self.databases.engine(database).names();
        let mut schemas: Vec<String> = names.into_iter().map(|name| name.schema).collect();
        schemas.push("public".to_owned());
        schemas.sort_unstable();
        schemas.dedup();
        let schemas = schemas.into_iter();
        let schemas = schemas.map(|schema| object(json!({"schema": schema})));
        self.context.all(schemas.collect())
    }

    fn schema_tables(&mut self, database: u64) -> Reply {
        let schema = self.context.segment(3);
        let mut names = self.databases.engine(database).names();
        names.retain(|name| name.schema == schema);
        let tables = names.iter().filter_map(|name| self.object(database, name));
        let tables = tables.collect();
        self.context.all(tables)
    }

    fn schema_table(&mut self, database: u64) -> Reply {
        let wanted = TableName::new(self.context.segment(3), self.context.segment(5));
        let names = self.databases.engine(database).names();
        let name = names.into_iter().find(|name| name.is(&wanted));
        match name.and_then(|name| self.object(database, &name)) {
            Some(table) => self.context.one(&table),
            None => Reply::not_found(&format!("There is no table {wanted}.")),
        }
    }

    fn table_with_id(&mut self, id: u64) -> Option<Object> {
        let (database, name) = self.databases.table(id)?;
        self.object(database, &name)
    }

    fn object(&mut self, database: u64, name: &TableName) -> Option<Object> {
        let table = self.databases.engine(database).read(name)?;
        let id = match self.databases.id(database, name) {
            Some(id) => id,
            None => {
                let id = self.env.new_id();
                self.databases.set_id(database, name, id);
                id
            }
        };
        Some(object(json!({
            "id": id,
            "databaseId": database,
            "schema": name.schema,
            "name": name.table,
            "isView": false,
            "rowCount": table.rows.len(),
            "columnCount": table.columns.len(),
            "owner": self.catalog.username(),
            "refreshStatus": "current",
            "lastRefresh": format_time(self.context.now),
            "lastRun": null,
            "columns": column_objects(&table),
        })))
    }
}

fn column_objects(table: &Table) -> Vec<Value> {
    let columns = table.columns.iter().enumerate().map(|(index, column)| {
        let cells = table.rows.iter().map(|row| &row[index]);
        let nulls = cells.clone().filter(|cell| cell.is_null()).count();
        let samples = cells.filter(|cell| !cell.is_null()).take(MAX_SAMPLES);
        json!({
            "name": column.name,
            "sqlType": column.sql_type,
            "order": index,
            "nullCount": nulls,
            "coverageCount": table.rows.len() - nulls,
            "sampleValues": samples.collect::<Vec<_>>(),
        })
    });
    columns.collect()
}

/// Whether a text matches a pattern in which `%` and `*` stand for any text.
/// Letters are compared without case.
fn matches(pattern: &str, text: &str) -> bool {
    let pattern = pattern.replace('*', "%").to_ascii_lowercase();
    let mut rest = text.to_ascii_lowercase();
    let parts: Vec<&str> = pattern.split('%').collect();
    let [first, middle @ .., last] = parts.as_slice() else {
        return pattern == rest;
    };
    match rest.strip_prefix(first) {
        Some(after) => rest = after.to_owned(),
        None => return false,
    }
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = rest.split_off(at + part.len()),
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn wildcards_stand_for_any_text() {
        let cases = [
            ("a", "a", true),
            ("a", "ab", false),
            ("%census%", "client_census", true),
            ("*table", "my table", true),
            ("a%b%c", "a1b2c", true),
            ("a%b%c", "abd", false),
            ("%", "", true),
        ];
        for (pattern, text, wanted) in cases {
            assert_eq!(matches(pattern, text), wanted, "{pattern} {text}");
        }
    }
}
