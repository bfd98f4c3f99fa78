//! The report as Markdown.

use std::fmt::Write as _;

use super::Diff;
use super::report::{groups, headline, title};

/// A heading, a list for each group, and what is breaking in bold. All that comes
/// from a specification stands in code, so that it does not become Markdown.
pub(super) fn markdown(diff: &Diff) -> String {
    // Writing to a text cannot fail.
    let mut out = format!("# What changed\n\n{}\n", code(&headline(diff)));
    if !diff.is_empty() {
        out.push_str("\n| rule | changes | breaks callers |\n|---|---|---|\n");
        for (rule, count) in diff.counts() {
            let breaks = if rule.is_breaking() { "yes" } else { "no" };
            let _ = writeln!(out, "| `{rule}` | {count} | {breaks} |");
        }
    }
    for group in groups(diff) {
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

fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}
