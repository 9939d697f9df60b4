//! Removal by the rules of a project: old runs with their results, files of passed results, and entries of attachments that
//! nothing refers to.
//!
//! A file is named by its hash of 40 hexadecimal digits, in texts and in the packed details of results. Names are therefore
//! looked for in the bytes themselves: a sequence of digits that only looks like a name keeps a file, and never removes one.

use super::page::{IN_LIST, Where};
use super::result_rows::{self, COLUMNS, OWN};
use super::{Aggregate, Result, Tx};
use crate::p;
use rustc_hash::FxHashSet;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{ProjectId, ResultId, RunId, Thing};
use voluptas_core::domain::result::{ResultContent, ResultStep};

/// Digits of the hash of an attachment.
const DIGITS: usize = 40;
/// Results that are read together to lose their files.
const PART: i64 = 500;

/// Moment from which the age of a run counts: its end, or the time of storing for one that is stored later.
const SINCE: &str = "CASE WHEN coalesce(end_ms, 0) > created_ms THEN end_ms ELSE created_ms END";

/// True for a run that no rule takes.
const IS_PROTECTED: &str = "(milestone_id IS NOT NULL OR EXISTS (SELECT 1 FROM kept_runs k WHERE k.run_id = runs.id))";

/// Columns of texts, apart from those of results, that may name a file. Recorded changes are among them, because undo brings them
/// back.
const TEXTS: &[(&str, &[&str])] = &[
    ("cases", &["attachments", "description", "preconditions", "postconditions", "expected_result"]),
    ("case_steps", &["attachments", "action", "expected", "data"]),
    ("case_field_values", &["value"]),
    ("shared_steps", &["steps"]),
    ("suites", &["description", "preconditions"]),
    ("defects", &["attachments", "actual_result"]),
    ("case_comments", &["body"]),
    ("case_reviews", &["proposal"]),
    ("runs", &["description"]),
    ("milestones", &["description"]),
    ("plans", &["description"]),
    ("functions", &["description"]),
    ("templates", &["content"]),
    ("changes", &["before", "after"]),
];

/// An ended run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedRun {
    pub id: RunId,
    pub number: i64,
    pub title: String,
    /// Moment from which its age counts.
    pub since_ms: Millis,
    /// Number of its results.
    pub results: i64,
    /// True for a run that no rule takes: it is kept, or belongs to a milestone.
    pub is_protected: bool,
}

/// Results that are searched for names of files.
#[derive(Debug, Clone, Default)]
pub struct ResultSelection {
    /// Every result of these runs.
    pub runs: FxHashSet<RunId>,
    /// The passed results of these runs.
    pub passed: FxHashSet<RunId>,
}

impl ResultSelection {
    fn has(&self, run: RunId, is_passed: bool) -> bool {
        self.runs.contains(&run) || is_passed && self.passed.contains(&run)
    }
}

/// Names of files in results.
#[derive(Debug, Clone, Default)]
pub struct NamedFiles {
    /// The hashes.
    pub hashes: FxHashSet<String>,
    /// Passed results of [`ResultSelection::passed`] that may name a file.
    pub passed: i64,
}

/// Number and size of removable attachments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FilesSize {
    pub files: i64,
    pub bytes: i64,
}

/// Retention in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Retention<'t>(&'t Tx<'t>);

impl Tx<'_> {
    /// Queries for the removal by rules of projects.
    pub fn retention(&self) -> Retention<'_> {
        Retention(self)
    }
}

/// Calls `f` with every sequence of 40 hexadecimal digits.
fn each_name(bytes: &[u8], mut f: impl FnMut(&str)) {
    let is_digit = |b: &u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    for run in bytes.split(|b| !is_digit(b)).filter(|run| run.len() >= DIGITS) {
        run.windows(DIGITS).filter_map(|name| std::str::from_utf8(name).ok()).for_each(&mut f);
    }
}

