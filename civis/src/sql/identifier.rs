//! Names of tables and columns as SQL.

use std::fmt::Write as _;

/// The words that PostgreSQL or Redshift reserve, sorted: as names they need quotes. From the appendix "SQL Key Words"
/// of PostgreSQL 17, and "Reserved words" in the Redshift database developer guide.
const RESERVED: [&str; 170] = [
    "aes128",
    "aes256",
    "all",
    "allowoverwrite",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "az64",
    "backup",
    "between",
    "binary",
    "blanksasnull",
    "both",
    "bytedict",
    "bzip2",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "credentials",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "current_user_id",
    "default",
    "deferrable",
    "deflate",
    "defrag",
    "delta",
    "delta32k",
    "desc",
    "disable",
    "distinct",
    "do",
    "else",
    "emptyasnull",
    "enable",
    "encode",
    "encrypt",
    "encryption",
    "end",
    "except",
    "explicit",
    "false",
    "fetch",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "globaldict256",
    "globaldict64k",
    "grant",
    "group",
    "gzip",
    "having",
    "identity",
    "ignore",
    "ilike",
    "in",
    "initially",
    "inner",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "lun",
    "luns",
    "lzo",
    "lzop",
    "minus",
    "mostly16",
    "mostly32",
    "mostly8",
    "natural",
    "new",
    "not",
    "notnull",
    "null",
    "nulls",
    "off",
    "offline",
    "offset",
    "oid",
    "old",
    "on",
    "only",
    "open",
    "or",
    "order",
    "outer",
    "overlaps",
    "parallel",
    "partition",
    "percent",
    "permissions",
    "pivot",
    "placing",
    "primary",
    "raw",
    "readratio",
    "recover",
    "references",
    "rejectlog",
    "resort",
    "respect",
    "restore",
    "returning",
    "right",
    "select",
    "session_user",
    "similar",
    "snapshot",
    "some",
    "symmetric",
    "sysdate",
    "system",
    "system_user",
    "table",
    "tablesample",
    "tag",
    "tdes",
    "text255",
    "text32k",
    "then",
    "timestamp",
    "to",
    "top",
    "trailing",
    "true",
    "truncatecolumns",
    "union",
    "unique",
    "unnest",
    "unpivot",
    "user",
    "using",
    "variadic",
    "verbose",
    "wallet",
    "when",
    "where",
    "window",
    "with",
    "without",
];

/// Appends a name exactly as it is, whatever it contains: in quotes, unless it means the same without them.
pub(super) fn write_identifier(sql: &mut String, name: &str) {
    if is_plain(name) {
        sql.push_str(name);
    } else {
        // Writing to a string cannot fail.
        let _ = write!(sql, "\"{}\"", name.replace('"', "\"\""));
    }
}

/// Whether a name means the same without quotes: databases fold letters to lower case.
fn is_plain(name: &str) -> bool {
    let is_start = |c: char| c.is_ascii_lowercase() || c == '_';
    let is_part = |c: char| is_start(c) || c.is_ascii_digit();
    name.starts_with(is_start) && name.chars().all(is_part) && !is_reserved(name)
}

fn is_reserved(name: &str) -> bool {
    RESERVED.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::{RESERVED, is_plain, write_identifier};

    fn identifier(name: &str) -> String {
        let mut sql = String::new();
        write_identifier(&mut sql, name);
        sql
    }

    #[test]
    fn a_name_gets_quotes_if_it_needs_them() {
        for (name, sql) in [
            ("people", "people"),
            ("_p2", "_p2"),
            ("People", "\"People\""),
            ("2026", "\"2026\""),
            ("order", "\"order\""),
            ("a b", "\"a b\""),
            ("a.b", "\"a.b\""),
            ("a$", "\"a$\""),
            ("é", "\"é\""),
            ("a\"; drop table b; --", "\"a\"\"; drop table b; --\""),
        ] {
            assert_eq!(identifier(name), sql);
        }
    }

    #[test]
    fn the_reserved_words_can_be_searched() {
        assert!(RESERVED.is_sorted());
    }

    proptest! {
        #[test]
        fn a_name_is_read_back_as_it_was(name in r#"[a-zA-Z0-9_" é;.]{1,8}|\PC{1,8}"#) {
            let sql = identifier(&name);
            let read = match sql.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
                Some(inner) => {
                    assert!(!inner.replace("\"\"", "").contains('"'), "{sql}");
                    inner.replace("\"\"", "\"")
                }
                None => {
                    assert!(is_plain(&sql), "{sql}");
                    sql
                }
            };
            assert_eq!(read, name);
        }
    }
}
