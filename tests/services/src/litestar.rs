//! Litestar.

use civis::http::StatusCode;
use civis::{Blob, ErrorKind};

use crate::TOKEN;
use crate::app::App;

mod api {
    civis::civis_api!(concat!(env!("CIVIS_SERVICES"), "/litestar.json"));
}
use api::Client;

pub fn check(app: &App) -> civis::Result<()> {
    let client = Client::from(app.session().build()?);

    assert_eq!(client.items.list().send()?.len(), 2);
    assert_eq!(client.items.list().tags(["iron", "heavy"]).send()?.len(), 1);
    let created = client.items.post("hammer").send()?;
    assert_eq!(created.status(), StatusCode::CREATED);
    let id = created.id.expect("an id");
    assert_eq!(client.items.get(id).send()?.name.as_deref(), Some("hammer"));
    let changed = client.items.patch(id).tags(["iron"]).send()?;
    assert_eq!(changed.tags.as_deref(), Some(&["iron".to_owned()][..]));

    let png = Blob::new(*b"\x89PNG\r\n").name("hammer.png");
    let photo = client.items.post_photo(id, png).note("new").send()?;
    assert_eq!(photo.name.as_deref(), Some("hammer.png"));
    assert_eq!((photo.size, photo.note.as_deref()), (Some(6), Some("new")));
    let photo = client.items.get_photo(id).send()?;
    assert_eq!(photo.bytes(), b"\x89PNG\r\n");
    assert_eq!(photo.media_type(), Some("image/png"));
    assert!(
        client
            .export
            .get()
            .send()?
            .text()
            .starts_with("id,name\n1,anvil\n")
    );
    assert_eq!(client.version.get().send()?.text(), "1.0");

    client.items.delete(id).send()?;
    let error = client.items.get(id).send().expect_err("it is deleted");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.message(), format!("no item {id}"));

    let error = client
        .secure
        .get_header()
        .send()
        .expect_err("it is refused");
    assert_eq!(error.kind(), ErrorKind::Authentication);
    let allowed = Client::from(app.session().secret_header("X-Key", TOKEN).build()?);
    assert_eq!(
        allowed.secure.get_header().send()?.get("allowed"),
        Some(&true)
    );
    Ok(())
}
