//! Runs the cells, and compares them with the model.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Read};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use civis_core::__private::Arguments as _;
use civis_core::transport::{
    Limits, RequestBody, ResponseBody, Settings, Transport, TransportError,
};
use civis_core::{Blob, Call, Location, Request, RetryPolicy, Session};
use http::Method;
use serde_json::Value;

use crate::fault::{ALWAYS, Fault, MAX_BODY, Patience, Truth, all};
use crate::model::{Expected, MAX_RETRIES, Outcome, SHORT_CALL, Sending, expected, is_idempotent};
use crate::server::{Act, End, Server};
use crate::support::{Backend, FakeClock, bare_session, for_each_backend};
use crate::tls;

for_each_backend!(every_verb_and_fault_does_what_the_model_says);

const VERBS: [Method; 7] = [
    Method::GET,
    Method::HEAD,
    Method::PUT,
    Method::DELETE,
    Method::POST,
    Method::PATCH,
    Method::OPTIONS,
];

/// How many cells run at once: most of them wait.
const THREADS: usize = 24;
/// How long one cell may take, in real time.
const CELL: Duration = Duration::from_secs(20);
/// A body that does not fit into the buffers of sockets, in bytes.
const LONG: usize = 6 << 20;

/// A transport that is written down.
#[derive(Debug)]
struct Recorder {
    transport: Arc<dyn Transport>,
    sendings: Arc<Mutex<Vec<Sending>>>,
}

impl Transport for Recorder {
    fn name(&self) -> &str {
        self.transport.name()
    }

    fn send(
        &self,
        request: http::Request<RequestBody<'_>>,
        limits: &Limits,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        let result = self.transport.send(request, limits);
        let sending = match &result {
            Ok(answer) => Sending::Answered(answer.status().as_u16()),
            Err(error) => Sending::Failed { sent: error.sent() },
        };
        self.sendings.lock().expect("the lock").push(sending);
        result.map(|answer| {
            answer.map(|body| {
                ResponseBody::reader(Recording {
                    body,
                    sendings: Arc::clone(&self.sendings),
                })
            })
        })
    }
}

/// The body of an answer: one that does not arrive whole is no answer.
struct Recording {
    body: ResponseBody,
    sendings: Arc<Mutex<Vec<Sending>>>,
}

impl Read for Recording {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.body.read(buf).map_err(|error| {
            let error = TransportError::from(error);
            let mut sendings = self.sendings.lock().expect("the lock");
            if let Some(last) = sendings.last_mut() {
                *last = Sending::Failed { sent: error.sent() };
            }
            error.into()
        })
    }
}

/// What all cells of a run share.
struct Run {
    transports: HashMap<Patience, Arc<dyn Transport>>,
    /// Where redirections lead that must not be followed.
    elsewhere: Server,
    numbers: AtomicUsize,
}

struct Cell<'a> {
    fault: &'a Fault,
    method: &'a Method,
    times: usize,
}

/// What came of a cell.
struct Row {
    name: String,
    method: Method,
    told: String,
    took: Duration,
    wrong: Vec<String>,
}

