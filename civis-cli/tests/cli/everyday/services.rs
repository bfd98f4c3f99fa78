use super::world::World;

#[test]
fn a_service_is_started_listed_opened_and_stopped() {
    let world = World::new();
    let id = world.platform.add_service("dashboard");
    world
        .civis(&format!("services open {id}"))
        .failed(1, &format!("`civis services up {id}` starts it"));
    world.civis(&format!("services up {id}")).ok();
    let opened = world.civis(&format!("services open {id}"));
    assert!(opened.ok().starts_with("https://"), "{opened:?}");
    let listed = world.civis("services ls").json();
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
    world.civis("services up 999").failed(3, "999");
}
