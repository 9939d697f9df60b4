//! Tests of a project. Results of many runs belong to a test, whatever their case.

use super::Tx;
use super::error::{Error, Result};
use super::intake_memory::KeptTest;
use super::page::{IN_LIST, Where};
use crate::db::{Param, Row};
use crate::{p, row};
use foldhash::HashMap;
use std::borrow::Cow;
use std::collections::BTreeMap;
use voluptas_core::domain::combination::{self, Combination};
use voluptas_core::domain::identity;
use voluptas_core::domain::ids::{CaseId, ProjectId, RunId, TestId};
use voluptas_core::domain::result::{FoundBy, ResultContent};

/// The identity of a test that its tool gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestKey {
    /// Unique in the project. Begins with a letter for the kind of identity: `h` for an id of the tool, `n` for a hash of the full name and
    /// the parameters. Results without a key are told apart by case (`c`), signature (`s`) or title (`t`), and the parameters.
    pub key: String,
    /// Full name by the tool.
    pub full_name: Option<String>,
    /// Distinguishes tests with the same identity; `None` if no run has two of them.
    pub twin: Option<Twin>,
}

/// One of several tests that have one identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    /// The key that all of them share.
    pub base: String,
    /// Suite, file, folder or place, unique among them.
    pub discriminator: String,
}

impl Twin {
    /// The key of the test.
    pub fn key(&self) -> String {
        let hash = blake3::hash(self.discriminator.as_bytes()).to_hex();
        format!("{}~{}", self.base, &hash[..16])
    }
}

impl TestKey {
    /// The key of one of several cases that a result belongs to: each has a test of its own.
    #[must_use]
    pub fn of_case(&self, case: Option<CaseId>) -> Self {
        let key = case.map_or_else(|| self.key.clone(), |case| format!("{}&c{case}", self.key));
        Self { key, ..self.clone() }
    }

    /// Full name, with the discriminator of a twin behind it. Every list that tells tests of one title apart shows it.
    fn shown_name(&self, title: &str) -> Option<Cow<'_, str>> {
        let full_name = self.full_name.as_deref();
        match &self.twin {
            Some(twin) => Some(Cow::Owned(twin_name(full_name.unwrap_or(title), &twin.discriminator))),
            None => full_name.map(Cow::Borrowed),
        }
    }
}

/// The full name of a twin, for people.
fn twin_name(name: &str, discriminator: &str) -> String {
    format!("{name} [{discriminator}]")
}

/// A test of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTest {
    /// Row id.
    pub id: TestId,
    /// Title of its last result.
    pub title: String,
    /// Full name by the tool.
    pub full_name: Option<String>,
    /// The case of its last result that had one.
    pub case: Option<CaseId>,
    /// Way by which that case was found.
    pub found_by: Option<FoundBy>,
    /// Text that tells a twin from the others of its name, as the full name ends with it.
    pub discriminator: Option<String>,
    /// Run that brought another test with this name, so that the full name got its suffix; `None` for a test that had it from the beginning.
    named_later: Option<RunId>,
}

impl KnownTest {
    /// The full name as a run says it: without the discriminator that a later run made necessary.
    #[must_use]
    pub fn full_name_in(&self, run: RunId) -> Option<&str> {
        let full_name = self.full_name.as_deref()?;
        let later = self.discriminator.as_deref().filter(|_| self.named_later.is_some_and(|later| run < later));
        Some(later.map_or(full_name, |discriminator| plain_name(full_name, discriminator)))
    }

    /// Values of a combination as they stand beside the title, and what tells the test from its twins.
    pub fn values(&self, params: Option<&Combination>) -> String {
        let values = params.map(|params| combination::values(params, &self.title)).unwrap_or_default();
        beside_title(values, self.discriminator.as_deref())
    }
}

/// Values of parameters, and behind them what tells twins apart: they have one title and often one case.
pub(super) fn beside_title(values: String, discriminator: Option<&str>) -> String {
    match discriminator.filter(|text| !text.is_empty()) {
        Some(discriminator) if values.is_empty() => discriminator.to_owned(),
        Some(discriminator) => format!("{values}, {discriminator}"),
        None => values,
    }
}

/// The full name of a twin without its discriminator.
pub(super) fn plain_name<'n>(full_name: &'n str, discriminator: &str) -> &'n str {
    let before = full_name.strip_suffix(']').and_then(|name| name.strip_suffix(discriminator));
    before.and_then(|name| name.strip_suffix(" [")).unwrap_or(full_name)
}