fn every_verb_and_fault_does_what_the_model_says(backend: Backend) {
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
            (Patience::Long, Arc::clone(&long)),
            (Patience::Call, long),
            (Patience::Short, short),
        ]),
        elsewhere: Server::new(&Act::Unread(End::Close), ALWAYS, false, ""),
        numbers: AtomicUsize::new(0),
    };
    // For one's own work on a few of them.
    let only = std::env::var("CIVIS_FAULTS").unwrap_or_default();
    let mut faults = all(backend);
    faults.retain(|fault| fault.name.contains(&only));
    let mut cells: Vec<Cell<'_>> = Vec::new();
    for fault in &faults {
        for method in &VERBS {
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
    #[expect(clippy::print_stdout, reason = "for those who run the tests")]
    {
        println!("{}\n{summary}", table(&rows, |_| true));
    }
    assert!(
        wrong == 0,
        "{}\n{summary}",
        table(&rows, |row| !row.wrong.is_empty())
    );
    assert_eq!(run.elsewhere.connections(), 0, "the key went elsewhere");
}

fn table(rows: &[Row], shown: impl Fn(&Row) -> bool) -> String {
    let mut text = String::new();
    for row in rows.iter().filter(|row| shown(row)) {
        let Row {
            name,
            method,
            told,
            took,
            wrong,
        } = row;
        let millis = took.as_millis();
        let _ = writeln!(text, "{name:<52} {method:<7} {told:<64} {millis:>5} ms");
        for one in wrong {
            let _ = writeln!(text, "    WRONG: {one}");
        }
    }
    text
}

impl Run {
    /// All cells, in their order; one that hangs is an error.
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
        let server = Server::new(&fault.act, times, fault.tls, &self.elsewhere.url());
        let clock = FakeClock::default();
        let sendings: Arc<Mutex<Vec<Sending>>> = Arc::default();
        let session = self.session(fault, &server, &clock, &sendings);
        if fault.warm {
            let warm = call(&session, &Method::GET, "/warm", false).send_raw();
            warm.expect("an answer before the fault");
            sendings.lock().expect("the lock").clear();
        }

        let target = format!("/fault/{number}");
        let start = Instant::now();
        let (outcome, attempts) = answer(&call(&session, method, &target, fault.long), fault.json);
        let seen = Seen {
            outcome,
            attempts,
            took: start.elapsed(),
            waits: clock.sleeps(),
            arrived: server.arrivals(&target).len(),
            sendings: std::mem::take(&mut *sendings.lock().expect("the lock")),
        };
        let mut model = expected(fault, method, times, &target);
        if fault.by_chance {
            model = model.by_chance(method, &seen.sendings);
        }
        let mut wrong = seen.against(&model, fault);

        server.heal();
        server.clear_on_mismatch();
        // What was on the way has arrived.
        thread::sleep(Duration::from_millis(20));
        let arrived = server.arrivals(&target);
        if arrived.iter().any(|arrival| !arrival.authorized) {
            wrong.push("came without the key".to_owned());
        }
        // Not by the model: what may have been carried out came once.
        let carried = arrived.len() - seen.refusals();
        if !is_idempotent(method) && carried > 1 {
            wrong.push(format!("carried out {carried} times"));
        }
        if !matches!(fault.act, Act::UnknownHost) {
            wrong.extend(next_call(&session, &server, cell, number));
        }
        let meets = match times {
            ALWAYS => String::new(),
            times => format!(" ×{times}"),
        };
        Row {
            name: format!("{}{meets}", fault.name),
            method: method.clone(),
            told: seen.told(&fault.truth),
            took: seen.took,
            wrong,
        }
    }

    fn session(
        &self,
        fault: &Fault,
        server: &Server,
        clock: &FakeClock,
        sendings: &Arc<Mutex<Vec<Sending>>>,
    ) -> Session {
        let mut session = bare_session(&server.url())
            .transport(Recorder {
                transport: Arc::clone(&self.transports[&fault.patience]),
                sendings: Arc::clone(sendings),
            })
            .clock(clock.clone())
            .max_response_bytes(MAX_BODY)
            .retry(RetryPolicy::default().max_retries(MAX_RETRIES as u32));
        if fault.patience == Patience::Call {
            session = session.timeout(SHORT_CALL);
        }
        session.build().expect("a session")
    }
}

/// The session works on, and gives the next call its own answer; what is wrong if
/// not.
fn next_call(session: &Session, server: &Server, cell: &Cell<'_>, number: usize) -> Vec<String> {
    let method = cell.method;
    // With little patience, a slow machine may be a fault of its own.
    let tries = match cell.fault.patience {
        Patience::Short | Patience::Call => 3,
        Patience::Long => 1,
    };
    let mut wrong = Vec::new();
    for place in 0..tries {
        let target = format!("/next/{number}/{place}");
        let (outcome, _) = answer(&call(session, method, &target, false), false);
        let arrived = server.arrivals(&target).len();
        if !is_idempotent(method) && arrived > 1 {
            wrong.push("the next call was carried out twice".to_owned());
        }
        let body = match *method {
            Method::HEAD => String::new(),
            _ => format!("\"{target}\""),
        };
        match outcome {
            Outcome::Answer(200, came) if came == body && arrived > 0 => return wrong,
            Outcome::Answer(..) => wrong.push(format!("the next call got {outcome:?}")),
            Outcome::Error(..) => {}
        }
    }
    wrong.push("the next call did not work".to_owned());
    wrong
}

