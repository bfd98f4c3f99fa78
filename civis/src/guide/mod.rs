//! How to use the client, by topic.
//!
//! | page | about |
//! |---|---|
//! | [`from_python`] | the official client's calls, and ours |
//! | [`specification`] | pin, swap, compare and shrink a specification; compile time |
//! | [`arguments`] | values, nulls, objects, enums, files |
//! | [`responses`] | what happens to data that differs from the specification |
//! | [`lists`] | pages, and how to resume after an error |
//! | [`retries`] | what is retried, the rate limit, time limits |
//! | [`cancellation`] | ending calls from another thread |
//! | [`async_code`] | using the client from an async runtime |
//! | [`logging`] | spans and events |
//! | [`settings`] | environment variables, time-outs, limits, security |
//! | [`dynamic`] | calls by name, at run time |
//! | [`services`] | services on the Platform, and other APIs |
//! | [`testing`] | the embedded server in tests |

// What the pages link to.
#[allow(unused_imports, reason = "links are no uses to the compiler")]
use crate::*;

#[doc = include_str!("from_python.md")]
pub mod from_python {}

#[doc = include_str!("specification.md")]
pub mod specification {}

#[doc = include_str!("arguments.md")]
pub mod arguments {}

#[doc = include_str!("responses.md")]
pub mod responses {}

#[doc = include_str!("lists.md")]
pub mod lists {}

#[doc = include_str!("retries.md")]
pub mod retries {}

#[doc = include_str!("cancellation.md")]
pub mod cancellation {}

#[doc = include_str!("async_code.md")]
pub mod async_code {}

#[doc = include_str!("logging.md")]
pub mod logging {}

#[doc = include_str!("settings.md")]
pub mod settings {}

// Its example compiles with the feature alone.
#[cfg_attr(feature = "dynamic", doc = include_str!("dynamic.md"))]
#[cfg_attr(
    not(feature = "dynamic"),
    doc = "Calls by name: documented with the feature `dynamic`."
)]
pub mod dynamic {}

#[doc = include_str!("services.md")]
pub mod services {}

#[doc = include_str!("testing.md")]
pub mod testing {}
