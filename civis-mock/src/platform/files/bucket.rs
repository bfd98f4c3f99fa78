//! The bucket in which files lie: what S3 does with the requests that signed
//! URLs allow.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};
use serde_json::Value;

use crate::platform::clock::read;
use crate::platform::files::form::{Part, parts};
use crate::platform::files::range::{Range, range};
use crate::platform::files::signature::{Signed, check_policy, hex};
use crate::platform::state::World;
use crate::reply::Reply;
use crate::request::RecordedRequest;

/// The first segment of every signed URL's path.
pub(crate) const BUCKET: &str = "civis-mock-files";

/// The fields of a form that its policy need not name.
const FREE_FIELDS: [&str; 4] = ["policy", "x-amz-signature", "file", "content-type"];

/// A refusal, in the words of S3.
#[derive(Debug)]
pub(crate) struct S3Error {
    status: u16,
    code: &'static str,
    message: String,
}

impl S3Error {
    pub(crate) fn new(status: u16, code: &'static str, message: &str) -> Self {
        S3Error {
            status,
            code,
            message: message.to_owned(),
        }
    }

    fn reply(&self, resource: &str) -> Reply {
        let escape = |text: &str| {
            let text = text.replace('&', "&amp;");
            text.replace('<', "&lt;").replace('>', "&gt;")
        };
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code>\
             <Message>{}</Message><Resource>{}</Resource>\
             <RequestId>MOCK</RequestId><HostId>MOCK</HostId></Error>",
            self.code,
            escape(&self.message),
            escape(resource)
        );
        Reply::bytes(self.status, "application/xml", body)
    }
}

impl World {
    /// Answers a request under the path of the bucket.
    pub(crate) fn bucket(&mut self, request: &RecordedRequest, path: &[String]) -> Reply {
        let answer = match (request.method.as_str(), path) {
            ("POST", [_]) => self.post_form(request),
            (_, [_, _, ..]) => self.object(request, path),
            _ => Err(S3Error::new(
                405,
                "MethodNotAllowed",
                "The specified method is not allowed against this resource.",
            )),
        };
        answer.unwrap_or_else(|error| error.reply(&request.path))
    }

    fn object(&mut self, request: &RecordedRequest, path: &[String]) -> Result<Reply, S3Error> {
        let is_signed = request.query_value("X-Amz-Algorithm").is_some();
        match (is_signed, request.header("authorization")) {
            (true, Some(_)) => return Err(two_ways()),
            (false, _) => return Err(S3Error::new(403, "AccessDenied", "Access Denied")),
            (true, None) => {}
        }
        let signed = Signed {
            method: &request.method,
            host: request.header("host").unwrap_or_default(),
            path: &request.path,
            query: &request.query,
        };
        signed.check(self.now())?;
        let mut headers = request.headers.keys();
        if headers.any(|name| name.as_str().starts_with("x-amz-")) {
            let message = "There were headers present in the request which were not signed";
            return Err(S3Error::new(403, "AccessDenied", message));
        }
        let id = path.get(2).and_then(|id| id.parse::<u64>().ok());
        let id = id.ok_or_else(no_such_key)?;
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
        let sum = Md5::digest(&request.body);
        if let Some(given) = request.header("content-md5") {
            match STANDARD.decode(given) {
                Ok(given) if given == sum.as_slice() => {}
                Ok(given) if given.len() == sum.len() => {
                    let message = "The Content-MD5 you specified did not match what we received.";
                    return Err(S3Error::new(400, "BadDigest", message));
                }
                _ => {
                    let message = "The Content-MD5 you specified is not valid.";
                    return Err(S3Error::new(400, "InvalidDigest", message));
                }
            }
        }
        let now = self.now();
        let file = self.files.get_mut(id).ok_or_else(no_such_key)?;
        let etag = hex(&sum);
        match request
            .query_value("partNumber")
            .and_then(|n| n.parse().ok())
        {
            Some(number) => {
                let upload = file.upload.as_mut().ok_or_else(|| {
                    let message = "The specified upload does not exist. The upload ID may be \
                                   invalid, or the upload may have been aborted or completed.";
                    S3Error::new(404, "NoSuchUpload", message)
                })?;
                upload
                    .parts
                    .insert(number, (request.body.clone(), etag.clone()));
            }
            None => file.put(request.body.clone(), request.header("content-type"), now),
        }
        Ok(Reply::empty(200).header("etag", &format!("\"{etag}\"")))
    }

    fn get_object(&self, request: &RecordedRequest, id: u64) -> Result<Reply, S3Error> {
        let content = self.content(id).ok_or_else(no_such_key)?;
        let given = |name: &str| {
            let tags = request.header(name)?;
            let mut tags = tags.split(',').map(str::trim);
            Some(tags.any(|tag| tag == "*" || tag == content.etag))
        };
        if given("if-match") == Some(false) {
            let message = "At least one of the pre-conditions you specified did not hold";
            return Err(S3Error::new(412, "PreconditionFailed", message));
        }
        if given("if-none-match") == Some(true) {
            return Ok(Reply::empty(304).header("etag", &content.etag));
        }
        let bytes = &content.bytes;
        let asked = request
            .header("range")
            .filter(|_| given("if-range") != Some(false));
        let reply = match asked.map_or(Range::Whole, |text| range(text, bytes.len())) {
            Range::Whole => Reply::bytes(200, &content.content_type, bytes.to_vec()),
            Range::Part(first, last) => {
                let part = &bytes[first..=last];
                let place = format!("bytes {first}-{last}/{}", bytes.len());
                Reply::bytes(206, &content.content_type, part).header("content-range", &place)
            }
            Range::Outside => {
                let message = "The requested range is not satisfiable";
                let error = S3Error::new(416, "InvalidRange", message);
                let place = format!("bytes */{}", bytes.len());
                return Ok(error.reply(&request.path).header("content-range", &place));
            }
        };
        let modified = content
            .modified
            .strftime("%a, %d %b %Y %H:%M:%S GMT")
            .to_string();
        let reply = reply
            .header("accept-ranges", "bytes")
            .header("etag", &content.etag)
            .header("last-modified", &modified);
        Ok(match request.query_value("response-content-disposition") {
            Some(disposition) => reply.header("content-disposition", disposition),
            None => reply,
        })
    }

