//! FastAPI.

use std::collections::BTreeMap;

use civis::http::StatusCode;
use civis::serde_json::{Value, json};
use civis::{Blob, ErrorKind};

use crate::TOKEN;
use crate::app::App;

mod api {
    civis::civis_api!(concat!(env!("CIVIS_SERVICES"), "/fastapi.json"));
}
use api::{Client, types};

pub fn check(app: &App) -> civis::Result<()> {
    let session = app.session().build()?;
    let document = civis::spec::download_from(&session, "/openapi.json")?;
    assert!(document.starts_with(br#"{"openapi":"3.1.0""#));
    let client = Client::from(session);

    let all = client.items.list().send()?;
    assert_eq!(all.len(), 2);
    let light = client
        .items
        .list()
        .tags(["iron", "heavy"])
        .limit(5)
        .send()?;
    assert_eq!(light.len(), 1);
    let created = client.items.post("hammer").tags(["iron"]).send()?;
    assert_eq!(created.status(), StatusCode::CREATED);
    let id = created.id.expect("an id");
    assert_eq!(client.items.get(id).send()?.name.as_deref(), Some("hammer"));
    let changed = client.items.patch(id).name("mallet").send()?;
    assert_eq!(changed.name.as_deref(), Some("mallet"));
    assert_eq!(changed.tags.as_deref(), Some(&["iron".to_owned()][..]));

    let png = Blob::new(*b"\x89PNG\r\n").name("mallet.png");
    let photo = client.items.post_photo(id, png).note("new").send()?;
    assert_eq!(photo.name.as_deref(), Some("mallet.png"));
    assert_eq!(photo.size, Some(6));
    assert_eq!(photo.note.as_deref(), Some("new"));
    let photo = client.items.get_photo(id).send()?;
    assert_eq!(photo.bytes(), b"\x89PNG\r\n");
    assert_eq!(photo.media_type(), Some("image/png"));
    assert_eq!(photo.file_name(), Some("photo.png"));

    let photos = [
        Blob::new(*b"a").name("a.png"),
        Blob::new(*b"bc").name("b.png"),
    ];
    let cover = Blob::new(*b"def").name("c.png");
    let photos = client.photos.post(photos).cover(cover).send()?;
    let sizes = photos.iter().map(|photo| photo.size);
    assert!(sizes.eq([Some(1), Some(2), Some(3)]));

    let csv = client.export.get().send()?;
    assert!(
        csv.as_str()
            .is_some_and(|csv| csv.starts_with("id,name\n1,anvil\n"))
    );
    assert_eq!(client.version.get().send()?.text(), "1.0");
    assert!(client.refresh.post().send()?.is_empty());

    unusual_bodies(&client, id)?;

    client.items.delete(id).send()?;
    let error = client.items.get(id).send().expect_err("it is deleted");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.message(), format!("no item {id}"));
    let error = client.items.post("x").send().expect_err("it is too short");
    assert_eq!(
        error.message(),
        "body.name: String should have at least 2 characters"
    );

    let with = |session: civis::SessionBuilder| session.build().map(Client::from);
    let refused = with(app.session().bearer_token("open-sesame-wrong"))?;
    let error = refused
        .secure
        .get_bearer()
        .send()
        .expect_err("it is refused");
    assert_eq!(error.message(), "given: [redacted]; reason: a wrong token");
    let is_allowed = |response: &Value| response["allowed"] == true;
    let all = app
        .session()
        .bearer_token(TOKEN)
        .secret_header("X-Key", TOKEN);
    let all = with(
        all.secret_query("api_key", TOKEN)
            .secret_cookie("session", TOKEN),
    )?;
    assert!(is_allowed(&all.secure.get_bearer().send()?.into_inner()));
    assert!(is_allowed(&all.secure.get_header().send()?.into_inner()));
    assert!(is_allowed(&all.secure.get_query().send()?.into_inner()));
    assert!(is_allowed(&all.secure.get_cookie().send()?.into_inner()));
    Ok(())
}

/// Bodies beside JSON, and what Python sends beside the standards.
fn unusual_bodies(client: &Client, id: i64) -> civis::Result<()> {
    let photos = [
        Blob::new(*b"a").name("a.png"),
        Blob::new(*b"b").name("b.png"),
    ];
    let album = client.album.post("new").photos(photos).send()?;
    assert_eq!(*album, json!(["new", "a.png", "b.png"]));
    let journal = client.journal.get().send()?;
    assert_eq!(*journal, json!("{\"id\": 1}\n{\"id\": 2}\n"));
    let note = client
        .note
        .post("fine, thanks")
        .author("eyJh/b+c==")
        .send()?;
    assert_eq!(*note, json!(["fine, thanks", "eyJh/b+c=="]));

    let recorded = client.items.post_record(id).send()?;
    assert_eq!(recorded.at, None);
    let what = types::ItemsPostRecordWhat {
        kind: Some("sale".into()),
        price: Some("2.50".into()),
        ..Default::default()
    };
    let record = client.items.post_record(id).at("2026-05-27T15:44:29");
    let record = record
        .opens("08:30:00")
        .counts(BTreeMap::from([("7".to_owned(), 2)]));
    let recorded = record.what(what).send()?;
    let at = "2026-05-27T15:44:29Z".parse().ok();
    assert_eq!(recorded.at, at);
    assert_eq!(recorded.opens.as_deref(), Some("08:30:00"));

    let tag = "\"7\"";
    assert_eq!(client.revision.get().send()?.headers()["etag"], tag);
    let revision = client.revision.get().if_none_match(tag).send();
    let error = revision.expect_err("it is not modified");
    assert_eq!(error.status(), Some(StatusCode::NOT_MODIFIED));
    assert_eq!(error.message(), "");
    Ok(())
}
