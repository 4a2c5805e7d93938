use rusqlite::Connection;
use types::wire::CodePoints;
use types::{Record, SpeakerKind, cut};

use super::replay::local;
use super::{Action, ActorRef, Appearance, Correction, SpeakerRef, StatementRef};
use crate::actors::{local_key, name_of};
use crate::load::load_record;
use crate::{ActorSummary, DocumentSummary, Store, StoreError, versions};

/// What a user wants corrected, as it is written. Actors are given by id, by name, or as `a2@DOCUMENT`; documents by id,
/// the beginning of one, URL or title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fix {
    /// See [`Action::Merge`].
    Merge {
        /// Two or more; the first one's id stays.
        actors: Vec<String>,
    },
    /// See [`Action::Split`].
    Split {
        /// The actor.
        actor: String,
        /// The documents that mean somebody else.
        documents: Vec<String>,
        /// The other one's name; none: the same.
        name: Option<String>,
    },
    /// See [`Action::Rename`].
    Rename {
        /// The actor.
        actor: String,
        /// The name.
        name: String,
    },
    /// See [`Action::Speaker`].
    Speaker {
        /// The document.
        document: String,
        /// The statement's id in it.
        statement: String,
        /// Who: an actor, or the name of somebody whom the archive does not know; none: not known.
        speaker: Option<String>,
    },
    /// See [`Action::Reject`].
    Reject {
        /// The document.
        document: String,
        /// The statement's id in it.
        statement: String,
    },
    /// See [`Action::Undo`].
    Undo {
        /// The id of the correction, or the beginning of it; none: the last one that is not undone.
        correction: Option<String>,
    },
}

/// Who corrects, when and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// UTC, ISO 8601 with microseconds.
    pub made_at: String,
    /// A name.
    pub made_by: Option<String>,
    /// In words for people.
    pub reason: Option<String>,
}

/// Why a correction was not made. Nothing is changed then.
#[derive(Debug, thiserror::Error)]
pub enum CorrectionError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No actor fits.
    #[error(
        "{given:?}: no such actor; `onrecord who NAME` lists those of the archive, a2@DOCUMENT names one of a document"
    )]
    NoActor {
        /// What was given.
        given: String,
    },
    /// Several actors fit.
    #[error("{given:?}: several actors fit; give one's id")]
    SeveralActors {
        /// What was given.
        given: String,
        /// Those who fit, at most twenty.
        found: Vec<ActorSummary>,
    },
    /// No document fits.
    #[error("{given:?}: no such document in the store; `onrecord said` lists what is kept")]
    NoDocument {
        /// What was given.
        given: String,
    },
    /// Several documents fit.
    #[error("{given:?}: several documents fit; give one's id")]
    SeveralDocuments {
        /// What was given.
        given: String,
        /// Those that fit.
        found: Vec<DocumentSummary>,
    },
    /// The document has no such statement.
    #[error(
        "document {document:?} has no statement {statement:?}; `onrecord said --document` lists what it has"
    )]
    NoStatement {
        /// The document's id.
        document: String,
        /// What was given.
        statement: String,
    },
    /// The actor does not appear in the document.
    #[error("{actor:?} does not appear in document {document:?}; `onrecord said --document` lists who does")]
    NotInDocument {
        /// The actor's id.
        actor: String,
        /// The document's id.
        document: String,
    },
    /// Two different actors are needed.
    #[error("{given:?} is the same actor as the one before; give two that are kept apart")]
    OneActor {
        /// What was given.
        given: String,
    },
    /// Nothing to give as a name.
    #[error("a name needs at least one letter or digit")]
    NoName,
    /// No correction fits, or several do.
    #[error("{given:?}: no such correction, or more than one begins so; `onrecord fix list` lists them")]
    NoCorrection {
        /// What was given.
        given: String,
    },
    /// There is nothing to undo.
    #[error("there is no correction that could be undone")]
    NothingToUndo,
}

/// Actors that are shown when several fit.
const CHOICES: usize = 20;

impl Store {
    /// Makes a correction, adds it to the log and replays it, in one transaction. Returns the entry.
    pub fn fix(&mut self, fix: &Fix, signature: Signature) -> Result<Correction, CorrectionError> {
        let action = self.action(fix, &signature)?;
        let Signature { made_at, made_by, reason } = signature;
        let correction = Correction::new(made_at, made_by, reason, action);
        self.import_corrections(std::slice::from_ref(&correction))?;
        Ok(correction)
    }

