use rusqlite::ToSql;

use super::{Order, SaidPlace, SaidQuery};
use crate::columns::word;
use crate::error::Problem;
use crate::words::expression;
use crate::{Versions, days};

/// A column of the speaker as corrections have it.
pub(crate) fn speaker(column: &str) -> String {
    let corrected = if column == "speaker_reason" { "NULL" } else { &format!("corrected.{column}") };
    format!("iif(corrected.speaker_kind IS NULL, statements.{column}, {corrected}) AS {column}")
}

/// The archive's actor who speaks.
pub(crate) const ARCHIVE_ACTOR: &str = "actor_forms.actor AS archive_actor";

/// The statements of one actor.
pub(crate) const OF_ACTOR: &str = "SELECT statement AS key FROM statements_of_forms
    WHERE form IN (SELECT key FROM actor_forms WHERE actor = ?)";

/// The statements in whose content one actor is mentioned. Only of these is the key looked up.
const MENTIONING: &str = "SELECT near.key
    FROM appearances_of_forms AS own
        CROSS JOIN actor_mentions USING (document, actor)
        CROSS JOIN statement_spans ON statement_spans.document = own.document
            AND statement_spans.role = 'content'
            AND statement_spans.start_byte <= actor_mentions.start_byte
            AND statement_spans.end_byte >= actor_mentions.end_byte
        CROSS JOIN statements AS near
            ON (near.document, near.position) = (statement_spans.document, statement_spans.statement)
    WHERE own.form IN (SELECT key FROM actor_forms WHERE actor_forms.actor = ?)";

/// The forms under which actors also appear of whom another name has the words that are looked for.
const NAMED: &str = "
    named AS MATERIALIZED (SELECT rowid AS key FROM actor_search WHERE actor_search MATCH ?),
    others AS MATERIALIZED (
        SELECT other.key FROM (SELECT DISTINCT actor FROM actor_forms WHERE key IN named) AS hit
            JOIN actor_forms AS other ON other.actor = hit.actor
        WHERE other.key NOT IN named),";

/// The statement that is looked at has words.
const HAS_WORDS: &str = "EXISTS (SELECT 1 FROM statement_search
    WHERE statement_search MATCH ? AND statement_search.rowid = statements.key)";

/// Which statements by what is known of their day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Days {
    All,
    Known,
    Unknown,
}

type Values = Vec<Box<dyn ToSql>>;

/// A query as SQL. One filter leads: its statements are looked up in the order of their keys, thus of their days, and
/// looked at one after the other.
pub(crate) struct Search {
    with: String,
    from: String,
    /// The column of `from` that has the keys.
    key: &'static str,
    conditions: String,
    newest_first: bool,
    pub(crate) values: Values,
}

impl Search {
    /// The statements that the query asks for, with or without a known day.
    pub(crate) fn on(days: Days, query: &SaidQuery) -> Result<Self, Problem> {
        let mut parts = Parts::default();
        let Lead { with, from, key, values } = parts.lead(query)?;
        parts.filter(query)?;
        parts.between(days, query, key);
        let conditions = parts.conditions.join(" AND ");
        let values = values.into_iter().chain(parts.values).collect();
        Ok(Self { with, from, key, conditions, newest_first: query.order == Order::Newest, values })
    }

    /// The statement whose key is given as the only value, unless it was rejected.
    pub(super) fn by_key() -> Self {
        Self {
            with: String::new(),
            from: "statements".to_owned(),
            key: "statements.key",
            conditions: "statements.key = ? AND corrected.rejected IS NOT 1".to_owned(),
            newest_first: false,
            values: Vec::new(),
        }
    }

    /// The key and the place of each row, then `columns`; rows come by their keys, the newest first where that is asked
    /// for and days are known.
    pub(super) fn in_order(&self, columns: &str) -> String {
        let direction = if self.newest_first { "DESC" } else { "ASC" };
        let place = "first_day, documents.id, version, statements.position";
        let all = self.all(&format!("{}, {place}, {columns}", self.key));
        format!("{all} ORDER BY {} {direction}", self.key)
    }

