//! A loopback TLS server.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A server that gives every request the same response.
pub(crate) struct TlsServer {
    pub(crate) address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
    opened: Arc<AtomicUsize>,
    closed: Arc<AtomicUsize>,
}

impl TlsServer {
    /// A server that closes each connection after one response.
    pub(crate) fn new(config: Arc<ServerConfig>, response: Vec<u8>) -> Self {
        Self::start(config, response, 1)
    }

    /// A server that leaves its connections open.
    pub(crate) fn keep_alive(config: Arc<ServerConfig>, response: Vec<u8>) -> Self {
        Self::start(config, response, usize::MAX)
    }

    fn start(config: Arc<ServerConfig>, response: Vec<u8>, requests: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let heads = Arc::default();
        let (opened, closed) = (Arc::default(), Arc::default());
        let server = Self {
            address,
            heads: Arc::clone(&heads),
            opened: Arc::clone(&opened),
            closed: Arc::clone(&closed),
        };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (config, heads) = (Arc::clone(&config), Arc::clone(&heads));
                let (response, closed) = (response.clone(), Arc::clone(&closed));
                opened.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || {
                    // The client may reject the certificate, which is not a failure of the server.
                    let _ = serve(stream, config, &response, requests, &heads);
                    closed.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        server
    }

    /// The heads of the requests so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().expect("the lock").clone()
    }

    /// The number of connections so far, and how many of them the server has closed.
    pub(crate) fn connections(&self) -> (usize, usize) {
        let count = |connections: &AtomicUsize| connections.load(Ordering::SeqCst);
        (count(&self.opened), count(&self.closed))
    }
}

fn serve(
    stream: TcpStream,
    config: Arc<ServerConfig>,
    response: &[u8],
    requests: usize,
    heads: &Mutex<Vec<String>>,
) -> io::Result<()> {
    let connection = ServerConnection::new(config).expect("a connection");
    let mut stream = StreamOwned::new(connection, stream);
    for _ in 0..requests {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).expect("a head in UTF-8");
        heads.lock().expect("the lock").push(head);
        stream.write_all(response)?;
        stream.flush()?;
    }
    stream.conn.send_close_notify();
    stream.flush()
}

/// A self-signed certificate in PEM, and the configuration of a server with it.
pub(crate) fn self_signed(params: &CertificateParams) -> (String, Arc<ServerConfig>) {
    let key = KeyPair::generate().expect("a key");
    let certificate = params.self_signed(&key).expect("a certificate");
    let config = config(certificate.der().clone(), &key);
    (certificate.pem(), config)
}

/// The configuration of a server with a certificate.
pub(crate) fn config(certificate: CertificateDer<'static>, key: &KeyPair) -> Arc<ServerConfig> {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key);
    Arc::new(config.expect("a configuration"))
}
