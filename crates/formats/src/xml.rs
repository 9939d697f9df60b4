//! XML as a stream of events and as small trees.
//!
//! [`Events`] walks a document. A reader descends into the elements that hold many cases and takes each case as a [`Node`], so that
//! no document becomes a tree as a whole. A document type declaration is passed over. One with entities is refused: they can grow without
//! end.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use quick_xml::Reader;
use quick_xml::errors::Error;
use quick_xml::events::{BytesStart, Event};

use super::text::{self, Charset};
use super::{BrokenReason, FormatError, Limit};

/// Decodes a document to a text with one kind of line end. Returns the name of its encoding: the named one, the declared one, or the
/// one that its bytes tell.
pub(super) fn decode<'b>(
    file: &str,
    bytes: &'b [u8],
    named: Option<Charset>,
) -> Result<(Cow<'b, str>, &'static str), FormatError> {
    let encoding = named.or_else(|| declared(bytes));
    let decoded = text::decode(bytes, encoding).ok_or_else(|| FormatError::NotText { file: file.to_owned() })?;
    let text = match decoded.text {
        text if text.contains('\r') => Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")),
        text => text,
    };
    Ok((text, decoded.encoding))
}

/// The encoding that the declaration at the beginning names.
pub(super) fn declared(bytes: &[u8]) -> Option<Charset> {
    let head = &bytes[..bytes.len().min(200)];
    let head = std::str::from_utf8(head.get(..head.iter().position(|b| *b == b'>')?)?).ok()?;
    let (_, after) = head.strip_prefix("<?xml")?.split_once("encoding=")?;
    let mut after = after.chars();
    let quote = after.next()?;
    // Letters of one byte are not UTF-16, whatever the declaration says: programs that write into a text of 16 bits declare it.
    Charset::for_label(after.as_str().split(quote).next()?).filter(|charset| !charset.name().starts_with("UTF-16"))
}

/// Maximum depth of elements.
const MAX_DEPTH: usize = 200;
/// Most attributes of an element.
const MAX_ATTRIBUTES: usize = 1000;
/// Maximum number of elements of a document: an element takes some forty times the room of its text.
const MAX_ELEMENTS: usize = 10_000_000;
/// Maximum number of elements that are one tree, such as a case with its steps.
const MAX_TREE: usize = 1_000_000;
/// Maximum number of bytes of a text that is kept: a reader holds several copies of it.
const MAX_TEXT: usize = 64 << 20;
/// Room of the buffer that is kept after an element was passed over.
const BUFFER: usize = 1 << 20;
/// Maximum length of a reference to a character in an attribute, in bytes.
const MAX_REFERENCE: usize = 32;

/// An element with everything in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    /// Local name, without a prefix.
    pub name: String,
    /// Attributes by local name.
    pub attributes: Vec<(String, String)>,
    /// Text and CDATA directly in the element.
    pub text: String,
    /// Elements in the element.
    pub children: Vec<Node>,
    /// Line of the element, from 1.
    pub line: u64,
}

impl Node {
    /// The value of an attribute; blank without one.
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
    }

    /// The first element of a name.
    pub fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|c| c.name == name)
    }

    /// All elements of a name.
    pub fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.children.iter().filter(move |c| c.name == name)
    }

    /// The text of the first element of a name, without outer blanks; blank without one.
    pub fn get(&self, name: &str) -> &str {
        self.child(name).map_or("", |c| c.text.trim())
    }

    /// The text of the first of several names that is not blank.
    pub fn first(&self, names: &[&str]) -> &str {
        names.iter().map(|name| self.get(name)).find(|t| !t.is_empty()).unwrap_or_default()
    }
}

/// A fault of a document. The elements before it are whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The document ends within an element.
    CutOff,
    /// An end tag without its beginning, for instance.
    Malformed,
}

/// A step through the document.
pub(super) enum Walk {
    /// An element begins. Its content follows, unless [`Events::node`] takes it.
    Start(Node),
    /// The innermost open element ends.
    End,
    /// The document ends.
    Done,
}

