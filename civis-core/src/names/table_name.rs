//! Names of tables, with and without quotes.

use std::fmt;
use std::str::FromStr;

/// The name of a table, with or without its schema.
///
/// Parses `schema.table` and `table`. A part in double quotes may contain dots, and
/// double quotes if each is doubled. Case and spaces are preserved.
///
/// ```
/// use civis_core::TableName;
///
/// let name: TableName = r#""my.schema"."a ""quoted"" table""#.parse()?;
/// assert_eq!(name.schema(), Some("my.schema"));
/// assert_eq!(name.table(), r#"a "quoted" table"#);
/// assert_eq!(name.to_string(), r#""my.schema"."a ""quoted"" table""#);
///
/// let name: TableName = "voters".parse()?;
/// assert_eq!(name.schema(), None);
/// # Ok::<(), civis_core::ParseTableNameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableName {
    schema: Option<String>,
    table: String,
}

impl TableName {
    /// Creates a name from its parts, without parsing quotes and dots.
    ///
    /// # Errors
    /// [`ParseTableNameError::Empty`] if a part is empty.
    ///
    /// ```
    /// use civis_core::TableName;
    ///
    /// assert_eq!(TableName::new(Some("a.b"), "c")?.to_string(), r#""a.b".c"#);
    /// # Ok::<(), civis_core::ParseTableNameError>(())
    /// ```
    pub fn new(schema: Option<&str>, table: &str) -> Result<Self, ParseTableNameError> {
        if table.is_empty() || schema == Some("") {
            return Err(ParseTableNameError::Empty);
        }
        Ok(Self {
            schema: schema.map(str::to_owned),
            table: table.to_owned(),
        })
    }

    /// Returns the schema, without quotes.
    #[must_use]
    pub fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    /// Returns the table, without quotes.
    #[must_use]
    pub fn table(&self) -> &str {
        &self.table
    }
}

impl FromStr for TableName {
    type Err = ParseTableNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (first, rest) = part(text)?;
        let Some(rest) = rest else {
            return Self::new(None, &first);
        };
        let (second, rest) = part(rest)?;
        if rest.is_some() {
            return Err(ParseTableNameError::TooManyParts);
        }
        Self::new(Some(&first), &second)
    }
}

impl TryFrom<&str> for TableName {
    type Error = ParseTableNameError;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl TryFrom<String> for TableName {
    type Error = ParseTableNameError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl TryFrom<&String> for TableName {
    type Error = ParseTableNameError;

    fn try_from(text: &String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<&Self> for TableName {
    fn from(name: &Self) -> Self {
        name.clone()
    }
}

/// Parses one part, and returns it with the text after its dot.
fn part(text: &str) -> Result<(String, Option<&str>), ParseTableNameError> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let (plain, rest) = match text.split_once('.') {
            Some((plain, rest)) => (plain, Some(rest)),
            None => (text, None),
        };
        return if plain.contains('"') {
            Err(ParseTableNameError::StrayQuote)
        } else {
            Ok((plain.to_owned(), rest))
        };
    };
    let mut quoted = String::new();
    loop {
        let (before, after) = rest
            .split_once('"')
            .ok_or(ParseTableNameError::UnclosedQuote)?;
        quoted.push_str(before);
        if after.is_empty() {
            return Ok((quoted, None));
        }
        if let Some(next) = after.strip_prefix('.') {
            return Ok((quoted, Some(next)));
        }
        rest = after
            .strip_prefix('"')
            .ok_or(ParseTableNameError::StrayQuote)?;
        quoted.push('"');
    }
}

/// Quotes each part, unless it has only ASCII letters, digits, `_` and `$`, so that the
/// text parses to the same name.
impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write_part(f, schema)?;
            f.write_str(".")?;
        }
        write_part(f, &self.table)
    }
}

fn write_part(f: &mut fmt::Formatter<'_>, part: &str) -> fmt::Result {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$';
    if part.bytes().all(plain) {
        f.write_str(part)
    } else {
        write!(f, "\"{}\"", part.replace('"', "\"\""))
    }
}

