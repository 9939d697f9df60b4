//! The audit: who changed what around the server, and from where.
//!
//! Changes of users, tokens and projects are noted by their repositories. The server notes further changes of its API, sign-ins and
//! refusals. Rows are added and never changed; [`Audit::forget_refusals`] drops old refusals, because a stranger decides how many come.

use super::db::{Param, Row};
use super::page::Where;
use super::{Aggregate, Result, Source, Tx};
use crate::p;
use serde_json::Value;
use voluptas_core::base::Millis;
use voluptas_core::base::fold::fold;

/// First part of the actions of refusals: `refused-token`, `refused-right`.
pub const REFUSED: &str = "refused-";

/// The audit, in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Audit<'t>(&'t Tx<'t>);

/// One row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditEntry {
    /// Time of the event; of the first one, for several.
    pub at_ms: Millis,
    /// User of the server or person of the command line; `None` for a stranger and for the program itself.
    pub who: Option<String>,
    /// Word of the source of the write ([`Source`]).
    pub source: String,
    /// Address of the client of the server.
    pub address: Option<String>,
    /// Id of the API's operation, or a word such as `create-user`, `sign-in`.
    pub action: String,
    /// Code of the project.
    pub project: Option<String>,
    /// Name, number or hash of the thing.
    pub object: Option<String>,
    /// JSON object with the values that were sent.
    pub detail: Option<String>,
    /// Equal events that the row stands for.
    pub times: i64,
}

/// Filter of the listed rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// First moment.
    pub since_ms: Option<Millis>,
    /// First moment that no longer counts.
    pub until_ms: Option<Millis>,
    /// Name of the user, in any letter case.
    pub who: Option<String>,
    /// Words of which the action has at least one; none means every action.
    pub actions: Vec<String>,
}

impl Tx<'_> {
    /// The audit.
    pub fn audit(&self) -> Audit<'_> {
        Audit(self)
    }
}

fn entry(row: &Row<'_>) -> Result<AuditEntry> {
    Ok(AuditEntry {
        at_ms: row.int(0)?,
        who: row.opt_text(1)?,
        source: row.text(2)?,
        address: row.opt_text(3)?,
        action: row.text(4)?,
        project: row.opt_text(5)?,
        object: row.opt_text(6)?,
        detail: row.opt_text(7)?,
        times: row.int(8)?,
    })
}

/// The conditions of a filter, without the name: names have no folded copy.
fn chosen(filter: &AuditFilter) -> Where<'_> {
    let mut w = Where::new("TRUE", Vec::new());
    for (condition, at) in [("at_ms >= ?", filter.since_ms), ("at_ms < ?", filter.until_ms)] {
        if let Some(at) = at {
            w.and(condition, vec![at.into()]);
        }
    }
    if !filter.actions.is_empty() {
        w.any_of("action", &filter.actions);
    }
    w
}

impl Audit<'_> {
    /// Notes a change by the author of the write. Without an author, in a reading transaction, there is nothing to note.
    pub fn note(&self, action: &str, project: Option<&str>, object: &str, detail: &Value) -> Result<()> {
        let Some(author) = self.0.author() else { return Ok(()) };
        self.0.touch(Aggregate::Other);
        let text = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(ToOwned::to_owned);
        self.add(&AuditEntry {
            at_ms: self.0.now(),
            who: author.who.clone(),
            source: author.source.as_str().to_owned(),
            address: author.address.map(|address| address.to_string()),
            action: action.to_owned(),
            project: text(project),
            object: text(Some(object)),
            detail: detail.as_object().filter(|fields| !fields.is_empty()).map(|_| detail.to_string()),
            times: 1,
        })
    }

    /// [`Self::note`] of a project, unless a request of the API makes the change: the server notes its operations itself.
    pub(super) fn note_unless_api(&self, action: &str, project: &str, detail: &Value) -> Result<()> {
        match self.0.author() {
            Some(author) if author.source != Source::Api => self.note(action, Some(project), project, detail),
            _ => Ok(()),
        }
    }

    /// Adds a row.
    pub fn add(&self, new: &AuditEntry) -> Result<()> {
        self.0.insert(
            "INSERT INTO audit (at_ms, who, source, address, action, project, object, detail, times) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            p![new.at_ms, &new.who, &new.source, &new.address, &new.action, &new.project, &new.object, &new.detail, new.times],
        )?;
        self.0.touch(Aggregate::Service);
        Ok(())
    }

    /// The rows with an id below `before` that a filter chooses, the last stored first, at most `limit`, with their ids.
    pub fn page(&self, filter: &AuditFilter, before: i64, limit: usize) -> Result<Vec<(i64, AuditEntry)>> {
        let mut w = chosen(filter);
        w.and("id < ?", vec![before.into()]);
        let (who, mut found) = (filter.who.as_deref().map(fold), Vec::new());
        let cut = if who.is_some() { String::new() } else { format!("LIMIT {limit}") };
        let columns = "SELECT at_ms, who, source, address, action, project, object, detail, times, id FROM audit";
        self.0.each(&format!("{columns} {} ORDER BY id DESC {cut}", w.sql()), w.params(), |row| {
            if found.len() < limit {
                let (id, row) = (row.int(9)?, entry(row)?);
                if who.as_ref().is_none_or(|who| row.who.as_deref().is_some_and(|name| fold(name) == *who)) {
                    found.push((id, row));
                }
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The rows that a filter chooses, newest first, at most `limit`.
    pub fn list(&self, filter: &AuditFilter, limit: usize) -> Result<Vec<AuditEntry>> {
        let w = chosen(filter);
        let (who, mut found) = (filter.who.as_deref().map(fold), Vec::new());
        let columns = "SELECT at_ms, who, source, address, action, project, object, detail, times FROM audit";
        // Names have no folded copy, so that a name reads every row of the time.
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let cut = if who.is_some() { i64::MAX } else { limit };
        let sql = format!("{columns} {} ORDER BY at_ms DESC, id DESC LIMIT {cut}", w.sql());
        self.0.each(&sql, w.params(), |row| {
            let row = entry(row)?;
            let is_theirs = who.as_ref().is_none_or(|who| row.who.as_deref().is_some_and(|name| fold(name) == *who));
            if is_theirs && i64::try_from(found.len()).unwrap_or(i64::MAX) < limit {
                found.push(row);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Drops refusals before a moment.
    pub fn forget_refusals(&self, before: Millis) -> Result<()> {
        let params: &[Param<'_>] = &[before.into(), format!("{REFUSED}%").into()];
        self.0.execute("DELETE FROM audit WHERE at_ms < ?1 AND action LIKE ?2", params).map(drop)
    }
}
