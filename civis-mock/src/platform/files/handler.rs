//! Requests for files. Their content is transferred through the bucket.

use std::collections::BTreeMap;
use std::time::Duration;

use civis_spec::HttpMethod;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::links::{LINK_LIFETIME, MAX_LINK_LIFETIME, form_fields, form_url, link, part_url};
use super::store::{File, Files, Upload};
use crate::platform::catalog::store::Catalog;
use crate::platform::clock::{format_time, parse_time};
use crate::platform::environment::Environment;
use crate::platform::object::{Object, get, number, object, text};
use crate::platform::request_context::RequestContext;
use crate::reply::Reply;

/// The largest number of parts of an upload.
const MAX_PARTS: u64 = 10_000;

pub(crate) struct FileHandler<'a> {
    pub(crate) context: &'a RequestContext<'a>,
    pub(crate) catalog: &'a Catalog,
    pub(crate) files: &'a mut Files,
    pub(crate) env: &'a mut Environment,
}

impl FileHandler<'_> {
    /// Responds to a path of the specification, in which `{}` stands for each
    /// placeholder, or returns `None` if the path is of another area.
    pub(crate) fn handle(mut self, method: HttpMethod, path: &[&str]) -> Option<Reply> {
        let id = self.context.id(1).unwrap_or_default();
        Some(match (method, path) {
            (HttpMethod::Post, ["files"] | ["files", "multipart"]) => self.create(),
            (HttpMethod::Post, ["files", "multipart", "{}", "complete"]) => self.complete(),
            (HttpMethod::Get, ["files", "{}"]) => self.show(id),
            (HttpMethod::Put | HttpMethod::Patch, ["files", "{}"]) => self.change(id),
            _ => return None,
        })
    }

    /// Starts an upload in one piece, or in parts if their number is sent.
    fn create(&mut self) -> Reply {
        let sent = self.context.sent();
        let expires_at = match expiry(&sent) {
            Ok(expires_at) => expires_at,
            Err(problem) => return Reply::bad_request(&problem),
        };
        let count = number(&sent, "numParts");
        if count.is_some_and(|count| !(1..=MAX_PARTS).contains(&count)) {
            let problem = format!("`numParts` must be 1 to {MAX_PARTS}");
            return Reply::bad_request(&problem);
        }
        let name = text(&sent, "name").unwrap_or_default();
        let file = self.files.add_upload(name, self.env);
        file.description = get(&sent, "description").cloned().unwrap_or_default();
        file.expires_at = expires_at.unwrap_or(file.expires_at);
        file.upload = count.map(|count| Upload {
            count,
            parts: BTreeMap::new(),
        });
        let urls = (1..=count.unwrap_or(0)).map(|part| part_url(file, part, self.env));
        let upload = json!({
            "uploadUrl": form_url(self.env),
            "uploadFields": form_fields(file, self.env),
            "uploadUrls": urls.collect::<Value>(),
        });
        let id = file.id;
        let Some(file) = self.files.get(id) else {
            return self.context.not_found();
        };
        let mut shown = self.file_object(file, LINK_LIFETIME, false);
        shown.extend(object(upload));
        self.context.one(&shown)
    }

    fn complete(&mut self) -> Reply {
        let smallest = self.files.smallest_part;
        let id = self.context.id(2).unwrap_or_default();
        let Some(file) = self.files.get_mut(id) else {
            return self.context.not_found();
        };
        match file.complete(smallest, self.context.now) {
            Ok(()) => self.context.empty(),
            Err(problem) => Reply::bad_request(&problem),
        }
    }

    fn show(&self, id: u64) -> Reply {
        let Some(file) = self.files.get(id) else {
            return self.context.not_found();
        };
        let Some(lifetime) = self.link_lifetime() else {
            return Reply::bad_request("`link_expires_at` must be within 36 hours from now");
        };
        let inline = self.context.query("inline");
        let is_inline = inline.is_some_and(|text| text.eq_ignore_ascii_case("true"));
        self.context
            .one(&self.file_object(file, lifetime, is_inline))
    }

    /// How long links are to be valid, or `None` if that is not allowed.
    fn link_lifetime(&self) -> Option<Duration> {
        let Some(expires_at) = self.context.query("link_expires_at") else {
            return Some(LINK_LIFETIME);
        };
        let lifetime = parse_time(expires_at)?.duration_since(self.context.now);
        let lifetime = Duration::try_from(lifetime).ok()?;
        (lifetime <= MAX_LINK_LIFETIME).then_some(lifetime)
    }

    /// Changes name, description and expiry.
    fn change(&mut self, id: u64) -> Reply {
        let sent = self.context.sent();
        let expires_at = match expiry(&sent) {
            Ok(expires_at) => expires_at,
            Err(problem) => return Reply::bad_request(&problem),
        };
        let Some(file) = self.files.get_mut(id) else {
            return self.context.not_found();
        };
        if let Some(name) = text(&sent, "name") {
            name.clone_into(&mut file.name);
        }
        if let Some(description) = get(&sent, "description") {
            file.description = description.clone();
        }
        if let Some(expires_at) = expires_at {
            file.expires_at = expires_at;
        }
        self.show(id)
    }

    fn file_object(&self, file: &File, lifetime: Duration, is_inline: bool) -> Object {
        let attachment = format!("attachment; filename=\"{}\"", file.name.replace('"', ""));
        let disposition = if is_inline { "inline" } else { "" };
        object(json!({
            "id": file.id,
            "name": file.name,
            "createdAt": format_time(file.created_at),
            "fileSize": file.content.as_ref().map_or(0, |content| content.bytes.len()),
            "expiresAt": file.expires_at.map(format_time),
            "description": file.description,
            "author": self.catalog.author(),
            "downloadUrl": link(file, self.env, lifetime, &attachment),
            "fileUrl": link(file, self.env, lifetime, disposition),
            "detectedInfo": file.detected,
            "myPermissionLevel": "manage",
        }))
    }
}

/// The expiry that was sent: `None` if there is none, `Some(None)` for never.
fn expiry(sent: &Object) -> Result<Option<Option<Timestamp>>, String> {
    match get(sent, "expiresAt") {
        None => Ok(None),
        Some(Value::String(text)) => match parse_time(text) {
            Some(time) => Ok(Some(Some(time))),
            None => Err(format!("`expiresAt` must be a timestamp, not `{text}`")),
        },
        Some(_) => Ok(Some(None)),
    }
}
