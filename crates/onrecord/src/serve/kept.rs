//! Answers that took long are given again for a while.
//!
//! Views of the whole archive (people, the map, outlets, wordings) cost the more the larger it is, and everybody asks for
//! the same ones. An answer is young for [`WORTH`] times as long as it took to make, at most for a time that is set, so that
//! one view never takes more than a small part of a processor. Whoever finds an answer that is not young any more gets it
//! all the same, at once, and it is made anew in the background, as far as there is time for that; but no answer is given
//! that is older than [`OLDEST`] times the time that is set: whoever finds such a one, or none, waits for a new one. How old an answer is stands
//! in its `Age` header (RFC 9111, section 5.1).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use axum::http::header::AGE;
use tokio::sync::watch;

use super::answer::Answer;

/// For so long an answer of the server is young at most.
pub const KEPT: Duration = Duration::from_secs(10);

/// An answer is young for so many times as long as it took to make.
const WORTH: u32 = 20;

/// No answer is given that is older than so many times the longest time for which one is young.
const OLDEST: u32 = 3;

/// What takes less is not worth keeping.
const SHORT: Duration = Duration::from_millis(5);

/// So many answers are kept at most, of at most so many bytes each, and of so many in all.
const MOST: usize = 4096;
const LONGEST: usize = 1 << 20;
const MOST_BYTES: usize = 64 << 20;

/// Answers by their addresses.
pub struct Kept {
    longest: Duration,
    slots: Mutex<Slots>,
}

#[derive(Default)]
struct Slots {
    by_address: HashMap<String, Slot>,
    /// Bytes of all the answers that are kept.
    bytes: usize,
    /// How often all was forgotten: what was begun before is not kept.
    forgotten: u64,
}

#[derive(Default)]
struct Slot {
    old: Option<Old>,
    /// Whoever makes the answer anew holds the other end.
    making: Option<watch::Receiver<()>>,
}

/// An answer that was given before.
struct Old {
    answer: Answer,
    /// When it was begun: it knows nothing of what came later.
    begun: Instant,
    young_until: Instant,
}

/// What is there at an address.
pub enum Look {
    /// A young answer, or an old one that somebody makes anew.
    Kept(Answer),
    /// An old answer; whoever gets it may see to it that it is made anew, or leave that to the next.
    Old(Answer, Making),
    /// Nothing that may be given: whoever asks makes it.
    Nothing(Making),
    /// The same, but somebody makes it: look again when this has ended.
    Soon(watch::Receiver<()>),
}

/// The task of making the answer at an address: nobody else does until this ends.
pub struct Making {
    kept: Arc<Kept>,
    address: String,
    forgotten: u64,
    _ended: watch::Sender<()>,
}

impl Kept {
    /// Answers are young for at most `longest`; nothing is kept when that is zero.
    pub fn new(longest: Duration) -> Arc<Self> {
        Arc::new(Self { longest, slots: Mutex::default() })
    }

    /// No answer is older than this.
    pub const fn oldest(longest: Duration) -> Duration {
        longest.saturating_mul(OLDEST)
    }

    /// What there is at `address`.
    pub fn look(self: &Arc<Self>, address: &str) -> Look {
        let now = Instant::now();
        let mut slots = self.lock();
        let forgotten = slots.forgotten;
        let slot = match slots.by_address.get_mut(address) {
            Some(slot) => slot,
            None => slots.by_address.entry(address.to_owned()).or_default(),
        };
        let oldest = Self::oldest(self.longest);
        let old = slot.old.as_ref().filter(|old| now.duration_since(old.begun) < oldest);
        let answer = old.map(|old| {
            let age = now.duration_since(old.begun).as_secs();
            (old.answer.clone().with(AGE, age.to_string()), old.young_until > now)
        });
        match (answer, &slot.making) {
            (Some((answer, true)), _) | (Some((answer, false)), Some(_)) => Look::Kept(answer),
            (None, Some(making)) => Look::Soon(making.clone()),
            (answer, None) => {
                let (ended, making) = watch::channel(());
                slot.making = Some(making);
                let kept = Arc::clone(self);
                let making = Making { kept, address: address.to_owned(), forgotten, _ended: ended };
                match answer {
                    Some((answer, _)) => Look::Old(answer, making),
                    None => Look::Nothing(making),
                }
            }
        }
    }

    /// Forgets all, also what is being made: something was changed by somebody who wants to see it.
    pub fn forget(&self) {
        let mut slots = self.lock();
        slots.by_address.clear();
        slots.bytes = 0;
        slots.forgotten += 1;
    }