/// The reason why a text is not the name of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseTableNameError {
    /// The table is empty, or the schema before the dot.
    Empty,
    /// There are more than two parts.
    TooManyParts,
    /// A double quote is not closed.
    UnclosedQuote,
    /// A double quote is inside a part, and not doubled within a quoted one.
    StrayQuote,
}

impl fmt::Display for ParseTableNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the schema or the table is empty",
            Self::TooManyParts => {
                "more than two parts: put a part that contains a dot in double quotes"
            }
            Self::UnclosedQuote => "a double quote is not closed",
            Self::StrayQuote => {
                "a double quote inside a part: put the part in double quotes and double the quote"
            }
        })
    }
}

impl std::error::Error for ParseTableNameError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, proptest};

    use super::{ParseTableNameError as E, TableName};

    #[test]
    fn quoted_names_may_contain_dots_and_doubled_quotes() {
        for (text, schema, table) in [
            ("a.b", Some("a"), "b"),
            ("b", None, "b"),
            (r#""a.b".c"#, Some("a.b"), "c"),
            (r#"a."b.c""#, Some("a"), "b.c"),
            (r#""a""b".c"#, Some("a\"b"), "c"),
            (r#""""".c"#, Some("\""), "c"),
            (r#""a.b""#, None, "a.b"),
            (" a . b ", Some(" a "), " b "),
            ("Ä.Öffentlich", Some("Ä"), "Öffentlich"),
        ] {
            let name: TableName = text.parse().expect(text);
            assert_eq!((name.schema(), name.table()), (schema, table), "{text}");
        }
    }

    #[test]
    fn invalid_names_are_rejected_with_the_reason() {
        for (text, error) in [
            ("", E::Empty),
            (".", E::Empty),
            ("a.", E::Empty),
            (".b", E::Empty),
            (r#""""#, E::Empty),
            (r#""".b"#, E::Empty),
            ("a.b.c", E::TooManyParts),
            ("a.b.", E::TooManyParts),
            (r#""a"#, E::UnclosedQuote),
            (r#"a."b"#, E::UnclosedQuote),
            (r#"a."b"c"#, E::StrayQuote),
            (r#"a"b.c"#, E::StrayQuote),
            (r#""a" .b"#, E::StrayQuote),
        ] {
            assert_eq!(text.parse::<TableName>(), Err(error), "{text}");
        }
        let reason = E::TooManyParts.to_string();
        assert!(reason.contains("more than two parts"), "{reason}");
    }

    #[test]
    fn texts_and_names_convert() {
        let name = TableName::new(Some("a"), "b").expect("a name");
        assert_eq!(TableName::try_from("a.b"), Ok(name.clone()));
        assert_eq!(TableName::try_from("a.b".to_owned()), Ok(name.clone()));
        assert_eq!(TableName::try_from(&"a.b".to_owned()), Ok(name.clone()));
        assert_eq!(TableName::from(&name), name);
        assert_eq!(TableName::try_from("a."), Err(E::Empty));
    }

    #[test]
    fn parts_are_quoted_only_if_necessary() {
        for (schema, table, text) in [
            (Some("public"), "voters_2$", "public.voters_2$"),
            (Some("my schema"), "t", r#""my schema".t"#),
            (None, "a.b", r#""a.b""#),
        ] {
            let name = TableName::new(schema, table).expect("a name");
            assert_eq!(name.to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn a_formatted_name_is_parsed_back(
            schema in prop::option::of(r#"[a.\" é$]{1,6}|\PC{1,8}"#),
            table in r#"[a.\" é$]{1,6}|\PC{1,8}"#,
        ) {
            let name = TableName::new(schema.as_deref(), &table).expect("a name");
            assert_eq!(name.to_string().parse(), Ok(name));
        }

        #[test]
        fn any_text_is_parsed_or_rejected(text in any::<String>()) {
            if let Ok(name) = text.parse::<TableName>() {
                assert_eq!(name.to_string().parse(), Ok(name));
            }
        }
    }
}
