//! The results of a run as lists: failures, newest first, or groups.

use super::super::cache::WorkspaceState;
use super::super::home::escape;
use super::super::page_request::PageRequest;
use super::super::texts::{StatusLabel, TimeLabel, status};
use super::{LinkChoice, address_with};
use crate::error::ApiResult;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use voluptas_app::runs::compare::{self, FailureAge, SinceBefore};
use voluptas_app::runs::groups::{self, GroupBy, GroupTitle};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::failure_group::first_line;
use voluptas_core::domain::ids::{ResultId, RunId, TestId};
use voluptas_core::domain::message::Message;
use voluptas_core::domain::outcome::{Outcome, is_bad};
use voluptas_core::domain::run::Run;
use voluptas_core::domain::status::ResultStatus;
use voluptas_i18n::Tr;
use voluptas_store::result_heads::ResultHead;
use voluptas_store::{Aggregate, Tx};

/// Rows of a page.
const PAGE: usize = 25;
/// Groups of a page.
const GROUPS: usize = 40;
/// Rows of a group that stand in the page.
const OF_GROUP: usize = 5;
/// Groups whose first rows stand in the page; the others are links.
const READ_GROUPS: usize = 10;
/// Failures whose histories are read for the number of flaky ones.
const MOST_HISTORIES: usize = 2000;
/// Results that a search reads at once.
const SEARCHED: usize = 400;

/// The results that a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResultChoice {
    Failing,
    New,
    Known,
    First,
    Flaky,
    All,
    Status(&'static str),
}

impl ResultChoice {
    fn of(request: &PageRequest, has_failures: bool) -> Self {
        match request.query.get("show") {
            Some("failing") => Self::Failing,
            Some("new") => Self::New,
            Some("known") => Self::Known,
            Some("first") => Self::First,
            Some("flaky") => Self::Flaky,
            Some("all") => Self::All,
            Some(word) => STATUSES.iter().find(|known| **known == word).map_or(Self::Failing, |known| Self::Status(known)),
            None if has_failures => Self::Failing,
            None => Self::All,
        }
    }
}

const STATUSES: [&str; 6] = ["passed", "failed", "broken", "blocked", "skipped", "other"];

fn is_of(word: &str, status: &ResultStatus) -> bool {
    match word {
        "other" => matches!(status, ResultStatus::Invalid | ResultStatus::Custom(_)),
        word => status.slug() == word,
    }
}

/// A mark behind a title.
#[derive(Debug)]
pub struct Chip {
    pub class: &'static str,
    pub word: String,
}

/// A result in a list.
#[derive(Debug)]
pub struct Row {
    pub address: String,
    pub look: StatusLabel,
    pub title: String,
    pub values: String,
    pub message: String,
    pub chips: Vec<Chip>,
    /// Worker or person.
    pub by: String,
    pub duration: String,
    pub when: TimeLabel,
}

/// Results with the same message, suite, ...
#[derive(Debug)]
pub struct GroupRows {
    pub title: String,
    pub count: String,
    pub rows: Vec<Row>,
    /// Address of all results of the group, where more are left.
    pub all: Option<String>,
    pub is_open: bool,
}

/// The part of a page with results.
#[derive(Debug)]
pub struct Failures {
    pub picks: Vec<LinkChoice>,
    pub groupings: Vec<LinkChoice>,
    /// Word of the present grouping.
    pub grouping: String,
    pub search: String,
    /// Parameters of the address that a search keeps.
    pub kept: Vec<(String, String)>,
    pub rows: Vec<Row>,
    pub groups: Vec<GroupRows>,
    pub is_grouped: bool,
    /// Title of the one group that is shown.
    pub of_group: Option<String>,
    pub whole: String,
    pub newest: Option<String>,
    pub older: Option<String>,
    /// The newest result of the run.
    pub top: i64,
    /// Failures that came since the page was opened.
    pub behind: Option<String>,
    pub fresh: String,
    pub follows: bool,
    pub follow: String,
    pub has_results: bool,
    pub is_failing: bool,
    /// Explanation of new, known and first failures, beside a list of one of them.
    pub rule: String,
}

/// Aggregates that the differences of a run depend on.
const PARTS: [Aggregate; 4] = [Aggregate::Projects, Aggregate::Runs, Aggregate::Results, Aggregate::Other];