    /// The key of each row, then `columns`, in the order of keys: within a day in that in which statements were kept. Of
    /// documents nothing is read but their day and outlet, unless a filter or a column asks for more. The last value is
    /// how many rows there may be.
    pub(super) fn in_brief(&self, columns: &str) -> String {
        let direction = if self.newest_first { "DESC" } else { "ASC" };
        let all = self.from("documents INDEXED BY documents_in_brief", &format!("{}, {columns}", self.key));
        format!("{all} ORDER BY {} {direction} LIMIT ?", self.key)
    }

    /// `columns` of all rows, in no order.
    pub(crate) fn all(&self, columns: &str) -> String {
        self.from("documents", columns)
    }

    fn from(&self, documents: &str, columns: &str) -> String {
        let Self { with, from, conditions, .. } = self;
        format!(
            "{with} SELECT {columns}
            FROM {from} JOIN {documents} ON documents.key = statements.document
                LEFT JOIN statement_corrections AS corrected ON corrected.statement = statements.key
                LEFT JOIN actor_forms ON actor_forms.key = statements.form
            WHERE {conditions}"
        )
    }
}

/// Where the statements come from.
struct Lead {
    with: String,
    from: String,
    key: &'static str,
    values: Values,
}

/// The conditions of a query with the values of their parameters, in order.
#[derive(Default)]
struct Parts {
    conditions: Vec<String>,
    values: Values,
    /// Filters that the leading one has taken care of.
    led_by: Option<&'static str>,
}

impl Parts {
    fn add<const N: usize>(&mut self, condition: impl Into<String>, values: [Box<dyn ToSql>; N]) {
        self.conditions.push(condition.into());
        self.values.extend(values);
    }

    /// Chooses the filter that leads: the one that has the fewest statements, as a rule.
    fn lead(&mut self, query: &SaidQuery) -> Result<Lead, Problem> {
        let who = words("who", "speaker", query.who.as_deref())?;
        let about: Vec<String> = [
            words("about", "content", query.about.as_deref())?,
            words("words", "speaker content", query.words.as_deref())?,
        ]
        .into_iter()
        .flatten()
        .collect();
        let about = (!about.is_empty()).then(|| about.join(" AND "));
        let found = |with: &str, keys: &str, values: Values| Lead {
            // Materialised in the order of keys, which SQLite then keeps.
            with: format!("WITH {with} found AS MATERIALIZED ({keys} ORDER BY 1)"),
            from: "found CROSS JOIN statements ON statements.key = found.key".to_owned(),
            key: "found.key",
            values,
        };
        if let Some(id) = &query.document {
            self.led_by = Some("document");
            let keys =
                "SELECT key FROM statements WHERE document IN (SELECT key FROM documents WHERE id = ?)";
            let mut lead = found("", keys, vec![Box::new(id.clone())]);
            if let Some(actor) = &query.actor {
                self.add(format!("statements.key IN ({OF_ACTOR})"), [Box::new(actor.clone())]);
            } else if let Some(who) = who {
                let named = words("who", "name", query.who.as_deref())?;
                lead.with = lead.with.replacen("WITH", &format!("WITH {NAMED}"), 1);
                lead.values.insert(0, Box::new(named));
                self.add(format!("({HAS_WORDS} OR statements.form IN others)"), [Box::new(who)]);
            }
            if let Some(about) = about {
                self.add(HAS_WORDS, [Box::new(about)]);
            }
            return Ok(lead);
        }
        let also = "AND statement IN (SELECT rowid FROM statement_search WHERE statement_search MATCH ?)";
        let also = if about.is_some() { also } else { "" };
        if let Some(actor) = &query.actor {
            let mut values: Values = vec![Box::new(actor.clone())];
            values.extend(about.map(|about| Box::new(about) as Box<dyn ToSql>));
            return Ok(found("", &format!("{OF_ACTOR} {also}"), values));
        }
        if let Some(who) = who {
            let named = words("who", "name", query.who.as_deref())?;
            let matched: Vec<&str> = [Some(who.as_str()), about.as_deref()].into_iter().flatten().collect();
            let mut values: Values = vec![Box::new(named), Box::new(matched.join(" AND "))];
            values.extend(about.clone().map(|about| Box::new(about) as Box<dyn ToSql>));
            let keys = format!(
                "SELECT rowid AS key FROM statement_search WHERE statement_search MATCH ?
                 UNION SELECT statement FROM statements_of_forms WHERE form IN others {also}"
            );
            return Ok(found(NAMED, &keys, values));
        }
        if let Some(about) = about {
            // The index gives its rows in the order of their keys, one by one.
            return Ok(Lead {
                with: String::new(),
                from: "statement_search CROSS JOIN statements ON statements.key = statement_search.rowid
                    AND statement_search MATCH ?"
                    .to_owned(),
                key: "statement_search.rowid",
                values: vec![Box::new(about)],
            });
        }
        if let Some(actor) = &query.mentions {
            self.led_by = Some("mentions");
            return Ok(found(
                "",
                &MENTIONING.replacen("SELECT", "SELECT DISTINCT", 1),
                vec![Box::new(actor.clone())],
            ));
        }
        if let Some(outlet) = words("outlet", "outlet", query.outlet.as_deref())? {
            self.led_by = Some("outlet");
            let keys = "SELECT key FROM statements
                WHERE document IN (SELECT rowid FROM document_search WHERE document_search MATCH ?)";
            return Ok(found("", keys, vec![Box::new(outlet)]));
        }
        let from = "statements".to_owned();
        Ok(Lead { with: String::new(), from, key: "statements.key", values: Vec::new() })
    }

