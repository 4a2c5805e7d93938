//! Arguments of the server.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::Args;

use super::{EXIT_CODES, StoreArgument};

/// This machine only.
pub const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8030);
const QUERY_SECONDS: u64 = 5;

/// Serves the web page and the HTTP API until Ctrl-C.
///
/// Looking needs nothing; correcting needs the token. Only this machine can reach it unless --listen says otherwise, and
/// then every request needs the token. The API describes itself at /api/openapi.json.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct ServeArguments {
    /// Where to listen; port 0 takes one that is free.
    #[arg(long, value_name = "ADDRESS:PORT", default_value_t = LISTEN)]
    pub listen: SocketAddr,
    /// A file whose first line is the token: whoever has it may correct. At least 16 characters.
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// A name by which the server may be called besides its address, for a proxy in front of it. May be given more than once.
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// Stop the questions of a request that run longer.
    #[arg(long, value_name = "SECONDS", default_value_t = QUERY_SECONDS, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub query_seconds: u64,
    #[command(flatten)]
    pub store: StoreArgument,
}

impl ServeArguments {
    /// On a store, for this machine, without a token: nobody may write.
    pub const fn reading(store: StoreArgument, listen: SocketAddr) -> Self {
        Self { listen, token_file: None, host: Vec::new(), query_seconds: QUERY_SECONDS, store }
    }
}
