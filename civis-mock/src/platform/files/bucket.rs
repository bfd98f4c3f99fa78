//! The bucket that stores the content of files. It handles the requests that
//! signed URLs and forms allow, as S3 does.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::Value;

use super::form::{Part, parts};
use super::range::{Range, range};
use super::s3_error::S3Error;
use super::signature::{SignedRequest, check_policy};
use super::store::{Content, Files, hex};
use crate::platform::clock::parse_time;
use crate::reply::Reply;
use crate::request::RecordedRequest;

/// The fields of a form that its policy need not mention.
const FREE_FIELDS: [&str; 4] = ["policy", "x-amz-signature", "file", "content-type"];

pub(crate) struct Bucket<'a> {
    pub(crate) files: &'a mut Files,
    pub(crate) now: Timestamp,
    /// The MD5 digest of the request's body.
    pub(crate) digest: [u8; 16],
}

impl Bucket<'_> {
    /// Responds to a request under the path of the bucket.
    pub(crate) fn respond(mut self, request: &RecordedRequest, path: &[String]) -> Reply {
        let result = match (request.method.as_str(), path) {
            ("POST", [_]) => self.post_form(request),
            (_, [_, _, id, ..]) => self.object(request, id),
            (_, [_, _]) => self.object(request, ""),
            _ => Err(S3Error::new(
                405,
                "MethodNotAllowed",
                "The specified method is not allowed against this resource.",
            )),
        };
        result.unwrap_or_else(|error| error.reply(&request.path))
    }

    fn object(&mut self, request: &RecordedRequest, id: &str) -> Result<Reply, S3Error> {
        let is_signed = request.query_value("X-Amz-Algorithm").is_some();
        match (is_signed, request.header("authorization")) {
            (true, Some(_)) => return Err(S3Error::two_auth_mechanisms()),
            (false, _) => return Err(S3Error::access_denied()),
            (true, None) => {}
        }
        let signed = SignedRequest {
            method: &request.method,
            host: request.header("host").unwrap_or_default(),
            path: &request.path,
            query: &request.query,
        };
        signed.check(self.now)?;
        let mut headers = request.headers.keys();
        if headers.any(|name| name.as_str().starts_with("x-amz-")) {
            let message = "There were headers present in the request which were not signed";
            return Err(S3Error::new(403, "AccessDenied", message));
        }
        let id = id.parse().map_err(|_| S3Error::no_such_key())?;
        match request.method.as_str() {
            "PUT" => self.put_object(request, id),
            _ => self.get_object(request, id),
        }
    }

    fn put_object(&mut self, request: &RecordedRequest, id: u64) -> Result<Reply, S3Error> {
        if request.header("transfer-encoding").is_some() {
            let message = "A header you provided implies functionality that is not implemented";
            return Err(S3Error::new(501, "NotImplemented", message));
        }
        let digest = self.digest;
        if let Some(sent) = request.header("content-md5") {
            check_md5(sent, &digest)?;
        }
        let file = self.files.get_mut(id).ok_or_else(S3Error::no_such_key)?;
        let part = request.query_value("partNumber");
        match part.and_then(|number| number.parse().ok()) {
            Some(number) => {
                let upload = file.upload.as_mut().ok_or_else(|| {
                    let message = "The specified upload does not exist. The upload ID may be \
                                   invalid, or the upload may have been aborted or completed.";
                    S3Error::new(404, "NoSuchUpload", message)
                })?;
                let part = (request.body.clone(), digest);
                upload.parts.insert(number, part);
            }
            None => {
                let content_type = request.header("content-type");
                file.put_digested(request.body.clone(), &digest, content_type, self.now);
            }
        }
        let etag = format!("\"{}\"", hex(&digest));
        Ok(Reply::empty(200).header("etag", &etag))
    }

    fn get_object(&self, request: &RecordedRequest, id: u64) -> Result<Reply, S3Error> {
        let content = self.files.content(id, self.now);
        let content = content.ok_or_else(S3Error::no_such_key)?;
        let has_etag = |header: &str| {
            let mut tags = request.header(header)?.split(',').map(str::trim);
            Some(tags.any(|tag| tag == "*" || tag == content.etag))
        };
        if has_etag("if-match") == Some(false) {
            let message = "At least one of the pre-conditions you specified did not hold";
            return Err(S3Error::new(412, "PreconditionFailed", message));
        }
        if has_etag("if-none-match") == Some(true) {
            return Ok(Reply::empty(304).header("etag", &content.etag));
        }
        let wanted = request.header("range");
        let wanted = wanted.filter(|_| has_etag("if-range") != Some(false));
        let bytes = &content.bytes;
        let reply = match wanted.map_or(Range::Whole, |header| range(header, bytes.len())) {
            Range::Whole => Reply::shared(200, &content.content_type, bytes.clone()),
            Range::Part(first, last) => {
                let part = bytes.slice(first..=last);
                let range = format!("bytes {first}-{last}/{}", bytes.len());
                Reply::shared(206, &content.content_type, part).header("content-range", &range)
            }
            Range::Unsatisfiable => {
                let message = "The requested range is not satisfiable";
                let error = S3Error::new(416, "InvalidRange", message);
                let range = format!("bytes */{}", bytes.len());
                return Ok(error.reply(&request.path).header("content-range", &range));
            }
        };
        Ok(with_object_headers(reply, content, request))
    }

    /// Stores a file that a form with a signed policy uploads.
    fn post_form(&mut self, request: &RecordedRequest) -> Result<Reply, S3Error> {
        if request.header("authorization").is_some() {
            return Err(S3Error::two_auth_mechanisms());
        }
        let content_type = request.header("content-type").unwrap_or_default();
        let parts = parts(content_type, &request.body).ok_or_else(|| {
            let message = "The body of your POST request is not well-formed multipart/form-data.";
            S3Error::new(400, "MalformedPOSTRequest", message)
        })?;
        // Fields after the file are ignored.
        let Some(end) = parts.iter().position(|part| part.name == "file") else {
            let message = "POST requires exactly one file upload per request.";
            return Err(S3Error::new(400, "InvalidArgument", message));
        };
        let (fields, file) = (&parts[..end], &parts[end]);
        let field = |name: &str| {
            let mut fields = fields.iter();
            let field = fields.find(|part| part.name.eq_ignore_ascii_case(name))?;
            String::from_utf8(field.content.to_vec()).ok()
        };
        if field("policy").is_none() {
            return Err(S3Error::access_denied());
        }
        check_policy(&field)?;
        check_conditions(fields, &field, file.content.len(), self.now)?;
        let key = field("key").unwrap_or_default();
        let id = key.split('/').nth(1).and_then(|id| id.parse().ok());
        let stored = id.and_then(|id| self.files.get_mut(id));
        let stored = stored.ok_or_else(S3Error::no_such_key)?;
        let content_type = field("content-type").or_else(|| file.content_type.clone());
        stored.put(file.content.clone(), content_type.as_deref(), self.now);
        let etag = stored.content.as_ref().map(|content| content.etag.as_str());
        let host = request.header("host").unwrap_or_default();
        let location = format!("http://{host}{}", stored.path());
        Ok(Reply::empty(204)
            .header("etag", etag.unwrap_or_default())
            .header("location", &location))
    }
}

