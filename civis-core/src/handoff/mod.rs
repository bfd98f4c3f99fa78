//! Hands results and bytes from one thread or task to another, in bounded memory.
//!
//! The receiver is a thread that a [`CancelToken`](crate::cancel::CancelToken) can wake, or a task.
//! So is the sender.

mod channel;
mod chunks;
mod detached;
#[cfg(test)]
mod tests;

pub(crate) use channel::{Receiver, Sender, channel, channel_on_demand, wait};
pub(crate) use chunks::{CHUNK, Chunk, ChunkReader, forward, pump};
pub(crate) use detached::Interrupted;