    fn lock(&self) -> MutexGuard<'_, Slots> {
        // What a request that failed left behind is a whole answer or none.
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Making {
    /// Makes the answer, and keeps it when that is worth it.
    pub fn make(self, make: impl FnOnce() -> Answer) -> Answer {
        let begun = Instant::now();
        let mut answer = make();
        let took = begun.elapsed();
        let is_worth_it = took >= SHORT && answer.status == StatusCode::OK && answer.body.len() <= LONGEST;
        if is_worth_it {
            answer = answer.tagged();
        }
        let mut slots = self.kept.lock();
        if slots.forgotten == self.forgotten {
            let young_until = Instant::now() + (took * WORTH).min(self.kept.longest);
            let old = is_worth_it.then(|| Old { answer: answer.clone(), begun, young_until });
            slots.put(&self.address, old);
            slots.make_room();
        }
        answer
    }
}

impl Drop for Making {
    fn drop(&mut self) {
        let mut slots = self.kept.lock();
        if slots.forgotten != self.forgotten {
            return;
        }
        if let Some(slot) = slots.by_address.get_mut(&self.address) {
            slot.making = None;
            if slot.old.is_none() {
                slots.by_address.remove(&self.address);
            }
        }
    }
}

impl Slots {
    /// Puts an answer in the place of the one before, where somebody still makes it.
    fn put(&mut self, address: &str, old: Option<Old>) {
        let Some(slot) = self.by_address.get_mut(address) else { return };
        self.bytes -= slot.bytes();
        slot.old = old;
        self.bytes += slot.bytes();
    }

