//! Requests a second over loopback, ours beside the bare HTTP library.
//!
//! `serve` answers every request with one small record until its standard input ends; it prints its URL first.
//! `call URL THREADS` prints a line for each side, its name and requests a second with a tab between.
//! `tests/bench/bench.py requests` runs both, and the official client against the same server.

#![forbid(unsafe_code)]
#![allow(
    clippy::print_stdout,
    reason = "what it measures goes to its standard output"
)]

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

mod platform {
    civis::civis_api!("../civis/civis-spec.json", resources = [users]);
}

/// How long one side calls before the other has its turn.
const TURN: Duration = Duration::from_millis(1_000);
/// The median of so many turns.
const ROUNDS: usize = 7;

const BODY: &str = r#"{"id":5,"name":"A Person","email":"a.person@platform.example","username":"aperson","initials":"AP","lastCheckedAnnouncements":"2026-03-04T05:06:07.000Z","featureFlags":{"one":true,"two":false},"roles":["sdm","user"],"preferences":{},"customBranding":"none","groups":[{"id":1,"name":"Everyone","slug":"everyone","organizationId":2,"organizationName":"People"}],"organizationName":"People","organizationSlug":"people","organizationDefaultThemeId":3,"createdAt":"2026-03-04T05:06:07.000Z","signInCount":12,"assumingRole":false,"assumingAdmin":false}"#;

/// Answers the requests of one connection, until it is closed.
fn converse(stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-RateLimit-Limit: 1000\r\n\
         X-RateLimit-Remaining: 999\r\nContent-Length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    let mut line = Vec::new();
    loop {
        let mut body = 0;
        loop {
            line.clear();
            if reader.read_until(b'\n', &mut line)? == 0 {
                return Ok(());
            }
            let text = line.trim_ascii();
            if text.is_empty() {
                break;
            }
            if let Some((b"content-length", value)) = header(&text.to_ascii_lowercase()) {
                body = std::str::from_utf8(value)
                    .ok()
                    .and_then(|digits| digits.parse().ok())
                    .unwrap_or(0);
            }
        }
        io::copy(&mut reader.by_ref().take(body), &mut io::sink())?;
        reader.get_mut().write_all(answer.as_bytes())?;
    }
}

/// The name and the value of a header line.
fn header(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    Some((&line[..colon], line[colon + 1..].trim_ascii()))
}

/// Serves until the standard input ends.
fn serve() -> io::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    println!("http://{}/", listener.local_addr()?);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that went away is no matter of the others'.
            thread::spawn(move || converse(stream));
        }
    });
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}

/// Requests a second that `threads` threads make together in one turn.
fn rate(threads: usize, call: &(impl Fn() + Sync)) -> f64 {
    let (done, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    call();
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        thread::sleep(TURN);
        stop.store(true, Ordering::Relaxed);
    });
    done.into_inner() as f64 / start.elapsed().as_secs_f64()
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// Calls the server by both sides in turns.
fn call(url: &str, threads: usize) -> civis::Result<()> {
    let session = civis::Session::builder()
        .api_key("bench")
        .base_url(url)
        .build()?;
    let client = platform::Client::from(session);
    let ours = || {
        let me = client.users.get_me().send().expect("an answer");
        assert_eq!(me.id, Some(5));
    };

    // As many idle connections as threads, or the bare side would open new ones that ours keeps.
    let config = ureq::Agent::config_builder()
        .max_idle_connections(threads)
        .max_idle_connections_per_host(threads)
        .build();
    let agent = ureq::Agent::new_with_config(config);
    let me_url = format!("{url}users/me");
    let bare = || {
        let mut answer = agent
            .get(&me_url)
            .header("Authorization", "Basic YmVuY2g6")
            .call()
            .expect("an answer");
        let body = answer.body_mut().read_to_vec().expect("a body");
        assert_eq!(body.len(), BODY.len());
    };

    let (mut our_rates, mut bare_rates) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        our_rates.push(rate(threads, &ours));
        bare_rates.push(rate(threads, &bare));
    }
    println!("ours\t{:.0}", median(our_rates));
    println!("bare ureq\t{:.0}", median(bare_rates));
    Ok(())
}

fn main() {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["serve"] => serve().expect("a loopback socket"),
        ["call", url, threads] => {
            let threads = threads.parse().expect("a number of threads");
            call(url, threads).expect("a session");
        }
        _ => println!("usage: serve | call URL THREADS"),
    }
}
