//! The key is nowhere to be seen, over TLS.

use civis_core::transport::Settings;
use rcgen::CertificateParams;

use crate::ears;
use crate::support::server::answer;
use crate::support::tls::{TlsServer, self_signed};
use crate::support::{BASIC, Backend, KEY, bare_session, for_each_backend, get};

for_each_backend!(the_libraries_of_tls_tell_no_key_at_any_level);

fn the_libraries_of_tls_tell_no_key_at_any_level(backend: Backend) {
    ears::open();
    let params = CertificateParams::new(["127.0.0.1".to_owned()]).expect("parameters");
    let (pem, config) = self_signed(&params);
    let server = TlsServer::new(config, answer(200, &[], &format!("you are {KEY}")));
    let url = format!("https://{}", server.address);
    let transport = backend.transport(Settings::default().root_certificates(pem));
    let session = bare_session(&url).transport(transport);
    let answer = get(&session.build().expect("a session")).expect("an answer");
    assert_eq!(answer.body(), format!("you are {KEY}").as_bytes());
    let head = server.heads().concat();
    assert!(head.contains(BASIC), "{head}");
    let heard = ears::everywhere();
    assert!(heard.contains("log rustls"), "TLS is not heard");
    let encoded = BASIC.trim_start_matches("Basic ").trim_end_matches('=');
    ears::heard_nowhere(&[KEY, encoded]);
}
