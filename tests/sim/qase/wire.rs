//! The connection of one program to the simulated server: latency, lost and late answers, rate limits, and kills of the program.

use super::answer::Answer;
use super::late::{Call, Write};
use crate::card;
use crate::rng::Rng;
use crate::world::Shared;
use crate::world::people::{Desk, PersonAction};
use futures::future::BoxFuture;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::sleep;
use voluptas_core::base::Millis;
use voluptas_qase::{Body, Error, Outgoing, RateHeaders, Raw, Wire};

/// Frequency of each fault on a connection, in percent of its requests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Weather {
    /// A write is executed up to 50 s after its client gave up.
    pub late: u64,
    /// A write is never executed, and no answer comes.
    pub lost: u64,
    /// The answer is lost or cut; the request was executed.
    pub cut: u64,
    /// The server fails and does nothing.
    pub error: u64,
    /// The server answers 429.
    pub limited: u64,
    /// True when only writes are affected.
    pub writes_only: bool,
}

impl Weather {
    /// No faults.
    pub const CALM: Self = Self { late: 0, lost: 0, cut: 0, error: 0, limited: 0, writes_only: false };
    /// Some faults.
    pub const MIXED: Self = Self { late: 4, lost: 3, cut: 4, error: 3, limited: 1, writes_only: false };
    /// Many faults.
    pub const STORM: Self = Self { late: 20, lost: 10, cut: 12, error: 8, limited: 3, writes_only: false };
    /// Almost every second write is executed late.
    pub const LATE: Self = Self { late: 45, lost: 10, cut: 10, error: 0, limited: 0, writes_only: true };
}

/// Moment at which a program is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kill {
    /// At its n-th request, before the server saw it.
    Before(u32),
    /// At its n-th request, after the server executed it.
    After(u32),
    /// After this many milliseconds, whatever the program does.
    At(u64),
}

/// Everything that happens on one connection.
#[derive(Debug, Clone, Default)]
pub struct Fate {
    pub weather: Weather,
    pub kill: Option<Kill>,
    /// Actions of people during the n-th request of the program: n, action, seed.
    pub during: Vec<(u32, PersonAction, u64)>,
    /// True when the program runs under a policy that decides conflicts.
    pub decides: bool,
    pub seed: u64,
}

#[derive(Debug)]
struct State {
    rng: Rng,
    count: u32,
    looks: BTreeMap<String, Millis>,
    /// Values that the program wrote and has not read since.
    unread: BTreeSet<u64>,
}

/// The connection of one program.
#[derive(Debug)]
pub struct SimWire {
    shared: Shared,
    fate: Fate,
    name: String,
    desks: Vec<Desk>,
    state: Mutex<State>,
    /// Notified when the program is killed.
    pub died: Arc<Notify>,
}

/// Treatment of one request.
enum Turn {
    Fine,
    Late { answer_after: u64, due_after: i64, timeout: bool },
    Lost { after: u64, timeout: bool },
    Cut { torn: bool },
    Error,
    Limited(u64),
}

impl SimWire {
    /// A connection for the program with this name.
    pub fn new(shared: Shared, name: &str, desks: Vec<Desk>, fate: Fate) -> Arc<Self> {
        let state = State { rng: Rng::new(fate.seed), count: 0, looks: BTreeMap::new(), unread: BTreeSet::new() };
        Arc::new(Self { shared, name: name.to_owned(), desks, state: Mutex::new(state), fate, died: Arc::new(Notify::new()) })
    }

    fn turn(&self, call: &Call, rng: &mut Rng) -> Turn {
        let w = self.fate.weather;
        let roll = rng.below(100);
        let timeout = rng.percent(50);
        if w.writes_only && !call.is_write() {
            return Turn::Fine;
        }
        let mut edge = 0;
        let mut within = |chance: u64| {
            edge += chance;
            roll < edge
        };
        if within(w.late) {
            return match call.is_write() {
                true => Turn::Late { answer_after: rng.below(3_000), due_after: rng.between(1_000, 50_000), timeout },
                false => Turn::Lost { after: rng.below(3_000), timeout },
            };
        }
        if within(w.lost) {
            return Turn::Lost { after: rng.below(3_000), timeout };
        }
        if within(w.cut) {
            return Turn::Cut { torn: rng.percent(50) };
        }
        if within(w.error) {
            return Turn::Error;
        }
        if within(w.limited) {
            return Turn::Limited(rng.below(30));
        }
        Turn::Fine
    }

