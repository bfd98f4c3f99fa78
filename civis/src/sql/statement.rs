//! A SQL text with what every way to run it needs: database, credential, name.

use civis_core::support::{invalid_argument, random};
use serde_json::Value;

use super::params::Params;
use crate::{IdOrName, Result, Session};

/// A statement, as its builder has set it so far.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    pub(super) session: Session,
    /// The function that made the builder, for errors: `sql::read`.
    pub(super) function: &'static str,
    sql: String,
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
        sql: String,
        database: IdOrName,
    ) -> Self {
        Self {
            session: session.clone(),
            function,
            sql,
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
        if self.sql.chars().all(|c| c.is_whitespace() || c == ';') {
            return Err(invalid("sql", "is empty"));
        }
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
            sql: self.sql.clone(),
            name,
            params: self.params.json(self.function)?,
        })
    }

    /// The IDs of the database and the credential. The session looks each up once.
    pub(super) fn ids(&self) -> Result<(i64, i64)> {
        let session = &self.session;
        let database = session.get_database_id(&self.database)?;
        let credential = match &self.credential {
            Some(credential) => session.get_database_credential_id(credential, &self.database)?,
            None => session.default_database_credential_id()?,
        };
        Ok((database, credential))
    }
}

/// 53 random bits: what a random number from 0 to 1 has.
fn digits(session: &Session) -> u64 {
    const RANGE: f64 = (1_u64 << 53) as f64;
    (random(session) * RANGE) as u64
}

#[cfg(test)]
mod tests {
    use super::Statement;
    use crate::Session;

    fn statement(sql: &str) -> Statement {
        let session = Session::new("my-api-key").expect("a session");
        Statement::new(&session, "sql::read", sql.to_owned(), "dev".into())
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
