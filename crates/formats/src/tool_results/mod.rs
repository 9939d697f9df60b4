//! Files of results that test tools write: Allure 1 and 2, JUnit XML, TRX, NUnit, xUnit, Robot Framework, Cucumber JSON, Playwright
//! JSON, CTRF, Cypress, TestCafe, WebdriverIO, Nightwatch, Mocha, Mochawesome, TestNG, TAP, `go test -json`, GoogleTest JSON, XML of CTest, Catch2, doctest, QtTest and Boost.Test, pytest-json-report, pytest-reportlog, Xcode, Jest, Vitest, RSpec,
//! Newman, k6, Cucumber messages, Dart and Flutter, Rust's test programs, the reports of Qase's reporters and runs of TestRail.
//!
//! [`read`] turns one file into [`Attempt`]s, as the file has them: what is an attempt of what, and which one counts, is decided by
//! the layer that stores them. [`read_in_parts`] does so for large files of XML and of JSON that is no Allure's. The content tells the format; only the small files of an Allure folder are known by their names.
//! The words of each tool for an outcome are mapped in [`status`].

mod allure1;
mod allure2;
mod boost_test;
mod catch2;
mod check;
mod ctest;
mod ctrf;
mod cucumber;
mod cucumber_messages;
mod cucumber_steps;
mod cypress;
mod dart_test;
mod failsafe;
mod go_test;
mod gtest;
mod jest;
mod json;
mod json_cut;
mod json_format;
mod json_formats;
mod json_stream;
mod junit;
mod junit_suites;
mod junit_writers;
mod k6;
mod libtest;
mod line_formats;
mod line_reader;
mod mocha;
mod mochawesome;
mod model;
mod newman;
mod nightwatch;
mod nunit;
mod playwright;
mod pytest_json;
mod qase_report;
mod qttest;
mod reportlog;
mod robot;
mod robot_json;
mod rspec;
mod sequence;
mod status;
mod tap;
mod tap_lines;
mod tap_times;
mod testcafe;
mod testng;
mod testrail;
mod testrail_csv;
mod testrail_words;
mod trx;
mod unnamed;
mod webdriverio;
mod xcresult;
mod xml_steps;
mod xml_tests;
mod xunit;

use std::borrow::Cow;
use std::io::Read;

use super::xml::{self, Events, Walk};
use super::xml_stream::{self, TextStream};
use super::{BrokenReason, FormatError};
use json_format::JsonFormat;
use json_stream::PART;
use model::base;
use status::Decimals;
use xml_tests::{Hints, TimeWatch};

pub use json_cut::CutFinder;
pub use model::{
    Attempt, Container, Cut, FileContent, MASK, Param, Piece, Repeat, RunError, RunFacts, Stated, ToolFile, ToolFormat,
    ToolResults, ToolStep,
};
pub use testrail::{ATTACHMENTS, COMPLETED};

/// True for a name by which the files of an Allure folder are known, whatever they hold.
pub fn is_attachment(name: &str) -> bool {
    let name = base(name);
    let Some((stem, _)) = name.split_once("-attachment") else { return false };
    stem.len() == 36 && stem.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

/// True for a name that says attachment, whatever stands before: the adapters of some languages make short names. Unlike
/// [`is_attachment`] it says nothing of files that may hold results.
pub fn is_named_attachment(name: &str) -> bool {
    base(name).split_once("-attachment").is_some_and(|(_, rest)| rest.is_empty() || rest.starts_with('.'))
}

/// Reads a file. `file` is its name or path, for messages and for the files of an Allure folder. JSON may be in UTF-16.
///
/// # Errors
/// The file is of a known format and cannot be read: nothing of it was taken. XML, and JSON with a list of tests, that is cut off or malformed
/// gives the tests before ([`ToolResults::cut`]).
pub fn read(file: &str, bytes: &[u8]) -> Result<Piece, FormatError> {
    if is_attachment(file) {
        return Ok(Piece::Beside);
    }
    let bytes = &*json_of_utf16(bytes);
    let bytes = &*xml_of_utf16(bytes);
    let bytes = qase_report::of_jsonp(bytes);
    if let Some(piece) = allure2::read_by_name(file, bytes)? {
        return Ok(piece);
    }
    if let Some(format) = line_formats::sniff(bytes) {
        return line_formats::read(file, format, bytes).map(|results| Piece::Results(format, Box::new(results)));
    }
    let head = bytes.iter().position(|b| !b.is_ascii_whitespace() && !matches!(b, 0xef | 0xbb | 0xbf));
    let piece = match head.and_then(|at| bytes.get(at)) {
        Some(b'<') => read_xml(file, bytes, 0),
        Some(b'{' | b'[') => read_json_in_any_encoding(file, bytes),
        _ if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) => read_xml(file, bytes, 0),
        _ => Ok(Piece::Other),
    }?;
    if piece == Piece::Other && testrail_csv::is_known(bytes) {
        let results = testrail_csv::read(file, bytes)?;
        return Ok(Piece::Results(ToolFormat::Testrail, Box::new(results)));
    }
    match xml_behind_output(file, bytes) {
        Some(at) if piece == Piece::Other && !is_markup(bytes) => read_xml(file, bytes, at),
        _ => Ok(piece),
    }
}

