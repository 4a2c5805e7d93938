//! The server without a socket: what it answers, to whom, and that nothing of an article is ever more than text.

mod contract;
mod freshness;
mod guarded;
pub mod hostile;
mod site;
mod views;
