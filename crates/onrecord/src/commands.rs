//! What the commands do, one module each.

pub mod copies;
pub mod export;
pub mod read;
pub mod said;
pub mod show;
pub mod skipped;
pub mod variants;
pub mod verify;
pub mod watch;