/// True for bytes that begin as XML does. A line of output may begin with an angle bracket, too.
fn is_markup(bytes: &[u8]) -> bool {
    let begin = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes).trim_ascii_start();
    let is_name = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b'?' | b'!' | b'_' | b':') || !b.is_ascii();
    begin.first() == Some(&b'<') && begin.get(1).is_none_or(is_name)
}

/// True for bytes that cannot be XML, whatever wrote them: they begin with something else than markup, in every encoding.
pub fn is_no_xml(bytes: &[u8]) -> bool {
    if super::text::has_mark(bytes) || bytes.contains(&0) {
        return super::text::readable(bytes).is_none_or(|text| !is_markup(text.as_bytes()));
    }
    !is_markup(bytes)
}

/// Beginnings of documents of test tools.
const ROOTS: [&str; 14] = [
    "<?xml",
    "<Catch",
    "<Catch2TestRun",
    "<doctest",
    "<testsuites",
    "<testsuite",
    "<TestRun",
    "<TestLog",
    "<TestResult",
    "<test-run",
    "<test-results",
    "<assemblies",
    "<assembly",
    "<robot",
];

/// The place at which a document begins in a file of XML behind lines of console output: a program wrote its messages where its report
/// went. `None` for a file that begins with its document, and for a file of another name: texts may hold examples.
fn xml_behind_output(file: &str, bytes: &[u8]) -> Option<usize> {
    let is_xml = [".xml", ".trx"].iter().any(|end| file.len() > end.len() && file.to_ascii_lowercase().ends_with(end));
    if !is_xml {
        return None;
    }
    let is_root = |line: &[u8]| {
        let ends_name = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'>' | b'/');
        ROOTS.iter().any(|root| line.strip_prefix(root.as_bytes()).is_some_and(|rest| rest.first().is_some_and(ends_name)))
    };
    let mut at = 0;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        let begin = line.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or_default();
        if is_root(&line[begin..]) {
            return Some(at + begin).filter(|at| *at > 0);
        }
        at += line.len();
    }
    None
}

/// Name of the encoding of JSON in UTF-16, which PowerShell's `>` writes; `None` for other bytes. The byte order mark may be missing.
pub fn utf16_json(head: &[u8]) -> Option<&'static str> {
    let (pairs, _) = head.as_chunks::<2>();
    let begins = |unit: fn([u8; 2]) -> u16| {
        let is_before = |unit: &u16| matches!(unit, 0xfeff | 0x20 | 0x09 | 0x0a | 0x0d);
        let first = pairs.iter().map(|pair| unit(*pair)).find(|unit| !is_before(unit));
        first == Some(u16::from(b'{')) || first == Some(u16::from(b'['))
    };
    if begins(u16::from_le_bytes) { Some("UTF-16LE") } else { begins(u16::from_be_bytes).then_some("UTF-16BE") }
}

/// XML in UTF-16 without a byte order mark as UTF-8; other bytes as they are.
fn xml_of_utf16(bytes: &[u8]) -> Cow<'_, [u8]> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let begins = |unit: fn([u8; 2]) -> u16| {
        let mut units = pairs.iter().map(|pair| unit(*pair)).skip_while(|unit| matches!(unit, 0x20 | 0x09 | 0x0a | 0x0d));
        units.next() == Some(u16::from(b'<'))
    };
    let encoding = [("UTF-16LE", begins(u16::from_le_bytes)), ("UTF-16BE", begins(u16::from_be_bytes))];
    let found = encoding.into_iter().find(|(_, is_it)| *is_it).and_then(|(name, _)| super::text::Charset::for_label(name));
    let text = found.and_then(|charset| super::text::decode(bytes, Some(charset)));
    text.map_or(Cow::Borrowed(bytes), |decoded| Cow::Owned(decoded.text.into_owned().into_bytes()))
}

