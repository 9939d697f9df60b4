//! The first form of a result's detail: all texts of steps and values of labels are ids, and a step has all its members. Rows keep it until
//! their result is written again.

use serde::Deserialize;

use super::detail::{Block, BlockTexts, LabelValue};
use super::step_row::{FileRow, StepRow};
use crate::packed;
use voluptas_core::domain::result::StepPart;

#[derive(Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
pub(super) struct Detail {
    steps: Vec<Step>,
    labels: Vec<(i64, i64)>,
    description: Option<String>,
    unknown_status: Option<String>,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
struct Step {
    action: i64,
    part: StepPart,
    expected: Option<i64>,
    data: Option<String>,
    status: packed::Status,
    comment: Option<String>,
    start: Option<i64>,
    took: Option<i64>,
    end: Option<i64>,
    files: Vec<FileRow>,
    steps: Vec<Step>,
}

impl From<Detail> for super::detail::Detail {
    fn from(first: Detail) -> Self {
        Self {
            blocks: vec![Block { texts: BlockTexts::Each, steps: first.steps.into_iter().map(StepRow::from).collect() }],
            labels: first.labels.into_iter().map(|(name, value)| (name, LabelValue::Kept(value))).collect(),
            description: first.description,
            unknown_status: first.unknown_status,
        }
    }
}

impl From<Step> for StepRow {
    fn from(first: Step) -> Self {
        Self {
            action: first.action,
            part: first.part,
            expected: first.expected,
            data: first.data,
            status: first.status,
            comment: first.comment,
            start: first.start,
            took: first.took,
            end: first.end,
            files: first.files,
            steps: first.steps.into_iter().map(Self::from).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::domain::status::ResultStatus;

    #[test]
    fn a_value_of_an_earlier_version_is_read() {
        let step = |steps| Step {
            action: 1,
            part: StepPart::SetUp,
            expected: Some(2),
            data: Some("x: 1".into()),
            status: packed::Status::new(&ResultStatus::Failed, false),
            comment: None,
            start: Some(10),
            took: Some(5),
            end: Some(0),
            files: Vec::new(),
            steps,
        };
        let first = Detail {
            steps: vec![step(vec![step(Vec::new())])],
            labels: vec![(3, 4)],
            description: Some("d".into()),
            unknown_status: None,
        };
        let bytes = packed::pack(&first).expect("packed");
        let read = super::super::decode(&bytes).expect("read");
        assert_eq!((read.labels, read.description.as_deref()), (vec![(3, LabelValue::Kept(4))], Some("d")));
        let (outer, inner) = (&read.blocks[0].steps[0], &read.blocks[0].steps[0].steps[0]);
        assert_eq!((outer.action, outer.expected, outer.part, inner.start), (1, Some(2), StepPart::SetUp, Some(10)));
    }
}
