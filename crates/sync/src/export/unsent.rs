//! Files of the workspace that a project of Qase does not have.

use std::collections::{BTreeMap, BTreeSet};
use voluptas_qase::FILE_LIMIT;
use voluptas_store::Tx;
use voluptas_store::attachments::Attachment;
use voluptas_store::blobs::Blobs;

/// Files of the workspace that a project of Qase does not have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unsent {
    /// Files that can be sent, by hash.
    pub files: BTreeMap<String, Attachment>,
    /// Hashes of files that cannot be sent: too large for Qase, or without content on this computer.
    pub unsendable: BTreeSet<String>,
}

/// The files with these hashes that still have to be sent. Files of cases that Qase knows have Qase's hash already and are left out.
pub(super) fn unsent(tx: &Tx<'_>, blobs: &Blobs, hashes: BTreeSet<&str>) -> voluptas_store::Result<Unsent> {
    let (mut unsent, limit) = (Unsent::default(), i64::try_from(FILE_LIMIT).unwrap_or(i64::MAX));
    for (hash, file) in tx.attachments().by_hashes(hashes)? {
        // A bucket is asked when the file is sent.
        let is_there = blobs.path(&file.content_hash).is_none_or(|path| path.is_file());
        if file.size <= limit && is_there {
            unsent.files.insert(hash, file);
        } else {
            unsent.unsendable.insert(hash);
        }
    }
    Ok(unsent)
}