impl Retention<'_> {
    /// The ended runs of a project outside the trash, the latest first.
    pub fn ended(&self, project: ProjectId) -> Result<Vec<EndedRun>> {
        self.0.rollup().flush()?;
        let sql = format!(
            "SELECT id, number, title, {SINCE}, result_count, {IS_PROTECTED} FROM runs WHERE project_id = ?1 AND state <> 'active' AND deleted_ms IS NULL ORDER BY 4 DESC, id DESC"
        );
        self.0.all(&sql, p![project], |r| {
            Ok(EndedRun {
                id: RunId(r.int(0)?),
                number: r.int(1)?,
                title: r.text(2)?,
                since_ms: r.int(3)?,
                results: r.int(4)?,
                is_protected: r.bool(5)?,
            })
        })
    }

    /// Names of files in chosen results.
    pub fn named_in(&self, choice: &ResultSelection) -> Result<NamedFiles> {
        let mut named = NamedFiles::default();
        let runs: Vec<RunId> = choice.runs.union(&choice.passed).copied().collect();
        for part in runs.chunks(IN_LIST) {
            let mut w = Where::new("(attachments IS NOT NULL OR detail IS NOT NULL)", Vec::new());
            w.any_of("run_id", part.iter().copied());
            let sql = format!("SELECT run_id, status = 'passed', attachments, detail FROM results {}", w.sql());
            self.0.each(&sql, w.params(), |r| {
                let (run, is_passed) = (RunId(r.int(0)?), r.bool(1)?);
                if choice.has(run, is_passed) {
                    let mut has_any = false;
                    let mut add = |name: &str| {
                        has_any = true;
                        if !named.hashes.contains(name) {
                            named.hashes.insert(name.to_owned());
                        }
                    };
                    each_name(r.opt_str(2)?.unwrap_or_default().as_bytes(), &mut add);
                    each_name(r.opt_bytes(3)?.unwrap_or_default(), &mut add);
                    named.passed += i64::from(has_any && choice.passed.contains(&run) && !choice.runs.contains(&run));
                }
                Ok(())
            })?;
        }
        Ok(named)
    }

    /// Takes those names out that anything outside the chosen results has. Returns the highest id of a result that was looked at.
    pub fn strike_used(&self, names: &mut FxHashSet<String>, choice: &ResultSelection) -> Result<ResultId> {
        let last = self.0.one("SELECT coalesce(max(id), 0) FROM results", &[], |r| r.int(0))?;
        if names.is_empty() {
            return Ok(ResultId(last));
        }
        self.strike_in_results(names, choice, ResultId(0))?;
        for (table, columns) in TEXTS {
            let sql = format!("SELECT {} FROM {table}", columns.join(", "));
            self.0.each(&sql, &[], |r| {
                for at in 0..columns.len() {
                    each_name(r.opt_str(at)?.unwrap_or_default().as_bytes(), |name| _ = names.remove(name));
                }
                Ok(())
            })?;
        }
        self.strike_in_cases(names)?;
        Ok(ResultId(last))
    }

    /// Takes those names out that results behind an id have, except chosen ones.
    fn strike_in_results(&self, names: &mut FxHashSet<String>, choice: &ResultSelection, after: ResultId) -> Result<()> {
        let sql = "SELECT run_id, status = 'passed', attachments, detail FROM results \
                   WHERE id > ?1 AND (attachments IS NOT NULL OR detail IS NOT NULL)";
        self.0.each(sql, p![after], |r| {
            if !choice.has(RunId(r.int(0)?), r.bool(1)?) {
                each_name(r.opt_str(2)?.unwrap_or_default().as_bytes(), |name| _ = names.remove(name));
                each_name(r.opt_bytes(3)?.unwrap_or_default(), |name| _ = names.remove(name));
            }
            Ok(())
        })
    }

    /// Takes those names out that anything has which was stored since: a result behind an id, or a case.
    pub fn strike_latest(&self, names: &mut FxHashSet<String>, choice: &ResultSelection, after: ResultId) -> Result<()> {
        if names.is_empty() {
            return Ok(());
        }
        self.strike_in_results(names, choice, after)?;
        self.strike_in_cases(names)
    }

    fn strike_in_cases(&self, names: &mut FxHashSet<String>) -> Result<()> {
        let sql = "SELECT DISTINCT a.hash FROM case_attachments c JOIN attachments a ON a.id = c.attachment_id";
        self.0.each(sql, &[], |r| {
            names.remove(r.str(0)?);
            Ok(())
        })
    }

    /// True for the first call within this time, in milliseconds, by any program.
    pub fn claim(&self, within: Millis) -> Result<bool> {
        let last = self.0.opt("SELECT value FROM meta WHERE key = 'retention_ms'", &[], |r| r.text(0))?;
        let last: Millis = last.and_then(|text| text.parse().ok()).unwrap_or_default();
        if (0..within).contains(&(self.0.now() - last)) {
            return Ok(false);
        }
        let sql =
            "INSERT INTO meta (key, value) VALUES ('retention_ms', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        self.0.execute(sql, p![self.0.now().to_string()])?;
        Ok(true)
    }

    /// Number and size of the attachments with these names.
    pub fn size_of(&self, names: &FxHashSet<String>) -> Result<FilesSize> {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut size = FilesSize::default();
        for part in names.chunks(IN_LIST) {
            let mut w = Where::new("TRUE", Vec::new());
            w.any_of("hash", part.iter().copied());
            let sql = format!("SELECT count(*), CAST(coalesce(sum(size), 0) AS BIGINT) FROM attachments {}", w.sql());
            let part = self.0.one(&sql, w.params(), |r| Ok(FilesSize { files: r.int(0)?, bytes: r.int(1)? }))?;
            size = FilesSize { files: size.files + part.files, bytes: size.bytes + part.bytes };
        }
        Ok(size)
    }

    /// Removes the entries of attachments. Their bytes are freed by [`super::blobs::sweep`], unless another entry has them.
    pub fn remove_attachments(&self, names: &FxHashSet<String>) -> Result<usize> {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut removed = 0;
        for part in names.chunks(IN_LIST) {
            let mut w = Where::new("TRUE", Vec::new());
            w.any_of("hash", part.iter().copied());
            removed += self.0.execute(&format!("DELETE FROM attachments {}", w.sql()), w.params())?;
        }
        self.0.touch(Aggregate::Other);
        Ok(removed)
    }

    /// True for an ended run outside of the trash without protection. Checked again, because somebody may have protected the run
    /// since the plan.
    fn is_free(&self, run: RunId) -> Result<bool> {
        let sql = format!(
            "SELECT count(*) FROM runs WHERE id = ?1 AND deleted_ms IS NULL AND state <> 'active' AND NOT {IS_PROTECTED}"
        );
        Ok(self.0.count(&sql, p![run])? > 0)
    }

    /// Removes a run for good, with its results and their history. A run that is in the trash already or is protected is left alone.
    pub fn remove_run(&self, run: RunId) -> Result<bool> {
        if !self.is_free(run)? {
            return Ok(false);
        }
        self.0.runs().delete(run)?;
        Ok(self.0.trash().purge(&[Thing::Run(run)])? > 0)
    }

    /// Takes the files from the passed results of a run, unless it is protected. Returns the number of results that lost some.
    pub fn strip_passed(&self, run: RunId) -> Result<usize> {
        if !self.is_free(run)? {
            return Ok(0);
        }
        let (mut after, mut stripped) = (0, 0);
        loop {
            let sql = format!(
                "{COLUMNS} WHERE {OWN}.run_id = ?1 AND {OWN}.id > ?2 AND {OWN}.status = 'passed' \
                 AND ({OWN}.attachments IS NOT NULL OR {OWN}.detail IS NOT NULL) ORDER BY {OWN}.id LIMIT {PART}"
            );
            let found = result_rows::all(self.0, &sql, p![run, after])?;
            let Some(last) = found.last() else { break };
            after = last.id.0;
            for mut result in found {
                if strip(&mut result.content) {
                    result_rows::update(self.0, result.id, &result.content)?;
                    stripped += 1;
                }
            }
        }
        if stripped > 0 {
            self.0.touch(Aggregate::Results);
        }
        Ok(stripped)
    }
}

