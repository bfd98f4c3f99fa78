//! Cancellation at every stage.

use std::time::{Duration, Instant};
use std::{fs, thread};

use civis::{CancelToken, ErrorKind, files};
use civis_mock::Fault;

use crate::support::{Backend, FORM, Folder, OBJECT, SINGLE, World, content};

/// Far longer than any test may take.
const LONG: Duration = Duration::from_secs(600);

on_every_transport! {
    an_upload_is_cancelled_at_every_stage,
    a_download_is_cancelled_at_every_stage,
    a_download_is_cancelled_while_it_is_read,
}

/// Cancels as soon as the server has got a request to a path with this start.
fn cancel_at(world: &World, token: &CancelToken, start: &str) {
    let deadline = Instant::now() + LONG;
    while !world
        .requests()
        .iter()
        .any(|request| request.starts_with(start))
    {
        assert!(Instant::now() < deadline, "{start}");
        thread::sleep(Duration::from_millis(1));
    }
    token.cancel();
}

fn an_upload_is_cancelled_at_every_stage(backend: Backend) {
    let folder = Folder::new();
    let short = folder.file("short.bin", content(1000));
    let long = folder.file("long.bin", content(SINGLE + 1));
    for (path, method, stage, left) in [
        (&short, "POST", "/files", None),
        (&short, "POST", FORM, Some("and may have its content")),
        (&long, "POST", "/files/multipart", None),
        (&long, "PUT", OBJECT, Some("0 of its 4 parts were sent")),
        (
            &long,
            "POST",
            "/files/multipart/{id}/complete",
            Some("may not be joined"),
        ),
    ] {
        let world = World::new(backend);
        let token = CancelToken::new();
        let session = world.session.cancelled_by(&token);
        world
            .server
            .fault(Fault::delay(LONG).on(method, stage).always());
        let start = Instant::now();
        let error = thread::scope(|scope| {
            let sent = scope.spawn(|| files::upload(&session, path).send());
            // The ID in the path is the server's choice.
            let start = stage.split('{').next().expect("a start");
            cancel_at(&world, &token, &format!("{method} {start}"));
            sent.join().expect("no panic").expect_err("cancelled")
        });
        let text = error.to_string();
        assert!(start.elapsed() < LONG / 2, "{stage}");
        assert_eq!(error.kind(), ErrorKind::Cancelled, "{stage}: {text}");
        match left {
            Some(left) => assert!(text.contains(left), "{stage}: {text}"),
            None => assert!(!text.contains("remains on the Platform"), "{stage}: {text}"),
        }
    }
}

fn a_download_is_cancelled_at_every_stage(backend: Backend) {
    for stage in ["/files/{id}", OBJECT] {
        let world = World::new(backend);
        let folder = Folder::new();
        let id = world.add_file("data.bin", content(1000));
        let token = CancelToken::new();
        let session = world.session.cancelled_by(&token);
        world
            .server
            .fault(Fault::delay(LONG).on("GET", stage).always());
        let error = thread::scope(|scope| {
            let path = folder.join("copy.bin");
            let done = scope.spawn(|| files::download(&session, id).to_path(path));
            let until_id = stage.split('{').next().expect("a start");
            cancel_at(&world, &token, &format!("GET {until_id}"));
            done.join().expect("no panic").expect_err("cancelled")
        });
        assert_eq!(error.kind(), ErrorKind::Cancelled, "{stage}: {error}");
        assert_eq!(folder.names(), [""; 0], "{stage}");
    }
}

fn a_download_is_cancelled_while_it_is_read(backend: Backend) {
    let world = World::new(backend);
    let folder = Folder::new();
    let path = folder.file("copy.bin", "old");
    let id = world.add_file("data.bin", content(16 << 20));
    let token = CancelToken::new();
    let session = world.session.cancelled_by(&token);
    let download = files::download(&session, id).on_progress(|transfer| {
        if transfer.bytes > 0 {
            token.cancel();
        }
    });
    let error = download.to_path(&path).expect_err("cancelled");
    assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
    assert_eq!(folder.names(), ["copy.bin"]);
    assert_eq!(fs::read(&path).expect("a file"), b"old");
}