    async fn die(&self) -> ! {
        self.shared.with(|sim| sim.note(&format!("    {} dies", self.name)));
        self.died.notify_one();
        loop {
            futures::future::pending::<()>().await;
        }
    }

    fn class_of(&self, call: &Call) -> Millis {
        let key = call.path.iter().take(3).cloned().collect::<Vec<_>>().join("/");
        self.state.lock().expect("state").looks.get(&key).copied().unwrap_or(Millis::MIN)
    }

    fn looked(&self, call: &Call, answer: &Answer, now: Millis) {
        if call.is_write() || answer.status != 200 {
            return;
        }
        let (Some(head), Some(code)) = (call.path.first(), call.path.get(1)) else { return };
        if !matches!(head.as_str(), "case" | "suite") {
            return;
        }
        let result = &answer.body["result"];
        let rows = result.get("entities").and_then(Value::as_array).cloned().unwrap_or_else(|| vec![result.clone()]);
        let mut state = self.state.lock().expect("state");
        for id in rows.iter().filter_map(|r| r.get("id").and_then(Value::as_i64)) {
            state.looks.insert(format!("{head}/{code}/{id}"), now);
        }
    }

    /// Values that the program wrote and did not read afterwards, so that it cannot know what Qase made of them.
    pub fn unread(&self) -> BTreeSet<u64> {
        self.state.lock().expect("state").unread.clone()
    }

    fn heard(&self, call: &Call, answer: &Answer) {
        let mut state = self.state.lock().expect("state");
        if call.is_write() {
            state.unread.extend(card::tokens(&call.body.to_string()));
        } else {
            let read = card::tokens(&answer.body.to_string());
            state.unread.retain(|token| !read.contains(token));
        }
    }

    fn perform(&self, call: &Call) -> Answer {
        let look = self.class_of(call);
        self.shared.with(|sim| {
            let now = sim.now();
            sim.settle();
            if !call.is_write() {
                let answer = sim.account.read(call, now);
                if call.path.first().is_some_and(|head| head == "case") && call.path.len() == 2 {
                    let desk = self.name.split(' ').next().unwrap_or_default();
                    sim.last_read.insert(desk.to_owned(), now);
                }
                self.looked(call, &answer, now);
                return answer;
            }
            let lost = sim.account.settle_thing(&call.path, now);
            sim.overwritten(&lost);
            let write = Write { due: now, sent: now, call: call.clone(), look, decides: self.fate.decides };
            let (answer, lost) = sim.account.execute(&write, now);
            sim.overwritten(lost.as_slice());
            answer
        })
    }

