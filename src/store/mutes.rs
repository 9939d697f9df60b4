//! Mutes of tests. An ended mute stays as a row until it is removed, so that a person can be told of its end once.

use super::error::Result;
use super::page::{IN_LIST, Where};
use super::{Aggregate, Tx};
use crate::domain::ids::{ProjectId, TestId};
use crate::domain::mute::{Mute, MuteContent};
use crate::p;
use crate::store::db::Row;
use std::collections::{BTreeMap, BTreeSet};

/// Mutes in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Mutes<'t>(&'t Tx<'t>);

impl Tx<'_> {
    /// The mutes.
    #[must_use]
    pub fn mutes(&self) -> Mutes<'_> {
        Mutes(self)
    }
}

/// A mute that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedMute {
    /// The mute.
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

    /// The tests of a project that are muted now.
    pub fn muted(&self, project: ProjectId) -> Result<BTreeSet<TestId>> {
        Ok(self.in_force(project)?.into_keys().collect())
    }

    /// Mutes a test. A mute that it has is replaced.
    ///
    /// # Errors
    /// [`super::Error::Invalid`] for a blank reason.
    pub fn set(&self, test: TestId, content: &MuteContent) -> Result<()> {
        let c = content.checked()?;
        self.0.execute("DELETE FROM mutes WHERE test_id = ?1", p![test])?;
        self.0.execute(
            "INSERT INTO mutes (test_id, reason, owner, created_ms, until_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
            p![test, &c.reason, &c.owner, self.0.now(), c.until_ms],
        )?;
        self.0.touch(Aggregate::Results);
        Ok(())
    }

    /// Removes the mute of a test; false when it has none.
    pub fn remove(&self, test: TestId) -> Result<bool> {
        let removed = self.0.execute("DELETE FROM mutes WHERE test_id = ?1", p![test])?;
        self.0.touch(Aggregate::Results);
        Ok(removed > 0)
    }

    /// Ended mutes that nobody was told of, those that ended first first.
    pub fn ended(&self) -> Result<Vec<EndedMute>> {
        let sql = format!(
            "{COLUMNS} WHERE m.until_ms IS NOT NULL AND m.is_told = FALSE AND m.until_ms <= ?1 ORDER BY m.until_ms, t.title"
        );
        self.0.all(&sql, p![self.0.now()], |r| Ok(EndedMute { mute: mute(r)?, title: r.text(5)? }))
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
