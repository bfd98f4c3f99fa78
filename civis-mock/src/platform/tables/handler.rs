//! What the API tells about the tables of databases.

use serde_json::{Value, json};

use crate::platform::clock::text;
use crate::platform::object::{Facts, facts};
use crate::platform::request_context::Ask;
use crate::platform::tables::table::{Table, TableName};
use crate::reply::Reply;

/// The most values of a column that are shown.
const SAMPLES: usize = 5;

impl Ask<'_> {
    /// The tables that the query asks for. `%` and `*` in it stand for any text.
    pub(crate) fn tables(&mut self) -> Reply {
        let database = self
            .query("database_id")
            .and_then(|id| id.parse::<u64>().ok());
        let asked = |name: &str| self.query(name).map(str::to_owned);
        let (schema, table, search) = (asked("schema"), asked("name"), asked("search"));
        let fits = |pattern: &Option<String>, own: &str| {
            pattern.as_ref().is_none_or(|pattern| matches(pattern, own))
        };
        let databases = self.world.fixtures.database_ids();
        let mut shown = Vec::new();
        for id in databases {
            if database.is_some_and(|asked| asked != id) {
                continue;
            }
            for name in self.world.databases.engine(id).names() {
                let full = name.to_string();
                let is_found = search.as_ref().is_none_or(|text| full.contains(text));
                if is_found && fits(&schema, &name.schema) && fits(&table, &name.table) {
                    shown.extend(self.table_facts(id, &name));
                }
            }
        }
        self.paged(shown)
    }

    /// A table by its id.
    pub(crate) fn table(&mut self, id: u64) -> Reply {
        match self.table_of(id) {
            Some(facts) => self.one(&facts),
            None => self.not_found(),
        }
    }

    /// The columns of a table by its id.
    pub(crate) fn table_columns(&mut self, id: u64) -> Reply {
        let Some(table) = self.table_of(id) else {
            return self.not_found();
        };
        let columns = table["columns"].as_array().cloned().unwrap_or_default();
        self.list(columns.into_iter().map(facts).collect())
    }

    fn table_of(&mut self, id: u64) -> Option<Facts> {
        let (database, name) = self.world.databases.table(id)?;
        self.table_facts(database, &name)
    }

    pub(crate) fn schemas(&mut self, database: u64) -> Reply {
        if !self.world.fixtures.has_database(database) {
            return self.not_found();
        }
        let names = self.world.databases.engine(database).names();
        let mut schemas: Vec<String> = names.into_iter().map(|name| name.schema).collect();
        schemas.push("public".to_owned());
        schemas.sort_unstable();
        schemas.dedup();
        let shown = schemas
            .into_iter()
            .map(|schema| facts(json!({"schema": schema})));
        self.listed(shown.collect())
    }

    pub(crate) fn schema_tables(&mut self, database: u64) -> Reply {
        if !self.world.fixtures.has_database(database) {
            return self.not_found();
        }
        let schema = self.call.path.get(3).cloned().unwrap_or_default();
        let mut names = self.world.databases.engine(database).names();
        names.retain(|name| name.schema == schema);
        let shown = names
            .iter()
            .filter_map(|name| self.table_facts(database, name));
        let shown: Vec<Facts> = shown.collect();
        self.listed(shown)
    }

    pub(crate) fn schema_table(&mut self, database: u64) -> Reply {
        let part = |index: usize| self.call.path.get(index).map_or("", String::as_str);
        let asked = TableName::new(part(3), part(5));
        let is_there = self.world.fixtures.has_database(database);
        let names = self.world.databases.engine(database).names();
        let name = names.into_iter().find(|name| is_there && name.is(&asked));
        match name.and_then(|name| self.table_facts(database, &name)) {
            Some(facts) => self.one(&facts),
            None => Reply::not_found(&format!("There is no table {asked}.")),
        }
    }

    fn table_facts(&mut self, database: u64, name: &TableName) -> Option<Facts> {
        let table = self.world.databases.engine(database).read(name)?;
        let id = match self.world.databases.known_id(database, name) {
            Some(id) => id,
            None => {
                let id = self.world.new_id();
                self.world.databases.set_id(database, name, id);
                id
            }
        };
        Some(facts(json!({
            "id": id,
            "databaseId": database,
            "schema": name.schema,
            "name": name.table,
            "isView": false,
            "rowCount": table.rows.len(),
            "columnCount": table.columns.len(),
            "owner": self.world.fixtures.username(),
            "refreshStatus": "current",
            "lastRefresh": text(self.now),
            "lastRun": null,
            "columns": columns(&table),
        })))
    }
}

fn columns(table: &Table) -> Vec<Value> {
    let shown = table.columns.iter().enumerate().map(|(index, column)| {
        let cells = table.rows.iter().map(|row| &row[index]);
        let nulls = cells.clone().filter(|cell| cell.is_null()).count();
        let samples = cells.filter(|cell| !cell.is_null()).take(SAMPLES);
        json!({
            "name": column.name,
            "sqlType": column.sql_type,
            "order": index,
            "nullCount": nulls,
            "coverageCount": table.rows.len() - nulls,
            "sampleValues": samples.collect::<Vec<_>>(),
        })
    });
    shown.collect()
}

/// Whether a text is of a pattern in which `%` and `*` stand for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let pattern = pattern.replace('*', "%").to_ascii_lowercase();
    let mut rest = text.to_ascii_lowercase();
    let parts: Vec<&str> = pattern.split('%').collect();
    let [first, middle @ .., last] = parts.as_slice() else {
        return pattern == rest;
    };
    match rest.strip_prefix(first) {
        Some(behind) => rest = behind.to_owned(),
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
