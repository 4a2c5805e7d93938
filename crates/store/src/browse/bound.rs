use std::time::{Duration, Instant};

use crate::{Store, StoreError};

/// SQLite asks whether to go on after so many steps of its virtual machine: well below a millisecond.
const STEPS: i32 = 2_000;

impl Store {
    /// Does `work`, and stops the query in it that still runs when the time is over ([`StoreError::TooLong`]).
    pub fn within<T>(
        &mut self,
        time: Duration,
        work: impl FnOnce(&Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let end = Instant::now() + time;
        let is_over = move || Instant::now() >= end;
        let set = self.connection.progress_handler(STEPS, Some(is_over));
        set.map_err(|source| self.failed("bound a query in time", source))?;
        let result = work(self);
        let lifted = self.connection.progress_handler(0, None::<fn() -> bool>);
        lifted.map_err(|source| self.failed("lift the bound of a query", source))?;
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_stopped_and_the_next_one_runs() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("onrecord.db")).unwrap();
        let endless =
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
        let stopped = store.within(Duration::from_millis(20), |store| {
            store
                .connection
                .query_row(endless, [], |row| row.get::<_, i64>(0))
                .map_err(|source| store.failed("count for ever", source))
        });
        assert!(matches!(stopped, Err(StoreError::TooLong { .. })), "{stopped:?}");
        assert_eq!(store.within(Duration::from_secs(5), Store::sizes).unwrap().documents, 0);
        assert_eq!(store.sizes().unwrap().documents, 0);
    }
}