    fn action(&self, fix: &Fix, signature: &Signature) -> Result<Action, CorrectionError> {
        Ok(match fix {
            Fix::Merge { actors } => {
                let mut found: Vec<ActorRef> = Vec::new();
                for given in actors {
                    let actor = self.actor(given)?;
                    if found.iter().any(|known| known.id == actor.id) {
                        return Err(CorrectionError::OneActor { given: given.clone() });
                    }
                    found.push(actor);
                }
                Action::Merge { actors: found }
            }
            Fix::Split { actor, documents, name } => {
                let actor = self.actor(actor)?;
                let mut appearances = Vec::new();
                for document in documents {
                    let record = self.record(document)?;
                    let names = self.appearances(&record, &actor)?;
                    appearances.extend(
                        names
                            .into_iter()
                            .map(|name| Appearance { document: record.document.id.clone(), name }),
                    );
                }
                // The moment and the documents make the new actor's id, so that it is the same in every newsroom.
                let hash = Correction::new(
                    signature.made_at.clone(),
                    None,
                    None,
                    Action::Split {
                        actor: actor.clone(),
                        appearances: appearances.clone(),
                        into: actor.clone(),
                    },
                );
                let block = super::replay::parts(&actor.id).0;
                let id = format!("{}#{}", block.split(['@', '#']).next().unwrap_or_default(), &hash.id[..8]);
                let name = named(name.as_ref().unwrap_or(&actor.name))?;
                Action::Split { actor, appearances, into: ActorRef { id, name } }
            }
            Fix::Rename { actor, name } => Action::Rename { actor: self.actor(actor)?, name: named(name)? },
            Fix::Speaker { document, statement, speaker } => {
                let record = self.record(document)?;
                let statement = statement_ref(&record, statement)?;
                let speaker = speaker.as_ref().map(|given| self.speaker(given, &record)).transpose()?;
                Action::Speaker { statement, speaker }
            }
            Fix::Reject { document, statement } => {
                Action::Reject { statement: statement_ref(&self.record(document)?, statement)? }
            }
            Fix::Undo { correction } => Action::Undo { correction: self.to_undo(correction.as_deref())? },
        })
    }

    fn actor(&self, given: &str) -> Result<ActorRef, CorrectionError> {
        if let Some(actor) = self.local_actor(given)? {
            return Ok(actor);
        }
        let mut found = match self.find_actors(given, CHOICES) {
            Err(StoreError::NoWord { .. }) => Vec::new(),
            found => found?,
        };
        match found.len() {
            0 => Err(CorrectionError::NoActor { given: given.to_owned() }),
            1 => {
                let found = found.remove(0);
                Ok(ActorRef { id: found.id, name: found.name })
            }
            _ => Err(CorrectionError::SeveralActors { given: given.to_owned(), found }),
        }
    }

    /// `a2@DOCUMENT`, or the id of an actor that is known in one document only.
    fn local_actor(&self, given: &str) -> Result<Option<ActorRef>, CorrectionError> {
        let Some((name, document)) = local(given) else { return Ok(None) };
        let Some(record) = self.raw_record(document)? else { return Ok(None) };
        let found = record.actors.iter().find(|actor| actor.id == name || local_key(actor) == name);
        let Some(actor) = found else {
            return Err(CorrectionError::NotInDocument {
                actor: name.to_owned(),
                document: document.to_owned(),
            });
        };
        let archive = self.failing("look up an actor", |store| {
            archive_id(store, document, &actor.id)?.map(|id| Ok((name_of(store, &id)?, id))).transpose()
        })?;
        Ok(Some(match archive {
            Some((name, id)) => ActorRef { id, name },
            None => ActorRef { id: format!("{}@{document}", local_key(actor)), name: actor.name.clone() },
        }))
    }

