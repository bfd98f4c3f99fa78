//! The root certificates.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use crate::transport::Settings;

/// The certificates that are trusted.
pub(super) struct Roots {
    pub(super) store: Arc<RootCertStore>,
    /// Those of the settings and of the environment.
    pub(super) given: Vec<CertificateDer<'static>>,
}

/// The roots of a transport. The error says what is wrong, and names the variable.
pub(super) fn of(settings: &Settings) -> Result<Roots, String> {
    let only = settings.root_certificates.as_ref();
    let mut given = Vec::new();
    for pem in only.into_iter().chain(&settings.added_root_certificates) {
        given.extend(parse(pem)?);
    }
    let environment = match only {
        Some(_) => Some(Vec::new()),
        None => environment(settings)?,
    };
    let base = match &environment {
        Some(certificates) => Arc::new(store(certificates.iter().cloned())),
        None => built_in(),
    };
    if given.is_empty() {
        return Ok(Roots {
            store: base,
            given: environment.unwrap_or_default(),
        });
    }
    let mut store = Arc::unwrap_or_clone(base);
    for certificate in &given {
        let added = store.add(certificate.clone());
        added.map_err(|error| format!("a root certificate is not valid: {error}"))?;
    }
    given.extend(environment.into_iter().flatten());
    Ok(Roots {
        store: Arc::new(store),
        given,
    })
}

fn parse(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let certificates =
        certificates.map_err(|_| "the root certificates are not valid PEM".to_owned())?;
    match certificates.is_empty() {
        true => Err("the root certificates contain no certificate in PEM".to_owned()),
        false => Ok(certificates),
    }
}

fn store(certificates: impl IntoIterator<Item = CertificateDer<'static>>) -> RootCertStore {
    let mut store = RootCertStore::empty();
    // Stores of systems have certificates that no one can use.
    store.add_parsable_certificates(certificates);
    store
}

/// The certificates of the system and those of Mozilla, for systems that have none or
/// old ones. They are read once.
fn built_in() -> Arc<RootCertStore> {
    static BUILT_IN: OnceLock<Arc<RootCertStore>> = OnceLock::new();
    let read = || {
        let mut store = store(rustls_native_certs::load_native_certs().certs);
        store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        Arc::new(store)
    };
    Arc::clone(BUILT_IN.get_or_init(read))
}

/// The certificates of `SSL_CERT_FILE` and `SSL_CERT_DIR`, if one of them is set: they
/// take the place of the system's, as they do in OpenSSL.
fn environment(settings: &Settings) -> Result<Option<Vec<CertificateDer<'static>>>, String> {
    let set = |name| {
        let value = settings.environment.get(name);
        value.filter(|value| !value.is_empty())
    };
    let (file, dirs) = (set("SSL_CERT_FILE"), set("SSL_CERT_DIR"));
    let mut certificates = Vec::new();
    if let Some(file) = &file {
        certificates.extend(load("SSL_CERT_FILE", file, |file| (Some(file), None))?);
    }
    if let Some(dirs) = &dirs {
        let mut found = Vec::new();
        let mut error = None;
        for dir in std::env::split_paths(dirs).filter(|dir| !dir.as_os_str().is_empty()) {
            match load("SSL_CERT_DIR", dir.as_os_str(), |dir| (None, Some(dir))) {
                Ok(more) => found.extend(more),
                Err(message) => error = Some(message),
            }
        }
        match error {
            Some(error) if found.is_empty() => return Err(error),
            _ => certificates.extend(found),
        }
    }
    Ok((file.is_some() || dirs.is_some()).then_some(certificates))
}

fn load(
    variable: &str,
    path: &OsStr,
    place: impl Fn(&Path) -> (Option<&Path>, Option<&Path>),
) -> Result<Vec<CertificateDer<'static>>, String> {
    let (file, dir) = place(Path::new(path));
    let found = rustls_native_certs::load_certs_from_paths(file, dir);
    if !found.certs.is_empty() {
        return Ok(found.certs);
    }
    let path = Path::new(path).display();
    Err(match found.errors.first() {
        Some(error) => format!("{variable}: no certificate in {path}: {error}"),
        None => format!("{variable}: no certificate in PEM in {path}"),
    })
}
