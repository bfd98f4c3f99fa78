//! An embedded stand-in for Civis Platform, for tests and demos.
//!
//! It is driven by a specification: it answers every operation with a value that
//! fits its schema, refuses requests that the specification does not allow, and
//! answers lists in pages. A test can replace answers, script faults, and see
//! which requests came. It listens on the loopback interface only.
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
//! // `MockServer::start("civis-spec.json")` takes the file of a specification.
//! let server = MockServer::builder().spec_bytes(&spec[..]).start()?;
//!
//! // Give your client `server.url()` and `server.api_key()`. Here any HTTP will do.
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
//! // Every operation is answered, with the ids of the path.
//! assert_eq!(get("/jobs/7")?, (200, r#"{"id":7,"name":"name 7"}"#.to_owned()));
//!
//! // What a list holds can be set, and so can any answer.
//! server.list("/jobs", vec![json!({"id": 1, "name": "nightly"})]);
//! assert_eq!(get("/jobs/1")?.1, r#"{"id":1,"name":"nightly"}"#);
//! server.answer("GET", "/jobs/2", 404, &json!({"error": "not_found"}));
//! assert_eq!(get("/jobs/2")?.0, 404);
//!
//! // Faults come once, or as often as they are told to.
//! server.fault(Fault::status(503).header("retry-after", "1").on("GET", "/jobs/{id}"));
//! assert_eq!(get("/jobs/7")?.0, 503);
//! assert_eq!(get("/jobs/7")?.0, 200);
//!
//! // A request that the specification does not allow is told why.
//! let (status, problem) = get("/jobs/?size=3")?;
//! assert_eq!(status, 400);
//! assert!(problem.contains("`size` is not a parameter of the query"));
//!
//! // Every request is on record.
//! let requests = server.requests();
//! assert_eq!(requests[0].operation.as_deref(), Some("/jobs/{id}"));
//! assert_eq!(requests[0].param("id"), Some("7"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The test of a program
//!
//! Whole programs need more than answers: runs that end, files that can be sent
//! and read, tables. A [`Platform`] keeps them, and its test plans them.
//!
//! ```
//! use std::time::Duration;
//! use civis_mock::{Clock, MockServer, Platform, RunPlan, Table};
//! use serde_json::{Value, json};
//!
//! // The program: it exports a table, and answers the lines of the file.
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
//! # What it does
//!
//! **Answers.** Made-up values are the same every time: ids count from 1 or are
//! those of the path, text is the property's name and a number, an enum is its
//! first value, a `state` is `succeeded`. With [`Exchanges`] it answers what a
//! specification has on record.
//!
//! **Requests** need Basic authentication with an API key (401), a path (404)
//! and verb (405) that are declared, and parameters that are declared, there if
//! they are required, and of their type (400). As the Platform does, it takes
//! the properties of a body in snake case as well, nulls for optional ones, and
//! arrays of the query as `name[]=a&name[]=b`. A trailing `/` and the
//! specification's base path may be there or not. `GET /endpoints` answers the
//! specification itself.
//!
//! **Lists** that take `limit` and `page_num` come in pages, with the
//! `X-Pagination-*` headers. Every answer has `X-RateLimit-Limit` and
//! `X-RateLimit-Remaining`.
//!
//! **State.** A POST to a path under which single objects can be read creates
//! one: reading it answers what was sent, its list begins with it, PUT and PATCH
//! change it, DELETE removes it. A POST to `…/runs` starts a run, which each
//! poll of it sees a step further ([`MockServer::run_states`]).
//!
//! **The Platform.** With a [`Platform`], paths of the specification that it
//! knows lead to what it keeps; others are answered as above, and so is all of a
//! specification that has none of them. What is not there is a 404, and what
//! nobody has set is null. Scripted answers, faults, the checks of requests,
//! and what was said of lists come first.
//!
//! - *Jobs.* Scripts, imports, queries and enhancements are jobs, and `/jobs`
//!   shows them as their own paths do: state, `lastRun`, runs, logs, outputs,
//!   children. Runs go on with each poll of the job, the run or its logs, or by
//!   a [`Clock`]; a [`RunPlan`] tells how. A DELETE of the run, or a POST to
//!   `…/cancel`, ends it; where it has ended already, that is a 404.
//! - *Logs* come as `last_id` and `limit` ask for. `civis-max-id` tells the
//!   newest line, and `civis-cache-control` is `no-store` while more may come.
//! - *Files* are sent to and read from signed URLs of this server, under
//!   `/civis-mock-files`, as those of S3: a signature that does not match, or
//!   has expired, is a 403 in XML. Uploads are forms or parts; downloads know
//!   ranges and ETags. A file has a `fileUrl` once its content was sent.
//! - *Tables.* Queries and SQL scripts run in SQLite, in memory, with the
//!   feature `sqlite`. A schema is an attached database, so a database has ten at
//!   the most; a new one comes with its first import or
//!   [`set_table`](Platform::set_table). Without the feature, `select` of columns
//!   or `*` from one table is answered, and what
//!   [`answer_sql`](Platform::answer_sql) sets. Imports load CSV files into
//!   tables either way, and syncs copy tables.
//! - *Workflows* are executed: tasks follow their transitions, and run jobs.
//!   Conditions on transitions hold, and of expressions `<% $.name %>` is
//!   replaced by the input of that name.
//!
//! | module | what |
//! |---|---|
//! | `platform` | the Platform: its own table of modules is there |
//! | `server` | the public face, and the thread |
//! | `service` | connections; bytes to requests, answers to bytes |
//! | `respond` | what comes first: faults, authentication, scripts, checks, answers |
//! | `api`, `route` | the specification laid out for the server; paths to operations |
//! | `check`, `fits` | requests against the specification; values against types |
//! | `ordinary`, `sample`, `pages` | ordinary answers; made-up values; pages |
//! | `replay` | recorded exchanges |
//! | `state`, `store` | the log and the script; objects and runs |
//! | `fault`, `reply`, `request`, `error` | what users build and read |

#![forbid(unsafe_code)]

mod api;
mod check;
mod connection;
mod default_response;
mod error;
mod fault;
mod pages;
mod platform;
mod replay;
mod reply;
mod request;
mod respond;
mod route;
mod sample;
mod server;
mod state;
mod store;
mod validate;

pub use crate::error::Error;
pub use crate::fault::{Cut, Fault};
pub use crate::platform::{Clock, Platform, RunPlan, Table};
pub use crate::replay::Exchanges;
pub use crate::reply::Reply;
pub use crate::request::RecordedRequest;
pub use crate::server::{Builder, MockServer};