/// The events of a document.
pub(super) struct Events<'t> {
    file: &'t str,
    reader: Reader<Counted<'t>>,
    /// Text of the present event.
    buffer: Vec<u8>,
    depth: usize,
    /// Lines of the first two outermost elements.
    outermost: [Option<u64>; 2],
    /// An empty element was begun and ends next.
    ends: bool,
    /// True when the last error is a fault of the document, rather than a limit or a failure to read it.
    fault: Option<Fault>,
    elements: usize,
    max_elements: usize,
    /// Elements are checked without keeping their content.
    only_looks: bool,
}

/// An event without its text.
enum Seen {
    Start(Node),
    Empty(Node),
    End,
    Other,
    Done,
}

impl<'t> Events<'t> {
    /// The events of a text.
    pub fn new(file: &'t str, text: &'t str) -> Self {
        Self::of(file, Box::new(text.as_bytes()))
    }

    /// The events of a document that is read piece by piece. Its bytes must be UTF-8 with line feeds as line ends.
    pub fn of(file: &'t str, source: Box<dyn BufRead + 't>) -> Self {
        let mut reader = Reader::from_reader(Counted { source, line_ends: 0, room: usize::MAX });
        // Writers that forget to escape it mean the character itself.
        reader.config_mut().allow_dangling_amp = true;
        Self {
            file,
            reader,
            buffer: Vec::new(),
            depth: 0,
            outermost: [None; 2],
            ends: false,
            fault: None,
            elements: 0,
            max_elements: MAX_ELEMENTS,
            only_looks: false,
        }
    }

    /// From now on, elements have no attributes and no children, and those that [`Events::node`] reads have no name. A check
    /// whether a document can be read to its end then takes a third of the time.
    pub fn only_look(&mut self) {
        self.only_looks = true;
    }

    /// Line of another document behind the one that was read: two programs wrote into one file.
    pub fn next_document(&mut self) -> Option<u64> {
        if self.outermost[1].is_none() && self.depth == 0 && !self.ends {
            // Some readers stop at the end of the document. A fault behind it is none of the document's.
            _ = self.next();
        }
        self.outermost[1]
    }

    fn note_outermost(&mut self, line: u64) {
        if self.depth == 0
            && let Some(free) = self.outermost.iter_mut().find(|known| known.is_none())
        {
            *free = Some(line);
        }
    }

    /// Counts the lines of text that was passed over before the document.
    pub fn begin_after(&mut self, line_ends: u64) {
        self.reader.get_mut().line_ends += line_ends;
    }

    /// Lets the document have at most so many elements.
    pub fn limit_elements(&mut self, max_elements: usize) {
        self.max_elements = max_elements;
    }

    /// The next element that begins or ends; text between elements is passed over.
    pub fn next(&mut self) -> Result<Walk, FormatError> {
        self.next_within(None)
    }

    /// As [`Events::next`]. Adds the text before that element to `text`.
    pub fn next_with_text(&mut self, text: &mut String) -> Result<Walk, FormatError> {
        self.next_within(Some(text))
    }

    fn next_within(&mut self, mut text: Option<&mut String>) -> Result<Walk, FormatError> {
        loop {
            if std::mem::take(&mut self.ends) {
                return Ok(Walk::End);
            }
            match self.event(text.as_deref_mut())? {
                Seen::Start(node) => return Ok(Walk::Start(node)),
                Seen::Empty(node) => {
                    self.ends = true;
                    return Ok(Walk::Start(node));
                }
                Seen::End => return Ok(Walk::End),
                Seen::Done if self.depth > 0 => return Err(self.cut_off()),
                Seen::Done => return Ok(Walk::Done),
                Seen::Other => {}
            }
        }
    }

