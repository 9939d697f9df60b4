//! The text of a large XML file, piece by piece: decoded, with one kind of line end and without the characters that XML forbids.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use encoding_rs::Decoder;

use super::text::{self, MixedDecoder};
use super::xml::declared;

/// Bytes that are read at once.
const PIECE: usize = 64 << 10;

/// True for the beginning of a file whose encoding is known without its end: by a declaration, a byte order mark, or as UTF-8.
pub(super) fn is_known(head: &[u8]) -> bool {
    // The last character may be cut.
    let is_cut = |e: std::str::Utf8Error| e.error_len().is_none();
    declared(head).is_some() || text::has_mark(head) || std::str::from_utf8(head).err().is_none_or(is_cut)
}

/// A decoder of one encoding, or of a file that declares UTF-8.
enum TextDecoder {
    One(Decoder),
    Mixed(Box<MixedDecoder>),
}

/// A file as UTF-8 text.
pub(super) struct TextStream<R> {
    source: R,
    decoder: TextDecoder,
    /// Name of the encoding of texts that are not in the declared one.
    guessed: Rc<Cell<Option<&'static str>>>,
    raw: Box<[u8]>,
    text: String,
    /// Bytes of `text` that were taken.
    taken: usize,
    /// The piece before ended with a carriage return, which was handed over as a line feed.
    after_return: bool,
    has_ended: bool,
}

impl<R: Read> TextStream<R> {
    /// The text of a file that begins with `head`. The source begins there, too.
    pub(super) fn new(head: &[u8], source: R) -> Self {
        // The last character of the beginning may be cut.
        let whole = match std::str::from_utf8(head) {
            Err(e) if e.error_len().is_none() => head.get(..e.valid_up_to()).unwrap_or_default(),
            _ => head,
        };
        let decoder = match declared(head).map(|charset| charset.unless_utf8(whole).unwrap_or(charset)) {
            Some(charset) if charset.name() == "UTF-8" => TextDecoder::Mixed(Box::new(MixedDecoder::new())),
            declared => TextDecoder::One(text::decoder(head, declared)),
        };
        Self {
            source,
            decoder,
            guessed: Rc::default(),
            raw: vec![0; PIECE].into(),
            text: String::new(),
            taken: 0,
            after_return: false,
            has_ended: false,
        }
    }

    /// Name of the encoding of texts that are not in the declared one, once the file was read.
    pub(super) fn guessed(&self) -> Rc<Cell<Option<&'static str>>> {
        Rc::clone(&self.guessed)
    }

    fn refill(&mut self) -> io::Result<()> {
        let read = loop {
            match self.source.read(&mut self.raw) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.has_ended = read == 0;
        self.text.clear();
        self.taken = 0;
        let raw = self.raw.get(..read).unwrap_or_default();
        match &mut self.decoder {
            TextDecoder::One(decoder) => {
                self.text.reserve(decoder.max_utf8_buffer_length(read).unwrap_or(read * 3 + 16));
                // The room suffices, so that all bytes are taken.
                let (_, taken, _) = decoder.decode_to_string(raw, &mut self.text, self.has_ended);
                debug_assert_eq!(taken, raw.len());
            }
            TextDecoder::Mixed(decoder) => {
                decoder.push(raw, self.has_ended, &mut self.text);
                self.guessed.set(decoder.guessed());
            }
        }
        self.clean();
        Ok(())
    }

    fn clean(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let ends_line = std::mem::replace(&mut self.after_return, self.text.ends_with('\r'));
        // U+FFFE and U+FFFF begin with EF.
        let is_suspect = |b: u8| (b < b' ' && !matches!(b, b'\n' | b'\t' | 0x1b)) || b == 0xef;
        if self.text.bytes().any(is_suspect) {
            let text = self.text.replace("\r\n", "\n").replace('\r', "\n");
            // The second half of a line end that the piece before began.
            let cut = usize::from(ends_line && self.text.starts_with('\n'));
            let text = text.get(cut..).unwrap_or_default();
            self.text = text::without_forbidden(text.into()).0.into_owned();
        } else if ends_line && self.text.starts_with('\n') {
            self.taken = 1;
        }
    }
}

impl<R: Read> Read for TextStream<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let read = available.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for TextStream<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.taken >= self.text.len() && !self.has_ended {
            self.refill()?;
        }
        Ok(self.text.as_bytes().get(self.taken..).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.taken += count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time.
    struct Slow<'b>(&'b [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let one = into.len().min(1);
            self.0.read(&mut into[..one])
        }
    }

    fn text(bytes: &[u8]) -> [String; 2] {
        let read = |source: Box<dyn Read + '_>| {
            let mut text = String::new();
            TextStream::new(bytes, source).read_to_string(&mut text).expect("text");
            text
        };
        [read(Box::new(bytes)), read(Box::new(Slow(bytes)))]
    }

    #[test]
    fn pieces_make_the_same_text_wherever_they_end() {
        let one = |bytes: &[u8]| {
            let [whole, slow] = text(bytes);
            assert_eq!(whole, slow);
            whole
        };
        assert_eq!(one("a\r\nb\rc\n\r\r\nd\r".as_bytes()), "a\nb\nc\n\n\nd\n");
        assert_eq!(one("\u{feff}<a>я\0\u{7}\u{1b}[1m\u{ffff}</a>".as_bytes()), "<a>я\u{fffd}\u{fffd}\u{1b}[1m\u{fffd}</a>");
        let declared = [b"<?xml version='1.0' encoding='windows-1251'?>" as &[u8], &[0xcf, 0xf0]].concat();
        assert!(one(&declared).ends_with("Пр"), "{:?}", one(&declared));
        let lying = "<?xml version='1.0' encoding='windows-1251'?><a>Пр</a>";
        assert!(one(lying.as_bytes()).ends_with("<a>Пр</a>"));
        assert!(is_known(&declared) && is_known("<a>яя".as_bytes().split_last().expect("bytes").1));
        assert!(!is_known(&[b'<', 0xcf, 0xf0, b'>']));
    }
}
