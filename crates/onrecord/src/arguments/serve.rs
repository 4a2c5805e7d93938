//! Arguments of the server.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::{EXIT_CODES, StoreArgument};

/// Serves the web page and the HTTP API until Ctrl-C.
///
/// Looking needs nothing; correcting needs the token. Only this machine can reach it unless --listen says otherwise, and
/// then every request needs the token. The API describes itself at /api/openapi.json.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct ServeArguments {
    /// Where to listen; port 0 takes one that is free.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8030")]
    pub listen: SocketAddr,
    /// A file whose first line is the token: whoever has it may correct. At least 16 characters.
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// A name by which the server may be called besides its address, for a proxy in front of it. May be given more than once.
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// Stop the questions of a request that run longer.
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub query_seconds: u64,
    #[command(flatten)]
    pub store: StoreArgument,
}
