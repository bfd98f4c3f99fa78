//! Faults of the store and of connections.

use std::fs;
use std::time::Duration;

use civis::{ErrorKind, RetryPolicy, files};
use civis_mock::{Clock, Cut, Fault, Platform, Reply};
use serde_json::json;

use crate::support::{Backend, FORM, Folder, OBJECT, PART, SINGLE, World, content, whole};

on_every_transport! {
    a_form_is_sent_again_after_a_fault,
    a_part_is_sent_again_after_a_fault,
    a_part_that_fails_for_good_fails_the_upload,
    a_lost_response_to_the_completion_is_looked_up,
    a_refused_completion_is_an_error,
    a_wrong_number_of_urls_is_an_error,
    a_file_that_becomes_shorter_fails_the_upload,
    a_reader_that_ends_early_fails_the_upload,
    a_broken_download_goes_on,
    a_download_that_breaks_again_and_again_fails,
    an_expired_link_is_renewed_once,
    a_short_file_is_an_error,
    an_error_of_the_store_has_its_code_and_no_query,
}

/// An error as S3 returns it.
fn s3_error(status: u16, code: &str, message: &str) -> Fault {
    let body = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
    Fault::reply(Reply::bytes(status, "application/xml", body))
}

fn faults() -> Vec<Fault> {
    vec![
        s3_error(500, "InternalError", "We encountered an internal error."),
        s3_error(503, "SlowDown", "Please reduce your request rate."),
        Fault::cut(Cut::InRequest),
        Fault::cut(Cut::BeforeAnswer),
    ]
}

fn a_form_is_sent_again_after_a_fault(backend: Backend) {
    let content = content(3 << 20);
    for fault in faults() {
        let world = World::new(backend);
        let text = format!("{fault:?}");
        world.server.fault(fault.on("POST", FORM));
        let id = files::upload_bytes(&world.session, "a", content.clone()).send();
        let id = id.unwrap_or_else(|error| panic!("{text}: {error}"));
        assert!(world.file(id) == content, "{text}");
        assert_eq!(world.count_in_store("POST"), 2, "{text}");
        assert_eq!(world.requests().len(), 3, "{text}");
    }
}

fn a_part_is_sent_again_after_a_fault(backend: Backend) {
    let folder = Folder::new();
    let content = content(SINGLE + 1);
    let path = folder.file("long.bin", &content);
    let world = World::new(backend);
    for fault in faults() {
        world.server.fault(fault.on("PUT", OBJECT));
    }
    let id = files::upload(&world.session, &path)
        .part_bytes(PART)
        .send()
        .expect("an ID");
    assert!(world.file(id) == content);
    // The request that is cut may not be recorded.
    let count = world.count_in_store("PUT");
    assert!((11 + 3..=11 + 4).contains(&count), "{count}");
}

fn a_part_that_fails_for_good_fails_the_upload(backend: Backend) {
    let world = World::new(backend);
    let folder = Folder::new();
    let path = folder.file("long.bin", content(SINGLE + 1));
    let denied = s3_error(403, "AccessDenied", "Request has expired");
    world.server.fault(denied.on("PUT", OBJECT).always());
    let upload = files::upload(&world.session, &path);
    let error = upload
        .part_bytes(2 * PART)
        .threads(1)
        .send()
        .expect_err("denied");
    let text = error.to_string();
    assert_eq!(
        error.status().map(|status| status.as_u16()),
        Some(403),
        "{text}"
    );
    assert_eq!(error.code(), Some("AccessDenied"), "{text}");
    for part in [
        "403 Forbidden",
        "part 1 of 6 of file ",
        "Request has expired",
        " remains on the Platform, without content: 0 of its 6 parts were sent",
    ] {
        assert!(text.contains(part), "{text}");
    }
    assert!(!text.contains('?') && !text.contains("Signature"), "{text}");
    // A 403 is not retried, the other parts are not sent, and the upload is not completed.
    assert_eq!(world.count_in_store("PUT"), 1);
    assert_eq!(world.requests().len(), 2);
}