    /// The filters that do not lead.
    fn filter(&mut self, query: &SaidQuery) -> Result<(), Problem> {
        self.add("corrected.rejected IS NOT 1", []);
        if let Some(outlet) = words("outlet", "outlet", query.outlet.as_deref())?
            && self.led_by != Some("outlet")
        {
            let documents = "SELECT rowid FROM document_search WHERE document_search MATCH ?";
            self.add(format!("statements.document IN ({documents})"), [Box::new(outlet)]);
        }
        if let Some(outlet) = &query.outlet_is {
            self.add("documents.outlet = ?", [Box::new(outlet.clone())]);
        }
        if let Some(actor) = &query.mentions
            && self.led_by != Some("mentions")
        {
            self.add(format!("statements.key IN ({MENTIONING})"), [Box::new(actor.clone())]);
        }
        if query.versions == Versions::Newest {
            self.add("superseded = 0", []);
        }
        if let Some(from) = query.from {
            self.add("last_day >= ?", [Box::new(from.to_string())]);
        }
        if let Some(kind) = query.kind {
            self.add("kind = ?", [Box::new(word(kind)?)]);
        }
        if let Some(act) = query.act {
            self.add("act = ?", [Box::new(word(act)?)]);
        }
        if let Some(speaker) = query.speaker_kind {
            let kind = "coalesce(corrected.speaker_kind, statements.speaker_kind) = ?";
            self.add(kind, [Box::new(word(speaker)?)]);
        }
        Ok(())
    }

