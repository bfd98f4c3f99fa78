//! Tests over the published specifications in `CIVIS_SPECS_DIR`, and over the pinned one.

#![forbid(unsafe_code)]

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use civis_spec::{Location, Operation, ReadOptions, Selection, Spec, strip};

/// Every `civis-*.json` in `CIVIS_SPECS_DIR`.
fn files() -> Vec<PathBuf> {
    let Some(folder) = env::var_os("CIVIS_SPECS_DIR") else {
        // `eprintln!` would be captured by the test harness.
        writeln!(io::stderr(), "skipped: CIVIS_SPECS_DIR is not set").expect("stderr is writable");
        return Vec::new();
    };
    let entries = fs::read_dir(&folder).expect("CIVIS_SPECS_DIR names a folder");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| {
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            name.starts_with("civis-") && name.ends_with(".json")
        })
        .collect();
    files.sort();
    assert!(
        !files.is_empty(),
        "{} has no civis-*.json",
        Path::new(&folder).display()
    );
    files
}

/// The bytes of one version, if it is available.
fn version(name: &str) -> Option<Vec<u8>> {
    let files = files();
    let path = files.iter().find(|path| path.ends_with(name))?;
    Some(fs::read(path).expect("the file is read"))
}

fn operations(spec: &Spec) -> impl Iterator<Item = &Operation> {
    spec.resources
        .iter()
        .flat_map(|resource| &resource.operations)
}

fn names(spec: &Spec) -> Vec<&str> {
    spec.resources
        .iter()
        .map(|resource| &*resource.name)
        .collect()
}

#[test]
fn every_version_is_read_with_its_exchanges() {
    for path in files() {
        let bytes = fs::read(&path).expect("the file is read");
        let spec = Spec::read(&bytes, &ReadOptions::new().exchanges(true))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(operations(&spec).count() > 300, "{}", path.display());
        for operation in operations(&spec) {
            let place = format!(
                "{}: {} {}",
                path.display(),
                operation.http_method,
                operation.path
            );
            let declared: BTreeSet<&str> = operation
                .parameters
                .iter()
                .filter(|parameter| parameter.location == Location::Path)
                .map(|parameter| &*parameter.wire)
                .collect();
            let places: BTreeSet<&str> = operation
                .path
                .split('/')
                .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
                .collect();
            assert_eq!(declared, places, "{place}");
            for exchange in &operation.exchanges {
                assert!(
                    exchange.target.starts_with('/'),
                    "{place}: {}",
                    exchange.target
                );
            }
        }
    }
}

#[test]
fn stripping_preserves_the_model_of_every_version() {
    for path in files() {
        let bytes = fs::read(&path).expect("the file is read");
        let whole = Spec::from_slice(&bytes).expect("reads");
        let text = strip(&bytes).expect("strips");
        let stripped = Spec::from_slice(text.as_bytes()).expect("the stripped document is read");
        assert_eq!(names(&stripped), names(&whole));
        assert_eq!(stripped.types.len(), whole.types.len());
        for (small, large) in stripped.types.iter().zip(&whole.types) {
            assert_eq!(
                (&small.ident, &small.aliases),
                (&large.ident, &large.aliases)
            );
        }
        for (small, large) in operations(&stripped).zip(operations(&whole)) {
            assert_eq!(
                (small.http_method, &small.path),
                (large.http_method, &large.path)
            );
            assert_eq!(
                small.response, large.response,
                "{} {}",
                large.http_method, large.path
            );
            assert_eq!(
                small.statuses, large.statuses,
                "{} {}",
                large.http_method, large.path
            );
            assert_eq!(
                small.paged, large.paged,
                "{} {}",
                large.http_method, large.path
            );
            let parameters = |operation: &Operation| -> Vec<_> {
                let parameters = operation.parameters.iter();
                parameters
                    .map(|one| {
                        (
                            one.ident.clone(),
                            one.location,
                            one.required,
                            one.ty.clone(),
                            one.default.clone(),
                        )
                    })
                    .collect()
            };
            assert_eq!(
                parameters(small),
                parameters(large),
                "{} {}",
                large.http_method,
                large.path
            );
            let methods = |operation: &Operation| -> Vec<_> {
                let methods = operation.methods.iter();
                methods
                    .map(|one| (one.ident.clone(), one.deprecated.is_some()))
                    .collect()
            };
            assert_eq!(
                methods(small),
                methods(large),
                "{} {}",
                large.http_method,
                large.path
            );
        }
    }
}

#[test]
fn the_newest_version_has_the_methods_of_the_official_client() {
    let Some(bytes) = version("civis-2026-10.json") else {
        return;
    };
    let spec = Spec::read(&bytes, &ReadOptions::new().exchanges(true)).expect("reads");
    assert_eq!(spec.resources.len(), 41);
    assert_eq!(operations(&spec).count(), 910);
    let methods = operations(&spec).map(|operation| operation.methods.len());
    assert_eq!(methods.sum::<usize>(), 909);
    assert_eq!(
        operations(&spec)
            .filter(|operation| operation.paged)
            .count(),
        72
    );
    let exchanges = operations(&spec).flat_map(|operation| &operation.exchanges);
    assert_eq!(exchanges.count(), 443);
}

#[test]
fn the_exchanges_of_an_older_version_are_read() {
    let Some(bytes) = version("civis-2021-12.json") else {
        return;
    };
    let spec = Spec::read(&bytes, &ReadOptions::new().exchanges(true)).expect("reads");
    let exchanges = operations(&spec).flat_map(|operation| &operation.exchanges);
    assert_eq!(exchanges.count(), 448);
    let spec = Spec::from_slice(&bytes).expect("reads");
    assert!(operations(&spec).all(|operation| operation.exchanges.is_empty()));
}

#[test]
fn a_selection_has_its_resources_and_the_types_that_they_use() {
    let spec = Spec::from_slice(&pinned()).expect("reads");
    let jobs = spec
        .select(&Selection::Only(vec!["jobs".to_owned()]))
        .expect("selects");
    assert_eq!(names(&jobs), ["jobs"]);
    assert!(jobs.types.len() > 10 && jobs.types.len() < spec.types.len() / 2);
    let aliases = |spec: &Spec, name: &str| {
        let ty = spec.types.iter().find(|ty| ty.ident == name);
        ty.map(|ty| ty.aliases.clone())
    };
    for ty in &jobs.types {
        assert_eq!(
            aliases(&spec, &ty.ident),
            Some(ty.aliases.clone()),
            "{}",
            ty.ident
        );
    }
    let error = spec
        .select(&Selection::Only(vec![
            "jobs".to_owned(),
            "script".to_owned(),
        ]))
        .expect_err("an unknown resource");
    assert_eq!(
        (error.resource(), error.nearest()),
        ("script", Some("scripts"))
    );
    assert!(
        error.to_string().contains("did you mean `scripts`?"),
        "{error}"
    );
}

#[test]
fn the_pinned_specification_is_the_newest_stripped() {
    let Some(bytes) = version("civis-2026-10.json") else {
        return;
    };
    let stripped = strip(&bytes).expect("strips");
    assert!(
        stripped.as_bytes() == pinned(),
        "civis-spec.json differs from the stripped specification"
    );
}

fn pinned() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../civis/civis-spec.json");
    fs::read(path).expect("the pinned specification is read")
}
