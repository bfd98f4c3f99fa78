//! Files, as the API shows them. Their content travels through `bucket`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::platform::clock::{later, read, text};
use crate::platform::files::bucket::{BUCKET, etag};
use crate::platform::files::links::{LINK, LONGEST_LINK};
use crate::platform::object::{Facts, facts, named};
use crate::platform::request_context::Ask;
use crate::platform::state::World;
use crate::reply::Reply;

/// How long files are kept where the request does not tell.
const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);

/// The most parts of an upload.
const MOST_PARTS: u64 = 10_000;

/// The files, and what is asked of uploads.
#[derive(Debug)]
pub(crate) struct Files {
    files: BTreeMap<u64, File>,
    /// The smallest part that is not the last, in bytes.
    pub(crate) smallest_part: usize,
}

#[derive(Debug)]
pub(crate) struct File {
    pub(crate) id: u64,
    pub(crate) name: String,
    description: Value,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
    pub(crate) content: Option<Content>,
    pub(crate) upload: Option<Upload>,
    pub(crate) detected: Value,
}

/// What a file holds.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    pub(crate) bytes: Arc<Vec<u8>>,
    pub(crate) content_type: String,
    /// With its quotes.
    pub(crate) etag: String,
    pub(crate) modified: Timestamp,
}

/// An upload in parts that goes on.
#[derive(Debug)]
pub(crate) struct Upload {
    pub(crate) count: u64,
    /// Part and ETag, by number from 1.
    pub(crate) parts: BTreeMap<u64, (Vec<u8>, String)>,
}

impl Default for Files {
    fn default() -> Self {
        Files {
            files: BTreeMap::new(),
            smallest_part: 5 << 20,
        }
    }
}

impl Files {
    pub(crate) fn get(&self, id: u64) -> Option<&File> {
        self.files.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: u64) -> Option<&mut File> {
        self.files.get_mut(&id)
    }
}

impl File {
    /// Its place in the bucket. Names may hold what paths must not.
    pub(crate) fn path(&self) -> String {
        let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let name: String = self
            .name
            .chars()
            .map(|c| if safe(c) { c } else { '_' })
            .collect();
        format!("/{BUCKET}/{}", self.key(&name))
    }

    fn key(&self, name: &str) -> String {
        format!("files/{}/{name}", self.id)
    }

    pub(crate) fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }

    pub(crate) fn put(&mut self, bytes: Vec<u8>, content_type: Option<&str>, now: Timestamp) {
        let etag = format!("\"{}\"", etag(&bytes));
        self.content = Some(Content {
            bytes: Arc::new(bytes),
            content_type: content_type.unwrap_or("binary/octet-stream").to_owned(),
            etag,
            modified: now,
        });
    }

    /// Takes the parts together; the complaint tells what is missing.
    fn complete(&mut self, smallest: usize, now: Timestamp) -> Result<(), String> {
        let Some(upload) = &self.upload else {
            return Err("the file has no upload that goes on".to_owned());
        };
        let has = |number: &u64| upload.parts.contains_key(number);
        if let Some(missing) = (1..=upload.count).find(|number| !has(number)) {
            return Err(format!(
                "part {missing} of {} was not uploaded",
                upload.count
            ));
        }
        for (number, (part, _)) in &upload.parts {
            if *number < upload.count && part.len() < smallest {
                return Err(format!(
                    "part {number} has {} bytes, and every part but the last needs {smallest}",
                    part.len()
                ));
            }
        }
        let bytes = upload.parts.values().flat_map(|(part, _)| part).copied();
        let bytes: Vec<u8> = bytes.collect();
        let etags: Vec<&str> = upload
            .parts
            .values()
            .map(|(_, etag)| etag.as_str())
            .collect();
        let whole = crate::platform::files::bucket::etag_of_parts(&etags);
        self.put(bytes, None, now);
        if let Some(content) = &mut self.content {
            content.etag = format!("\"{whole}\"");
        }
        self.upload = None;
        Ok(())
    }
}

impl World {
    /// Adds a file that is there already.
    pub(crate) fn add_file(&mut self, name: &str, bytes: Vec<u8>) -> u64 {
        let now = self.now();
        let id = self.new_file(name, Value::Null, Some(later(now, KEPT)));
        if let Some(file) = self.files.get_mut(id) {
            file.put(bytes, None, now);
        }
        id
    }

    /// Adds a file whose content is still to be sent.
    pub(crate) fn add_upload(&mut self, name: &str) -> u64 {
        let expires_at = later(self.now(), KEPT);
        self.new_file(name, Value::Null, Some(expires_at))
    }

    fn new_file(&mut self, name: &str, description: Value, expires_at: Option<Timestamp>) -> u64 {
        let id = self.new_id();
        let file = File {
            id,
            name: name.to_owned(),
            description,
            created_at: self.now(),
            expires_at,
            content: None,
            upload: None,
            detected: Value::Null,
        };
        self.files.files.insert(id, file);
        id
    }

