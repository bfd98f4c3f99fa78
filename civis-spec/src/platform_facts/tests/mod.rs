//! Every fact is checked against specifications: the one in `civis/civis-spec.json`, which is
//! the newest, and those in the folder that `CIVIS_SPECS_DIR` names, if it is set.

mod recordings;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{
    ARRAY_RESPONSES, ARRAY_RESPONSES_NAMED_GET, BASE_RESOURCES, FUTURE_LEGACY_LIST_NAMES, Fact,
    LEGACY_LIST_NAMES, NOT_OFFERED, returns_array,
};
use crate::model::{Spec, Type};
use crate::select::Selection;

/// A specification as JSON.
struct Document {
    /// The file, for messages.
    file: String,
    /// The year and month in the name of the file. None for the pinned one, which is the newest.
    date: Option<String>,
    json: Value,
}

impl Document {
    fn read(path: &Path) -> Self {
        let name = path.file_stem().and_then(|stem| stem.to_str());
        let date = name.and_then(|name| name.strip_prefix("civis-"));
        Self {
            file: path.display().to_string(),
            date: date.filter(|date| *date != "spec").map(str::to_owned),
            json: serde_json::from_slice(&fs::read(path).expect("the file is read"))
                .expect("the file is JSON"),
        }
    }

    fn spec(&self) -> Spec {
        Spec::from_slice(self.json.to_string().as_bytes()).expect("a specification")
    }

    /// The paths without slashes at their ends, and what is under them.
    fn paths(&self) -> impl Iterator<Item = (&str, &Value)> {
        let paths = self.json["paths"].as_object().expect("paths");
        paths
            .iter()
            .map(|(path, item)| (path.trim_matches('/'), item))
    }

    fn get(&self, path: &str) -> Result<&Value, String> {
        let mut paths = self.paths();
        let item = paths.find(|(one, _)| *one == path);
        item.and_then(|(_, item)| item.get("get"))
            .ok_or_else(|| "it has no GET of this path".to_owned())
    }

    /// Whether the successful response of a GET is declared as an array.
    fn declares_array(&self, path: &str) -> Result<bool, String> {
        let responses = self.get(path)?["responses"].as_object();
        let mut successes = responses
            .into_iter()
            .flatten()
            .filter(|(status, _)| status.starts_with('2'));
        let schema = successes
            .next()
            .map_or(&Value::Null, |one| &one.1["schema"]);
        let target = schema["$ref"].as_str().unwrap_or_default();
        let schema = match target.strip_prefix("#/definitions/") {
            Some(name) => &self.json["definitions"][name],
            None => schema,
        };
        Ok(schema["type"] == "array")
    }

    /// The bodies of the recorded successful responses of a GET.
    fn recorded(&self, path: &str) -> Vec<Value> {
        let examples = self
            .get(path)
            .ok()
            .and_then(|get| get["x-examples"].as_array());
        let requests = examples
            .into_iter()
            .flatten()
            .flat_map(|example| example["requests"].as_array())
            .flatten();
        requests
            .filter(|one| one["request_method"] == "GET")
            .filter(|one| matches!(one["response_status"].as_u64(), Some(200..=299)))
            .filter_map(|one| serde_json::from_str(one["response_body"].as_str()?).ok())
            .collect()
    }
}

/// The pinned specification, which always is the newest, and the others from old to new.
fn documents() -> (Document, Vec<Document>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pinned = Document::read(&folder.join("../civis/civis-spec.json"));
    let Some(folder) = std::env::var_os("CIVIS_SPECS_DIR") else {
        eprintln!("skipped for other specifications: CIVIS_SPECS_DIR is not set");
        return (pinned, Vec::new());
    };
    let entries = fs::read_dir(folder).expect("CIVIS_SPECS_DIR names a folder");
    let paths = entries.map(|entry| entry.expect("an entry of the folder").path());
    let documents = paths
        .filter(|path| path.extension().is_some_and(|one| one == "json"))
        .map(|path| Document::read(&path))
        .filter(|document| document.date.is_some());
    let mut documents: Vec<Document> = documents.collect();
    documents.sort_by(|one, other| one.date.cmp(&other.date));
    (pinned, documents)
}

