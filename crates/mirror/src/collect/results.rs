//! Reads the results of the source run, and the results that the target holds already.

use super::collected::{Collected, ResultsThere, SeenRun, Side, SlimResult, UntracedResult, body_hash, is_final};
use crate::error::Result;
use crate::marker::{self, Origin};
use crate::mirror::Mirror;
use crate::options::Include;
use crate::spool::{Span, Spool};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use voluptas_core::domain::Message;
use voluptas_qase::ResultFilter;
use voluptas_qase::model::{Attachment, StepResult, TestResult};

/// The longest duration that Qase accepts, in milliseconds: a year.
const LONGEST_MS: i64 = 31_536_000_000;

/// The part of a result that only posting needs.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Payload {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub body: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stacktrace: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepPayload>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

/// The part of a step's result that only posting needs.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct StepPayload {
    pub status: i64,
    pub position: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepPayload>,
}

/// The results of the source run.
pub(super) struct Read {
    pub results: Vec<SlimResult>,
    pub files: BTreeMap<String, Attachment>,
    pub warnings: Vec<Message>,
    /// Number of rows in the list.
    listed: u64,
    /// Results that the run counts but does not list yet.
    pub late: u64,
}

/// Name of a file: its hash, or its URL without the query string, which is a permission that expires.
pub(super) fn file_name(file: &Attachment) -> String {
    file.hash().unwrap_or_else(|| file.url.split('?').next().unwrap_or_default().to_owned())
}

fn names(files: &[Attachment], all: &mut BTreeMap<String, Attachment>) -> Vec<String> {
    let usable = files.iter().filter(|f| !f.url.is_empty());
    usable
        .map(|f| {
            let name = file_name(f);
            all.entry(name.clone()).or_insert_with(|| Attachment { extra: serde_json::Map::new(), ..f.clone() });
            name
        })
        .collect()
}

fn text(text: Option<String>) -> Option<String> {
    text.filter(|t| !t.trim().is_empty())
}

fn steps(sent: Vec<StepResult>, include: Include, files: &mut BTreeMap<String, Attachment>) -> Vec<StepPayload> {
    let one = |s: StepResult| StepPayload {
        status: s.status,
        position: s.position,
        comment: text(s.comment),
        duration: s.duration_ms.filter(|ms| *ms > 0),
        files: if include.attachments { names(&s.attachments, files) } else { Vec::new() },
        steps: steps(s.steps, include, files),
    };
    sent.into_iter().map(one).collect()
}

/// Parameters, from a server that shows them: Qase does not.
fn params(result: &TestResult) -> BTreeMap<String, String> {
    let shown = ["params", "param"].iter().find_map(|name| result.extra.get(*name)).and_then(Value::as_object);
    let value = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    shown.into_iter().flatten().map(|(k, v)| (k.clone(), value(v))).collect()
}

/// Duration in milliseconds, if known.
fn duration(result: &TestResult) -> Option<i64> {
    Some(result.time_spent_ms).filter(|ms| *ms > 0).map(|ms| ms.min(LONGEST_MS))
}

/// Hash of the parts of a result that can be edited: its status, time, comment and stack trace, and those of its steps.
fn content_of(result: &TestResult, slug: &str, body: &str) -> u64 {
    fn steps(all: &[StepResult], hasher: &mut blake3::Hasher) {
        for step in all {
            hasher.update(format!("{}/{}/{:?}\n", step.position, step.status, step.comment).as_bytes());
            steps(&step.steps, hasher);
        }
    }
    let mut hasher = blake3::Hasher::new();
    hasher.update(format!("{slug}/{}/{body:?}/{:?}\n", result.time_spent_ms, result.stacktrace).as_bytes());
    steps(&result.steps, &mut hasher);
    hasher.finalize().as_bytes()[..8].iter().fold(0, |n, byte| n << 8 | u64::from(*byte))
}

