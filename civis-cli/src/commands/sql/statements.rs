//! The statements of a SQL text.

/// Splits a text at the semicolons between its statements. Comments and white space around the statements are not part of
/// them; texts, names in quotes, and dollar-quoted texts may contain semicolons.
///
/// A text that ends in the middle of a quotation is one statement from there on: the database says what is wrong with it.
pub(super) fn split(sql: &str) -> Vec<&str> {
    let mut statements = Vec::new();
    let mut scanner = Scanner { sql, at: 0 };
    // Of the statement that is being read: where its first and its last token begin and end.
    let mut current: Option<(usize, usize)> = None;
    while let Some((token, start)) = scanner.next() {
        match token {
            Token::Blank => {}
            Token::Semicolon => {
                statements.extend(current.take().map(|(start, end)| &sql[start..end]));
            }
            Token::Other => {
                let (first, _) = current.unwrap_or((start, start));
                current = Some((first, scanner.at));
            }
        }
    }
    statements.extend(current.map(|(start, end)| &sql[start..end]));
    statements
}

/// Whether the statements depend on the connection that they share: a transaction, a temporary table, a setting. Also if it is
/// not clear where a text ends: databases disagree on whether a backslash escapes the quote after it.
pub(super) fn share_a_connection(statements: &[&str]) -> bool {
    statements.iter().any(|statement| {
        if statement.contains("\\'") {
            return true;
        }
        let words: Vec<String> = words(statement).take(4).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words[..] {
            [
                "begin" | "start" | "set" | "declare" | "lock" | "prepare",
                ..,
            ] => true,
            ["create", "temp" | "temporary", ..] => true,
            ["create", "local" | "global", "temp" | "temporary", ..] => true,
            // The temporary tables of Redshift and SQL Server.
            ["create", "table", ..] => statement.contains('#'),
            ["select" | "with", ..] => into_temporary(statement),
            _ => false,
        }
    })
}

/// Whether a query creates a temporary table: `select … into temp …`, `select … into #…`.
fn into_temporary(statement: &str) -> bool {
    let words: Vec<String> = words(statement).collect();
    let is_temporary = |word: &str| matches!(word, "temp" | "temporary") || word.starts_with('#');
    words
        .windows(2)
        .any(|pair| pair[0] == "into" && is_temporary(&pair[1]))
}

/// The words of a statement outside of quotations and comments, in lower case.
fn words(statement: &str) -> impl Iterator<Item = String> {
    let mut scanner = Scanner {
        sql: statement,
        at: 0,
    };
    std::iter::from_fn(move || {
        loop {
            let (token, start) = scanner.next()?;
            if !matches!(token, Token::Other) {
                continue;
            }
            let text = &statement[start..scanner.at];
            if !text.starts_with(is_word) {
                continue;
            }
            return Some(text.to_lowercase());
        }
    })
}

enum Token {
    /// White space or a comment.
    Blank,
    Semicolon,
    /// A word, a quotation, or any other character.
    Other,
}

/// Reads one token after the other.
struct Scanner<'a> {
    sql: &'a str,
    at: usize,
}

impl Scanner<'_> {
    /// The next token, and where it begins.
    fn next(&mut self) -> Option<(Token, usize)> {
        let start = self.at;
        let rest = &self.sql[start..];
        let first = rest.chars().next()?;
        let (token, length) = match first {
            ';' => (Token::Semicolon, 1),
            c if c.is_whitespace() => (Token::Blank, c.len_utf8()),
            '-' if rest.starts_with("--") => (Token::Blank, line_comment(rest)),
            '/' if rest.starts_with("/*") => (Token::Blank, block_comment(rest)),
            '\'' | '"' => (Token::Other, quotation(rest, first, false)),
            'e' | 'E' if rest[1..].starts_with('\'') => {
                (Token::Other, 1 + quotation(&rest[1..], '\'', true))
            }
            '$' => (Token::Other, dollar_quotation(rest)),
            c if is_word(c) => {
                let end = rest.find(|c| !is_word(c) && c != '$');
                (Token::Other, end.unwrap_or(rest.len()))
            }
            c => (Token::Other, c.len_utf8()),
        };
        self.at += length;
        Some((token, start))
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '#'
}