/// A test that an arriving result belongs to, as it was before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchedTest {
    pub test: KnownTest,
    /// True for a test whose case is not in the trash.
    pub is_case_alive: bool,
}

impl MatchedTest {
    /// The case of the test, unless it is in the trash, and how it was found at first.
    pub fn case(&self) -> Option<(CaseId, Option<FoundBy>)> {
        self.test.case.filter(|_| self.is_case_alive).map(|case| (case, self.test.found_by))
    }
}

/// A look-up of the test of an arriving result.
#[derive(Debug, Clone, Copy, Default)]
pub enum Lookup<'a> {
    /// Nobody has looked.
    #[default]
    NotYet,
    /// There is no such test.
    New,
    /// The test.
    Found(&'a KnownTest),
}

/// A result whose test is wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct ArrivingResult<'a> {
    pub(super) content: &'a ResultContent,
    pub(super) given: Option<&'a TestKey>,
    pub(super) lookup: Lookup<'a>,
    pub(super) found_by: Option<FoundBy>,
}

impl<'a> ArrivingResult<'a> {
    fn key(&self) -> Cow<'a, str> {
        self.given.map_or_else(|| Cow::Owned(own_key(self.content)), |given| Cow::Borrowed(given.key.as_str()))
    }
}

/// A test while results of it are stored.
#[derive(Debug, Default)]
struct PendingTest {
    /// `None` for a test that is not stored yet.
    id: Option<TestId>,
    /// A result of this transaction belongs to it.
    is_met: bool,
    title: String,
    case: Option<CaseId>,
    found_by: Option<FoundBy>,
    is_changed: bool,
}

impl PendingTest {
    fn of(test: &KnownTest) -> Self {
        Self { id: Some(test.id), title: test.title.clone(), case: test.case, found_by: test.found_by, ..Self::default() }
    }

    fn of_kept(test: &KeptTest) -> Self {
        Self { id: Some(test.id), title: test.title.clone(), case: test.case, found_by: test.found_by, ..Self::default() }
    }

    /// Data of the stored test that its next results need.
    fn kept(&self) -> Option<KeptTest> {
        Some(KeptTest { id: self.id?, title: self.title.clone(), case: self.case, found_by: self.found_by })
    }

    /// Takes a result in; true for the first one of a new test.
    fn take(&mut self, c: &ResultContent, found_by: Option<FoundBy>) -> bool {
        let is_new = self.id.is_none() && !self.is_met;
        self.is_met = true;
        if is_new {
            (self.title, self.case, self.found_by) = (c.title.clone(), c.case_id, found_by);
            return true;
        }
        let is_by_hand = self.found_by == Some(FoundBy::Hand) && self.case.is_some();
        let moves = !is_by_hand && c.case_id.is_some() && (c.case_id, found_by) != (self.case, self.found_by);
        // An earlier result tells the case: the test keeps how it was found at first.
        let moves = moves && !(c.case_id == self.case && found_by == Some(FoundBy::EarlierResult));
        if moves {
            (self.case, self.found_by) = (c.case_id, found_by);
        }
        let is_renamed = self.title != c.title;
        if is_renamed {
            self.title.clone_from(&c.title);
        }
        self.is_changed |= moves || is_renamed;
        false
    }
}

/// Tests in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct KnownTests<'t>(&'t Tx<'t>);

impl Tx<'_> {
    /// The tests of projects.
    pub fn known_tests(&self) -> KnownTests<'_> {
        KnownTests(self)
    }
}

/// Characters of a text that may have more bytes than [`identity::LONGEST`].
pub(super) const MAYBE_LONG: usize = identity::LONGEST / 4;

const COLUMNS: &str = "SELECT id, title, full_name, case_id, found_by, discriminator, named_run_id FROM tests";

fn known(r: &Row<'_>) -> Result<KnownTest> {
    Ok(KnownTest {
        id: TestId(r.int(0)?),
        title: r.text(1)?,
        full_name: r.opt_text(2)?,
        case: r.opt_int(3)?.map(CaseId),
        found_by: r.opt_str(4)?.and_then(FoundBy::parse),
        discriminator: r.opt_text(5)?,
        named_later: r.opt_int(6)?.map(RunId),
    })
}

