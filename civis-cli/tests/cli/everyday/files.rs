use civis_mock::Fault;
use serde_json::json;

use super::world::World;
use crate::support::Done;

fn id(done: &Done) -> u64 {
    done.output()
        .trim()
        .parse()
        .unwrap_or_else(|_| panic!("no ID: {done:?}"))
}

#[test]
fn an_upload_prints_the_id() {
    let world = World::new();
    world.write("a b.csv", "id\n1\n");
    let file = id(&world.run(["files", "upload", "a b.csv"]));
    assert_eq!(world.platform.file(file).as_deref(), Some(&b"id\n1\n"[..]));
    assert_eq!(world.sent("POST", "/files")[0]["name"], "a b.csv");
    let object = world
        .run(["files", "upload", "a b.csv", "--output", "json"])
        .output_json();
    assert_eq!(
        (&object["name"], &object["path"]),
        (&json!("a b.csv"), &json!("a b.csv"))
    );
}

#[test]
fn name_expiry_and_description_go_together() {
    let world = World::new();
    world.write("a.csv", "1");
    let options = [
        "--name",
        "b.csv",
        "--description",
        "nightly",
        "--expires-at",
    ];
    for (time, expected) in [
        ("2127-01-15", json!("2127-01-15T00:00:00Z")),
        ("2127-01-15T12:30:00Z", json!("2127-01-15T12:30:00Z")),
        ("never", json!(null)),
    ] {
        let arguments = [&["files", "upload", "a.csv"][..], &options, &[time]].concat();
        world.run(arguments).output();
        let sent = world.sent("POST", "/files").pop().expect("a request");
        assert_eq!(
            (&sent["name"], &sent["description"]),
            (&json!("b.csv"), &json!("nightly"))
        );
        assert_eq!(sent.get("expiresAt"), Some(&expected), "{sent}");
    }
}

#[test]
fn several_files_and_folders_are_uploaded_with_their_paths_as_names() {
    let world = World::new();
    world.write("one.csv", "1");
    world.write("reports/a.csv", "2");
    world.write("reports/2027/b.csv", "3");
    let printed = world.civis("files upload -r one.csv reports").output();
    let lines: Vec<(&str, &str)> = printed
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .collect();
    let paths: Vec<&str> = lines.iter().map(|(_, path)| *path).collect();
    assert_eq!(paths, ["one.csv", "reports/2027/b.csv", "reports/a.csv"]);
    for ((id, _), content) in lines.iter().zip(["1", "3", "2"]) {
        let file = world.platform.file(id.parse().expect("an ID"));
        assert_eq!(file.as_deref(), Some(content.as_bytes()));
    }
    let sent = world.sent("POST", "/files");
    let mut names: Vec<&str> = sent
        .iter()
        .filter_map(|sent| sent["name"].as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["one.csv", "reports/2027/b.csv", "reports/a.csv"]);
}

#[test]
fn standard_input_is_uploaded_and_standard_output_downloaded() {
    let world = World::new();
    let file = id(&world.run_with(["files", "upload", "-", "--name", "in.txt"], "from a pipe"));
    assert_eq!(
        world
            .run(["files", "download", &file.to_string(), "-"])
            .output(),
        "from a pipe"
    );
    let done = world.run_with(["files", "upload", "-"], "x");
    done.failed_with(2, "`--name NAME`");
}

#[test]
fn wrong_arguments_of_an_upload_are_named_and_nothing_is_sent() {
    let world = World::new();
    world.write("folder/a.csv", "1");
    world.write("b.csv", "1");
    world
        .civis("files upload folder")
        .failed_with(2, "`-r` uploads the files in it");
    world
        .civis("files upload none.csv")
        .failed_with(1, "none.csv");
    world
        .civis("files upload -r folder b.csv --name x")
        .failed_with(2, "`--name` is for one file");
    world
        .civis("files upload b.csv --expires-at soon")
        .failed_with(2, "`never`");
    assert!(world.sent("POST", "/files").is_empty());
}

