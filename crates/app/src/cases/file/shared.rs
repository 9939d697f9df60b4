//! Shared steps of a file that the project has under another hash.

use std::borrow::Cow;
use std::collections::HashMap;

use voluptas_core::domain::case::Step;
use voluptas_core::domain::ids::ProjectId;
use voluptas_formats::cases::CasesFile;
use voluptas_store::page::Slice;
use voluptas_store::{Result, Tx};

/// The file with the project's own hashes for the shared steps that the project has with the same title and steps. An export that
/// comes back from another workspace would otherwise double them with each import.
pub(super) fn with_known<'f>(tx: &Tx<'_>, project: ProjectId, file: &'f CasesFile) -> Result<Cow<'f, CasesFile>> {
    let hashes: Vec<String> = file.shared_steps.iter().map(|step| step.hash.clone()).collect();
    if hashes.is_empty() {
        return Ok(Cow::Borrowed(file));
    }
    let known = tx.shared_steps().by_hashes(project, &hashes)?;
    let unknown: Vec<_> = file.shared_steps.iter().filter(|step| !known.contains_key(&step.hash)).collect();
    if unknown.is_empty() {
        return Ok(Cow::Borrowed(file));
    }
    let mut by_title: HashMap<String, Vec<(String, Vec<Step>)>> = HashMap::new();
    for own in tx.shared_steps().list(project, None, Slice::ALL)?.rows {
        by_title.entry(own.title).or_default().push((own.hash, own.steps));
    }
    let mut renamed = HashMap::new();
    for step in unknown {
        let same = by_title.get(&step.title).into_iter().flatten().find(|(_, steps)| *steps == step.steps);
        if let Some((hash, _)) = same {
            renamed.insert(step.hash.clone(), hash.clone());
        }
    }
    if renamed.is_empty() {
        return Ok(Cow::Borrowed(file));
    }
    let mut file = file.clone();
    file.rows.iter_mut().for_each(|row| rename(&mut row.content.steps, &renamed));
    Ok(Cow::Owned(file))
}

/// Steps as a file has them, which holds no attachments.
pub(super) fn without_files(steps: &[Step]) -> Vec<Step> {
    let bare = |step: &Step| Step { attachments: Vec::new(), steps: without_files(&step.steps), ..step.clone() };
    steps.iter().map(bare).collect()
}

/// Gives steps other hashes of shared steps.
pub(super) fn rename(steps: &mut [Step], hashes: &HashMap<String, String>) {
    for step in steps {
        if let Some(hash) = &mut step.shared
            && let Some(new) = hashes.get(hash)
        {
            hash.clone_from(new);
        }
        rename(&mut step.steps, hashes);
    }
}
