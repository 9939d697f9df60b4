//! Keeps the data of results that only posting needs: in memory up to a limit, beyond it in an unnamed temporary file. A run of
//! any length takes the same memory.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::{Mutex, PoisonError};
use tempfile::SpooledTempFile;

/// Bytes that stay in memory.
const IN_MEMORY: usize = 32 * 1024 * 1024;

/// Position of a value in the spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Span {
    at: u64,
    length: u32,
}

/// Values in the order in which they were appended.
#[derive(Debug)]
pub(crate) struct Spool(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    file: SpooledTempFile,
    end: u64,
}

impl Spool {
    pub fn new() -> Self {
        Self::with_memory(IN_MEMORY)
    }

    fn with_memory(bytes: usize) -> Self {
        Self(Mutex::new(Inner { file: SpooledTempFile::new(bytes), end: 0 }))
    }

    /// Appends a value.
    pub fn put<T: Serialize>(&self, value: &T) -> io::Result<Span> {
        let bytes = serde_json::to_vec(value).map_err(io::Error::other)?;
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = inner.end;
        inner.file.seek(SeekFrom::Start(at))?;
        inner.file.write_all(&bytes)?;
        inner.end = at + u64::from(length);
        Ok(Span { at, length })
    }

    /// Reads a value back.
    pub fn get<T: DeserializeOwned>(&self, span: Span) -> io::Result<T> {
        let mut bytes = vec![0; span.length as usize];
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.file.seek(SeekFrom::Start(span.at))?;
        inner.file.read_exact(&mut bytes)?;
        drop(inner);
        serde_json::from_slice(&bytes).map_err(io::Error::other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_comes_back_from_memory_and_from_the_file() {
        let spool = Spool::with_memory(64);
        let texts: Vec<String> = (0..50).map(|n| format!("value {n} \u{1f600}")).collect();
        let places: Vec<Span> = texts.iter().map(|t| spool.put(t).expect("put")).collect();
        for (text, place) in texts.iter().zip(&places).rev() {
            assert_eq!(&spool.get::<String>(*place).expect("get"), text);
        }
        let late = spool.put(&"late").expect("put");
        assert_eq!(spool.get::<String>(late).expect("get"), "late");
    }
}
