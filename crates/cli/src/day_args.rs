//! Arguments that are days.

use voluptas_core::base::day::Day;
use voluptas_core::base::{Millis, clock};

/// Example of a day, for the message that refuses other text.
pub(super) const DAY: &str = "2026-12-31";

/// The end of a day, or a moment, in milliseconds.
pub(super) fn end(text: &str) -> Result<i64, String> {
    clock::parse_end(text).ok_or_else(|| if clock::is_too_late(text) { clock::LAST_END } else { DAY }.to_owned())
}

/// The begin of a day, or a moment, in milliseconds.
pub(super) fn begin(text: &str) -> Result<i64, String> {
    clock::parse(text).ok_or_else(|| DAY.to_owned())
}

/// The first moment of a due day. A day in the past is accepted: the milestone is overdue.
pub(super) fn due(text: &str) -> Result<Millis, String> {
    Day::parse_due(text).map(Day::begin_ms).ok_or_else(|| DAY.to_owned())
}
