//! MD5 checksums of what is sent and received, compared with those of the store.
//!
//! S3 has an MD5 in the ETag of what was stored by one request, unless it was encrypted with a key of the user or of AWS's
//! key service; its responses say so. The ETag of a file that was joined from parts is not an MD5.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use civis_core::{ErrorKind, Result, support};
use http::{HeaderMap, header};

use self::context::Context;

/// Computes the checksum of one transfer, if it is wanted. Clones compute the same one.
#[derive(Clone, Default)]
pub(super) struct Checksum(Option<Arc<Mutex<Context>>>);

impl Checksum {
    #[cfg(feature = "checksums")]
    pub(super) fn md5(is_wanted: bool) -> Self {
        Self(is_wanted.then(Arc::default))
    }

    pub(super) fn is_wanted(&self) -> bool {
        self.0.is_some()
    }

    /// Computes the checksum of what is read from `reader`, in place of what was read before.
    pub(super) fn attempt<R>(&self, reader: R) -> Summed<R> {
        if let Some(context) = &self.0 {
            let mut context = context.lock().unwrap_or_else(PoisonError::into_inner);
            context.restart();
        }
        let checksum = self.clone();
        Summed { reader, checksum }
    }

    pub(super) fn add(&self, bytes: &[u8]) {
        if let Some(context) = &self.0 {
            let mut context = context.lock().unwrap_or_else(PoisonError::into_inner);
            context.consume(bytes);
        }
    }

    /// Compares the checksum with that of the store, if it states one.
    pub(super) fn check(&self, headers: &HeaderMap) -> Result<()> {
        let (Some(context), Some(theirs)) = (&self.0, stated_md5(headers)) else {
            return Ok(());
        };
        let context = context.lock().unwrap_or_else(PoisonError::into_inner);
        let ours = context.hex();
        if ours.eq_ignore_ascii_case(theirs) {
            return Ok(());
        }
        let message = format!("the MD5 checksum is {ours}, but the store has {theirs}");
        Err(support::error(ErrorKind::Transport, message))
    }
}

/// The MD5 in an ETag.
fn stated_md5(headers: &HeaderMap) -> Option<&str> {
    // The ETag is that of the encoded content.
    if headers.contains_key(header::CONTENT_ENCODING) {
        return None;
    }
    let encryption = headers.get("x-amz-server-side-encryption");
    let own_key = headers.get("x-amz-server-side-encryption-customer-algorithm");
    if encryption.is_some_and(|name| name != "AES256") || own_key.is_some() {
        return None;
    }
    let etag = headers.get(header::ETAG)?.to_str().ok()?;
    let text = etag.strip_prefix('"')?.strip_suffix('"')?;
    let is_md5 = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_md5.then_some(text)
}

/// A reader of which the checksum is computed.
pub(super) struct Summed<R> {
    reader: R,
    checksum: Checksum,
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.checksum.add(&buffer[..count]);
        Ok(count)
    }
}

#[cfg(feature = "checksums")]
mod context {
    /// The MD5 of the bytes so far.
    pub(super) struct Context(md5::Context);

    impl Default for Context {
        fn default() -> Self {
            Self(md5::Context::new())
        }
    }

    impl Context {
        pub(super) fn restart(&mut self) {
            *self = Self::default();
        }

        pub(super) fn consume(&mut self, bytes: &[u8]) {
            self.0.consume(bytes);
        }

        pub(super) fn hex(&self) -> String {
            format!("{:x}", self.0.clone().finalize())
        }
    }
}

#[cfg(not(feature = "checksums"))]
mod context {
    /// Without the feature, there is none.
    pub(super) enum Context {}

    impl Context {
        pub(super) fn restart(&mut self) {
            match *self {}
        }

        pub(super) fn consume(&mut self, _bytes: &[u8]) {
            match *self {}
        }

        pub(super) fn hex(&self) -> String {
            match *self {}
        }
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::stated_md5;

    #[test]
    fn only_an_etag_that_is_an_md5_is_one() {
        let md5 = "d41d8cd98f00b204e9800998ecf8427e";
        let quoted = format!("\"{md5}\"");
        let joined = format!("\"{md5}-4\"");
        let weak = format!("W/\"{md5}\"");
        let encryption = "x-amz-server-side-encryption";
        let own_key = "x-amz-server-side-encryption-customer-algorithm";
        for (headers, expected) in [
            (vec![("etag", &*quoted)], true),
            (vec![("etag", &*quoted), (encryption, "AES256")], true),
            (vec![("etag", &*quoted), (encryption, "aws:kms")], false),
            (
                vec![("etag", &*quoted), (encryption, "aws:kms:dsse")],
                false,
            ),
            (vec![("etag", &*quoted), (own_key, "AES256")], false),
            (vec![("etag", &*joined)], false),
            (vec![("etag", &*weak)], false),
            (vec![("etag", md5)], false),
            (
                vec![("etag", &*quoted), ("content-encoding", "gzip")],
                false,
            ),
            (vec![("etag", "\"0x8D4BCC2E4835CD0\"")], false),
            (vec![], false),
        ] {
            let mut map = HeaderMap::new();
            for (name, value) in &headers {
                let name = HeaderName::from_static(name);
                map.insert(name, HeaderValue::from_str(value).expect("a value"));
            }
            assert_eq!(stated_md5(&map), expected.then_some(md5), "{headers:?}");
        }
    }
}
