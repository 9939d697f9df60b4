//! Decides for every result, before anything is written, if it is posted, to which case, or why it is left out. Pure: the same
//! reading gives the same plan, and that plan is applied.

use super::collect::{Collected, ResultFingerprint, SlimResult, Target, is_final};
use super::error::{Error, Result};
pub use super::index::MatchedBy;
use super::index::{CaseIndex, Found, SlimCase};
use super::options::{MatchBy, OnDuplicate, Options};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use voluptas_core::domain::Message;
use voluptas_core::domain::case_code::CaseCode;
use voluptas_i18n::Tr;

/// Decisions for all results of a source run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Project and run that the results come from.
    pub source: ProjectRun,
    /// Project and run that the results go to.
    pub target: ProjectRun,
    /// Rule by which counterparts are found.
    pub match_by: MatchBy,
    /// Cases to create in the target, by the id of their source.
    pub new_cases: Vec<NewCase>,
    /// Every result of the source run in the order of its end, which is the order of posting.
    pub results: Vec<PlannedResult>,
    /// Results that the source run counts but does not list yet: Qase lists results some time after it accepts them.
    #[serde(default)]
    pub late: u64,
    /// Results that another tool may have mirrored without a trace. [`Options::adopt_untraced`] decides whether they are posted.
    #[serde(default)]
    pub untraced: usize,
    /// Results in the target that lack files of the source.
    #[serde(default)]
    pub without_files: usize,
    /// Paths of lists that kept changing while they were read, or that lack rows.
    #[serde(default)]
    pub doubtful: Vec<String>,
    /// Warnings for a person.
    pub warnings: Vec<Message>,
}

/// A project with its run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectRun {
    /// Address of the API.
    pub base_url: String,
    /// Code of the project.
    pub project: String,
    /// Id of the custom field with the keys.
    pub field: Option<i64>,
    /// Id of the run; `None` until the run has been created.
    pub run: Option<i64>,
    /// Title of the run.
    pub run_title: String,
}

/// A case to create in the target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCase {
    /// Id of the source case.
    pub source_case: i64,
    /// Key of the case, if it has one.
    pub key: Option<String>,
    pub title: String,
}

/// A result of the source run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedResult {
    /// Hash by which the source names the result.
    pub hash: String,
    /// Id of the case in the source; 0 without a case.
    pub case: i64,
    /// Key of the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Title of the case; empty without a case.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Status of the result in the target.
    pub status: String,
    #[serde(flatten)]
    pub decision: Decision,
    /// Codes of the cases that a skip is about: the target case that has the result already, or those that share a key or title.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
}

/// Codes that are named of the cases that share a key or title.
const ABOUT: usize = 5;

/// Decision about a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// The result is posted.
    Post {
        /// Target case.
        to: PostTarget,
        /// Number of earlier copies: above 0 only when repeats were requested.
        #[serde(default, skip_serializing_if = "is_zero")]
        copy: u32,
    },
    /// The result is not posted.
    Skip { reason: Reason },
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde wants")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// The case that a result is posted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostTarget {
    /// A case that exists.
    Case {
        /// Id of the case.
        id: i64,
        /// Property by which the case was found.
        by: MatchedBy,
    },
    /// A case to create, by its index in [`Plan::new_cases`].
    New(usize),
}

/// Reason for not posting a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The target run holds the result, by its trace.
    AlreadyThere,
    /// The target run holds a similar result of another tool, which counts as this one.
    AlikeThere,
    /// The result was edited after it was mirrored; the target has it as it was.
    Edited,
    /// The result was made by a mirror.
    Mirrored,
    /// The test is still being executed: its status is not final.
    NotFinal,
    /// The target run holds a similar result mirrored by another tool, and nothing shows from which run it comes.
    Undecided,
    /// The result belongs to no case.
    NoCase,
    /// The result's case is no longer in the source project.
    CaseGone,
    /// The result's case has no key.
    NoKey,
    /// Several cases of one project have the key or the title.
    Duplicate,
    /// The target lacks the case, and cases are not created.
    NoCounterpart,
    /// The list of target cases or runs lacks rows, so the case or run may exist.
    Doubtful,
    /// A later result of the same case is posted instead.
    Superseded,
    /// The limit of results is reached.
    BeyondLimit,
}

