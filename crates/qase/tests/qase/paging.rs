//! Long lists: every row once, in order, with as few requests as there are pages.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use voluptas_qase::{CaseFilter, Client, ClientConfig, Error, ListWatch, ResultFilter, Safeties};

use crate::peer::{Peer, Reply, Seen, list};

fn case(id: u64) -> Value {
    json!({"id": id, "title": format!("Case {id}")})
}

/// A page of the cases 1..=total, newest first, as `seen` asks.
fn page(seen: &Seen, total: u64) -> Reply {
    let (limit, offset) = (seen.number("limit").unwrap_or(10), seen.number("offset").unwrap_or(0));
    assert!(limit <= 100, "the API gives at most 100 rows");
    list(total, (1..=total).rev().skip(offset as usize).take(limit as usize).map(case))
}

#[tokio::test]
async fn ten_thousand_rows_cost_a_hundred_and_one_requests() {
    let peer = Peer::start(|seen, _| page(seen, 10_000)).await;
    let shown = Arc::new(Mutex::new(Vec::new()));
    let client = peer.client().with_progress({
        let shown = shown.clone();
        move |done, total| shown.lock().unwrap().push((done, total))
    });
    let cases = client.list_cases("DEMO", &CaseFilter::default()).await.unwrap();
    assert!(cases.iter().map(|c| c.id).eq(1..=10_000));
    assert_eq!(peer.seen().len(), 101);
    let shown = shown.lock().unwrap();
    assert_eq!((shown.len(), shown.first(), shown.last()), (101, Some(&(100, 10_000)), Some(&(10_000, 10_000))));
}

#[tokio::test]
async fn short_and_empty_lists_cost_one_request() {
    for total in [0, 1, 100] {
        let peer = Peer::start(move |seen, _| page(seen, total)).await;
        assert_eq!(peer.client().list_cases("DEMO", &CaseFilter::default()).await.unwrap().len() as u64, total);
        assert_eq!(peer.seen().len(), 1, "{total} rows");
    }
}

#[tokio::test]
async fn filters_go_along_to_every_page() {
    let peer = Peer::start(|seen, _| page(seen, 250)).await;
    let filter = CaseFilter { suite_id: Some(7), search: Some("вход & выход".to_owned()), ..CaseFilter::default() };
    peer.client().list_cases("demo", &filter).await.unwrap();
    let seen = peer.seen();
    assert_eq!(seen.len(), 3);
    for request in seen {
        assert_eq!(request.path, "/v1/case/demo");
        assert_eq!(request.number("suite_id"), Some(7));
        assert!(request.query.contains(&("search".to_owned(), "вход & выход".to_owned())));
    }
}

#[tokio::test]
async fn a_list_that_grows_meanwhile_is_read_again_and_no_row_comes_twice() {
    // The first page shows 150 rows; by then 60 more have been added at the front, which moves all others.
    let total = AtomicU64::new(150);
    let peer = Peer::start(move |seen, before| {
        if before == 1 {
            total.store(210, Ordering::Relaxed);
        }
        page(seen, total.load(Ordering::Relaxed))
    })
    .await;
    let cases = peer.client().list_cases("DEMO", &CaseFilter::default()).await.unwrap();
    assert!(cases.iter().map(|c| c.id).eq(1..=210));
}

#[tokio::test]
async fn a_list_that_shrinks_meanwhile_loses_nothing_that_is_left() {
    // A row of the first page is deleted before the second is read: row 50 would be skipped.
    let peer = Peer::start(|seen, before| {
        let offset = seen.number("offset").unwrap_or(0);
        let deleted = before > 0;
        let rows: Vec<u64> = (1..=150).rev().filter(|id| !(deleted && *id == 149)).collect();
        list(rows.len() as u64, rows.into_iter().skip(offset as usize).take(100).map(case))
    })
    .await;
    let cases = peer.client().list_cases("DEMO", &CaseFilter::default()).await.unwrap();
    assert!(cases.iter().map(|c| c.id).eq((1..=150).filter(|id| *id != 149)));
}

