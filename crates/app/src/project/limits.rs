//! Limits of a project: bytes of attachments, results, cases. Front ends that write for other people measure the usage before and
//! after a write.

use super::settings::named;
use serde_json::json;
use voluptas_core::domain::Message;
use voluptas_core::domain::validate::Invalid;
use voluptas_store::project_rules::{Limits, Usage};
use voluptas_store::{Result, Source, Store, Tx};

/// A limit that a write would exceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExceededLimit {
    /// Word for the limited quantity: `attachment_bytes`, `results`, `cases`.
    pub what: &'static str,
    /// The limit.
    pub limit: i64,
}

/// The first limit that a write passed. What was above a limit before may stay and shrink.
pub fn passed(limits: &Limits, before: &Usage, after: &Usage) -> Option<ExceededLimit> {
    let all = [
        ("attachment_bytes", limits.attachment_bytes, before.attachment_bytes, after.attachment_bytes),
        ("results", limits.results, before.results, after.results),
        ("cases", limits.cases, before.cases, after.cases),
    ];
    let is_passed = |(what, limit, before, after): (_, Option<i64>, i64, i64)| {
        limit.filter(|limit| after > *limit && after > before).map(|limit| ExceededLimit { what, limit })
    };
    all.into_iter().find_map(is_passed)
}

/// Limits and usage of a project. Blocks.
///
/// # Errors
/// [`voluptas_store::Error::NotFound`] for an unknown project.
pub fn show(store: &Store, code: &str) -> Result<(Limits, Usage)> {
    store.read(|tx| {
        let project = named(tx, code)?;
        Ok((tx.project_rules().limits(project.id)?, tx.project_rules().usage(project.id)?))
    })
}

/// Replaces the limits of a project.
///
/// # Errors
/// [`voluptas_store::Error::NotFound`] for an unknown project, [`voluptas_store::Error::Invalid`] for a negative limit.
pub fn set(tx: &Tx<'_>, code: &str, limits: &Limits) -> Result<()> {
    let project = named(tx, code)?;
    for (name, value) in [("attachment_bytes", limits.attachment_bytes), ("results", limits.results), ("cases", limits.cases)] {
        if value.is_some_and(|value| value < 0) {
            return Err(Invalid::new(name, Message::new("invalid-limit")).into());
        }
    }
    tx.project_rules().set_limits(project.id, limits)?;
    // The server notes its operations itself.
    if tx.author().is_some_and(|author| author.source != Source::Api) {
        let detail = json!({ "attachment_bytes": limits.attachment_bytes, "results": limits.results, "cases": limits.cases });
        tx.audit().note("set-limits", Some(&project.code), &project.code, &detail)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_growth_beyond_a_limit_passes_it() {
        let limits = Limits { results: Some(10), ..Limits::default() };
        let of = |results| Usage { results, cases: 5, attachment_bytes: 7 };
        assert_eq!(passed(&limits, &of(9), &of(10)), None);
        assert_eq!(passed(&limits, &of(9), &of(11)), Some(ExceededLimit { what: "results", limit: 10 }));
        assert_eq!(passed(&limits, &of(12), &of(12)), None);
        assert_eq!(passed(&limits, &of(12), &of(11)), None);
        assert_eq!(passed(&Limits::default(), &of(1), &of(1000)), None);
    }
}