impl Reason {
    /// The key of its text.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::AlreadyThere => "mirror-reason-already-there",
            Self::AlikeThere => "mirror-reason-alike-there",
            Self::Edited => "mirror-reason-edited",
            Self::Mirrored => "mirror-reason-mirrored",
            Self::NotFinal => "mirror-reason-not-final",
            Self::Undecided => "mirror-reason-undecided",
            Self::NoCase => "mirror-reason-no-case",
            Self::CaseGone => "mirror-reason-case-gone",
            Self::NoKey => "mirror-reason-no-key",
            Self::Duplicate => "mirror-reason-duplicate",
            Self::NoCounterpart => "mirror-reason-no-counterpart",
            Self::Doubtful => "mirror-reason-doubtful",
            Self::Superseded => "mirror-reason-superseded",
            Self::BeyondLimit => "mirror-reason-beyond-limit",
        })
    }

    /// True when the target has the result.
    #[must_use]
    pub fn is_there(self) -> bool {
        matches!(self, Self::AlreadyThere | Self::AlikeThere)
    }

    /// True when the result is still to be mirrored, by the next mirror or after a decision of a person.
    #[must_use]
    pub fn is_left(self) -> bool {
        matches!(self, Self::Edited | Self::NotFinal | Self::Undecided | Self::Duplicate | Self::Doubtful | Self::BeyondLimit)
    }
}

impl Plan {
    /// Results that are posted.
    pub fn posts(&self) -> impl Iterator<Item = &PlannedResult> {
        self.results.iter().filter(|r| matches!(r.decision, Decision::Post { .. }))
    }

    /// Code of the source case of a result; `None` without a case.
    pub fn source_code(&self, result: &PlannedResult) -> Option<String> {
        (result.case > 0).then(|| code(&self.source.project, result.case))
    }

    /// The reason for the decision on a result as text, with the codes of the cases that it is about.
    pub fn reason(&self, tr: Tr, result: &PlannedResult) -> String {
        let why = tr.message(&self.explain(result));
        if result.about.is_empty() { why } else { format!("{why}: {}", result.about.join(", ")) }
    }

    /// The reason for the decision on a result.
    pub fn explain(&self, result: &PlannedResult) -> Message {
        match &result.decision {
            Decision::Post { to: PostTarget::Case { id, by: MatchedBy::Key }, .. } => {
                Message::new("mirror-why-key").with("to", id)
            }
            Decision::Post { to: PostTarget::Case { id, by: MatchedBy::Title }, .. } => {
                Message::new("mirror-why-title").with("to", id)
            }
            Decision::Post { to: PostTarget::Case { id, by: MatchedBy::Trace }, .. } => {
                Message::new("mirror-why-trace").with("to", id)
            }
            Decision::Post { to: PostTarget::New(_), .. } => Message::new("mirror-why-created"),
            Decision::Skip { reason } => reason.message(),
        }
    }
}

