pub(crate) mod bucket;
pub(crate) mod form;
pub(crate) mod handler;
pub(crate) mod links;
pub(crate) mod range;
pub(crate) mod signature;
