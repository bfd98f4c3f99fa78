//! An embedded server that stands in for Civis Platform in tests and demos.
//!
//! A specification drives it: every operation returns a value that matches its
//! schema, requests that the specification does not allow are refused, and lists
//! have pages. Tests can script responses and faults, and inspect the requests
//! that were made. The server listens only on the loopback interface, and refuses
//! requests to other hosts (421), which a web page in a browser could make.
//!
//! The road of a request, and the modules along it:
//!
//! ```text
//! server        MockServer and its builder: options, scripts, the thread
//! connection    bytes to a request                 <- request
//! respond       the order of all that can respond:
//!   host          the `Host` header
//!   route         the path to an operation         <- api: the indexed specification
//!   server_state  scripted faults and replies      <- fault, reply
//!   check         the request against the specification  <- validate, names
//!   replay        recorded exchanges
//!   platform      what Civis Platform does         <- routed_request
//!   default_response                               <- sample, pages, object_store
//! connection    a reply to bytes                   <- reply
//! ```
//!
//! # Example
//!
//! ```
//! use civis_mock::{Fault, MockServer};
//! use serde_json::json;
//!
//! # let spec = br##"{"swagger": "2.0", "info": {"title": "Small", "version": "1"},
//! #     "paths": {
//! #         "/jobs/": {"get": {
//! #             "parameters": [{"name": "limit", "in": "query", "type": "integer"},
//! #                            {"name": "page_num", "in": "query", "type": "integer"}],
//! #             "responses": {"200": {"description": "success",
//! #                 "schema": {"type": "array", "items": {"$ref": "#/definitions/Job"}}}}}},
//! #         "/jobs/{id}": {"get": {
//! #             "parameters": [{"name": "id", "in": "path", "type": "integer", "required": true}],
//! #             "responses": {"200": {"description": "success",
//! #                 "schema": {"$ref": "#/definitions/Job"}}}}}},
//! #     "definitions": {"Job": {"type": "object", "properties": {
//! #         "id": {"type": "integer"}, "name": {"type": "string"}}}}}"##;
//! // `MockServer::start("civis-spec.json")` reads the specification from a file.
//! let server = MockServer::builder().spec_bytes(&spec[..]).start()?;
//!
//! // Give your client `server.url()` and `server.api_key()`. Any HTTP client will do.
//! # let auth = format!("Basic {}", base64::Engine::encode(
//! #     &base64::engine::general_purpose::STANDARD, format!("{}:", server.api_key())));
//! let get = |path: &str| {
//!     let request = ureq::get(format!("{}{path}", server.url())).header("authorization", &auth);
//!     let request = request.config().http_status_as_error(false).build();
//!     let mut response = request.call()?;
//!     let status = response.status().as_u16();
//!     Ok::<_, ureq::Error>((status, response.body_mut().read_to_string()?))
//! };
//!
//! // Every operation responds, with the ids of the path.
//! assert_eq!(get("/jobs/7")?, (200, r#"{"id":7,"name":"name 7"}"#.to_owned()));
//!
//! // The items of lists, and any response, can be set.
//! server.list("/jobs", vec![json!({"id": 1, "name": "nightly"})]);
//! assert_eq!(get("/jobs/1")?.1, r#"{"id":1,"name":"nightly"}"#);
//! server.answer("GET", "/jobs/2", 404, &json!({"error": "not_found"}));
//! assert_eq!(get("/jobs/2")?.0, 404);
//!
//! // Faults happen once, or as often as you say.
//! server.fault(Fault::status(503).header("retry-after", "1").on("GET", "/jobs/{id}"));
//! assert_eq!(get("/jobs/7")?.0, 503);
//! assert_eq!(get("/jobs/7")?.0, 200);
//!
//! // A request that the specification does not allow is refused with the reason.
//! let (status, problem) = get("/jobs/?size=3")?;
//! assert_eq!(status, 400);
//! assert!(problem.contains("`size` is not a parameter of the query"));
//!
//! // Every request is recorded.
//! let requests = server.requests();
//! assert_eq!(requests[0].operation.as_deref(), Some("/jobs/{id}"));
//! assert_eq!(requests[0].param("id"), Some("7"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Testing a program
//!
//! Whole programs need more than single responses: runs that end, files that can
//! be uploaded and read, tables. A [`Platform`] has them, and tests plan them.
//!
//! ```
//! use std::time::Duration;
//! use civis_mock::{Clock, MockServer, Platform, RunPlan, Table};
//! use serde_json::{Value, json};
//!
//! // The program: it exports a table, and returns the lines of the file.
//! fn export(endpoint: &str, key: &str) -> Result<Vec<String>, Box<dyn std::error::Error>> {
//! #   let auth = format!("Basic {}", base64::Engine::encode(
//! #       &base64::engine::general_purpose::STANDARD, format!("{key}:")));
//!     let post = |path: &str, body: Value| -> Result<Value, Box<dyn std::error::Error>> {
//!         let request = ureq::post(format!("{endpoint}{path}")).header("authorization", &auth);
//!         Ok(serde_json::from_str(&request.send(body.to_string())?.body_mut().read_to_string()?)?)
//!     };
//!     let script = post("/scripts/sql", json!({
//!         "name": "export", "sql": "select * from public.people",
//!         "remoteHostId": 1, "credentialId": 2, "csvSettings": {"compression": "none"},
//!     }))?;
//!     let run = post(&format!("/scripts/sql/{}/runs", script["id"]), json!({}))?;
//!     loop {
//!         let path = format!("/scripts/sql/{}/runs/{}", script["id"], run["id"]);
//!         let mut polled = ureq::get(format!("{endpoint}{path}")).header("authorization", &auth).call()?;
//!         let polled: Value = serde_json::from_str(&polled.body_mut().read_to_string()?)?;
//!         match polled["state"].as_str() {
//!             Some("succeeded") => {
//!                 let url = polled["output"][0]["path"].as_str().ok_or("no output")?;
//!                 let text = ureq::get(url).call()?.body_mut().read_to_string()?;
//!                 return Ok(text.lines().map(str::to_owned).collect());
//!             }
//!             Some("failed") => return Err(polled["error"].as_str().unwrap_or("no error").into()),
//!             _ => std::thread::sleep(Duration::from_millis(1)),
//!         }
//!     }
//! }
//!
//! // The test.
//! # let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/../civis/civis-spec.json");
//! let platform = Platform::new();
//! let people = Table::new(["id", "name"]).row([json!(1), json!("Ada")]);
//! platform.set_table("redshift-general", "public.people", &people)?;
//! // `spec` is the path of the specification that the program pins.
//! let server = MockServer::builder().spec_file(spec).platform(&platform).start()?;
//! assert_eq!(export(&server.url(), server.api_key())?, [r#""id","name""#, r#""1","Ada""#]);
//!
//! // The next run of a SQL script fails.
//! platform.plan("/scripts/sql/{id}", RunPlan::fails("out of disk"));
//! let error = export(&server.url(), server.api_key()).expect_err("the run fails");
//! assert_eq!(error.to_string(), "out of disk");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Behavior
//!
//! **Responses.** Generated values are always the same: ids count from 1 or are
//! those of the path, text is the name of the property and a number, an enum is
//! its first value, and a `state` is `succeeded`. With [`Exchanges`] the server
//! responds with the exchanges that a specification has on record.
//!
//! **Requests** need Basic authentication with an API key (else 401), a declared
//! path (404) and method (405), and parameters that are declared, present if
//! required, and of their type (400). Like the Platform, the server accepts the
//! properties of a body in snake case too, null for optional ones, and arrays in
//! the query as `name[]=a&name[]=b`. The trailing `/` and the base path of the
//! specification are optional. `GET /endpoints` returns the specification.
//!
//! **Lists** with `limit` and `page_num` have pages, with `X-Pagination-*`
//! headers. Every response has `X-RateLimit-Limit` and `X-RateLimit-Remaining`.
//!
//! **State.** A POST to a path under which single objects can be read creates an
//! object. A GET of it returns what was sent, its list begins with it, PUT and
//! PATCH change it, and DELETE removes it. A POST to `…/runs` starts a run, which
//! advances by one step with each poll ([`MockServer::run_states`]).
//!
//! **The Platform.** With a [`Platform`], its state is behind the paths that it
//! handles, as far as the specification has them. Other paths behave as above. What
//! does not exist is a 404, and properties that were never set are null. Scripted
//! replies, faults, checks of requests, and lists that a test has set take
//! precedence.
//!
//! - *Jobs.* Scripts, imports, queries and enhancements are jobs, and `/jobs`
//!   shows them as their own paths do: state, `lastRun`, runs, logs, outputs,
//!   children. Runs advance with each poll of the job, the run or its logs, or by
//!   a [`Clock`]; a [`RunPlan`] says how. A DELETE of the run or a POST to
//!   `…/cancel` cancels it, or is a 404 if the run has ended.
//! - *Logs* obey `last_id` and `limit`. The header `civis-max-id` is the id of the
//!   newest line, and `civis-cache-control` is `no-store` while more may come.
//! - *Files* are uploaded to and downloaded from signed URLs of this server, under
//!   `/civis-mock-files`, as with S3: a signature that is wrong or has expired is a
//!   403 in XML. Uploads are forms or parts; downloads support ranges and ETags. A
//!   file has a `fileUrl` once its content was uploaded.
//! - *Tables.* With the feature `sqlite`, queries and SQL scripts run in SQLite, in
//!   memory and without access to files. The SQL of a job may run for 30 seconds, a value has at most
//!   16 MiB, and a schema and a result at most 256 MiB. What is not committed is rolled back. A schema
//!   is an attached database, so a database has at most ten of them; a new one is created by its first import or
//!   [`set_table`](Platform::set_table). Without the feature, the server runs
//!   `select` of columns or `*` from one table, and what
//!   [`answer_sql`](Platform::answer_sql) sets. Imports load CSV files into tables
//!   and syncs copy tables either way. A scan of a table fails if it does not exist.
//! - *Notebooks and services* are deployed: a deployment is pending until it is
//!   looked at, and terminated by a DELETE or by the next one.
//! - *Workflows* are executed: tasks follow their transitions, and run jobs.
//!   Conditions on transitions are assumed to be true, and of expressions only
//!   `<% $.name %>` is replaced, by the input of that name.

#![forbid(unsafe_code)]

mod server;

mod connection;
mod host;
mod respond;

mod api;
mod route;
mod routed_request;

mod fault;
mod server_state;

mod check;
mod names;
mod validate;

mod replay;

mod platform;

mod default_response;
mod object_store;
mod pages;
mod sample;

mod error;
mod reply;
mod request;

pub use crate::error::Error;
pub use crate::fault::{Cut, Fault};
pub use crate::platform::{Clock, Platform, RunPlan, Table};
pub use crate::replay::Exchanges;
pub use crate::reply::Reply;
pub use crate::request::RecordedRequest;
pub use crate::server::{Builder, MockServer};
