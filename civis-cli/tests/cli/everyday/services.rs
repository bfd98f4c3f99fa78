use super::world::World;

#[test]
fn a_service_is_started_listed_opened_and_stopped() {
    let world = World::new();
    let id = world.platform.add_service("dashboard");
    world
        .civis(&format!("services open {id}"))
        .failed_with(1, &format!("`civis services up {id}` starts it"));
    world.civis(&format!("services up {id}")).output();
    let opened = world.civis(&format!("services open {id}"));
    assert!(opened.output().starts_with("https://"), "{opened:?}");
    let listed = world.civis("services ls").output_json();
    assert_eq!(
        (&listed[0]["name"], &listed[0]["state"]),
        (&"dashboard".into(), &"running".into())
    );
    assert!(
        world
            .civis(&format!("services down {id}"))
            .err
            .contains("was stopped")
    );
    let again = world.civis(&format!("services down {id}"));
    assert!(
        again.code == 0 && again.err.contains("was not running"),
        "{again:?}"
    );
    world.civis("services up 999").failed_with(3, "999");
}
