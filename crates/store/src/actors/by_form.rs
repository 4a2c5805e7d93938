//! Which statements and appearances belong to a form. New rows wait in small tables until they are moved to the large
//! ones, all at once and in order; the views `statements_of_forms` and `appearances_of_forms` have both.

use rusqlite::{Connection, OptionalExtension, params};

/// What so many documents added is moved together. Where that is done depends on the keys of documents alone, not on
/// batches: a run that was killed and completed leaves the same tables.
const MOVED_TOGETHER: i64 = if cfg!(test) { 4 } else { 1 << 14 };

/// Enters that the actor at a position of a document bears a form.
pub(super) fn appears(store: &Connection, document: i64, actor: i64, form: i64) -> rusqlite::Result<()> {
    store
        .prepare_cached("INSERT INTO actor_appearances (document, actor, form) VALUES (?, ?, ?)")?
        .execute([document, actor, form])?;
    store
        .prepare_cached("INSERT INTO new_appearances_by_form (form, document, actor) VALUES (?, ?, ?)")?
        .execute([form, document, actor])?;
    Ok(())
}

/// Takes out what [`appears`] entered for a document: the forms.
pub(super) fn disappear(store: &Connection, document: i64) -> rusqlite::Result<Vec<i64>> {
    let borne: Vec<(i64, i64)> = store
        .prepare_cached("SELECT actor, form FROM actor_appearances WHERE document = ?")?
        .query_map([document], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for table in ["appearances_by_form", "new_appearances_by_form"] {
        let sql = format!("DELETE FROM {table} WHERE form = ? AND document = ? AND actor = ?");
        let mut rows = store.prepare_cached(&sql)?;
        for (actor, form) in &borne {
            rows.execute([*form, document, *actor])?;
        }
    }
    store.prepare_cached("DELETE FROM actor_appearances WHERE document = ?")?.execute([document])?;
    Ok(borne.into_iter().map(|(_, form)| form).collect())
}

/// Gives a statement that has no speaker the form of one.
pub(super) fn speaks(store: &Connection, document: i64, position: i64, form: i64) -> rusqlite::Result<()> {
    let statement: Option<i64> = store
        .prepare_cached(
            "UPDATE statements SET form = ?3 WHERE document = ?1 AND position = ?2 RETURNING key",
        )?
        .query_row([document, position, form], |row| row.get(0))
        .optional()?;
    statement.map_or(Ok(()), |statement| enter(store, statement, form))
}

/// Gives a statement another speaker, or none.
pub(crate) fn set_speaker(store: &Connection, statement: i64, form: Option<i64>) -> rusqlite::Result<()> {
    let before: Option<i64> = store
        .prepare_cached("SELECT form FROM statements WHERE key = ?")?
        .query_row([statement], |row| row.get(0))?;
    if let Some(before) = before {
        for table in ["statements_by_form", "new_statements_by_form"] {
            let sql = format!("DELETE FROM {table} WHERE form = ? AND statement = ?");
            store.prepare_cached(&sql)?.execute([before, statement])?;
        }
    }
    store
        .prepare_cached("UPDATE statements SET form = ? WHERE key = ?")?
        .execute(params![form, statement])?;
    form.map_or(Ok(()), |form| enter(store, statement, form))
}

fn enter(store: &Connection, statement: i64, form: i64) -> rusqlite::Result<()> {
    store
        .prepare_cached("INSERT INTO new_statements_by_form (form, statement) VALUES (?, ?)")?
        .execute([form, statement])
        .map(|_| ())
}

/// Moves what waits, where it is time to do so: after the document has been entered.
pub(super) fn settle(store: &Connection, document: i64) -> rusqlite::Result<()> {
    if document % MOVED_TOGETHER != 0 {
        return Ok(());
    }
    for sql in [
        // As with the bands of copies: the transaction ends if a row is refused.
        "INSERT OR FAIL INTO statements_by_form SELECT form, statement FROM new_statements_by_form ORDER BY 1, 2",
        "DELETE FROM new_statements_by_form",
        "INSERT OR FAIL INTO appearances_by_form
         SELECT form, document, actor FROM new_appearances_by_form ORDER BY 1, 2, 3",
        "DELETE FROM new_appearances_by_form",
    ] {
        store.prepare_cached(sql)?.execute([])?;
    }
    Ok(())
}

/// What is wrong with the tables by form.
pub(super) fn faults(store: &Connection) -> rusqlite::Result<Vec<String>> {
    const CHECKS: [(&str, &str); 4] = [
        (
            "SELECT count(*) FROM statements WHERE form IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM statements_by_form AS known
                    WHERE known.form = statements.form AND known.statement = statements.key)
                AND NOT EXISTS (SELECT 1 FROM new_statements_by_form AS known
                    WHERE known.form = statements.form AND known.statement = statements.key)",
            "statements are not listed with their speakers",
        ),
        (
            "SELECT (SELECT count(*) FROM statements_by_form) + (SELECT count(*) FROM new_statements_by_form)
                - (SELECT count(form) FROM statements)",
            "statements more are listed with speakers than there are",
        ),
        (
            "SELECT count(*) FROM actor_appearances AS own
                WHERE NOT EXISTS (SELECT 1 FROM appearances_by_form AS known
                    WHERE (known.form, known.document, known.actor) = (own.form, own.document, own.actor))
                AND NOT EXISTS (SELECT 1 FROM new_appearances_by_form AS known
                    WHERE (known.form, known.document, known.actor) = (own.form, own.document, own.actor))",
            "appearances are not listed with their names",
        ),
        (
            "SELECT (SELECT count(*) FROM appearances_by_form) + (SELECT count(*) FROM new_appearances_by_form)
                - (SELECT count(*) FROM actor_appearances)",
            "appearances more are listed with names than there are",
        ),
    ];
    let mut faults = Vec::new();
    for (sql, what) in CHECKS {
        let number: i64 = store.query_row(sql, [], |row| row.get(0))?;
        // Fewer than there are: the check before has said which.
        if number > 0 {
            faults.push(format!("{number} {what}"));
        }
    }
    Ok(faults)
}