/// Outcomes of the results of a run, with their differences to the run before.
#[derive(Debug)]
pub struct RunOutcomes {
    outcomes: Vec<Outcome>,
    pub since: Option<SinceBefore>,
    muted: BTreeSet<TestId>,
    flaky: BTreeSet<TestId>,
}

impl RunOutcomes {
    /// The state on which outcomes depend, taken before a transaction begins. The minute belongs to it, because mutes end by themselves.
    pub fn state(request: &PageRequest) -> ApiResult<WorkspaceState> {
        let mut state = request.state(&PARTS)?;
        state.push((request.now / 60_000).unsigned_abs());
        Ok(state)
    }

    /// The outcomes of a run, newest first, with the new failures among them.
    pub fn of(request: &PageRequest, tx: &Tx<'_>, run: &Run, state: &WorkspaceState) -> ApiResult<Arc<Self>> {
        request.app.caches.outcomes.get(run.id, state, || Self::read(tx, run))
    }

    /// Number of the new failures, without those of muted tests.
    pub fn new_failures(&self) -> usize {
        self.count(&ResultChoice::New)
    }

    /// Number of the failures of tests that no run before has.
    pub fn first_failures(&self) -> usize {
        self.count(&ResultChoice::First)
    }

    fn read(tx: &Tx<'_>, run: &Run) -> ApiResult<Self> {
        let mut outcomes = tx.outcomes().of_run(run.id)?;
        outcomes.sort_unstable_by_key(|outcome| std::cmp::Reverse(outcome.result));
        let bad: Vec<TestId> = outcomes.iter().filter(|one| is_bad(&one.status)).map(|one| one.test).collect();
        let mut flaky: BTreeSet<TestId> = outcomes.iter().filter(|one| one.is_flaky).map(|one| one.test).collect();
        if !bad.is_empty() && bad.len() <= MOST_HISTORIES {
            let histories = tx.test_history().of_tests(&bad)?;
            let own = histories.iter().filter(|one| one.environment == run.content.environment_id && one.record.is_flaky());
            flaky.extend(own.map(|one| one.test));
        }
        let since = if outcomes.is_empty() { None } else { compare::since_before(tx, run.id)? };
        Ok(Self { outcomes, since, muted: tx.mutes().muted(run.project_id)?, flaky })
    }

    /// The results before and after that of a test in the list of the run: among the failures for a failure, otherwise among all
    /// results.
    pub fn around(&self, test: TestId) -> (Option<ResultId>, Option<ResultId>) {
        let Some(here) = self.outcomes.iter().find(|outcome| outcome.test == test) else { return (None, None) };
        let shown = if is_bad(&here.status) { ResultChoice::Failing } else { ResultChoice::All };
        let fits = |outcome: &&Outcome| self.fits(&shown, outcome);
        let before = self.outcomes.iter().take_while(|outcome| outcome.test != test).filter(fits).last();
        let behind = self.outcomes.iter().skip_while(|outcome| outcome.test != test).skip(1).find(fits);
        (before.map(|outcome| outcome.result), behind.map(|outcome| outcome.result))
    }

    /// The age of a failure; `None` for a result that is none.
    fn age(&self, outcome: &Outcome) -> Option<FailureAge> {
        let difference = || self.since.as_ref().and_then(|since| since.differences.get(&outcome.test).copied());
        is_bad(&outcome.status).then(|| FailureAge::of(difference(), self.muted.contains(&outcome.test)))
    }

    fn fits(&self, shown: &ResultChoice, outcome: &Outcome) -> bool {
        match shown {
            ResultChoice::Failing => is_bad(&outcome.status),
            ResultChoice::New => self.age(outcome) == Some(FailureAge::New),
            ResultChoice::Known => self.age(outcome) == Some(FailureAge::Known),
            ResultChoice::First => self.age(outcome) == Some(FailureAge::First),
            ResultChoice::Flaky => self.flaky.contains(&outcome.test),
            ResultChoice::All => true,
            ResultChoice::Status(word) => is_of(word, &outcome.status),
        }
    }

    fn count(&self, shown: &ResultChoice) -> usize {
        self.outcomes.iter().filter(|outcome| self.fits(shown, outcome)).count()
    }
}