/// What came of a call.
struct Seen {
    outcome: Outcome,
    /// Where the result tells them.
    attempts: Option<u32>,
    took: Duration,
    waits: Vec<Duration>,
    arrived: usize,
    sendings: Vec<Sending>,
}

impl Seen {
    /// What is wrong.
    fn against(&self, model: &Expected, fault: &Fault) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.outcome != model.outcome {
            wrong.push(format!("{:?} and not {:?}", self.outcome, model.outcome));
        }
        let attempts = self.attempts.map(|attempts| attempts as usize);
        if attempts.is_some_and(|attempts| attempts != model.attempts) {
            wrong.push(format!("{attempts:?} attempts and not {}", model.attempts));
        }
        if self.waits != model.waits {
            wrong.push(format!(
                "waits of {:?} and not {:?}",
                self.waits, model.waits
            ));
        }
        // Who has little patience may be gone before a slow machine has read it.
        let few = self.arrived < model.arrivals && fault.patience == Patience::Long;
        if few || self.arrived > model.arrivals {
            wrong.push(format!(
                "{} arrivals and not {}",
                self.arrived, model.arrivals
            ));
        }
        let other = Sending::Failed { sent: !model.sent };
        if !fault.by_chance && self.sendings.contains(&other) {
            wrong.push(format!("told as sent: {}", !model.sent));
        }
        if self.took > CELL {
            wrong.push("took too long".to_owned());
        }
        wrong
    }

    /// How often the server said that it did nothing.
    fn refusals(&self) -> usize {
        let refusals = self
            .sendings
            .iter()
            .filter(|sending| matches!(sending, Sending::Answered(429 | 503)));
        refusals.count()
    }

    fn told(&self, truth: &Truth) -> String {
        let mut text = match &self.outcome {
            Outcome::Answer(status, body) => format!("{status}, {} bytes", body.len()),
            Outcome::Error(kind, None) => format!("{kind:?}"),
            Outcome::Error(kind, Some(status)) => format!("{kind:?} {status}"),
        };
        if matches!(truth, Truth::NoConnection(_)) {
            text.push_str(", not sent");
        }
        if let Some(attempts) = self.attempts {
            let _ = write!(text, ", {attempts} attempts");
        }
        let waited: Duration = self.waits.iter().sum();
        let waited = waited.as_secs_f64();
        let _ = write!(text, ", {} arrived, waited {waited:.3} s", self.arrived);
        text
    }
}

fn call(session: &Session, method: &Method, target: &str, long: bool) -> Call<Value> {
    let request = Request::new("things.do", method.clone(), target.to_owned());
    let call = Call::new(session, request);
    match long {
        // As a file, which takes no time to be made into a body.
        true => call.set::<Blob>(Location::Body, "file", vec![b'x'; LONG]),
        false => call,
    }
}

/// What came, and after how many attempts, where that is told.
fn answer(call: &Call<Value>, json: bool) -> (Outcome, Option<u32>) {
    let result = if json {
        call.send_json().map(|value| {
            let body = match value {
                Value::Null => String::new(),
                value => value.to_string(),
            };
            (Outcome::Answer(200, body), None)
        })
    } else {
        call.send_raw().map(|raw| {
            let body = String::from_utf8_lossy(raw.body()).into_owned();
            let attempts = Some(raw.attempts());
            (Outcome::Answer(raw.status().as_u16(), body), attempts)
        })
    };
    result.unwrap_or_else(|error| {
        assert!(!error.to_string().contains("sesame"), "{error}");
        let status = error.status().map(|status| status.as_u16());
        let attempts = Some(error.attempts()).filter(|attempts| *attempts > 0);
        (Outcome::Error(error.kind(), status), attempts)
    })
}