    /// Days, and the place after which the list goes on: first and last keys.
    fn between(&mut self, days: Days, query: &SaidQuery, key: &str) {
        let (mut first, mut end) = (None::<i64>, None::<i64>);
        match days {
            Days::All => {}
            Days::Known => end = Some(days::UNKNOWN),
            Days::Unknown => first = Some(days::UNKNOWN),
        }
        if let Some(to) = query.to {
            let after = days::listed(Some(to)) + 1;
            end = Some(end.map_or(after, |end| end.min(after)));
        }
        if let Some(SaidPlace { day, document, version, position }) = &query.after {
            let day = days::of_column(day.as_deref());
            // Within the day what comes after the place; of the days beyond, all.
            let beyond = match query.order {
                Order::Newest if day != days::UNKNOWN => {
                    end = Some(end.map_or(day + 1, |end| end.min(day + 1)));
                    format!("{key} < {}", days::first_key(day))
                }
                _ => {
                    first = first.max(Some(day));
                    format!("{key} >= {}", days::first_key(day + 1))
                }
            };
            self.add(
                format!("({beyond} OR (documents.id, version, statements.position) > (?, ?, ?))"),
                [Box::new(document.clone()), Box::new(*version), Box::new(*position)],
            );
        }
        if let Some(first) = first {
            self.add(format!("{key} >= ?"), [Box::new(days::first_key(first))]);
        }
        if let Some(end) = end {
            self.add(format!("{key} < ?"), [Box::new(days::first_key(end))]);
        }
    }
}

