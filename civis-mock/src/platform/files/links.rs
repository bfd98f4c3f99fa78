//! The signed URLs and forms of files.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::platform::clock::{later, text};
use crate::platform::files::bucket::BUCKET;
use crate::platform::files::signature::{Signed, policy_conditions, policy_fields};
use crate::platform::object::{Facts, facts};
use crate::platform::state::World;

/// How long a link allows a download, and the longest that may be asked for.
pub(crate) const LINK: Duration = Duration::from_secs(30 * 60);
pub(crate) const LONGEST_LINK: Duration = Duration::from_secs(36 * 3600);

/// How long the URLs of an upload are good.
const UPLOAD: Duration = Duration::from_secs(12 * 3600);

/// The largest part of an upload that S3 takes, and so the largest single one.
const LARGEST: u64 = 5 << 30;

impl World {
    /// A URL from which a file can be read for a time; null where it is gone.
    pub(crate) fn link(&self, id: u64, time: Duration, disposition: &str) -> Value {
        let Some(file) = self.files.get(id).filter(|_| self.content(id).is_some()) else {
            return Value::Null;
        };
        let query = match disposition {
            "" => Vec::new(),
            text => vec![("response-content-disposition".to_owned(), text.to_owned())],
        };
        self.signed("GET", &file.path(), &query, time).into()
    }

    /// A URL that is good as long as links are.
    pub(crate) fn usual_link(&self, id: u64) -> Value {
        self.link(id, LINK, "")
    }

    /// A URL that is good as long as links can be.
    pub(crate) fn longest_link(&self, id: u64) -> Value {
        self.link(id, LONGEST_LINK, "")
    }

    /// The URL to which a part of a file is sent.
    pub(crate) fn part_url(&self, path: &str, file: u64, part: u64) -> Value {
        let query = [
            ("partNumber", part.to_string()),
            ("uploadId", file.to_string()),
        ];
        let query = query.map(|(name, value)| (name.to_owned(), value));
        self.signed("PUT", path, &query, UPLOAD).into()
    }

    fn signed(
        &self,
        method: &str,
        path: &str,
        query: &[(String, String)],
        time: Duration,
    ) -> String {
        let host = self.host.as_str();
        let signed = Signed {
            method,
            host,
            path,
            query,
        };
        // The date is told in whole seconds, too.
        let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
        let query = signed.presigned(self.now(), seconds);
        format!("http://{host}{path}?{query}")
    }

    /// The URL to which a file is sent in one piece.
    pub(crate) fn upload_url(&self, id: u64) -> Value {
        match self.files.get(id) {
            Some(file) => self.signed("PUT", &file.path(), &[], UPLOAD).into(),
            None => Value::Null,
        }
    }

    /// The fields of the form in which a file is sent, `key` first.
    pub(crate) fn upload_fields(&self, id: u64) -> Facts {
        let Some(file) = self.files.get(id) else {
            return Facts::new();
        };
        let now = self.now();
        let place = file.path();
        let key = place.trim_start_matches(&format!("/{BUCKET}/")).to_owned();
        let mut conditions = vec![
            json!({"bucket": BUCKET}),
            json!(["eq", "$key", key]),
            json!(["content-length-range", 0, LARGEST]),
        ];
        conditions.extend(policy_conditions(now).map(|(name, value)| json!({name: value})));
        let policy = json!({"expiration": text(later(now, UPLOAD)), "conditions": conditions});
        let policy = STANDARD.encode(policy.to_string());
        let mut fields = facts(json!({"key": key}));
        let signed =
            policy_fields(&policy, now).map(|(name, value)| (name.to_owned(), value.into()));
        fields.extend(signed);
        fields
    }
}
