//! Compact values of columns that are read as a whole: a version byte and the postcard encoding.

use super::error::{Error, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use voluptas_core::domain::status::ResultStatus;

/// First byte of a value. Another number is of a newer program.
const VERSION: u8 = 1;

/// Packs a value.
pub(super) fn pack<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    pack_as(VERSION, value)
}

/// Packs a value whose form has this number.
pub(super) fn pack_as<T: Serialize>(form: u8, value: &T) -> Result<Vec<u8>> {
    postcard::to_extend(value, vec![form]).map_err(|e| Error::Corrupt(e.to_string()))
}

/// A list that is packed element by element. Its value is that of [`pack`] for the whole list.
#[derive(Debug, Default)]
pub(super) struct List {
    count: usize,
    elements: Vec<u8>,
}

impl List {
    /// Adds an element.
    pub(super) fn push<T: Serialize>(&mut self, element: &T) -> Result<()> {
        self.count += 1;
        let before = std::mem::take(&mut self.elements);
        self.elements = postcard::to_extend(element, before).map_err(|e| Error::Corrupt(e.to_string()))?;
        Ok(())
    }

    /// The packed list.
    pub(super) fn finish(mut self) -> Result<Vec<u8>> {
        // A list begins with its length.
        let head = pack(&self.count)?;
        self.elements.splice(..0, head);
        Ok(self.elements)
    }
}

/// A packed list that is unpacked element by element.
#[derive(Debug)]
pub(super) struct PackedList {
    bytes: Vec<u8>,
    /// Offset of the first element.
    begin: usize,
    count: usize,
    what: &'static str,
}

impl PackedList {
    /// A list of [`List`], or of [`pack`]. `what` names it in errors.
    ///
    /// # Errors
    /// [`Error::Corrupt`] for a value of another form.
    pub(super) fn open(bytes: Option<&[u8]>, what: &'static str) -> Result<Self> {
        match bytes {
            Some(bytes @ [VERSION, value @ ..]) => {
                let (count, rest) = postcard::take_from_bytes(value).map_err(|e| Error::Corrupt(format!("{what}: {e}")))?;
                Ok(Self { begin: bytes.len() - rest.len(), bytes: bytes.to_vec(), count, what })
            }
            _ => Err(Error::Corrupt(format!("{what}: unknown version"))),
        }
    }

    /// Number of elements, as the list states it.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The elements. Ends with the first error.
    pub(super) fn elements<T: DeserializeOwned>(&self) -> impl Iterator<Item = Result<T>> + '_ {
        let (mut rest, mut left) = (&self.bytes[self.begin..], self.count);
        std::iter::from_fn(move || {
            left = left.checked_sub(1)?;
            Some(match postcard::take_from_bytes(rest) {
                Ok((element, behind)) => {
                    rest = behind;
                    Ok(element)
                }
                Err(error) => {
                    left = 0;
                    Err(Error::Corrupt(format!("{}: {error}", self.what)))
                }
            })
        })
    }
}

/// Unpacks a value of [`pack`]. `what` names it in the error.
///
/// # Errors
/// [`Error::Corrupt`] for a value of another form.
pub(super) fn unpack<T: DeserializeOwned>(bytes: Option<&[u8]>, what: &str) -> Result<T> {
    unpack_as(VERSION, bytes, what)
}

/// Unpacks a value of [`pack_as`] of that form.
///
/// # Errors
/// See [`unpack`].
pub(super) fn unpack_as<T: DeserializeOwned>(form: u8, bytes: Option<&[u8]>, what: &str) -> Result<T> {
    match bytes.and_then(<[u8]>::split_first) {
        Some((own, value)) if *own == form => postcard::from_bytes(value).map_err(|e| Error::Corrupt(format!("{what}: {e}"))),
        _ => Err(Error::Corrupt(format!("{what}: unknown version"))),
    }
}

/// A status in one byte; a status of the workspace's own by its word. With a mark for flaky results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Status {
    Known(u8),
    Custom(String, bool),
}

/// Bit of a flaky result.
const FLAKY: u8 = 0x80;

/// Known statuses by their numbers. New ones are added at the end.
const STATUSES: [ResultStatus; 8] = [
    ResultStatus::Untested,
    ResultStatus::Passed,
    ResultStatus::Failed,
    ResultStatus::Broken,
    ResultStatus::Skipped,
    ResultStatus::Blocked,
    ResultStatus::Invalid,
    ResultStatus::InProgress,
];

impl Status {
    pub(super) fn new(status: &ResultStatus, is_flaky: bool) -> Self {
        match STATUSES.iter().position(|known| known == status).and_then(|at| u8::try_from(at).ok()) {
            Some(at) => Self::Known(at | if is_flaky { FLAKY } else { 0 }),
            None => Self::Custom(status.slug().to_owned(), is_flaky),
        }
    }

    /// The status, and the mark.
    pub(super) fn open(&self) -> (ResultStatus, bool) {
        match self {
            Self::Known(at) => {
                (STATUSES.get(usize::from(at & !FLAKY)).cloned().unwrap_or(ResultStatus::Untested), at & FLAKY != 0)
            }
            Self::Custom(slug, is_flaky) => (ResultStatus::parse(slug), *is_flaky),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        for (word, is_flaky) in [("passed", true), ("failed", false), ("retest", true)] {
            let status = Status::new(&ResultStatus::parse(word), is_flaky);
            let again: Status = unpack(Some(&pack(&status).expect("packed")), "status").expect("unpacked");
            assert_eq!(again.open(), (ResultStatus::parse(word), is_flaky));
        }
        let mut list = List::default();
        (0..300_u32).for_each(|n| list.push(&n).expect("packed"));
        let whole: Vec<u32> = (0..300).collect();
        let packed = list.finish().expect("packed");
        assert_eq!(packed, pack(&whole).expect("packed"));
        let list = PackedList::open(Some(&packed), "list").expect("list");
        assert_eq!((list.len(), list.elements().collect::<Result<Vec<u32>>>().expect("elements")), (300, whole));
        let cut = PackedList::open(Some(&packed[..100]), "list").expect("list");
        let elements: Vec<Result<u32>> = cut.elements().collect();
        assert!(elements.len() < 100 && matches!(elements.last(), Some(Err(Error::Corrupt(_)))), "ends with its first error");
        for bytes in [None, Some(&[][..]), Some(&[9, 1]), Some(&[VERSION, 200])] {
            assert!(unpack::<Status>(bytes, "status").is_err());
            assert!(bytes == Some(&[VERSION, 200]) || PackedList::open(bytes, "list").is_err());
        }
    }
}
