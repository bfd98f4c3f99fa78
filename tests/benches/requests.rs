//! Requests per second over loopback: ours, ureq with derived serde as a user would write it, and ureq that only reads the
//! bytes.
//!
//! `serve` prints its URL, and responds to every request with one small record until its standard input ends.
//! `call URL THREADS` prints a line for each client: its name, a tab, and requests per second.
//! `tests/bench/bench.py requests` runs both, and the official client against the same server.

#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, reason = "the figures go to standard output")]

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use civis::Timestamp;
use serde::Deserialize;
use serde_json::Value;

mod platform {
    civis::civis_api!("../civis/civis-spec.json", resources = [users]);
}

/// How long one client calls before the next has its turn.
const TURN: Duration = Duration::from_millis(1_000);
/// Turns of each client, of which the median counts.
const ROUNDS: usize = 7;

const BODY: &str = r#"{"id":5,"name":"A Person","email":"a.person@platform.example","username":"aperson","initials":"AP","lastCheckedAnnouncements":"2026-03-04T05:06:07.000Z","featureFlags":{"one":true,"two":false},"roles":["sdm","user"],"preferences":{},"customBranding":"none","groups":[{"id":1,"name":"Everyone","slug":"everyone","organizationId":2,"organizationName":"People"}],"organizationName":"People","organizationSlug":"people","organizationDefaultThemeId":3,"createdAt":"2026-03-04T05:06:07.000Z","signInCount":12,"assumingRole":false,"assumingAdmin":false}"#;

/// Responds to the requests of one connection, until it is closed.
fn converse(stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let response = format!(
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
        reader.get_mut().write_all(response.as_bytes())?;
    }
}

/// Splits a header line into name and value.
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
            // An error of one connection does not concern the others.
            thread::spawn(move || converse(stream));
        }
    });
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}

/// Requests per second that `threads` threads make together in one turn.
fn rate(threads: usize, call: &(dyn Fn() + Sync)) -> f64 {
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

/// The record, as a user would declare it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "decoded, and not read")]
struct User {
    id: Option<i64>,
    name: Option<String>,
    email: Option<String>,
    username: Option<String>,
    initials: Option<String>,
    last_checked_announcements: Option<Timestamp>,
    feature_flags: Option<HashMap<String, bool>>,
    roles: Option<Vec<String>>,
    preferences: Option<Value>,
    custom_branding: Option<String>,
    groups: Option<Vec<Group>>,
    organization_name: Option<String>,
    organization_slug: Option<String>,
    organization_default_theme_id: Option<i64>,
    created_at: Option<Timestamp>,
    sign_in_count: Option<i64>,
    assuming_role: Option<bool>,
    assuming_admin: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "decoded, and not read")]
struct Group {
    id: Option<i64>,
    name: Option<String>,
    slug: Option<String>,
    organization_id: Option<i64>,
    organization_name: Option<String>,
}

/// Calls the server with each client in turn.
fn call(url: &str, threads: usize) -> civis::Result<()> {
    let session = civis::Session::builder()
        .api_key("bench")
        .base_url(url)
        .build()?;
    let client = platform::Client::from(session);
    let ours = || {
        let me = client.users.get_me().send().expect("a response");
        assert_eq!(me.id, Some(5));
    };

    // One idle connection per thread, as ours has; with fewer, ureq would open new connections.
    let config = ureq::Agent::config_builder()
        .max_idle_connections(threads)
        .max_idle_connections_per_host(threads)
        .build();
    let agent = ureq::Agent::new_with_config(config);
    let me_url = format!("{url}users/me");
    let bytes = || {
        let mut response = agent
            .get(&me_url)
            .header("Authorization", "Basic YmVuY2g6")
            .call()
            .expect("a response");
        response.body_mut().read_to_vec().expect("a body")
    };
    let bare = || assert_eq!(bytes().len(), BODY.len());
    let derived = || {
        let me: User = serde_json::from_slice(&bytes()).expect("a user");
        assert_eq!(me.id, Some(5));
    };

    let clients: [(&str, &(dyn Fn() + Sync)); 3] = [
        ("ours", &ours),
        ("ureq and derived serde", &derived),
        ("ureq, bytes only", &bare),
    ];
    let mut rates = clients.map(|_| Vec::with_capacity(ROUNDS));
    for _ in 0..ROUNDS {
        for (rates, (_, call)) in rates.iter_mut().zip(clients) {
            rates.push(rate(threads, call));
        }
    }
    for (rates, (name, _)) in rates.into_iter().zip(clients) {
        println!("{name}\t{:.0}", median(rates));
    }
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
