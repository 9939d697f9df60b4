//! Lists to their end: the first page tells how many rows there are, the others are fetched at the same time.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};

use futures::{StreamExt as _, TryStreamExt as _};
use serde::de::DeserializeOwned;

use super::answer::{self, Page};
use super::client::Client;
use super::error::{Error, Result};
use super::model::Entity;
use super::transport::Request;

/// Rows of a page: the most the API gives.
const LIMIT: u64 = 100;
/// The largest offset the API takes.
const LAST_OFFSET: u64 = 100_000;

/// What one pass over a list found.
struct Pass<T: Entity> {
    rows: BTreeMap<T::Key, T>,
    /// Whether the list stood still meanwhile: every page told the same total and as many different rows came.
    steady: bool,
}

impl Client {
    /// All rows of a list, each once, in the order of their ids.
    ///
    /// Rows that are added or deleted meanwhile move the others between pages, so that one may come twice or not at all. Where
    /// the totals show that, the list is read once more, past the cache.
    pub(super) async fn list<T: DeserializeOwned + Entity>(&self, request: Request) -> Result<Vec<T>> {
        let mut pass = self.pass::<T>(&request).await?;
        if !pass.steady {
            tracing::debug!(target: "voluptas::qase", path = %request.call.path, "the list changed while it was read");
            pass = self.refresh().pass(&request).await?;
        }
        Ok(pass.rows.into_values().collect())
    }

    async fn pass<T: DeserializeOwned + Entity>(&self, request: &Request) -> Result<Pass<T>> {
        let first = self.page::<T>(request, 0).await?;
        let Some(total) = first.total else { return self.pass_without_total(request, first).await };
        if total > LAST_OFFSET + LIMIT {
            return Err(Error::TooMany { call: request.call.clone(), total, most: LAST_OFFSET + LIMIT });
        }
        let done = AtomicU64::new(first.rows.len() as u64);
        self.progress(first.rows.len() as u64, total);
        let others: Vec<Chunk<T>> = futures::stream::iter((LIMIT..total).step_by(LIMIT as usize))
            .map(|offset| self.page::<T>(request, offset))
            .buffer_unordered(self.inner.concurrency)
            .inspect_ok(|page| {
                let count = page.rows.len() as u64;
                self.progress(done.fetch_add(count, Ordering::Relaxed) + count, total);
            })
            .try_collect()
            .await?;
        let same_totals = others.iter().all(|page| page.total == Some(total));
        let mut rows = BTreeMap::new();
        for row in std::iter::once(first).chain(others).flat_map(|page| page.rows) {
            rows.insert(row.key(), row);
        }
        let steady = same_totals && rows.len() as u64 >= total;
        Ok(Pass { rows, steady })
    }

    /// Hands every row of a list to `take` once, with its place in the list, page by page as they come, so that a long list is
    /// never held as a whole.
    /// Reads past the cache and files nothing. Gives the number of rows.
    ///
    /// Where the totals show that rows moved meanwhile, the list is read once more, and `take` is given what it has not seen.
    pub(super) async fn visit<T, F>(&self, request: Request, mut take: F) -> Result<u64>
    where
        T: DeserializeOwned + Entity,
        F: FnMut(u64, T),
    {
        let fresh = self.passing();
        let mut seen = HashSet::new();
        let steady = fresh.visit_once(&request, &mut seen, &mut take).await?;
        if !steady {
            tracing::debug!(target: "voluptas::qase", path = %request.call.path, "the list changed while it was read");
            fresh.visit_once(&request, &mut seen, &mut take).await?;
        }
        Ok(seen.len() as u64)
    }

    async fn visit_once<T, F>(&self, request: &Request, seen: &mut HashSet<T::Key>, take: &mut F) -> Result<bool>
    where
        T: DeserializeOwned + Entity,
        F: FnMut(u64, T),
    {
        let first = self.page::<T>(request, 0).await?;
        let Some(total) = first.total else {
            let pass = self.pass_without_total(request, first).await?;
            (0..)
                .zip(pass.rows.into_values())
                .filter(|(_, row)| seen.insert(row.key()))
                .for_each(|(place, row)| take(place, row));
            return Ok(true);
        };
        if total > LAST_OFFSET + LIMIT {
            return Err(Error::TooMany { call: request.call.clone(), total, most: LAST_OFFSET + LIMIT });
        }
        let (mut done, mut steady) = (0, true);
        let mut take_page = |page: Chunk<T>| {
            done += page.rows.len() as u64;
            steady &= page.total == Some(total);
            let rows = (page.offset..).zip(page.rows).filter(|(_, row)| seen.insert(row.key()));
            rows.for_each(|(place, row)| take(place, row));
            self.progress(done, total);
        };
        take_page(first);
        let mut others = futures::stream::iter((LIMIT..total).step_by(LIMIT as usize))
            .map(|offset| self.page::<T>(request, offset))
            .buffer_unordered(self.inner.concurrency);
        while let Some(page) = others.next().await {
            take_page(page?);
        }
        Ok(steady && seen.len() as u64 >= total)
    }

    /// How many rows a list has, without reading them.
    pub(super) async fn count_rows(&self, request: &Request) -> Result<u64> {
        let fresh = self.passing();
        let result = fresh.result_of(&request.clone().query("limit", Some(1))).await?;
        let page = Page::read(&request.call, &result, &self.inner.token)?;
        Ok(page.rows().unwrap_or(page.entities.len() as u64))
    }

    /// A list that does not tell how long it is: page after page until one is short or brings nothing new.
    async fn pass_without_total<T: DeserializeOwned + Entity>(&self, request: &Request, first: Chunk<T>) -> Result<Pass<T>> {
        let mut rows = BTreeMap::new();
        let (mut page, mut offset) = (first, 0);
        loop {
            let full = page.rows.len() as u64 >= LIMIT;
            let before = rows.len();
            for row in page.rows {
                rows.insert(row.key(), row);
            }
            self.progress(rows.len() as u64, rows.len() as u64);
            offset += LIMIT;
            if !full || rows.len() == before || offset > LAST_OFFSET {
                return Ok(Pass { rows, steady: true });
            }
            page = self.page::<T>(request, offset).await?;
        }
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

/// The rows of one page.
struct Chunk<T> {
    offset: u64,
    total: Option<u64>,
    rows: Vec<T>,
}
