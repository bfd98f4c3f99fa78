//! The published specifications of the Platform, each against each.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use civis_spec::{Diff, ReadOptions, Rule, Selection, Spec, Subject, diff};

/// Those in the folder that `CIVIS_SPECS_DIR` names, the oldest first.
fn specifications() -> Vec<(PathBuf, Spec)> {
    let Some(folder) = env::var_os("CIVIS_SPECS_DIR") else {
        // Past the capture of the test harness, so that it is seen.
        let told = writeln!(io::stderr(), "skipped: CIVIS_SPECS_DIR is not set");
        told.expect("stderr is written to");
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

/// The methods that a specification offers.
fn methods(spec: &Spec) -> BTreeSet<String> {
    let offered = spec.select(&Selection::All).expect("all");
    let mut methods = BTreeSet::new();
    for resource in &offered.resources {
        for method in resource.operations.iter().flat_map(|one| &one.methods) {
            methods.insert(format!("{}.{}", resource.ident, method.ident));
        }
    }
    methods
}

/// The methods that a diff says are gone, and are new.
fn gone_and_new(found: &Diff) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut gone, mut new) = (BTreeSet::new(), BTreeSet::new());
    for change in &found.changes {
        let operations = change.operations.iter().cloned();
        match change.rule {
            Rule::ResourceRemoved | Rule::OperationRemoved => gone.extend(operations),
            Rule::ResourceAdded | Rule::OperationAdded => new.extend(operations),
            _ => {}
        }
        if let Rule::MethodRenamed | Rule::MethodRemoved | Rule::MethodAdded = change.rule {
            gone.extend(change.old.clone());
            new.extend(change.new.clone());
        }
    }
    (gone, new)
}

#[test]
fn each_differs_from_itself_in_nothing() {
    for (path, spec) in specifications() {
        assert!(diff(&spec, &spec).is_empty(), "{}", path.display());
    }
}

#[test]
fn every_method_that_comes_or_goes_is_told() {
    let all = specifications();
    for (old_path, old) in &all {
        for (new_path, new) in &all {
            let found = diff(old, new);
            let place = format!("{} → {}", old_path.display(), new_path.display());
            let (before, after) = (methods(old), methods(new));
            let (gone, came) = gone_and_new(&found);
            let is = |set: &BTreeSet<String>, other: &BTreeSet<String>| -> BTreeSet<String> {
                set.difference(other).cloned().collect()
            };
            assert_eq!(is(&gone, &after), is(&before, &after), "{place}");
            assert_eq!(is(&came, &before), is(&after, &before), "{place}");
            for change in &found.changes {
                // A type may be reached by new operations alone, but by some.
                let is_whole = change.subject == Subject::Specification;
                assert!(
                    is_whole || !change.operations.is_empty(),
                    "{place}: {change:?}"
                );
                assert!(!change.to_string().is_empty(), "{place}: {change:?}");
            }
            let told: BTreeSet<String> = found
                .changes
                .iter()
                .map(|change| format!("{change:?}"))
                .collect();
            assert_eq!(
                told.len(),
                found.changes.len(),
                "{place}: a change is told twice"
            );
        }
    }
}
