//! Who appears in one article: names grouped into actors, with their roles and what tells their gender.

mod bodies;
mod defined;
mod found;
mod gender;
mod names;
mod roles;

use types::{Actor, ActorKind, EntityKind, Span};

use crate::lexicon::people::Gender;

pub(crate) use names::cast;

/// A name in the text.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    /// The name, without title and possessive ending.
    pub span: Span,
    /// What it names.
    pub kind: EntityKind,
    /// Whom it names; none when several fit and nothing decides.
    pub actor: Option<usize>,
    /// The actors that fit when `actor` is none.
    pub rivals: Vec<usize>,
}

/// Somebody or something that the article presents.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The fullest name.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// Roles as written, in order of mention.
    pub roles: Vec<String>,
    /// Head nouns under which it is presented, lower case and singular.
    pub nouns: Vec<String>,
    /// Other words of its roles and names, lower case.
    pub words: Vec<String>,
    /// Terms that the text defines for it, as written: "Company".
    pub defined: Vec<String>,
    /// What is known of a person's gender.
    pub gender: Option<Gender>,
    /// Several persons or things.
    pub plural: bool,
    /// Whether it has a name (rather than a description only).
    pub named: bool,
    /// Whether it is some of many or others than those before ("several leaders", "other leaders"): nobody whom "the
    /// leaders" would mean.
    pub apart: bool,
    /// Whether its name is withheld.
    pub withheld: bool,
    /// Where it is mentioned.
    pub mentions: Vec<Span>,
}

impl Entry {
    /// An entry with a name and nothing else.
    pub fn named(name: String, kind: ActorKind) -> Self {
        Self {
            name,
            kind,
            roles: Vec::new(),
            nouns: Vec::new(),
            words: Vec::new(),
            defined: Vec::new(),
            gender: None,
            plural: false,
            named: true,
            apart: false,
            withheld: false,
            mentions: Vec::new(),
        }
    }

    /// Adds a role, once.
    pub fn add_role(&mut self, role: &str) {
        if !role.is_empty() && !self.roles.iter().any(|known| known.eq_ignore_ascii_case(role)) {
            self.roles.push(role.to_owned());
        }
    }
}

/// All who appear, and their names in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cast {
    /// The actors, in no particular order; indices are stable.
    pub entries: Vec<Entry>,
    /// The names, in order, without overlap.
    pub mentions: Vec<Mention>,
}

impl Cast {
    /// Adds an actor that the article only describes. Returns its index.
    pub fn describe(&mut self, entry: Entry) -> usize {
        self.entries.push(entry);
        self.entries.len() - 1
    }

    /// The actors for the record in order of first mention, and for each entry the index in that list. Places and
    /// peoples that never speak are left out: the record has a list of places.
    pub fn actors(&self, speaks: impl Fn(usize) -> bool) -> (Vec<Actor>, Vec<Option<usize>>) {
        let mut order: Vec<usize> = (0..self.entries.len())
            .filter(|&index| {
                let entry = &self.entries[index];
                speaks(index)
                    || entry.named
                        && !entry.mentions.is_empty()
                        && matches!(entry.kind, ActorKind::Person | ActorKind::Organisation)
            })
            .collect();
        order.sort_by_key(|&index| (self.entries[index].mentions.iter().min().copied(), index));
        let mut position = vec![None; self.entries.len()];
        let actors = order
            .iter()
            .enumerate()
            .map(|(rank, &index)| {
                position[index] = Some(rank);
                let entry = &self.entries[index];
                let mut mentions = entry.mentions.clone();
                mentions.sort();
                mentions.dedup();
                Actor {
                    id: format!("a{}", rank + 1),
                    name: entry.name.clone(),
                    kind: entry.kind,
                    roles: entry.roles.clone(),
                    mentions,
                    government_of: None,
                    ties: Vec::new(),
                }
            })
            .collect();
        (actors, position)
    }
}