#[cfg(test)]
mod tests {
    use types::{Actor, ActorKind, Record, Span};

    use super::MOVED_TOGETHER;
    use crate::copies::tests::quoting;
    use crate::{SaidQuery, Store};

    /// Mira Voss says something in a document.
    fn saying(number: i64) -> Record {
        let (id, said) = (format!("n{number}"), format!("The pier has {number} planks."));
        let mut record = quoting(&id, 1, &format!("{said} So Mira Voss."), "Mira Voss", &[&said]);
        let start = record.document.text.len() - "Mira Voss.".len();
        record.actors.push(Actor {
            id: "a1".into(),
            name: "Mira Voss".into(),
            kind: ActorKind::Person,
            roles: Vec::new(),
            mentions: vec![Span::new(start, start + "Mira Voss".len())],
            government_of: None,
            ties: Vec::new(),
        });
        record.statements[0].speaker.actor = Some("a1".into());
        record
    }

    #[test]
    fn what_waits_and_what_was_moved_is_found_and_taken_out() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("onrecord.db")).unwrap();
        let check = |store: &Store, documents: i64| {
            let query = SaidQuery { actor: Some("person:mira-voss".into()), ..SaidQuery::default() };
            assert_eq!(store.said(&query).unwrap().len() as i64, documents);
            assert_eq!(store.who("person:mira-voss").unwrap().unwrap().documents as i64, documents);
            assert_eq!(store.verify().unwrap().faults, []);
        };
        for number in 1..=MOVED_TOGETHER * 2 + 1 {
            store.keep(&saying(number), "x", "1").unwrap();
            check(&store, number);
        }
        let rows = |table: &str| -> i64 {
            let sql = format!("SELECT count(*) FROM {table}");
            store.connection.query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        for tables in ["statements_by_form", "appearances_by_form"] {
            assert_eq!((rows(tables), rows(&format!("new_{tables}"))), (MOVED_TOGETHER * 2, 1));
        }
        // Read again: one that was moved, one that waits.
        for number in [1, MOVED_TOGETHER * 2 + 1] {
            store.keep(&saying(number), "x", "2").unwrap();
            check(&store, MOVED_TOGETHER * 2 + 1);
        }
    }
}
