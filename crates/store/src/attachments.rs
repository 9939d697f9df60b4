//! Attachments: names, types and sizes of files. Their bytes are in [`super::blobs`], named by content.

use super::error::{Error, Result};
use super::page::{IN_LIST, Page, Slice, Where};
use super::{Aggregate, Tx};
use crate::db::Row;
use crate::p;
use std::collections::BTreeMap;
use voluptas_core::base::Millis;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::ids::{AttachmentId, ProjectId, RemoteProjectId};

/// A stored attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Row id.
    pub id: AttachmentId,
    /// Project of the upload; `None` for a file of the workspace.
    pub project_id: Option<ProjectId>,
    /// 40 hexadecimal digits: the id that Qase's API shows.
    pub hash: String,
    /// BLAKE3 of the bytes, 64 hexadecimal digits.
    pub content_hash: String,
    /// File name.
    pub filename: String,
    /// Media type.
    pub mime: String,
    /// Length in bytes.
    pub size: i64,
    /// Time of storing.
    pub created_ms: Millis,
}

impl Attachment {
    /// The reference by which a case, step or result names the attachment.
    pub fn reference(&self) -> AttachmentRef {
        AttachmentRef {
            hash: Some(self.hash.clone()),
            filename: self.filename.clone(),
            mime: self.mime.clone(),
            size: self.size,
            url: None,
        }
    }
}

/// A new entry for a file whose bytes are already stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttachment {
    /// BLAKE3 of the bytes.
    pub content_hash: String,
    /// File name, without folders.
    pub filename: String,
    /// Media type.
    pub mime: String,
    /// Length in bytes.
    pub size: i64,
}

/// Attachments in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Attachments<'t>(&'t Tx<'t>);

impl Tx<'_> {
    pub fn attachments(&self) -> Attachments<'_> {
        Attachments(self)
    }
}

const COLUMNS: &str = "SELECT id, hash, content_hash, filename, mime, size, created_ms, project_id FROM attachments";

fn attachment(row: &Row<'_>) -> Result<Attachment> {
    Ok(Attachment {
        id: AttachmentId(row.int(0)?),
        hash: row.text(1)?,
        content_hash: row.text(2)?,
        filename: row.text(3)?,
        mime: row.text(4)?,
        size: row.int(5)?,
        created_ms: row.int(6)?,
        project_id: row.opt_int(7)?.map(ProjectId),
    })
}

impl Attachments<'_> {
    /// Creates an entry with a new hash.
    pub fn add(&self, project: Option<ProjectId>, new: &NewAttachment) -> Result<Attachment> {
        let hash = super::hash::ascending();
        let now = self.0.now();
        let id = self.0.insert(
            "INSERT INTO attachments (hash, content_hash, project_id, filename, mime, size, created_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            p![&hash, &new.content_hash, project, &new.filename, &new.mime, new.size, now],
        )?;
        self.0.touch(Aggregate::Other);
        Ok(Attachment {
            id: AttachmentId(id),
            project_id: project,
            hash,
            content_hash: new.content_hash.clone(),
            filename: new.filename.clone(),
            mime: new.mime.clone(),
            size: new.size,
            created_ms: now,
        })
    }

    /// The entry with this hash.
    pub fn by_hash(&self, hash: &str) -> Result<Attachment> {
        let sql = format!("{COLUMNS} WHERE hash = ?1 AND deleted_ms IS NULL");
        self.0.opt(&sql, p![hash], attachment)?.ok_or_else(|| Error::not_found("attachment", hash))
    }

    /// Existing entries among these hashes, by hash.
    pub fn by_hashes<'h>(&self, hashes: impl IntoIterator<Item = &'h str>) -> Result<BTreeMap<String, Attachment>> {
        let hashes: Vec<&str> = hashes.into_iter().collect();
        let mut found = BTreeMap::new();
        for part in hashes.chunks(IN_LIST) {
            let mut filter = Where::new("deleted_ms IS NULL", Vec::new());
            filter.any_of("hash", part.iter().copied());
            for entry in self.0.all(&format!("{COLUMNS} {}", filter.sql()), filter.params(), attachment)? {
                found.insert(entry.hash.clone(), entry);
            }
        }
        Ok(found)
    }

    /// Files that were uploaded to a project of Qase: hash in the workspace and hash in Qase.
    pub fn sent_to(&self, of: RemoteProjectId) -> Result<Vec<(String, String)>> {
        self.0.all(
            "SELECT a.hash, l.qase_hash FROM attachment_links l JOIN attachments a ON a.id = l.attachment_id \
             WHERE l.qase_project_id = ?1 ORDER BY a.id",
            p![of],
            |r| Ok((r.text(0)?, r.text(1)?)),
        )
    }

    /// Stores the hash under which a project of Qase has a file.
    pub fn sent(&self, of: RemoteProjectId, id: AttachmentId, qase_hash: &str) -> Result<()> {
        self.0.execute(
            "INSERT INTO attachment_links (qase_project_id, attachment_id, qase_hash, sent_ms) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (qase_project_id, attachment_id) DO UPDATE SET qase_hash = excluded.qase_hash, sent_ms = excluded.sent_ms",
            p![of, id, qase_hash, self.0.now()],
        )?;
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Deletes the records of uploads to a project of Qase, by the hashes in Qase; returns their number.
    pub fn forget_sent<'h>(&self, of: RemoteProjectId, qase_hashes: impl IntoIterator<Item = &'h str>) -> Result<usize> {
        let mut rows = 0;
        for hash in qase_hashes {
            let sql = "DELETE FROM attachment_links WHERE qase_project_id = ?1 AND qase_hash = ?2";
            rows += self.0.execute(sql, p![of, hash])?;
        }
        if rows > 0 {
            self.0.touch(Aggregate::Remote);
        }
        Ok(rows)
    }

    /// A page of the attachments of some projects, or of the whole workspace, in the order of storing.
    pub fn list(&self, projects: Option<&[ProjectId]>, slice: Slice) -> Result<Page<Attachment>> {
        let mut filter = Where::new("deleted_ms IS NULL", Vec::new());
        if let Some(projects) = projects {
            filter.any_of("project_id", projects.iter().copied());
        }
        let total = self.0.count(&format!("SELECT count(*) FROM attachments {}", filter.sql()), filter.params())?;
        let page = filter.page("id", slice);
        Ok(Page { total, filtered: total, rows: self.0.all(&format!("{COLUMNS} {}", page.sql()), page.params(), attachment)? })
    }

    /// Removes the entry from every listing. The bytes stay, because other entries may share them.
    pub fn delete(&self, id: AttachmentId) -> Result<()> {
        self.0.execute("UPDATE attachments SET deleted_ms = ?2 WHERE id = ?1", p![id, self.0.now()])?;
        self.0.execute("DELETE FROM case_attachments WHERE attachment_id = ?1", p![id])?;
        self.0.touch(Aggregate::Other);
        Ok(())
    }
}
