//! The key is nowhere to be seen, over TLS.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use civis_core::transport::Settings;
use rcgen::generate_simple_self_signed;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::ears;
use crate::support::server::answer;
use crate::support::{BASIC, Backend, KEY, bare_session, for_each_backend, get};

for_each_backend!(the_libraries_of_tls_tell_no_key_at_any_level);

/// A server for one request, and its certificate in PEM.
fn server() -> (String, String, thread::JoinHandle<String>) {
    let made = generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], PrivateKeyDer::Pkcs8(key))
        .expect("a configuration");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    let serving = thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a connection");
        let connection = ServerConnection::new(Arc::new(config)).expect("a connection");
        let mut stream = StreamOwned::new(connection, stream);
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).expect("a request");
            head.push(byte[0]);
        }
        let told = answer(200, &[], &format!("you are {KEY}"));
        stream.write_all(&told).expect("an answer");
        stream.flush().expect("an answer");
        String::from_utf8(head).expect("a text")
    });
    (url, made.cert.pem(), serving)
}

fn the_libraries_of_tls_tell_no_key_at_any_level(backend: Backend) {
    ears::open();
    let (url, pem, serving) = server();
    let transport = backend.transport(Settings::default().root_certificates(pem));
    let session = bare_session(&url).transport(transport);
    let answer = get(&session.build().expect("a session")).expect("an answer");
    assert_eq!(answer.body(), format!("you are {KEY}").as_bytes());
    let head = serving.join().expect("the server");
    assert!(head.contains(BASIC), "{head}");
    let heard = ears::everywhere();
    assert!(heard.contains("log rustls"), "TLS is not heard");
    let encoded = BASIC.trim_start_matches("Basic ").trim_end_matches('=');
    for secret in [KEY, encoded] {
        let lines = heard.lines().filter(|line| line.contains(secret));
        assert_eq!(lines.collect::<Vec<_>>(), [""; 0]);
    }
}