    /// The content of a file that is there and has not expired.
    pub(crate) fn content(&self, id: u64) -> Option<&Content> {
        let file = self.files.get(id)?;
        file.content
            .as_ref()
            .filter(|_| !file.is_expired(self.now()))
    }

    pub(crate) fn file_facts(&self, file: &File, link: Duration, inline: bool) -> Facts {
        let attached = format!("attachment; filename=\"{}\"", file.name.replace('"', ""));
        let shown = if inline { "inline" } else { "" };
        facts(json!({
            "id": file.id,
            "name": file.name,
            "createdAt": text(file.created_at),
            "fileSize": file.content.as_ref().map_or(0, |content| content.bytes.len()),
            "expiresAt": file.expires_at.map(text),
            "description": file.description,
            "author": self.fixtures.author(),
            "downloadUrl": self.link(file.id, link, &attached),
            "fileUrl": self.link(file.id, link, shown),
            "detectedInfo": file.detected,
            "myPermissionLevel": "manage",
        }))
    }
}

impl Ask<'_> {
    /// Begins an upload: in one piece, or in parts where their number is sent.
    pub(crate) fn add_file(&mut self) -> Reply {
        let sent = self.sent();
        let expires_at = match self.expiry(&sent) {
            Ok(expires_at) => expires_at.unwrap_or(Some(later(self.now, KEPT))),
            Err(complaint) => return Reply::bad_request(&complaint),
        };
        let parts = named(&sent, "numParts").and_then(Value::as_u64);
        if parts.is_some_and(|parts| !(1..=MOST_PARTS).contains(&parts)) {
            let complaint = format!("`numParts` must be 1 to {MOST_PARTS}");
            return Reply::bad_request(&complaint);
        }
        let name = named(&sent, "name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let description = named(&sent, "description").cloned().unwrap_or_default();
        let id = self.world.new_file(name, description, expires_at);
        let mut urls = Vec::new();
        if let (Some(count), Some(file)) = (parts, self.world.files.get_mut(id)) {
            file.upload = Some(Upload {
                count,
                parts: BTreeMap::new(),
            });
            let path = file.path();
            urls = (1..=count)
                .map(|part| self.world.part_url(&path, id, part))
                .collect();
        }
        let fields = self.world.upload_fields(id);
        let Some(file) = self.world.files.get(id) else {
            return self.not_found();
        };
        let mut shown = self.world.file_facts(file, LINK, false);
        let url = format!("http://{}/{BUCKET}", self.world.host);
        shown.insert("uploadUrl".to_owned(), url.into());
        shown.insert("uploadFields".to_owned(), fields.into());
        shown.insert("uploadUrls".to_owned(), urls.into());
        self.one(&shown)
    }

    /// When a file expires, as it was sent: `None` if nothing was.
    fn expiry(&self, sent: &Facts) -> Result<Option<Option<Timestamp>>, String> {
        match named(sent, "expiresAt") {
            None => Ok(None),
            Some(Value::String(text)) => match read(text) {
                Some(time) => Ok(Some(Some(time))),
                None => Err(format!("`expiresAt` must be a timestamp, not `{text}`")),
            },
            Some(_) => Ok(Some(None)),
        }
    }

    pub(crate) fn complete_file(&mut self, id: u64) -> Reply {
        let smallest = self.world.files.smallest_part;
        let now = self.now;
        let Some(file) = self.world.files.get_mut(id) else {
            return self.not_found();
        };
        match file.complete(smallest, now) {
            Ok(()) => self.empty(),
            Err(complaint) => Reply::bad_request(&complaint),
        }
    }

    pub(crate) fn file(&self, id: u64) -> Reply {
        let Some(file) = self.world.files.get(id) else {
            return self.not_found();
        };
        let time = match self.query("link_expires_at").map(read) {
            None => LINK,
            Some(time) => {
                let time =
                    time.and_then(|time| Duration::try_from(time.duration_since(self.now)).ok());
                match time.filter(|time| *time <= LONGEST_LINK) {
                    Some(time) => time,
                    None => {
                        let complaint = "`link_expires_at` must be within 36 hours from now";
                        return Reply::bad_request(complaint);
                    }
                }
            }
        };
        let is_inline = self
            .query("inline")
            .is_some_and(|text| text.eq_ignore_ascii_case("true"));
        self.one(&self.world.file_facts(file, time, is_inline))
    }

    /// Changes name, description and expiry.
    pub(crate) fn change_file(&mut self, id: u64) -> Reply {
        let sent = self.sent();
        let expires_at = match self.expiry(&sent) {
            Ok(expires_at) => expires_at,
            Err(complaint) => return Reply::bad_request(&complaint),
        };
        let Some(file) = self.world.files.get_mut(id) else {
            return self.not_found();
        };
        if let Some(Value::String(name)) = named(&sent, "name") {
            file.name.clone_from(name);
        }
        if let Some(description) = named(&sent, "description") {
            file.description = description.clone();
        }
        if let Some(expires_at) = expires_at {
            file.expires_at = expires_at;
        }
        self.file(id)
    }
}
