//! What the commands do, one module each.

pub mod changes;
pub mod copies;
pub mod demo;
pub mod did;
pub mod export;
pub mod fix;
pub mod judged;
pub mod question;
pub mod read;
pub mod said;
pub mod show;
pub mod skipped;
pub mod stands;
mod suggested;
pub mod timeline;
pub mod variants;
pub mod verify;
pub mod watch;
pub mod who;