    /// The rest of an element that [`Events::next`] began.
    pub fn node(&mut self, mut node: Node) -> Result<Node, FormatError> {
        if std::mem::take(&mut self.ends) {
            return Ok(node);
        }
        let mut open: Vec<Node> = Vec::new();
        let before = self.elements;
        loop {
            if self.elements - before > MAX_TREE {
                return Err(self.too_many(MAX_TREE));
            }
            match self.event(Some(&mut node.text))? {
                Seen::Start(child) => open.push(std::mem::replace(&mut node, child)),
                Seen::Empty(child) => self.add_child(&mut node, child),
                Seen::End => match open.pop() {
                    None => return Ok(node),
                    Some(mut parent) => {
                        std::mem::swap(&mut parent, &mut node);
                        self.add_child(&mut node, parent);
                    }
                },
                Seen::Done => return Err(self.cut_off()),
                Seen::Other => {}
            }
        }
    }

    fn add_child(&self, node: &mut Node, child: Node) {
        if !self.only_looks {
            node.children.push(child);
        }
    }

    /// Passes over the rest of an element that [`Events::next`] began, however long its texts are.
    pub fn skip(&mut self) -> Result<(), FormatError> {
        let mut open = 1;
        while open > 0 {
            match self.next()? {
                Walk::Start(_) => open += 1,
                Walk::End => open -= 1,
                Walk::Done => return Err(self.cut_off()),
            }
        }
        if self.buffer.capacity() > BUFFER {
            self.buffer = Vec::new();
        }
        Ok(())
    }

    /// Reads an event. Adds text to `into`; without it text is passed over.
    fn event(&mut self, into: Option<&mut String>) -> Result<Seen, FormatError> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        let seen = self.event_in(&mut buffer, into);
        self.buffer = buffer;
        seen
    }

    fn event_in(&mut self, buffer: &mut Vec<u8>, into: Option<&mut String>) -> Result<Seen, FormatError> {
        let line = self.line();
        self.reader.get_mut().room = if into.is_some() { MAX_TEXT } else { usize::MAX };
        Ok(match self.reader.read_event_into(buffer) {
            Ok(Event::Start(start)) => {
                self.note_outermost(line);
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(self.broken(BrokenReason::TooDeep));
                }
                Seen::Start(self.begun(&start, line, into.is_none())?)
            }
            Ok(Event::Empty(start)) => {
                self.note_outermost(line);
                Seen::Empty(self.begun(&start, line, into.is_none())?)
            }
            Ok(Event::End(_)) => {
                self.depth = self.depth.saturating_sub(1);
                Seen::End
            }
            Ok(Event::Eof) => Seen::Done,
            Ok(Event::DocType(declaration)) if declaration.contains("<!ENTITY") => {
                return Err(self.broken(BrokenReason::Entities));
            }
            Ok(Event::DocType(_)) => Seen::Other,
            Err(_) if self.reader.get_ref().room == 0 => return Err(self.past(line, Limit::Bytes(MAX_TEXT as u64))),
            Err(error) => {
                self.fault = match &error {
                    // The document may also end within a tag, a comment or CDATA.
                    Error::Syntax(_) if self.reader.get_mut().fill_buf().is_ok_and(<[u8]>::is_empty) => Some(Fault::CutOff),
                    Error::Syntax(_) | Error::IllFormed(_) => Some(Fault::Malformed),
                    _ => None,
                };
                return Err(self.broken(BrokenReason::of_xml(&error, self.fault == Some(Fault::CutOff))));
            }
            Ok(event) => {
                if let Some(text) = into {
                    add_text(&event, text);
                    if text.len() > MAX_TEXT {
                        return Err(self.past(line, Limit::Bytes(MAX_TEXT as u64)));
                    }
                }
                Seen::Other
            }
        })
    }

    /// Line and kind of the fault of the document that the last error is; `None` for another error.
    pub fn fault(&self) -> Option<(u64, Fault)> {
        self.fault.map(|fault| (self.line(), fault))
    }

    /// Reads the rest of a malformed document without a look at it, because its bytes are counted and hashed as they are read.
    pub fn read_out(&mut self) -> Result<(), FormatError> {
        self.reader.get_mut().room = usize::MAX;
        loop {
            let read = self.reader.get_mut().fill_buf().map(<[u8]>::len);
            match read {
                Ok(0) => return Ok(()),
                Ok(length) => self.reader.get_mut().consume(length),
                Err(error) => return Err(self.broken(BrokenReason::Parser(error.to_string()))),
            }
        }
    }

    fn cut_off(&mut self) -> FormatError {
        self.fault = Some(Fault::CutOff);
        self.broken(BrokenReason::OpenElement)
    }

    fn too_many(&self, limit: usize) -> FormatError {
        self.past(self.line(), Limit::Values(limit))
    }

    /// The document goes beyond a limit at a line.
    pub fn past(&self, line: u64, limit: Limit) -> FormatError {
        FormatError::PastLimit { file: self.file.to_owned(), line, limit }
    }

    fn begun(&mut self, start: &BytesStart<'_>, line: u64, is_outer: bool) -> Result<Node, FormatError> {
        self.elements += 1;
        if self.elements > self.max_elements {
            return Err(self.too_many(self.max_elements));
        }
        let local = |name: &str| name.to_owned();
        let mut node = Node { line, ..Node::default() };
        if is_outer || !self.only_looks {
            node.name = local(start.local_name().as_ref());
        }
        // Each is compared with those before it, so that many would take the square of their number.
        for (at, attribute) in start.attributes().enumerate() {
            if at >= MAX_ATTRIBUTES {
                return Err(self.broken(BrokenReason::ManyAttributes));
            }
            let attribute = match attribute {
                Ok(attribute) => attribute,
                Err(error) => {
                    self.fault = Some(Fault::Malformed);
                    return Err(self.broken(BrokenReason::Parser(error.to_string())));
                }
            };
            if !self.only_looks {
                node.attributes.push((local(attribute.key.local_name().as_ref()), unescaped(&attribute.value)));
            }
        }
        Ok(node)
    }

    /// The line in which the reader stands, from 1.
    fn line(&self) -> u64 {
        self.reader.get_ref().line_ends + 1
    }

    /// An error at the present line.
    pub fn broken(&self, reason: BrokenReason) -> FormatError {
        FormatError::Broken { file: self.file.to_owned(), line: self.line(), reason }
    }
}

