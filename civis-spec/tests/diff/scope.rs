//! Tests of reports that are limited to some operations.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::process::{folder, run};

/// Writes two specifications to a folder. All operations and types change between them.
fn specifications(test: &str) -> PathBuf {
    let folder = folder(test);
    let document = |ty: &str, segment: &str| {
        let returns = |definition: &str| {
            let schema = json!({"$ref": format!("#/definitions/{definition}")});
            json!({"summary": definition, "responses": {"200": {"schema": schema}}})
        };
        let record = || json!({"type": "object", "properties": {"id": {"type": ty}}});
        json!({"swagger": "2.0",
            "paths": {
                "/jobs": {"get": returns("JobSummary"), "post": returns("Job")},
                "/scripts/sql": {"post": returns("Script")},
                format!("/scripts/{segment}"): {"put": returns("Project")}},
            "definitions": {"JobSummary": record(), "Job": record(), "Script": record(), "Project": record()}})
    };
    let write = |name: &str, text: String| fs::write(folder.join(name), text).expect("a file");
    write("one.json", document("integer", "project").to_string());
    write("other.json", document("string", "projects").to_string());
    folder
}

/// The titles of the text report.
fn titles(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let (_, out, err) = run(folder, &[&["one.json", "other.json"], arguments].concat());
    assert_eq!(err, "");
    let is_title = |line: &&str| line.starts_with(char::is_lowercase);
    out.lines()
        .skip(1)
        .filter(is_title)
        .map(str::to_owned)
        .collect()
}

const PROJECT: [&str; 2] = [
    "scripts.put_projects (PUT /scripts/projects)",
    "types::Project (in scripts.put_projects)",
];

#[test]
fn resources_and_operations_limit_the_report() {
    let folder = specifications("scope");
    let jobs = [
        "types::Job (in jobs.post)",
        "types::JobSummary (in jobs.get)",
    ];
    let sql = "types::Script (in scripts.post_sql)";
    assert_eq!(titles(&folder, &["--resources", "jobs"]), jobs);
    assert_eq!(
        titles(&folder, &["--operations=jobs.post, scripts.post_sql"]),
        [jobs[0], sql]
    );
    let both = ["--resources=jobs", "--operations", "scripts.post_sql"];
    assert_eq!(titles(&folder, &both), [jobs[0], jobs[1], sql]);
    assert_eq!(
        titles(&folder, &["--resources=jobs,scripts"]),
        titles(&folder, &[])
    );
    // Both the old and the new name of an operation are accepted.
    for name in ["scripts.put_project", "scripts.put_projects"] {
        let found = titles(&folder, &["--operations", name]);
        assert!(
            PROJECT
                .iter()
                .all(|title| found.contains(&(*title).to_owned())),
            "{found:?}"
        );
        assert!(
            !found.iter().any(|title| title.contains("jobs")),
            "{found:?}"
        );
    }
}

#[test]
fn used_in_limits_the_report_to_the_operations_that_a_program_calls() {
    let folder = specifications("used");
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write(
        "app/src/main.rs",
        r##"//! Does not call client.jobs.get().
        fn main() {
            // client.jobs.get()
            println!("{} {}", r#""jobs.get()"#, '"');
            let id = client
                .jobs // all of them
                .post()
                .send()?;
        }"##,
    );
    write(
        "app/src/bin/more.rs",
        "fn f<'a>(jobs: &'a Jobs) { vec![self.api().scripts.put_project()] }",
    );
    write("app/target/out.rs", "fn f() { client.jobs.get() }");
    write("app/notes.md", "client.jobs.get()");
    write("app/broken.rs", "fn f( {");
    write(
        "app/empty/lib.rs",
        "fn f() { jobs.get; other.jobs.clear() }",
    );
    let job = "types::Job (in jobs.post)";
    assert_eq!(titles(&folder, &["--used-in", "app/src/main.rs"]), [job]);
    let all = titles(&folder, &["--used-in", "app/src"]);
    // The operation is listed twice: its new name is breaking, its new path noticeable.
    assert_eq!(all, [PROJECT[0], job, PROJECT[1], PROJECT[0]]);
    let again = ["--used-in=app/src/bin", "--used-in=app/src/main.rs"];
    assert_eq!(titles(&folder, &again), all);
    for (argument, message) in [
        ("--used-in=app/broken.rs", "app/broken.rs: "),
        ("--used-in=app/missing", "cannot read app/missing"),
        ("--used-in=app/empty", "app/empty calls no operation"),
        (
            "--operations=jobs.gte",
            "neither specification has the operation `jobs.gte`; did you mean `jobs.get`?",
        ),
        (
            "--resources=job",
            "neither specification has the resource `job`; did you mean `jobs`?",
        ),
    ] {
        let (code, out, err) = run(&folder, &["one.json", "other.json", argument]);
        assert_eq!((code, &*out), (2, ""), "{argument}: {err}");
        assert!(err.contains(message), "{argument}: {err}");
    }
}

#[test]
fn calls_are_found_in_all_their_forms() {
    for source in [
        "fn f() { client . jobs\n // one\n . post\n ( ) ; }",
        "fn f() { let api = &client.jobs; thread::spawn(move || api.post()); }",
        "fn f() { let mut api = self.client.jobs.clone(); async move { api.post().send() } }",
        "fn f<'a>(api: &'a mut crate::client::Jobs) { vec![api.post()] }",
        "struct App { api: Jobs } impl App { fn f(&self) { self.api.post() } }",
        "fn f() { let Client { jobs: api, .. } = client; api.post() }",
        "fn f() { let Client { jobs, .. } = client; jobs.post() }",
        "fn f() { api::Jobs::post(&client.jobs) }",
        "fn f() { client.jobs.post::<Vec<(u8, u8)>>(1) }",
        "fn f() { client.r#jobs.r#post() }",
        r#"fn f() { session.call(&spec, "jobs", "post", &map) }"#,
        r##"const NAME: &str = r#"jobs.post"#;"##,
    ] {
        let calls = civis_spec::diff::calls(source).expect(source);
        assert!(calls.contains("jobs.post"), "{source}: {calls:?}");
    }
    for source in [
        "fn f() { let jobs = 1; client.jobs.post }",
        "fn f() { let api = &client.scripts; api.post() }",
        "fn f(api: &Scripts) { api.post() }",
        "fn f() { Jobs::post }",
        r#"fn f() { log("client.jobs.post()") }"#,
    ] {
        let calls = civis_spec::diff::calls(source).expect(source);
        assert!(!calls.contains("jobs.post"), "{source}: {calls:?}");
    }
}
