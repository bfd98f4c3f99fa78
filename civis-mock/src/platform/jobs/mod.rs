pub(crate) mod handler;
pub(crate) mod lifecycle;
pub(crate) mod logs;
pub(crate) mod outputs;
pub(crate) mod plan;
