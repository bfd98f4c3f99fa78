//! A client for the tests, and the specifications that they read.

#![allow(dead_code)] // every test file uses its own part

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::{env, fs, io};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use civis_mock::{Builder, MockServer, Platform};
use serde_json::Value;

pub(crate) const SMALL: &[u8] = include_bytes!("../fixtures/small.json");

/// A server for the small specification.
pub(crate) fn small() -> MockServer {
    builder().start().expect("the small server starts")
}

/// Settings for a server for the small specification.
pub(crate) fn builder() -> Builder {
    MockServer::builder().spec_bytes(SMALL)
}

/// Published specifications from the folder that `CIVIS_SPECS_DIR` names, with
/// their names; says so when there is none.
pub(crate) fn published(test: &str) -> Vec<(String, Vec<u8>)> {
    let Some(folder) = env::var_os("CIVIS_SPECS_DIR").map(PathBuf::from) else {
        // Written past the capture of the test harness.
        let _ = writeln!(
            io::stderr(),
            "{test}: skipped for published specifications, CIVIS_SPECS_DIR is not set"
        );
        return Vec::new();
    };
    let entries = fs::read_dir(&folder).expect("CIVIS_SPECS_DIR is a folder");
    let mut specs: Vec<(String, Vec<u8>)> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| {
            let bytes = fs::read(&path).expect("a specification can be read");
            (path.display().to_string(), bytes)
        })
        .collect();
    specs.sort_unstable();
    assert!(!specs.is_empty(), "CIVIS_SPECS_DIR has specifications");
    specs
}

/// An answer as it came over the socket.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether the connection ended before the announced length.
    pub(crate) is_cut: bool,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(key, _)| key == name)?;
        Some(value)
    }

    /// Status and `errorDescription` of an error.
    pub(crate) fn problem(&self) -> (u16, String) {
        let json = self.json();
        assert_eq!(json["code"], self.status, "{json}");
        assert!(json["error"].is_string(), "{json}");
        let description = json["errorDescription"].as_str();
        (self.status, description.expect("a description").to_owned())
    }

    fn parse(bytes: &[u8]) -> Option<Answer> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8(bytes[..end].to_vec()).expect("a head of text");
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().expect("a status");
        let headers: Vec<(String, String)> = lines
            .map(|line| {
                let (name, value) = line.split_once(':').expect("a header");
                (name.to_ascii_lowercase(), value.trim().to_owned())
            })
            .collect();
        let body = bytes[end + 4..].to_vec();
        let mut answer = Answer {
            status,
            headers,
            body,
            is_cut: false,
        };
        let announced = answer.header("content-length").unwrap_or("0");
        answer.is_cut = answer.body.len() < announced.parse().expect("a length");
        Some(answer)
    }
}

/// Sends requests with the server's key, each over a connection of its own.
pub(crate) struct Client {
    address: SocketAddr,
    authorization: String,
}

impl Client {
    pub(crate) fn new(server: &MockServer) -> Self {
        Client {
            address: server.address(),
            authorization: basic(server.api_key()),
        }
    }

    pub(crate) fn get(&self, target: &str) -> Answer {
        self.send("GET", target, "")
    }

    pub(crate) fn post(&self, target: &str, body: &Value) -> Answer {
        self.send("POST", target, &body.to_string())
    }

    /// Sends a request, and demands an answer.
    pub(crate) fn send(&self, method: &str, target: &str, body: &str) -> Answer {
        self.try_send(method, target, body)
            .unwrap_or_else(|| panic!("no answer to {method} {target}"))
    }

    /// Sends a request; `None` if the connection ends without a head.
    pub(crate) fn try_send(&self, method: &str, target: &str, body: &str) -> Option<Answer> {
        let authorization = format!("Authorization: {}\r\n", self.authorization);
        raw(self.address, method, target, &authorization, body)
    }
}

/// Sends a request with no headers but those given and the length of the body.
pub(crate) fn raw(
    address: SocketAddr,
    method: &str,
    target: &str,
    headers: &str,
    body: &str,
) -> Option<Answer> {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    let length = body.len();
    let request = format!(
        "{method} {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         {headers}Content-Length: {length}\r\n\r\n{body}"
    );
    stream
        .write_all(request.as_bytes())
        .expect("the server reads");
    let mut bytes = Vec::new();
    // A reset after some bytes is one of the cuts.
    let _ = stream.read_to_end(&mut bytes);
    Answer::parse(&bytes)
}

pub(crate) fn basic(key: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{key}:")))
}

/// The specification that this repository pins.
pub(crate) fn pinned() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../civis/civis-spec.json"
    ))
}

/// A server that acts as the Platform, and a client for it.
pub(crate) fn platform(platform: &Platform) -> (MockServer, Client) {
    let server = MockServer::builder().spec_file(pinned()).platform(platform);
    let server = server.start().expect("the server starts");
    let client = Client::new(&server);
    (server, client)
}

/// The path and query of a URL of the server.
pub(crate) fn target<'a>(server: &MockServer, url: &'a Value) -> &'a str {
    let url = url.as_str().unwrap_or_else(|| panic!("{url} is no URL"));
    url.strip_prefix(&server.url())
        .unwrap_or_else(|| panic!("{url} leads elsewhere"))
}

/// What the third poll of a path answers: a run that time does not decide over
/// has ended by then.
pub(crate) fn polled(client: &Client, path: &str) -> Value {
    client.get(path);
    client.get(path);
    client.get(path).json()
}