fn line_comment(rest: &str) -> usize {
    rest.find('\n').map_or(rest.len(), |end| end + 1)
}

/// The length of a comment, in which others may be nested.
fn block_comment(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let (mut depth, mut at) = (0_usize, 0);
    while at < bytes.len() {
        match &bytes[at..] {
            [b'/', b'*', ..] => {
                depth += 1;
                at += 2;
            }
            [b'*', b'/', ..] => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    rest.len()
}

/// The length of a text or name in quotes. Two quotes in it are one character of the text.
fn quotation(rest: &str, quote: char, has_escapes: bool) -> usize {
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && has_escapes {
            chars.next();
        } else if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return at + quote.len_utf8();
        }
    }
    rest.len()
}

/// The length of a text between `$$` or `$tag$`; 1 if it is not one.
fn dollar_quotation(rest: &str) -> usize {
    let Some(tag) = rest[1..].find('$').map(|end| &rest[..end + 2]) else {
        return 1;
    };
    let name = &tag[1..tag.len() - 1];
    // `$1` is a parameter.
    if name.starts_with(|c: char| c.is_ascii_digit()) || !name.chars().all(is_word) {
        return 1;
    }
    let content = &rest[tag.len()..];
    match content.find(tag) {
        Some(end) => tag.len() + end + tag.len(),
        None => rest.len(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, proptest};

    use super::{share_a_connection, split};

    #[test]
    fn statements_end_at_semicolons_outside_of_quotations_and_comments() {
        for (sql, wanted) in [
            ("", &[][..]),
            (" ;; -- nothing; here\n /* nor; /* here; */ ; */", &[]),
            ("select 1", &["select 1"]),
            ("select 1;", &["select 1"]),
            (" select 1 ;\n select 2 ", &["select 1", "select 2"]),
            (
                "select ';' ; select 'it''s; ' , \"a;\"\"b\"",
                &["select ';'", "select 'it''s; ' , \"a;\"\"b\""],
            ),
            (
                "select 1 -- one; two\n, 2; select 3 /* ; */",
                &["select 1 -- one; two\n, 2", "select 3"],
            ),
            (
                "select E'it\\'s;'; select 'a\\'; select 2",
                &["select E'it\\'s;'", "select 'a\\'", "select 2"],
            ),
            (
                "do $$ begin; end $$; do $a$ ; $$ ; $a$ ; select $1;",
                &["do $$ begin; end $$", "do $a$ ; $$ ; $a$", "select $1"],
            ),
            ("select 'é;", &["select 'é;"]),
            ("select a$b;select 1", &["select a$b", "select 1"]),
        ] {
            assert_eq!(split(sql), wanted, "{sql}");
        }
    }

    #[test]
    fn transactions_and_temporary_tables_share_a_connection() {
        for (sql, wanted) in [
            ("select 1; select 2", false),
            ("begin; delete from t; rollback", true),
            ("START TRANSACTION; select 1; commit", true),
            ("Create Temp Table t (a int); select 1", true),
            ("create local temporary table t (a int); select 1", true),
            ("create table #t (a int); select 1", true),
            ("create table t (a int); select 1", false),
            ("select 1 as a into temp b from c; select * from b", true),
            ("select a into #b from c; select * from #b", true),
            ("insert into t select 'begin'; select 1", false),
            ("/* x */ set search_path to a; select 1", true),
            ("select 'it\\'s; here'; select 1", true),
        ] {
            assert_eq!(share_a_connection(&split(sql)), wanted, "{sql}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_split_into_parts_of_it(sql in any::<String>()) {
            let mut rest = sql.as_str();
            for statement in split(&sql) {
                // White space at the end may be in quotes that are not closed.
                assert!(statement.starts_with(|one: char| !one.is_whitespace()), "{statement:?}");
                let start = rest.find(statement).expect("a part");
                rest = &rest[start + statement.len()..];
            }
        }

        #[test]
        fn whatever_is_in_quotes_is_one_statement(
            texts in prop::collection::vec(any::<String>(), 1..4),
        ) {
            let statement = |text: &String| format!("select '{}'", text.replace('\'', "''"));
            let statements: Vec<String> = texts.iter().map(statement).collect();
            assert_eq!(split(&statements.join(";\n")), statements);
        }
    }
}