/// Reads the results of the source run. Qase lists results some time after it accepts them, so the list is compared with the
/// counters of the run, and missing results are waited for.
pub(super) async fn read_all(mirror: &Mirror, source: &Side, run: &SeenRun) -> Result<(Read, Spool)> {
    let mut spool = Spool::new();
    let mut read = read(mirror, source, run, &spool).await?;
    let mut listed = read.listed;
    for look in 0..mirror.limits.looks {
        if read.late == 0 {
            break;
        }
        mirror.watch.progress("mirror-stage-late", 0, 0);
        mirror.pause(look).await;
        let count = mirror.source.count_results(&source.project, &ResultFilter::run(run.id)).await?;
        let is_last = look + 1 == mirror.limits.looks;
        // With the same number of rows, a test in progress may still have been finished.
        if count != listed || (is_last && read.results.iter().any(|r| !r.is_final)) {
            spool = Spool::new();
            read = self::read(mirror, source, run, &spool).await?;
            listed = read.listed;
        }
    }
    Ok((read, spool))
}

async fn read(mirror: &Mirror, source: &Side, run: &SeenRun, spool: &Spool) -> Result<Read> {
    let include = mirror.options.include;
    let mut read = Read { results: Vec::new(), files: BTreeMap::new(), warnings: Vec::new(), listed: 0, late: 0 };
    let (mut failed, mut strangers, mut shows_params) = (None, 0_usize, false);
    let mut places = Vec::new();
    let take = |place: u64, sent: TestResult| {
        if sent.run_id != run.id {
            strangers += 1;
            return;
        }
        let slug = sent.status_slug();
        let body = sent.comment.as_deref().map(marker::body).unwrap_or_default();
        let shown = params(&sent);
        let mut slim = SlimResult {
            hash: sent.hash.as_str().into(),
            case: sent.case_id,
            status: mirror.options.status(&slug).into(),
            is_final: is_final(&slug),
            duration: duration(&sent),
            ended: sent.ended(),
            body: body_hash(&body),
            content: content_of(&sent, &slug, &body),
            is_mirrored: sent.comment.as_deref().is_some_and(marker::is_mirrored),
            variant: (!shown.is_empty()).then(|| body_hash(&format!("{shown:?}"))),
            span: Span::default(),
        };
        shows_params |= !shown.is_empty();
        let params = if include.params { shown } else { BTreeMap::new() };
        let payload = Payload {
            params,
            body,
            stacktrace: if include.stacktrace { text(sent.stacktrace) } else { None },
            steps: if include.steps { steps(sent.steps, include, &mut read.files) } else { Vec::new() },
            files: if include.attachments { names(&sent.attachments, &mut read.files) } else { Vec::new() },
        };
        match spool.put(&payload) {
            Ok(place) => slim.span = place,
            Err(error) => failed = Some(error),
        }
        read.results.push(slim);
        places.push(place);
    };
    let watch = mirror.watch.clone();
    let client = mirror.source.with_progress(move |done, total| watch.progress("mirror-stage-results", done, total));
    let listed = client.visit_results(&source.project, &ResultFilter::run(run.id), take).await?;
    read.listed = listed;
    if let Some(error) = failed {
        return Err(error.into());
    }
    if include.params && !shows_params && !read.results.is_empty() {
        read.warnings.push(Message::new("mirror-warning-no-params"));
    }
    if strangers > 0 {
        read.warnings.push(Message::new("mirror-warning-strangers").count("count", strangers));
    }
    read.results = in_order(std::mem::take(&mut read.results), places);
    let executed = || read.results.iter().filter(|r| r.is_final);
    let cases: HashSet<i64> = executed().map(|r| r.case).collect();
    read.late = run.counted.missing(executed().count() as u64, cases.len() as u64);
    Ok(read)
}

