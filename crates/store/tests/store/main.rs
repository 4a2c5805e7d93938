//! The store from outside: what is kept comes back, questions find it, damage is found.

#![expect(clippy::unwrap_used, reason = "a test says that something is so by failing where it is not")]

mod asking;
mod browsing;
mod changing;
mod correcting;
mod keeping;
mod opening;
mod people;
mod proving;
mod questions;
mod remembering;
mod samples;
mod tables;
