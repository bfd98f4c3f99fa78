//! Compares all published specifications of the Platform with each other.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use civis_spec::{Diff, ReadOptions, Rule, Selection, Spec, Subject, diff};

/// Reads the specifications in `CIVIS_SPECS_DIR`, oldest first.
fn specifications() -> Vec<(PathBuf, Spec)> {
    let Some(folder) = env::var_os("CIVIS_SPECS_DIR") else {
        // `eprintln!` would be captured by the test harness.
        writeln!(io::stderr(), "skipped: CIVIS_SPECS_DIR is not set").expect("stderr is writable");
        return Vec::new();
    };
    let entries = fs::read_dir(folder).expect("CIVIS_SPECS_DIR names a folder");
    let paths = entries.map(|entry| entry.expect("an entry of the folder").path());
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    paths.sort();
    let options = ReadOptions::new().separate_types(true);
    let read = |path: PathBuf| {
        let bytes = fs::read(&path).expect("the file is read");
        let spec = Spec::read(&bytes, &options)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path, spec)
    };
    paths.into_iter().map(read).collect()
}

/// The names of the methods in a specification.
fn methods(spec: &Spec) -> BTreeSet<String> {
    let selected = spec.select(&Selection::All).expect("all resources");
    let mut methods = BTreeSet::new();
    for resource in &selected.resources {
        for method in resource.operations.iter().flat_map(|one| &one.methods) {
            methods.insert(format!("{}.{}", resource.ident, method.ident));
        }
    }
    methods
}

/// The methods that a diff lists as removed, and as added.
fn removed_and_added(found: &Diff) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut removed, mut added) = (BTreeSet::new(), BTreeSet::new());
    for change in &found.changes {
        let operations = change.operations.iter().cloned();
        match change.rule {
            Rule::ResourceRemoved | Rule::OperationRemoved => removed.extend(operations),
            Rule::ResourceAdded | Rule::OperationAdded => added.extend(operations),
            _ => {}
        }
        if let Rule::MethodRenamed | Rule::MethodRemoved | Rule::MethodAdded = change.rule {
            removed.extend(change.old.clone());
            added.extend(change.new.clone());
        }
    }
    (removed, added)
}

#[test]
fn a_specification_does_not_differ_from_itself() {
    for (path, spec) in specifications() {
        assert!(diff(&spec, &spec).is_empty(), "{}", path.display());
    }
}

#[test]
fn every_added_or_removed_method_is_listed() {
    let all = specifications();
    for (old_path, old) in &all {
        for (new_path, new) in &all {
            let found = diff(old, new);
            let place = format!("{} → {}", old_path.display(), new_path.display());
            let (before, after) = (methods(old), methods(new));
            let (removed, added) = removed_and_added(&found);
            let difference =
                |set: &BTreeSet<String>, other: &BTreeSet<String>| -> BTreeSet<String> {
                    set.difference(other).cloned().collect()
                };
            assert_eq!(
                difference(&removed, &after),
                difference(&before, &after),
                "{place}"
            );
            assert_eq!(
                difference(&added, &before),
                difference(&after, &before),
                "{place}"
            );
            for change in &found.changes {
                // Every other change affects at least one operation, if only a new one.
                let is_global = change.subject == Subject::Specification;
                assert!(
                    is_global || !change.operations.is_empty(),
                    "{place}: {change:?}"
                );
                assert!(!change.to_string().is_empty(), "{place}: {change:?}");
            }
            let distinct: BTreeSet<String> = found
                .changes
                .iter()
                .map(|change| format!("{change:?}"))
                .collect();
            assert_eq!(
                distinct.len(),
                found.changes.len(),
                "{place}: a change is listed twice"
            );
        }
    }
}
