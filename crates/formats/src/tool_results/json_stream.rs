//! Large JSON of test tools, read element by element, so that memory does not grow with the document.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{BufReader, Read};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::json::{Json, MAX_VALUES, Name, Within, fault};
use super::json_format::{Document, JsonFormat, JsonReader};
use super::model::{Cut, ToolResults};
use crate::FormatError;
use voluptas_core::base::surrogates::Repaired;

/// Attempts of a part of a large file.
pub(super) const PART: usize = 50;

/// Bytes that are read at once.
const PIECE: usize = 64 << 10;

/// Reads a document of a format, and hands its attempts over in parts. `cut_at` is the line at which the
/// file is cut off, and true where it is malformed there; the document is then its part before that. The last part has the facts about the run and the end of a document
/// that is cut off: its complete elements, which are tests of CTRF, features of Cucumber and files of the others, were handed over.
///
/// # Errors
/// The document cannot be read to its end. The parts before were handed over.
pub(super) fn each(
    file: &str,
    format: &JsonFormat,
    source: impl Read,
    cut_at: Option<(u64, bool)>,
    take: &mut dyn FnMut(ToolResults),
) -> Result<(), FormatError> {
    let left = Cell::new(MAX_VALUES);
    let mut parts = Parts { reader: (format.reader)(), document: Document::default(), left: &left, take };
    let mut json = serde_json::Deserializer::from_reader(BufReader::with_capacity(PIECE, Repaired::new(source)));
    let read = At { path: format.path, parts: &mut parts }.deserialize(&mut json).and_then(|()| json.end());
    let Parts { mut reader, mut document, take, .. } = parts;
    reader.end(&mut document);
    let (results, tests) = document.finish();
    let cut = match read {
        Ok(()) => cut_at.map(|(line, is_malformed)| Cut { line, tests, is_malformed }),
        Err(error) if error.is_eof() && tests > 0 => Some(Cut { line: error.line() as u64, tests, is_malformed: false }),
        Err(error) => return Err(fault(file, &error, &left)),
    };
    take(ToolResults { cut, ..results });
    Ok(())
}

/// The attempts of the elements that were read.
struct Parts<'t> {
    reader: Box<dyn JsonReader>,
    document: Document,
    /// Values for which the tree that is being read has room.
    left: &'t Cell<usize>,
    take: &'t mut dyn FnMut(ToolResults),
}

impl Parts<'_> {
    fn element(&mut self, value: &Json<'_>) {
        self.reader.element(value, &mut self.document);
        if self.document.attempts.len() >= PART {
            (self.take)(ToolResults { attempts: std::mem::take(&mut self.document.attempts), ..ToolResults::default() });
        }
    }
}

/// The value at which the list is found by names of members.
struct At<'p, 't> {
    path: &'p [&'p str],
    parts: &'p mut Parts<'t>,
}

impl<'de> DeserializeSeed<'de> for At<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        if !self.path.is_empty() {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        let left = self.parts.left;
        left.set(MAX_VALUES);
        while let Some(element) = seq.next_element_seed(Within(left))? {
            self.parts.element(&element);
            left.set(MAX_VALUES);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut members = Vec::new();
        while let Some(Name(name)) = map.next_key()? {
            match self.path.split_first() {
                Some((first, path)) if *first == name => {
                    members.iter().for_each(|(name, value): &(Cow<'_, str>, _)| self.parts.reader.before(name, value));
                    map.next_value_seed(At { path, parts: &mut *self.parts })?;
                }
                _ => members.push((name, map.next_value_seed(Within(self.parts.left))?)),
            }
        }
        if !self.path.is_empty() {
            self.parts.reader.rest(&Json::Object(members), &mut self.parts.document);
        }
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FirstPass, Piece, has_parts, read, read_in_parts};
    use super::*;

    #[test]
    fn a_document_in_parts_has_what_the_whole_one_has() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples/tools");
        let mut formats = std::collections::BTreeSet::new();
        for entry in walk(&folder) {
            let bytes = std::fs::read(&entry).expect("file");
            let name = entry.display().to_string();
            let Ok(Piece::Results(format, whole)) = read(&name, &bytes) else { continue };
            if !has_parts(&name, &bytes) || !name.ends_with(".json") {
                continue;
            }
            let mut together = ToolResults::default();
            let of_parts = read_in_parts(&name, &bytes, &bytes[..], &mut FirstPass::default(), &mut |part| {
                together.attempts.extend(part.attempts);
                together.run = part.run;
            });
            assert_eq!(of_parts.expect("read"), format, "{name}");
            assert_eq!(together, *whole, "{name}");
            let broken = [&bytes[..], b" x"].concat();
            assert!(read_in_parts(&name, &bytes, &broken[..], &mut FirstPass::default(), &mut drop).is_err(), "{name}");
            let (mut before_cut, mut cut) = (Vec::new(), None);
            let take = &mut |part: ToolResults| {
                before_cut.extend(part.attempts);
                cut = part.cut;
            };
            let ended = read_in_parts(&name, &bytes, &bytes[..bytes.len() - 10], &mut FirstPass::default(), take);
            assert_eq!((ended.is_ok(), before_cut.is_empty()), (cut.is_some(), cut.is_none()), "{name}");
            assert_eq!(before_cut[..], whole.attempts[..before_cut.len()], "{name}");
            formats.insert(format);
        }
        assert_eq!(formats.len(), 5, "{formats:?}");
    }

    fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(folder).expect("folder").map(|e| e.expect("entry").path());
        entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
    }
}
