//! Writing a backup.

use super::{Error, FILES, FORMAT, MANIFEST, Manifest, WORKSPACE};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs::File;
use std::io::{self, Read, Write as _};
use std::path::Path;
use std::sync::Arc;
use tar::{Builder, EntryType, Header};
use voluptas_core::base::fs::NamedWriter;
use voluptas_core::base::scratch::{Scratch, remove_abandoned_in};
use voluptas_core::base::version;
use voluptas_store::{Location, Store};

/// Level of compression: backups are large, and attachments are mostly compressed already.
const LEVEL: u32 = 3;

type Archive = Builder<GzEncoder<NamedWriter>>;

/// Writes a consistent state of a workspace and the bytes of its attachments into a file. A file that is there is replaced when the
/// new one is complete. Blocks.
pub fn write(store: &Store, target: &Path) -> Result<Manifest, Error> {
    let at_target = || Error::at(target);
    // Beside the target, since the copy of a large workspace may be too large for the folder of temporary files.
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    remove_abandoned_in(folder);
    let scratch = Scratch::new_in(folder).map_err(at_target())?;
    let copy = scratch.path().join(WORKSPACE);
    store.backup_to(&copy)?;
    let named = Store::open_read_only(&Location::from(copy.as_path()), Arc::clone(store.clock()))?.named_blobs()?;
    let file = NamedWriter::create(target).map_err(at_target())?;
    let mut archive = Builder::new(GzEncoder::new(file, Compression::new(LEVEL)));
    let bytes = copy.metadata().map_err(Error::at(&copy))?.len();
    let mut hashing = Hashing { from: File::open(&copy).map_err(Error::at(&copy))?, hasher: blake3::Hasher::new() };
    append(&mut archive, WORKSPACE, bytes, &mut hashing).map_err(at_target())?;
    let mut manifest = Manifest {
        format: FORMAT,
        program: version::full().clone(),
        written_ms: store.clock().now(),
        workspace: hashing.hasher.finalize().to_hex().to_string(),
        workspace_bytes: bytes,
        files: 0,
        file_bytes: 0,
        missing: Vec::new(),
    };
    let blobs = store.blobs()?;
    for hash in named {
        match blobs.get_blocking(&hash) {
            Ok(Some(bytes)) => {
                manifest.files += 1;
                manifest.file_bytes += bytes.len() as u64;
                append(&mut archive, &format!("{FILES}{hash}"), bytes.len() as u64, &mut &*bytes).map_err(at_target())?;
            }
            Ok(None) => manifest.missing.push(hash),
            // Damaged bytes are as bad as none; a place that does not answer is no reason to write a backup without its files.
            Err(voluptas_store::Error::Io { source, .. }) if source.kind() == io::ErrorKind::InvalidData => {
                manifest.missing.push(hash)
            }
            Err(error) => return Err(error.into()),
        }
    }
    let last = serde_json::to_vec_pretty(&manifest).map_err(|e| Error::at(target)(e.into()))?;
    append(&mut archive, MANIFEST, last.len() as u64, &mut &*last).map_err(at_target())?;
    let mut packed = archive.into_inner().map_err(at_target())?;
    packed.flush().map_err(at_target())?;
    packed.finish().and_then(NamedWriter::finish).map_err(at_target())?;
    Ok(manifest)
}

fn append(archive: &mut Archive, name: &str, size: u64, from: &mut dyn Read) -> io::Result<()> {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_size(size);
    header.set_mode(0o600);
    archive.append_data(&mut header, name, from)
}

/// Reader that hashes its bytes.
struct Hashing {
    from: File,
    hasher: blake3::Hasher,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        Ok(count)
    }
}
