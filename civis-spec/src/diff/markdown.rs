//! The report as Markdown.

use std::fmt::Write as _;

use super::change::Diff;
use super::report::{groups, headline, title};

impl Diff {
    /// The report as Markdown: a table of the rules, then a list for each operation, resource,
    /// and type, with breaking changes in bold.
    ///
    /// All text from the specifications is in code spans, so it has no effect as Markdown.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        // Writing to a `String` cannot fail.
        let mut out = format!("# What changed\n\n{}\n", code(&headline(self)));
        if !self.is_empty() {
            out.push_str("\n| rule | changes | breaks callers |\n|---|---|---|\n");
            for (rule, count) in self.counts() {
                let breaks = if rule.is_breaking() { "yes" } else { "no" };
                let _ = writeln!(out, "| `{rule}` | {count} | {breaks} |");
            }
        }
        for group in groups(self) {
            let _ = writeln!(out, "\n## {}\n", code(&title(group)));
            for change in group {
                let mark = if change.breaking {
                    "**breaking**: "
                } else {
                    ""
                };
                let _ = writeln!(out, "- {mark}{change}");
            }
        }
        out
    }
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}
