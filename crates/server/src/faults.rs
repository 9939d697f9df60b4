//! Deliberate faults for testing clients: refusals, slow answers, cut connections, late writes and results, dropped fields,
//! archived options.
//!
//! Everything is off at first. The handle can be used while the server runs. Random choices come from a seeded generator, so that
//! a failing test can be repeated. `guard` carries out what [`Faults`] draws for a request; `router` drops ignored fields.

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use voluptas_core::domain::ids::ResultId;

/// Shares of requests (0.0 to 1.0) that go wrong, each in its way. They are drawn in this order and only one comes true.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shares {
    /// Answered 429 with a `Retry-After`.
    pub too_many: f64,
    /// Answered 500 without being executed.
    pub server_error: f64,
    /// The connection is cut before the request is executed.
    pub cut_before: f64,
    /// The request is executed and the connection cut before the answer.
    pub cut_after: f64,
    /// Seconds in the `Retry-After` of a 429.
    pub retry_after: u64,
}

impl Default for Shares {
    fn default() -> Self {
        Self { too_many: 0.0, server_error: 0.0, cut_before: 0.0, cut_after: 0.0, retry_after: 1 }
    }
}

/// Delay until results that came through v2 can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    #[default]
    AtOnce,
    /// After this many milliseconds of the store's clock.
    AfterMillis(i64),
    /// After this many listings of results.
    AfterReads(u32),
}

/// Fault of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// 429 with this many seconds to wait.
    TooMany(u64),
    /// 500.
    ServerError,
    /// This status, without being executed.
    Refuse(u16),
    /// Cut before it is executed.
    CutBefore,
    /// Cut after it was executed.
    CutAfter,
    /// Answered with 504 at once and executed this many milliseconds later, like a gateway that gives up while the server still
    /// works.
    Late(u64),
    /// Executed and answered this many milliseconds later, even when the client has given up.
    Hang(u64),
}

/// The switches. Clones share them.
#[derive(Debug, Clone)]
pub struct Faults(Arc<Mutex<Switches>>);

#[derive(Debug)]
struct Switches {
    shares: Shares,
    next: Vec<(String, Fault)>,
    refusals: Vec<Refusal>,
    ignored: BTreeSet<String>,
    rewrites_texts: bool,
    reverses_ids: bool,
    archived: BTreeSet<(i64, i64)>,
    flagged: BTreeSet<(String, i64)>,
    unlisted: BTreeSet<(&'static str, i64)>,
    withheld: Vec<(String, NullMembers)>,
    delay_ms: u64,
    visibility: Visibility,
    hidden: Vec<(u32, Vec<ResultId>)>,
    random: StdRng,
}

/// Answers in which a member of a case comes as `null` although the case has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NullMembers {
    /// Lists of cases.
    InLists,
    /// Lists, and a case that is requested by its id.
    Everywhere,
}

/// Requests to refuse.
#[derive(Debug)]
struct Refusal {
    prefix: String,
    status: u16,
    /// `None` refuses until [`Faults::clear`].
    left: Option<u32>,
}

/// Operations from whose bodies the ignored fields are removed.
const WRITES_OF_FIELDS: &[&str] = &["create-case", "update-case", "bulk", "create-suite", "update-suite"];

impl Default for Faults {
    fn default() -> Self {
        Self::seeded(1)
    }
}

