//! Are these the same actor? The judgement over all bearers of one name.
//!
//! Bearers with the same evidence are never told apart. Two kinds of evidence conflict when they name other initials,
//! only other countries, or only other walks of life, unless some document presents one bearer under both ("the boxer
//! turned mayor"). Two bearers are the same actor when they are in conflict with exactly the same others: then nothing
//! in the archive tells them apart. So where a name has two bearers, those of whom documents say too little stand by
//! themselves instead of being given to either.
//!
//! One odd document must not take apart a name that hundreds use: a bearer whose conflicts weigh [`OUTWEIGHED`] times as
//! much as itself is kept apart, but does not make the others doubtful.
//!
//! The result is a function of the set of bearers: no order and no history.

use std::collections::{BTreeMap, BTreeSet};

use super::Evidence;

/// From this ratio of appearances on, a bearer is kept apart alone.
const OUTWEIGHED: u64 = 20;

/// For each kind of evidence with its number of appearances, the id of the actor to whom it belongs. The name's key is
/// the id of its only bearer, and of those who cannot be told apart from either of several; the others have a piece of
/// evidence after it.
pub(crate) fn group(block: &str, bearers: &BTreeMap<Evidence, u64>) -> BTreeMap<Evidence, String> {
    let bridges = Bridges::of(bearers.keys());
    let against = |one: &Evidence, others: &[&Evidence]| -> BTreeSet<Evidence> {
        others.iter().filter(|other| bridges.conflict(one, other)).map(|&other| other.clone()).collect()
    };
    let all: Vec<&Evidence> = bearers.keys().collect();
    let conflicts: BTreeMap<&Evidence, BTreeSet<Evidence>> =
        all.iter().map(|&one| (one, against(one, &all))).collect();
    let weight = |some: &mut dyn Iterator<Item = &Evidence>| some.map(|one| bearers[one]).sum::<u64>();
    let outweighed = |one: &Evidence| {
        let own = weight(&mut all.iter().copied().filter(|other| conflicts[other] == conflicts[one]));
        weight(&mut conflicts[one].iter()) >= OUTWEIGHED.saturating_mul(own) && !conflicts[one].is_empty()
    };
    let (odd, usual): (Vec<&Evidence>, Vec<&Evidence>) = all.iter().partition(|one| outweighed(one));

    let mut groups: BTreeMap<BTreeSet<Evidence>, Vec<&Evidence>> = BTreeMap::new();
    for &one in &usual {
        groups.entry(against(one, &usual)).or_default().push(one);
    }
    let divided = groups.len() > 1;
    let mut ids = BTreeMap::new();
    for members in groups.values() {
        name_all(block, members, divided, &mut ids);
    }
    let mut groups: BTreeMap<&BTreeSet<Evidence>, Vec<&Evidence>> = BTreeMap::new();
    for &one in &odd {
        groups.entry(&conflicts[one]).or_default().push(one);
    }
    for members in groups.values() {
        name_all(block, members, true, &mut ids);
    }
    ids
}

/// An id for one kind of evidence among several bearers of a name: it denotes whoever has that evidence, today and later.
pub(crate) fn id(block: &str, evidence: &Evidence) -> String {
    if *evidence == Evidence::default() { block.to_owned() } else { format!("{block}:{evidence}") }
}

fn name_all(block: &str, members: &[&Evidence], divided: bool, ids: &mut BTreeMap<Evidence, String>) {
    let Some(&smallest) = members.iter().min() else { return };
    let id = if divided { id(block, smallest) } else { block.to_owned() };
    ids.extend(members.iter().map(|&member| (member.clone(), id.clone())));
}

/// Countries and walks of life that some document gives to one bearer together.
struct Bridges<'a> {
    together: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Bridges<'a> {
    fn of(bearers: impl Iterator<Item = &'a Evidence>) -> Self {
        let mut together = BTreeSet::new();
        for bearer in bearers {
            for values in [&bearer.countries, &bearer.fields] {
                for one in values {
                    together.extend(values.iter().map(|other| (one.as_str(), other.as_str())));
                }
            }
        }
        Self { together }
    }

    fn conflict(&self, one: &Evidence, other: &Evidence) -> bool {
        let initials =
            !one.initials.starts_with(&other.initials) && !other.initials.starts_with(&one.initials);
        initials
            || self.disjoint(&one.countries, &other.countries)
            || self.disjoint(&one.fields, &other.fields)
    }

    /// Whether both are known and nothing joins them. Every value is together with itself.
    fn disjoint(&self, one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
        let joined = |left: &String| {
            other.iter().any(|right| self.together.contains(&(left.as_str(), right.as_str())))
        };
        !one.is_empty() && !other.is_empty() && !one.iter().any(joined)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `bearers` are evidence and appearances; `expected` the ids, shortened to what follows the key.
    fn check(bearers: &[(&str, u64)], expected: &[&str]) {
        let given = bearers.iter().map(|(evidence, count)| (Evidence::parse(evidence), *count)).collect();
        let ids = group("person:tom-hale", &given);
        let found: Vec<&str> = bearers
            .iter()
            .map(|(evidence, _)| ids[&Evidence::parse(evidence)].trim_start_matches("person:tom-hale"))
            .collect();
        assert_eq!(found, expected, "{bearers:?}");
    }

    #[test]
    fn one_name_is_one_actor_until_something_tells_its_bearers_apart() {
        check(&[("", 3), ("us", 1), ("us+politics", 2), ("B", 1)], &["", "", "", ""]);
        check(&[("us", 1)], &[""]);
    }

    #[test]
    fn conflicts_keep_bearers_apart_and_leave_doubt_where_it_is() {
        check(&[("", 1), ("us", 1), ("gb", 1)], &["", ":us", ":gb"]);
        check(&[("", 1), ("B", 1), ("C", 1), ("BC", 1)], &["", ":B", ":C", ":B"]);
        check(&[("politics", 1), ("sport", 1), ("us+politics", 1)], &[":politics", ":sport", ":politics"]);
        // American and in politics fits one of them, American alone both.
        check(&[("us", 1), ("us+politics", 1), ("us+sport", 1)], &[":us", ":us+politics", ":us+sport"]);
    }

    #[test]
    fn one_document_that_says_both_joins_them() {
        check(&[("sport", 1), ("politics", 1), ("politics+sport", 1)], &["", "", ""]);
    }

    #[test]
    fn one_odd_document_does_not_take_a_name_apart() {
        check(&[("", 9), ("us", 40), ("gb", 1)], &["", "", ":gb"]);
        check(&[("", 9), ("us", 10), ("gb", 1)], &["", ":us", ":gb"]);
    }

    proptest! {
        #[test]
        fn bearers_in_conflict_are_never_one_and_every_id_is_its_own(
            bearers in proptest::collection::btree_map("(A|B|BC)?(\\+(us|gb|fr)){0,2}(\\+(sport|politics|arts)){0,2}", 1..60_u64, 1..12)
        ) {
            let bearers: BTreeMap<Evidence, u64> =
                bearers.into_iter().map(|(text, count)| (Evidence::parse(&text), count)).collect();
            let ids = group("person:tom-hale", &bearers);
            prop_assert_eq!(ids.len(), bearers.len());
            let bridges = Bridges::of(bearers.keys());
            for (one, id) in &ids {
                for (other, other_id) in &ids {
                    prop_assert!(id != other_id || !bridges.conflict(one, other), "{one} and {other}");
                }
            }
        }
    }
}