/// Ways to group that a page offers, with their texts.
const GROUPINGS: [(&str, GroupBy, &str); 7] = [
    ("message", GroupBy::Message, "run-show-message"),
    ("category", GroupBy::Category, "run-show-category"),
    ("suite", GroupBy::Suite, "run-show-suite"),
    ("package", GroupBy::Package, "run-show-package"),
    ("function", GroupBy::Function, "run-show-function"),
    ("severity", GroupBy::Severity, "run-show-severity"),
    ("owner", GroupBy::Owner, "run-show-owner"),
];

/// The lists of the address. `base` is the address of the run; blank where results have no pages.
pub fn read(request: &PageRequest, tx: &Tx<'_>, run: &Run, judged: &RunOutcomes, base: &str) -> ApiResult<Failures> {
    let tr = request.tr;
    let failing = judged.count(&ResultChoice::Failing);
    let shown = ResultChoice::of(request, failing > 0);
    let number = |n: usize| tr.number(i64::try_from(n).unwrap_or(i64::MAX));
    let pick = |shown_there: ResultChoice, word: &str, key: &str, count: usize| LinkChoice {
        address: address_with(request, &[("show", word), ("before", ""), ("group", ""), ("page", "")]),
        word: tr.text(key).into_owned(),
        count: number(count),
        is_here: shown == shown_there,
    };
    let mut picks = vec![
        pick(ResultChoice::Failing, "failing", "web-runs-failing", failing),
        pick(ResultChoice::New, "new", "web-runs-new-ones", judged.count(&ResultChoice::New)),
        pick(ResultChoice::Known, "known", "web-runs-known", judged.count(&ResultChoice::Known)),
    ];
    let first = judged.first_failures();
    if first > 0 || shown == ResultChoice::First {
        picks.push(pick(ResultChoice::First, "first", "web-runs-first-ones", first));
    }
    picks.push(pick(ResultChoice::Flaky, "flaky", "web-runs-flaky", judged.count(&ResultChoice::Flaky)));
    picks.push(pick(ResultChoice::All, "all", "web-runs-all", judged.outcomes.len()));
    if let ResultChoice::Status(word) = &shown {
        let key = if *word == "other" { "web-runs-others".to_owned() } else { format!("report-status-{word}") };
        picks.push(pick(shown.clone(), word, &key, judged.count(&shown)));
    }
    let by = request.query.get("by").and_then(|word| GROUPINGS.iter().find(|(known, ..)| *known == word));
    let search = request.query.get("q").unwrap_or_default().to_owned();
    let mut groupings = vec![LinkChoice {
        address: address_with(request, &[("by", ""), ("group", ""), ("before", ""), ("page", "")]),
        word: tr.text("web-runs-newest-first").into_owned(),
        count: String::new(),
        is_here: by.is_none(),
    }];
    groupings.extend(GROUPINGS.iter().map(|(word, _, key)| LinkChoice {
        address: address_with(request, &[("by", word), ("group", ""), ("before", ""), ("page", "")]),
        word: tr.text(key).into_owned(),
        count: String::new(),
        is_here: by.is_some_and(|(known, ..)| known == word),
    }));
    let mut wanted: Vec<&Outcome> = judged.outcomes.iter().filter(|outcome| judged.fits(&shown, outcome)).collect();
    let lister = RowReader { request, tx, run, judged, base };
    let top = judged.outcomes.first().map_or(0, |outcome| outcome.result.0);
    let seen =
        request.headers.get("x-live").and_then(|value| value.to_str().ok()).and_then(crate::call::integer).filter(|n| *n != 1);
    let behind = match seen {
        Some(seen) if seen < top => Some(tx.failures_behind(run.id, ResultId(seen))?).filter(|n| *n > 0),
        _ => None,
    };
    let kept =
        ["show", "by", "follow"].into_iter().filter_map(|name| Some((name.to_owned(), request.query.get(name)?.to_owned())));
    let follows = request.query.get("follow").is_some();
    let mut found = Failures {
        grouping: groupings.iter().find(|pick| pick.is_here).map(|pick| pick.word.clone()).unwrap_or_default(),
        picks,
        groupings,
        search: search.clone(),
        kept: kept.collect(),
        rows: Vec::new(),
        groups: Vec::new(),
        is_grouped: false,
        of_group: None,
        whole: address_with(request, &[("group", ""), ("before", "")]),
        newest: None,
        older: None,
        top: seen.unwrap_or(top),
        behind: behind.map(|n| tr.message(&Message::new("web-runs-newer-failures").count("n", n))),
        fresh: address_with(request, &[("before", "")]),
        follow: address_with(request, &[("follow", if follows { "" } else { "1" }), ("before", "")]),
        follows,
        has_results: !judged.outcomes.is_empty(),
        is_failing: matches!(shown, ResultChoice::Failing | ResultChoice::New | ResultChoice::Known | ResultChoice::First),
        rule: match (&shown, &judged.since) {
            (ResultChoice::New | ResultChoice::Known | ResultChoice::First, Some(since)) => {
                tr.message(&Message::new("web-runs-ages").count("run", since.run.number))
            }
            (ResultChoice::New | ResultChoice::Known | ResultChoice::First, None) => tr.text("web-runs-ages-alone").into_owned(),
            _ => String::new(),
        },
    };
    if let Some((_, by, _)) = by {
        let groups = groups::read(tx, run.id, *by)?;
        if !search.is_empty() {
            let heads = lister.search(&wanted, &search, usize::MAX)?.0;
            let ids: BTreeSet<ResultId> = heads.iter().map(|head| head.id).collect();
            wanted.retain(|outcome| ids.contains(&outcome.result));
        }
        let mut of_group: BTreeMap<u32, Vec<&Outcome>> = BTreeMap::new();
        for outcome in &wanted {
            of_group.entry(groups.of(outcome.result).unwrap_or(u32::MAX)).or_default().push(outcome);
        }
        if let Some(only) = request.query.get("group").and_then(crate::call::integer).and_then(|n| u32::try_from(n).ok()) {
            found.of_group = Some(path_of(tr, &groups, only));
            wanted = of_group.remove(&only).unwrap_or_default();
        } else {
            found.is_grouped = true;
            for (at, all) in of_group.iter().take(GROUPS) {
                let shown = if found.groups.len() < READ_GROUPS { OF_GROUP } else { 0 };
                let first: Vec<ResultId> = all.iter().take(shown).map(|outcome| outcome.result).collect();
                let more = all.len() > shown;
                found.groups.push(GroupRows {
                    title: path_of(tr, &groups, *at),
                    count: number(all.len()),
                    rows: lister.rows(&first)?,
                    all: more.then(|| address_with(request, &[("group", &at.to_string())])),
                    is_open: found.groups.len() < 3,
                });
            }
            return Ok(found);
        }
    }
    let before = request.query.get("before").and_then(crate::call::integer);
    if let Some(before) = before {
        wanted.retain(|outcome| outcome.result.0 < before);
        found.newest = Some(found.fresh.clone());
    }
    let (ids, has_more) = if search.is_empty() {
        (wanted.iter().take(PAGE).map(|outcome| outcome.result).collect::<Vec<_>>(), wanted.len() > PAGE)
    } else {
        let (heads, has_more) = lister.search(&wanted, &search, PAGE)?;
        (heads.iter().map(|head| head.id).collect(), has_more)
    };
    found.rows = lister.rows(&ids)?;
    found.older = ids.last().filter(|_| has_more).map(|id| address_with(request, &[("before", &id.0.to_string())]));
    Ok(found)
}

