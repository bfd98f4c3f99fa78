//! Which certificates are trusted, and the error if one is not.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use civis_core::ErrorKind;
use civis_core::transport::Settings;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};

use crate::support::server::ok;
use crate::support::tls::{TlsServer, config, self_signed};
use crate::support::{Backend, bare_session, for_each_backend, get};

for_each_backend!(
    a_self_signed_certificate_can_be_trusted,
    an_open_connection_is_used_again_and_a_closed_one_is_not,
    a_self_signed_certificate_marked_as_authority_can_be_trusted,
    a_trusted_certificate_is_valid_only_for_its_host_and_period,
    ssl_cert_file_and_ssl_cert_dir_are_trusted,
    a_file_without_certificates_is_a_configuration_error,
    the_error_for_an_untrusted_certificate_names_the_settings,
    a_new_certificate_of_a_trusted_name_is_an_error_that_names_the_settings,
);

fn params(host: &str) -> CertificateParams {
    CertificateParams::new([host.to_owned()]).expect("parameters")
}

/// A certificate like those of `openssl req -x509`.
fn marked_as_authority(host: &str) -> CertificateParams {
    let mut params = params(host);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

/// A server with a certificate signed by an authority, and the authority in PEM.
fn signed_by_authority() -> (TlsServer, String) {
    let mut authority = CertificateParams::new(Vec::new()).expect("parameters");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    let pem = authority.self_signed(&key).expect("a certificate").pem();
    let issuer = Issuer::new(authority, key);
    let key = KeyPair::generate().expect("a key");
    let certificate = params("127.0.0.1").signed_by(&key, &issuer);
    let certificate = certificate.expect("a certificate").der().clone();
    (TlsServer::new(config(certificate, &key), ok()), pem)
}

/// Sends a call, and returns the kind and the text of its error, if any.
fn outcome(
    backend: Backend,
    server: &TlsServer,
    settings: Settings,
) -> Option<(ErrorKind, String)> {
    let session = bare_session(&format!("https://{}", server.address));
    let session = session.transport(backend.transport(settings)).build();
    let error = get(&session.expect("a session")).err()?;
    assert_eq!(error.attempts(), 1, "{error}");
    Some((error.kind(), error.to_string()))
}

fn none() -> Settings {
    Settings::default().environment(|_| None)
}

fn with(name: &'static str, value: impl Into<OsString>) -> Settings {
    let value = value.into();
    Settings::default().environment(move |variable| (variable == name).then(|| value.clone()))
}

fn a_self_signed_certificate_can_be_trusted(backend: Backend) {
    let (pem, config) = self_signed(&params("127.0.0.1"));
    let server = TlsServer::new(config, ok());
    let (other, _) = self_signed(&params("127.0.0.1"));
    for settings in [
        none().root_certificates(&*pem),
        none().add_root_certificates(&*pem),
        none()
            .add_root_certificates(&*other)
            .add_root_certificates(&*pem),
        none()
            .root_certificates(&*other)
            .add_root_certificates(&*pem),
        none().root_certificates(format!("# notes\n{other}\n{pem}")),
    ] {
        assert_eq!(outcome(backend, &server, settings), None);
    }
}

fn an_open_connection_is_used_again_and_a_closed_one_is_not(backend: Backend) {
    let (pem, config) = self_signed(&params("127.0.0.1"));
    for (server, connections) in [
        (TlsServer::keep_alive(Arc::clone(&config), ok()), 1),
        (TlsServer::new(config, ok()), 2),
    ] {
        let transport = backend.transport(none().root_certificates(&*pem));
        let session = bare_session(&format!("https://{}", server.address)).transport(transport);
        let session = session.build().expect("a session");
        get(&session).expect("a response");
        let deadline = Instant::now() + Duration::from_secs(20);
        while connections == 2 && server.connections().1 == 0 {
            assert!(Instant::now() < deadline, "the connection is open");
            thread::sleep(Duration::from_millis(1));
        }
        let response = get(&session).expect("a response");
        assert_eq!(response.attempts(), 1);
        assert_eq!(server.connections().0, connections);
    }
}

#[test]
fn a_session_trusts_certificates_that_are_added() {
    let (pem, config) = self_signed(&params("127.0.0.1"));
    let server = TlsServer::new(config, ok());
    let session = bare_session(&format!("https://{}", server.address)).add_root_certificates(pem);
    get(&session.build().expect("a session")).expect("a response");
}

fn a_self_signed_certificate_marked_as_authority_can_be_trusted(backend: Backend) {
    let (pem, config) = self_signed(&marked_as_authority("127.0.0.1"));
    let server = TlsServer::new(config, ok());
    let given = none().add_root_certificates(&*pem);
    assert_eq!(outcome(backend, &server, given), None);
    let file = folder("own", backend).join("own.pem");
    std::fs::write(&file, &pem).expect("a file");
    assert_eq!(
        outcome(backend, &server, with("SSL_CERT_FILE", &file)),
        None
    );
    let (other, _) = self_signed(&marked_as_authority("127.0.0.1"));
    let (kind, text) =
        outcome(backend, &server, none().root_certificates(other)).expect("an error");
    assert_eq!(kind, ErrorKind::Tls);
    assert!(
        text.contains("`add_root_certificates`, or SSL_CERT_FILE, to that certificate"),
        "{text}"
    );
}

fn a_trusted_certificate_is_valid_only_for_its_host_and_period(backend: Backend) {
    for kind in [params, marked_as_authority] {
        let mut expired = kind("127.0.0.1");
        expired.not_before = date_time_ymd(2001, 1, 1);
        expired.not_after = date_time_ymd(2002, 1, 1);
        for params in [kind("other.test"), expired] {
            let (pem, config) = self_signed(&params);
            let server = TlsServer::new(config, ok());
            let failure = outcome(backend, &server, none().add_root_certificates(pem));
            assert_eq!(failure.expect("an error").0, ErrorKind::Tls);
        }
    }
}

/// Creates an empty folder for a test.
fn folder(name: &str, backend: Backend) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let folder = folder.join(format!("tls-{name}-{backend:?}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn ssl_cert_file_and_ssl_cert_dir_are_trusted(backend: Backend) {
    let (server, pem) = signed_by_authority();
    let folder = folder("trusted", backend);
    let file = folder.join("root.pem");
    std::fs::write(&file, &pem).expect("a file");
    // OpenSSL names the certificates in a directory after their hashes.
    std::fs::write(folder.join("0a1b2c3d.0"), &pem).expect("a file");
    assert_eq!(
        outcome(backend, &server, with("SSL_CERT_FILE", &file)),
        None
    );
    assert_eq!(
        outcome(backend, &server, with("SSL_CERT_DIR", &folder)),
        None
    );
    let dirs = std::env::join_paths([&*folder.join("missing"), &*folder]).expect("paths");
    assert_eq!(outcome(backend, &server, with("SSL_CERT_DIR", dirs)), None);
    assert!(outcome(backend, &server, with("SSL_CERT_FILE", "")).is_some());
    // Settings extend or replace the variables.
    let (other, _) = self_signed(&params("127.0.0.1"));
    let added = with("SSL_CERT_FILE", &file).add_root_certificates(&*other);
    assert_eq!(outcome(backend, &server, added), None);
    let replaced = with("SSL_CERT_FILE", &file).root_certificates(other);
    assert!(outcome(backend, &server, replaced).is_some());
}

fn a_file_without_certificates_is_a_configuration_error(backend: Backend) {
    let folder = folder("empty", backend);
    let empty = folder.join("empty.pem");
    std::fs::write(&empty, "no certificate").expect("a file");
    for (name, path) in [
        ("SSL_CERT_FILE", folder.join("missing.pem")),
        ("SSL_CERT_FILE", empty),
        ("SSL_CERT_FILE", folder.clone()),
        ("SSL_CERT_DIR", folder.join("missing")),
        ("SSL_CERT_DIR", folder.clone()),
    ] {
        let error = backend
            .try_transport(&with(name, &path))
            .expect_err("a failure");
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let text = error.to_string();
        assert!(
            text.starts_with(name) && text.contains(&*path.to_string_lossy()),
            "{text}"
        );
    }
}

fn the_error_for_an_untrusted_certificate_names_the_settings(backend: Backend) {
    let (server, _) = signed_by_authority();
    let (kind, text) = outcome(backend, &server, none()).expect("an error");
    assert_eq!(kind, ErrorKind::Tls);
    for setting in ["add_root_certificates", "SSL_CERT_FILE"] {
        assert!(text.contains(setting), "{text}");
    }
}

fn a_new_certificate_of_a_trusted_name_is_an_error_that_names_the_settings(backend: Backend) {
    let (_, config) = self_signed(&params("127.0.0.1"));
    let server = TlsServer::new(config, ok());
    let (old, _) = self_signed(&params("127.0.0.1"));
    let (kind, text) = outcome(backend, &server, none().root_certificates(old)).expect("an error");
    assert_eq!(kind, ErrorKind::Tls);
    for setting in ["new certificate", "add_root_certificates", "SSL_CERT_FILE"] {
        assert!(text.contains(setting), "{text}");
    }
}
