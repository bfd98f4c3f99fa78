//! Progress of uploads and downloads.

use civis::files;
use civis::progress::Transfer;
use civis_mock::Fault;

use crate::support::{Backend, Folder, OBJECT, PART, SINGLE, World, content};

on_every_transport! {
    bytes_only_grow_and_end_at_the_total,
    a_download_has_progress,
}

fn check(seen: &[Transfer], total: u64) {
    let bytes: Vec<u64> = seen.iter().map(|transfer| transfer.bytes).collect();
    assert!(bytes.is_sorted(), "{bytes:?}");
    assert_eq!((bytes.first(), bytes.last()), (Some(&0), Some(&total)));
    assert!(bytes.len() > 2, "{bytes:?}");
    assert!(seen.iter().all(|transfer| transfer.total == Some(total)));
    assert_eq!(
        seen.iter()
            .filter(|transfer| transfer.is_complete())
            .count(),
        1
    );
}

fn bytes_only_grow_and_end_at_the_total(backend: Backend) {
    for length in [1 << 20, SINGLE + 1] {
        let world = World::new(backend);
        // A part is sent twice, and counts once.
        world.server.fault(Fault::status(503).on("PUT", OBJECT));
        let folder = Folder::new();
        let path = folder.file("data.bin", content(length));
        let mut seen = Vec::new();
        files::upload(&world.session, path)
            .part_bytes(4 * PART)
            .on_progress(|transfer| seen.push(transfer))
            .send()
            .expect("an ID");
        check(&seen, length);
    }
}

fn a_download_has_progress(backend: Backend) {
    let world = World::new(backend);
    let id = world.add_file("data.bin", content(1 << 20));
    let mut seen = Vec::new();
    let download = files::download(&world.session, id).on_progress(|transfer| seen.push(transfer));
    download.bytes().expect("bytes");
    check(&seen, 1 << 20);
}
