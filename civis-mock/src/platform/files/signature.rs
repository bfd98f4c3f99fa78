//! Signed URLs and forms, by version 4 of AWS signatures.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>
//! describes URLs, and `sigv4-HTTPPOSTConstructPolicy.html` there forms.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

use super::s3_error::S3Error;
use super::store::hex;
use crate::platform::clock::parse_time;

/// Encodes everything but the unreserved characters of URLs.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const ACCESS_KEY: &str = "AKIACIVISMOCKEXAMPLE";
/// Not a secret: the server checks only what it signed itself.
const SECRET: &str = "civis-mock";
const REGION: &str = "us-east-1";

/// The parts of a request that are signed.
pub(crate) struct SignedRequest<'a> {
    pub(crate) method: &'a str,
    pub(crate) host: &'a str,
    /// Percent-encoded.
    pub(crate) path: &'a str,
    /// Decoded. Includes the signature when it is checked.
    pub(crate) query: &'a [(String, String)],
}

impl SignedRequest<'_> {
    /// The query that allows the request for a number of seconds.
    pub(crate) fn presigned(&self, now: Timestamp, seconds: u64) -> String {
        let mut query = self.query.to_vec();
        for (name, value) in [
            ("X-Amz-Algorithm", ALGORITHM.to_owned()),
            ("X-Amz-Credential", credential(now)),
            ("X-Amz-Date", date_time(now)),
            ("X-Amz-Expires", seconds.to_string()),
            ("X-Amz-SignedHeaders", "host".to_owned()),
        ] {
            query.push((name.to_owned(), value));
        }
        let signature = self.signature(&query, now);
        query.push(("X-Amz-Signature".to_owned(), signature));
        encode(&query)
    }

    /// Checks that the query allows the request at a time.
    pub(crate) fn check(&self, now: Timestamp) -> Result<(), S3Error> {
        let value = |name: &str| {
            let mut query = self.query.iter();
            let (_, value) = query.find(|(key, _)| key == name)?;
            Some(value.as_str())
        };
        let malformed =
            |message: &str| S3Error::new(400, "AuthorizationQueryParametersError", message);
        if value("X-Amz-Algorithm") != Some(ALGORITHM) {
            return Err(malformed(
                "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"",
            ));
        }
        let signed_at = value("X-Amz-Date").and_then(parse_date_time);
        let signed_at =
            signed_at.ok_or_else(|| malformed("X-Amz-Date must be in the ISO8601 Long Format"))?;
        let seconds = value("X-Amz-Expires").and_then(|text| text.parse::<i64>().ok());
        let seconds = seconds.ok_or_else(|| malformed("X-Amz-Expires should be a number"))?;
        let key = value("X-Amz-Credential").unwrap_or_default();
        if !key.starts_with(&format!("{ACCESS_KEY}/")) {
            return Err(unknown_key());
        }
        if now.as_second() - signed_at.as_second() > seconds {
            return Err(S3Error::new(403, "AccessDenied", "Request has expired"));
        }
        let unsigned: Vec<(String, String)> = self
            .query
            .iter()
            .filter(|(name, _)| name != "X-Amz-Signature")
            .cloned()
            .collect();
        let is_ours = value("X-Amz-SignedHeaders") == Some("host")
            && key == credential(signed_at)
            && value("X-Amz-Signature") == Some(&self.signature(&unsigned, signed_at));
        if is_ours { Ok(()) } else { Err(no_match()) }
    }

    fn signature(&self, query: &[(String, String)], at: Timestamp) -> String {
        let mut query = query.to_vec();
        query.sort();
        let canonical = format!(
            "{}\n{}\n{}\nhost:{}\n\nhost\nUNSIGNED-PAYLOAD",
            self.method,
            self.path,
            encode(&query),
            self.host
        );
        let scope = scope(at);
        let hash = hex(&Sha256::digest(canonical.as_bytes()));
        sign(
            &format!("{ALGORITHM}\n{}\n{scope}\n{hash}", date_time(at)),
            at,
        )
    }
}

/// The fields that sign a policy, which is JSON in Base64.
pub(crate) fn policy_fields(policy: &str, at: Timestamp) -> [(&'static str, String); 5] {
    [
        ("x-amz-algorithm", ALGORITHM.to_owned()),
        ("x-amz-credential", credential(at)),
        ("x-amz-date", date_time(at)),
        ("policy", policy.to_owned()),
        ("x-amz-signature", sign(policy, at)),
    ]
}

/// The conditions on the signature that a policy must contain.
pub(crate) fn policy_conditions(at: Timestamp) -> [(&'static str, String); 3] {
    [
        ("x-amz-algorithm", ALGORITHM.to_owned()),
        ("x-amz-credential", credential(at)),
        ("x-amz-date", date_time(at)),
    ]
}

/// Checks the signature of a form's policy.
pub(crate) fn check_policy(field: &dyn Fn(&str) -> Option<String>) -> Result<(), S3Error> {
    let at = field("x-amz-date").as_deref().and_then(parse_date_time);
    let key = field("x-amz-credential").unwrap_or_default();
    if !key.starts_with(&format!("{ACCESS_KEY}/")) {
        return Err(unknown_key());
    }
    let policy = field("policy").unwrap_or_default();
    match at {
        Some(at)
            if key == credential(at) && field("x-amz-signature") == Some(sign(&policy, at)) =>
        {
            Ok(())
        }
        _ => Err(no_match()),
    }
}

fn unknown_key() -> S3Error {
    let message = "The AWS Access Key Id you provided does not exist in our records.";
    S3Error::new(403, "InvalidAccessKeyId", message)
}

fn no_match() -> S3Error {
    let message = "The request signature we calculated does not match the signature you \
                   provided. Check your key and signing method.";
    S3Error::new(403, "SignatureDoesNotMatch", message)
}

fn scope(at: Timestamp) -> String {
    format!("{}/{REGION}/s3/aws4_request", at.strftime("%Y%m%d"))
}

fn credential(at: Timestamp) -> String {
    format!("{ACCESS_KEY}/{}", scope(at))
}

fn date_time(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn parse_date_time(text: &str) -> Option<Timestamp> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    if date.len() != 8 || time.len() != 6 || !text.is_ascii() {
        return None;
    }
    let (year, month, day) = (&date[..4], &date[4..6], &date[6..]);
    let (hour, minute, second) = (&time[..2], &time[2..4], &time[4..]);
    parse_time(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z"))
}

fn sign(text: &str, at: Timestamp) -> String {
    let day = at.strftime("%Y%m%d").to_string();
    let mut key = format!("AWS4{SECRET}").into_bytes();
    for part in [day.as_str(), REGION, "s3", "aws4_request"] {
        key = mac(&key, part.as_bytes());
    }
    hex(&mac(&key, text.as_bytes()))
}

fn mac(key: &[u8], text: &[u8]) -> Vec<u8> {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return Vec::new();
    };
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

fn encode(query: &[(String, String)]) -> String {
    let pairs = query.iter().map(|(name, value)| {
        let name = utf8_percent_encode(name, UNRESERVED);
        format!("{name}={}", utf8_percent_encode(value, UNRESERVED))
    });
    pairs.collect::<Vec<_>>().join("&")
}