    async fn exchange(&self, call: Call, request: &Outgoing<'_>) -> voluptas_qase::Result<Raw> {
        let (n, turn, latency) = {
            let mut state = self.state.lock().expect("state");
            state.count += 1;
            let turn = self.turn(&call, &mut state.rng);
            (state.count, turn, 20 + state.rng.below(300))
        };
        for (at, deed, seed) in &self.fate.during {
            if *at == n {
                self.shared.with(|sim| deed.perform(sim, &self.desks, &mut Rng::new(*seed), "      meanwhile "));
            }
        }
        self.shared.with(|sim| {
            sim.account.requests += 1;
            sim.account.writes += u64::from(call.is_write());
        });
        if self.fate.kill == Some(Kill::Before(n)) {
            self.die().await;
        }
        sleep(Duration::from_millis(latency)).await;
        let line = |what: &str| self.shared.with(|sim| sim.trace(|| format!("    {} #{n} {} {what}", self.name, call.line())));
        let timed_out =
            || Error::Timeout { call: request.call.clone(), seconds: request.timeout.as_secs().max(1), unsent: false };
        let gateway = || Raw { status: 504, body: b"<html>Gateway timeout</html>".to_vec(), ..Raw::default() };
        let is_unheard = matches!(turn, Turn::Late { .. } | Turn::Cut { .. });
        if call.is_write() && (is_unheard || self.fate.kill.is_some()) {
            self.shared.with(|sim| {
                let tokens = card::tokens(&call.body.to_string());
                sim.model.unclear.extend(tokens);
                let options = sim.account.options_in(&call.body);
                sim.model.unclear.extend(options);
            });
        }
        let answer = match turn {
            Turn::Fine => {
                let answer = self.perform(&call);
                self.heard(&call, &answer);
                answer
            }
            Turn::Late { answer_after, due_after, timeout } => {
                let wait = if timeout { request.timeout } else { Duration::from_millis(answer_after) };
                let look = self.class_of(&call);
                line(&format!("-> no answer, lands {due_after} ms after the client gave up"));
                self.shared.with(|sim| {
                    let sent = sim.now();
                    let due = sent + i64::try_from(wait.as_millis()).unwrap_or(0) + due_after;
                    sim.account.late.push(Write { due, sent, call: call.clone(), look, decides: self.fate.decides });
                });
                sleep(wait).await;
                return if timeout { Err(timed_out()) } else { Ok(gateway()) };
            }
            Turn::Lost { after, timeout } => {
                line("-> lost");
                sleep(if timeout { request.timeout } else { Duration::from_millis(after) }).await;
                return if timeout { Err(timed_out()) } else { Ok(gateway()) };
            }
            Turn::Cut { torn } => {
                let answer = self.perform(&call);
                line(&format!("-> {}, answer cut", answer.status));
                if self.fate.kill == Some(Kill::After(n)) {
                    self.die().await;
                }
                if torn || answer.status >= 400 {
                    return Err(Error::Network { call: request.call.clone(), reason: "connection reset".into(), unsent: false });
                }
                let mut body = answer.body.to_string().into_bytes();
                body.truncate(body.len() / 2);
                return Ok(Raw { status: answer.status, body, ..Raw::default() });
            }
            Turn::Error => {
                line("-> 503");
                return Ok(Raw { status: 503, body: b"{}".to_vec(), ..Raw::default() });
            }
            Turn::Limited(seconds) => {
                line(&format!("-> 429, Retry-After {seconds}"));
                let rate = RateHeaders { retry_after: Some(Duration::from_secs(seconds)), ..RateHeaders::default() };
                return Ok(Raw { status: 429, rate, body: b"{}".to_vec(), ..Raw::default() });
            }
        };
        line(&format!("-> {}", answer.status));
        if self.fate.kill == Some(Kill::After(n)) {
            self.die().await;
        }
        sleep(Duration::from_millis(latency / 2)).await;
        Ok(Raw { status: answer.status, body: answer.body.to_string().into_bytes(), ..Raw::default() })
    }
}

impl Wire for SimWire {
    fn send<'a>(&'a self, request: Outgoing<'a>) -> BoxFuture<'a, voluptas_qase::Result<Raw>> {
        let mut path: Vec<String> = request.url.path_segments().into_iter().flatten().map(str::to_owned).collect();
        let version = path.remove(0);
        let query = request.url.query_pairs().map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
        let body = match request.body {
            Body::Json(bytes) => serde_json::from_slice(bytes).unwrap_or(Value::Null),
            Body::None | Body::Files(_) => Value::Null,
        };
        let call = Call { method: request.method.clone(), path, v2: version == "v2", query, body };
        Box::pin(async move {
            let raw = self.exchange(call, &request).await?;
            Ok(Raw { date: Some(self.shared.with(|sim| sim.now())), ..raw })
        })
    }

    fn fetch<'a>(&'a self, request: Outgoing<'a>, _own: bool, _with_token: bool) -> BoxFuture<'a, voluptas_qase::Result<Raw>> {
        Box::pin(async move { Err(Error::NotFound { call: request.call.clone(), text: String::new() }) })
    }
}
