//! A SQL text with what every way to run it needs: database, credential, name.

use civis_core::support::{invalid_argument, random};
use serde_json::Value;

use super::identifier::write_identifier;
use super::params::Params;
use crate::{IdOrName, Result, Session, TableName, database};

/// Where the text comes from.
#[derive(Debug, Clone)]
pub(super) enum Text {
    Sql(String),
    /// The table with this name.
    Table(String),
}

/// A statement, as its builder has set it so far.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    pub(super) session: Session,
    /// The function that made the builder, for errors: `sql::read`.
    pub(super) function: &'static str,
    text: Text,
    /// All columns of the table, if none are set.
    pub(super) columns: Option<Vec<String>>,
    pub(super) database: IdOrName,
    /// The default credential, if none is set.
    pub(super) credential: Option<IdOrName>,
    pub(super) name: Option<String>,
    pub(super) hidden: bool,
    pub(super) params: Params,
}

/// A statement whose arguments have been checked.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) sql: String,
    pub(super) name: String,
    /// The properties `params` and `arguments`.
    pub(super) params: Option<(Value, Value)>,
}

impl Statement {
    pub(super) fn new(
        session: &Session,
        function: &'static str,
        text: Text,
        database: IdOrName,
    ) -> Self {
        Self {
            session: session.clone(),
            function,
            text,
            columns: None,
            database,
            credential: None,
            name: None,
            hidden: true,
            params: Params::default(),
        }
    }

    /// Checks every argument. Sends nothing.
    pub(super) fn check(&self) -> Result<Checked> {
        let invalid = |argument, message: &str| invalid_argument(self.function, argument, message);
        let sql = match &self.text {
            Text::Sql(sql) => {
                if sql.chars().all(|c| c.is_whitespace() || c == ';') {
                    return Err(invalid("sql", "is empty"));
                }
                if self.columns.is_some() {
                    return Err(invalid("columns", "is for `sql::read_table` only"));
                }
                sql.clone()
            }
            Text::Table(name) => select(self.function, name, self.columns.as_deref())?,
        };
        for (argument, value) in [
            ("database", Some(&self.database)),
            ("credential", self.credential.as_ref()),
        ] {
            match value {
                Some(IdOrName::Name(name)) if name.is_empty() => {
                    return Err(invalid(argument, "has an empty name"));
                }
                Some(IdOrName::Id(id)) if *id <= 0 => {
                    return Err(invalid(argument, &format!("is {id}, which is no ID")));
                }
                _ => {}
            }
        }
        let name = match &self.name {
            Some(name) if name.trim().is_empty() => return Err(invalid("name", "is empty")),
            Some(name) => name.clone(),
            // A name of its own finds the script again, if its ID was lost on the way.
            None => format!("{} {:016x}", self.function, digits(&self.session)),
        };
        Ok(Checked {
            sql,
            name,
            params: self.params.json(self.function)?,
        })
    }

    /// The IDs of the database and the credential.
    pub(super) fn ids(&self) -> Result<(i64, i64)> {
        database::ids(&self.session, &self.database, self.credential.as_ref())
    }
}

/// 53 random bits: what a random number from 0 to 1 has.
fn digits(session: &Session) -> u64 {
    const RANGE: f64 = (1_u64 << 53) as f64;
    (random(session) * RANGE) as u64
}

