//! The signed URLs and upload forms of files.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::signature::{SignedRequest, policy_conditions, policy_fields};
use super::store::{BUCKET, File};
use crate::platform::clock::{format_time, later};
use crate::platform::environment::Environment;
use crate::platform::object::{Object, object};

/// How long a download link is valid, and the longest that can be requested.
pub(crate) const LINK_LIFETIME: Duration = Duration::from_secs(30 * 60);
pub(crate) const MAX_LINK_LIFETIME: Duration = Duration::from_secs(36 * 3600);

/// How long the URLs of an upload are valid.
const UPLOAD_LIFETIME: Duration = Duration::from_secs(12 * 3600);

/// The largest part that S3 accepts, in bytes, and so the largest single upload.
const MAX_PART: u64 = 5 << 30;

/// A URL that downloads a file, or null if the file has no content.
pub(crate) fn link(file: &File, env: &Environment, lifetime: Duration, disposition: &str) -> Value {
    if file.unexpired_content(env.now()).is_none() {
        return Value::Null;
    }
    let query = match disposition {
        "" => Vec::new(),
        text => vec![("response-content-disposition".to_owned(), text.to_owned())],
    };
    sign("GET", &file.path(), &query, lifetime, env)
}

/// The URL to which a file is uploaded in one piece.
pub(crate) fn upload_url(file: &File, env: &Environment) -> Value {
    sign("PUT", &file.path(), &[], UPLOAD_LIFETIME, env)
}

/// The URL to which a part of a file is uploaded.
pub(crate) fn part_url(file: &File, part: u64, env: &Environment) -> Value {
    let query = [("partNumber", part), ("uploadId", file.id)];
    let query = query.map(|(name, value)| (name.to_owned(), value.to_string()));
    sign("PUT", &file.path(), &query, UPLOAD_LIFETIME, env)
}

/// The URL to which upload forms are posted.
pub(crate) fn form_url(env: &Environment) -> Value {
    format!("http://{}/{BUCKET}", env.host).into()
}

/// The fields of the form that uploads a file, `key` first.
pub(crate) fn form_fields(file: &File, env: &Environment) -> Object {
    let now = env.now();
    let path = file.path();
    let key = path.trim_start_matches(&format!("/{BUCKET}/"));
    let mut conditions = vec![
        json!({"bucket": BUCKET}),
        json!(["eq", "$key", key]),
        json!(["content-length-range", 0, MAX_PART]),
    ];
    conditions.extend(policy_conditions(now).map(|(name, value)| json!({name: value})));
    let expires = format_time(later(now, UPLOAD_LIFETIME));
    let policy = json!({"expiration": expires, "conditions": conditions});
    let policy = STANDARD.encode(policy.to_string());
    let mut fields = object(json!({"key": key}));
    let signed = policy_fields(&policy, now);
    fields.extend(signed.map(|(name, value)| (name.to_owned(), value.into())));
    fields
}

fn sign(
    method: &str,
    path: &str,
    query: &[(String, String)],
    lifetime: Duration,
    env: &Environment,
) -> Value {
    let host = env.host.as_str();
    let request = SignedRequest {
        method,
        host,
        path,
        query,
    };
    // The date of the signature is cut to seconds, so the lifetime is rounded up.
    let seconds = lifetime.as_secs() + u64::from(lifetime.subsec_nanos() > 0);
    let query = request.presigned(env.now(), seconds);
    format!("http://{host}{path}?{query}").into()
}