    /// Drops answers until there is room for more: those first that are the longest time not young any more.
    fn make_room(&mut self) {
        if self.by_address.len() <= MOST && self.bytes <= MOST_BYTES {
            return;
        }
        let mut ages: Vec<(Instant, usize)> = self
            .by_address
            .values()
            .filter_map(|slot| slot.old.as_ref().map(|old| (old.young_until, slot.bytes())))
            .collect();
        ages.sort_unstable_by_key(|&(until, _)| until);
        // A quarter at once, so that it is not done for each answer.
        let (many, much) =
            (ages.len().saturating_sub(MOST * 3 / 4), self.bytes.saturating_sub(MOST_BYTES / 4 * 3));
        let mut dropped = 0;
        let last = ages.iter().enumerate().find_map(|(number, (until, bytes))| {
            let is_enough = number >= many && dropped >= much;
            dropped += bytes;
            is_enough.then_some(*until)
        });
        self.by_address.retain(|_, slot| {
            if slot.old.as_ref().is_some_and(|old| last.is_none_or(|last| old.young_until < last)) {
                self.bytes -= slot.bytes();
                slot.old = None;
            }
            slot.old.is_some() || slot.making.is_some()
        });
    }
}

impl Slot {
    fn bytes(&self) -> usize {
        self.old.as_ref().map_or(0, |old| old.answer.body.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &str) -> Answer {
        Answer::new(StatusCode::OK, "text/plain", words.to_owned())
    }

    fn slow(text: &str) -> Answer {
        std::thread::sleep(2 * SHORT);
        words(text)
    }

    fn age(answer: &Answer) -> Option<&str> {
        answer.headers.iter().find(|(name, _)| name == AGE).map(|(_, age)| age.as_str())
    }

    /// Makes what has to be made at `address`.
    fn made(kept: &Arc<Kept>, address: &str, make: impl FnOnce() -> Answer) -> Answer {
        match kept.look(address) {
            Look::Nothing(making) => making.make(make),
            _ => panic!("{address}: there is something"),
        }
    }

    /// What is kept at `address`.
    fn given(kept: &Arc<Kept>, address: &str) -> Option<Answer> {
        match kept.look(address) {
            Look::Kept(answer) => Some(answer),
            _ => None,
        }
    }

    #[test]
    fn what_took_long_is_given_again_with_its_age_until_it_is_forgotten() {
        let kept = Kept::new(Duration::from_secs(60));
        let new = made(&kept, "/people", || slow("one"));
        assert_eq!((&new.body[..], age(&new)), (&b"one"[..], None), "it was made for the one who asked");
        let again = given(&kept, "/people").unwrap();
        assert_eq!((&again.body[..], age(&again)), (&b"one"[..], Some("0")));
        made(&kept, "/people?q=x", || slow("another view"));
        kept.forget();
        made(&kept, "/people", || slow("two"));
        assert_eq!(&given(&kept, "/people").unwrap().body[..], b"two");
    }

    #[test]
    fn nothing_is_kept_that_is_short_or_a_problem_or_too_long() {
        let kept = Kept::new(Duration::from_secs(60));
        made(&kept, "/a", || words("one"));
        assert!(given(&kept, "/a").is_none());
        made(&kept, "/b", || Answer::new(StatusCode::NOT_FOUND, slow("none").kind, "none"));
        assert!(given(&kept, "/b").is_none());
        made(&kept, "/c", || slow(&"x".repeat(LONGEST + 1)));
        assert!(given(&kept, "/c").is_none());
        assert!(kept.lock().by_address.is_empty(), "no place is taken for nothing");
    }

    /// As if the answer at `address` had been made so long ago, and were not young any more.
    fn grow_old(kept: &Arc<Kept>, address: &str, age: Duration) {
        let mut slots = kept.lock();
        let old = slots.by_address.get_mut(address).unwrap().old.as_mut().unwrap();
        old.begun -= age;
        old.young_until = Instant::now();
    }

    #[test]
    fn an_old_answer_is_given_at_once_and_one_makes_it_anew() {
        let kept = Kept::new(Duration::from_secs(60));
        made(&kept, "/people", || slow("old"));
        grow_old(&kept, "/people", Duration::from_secs(90));
        let Look::Old(old, making) = kept.look("/people") else { panic!("it is old") };
        assert_eq!((&old.body[..], age(&old)), (&b"old"[..], Some("90")));
        assert_eq!(&given(&kept, "/people").unwrap().body[..], b"old", "others do not make it too");
        making.make(|| slow("new"));
        let new = given(&kept, "/people").unwrap();
        assert_eq!((&new.body[..], age(&new)), (&b"new"[..], Some("0")));
    }

    #[test]
    fn no_answer_is_older_than_the_bound_and_those_who_come_meanwhile_wait_for_the_new_one() {
        let kept = Kept::new(Duration::from_secs(60));
        made(&kept, "/people", || slow("old"));
        grow_old(&kept, "/people", Kept::oldest(kept.longest));
        let Look::Nothing(making) = kept.look("/people") else { panic!("it is too old") };
        let Look::Soon(waiting) = kept.look("/people") else { panic!("one makes it") };
        assert!(waiting.has_changed().is_ok(), "it is not made yet");
        making.make(|| slow("new"));
        assert!(waiting.has_changed().is_err(), "it is made");
        assert_eq!(&given(&kept, "/people").unwrap().body[..], b"new");
    }

    #[test]
    fn no_answer_gets_too_old_while_it_is_made_anew() {
        let kept = Kept::new(Duration::from_secs(60));
        made(&kept, "/people", || slow("old"));
        grow_old(&kept, "/people", Duration::from_secs(90));
        let Look::Old(_, _making) = kept.look("/people") else { panic!("it is old") };
        grow_old(&kept, "/people", Duration::from_secs(90));
        assert!(matches!(kept.look("/people"), Look::Soon(_)));
    }

    #[test]
    fn what_could_not_be_made_is_made_by_the_next() {
        let kept = Kept::new(Duration::from_secs(60));
        let Look::Nothing(making) = kept.look("/people") else { panic!("nothing is there") };
        drop(making);
        made(&kept, "/people", || slow("one"));
    }

    #[test]
    fn what_was_begun_before_all_was_forgotten_is_not_kept() {
        let kept = Kept::new(Duration::from_secs(60));
        let Look::Nothing(before) = kept.look("/people") else { panic!("nothing is there") };
        kept.forget();
        let Look::Nothing(after) = kept.look("/people") else { panic!("it has to be made anew") };
        before.make(|| slow("from before the correction"));
        assert!(matches!(kept.look("/people"), Look::Soon(_)), "the other one goes on");
        after.make(|| slow("corrected"));
        assert_eq!(&given(&kept, "/people").unwrap().body[..], b"corrected");
    }

    #[test]
    fn room_is_made_for_new_answers() {
        let kept = Kept::new(Duration::from_secs(60));
        for number in 0..=MOST {
            let begun = Instant::now();
            let old = Old { answer: words("x"), begun, young_until: begun + Duration::from_secs(9) };
            let slot = Slot { old: Some(old), making: None };
            let mut slots = kept.lock();
            slots.bytes += slot.bytes();
            slots.by_address.insert(number.to_string(), slot);
        }
        made(&kept, "new", || slow("new"));
        let slots = kept.lock();
        assert!(slots.by_address.len() <= MOST, "{}", slots.by_address.len());
        assert!(slots.by_address.contains_key(&MOST.to_string()), "what was made last stays");
        assert_eq!(
            slots.bytes,
            slots.by_address.values().map(Slot::bytes).sum::<usize>(),
            "they are counted"
        );
    }

    #[test]
    fn answers_do_not_take_more_memory_than_they_may() {
        let kept = Kept::new(Duration::from_secs(60));
        let most = MOST_BYTES / LONGEST;
        for number in 0..=most {
            made(&kept, &number.to_string(), || slow(&"x".repeat(LONGEST)));
        }
        let slots = kept.lock();
        assert!(slots.bytes <= MOST_BYTES, "{}", slots.bytes);
        assert!(slots.by_address.len() > most / 2, "more is dropped than has to be");
        assert_eq!(
            slots.bytes,
            slots.by_address.values().map(Slot::bytes).sum::<usize>(),
            "they are counted"
        );
    }
}