/// Removes the stored files from a result; files by address alone stay. Returns true if there were any.
fn strip(content: &mut ResultContent) -> bool {
    fn of_steps(steps: &mut [ResultStep]) -> bool {
        steps.iter_mut().fold(false, |any, step| {
            let before = step.attachments.len();
            step.attachments.retain(|file| file.hash.is_none());
            of_steps(&mut step.steps) | (step.attachments.len() < before) | any
        })
    }
    let before = content.attachments.len();
    content.attachments.retain(|file| file.hash.is_none());
    of_steps(&mut content.steps) | (content.attachments.len() < before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_bytes_of_any_kind() {
        let hash = "0123456789abcdef0123456789abcdef01234567";
        let found = |bytes: &[u8]| {
            let mut names = Vec::new();
            each_name(bytes, |name| names.push(name.to_owned()));
            names
        };
        let mut packed = vec![3, 40];
        packed.extend_from_slice(hash.as_bytes());
        packed.extend_from_slice(&[b'7', 0, 255]);
        assert!(found(&packed).contains(&hash.to_owned()), "the byte behind looks like a digit");
        assert_eq!(found(format!("[\"{hash}\"]").as_bytes()), [hash]);
        assert!(found(&hash.as_bytes()[1..]).is_empty());
    }
}
