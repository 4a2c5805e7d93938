use std::io;
use std::thread::{self, Builder};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

/// Deeply nested pages need a deep stack; only what is used of it takes memory.
const STACK_BYTES: usize = 16 << 20;

/// How long `deliver` waits for a result before it is told that there is none.
const PATIENCE: Duration = Duration::from_secs(1);

/// Does the same work on many items at once and hands the results over one by one, in the order of the items; none when
/// there was none for a second. At most a few items for each thread are in memory.
///
/// Ends early with the error of `deliver`, or when the operating system gives no threads. `work` must not panic.
pub(crate) fn in_order<Item: Send, Done: Send, E: From<io::Error>>(
    threads: usize,
    items: impl Iterator<Item = Item> + Send,
    work: impl Fn(Item) -> Done + Sync,
    mut deliver: impl FnMut(Option<Done>) -> Result<(), E>,
) -> Result<(), E> {
    // Each item comes with the place for its result; the places wait in the order of the items.
    let (to_workers, for_workers) = bounded::<(Item, Sender<Done>)>(threads);
    // Long enough that the threads work on while a batch is written.
    let (to_order, order) = bounded::<Receiver<Done>>(16 * threads);
    thread::scope(|scope| {
        scope.spawn(move || {
            for item in items {
                let (place, result) = bounded(1);
                // A failed send means that nobody waits any more: `deliver` has ended the run.
                if to_order.send(result).is_err() || to_workers.send((item, place)).is_err() {
                    break;
                }
            }
        });
        for _ in 0..threads {
            let (for_worker, work) = (for_workers.clone(), &work);
            Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, move || {
                for (item, place) in for_worker {
                    // As above.
                    let _ = place.send(work(item));
                }
            })?;
        }
        drop(for_workers);
        // Owned by this closure: where it ends early, the threads find nobody waiting.
        let order = order;
        while let Some(place) = next(&order, &mut deliver)? {
            if let Some(result) = next(&place, &mut deliver)? {
                deliver(Some(result))?;
            }
        }
        Ok(())
    })
}

/// What comes next; none at the end.
fn next<T, Done, E>(
    channel: &Receiver<T>,
    deliver: &mut impl FnMut(Option<Done>) -> Result<(), E>,
) -> Result<Option<T>, E> {
    loop {
        match channel.recv_timeout(PATIENCE) {
            Ok(received) => return Ok(Some(received)),
            Err(RecvTimeoutError::Timeout) => deliver(None)?,
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for threads in [1, 2, 7] {
            let slow_first = |item: u64| {
                thread::sleep(Duration::from_micros(500 - 5 * item));
                item * item
            };
            let mut results = Vec::new();
            let deliver = |result| {
                results.extend(result);
                io::Result::Ok(())
            };
            in_order(threads, 0..100, slow_first, deliver).unwrap();
            assert_eq!(results, (0..100).map(|item| item * item).collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_error_ends_the_run() {
        let mut delivered = 0;
        let result = in_order(
            3,
            0_u64..,
            |item| item,
            |item| {
                delivered += usize::from(item.is_some());
                if item == Some(20) { Err(io::Error::other("enough")) } else { Ok(()) }
            },
        );
        assert_eq!(result.unwrap_err().to_string(), "enough");
        assert_eq!(delivered, 21);
    }
}
