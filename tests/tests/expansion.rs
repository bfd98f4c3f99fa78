//! The macro in crates outside the workspace: where it can be used and under which names, when it is expanded again, and
//! that the generated code compiles without warnings.

#![forbid(unsafe_code)]

use std::fs;
use std::path::Path;

use civis_tests::downstream::{Checked, Crate};
use civis_tests::specifications;

const CIVIS: &str = "civis = { path = \"{civis}/civis\" }";

fn below() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

fn pinned() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../civis/civis-spec.json");
    fs::read(path).expect("the pinned specification")
}

fn assert_clean(checked: &Checked) {
    let rendered: Vec<&str> = checked.messages.iter().map(|one| &*one.rendered).collect();
    assert!(
        checked.success && rendered.is_empty(),
        "{}",
        rendered.concat()
    );
}

#[test]
fn the_macro_works_at_the_root_and_in_modules_under_any_name() {
    let krate = Crate::new(
        below(),
        "placed",
        "2024",
        "platform_client = { package = \"civis\", path = \"{civis}/civis\" }",
    );
    krate.write("specs/civis.json", pinned());
    krate.write(
        "src/lib.rs",
        r#"//! Two clients in one crate, and one at its root.
        #![deny(warnings, missing_docs, unreachable_pub, unused, rust_2018_idioms)]

        platform_client::civis_api!("specs/civis.json", resources = [jobs, users], client = Root);

        /// All of it.
        pub mod whole { platform_client::civis_api!("specs/civis.json"); }

        /// The 1.x list.
        pub mod base {
            platform_client::civis_api!("specs/civis.json", resources = base, client = Base,);
        }

        /// Uses all three.
        pub fn names(root: &Root, whole: &whole::Client, base: &base::Base) -> bool {
            let one = root.jobs.list().state("running");
            let other = whole.scripts.post_sql("a", "select 1", 5, 7).hidden(true);
            let third = base.users.get_me();
            one.request().path().len() + other.request().path().len() + third.request().path().len() > 0
        }
        "#,
    );
    assert_clean(&krate.check());
}

#[test]
fn the_macro_needs_nothing_in_scope() {
    let krate = Crate::new(below(), "bare", "2021", CIVIS);
    krate.write("spec.json", pinned());
    krate.write(
        "src/lib.rs",
        r#"//! Without a prelude, and with names in the way.
        #![no_implicit_prelude]
        #![deny(warnings, missing_docs)]
        #![allow(non_camel_case_types, dead_code)]

        /// In the way.
        pub mod platform {
            struct Option; struct Result; struct Vec; struct String; struct Box;
            struct i64; struct str; struct bool;
            ::civis::civis_api!("spec.json");
        }
        "#,
    );
    assert_clean(&krate.check());
}

#[test]
fn a_changed_specification_triggers_a_rebuild() {
    let krate = Crate::new(below(), "rebuilt", "2024", CIVIS);
    let spec = |path: &str| {
        format!(
            r#"{{"swagger": "2.0", "info": {{}}, "paths": {{
                "/jobs/{path}": {{"get": {{"responses": {{"200": {{}}}}}}}}}}}}"#
        )
    };
    krate.write("spec.json", spec("old"));
    krate.write(
        "src/lib.rs",
        "civis::civis_api!(\"spec.json\");\n\
         pub fn call(client: &Client) -> bool { client.jobs.get_old().request().path().is_empty() }",
    );
    assert_clean(&krate.check());
    // Some file systems store modification times in whole seconds.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    krate.write("spec.json", spec("new"));
    let checked = krate.check();
    assert!(!checked.success);
    assert!(
        checked.messages[0]
            .text
            .contains("no method named `get_old`"),
        "{checked:?}"
    );
}

#[test]
fn deprecations_name_the_replacement() {
    let krate = Crate::new(below(), "deprecated", "2024", CIVIS);
    krate.write("spec.json", pinned());
    krate.write(
        "src/lib.rs",
        "civis::civis_api!(\"spec.json\", resources = [users]);\n\
         pub fn call(client: &Client) -> bool { client.users.list_me().request().path().is_empty() }",
    );
    let checked = krate.check();
    assert!(checked.success);
    let [warning] = &*checked.messages else {
        panic!("{checked:?}");
    };
    assert!(
        warning.text.contains("use of deprecated method"),
        "{warning:?}"
    );
    assert!(warning.text.contains("use `get_me`"), "{warning:?}");
    assert_eq!(warning.at, "list_me");
}

#[test]
fn every_published_version_compiles_without_warnings() {
    let krate = Crate::new(below(), "published", "2024", CIVIS);
    for path in specifications() {
        krate.write("spec.json", fs::read(&path).expect("a specification"));
        krate.write(
            "src/lib.rs",
            "//! A whole version.\n#![deny(warnings, missing_docs)]\n\
             civis::civis_api!(\"spec.json\");\n",
        );
        assert_clean(&krate.check());
    }
}
