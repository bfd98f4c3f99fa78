//! The key never appears in logs of TLS libraries.

use civis_core::transport::Settings;
use rcgen::CertificateParams;

use crate::log_events;
use crate::support::server::http_response;
use crate::support::tls::{TlsServer, self_signed};
use crate::support::{BASIC, Backend, KEY, bare_session, for_each_backend, get};

for_each_backend!(tls_libraries_never_log_the_key);

fn tls_libraries_never_log_the_key(backend: Backend) {
    log_events::record();
    let params = CertificateParams::new(["127.0.0.1".to_owned()]).expect("parameters");
    let (pem, config) = self_signed(&params);
    let server = TlsServer::new(config, http_response(200, &[], &format!("you are {KEY}")));
    let url = format!("https://{}", server.address);
    let transport = backend.transport(Settings::default().root_certificates(pem));
    let session = bare_session(&url).transport(transport);
    let response = get(&session.build().expect("a session")).expect("a response");
    assert_eq!(response.body(), format!("you are {KEY}").as_bytes());
    let head = server.heads().concat();
    assert!(head.contains(BASIC), "{head}");
    let log = log_events::all();
    assert!(log.contains("log rustls"), "rustls is not logged");
    let encoded = BASIC.trim_start_matches("Basic ").trim_end_matches('=');
    log_events::assert_absent(&[KEY, encoded]);
}
