//! A third of all requests fails, and the server ends up with exactly what was written.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::StreamExt as _;
use serde_json::{Value, json};
use voluptas_qase::model::{CaseWrite, ResultCreate, ResultV2};
use voluptas_qase::{CaseFilter, Client, ClientConfig, Error, Safeties};

use crate::peer::{Peer, Reply, Seen, list};
use testkit::wait::LIMIT;

/// A Qase that keeps cases and results, and fails as it is told.
#[derive(Default)]
struct Store {
    cases: BTreeMap<u64, String>,
    /// Results of version 2 by their key.
    keyed: BTreeMap<String, Value>,
    random: u64,
}

impl Store {
    /// The same sequence at every run (xorshift).
    fn roll(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % 100
    }

    /// Does what is asked.
    fn take(&mut self, seen: &Seen) -> Reply {
        let id = seen.path.rsplit('/').next().and_then(|id| id.parse::<u64>().ok());
        match (seen.method.as_str(), id) {
            ("POST", _) if seen.path.ends_with("/results") => {
                for result in seen.json()["results"].as_array().into_iter().flatten() {
                    self.keyed.entry(result["id"].as_str().unwrap_or_default().to_owned()).or_insert_with(|| result.clone());
                }
                Reply::Status(202, &[], json!({"status": true}).to_string())
            }
            ("POST", _) => {
                let id = self.cases.keys().max().unwrap_or(&0) + 1;
                self.cases.insert(id, seen.json()["title"].as_str().unwrap_or_default().to_owned());
                Reply::Result(json!({"id": id}))
            }
            ("GET", None) => {
                let offset = seen.number("offset").unwrap_or(0) as usize;
                let rows = self.cases.iter().skip(offset).take(100).map(|(id, title)| json!({"id": id, "title": title}));
                list(self.cases.len() as u64, rows.collect::<Vec<_>>())
            }
            ("DELETE", Some(id)) if self.cases.remove(&id).is_some() => Reply::Result(json!({"id": id})),
            ("PATCH", Some(id)) if self.cases.contains_key(&id) => {
                self.cases.insert(id, seen.json()["title"].as_str().unwrap_or_default().to_owned());
                Reply::Result(json!({"id": id}))
            }
            _ => Reply::Status(404, &[], json!({"status": false, "errorMessage": "Not found"}).to_string()),
        }
    }
}

/// A server of which three requests in ten go wrong, in four ways.
async fn unreliable(seed: u64) -> (Peer, Arc<Mutex<Store>>) {
    let store = Arc::new(Mutex::new(Store { random: seed, ..Store::default() }));
    let peer = Peer::start({
        let store = store.clone();
        move |seen, _| {
            let mut store = store.lock().expect("no panic while it was held");
            match store.roll() {
                0..6 => Reply::Status(429, &[("retry-after", "0")], "{}".into()),
                6..12 => Reply::Status(500, &[], "{}".into()),
                12..18 => Reply::Cut,
                18..24 => {
                    store.take(seen);
                    Reply::Cut
                }
                24..30 => {
                    store.take(seen);
                    Reply::Status(502, &[], "<html>".into())
                }
                _ => store.take(seen),
            }
        }
    })
    .await;
    (peer, store)
}

/// A client whose writes count as lost soon after they were sent.
fn soon(peer: &Peer) -> Client {
    let (timeout, late_write) = (Duration::from_millis(400), Duration::from_millis(100));
    Client::new(ClientConfig { timeout, late_write, ..peer.config() }).expect("a client")
}

/// Creates a case like a caller that sends a write again once the earlier one can no longer arrive.
async fn create_in_the_end(client: &Client, title: &str) -> Result<i64, Error> {
    for _ in 0..20 {
        match create_once(client, title).await {
            Err(Error::AnswerLost { .. }) => {}
            outcome => return outcome,
        }
    }
    create_once(client, title).await
}

async fn create_once(client: &Client, title: &str) -> Result<i64, Error> {
    let case = CaseWrite::titled(title);
    client
        .write_or_look(
            || client.create_case("DEMO", &case),
            |fresh: Client| async move {
                let found = fresh.list_cases("DEMO", &CaseFilter::search(title)).await?;
                Ok(found.iter().find(|c| c.title == title).map(|c| c.id))
            },
        )
        .await
}

