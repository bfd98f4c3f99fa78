//! `login` and `config`.

use super::world::World;
use crate::support::Done;

/// Runs the program without a key in the environment.
fn without_key(world: &World, arguments: &str, input: &str) -> Done {
    let mut command = world.command(arguments.split_whitespace());
    command
        .env_remove("CIVIS_API_KEY")
        .env("OTHER_KEY", "key-of-a-variable");
    Done::of(&mut command, input)
}

fn config(world: &World) -> String {
    world.read(".config/civis/config.toml")
}

#[test]
fn a_key_is_tried_before_it_is_saved_for_this_user_alone() {
    let world = World::new();
    let done = without_key(&world, "login", "a-secret-key\n");
    assert!(
        done.code == 0 && done.err.contains("is that of me"),
        "{done:?}"
    );
    assert!(
        !done.err.contains("a-secret-key") && done.out.is_empty(),
        "{done:?}"
    );
    assert!(config(&world).contains("key = \"a-secret-key\""));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let metadata = std::fs::metadata(world.path(".config/civis/config.toml")).expect("a file");
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    }
    let request = world.server.requests().pop().expect("a request");
    assert_eq!(request.path, "/users/me");
    // The saved key is used from now on.
    assert_eq!(
        without_key(&world, "whoami", "").output_json()["username"],
        "me"
    );
    let shown = without_key(&world, "config show", "");
    assert_eq!(shown.output_json()["key"], "the configuration file");
    assert!(!shown.out.contains("a-secret-key"), "{shown:?}");
    without_key(&world, "config get key", "").failed_with(2, "`civis login` asks for it");
    without_key(&world, "config set key other", "").failed_with(2, "`civis login` asks for it");
}

#[test]
fn a_key_that_is_refused_is_not_saved() {
    let world = World::new();
    world.server.answer(
        "GET",
        "/users/me",
        401,
        &serde_json::json!({"error": "unauthorized"}),
    );
    without_key(&world, "login", "wrong\n").failed_with(4, "401");
    without_key(&world, "login", "\n").failed_with(2, "there is no key");
    without_key(&world, "login --key-env NOWHERE", "").failed_with(4, "NOWHERE");
    assert!(!world.path(".config/civis/config.toml").exists());
}

#[test]
fn the_place_of_a_key_is_saved_instead_of_it() {
    let world = World::new();
    without_key(&world, "login --profile work --key-env OTHER_KEY", "").output();
    let text = config(&world);
    assert!(
        text.contains("key_env = \"OTHER_KEY\"") && !text.contains("key-of-a-variable"),
        "{text}"
    );
    assert_eq!(
        without_key(&world, "config show", "").output_json()["profile"],
        "work"
    );
    // A new login replaces the place.
    world.write("key.txt", "from-a-file\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(world.path("key.txt"), private).expect("permissions");
    }
    without_key(&world, "login --profile work --key-file key.txt", "").output();
    let text = config(&world);
    assert!(
        text.contains("key_file = ") && !text.contains("OTHER_KEY"),
        "{text}"
    );
    assert_eq!(
        without_key(&world, "config profiles", "").output_json()[0]["profile"],
        "work"
    );
}

#[test]
fn settings_are_changed_and_used() {
    let world = World::new();
    world.civis("config set database redshift-general").output();
    assert_eq!(
        world.civis("config get database").output(),
        "redshift-general\n"
    );
    let people = ["sql", "select * from public.people", "--interval", "1ms"];
    assert_eq!(world.run(people).output_json()[0]["name"], "Ada");
    world.civis("config unset database").output();
    world
        .civis("config get database")
        .failed_with(3, "`database` is not set");
    world
        .run(people)
        .failed_with(2, "`civis config set database NAME` makes one the default");
    world
        .civis("config set databse x")
        .failed_with(2, "`databse` is not a setting");
    let path = world.civis("config path");
    assert!(path.output().trim().ends_with("config.toml"), "{path:?}");
}
