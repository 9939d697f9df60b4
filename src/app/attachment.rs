//! Files of cases and results on demand: fetched from their address when a person asks, and kept beside the workspace.

use super::qase_connection::QaseConnection;
use super::rate_wait::with_rate_wait;
use super::{Workspace, failure};
use crate::base::fs::{Access, write_atomic};
use crate::domain::Message;
use crate::domain::case::AttachmentRef;
use crate::jobs::{Busy, Failure, FailureKind, JobError, JobHandle, JobSpec, Report, Reportable};
use crate::qase;
use crate::store;
use std::path::{Path, PathBuf};

/// A file that is stored locally.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Path of the file.
    pub path: PathBuf,
}

impl Reportable for Fetched {
    fn report(&self) -> Report {
        Report::default().count("written", 1)
    }
}

/// Fetches a file by its address, unless it was fetched before. The program never opens the file: opening a file from outside is
/// the person's decision.
///
/// # Errors
/// [`Busy`] while the same file is being fetched.
pub fn fetch(workspace: &Workspace, link: Option<&QaseConnection>, file: &AttachmentRef) -> Result<JobHandle<Fetched>, Busy> {
    let (link, file, store) = (link.cloned(), file.clone(), workspace.store.clone());
    let path = place(&workspace.attachments_dir(), &file);
    let title = Message::new("app-job-attachment").with("name", &file.filename);
    let mut spec = JobSpec::new("attachment", title.clone());
    spec.exclusive = Some(format!("attachment {}", path.display()));
    workspace.jobs.spawn(spec, move |ctx| async move {
        ctx.stage(title, None);
        if path.is_file() {
            return Ok(Fetched { path });
        }
        let Some(url) = file.url.filter(|u| !u.trim().is_empty()) else {
            return Err(JobError::Failed(usage("app-attachment-no-address")));
        };
        let Some(link) = link else { return Err(JobError::Failed(usage("app-attachment-no-qase"))) };
        let client = link.client().await?.with_cancel(ctx.token().clone());
        let bytes = match with_rate_wait(&ctx, &store, &client, client.download(&url)).await {
            Ok(bytes) => bytes,
            Err(qase::Error::Cancelled) => return Err(crate::jobs::Cancelled.into()),
            Err(e) => return Err(failure::of_qase(&e).into()),
        };
        let target = path.clone();
        let written = tokio::task::spawn_blocking(move || write_atomic(&target, &bytes, Access::Default)).await;
        match written {
            Ok(Ok(())) => Ok(Fetched { path }),
            Ok(Err(source)) => Err(store::Error::Io { path, source }.into()),
            Err(_) => Err(JobError::Failed(failure::internal())),
        }
    })
}

fn usage(key: &str) -> Failure {
    Failure { kind: FailureKind::Usage, message: Message::new(key), remedy: None }
}

/// Path of a fetched file: a folder for each address, so that equal names do not collide, with the file under its own name.
fn place(attachments: &Path, file: &AttachmentRef) -> PathBuf {
    let address = file.url.as_deref().or(file.hash.as_deref()).unwrap_or(&file.filename);
    let folder = &blake3::hash(address.as_bytes()).to_hex().to_string()[..16];
    attachments.join("fetched").join(folder).join(safe_name(&file.filename))
}

/// A name without path, control characters and characters that file systems refuse; never blank, never hidden.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().map(|c| if c.is_control() || "<>:\"|?*".contains(c) { '_' } else { c }).collect();
    let kept = kept.trim().trim_start_matches('.').trim_end_matches('.');
    if kept.is_empty() { "file".to_owned() } else { kept.chars().take(120).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_outside_stay_in_their_folder() {
        assert_eq!(safe_name("снимок экрана.png"), "снимок экрана.png");
        assert_eq!(safe_name("../../etc/passwd"), "passwd");
        assert_eq!(safe_name("C:\\temp\\a?.txt"), "a_.txt");
        assert_eq!(safe_name(".bashrc"), "bashrc");
        assert_eq!(safe_name("..."), "file");
        let file = |url: &str| AttachmentRef { filename: "a.png".into(), url: Some(url.into()), ..AttachmentRef::default() };
        assert_ne!(place(Path::new("x"), &file("https://one/a.png")), place(Path::new("x"), &file("https://two/a.png")));
    }
}