#[tokio::test]
async fn cases_are_made_once_changed_and_deleted() {
    for seed in [1, 77, 4242] {
        let (peer, store) = unreliable(seed).await;
        let client = soon(&peer);
        let titles: Vec<String> = (0..60).map(|n| format!("Case {n}")).collect();
        let mut ids: Vec<i64> = futures::stream::iter(&titles)
            .map(|title| create_in_the_end(&client, title))
            .buffer_unordered(4)
            .map(|id| id.expect("made in the end"))
            .collect()
            .await;
        ids.sort_unstable();
        {
            let store = store.lock().unwrap();
            let mut held: Vec<&String> = store.cases.values().collect();
            held.sort_unstable();
            let mut wanted: Vec<&String> = titles.iter().collect();
            wanted.sort_unstable();
            assert_eq!(held, wanted, "seed {seed}: none twice, none lost");
            assert!(store.cases.keys().map(|id| *id as i64).eq(ids.iter().copied()), "seed {seed}: the ids are the right ones");
        }
        for id in &ids[..30] {
            client.delete_case("DEMO", *id).await.expect("deleted, also when the first answer was lost");
        }
        for id in &ids[30..] {
            client.update_case("DEMO", *id, &CaseWrite::titled("Changed")).await.expect("changed");
        }
        let left = client.list_cases("DEMO", &CaseFilter::default()).await.expect("listed");
        assert!(left.len() == 30 && left.iter().all(|c| c.title == "Changed"));
    }
}

#[tokio::test]
async fn results_with_a_key_arrive_once() {
    let (peer, store) = unreliable(9).await;
    let results: Vec<ResultV2> =
        (0..1_000).map(|n| ResultV2 { id: Some(format!("key-{n}")), title: format!("T{n}"), ..ResultV2::default() }).collect();
    for part in results.chunks(50) {
        let sent = peer.client().create_results_v2("DEMO", 1, part).await.unwrap();
        assert_eq!((sent.done, sent.stopped), (part.len(), None));
    }
    assert_eq!(store.lock().unwrap().keyed.len(), 1_000);
}

#[tokio::test]
async fn a_lost_answer_to_a_write_without_a_key_is_told_and_not_repeated() {
    let result = ResultCreate { case_id: Some(1), status: "passed".into(), ..ResultCreate::default() };
    for reply in [|| Reply::Cut, || Reply::Status(500, &[], "{}".into()), || Reply::Status(200, &[], "<html>".into())] {
        let peer = Peer::start(move |_, _| reply()).await;
        let client = peer.client();
        assert!(matches!(client.create_case("DEMO", &CaseWrite::titled("A")).await, Err(Error::AnswerLost { .. })));
        assert_eq!(peer.seen().len(), 1);
        let sent = client.create_results("DEMO", 1, &vec![result.clone(); 250]).await.unwrap();
        assert_eq!((sent.done, sent.in_doubt), (0, 200));
        assert!(matches!(sent.stopped, Some(Error::AnswerLost { .. })));
        let keyless = ResultV2 { title: "T".into(), ..ResultV2::default() };
        assert!(matches!(client.create_result_v2("DEMO", 1, &keyless).await, Err(Error::AnswerLost { .. })));
        assert_eq!(peer.seen().len(), 3);
    }
}

#[tokio::test]
async fn an_answer_without_an_id_is_a_lost_answer() {
    let peer = Peer::start(|_, _| Reply::Result(Value::Null)).await;
    assert!(matches!(peer.client().create_case("DEMO", &CaseWrite::titled("A")).await, Err(Error::AnswerLost { .. })));
    let peer = Peer::start(|_, _| Reply::Result(json!({"ids": [1]}))).await;
    let cases = vec![CaseWrite::titled("A").into(), CaseWrite::titled("B").into()];
    let sent = peer.client().write_cases("DEMO", &cases).await.unwrap();
    assert_eq!((sent.done, sent.in_doubt), (0, 2));
}

#[tokio::test]
async fn completing_a_run_looks_before_it_asks_again() {
    for done in [true, false] {
        let peer = Peer::start(move |seen, before| match (seen.method.as_str(), before) {
            ("POST", 0) => Reply::Cut,
            ("POST", _) => Reply::Status(200, &[], json!({"status": true}).to_string()),
            _ => Reply::Result(json!({"id": 5, "status": i32::from(done)})),
        })
        .await;
        peer.client().complete_run("DEMO", 5).await.unwrap();
        let posts = peer.seen().iter().filter(|s| s.method == "POST").count();
        assert_eq!(posts, if done { 1 } else { 2 });
    }
}

#[tokio::test]
async fn looking_that_fails_leaves_the_doubt() {
    let peer = Peer::start(|_, _| Reply::Cut).await;
    let error = create_once(&soon(&peer), "A").await.unwrap_err();
    assert!(matches!(error, Error::AnswerLost { .. }), "{error}");
    assert_eq!(peer.seen().iter().filter(|s| s.method == "POST").count(), 1);
}

/// Cases behind a gateway that gives up: every creation is answered 504 and executed later.
#[derive(Default)]
struct LateCases {
    made: Vec<String>,
    /// Titles of creations that are still on their way, each with the number of lists that are read before it lands.
    on_the_way: Vec<(usize, String)>,
}