/// The user's words as FTS5 has them.
fn words(filter: &'static str, column: &'static str, given: Option<&str>) -> Result<Option<String>, Problem> {
    given.map(|given| expression(filter, column, given)).transpose().map_err(Problem::Words)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rusqlite::ToSql;

    use super::super::{CONTENT, Order, SaidPlace, SaidQuery};
    use super::{ARCHIVE_ACTOR, Days, Search};
    use crate::Store;

    /// How SQLite goes about a query: one line for each step, in order.
    fn plan(days: Days, query: &SaidQuery) -> Vec<String> {
        let Ok(search) = Search::on(days, query) else { panic!("no search") };
        let values: Vec<&dyn ToSql> = search.values.iter().map(|value| value.as_ref()).collect();
        steps(&search.in_order(&format!("title, {ARCHIVE_ACTOR}")), &values)
    }

    fn steps(sql: &str, values: &[&dyn ToSql]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("onrecord.db")).unwrap();
        let mut statement = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps = statement.query_map(values, |row| row.get(3)).unwrap();
        steps.collect::<Result<_, _>>().unwrap()
    }

    /// The steps that look at statements one by one, from the one that leads.
    fn looked_at(plan: &[String], lead: &str) -> Vec<String> {
        let start = plan.iter().position(|step| step.starts_with(lead));
        plan[start.unwrap_or_else(|| panic!("nothing begins with {lead:?}: {plan:#?}"))..].to_vec()
    }

    const BY_KEY: [&str; 4] = [
        "SEARCH statements USING INTEGER PRIMARY KEY (rowid=?)",
        "SEARCH documents USING INTEGER PRIMARY KEY (rowid=?)",
        "SEARCH corrected USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN",
        "SEARCH actor_forms USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN",
    ];

    fn queries() -> Vec<(SaidQuery, &'static str)> {
        let all = SaidQuery::default;
        let some = |text: &str| Some(text.to_owned());
        let place = SaidPlace { day: some("2024-05-25"), document: "one".into(), version: 1, position: 0 };
        vec![
            (all(), "statements"),
            (SaidQuery { to: Some(date(2024, 5, 25)), ..all() }, "statements"),
            (SaidQuery { after: Some(place.clone()), ..all() }, "statements"),
            (SaidQuery { about: some("the pier"), ..all() }, "statement_search"),
            (SaidQuery { words: some("\"the pier\""), outlet: some("gazette"), ..all() }, "statement_search"),
            (SaidQuery { about: some("pier"), after: Some(place.clone()), ..all() }, "statement_search"),
            (
                SaidQuery { about: some("pier"), mentions: some("person:mira-voss"), ..all() },
                "statement_search",
            ),
            (SaidQuery { who: some("voss"), ..all() }, "found"),
            (SaidQuery { who: some("voss"), after: Some(place), ..all() }, "found"),
            (SaidQuery { who: some("voss"), about: some("pier"), outlet: some("gazette"), ..all() }, "found"),
            (SaidQuery { actor: some("person:mira-voss"), ..all() }, "found"),
            (SaidQuery { actor: some("person:mira-voss"), about: some("pier"), ..all() }, "found"),
            (SaidQuery { document: some("one"), ..all() }, "found"),
            (SaidQuery { document: some("one"), who: some("voss"), about: some("pier"), ..all() }, "found"),
            (SaidQuery { outlet: some("gazette"), ..all() }, "found"),
            (SaidQuery { mentions: some("person:mira-voss"), ..all() }, "found"),
        ]
    }

    #[test]
    fn statements_are_looked_at_in_their_order_and_none_is_sorted() {
        for (query, lead) in queries() {
            for (order, days) in
                [(Order::Oldest, Days::All), (Order::Newest, Days::Known), (Order::Newest, Days::Unknown)]
            {
                let query = SaidQuery { order, ..query.clone() };
                let plan = plan(days, &query);
                let leads = [format!("SCAN {lead}"), format!("SEARCH {lead}")];
                let first = plan.iter().find(|step| leads.iter().any(|lead| step.starts_with(lead.as_str())));
                let Some(first) = first else { panic!("{query:?}: {plan:#?}") };
                let steps = looked_at(&plan, first);
                assert!(
                    !steps.iter().any(|step| step.contains("TEMP B-TREE FOR ORDER BY")),
                    "{query:?}: {plan:#?}"
                );
                for step in BY_KEY.iter().skip(usize::from(lead == "statements")) {
                    assert!(steps.iter().any(|taken| taken == step), "{query:?} without {step}: {plan:#?}");
                }
            }
        }
    }

    #[test]
    fn no_filter_reads_a_whole_table() {
        for (query, lead) in queries().into_iter().filter(|(_, lead)| *lead != "statements") {
            let plan = plan(Days::All, &query);
            let scanned: Vec<&str> = plan
                .iter()
                .filter_map(|step| step.strip_prefix("SCAN "))
                .filter(|table| !table.contains("VIRTUAL TABLE INDEX"))
                .collect();
            let own = ["found", "named", "others", "hit", "other", "own"];
            assert!(scanned.iter().all(|table| own.contains(table)), "{query:?}: {plan:#?}");
            assert!(lead == "found" || !scanned.contains(&"found"), "{query:?}: {plan:#?}");
        }
    }

    #[test]
    fn what_is_counted_is_looked_at_in_order_and_of_documents_only_what_is_brief() {
        for (query, lead) in queries().into_iter().filter(|(query, _)| query.after.is_none()) {
            let query = SaidQuery { order: Order::Newest, ..query };
            let Ok(search) = Search::on(Days::Known, &query) else { panic!("no search") };
            let limit: [&dyn ToSql; 1] = [&500];
            let values: Vec<&dyn ToSql> =
                search.values.iter().map(|value| value.as_ref()).chain(limit).collect();
            let sql = search.in_brief("statements.document, statements.form, outlet, kind, act");
            let plan = steps(&sql, &values);
            let documents = "SEARCH documents USING COVERING INDEX documents_in_brief (key=?";
            assert!(plan.iter().any(|step| step.starts_with(documents)), "{query:?}: {plan:#?}");
            let leads = [format!("SCAN {lead}"), format!("SEARCH {lead}")];
            let first = plan.iter().find(|step| leads.iter().any(|lead| step.starts_with(lead.as_str())));
            let Some(first) = first else { panic!("{query:?}: {plan:#?}") };
            let sorted = looked_at(&plan, first).iter().any(|step| step.contains("TEMP B-TREE FOR ORDER BY"));
            assert!(!sorted, "{query:?}: {plan:#?}");
        }
    }

    #[test]
    fn the_words_of_a_statement_are_found_by_their_document() {
        let plan = steps(CONTENT, &[&1, &1]);
        assert_eq!(
            plan[0],
            "SEARCH statement_spans USING PRIMARY KEY (document=? AND statement=? AND role=?)"
        );
        assert!(plan.iter().all(|step| !step.starts_with("SCAN")), "{plan:#?}");
    }
}
