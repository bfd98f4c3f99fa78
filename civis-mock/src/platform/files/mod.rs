//! Files: their metadata in the API, and their content in a bucket like S3's.

pub(crate) mod bucket;
pub(crate) mod form;
pub(crate) mod handler;
pub(crate) mod links;
pub(crate) mod range;
pub(crate) mod s3_error;
pub(crate) mod signature;
pub(crate) mod store;
