//! Other specifications than the Platform's: the classic petstore, and a service below a root path.

#![forbid(unsafe_code)]

use civis::Blob;
use civis_mock::RecordedRequest;
use civis_tests::{last, serve};
use serde_json::{Map, Value, json};

mod petstore {
    civis::civis_api!("specs/petstore.json", client = Petstore);
}

mod service {
    civis::civis_api!("specs/service.json", root_path = "/api");
}

use petstore::Petstore;
use petstore::types::{Category, PetStatus};

fn sent(request: &RecordedRequest) -> (&str, &str, &[u8]) {
    (&request.method, &request.path, &request.body)
}

#[test]
fn parameters_of_the_petstore_are_sent_as_declared() -> civis::Result<()> {
    let (server, session) = serve("petstore");
    let client = Petstore::from(session);

    let pet = client.pet.get(5).send()?;
    assert_eq!(pet.id, Some(5));
    assert_eq!(pet.status, Some(PetStatus::Available));
    assert_eq!(sent(&last(&server)).1, "/v2/pet/5");

    client.pet.list_find_by_status(["pending", "sold"]).send()?;
    let statuses = [("status", "pending"), ("status", "sold")];
    let query = last(&server).query;
    let query: Vec<_> = query
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    assert_eq!(query, statuses);

    client
        .pet
        .post("Rex", ["https://h.test/rex.png"])
        .category(Category {
            name: Some("dogs".to_owned()),
            ..Category::default()
        })
        .status(PetStatus::Pending)
        .send()?;
    assert_eq!(
        last(&server).json(),
        Some(json!({
            "name": "Rex", "photoUrls": ["https://h.test/rex.png"],
            "category": {"name": "dogs"}, "status": "pending",
        }))
    );

    client
        .pet
        .post_by_pet_id(5)
        .name("Rex & Max")
        .status("sold")
        .send()?;
    let request = last(&server);
    assert_eq!(
        request.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(request.body, &b"name=Rex%20%26%20Max&status=sold"[..]);

    client.pet.delete(5).api_key("special").send()?;
    let request = last(&server);
    assert_eq!(sent(&request), ("DELETE", "/v2/pet/5", &b""[..]));
    assert_eq!(request.header("api_key"), Some("special"));

    let counts = client.store.get_inventory().send()?;
    assert!(counts.values().all(|count| *count >= 0));

    let users = petstore::types::User {
        username: Some("é".to_owned()),
        ..Default::default()
    };
    client.user.post_create_with_array([&users]).send()?;
    assert_eq!(last(&server).json(), Some(json!([{"username": "é"}])));

    let token = client.user.get_login("me", "a b").send()?;
    assert!(!token.is_empty());
    Ok(())
}

#[test]
fn a_file_is_sent_in_a_multipart_form() -> civis::Result<()> {
    let (server, session) = serve("petstore");
    let client = Petstore::from(session);
    let photo: Vec<u8> = (0..=255).collect();
    let response = client
        .pet
        .post_upload_image(5)
        .additional_metadata("a cat")
        .file(
            Blob::new(photo.clone())
                .name("cat.png")
                .content_type("image/png"),
        )
        .send()?;
    assert!(response.code.is_some());
    let request = last(&server);
    let content_type = request.header("content-type").expect("a content type");
    let (kind, boundary) = content_type.split_once("; boundary=").expect("a boundary");
    assert_eq!(kind, "multipart/form-data");
    let mut expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"additionalMetadata\"\r\n\r\na cat\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"cat.png\"\r\n\
         Content-Type: image/png\r\n\r\n"
    )
    .into_bytes();
    expected.extend_from_slice(&photo);
    expected.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    assert_eq!(request.body, expected);
    Ok(())
}

#[test]
fn calls_by_name_make_the_same_requests() -> civis::Result<()> {
    let (_server, session) = serve("petstore");
    let client = Petstore::from(session.clone());
    let file = include_bytes!("../specs/petstore.json");
    let spec = civis_spec::Spec::from_slice(file).expect("the specification");
    let by_name = |resource, method, arguments: Value| {
        let arguments: Map<String, Value> = arguments.as_object().cloned().expect("an object");
        let call = session
            .call(&spec, resource, method, &arguments)
            .expect("a call");
        format!("{:?}", call.request().parts().expect("parts"))
    };
    let typed = |request: &civis::Request| format!("{:?}", request.parts().expect("parts"));
    assert_eq!(
        by_name("pet", "list_findByStatus", json!({"status": ["sold"]})),
        typed(client.pet.list_find_by_status(["sold"]).request()),
    );
    // The operation declares no body, so none is sent.
    let upload = client.pet.post_upload_image(3);
    assert_eq!(
        by_name("pet", "post_uploadImage", json!({"pet_id": 3})),
        typed(upload.request())
    );
    assert_eq!(upload.request().parts()?.body, None);
    assert_eq!(
        by_name("store", "get_order", json!({"order_id": 3})),
        typed(client.store.get_order(3).request()),
    );
    assert_eq!(
        by_name(
            "pet",
            "post_uploadImage",
            json!({"pet_id": 3, "additional_metadata": "x"})
        ),
        typed(
            client
                .pet
                .post_upload_image(3)
                .additional_metadata("x")
                .request()
        ),
    );
    Ok(())
}

#[test]
fn a_root_path_is_part_of_every_request_but_of_no_name() -> civis::Result<()> {
    let (server, session) = serve("service");
    let client = service::Client::from(session);
    client.jobs.list().limit(3).send()?;
    client.jobs.post("nightly").send()?;
    client.jobs.get(7).send()?;
    let requests = server.requests();
    let paths: Vec<_> = requests
        .iter()
        .map(|request| request.path.as_str())
        .collect();
    assert_eq!(paths, ["/api/jobs", "/api/jobs", "/api/jobs/7"]);
    assert_eq!(requests[1].json(), Some(json!({"name": "nightly"})));
    Ok(())
}
