//! Definitions that are large, deep or arbitrary.

use std::time::{Duration, Instant};

use proptest::prelude::{Strategy, prop, proptest};
use proptest::prop_oneof;

use super::lines;
use crate::workflows::validate::{Severity, validate};

/// A report within a few seconds, however slow the machine is: the bombs below would take hours.
fn report_in_time(text: &str) -> Vec<String> {
    let start = Instant::now();
    let report = lines(text);
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
    report
}

#[test]
fn deep_nesting_is_a_problem() {
    for unit in ["[", "{a: ", "- ", "? ", "&a [", "!!seq [", "a:\n "] {
        let report = report_in_time(&unit.repeat(20_000));
        assert!(report[0].contains("error"), "{unit}");
    }
}

#[test]
fn text_that_aliases_make_large_is_checked_in_part() {
    let many = |item: &str, count: usize| vec![item; count].join(", ");
    let targets = many("b", 5_000);
    let names: Vec<_> = (0..5_000).map(|index| format!("t{index}: *t")).collect();
    let names = names.join(", ");
    let tasks = format!(
        "version: '2.0'\nw: {{x: &t {{action: std.noop, on-success: [{targets}]}}, tasks: {{{names}}}}}"
    );
    let report = report_in_time(&tasks);
    assert!(
        report
            .iter()
            .any(|line| line.contains("only the first 200000 values")),
        "{}",
        report[0]
    );

    let defaults = tasks.replace("x: &t", "t: &t {action: std.noop}, task-defaults:");
    assert!(report_in_time(&defaults).len() < 1_100);

    let mut laughs = "version: '2.0'\nw:\n  a0: &a0 [x]\n".to_owned();
    for level in 1..100 {
        let aliases = many(&format!("*a{}", level - 1), 10);
        laughs += &format!("  a{level}: &a{level} [{aliases}]\n");
    }
    laughs += "  tasks: {a: {action: std.echo, input: {output: *a99}}}\n";
    assert_eq!(report_in_time(&laughs), [""; 0]);

    let mut merges = "version: '2.0'\nw:\n  a0: &a0 {k: 1}\n".to_owned();
    for level in 1..2_000 {
        merges += &format!(
            "  a{level}: &a{level} {{<<: *a{}, k{level}: 1}}\n",
            level - 1
        );
    }
    let report = report_in_time(&merges);
    assert!(
        report
            .iter()
            .any(|line| line.contains("copy more than 100000 entries")),
        "{}",
        report[0]
    );
}

#[test]
fn similar_names_are_not_looked_for_without_end() {
    let long = "x".repeat(1_000);
    let names: Vec<_> = (0..2_000)
        .map(|index| format!("task{index}: {{action: std.noop, on-success: tsak{index}}}"))
        .collect();
    let report = report_in_time(&format!(
        "version: '2.0'\nw: {{tasks: {{{}, {long}y: {{action: std.noop, on-error: {long}z}}}}}}",
        names.join(", ")
    ));
    assert_eq!(report.len(), 1_001);
    assert!(report.iter().all(|line| line.len() < 1_000));
}

/// Texts that look like definitions.
fn fragments() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        prop::sample::select(vec![
            "version: '2.0'\n",
            "w:\n",
            "  tasks:\n",
            "    a:\n",
            "    b: ",
            "      action: std.noop\n",
            "      on-success: ",
            "      join: all\n",
            "requires: [a]\n",
            "  task-defaults:\n",
            "type: reverse\n",
            "input: ",
            "next: ",
            "a",
            "b",
            "noop",
            "[",
            "]",
            "{",
            "}",
            ", ",
            ": ",
            "- ",
            "? ",
            "&x ",
            "*x",
            "<<: ",
            "!!str ",
            "!x ",
            "'",
            "\"",
            "|\n",
            ">-\n",
            "# ",
            "\n",
            "  ",
            "\t",
            "---\n",
            "...\n",
            "%YAML 1.1\n",
            "1.5",
            "0x",
            "1:30",
            "2026-11-30",
            "\u{e9}",
            "\u{feff}",
            "\0",
            "\r\n",
            "~",
            "=",
            "`",
            "@",
        ])
        .prop_map(str::to_owned),
        ".{0,3}",
    ];
    prop::collection::vec(fragment, 0..40).prop_map(|parts| parts.concat())
}

fn assert_problems_are_in_the_text(text: &str) {
    let report = validate(text);
    let last = text.matches(['\n', '\r']).count() + 1;
    for problem in report.problems() {
        assert!(
            (1..=last).contains(&problem.line()),
            "{problem} in {text:?}"
        );
        assert!(
            (1..=text.chars().count() + 1).contains(&problem.column()),
            "{problem} in {text:?}"
        );
    }
    let errors = report
        .problems()
        .iter()
        .any(|problem| problem.severity() == Severity::Error);
    assert_eq!(report.is_valid(), !errors);
}

proptest! {
    #[test]
    fn any_text_is_checked(text in prop_oneof![".*", fragments()]) {
        assert_problems_are_in_the_text(&text);
    }

    #[test]
    fn any_change_of_a_definition_is_checked(at in 0..1_000_usize, length in 0..10_usize, new in fragments()) {
        let text = "version: '2.0'\nw:\n  task-defaults: {on-error: c}\n  tasks:\n    a: &a\n      action: civis.run_job\n      \
                    input: {job_id: 1}\n      on-success: [b, {c: <% $.x %>}]\n    b: {<<: *a, join: all, on-success: {next: c}}\n    \
                    c:\n      action: std.echo\n      retry: {count: 1}\n";
        let at = at % text.len();
        let end = (at + length).min(text.len());
        assert_problems_are_in_the_text(&[&text[..at], &new, &text[end..]].concat());
    }
}
