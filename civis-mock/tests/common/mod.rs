//! An HTTP client for the tests, and the specifications that they use.

#![allow(dead_code)] // each test file uses only some of it

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

/// The published specifications in `CIVIS_SPECS_DIR`, with their names. If it is not
/// set, prints that they are skipped.
pub(crate) fn published(test: &str) -> Vec<(String, Vec<u8>)> {
    let Some(folder) = env::var_os("CIVIS_SPECS_DIR").map(PathBuf::from) else {
        // `eprintln!` would be captured by the test harness.
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

/// A response as received from the socket.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// The names are in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether the connection ended before the declared length.
    pub(crate) is_truncated: bool,
}

impl Response {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(key, _)| key == name)?;
        Some(value)
    }

    /// The status and the `errorDescription` of an error.
    pub(crate) fn problem(&self) -> (u16, String) {
        let json = self.json();
        assert_eq!(json["code"], self.status, "{json}");
        assert!(json["error"].is_string(), "{json}");
        let description = json["errorDescription"].as_str();
        (self.status, description.expect("a description").to_owned())
    }

    fn parse(bytes: &[u8]) -> Option<Response> {
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
        let mut response = Response {
            status,
            headers,
            body,
            is_truncated: false,
        };
        let length = response.header("content-length").unwrap_or("0");
        response.is_truncated = response.body.len() < length.parse().expect("a length");
        Some(response)
    }
}

/// Sends requests with the server's key, each over a new connection.
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

    pub(crate) fn get(&self, target: &str) -> Response {
        self.send("GET", target, "")
    }

    pub(crate) fn post(&self, target: &str, body: &Value) -> Response {
        self.send("POST", target, &body.to_string())
    }

    /// Sends a request, and returns its response.
    pub(crate) fn send(&self, method: &str, target: &str, body: &str) -> Response {
        self.try_send(method, target, body)
            .unwrap_or_else(|| panic!("no response to {method} {target}"))
    }

    /// Sends a request. Returns `None` if the connection ends before the headers.
    pub(crate) fn try_send(&self, method: &str, target: &str, body: &str) -> Option<Response> {
        let authorization = format!("Authorization: {}\r\n", self.authorization);
        raw(self.address, method, target, &authorization, body)
    }
}

/// Sends a request with these headers and `Content-Length`.
pub(crate) fn raw(
    address: SocketAddr,
    method: &str,
    target: &str,
    headers: &str,
    body: &str,
) -> Option<Response> {
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
    // The server may reset the connection after some bytes.
    let _ = stream.read_to_end(&mut bytes);
    Response::parse(&bytes)
}

pub(crate) fn basic(key: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{key}:")))
}

/// The pinned specification of this repository.
pub(crate) fn pinned() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../civis/civis-spec.json"
    ))
}

/// Starts a server that simulates the Platform, with a client for it.
pub(crate) fn start_platform(platform: &Platform) -> (MockServer, Client) {
    let server = MockServer::builder().spec_file(pinned()).platform(platform);
    let server = server.start().expect("the server starts");
    let client = Client::new(&server);
    (server, client)
}

/// The path and query of a URL that points to the server.
pub(crate) fn target<'a>(server: &MockServer, url: &'a Value) -> &'a str {
    let url = url.as_str().unwrap_or_else(|| panic!("{url} is not a URL"));
    url.strip_prefix(&server.url())
        .unwrap_or_else(|| panic!("{url} is not a URL of the server"))
}

/// The response to the third poll of a path. By then a run is done, unless its plan
/// takes time.
pub(crate) fn poll_until_done(client: &Client, path: &str) -> Value {
    client.get(path);
    client.get(path);
    client.get(path).json()
}
