//! What the cross-crate tests share.
//!
//! | module | what |
//! |---|---|
//! | `downstream` | crates outside the workspace, compiled by cargo |
//! | `recorded` | recorded requests read back into arguments; requests as data |
//! | `fidelity` | every recorded exchange, through the typed client and by name |

pub mod downstream;
pub mod fidelity;
pub mod recorded;