impl LateCases {
    /// A list is read: creations come nearer.
    fn pass(&mut self) {
        for (lists, _) in &mut self.on_the_way {
            *lists = lists.saturating_sub(1);
        }
        self.land_where(|lists| lists == 0);
    }

    /// Every creation lands now.
    fn land(&mut self) {
        self.land_where(|_| true);
    }

    fn land_where(&mut self, lands: impl Fn(usize) -> bool) {
        let (landed, left) = std::mem::take(&mut self.on_the_way).into_iter().partition(|(lists, _)| lands(*lists));
        self.on_the_way = left;
        self.made.extend(Vec::into_iter(landed).map(|(_, title)| title));
    }
}

/// A server whose creations land after so many lists.
async fn late(lists: usize) -> (Peer, Arc<Mutex<LateCases>>) {
    let cases = Arc::new(Mutex::new(LateCases::default()));
    let peer = Peer::start({
        let cases = cases.clone();
        move |seen, _| {
            let mut cases = cases.lock().expect("no panic while it was held");
            if seen.method == "POST" {
                cases.on_the_way.push((lists, seen.json()["title"].as_str().unwrap_or_default().to_owned()));
                return Reply::Status(504, &[], "<html>".into());
            }
            cases.pass();
            let rows: Vec<Value> = (1..).zip(&cases.made).map(|(id, title)| json!({"id": id, "title": title})).collect();
            list(rows.len() as u64, rows)
        }
    })
    .await;
    (peer, cases)
}

/// No creation lands by itself.
const NEVER: usize = usize::MAX;

fn posts(peer: &Peer) -> usize {
    peer.seen().iter().filter(|s| s.method == "POST").count()
}

#[tokio::test]
async fn a_write_that_ends_late_is_looked_for_and_not_sent_again() {
    let (peer, cases) = late(3).await;
    let config = ClientConfig { timeout: Duration::from_secs(1), late_write: Duration::from_secs(5), ..peer.config() };
    assert_eq!(create_once(&Client::new(config).unwrap(), "A").await.expect("found"), 1);
    assert_eq!(cases.lock().unwrap().made, ["A"]);
    assert_eq!(posts(&peer), 1);
    assert!(peer.seen().len() >= 4, "it was looked for several times");
}

#[tokio::test]
async fn a_write_that_ends_after_its_lifetime_is_neither_found_nor_sent_again() {
    let (peer, cases) = late(NEVER).await;
    let error = create_once(&soon(&peer), "A").await.unwrap_err();
    assert!(matches!(error, Error::AnswerLost { .. }), "{error}");
    assert_eq!(posts(&peer), 1);
    cases.lock().unwrap().land();
    assert_eq!(cases.lock().unwrap().made, ["A"]);
}

#[tokio::test]
async fn without_the_look_a_late_write_is_sent_again() {
    let (peer, cases) = late(NEVER).await;
    let safeties = Safeties { look_up: false, ..Safeties::default() };
    let careless = Client::new(ClientConfig { safeties, ..peer.config() }).unwrap();
    create_once(&careless, "A").await.unwrap_err();
    cases.lock().unwrap().land();
    assert!(cases.lock().unwrap().made.len() > 1, "the switch has an effect");
}

#[tokio::test]
async fn cancelling_ends_the_look_and_leaves_the_doubt() {
    let (peer, _) = late(NEVER).await;
    let cancel = tokio_util::sync::CancellationToken::new();
    let config = ClientConfig { late_write: Duration::from_secs(600), ..peer.config() };
    let client = Client::new(config).unwrap().with_cancel(cancel.clone());
    let job = tokio::spawn(async move { create_once(&client, "A").await });
    peer.until_seen(2).await;
    cancel.cancel();
    let ended = tokio::time::timeout(LIMIT, job).await.expect("long before the look would end").expect("no panic");
    assert!(matches!(ended, Err(Error::AnswerLost { .. })), "{ended:?}");
}

#[tokio::test]
async fn completing_a_run_that_an_earlier_attempt_has_closed_succeeds() {
    // The first answer is lost, and the run is closed a moment later. The second attempt is refused because the run is closed.
    let peer = Peer::start(|seen, before| match (seen.method.as_str(), before) {
        ("POST", 0) => Reply::Status(504, &[], "{}".into()),
        ("POST", _) => Reply::Status(400, &[], json!({"status": false, "errorMessage": "Run is closed"}).to_string()),
        (_, 1) => Reply::Result(json!({"id": 5, "status": 0})),
        _ => Reply::Result(json!({"id": 5, "status": 1})),
    })
    .await;
    peer.client().complete_run("DEMO", 5).await.expect("it is closed");
    assert_eq!(peer.seen().len(), 4, "asked, looked, asked again, looked");
}
