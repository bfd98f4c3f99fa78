//! The speed of decoding a long list: ours by a call and by `Deserialize`, strict derived serde, and `serde_json::Value`.
//!
//! Every decoder accepts the records of the list: it has no nulls and no undeclared keys. Prints a line for each decoder:
//! its name, a tab, and MB/s. `tests/bench/bench.py decode` makes a table of them.

#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, reason = "the figures go to standard output")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use civis::transport::{Limits, RequestBody, ResponseBody, Transport, TransportError};
use serde::de::DeserializeOwned;
use serde_json::Value;

mod platform {
    civis::civis_api!("../civis/civis-spec.json", resources = [scripts]);
}

/// The size of the list in bytes.
const SIZE: usize = 20_000_000;
/// Runs of each decoder, of which the median counts. Decoders take turns, so that a busy moment does not slow one alone.
const ROUNDS: usize = 9;

/// The records of `GET /scripts`, as a user would declare them. `T` is the type of timestamps.
#[allow(dead_code, reason = "decoded, and not read")]
mod strict {
    use serde::Deserialize;

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct Script<T> {
        pub(crate) id: Option<i64>,
        pub(crate) name: Option<String>,
        pub(crate) r#type: Option<String>,
        pub(crate) created_at: Option<T>,
        pub(crate) updated_at: Option<T>,
        pub(crate) author: Option<User>,
        pub(crate) state: Option<State>,
        pub(crate) finished_at: Option<T>,
        pub(crate) projects: Option<Vec<Project>>,
        pub(crate) parent_id: Option<i64>,
        pub(crate) is_template: Option<bool>,
        pub(crate) from_template_id: Option<i64>,
        pub(crate) links: Option<Links>,
        pub(crate) time_zone: Option<String>,
        pub(crate) last_run: Option<Run<T>>,
        pub(crate) archived: Option<bool>,
        pub(crate) template_script_id: Option<i64>,
    }

    #[derive(Deserialize)]
    pub(crate) struct User {
        pub(crate) id: Option<i64>,
        pub(crate) name: Option<String>,
        pub(crate) username: Option<String>,
        pub(crate) initials: Option<String>,
        pub(crate) online: Option<bool>,
    }

    #[derive(Deserialize)]
    pub(crate) struct Project {
        pub(crate) id: Option<i64>,
        pub(crate) name: Option<String>,
    }

    #[derive(Deserialize)]
    pub(crate) struct Links {
        pub(crate) details: Option<String>,
        pub(crate) runs: Option<String>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct Run<T> {
        pub(crate) id: Option<i64>,
        pub(crate) state: Option<State>,
        pub(crate) created_at: Option<T>,
        pub(crate) started_at: Option<T>,
        pub(crate) finished_at: Option<T>,
        pub(crate) error: Option<String>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub(crate) enum State {
        Idle,
        Pending,
        Scheduled,
        Queued,
        Running,
        Succeeded,
        Failed,
        Cancelled,
    }
}

/// A list of about `SIZE` bytes, and its number of records.
fn list() -> (String, usize) {
    let states = ["queued", "running", "succeeded", "failed", "cancelled"];
    let mut text = String::with_capacity(SIZE + 2_000);
    let mut count = 0;
    text.push('[');
    while text.len() < SIZE {
        if count > 0 {
            text.push(',');
        }
        let (state, minute, second) = (states[count % states.len()], count / 60 % 60, count % 60);
        write!(
            text,
            r#"{{"id":{count},"name":"Nightly refresh of the voter file, part {count}","type":"JobTypes::SqlRunner","createdAt":"2026-03-04T05:{minute:02}:{second:02}.000Z","updatedAt":"2026-03-05T05:{minute:02}:{second:02}.000Z","author":{{"id":{author},"name":"A \"Quoted\" Person","username":"aperson{author}","initials":"AP","online":false}},"state":"{state}","finishedAt":"2026-03-06T05:{minute:02}:{second:02}.000Z","projects":[{{"id":{author},"name":"Modelling"}},{{"id":7,"name":"Files\nand tables"}}],"parentId":12,"isTemplate":false,"fromTemplateId":34,"links":{{"details":"https://platform.example/scripts/{count}","runs":"https://platform.example/scripts/{count}/runs"}},"timeZone":"America/Chicago","lastRun":{{"id":{run},"state":"{state}","createdAt":"2026-03-07T05:{minute:02}:{second:02}.000Z","startedAt":"2026-03-07T06:{minute:02}:{second:02}.000Z","finishedAt":"2026-03-07T07:{minute:02}:{second:02}.000Z","error":"none"}},"archived":false,"templateScriptId":56}}"#,
            author = count % 997,
            run = count * 3,
        )
        .expect("writing to a string succeeds");
        count += 1;
    }
    text.push(']');
    (text, count)
}

/// Seconds to decode the list, without the time to drop the result.
fn seconds<T: DeserializeOwned>(text: &str, count: usize) -> f64 {
    let start = Instant::now();
    let decoded: Vec<T> =
        serde_json::from_slice(black_box(text.as_bytes())).expect("every decoder accepts the list");
    let taken = start.elapsed().as_secs_f64();
    assert_eq!(black_box(&decoded).len(), count);
    taken
}

/// Sends nothing, and responds with the list once.
#[derive(Debug)]
struct Canned(Mutex<Vec<u8>>);

impl Transport for Canned {
    fn name(&self) -> &str {
        "canned"
    }

    fn send(
        &self,
        _: http::Request<RequestBody<'_>>,
        _: &Limits,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        let list = std::mem::take(&mut *self.0.lock().expect("one thread"));
        Ok(http::Response::new(list.into()))
    }
}

/// Seconds of a call whose response is the list, without the time to drop the result.
fn seconds_of_call(text: &str, count: usize) -> f64 {
    let transport = Canned(Mutex::new(text.as_bytes().to_vec()));
    let session = civis::Session::builder()
        .api_key("bench")
        .transport(Arc::new(transport))
        .build()
        .expect("a session");
    let client = platform::Client::from(session);
    let start = Instant::now();
    let decoded = client.scripts.list().send().expect("a list");
    let taken = start.elapsed().as_secs_f64();
    assert_eq!(black_box(&decoded).len(), count);
    taken
}

/// A decoder: its name, and the function that decodes the list once.
type Decoder = (&'static str, fn(&str, usize) -> f64);

fn main() {
    let decoders: [Decoder; 5] = [
        ("ours", seconds_of_call),
        (
            "ours, by `Deserialize`",
            seconds::<platform::types::ScriptSummary>,
        ),
        (
            "strict, timestamps parsed",
            seconds::<strict::Script<civis::Timestamp>>,
        ),
        (
            "strict, timestamps as text",
            seconds::<strict::Script<String>>,
        ),
        ("serde_json::Value", seconds::<Value>),
    ];
    let (text, count) = list();
    let first: Vec<platform::types::ScriptSummary> = serde_json::from_str(&text).expect("a list");
    assert!(
        first
            .iter()
            .all(|script| script.extra.is_empty() && script.last_run.is_some()),
        "every value of the records fits its field"
    );
    drop(first);

    let mut taken = decoders.map(|_| Vec::with_capacity(ROUNDS));
    for _ in 0..ROUNDS {
        for (all, (_, decoder)) in taken.iter_mut().zip(decoders) {
            all.push(decoder(&text, count));
        }
    }
    for (mut all, (name, _)) in taken.into_iter().zip(decoders) {
        all.sort_by(f64::total_cmp);
        println!("{name}\t{:.1}", text.len() as f64 / 1e6 / all[ROUNDS / 2]);
    }
}
