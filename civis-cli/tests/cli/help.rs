//! Help, of the same source as the grammar. It needs neither key nor network.

use std::fs;
use std::path::Path;

use crate::support::Home;

/// Compares with a file; `UPDATE_SNAPSHOTS=1` writes it.
fn snapshot(name: &str, arguments: &[&str]) {
    let text = Home::new().run(arguments).ok();
    let text: String = text
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cli/snapshots")
        .join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, &text).expect("the snapshot is written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        text,
        expected,
        "`UPDATE_SNAPSHOTS=1 cargo test -p civis-cli` updates {}",
        path.display()
    );
}

#[test]
fn help_of_resources_and_operations_is_as_it_was() {
    snapshot("users.txt", &["users", "--help"]);
    snapshot("jobs-list-runs.txt", &["jobs", "list-runs", "--help"]);
    snapshot("scripts-patch-sql.txt", &["help", "scripts", "patch_sql"]);
}

#[test]
fn help_of_the_program_lists_commands_resources_and_exit_codes() {
    let text = Home::new().run(["--help"]).ok();
    for part in [
        "whoami",
        "git-repos",
        "permission-sets",
        "130  interrupted",
        "--output <FORMAT>",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("__refresh"), "{text}");
    assert!(Home::new().run(["--version"]).ok().starts_with("civis "));
}

#[test]
fn a_noun_lists_everyday_commands_and_operations_side_by_side() {
    let text = Home::new().run(["jobs", "--help"]).ok();
    for part in ["\n  list ", "\n  post-runs ", "\n  follow "] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_resource_may_be_written_with_underscores() {
    let text = Home::new().run(["git-repos", "--help"]).ok();
    assert_eq!(Home::new().run(["git_repos", "--help"]).ok(), text);
    assert!(
        text.contains("\n  post-refs ") || text.contains("\n  list-refs "),
        "{text}"
    );
}

#[test]
fn a_noun_alone_is_a_usage_error_with_help() {
    let done = Home::new().run(["users"]);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.contains("list-me"), "{done:?}");
}

#[test]
fn manual_pages_are_of_the_same_source() {
    let home = Home::new();
    let page = home.run(["man", "scripts", "post-sql"]).ok();
    assert!(
        page.starts_with(".ie") && page.contains(".TH civis-scripts-post-sql 1"),
        "{page}"
    );
    assert!(page.contains("REMOTE_HOST_ID"), "{page}");
    home.run(["man", "--dir", "pages"]).ok();
    for name in ["civis.1", "civis-whoami.1", "civis-git-repos.1"] {
        let text = fs::read_to_string(home.path("pages").join(name)).expect(name);
        assert!(text.contains(".SH NAME"), "{text}");
    }
    assert!(home.run(["man", "no-such"]).failed(2)[0].contains("no-such"));
}
