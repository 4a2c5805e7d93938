//! Answers that took long are given again for a while.
//!
//! Views of the whole archive (people, the map, outlets, wordings) cost the more the larger it is, and everybody asks for
//! the same ones. An answer is kept for [`WORTH`] times as long as it took to make, so that one view never takes more than
//! a small part of a processor, and at most for a time that is set. While one request makes it anew, others get the old one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::StatusCode;

use super::answer::Answer;

/// An answer is kept so many times as long as it took to make.
const WORTH: u32 = 20;

/// What takes less is not worth keeping.
const SHORT: Duration = Duration::from_millis(5);

/// So many answers are kept at most, of at most so many bytes each.
const MOST: usize = 256;
const LONGEST: usize = 1 << 20;

/// Answers by their addresses.
pub struct Kept {
    longest: Duration,
    slots: Mutex<HashMap<String, Arc<Slot>>>,
}

#[derive(Default)]
struct Slot {
    answer: Mutex<Option<(Answer, Instant)>>,
    /// Held by whoever makes the answer.
    making: Mutex<()>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // What a request that failed left behind is a whole answer or none.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Kept {
    /// Keeps answers for at most `longest`; nothing when that is zero.
    pub fn new(longest: Duration) -> Self {
        Self { longest, slots: Mutex::default() }
    }

    /// The answer at `address`, made anew or kept.
    pub fn answer(&self, address: &str, make: impl FnOnce() -> Answer) -> Answer {
        if self.longest.is_zero() {
            return make();
        }
        let Some(slot) = lock(&self.slots).get(address).cloned() else { return self.first(address, make) };
        if let Some((answer, until)) = &*lock(&slot.answer)
            && *until > Instant::now()
        {
            return answer.clone();
        }
        let Ok(_making) = slot.making.try_lock() else {
            // Somebody makes it anew.
            let old = lock(&slot.answer).as_ref().map(|(answer, _)| answer.clone());
            return old.unwrap_or_else(make);
        };
        self.made(address, &slot, make)
    }

    /// Forgets all: something was changed by somebody who wants to see it.
    pub fn forget(&self) {
        lock(&self.slots).clear();
    }

    /// Makes an answer that nobody has asked for yet, or that is not worth keeping.
    fn first(&self, address: &str, make: impl FnOnce() -> Answer) -> Answer {
        self.made(address, &Arc::new(Slot::default()), make)
    }

    fn made(&self, address: &str, slot: &Arc<Slot>, make: impl FnOnce() -> Answer) -> Answer {
        let start = Instant::now();
        let answer = make();
        let took = start.elapsed();
        let mut slots = lock(&self.slots);
        if answer.status != StatusCode::OK || answer.body.len() > LONGEST || took < SHORT {
            slots.remove(address);
            return answer;
        }
        let until = Instant::now() + (took * WORTH).min(self.longest);
        *lock(&slot.answer) = Some((answer.clone(), until));
        if slots.len() >= MOST {
            let now = Instant::now();
            slots.retain(|_, slot| lock(&slot.answer).as_ref().is_some_and(|(_, until)| *until > now));
        }
        if slots.len() < MOST {
            slots.insert(address.to_owned(), Arc::clone(slot));
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slow(words: &str) -> Answer {
        std::thread::sleep(2 * SHORT);
        Answer::new(StatusCode::OK, "text/plain", words)
    }

    #[test]
    fn what_took_long_is_given_again_until_it_is_forgotten() {
        let kept = Kept::new(Duration::from_secs(60));
        assert_eq!(kept.answer("/people", || slow("one")).body, b"one");
        assert_eq!(kept.answer("/people", || slow("two")).body, b"one");
        assert_eq!(kept.answer("/people?q=x", || slow("three")).body, b"three");
        kept.forget();
        assert_eq!(kept.answer("/people", || slow("four")).body, b"four");
    }

    #[test]
    fn nothing_is_kept_that_is_short_or_a_problem_or_not_wanted() {
        let kept = Kept::new(Duration::from_secs(60));
        let short = |words: &str| Answer::new(StatusCode::OK, "text/plain", words);
        assert_eq!(kept.answer("/a", || short("one")).body, b"one");
        assert_eq!(kept.answer("/a", || short("two")).body, b"two");
        let problem = || Answer { status: StatusCode::NOT_FOUND, ..slow("none") };
        assert_eq!(kept.answer("/b", problem).status, StatusCode::NOT_FOUND);
        assert_eq!(kept.answer("/b", || slow("there")).body, b"there");
        let never = Kept::new(Duration::ZERO);
        never.answer("/c", || slow("one"));
        assert_eq!(never.answer("/c", || slow("two")).body, b"two");
    }

    #[test]
    fn while_one_makes_it_anew_others_get_the_old_one() {
        let kept = Kept::new(Duration::from_millis(1));
        kept.answer("/people", || slow("old"));
        std::thread::sleep(SHORT);
        let new = kept.answer("/people", || {
            assert_eq!(kept.answer("/people", || slow("another")).body, b"old");
            slow("new")
        });
        assert_eq!(new.body, b"new");
    }
}
