//! Files: upload and download, streamed.
