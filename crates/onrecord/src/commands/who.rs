use anyhow::bail;
use jiff::civil::Date;
use store::{ActorSummary, ArchiveActor, Store};
use types::TieKind;

use crate::arguments::WhoArguments;
use crate::display::list;
use crate::output::{Finding, Output, say};

/// At most so many actors are offered.
pub const CHOICES: usize = 20;

/// Shows one actor, or lists those who fit.
pub fn run(arguments: &WhoArguments) -> anyhow::Result<Finding> {
    let store = Store::open_read_only(&arguments.store.store)?;
    let name = &arguments.name;
    let found = store.find_actors(name, CHOICES + 1)?;
    match found.as_slice() {
        [] => bail!(
            "{name}: no actor with that name in {} (`onrecord said {name}` finds those whom one document only knows)",
            store.path().display()
        ),
        [one] => match store.who(&one.id)? {
            Some(actor) => show(&actor, arguments)?,
            None => bail!("{name}: the actor has just vanished from the store (try again)"),
        },
        several => {
            let shown = &several[..several.len().min(CHOICES)];
            let columns = ["id", "name", "kind", "role", "documents"];
            list(Output::to(None)?, arguments.format, &columns, shown, |actor| {
                let kind = actor.id.split(':').next().unwrap_or_default().to_owned();
                let role = actor.role.clone().unwrap_or_default();
                vec![vec![actor.id.clone(), actor.name.clone(), kind, role, actor.documents.to_string()]]
            })?;
            say(&format!("{}; name one by its id.", several_fit(name, several.len())));
        }
    }
    Ok(Finding::Good)
}

/// "3 actors fit “hale”: Tom Hale, mayor (person:tom-hale); …": words that ask to pick one.
pub fn choices(name: &str, found: &[ActorSummary]) -> String {
    let one = |actor: &ActorSummary| {
        let role = actor.role.as_ref().map(|role| format!(", {role}")).unwrap_or_default();
        format!("  {}{role} ({})", actor.name, actor.id)
    };
    let lines: Vec<String> = found.iter().take(CHOICES).map(one).collect();
    let fit = several_fit(name, found.len());
    format!("{fit}; name one by its id to see only that one:\n{}", lines.join("\n"))
}

fn several_fit(name: &str, count: usize) -> String {
    let count = if count > CHOICES { format!("More than {CHOICES}") } else { count.to_string() };
    format!("{count} actors fit “{name}”")
}

/// A relation in words; `inverse` is how the other one has it to this actor.
fn tie_words(kind: TieKind, inverse: bool) -> &'static str {
    match (kind, inverse) {
        (TieKind::NamedAfter, false) => "named after",
        (TieKind::NamedAfter, true) => "gives its name to",
        (TieKind::SameGovernment, _) => "same government as",
        (TieKind::RoleAt, false) => "has a role at",
        (TieKind::RoleAt, true) => "role held by",
    }
}

/// One row for each thing that is known.
fn show(actor: &ArchiveActor, arguments: &WhoArguments) -> anyhow::Result<()> {
    let columns = ["what", "value", "first", "last", "documents", "statements"];
    let row = |what: &str, value: &str, days: [Option<Date>; 2], documents: u64, statements: Option<u64>| {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let statements = statements.map(|count| count.to_string()).unwrap_or_default();
        [what, value, &day(days[0]), &day(days[1]), &documents.to_string(), &statements]
            .map(str::to_owned)
            .to_vec()
    };
    list(Output::to(None)?, arguments.format, &columns, std::slice::from_ref(actor), |actor| {
        let none = [None, None];
        let title = format!("{} ({})", actor.name, actor.id);
        let days = [actor.first, actor.last];
        let mut rows = vec![row("actor", &title, days, actor.documents, Some(actor.statements))];
        rows.extend(actor.names.iter().map(|name| row("name", &name.name, none, name.documents, None)));
        rows.extend(
            actor
                .roles
                .iter()
                .map(|role| row("role", &role.role, [role.first, role.last], role.documents, None)),
        );
        rows.extend(actor.outlets.iter().map(|one| {
            let outlet = one.outlet.as_deref().unwrap_or("without a name");
            row("quoted by", outlet, none, one.documents, Some(one.statements))
        }));
        rows.extend(actor.appears_with.iter().map(|other| {
            row("appears with", &format!("{} ({})", other.name, other.id), none, other.documents, None)
        }));
        rows.extend(actor.ties.iter().map(|tie| {
            let id = tie.id.as_ref().map(|id| format!(" ({id})")).unwrap_or_default();
            row(tie_words(tie.kind, tie.inverse), &format!("{}{id}", tie.name), none, tie.documents, None)
        }));
        rows.extend(actor.namesakes.iter().map(|other| {
            row("not the same as", &format!("{} ({})", other.name, other.id), none, other.documents, None)
        }));
        rows
    })
}
