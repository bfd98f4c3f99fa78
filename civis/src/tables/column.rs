//! Columns of a table: their names and SQL types.

use std::fmt;

/// A column of the destination table, for [`Load::columns`](super::Load::columns).
///
/// It converts from a name, and from a pair of a name and a SQL type.
///
/// ```
/// use civis::tables::Column;
///
/// let columns: [Column; 2] = [Column::from("id"), ("born", "DATE").into()];
/// assert_eq!(columns[0], Column::new("id"));
/// assert_eq!(columns[1], Column::new("born").sql_type("DATE"));
/// assert_eq!(columns[1].to_string(), "born DATE");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Column {
    pub(super) name: String,
    pub(super) sql_type: Option<String>,
}

impl Column {
    /// Creates a column whose type is up to the table, or detected for a new table.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            sql_type: None,
        }
    }

    /// Sets the SQL type, in the dialect of the database: `VARCHAR(20)`.
    #[must_use]
    pub fn sql_type(mut self, sql_type: impl Into<String>) -> Self {
        self.sql_type = Some(sql_type.into());
        self
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match &self.sql_type {
            Some(sql_type) => write!(f, " {sql_type}"),
            None => Ok(()),
        }
    }
}

impl From<&str> for Column {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for Column {
    fn from(name: String) -> Self {
        Self::new(name)
    }
}

impl<N: Into<String>, T: Into<String>> From<(N, T)> for Column {
    fn from((name, sql_type): (N, T)) -> Self {
        Self::new(name).sql_type(sql_type)
    }
}

/// The base name of a SQL type, by which the types of files are compared: `varchar(20)` is `VARCHAR`.
pub(super) fn base(sql_type: &str) -> String {
    let (base, _) = sql_type.split_once('(').unwrap_or((sql_type, ""));
    base.trim().to_ascii_uppercase()
}

/// The narrowest type that holds the values of all types, which have one base name. This is the first type if their
/// parameters cannot be compared.
pub(super) fn widest<'a>(types: &[&'a str]) -> Option<std::borrow::Cow<'a, str>> {
    let first = *types.first()?;
    if types.iter().all(|one| one.eq_ignore_ascii_case(first)) {
        return Some(first.into());
    }
    // Without parameters, the type is as wide as the database allows.
    if let Some(unlimited) = types.iter().find(|one| !one.contains('(')) {
        return Some((*unlimited).into());
    }
    let parameters: Option<Vec<Vec<u32>>> = types.iter().map(|one| parameters(one)).collect();
    let Some(parameters) = parameters else {
        return Some(first.into());
    };
    let widest = match parameters.first().map_or(0, Vec::len) {
        1 if parameters.iter().all(|all| all.len() == 1) => {
            let length = parameters.iter().map(|all| all[0]).max().unwrap_or(0);
            length.to_string()
        }
        2 if parameters
            .iter()
            .all(|all| all.len() == 2 && all[1] <= all[0]) =>
        {
            let scale = parameters.iter().map(|all| all[1]).max().unwrap_or(0);
            let integral = parameters.iter().map(|all| all[0] - all[1]).max();
            format!("{},{scale}", integral.unwrap_or(0).saturating_add(scale))
        }
        _ => return Some(first.into()),
    };
    let (base, _) = first.split_once('(').unwrap_or((first, ""));
    Some(format!("{base}({widest})").into())
}

/// The numbers in the parentheses at the end of a type.
fn parameters(sql_type: &str) -> Option<Vec<u32>> {
    let (_, rest) = sql_type.split_once('(')?;
    let inner = rest.trim_end().strip_suffix(')')?;
    let numbers = inner.split(',').map(|number| number.trim().parse().ok());
    numbers.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, proptest};

    use super::{base, widest};

    #[test]
    fn the_base_name_has_neither_case_nor_parameters() {
        for (sql_type, wanted) in [
            ("varchar(20)", "VARCHAR"),
            ("VARCHAR (20)", "VARCHAR"),
            ("Double precision", "DOUBLE PRECISION"),
            ("NUMERIC(10, 2)", "NUMERIC"),
            ("", ""),
            ("(", ""),
        ] {
            assert_eq!(base(sql_type), wanted, "{sql_type}");
        }
    }

    #[test]
    fn the_widest_type_holds_the_values_of_all() {
        for (types, wanted) in [
            (&["INT", "int"][..], "INT"),
            (&["VARCHAR(6)", "VARCHAR(20)", "varchar(7)"], "VARCHAR(20)"),
            (&["VARCHAR(6)", "VARCHAR"], "VARCHAR"),
            (&["NUMERIC(10,2)", "NUMERIC(8, 5)"], "NUMERIC(13,5)"),
            (&["NUMERIC(10)", "NUMERIC(8,5)"], "NUMERIC(10)"),
            (&["VARCHAR(max)", "VARCHAR(8)"], "VARCHAR(max)"),
            (&["NUMERIC(1,2)", "NUMERIC(3,2)"], "NUMERIC(1,2)"),
        ] {
            assert_eq!(widest(types).as_deref(), Some(wanted), "{types:?}");
        }
        assert_eq!(widest(&[]), None);
    }

    proptest! {
        #[test]
        fn the_order_of_the_files_does_not_change_the_widest_length(
            mut lengths in prop::collection::vec(1..70_000_u32, 1..8)
        ) {
            let types: Vec<String> = lengths.iter().map(|length| format!("VARCHAR({length})")).collect();
            let types: Vec<&str> = types.iter().map(String::as_str).collect();
            lengths.sort_unstable();
            let largest = lengths.last().expect("a length");
            assert_eq!(widest(&types).expect("a type"), format!("VARCHAR({largest})"));
        }

        #[test]
        fn the_widest_number_holds_the_digits_of_each(
            digits in prop::collection::vec((0..40_u32, 0..40_u32), 2..6)
        ) {
            let types: Vec<String> = digits
                .iter()
                .map(|(integral, scale)| format!("NUMERIC({},{scale})", integral + scale))
                .collect();
            let types: Vec<&str> = types.iter().map(String::as_str).collect();
            let widest = widest(&types).expect("a type");
            let all = super::parameters(&widest).expect("parameters");
            assert!(digits.iter().all(|(integral, scale)| all[0] - all[1] >= *integral && all[1] >= *scale));
        }

        #[test]
        fn any_texts_have_a_base_name_and_a_widest_type(texts in prop::collection::vec(any::<String>(), 1..4)) {
            for text in &texts {
                assert!(!base(text).contains('('));
            }
            let types: Vec<&str> = texts.iter().map(String::as_str).collect();
            assert!(widest(&types).is_some());
        }
    }
}