#[tokio::test]
async fn a_list_without_a_total_is_read_until_it_ends() {
    let peer = Peer::start(|seen, _| {
        let offset = seen.number("offset").unwrap_or(0);
        Reply::Result(json!({"entities": (1..=230).skip(offset as usize).take(100).map(case).collect::<Vec<_>>()}))
    })
    .await;
    assert_eq!(peer.client().list_cases("DEMO", &CaseFilter::default()).await.unwrap().len(), 230);
    assert_eq!(peer.seen().len(), 3);
    // A server that knows no offset gives the same page for ever.
    let peer = Peer::start(|_, _| Reply::Result(json!({"entities": (1..=100).map(case).collect::<Vec<_>>()}))).await;
    assert_eq!(peer.client().list_cases("DEMO", &CaseFilter::default()).await.unwrap().len(), 100);
    assert_eq!(peer.seen().len(), 2);
}

/// A list of 250 rows. After the first page was read, row 1 is deleted and row 251 added, so the total stays the same.
async fn shifting() -> Peer {
    Peer::start(|seen, before| {
        let (limit, offset) = (seen.number("limit").unwrap_or(10), seen.number("offset").unwrap_or(0));
        let rows = if before == 0 { 1..=250 } else { 2..=251 };
        list(250, rows.skip(offset as usize).take(limit as usize).map(case))
    })
    .await
}

#[tokio::test]
async fn a_row_deleted_and_one_added_meanwhile_lose_no_row() {
    let peer = shifting().await;
    let client = peer.client();
    let cases = client.list_cases("DEMO", &CaseFilter::default()).await.unwrap();
    assert!(cases.iter().map(|c| c.id).eq(2..=251), "row 101 moved from the second page to the first, which had been read");
    assert!(client.list_watch().unsteady().is_empty());
    assert_eq!(peer.seen().len(), 6, "three pages, twice");

    let peer = shifting().await;
    let mut seen = BTreeMap::new();
    let rows = peer
        .client()
        .visit_cases("DEMO", &CaseFilter::default(), |case| {
            *seen.entry(case.id).or_insert(0) += 1;
        })
        .await
        .unwrap();
    assert!(seen.iter().map(|(id, times)| (*id, *times)).eq((1..=251).map(|id| (id, 1))), "each once, none lost: {seen:?}");
    assert_eq!(rows, 251);
}

#[tokio::test]
async fn without_the_safety_a_list_is_read_once_and_loses_the_row() {
    let peer = shifting().await;
    let safeties = Safeties { paging: false, ..Safeties::default() };
    let client = Client::new(ClientConfig { safeties, concurrency: 1, ..peer.config() }).unwrap();
    let cases = client.list_cases("DEMO", &CaseFilter::default()).await.unwrap();
    assert!(!cases.iter().any(|c| c.id == 101));
    assert_eq!(peer.seen().iter().map(|s| s.number("offset")).collect::<Vec<_>>(), [Some(0), Some(100), Some(200)]);
}

#[tokio::test]
async fn a_list_that_never_stands_still_gives_all_that_was_seen_and_says_so() {
    // Before every request, the first row is deleted and another one added at the end.
    let peer = Peer::start(|seen, before| {
        let (offset, first) = (seen.number("offset").unwrap_or(0), before as u64 + 1);
        let row = |id: u64| json!({"id": id, "title": format!("seen by request {before}")});
        list(150, (first..first + 150).skip(offset as usize).take(100).map(row))
    })
    .await;
    let watch = ListWatch::default();
    let client = peer.client().with_list_watch(watch.clone());
    let cases = client.list_cases("DEMO", &CaseFilter::default()).await.unwrap();
    assert_eq!(peer.seen().len(), 10, "five passes of two pages");
    assert!((1..=159).filter(|id| *id != 101).all(|id| cases.iter().any(|c| c.id == id)), "the union of the passes");
    let row = cases.iter().find(|c| c.id == 100).unwrap();
    assert_eq!(row.title, "seen by request 8", "the newest content of a row wins");
    assert_eq!(watch.unsteady(), ["/v1/case/DEMO"]);
    assert!(peer.client().list_watch().unsteady().is_empty(), "each view has its own notes");
}

