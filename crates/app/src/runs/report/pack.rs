//! Compressed data within a page: zlib and base64, which a browser opens with `DecompressionStream`.

use std::io::{self, BufWriter, Write};

use base64::engine::general_purpose::STANDARD;
use base64::write::EncoderWriter;
use flate2::Compression;
use flate2::write::ZlibEncoder;

/// Bytes that are collected for the compressor: it clears its whole output buffer at each write, which a few bytes are not worth.
const GATHERED: usize = 32 << 10;

/// Level of compression. On 50,000 results of `bench-files` the page has 10.1 MB and takes 0.50 s; with level 5 it has 7.9 MB and takes
/// 0.58 s, with level 1 12.5 MB and no less time.
const LEVEL: u32 = 2;

/// A writer whose output is compressed text without `<`, so that it can stand in an element.
pub(super) struct Packer<W: Write>(BufWriter<ZlibEncoder<EncoderWriter<'static, base64::engine::GeneralPurpose, W>>>);

impl<W: Write> Packer<W> {
    /// A writer onto `out`.
    pub(super) fn new(out: W) -> Self {
        let encoder = ZlibEncoder::new(EncoderWriter::new(out, &STANDARD), Compression::new(LEVEL));
        Self(BufWriter::with_capacity(GATHERED, encoder))
    }

    /// Writes the buffered bytes and returns the output.
    pub(super) fn finish(self) -> io::Result<W> {
        self.0.into_inner().map_err(io::IntoInnerError::into_error)?.finish()?.finish()
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
pub(super) struct Compressor {
    encoder: ZlibEncoder<Vec<u8>>,
    /// Bytes that the encoder has not got yet.
    gathered: Vec<u8>,
}

impl Default for Compressor {
    fn default() -> Self {
        Self { encoder: ZlibEncoder::new(Vec::new(), Compression::new(LEVEL)), gathered: Vec::with_capacity(GATHERED) }
    }
}

impl Compressor {
    fn pass_on(&mut self) -> io::Result<()> {
        self.encoder.write_all(&self.gathered)?;
        self.gathered.clear();
        Ok(())
    }

    /// Writes the compressed data as base64, and starts again.
    pub(super) fn finish_into(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.pass_on()?;
        let packed = self.encoder.reset(Vec::new())?;
        let mut text = EncoderWriter::new(out, &STANDARD);
        text.write_all(&packed)?;
        text.finish().map(drop)
    }
}

impl Write for Compressor {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.gathered.len() + bytes.len() > GATHERED {
            self.pass_on()?;
        }
        if bytes.len() > GATHERED {
            return self.encoder.write(bytes);
        }
        self.gathered.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass_on()?;
        self.encoder.flush()
    }
}
