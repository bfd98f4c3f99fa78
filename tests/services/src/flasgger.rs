//! Flasgger.

use civis::http::StatusCode;
use civis::serde_json::{Value, json};
use civis::{Blob, ErrorKind};

use crate::TOKEN;
use crate::app::App;

mod api {
    civis::civis_api!(concat!(env!("CIVIS_SERVICES"), "/flasgger.json"));
}
use api::Client;

pub fn check(app: &App) -> civis::Result<()> {
    let client = Client::from(app.session().build()?);

    assert_eq!(client.items.list().send()?.len(), 2);
    assert_eq!(
        client
            .items
            .list()
            .tags(["iron", "heavy"])
            .limit(5)
            .send()?
            .len(),
        1
    );
    let created = client.items.post("hammer").tags(["iron"]).send()?;
    assert_eq!(created.status(), StatusCode::CREATED);
    let id = created.id.expect("an id");
    assert_eq!(client.items.get(id).send()?.name.as_deref(), Some("hammer"));
    let changed = client.items.put(id, "mallet").send()?;
    assert_eq!(changed.name.as_deref(), Some("mallet"));

    let png = Blob::new(*b"\x89PNG\r\n").name("mallet.png");
    let photo = client.items.post_photo(id, png).note("new").send()?;
    assert_eq!(
        photo.json::<Value>()?,
        json!({"name": "mallet.png", "size": 6, "note": "new"})
    );
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

    let export = client.export.get().separator("|").send()?;
    assert!(export.text().starts_with("id|name\n1|anvil\n"));

    client.items.delete(id).send()?;
    let error = client.items.put(id, "x").send().expect_err("it is deleted");
    assert_eq!(
        (error.code(), error.message()),
        (None, &*format!("there is no item {id}"))
    );
    let error = client.items.get(id).send().expect_err("it is deleted");
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::NotFound, Some("missing"))
    );
    assert_eq!(error.message(), format!("no item {id}"));
    let error = client.items.post("").send().expect_err("it has no name");
    assert_eq!(error.message(), "name: is missing");

    let error = client.secure.get_basic().send().expect_err("it is refused");
    assert_eq!(
        (error.code(), error.message()),
        (Some("forbidden"), "a wrong password")
    );
    let allowed = Client::from(app.session().basic_auth("user", TOKEN).build()?);
    assert_eq!(allowed.secure.get_basic().send()?.allowed, Some(true));
    Ok(())
}
