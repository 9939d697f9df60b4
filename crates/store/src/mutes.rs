//! Mutes of tests. An ended mute stays as a row until it is removed, so that its end can be announced once.

use super::entity::Entity;
use super::error::Result;
use super::page::{IN_LIST, Where};
use super::{Aggregate, Tx};
use crate::db::Row;
use crate::p;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{ProjectId, TestId};
use voluptas_core::domain::mute::{Mute, MuteContent};

/// Mutes in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Mutes<'t>(&'t Tx<'t>);

impl Tx<'_> {
    pub fn mutes(&self) -> Mutes<'_> {
        Mutes(self)
    }
}

/// A mute as the history keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RecordedMute {
    #[serde(flatten)]
    content: MuteContent,
    created_ms: Millis,
}

/// A mute with the title of its test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MutedTest {
    pub mute: Mute,
    /// Title of the test.
    pub title: String,
}

const COLUMNS: &str =
    "SELECT m.test_id, m.reason, m.owner, m.created_ms, m.until_ms, t.title FROM mutes m JOIN tests t ON t.id = m.test_id";

fn mute(r: &Row<'_>) -> Result<Mute> {
    Ok(Mute {
        test: TestId(r.int(0)?),
        content: MuteContent { reason: r.text(1)?, owner: r.opt_text(2)?, until_ms: r.opt_int(4)? },
        created_ms: r.int(3)?,
    })
}

impl Mutes<'_> {
    /// The mutes of a project's tests that hold now.
    pub fn in_force(&self, project: ProjectId) -> Result<BTreeMap<TestId, Mute>> {
        let sql = format!("{COLUMNS} WHERE t.project_id = ?1 AND (m.until_ms IS NULL OR m.until_ms > ?2)");
        Ok(self.0.all(&sql, p![project, self.0.now()], mute)?.into_iter().map(|mute| (mute.test, mute)).collect())
    }

    /// The mutes of a project's tests, with the titles: first the mutes in force, sorted by their end, those without an end last;
    /// then the ended ones, the latest end first.
    pub fn list(&self, project: ProjectId) -> Result<Vec<MutedTest>> {
        let sql = format!(
            "{COLUMNS} WHERE t.project_id = ?1 ORDER BY CASE WHEN m.until_ms IS NULL THEN 1 WHEN m.until_ms > ?2 THEN 0 ELSE 2 END, \
             CASE WHEN m.until_ms > ?2 THEN m.until_ms ELSE -m.until_ms END, t.title, m.test_id"
        );
        self.0.all(&sql, p![project, self.0.now()], |r| Ok(MutedTest { mute: mute(r)?, title: r.text(5)? }))
    }

    /// The tests of a project that are muted now.
    pub fn muted(&self, project: ProjectId) -> Result<BTreeSet<TestId>> {
        Ok(self.in_force(project)?.into_keys().collect())
    }

    /// Mutes a test. Returns the mute that it had, which is replaced.
    ///
    /// # Errors
    /// [`super::Error::Invalid`] for a blank reason.
    pub fn set(&self, test: TestId, content: &MuteContent) -> Result<Option<Mute>> {
        let new = RecordedMute { content: content.checked()?, created_ms: self.0.now() };
        let before = self.write(test, Some(&new))?;
        Ok(before.map(|RecordedMute { content, created_ms }| Mute { test, content, created_ms }))
    }

    /// The state of a test's mute for the history; `None` without the test.
    pub(super) fn recorded(&self, test: TestId) -> Result<Option<Value>> {
        let Some(()) = self.0.opt("SELECT id FROM tests WHERE id = ?1", p![test], |_| Ok(()))? else { return Ok(None) };
        Ok(Some(json!({ "mute": self.read(test)? })))
    }

    /// Restores a recorded mute of a test, or removes the present one.
    pub(super) fn restore(&self, test: TestId, mute: Option<RecordedMute>) -> Result<()> {
        self.write(test, mute.as_ref()).map(drop)
    }

    fn read(&self, test: TestId) -> Result<Option<RecordedMute>> {
        let sql = "SELECT reason, owner, until_ms, created_ms FROM mutes WHERE test_id = ?1";
        self.0.opt(sql, p![test], |r| {
            let content = MuteContent { reason: r.text(0)?, owner: r.opt_text(1)?, until_ms: r.opt_int(2)? };
            Ok(RecordedMute { content, created_ms: r.int(3)? })
        })
    }

    /// Replaces the mute of a test and records the change. Returns the mute that it had.
    fn write(&self, test: TestId, new: Option<&RecordedMute>) -> Result<Option<RecordedMute>> {
        let before = self.read(test)?;
        self.0.execute("DELETE FROM mutes WHERE test_id = ?1", p![test])?;
        if let Some(RecordedMute { content: c, created_ms }) = new {
            // Nobody needs to be told of a mute that comes back after its end.
            let is_told = c.until_ms.is_some_and(|until| until <= self.0.now());
            self.0.execute(
                "INSERT INTO mutes (test_id, reason, owner, created_ms, until_ms, is_told) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                p![test, &c.reason, &c.owner, *created_ms, c.until_ms, is_told],
            )?;
        }
        self.0.touch(Aggregate::Results);
        self.0.record_field(Entity::Mute, test.0, "mute", &json!(before), &json!(new))?;
        Ok(before)
    }

    /// Removes the mute of a test; false when it has none.
    pub fn remove(&self, test: TestId) -> Result<bool> {
        Ok(self.write(test, None)?.is_some())
    }

    /// Ended mutes that were not announced yet, sorted by their end.
    pub fn ended(&self) -> Result<Vec<MutedTest>> {
        let sql = format!(
            "{COLUMNS} WHERE m.until_ms IS NOT NULL AND m.is_told = FALSE AND m.until_ms <= ?1 ORDER BY m.until_ms, t.title"
        );
        self.0.all(&sql, p![self.0.now()], |r| Ok(MutedTest { mute: mute(r)?, title: r.text(5)? }))
    }

    /// Marks ended mutes as told.
    pub fn told(&self, tests: &[TestId]) -> Result<()> {
        for part in tests.chunks(IN_LIST) {
            let mut w = Where::new("TRUE", Vec::new());
            w.any_of("test_id", part.iter().copied());
            self.0.execute(&format!("UPDATE mutes SET is_told = TRUE {}", w.sql()), w.params())?;
        }
        self.0.touch(Aggregate::Other);
        Ok(())
    }
}
