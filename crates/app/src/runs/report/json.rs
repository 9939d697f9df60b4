//! The report as JSON: one object with the run, its groups of failures, its tests and its cases without a result. [`super::model`]
//! describes the fields.

use std::io::Write;

use super::model::FORMAT;
use super::outcome::{Error, ReportCounts};
use super::read::{Groups, Source};
use voluptas_store::Tx;

/// Writes the report. One test a line, so that tools can read it piece by piece.
pub(super) fn write(tx: &Tx<'_>, source: &Source, out: &mut dyn Write) -> Result<ReportCounts, Error> {
    write!(out, "{{\"format\":\"{FORMAT}\",\"run\":")?;
    serde_json::to_writer(&mut *out, &source.head)?;
    write!(out, ",\n\"tests\":[")?;
    let (mut groups, mut written) = (Groups::default(), ReportCounts::default());
    source.each(tx, &mut |test| {
        groups.add(&test);
        out.write_all(if written.tests == 0 { b"\n" } else { b",\n" })?;
        written.tests += 1;
        Ok(serde_json::to_writer(&mut *out, &test)?)
    })?;
    write!(out, "\n],\n\"untested\":[")?;
    let mut is_first = true;
    source.each_untested(tx, &mut |test| {
        out.write_all(if std::mem::take(&mut is_first) { b"\n" } else { b",\n" })?;
        Ok(serde_json::to_writer(&mut *out, &test)?)
    })?;
    write!(out, "\n],\n\"failure_groups\":")?;
    serde_json::to_writer(&mut *out, &groups.finish())?;
    writeln!(out, "}}")?;
    Ok(written)
}
