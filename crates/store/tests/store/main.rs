//! The store from outside: what is kept comes back, questions find it, damage is found.

mod asking;
mod keeping;
mod opening;
mod proving;
mod samples;
