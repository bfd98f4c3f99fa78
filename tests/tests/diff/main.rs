//! Compares what the diff calls breaking with what breaks: code of callers is compiled
//! against the old and the new client.

#![forbid(unsafe_code)]

mod cases;

use std::collections::BTreeSet;
use std::path::Path;

use civis_spec::{Diff, Rule, Spec, diff};
use civis_tests::downstream::{Checked, Crate};
use serde_json::Value;

use cases::{Case, all};

fn read(document: &Value) -> Spec {
    let text = document.to_string();
    Spec::from_slice(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn diff_of(case: &Case) -> Diff {
    diff(&read(&case.old), &read(&case.new))
}

#[test]
fn every_rule_has_a_case_that_is_reported_under_it() {
    for case in all() {
        let found = diff_of(&case);
        let rules: BTreeSet<Rule> = found.changes.iter().map(|change| change.rule).collect();
        let mut expected: BTreeSet<Rule> = case.also.iter().copied().collect();
        expected.insert(case.rule);
        assert_eq!(rules, expected, "{}: {found}", case.rule);
    }
    let with_case: BTreeSet<Rule> = all().iter().map(|case| case.rule).collect();
    assert_eq!(with_case, Rule::ALL.iter().copied().collect());
}

/// Checks a crate in which each case is a program.
fn programs(name: &str, document: fn(&Case) -> &Value) -> Checked {
    let below = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let krate = Crate::new(below, name, "2024", "civis = { path = \"{civis}/civis\" }");
    for case in all() {
        let rule = case.rule;
        krate.write(&format!("specs/{rule}.json"), document(&case).to_string());
        let source = format!(
            "#![allow(deprecated, dead_code)]\n\
             mod platform {{\n    civis::civis_api!(\"specs/{rule}.json\");\n    {}\n}}\n\
             fn main() {{}}\n",
            case.caller
        );
        krate.write(&format!("src/bin/{rule}.rs"), source);
    }
    krate.check_with(&["--bins", "--keep-going"])
}

/// The errors in the program of a rule.
fn errors(checked: &Checked, rule: Rule) -> Vec<&str> {
    let file = format!("src/bin/{rule}.rs:");
    let errors = checked.messages.iter().filter(|one| one.level == "error");
    errors
        .map(|one| &*one.rendered)
        .filter(|text| text.contains(&file))
        .collect()
}

#[test]
fn breaking_changes_are_those_that_do_not_compile() {
    let old = programs("diff-old", |case| &case.old);
    let failed: Vec<&str> = old.messages.iter().map(|one| &*one.rendered).collect();
    assert!(old.success, "{}", failed.concat());
    let new = programs("diff-new", |case| &case.new);
    let mut wrong = Vec::new();
    for case in all() {
        let errors = errors(&new, case.rule);
        let is_breaking = diff_of(&case).is_breaking();
        if errors.is_empty() == is_breaking {
            wrong.push(format!(
                "{}: breaking {is_breaking}, but the compiler reports {errors:?}",
                case.rule
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
