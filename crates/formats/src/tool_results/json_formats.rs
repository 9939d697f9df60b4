//! The formats of JSON documents: a table, and the reader of a document that is in memory.
//!
//! A format says how it is known, where its list of tests is, and how an element of that list is read. Reading element by element
//! (`json_stream.rs`), finding the end of a document that is cut off (`json_cut.rs`) and reading a whole one here follow from that.

use super::json::Json;
use super::json_format::{Document, Head, JsonFormat, JsonReader};
use super::model::ToolResults;
use super::{
    ctrf, cucumber, cypress, gtest, jest, k6, mocha, mochawesome, newman, nightwatch, playwright, pytest_json, qase_report,
    robot_json, rspec, testcafe, webdriverio, xcresult,
};

/// The formats, the ones with the more telling heads first.
static FORMATS: [&JsonFormat; 19] = [
    &robot_json::FORMAT,
    &rspec::FORMAT,
    &mocha::FORMAT,
    &cypress::FORMAT,
    &k6::FORMAT,
    &nightwatch::FORMAT,
    &webdriverio::FORMAT,
    &testcafe::FORMAT,
    &cucumber::FORMAT,
    &gtest::FORMAT,
    &pytest_json::FORMAT,
    &xcresult::FORMAT,
    &newman::FORMAT,
    &jest::JEST,
    &jest::VITEST,
    &qase_report::FORMAT,
    &ctrf::FORMAT,
    &mochawesome::FORMAT,
    &playwright::FORMAT,
];

/// The format of a document by its head; `None` for none of ours.
pub(super) fn find(bytes: &[u8]) -> Option<&'static JsonFormat> {
    let of = |head: &Head<'_>| {
        let is_list = head.is_list()?;
        FORMATS.iter().find(|format| format.path.is_empty() == is_list && (format.is_head)(head)).copied()
    };
    of(&Head::of(bytes)).or_else(|| of(&Head::with_outer_names(bytes)?))
}

/// Reads a document of a format. Gives its number of tests, too.
pub(super) fn read(format: &JsonFormat, value: &Json<'_>) -> (ToolResults, usize) {
    let (mut reader, mut document) = ((format.reader)(), Document::default());
    walk(value, format.path, &mut *reader, &mut document);
    reader.end(&mut document);
    document.finish()
}

fn walk(value: &Json<'_>, path: &[&str], reader: &mut dyn JsonReader, document: &mut Document) {
    let Some((first, path)) = path.split_first() else {
        value.elements().iter().for_each(|element| reader.element(element, document));
        return;
    };
    let Json::Object(members) = value else { return };
    let is_above = |name: &str| name == *first;
    members.iter().filter(|(name, _)| !is_above(name)).for_each(|(name, value)| reader.before(name, value));
    members.iter().filter(|(name, _)| is_above(name)).for_each(|(_, value)| walk(value, path, reader, document));
    reader.rest(value, document);
}
