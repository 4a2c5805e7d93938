use onrecord::Judge;
use store::{Added, Store};
use types::Question;

use super::judged::{catch_up, prepare, questions};
use super::suggested;
use crate::arguments::{QuestionArguments, QuestionCommand};
use crate::display::{count, list};
use crate::output::{CommandError, Finding, Output, say};

/// Adds, removes, lists or suggests questions.
pub fn run(arguments: QuestionArguments) -> anyhow::Result<Finding> {
    let path = arguments.store;
    match arguments.question {
        QuestionCommand::Add { ask, file, id, favor, against, examples, terms } => {
            let asked = match (ask, file) {
                (Some(ask), _) => {
                    if ask.trim().is_empty() {
                        return Err(CommandError::Usage("a question needs words".to_owned()).into());
                    }
                    let id = id.unwrap_or_else(|| id_of(&ask));
                    vec![Question { id, ask, favor, against, examples, terms }]
                }
                (None, Some(file)) => questions(&file)?,
                (None, None) => Vec::new(),
            };
            let mut store = Store::open(&path)?;
            let (_, _, added) = prepare(&mut store, &asked)?;
            let judged = catch_up(&mut store)?;
            for (question, added) in asked.iter().zip(added) {
                let what = match added {
                    Added::New => "added",
                    Added::Changed => "changed",
                    Added::Same => "known before",
                };
                say(&format!("{}: {what}", question.id));
            }
            say(&format!("{} judged", count(judged, "document")));
        }
        QuestionCommand::Remove { id } => {
            Store::open_read_only(&path)?;
            if !Store::open(&path)?.remove_question(&id)? {
                anyhow::bail!("{id}: no such question in {} (`onrecord question list`)", path.display());
            }
            say(&format!("{id}: removed, with its positions"));
        }
        QuestionCommand::Suggest { limit, format } => suggested::run(&path, limit, format)?,
        QuestionCommand::List { format } => {
            Store::open_read_only(&path)?;
            let mut store = Store::open(&path)?;
            store.judged_by(Judge::VERSION)?;
            catch_up(&mut store)?;
            let questions = store.questions()?;
            let columns = ["id", "ask", "for", "against", "examples", "terms"];
            list(Output::to(None)?, format, &columns, &questions, |question| {
                let lines = |texts: &[String]| texts.join("; ");
                vec![vec![
                    question.id.clone(),
                    question.ask.clone(),
                    lines(&question.favor),
                    lines(&question.against),
                    lines(&question.examples),
                    lines(&question.terms),
                ]]
            })?;
            if questions.is_empty() {
                say("There are no questions; `onrecord question add` adds one.");
            }
        }
    }
    Ok(Finding::Good)
}

/// A short id from the words of a question: those that say something, four at most.
pub(super) fn id_of(ask: &str) -> String {
    const EMPTY: [&str; 34] = [
        "should", "be", "the", "a", "an", "of", "in", "on", "to", "with", "is", "are", "do", "does", "for",
        "and", "or", "it", "that", "by", "at", "from", "have", "has", "must", "will", "would", "can",
        "could", "allowed", "its", "their", "we", "as",
    ];
    let lower = ask.to_lowercase();
    let words = lower.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let telling: Vec<&str> = words.clone().filter(|word| !EMPTY.contains(word)).take(4).collect();
    let id = if telling.is_empty() { words.collect::<Vec<_>>().join("-") } else { telling.join("-") };
    if id.is_empty() { "question".to_owned() } else { id }
}

#[cfg(test)]
mod tests {
    use super::id_of;

    #[test]
    fn an_id_is_made_of_telling_words() {
        assert_eq!(id_of("Should the sale of turf be banned?"), "sale-turf-banned");
        assert_eq!(id_of("Should it be?"), "should-it-be");
        assert_eq!(id_of("?"), "question");
    }
}
