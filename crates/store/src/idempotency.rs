//! Answers to requests with an idempotency key, kept for a day.

use super::Tx;
use super::error::{Error, Result};
use crate::db::Param;
use crate::{p, row};
use voluptas_core::base::Millis;

/// Time for which an answer is kept: a day.
pub const KEPT: Millis = 86_400_000;
/// Lifetime of a claim. A killed program leaves its claim behind; `holder` lets other programs find out earlier that it was
/// killed.
const CLAIMED: Millis = 15 * 60_000;
/// Status of a claim, which has no answer yet.
const UNDER_WAY: u16 = 0;

/// An answer as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// Hash of the request.
    pub request: String,
    /// The status code.
    pub status: u16,
    /// Headers, one in a line; of a claim, the mark of who executes the request.
    pub headers: String,
    /// The body; `None` for one that was too long.
    pub body: Option<String>,
}

impl KeptAnswer {
    /// True for a claim: the request is being executed and has no answer yet.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        self.status == UNDER_WAY
    }
}

/// A claim as its holder knows it. Another claim of the same key has another holder or began later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnClaim<'h> {
    /// Mark of the holder.
    pub holder: &'h str,
    /// Time of the transaction that made the claim.
    pub since: Millis,
}

/// Gives the row of a claim an answer.
const ANSWER_CLAIM: &str = "UPDATE kept_answers SET status = ?1, headers = ?2, body = ?3, created_ms = ?4 \
                            WHERE key = ?5 AND request = ?6 AND status = 0 AND headers = ?7 AND created_ms = ?8";

/// Kept answers in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Idempotency<'t>(&'t Tx<'t>);

impl Tx<'_> {
    pub fn idempotency(&self) -> Idempotency<'_> {
        Idempotency(self)
    }
}

impl Idempotency<'_> {
    /// The answer that a key of a user got within the last day, or its claim.
    pub fn find(&self, owner: &str, key: &str) -> Result<Option<KeptAnswer>> {
        let sql = "SELECT request, status, headers, body FROM kept_answers WHERE owner = ?1 AND key = ?2 AND created_ms > ?3 \
                   AND (status <> 0 OR created_ms > ?4)";
        self.0.opt(sql, p![owner, key, self.0.now() - KEPT, self.0.now() - CLAIMED], |r| {
            Ok(KeptAnswer {
                request: r.text(0)?,
                status: u16::try_from(r.int(1)?).unwrap_or_default(),
                headers: r.text(2)?,
                body: r.opt_text(3)?,
            })
        })
    }

    /// Gives the answers of a user to another name of the same user.
    pub(super) fn rename_owner(&self, before: &str, after: &str) -> Result<()> {
        if before == after {
            return Ok(());
        }
        // Of somebody who had the name before.
        self.forget_owner(after)?;
        self.0.execute("UPDATE kept_answers SET owner = ?2 WHERE owner = ?1", p![before, after]).map(drop)
    }

    /// Forgets the answers of a user: another one may get the name.
    pub(super) fn forget_owner(&self, owner: &str) -> Result<()> {
        self.0.execute("DELETE FROM kept_answers WHERE owner = ?1", p![owner]).map(drop)
    }

    /// Takes a key for a request that writes in several transactions, executed by `holder`. Returns the existing entry of the
    /// key, if any: an answer, or another claim.
    pub fn claim(&self, owner: &str, key: &str, request: &str, holder: &str) -> Result<Option<KeptAnswer>> {
        if let Some(found) = self.find(owner, key)? {
            return Ok(Some(found));
        }
        self.0.execute("DELETE FROM kept_answers WHERE owner = ?1 AND key = ?2", p![owner, key])?;
        let claim = KeptAnswer { request: request.to_owned(), status: UNDER_WAY, headers: holder.to_owned(), body: None };
        self.keep(owner, key, &claim)?;
        Ok(None)
    }

    /// Gives an own claim up: the request was refused. The claim of who took the key since stays.
    pub fn release(&self, owner: &str, key: &str, own: OwnClaim<'_>) -> Result<()> {
        let sql = "DELETE FROM kept_answers WHERE owner = ?1 AND key = ?2 AND status = 0 AND headers = ?3 AND created_ms = ?4";
        self.0.execute(sql, p![owner, key, own.holder, own.since]).map(drop)
    }

    /// Gives up the claim of a holder that is gone.
    pub fn release_of(&self, owner: &str, key: &str, holder: &str) -> Result<()> {
        let sql = "DELETE FROM kept_answers WHERE owner = ?1 AND key = ?2 AND status = 0 AND headers = ?3";
        self.0.execute(sql, p![owner, key, holder]).map(drop)
    }

    /// Keeps an answer, in place of the claim of the same request, and forgets those of more than a day ago. Two requests with one key cannot
    /// both be written: the second one fails.
    ///
    /// # Errors
    /// [`Error::Duplicate`] where the key has an answer.
    pub fn keep(&self, owner: &str, key: &str, answer: &KeptAnswer) -> Result<()> {
        self.0.execute("DELETE FROM kept_answers WHERE created_ms <= ?1", p![self.0.now() - KEPT])?;
        let kept = self.0.execute(
            "INSERT INTO kept_answers (owner, key, request, status, headers, body, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
             ON CONFLICT (owner, key) DO UPDATE SET status = excluded.status, headers = excluded.headers, body = excluded.body, \
             created_ms = excluded.created_ms WHERE kept_answers.status = 0 AND kept_answers.request = excluded.request",
            p![owner, key, &answer.request, i64::from(answer.status), &answer.headers, answer.body.as_deref(), self.0.now()],
        )?;
        if kept == 0 { Err(Error::Duplicate(key.to_owned())) } else { Ok(()) }
    }

    /// Replaces an own claim by an answer, even if its owner was renamed in the meantime.
    ///
    /// # Errors
    /// [`Error::Duplicate`] if the claim does not exist any more: somebody else may have executed the request, so the transaction
    /// must not commit.
    pub fn keep_claimed(&self, owner: &str, key: &str, own: OwnClaim<'_>, answer: &KeptAnswer) -> Result<()> {
        let mut params: Vec<Param<'_>> = Vec::from(row![
            i64::from(answer.status),
            &answer.headers,
            answer.body.as_deref(),
            self.0.now(),
            key,
            &answer.request,
            own.holder,
            own.since
        ]);
        params.push(owner.into());
        if self.0.execute(&format!("{ANSWER_CLAIM} AND owner = ?9"), &params)? > 0 {
            return Ok(());
        }
        params.pop();
        if self.0.execute(ANSWER_CLAIM, &params)? > 0 { Ok(()) } else { Err(Error::Duplicate(key.to_owned())) }
    }
}
