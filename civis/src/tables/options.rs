//! What a load does with the table, and how the import says so.

use civis_core::support::invalid_argument;
use serde_json::{Map, Value, json};

use super::column::Column;
use crate::{IdOrName, Result, TableName, delimiter};

/// What happens to the rows of a table that exists already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Existing {
    /// The import fails, and the table stays as it is.
    #[default]
    Fail,
    /// All rows are removed, and the new ones inserted. The columns stay.
    Truncate,
    /// The new rows are added.
    Append,
    /// The table is removed, and created anew.
    Drop,
    /// A new row replaces the row with the same primary keys, unless it was modified earlier; other rows are added.
    /// Needs primary keys and last-modified keys.
    Upsert,
}

impl Existing {
    /// The Platform's name.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Truncate => "truncate",
            Self::Append => "append",
            Self::Drop => "drop",
            Self::Upsert => "upsert",
        }
    }
}

/// When the statistics of the columns are updated, and when upserted rows are moved to the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Execution {
    /// Within the run.
    #[default]
    Immediate,
    /// Up to 24 hours later. Upserted rows are moved after a brief delay, which lets several imports write to one table.
    Delayed,
}

/// How Amazon Redshift distributes the rows of a new table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DistStyle {
    /// In turn.
    Even,
    /// All rows to every node.
    All,
    /// By the column of [`Load::dist_key`](super::Load::dist_key).
    Key,
}

impl DistStyle {
    /// The Platform's name.
    fn as_str(self) -> &'static str {
        match self {
            Self::Even => "even",
            Self::All => "all",
            Self::Key => "key",
        }
    }
}

/// The settings of a load.
#[derive(Debug)]
pub(super) struct Options {
    pub(super) credential: Option<IdOrName>,
    pub(super) existing: Existing,
    pub(super) columns: Option<Vec<Column>>,
    /// Whether the types of the columns may be made wider, since nobody has chosen them.
    pub(super) loosens_types: bool,
    pub(super) primary_keys: Vec<String>,
    pub(super) last_modified_keys: Vec<String>,
    pub(super) delimiter: Option<char>,
    pub(super) has_headers: Option<bool>,
    pub(super) escaped: bool,
    pub(super) max_errors: Option<u32>,
    pub(super) execution: Execution,
    pub(super) dist_style: Option<DistStyle>,
    pub(super) dist_key: Option<String>,
    pub(super) sort_keys: Vec<String>,
    pub(super) hidden: bool,
    pub(super) job_name: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            credential: None,
            existing: Existing::default(),
            columns: None,
            loosens_types: false,
            primary_keys: Vec::new(),
            last_modified_keys: Vec::new(),
            delimiter: None,
            has_headers: None,
            escaped: false,
            max_errors: None,
            execution: Execution::default(),
            dist_style: None,
            dist_key: None,
            sort_keys: Vec::new(),
            hidden: true,
            job_name: None,
        }
    }
}

impl Options {
    /// Rejects invalid and contradictory settings.
    pub(super) fn check(&self, function: &str) -> Result<()> {
        let refuse =
            |argument: &str, message: &str| Err(invalid_argument(function, argument, message));
        if let Some(delimiter) = self.delimiter
            && delimiter::name(delimiter).is_none()
        {
            let message = format!("is {delimiter:?}, which is not a comma, a tab or a pipe");
            return refuse("delimiter", &message);
        }
        if let Some(columns) = &self.columns {
            check_columns(columns, function)?;
        }
        self.check_keys(function)
    }

    /// Rejects contradictory keys, and keys that are not among the columns.
    pub(super) fn check_keys(&self, function: &str) -> Result<()> {
        let refuse =
            |argument: &str, message: &str| Err(invalid_argument(function, argument, message));
        for (argument, keys) in [
            ("primary_keys", &self.primary_keys),
            ("last_modified_keys", &self.last_modified_keys),
            ("sort_keys", &self.sort_keys),
        ] {
            if keys.iter().any(String::is_empty) {
                return refuse(argument, "has an empty name");
            }
            if self.existing == Existing::Upsert && keys.is_empty() && argument != "sort_keys" {
                return refuse(argument, "must be set for an upsert");
            }
            if let Some(key) = keys.iter().find(|key| self.lacks_column(key)) {
                return refuse(argument, &format!("has {key:?}, which is not in `columns`"));
            }
        }
        if self.sort_keys.len() > 2 {
            let message = format!("has {} columns; the maximum is 2", self.sort_keys.len());
            return refuse("sort_keys", &message);
        }
        match (self.dist_style, self.dist_key.as_deref()) {
            (_, Some("")) => refuse("dist_key", "is empty"),
            (Some(DistStyle::Key), None) => refuse("dist_key", "must be set for `DistStyle::Key`"),
            (Some(DistStyle::Even | DistStyle::All), Some(_)) => {
                refuse("dist_key", "needs `DistStyle::Key`")
            }
            (_, Some(key)) if self.lacks_column(key) => refuse(
                "dist_key",
                &format!("is {key:?}, which is not in `columns`"),
            ),
            _ => Ok(()),
        }
    }

