//! Sends every method with every fault, and compares the outcome with the model.

mod observed;
mod recorder;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use civis_core::__private::Arguments as _;
use civis_core::transport::{Settings, Transport};
use civis_core::{Blob, Call, Location, Request, RetryPolicy, Session};
use http::Method;
use serde_json::Value;

use self::observed::Observed;
use self::recorder::Recorder;
use crate::fault::{ALWAYS, Fault, MAX_BODY, Timeouts, all};
use crate::model::{AttemptResult, MAX_RETRIES, Outcome, SHORT_CALL, expected, is_idempotent};
use crate::server::{Action, End, Server};
use crate::support::{Backend, FakeClock, bare_session, for_each_backend};
use crate::tls;

for_each_backend!(every_method_and_fault_matches_the_model);

const METHODS: [Method; 7] = [
    Method::GET,
    Method::HEAD,
    Method::PUT,
    Method::DELETE,
    Method::POST,
    Method::PATCH,
    Method::OPTIONS,
];

/// How many cells run at once. Most of them wait.
const THREADS: usize = 24;
/// A body that does not fit into the buffers of sockets, in bytes.
const LONG: usize = 6 << 20;

/// Shared by all cells of a run.
struct Run {
    transports: HashMap<Timeouts, Arc<dyn Transport>>,
    /// The target of redirects that must not be followed.
    redirect_target: Server,
    numbers: AtomicUsize,
}

struct Cell<'a> {
    fault: &'a Fault,
    method: &'a Method,
    times: usize,
}

/// The result of a cell.
struct Row {
    name: String,
    method: Method,
    summary: String,
    took: Duration,
    wrong: Vec<String>,
}

fn every_method_and_fault_matches_the_model(backend: Backend) {
    let start = Instant::now();
    let transport = |settings: Settings| -> Arc<dyn Transport> {
        Arc::from(backend.transport(settings.root_certificates(tls::root())))
    };
    let long = transport(
        Settings::default()
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_secs(15)),
    );
    let short = transport(
        Settings::default()
            .connect_timeout(Duration::from_millis(300))
            .read_timeout(Duration::from_millis(900)),
    );
    let run = Run {
        transports: HashMap::from([
            (Timeouts::Long, Arc::clone(&long)),
            (Timeouts::Call, long),
            (Timeouts::Short, short),
        ]),
        redirect_target: Server::new(&Action::Unread(End::Close), ALWAYS, false, ""),
        numbers: AtomicUsize::new(0),
    };
    // Selects faults by a part of their name.
    let only = std::env::var("CIVIS_FAULTS").unwrap_or_default();
    let mut faults = all(backend);
    faults.retain(|fault| fault.name.contains(&only));
    let mut cells: Vec<Cell<'_>> = Vec::new();
    for fault in &faults {
        for method in &METHODS {
            let times = fault.times.iter();
            cells.extend(times.map(|&times| Cell {
                fault,
                method,
                times,
            }));
        }
    }
    let rows = run.all(&cells);
    let wrong = rows.iter().filter(|row| !row.wrong.is_empty()).count();
    let summary = format!(
        "{backend:?}: {} faults, {} cells, {wrong} wrong, in {:.1} s",
        faults.len(),
        cells.len(),
        start.elapsed().as_secs_f64()
    );
    #[expect(clippy::print_stdout, reason = "shown with `--nocapture`")]
    {
        println!("{}\n{summary}", table(&rows, |_| true));
    }
    assert!(
        wrong == 0,
        "{}\n{summary}",
        table(&rows, |row| !row.wrong.is_empty())
    );
    assert_eq!(
        run.redirect_target.connections(),
        0,
        "the key was sent to another server"
    );
}

fn table(rows: &[Row], shown: impl Fn(&Row) -> bool) -> String {
    let mut text = String::new();
    for row in rows.iter().filter(|row| shown(row)) {
        let Row {
            name,
            method,
            summary,
            took,
            wrong,
        } = row;
        let millis = took.as_millis();
        let _ = writeln!(text, "{name:<52} {method:<7} {summary:<64} {millis:>5} ms");
        for one in wrong {
            let _ = writeln!(text, "    WRONG: {one}");
        }
    }
    text
}

