//! Facts of a run's results by which views group them: failures with their messages, labels, workers and times.
//!
//! Everything here reads a whole run in a few queries and is meant for background reads.

use super::Tx;
use super::error::Result;
use super::known_tests::plain_name;
use super::result_detail::{self, LabelValue};
use crate::p;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{CaseId, ResultId, RunId};
use voluptas_core::domain::result::ResultLabel;
use voluptas_core::domain::status::ResultStatus;

/// A result that did not pass, or is flaky, with its texts.
#[derive(Debug)]
pub struct Problem<'r> {
    pub result: ResultId,
    pub status: ResultStatus,
    /// Group of the failure (`failure_group::key`).
    pub failure: Option<i64>,
    /// Flaky in its run.
    pub is_flaky: bool,
    pub message: Option<&'r str>,
    /// Stack trace.
    pub trace: Option<&'r str>,
}

/// The last attempt of a test, with the values that trees and the timeline use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traits {
    pub result: ResultId,
    pub case: Option<CaseId>,
    /// Full name of the test by the tool, as the run says it.
    pub full_name: Option<String>,
    /// The worker that executed it.
    pub thread: Option<String>,
    /// Start time.
    pub start_ms: Option<Millis>,
    /// End time.
    pub end_ms: Option<Millis>,
    pub status: ResultStatus,
    /// Ids of the names of labels, with their values.
    labels: Vec<(i64, LabelValue)>,
}

/// The traits of a run's results, in the order of storing.
#[derive(Debug, Default)]
pub struct RunTraits {
    /// One per test.
    pub rows: Vec<Traits>,
    texts: FxHashMap<i64, Arc<str>>,
}

impl RunTraits {
    /// The first value of the label with that name; `None` for a blank one.
    pub fn label<'t>(&'t self, of: &'t Traits, name: &str) -> Option<&'t str> {
        self.values(of, name).next().map(str::trim).filter(|text| !text.is_empty())
    }

    /// True for a result that has a label with this value.
    pub fn has_label(&self, of: &Traits, label: &ResultLabel) -> bool {
        self.values(of, &label.name).any(|value| value.trim() == label.value)
    }

    /// Names and values of the labels of a result.
    pub fn labels<'t>(&'t self, of: &'t Traits) -> impl Iterator<Item = (&'t str, &'t str)> {
        of.labels.iter().filter_map(|(name, value)| Some((&**self.texts.get(name)?, self.text(value)?.trim())))
    }

    fn text<'t>(&'t self, value: &'t LabelValue) -> Option<&'t str> {
        match value {
            LabelValue::Kept(id) => self.texts.get(id).map(|text| &**text),
            LabelValue::Here(text) => Some(text.as_str()),
        }
    }

    fn values<'t>(&'t self, of: &'t Traits, name: &str) -> impl Iterator<Item = &'t str> {
        let is_named = move |(id, _): &&(i64, LabelValue)| self.texts.get(id).is_some_and(|text| &**text == name);
        of.labels.iter().filter(is_named).filter_map(|(_, value)| self.text(value))
    }
}

impl Tx<'_> {
    /// Calls `f` for the last attempt of each test of a run that did not pass or is flaky, in the order of storing.
    pub fn problems_of_run(&self, run: RunId, mut f: impl FnMut(Problem<'_>)) -> Result<()> {
        self.each(
            "SELECT id, status, failure, is_flaky, comment, stacktrace FROM results WHERE run_id = ?1 AND deleted_ms IS NULL \
             AND is_retried = FALSE AND (status <> 'passed' OR is_flaky = TRUE) ORDER BY id",
            p![run],
            |r| {
                f(Problem {
                    result: ResultId(r.int(0)?),
                    status: ResultStatus::parse(r.str(1)?),
                    failure: r.opt_int(2)?,
                    is_flaky: r.bool(3)?,
                    message: r.opt_str(4)?,
                    trace: r.opt_str(5)?,
                });
                Ok(())
            },
        )
    }

    /// The traits of the last attempts of a run's tests. Labels are decoded only with `with_labels`: they stand beside the steps.
    pub fn traits_of_run(&self, run: RunId, with_labels: bool) -> Result<RunTraits> {
        let detail = if with_labels { "r.detail" } else { "NULL" };
        let sql = format!(
            "SELECT r.id, r.case_id, t.full_name, r.thread, r.start_ms, r.end_ms, r.duration_ms, {detail}, r.status, \
             CASE WHEN t.named_run_id > r.run_id THEN t.discriminator END FROM results r JOIN tests t ON t.id = r.test_id WHERE r.run_id = ?1 AND r.deleted_ms IS NULL AND r.is_retried = FALSE ORDER BY r.id"
        );
        let mut used = FxHashSet::default();
        let rows = self.all(&sql, p![run], |r| {
            let labels = match r.opt_bytes(7)? {
                Some(bytes) => result_detail::decode(bytes)?.into_labels(),
                None => Vec::new(),
            };
            used.extend(labels.iter().flat_map(|(name, value)| [Some(*name), value.id()]).flatten());
            let (start, end, took) = (r.opt_int(4)?, r.opt_int(5)?, r.opt_int(6)?);
            Ok(Traits {
                result: ResultId(r.int(0)?),
                case: r.opt_int(1)?.map(CaseId),
                full_name: match (r.opt_str(2)?, r.opt_str(9)?) {
                    (Some(name), Some(discriminator)) => Some(plain_name(name, discriminator).to_owned()),
                    (name, _) => name.map(str::to_owned),
                },
                thread: r.opt_text(3)?,
                start_ms: start.or_else(|| Some(end?.saturating_sub(took?))),
                end_ms: end.or_else(|| Some(start?.saturating_add(took?))),
                status: ResultStatus::parse(r.str(8)?),
                labels,
            })
        })?;
        Ok(RunTraits { rows, texts: self.texts(&used)?.into_map() })
    }
}
