//! The program `onrecord`: arguments in, data on standard output, words on standard error, an exit code out.
//!
//! | Exit code | Meaning |
//! |---|---|
//! | 0 | all is well; also when the reader of a pipe has seen enough |
//! | 1 | it ran, but something was not as it should be: an input could not be read, or `verify` found a fault |
//! | 2 | the arguments are wrong |
//! | 3 | it could not run: no store, nothing to read, no such document |
//! | 130 | the user stopped it with Ctrl-C; what was read until then is kept |

mod arguments;
mod batch;
mod commands;
mod display;
mod exports;
mod interrupt;
mod output;
mod progress;
mod serve;
mod web;

use std::process::ExitCode;

use arguments::Command;

/// Reading makes many small values and drops them soon.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let result = match arguments::parse() {
        Command::Read(arguments) => commands::read::run(arguments.into()),
        Command::Demo(arguments) => commands::demo::run(&arguments),
        Command::Watch(arguments) => commands::watch::run(&arguments),
        Command::Show(arguments) => commands::show::run(&arguments),
        Command::Said(arguments) => commands::said::run(arguments.into()),
        Command::Did(arguments) => commands::did::run(arguments),
        Command::Who(arguments) => commands::who::run(&arguments),
        Command::Timeline(arguments) => commands::timeline::run(&arguments),
        Command::Changes(arguments) => commands::changes::run(&arguments),
        Command::Fix(arguments) => commands::fix::run(arguments),
        Command::Question(arguments) => commands::question::run(arguments),
        Command::Stands(arguments) => commands::stands::run(&arguments),
        Command::Variants(arguments) => commands::variants::run(&arguments),
        Command::Copies(arguments) => commands::copies::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Skipped(arguments) => commands::skipped::run(&arguments),
        Command::Export(arguments) => commands::export::run(&arguments),
        Command::Verify(arguments) => commands::verify::run(&arguments),
    };
    output::exit_code(result)
}
