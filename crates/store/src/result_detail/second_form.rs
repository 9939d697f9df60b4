//! The second form of a result's detail: every text of a step is an id. Rows keep it until their result is written again.

use serde::Deserialize;

use super::detail::{Block, BlockTexts, LabelValue};
use super::step_row::StepRow;

/// Number of the form.
pub(super) const FORM: u8 = 2;

#[derive(Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
pub(super) struct Detail {
    pub(super) steps: Vec<StepRow>,
    pub(super) labels: Vec<(i64, LabelValue)>,
    pub(super) description: Option<String>,
    pub(super) unknown_status: Option<String>,
}

impl From<Detail> for super::detail::Detail {
    fn from(second: Detail) -> Self {
        Self {
            blocks: vec![Block { texts: BlockTexts::Each, steps: second.steps }],
            labels: second.labels,
            description: second.description,
            unknown_status: second.unknown_status,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packed;
    use voluptas_core::domain::result::StepPart;
    use voluptas_core::domain::status::ResultStatus;

    #[test]
    fn a_value_of_an_earlier_version_is_read() {
        let step = StepRow {
            action: 300,
            part: StepPart::Body,
            expected: Some(301),
            data: None,
            status: packed::Status::new(&ResultStatus::Passed, false),
            comment: None,
            start: Some(10),
            took: None,
            end: None,
            files: Vec::new(),
            steps: Vec::new(),
        };
        let labels = vec![(3, LabelValue::Here("v".into()))];
        let second = Detail { steps: vec![step], labels: labels.clone(), description: None, unknown_status: None };
        let read = super::super::decode(&packed::pack_as(FORM, &second).expect("packed")).expect("read");
        assert_eq!(read.labels, labels);
        assert_eq!(read.blocks, [Block { texts: BlockTexts::Each, steps: second.steps }]);
    }
}