/// The title of a group with those around it.
fn path_of(tr: Tr, groups: &groups::Groups, at: u32) -> String {
    let (mut parts, mut next) = (Vec::new(), Some(at));
    while let Some(group) = next.and_then(|at| groups.all.get(at as usize)) {
        parts.push(match &group.title {
            GroupTitle::Text(text) => text.clone(),
            GroupTitle::Key(key) => tr.text(key).into_owned(),
        });
        next = group.parent;
    }
    if parts.is_empty() {
        return tr.text("run-group-not-yet").into_owned();
    }
    parts.reverse();
    parts.join(" › ")
}

/// Reads rows of a run.
struct RowReader<'v> {
    request: &'v PageRequest,
    tx: &'v Tx<'v>,
    run: &'v Run,
    judged: &'v RunOutcomes,
    base: &'v str,
}

impl RowReader<'_> {
    /// The first results with a text in title, parameters or message, and true where there may be more.
    fn search(&self, wanted: &[&Outcome], text: &str, most: usize) -> ApiResult<(Vec<ResultHead>, bool)> {
        let (needle, mut found) = (fold(text), Vec::new());
        for part in wanted.chunks(SEARCHED) {
            let ids: Vec<ResultId> = part.iter().map(|outcome| outcome.result).collect();
            let mut heads = self.tx.result_heads(&ids)?;
            for id in &ids {
                let Some(head) = heads.remove(id) else { continue };
                let has = |text: &str| fold(text).contains(&needle);
                if has(&head.title) || has(&head.values) || head.message.as_deref().is_some_and(has) {
                    if found.len() == most {
                        return Ok((found, true));
                    }
                    found.push(head);
                }
            }
        }
        Ok((found, false))
    }

    fn rows(&self, ids: &[ResultId]) -> ApiResult<Vec<Row>> {
        let (request, tr) = (self.request, self.request.tr);
        let mut heads = self.tx.result_heads(ids)?;
        let bad: Vec<TestId> = heads.values().filter(|head| is_bad(&head.status)).map(|head| head.test).collect();
        let since = since_when(self.tx, self.run, &bad)?;
        let rows = ids.iter().filter_map(|id| {
            let head = heads.remove(id)?;
            let message =
                if is_bad(&head.status) || head.status != ResultStatus::Passed { head.message.as_deref() } else { None };
            Some(Row {
                address: if self.base.is_empty() {
                    String::new()
                } else {
                    format!("{}/results/{}", self.base, escape(&head.hash))
                },
                look: status(tr, &head.status),
                message: message.map(first_line).unwrap_or_default(),
                chips: self.chips(&head, &since),
                by: head.thread.or(head.author).unwrap_or_default(),
                duration: head.duration_ms.map(|ms| tr.duration(ms)).unwrap_or_default(),
                when: TimeLabel::of(tr, request.now, head.at_ms),
                title: head.title,
                values: head.values,
            })
        });
        Ok(rows.collect())
    }

    fn chips(&self, head: &ResultHead, since: &BTreeMap<TestId, i64>) -> Vec<Chip> {
        let (tr, mut chips) = (self.request.tr, Vec::new());
        let mut add = |class, word: String| chips.push(Chip { class, word });
        if is_bad(&head.status) {
            let outcome =
                self.judged.outcomes.binary_search_by_key(&std::cmp::Reverse(head.id), |one| std::cmp::Reverse(one.result));
            match outcome.ok().and_then(|at| self.judged.age(&self.judged.outcomes[at])) {
                Some(FailureAge::New) => add("failed", tr.text("web-runs-new-one").into_owned()),
                Some(FailureAge::First) => add("", tr.text("web-runs-first-one").into_owned()),
                _ => {
                    if let Some(number) = since.get(&head.test) {
                        add("", tr.message(&Message::new("web-runs-since").count("run", *number)));
                    }
                }
            }
        }
        if self.judged.flaky.contains(&head.test) {
            add("blocked", tr.text("report-flaky-one").into_owned());
        }
        if self.judged.muted.contains(&head.test) {
            add("", tr.text("run-muted").into_owned());
        }
        chips
    }
}

/// Number of the run in which each of these tests began to fail without a break before a run.
fn since_when(tx: &Tx<'_>, run: &Run, tests: &[TestId]) -> ApiResult<BTreeMap<TestId, i64>> {
    let mut first: BTreeMap<TestId, RunId> = BTreeMap::new();
    for history in tx.test_history().of_tests(tests)? {
        if history.environment != run.content.environment_id {
            continue;
        }
        // A run in progress has no outcome in the history yet.
        let end = history.seen.iter().position(|seen| seen.run == run.id).unwrap_or(history.seen.len());
        let failing = history.seen[..end].iter().rev().take_while(|seen| is_bad(&seen.status)).last();
        first.extend(failing.map(|seen| (history.test, seen.run)));
    }
    let runs: BTreeSet<RunId> = first.values().copied().collect();
    let numbers = tx.runs().numbers(&runs.into_iter().collect::<Vec<_>>())?;
    Ok(first.into_iter().filter_map(|(test, run)| Some((test, *numbers.get(&run)?))).collect())
}