/// Decides for every result of the source run.
pub(crate) fn plan(options: &Options, read: &Collected) -> Result<Plan> {
    let mut warnings = read.warnings.clone();
    let first = options.on_duplicate == OnDuplicate::First;
    if options.match_by.uses_key() {
        duplicates(options, &read.source_cases, &read.source.project, &mut warnings)?;
        duplicates(options, &read.target_cases, &read.target.project, &mut warnings)?;
    }
    doubles(&read.target_cases, &read.target.project, &mut warnings);
    let mut decide =
        Decide { options, read, first, new: BTreeMap::new(), alike: HashMap::new(), shown: HashSet::new(), untraced: 0 };
    decide.look_at_untraced();
    let last: HashMap<_, usize> = read.results.iter().enumerate().map(|(i, r)| ((r.case, r.variant), i)).collect();
    let mut results: Vec<PlannedResult> = Vec::with_capacity(read.results.len());
    let (mut posted, mut kept_variants) = (0, 0);
    // A run that the list lacks may hold everything already.
    let is_without_run = read.doubts_runs && matches!(read.target_run, Target::New(_));
    for (i, result) in read.results.iter().enumerate() {
        let is_last = last.get(&(result.case, result.variant)) == Some(&i);
        // Results of a case with parameters may be of its variants. Where the source does not say which, none stands for another.
        let may_vary = result.variant.is_none() && read.source_cases.get(result.case).is_some_and(|c| c.has_parameters);
        let superseded = options.latest_only && result.case > 0 && !is_last && !may_vary;
        kept_variants += usize::from(options.latest_only && !is_last && may_vary);
        let mut decision = decide.one(i, result, superseded);
        if is_without_run && matches!(decision, Decision::Post { .. }) {
            decision = Decision::Skip { reason: Reason::Doubtful };
        }
        if matches!(decision, Decision::Post { .. }) {
            if options.limit.is_some_and(|limit| posted >= limit) {
                decision = Decision::Skip { reason: Reason::BeyondLimit };
            } else {
                posted += 1;
            }
        }
        let case = read.source_cases.get(result.case);
        let key = case.and_then(|c| c.key.as_deref()).map(str::to_owned);
        let about = case.map_or_else(Vec::new, |case| decide.about(case, &decision));
        results.push(PlannedResult {
            hash: result.hash.to_string(),
            case: result.case,
            key,
            title: case.map_or_else(String::new, |case| case.title.to_string()),
            status: result.status.to_string(),
            decision,
            about,
        });
    }
    let untraced = decide.untraced;
    let new_cases = number(&mut results, decide.new);
    let is_there = |r: &&PlannedResult| r.decision == (Decision::Skip { reason: Reason::AlreadyThere });
    let lacks_files = |r: &&PlannedResult| read.held.traced.get(r.hash.as_str()).is_some_and(|copies| !copies.is_whole);
    let without_files = match options.include.attachments {
        true => results.iter().filter(is_there).filter(lacks_files).count(),
        false => 0,
    };
    if without_files > 0 {
        warnings.push(Message::new("mirror-warning-without-files").count("count", without_files));
    }
    if kept_variants > 0 {
        warnings.push(Message::new("mirror-warning-variants").count("count", kept_variants));
    }
    remarks(options, read, &results, &new_cases, &mut warnings);
    let has_posts = results.iter().any(|r| matches!(r.decision, Decision::Post { .. }));
    let (run, run_title) = match &read.target_run {
        // A closed run takes no results. They go into another run, unless this very run was requested.
        Target::There(run) if !run.is_open && has_posts => match options.target_run.title(&read.run) {
            Some(title) => (None, super::marker::title(title)),
            None => return Err(Error::ClosedRun { project: read.target.project.clone(), id: run.id }),
        },
        Target::There(run) => (Some(run.id), run.title.clone()),
        Target::New(title) => (None, title.clone()),
    };
    let end = |side: &super::collect::Side, run, run_title| ProjectRun {
        base_url: side.base_url.clone(),
        project: side.project.clone(),
        field: side.field,
        run,
        run_title,
    };
    Ok(Plan {
        source: end(&read.source, Some(read.run.id), read.run.title.clone()),
        target: end(&read.target, run, run_title),
        match_by: options.match_by,
        new_cases,
        results,
        late: read.late,
        untraced,
        without_files,
        doubtful: read.doubtful.clone(),
        warnings,
    })
}

struct Decide<'a> {
    options: &'a Options,
    read: &'a Collected,
    first: bool,
    /// Cases to create, by the id of their source.
    new: BTreeMap<i64, NewCase>,
    /// Results of another tool that were not matched with certainty: their number by fingerprint.
    alike: HashMap<ResultFingerprint, u32>,
    /// Places of results that another tool has certainly mirrored.
    shown: HashSet<usize>,
    /// See [`Plan::untraced`].
    untraced: usize,
}