/// Whether a fact applies to a path or resource in a document, or why not.
type Applies = fn(&Document, &str) -> Result<(), String>;

/// The problems of the table of a fact, and what to do about them.
fn problems(
    table: &str,
    fact: &Fact,
    applies: Applies,
    newest: &[&Document],
    all: &[Document],
) -> Vec<String> {
    let last = |name: &str| {
        let mut dates = all.iter().rev().filter(|one| applies(one, name).is_ok());
        dates.find_map(|one| one.date.as_deref())
    };
    let mut problems = Vec::new();
    for name in fact.current {
        for document in newest {
            if let Err(reason) = applies(document, name) {
                let advice = match last(name) {
                    Some(date) => format!("move it to `past` with \"{date}\""),
                    None => "remove it, or move it to `past` with the last specification that \
                        it applies to"
                        .to_owned(),
                };
                let file = &document.file;
                problems.push(format!(
                    "{table}: `{name}` no longer applies to {file}: {reason}; {advice}"
                ));
            }
        }
    }
    for (name, until) in fact.past {
        for document in newest {
            if applies(document, name).is_ok() {
                let file = &document.file;
                problems.push(format!(
                    "{table}: `{name}` applies to {file} again; move it to `current`"
                ));
            }
        }
        let is_known = all.iter().any(|one| one.date.as_deref() == Some(until));
        match last(name) {
            Some(date) if date > until => problems.push(format!(
                "{table}: `{name}` still applies to {date}; put that in place of \"{until}\""
            )),
            Some(date) if date < until && is_known => problems.push(format!(
                "{table}: `{name}` applied last to {date}; put that in place of \"{until}\""
            )),
            None if is_known => problems.push(format!(
                "{table}: `{name}` does not apply to {until}; remove it"
            )),
            _ => {}
        }
    }
    problems
}

fn is_object_by_declaration(document: &Document, path: &str) -> Result<(), String> {
    if document.declares_array(path)? {
        return Err("it declares an array".to_owned());
    }
    match document.recorded(path).iter().all(Value::is_array) {
        true => Ok(()),
        false => Err("its recorded responses are not arrays".to_owned()),
    }
}

fn has_object(document: &Document, path: &str) -> Result<(), String> {
    match document.declares_array(path)? {
        true => Err("it declares an array".to_owned()),
        false => Ok(()),
    }
}

fn has_array(document: &Document, path: &str) -> Result<(), String> {
    match document.declares_array(path)? {
        true => Ok(()),
        false => Err("it declares no array, so `LEGACY_LIST_NAMES` is the table for it".to_owned()),
    }
}

fn has_prefix(document: &Document, prefix: &str) -> Result<(), String> {
    let mut paths = document.paths();
    let found = paths.find(|(path, _)| path.starts_with(prefix));
    found
        .map(drop)
        .ok_or_else(|| "it has no such path".to_owned())
}

fn has_resource(document: &Document, resource: &str) -> Result<(), String> {
    let mut paths = document.paths();
    let found = paths.find(|(path, _)| path.split('/').next() == Some(resource));
    found
        .map(drop)
        .ok_or_else(|| "it has no such resource".to_owned())
}

/// Each fact with the name of its table, and whether it applies.
const FACTS: [(&str, Fact, Applies); 6] = [
    ("ARRAY_RESPONSES", ARRAY_RESPONSES, is_object_by_declaration),
    (
        "ARRAY_RESPONSES_NAMED_GET",
        ARRAY_RESPONSES_NAMED_GET,
        is_object_by_declaration,
    ),
    ("LEGACY_LIST_NAMES", LEGACY_LIST_NAMES, has_object),
    (
        "FUTURE_LEGACY_LIST_NAMES",
        FUTURE_LEGACY_LIST_NAMES,
        has_array,
    ),
    ("NOT_OFFERED", NOT_OFFERED, has_prefix),
    ("BASE_RESOURCES", BASE_RESOURCES, has_resource),
];

