//! TLS: which certificates are trusted, alike for all transports.

#[cfg(feature = "ureq")]
mod connector;
mod roots;
mod verifier;

use std::error::Error as StdError;
use std::io;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::{CertificateError, ClientConfig};

use super::Settings;
use crate::error::Error;
#[cfg(feature = "ureq")]
pub(super) use connector::TlsConnector;
use verifier::Verifier;

/// The configuration of a transport's connections.
pub(super) fn client_config(settings: &Settings) -> Result<ClientConfig, Error> {
    let roots = roots::of(settings).map_err(Error::configuration)?;
    let invalid = |error: String| Error::configuration(format!("TLS cannot be set up: {error}"));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let webpki = WebPkiServerVerifier::builder_with_provider(roots.store, Arc::clone(&provider))
        .build()
        .map_err(|error| invalid(error.to_string()))?;
    let verifier = Verifier::new(webpki, roots.given);
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| invalid(error.to_string()))?
        // Nothing is skipped: see the verifier.
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}

/// What to do about an error of TLS, if that is something to set.
pub(super) fn advice(error: &(dyn StdError + 'static)) -> Option<&'static str> {
    let mut cause = Some(error);
    while let Some(next) = cause {
        if let Some(rustls::Error::InvalidCertificate(error)) = next.downcast_ref() {
            return match error {
                CertificateError::UnknownIssuer => Some(
                    "the server's certificate is not signed by an authority that is trusted: \
                     set `add_root_certificates`, or SSL_CERT_FILE, to the authority's certificate",
                ),
                CertificateError::BadSignature => Some(
                    "the server's certificate is not signed by the trusted authority of that name, \
                     which may have a new certificate: set `add_root_certificates`, or \
                     SSL_CERT_FILE, to that",
                ),
                error if verifier::is_ca_as_end_entity(error) => Some(
                    "the server's certificate is one of an authority: set \
                     `add_root_certificates`, or SSL_CERT_FILE, to that certificate to trust it \
                     as the server's own",
                ),
                _ => None,
            };
        }
        // The source of an `io::Error` is the source of the error that it wraps.
        let wrapped = next
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        cause = match wrapped {
            Some(wrapped) => Some(wrapped),
            None => next.source(),
        };
    }
    None
}
