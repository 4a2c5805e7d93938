//! The built program from end to end: files in; output, messages, exit codes and the store out.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod archive;
mod bad_input;
mod bench;
mod help;
mod kept;
mod killed;
mod printed;
mod shown;
mod verified;
