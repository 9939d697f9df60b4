//! Reads lists to their end: the first page gives the number of rows, and the other pages are fetched at the same time.
//!
//! Qase pages by offset. A row added or deleted meanwhile therefore moves others between pages, and one may be missed although
//! the total stays the same. To notice this, pages overlap by one row: the last row of a page must be the first of the next. A
//! list that passes this check, and whose order does not change, holds every row that existed from the first request to the last.
//! A list that fails the check is read again, in at most [`PASSES`] passes. If it never settles, the result is the union
//! of all passes, and the [`ListWatch`](super::list_watch::ListWatch) names the list.

use std::collections::{BTreeMap, HashSet};

use futures::StreamExt as _;
use serde::de::DeserializeOwned;

use super::answer::{self, Page};
use super::client::Client;
use super::error::{Error, Result};
use super::model::Entity;
use super::transport::Request;

/// Rows of a page: the API's maximum.
const LIMIT: u64 = 100;
/// The API's maximum offset.
const LAST_OFFSET: u64 = 100_000;
/// Maximum number of pages in a pass, for a server that sends few rows per page.
const MOST_PAGES: u64 = 5_000;
/// Maximum number of passes over a list that keeps changing.
const PASSES: u32 = 5;

/// The rows of one page.
struct Chunk<T> {
    offset: u64,
    total: Option<u64>,
    rows: Vec<T>,
}

/// The keys seen in one pass over a list.
struct Pass<K> {
    /// Keys by the offset of their page.
    pages: BTreeMap<u64, Vec<K>>,
    ids: HashSet<K>,
    /// The total of the first page.
    total: Option<u64>,
    same_totals: bool,
}

impl<K: Clone + Eq + std::hash::Hash> Pass<K> {
    fn new(total: Option<u64>) -> Self {
        Self { pages: BTreeMap::new(), ids: HashSet::new(), total, same_totals: true }
    }

    /// Records the keys of a page and passes its rows on.
    fn take<T: Entity<Key = K>>(&mut self, page: Chunk<T>, take: &mut impl FnMut(u64, Vec<T>)) {
        let keys: Vec<K> = page.rows.iter().map(Entity::key).collect();
        self.same_totals &= page.total == self.total;
        self.ids.extend(keys.iter().cloned());
        self.pages.insert(page.offset, keys);
        take(page.offset, page.rows);
    }

    /// True when no row moved across a page edge: where two pages overlap, both show the same row.
    fn is_seamless(&self) -> bool {
        self.pages.iter().zip(self.pages.iter().skip(1)).all(|((at, page), (next_at, next))| {
            let overlap = usize::try_from(next_at - at).ok().and_then(|index| page.get(index..));
            match overlap {
                // Pages of a single row cannot overlap.
                Some([]) if page.len() == 1 => true,
                Some([row, ..]) => next.first() == Some(row),
                _ => false,
            }
        })
    }

    /// True when the list did not change during the pass: every page reports the same total, the pages fit together, and as many
    /// different rows were read.
    ///
    /// Some servers count rows that they do not list. Such a total is accepted when two passes in a row saw the same rows.
    fn is_steady(&self, before: Option<&Self>) -> bool {
        let is_whole = |this: &Self| this.same_totals && this.is_seamless();
        let has_all = self.total.is_none_or(|total| self.ids.len() as u64 >= total);
        is_whole(self) && (has_all || before.is_some_and(|b| is_whole(b) && b.total == self.total && b.ids == self.ids))
    }
}

impl Client {
    /// All rows of a list, each once, in the order of their ids.
    ///
    /// A list that changes meanwhile is read again, past the cache. If it never settles, the result is the union of all passes,
    /// with the newest content of each row.
    pub(super) async fn list<T: DeserializeOwned + Entity>(&self, request: Request) -> Result<Vec<T>> {
        let mut rows = BTreeMap::new();
        let steady = self
            .read_list(&request, &mut |_, page: Vec<T>| {
                for row in page {
                    rows.insert(row.key(), row);
                }
            })
            .await?;
        if let Some(ids) = steady {
            rows.retain(|id, _| ids.contains(id));
        }
        Ok(rows.into_values().collect())
    }