#[tokio::test]
async fn a_server_that_caps_the_limit_is_read_to_the_end() {
    for (total, tells) in [(230_u64, true), (230, false), (20, true), (20, false), (1, false)] {
        let peer = Peer::start(move |seen, _| {
            let rows = (1..=total).skip(seen.number("offset").unwrap_or(0) as usize).take(20).map(case);
            if tells { list(total, rows) } else { Reply::Result(json!({"entities": rows.collect::<Vec<_>>()})) }
        })
        .await;
        let cases = peer.client().list_cases("DEMO", &CaseFilter::default()).await.unwrap();
        assert!(cases.iter().map(|c| c.id).eq(1..=total as i64), "{total} rows, tells its total: {tells}");
        assert!(peer.seen().len() <= 14, "{} requests", peer.seen().len());
    }
}

#[tokio::test]
async fn a_total_that_counts_hidden_rows_is_believed_at_the_second_pass() {
    let peer = Peer::start(|seen, _| {
        let offset = seen.number("offset").unwrap_or(0);
        list(152, (1..=150).skip(offset as usize).take(100).map(case))
    })
    .await;
    let client = peer.client();
    assert_eq!(client.list_cases("DEMO", &CaseFilter::default()).await.unwrap().len(), 150);
    assert_eq!((peer.seen().len(), client.list_watch().unsteady().len()), (4, 0));
}

#[tokio::test]
async fn more_rows_than_offsets_reach_is_said_and_not_cut_off() {
    let peer = Peer::start(|_, _| list(100_101, (1..=100).map(case))).await;
    let error = peer.client().list_cases("DEMO", &CaseFilter::default()).await.unwrap_err();
    assert!(matches!(error, Error::TooMany { total: 100_101, most: 100_100, .. }), "{error}");
}

#[tokio::test]
async fn a_row_without_id_is_broken() {
    let peer = Peer::start(|_, _| list(2, [case(1), json!({"title": "lost"})])).await;
    let error = peer.client().list_cases("DEMO", &CaseFilter::default()).await.unwrap_err();
    assert!(matches!(&error, Error::BrokenJson { place, .. } if place == "result.entities[1]"), "{error}");
}

#[tokio::test]
async fn cancelling_stops_between_pages_and_while_waiting() {
    let cancel = CancellationToken::new();
    let peer = Peer::start({
        let cancel = cancel.clone();
        move |seen, before| {
            if before == 4 {
                cancel.cancel();
            }
            page(seen, 10_000)
        }
    })
    .await;
    let client = peer.client().with_cancel(cancel.clone());
    let error = client.list_cases("DEMO", &CaseFilter::default()).await.unwrap_err();
    assert_eq!(error, Error::Cancelled);
    assert!(peer.seen().len() < 20, "{} requests", peer.seen().len());
    assert_eq!(client.get_case("DEMO", 1).await.unwrap_err(), Error::Cancelled);
}

#[tokio::test]
async fn results_come_oldest_first_with_their_filter() {
    let peer = Peer::start(|_, _| {
        let result = |hash: &str, end: &str| json!({"hash": hash, "case_id": 1, "status": "Passed", "end_time": end});
        list(2, [result("b", "2026-01-15T09:00:01+00:00"), result("c", "2026-01-15T09:00:00+00:00")])
    })
    .await;
    let filter = ResultFilter { cases: vec![1, 2], ..ResultFilter::run(5) };
    let results = peer.client().list_results("DEMO", &filter).await.unwrap();
    assert_eq!(results.iter().map(|r| r.hash.as_str()).collect::<Vec<_>>(), ["c", "b"]);
    assert_eq!(results[0].status_slug(), "passed");
    let query = &peer.seen()[0].query;
    assert!(query.contains(&("run".to_owned(), "5".to_owned())) && query.contains(&("case_id".to_owned(), "1,2".to_owned())));
}