impl Decide<'_> {
    fn one(&mut self, place: usize, result: &SlimResult, superseded: bool) -> Decision {
        let skip = |reason| Decision::Skip { reason };
        if result.is_mirrored {
            return skip(Reason::Mirrored);
        }
        if result.case <= 0 {
            return skip(Reason::NoCase);
        }
        let (options, read) = (self.options, self.read);
        let Some(case) = read.source_cases.get(result.case) else { return skip(Reason::CaseGone) };
        if options.match_by == MatchBy::Key && case.key.is_none() {
            return skip(Reason::NoKey);
        }
        if let Some(rivals) = read.source_cases.rivals(case, options.match_by)
            && !(self.first && rivals.first() == Some(&case.id))
        {
            return skip(Reason::Duplicate);
        }
        if !result.is_final {
            return skip(Reason::NotFinal);
        }
        let found = self.counterpart(case);
        let held = read.held.traced.get(&result.hash).cloned().unwrap_or_default();
        // An earlier version mirrored tests in progress: the final status is posted as one more result.
        let is_outdated = !held.is_final && is_final(&result.status);
        let is_edited = !held.contents.is_empty() && !held.contents.contains(&result.content);
        let is_sent_again = options.force || is_outdated || (is_edited && options.resend_edited);
        if held.count > 0 && !is_sent_again {
            return skip(if is_edited { Reason::Edited } else { Reason::AlreadyThere });
        }
        let to = match found {
            Found::One(id, by) => {
                if self.shown.contains(&place) {
                    return skip(Reason::AlikeThere);
                }
                if let Some(reason) = self.take_alike(id, result) {
                    return skip(reason);
                }
                PostTarget::Case { id, by }
            }
            Found::Several(_) => return skip(Reason::Duplicate),
            Found::NoKey => return skip(Reason::NoKey),
            Found::Missing if read.doubts_cases => return skip(Reason::Doubtful),
            Found::Missing if !options.create_cases => return skip(Reason::NoCounterpart),
            Found::Missing => PostTarget::New(0),
        };
        if superseded {
            return skip(Reason::Superseded);
        }
        if matches!(to, PostTarget::New(_)) {
            self.new.entry(case.id).or_insert_with(|| new_case(case, options));
        }
        Decision::Post { to, copy: held.count }
    }

    /// See [`PlannedResult::about`].
    fn about(&self, case: &SlimCase, decision: &Decision) -> Vec<String> {
        let Decision::Skip { reason } = decision else { return Vec::new() };
        let (source, target) = (&self.read.source.project, &self.read.target.project);
        let (project, ids) = match (reason, self.read.source_cases.rivals(case, self.options.match_by)) {
            (Reason::Duplicate, Some(rivals)) if !(self.first && rivals.first() == Some(&case.id)) => (source, rivals.to_vec()),
            (reason, _) if *reason == Reason::Duplicate || reason.is_there() => match self.counterpart(case) {
                Found::One(id, _) => (target, vec![id]),
                Found::Several(ids) => (target, ids),
                Found::Missing | Found::NoKey => return Vec::new(),
            },
            _ => return Vec::new(),
        };
        let mut codes: Vec<String> = ids.iter().take(ABOUT).map(|id| code(project, *id)).collect();
        if ids.len() > ABOUT {
            codes.push("…".into());
        }
        codes
    }

    /// Finds the results that another tool has certainly mirrored: they lie in a run that was created for the source run alone,
    /// or have the same end and duration. The remaining ones are known by fingerprint alone.
    fn look_at_untraced(&mut self) {
        let (options, read) = (self.options, self.read);
        if options.force || read.held.alike.is_empty() {
            return;
        }
        let mut alike = read.held.alike.clone();
        for with_times in [true, false] {
            for (place, result) in read.results.iter().enumerate() {
                if read.held.traced.contains_key(&result.hash) || self.shown.contains(&place) || !result.is_final {
                    continue;
                }
                let Some(fingerprint) = self.fingerprint(result) else { continue };
                let Some(there) = alike.get_mut(&fingerprint) else { continue };
                let is_it = |u: &super::collect::UntracedResult| match with_times {
                    true => result.ended.is_some() && (u.ended, u.duration) == (result.ended, result.duration),
                    false => u.is_proven,
                };
                if let Some(at) = there.iter().position(is_it) {
                    there.swap_remove(at);
                    self.shown.insert(place);
                }
            }
        }
        let left = |of: Vec<super::collect::UntracedResult>| of.iter().filter(|u| !u.is_elsewhere).count();
        self.alike =
            alike.into_iter().map(|(fingerprint, of)| (fingerprint, u32::try_from(left(of)).unwrap_or(u32::MAX))).collect();
    }

    fn counterpart(&self, case: &SlimCase) -> Found {
        let read = self.read;
        let (source, project) = (&read.source_cases, &read.source.project);
        read.target_cases.counterpart(source, project, case, self.options.match_by, self.first)
    }

    fn fingerprint(&self, result: &SlimResult) -> Option<ResultFingerprint> {
        let case = self.read.source_cases.get(result.case)?;
        match self.counterpart(case) {
            Found::One(id, _) => Some((id, result.status.to_string(), result.body)),
            _ => None,
        }
    }

    /// Takes one similar result of another tool. Gives the reason not to post ours, unless the options say to post it.
    fn take_alike(&mut self, case: i64, result: &SlimResult) -> Option<Reason> {
        let left = self.alike.get_mut(&(case, result.status.to_string(), result.body))?;
        *left = left.checked_sub(1)?;
        self.untraced += 1;
        match self.options.adopt_untraced {
            None => Some(Reason::Undecided),
            Some(true) => Some(Reason::AlikeThere),
            Some(false) => None,
        }
    }
}

fn code(project: &str, id: i64) -> String {
    CaseCode::numbered(project, id).to_string()
}

fn new_case(case: &SlimCase, options: &Options) -> NewCase {
    let key = case.key.as_deref().filter(|_| options.match_by.uses_key()).map(str::to_owned);
    NewCase { source_case: case.id, key, title: super::marker::title(&case.title) }
}