    /// All rows of a list, each once, in the order of the list; see [`Client::list`].
    pub(super) async fn list_in_order<T: DeserializeOwned + Entity>(&self, request: Request) -> Result<Vec<T>> {
        let mut rows = BTreeMap::new();
        let steady = self
            .read_list(&request, &mut |offset, page: Vec<T>| {
                for (place, row) in (offset..).zip(page) {
                    rows.insert(row.key(), (place, row));
                }
            })
            .await?;
        if let Some(ids) = steady {
            rows.retain(|id, _| ids.contains(id));
        }
        let mut rows: Vec<(u64, T)> = rows.into_values().collect();
        rows.sort_by_key(|(place, _)| *place);
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }

    /// Passes every row of a list to `take` once, with its place in the list, page by page, so that a long list is never held as
    /// a whole. Reads past the cache and stores nothing in it. Gives the number of rows.
    ///
    /// A list that changes meanwhile is read again, and `take` gets the rows it has not seen.
    pub(super) async fn visit<T, F>(&self, request: Request, mut take: F) -> Result<u64>
    where
        T: DeserializeOwned + Entity,
        F: FnMut(u64, T),
    {
        let mut seen = HashSet::new();
        self.passing()
            .read_list(&request, &mut |offset, page: Vec<T>| {
                let rows = (offset..).zip(page).filter(|(_, row)| seen.insert(row.key()));
                rows.for_each(|(place, row)| take(place, row));
            })
            .await?;
        Ok(seen.len() as u64)
    }

    /// Reads a list until it no longer changes. Gives the keys of the last pass, or `None` when the list kept changing.
    async fn read_list<T, F>(&self, request: &Request, take: &mut F) -> Result<Option<HashSet<T::Key>>>
    where
        T: DeserializeOwned + Entity,
        F: FnMut(u64, Vec<T>),
    {
        let checks = self.inner.safeties.paging;
        let mut before = self.pass(request, take).await?;
        if !checks || before.is_steady(None) {
            return Ok(Some(before.ids));
        }
        let retry = self.retry_policy();
        for number in 1..PASSES {
            tracing::debug!(target: "voluptas::qase", path = %request.call.path, number, "the list moved while it was read");
            self.or_cancelled(tokio::time::sleep(retry.wait(number, self.jitter()))).await?;
            let pass = self.refresh().pass(request, take).await?;
            if pass.is_steady(Some(&before)) {
                return Ok(Some(pass.ids));
            }
            before = pass;
        }
        tracing::warn!(target: "voluptas::qase", path = %request.call.path, passes = PASSES, "the list never stood still");
        self.list_watch().note(&request.call.path);
        Ok(None)
    }

    /// Reads a list once and passes on each page with its offset.
    async fn pass<T, F>(&self, request: &Request, take: &mut F) -> Result<Pass<T::Key>>
    where
        T: DeserializeOwned + Entity,
        F: FnMut(u64, Vec<T>),
    {
        let first = self.page::<T>(request, 0).await?;
        let given = first.rows.len() as u64;
        let mut pass = Pass::new(first.total);
        let Some(total) = first.total else {
            self.pass_without_total(request, first, &mut pass, take).await?;
            return Ok(pass);
        };
        // Before the offsets: a senseless total must not cost memory or requests.
        let most = (LAST_OFFSET + given.clamp(1, LIMIT)).min(given.max(1) * MOST_PAGES);
        if total > most {
            return Err(Error::TooMany { call: request.call.clone(), total, most });
        }
        let checks = self.inner.safeties.paging;
        #[expect(clippy::cast_possible_truncation, reason = "a page has a hundred rows")]
        let offsets = if checks { offsets(total, given) } else { (LIMIT..total).step_by(LIMIT as usize).collect() };
        pass.take(first, take);
        self.progress(pass.ids.len() as u64, total);
        let mut others =
            futures::stream::iter(offsets).map(|offset| self.page::<T>(request, offset)).buffer_unordered(self.inner.concurrency);
        while let Some(page) = others.next().await {
            let page = page?;
            let is_empty = page.rows.is_empty();
            pass.take(page, take);
            self.progress(pass.ids.len() as u64, total);
            if is_empty {
                // The total is too high by now; an empty page is no seam, so the list is read again.
                return Ok(pass);
            }
        }
        Ok(pass)
    }