fn a_lost_response_to_the_completion_is_looked_up(backend: Backend) {
    let world = World::new(backend);
    let folder = Folder::new();
    let content = content(SINGLE + 1);
    let path = folder.file("long.bin", &content);
    let lost = Fault::cut(Cut::BeforeAnswer);
    world
        .server
        .fault(lost.on("POST", "/files/multipart/{id}/complete"));
    let id = files::upload(&world.session, &path).send().expect("an ID");
    assert!(world.file(id) == content);
    let last = world.requests().pop();
    assert_eq!(last, Some(format!("GET /files/{id}")));
}

fn a_refused_completion_is_an_error(backend: Backend) {
    let world = World::new(backend);
    let folder = Folder::new();
    let path = folder.file("long.bin", content(SINGLE + 1));
    let refused = Fault::status(422);
    world
        .server
        .fault(refused.on("POST", "/files/multipart/{id}/complete"));
    let error = files::upload(&world.session, &path)
        .send()
        .expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Unprocessable);
    let text = error.to_string();
    assert!(
        text.contains("its parts were sent but may not be joined"),
        "{text}"
    );
}

fn a_wrong_number_of_urls_is_an_error(backend: Backend) {
    let world = World::new(backend);
    let folder = Folder::new();
    let path = folder.file("long.bin", content(SINGLE + 1));
    let created = json!({"id": 7, "uploadUrls": ["http://127.0.0.1:1/part"]});
    world
        .server
        .answer("POST", "/files/multipart", 201, &created);
    let error = files::upload(&world.session, &path)
        .send()
        .expect_err("one URL");
    assert_eq!(error.kind(), ErrorKind::Decode);
    let expected = "files.post_multipart: the response has 1 URLs for 4 parts; file 7 remains on \
                    the Platform, without content: 0 of its 4 parts were sent";
    assert_eq!(error.to_string(), expected);
}

fn a_file_that_becomes_shorter_fails_the_upload(backend: Backend) {
    let world = World::new(backend);
    let folder = Folder::new();
    let path = folder.file("long.bin", content(SINGLE + 1));
    let shorten = || {
        let file = fs::OpenOptions::new()
            .write(true)
            .open(&path)
            .expect("a file");
        file.set_len(SINGLE).expect("shorter");
    };
    let upload = files::upload(&world.session, &path).on_progress(|_| shorten());
    let error = upload.part_bytes(2 * PART).send().expect_err("too short");
    assert_eq!(error.kind(), ErrorKind::File);
    let text = whole(&error);
    assert!(text.contains("part 6 of 6 of file "), "{text}");
    assert!(text.contains("it became shorter"), "{text}");
    let requests = world.requests();
    assert!(
        !requests
            .iter()
            .any(|request| request.ends_with("/complete")),
        "{requests:?}"
    );
}

fn a_reader_that_ends_early_fails_the_upload(backend: Backend) {
    let world = World::new(backend);
    let short = content(SINGLE);
    let upload = files::upload_reader(&world.session, "short", &*short).length(SINGLE + 1);
    let error = upload.part_bytes(2 * PART).send().expect_err("too short");
    assert_eq!(error.kind(), ErrorKind::File);
    let text = error.to_string();
    let expected = "the reader ended after 52428800 of 52428801 bytes; file ";
    assert!(text.starts_with(expected), "{text}");
    assert!(text.contains(" of its 6 parts were sent"), "{text}");
}

