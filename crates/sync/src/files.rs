//! Files of the workspace in Qase. Each side has its own hash of a file; the comparison uses Qase's.

use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::domain::case::{AttachmentRef, CaseContent, Step};
use voluptas_core::domain::ids::RemoteProjectId;
use voluptas_core::domain::result::{ResultContent, ResultStep};
use voluptas_store::{Result, Tx};

/// The files of this workspace that one project of Qase has as well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SentFiles {
    there: BTreeMap<String, String>,
    here: BTreeMap<String, String>,
}

impl SentFiles {
    /// The sent files of a project; empty for an unknown project.
    pub(crate) fn of(tx: &Tx<'_>, of: Option<RemoteProjectId>) -> Result<Self> {
        let mut sent = Self::default();
        for (hash, qase_hash) in of.map(|of| tx.attachments().sent_to(of)).transpose()?.unwrap_or_default() {
            sent.add(hash, qase_hash);
        }
        Ok(sent)
    }

    /// Records a sent file.
    pub(crate) fn add(&mut self, hash: String, qase_hash: String) {
        self.here.insert(qase_hash.clone(), hash.clone());
        self.there.insert(hash, qase_hash);
    }

    /// True when Qase has this file of the workspace.
    pub(crate) fn is_there(&self, hash: &str) -> bool {
        self.there.contains_key(hash)
    }

    /// Qase's hash of a file of the workspace.
    pub(crate) fn hash_there(&self, hash: &str) -> Option<&String> {
        self.there.get(hash)
    }

    /// True when the file with this hash in Qase was sent from this workspace.
    pub(crate) fn is_from_here(&self, qase_hash: &str) -> bool {
        self.here.contains_key(qase_hash)
    }

    /// Replaces the workspace's hashes of files by Qase's.
    pub(crate) fn use_qase_hashes(&self, content: &mut CaseContent) {
        if !self.there.is_empty() {
            each(content, &mut |file| translate(file, &self.there));
        }
    }

    /// Replaces Qase's hashes of files by the workspace's.
    pub(crate) fn use_own_hashes(&self, content: &mut CaseContent) {
        if !self.here.is_empty() {
            each(content, &mut |file| translate(file, &self.here));
        }
    }
}

fn translate(file: &mut AttachmentRef, hashes: &BTreeMap<String, String>) {
    if let Some(other) = file.hash.as_ref().and_then(|h| hashes.get(h)) {
        file.hash = Some(other.clone());
    }
}

/// The hashes of all files of a case and its steps.
pub(crate) fn hashes(content: &CaseContent) -> BTreeSet<&str> {
    fn of_steps<'c>(steps: &'c [Step], found: &mut BTreeSet<&'c str>) {
        for step in steps {
            found.extend(step.attachments.iter().filter_map(|a| a.hash.as_deref()));
            of_steps(&step.steps, found);
        }
    }
    let mut found: BTreeSet<&str> = content.attachments.iter().filter_map(|a| a.hash.as_deref()).collect();
    of_steps(&content.steps, &mut found);
    found
}

/// The hashes of all files of a result and its steps.
pub(crate) fn hashes_of_result(content: &ResultContent) -> BTreeSet<&str> {
    fn of_steps<'c>(steps: &'c [ResultStep], found: &mut BTreeSet<&'c str>) {
        for step in steps {
            found.extend(step.attachments.iter().filter_map(|a| a.hash.as_deref()));
            of_steps(&step.steps, found);
        }
    }
    let mut found: BTreeSet<&str> = content.attachments.iter().filter_map(|a| a.hash.as_deref()).collect();
    of_steps(&content.steps, &mut found);
    found
}

/// Removes the hash from files that cannot be sent, so that Qase's files stay as they are.
pub(crate) fn withhold(content: &mut CaseContent, unsendable: &BTreeSet<String>) {
    if !unsendable.is_empty() {
        each(content, &mut |file| {
            file.hash.take_if(|h| unsendable.contains(h));
        });
    }
}

fn each(content: &mut CaseContent, change: &mut impl FnMut(&mut AttachmentRef)) {
    fn in_steps(steps: &mut [Step], change: &mut impl FnMut(&mut AttachmentRef)) {
        for step in steps {
            step.attachments.iter_mut().for_each(&mut *change);
            in_steps(&mut step.steps, change);
        }
    }
    content.attachments.iter_mut().for_each(&mut *change);
    in_steps(&mut content.steps, change);
}
