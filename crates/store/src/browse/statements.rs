use super::Page;
use crate::said::{Days, SaidPlace};
use crate::{SaidQuery, SaidRow, Store, StoreError};

impl Store {
    /// The statements that the query asks for, `limit` of them, and where the list goes on.
    pub fn said_page(&self, query: &SaidQuery, limit: usize) -> Result<Page<SaidRow, SaidPlace>, StoreError> {
        let _snapshot = self.snapshot().map_err(|source| self.failed("look up statements", source))?;
        let wanted = limit.saturating_add(1);
        let mut rows = Vec::new();
        // Those with a day first, then those without, from either end.
        if query.after.as_ref().is_none_or(|place| place.day.is_some()) {
            rows = self.said_on(Days::Known, &SaidQuery { limit: Some(wanted), ..query.clone() })?;
        }
        if rows.len() < wanted && query.from.is_none() && query.to.is_none() {
            let after = query.after.clone().filter(|place| place.day.is_none());
            let rest = SaidQuery { limit: Some(wanted - rows.len()), after, ..query.clone() };
            rows.extend(self.said_on(Days::Unknown, &rest)?);
        }
        Ok(Page::of(rows, limit, |row| row.place.clone()))
    }
}
