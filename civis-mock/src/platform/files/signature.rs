//! Signed URLs, by version 4 of the signatures of AWS: made, and checked as S3
//! checks them.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>,
//! and `sigv4-HTTPPOSTConstructPolicy.html` there for forms.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

use crate::platform::files::bucket::S3Error;

/// What stands in a query as it is.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const ACCESS_KEY: &str = "AKIACIVISMOCKEXAMPLE";
/// Secret to nobody: the server signs for itself alone.
const SECRET: &str = "civis-mock";
const REGION: &str = "us-east-1";

/// A request as it is signed.
pub(crate) struct Signed<'a> {
    pub(crate) method: &'a str,
    pub(crate) host: &'a str,
    /// Still encoded.
    pub(crate) path: &'a str,
    /// Decoded; with the signature when it is checked.
    pub(crate) query: &'a [(String, String)],
}

impl Signed<'_> {
    /// The query that allows the request for some seconds.
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
        encoded(&query)
    }

    /// Whether the query allows the request at a time.
    pub(crate) fn check(&self, now: Timestamp) -> Result<(), S3Error> {
        let value = |name: &str| {
            let mut query = self.query.iter();
            let (_, value) = query.find(|(key, _)| key == name)?;
            Some(value.as_str())
        };
        let malformed = |what: &str| S3Error::new(400, "AuthorizationQueryParametersError", what);
        if value("X-Amz-Algorithm") != Some(ALGORITHM) {
            return Err(malformed(
                "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"",
            ));
        }
        let signed_at = value("X-Amz-Date").and_then(read_date_time);
        let signed_at =
            signed_at.ok_or_else(|| malformed("X-Amz-Date must be in the ISO8601 Long Format"))?;
        let seconds = value("X-Amz-Expires").and_then(|text| text.parse::<i64>().ok());
        let seconds = seconds.ok_or_else(|| malformed("X-Amz-Expires should be a number"))?;
        let given = value("X-Amz-Credential").unwrap_or_default();
        if !given.starts_with(&format!("{ACCESS_KEY}/")) {
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
            && given == credential(signed_at)
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
            encoded(&query),
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

/// The fields of a form that is allowed by a policy, which is JSON in base64.
pub(crate) fn policy_fields(policy: &str, at: Timestamp) -> [(&'static str, String); 5] {
    [
        ("x-amz-algorithm", ALGORITHM.to_owned()),
        ("x-amz-credential", credential(at)),
        ("x-amz-date", date_time(at)),
        ("policy", policy.to_owned()),
        ("x-amz-signature", sign(policy, at)),
    ]
}

/// What a policy has to demand of a form, beside the place of the file.
pub(crate) fn policy_conditions(at: Timestamp) -> [(&'static str, String); 3] {
    [
        ("x-amz-algorithm", ALGORITHM.to_owned()),
        ("x-amz-credential", credential(at)),
        ("x-amz-date", date_time(at)),
    ]
}

/// Whether the fields of a form sign its policy.
pub(crate) fn check_policy(field: &dyn Fn(&str) -> Option<String>) -> Result<(), S3Error> {
    let at = field("x-amz-date").as_deref().and_then(read_date_time);
    let given = field("x-amz-credential").unwrap_or_default();
    if !given.starts_with(&format!("{ACCESS_KEY}/")) {
        return Err(unknown_key());
    }
    let policy = field("policy").unwrap_or_default();
    match at {
        Some(at)
            if given == credential(at) && field("x-amz-signature") == Some(sign(&policy, at)) =>
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

fn read_date_time(text: &str) -> Option<Timestamp> {
    let parts = text.strip_suffix('Z')?.split_once('T')?;
    let (date, time) = parts;
    if date.len() != 8 || time.len() != 6 || !text.is_ascii() {
        return None;
    }
    let (year, month, day) = (&date[..4], &date[4..6], &date[6..]);
    let (hour, minute, second) = (&time[..2], &time[2..4], &time[4..]);
    crate::platform::clock::read(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z"))
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
    // A key of any length is one.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return Vec::new();
    };
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

/// Bytes in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn encoded(query: &[(String, String)]) -> String {
    let pairs = query.iter().map(|(name, value)| {
        let name = utf8_percent_encode(name, UNRESERVED);
        format!("{name}={}", utf8_percent_encode(value, UNRESERVED))
    });
    pairs.collect::<Vec<_>>().join("&")
}