/// Sorts results by their end. Qase reports whole seconds, and retries of one test may end within one second: they keep the order
/// of the list, which is reversed first if it has the newest result first.
fn in_order(results: Vec<SlimResult>, places: Vec<u64>) -> Vec<SlimResult> {
    let mut placed: Vec<(u64, SlimResult)> = places.into_iter().zip(results).collect();
    placed.sort_by_key(|(place, _)| *place);
    let later = |pair: &[(u64, SlimResult)]| pair[0].1.ended.cmp(&pair[1].1.ended);
    let falls = placed.windows(2).filter(|p| later(p).is_gt()).count();
    let rises = placed.windows(2).filter(|p| later(p).is_lt()).count();
    if falls > rises {
        placed.reverse();
    }
    // The sort is stable: results that ended in the same second keep their order.
    placed.sort_by_key(|(_, result)| result.ended);
    placed.into_iter().map(|(_, result)| result).collect()
}

/// Reads the source results that the target run, and other runs that may hold some, already contain.
pub(super) async fn held(mirror: &Mirror, collected: &Collected, run: &SeenRun) -> Result<ResultsThere> {
    let origin = &collected.origin;
    let made: HashMap<i64, bool> =
        collected.other_runs.iter().map(|r| (r.id, r.is_made)).chain([(run.id, run.is_made)]).collect();
    let mut held = ResultsThere::default();
    let take = |_: u64, there: TestResult| {
        let Some(is_made) = made.get(&there.run_id).copied() else { return };
        let is_here = there.run_id == run.id;
        held.total += u64::from(is_here);
        let Some(comment) = there.comment.as_deref() else { return };
        let slug = there.status_slug();
        if let Some(hash) = origin.hash_in(comment) {
            let copies = held.traced.entry(hash.into()).or_default();
            copies.count += 1;
            copies.here += u32::from(is_here);
            copies.is_final |= is_final(&slug);
            copies.is_whole |= !Origin::lacks_files(comment);
            copies.contents.extend(Origin::content_in(comment));
            if !is_made {
                held.strangers.insert(there.run_id);
            }
        } else if let Some(body) = origin.untraced_body(comment) {
            let untraced = UntracedResult {
                ended: there.ended(),
                duration: duration(&there),
                is_proven: is_made,
                is_elsewhere: !is_here && !is_made,
            };
            held.alike.entry((there.case_id, slug, body_hash(body))).or_default().push(untraced);
        }
    };
    let watch = mirror.watch.clone();
    let client = mirror.target.with_progress(move |done, total| watch.progress("mirror-stage-held", done, total));
    let runs = std::iter::once(run.id).chain(collected.other_runs.iter().map(|r| r.id)).collect();
    client.visit_results(&collected.target.project, &ResultFilter { runs, ..ResultFilter::default() }, take).await?;
    Ok(held)
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::base::Millis;

    fn results(of: &[(&str, Millis)]) -> Vec<SlimResult> {
        let one = |(hash, ended): &(&str, Millis)| SlimResult {
            hash: (*hash).into(),
            case: 1,
            status: "passed".into(),
            is_final: true,
            duration: None,
            ended: Some(*ended),
            body: [0; 16],
            content: 0,
            is_mirrored: false,
            variant: None,
            span: Span::default(),
        };
        of.iter().map(one).collect()
    }

    #[test]
    fn what_ended_in_the_same_second_keeps_the_order_of_the_list() {
        let order = |all: Vec<SlimResult>| all.iter().map(|r| r.hash.to_string()).collect::<String>();
        let rising = [("z", 1000), ("y", 2000), ("x", 2000), ("a", 3000)];
        assert_eq!(order(in_order(results(&rising), vec![0, 1, 2, 3])), "zyxa");
        let falling: Vec<_> = rising.into_iter().rev().collect();
        assert_eq!(order(in_order(results(&falling), vec![0, 1, 2, 3])), "zyxa");
        // Pages arrive in any order.
        let mixed = [rising[2], rising[3], rising[0], rising[1]];
        assert_eq!(order(in_order(results(&mixed), vec![2, 3, 0, 1])), "zyxa");
        assert_eq!(order(in_order(Vec::new(), Vec::new())), "");
    }
}
