//! The quality gate of a finished run: the rules of the file beside the workspace.

use super::super::texts::status;
use crate::error::ApiResult;
use voluptas_app::runs::compare::SinceBefore;
use voluptas_app::runs::gate::{BothFigures, RulesFile, Verdict, short_found, words};
use voluptas_core::domain::run::{Run, RunState};
use voluptas_i18n::Tr;
use voluptas_store::{Store, Tx};

/// The verdict of the gate in words.
#[derive(Debug)]
pub struct GateVerdict {
    /// Class of its colour, and the icon.
    pub class: &'static str,
    pub title: String,
    /// The broken rules, or why the rules cannot be read; empty where the gate is met.
    pub lines: Vec<String>,
}

impl GateVerdict {
    pub fn is_met(&self) -> bool {
        self.class == "passed"
    }
}

/// The rules beside the workspace; `None` without them. Reads a file: to be called outside of a transaction.
pub fn rules(store: &Store) -> Option<RulesFile> {
    RulesFile::beside(store)
}

/// Judges a run. `None` without rules, and for a run that goes on.
pub fn judge(
    tr: Tr,
    tx: &Tx<'_>,
    run: &Run,
    since: Option<&SinceBefore>,
    rules: Option<&RulesFile>,
) -> ApiResult<Option<GateVerdict>> {
    let Some(rules) = rules.filter(|_| run.state != RunState::Active) else { return Ok(None) };
    let (class, key, lines) = match rules.judge(&BothFigures::read(tx, run, since)?) {
        Verdict::Unreadable(_) => ("broken", "run-gate-unreadable", Vec::new()),
        Verdict::Judged(broken) if broken.is_empty() => ("passed", "run-gate-met", Vec::new()),
        Verdict::Judged(broken) => {
            let line = |rule| words(tr, rule, short_found(tr, rule), |found| status(tr, found).word);
            ("failed", "run-gate-broken", broken.iter().map(line).collect())
        }
    };
    Ok(Some(GateVerdict { class, title: tr.text(key).into_owned(), lines }))
}