    /// Takes a file in a form whose policy is signed.
    fn post_form(&mut self, request: &RecordedRequest) -> Result<Reply, S3Error> {
        if request.header("authorization").is_some() {
            return Err(two_ways());
        }
        let content_type = request.header("content-type").unwrap_or_default();
        let parts = parts(content_type, &request.body).ok_or_else(|| {
            let message = "The body of your POST request is not well-formed multipart/form-data.";
            S3Error::new(400, "MalformedPOSTRequest", message)
        })?;
        // Fields behind the file are not looked at.
        let end = parts.iter().position(|part| part.name == "file");
        let (fields, file) = match end {
            Some(end) => (&parts[..end], &parts[end]),
            None => {
                let message = "POST requires exactly one file upload per request.";
                return Err(S3Error::new(400, "InvalidArgument", message));
            }
        };
        let field = |name: &str| {
            let field = fields
                .iter()
                .find(|part| part.name.eq_ignore_ascii_case(name))?;
            String::from_utf8(field.content.to_vec()).ok()
        };
        if field("policy").is_none() {
            return Err(S3Error::new(403, "AccessDenied", "Access Denied"));
        }
        check_policy(&field)?;
        self.allow(fields, &field, file.content.len())?;
        let key = field("key").unwrap_or_default();
        let id = key.split('/').nth(1).and_then(|id| id.parse().ok());
        let now = self.now();
        let kept = id
            .and_then(|id| self.files.get_mut(id))
            .ok_or_else(no_such_key)?;
        let content_type = field("content-type").or_else(|| file.content_type.clone());
        kept.put(file.content.to_vec(), content_type.as_deref(), now);
        let etag = kept.content.as_ref().map(|content| content.etag.clone());
        let host = request.header("host").unwrap_or_default();
        let location = format!("http://{host}{}", kept.path());
        Ok(Reply::empty(204)
            .header("etag", &etag.unwrap_or_default())
            .header("location", &location))
    }

    /// Whether the form is what its policy, which is signed, allows.
    fn allow(
        &self,
        fields: &[Part<'_>],
        field: &dyn Fn(&str) -> Option<String>,
        length: usize,
    ) -> Result<(), S3Error> {
        let denied = |what: &str| {
            let message = format!("Invalid according to Policy: {what}");
            S3Error::new(403, "AccessDenied", &message)
        };
        let policy = STANDARD.decode(field("policy").unwrap_or_default()).ok();
        let policy: Value = policy
            .and_then(|json| serde_json::from_slice(&json).ok())
            .ok_or_else(|| denied("Invalid JSON."))?;
        let expires = policy["expiration"].as_str().and_then(read);
        if expires.is_none_or(|expires| expires <= self.now()) {
            return Err(denied("Policy expired."));
        }
        let mut named = vec!["bucket".to_owned()];
        for condition in policy["conditions"].as_array().into_iter().flatten() {
            let equal = match condition {
                Value::Object(pair) => pair.iter().next(),
                _ => None,
            };
            let (name, wanted) = match (equal, condition[0].as_str()) {
                (Some((name, wanted)), _) => (name.clone(), wanted),
                (None, Some("content-length-range")) => {
                    let bounds = condition[1].as_u64().zip(condition[2].as_u64());
                    let holds = bounds
                        .is_some_and(|(least, most)| (least..=most).contains(&(length as u64)));
                    if !holds {
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
            named.push(name);
        }
        let is_named = |part: &&Part<'_>| {
            let name = part.name.to_ascii_lowercase();
            named.contains(&name) || FREE_FIELDS.contains(&name.as_str())
        };
        match fields.iter().find(|part| !is_named(part)) {
            Some(part) => Err(denied(&format!("Extra input fields: {}", part.name))),
            None => Ok(()),
        }
    }
}

fn two_ways() -> S3Error {
    let message = "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, \
                   Signature query string parameter or the Authorization header should be specified";
    S3Error::new(400, "InvalidArgument", message)
}

fn no_such_key() -> S3Error {
    S3Error::new(404, "NoSuchKey", "The specified key does not exist.")
}

/// The ETag of what was sent in one piece, without its quotes.
pub(crate) fn etag(bytes: &[u8]) -> String {
    hex(&Md5::digest(bytes))
}

/// The ETag of what was sent in parts, without its quotes.
pub(crate) fn etag_of_parts(etags: &[&str]) -> String {
    let digits = etags.concat();
    let byte = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).unwrap_or_default();
        u8::from_str_radix(pair, 16).unwrap_or_default()
    };
    let sums: Vec<u8> = digits.as_bytes().chunks(2).map(byte).collect();
    format!("{}-{}", hex(&Md5::digest(&sums)), etags.len())
}
