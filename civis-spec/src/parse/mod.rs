//! From the bytes of a file to the document as it is written.

pub(crate) mod document;
pub(crate) mod json;
pub(crate) mod nodes;
pub(crate) mod openapi;
pub(crate) mod pointer;
pub(crate) mod sniff;
