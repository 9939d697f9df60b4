//! A step of a result as it is stored. Most members of most steps are blank: a number says which ones there are, and only those follow.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeTuple as _, Serializer};

use crate::packed;
use voluptas_core::domain::result::StepPart;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct StepRow {
    pub(super) action: i64,
    pub(super) part: StepPart,
    pub(super) expected: Option<i64>,
    pub(super) data: Option<String>,
    pub(super) status: packed::Status,
    pub(super) comment: Option<String>,
    /// After the start of the result.
    pub(super) start: Option<i64>,
    pub(super) took: Option<i64>,
    /// After the sum of start and duration: nearly always 0.
    pub(super) end: Option<i64>,
    pub(super) files: Vec<FileRow>,
    pub(super) steps: Vec<StepRow>,
}

/// Bits of the number that says which members a step has, in the order in which they follow. Those of usual steps come first, so that
/// the number takes one byte.
mod has {
    pub(super) const START: u16 = 1;
    pub(super) const TOOK: u16 = 1 << 1;
    /// An end at the sum of start and duration. Nothing follows for it.
    pub(super) const END: u16 = 1 << 2;
    pub(super) const EXPECTED: u16 = 1 << 3;
    pub(super) const FILES: u16 = 1 << 4;
    pub(super) const STEPS: u16 = 1 << 5;
    pub(super) const COMMENT: u16 = 1 << 6;
    pub(super) const DATA: u16 = 1 << 7;
    /// Another part than the body.
    pub(super) const PART: u16 = 1 << 8;
    /// Another end.
    pub(super) const OTHER_END: u16 = 1 << 9;
    pub(super) const ALL: u16 = (1 << 10) - 1;
}

/// Values of a step at most: the number, action and status, and the members.
const MOST: usize = 12;

impl StepRow {
    fn members(&self) -> u16 {
        let bit = |is: bool, bit: u16| if is { bit } else { 0 };
        bit(self.start.is_some(), has::START)
            | bit(self.took.is_some(), has::TOOK)
            | bit(self.end == Some(0), has::END)
            | bit(self.expected.is_some(), has::EXPECTED)
            | bit(!self.files.is_empty(), has::FILES)
            | bit(!self.steps.is_empty(), has::STEPS)
            | bit(self.comment.is_some(), has::COMMENT)
            | bit(self.data.is_some(), has::DATA)
            | bit(!self.part.is_body(), has::PART)
            | bit(self.end.is_some_and(|after| after != 0), has::OTHER_END)
    }
}

impl Serialize for StepRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let members = self.members();
        let mut row = serializer.serialize_tuple(MOST)?;
        row.serialize_element(&members)?;
        row.serialize_element(&self.action)?;
        row.serialize_element(&self.status)?;
        for number in [self.start, self.took, self.expected].into_iter().flatten() {
            row.serialize_element(&number)?;
        }
        if members & has::FILES != 0 {
            row.serialize_element(&self.files)?;
        }
        if members & has::STEPS != 0 {
            row.serialize_element(&self.steps)?;
        }
        for text in [&self.comment, &self.data].into_iter().flatten() {
            row.serialize_element(text)?;
        }
        if members & has::PART != 0 {
            row.serialize_element(&self.part)?;
        }
        if let Some(end) = self.end.filter(|after| *after != 0) {
            row.serialize_element(&end)?;
        }
        row.end()
    }
}

impl<'de> Deserialize<'de> for StepRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Row;

        impl<'de> Visitor<'de> for Row {
            type Value = StepRow;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a step")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<StepRow, A::Error> {
                let members: u16 = next(&mut row)?;
                if members & !has::ALL != 0 {
                    return Err(A::Error::custom("a step of a newer program"));
                }
                let has = |bit: u16| members & bit != 0;
                Ok(StepRow {
                    action: next(&mut row)?,
                    status: next(&mut row)?,
                    start: next_if(has(has::START), &mut row)?,
                    took: next_if(has(has::TOOK), &mut row)?,
                    expected: next_if(has(has::EXPECTED), &mut row)?,
                    files: next_if(has(has::FILES), &mut row)?.unwrap_or_default(),
                    steps: next_if(has(has::STEPS), &mut row)?.unwrap_or_default(),
                    comment: next_if(has(has::COMMENT), &mut row)?,
                    data: next_if(has(has::DATA), &mut row)?,
                    part: next_if(has(has::PART), &mut row)?.unwrap_or_default(),
                    end: next_if(has(has::OTHER_END), &mut row)?.or(has(has::END).then_some(0)),
                })
            }
        }

        deserializer.deserialize_tuple(MOST, Row)
    }
}

fn next<'de, A: SeqAccess<'de>, T: Deserialize<'de>>(row: &mut A) -> Result<T, A::Error> {
    row.next_element()?.ok_or_else(|| A::Error::custom("a step breaks off"))
}

fn next_if<'de, A: SeqAccess<'de>, T: Deserialize<'de>>(is_there: bool, row: &mut A) -> Result<Option<T>, A::Error> {
    is_there.then(|| next(row)).transpose()
}

#[derive(Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct FileRow {
    pub(super) hash: Option<String>,
    pub(super) filename: String,
    pub(super) mime: i64,
    pub(super) size: i64,
    pub(super) url: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::domain::status::ResultStatus;

    fn blank() -> StepRow {
        StepRow {
            action: 300,
            part: StepPart::Body,
            expected: None,
            data: None,
            status: packed::Status::new(&ResultStatus::Passed, false),
            comment: None,
            start: None,
            took: None,
            end: None,
            files: Vec::new(),
            steps: Vec::new(),
        }
    }

    fn file() -> FileRow {
        FileRow { hash: Some("h".into()), filename: "f".into(), mime: 3, size: 4, url: None }
    }

    #[test]
    fn every_choice_of_members_comes_back() {
        for members in 0..=has::ALL {
            let has = |bit: u16| members & bit != 0;
            let row = StepRow {
                start: has(has::START).then_some(5_000),
                took: has(has::TOOK).then_some(0),
                end: if has(has::OTHER_END) { Some(-7) } else { has(has::END).then_some(0) },
                expected: has(has::EXPECTED).then_some(9),
                files: if has(has::FILES) { vec![file(), file()] } else { Vec::new() },
                steps: if has(has::STEPS) { vec![StepRow { data: Some("in".into()), ..blank() }, blank()] } else { Vec::new() },
                comment: has(has::COMMENT).then(String::new),
                data: has(has::DATA).then(|| "x: 1".to_owned()),
                part: if has(has::PART) { StepPart::TearDown } else { StepPart::Body },
                ..blank()
            };
            let bytes = packed::pack_as(2, &row).expect("packed");
            assert_eq!(packed::unpack_as::<StepRow>(2, Some(&bytes), "step").expect("unpacked"), row);
            // A value that breaks off is an error, not another step.
            let end = bytes.len() - 1;
            assert!(packed::unpack_as::<StepRow>(2, Some(&bytes[..end]), "step").is_err());
        }
    }

    #[test]
    fn a_usual_step_is_small() {
        let usual = StepRow { start: Some(1_000), took: Some(40), end: Some(0), ..blank() };
        assert_eq!(packed::pack_as(2, &usual).expect("packed").len(), 9);
    }

    #[test]
    fn unknown_members_are_refused() {
        let bytes = packed::pack_as(2, &(1_u16 << 10, 1_i64, packed::Status::Known(1))).expect("packed");
        assert!(packed::unpack_as::<StepRow>(2, Some(&bytes), "step").is_err());
    }
}
