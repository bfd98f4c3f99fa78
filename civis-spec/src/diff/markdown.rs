//! The report as Markdown.

use std::fmt::Write as _;

use super::change::Diff;
use super::report::{headline, sections};

impl Diff {
    /// The report as Markdown: a table of the rules, then the changes of each level by operation,
    /// resource, and type.
    ///
    /// All text from the specifications is in code spans, so it has no effect as Markdown.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        // Writing to a `String` cannot fail.
        let mut out = format!("# What changed\n\n{}\n", code(&headline(self)));
        if !self.is_empty() {
            out.push_str("\n| rule | changes | level |\n|---|---|---|\n");
            for (rule, count) in self.counts() {
                let _ = writeln!(out, "| `{rule}` | {count} | {} |", rule.level());
            }
        }
        for (level, groups) in sections(self) {
            let _ = writeln!(out, "\n## {level}");
            for (title, lines) in groups {
                let _ = writeln!(out, "\n### {}\n", code(&title));
                for line in lines {
                    let _ = writeln!(out, "- {line}");
                }
            }
        }
        out
    }
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}