fn check_md5(sent: &str, digest: &[u8; 16]) -> Result<(), S3Error> {
    let (code, message) = match STANDARD.decode(sent) {
        Ok(sent) if sent == digest => return Ok(()),
        Ok(sent) if sent.len() == digest.len() => (
            "BadDigest",
            "The Content-MD5 you specified did not match what we received.",
        ),
        _ => (
            "InvalidDigest",
            "The Content-MD5 you specified is not valid.",
        ),
    };
    Err(S3Error::new(400, code, message))
}

fn with_object_headers(reply: Reply, content: &Content, request: &RecordedRequest) -> Reply {
    let modified = content.modified.strftime("%a, %d %b %Y %H:%M:%S GMT");
    let reply = reply
        .header("accept-ranges", "bytes")
        .header("etag", &content.etag)
        .header("last-modified", &modified.to_string());
    match request.query_value("response-content-disposition") {
        Some(disposition) => reply.header("content-disposition", disposition),
        None => reply,
    }
}

/// Checks that a form meets the conditions of its policy, and has no fields that
/// the policy does not mention.
fn check_conditions(
    fields: &[Part],
    field: &dyn Fn(&str) -> Option<String>,
    length: usize,
    now: Timestamp,
) -> Result<(), S3Error> {
    let denied = |reason: &str| {
        let message = format!("Invalid according to Policy: {reason}");
        S3Error::new(403, "AccessDenied", &message)
    };
    let policy = STANDARD.decode(field("policy").unwrap_or_default()).ok();
    let policy: Value = policy
        .and_then(|json| serde_json::from_slice(&json).ok())
        .ok_or_else(|| denied("Invalid JSON."))?;
    let expires = policy["expiration"].as_str().and_then(parse_time);
    if expires.is_none_or(|expires| expires <= now) {
        return Err(denied("Policy expired."));
    }
    let mut mentioned = vec!["bucket".to_owned()];
    for condition in policy["conditions"].as_array().into_iter().flatten() {
        let pair = condition.as_object().and_then(|pair| pair.iter().next());
        let (name, wanted) = match (pair, condition[0].as_str()) {
            (Some((name, wanted)), _) => (name.clone(), wanted),
            (None, Some("content-length-range")) => {
                let bounds = condition[1].as_u64().zip(condition[2].as_u64());
                let length = length as u64;
                if bounds.is_none_or(|(least, most)| !(least..=most).contains(&length)) {
                    let message = "Your proposed upload exceeds the maximum allowed size";
                    return Err(S3Error::new(400, "EntityTooLarge", message));
                }
                continue;
            }
            (None, _) => {
                let name = condition[1].as_str().unwrap_or_default();
                (name.trim_start_matches('$').to_owned(), &condition[2])
            }
        };
        if name != "bucket" && field(&name).as_deref() != wanted.as_str() {
            return Err(denied(&format!("Policy Condition failed: {condition}")));
        }
        mentioned.push(name);
    }
    let is_mentioned = |part: &&Part| {
        let name = part.name.to_ascii_lowercase();
        mentioned.contains(&name) || FREE_FIELDS.contains(&name.as_str())
    };
    match fields.iter().find(|part| !is_mentioned(part)) {
        Some(part) => Err(denied(&format!("Extra input fields: {}", part.name))),
        None => Ok(()),
    }
}
