//! Completion of commands, options and values. The tests ask as the script of fish does.

use crate::support::{Home, server};

/// The candidates for the last word of a line.
fn candidates(words: &[&str]) -> Vec<String> {
    candidates_at(&Home::new().set("COMPLETE", "fish"), words)
}

fn candidates_at(home: &Home, words: &[&str]) -> Vec<String> {
    let line = [&["--", "civis"][..], words].concat();
    let text = home.run(&line).ok();
    let names = text
        .lines()
        .map(|line| line.split('\t').next().unwrap_or_default().to_owned());
    names.collect()
}

#[test]
fn commands_resources_methods_options_and_values_are_completed() {
    for (words, expected) in [
        (&["who"][..], "whoami"),
        (&["git"], "git-repos"),
        (&["users", "list-"], "list-me"),
        (&["-v", "--output", "json", "users", "get-"], "get-api-keys"),
        (&["users", "list", "--ord"], "--order-dir"),
        (&["users", "list", "--order-dir", ""], "desc"),
        (&["users", "list", "--order-dir", "a"], "asc"),
        (&["users", "list", "--outp"], "--output"),
        (&["users", "list", "--output", ""], "ndjson"),
        (&["users", "list", "--"], "--dry-run"),
        (&["jobs", "fol"], "follow"),
    ] {
        let found = candidates(words);
        assert!(
            found.iter().any(|one| one == expected),
            "{words:?}: {found:?}"
        );
    }
    assert!(candidates(&["users", "list-me", "--order"]).is_empty());
}

#[test]
fn names_of_databases_are_fetched_once() {
    let server = server();
    let home = Home::of(&server).set("COMPLETE", "fish");
    let cache = home.path("cache").display().to_string();
    let home = home.set("XDG_CACHE_HOME", &cache);
    for _ in 0..2 {
        let found = candidates_at(&home, &["sql", "--database", "red"]);
        assert_eq!(found, ["redshift-general"]);
    }
    assert_eq!(server.requests().len(), 1);
    // Without a key there is nothing to ask.
    assert!(candidates(&["sql", "--database", ""]).is_empty());
}

#[test]
fn every_shell_has_a_script() {
    for (shell, part) in [
        ("bash", "complete "),
        ("zsh", "compdef"),
        ("fish", "complete --"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let script = Home::new().run(["completion", shell]).ok();
        assert!(
            script.contains(part) && script.contains("COMPLETE"),
            "{shell}: {script}"
        );
    }
    assert_eq!(Home::new().run(["completion", "cmd"]).code, 2);
}

#[cfg(unix)]
#[test]
fn bash_completes_with_the_script() {
    let home = Home::new();
    let script = home.run(["completion", "bash"]).ok();
    home.write("civis.bash", &script);
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_civis"));
    let folder = program.parent().expect("a folder").display();
    let line = format!(
        "PATH={folder}:$PATH; source civis.bash; COMP_WORDS=(civis users list-m); COMP_CWORD=2; COMP_TYPE=9; \
         $(complete -p civis | sed 's/.*-F \\([^ ]*\\).*/\\1/') civis list-m users; echo \"${{COMPREPLY[@]}}\""
    );
    let output = std::process::Command::new("bash")
        .args(["--norc", "-c", &line])
        .current_dir(home.path("."))
        .output()
        .expect("bash");
    let completed = String::from_utf8_lossy(&output.stdout);
    let expected = "list-me list-me-activity list-me-favorites list-me-organization-admins";
    assert_eq!(completed.trim(), expected, "{output:?}");
}