/// JSON in UTF-16 as UTF-8; other bytes as they are.
pub fn json_of_utf16(bytes: &[u8]) -> Cow<'_, [u8]> {
    let text = utf16_json(bytes).and_then(|encoding| super::text::decode(bytes, super::text::Charset::for_label(encoding)));
    text.map_or(Cow::Borrowed(bytes), |decoded| Cow::Owned(decoded.text.into_owned().into_bytes()))
}

/// True for the beginning of a file of a format of lines, such as TAP and `go test -json`.
pub fn has_lines(head: &[u8]) -> bool {
    line_formats::sniff(head).is_some()
}

/// True for the beginning of a file of a format that [`read_in_parts`] reads: XML, JSON and lines of tools.
pub fn has_parts(file: &str, head: &[u8]) -> bool {
    if has_lines(head) {
        return true;
    }
    if json_format(head).is_some() {
        return true;
    }
    let head = &head[xml_start(file, head)..];
    if !xml_stream::is_known(head) {
        return false;
    }
    let mut events = Events::of(file, Box::new(TextStream::new(head, head)));
    matches!(events.next(), Ok(Walk::Start(root)) if xml_tests::format(&root).is_some())
}

/// True for a document whose content says that a known tool wrote it. Files of Allure are known by their names alone.
fn is_of_known_tool(file: &str, bytes: &[u8]) -> bool {
    let is_xml = || bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'<') && has_parts(file, bytes);
    json_format(bytes).is_some() || is_xml()
}

/// The place at which a document of XML begins: behind console output, if there is some.
fn xml_start(file: &str, head: &[u8]) -> usize {
    match head.iter().find(|b| !b.is_ascii_whitespace()) {
        Some(b'<' | 0xef | 0xff | 0xfe) | None => 0,
        _ => xml_behind_output(file, head).unwrap_or_default(),
    }
}

/// True for the beginning of JSON without a byte order mark.
pub fn is_json(head: &[u8]) -> bool {
    head.iter().find(|b| !b.is_ascii_whitespace()).is_some_and(|b| matches!(b, b'{' | b'['))
}

/// Facts of a large file that a first reading learns for the second one.
#[derive(Default)]
pub struct FirstPass {
    /// Classes of the tests of a TRX file, which may stand behind their results.
    definitions: Option<trx::Definitions>,
    /// Sign of decimals in the times of XML, where a time behind its head tells it.
    decimals: Decimals,
    /// Line at which JSON is cut off, and true where it is malformed there. The second reading gets only the part that [`CutFinder`] found.
    cut_at: Option<(u64, bool)>,
    /// The next reading need not hand attempts over.
    only_looks: bool,
}

impl FirstPass {
    /// For a first reading that only has to tell whether the file can be read to its end, and where it is cut off. JUnit XML is then handed
    /// over without attempts.
    pub fn that_only_looks() -> Self {
        Self { only_looks: true, ..Self::default() }
    }

    /// Notes that a document of JSON is cut off at a line, or malformed there.
    pub fn cut_at(&mut self, line: u64, is_malformed: bool) {
        self.cut_at = Some((line, is_malformed));
    }
}

/// The finder for a large document that begins with `head`; `None` where it is no JSON of a known format.
pub fn cut_finder(head: &[u8]) -> Option<CutFinder> {
    document_format(head).map(CutFinder::new)
}

/// The format of a document of JSON that begins with `head`.
pub fn json_format(head: &[u8]) -> Option<ToolFormat> {
    if is_json(head) && cucumber_messages::is_known(head) {
        return Some(ToolFormat::CucumberMessages);
    }
    document_format(head).map(|format| format.format)
}

fn document_format(head: &[u8]) -> Option<&'static JsonFormat> {
    is_json(head).then(|| json_formats::find(head)).flatten()
}