impl Faults {
    /// Switches that are all off, and draws that repeat with the seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(Switches {
            shares: Shares::default(),
            next: Vec::new(),
            refusals: Vec::new(),
            ignored: BTreeSet::new(),
            rewrites_texts: false,
            reverses_ids: false,
            archived: BTreeSet::new(),
            flagged: BTreeSet::new(),
            unlisted: BTreeSet::new(),
            withheld: Vec::new(),
            delay_ms: 0,
            visibility: Visibility::AtOnce,
            hidden: Vec::new(),
            random: StdRng::seed_from_u64(seed),
        })))
    }

    fn lock(&self) -> MutexGuard<'_, Switches> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the shares of requests that go wrong.
    pub fn set_shares(&self, shares: Shares) {
        self.lock().shares = shares;
    }

    /// Makes the next request fail whose `METHOD /path` begins so, once. Several faults wait in order.
    pub fn fail_next(&self, method_and_path: &str, fault: Fault) {
        self.lock().next.push((method_and_path.to_owned(), fault));
    }

    /// Refuses the next `times` requests that begin with this `METHOD /path`, with this status. `None` refuses all of them until
    /// [`Faults::clear`]. A fault of [`Faults::fail_next`] comes first.
    pub fn refuse(&self, method_and_path: &str, status: u16, times: Option<u32>) {
        self.lock().refusals.push(Refusal { prefix: method_and_path.to_owned(), status, left: times });
    }

    /// Silently drops these fields from every case and suite that is written: `tags`, `postconditions`. A dot leads into the
    /// objects of a list, at any depth of steps: `steps.data`. Replaces the earlier set of fields.
    pub fn ignore_fields<'a>(&self, fields: impl IntoIterator<Item = &'a str>) {
        self.lock().ignored = fields.into_iter().map(str::to_owned).collect();
    }

    /// Stores the texts of cases and suites in a form of the server's own: without blanks at the ends and characters beyond the basic plane
    /// (emoji), with HTML escaped, tags in lower case.
    pub fn rewrite_texts(&self, rewrites: bool) {
        self.lock().rewrites_texts = rewrites;
    }

    /// Answers the creation of several cases with their ids in another order than theirs.
    pub fn reverse_ids(&self, reverses: bool) {
        self.lock().reverses_ids = reverses;
    }

    pub(super) fn reverses_ids(&self) -> bool {
        self.lock().reverses_ids
    }

    /// Sends these members of cases as `null`: `tags`, `custom_fields`. Replaces the earlier members.
    pub fn withhold<'a>(&self, members: impl IntoIterator<Item = &'a str>, answers: NullMembers) {
        self.lock().withheld = members.into_iter().map(|member| (member.to_owned(), answers)).collect();
    }

    /// Archives an option of a custom field, or restores it. Cases keep an archived option, but no case may be given it.
    pub fn set_option_archived(&self, field: i64, option: i64, archived: bool) {
        let options = &mut self.lock().archived;
        if archived {
            options.insert((field, option));
        } else {
            options.remove(&(field, option));
        }
    }

    /// Sets or removes the deprecated member `deleted` of a case. Qase has listed deleted cases in this way.
    pub fn set_case_flagged(&self, project: &str, case: i64, flagged: bool) {
        let cases = &mut self.lock().flagged;
        let key = (project.to_uppercase(), case);
        if flagged {
            cases.insert(key);
        } else {
            cases.remove(&key);
        }
    }

    /// Delays every request by this many milliseconds before it is executed.
    pub fn set_delay_ms(&self, millis: u64) {
        self.lock().delay_ms = millis;
    }

    /// Sets the time at which results that come through v2 from now on become readable.
    pub fn set_visibility(&self, visibility: Visibility) {
        self.lock().visibility = visibility;
    }

    /// Leaves objects (`case` or `suite`) out of lists, which then count fewer; they still answer by their id. Replaces the
    /// objects of an earlier call.
    pub fn set_unlisted(&self, kind: &'static str, numbers: impl IntoIterator<Item = i64>) {
        let unlisted = &mut self.lock().unlisted;
        unlisted.retain(|(other, _)| *other != kind);
        unlisted.extend(numbers.into_iter().map(|number| (kind, number)));
    }

    /// Switches everything off. Late writes, archived options, flagged and unlisted cases stay as they are.
    pub fn clear(&self) {
        let mut s = self.lock();
        s.shares = Shares::default();
        s.next.clear();
        s.refusals.clear();
        s.ignored.clear();
        s.rewrites_texts = false;
        s.reverses_ids = false;
        s.withheld.clear();
        s.delay_ms = 0;
        s.visibility = Visibility::AtOnce;
    }

    /// The fault of this request, and its delay in milliseconds.
    pub(super) fn draw(&self, method: &str, path: &str) -> (u64, Option<Fault>) {
        let mut s = self.lock();
        let key = format!("{method} {path}");
        if let Some(at) = s.next.iter().position(|(prefix, _)| key.starts_with(prefix.as_str())) {
            return (s.delay_ms, Some(s.next.remove(at).1));
        }
        if let Some(at) = s.refusals.iter().position(|r| r.left != Some(0) && key.starts_with(&r.prefix)) {
            let refusal = &mut s.refusals[at];
            refusal.left = refusal.left.map(|left| left - 1);
            let status = refusal.status;
            return (s.delay_ms, Some(Fault::Refuse(status)));
        }
        let shares = s.shares;
        if shares == Shares::default() {
            return (s.delay_ms, None);
        }
        let mut dice: f64 = s.random.random();
        for (share, fault) in [
            (shares.too_many, Fault::TooMany(shares.retry_after)),
            (shares.server_error, Fault::ServerError),
            (shares.cut_before, Fault::CutBefore),
            (shares.cut_after, Fault::CutAfter),
        ] {
            if dice < share {
                return (s.delay_ms, Some(fault));
            }
            dice -= share;
        }
        (s.delay_ms, None)
    }

    /// Archived options, as pairs of field and option.
    pub(super) fn archived_options(&self) -> BTreeSet<(i64, i64)> {
        self.lock().archived.clone()
    }

    /// Empties the withheld members of a case that is sent.
    pub(super) fn withhold_from(&self, case: &mut Value, is_list: bool) {
        for (member, answers) in &self.lock().withheld {
            if is_list || *answers == NullMembers::Everywhere {
                case[member] = Value::Null;
            }
        }
    }

    /// True for an object that lists leave out.
    pub(super) fn is_unlisted(&self, kind: &'static str, number: i64) -> bool {
        let s = self.lock();
        !s.unlisted.is_empty() && s.unlisted.contains(&(kind, number))
    }

    /// True for a case that is shown as deleted.
    pub(super) fn is_case_flagged(&self, project: &str, case: i64) -> bool {
        let s = self.lock();
        !s.flagged.is_empty() && s.flagged.contains(&(project.to_uppercase(), case))
    }

    /// True while a fault makes lists differ from what the workspace holds.
    pub(super) fn changes_lists(&self) -> bool {
        let s = self.lock();
        let are_late = s.visibility != Visibility::AtOnce || !s.hidden.is_empty();
        are_late || !s.unlisted.is_empty() || !s.withheld.is_empty() || !s.flagged.is_empty()
    }

    /// Removes the ignored fields from the body of an operation, and rewrites its texts.
    pub(super) fn change_body(&self, operation: &str, body: &mut Value) {
        let (ignored, rewrites) = {
            let s = self.lock();
            (s.ignored.clone(), s.rewrites_texts)
        };
        if rewrites && WRITES_OF_FIELDS.contains(&operation) {
            rewrite(body, false);
        }
        if ignored.is_empty() || !WRITES_OF_FIELDS.contains(&operation) {
            return;
        }
        for field in &ignored {
            match body.get_mut("cases").and_then(Value::as_array_mut) {
                Some(cases) => cases.iter_mut().for_each(|case| drop_field(case, field)),
                None => drop_field(body, field),
            }
        }
    }

    /// The time from which a result that is stored `now` can be read; `None` makes it readable at once.
    pub(super) fn visible_from(&self, now: voluptas_core::base::Millis) -> Option<voluptas_core::base::Millis> {
        match self.lock().visibility {
            Visibility::AtOnce => None,
            Visibility::AfterMillis(millis) => Some(now.saturating_add(millis)),
            Visibility::AfterReads(_) => Some(voluptas_core::base::Millis::MAX),
        }
    }

    /// Remembers results that become visible after a number of listings.
    pub(super) fn hide(&self, ids: Vec<ResultId>) {
        let mut s = self.lock();
        if let Visibility::AfterReads(reads) = s.visibility {
            s.hidden.push((reads, ids));
        }
    }

    /// Counts a listing; returns the results that become visible now.
    pub(super) fn count_read(&self) -> Vec<ResultId> {
        let mut revealed = Vec::new();
        self.lock().hidden.retain_mut(|(reads, ids)| {
            if *reads == 0 {
                revealed.append(ids);
                return false;
            }
            *reads -= 1;
            true
        });
        revealed
    }
}

