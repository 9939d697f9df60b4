//! Parsing of gathered files in several threads, and the pieces in the order of the files.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};

use super::copies::are_equal;
use super::input::{Input, Watch};
use super::limits::threads;
use super::reported_twice::ReportedTwice;
use super::skipped::{COPY, NESTED, SkippedFile, short, unreadable};
use super::tally::Tally;
use super::{Found, Gathered, Read, ResultFile};
use voluptas_core::base::fs::Links;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain as _;
use voluptas_formats::tool_results::{self, Cut, CutFinder, FileContent, FirstPass, Piece, ToolFormat, ToolResults};
use voluptas_formats::{BrokenReason, FormatError};

/// Files that a thread reads in a row, at most: to hand over each small file by itself would cost as much as to read it.
const BATCH: usize = 24;
/// Bytes of files after which a batch ends, so that large files come to different threads.
const BATCH_BYTES: u64 = 256 << 10;
/// Batches that each thread may read before it is their turn. Parsed batches wait in memory.
const AHEAD: usize = 1;

/// Bytes up to which JSON is read as a whole, which is quicker than in parts.
const WHOLE_JSON: u64 = 16 << 20;
/// Most bytes of JSON in UTF-16, which is always read as a whole: as UTF-8 most of it is half as long.
const WHOLE_UTF16: u64 = 2 * WHOLE_JSON;

/// Files that are not given to a thread yet.
struct Batches(Mutex<RemainingFiles>);

struct RemainingFiles {
    /// Files in reverse order: the next one is the last. Taking from the end frees memory.
    files: Vec<Found>,
    /// Place of the next file among all.
    place: usize,
    /// Number of the next batch.
    batch: usize,
}

/// Files that a thread reads in a row.
struct Batch {
    number: usize,
    files: Vec<Found>,
    /// Place of the first file among all.
    place: usize,
}

impl Batches {
    fn of(mut files: Vec<Found>) -> Self {
        files.reverse();
        Self(Mutex::new(RemainingFiles { files, place: 0, batch: 0 }))
    }

    fn next(&self) -> Option<Batch> {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = 0;
        let is_within = |file: &&Found| {
            let fits = bytes < BATCH_BYTES;
            bytes += file.size().unwrap_or(0);
            fits
        };
        let count = left.files.iter().rev().take(BATCH).take_while(is_within).count();
        let rest = left.files.len() - count;
        let files: Vec<Found> = left.files.drain(rest..).rev().collect();
        if rest <= left.files.capacity() / 2 {
            left.files.shrink_to_fit();
        }
        let (number, place) = (left.batch, left.place);
        left.batch += 1;
        left.place += count;
        (count > 0).then_some(Batch { number, files, place })
    }
}

/// The batch whose pieces are taken now.
#[derive(Default)]
struct BatchSequencer {
    state: Mutex<Turn>,
    moved: Condvar,
}

#[derive(Default)]
struct Turn {
    batch: usize,
    is_over: bool,
    /// Number of waiting threads. Checked before a wake-up, because waking nobody still costs a system call.
    waiting: usize,
}

impl BatchSequencer {
    fn lock(&self) -> MutexGuard<'_, Turn> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it is the turn of this batch or a later one; false when no piece is taken any more.
    fn wait_for(&self, batch: usize) -> bool {
        let mut turn = self.lock();
        while !turn.is_over && turn.batch < batch {
            turn.waiting += 1;
            turn = self.moved.wait(turn).unwrap_or_else(PoisonError::into_inner);
            turn.waiting -= 1;
        }
        !turn.is_over
    }

    fn move_to(&self, batch: usize) {
        let mut turn = self.lock();
        turn.batch = batch;
        if turn.waiting > 0 {
            self.moved.notify_all();
        }
    }

    fn end(&self) {
        self.lock().is_over = true;
        self.moved.notify_all();
    }
}

/// Ends the turns when the pieces are no longer taken, and when a thread panics: the others would wait for ever.
struct SequencerGuard<'t> {
    turns: &'t BatchSequencer,
    only_in_panic: bool,
}