/// Reads a large file that begins with `head`, and hands it over in parts, so that memory does not grow with its length. The last part
/// has the facts about the run and the end of a file that is cut off. A file is read twice with the same `before`: the first reading of TRX hands
/// nothing over, and that of other XML may know less of the form of its times.
///
/// # Errors
/// The file cannot be read to its end. The parts before were handed over.
pub fn read_in_parts(
    file: &str,
    head: &[u8],
    mut source: impl Read,
    before: &mut FirstPass,
    take: &mut dyn FnMut(ToolResults),
) -> Result<ToolFormat, FormatError> {
    if let Some(format) = line_formats::sniff(head) {
        return lines_in_parts(file, format, TextStream::new(head, source), take).map(|()| format);
    }
    if json_format(head) == Some(ToolFormat::CucumberMessages) {
        return cucumber_messages::each(file, source, take).map(|()| ToolFormat::CucumberMessages);
    }
    if let Some(format) = document_format(head) {
        return json_stream::each(file, format, source, before.cut_at, take).map(|()| format.format);
    }
    let (output, head) = head.split_at(xml_start(file, head));
    let passed = std::io::copy(&mut (&mut source).take(output.len() as u64), &mut std::io::sink());
    let watch = TimeWatch::new(source);
    let decimals = watch.decimals();
    let text = TextStream::new(head, watch);
    let guessed = text.guessed();
    let mut events = Events::of(file, Box::new(text));
    events.begin_after(line_ends(output));
    let parser = |said: &str| BrokenReason::Parser(said.to_owned());
    passed.map_err(|error| events.broken(parser(&error.to_string())))?;
    let Walk::Start(root) = events.next()? else { return Err(events.broken(parser("the file has no element"))) };
    let Some(format) = xml_tests::format(&root) else { return Err(events.broken(parser("the file is of no known format"))) };
    if format == ToolFormat::Trx && before.definitions.is_none() {
        before.definitions = Some(trx::define(&root, &mut events)?);
        return Ok(format);
    }
    if std::mem::take(&mut before.only_looks) && format == ToolFormat::Junit {
        let cut = junit::look(&mut events)?;
        before.decimals = decimals.get();
        take(ToolResults { cut, ..ToolResults::default() });
        return Ok(format);
    }
    let mut part = Vec::new();
    let mut keep = |attempt| {
        part.push(attempt);
        if part.len() >= PART {
            take(ToolResults { attempts: std::mem::take(&mut part), ..ToolResults::default() });
        }
    };
    let mut hints = Hints::of(head);
    if hints.decimals == Decimals::Point {
        hints.decimals = before.decimals;
    }
    let (mut run, cut) = xml_tests::each(format, root, &mut events, hints, before.definitions.as_ref(), &mut keep)?;
    before.decimals = decimals.get();
    run.guessed_encoding = guessed.get().map(str::to_owned);
    take(ToolResults { attempts: part, run, cut, ..ToolResults::default() });
    Ok(format)
}

/// Reads a large file of lines, and hands it over in parts.
fn lines_in_parts(
    file: &str,
    format: ToolFormat,
    mut source: TextStream<impl Read>,
    take: &mut dyn FnMut(ToolResults),
) -> Result<(), FormatError> {
    let mut part = Vec::new();
    let mut keep = |attempt| {
        part.push(attempt);
        if part.len() >= PART {
            take(ToolResults { attempts: std::mem::take(&mut part), ..ToolResults::default() });
        }
    };
    let (run, cut) = line_formats::each(file, format, &mut source, &mut keep)?;
    take(ToolResults { attempts: part, run, cut, ..ToolResults::default() });
    Ok(())
}

