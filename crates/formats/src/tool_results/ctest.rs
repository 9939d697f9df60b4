//! CTest: `Test.xml` of `ctest -T Test`. Other files of CTest have the same root element and no tests.

use std::io::Read;

use super::model::{Attempt, FileContent, RunError, RunFacts, ToolFile};
use super::status::{filled, of_word, seconds};
use super::xml_steps::{DocumentSummary, Step, to_the_end};
use crate::FormatError;
use crate::xml::{Events, Node, Walk};
use base64::Engine as _;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use voluptas_core::base::Millis;
use voluptas_core::domain::status::ResultStatus;

/// Maximum number of bytes of a packed output that are kept.
const MAX_OUTPUT: u64 = 16 << 20;
/// Bytes of packed outputs that are kept of all tests together, and how many times longer than it is packed an output may be beyond that: a few bytes
/// can stand for very many.
const ROOM: u64 = 64 << 20;
const TIMES_LONGER: u64 = 16;

/// Hands over the attempts of a document whose root element was begun, one by one.
pub(super) fn each(root: &Node, events: &mut Events<'_>, take: &mut dyn FnMut(Attempt)) -> Result<DocumentSummary, FormatError> {
    let mut run = RunFacts::default();
    let mut room = ROOM;
    let cut = to_the_end(events, |events| {
        match events.next()? {
            Walk::Start(node) if node.name == "Testing" => {
                run.name = filled(root.attribute("BuildName")).filter(|name| name != "(empty)");
            }
            Walk::Start(node) if node.name == "TestList" => {
                let list = events.node(node)?;
                let named = list.all("Test").filter(|test| !test.text.trim().is_empty()).count() as u64;
                run.stated.tests = Some(run.stated.tests.unwrap_or_default().saturating_add(named));
            }
            Walk::Start(node) if node.name == "Test" => {
                let test = events.node(node)?;
                if let Some(error) = not_started(&test) {
                    run.add_error(error);
                }
                take(attempt(&test, &mut room));
                return Ok(Step::Test);
            }
            Walk::Start(node) if node.name == "StartTestTime" => run.start_ms = moment(&events.node(node)?),
            Walk::Start(node) if node.name == "EndTestTime" => run.end_ms = moment(&events.node(node)?),
            Walk::Start(_) => events.skip()?,
            Walk::End => {}
            Walk::Done => return Ok(Step::Done),
        }
        Ok(Step::Other)
    })?;
    Ok((run, cut))
}

/// A moment in seconds since 1970.
fn moment(node: &Node) -> Option<Millis> {
    node.text.trim().parse::<Millis>().ok()?.checked_mul(1000)
}

/// The value that a test has under a name; blank without one.
fn measured<'n>(test: &'n Node, name: &str) -> &'n str {
    let mut values = test.child("Results").into_iter().flat_map(|results| &results.children);
    let value = values.find(|value| value.name == "NamedMeasurement" && value.attribute("name") == name);
    value.map_or("", |value| value.get("Value"))
}

/// The error of a test that CTest could not start. It fails its run, although the file says that it was not run. Tests that are switched off or
/// skip themselves do not.
fn not_started(test: &Node) -> Option<RunError> {
    let reason = measured(test, "Completion Status");
    let is_off = reason.starts_with("SKIP_") || reason.eq_ignore_ascii_case("disabled");
    if !test.attribute("Status").eq_ignore_ascii_case("notrun") || is_off {
        return None;
    }
    let message = if reason.is_empty() { "The test was not run." } else { reason }.to_owned();
    Some(RunError { message, trace: None, source: filled(test.get("Name")) })
}

/// A path below the folder of the build; `None` for one outside of it, which is another on each machine.
fn within(path: &str) -> Option<&str> {
    let path = path.strip_prefix("./").unwrap_or(path);
    let is_outside = path.starts_with(['.', '/', '\\']) || path.get(1..2) == Some(":");
    (!is_outside && !path.is_empty()).then_some(path)
}

