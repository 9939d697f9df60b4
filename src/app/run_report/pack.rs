//! Compressed data within a page: zlib and base64, which a browser opens with `DecompressionStream`.

use std::io::{self, Write};

use base64::engine::general_purpose::STANDARD;
use base64::write::EncoderWriter;
use flate2::Compression;
use flate2::write::ZlibEncoder;

/// A writer whose output is compressed text without `<`, so that it can stand in an element.
pub(super) struct Packer<W: Write>(ZlibEncoder<EncoderWriter<'static, base64::engine::GeneralPurpose, W>>);

impl<W: Write> Packer<W> {
    /// A writer onto `out`.
    pub(super) fn new(out: W) -> Self {
        Self(ZlibEncoder::new(EncoderWriter::new(out, &STANDARD), Compression::new(6)))
    }

    /// Writes what is buffered and gives the output back.
    pub(super) fn finish(self) -> io::Result<W> {
        self.0.finish()?.finish()
    }
}

impl<W: Write> Write for Packer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// A compressor for many short data, one after the other. Its tables are a hundred times larger than a usual log, and to allocate them
/// anew for each would scatter memory.
pub(super) struct Press(ZlibEncoder<Vec<u8>>);

impl Default for Press {
    fn default() -> Self {
        Self(ZlibEncoder::new(Vec::new(), Compression::new(6)))
    }
}

impl Press {
    /// Writes what was compressed as base64, and begins anew.
    pub(super) fn finish_into(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let packed = self.0.reset(Vec::new())?;
        let mut text = EncoderWriter::new(out, &STANDARD);
        text.write_all(&packed)?;
        text.finish().map(drop)
    }
}

impl Write for Press {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