impl Drop for SequencerGuard<'_> {
    fn drop(&mut self) {
        if !self.only_in_panic || std::thread::panicking() {
            self.turns.end();
        }
    }
}

/// A message of a reading thread: pieces of a batch.
struct Sent<T> {
    batch: usize,
    pieces: Vec<T>,
    is_last: bool,
}

impl Gathered {
    /// Parses the files in several threads, where `prepare` also runs, and hands over what it made of each piece, in the order of
    /// [`Gathered::files`], which are blank afterwards: memory that their names took is free for what is read. Files that results may name
    /// as theirs are passed over. Ends early with the first error of `take`.
    ///
    /// # Errors
    /// The first error of `take`.
    pub fn read<T: Send, E>(
        &mut self,
        prepare: impl Fn(Read<'_>) -> T + Sync,
        mut take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        self.reported_twice = ReportedTwice::find(self);
        let (batches, turns) = (Batches::of(std::mem::take(&mut self.files)), BatchSequencer::default());
        let (this, threads) = (&*self, threads());
        std::thread::scope(|scope| {
            // A slow consumer makes the readers wait, so that what is parsed does not pile up.
            let (send, sent) = mpsc::sync_channel(threads * AHEAD);
            for _ in 0..threads {
                let (send, batches, prepare, turns) = (send.clone(), &batches, &prepare, &turns);
                scope.spawn(move || {
                    let _ends = SequencerGuard { turns, only_in_panic: true };
                    while let Some(Batch { number: batch, files, place }) = batches.next() {
                        // One slow file must not let the others pile up either.
                        if !turns.wait_for(batch.saturating_sub(threads * AHEAD)) {
                            break;
                        }
                        let mut pieces = Vec::with_capacity(files.len());
                        for (place, file) in (place..).zip(&files) {
                            let mut give = |piece: Read<'_>| {
                                let is_part = matches!(&piece, Read::Results(.., None));
                                pieces.push(prepare(piece));
                                // Parts of a large file do not wait for one another.
                                let pieces = if is_part { std::mem::take(&mut pieces) } else { return true };
                                send.send(Sent { batch, pieces, is_last: false }).is_ok()
                            };
                            this.read_one(file, place, &|| turns.wait_for(batch), &mut give);
                        }
                        // The consumer has ended with an error.
                        if send.send(Sent { batch, pieces, is_last: true }).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(send);
            let _ends = SequencerGuard { turns: &turns, only_in_panic: false };
            let (mut early, mut turn) = (BTreeMap::<usize, (Vec<T>, bool)>::new(), 0);
            for Sent { batch, pieces, is_last } in sent {
                let waiting = early.entry(batch).or_default();
                waiting.0.extend(pieces);
                waiting.1 |= is_last;
                while let Some((pieces, is_whole)) = early.remove(&turn) {
                    pieces.into_iter().try_for_each(&mut take)?;
                    if !is_whole {
                        break;
                    }
                    turn += 1;
                    turns.move_to(turn);
                }
            }
            Ok(())
        })
    }

    /// Reads the file at a place; hands over its pieces. `is_turn` waits for the turn of the file: pieces of a large file may not wait in
    /// memory.
    fn read_one<'g>(&'g self, file: &'g Found, place: usize, is_turn: &dyn Fn() -> bool, give: &mut dyn FnMut(Read<'g>) -> bool) {
        if tool_results::is_attachment(&file.file_name()) {
            return;
        }
        let this = ResultFile { gathered: self, file, place };
        if self.copies.original(place).is_some_and(|original| self.is_passed_over(this, original, give)) {
            return;
        }
        let (mut all, mut left_out) = (0, 0);
        let mut give = |mut piece: Read<'g>| {
            let Read::Results(_, _, results, hash) = &mut piece else { return give(piece) };
            all += results.attempts.len();
            left_out += self.reported_twice.take_out(place, results);
            let named = hash.and_then(|_| self.reported_twice.named(place, file, all, left_out));
            give(piece) && named.is_none_or(|named| give(Read::Skipped(file, named)))
        };
        if let Err(fault) = self.pieces(this, Some(is_turn), &mut give) {
            // The trace of a browser, for instance.
            if matches!(fault, Fault::Nested) && tool_results::is_named_attachment(&file.file_name()) {
                return;
            }
            let loses_nothing = matches!(fault, Fault::Other { is_whole: true }) && !file.is_alone();
            let (line, reason) = fault.explained(self.limits.file);
            give(Read::Skipped(file, SkippedFile { line, loses_nothing, ..SkippedFile::new(file.name(), reason) }));
        }
    }

    /// Passes over a copy of `original` and hands over the reason. False, and nothing is handed over, for a file that is no copy after all:
    /// one of the two has changed, their results name files of one name and different content, or it is no file of results.
    fn is_passed_over<'g>(&'g self, copy: ResultFile<'g>, original: &'g Found, give: &mut dyn FnMut(Read<'g>) -> bool) -> bool {
        let limit = self.limits.file;
        if !are_equal(&copy.file.path(), &original.path(), limit) {
            return false;
        }
        let (mut has_tests, mut differ, mut named) = (false, false, Vec::new());
        let mut look = |piece: Read<'g>| {
            let Read::Results(_, _, results, _) = piece else {
                has_tests = true;
                return true;
            };
            has_tests |= !results.attempts.is_empty() || !results.containers.is_empty();
            for file in results.files() {
                let FileContent::Path(source) = &file.content else { continue };
                let Some(own) = copy.file.beside(source) else { continue };
                differ |= original.beside(source).is_some_and(|first| !are_equal(&own, &first, limit));
                named.push(own);
            }
            true
        };
        let outcome = self.pieces(copy, None, &mut look);
        let is_copy = match &outcome {
            Ok(()) => has_tests,
            // Files of other kinds are named as such.
            Err(fault) => !matches!(fault, Fault::Other { .. } | Fault::Nested),
        };
        if is_copy && !differ {
            let name = copy.name();
            let first = if original.name() == name { original.path().display().to_string() } else { original.name() };
            let reason = Message::new(COPY).with("original", first);
            give(Read::Copy(SkippedFile { loses_nothing: true, ..SkippedFile::new(name, reason) }, named));
        }
        // What a copy without tests says of the run as a whole is known.
        !differ && (is_copy || outcome.is_ok())
    }

