//! Files of results: named by hash in the request, stored before.

use super::{Error, Result};
use std::collections::BTreeMap;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::ids::ProjectId;
use voluptas_core::domain::result::{ResultContent, ResultStep};
use voluptas_store::Tx;
use voluptas_store::attachments::Attachment;

/// The files that a request names by hash, found with one query.
#[derive(Debug, Default)]
pub struct Files(BTreeMap<String, Attachment>);

impl Files {
    /// Looks the hashes up. Attachments of another project do not exist for this one.
    pub fn load(tx: &Tx<'_>, project: ProjectId, hashes: &[String]) -> Result<Self> {
        if hashes.is_empty() {
            return Ok(Self::default());
        }
        let mut found = tx.attachments().by_hashes(hashes.iter().map(String::as_str))?;
        found.retain(|_, attachment| attachment.project_id.is_none_or(|of| of == project));
        Ok(Self(found))
    }

    /// Adds the hashes of all files of a result.
    pub fn named_by(content: &ResultContent, found: &mut Vec<String>) {
        fn of_steps(steps: &[ResultStep], found: &mut Vec<String>) {
            for s in steps {
                found.extend(s.attachments.iter().filter_map(|a| a.hash.clone()));
                of_steps(&s.steps, found);
            }
        }
        found.extend(content.attachments.iter().filter_map(|a| a.hash.clone()));
        of_steps(&content.steps, found);
    }

    /// The references for hashes.
    ///
    /// # Errors
    /// [`Error::UnknownFile`] naming the first hash that is not there.
    pub fn references(&self, field: &str, hashes: &[String]) -> Result<Vec<AttachmentRef>> {
        let one = |hash: &String| match self.0.get(hash) {
            Some(found) => Ok(found.reference()),
            None => Err(Error::UnknownFile { place: String::new(), field: field.to_owned(), hash: hash.clone() }),
        };
        hashes.iter().map(one).collect()
    }

    /// Puts names and sizes to the files of a result, which stands at `place`.
    ///
    /// # Errors
    /// [`Error::UnknownFile`].
    pub fn fill(&self, content: &mut ResultContent, place: &str) -> Result<()> {
        let filled = self.fill_list(&mut content.attachments, "attachments").and_then(|()| self.fill_steps(&mut content.steps));
        filled.map_err(|e| match e {
            Error::UnknownFile { field, hash, .. } => Error::UnknownFile { place: place.to_owned(), field, hash },
            other => other,
        })
    }

    /// Puts names and sizes to the files of steps.
    ///
    /// # Errors
    /// [`Error::UnknownFile`].
    pub fn fill_steps(&self, steps: &mut [ResultStep]) -> Result<()> {
        for s in steps {
            self.fill_list(&mut s.attachments, "steps")?;
            self.fill_steps(&mut s.steps)?;
        }
        Ok(())
    }

    fn fill_list(&self, files: &mut Vec<AttachmentRef>, field: &str) -> Result<()> {
        if files.is_empty() {
            return Ok(());
        }
        let hashes: Vec<String> = files.iter().filter_map(|a| a.hash.clone()).collect();
        *files = self.references(field, &hashes)?;
        Ok(())
    }
}