#[test]
fn a_failed_upload_says_how_many_were_uploaded() {
    let world = World::new();
    for name in ["a.csv", "b.csv", "c.csv"] {
        world.write(name, "1");
    }
    world.server.fault(
        Fault::status(422)
            .on("POST", "/files")
            .after(std::time::Duration::ZERO),
    );
    let done = world.civis("files upload a.csv --parallel 1");
    done.failed_with(1, "422");
    world
        .server
        .handle("POST", "/files", |_| civis_mock::Reply::empty(403));
    world
        .civis("files upload a.csv b.csv --parallel 1")
        .failed_with(4, "403");
}

#[test]
fn a_download_is_silent_and_replaces_the_file() {
    let world = World::new();
    let file = world.platform.add_file("people.csv", "id\n1\n");
    world.write("copy.csv", "old");
    let done = world.civis(&format!("files download {file} copy.csv"));
    assert_eq!(done.output(), "");
    assert_eq!(world.read("copy.csv"), "id\n1\n");
}

#[test]
fn in_a_folder_a_file_has_its_own_name_and_replaces_nothing() {
    let world = World::new();
    let one = world.platform.add_file("../../one.csv", "1");
    let two = world.platform.add_file("two.csv", "2");
    let done = world.civis(&format!("files download {one} {two} downloads/"));
    assert_eq!(done.code, 1, "there is no such folder: {done:?}");
    std::fs::create_dir(world.path("downloads")).expect("a folder");
    let done = world.civis(&format!("files download {one} {two} downloads/"));
    assert_eq!(done.output(), "downloads/one.csv\ndownloads/two.csv\n");
    assert_eq!(
        (
            world.read("downloads/one.csv"),
            world.read("downloads/two.csv")
        ),
        ("1".into(), "2".into())
    );
    let again = format!("files download {one} -o downloads");
    world.civis(&again).failed_with(2, "exists already");
    world.civis(&format!("{again} --force")).output();
    let same = world.platform.add_file("one.csv", "3");
    let both = format!("files download {one} {same} downloads --force --parallel 1");
    let done = world.civis(&both);
    done.failed_with(2, "two of the files are to be downloads/one.csv");
    assert_eq!(world.read("downloads/one.csv"), "1");
}

#[test]
fn a_failed_download_leaves_nothing_behind() {
    let world = World::new();
    world
        .civis("files download 999 copy.csv")
        .failed_with(3, "999");
    assert!(!world.path("copy.csv").exists());
    world
        .civis("files download copy.csv other.csv")
        .failed_with(2, "`copy.csv` is not the ID of a file");
    world
        .civis("files download 7 8 copy.csv")
        .failed_with(2, "is not a folder");
}

#[test]
fn files_are_listed_by_id_and_by_run_without_their_links() {
    let world = World::new();
    let file = world.platform.add_file("people.csv", "id\n1\n");
    let done = world.civis(&format!("files ls {file}"));
    assert_eq!(done.output_json()[0]["name"], "people.csv");
    assert!(!done.out.contains("Signature"), "{done:?}");
    let job = world.job();
    let plan = civis_mock::RunPlan::succeeds()
        .file_output("out.csv", "1")
        .json_output("n", json!(1));
    world
        .platform
        .plan(&format!("/scripts/python3/{job}"), plan);
    world
        .civis(&format!("jobs run {job} --interval 1ms"))
        .output();
    let files = world.civis(&format!("files ls --job {job}")).output_json();
    let names: Vec<_> = files
        .as_array()
        .expect("a list")
        .iter()
        .map(|file| &file["name"])
        .collect();
    assert_eq!(names, ["out.csv"]);
    world.civis("files ls").failed_with(2, "ID");
    let project = json!({"id": 12, "files": [{"id": 7, "fileName": "a.csv", "fileSize": 3}]});
    world
        .server
        .answer("GET", "/projects/{project_id}", 200, &project);
    let listed = world.civis("files ls --project 12 --fields id,fileName");
    assert_eq!(
        listed.output_json(),
        json!([{"id": 7, "fileName": "a.csv"}])
    );
}
