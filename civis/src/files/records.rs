//! The fields of the Platform's responses that this module reads.
#![allow(unreachable_pub, reason = "the macro declares types for users' crates")]

use std::collections::BTreeMap as Map;

use civis_core::__private::*;
use civis_core::{Call, Location, Request, Response, Result, Session};
use http::Method;

__record! {
    /// The response to `POST /files` and to `POST /files/multipart`.
    Created Option {
        id: i64 = "id",
        upload_url: String = "uploadUrl",
        upload_fields: Map<String, String> = "uploadFields",
        upload_urls: Vec<String> = "uploadUrls",
    }
}

__record! {
    /// A file.
    File Option {
        id: i64 = "id",
        file_size: i64 = "fileSize",
        file_url: String = "fileUrl",
    }
}

impl File {
    /// Requests the description of a file.
    pub(super) fn fetch(session: &Session, id: i64) -> Result<Response<Self>> {
        let request = Request::new("files.get", Method::GET, "/files/{id}");
        Call::new(session, request.with(Location::Path, "id", id)).send()
    }

    /// The length of the content in bytes.
    pub(super) fn length(&self) -> Option<u64> {
        self.file_size.and_then(|length| length.try_into().ok())
    }
}
