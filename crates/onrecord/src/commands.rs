//! What the commands do, one module each.

pub mod export;
pub mod read;
pub mod said;
pub mod show;
pub mod verify;