/// Members of cases, suites and steps that hold text.
const TEXTS: &[&str] =
    &["title", "description", "preconditions", "postconditions", "action", "expected_result", "data", "tags", "cases", "steps"];

fn rewrite(value: &mut Value, is_tag: bool) {
    match value {
        Value::String(text) => {
            let plain: String = text.chars().filter(|c| u32::from(*c) < 0x1_0000).collect();
            let escaped = plain.trim().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            *text = if is_tag { escaped.to_lowercase() } else { escaped };
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rewrite(item, is_tag)),
        Value::Object(members) => {
            members
                .iter_mut()
                .filter(|(key, _)| TEXTS.contains(&key.as_str()))
                .for_each(|(key, member)| rewrite(member, key == "tags"));
        }
        _ => {}
    }
}

/// Removes a field from an object; `steps.data` from every step and its child steps.
fn drop_field(object: &mut Value, field: &str) {
    match field.split_once('.') {
        None => {
            object.as_object_mut().map(|members| members.remove(field));
        }
        Some((list, rest)) => {
            for element in object.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
                drop_field(element, field);
                drop_field(element, rest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn drops_ignored_fields_from_cases_suites_and_steps() {
        let faults = Faults::default();
        faults.ignore_fields(["tags", "steps.data"]);
        let case = |tags: bool, data: bool| {
            let mut step = json!({ "action": "a", "steps": [{ "action": "b" }] });
            let mut case = json!({ "title": "t" });
            if data {
                step["data"] = json!("d");
                step["steps"][0]["data"] = json!("d");
            }
            if tags {
                case["tags"] = json!(["x"]);
            }
            case["steps"] = json!([step]);
            case
        };
        let mut body = case(true, true);
        faults.change_body("create-run", &mut body);
        assert_eq!(body, case(true, true));
        faults.change_body("update-case", &mut body);
        assert_eq!(body, case(false, false));
        let mut body = json!({ "cases": [case(true, true), case(true, false)] });
        faults.change_body("bulk", &mut body);
        assert_eq!(body, json!({ "cases": [case(false, false), case(false, false)] }));
    }

    #[test]
    fn refuses_so_many_times() {
        let faults = Faults::default();
        faults.refuse("GET /v1/custom_field", 403, Some(2));
        faults.refuse("POST /v1/run", 500, None);
        let get = || faults.draw("GET", "/v1/custom_field").1;
        assert_eq!([get(), get(), get()], [Some(Fault::Refuse(403)), Some(Fault::Refuse(403)), None]);
        for _ in 0..3 {
            assert_eq!(faults.draw("POST", "/v1/run/DEMO").1, Some(Fault::Refuse(500)));
        }
        faults.clear();
        assert_eq!(faults.draw("POST", "/v1/run/DEMO").1, None);
    }

    #[test]
    fn draws_repeat_and_keep_their_shares() {
        let draw = |seed| {
            let faults = Faults::seeded(seed);
            faults.set_shares(Shares { too_many: 0.1, server_error: 0.1, cut_before: 0.05, cut_after: 0.05, retry_after: 3 });
            (0..2000).map(|_| faults.draw("GET", "/v1/case/DEMO").1).collect::<Vec<_>>()
        };
        let one = draw(7);
        assert_eq!(one, draw(7));
        let wrong = one.iter().flatten().count();
        assert!((500..700).contains(&wrong), "30 % of 2000, drew {wrong}");
        let faults = Faults::default();
        faults.fail_next("POST /v1/case", Fault::CutAfter);
        assert_eq!(faults.draw("GET", "/v1/case/DEMO").1, None);
        assert_eq!(faults.draw("POST", "/v1/case/DEMO").1, Some(Fault::CutAfter));
        assert_eq!(faults.draw("POST", "/v1/case/DEMO").1, None);
    }

    #[test]
    fn hidden_results_come_after_so_many_reads() {
        let faults = Faults::default();
        faults.set_visibility(Visibility::AfterReads(2));
        faults.hide(vec![ResultId(5)]);
        assert!(faults.count_read().is_empty());
        assert!(faults.count_read().is_empty());
        assert_eq!(faults.count_read(), [ResultId(5)]);
        assert!(faults.count_read().is_empty());
    }
}
