//! The built program from end to end: files in; output, messages, exit codes and the store out.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod archive;
mod bad_input;
mod bench;
mod corrected;
mod demo;
mod efforts;
mod exported;
mod fetched;
mod happened;
mod help;
mod kept;
mod killed;
mod printed;
mod shown;
mod stands;
mod timeline;
mod verified;

// The same hostile server that acquire is tested against.
#[path = "../../../acquire/tests/server/mod.rs"]
mod server;