/// The key of a result whose tool gives none. Equals the expression of migration 14 after [`KnownTests::bound_keys`].
fn own_key(c: &ResultContent) -> String {
    let params = if c.params.is_empty() { String::new() } else { format!("?{}", json(&c.params)) };
    identity::bounded(match (c.case_id, &c.signature) {
        (Some(case), _) => format!("c{case}{params}"),
        (None, Some(signature)) => format!("s{signature}{params}"),
        (None, None) => format!("t{}{params}", c.title),
    })
}

fn json(params: &BTreeMap<String, String>) -> String {
    match Param::json(params) {
        Param::Text(text) => text.into_owned(),
        _ => String::new(),
    }
}

impl<'t> KnownTests<'t> {
    pub(super) fn tx(&self) -> &'t Tx<'t> {
        self.0
    }
}

impl KnownTests<'_> {
    /// The test with a key of its tool.
    pub fn by_key(&self, project: ProjectId, key: &str) -> Result<Option<KnownTest>> {
        self.0.opt(&format!("{COLUMNS} WHERE project_id = ?1 AND key = ?2"), p![project, key], known)
    }

    /// The project of a test; `None` for an unknown one.
    pub fn project(&self, test: TestId) -> Result<Option<ProjectId>> {
        self.0.opt("SELECT project_id FROM tests WHERE id = ?1", p![test], |r| Ok(ProjectId(r.int(0)?)))
    }

    /// The tests of a project with this title, full name or key, and those of a case, by id.
    pub fn named(&self, project: ProjectId, name: &str, case: Option<CaseId>) -> Result<Vec<KnownTest>> {
        let sql =
            format!("{COLUMNS} WHERE project_id = ?1 AND (title = ?2 OR full_name = ?2 OR key = ?2 OR case_id = ?3) ORDER BY id");
        self.0.all(&sql, p![project, name, case], known)
    }

    /// True for a project that has had no results.
    pub fn is_empty(&self, project: ProjectId) -> Result<bool> {
        Ok(self.0.opt("SELECT 1 FROM tests WHERE project_id = ?1 LIMIT 1", p![project], |_| Ok(()))?.is_none())
    }

    /// The twins of a project by the key that they share, oldest first.
    pub fn twins(&self, project: ProjectId) -> Result<Vec<Twin>> {
        let sql = "SELECT base_key, discriminator FROM tests WHERE project_id = ?1 AND base_key IS NOT NULL ORDER BY id";
        self.0.all(sql, p![project], |r| Ok(Twin { base: r.text(0)?, discriminator: r.opt_text(1)?.unwrap_or_default() }))
    }

    /// Makes the test with the base key a twin, because a run has another test with the same identity. Its results, history,
    /// mutes, links and its name in earlier runs stay. Does nothing if there is no such test.
    pub fn make_twin(&self, project: ProjectId, run: RunId, twin: &Twin) -> Result<()> {
        let sql = "SELECT id, coalesce(full_name, title) FROM tests WHERE project_id = ?1 AND key = ?2";
        let known = self.0.opt(sql, p![project, &twin.base], |r| Ok((TestId(r.int(0)?), r.text(1)?)))?;
        if let Some((id, name)) = known {
            self.0.execute(
                "UPDATE tests SET key = ?2, base_key = ?3, discriminator = ?4, full_name = ?5, named_run_id = ?6 WHERE id = ?1",
                p![id, &twin.key(), &twin.base, &twin.discriminator, &twin_name(&name, &twin.discriminator), run],
            )?;
        }
        Ok(())
    }

    /// Full name and parameters of the first result that a run has of the test with a key.
    pub fn first_in_run(&self, run: RunId, key: &str) -> Result<Option<(String, BTreeMap<String, String>)>> {
        let project = self.project_of(run)?;
        let sql = "SELECT coalesce(t.full_name, ''), r.params FROM tests t JOIN results r ON r.test_id = t.id AND r.run_id = ?3 \
                   WHERE t.project_id = ?1 AND t.key = ?2 ORDER BY r.id LIMIT 1";
        self.0.opt(sql, p![project, key, run], |r| Ok((r.text(0)?, r.opt_json(1)?)))
    }

    /// The key of a test.
    pub fn key(&self, test: TestId) -> Result<String> {
        self.0.one("SELECT key FROM tests WHERE id = ?1", p![test], |r| r.text(0))
    }

    /// The tests with keys of their tool, for results that arrive, in the order of the keys.
    pub fn remembered(&self, project: ProjectId, keys: &[&str]) -> Result<Vec<Option<MatchedTest>>> {
        let mut found = vec![None; keys.len()];
        let sql = "SELECT t.id, t.title, t.full_name, t.case_id, t.found_by, t.discriminator, t.named_run_id, \
                   EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id AND c.deleted_ms IS NULL) \
                   FROM tests t WHERE t.project_id = ?1 AND t.key = ?2";
        self.0.each_of(sql, keys.iter().map(|key| row![project, *key]), |i, r| {
            found[i] = Some(MatchedTest { test: known(r)?, is_case_alive: r.bool(7)? });
            Ok(())
        })?;
        Ok(found)
    }

    /// These tests by id.
    pub fn many(&self, ids: &[TestId]) -> Result<BTreeMap<TestId, KnownTest>> {
        let mut found = BTreeMap::new();
        for part in ids.chunks(IN_LIST) {
            let mut w = Where::new("TRUE", Vec::new());
            w.any_of("id", part.iter().copied());
            self.0.each(&format!("{COLUMNS} {}", w.sql()), w.params(), |r| {
                let test = known(r)?;
                found.insert(test.id, test);
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// The keys that tests share with their twins: of tests without twins their own.
    pub fn shared_keys(&self, ids: &[TestId]) -> Result<HashMap<TestId, String>> {
        let mut found = HashMap::default();
        for part in ids.chunks(IN_LIST) {
            let mut w = Where::new("TRUE", Vec::new());
            w.any_of("id", part.iter().copied());
            let sql = format!("SELECT id, coalesce(base_key, key) FROM tests {}", w.sql());
            self.0.each(&sql, w.params(), |r| {
                found.insert(TestId(r.int(0)?), r.text(1)?);
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// The tests of these cases, by id.
    pub fn of_cases(&self, cases: &[CaseId]) -> Result<Vec<KnownTest>> {
        let mut found = Vec::new();
        for part in cases.chunks(IN_LIST) {
            let mut w = Where::new("TRUE", Vec::new());
            w.any_of("case_id", part.iter().copied());
            found.extend(self.0.all(&format!("{COLUMNS} {}", w.sql()), w.params(), known)?);
        }
        found.sort_by_key(|test| test.id);
        Ok(found)
    }

    /// The tests of results of a run, each with true if it was created for the result. A test remembers title and case of its last
    /// result; a case that a person chose stays.
    pub(super) fn of_results(&self, run: RunId, results: &[ArrivingResult<'_>]) -> Result<Vec<(TestId, bool)>> {
        let (project, memory) = (self.project_of(run)?, self.0.memory());
        let keys: Vec<Cow<'_, str>> = results.iter().map(ArrivingResult::key).collect();
        let mut places: HashMap<&str, usize> = HashMap::default();
        let mut tests: Vec<PendingTest> = Vec::with_capacity(keys.len());
        let mut asked = Vec::new();
        for (key, result) in keys.iter().zip(results) {
            if places.contains_key(key.as_ref()) {
                continue;
            }
            let known = match result.lookup {
                Lookup::Found(test) => Some(PendingTest::of(test)),
                Lookup::New => None,
                Lookup::NotYet => {
                    let kept = memory.and_then(|memory| memory.borrow().test(project, key).map(PendingTest::of_kept));
                    if kept.is_none() {
                        asked.push((tests.len(), key.as_ref()));
                    }
                    kept
                }
            };
            places.insert(key, tests.len());
            tests.push(known.unwrap_or_default());
        }
        let sql = format!("{COLUMNS} WHERE project_id = ?1 AND key = ?2");
        self.0.each_of(&sql, asked.iter().map(|(_, key)| row![project, *key]), |i, r| {
            tests[asked[i].0] = PendingTest::of(&known(r)?);
            Ok(())
        })?;
        // The first result of a new test creates it; what later ones change is in the row from the beginning.
        let mut places_of = Vec::with_capacity(keys.len());
        let mut new = Vec::new();
        for (i, (key, result)) in keys.iter().zip(results).enumerate() {
            let place = places.get(key.as_ref()).copied().unwrap_or_default();
            let is_new = tests[place].take(result.content, result.found_by);
            if is_new {
                new.push((place, i));
            }
            places_of.push((place, is_new));
        }
        let rows = new.iter().map(|(place, i)| {
            let (test, given) = (&tests[*place], results[*i].given);
            let full_name = given.and_then(|given| given.shown_name(&test.title)).map(Cow::into_owned);
            let twin = given.and_then(|given| given.twin.as_ref());
            let (base, discriminator) = (twin.map(|twin| twin.base.as_str()), twin.map(|twin| twin.discriminator.as_str()));
            let found_by = test.found_by.map(FoundBy::as_str);
            row![project, keys[*i].as_ref(), &test.title, full_name, test.case, found_by, base, discriminator]
        });
        let sql = "INSERT INTO tests (project_id, key, title, full_name, case_id, found_by, base_key, discriminator) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let made = self.0.insert_many(sql, rows)?;
        let changed = tests
            .iter()
            .filter(|test| test.is_changed)
            .filter_map(|test| Some(row![test.id?, &test.title, test.case, test.found_by.map(FoundBy::as_str)]));
        self.0.execute_many("UPDATE tests SET title = ?2, case_id = ?3, found_by = ?4 WHERE id = ?1", changed)?;
        for ((place, _), id) in new.into_iter().zip(made) {
            tests[place].id = Some(TestId(id));
        }
        if let Some(memory) = memory {
            let mut memory = memory.borrow_mut();
            for (key, place) in &places {
                tests[*place].kept().into_iter().for_each(|test| memory.keep_test(project, key, test));
            }
        }
        let id = |place: usize| tests[place].id.ok_or_else(|| Error::Corrupt("a result without a test".into()));
        places_of.into_iter().map(|(place, is_new)| Ok((id(place)?, is_new))).collect()
    }

    /// Gives results whose test is missing one of their own, for a file that was recovered from a damaged one.
    pub(super) fn restore(&self) -> Result<()> {
        const LOST: &str = "(test_id IS NULL OR NOT EXISTS (SELECT 1 FROM tests x WHERE x.id = results.test_id))";
        const KEY: &str = "coalesce('c' || CAST(results.case_id AS TEXT), 's' || results.signature, 't' || results.title) \
                           || coalesce('?' || results.params, '')";
        self.0.execute(
            &format!(
                "INSERT INTO tests (project_id, key, title) \
                 SELECT u.project_id, r.key, max(r.title) FROM (SELECT run_id, title, {KEY} AS key FROM results WHERE {LOST}) AS r \
                 JOIN runs u ON u.id = r.run_id GROUP BY u.project_id, r.key ON CONFLICT DO NOTHING"
            ),
            &[],
        )?;
        self.0.execute(
            &format!(
                "UPDATE results SET test_id = (SELECT t.id FROM tests t JOIN runs u ON u.project_id = t.project_id \
                 WHERE u.id = results.run_id AND t.key = {KEY}) WHERE {LOST}",
            ),
            &[],
        )?;
        self.bound_keys()
    }

    /// Bounds the keys that earlier versions stored in any length. Results of a test whose bounded key another test has go to that one.
    pub(super) fn bound_keys(&self) -> Result<()> {
        let sql = format!("SELECT id FROM tests WHERE length(key) > {MAYBE_LONG} OR length(base_key) > {MAYBE_LONG} ORDER BY id");
        for id in self.0.all(&sql, &[], |r| r.int(0))? {
            let sql = "SELECT project_id, key, base_key FROM tests WHERE id = ?1";
            let (project, key, base) = self.0.one(sql, p![id], |r| Ok((r.int(0)?, r.text(1)?, r.opt_text(2)?)))?;
            let short_base = base.clone().map(identity::bounded);
            let behind_base = base.as_deref().and_then(|base| key.strip_prefix(base));
            let short = match (&short_base, behind_base) {
                (Some(base), Some(rest)) => format!("{base}{rest}"),
                _ => identity::bounded(key.clone()),
            };
            if short == key && short_base == base {
                continue;
            }
            let sql = "SELECT id FROM tests WHERE project_id = ?1 AND key = ?2 AND id <> ?3";
            match self.0.opt(sql, p![project, &short, id], |r| r.int(0))? {
                Some(known) => {
                    self.0.execute("UPDATE results SET test_id = ?2 WHERE test_id = ?1", p![id, known])?;
                    self.0.execute("DELETE FROM tests WHERE id = ?1", p![id])?;
                }
                None => {
                    self.0.execute("UPDATE tests SET key = ?2, base_key = ?3 WHERE id = ?1", p![id, &short, &short_base])?;
                }
            }
        }
        Ok(())
    }

    fn project_of(&self, run: RunId) -> Result<ProjectId> {
        if let Some((of, project)) = self.0.run_project.get()
            && of == run
        {
            return Ok(project);
        }
        let project = self.0.one("SELECT project_id FROM runs WHERE id = ?1", p![run], |r| Ok(ProjectId(r.int(0)?)))?;
        self.0.run_project.set(Some((run, project)));
        Ok(project)
    }
}
