//! The program `onrecord`: arguments in, an exit code out.

mod arguments;
mod commands;
mod display;
mod output;
mod progress;

use std::process::ExitCode;

use arguments::Command;

fn main() -> ExitCode {
    let result = match arguments::parse() {
        Command::Read(arguments) => commands::read::run(arguments.into()),
        Command::Show(arguments) => commands::show::run(&arguments),
        Command::Said(arguments) => commands::said::run(arguments.into()),
        Command::Export(arguments) => commands::export::run(&arguments),
        Command::Verify(arguments) => commands::verify::run(&arguments),
    };
    output::exit_code(result)
}
