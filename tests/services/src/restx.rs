//! Flask-RESTX.

use civis::http::StatusCode;
use civis::serde_json::{Value, json};
use civis::{Blob, ErrorKind};

use crate::TOKEN;
use crate::app::App;

mod api {
    civis::civis_api!(concat!(env!("CIVIS_SERVICES"), "/restx.json"));
}
use api::Client;

pub fn check(app: &App) -> civis::Result<()> {
    let client = Client::from(app.session().build()?);

    assert_eq!(client.items.list().send()?.len(), 2);
    assert_eq!(client.items.list().tags(["iron", "heavy"]).send()?.len(), 1);
    assert_eq!(client.items.list().ids([1, 2]).limit(5).send()?.len(), 2);
    let created = client.items.post("hammer").tags(["iron"]).send()?;
    assert_eq!(created.status(), StatusCode::CREATED);
    let id = created.id.expect("an id");
    assert_eq!(client.items.get(id).send()?.name.as_deref(), Some("hammer"));
    let changed = client.items.put(id, "mallet").send()?;
    assert_eq!(changed.json::<Value>()?["name"], "mallet");

    let png = Blob::new(*b"\x89PNG\r\n").name("mallet.png");
    let photo = client.items.post_photo(id, png).note("new").send()?;
    assert_eq!(
        photo.json::<Value>()?,
        json!({"name": "mallet.png", "size": 6, "note": "new"})
    );
    let photo = client.items.get_photo(id).send()?;
    assert_eq!(photo.bytes(), b"\x89PNG\r\n");
    assert_eq!(photo.media_type(), Some("image/png"));
    assert_eq!(photo.file_name(), Some("photo.png"));
    let csv = client.export.get().send()?;
    assert!(csv.text().starts_with("id,name\n1,anvil\n"));
    assert_eq!(csv.media_type(), Some("text/csv; charset=utf-8"));
    let refreshed = client.refresh.post().send()?;
    assert!(refreshed.is_empty());
    assert_eq!(refreshed.status(), StatusCode::ACCEPTED);

    let price = client.price.get().send()?;
    assert_eq!((price.amount, price.count), (Some(1.5), Some(3)));

    client.items.delete(id).send()?;
    let error = client.items.get(id).send().expect_err("it is deleted");
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::NotFound, Some("missing"))
    );
    assert!(
        error.message().starts_with(&format!("no item {id}.")),
        "{error}"
    );
    let error = client.items.post("x").send().expect_err("it is too short");
    assert!(
        error.message().contains("name: 'x' is too short"),
        "{error}"
    );

    let error = client.secure.get_query().send().expect_err("it is refused");
    assert_eq!(error.message(), "a wrong token");
    let all = app
        .session()
        .secret_header("X-Key", TOKEN)
        .secret_query("api_key", TOKEN);
    let all = Client::from(all.build()?);
    assert_eq!(
        all.secure.get_header().send()?.json::<Value>()?["allowed"],
        true
    );
    assert_eq!(
        all.secure.get_query().send()?.json::<Value>()?["allowed"],
        true
    );
    Ok(())
}
