use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::EXIT_CODES;
use super::serve::LISTEN;

/// Fills a store with the articles that come with the program, so that every command has something to show.
///
/// Then the web page is served until Ctrl-C. The articles are invented; running it again changes nothing.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct DemoArguments {
    /// The file in which the records are kept.
    #[arg(long, value_name = "FILE", default_value = "demo.db")]
    pub store: PathBuf,
    /// Where to listen; port 0 takes one that is free.
    #[arg(long, value_name = "ADDRESS:PORT", default_value_t = LISTEN)]
    pub listen: SocketAddr,
    /// Only fill the store; do not serve the page.
    #[arg(long)]
    pub no_serve: bool,
}