    /// Whether the columns are known, and none has this name. Databases compare names without case.
    fn lacks_column(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        let columns = self.columns.as_ref();
        columns.is_some_and(|all| !all.iter().any(|one| one.name.to_lowercase() == name))
    }

    /// Whether every column has a type.
    pub(super) fn has_types(&self) -> bool {
        let columns = self.columns.as_ref();
        columns.is_some_and(|all| all.iter().all(|column| column.sql_type.is_some()))
    }

    /// Sets the columns of rows that have types. Names and types of the caller take precedence.
    pub(super) fn complete_columns(&mut self, of_rows: Vec<Column>) {
        match &mut self.columns {
            None => {
                self.columns = Some(of_rows);
                self.loosens_types = true;
            }
            Some(columns) if columns.iter().all(|column| column.sql_type.is_none()) => {
                for (column, of_rows) in columns.iter_mut().zip(of_rows) {
                    column.sql_type = of_rows.sql_type;
                }
                self.loosens_types = true;
            }
            Some(_) => {}
        }
    }

    /// The Platform's name of the delimiter.
    pub(super) fn delimiter_name(&self) -> Option<&'static str> {
        self.delimiter.and_then(delimiter::name)
    }

    /// What the import sends beside the files and their format.
    pub(super) fn body(
        &self,
        table: &TableName,
        database: i64,
        credential: i64,
    ) -> Map<String, Value> {
        let mut destination = json!({
            "schema": table.schema(),
            "table": table.table(),
            "remoteHostId": database,
            "credentialId": credential,
        });
        for (name, keys) in [
            ("primaryKeys", &self.primary_keys),
            ("lastModifiedKeys", &self.last_modified_keys),
        ] {
            if !keys.is_empty() {
                destination[name] = json!(keys);
            }
        }
        let name = self.job_name.clone();
        let name = name.unwrap_or_else(|| format!("CSV import to {table}"));
        let execution = match self.execution {
            Execution::Immediate => "immediate",
            Execution::Delayed => "delayed",
        };
        let mut body = Map::new();
        body.insert("name".to_owned(), name.into());
        body.insert("destination".to_owned(), destination);
        body.insert("escaped".to_owned(), self.escaped.into());
        body.insert(
            "existingTableRows".to_owned(),
            self.existing.as_str().into(),
        );
        body.insert("execution".to_owned(), execution.into());
        body.insert("hidden".to_owned(), self.hidden.into());
        if let Some(max_errors) = self.max_errors {
            body.insert("maxErrors".to_owned(), max_errors.into());
        }
        let mut redshift = Map::new();
        if let Some(style) = self.dist_style {
            redshift.insert("diststyle".to_owned(), style.as_str().into());
        }
        if let Some(key) = &self.dist_key {
            redshift.insert("distkey".to_owned(), key.as_str().into());
        }
        if !self.sort_keys.is_empty() {
            redshift.insert("sortkeys".to_owned(), json!(self.sort_keys));
        }
        if !redshift.is_empty() {
            body.insert("redshiftDestinationOptions".to_owned(), redshift.into());
        }
        body
    }
}

fn check_columns(columns: &[Column], function: &str) -> Result<()> {
    let refuse = |message: &str| Err(invalid_argument(function, "columns", message));
    if columns.is_empty() {
        return refuse("is empty");
    }
    if columns.iter().any(|column| column.name.is_empty()) {
        return refuse("has a column without a name");
    }
    let mut names: Vec<String> = columns
        .iter()
        .map(|column| column.name.to_lowercase())
        .collect();
    names.sort_unstable();
    if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        return refuse(&format!("has {:?} twice", pair[0]));
    }
    let is_empty = |column: &&Column| {
        column
            .sql_type
            .as_deref()
            .is_some_and(|one| one.trim().is_empty())
    };
    if let Some(column) = columns.iter().find(is_empty) {
        return refuse(&format!("has an empty type for {:?}", column.name));
    }
    let untyped = columns.iter().find(|column| column.sql_type.is_none());
    let typed = columns.iter().find(|column| column.sql_type.is_some());
    if let (Some(untyped), Some(typed)) = (untyped, typed) {
        let message = format!(
            "has a type for {:?}, but not for {:?}: give types to all columns or to none",
            typed.name, untyped.name
        );
        return refuse(&message);
    }
    Ok(())
}
