//! The place that a workspace names.

use super::{BlobPlace, Blobs};
use crate::error::{Error, Result};
use crate::p;
use crate::{Op, Store, hash};
use std::collections::BTreeSet;
use std::path::Path;

/// Reads the place that a workspace names.
pub(crate) const PLACE_SQL: &str = "SELECT value FROM meta WHERE key = 'attachments'";

/// Reads the hashes of the bytes that entries name.
pub(crate) const NAMED_SQL: &str = "SELECT DISTINCT content_hash FROM attachments ORDER BY content_hash";

impl BlobPlace {
    /// The place that a workspace names, otherwise the folder beside its file.
    ///
    /// # Errors
    /// The named place is of a kind that this program does not know.
    pub(crate) fn named(name: Option<&str>, workspace: &Path) -> Result<Self> {
        match name {
            None => Ok(Self::Folder(Blobs::folder_of(workspace))),
            Some(text) => Self::parse(text).map_err(|_| Error::Corrupt("the place of the attachments is not understood".into())),
        }
    }
}

impl Blobs {
    /// True for the folder beside a workspace, which needs no mark.
    ///
    /// # Errors
    /// The folder belongs to another workspace by its name.
    pub fn is_beside(&self, workspace: &Path) -> Result<bool> {
        let Some(folder) = self.place().folder() else { return Ok(false) };
        if folder.canonicalize().ok() == Self::folder_of(workspace).canonicalize().ok() {
            return Ok(true);
        }
        // A folder of this name belongs to the workspace file beside it, even while it is empty.
        if folder.components().any(|part| Path::new(part.as_os_str()).extension().is_some_and(|e| e == "attachments")) {
            return Err(self.taken());
        }
        Ok(false)
    }
}

impl Store {
    /// The place of the bytes of attachments: the one that the workspace names, otherwise the folder beside it.
    ///
    /// # Errors
    /// The workspace cannot be read, or names a place that this program does not know.
    pub fn blob_place(&self) -> Result<BlobPlace> {
        let named = self.read(|tx| tx.opt(PLACE_SQL, &[], |r| r.text(0)))?;
        BlobPlace::named(named.as_deref(), self.path())
    }

    /// The storage of the bytes of attachments.
    ///
    /// # Errors
    /// The same errors as [`Store::blob_place`] and [`Blobs::open`].
    pub fn blobs(&self) -> Result<Blobs> {
        let place = self.blob_place()?;
        self.opened_blobs(&place, || Blobs::open(&place))
    }

    /// Hashes of the bytes that any entry of the workspace names, also one in the trash or behind undo.
    pub fn named_blobs(&self) -> Result<BTreeSet<String>> {
        self.read(|tx| tx.all(NAMED_SQL, &[], |r| r.text(0))).map(BTreeSet::from_iter)
    }

    /// Marks a place as that of this workspace.
    ///
    /// # Errors
    /// The place has other files or belongs to another workspace, or cannot be written.
    pub fn claim_blobs(&self, blobs: &Blobs) -> Result<()> {
        if blobs.is_beside(self.path())? {
            return Ok(());
        }
        let id = self.write(Op::bulk("claim_blobs"), |tx| {
            let sql = "SELECT value FROM meta WHERE key = 'workspace_id'";
            if let Some(id) = tx.opt(sql, &[], |r| r.text(0))? {
                return Ok(id);
            }
            let id = hash::random();
            tx.execute("INSERT INTO meta (key, value) VALUES ('workspace_id', ?1)", p![&id])?;
            Ok(id)
        })?;
        blobs.claim(&id.value)
    }

    /// Forgets the place and the mark that another file has too: for a copy of a workspace, whose attachments lie beside it.
    pub fn forget_blob_place(&self) -> Result<()> {
        self.write(Op::bulk("forget_blob_place"), |tx| {
            tx.execute("DELETE FROM meta WHERE key IN ('attachments', 'workspace_id')", &[])
        })?;
        Ok(())
    }

    /// Names another place. The bytes must be there already.
    pub fn set_blob_place(&self, place: &BlobPlace) -> Result<()> {
        let own = BlobPlace::Folder(Blobs::folder_of(self.path()));
        self.write(Op::bulk("set_blob_place"), |tx| {
            tx.execute("DELETE FROM meta WHERE key = 'attachments'", &[])?;
            if *place != own {
                tx.execute("INSERT INTO meta (key, value) VALUES ('attachments', ?1)", p![place.to_string()])?;
            }
            Ok(())
        })?;
        Ok(())
    }
}
