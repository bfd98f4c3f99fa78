//! Certificates of a trusted test authority, and of others.

use std::sync::{Arc, OnceLock};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;

use crate::support::tls;

/// What is wrong with a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    None,
    UnknownAuthority,
    Expired,
    OtherHost,
}

struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let pem = params.self_signed(&key).expect("a certificate").pem();
        let issuer = Issuer::new(params, key);
        Self { pem, issuer }
    }

    /// The authority that the clients trust.
    fn trusted() -> &'static Self {
        static TRUSTED: OnceLock<Authority> = OnceLock::new();
        TRUSTED.get_or_init(Self::new)
    }
}

/// The certificate that the clients trust, in PEM.
pub(crate) fn root() -> &'static str {
    &Authority::trusted().pem
}

/// The configuration of a server with this flaw.
pub(crate) fn config(flaw: Flaw) -> Arc<ServerConfig> {
    let host = match flaw {
        Flaw::OtherHost => "other.example",
        _ => "127.0.0.1",
    };
    let mut params = CertificateParams::new([host.to_owned()]).expect("parameters");
    if flaw == Flaw::Expired {
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2002, 1, 1);
    }
    let key = KeyPair::generate().expect("a key");
    let certificate = match flaw {
        Flaw::UnknownAuthority => params.signed_by(&key, &Authority::new().issuer),
        _ => params.signed_by(&key, &Authority::trusted().issuer),
    };
    let certificate = certificate.expect("a certificate").der().clone();
    tls::config(certificate, &key)
}