    /// Reads a file; hands over its pieces. Without a turn to wait for, a large file is not read.
    pub(super) fn pieces<'g>(
        &'g self,
        this: ResultFile<'g>,
        is_turn: Option<&dyn Fn() -> bool>,
        give: &mut dyn FnMut(Read<'g>) -> bool,
    ) -> Result<(), Fault> {
        let (name, path) = (this.name(), this.file.path());
        // A person may give a link; those in a folder are named when it is listed.
        let links = if this.file.is_alone() { Links::Follow } else { Links::Refuse };
        let mut input = Input::open(&path, links, this.file.size(), self.limits, &self.room).map_err(Fault::Io)?;
        let read_as = input.name(&name);
        if input.is_archive() {
            Err(Fault::Nested)
        } else if let Some(encoding) = tool_results::utf16_json(&input.head) {
            let is_lower = input.lower_limit(WHOLE_UTF16);
            whole(this, read_as, input, give).map_err(|fault| match fault {
                Fault::Io(error) if is_lower && error.kind() == io::ErrorKind::FileTooLarge => Fault::Utf16(encoding),
                fault => fault,
            })
        } else if input.is_long
            && (input.is_larger_than(WHOLE_JSON) || !tool_results::is_json(&input.head))
            && tool_results::has_parts(read_as, &input.head)
        {
            is_turn.map_or(Err(Fault::Long), |is_turn| parts(this, read_as, &input, is_turn, give))
        } else {
            whole(this, read_as, input, give)
        }
    }
}