    /// An actor of the archive or of the document; else somebody who has nothing but a name.
    fn speaker(&self, given: &str, record: &Record) -> Result<SpeakerRef, CorrectionError> {
        let own = record.actors.iter().any(|actor| actor.id == given);
        let here = if own { format!("{given}@{}", record.document.id) } else { given.to_owned() };
        match self.actor(&here) {
            Ok(ActorRef { id, name }) => Ok(SpeakerRef { id: Some(id), name, kind: SpeakerKind::Named }),
            Err(CorrectionError::NoActor { .. }) => {
                // Whoever has a name has capitals in it: "the harbour master" is a role.
                let name = named(given)?;
                let kind =
                    if name.chars().any(char::is_uppercase) { SpeakerKind::Named } else { SpeakerKind::Role };
                Ok(SpeakerRef { id: None, name, kind })
            }
            Err(other) => Err(other),
        }
    }

    /// The record as it was read, without what corrections say.
    fn record(&self, given: &str) -> Result<Record, CorrectionError> {
        let mut found = self.find_documents(given)?;
        let no_document = || CorrectionError::NoDocument { given: given.to_owned() };
        match found.len() {
            0 => Err(no_document()),
            1 => self.raw_record(&found.remove(0).id)?.ok_or_else(no_document),
            _ => {
                found.truncate(CHOICES);
                Err(CorrectionError::SeveralDocuments { given: given.to_owned(), found })
            }
        }
    }

    fn raw_record(&self, id: &str) -> Result<Option<Record>, StoreError> {
        self.failing("load a document", |store| match versions::newest(store, id)? {
            Some(key) => load_record(store, key),
            None => Ok(None),
        })
    }

    /// The keys of the names under which an actor appears in a document.
    fn appearances(&self, record: &Record, actor: &ActorRef) -> Result<Vec<String>, CorrectionError> {
        let document = &record.document.id;
        let mut names = Vec::new();
        for own in &record.actors {
            let id = self.failing("look up an actor", |store| archive_id(store, document, &own.id))?;
            if id.as_ref() == Some(&actor.id) {
                names.push(local_key(own));
            }
        }
        if names.is_empty() {
            return Err(CorrectionError::NotInDocument {
                actor: actor.id.clone(),
                document: document.clone(),
            });
        }
        Ok(names)
    }

    fn to_undo(&self, given: Option<&str>) -> Result<String, CorrectionError> {
        let log = self.corrections()?;
        let mut open = log.iter().filter(|logged| {
            logged.state != super::State::Undone && !matches!(logged.correction.action, Action::Undo { .. })
        });
        let Some(given) = given else {
            return open
                .next_back()
                .map(|logged| logged.correction.id.clone())
                .ok_or(CorrectionError::NothingToUndo);
        };
        let fitting: Vec<&str> = log
            .iter()
            .map(|logged| logged.correction.id.as_str())
            .filter(|id| !given.is_empty() && id.starts_with(given))
            .collect();
        match fitting.as_slice() {
            [id] => Ok((*id).to_owned()),
            _ => Err(CorrectionError::NoCorrection { given: given.to_owned() }),
        }
    }

    fn failing<T>(
        &self,
        doing: &str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        work(&self.connection).map_err(|source| self.failed(doing, source))
    }
}

/// The archive's actor that an actor of the newest document with this id is.
fn archive_id(store: &Connection, document: &str, actor: &str) -> rusqlite::Result<Option<String>> {
    let Some(document) = versions::newest(store, document)? else { return Ok(None) };
    store
        .prepare_cached(
            "SELECT actor_forms.actor FROM actors
                 JOIN actor_appearances ON actor_appearances.document = actors.document
                     AND actor_appearances.actor = actors.position
                 JOIN actor_forms ON actor_forms.key = actor_appearances.form
             WHERE actors.document = ? AND actors.id = ?",
        )?
        .query_map(rusqlite::params![document, actor], |row| row.get(0))?
        .next()
        .transpose()
}

fn statement_ref(record: &Record, id: &str) -> Result<StatementRef, CorrectionError> {
    let document = record.document.id.clone();
    let Some(statement) = record.statements.iter().find(|statement| statement.id == id) else {
        return Err(CorrectionError::NoStatement { document, statement: id.to_owned() });
    };
    let text = record.document.text.as_str();
    let start = statement.content.first().map_or(0, |span| CodePoints::new(text).at(span.start));
    Ok(StatementRef { document, quotation: cut(text, &statement.content), start })
}

fn named(name: &str) -> Result<String, CorrectionError> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.contains(char::is_alphanumeric) { Ok(name) } else { Err(CorrectionError::NoName) }
}
