//! Programs that use the typed client for jobs, logs, files and tables, with the embedded server as the Platform.

use std::time::Duration;

use civis::Session;
use civis_mock::{Clock, MockServer, Platform, RunPlan, Table};
use serde_json::json;

mod platform {
    civis::civis_api!(
        "../civis/civis-spec.json",
        resources = [files, jobs, queries, scripts, tables]
    );
}
use platform::Client;

fn start(platform: &Platform) -> (MockServer, Client) {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/../civis/civis-spec.json");
    let server = MockServer::builder()
        .spec_file(spec)
        .platform(platform)
        .start();
    let server = server.expect("a server");
    let session = Session::builder()
        .api_key(server.api_key())
        .base_url(server.url())
        .build()
        .expect("a session");
    (server, Client::from(session))
}

fn download(url: &str) -> Result<String, ureq::Error> {
    ureq::get(url).call()?.body_mut().read_to_string()
}

#[test]
fn an_exported_table_is_downloaded() -> civis::Result<()> {
    let platform = Platform::new();
    let people = Table::new(["id", "name"]).row([json!(1), json!("Ada")]);
    platform
        .set_table("redshift-general", "public.people", &people)
        .expect("a table");
    let (_server, client) = start(&platform);
    let database = client.get_database_id("redshift-general")?;
    let credential = client.default_database_credential_id()?;
    assert!(
        client
            .get_table_id("public.people", "redshift-general")
            .is_ok()
    );
    let script = client
        .scripts
        .post_sql(
            "export",
            "select * from public.people",
            database,
            credential,
        )
        .csv_settings(json!({"compression": "none", "includeHeader": false}))
        .send()?;
    let id = script.id.expect("an id");
    let run = client.scripts.post_sql_runs(id).send()?.id.expect("an id");
    let mut states = Vec::new();
    let run = loop {
        let run = client.scripts.get_sql_runs(id, run).send()?;
        states.push(run.state.clone().expect("a state"));
        if run.finished_at.is_some() {
            break run;
        }
    };
    assert_eq!(states, ["queued", "running", "succeeded"]);
    let output = run.output.as_ref().expect("a list");
    let url = output[0].path.as_deref().expect("a link");
    assert_eq!(download(url).expect("a file"), "\"1\",\"Ada\"\n");
    Ok(())
}

#[test]
fn a_job_of_an_hour_is_followed_and_cancelled_with_a_fake_clock() -> civis::Result<()> {
    let clock = Clock::fake();
    let hour = Duration::from_secs(3600);
    let platform = Platform::new().clock(clock.clone());
    platform.plan(
        "/scripts/{id}",
        RunPlan::succeeds().lasting(hour).log("info", "half of it"),
    );
    let (_server, client) = start(&platform);
    let job = client
        .scripts
        .post_python3("slow", "pass")
        .send()?
        .id
        .expect("an id");
    let run = client.jobs.post_runs(job).send()?.id.expect("an id");
    let mut last = 0;
    let mut new_lines = |client: &Client| -> civis::Result<Vec<String>> {
        let lines = client.jobs.list_runs_logs(job, run).last_id(last).send()?;
        last = lines
            .iter()
            .filter_map(|line| line.id)
            .max()
            .unwrap_or(last);
        Ok(lines
            .iter()
            .filter_map(|line| line.message.clone())
            .collect())
    };
    assert_eq!(new_lines(&client)?, ["Queued", "Running"]);
    clock.advance(hour / 2);
    assert_eq!(new_lines(&client)?, ["half of it"]);
    client.jobs.delete_runs(job, run).send()?;
    clock.advance(hour);
    assert_eq!(new_lines(&client)?, ["Cancelled"]);
    let state = client.jobs.get(job).send()?.state.clone();
    assert_eq!(state.expect("a state").as_str(), "cancelled");
    let again = client.jobs.delete_runs(job, run).send();
    assert_eq!(
        again
            .expect_err("the run is done")
            .status()
            .map(|s| s.as_u16()),
        Some(404)
    );
    Ok(())
}

#[test]
fn a_file_is_uploaded_in_parts_and_downloaded() -> civis::Result<()> {
    let platform = Platform::new().smallest_part(1);
    let (_server, client) = start(&platform);
    let upload = client.files.post_multipart("two parts", 2).send()?;
    let id = upload.id.expect("an id");
    let urls = upload.upload_urls.as_ref().expect("URLs");
    for (url, part) in urls.iter().zip(["one ", "two"]) {
        ureq::put(url).send(part).expect("the part is accepted");
    }
    client.files.post_multipart_complete(id).send()?;
    let file = client.files.get(id).send()?;
    assert_eq!(file.file_size, Some(7));
    let link = file.file_url.as_deref().expect("a link");
    assert_eq!(download(link).expect("a file"), "one two");
    assert!(matches!(
        download(&link.replace("Signature=", "Signature=0")),
        Err(ureq::Error::StatusCode(403))
    ));
    Ok(())
}