/// Reason why nothing of a file is taken.
pub(super) enum Fault {
    Io(io::Error),
    Format(FormatError),
    Nested,
    /// A file that is read in parts, if at all.
    Long,
    /// Longer JSON in UTF-16 than is decoded, with the name of the encoding.
    Utf16(&'static str),
    /// No file of results. One that breaks off may have been one.
    Other {
        is_whole: bool,
    },
}

impl Fault {
    /// Line and reason for people.
    fn explained(self, limit: usize) -> (Option<u64>, Message) {
        match self {
            Self::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                (None, Message::new("result-files-too-large").with("limit", limit >> 20))
            }
            Self::Io(error) => (None, unreadable(&error)),
            Self::Format(error) => {
                let at = |e: &FormatError| match e {
                    FormatError::Broken { line, .. } | FormatError::PastLimit { line, .. } => Some(*line),
                    _ => None,
                };
                let line = at(&error);
                (line, short(error.message()))
            }
            Self::Utf16(encoding) => {
                let reason = Message::new("result-files-utf16");
                (None, reason.with("encoding", encoding).with("limit", WHOLE_UTF16 >> 20))
            }
            Self::Nested => (None, Message::new(NESTED)),
            Self::Long | Self::Other { .. } => (None, Message::new("result-files-other")),
        }
    }
}

fn whole<'g>(this: ResultFile<'g>, name: &str, input: Input<'_>, give: &mut dyn FnMut(Read<'g>) -> bool) -> Result<(), Fault> {
    let bytes = input.whole().map_err(Fault::Io)?;
    match tool_results::read(name, &bytes).map_err(Fault::Format)? {
        Piece::Results(format, mut results) => {
            let (cut, mut tally) = (results.cut, Tally::default());
            tally.add(&results);
            tally.judge(&mut results);
            give(Read::Results(this, format, results, Some(blake3::hash(&bytes))));
            say_missing(this.file, cut, &tally, give);
            Ok(())
        }
        Piece::Beside => Ok(()),
        Piece::Other => Err(Fault::Other { is_whole: is_whole(name, &bytes) }),
    }
}

/// Says of a file whose results were handed over that it is cut off or malformed, or that it states more than was read from it. The totals of
/// a file that is cut off differ for that reason.
fn say_missing<'g>(file: &'g Found, cut: Option<Cut>, tally: &Tally, give: &mut dyn FnMut(Read<'g>) -> bool) {
    if let Some(cut) = cut {
        give(cut_off(file, cut));
    } else if let Some(totals) = tally.lacking() {
        give(Read::Skipped(file, SkippedFile::lacking(file.name(), totals)));
    }
}

/// Says of a file that it is cut off or malformed after the tests that were handed over.
fn cut_off(file: &Found, Cut { line, tests, is_malformed }: Cut) -> Read<'_> {
    let name = file.name();
    let key = if is_malformed { "result-files-faulty" } else { "result-files-cut-off" };
    let reason = Message::new(key).with("file", &name).with("line", line).count("tests", tests);
    Read::Skipped(file, SkippedFile { line: Some(line), taken: Some(tests), ..SkippedFile::new(name, reason) })
}

/// False for XML and JSON that break off: a tool that was killed leaves such files, and blank ones. False, too, for a file with the name of XML
/// that begins with something else: console output, in which no document was found. Of lines of JSON the last one tells. A file with the name of
/// TAP is always one whose lines were not understood.
fn is_whole(name: &str, bytes: &[u8]) -> bool {
    let ending = Path::new(name).extension().map(|ending| ending.to_ascii_lowercase());
    match ending.as_deref().and_then(OsStr::to_str) {
        Some("json") => is_json(&tool_results::json_of_utf16(bytes)),
        Some("ndjson" | "jsonl") => {
            let text = tool_results::json_of_utf16(bytes);
            text.trim_ascii_end().rsplit(|b| *b == b'\n').next().is_some_and(is_json)
        }
        Some("tap") => false,
        Some("xml" | "trx") => bytes.trim_ascii_end().ends_with(b">") && has_element(bytes) && !tool_results::is_no_xml(bytes),
        _ => true,
    }
}

/// True for one whole document of JSON.
fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}

/// False for XML that ends after its declaration. True for UTF-16, which is not examined.
fn has_element(bytes: &[u8]) -> bool {
    let is_begin = |pair: &[u8]| pair[0] == b'<' && !matches!(pair[1], b'?' | b'!' | b'/');
    bytes.contains(&0) || bytes.windows(2).any(is_begin)
}