#[test]
fn every_fact_applies_to_the_newest_specification() {
    let (pinned, all) = documents();
    let newest: Vec<&Document> = [&pinned].into_iter().chain(all.last()).collect();
    let problems: Vec<String> = FACTS
        .iter()
        .flat_map(|(table, fact, applies)| problems(table, fact, *applies, &newest, &all))
        .collect();
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn every_recorded_array_is_declared_or_a_fact() {
    for document in documents().1 {
        for (path, _) in document.paths() {
            let recorded = document.recorded(path);
            if recorded.iter().any(Value::is_array) {
                assert!(
                    document.declares_array(path) == Ok(true) || returns_array(path),
                    "{}: the recorded response of `{path}` is an array, and the declared one is \
                     not; add it to ARRAY_RESPONSES",
                    document.file
                );
            }
        }
    }
}

#[test]
fn array_responses_are_lists_in_the_model() {
    let (pinned, all) = documents();
    for document in [pinned].into_iter().chain(all) {
        let spec = document.spec();
        let operations = spec.resources.iter().flat_map(|one| &one.operations);
        for operation in operations.filter(|one| one.http_method.as_str() == "GET") {
            if returns_array(operation.path.trim_matches('/')) {
                let is_list = matches!(operation.response, Some(Type::List(_)));
                assert!(is_list, "{}: {}", document.file, operation.path);
            }
        }
    }
}

#[test]
fn the_base_is_every_resource_of_the_first_documentation() {
    let (pinned, all) = documents();
    let names = |document: &Document, selection: &Selection| -> Vec<String> {
        let part = document.spec().into_selected(selection).expect("selects");
        part.resources.into_iter().map(|one| one.name).collect()
    };
    assert_eq!(names(&pinned, &Selection::Base), BASE_RESOURCES.current);
    assert_eq!(BASE_RESOURCES.names().count(), 31);
    let first = all
        .iter()
        .find(|one| one.date.as_deref() == Some("2017-11"));
    if let Some(first) = first {
        let mut base: Vec<&str> = BASE_RESOURCES.names().collect();
        base.sort_unstable();
        assert_eq!(names(first, &Selection::All), base);
        assert_eq!(names(first, &Selection::Base), base);
    }
}

#[test]
fn the_error_for_an_obsolete_fact_says_what_to_do() {
    let document = |date: Option<&str>, ty: &str| Document {
        file: format!("{}.json", date.unwrap_or("newest")),
        date: date.map(str::to_owned),
        json: json!({"paths": {"/jobs/": {"get": {"responses": {"200": {
            "schema": {"type": ty}}}}}}}),
    };
    let check = |fact: &Fact, newest: &str| {
        let newest = document(None, newest);
        let all = [
            document(Some("2017-11"), "object"),
            document(Some("2021-12"), "array"),
        ];
        problems("FACTS", fact, has_object, &[&newest], &all)
    };
    let current = |current: &'static [&'static str]| Fact { current, past: &[] };
    let past = |past: &'static [(&'static str, &'static str)]| Fact { current: &[], past };
    assert!(check(&current(&["jobs"]), "object").is_empty());
    assert!(check(&past(&[("jobs", "2017-11")]), "array").is_empty());
    for (fact, newest, expected) in [
        (
            current(&["jobs"]),
            "array",
            "FACTS: `jobs` no longer applies to newest.json: it declares an array; move it to \
             `past` with \"2017-11\"",
        ),
        (
            current(&["runs"]),
            "array",
            "FACTS: `runs` no longer applies to newest.json: it has no GET of this path; remove \
             it, or move it to `past` with the last specification that it applies to",
        ),
        (
            past(&[("jobs", "2017-11")]),
            "object",
            "FACTS: `jobs` applies to newest.json again; move it to `current`",
        ),
        (
            past(&[("jobs", "2021-12")]),
            "array",
            "FACTS: `jobs` applied last to 2017-11; put that in place of \"2021-12\"",
        ),
        (
            past(&[("jobs", "2016-11")]),
            "array",
            "FACTS: `jobs` still applies to 2017-11; put that in place of \"2016-11\"",
        ),
        (
            past(&[("runs", "2021-12")]),
            "array",
            "FACTS: `runs` does not apply to 2021-12; remove it",
        ),
    ] {
        assert_eq!(check(&fact, newest), [expected]);
    }
}