/// Rows in list order. During the first requests, some are deleted and others added.
struct Moving {
    rows: Vec<u64>,
    next: u64,
    random: u64,
    newest_first: bool,
}

impl Moving {
    /// The next number of a fixed sequence (xorshift).
    fn roll(&mut self, sides: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % sides
    }

    fn change(&mut self) {
        for _ in 0..self.roll(3) {
            let at = self.roll(self.rows.len() as u64) as usize;
            self.rows.remove(at);
        }
        for _ in 0..self.roll(3) {
            let row = self.next;
            self.next += 1;
            if self.newest_first { self.rows.insert(0, row) } else { self.rows.push(row) }
        }
    }
}

#[tokio::test]
async fn no_row_that_stays_is_lost_whatever_moves() {
    for seed in 1..=60_u64 {
        let moving = Moving { rows: (1..=450).collect(), next: 451, random: seed * 7_919, newest_first: seed % 2 == 0 };
        let moving = Arc::new(Mutex::new(moving));
        // Number of first requests that see a change: from one to more than all passes over the list take.
        let busy = (seed as usize * 3) % 31 + 1;
        let peer = Peer::start({
            let moving = moving.clone();
            move |seen, before| {
                let mut moving = moving.lock().expect("no panic while it was held");
                if (1..busy).contains(&before) {
                    moving.change();
                }
                let (offset, limit) = (seen.number("offset").unwrap_or(0), seen.number("limit").unwrap_or(10));
                let rows = moving.rows.iter().skip(offset as usize).take(limit as usize).map(|id| case(*id));
                list(moving.rows.len() as u64, rows.collect::<Vec<_>>())
            }
        })
        .await;
        let client = Client::new(ClientConfig { concurrency: seed as usize % 4 + 1, ..peer.config() }).unwrap();
        let cases: Vec<u64> =
            client.list_cases("DEMO", &CaseFilter::default()).await.unwrap().iter().map(|c| c.id as u64).collect();
        let moving = moving.lock().unwrap();
        let steady = client.list_watch().unsteady().is_empty();
        let lost: Vec<&u64> = moving.rows.iter().filter(|id| **id <= 450 && !cases.contains(id)).collect();
        if steady {
            assert!(lost.is_empty(), "seed {seed}, {busy} busy requests: lost {lost:?}");
        }
        if busy < 20 {
            let mut left = moving.rows.clone();
            left.sort_unstable();
            assert!(steady && cases == left, "seed {seed}: the list is as it is in the end");
        }
    }
}

#[tokio::test]
async fn a_senseless_total_costs_neither_memory_nor_requests() {
    for total in [1_000_000_000_000_u64, 99_999] {
        let peer = Peer::start(move |_, _| list(total, (1..=3).map(case))).await;
        let error = peer.client().list_cases("DEMO", &CaseFilter::default()).await.unwrap_err();
        assert!(matches!(error, Error::TooMany { .. }), "{total}: {error}");
        assert_eq!(peer.seen().len(), 1, "{total}");
    }
}

#[tokio::test]
async fn an_empty_page_ends_a_pass_over_a_list_whose_total_is_too_high() {
    let peer = Peer::start(move |seen, _| {
        let offset = seen.number("offset").unwrap_or(0) as usize;
        list(9_000, (1..=3).skip(offset).map(case))
    })
    .await;
    let cases = peer.client().list_cases("DEMO", &CaseFilter::default()).await.unwrap();
    assert_eq!(cases.len(), 3);
    assert!(peer.seen().len() <= 100, "{} requests", peer.seen().len());
}