fn a_broken_download_goes_on(backend: Backend) {
    let folder = Folder::new();
    let content = content(3 << 20);
    for cut in [Cut::BeforeAnswer, Cut::AfterHeaders, Cut::InBody] {
        let world = World::new(backend);
        let id = world.add_file("data.bin", &*content);
        world
            .server
            .fault(Fault::cut(cut).on("GET", OBJECT).times(2));
        let path = folder.join("copy.bin");
        files::download(&world.session, id)
            .to_path(&path)
            .expect("a file");
        assert!(fs::read(&path).expect("a file") == content, "{cut:?}");
        assert_eq!(world.count_in_store("GET"), 3, "{cut:?}");
        let requests = world.server.requests();
        let last = requests.last().expect("a request");
        // Half of the content, and half of the rest.
        let (range, has_tag) = match cut {
            Cut::InBody => (Some("bytes=2359296-3145727"), true),
            Cut::AfterHeaders => (Some("bytes=0-3145727"), true),
            _ => (None, false),
        };
        assert_eq!(last.header("range"), range, "{cut:?}");
        assert_eq!(last.header("if-range").is_some(), has_tag, "{cut:?}");
        assert_eq!(folder.names(), ["copy.bin"]);
    }
}

fn a_download_that_breaks_again_and_again_fails(backend: Backend) {
    let world = World::with(backend, Platform::new(), |builder| {
        builder.retry(RetryPolicy::default().max_retries(2))
    });
    let folder = Folder::new();
    let path = folder.file("copy.bin", "old");
    let id = world.add_file("data.bin", content(1 << 20));
    world
        .server
        .fault(Fault::cut(Cut::AfterHeaders).on("GET", OBJECT).always());
    let error = files::download(&world.session, id)
        .to_path(&path)
        .expect_err("broken");
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    assert_eq!(folder.names(), ["copy.bin"]);
    assert_eq!(fs::read(&path).expect("a file"), b"old");
}

fn an_expired_link_is_renewed_once(backend: Backend) {
    let clock = Clock::fake();
    let platform = Platform::new().clock(clock.clone());
    let world = World::with(backend, platform, |builder| builder);
    let content = content(1 << 20);
    let id = world.add_file("data.bin", &*content);
    // The connection breaks, and the link has expired when the download resumes.
    world
        .server
        .fault(Fault::cut(Cut::InBody).on("GET", OBJECT));
    let mut expire = Some(clock);
    let download = files::download(&world.session, id).on_progress(move |transfer| {
        if transfer.bytes > 0
            && let Some(clock) = expire.take()
        {
            clock.advance(Duration::from_secs(3600));
        }
    });
    assert!(download.bytes().expect("bytes") == content);
    let object = format!("GET /civis-mock-files/files/{id}/data.bin");
    let file = format!("GET /files/{id}");
    assert_eq!(
        world.requests(),
        [&*file, &*object, &*object, &*file, &*object]
    );

    // A second rejection is an error.
    world.server.clear_requests();
    let denied = s3_error(403, "AccessDenied", "Request has expired");
    world.server.fault(denied.on("GET", OBJECT).always());
    let error = files::download(&world.session, id)
        .bytes()
        .expect_err("denied");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(403));
    assert_eq!(world.requests(), [&*file, &*object, &*file, &*object]);
}

fn a_short_file_is_an_error(backend: Backend) {
    let world = World::new(backend);
    let folder = Folder::new();
    let id = world.add_file("data.bin", content(1000));
    let short = Reply::bytes(200, "binary/octet-stream", content(999));
    world.server.reply("GET", OBJECT, short);
    let path = folder.join("copy.bin");
    let error = files::download(&world.session, id)
        .to_path(&path)
        .expect_err("short");
    assert_eq!(error.kind(), ErrorKind::Transport);
    let expected =
        format!("file {id} has 1000 bytes according to the Platform, but the store has 999");
    assert_eq!(error.to_string(), expected);
    assert_eq!(folder.names(), [""; 0]);
}

fn an_error_of_the_store_has_its_code_and_no_query(backend: Backend) {
    let world = World::new(backend);
    let id = world.add_file("data.bin", content(1000));
    let gone = s3_error(404, "NoSuchKey", "The specified key does not exist.");
    world.server.fault(gone.on("GET", OBJECT).always());
    let error = files::download(&world.session, id)
        .bytes()
        .expect_err("gone");
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::NotFound, Some("NoSuchKey"))
    );
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(text.contains("The specified key does not exist."), "{text}");
        assert!(!text.contains('?') && !text.contains("Signature"), "{text}");
    }
}
