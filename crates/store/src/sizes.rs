//! Sizes of rows before they are read: a page of a hundred rows may hold a hundred texts of 16 MB.

use super::Tx;
use super::error::Result;
use super::result_detail;
use crate::db::Param;
use crate::db::dialect::IDS;
use rustc_hash::{FxHashMap, FxHashSet};

/// A kind of row with long texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SizedRow {
    Case,
    Result,
    SharedStep,
    Defect,
    Review,
}

/// Longest detail of a result whose texts are looked up. A longer one counts as a row that is read alone.
const DETAIL: i64 = 64 * 1024;
/// Size of a result with a longer detail, besides that detail.
const UNKNOWN: u64 = 16 << 20;

impl SizedRow {
    /// Query of row id and bytes of texts. `octet_length` of a column reads no text.
    fn sql(self) -> String {
        let sum = |columns: &[&str]| {
            columns.iter().map(|column| format!("coalesce(octet_length({column}), 0)")).collect::<Vec<_>>().join(" + ")
        };
        match self {
            Self::Case => format!(
                "SELECT c.id, {} + coalesce((SELECT CAST(sum({}) AS BIGINT) FROM case_steps s WHERE s.case_id = c.id), 0) \
                 FROM cases c WHERE c.id IN {IDS}",
                sum(&[
                    "c.description",
                    "c.preconditions",
                    "c.postconditions",
                    "c.expected_result",
                    "c.parameters",
                    "c.attachments"
                ]),
                sum(&["s.action", "s.expected", "s.data"])
            ),
            Self::Result => format!(
                "SELECT r.id, {}, octet_length(r.detail), CASE WHEN octet_length(r.detail) <= {DETAIL} THEN r.detail END \
                 FROM results r WHERE r.id IN {IDS}",
                sum(&["r.comment", "r.stacktrace", "r.params", "r.fields", "r.attachments"])
            ),
            Self::SharedStep => format!("SELECT s.id, {} FROM shared_steps s WHERE s.id IN {IDS}", sum(&["s.steps"])),
            Self::Defect => {
                format!("SELECT d.id, {} FROM defects d WHERE d.id IN {IDS}", sum(&["d.actual_result", "d.custom_fields"]))
            }
            Self::Review => format!("SELECT v.id, {} FROM case_reviews v WHERE v.id IN {IDS}", sum(&["v.proposal"])),
        }
    }
}

impl Tx<'_> {
    /// Bytes of the texts of rows, in the order of their ids. Missing rows have none.
    pub fn text_sizes(&self, kind: SizedRow, ids: &[i64]) -> Result<Vec<u64>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut sizes: FxHashMap<i64, u64> = FxHashMap::default();
        let mut kept: Vec<(i64, FxHashSet<i64>)> = Vec::new();
        self.each(&kind.sql(), &[Param::json(ids)], |r| {
            let (id, mut size) = (r.int(0)?, bytes(r.int(1)?));
            if kind == SizedRow::Result {
                size += bytes(r.opt_int(2)?.unwrap_or(0));
                match r.opt_bytes(3)? {
                    Some(detail) => {
                        let mut texts = FxHashSet::default();
                        result_detail::decode(detail)?.texts(&mut texts);
                        kept.push((id, texts));
                    }
                    None if r.opt_int(2)?.is_some() => size += UNKNOWN,
                    None => {}
                }
            }
            sizes.insert(id, size);
            Ok(())
        })?;
        self.add_kept_texts(&kept, &mut sizes)?;
        Ok(ids.iter().map(|id| sizes.get(id).copied().unwrap_or(0)).collect())
    }

    /// Adds the sizes of texts that rows of `texts` hold.
    fn add_kept_texts(&self, kept: &[(i64, FxHashSet<i64>)], sizes: &mut FxHashMap<i64, u64>) -> Result<()> {
        let all: FxHashSet<i64> = kept.iter().flat_map(|(_, texts)| texts.iter().copied()).collect();
        if all.is_empty() {
            return Ok(());
        }
        let mut of_text: FxHashMap<i64, u64> = FxHashMap::default();
        let sql = format!("SELECT id, octet_length(text) FROM texts WHERE id IN {IDS}");
        self.each(&sql, &[Param::json(&all.into_iter().collect::<Vec<_>>())], |r| {
            of_text.insert(r.int(0)?, bytes(r.int(1)?));
            Ok(())
        })?;
        for (id, texts) in kept {
            let more: u64 = texts.iter().filter_map(|text| of_text.get(text)).sum();
            *sizes.entry(*id).or_default() += more;
        }
        Ok(())
    }
}

fn bytes(length: i64) -> u64 {
    u64::try_from(length).unwrap_or(0)
}