/// The statement that reads a table.
fn select(function: &str, name: &str, columns: Option<&[String]>) -> Result<String> {
    let invalid = |argument, message: &str| Err(invalid_argument(function, argument, message));
    let table: TableName = match name.parse() {
        Ok(table) => table,
        Err(error) => {
            let message = format!("is {name:?}, which is not a table name: {error}");
            return invalid("table", &message);
        }
    };
    let Some(schema) = table.schema() else {
        let message = format!("is {name:?}, without a schema; pass `schema.table`");
        return invalid("table", &message);
    };
    let names = columns.unwrap_or_default().iter().map(String::as_str);
    for name in names.clone() {
        if name.is_empty() {
            return invalid("columns", "has an empty name");
        }
    }
    if [schema, table.table()]
        .into_iter()
        .chain(names.clone())
        .any(|name| name.contains('\0'))
    {
        return invalid("table", "has a NUL in a name, which SQL does not allow");
    }
    let mut sql = "select ".to_owned();
    match columns {
        None => sql.push('*'),
        Some([]) => return invalid("columns", "is empty; leave it out to read all columns"),
        Some(_) => {
            for (index, name) in names.enumerate() {
                if index > 0 {
                    sql.push_str(", ");
                }
                write_identifier(&mut sql, name);
            }
        }
    }
    sql.push_str(" from ");
    write_identifier(&mut sql, schema);
    sql.push('.');
    write_identifier(&mut sql, table.table());
    Ok(sql)
}

#[cfg(test)]
mod tests {
    use super::{Statement, Text, select};
    use crate::Session;

    fn statement(sql: &str) -> Statement {
        let session = Session::new("my-api-key").expect("a session");
        let text = Text::Sql(sql.to_owned());
        Statement::new(&session, "sql::read", text, "dev".into())
    }

    #[test]
    fn a_table_is_read_by_its_exact_names() {
        let columns = ["id".to_owned(), "Full Name".to_owned(), "order".to_owned()];
        for (table, columns, sql) in [
            ("public.people", None, "select * from public.people"),
            (
                r#""my schema"."a ""b""""#,
                Some(&columns[..]),
                r#"select id, "Full Name", "order" from "my schema"."a ""b""""#,
            ),
            (
                "public.user",
                Some(&columns[..1]),
                r#"select id from public."user""#,
            ),
        ] {
            assert_eq!(select("f", table, columns).expect("a statement"), sql);
        }
    }

    #[test]
    fn names_that_cannot_be_read_are_refused() {
        let none: &[String] = &[];
        let empty = [String::new()];
        let nul = ["a\0b".to_owned()];
        for (table, columns, wanted) in [
            (
                "people",
                None,
                "f: `table` is \"people\", without a schema; pass `schema.table`",
            ),
            (
                "a.b.c",
                None,
                "f: `table` is \"a.b.c\", which is not a table name: more than two parts: put a part that contains a \
                 dot in double quotes",
            ),
            (
                "a.b",
                Some(none),
                "f: `columns` is empty; leave it out to read all columns",
            ),
            ("a.b", Some(&empty[..]), "f: `columns` has an empty name"),
            (
                "a.b",
                Some(&nul[..]),
                "f: `table` has a NUL in a name, which SQL does not allow",
            ),
        ] {
            let error = select("f", table, columns).expect_err(wanted);
            assert_eq!(error.to_string(), wanted);
        }
    }

    #[test]
    fn arguments_are_checked_before_anything_is_sent() {
        let refused = |statement: &Statement| {
            let error = statement.check().expect_err("an argument is wrong");
            error.to_string()
        };
        for sql in ["", " \n", " ; ;"] {
            assert_eq!(refused(&statement(sql)), "sql::read: `sql` is empty");
        }
        let mut wrong = statement("select 1");
        wrong.database = "".into();
        assert_eq!(refused(&wrong), "sql::read: `database` has an empty name");
        wrong.database = 0.into();
        assert_eq!(
            refused(&wrong),
            "sql::read: `database` is 0, which is no ID"
        );
        wrong.database = 1.into();
        wrong.credential = Some("".into());
        assert_eq!(refused(&wrong), "sql::read: `credential` has an empty name");
        wrong.credential = None;
        wrong.name = Some(" ".to_owned());
        assert_eq!(refused(&wrong), "sql::read: `name` is empty");
    }

    #[test]
    fn each_statement_has_a_name_of_its_own() {
        let statement = statement("select 1");
        let names = [(); 2].map(|()| statement.check().expect("valid").name);
        assert!(names[0].starts_with("sql::read "), "{names:?}");
        assert_ne!(names[0], names[1]);
    }
}
