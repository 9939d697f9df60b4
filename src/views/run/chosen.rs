//! The selected results of a run, and the actions that are possible with them.

use crate::action::TestsAction;
use crate::model::rollup::class_of;
use crate::model::runs::RunResults;
use voluptas_core::domain::ids::{ResultId, TestId};
use voluptas_core::domain::result::ResultLine;
use voluptas_core::domain::status::ResultStatus;
use voluptas_ui::theme::{Icon, icons};
use voluptas_ui::widgets::StatusClass;

/// The selected results, looked through once for a selection: all of a large run may be selected.
#[derive(Debug, Default)]
pub(super) struct SelectedResults {
    /// Places of the results among those of the run.
    pub places: Vec<u32>,
    /// Numbers of results by look; looks that none has are left out.
    pub(super) looks: Vec<(StatusClass, usize)>,
    /// Sum of the durations in milliseconds.
    pub(super) took_ms: i64,
    pub(super) deeds: Vec<ResultAction>,
}

impl SelectedResults {
    /// Counts the results at these places.
    pub(super) fn new(places: Vec<u32>, results: &RunResults) -> Self {
        let rows = rows_of(results, &places);
        let number = |look: &StatusClass| rows.iter().filter(|row| class_of(Some(&row.status)) == *look).count();
        Self {
            looks: StatusClass::ALL.into_iter().map(|look| (look, number(&look))).filter(|(_, n)| *n > 0).collect(),
            took_ms: rows.iter().filter_map(|row| row.duration_ms).fold(0, i64::saturating_add),
            deeds: deeds(results, &rows),
            places,
        }
    }
}

pub(super) fn rows_of<'r>(results: &'r RunResults, places: &[u32]) -> Vec<&'r ResultLine> {
    places.iter().filter_map(|place| results.rows.get(*place as usize)).collect()
}

/// Something to do with results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResultAction {
    CreateCase,
    CreateCases,
    LinkCase,
    LinkOtherCase,
    UnlinkCase,
    Mute,
    Unmute,
    /// Only for one result, because each gets an issue of its own.
    CreateIssue(ResultId),
}

impl ResultAction {
    pub(super) fn icon(self) -> Icon {
        match self {
            Self::CreateCase | Self::CreateCases => icons::CASE,
            Self::LinkCase | Self::LinkOtherCase => icons::LINK,
            Self::UnlinkCase => icons::UNLINK,
            Self::Mute => icons::MUTE,
            Self::Unmute => icons::UNMUTE,
            Self::CreateIssue(_) => icons::DEFECT,
        }
    }

    pub(super) fn text_key(self) -> &'static str {
        match self {
            Self::CreateCase => "run-create-case",
            Self::CreateCases => "run-create-cases",
            Self::LinkCase => "run-link-case",
            Self::LinkOtherCase => "run-link-other-case",
            Self::UnlinkCase => "run-unlink-case",
            Self::Mute => "run-mute",
            Self::Unmute => "run-unmute",
            Self::CreateIssue(_) => "run-create-issue",
        }
    }

    /// The action on those of the results that it concerns.
    pub(super) fn action(self, results: &RunResults, rows: &[&ResultLine]) -> TestsAction {
        let tests = |takes: &dyn Fn(&ResultLine) -> bool| -> Vec<TestId> {
            rows.iter().filter(|row| takes(row)).map(|row| row.test).collect()
        };
        let is_loose = |row: &ResultLine| row.case_id.is_none();
        match self {
            Self::CreateCase | Self::CreateCases => {
                let ids: Vec<ResultId> = rows.iter().filter(|row| is_loose(row)).map(|row| row.id).collect();
                TestsAction::CreateCases(results.run, ids)
            }
            Self::LinkCase => TestsAction::AskLink(tests(&is_loose)),
            Self::LinkOtherCase => TestsAction::AskLink(tests(&|_| true)),
            Self::UnlinkCase => TestsAction::Unlink(tests(&|_| true)),
            Self::Mute => TestsAction::AskMute(tests(&|row| !results.mutes.contains_key(&row.test))),
            Self::CreateIssue(result) => TestsAction::CreateIssue(results.run, result),
            Self::Unmute => TestsAction::Unmute(tests(&|row| results.mutes.contains_key(&row.test))),
        }
    }
}

/// True for an outcome that an issue can be made of.
pub fn has_failed(status: &ResultStatus) -> bool {
    matches!(status, ResultStatus::Failed | ResultStatus::Broken | ResultStatus::Blocked | ResultStatus::Invalid)
}

/// Deeds that are possible with results.
pub(super) fn deeds(results: &RunResults, rows: &[&ResultLine]) -> Vec<ResultAction> {
    let mut all = Vec::new();
    if rows.iter().any(|row| row.case_id.is_none()) {
        all.extend([if rows.len() == 1 { ResultAction::CreateCase } else { ResultAction::CreateCases }, ResultAction::LinkCase]);
    } else if rows.len() == 1 {
        all.extend([ResultAction::LinkOtherCase, ResultAction::UnlinkCase]);
    }
    let is_muted = |row: &&ResultLine| results.mutes.contains_key(&row.test);
    all.extend((!rows.iter().all(is_muted)).then_some(ResultAction::Mute));
    all.extend(rows.iter().any(is_muted).then_some(ResultAction::Unmute));
    if let [row] = rows {
        all.extend(has_failed(&row.status).then_some(ResultAction::CreateIssue(row.id)));
    }
    all
}