/// Reads a large file twice: first to see that it can be read to its end or to a fault behind complete tests, then for its parts.
fn parts<'g>(
    this: ResultFile<'g>,
    name: &str,
    input: &Input<'_>,
    is_turn: &dyn Fn() -> bool,
    give: &mut dyn FnMut(Read<'g>) -> bool,
) -> Result<(), Fault> {
    let first = Watch { cut: RefCell::new(tool_results::cut_finder(&input.head)), ..Watch::default() };
    let mut before = FirstPass::that_only_looks();
    let mut cut = None;
    let read = read_parts(name, input, &first, &mut before, None, &mut |part| cut = part.cut);
    let (mut hash, mut is_malformed) = (first.hash.borrow().finalize(), false);
    // JSON that is cut off or malformed is read once more up to its last complete test.
    let (line, whole) = match (&read, cut) {
        (Ok(_), Some(cut)) => (Some(cut.line), first.cut.take().and_then(CutFinder::whole)),
        (Err(Fault::Format(FormatError::Broken { line, reason: BrokenReason::NotJson { column, .. }, .. })), _) => {
            let (whole, of_all) = before_fault(input, *line, *column)?;
            (hash, is_malformed) = (of_all, true);
            (Some(*line), whole)
        }
        (Err(Fault::Format(FormatError::Broken { line, .. })), None) if first.is_at_end.get() => {
            (Some(*line), first.cut.take().and_then(CutFinder::whole))
        }
        _ => (None, None),
    };
    let format = match (read, tool_results::json_format(&input.head)) {
        (Ok(format), _) => format,
        (Err(_), Some(format)) if whole.is_some() => format,
        (Err(fault), _) => return Err(fault),
    };
    if let Some(line) = line.filter(|_| whole.is_some()) {
        before.cut_at(line, is_malformed);
    }
    if !is_turn() {
        return Ok(());
    }
    let second = Watch::default();
    let mut waiting: Option<ToolResults> = None;
    let mut tally = Tally::default();
    let read = read_parts(name, input, &second, &mut before, whole, &mut |part| {
        tally.add(&part);
        if let Some(before) = waiting.replace(part)
            && !give(Read::Results(this, format, Box::new(before), None))
        {
            second.is_over.set(true);
        }
    });
    if second.is_over.get() {
        return Ok(());
    }
    if let Some(mut last) = waiting {
        let cut = last.cut;
        tally.judge(&mut last);
        give(Read::Results(this, format, Box::new(last), Some(hash)));
        say_missing(this.file, cut, &tally, give);
    }
    read.map(drop)
}

/// Length of a part of a file in bytes, and the brackets that close it.
type ClosedPart = (u64, Vec<u8>);

/// The part of large JSON before a fault at a line and column, and the hash of the whole file.
fn before_fault(input: &Input<'_>, line: u64, column: usize) -> Result<(Option<ClosedPart>, blake3::Hash), Fault> {
    let finder = tool_results::cut_finder(&input.head).map(|finder| finder.until(line, column));
    let watch = Watch { cut: RefCell::new(finder), ..Watch::default() };
    let mut source = input.again(&watch).map_err(Fault::Io)?;
    io::copy(&mut source, &mut io::sink()).map_err(Fault::Io)?;
    let hash = watch.hash.borrow().finalize();
    Ok((watch.cut.take().and_then(CutFinder::whole), hash))
}

fn read_parts(
    name: &str,
    input: &Input<'_>,
    watch: &Watch,
    before: &mut FirstPass,
    whole: Option<ClosedPart>,
    take: &mut dyn FnMut(ToolResults),
) -> Result<ToolFormat, Fault> {
    let source = input.again(watch).map_err(Fault::Io)?;
    let source: Box<dyn io::Read + '_> = match whole {
        Some((length, closing)) => Box::new(source.take(length).chain(io::Cursor::new(closing))),
        None => Box::new(source),
    };
    tool_results::read_in_parts(name, &input.head, source, before, take).map_err(|error| {
        if watch.is_too_large.get() { Fault::Io(io::ErrorKind::FileTooLarge.into()) } else { Fault::Format(error) }
    })
}