/// A source whose line ends are counted as they are read.
struct Counted<'t> {
    source: Box<dyn BufRead + 't>,
    line_ends: u64,
    /// Bytes that the present event may still take.
    room: usize,
}

impl Read for Counted<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let read = available.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Counted<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.room == 0 {
            return Err(io::Error::other("a text is too long"));
        }
        let read = self.source.fill_buf()?;
        Ok(read.get(..self.room).unwrap_or(read))
    }

    fn consume(&mut self, count: usize) {
        // The bytes are in the buffer already, so that nothing is read here.
        let read = self.source.fill_buf().unwrap_or_default();
        let ends = read.iter().take(count).filter(|b| **b == b'\n').count();
        self.line_ends += ends as u64;
        self.room = self.room.saturating_sub(count);
        self.source.consume(count);
    }
}

/// Adds the text of an event. A reference to an unknown entity stays as it is written: some writers put names of HTML into XML.
fn add_text(event: &Event<'_>, into: &mut String) {
    match event {
        Event::Text(text) => into.push_str(text),
        Event::CData(data) => into.push_str(data),
        Event::GeneralRef(reference) => {
            let name = reference.to_string();
            match entity(&name) {
                Some(c) => into.push(c),
                None => into.extend(["&", name.as_str(), ";"]),
            }
        }
        _ => {}
    }
}

/// Text of an attribute with its references resolved. Unknown ones stay as they are written.
fn unescaped(raw: &str) -> String {
    let mut out = String::new();
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let end = after.bytes().take(MAX_REFERENCE).position(|byte| byte == b';');
        let known = end.and_then(|end| Some((entity(after.get(..end)?)?, after.get(end + 1..)?)));
        let (c, behind) = known.unwrap_or(('&', after));
        out.push(c);
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The character of a reference: a number, one of XML's five names, or the blank of HTML, which exports of other tools contain.
fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            // XML forbids references to control characters; tools write them all the same. Of these a terminal's colours are of use.
            char::from_u32(code).map(|c| if c < ' ' && !matches!(c, '\t' | '\n' | '\r' | '\u{1b}') { '\u{fffd}' } else { c })
        }
    }
}