fn attempt(test: &Node, room: &mut u64) -> Attempt {
    let name = test.get("Name");
    let full_name = within(test.get("FullName")).filter(|full| full.ends_with(name)).unwrap_or(name);
    let (word, code) = (test.attribute("Status"), measured(test, "Exit Code"));
    let status = match of_word(word) {
        // Timeouts, signals and commands that do not exist.
        Some(ResultStatus::Failed) if !["", "failed", "completed"].contains(&code.to_ascii_lowercase().as_str()) => {
            Some(ResultStatus::Broken)
        }
        status => status,
    };
    let labels = test.child("Labels").into_iter().flat_map(|labels| labels.all("Label"));
    let output = test.child("Results").and_then(|results| results.child("Measurement")?.child("Value"));
    let output = output.and_then(|value| unpacked(value, room));
    let file =
        |bytes| ToolFile { name: "system-out.txt".to_owned(), mime: "text/plain".to_owned(), content: FileContent::Bytes(bytes) };
    let mut attempt = Attempt {
        name: name.to_owned(),
        full_name: full_name.to_owned(),
        suites: within(test.get("Path")).map(str::to_owned).into_iter().collect(),
        duration_ms: seconds(measured(test, "Execution Time")),
        labels: labels.filter_map(|label| Some(("tag".to_owned(), filled(label.text.trim())?))).collect(),
        files: output.map(file).into_iter().collect(),
        line: Some(test.line),
        ..Attempt::default()
    };
    attempt.judge(status, word);
    attempt.message = match attempt.status {
        ResultStatus::Passed => None,
        _ => reason(test),
    };
    attempt
}

/// Why a test did not pass.
fn reason(test: &Node) -> Option<String> {
    let (code, value) = (measured(test, "Exit Code"), measured(test, "Exit Value"));
    let ended = match (code, value) {
        ("", "") => None,
        (code, "") => Some(code.to_owned()),
        ("", value) => Some(format!("exit value {value}")),
        (code, value) => Some(format!("{code} (exit value {value})")),
    };
    let completed = || filled(measured(test, "Completion Status")).filter(|status| status != "Completed");
    filled(measured(test, "Fail Reason")).or(ended).or_else(completed)
}

/// The output of a test, unpacked as far as there is room.
fn unpacked(value: &Node, room: &mut u64) -> Option<Vec<u8>> {
    let text = filled(value.text.as_str())?;
    if !value.attribute("encoding").eq_ignore_ascii_case("base64") {
        return Some(text.into_bytes());
    }
    let packed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let Ok(bytes) = base64::engine::general_purpose::STANDARD.decode(packed) else { return Some(text.into_bytes()) };
    if value.attribute("compression").is_empty() {
        return Some(bytes);
    }
    let mut plain = Vec::new();
    *room = room.saturating_add(TIMES_LONGER * bytes.len() as u64);
    let most = MAX_OUTPUT.min(*room);
    // CTest calls its packing gzip and writes a stream of zlib.
    let read = if bytes.starts_with(&[0x1f, 0x8b]) {
        MultiGzDecoder::new(&bytes[..]).take(most).read_to_end(&mut plain)
    } else {
        ZlibDecoder::new(&bytes[..]).take(most).read_to_end(&mut plain)
    };
    *room = room.saturating_sub(plain.len() as u64);
    match read {
        Err(_) if plain.is_empty() => Some(text.into_bytes()),
        _ => Some(plain).filter(|plain| !plain.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn packed_outputs_of_all_tests_have_one_room() {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all("x".repeat(1 << 20).as_bytes()).expect("bytes");
        let packed = base64::engine::general_purpose::STANDARD.encode(packer.finish().expect("bytes"));
        let attributes = [("encoding", "base64"), ("compression", "gzip")];
        let value = Node {
            name: "Value".to_owned(),
            attributes: attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            text: packed,
            ..Node::default()
        };
        let mut room = 3 << 19;
        let lengths: Vec<usize> = (0..3).map(|_| unpacked(&value, &mut room).map_or(0, |output| output.len())).collect();
        assert_eq!(lengths[0], 1 << 20);
        assert!((1 << 19..1 << 20).contains(&lengths[1]) && lengths[2] < 1 << 17, "{lengths:?}");
    }
}