/// Numbers the cases that are really needed: the limit may have left some without a result.
fn number(results: &mut [PlannedResult], mut new: BTreeMap<i64, NewCase>) -> Vec<NewCase> {
    let needed: HashSet<i64> =
        results.iter().filter(|r| matches!(r.decision, Decision::Post { to: PostTarget::New(_), .. })).map(|r| r.case).collect();
    new.retain(|id, _| needed.contains(id));
    let places: HashMap<i64, usize> = new.keys().enumerate().map(|(i, id)| (*id, i)).collect();
    for result in results {
        if let Decision::Post { to: PostTarget::New(place), .. } = &mut result.decision
            && let Some(found) = places.get(&result.case)
        {
            *place = *found;
        }
    }
    new.into_values().collect()
}

/// Keys that are named in one warning.
const NAMED: usize = 10;

fn duplicates(options: &Options, cases: &CaseIndex, project: &str, warnings: &mut Vec<Message>) -> Result<()> {
    let found = cases.duplicate_keys();
    if found.is_empty() {
        return Ok(());
    }
    let keys = named(&found);
    if options.on_duplicate == OnDuplicate::Fail {
        return Err(Error::DuplicateKeys { project: project.to_owned(), keys });
    }
    let key = match options.on_duplicate {
        OnDuplicate::First => "mirror-warning-duplicates-first",
        _ => "mirror-warning-duplicates",
    };
    warnings.push(Message::new(key).with("project", project).count("count", found.len()).with("keys", keys));
    Ok(())
}

/// Warns about duplicate cases created by one write.
fn doubles(cases: &CaseIndex, project: &str, warnings: &mut Vec<Message>) {
    let found = cases.doubles();
    if !found.is_empty() {
        let message = Message::new("mirror-warning-doubled-cases").with("project", project);
        warnings.push(message.count("count", found.len()).with("keys", named(found)));
    }
}

/// Some keys with the ids of their cases.
pub(crate) fn named(found: &BTreeMap<String, Vec<i64>>) -> String {
    let one = |(key, ids): (&String, &Vec<i64>)| {
        let ids = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        format!("{} ({ids})", super::marker::title(key))
    };
    let mut keys = found.iter().take(NAMED).map(one).collect::<Vec<_>>().join("; ");
    if found.len() > NAMED {
        keys.push_str("; …");
    }
    keys
}

/// Warns about facts that a person should know, even without a failure.
fn remarks(options: &Options, read: &Collected, results: &[PlannedResult], new: &[NewCase], warnings: &mut Vec<Message>) {
    if read.late > 0 {
        let listed = results.len();
        warnings
            .push(Message::new("mirror-warning-late").with("id", read.run.id).count("count", read.late).count("listed", listed));
    }
    if !read.doubtful.is_empty() {
        warnings.push(Message::new("mirror-warning-lists").with("lists", read.doubtful.join(", ")));
    }
    for (reason, key) in [
        (Reason::NoCase, "mirror-warning-no-case"),
        (Reason::CaseGone, "mirror-warning-case-gone"),
        (Reason::NoKey, "mirror-warning-no-key"),
        (Reason::Duplicate, "mirror-warning-duplicate-results"),
        (Reason::NoCounterpart, "mirror-warning-no-counterpart"),
        (Reason::Edited, "mirror-warning-edited"),
        (Reason::Mirrored, "mirror-warning-mirrored"),
        (Reason::NotFinal, "mirror-warning-not-final"),
        (Reason::Undecided, "mirror-warning-undecided"),
        (Reason::Doubtful, "mirror-warning-doubtful"),
        (Reason::BeyondLimit, "mirror-warning-beyond-limit"),
    ] {
        let count = results.iter().filter(|r| r.decision == (Decision::Skip { reason })).count();
        if count > 0 {
            warnings.push(Message::new(key).count("count", count));
        }
    }
    if options.match_by.uses_key() {
        let keys = new.iter().filter_map(|c| c.key.as_deref());
        if let Some((key, count)) = read.target_cases.other_letter_case(keys) {
            warnings.push(Message::new("mirror-warning-letter-case").with("key", key).count("count", count));
        }
    }
    if let Target::There(run) = &read.target_run
        && run.is_open
        && !run.cases.is_empty()
    {
        let has: HashSet<i64> = run.cases.iter().copied().collect();
        let target_of = |r: &PlannedResult| match r.decision {
            Decision::Post { to: PostTarget::Case { id, .. }, .. } => Some(id),
            _ => None,
        };
        let lacks: HashSet<i64> = results.iter().filter_map(target_of).filter(|id| !has.contains(id)).collect();
        let count = lacks.len() + new.len();
        if count > 0 {
            warnings.push(Message::new("mirror-warning-not-in-run").with("id", run.id).count("count", count));
        }
    }
}
