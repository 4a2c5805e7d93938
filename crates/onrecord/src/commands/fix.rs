use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use anyhow::{Context, bail};
use jiff::Timestamp;
use store::{Action, ActorRef, Correction, CorrectionError, Fix, Logged, Signature, Store};

use super::judged::catch_up;
use crate::arguments::{FixArguments, FixCommand, Format};
use crate::display::list;
use crate::output::{CommandError, Finding, Output, say};

/// Makes, lists or carries corrections.
pub fn run(arguments: FixArguments) -> anyhow::Result<Finding> {
    let path = arguments.store;
    let fix = match arguments.fix {
        FixCommand::List { format } => return show(&Store::open_read_only(&path)?, format),
        FixCommand::Export { file } => return export(&Store::open_read_only(&path)?, &file),
        FixCommand::Import { file } => return import(&mut writable(&path)?, &file),
        FixCommand::Merge { actors } => Fix::Merge { actors },
        FixCommand::Split { actor, documents, name } => Fix::Split { actor, documents, name },
        FixCommand::Rename { actor, name } => Fix::Rename { actor, name },
        FixCommand::Speaker { document, statement, speaker, unresolved: _ } => {
            Fix::Speaker { document, statement, speaker }
        }
        FixCommand::Reject { document, statement } => Fix::Reject { document, statement },
        FixCommand::Undo { correction } => Fix::Undo { correction },
    };
    let signature = Signature { made_at: now(), made_by: arguments.by, reason: arguments.reason };
    let mut store = writable(&path)?;
    let correction = store.fix(&fix, signature).map_err(explained)?;
    catch_up(&mut store)?;
    say(&format!("{}: {}", correction.id, described(&correction.action)));
    Ok(Finding::Good)
}

/// The time as the log has it.
pub fn now() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}

/// The store for writing; opening alone would make one.
fn writable(path: &Path) -> anyhow::Result<Store> {
    if !path.exists() {
        Store::open_read_only(path)?;
    }
    Ok(Store::open(path)?)
}

/// With the choices, where there are several.
fn explained(error: CorrectionError) -> anyhow::Error {
    let choices: Vec<String> = match &error {
        CorrectionError::Store(_) => Vec::new(),
        CorrectionError::SeveralActors { found, .. } => {
            found.iter().map(|actor| format!("\n  {}  {}", actor.id, actor.name)).collect()
        }
        CorrectionError::SeveralDocuments { found, .. } => {
            let title = |title: &Option<String>| title.clone().unwrap_or_else(|| "without title".to_owned());
            found.iter().map(|document| format!("\n  {}  {}", document.id, title(&document.title))).collect()
        }
        _ => Vec::new(),
    };
    match error {
        CorrectionError::Store(error) => error.into(),
        CorrectionError::SeveralActors { .. }
        | CorrectionError::SeveralDocuments { .. }
        | CorrectionError::OneActor { .. }
        | CorrectionError::NoName => CommandError::Usage(format!("{error}{}", choices.concat())).into(),
        other => other.into(),
    }
}

fn show(store: &Store, format: Format) -> anyhow::Result<Finding> {
    let log = store.corrections()?;
    let columns = ["correction", "made", "by", "state", "what", "reason"];
    list(Output::to(None)?, format, &columns, &log, |Logged { correction, state }| {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        vec![vec![
            correction.id.clone(),
            correction.made_at.clone(),
            text(&correction.made_by),
            format!("{state:?}").to_lowercase(),
            described(&correction.action),
            text(&correction.reason),
        ]]
    })?;
    if log.is_empty() {
        say("There are no corrections.");
    }
    Ok(Finding::Good)
}

/// What a correction does, in words.
pub fn described(action: &Action) -> String {
    let actor = |actor: &ActorRef| format!("{} ({})", actor.name, actor.id);
    match action {
        Action::Merge { actors } => {
            format!("{} are one actor", actors.iter().map(actor).collect::<Vec<_>>().join(", "))
        }
        Action::Split { actor: one, appearances, into } => {
            let documents: Vec<&str> = appearances.iter().map(|one| one.document.as_str()).collect();
            format!("{} is {} in {}", actor(one), actor(into), documents.join(", "))
        }
        Action::Rename { actor: one, name } => format!("{} is called {name}", actor(one)),
        Action::Speaker { statement, speaker } => {
            let speaker = speaker.as_ref().map_or("it is not known who", |speaker| &speaker.name);
            format!("{speaker} said {:?} in {}", statement.quotation, statement.document)
        }
        Action::Reject { statement } => {
            format!("{:?} in {} is no statement", statement.quotation, statement.document)
        }
        Action::Undo { correction } => format!("{correction} is taken back"),
    }
}

fn is_standard(file: &Path) -> bool {
    file == Path::new("-")
}

fn export(store: &Store, file: &Path) -> anyhow::Result<Finding> {
    let mut output = Output::to((!is_standard(file)).then_some(file))?;
    for Logged { correction, .. } in store.corrections()? {
        serde_json::to_writer(&mut output, &correction)?;
        output.write_all(b"\n")?;
    }
    output.finish()?;
    Ok(Finding::Good)
}

/// Takes in all lines or, when one is wrong, none: corrections build on each other.
fn import(store: &mut Store, file: &Path) -> anyhow::Result<Finding> {
    let name = if is_standard(file) { "stdin".to_owned() } else { file.display().to_string() };
    let reader: Box<dyn BufRead> = if is_standard(file) {
        Box::new(io::stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(file).with_context(|| format!("{name}: cannot be read"))?))
    };
    let mut corrections: Vec<Correction> = Vec::new();
    for (number, line) in (1..).zip(reader.lines()) {
        let line = line.with_context(|| format!("{name}:{number}: cannot be read"))?;
        if line.trim().is_empty() {
            continue;
        }
        let correction: Correction = serde_json::from_str(&line).with_context(|| {
            format!("{name}:{number}: no correction (give a file that `onrecord fix export` wrote); nothing was taken in")
        })?;
        if !correction.is_whole() {
            bail!(
                "{name}:{number}: the correction was changed on its way; nothing was taken in, ask for the file again"
            );
        }
        corrections.push(correction);
    }
    let imported = store.import_corrections(&corrections)?;
    catch_up(store)?;
    say(&format!("{name}: {} new, {} known before", imported.new, imported.known));
    Ok(Finding::Good)
}
