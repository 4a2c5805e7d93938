//! The web page and the API over what the store holds.
//!
//! One table ([`endpoints::ENDPOINTS`]) has every address; the router and the OpenAPI document are both made from it.
//! A request passes [`guard`], then a plain function answers it on a thread of its own with a connection that can only
//! read, bounded in time. Only this module knows that there is a runtime.

mod answer;
mod api;
mod asked;
mod corrections;
mod endpoints;
mod guard;
mod kept;
mod lists;
mod openapi;
mod pages;
mod places;
mod problem;
mod respond;
mod server;
mod token;

#[cfg(test)]
pub mod tests;

use std::net::SocketAddr;

use anyhow::Context;
use store::Store;
use tokio::net::TcpListener;

use crate::arguments::ServeArguments;
use crate::interrupt::at_interrupt;
use crate::output::{CommandError, Finding, say};
use server::{Server, Settings};
use token::Token;

/// Serves until Ctrl-C.
pub fn run(arguments: &ServeArguments) -> anyhow::Result<Finding> {
    let token = arguments.token_file.as_deref().map(Token::from_file).transpose()?;
    if !arguments.listen.ip().is_loopback() && token.is_none() {
        return Err(CommandError::Usage(format!(
            "{}: others can reach this address; give --token-file, or listen on 127.0.0.1",
            arguments.listen
        ))
        .into());
    }
    // A store that is missing or too old is said now, not at the first request.
    Store::open_read_only(&arguments.store.store)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the operating system gives no threads")?;
    runtime.block_on(async {
        let listener = TcpListener::bind(arguments.listen).await.with_context(|| {
            format!(
                "{}: cannot listen there; another program may do so, give another --listen",
                arguments.listen
            )
        })?;
        let address = listener.local_addr().context("the address is not known")?;
        let server = Server::new(Settings {
            store: arguments.store.store.clone(),
            hosts: hosts(address, &arguments.host),
            everywhere: !address.ip().is_loopback(),
            token,
            query_time: std::time::Duration::from_secs(arguments.query_seconds),
            keep: kept::KEPT,
        });
        // Ctrl-C before this line ends the program at once, as it should.
        let (stop, stopped) = crossbeam_channel::bounded::<()>(1);
        at_interrupt(move || {
            let _ = stop.try_send(());
        });
        say(&format!("http://{address}/ (Ctrl-C ends it)"));
        let ended = async move {
            let _ = tokio::task::spawn_blocking(move || stopped.recv()).await;
        };
        axum::serve(listener, respond::router(server))
            .with_graceful_shutdown(ended)
            .await
            .context("the server failed")
    })?;
    Ok(Finding::Interrupted)
}

/// The names by which a request may call the server: anything else was sent by a page that had its own name point here.
fn hosts(address: SocketAddr, names: &[String]) -> Vec<String> {
    let port = address.port();
    let mut hosts = vec![address.to_string()];
    if address.ip().is_loopback() {
        hosts.extend(["localhost", "127.0.0.1", "[::1]"].map(|name| format!("{name}:{port}")));
    }
    for name in names {
        hosts.push(name.to_ascii_lowercase());
        hosts.push(format!("{}:{port}", name.to_ascii_lowercase()));
    }
    hosts
}