/// Number of line ends.
fn line_ends(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// Reads a document that begins at a place.
fn read_xml(file: &str, bytes: &[u8], begin: usize) -> Result<Piece, FormatError> {
    let (output, bytes) = bytes.split_at(begin);
    // Output of tests brings zero bytes along, which are no text in any encoding but UTF-16.
    let bytes = match bytes.first() {
        Some(b'<' | 0xef) if bytes.contains(&0) => {
            Cow::Owned(bytes.iter().map(|b| if *b == 0 { 0x1a } else { *b }).collect::<Vec<u8>>())
        }
        _ => Cow::Borrowed(bytes),
    };
    let (text, guessed) = match xml::declared(&bytes) {
        Some(charset) if charset.name() == "UTF-8" && std::str::from_utf8(&bytes).is_err() => mixed(&bytes),
        declared => match xml::decode(file, &bytes, declared.and_then(|charset| charset.unless_utf8(&bytes))) {
            Ok((text, _)) => (text, None),
            Err(_) => return Ok(Piece::Other),
        },
    };
    let (text, _) = super::text::without_forbidden(text);
    let mut events = Events::new(file, &text);
    events.begin_after(line_ends(output));
    let root = match events.next() {
        Ok(Walk::Start(root)) => root,
        Ok(Walk::End | Walk::Done) => return Ok(Piece::Other),
        // A picture or a list of properties with a document type: none of ours.
        Err(error) => return if names_a_root(&text) { Err(error) } else { Ok(Piece::Other) },
    };
    let Some(format) = xml_tests::format(&root) else { return Ok(Piece::Other) };
    let mut results = xml_tests::read(format, root, &mut events, Hints::of(text.as_bytes()))?;
    // The root element of a run of TestRail has a name that others use, too.
    if format == ToolFormat::Testrail && results.attempts.is_empty() && results.run.name.is_none() {
        return Ok(Piece::Other);
    }
    // Many have an element of this name.
    if format == ToolFormat::Qttest && results.attempts.is_empty() && results.run.environment.is_empty() {
        return Ok(Piece::Other);
    }
    if format == ToolFormat::BoostReport && results.attempts.is_empty() && results.run.stated.tests.is_none() {
        return Ok(Piece::Other);
    }
    // Builds, configurations and coverage of CTest have the root element of its tests.
    if format == ToolFormat::Ctest && results.attempts.is_empty() && results.run.stated.tests.is_none() {
        return Ok(Piece::Other);
    }
    results.run.guessed_encoding = guessed.map(str::to_owned);
    Ok(Piece::Results(format, Box::new(results)))
}

/// The text of a document that ought to be UTF-8 and has other texts, and the name of their encoding.
fn mixed(bytes: &[u8]) -> (Cow<'_, str>, Option<&'static str>) {
    let (mut decoder, mut text) = (super::text::MixedDecoder::new(), String::with_capacity(bytes.len() + bytes.len() / 8));
    decoder.push(bytes, true, &mut text);
    if text.contains('\r') {
        text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
    (Cow::Owned(text), decoder.guessed())
}

/// True for a text whose document type names the root element of a document of a test tool.
fn names_a_root(text: &str) -> bool {
    let Some((_, after)) = text.split_once("<!DOCTYPE") else { return false };
    let name = after.trim_start().split(|c: char| c.is_whitespace() || matches!(c, '[' | '>')).next().unwrap_or_default();
    ROOTS.iter().any(|root| root.strip_prefix('<') == Some(name)) || name == "test-suite"
}

/// Reads a document of JSON whose texts may be in another encoding than UTF-8: tools write them in that of their machine.
fn read_json_in_any_encoding(file: &str, bytes: &[u8]) -> Result<Piece, FormatError> {
    // A character that is cut off at the end of a file is none of another encoding.
    let is_cut = |error: std::str::Utf8Error| error.error_len().is_none();
    if std::str::from_utf8(bytes).err().is_none_or(is_cut) {
        return read_json(file, bytes);
    }
    let (text, guessed) = mixed(bytes);
    let mut piece = read_json(file, text.as_bytes())?;
    if let Piece::Results(_, results) = &mut piece {
        results.run.guessed_encoding = guessed.map(str::to_owned);
    }
    Ok(piece)
}

fn read_json(file: &str, bytes: &[u8]) -> Result<Piece, FormatError> {
    if cucumber_messages::is_known(bytes) {
        return Ok(Piece::Results(ToolFormat::CucumberMessages, Box::new(cucumber_messages::read(file, bytes)?)));
    }
    let Some(format) = json_formats::find(bytes) else { return Ok(Piece::Other) };
    let broken = match json::parse(file, bytes) {
        Ok(value) if !(format.is_of)(&value) => return Ok(Piece::Other),
        Ok(value) => return Ok(Piece::Results(format.format, Box::new(json_formats::read(format, &value).0))),
        Err(error) => error,
    };
    let FormatError::Broken { line, .. } = &broken else { return Err(broken) };
    let (sound, is_malformed) = json::sound(bytes);
    let part = json_cut::whole_part(format, sound);
    // Other text may follow a whole document.
    let value = match json::parse(file, sound) {
        Ok(value) if (format.is_of)(&value) => Some(value),
        Ok(_) => None,
        Err(_) => part.as_deref().and_then(|part| json::parse(file, part).ok()),
    };
    match value.map(|value| json_formats::read(format, &value)) {
        None | Some((_, 0)) => Err(broken),
        Some((results, tests)) => {
            let cut = Some(Cut { line: *line, tests, is_malformed });
            Ok(Piece::Results(format.format, Box::new(ToolResults { cut, ..results })))
        }
    }
}
