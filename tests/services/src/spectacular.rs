//! drf-spectacular.

use civis::http::StatusCode;
use civis::serde_json::Value;
use civis::{Blob, ErrorKind};

use crate::TOKEN;
use crate::app::App;

mod service {
    civis::civis_api!(
        concat!(env!("CIVIS_SERVICES"), "/spectacular.json"),
        root_path = "/api"
    );
}
use service::Client;

pub fn check(app: &App) -> civis::Result<()> {
    let client = Client::from(app.session().build()?);

    assert_eq!(client.items.list().send()?.len(), 2);
    assert_eq!(client.items.list().tags(["iron", "heavy"]).send()?.len(), 1);
    let created = client.items.post("hammer").tags(["iron"]).send()?;
    assert_eq!(created.status(), StatusCode::CREATED);
    let id = created.id.expect("an id");
    assert_eq!(client.items.get(id).send()?.name.as_deref(), Some("hammer"));
    let changed = client.items.put(id, "mallet").send()?;
    assert_eq!(changed.name.as_deref(), Some("mallet"));
    let changed = client.items.patch(id).tags(["wood"]).send()?;
    assert_eq!(changed.tags.as_deref(), Some(&["wood".to_owned()][..]));

    // The document declares the file as a URI.
    let png = Blob::new(*b"\x89PNG\r\n").name("mallet.png");
    let photo = client.items.post_photo(id, png).note("new").send()?;
    assert_eq!(photo.note.as_deref(), Some("new"));
    let photo = client.items.get_download(id).send()?;
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
    let document = client.schema.get().send()?;
    assert!(document["openapi"].is_string());

    client.items.delete(id).send()?;
    let error = client.items.get(id).send().expect_err("it is deleted");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.message(), format!("no item {id}"));
    let error = client.items.post("x").send().expect_err("it is too short");
    assert_eq!(
        error.message(),
        "name: Ensure this field has at least 2 characters."
    );

    let wrong = Client::from(app.session().authorization("Token wrong-0123").build()?);
    let error = wrong.secure.get().send().expect_err("it is refused");
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(error.message(), "a wrong token");
    let token = format!("Token {TOKEN}");
    let allowed = Client::from(app.session().authorization(token).build()?);
    assert_eq!(allowed.secure.get().send()?["allowed"], Value::Bool(true));
    Ok(())
}
