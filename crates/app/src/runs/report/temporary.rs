//! A temporary file whose errors can be distinguished from errors of the output.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// A failure of a temporary file.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(super) struct TemporaryFailure(pub(super) io::Error);

/// A temporary file without a name. Its errors hold a [`TemporaryFailure`].
#[derive(Debug)]
pub(super) struct Temporary(File);

fn failed(error: io::Error) -> io::Error {
    io::Error::new(error.kind(), TemporaryFailure(error))
}

impl Temporary {
    /// A new file in the system's folder for temporary files.
    pub(super) fn new() -> io::Result<Self> {
        tempfile::tempfile().map(Self).map_err(failed)
    }
}

impl Read for Temporary {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.0.read(bytes).map_err(failed)
    }
}

impl Write for Temporary {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(failed)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(failed)
    }
}

impl Seek for Temporary {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to).map_err(failed)
    }
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::report::Error;

    #[test]
    fn a_full_temporary_folder_is_not_a_full_output() {
        let full = || File::options().write(true).open("/dev/full").expect("device");
        let refused = Temporary(full()).write_all(b"x").expect_err("full");
        let Error::Temporary(error) = Error::from(refused) else { panic!("the temporary file failed") };
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        // The same within JSON, whose errors hold that of the file.
        let refused = serde_json::to_writer(Temporary(full()), &vec![0; 9]).expect_err("full");
        assert!(matches!(Error::from(refused), Error::Temporary(_)));
        let refused = full().write_all(b"x").expect_err("full");
        assert!(matches!(Error::from(refused), Error::Output(_)));
    }
}