impl Run {
    /// Runs all cells, and returns their results in order.
    fn all(&self, cells: &[Cell<'_>]) -> Vec<Row> {
        let next = AtomicUsize::new(0);
        let (sender, receiver) = mpsc::channel();
        let mut rows = Vec::new();
        thread::scope(|scope| {
            for _ in 0..THREADS {
                let (sender, next) = (sender.clone(), &next);
                scope.spawn(move || {
                    while let Some(cell) = cells.get(next.fetch_add(1, Ordering::SeqCst)) {
                        let place = next.load(Ordering::SeqCst);
                        let row = self.cell(cell);
                        if sender.send((place, row)).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(sender);
            rows.extend(receiver);
        });
        rows.sort_by_key(|(place, _)| *place);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    fn cell(&self, cell: &Cell<'_>) -> Row {
        let Cell {
            fault,
            method,
            times,
        } = *cell;
        let number = self.numbers.fetch_add(1, Ordering::SeqCst);
        let server = Server::new(&fault.action, times, fault.tls, &self.redirect_target.url());
        let clock = FakeClock::default();
        let attempt_results: Arc<Mutex<Vec<AttemptResult>>> = Arc::default();
        let session = self.session(fault, &server, &clock, &attempt_results);
        if fault.warm {
            let warm = call(&session, &Method::GET, "/warm", false).send_raw();
            warm.expect("a response before the fault");
            attempt_results.lock().expect("the lock").clear();
        }

        let target = format!("/fault/{number}");
        let start = Instant::now();
        let (outcome, attempts) =
            outcome_of(&call(&session, method, &target, fault.long), fault.json);
        let observed = Observed {
            outcome,
            attempts,
            took: start.elapsed(),
            waits: clock.sleeps(),
            arrived: server.arrivals(&target).len(),
            attempt_results: std::mem::take(&mut *attempt_results.lock().expect("the lock")),
        };
        let mut model = expected(fault, method, times, &target);
        if fault.random {
            model = model.for_random_fault(method, &observed.attempt_results);
        }
        let mut wrong = observed.mismatches(&model, fault);

        server.heal();
        server.wait_until_idle();
        // Requests in flight have arrived by now.
        thread::sleep(Duration::from_millis(20));
        let arrived = server.arrivals(&target);
        if arrived.iter().any(|arrival| !arrival.authorized) {
            wrong.push("arrived without the key".to_owned());
        }
        // Independent of the model: a request that may have executed arrived at most once.
        let executed = arrived.len() - observed.rejections();
        if !is_idempotent(method) && executed > 1 {
            wrong.push(format!("executed {executed} times"));
        }
        if !matches!(fault.action, Action::UnknownHost) {
            wrong.extend(next_call(&session, &server, cell, number));
        }
        let repeated = match times {
            ALWAYS => String::new(),
            times => format!(" ×{times}"),
        };
        Row {
            name: format!("{}{repeated}", fault.name),
            method: method.clone(),
            summary: observed.summary(&fault.effect),
            took: observed.took,
            wrong,
        }
    }

    fn session(
        &self,
        fault: &Fault,
        server: &Server,
        clock: &FakeClock,
        attempt_results: &Arc<Mutex<Vec<AttemptResult>>>,
    ) -> Session {
        let mut session = bare_session(&server.url())
            .transport(Recorder {
                transport: Arc::clone(&self.transports[&fault.timeouts]),
                attempt_results: Arc::clone(attempt_results),
            })
            .clock(clock.clone())
            .max_response_bytes(MAX_BODY)
            .retry(RetryPolicy::default().max_retries(MAX_RETRIES as u32));
        if fault.timeouts == Timeouts::Call {
            session = session.timeout(SHORT_CALL);
        }
        session.build().expect("a session")
    }
}

/// Checks that the next call of the session works, and gets its own response.
fn next_call(session: &Session, server: &Server, cell: &Cell<'_>, number: usize) -> Vec<String> {
    let method = cell.method;
    // With short timeouts, a slow machine may cause failures itself.
    let tries = match cell.fault.timeouts {
        Timeouts::Short | Timeouts::Call => 3,
        Timeouts::Long => 1,
    };
    let mut wrong = Vec::new();
    for place in 0..tries {
        let target = format!("/next/{number}/{place}");
        let (outcome, _) = outcome_of(&call(session, method, &target, false), false);
        let arrived = server.arrivals(&target).len();
        if !is_idempotent(method) && arrived > 1 {
            wrong.push("the next call was executed twice".to_owned());
        }
        let body = match *method {
            Method::HEAD => String::new(),
            _ => format!("\"{target}\""),
        };
        match outcome {
            Outcome::Response(200, came) if came == body && arrived > 0 => return wrong,
            Outcome::Response(..) => wrong.push(format!("the next call got {outcome:?}")),
            Outcome::Error(..) => {}
        }
    }
    wrong.push("the next call did not work".to_owned());
    wrong
}

fn call(session: &Session, method: &Method, target: &str, long: bool) -> Call<Value> {
    let request = Request::new("things.do", method.clone(), target.to_owned());
    let call = Call::new(session, request);
    match long {
        // A file needs no time to become a body.
        true => call.set::<Blob>(Location::Body, "file", vec![b'x'; LONG]),
        false => call,
    }
}

/// The outcome of a call, and its number of attempts, if the result has it.
fn outcome_of(call: &Call<Value>, json: bool) -> (Outcome, Option<u32>) {
    let result = if json {
        call.send_json().map(|value| {
            let body = match value {
                Value::Null => String::new(),
                value => value.to_string(),
            };
            (Outcome::Response(200, body), None)
        })
    } else {
        call.send_raw().map(|raw| {
            let body = String::from_utf8_lossy(raw.body()).into_owned();
            let attempts = Some(raw.attempts());
            (Outcome::Response(raw.status().as_u16(), body), attempts)
        })
    };
    result.unwrap_or_else(|error| {
        assert!(!error.to_string().contains("sesame"), "{error}");
        let status = error.status().map(|status| status.as_u16());
        let attempts = Some(error.attempts()).filter(|attempts| *attempts > 0);
        (Outcome::Error(error.kind(), status), attempts)
    })
}