    /// Reads a list without a total: page after page until one is shorter than the first or brings nothing new.
    async fn pass_without_total<T, F>(
        &self,
        request: &Request,
        first: Chunk<T>,
        pass: &mut Pass<T::Key>,
        take: &mut F,
    ) -> Result<()>
    where
        T: DeserializeOwned + Entity,
        F: FnMut(u64, Vec<T>),
    {
        let size = first.rows.len();
        let overlap = usize::from(self.inner.safeties.paging && size > 1);
        let step = (size - overlap.min(size)) as u64;
        let mut page = first;
        loop {
            let (offset, is_short, before) = (page.offset, page.rows.len() < size, pass.ids.len());
            if page.rows.iter().all(|row| pass.ids.contains(&row.key())) {
                // Beyond the end, or the server ignores the offset: no page edges to check.
                return Ok(());
            }
            pass.take(page, take);
            let read = pass.ids.len() as u64;
            self.progress(read, read);
            if is_short || pass.ids.len() == before || offset + step > LAST_OFFSET {
                return Ok(());
            }
            page = self.page::<T>(request, offset + step).await?;
        }
    }

    /// Number of rows of a list, without reading the rows.
    pub(super) async fn count_rows(&self, request: &Request) -> Result<u64> {
        let fresh = self.passing();
        let result = fresh.result_of(&request.clone().query("limit", Some(1))).await?;
        let page = Page::read(&request.call, &result, &self.inner.token)?;
        Ok(page.rows().unwrap_or(page.entities.len() as u64))
    }

    async fn page<T: DeserializeOwned + Entity>(&self, request: &Request, offset: u64) -> Result<Chunk<T>> {
        let request = request.clone().query("limit", Some(LIMIT)).query("offset", Some(offset));
        let result = self.result_of(&request).await?;
        let token = &self.inner.token;
        let page = Page::read(&request.call, &result, token)?;
        let total = page.rows();
        let mut rows = Vec::with_capacity(page.entities.len());
        for (index, entity) in page.entities.iter().enumerate() {
            let place = format!("result.entities[{index}]");
            let row: T = answer::read(&request.call, entity, &place, token)?;
            if row.key() == T::Key::default() {
                return Err(Error::BrokenJson { call: request.call, place, reason: "no id".to_owned() });
            }
            rows.push(row);
        }
        Ok(Chunk { offset, total, rows })
    }
}

/// Offsets of the pages after the first. Each page begins with the last row of the page before it. `given` is the number of rows
/// in the first page: a server may cap the limit.
fn offsets(total: u64, given: u64) -> Vec<u64> {
    if given == 0 || given >= total {
        return Vec::new();
    }
    let size = given.min(LIMIT);
    let step = (size - 1).max(1);
    let mut offsets: Vec<u64> = (step..total - size + step).step_by(usize::try_from(step).unwrap_or(1)).collect();
    // The API caps the offset, so the last page may overlap by more than one row.
    if let Some(last) = offsets.last_mut() {
        *last = (*last).min(LAST_OFFSET);
    }
    offsets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_overlap_by_one_row_and_reach_the_end() {
        assert!(offsets(0, 0).is_empty());
        assert!(offsets(100, 100).is_empty());
        assert_eq!(offsets(101, 100), [99]);
        assert_eq!(offsets(199, 100), [99]);
        assert_eq!(offsets(200, 100), [99, 198]);
        assert_eq!(offsets(10_000, 100).len() + 1, 101);
        assert_eq!(offsets(500, 100).len() + 1, 6);
        assert_eq!(offsets(LAST_OFFSET + LIMIT, 100).last(), Some(&LAST_OFFSET));
        assert_eq!(offsets(5, 1), [1, 2, 3, 4]);
        assert_eq!(offsets(5, 2), [1, 2, 3]);
        assert!(offsets(5, 0).is_empty());
        for (total, given) in [(1_000, 50), (997, 10), (100_100, 100)] {
            let all = offsets(total, given);
            let mut reached = given;
            for offset in all {
                assert!(offset < reached && reached < total, "{total} {given} {offset}");
                reached = offset + given;
            }
            assert!(reached >= total);
        }
    }
}
