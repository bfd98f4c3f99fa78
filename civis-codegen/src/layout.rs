//! Source text for people: indented, with doc comments in place of doc attributes.
//!
//! The templates of this crate break lines where a reader expects it. What is left is what
//! the compiler does without. A formatter of Rust would not do it: it leaves the content of
//! macro calls, which is most of a client, as it is.

/// The columns that a signature may take on one line.
const WIDTH: usize = 100;

/// Lays out the text that the templates write.
pub(crate) fn layout(source: &str) -> String {
    let mut out = Layout::default();
    let mut rest = source;
    while !rest.is_empty() {
        if let Some((doc, after)) = doc_attribute(rest) {
            for line in doc.lines() {
                let space = if line.is_empty() { "" } else { " " };
                out.line(0, &format!("///{space}{line}"));
            }
            rest = after;
            continue;
        }
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        out.code(line.trim());
        rest = after;
    }
    out.text
}

/// The text of a doc attribute that begins here, and what follows the attribute.
fn doc_attribute(source: &str) -> Option<(&str, &str)> {
    let text = source
        .trim_start_matches(' ')
        .strip_prefix("#[doc = r#\"")?;
    let (text, after) = text.split_once("\"#]")?;
    Some((text, after.strip_prefix('\n').unwrap_or(after)))
}

#[derive(Default)]
struct Layout {
    text: String,
    /// The open brackets, by the lines that opened them: each such line indents once.
    open: Vec<usize>,
}

impl Layout {
    /// A line of code, indented by the lines whose brackets are open.
    fn code(&mut self, line: &str) {
        let closing = line
            .bytes()
            .take_while(|byte| b"})]".contains(byte))
            .count();
        for _ in 0..closing {
            self.close();
        }
        if let Some((start, parameters, end)) = long_signature(line) {
            self.line(0, start);
            for parameter in parameters {
                self.line(1, &format!("{},", parameter.trim()));
            }
            self.line(0, end);
        } else {
            self.line(usize::from(line.starts_with('.')), line);
        }
        let mut opened = 0;
        brackets(&line[closing..], |bracket, _| match bracket {
            '{' | '(' | '[' => opened += 1,
            '}' | ')' | ']' if opened > 0 => opened -= 1,
            '}' | ')' | ']' => self.close(),
            _ => {}
        });
        if opened > 0 {
            self.open.push(opened);
        }
    }

    /// Closes the bracket that was opened last.
    fn close(&mut self) {
        if let Some(count) = self.open.last_mut() {
            *count -= 1;
            if *count == 0 {
                self.open.pop();
            }
        }
    }

    fn line(&mut self, more: usize, line: &str) {
        // An empty line before what follows a block.
        if self.text.ends_with("}\n") && !line.is_empty() && !line.starts_with('}') {
            self.text.push('\n');
        }
        if !line.is_empty() {
            self.text.push_str(&"    ".repeat(self.open.len() + more));
            self.text.push_str(line);
        }
        self.text.push('\n');
    }
}

/// A signature that is too long for one line: the text up to its parameters, each of these,
/// and the text after them.
fn long_signature(line: &str) -> Option<(&str, Vec<&str>, &str)> {
    if line.len() <= WIDTH || !line.starts_with("pub fn ") {
        return None;
    }
    let open = line.find('(')? + 1;
    let (mut depth, mut start, mut close) = (0_usize, open, None);
    let mut parameters = Vec::new();
    brackets(&line[open..], |char, at| match char {
        '(' | '<' => depth += 1,
        ')' if depth == 0 && close.is_none() => {
            parameters.push(&line[start..open + at]);
            close = Some(open + at);
        }
        ')' | '>' => depth = depth.saturating_sub(1),
        ',' if depth == 0 && close.is_none() => {
            parameters.push(&line[start..open + at]);
            start = open + at + 1;
        }
        _ => {}
    });
    Some((&line[..open], parameters, &line[close?..]))
}

/// Visits the characters of a line that are in no literal, with their offsets.
fn brackets(line: &str, mut visit: impl FnMut(char, usize)) {
    let mut literal = None;
    let mut chars = line.char_indices();
    while let Some((at, char)) = chars.next() {
        match (literal, char) {
            (Some(_), '\\') => {
                chars.next();
            }
            (Some(quote), char) if char == quote => literal = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => literal = Some(char),
            (None, char) => visit(char, at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::layout;

    #[test]
    fn brackets_indent_unless_they_are_in_a_literal() {
        let source =
            "mod a {\n__x! {\n#[doc = r#\"One {\n\nTwo\"#]\na: B = set('{', \"}\\\"}\");\n}\n}\n";
        assert_eq!(
            layout(source),
            "mod a {\n    __x! {\n        /// One {\n        ///\n        /// Two\n        \
             a: B = set('{', \"}\\\"}\");\n    }\n}\n"
        );
    }

    #[test]
    fn a_line_indents_once_and_a_block_is_set_apart() {
        assert_eq!(
            layout("#[a(\nb\n)]\nc!(d {\ne(f(\n.g()\n))\n})\n/// h\n"),
            "#[a(\n    b\n)]\nc!(d {\n    e(f(\n            .g()\n    ))\n})\n/// h\n"
        );
        assert_eq!(layout("{\n}\n/// h\n"), "{\n}\n\n/// h\n");
    }

    #[test]
    fn a_long_signature_has_a_line_for_each_parameter() {
        let ty = "impl Into<Arg<BTreeMap<String, String>>>";
        let source = format!("pub fn f(&self, a: {ty}, b: {ty}) -> Call<()> {{\nbody\n}}\n");
        assert_eq!(
            layout(&source),
            format!(
                "pub fn f(\n    &self,\n    a: {ty},\n    b: {ty},\n) -> Call<()> {{\n    body\n}}\n"
            )
        );
    }
}
