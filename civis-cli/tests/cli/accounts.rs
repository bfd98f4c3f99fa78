//! Accounts of the configuration file, and where their keys come from.

use crate::support::{Home, KEY, only, server};

/// A home with a configuration file that only its user can use.
fn home(config: &str) -> Home {
    let home = Home::new().set("CIVIS_CONFIG", "config.toml");
    let path = home.write("config.toml", config);
    #[cfg(unix)]
    crate::support::make_private(&path);
    let _ = path;
    home
}

#[cfg(unix)]
#[test]
fn a_key_comes_from_a_command_a_file_or_a_variable() {
    let server = server();
    let url = server.url();
    for source in [
        format!("key_command = \"printf {KEY}\""),
        format!("key_command = [\"printf\", \"{KEY}\"]"),
        "key_file = \"key.txt\"".to_owned(),
        "key_env = \"WORK_KEY\"".to_owned(),
        format!("key = \"{KEY}\""),
    ] {
        let home = home(&format!(
            "[profiles.work]\nendpoint = \"{url}\"\n{source}\n"
        ))
        .set("WORK_KEY", KEY);
        crate::support::make_private(&home.write("key.txt", format!("{KEY}\n")));
        let me = home.run(["--profile", "work", "users", "list-me"]).json();
        assert_eq!(me["username"], "me", "{source}");
    }
}

#[test]
fn the_profile_decides_on_key_and_endpoint() {
    let server = server();
    let config = format!(
        "profile = \"work\"\n[profiles.work]\nendpoint = \"{}\"\nkey_env = \"WORK_KEY\"\n",
        server.url()
    );
    let default = home(&config).set("WORK_KEY", KEY);
    default.run(["users", "list-me"]).json();
    assert!(only(&server).header("authorization").is_some());
    // The key of the environment has precedence over the profile of the file, and `--profile` over both.
    let other = home(&config)
        .set("WORK_KEY", KEY)
        .set("CIVIS_API_KEY", "another")
        .set("CIVIS_API_ENDPOINT", &server.url());
    assert_eq!(other.run(["users", "list-me"]).code, 4);
    other.run(["users", "list-me", "--profile=work"]).json();
    let lines = other
        .run(["users", "list-me", "--profile", "wrok"])
        .failed(2);
    assert!(
        lines[0].contains("no profile `wrok`") && lines[1].contains("work"),
        "{lines:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_use_is_refused() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let home = home(&format!("[profiles.work]\nkey = \"{KEY}\"\n"));
    let path = home.path("config.toml");
    for (mode, problem) in [
        (0o644, "can be read by other users"),
        (0o666, "can be changed by other users"),
    ] {
        set_permissions(&path, Permissions::from_mode(mode)).expect("permissions");
        let lines = home
            .run(["users", "list-me", "--profile", "work"])
            .failed(2);
        assert!(
            lines[0].contains(problem) && lines[1].contains("chmod 600"),
            "{lines:?}"
        );
        // Help does not depend on it.
        home.run(["users", "--help"]).ok();
    }
}

#[cfg(unix)]
#[test]
fn a_command_that_fails_is_told_without_its_output() {
    let home = home(&format!(
        "[profiles.work]\nkey_command = \"echo {KEY}; exit 3\"\n"
    ));
    let lines = home
        .run(["users", "list-me", "--profile", "work"])
        .failed(4);
    assert!(
        lines[0].contains("the command for the key failed") && lines[0].contains('3'),
        "{lines:?}"
    );
}

#[test]
fn a_mistake_in_the_file_is_named() {
    let broken = home("[profiles\n").run(["users", "list-me"]).failed(2);
    assert!(broken[0].contains("config.toml is not valid"), "{broken:?}");
    let twice = "[profiles.work]\nkey_env = \"A\"\nkey_file = \"b\"\n";
    let twice = home(twice)
        .run(["users", "list-me", "--profile", "work"])
        .failed(2);
    assert!(
        twice[0].contains("says twice where its key is"),
        "{twice:?}"
    );
}

#[cfg(feature = "demo")]
#[test]
fn a_newcomer_sees_the_program_at_work() {
    let me = Home::new().run(["--demo", "whoami"]).json();
    assert_eq!(me["username"], "newcomer");
    let scripts = Home::new().run(["--demo", "scripts", "list"]).json();
    assert_eq!(scripts.as_array().map(Vec::len), Some(3), "{scripts}");
    assert!(
        me["endpoint"]
            .as_str()
            .is_some_and(|url| url.starts_with("http://127.0.0.1:")),
        "{me}"
    );
}
