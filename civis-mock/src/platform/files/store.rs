//! Files and uploads.

use std::collections::BTreeMap;
use std::time::Duration;

use hyper::body::Bytes;
use jiff::Timestamp;
use md5::{Digest as _, Md5};
use serde_json::Value;

use crate::platform::clock::later;
use crate::platform::environment::Environment;

/// The first path segment of every signed URL.
pub(crate) const BUCKET: &str = "civis-mock-files";

/// How long files are stored unless the request says otherwise.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(30 * 24 * 3600);

#[derive(Debug)]
pub(crate) struct Files {
    files: BTreeMap<u64, File>,
    /// The minimum size in bytes of every part of an upload but the last.
    pub(crate) smallest_part: usize,
}

#[derive(Debug)]
pub(crate) struct File {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) description: Value,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) content: Option<Content>,
    pub(crate) upload: Option<Upload>,
    pub(crate) detected: Value,
}

/// The content of a file.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    pub(crate) bytes: Bytes,
    pub(crate) content_type: String,
    /// With its quotes.
    pub(crate) etag: String,
    pub(crate) modified: Timestamp,
}

/// A multipart upload that has not been completed.
#[derive(Debug)]
pub(crate) struct Upload {
    pub(crate) count: u64,
    /// Content and MD5 digest of each part, by number from 1.
    pub(crate) parts: BTreeMap<u64, (Bytes, [u8; 16])>,
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

    /// Adds a file with its content.
    pub(crate) fn add(&mut self, name: &str, bytes: Vec<u8>, env: &mut Environment) -> u64 {
        let now = env.now();
        let file = self.add_upload(name, env);
        file.put(bytes, None, now);
        file.id
    }

    /// Adds a file whose content is still to be uploaded.
    pub(crate) fn add_upload(&mut self, name: &str, env: &mut Environment) -> &mut File {
        let (id, now) = (env.new_id(), env.now());
        self.files.entry(id).or_insert(File {
            id,
            name: name.to_owned(),
            description: Value::Null,
            created_at: now,
            expires_at: Some(later(now, DEFAULT_LIFETIME)),
            content: None,
            upload: None,
            detected: Value::Null,
        })
    }

    /// The content of a file that has not expired.
    pub(crate) fn content(&self, id: u64, now: Timestamp) -> Option<&Content> {
        self.get(id)?.unexpired_content(now)
    }

    /// The content of a file that a job reads, or the error that there is none.
    pub(crate) fn read(&self, id: u64, now: Timestamp) -> Result<Bytes, String> {
        let content = self.content(id, now);
        let content = content.ok_or_else(|| format!("file {id} has no content"))?;
        Ok(content.bytes.clone())
    }
}

impl File {
    /// The path of the content in the bucket. Characters of the name that are not
    /// safe in paths are replaced.
    pub(crate) fn path(&self) -> String {
        let is_safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let replace = |c| if is_safe(c) { c } else { '_' };
        let name: String = self.name.chars().map(replace).collect();
        format!("/{BUCKET}/files/{}/{name}", self.id)
    }

    /// The content, unless the file has expired.
    pub(crate) fn unexpired_content(&self, now: Timestamp) -> Option<&Content> {
        let is_expired = self.expires_at.is_some_and(|at| at <= now);
        self.content.as_ref().filter(|_| !is_expired)
    }

    pub(crate) fn put(
        &mut self,
        bytes: impl Into<Bytes>,
        content_type: Option<&str>,
        now: Timestamp,
    ) {
        let bytes = bytes.into();
        let digest = Md5::digest(&bytes).into();
        self.put_digested(bytes, &digest, content_type, now);
    }

    /// Stores content whose MD5 digest is known.
    pub(crate) fn put_digested(
        &mut self,
        bytes: Bytes,
        digest: &[u8; 16],
        content_type: Option<&str>,
        now: Timestamp,
    ) {
        let etag = format!("\"{}\"", hex(digest));
        self.set_content(bytes, etag, content_type, now);
    }

    fn set_content(
        &mut self,
        bytes: Bytes,
        etag: String,
        content_type: Option<&str>,
        now: Timestamp,
    ) {
        self.content = Some(Content {
            bytes,
            content_type: content_type.unwrap_or("binary/octet-stream").to_owned(),
            etag,
            modified: now,
        });
    }

    /// Joins the uploaded parts into the content.
    pub(crate) fn complete(&mut self, smallest: usize, now: Timestamp) -> Result<(), String> {
        let Some(Upload { count, parts }) = &self.upload else {
            return Err("the file has no upload in progress".to_owned());
        };
        if let Some(missing) = (1..=*count).find(|number| !parts.contains_key(number)) {
            return Err(format!("part {missing} of {count} was not uploaded"));
        }
        for (number, (part, _)) in parts {
            if number < count && part.len() < smallest {
                return Err(format!(
                    "part {number} has {} bytes, but every part except the last needs {smallest}",
                    part.len()
                ));
            }
        }
        let slices: Vec<&[u8]> = parts.values().map(|(part, _)| &**part).collect();
        let bytes = slices.concat().into();
        let digests: Vec<u8> = parts.values().flat_map(|(_, digest)| *digest).collect();
        let etag = format!("\"{}-{}\"", hex(&Md5::digest(&digests)), parts.len());
        self.set_content(bytes, etag, None, now);
        self.upload = None;
        Ok(())
    }
}

/// Bytes in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
