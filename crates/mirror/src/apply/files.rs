//! Files from one project to the other: each is fetched once and uploaded once, however many results and cases use it.

use crate::collect::Collected;
use crate::error::Result;
use crate::mirror::Mirror;
use std::collections::{HashMap, HashSet};
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain as _;
use voluptas_i18n::{Lang, Tr};
use voluptas_qase::model::Attachment;
use voluptas_qase::{self as qase, FILE_LIMIT, FILES_PER_REQUEST, Upload};

/// Maximum size in bytes of the files held in memory at the same time.
#[expect(clippy::cast_possible_wrap, reason = "some megabytes")]
const HELD: i64 = FILE_LIMIT as i64;

/// Files copied so far, and files that cannot be copied.
pub(super) struct Files<'a> {
    mirror: &'a Mirror,
    read: &'a Collected,
    /// Hashes in the target by name in the source.
    uploaded: HashMap<String, String>,
    /// Files that cannot be copied, now or ever.
    lost: HashSet<String>,
}

impl<'a> Files<'a> {
    pub fn new(mirror: &'a Mirror, read: &'a Collected) -> Self {
        Self { mirror, read, uploaded: HashMap::new(), lost: HashSet::new() }
    }

    pub fn copied(&self) -> usize {
        self.uploaded.len()
    }

    pub fn failed(&self) -> usize {
        self.lost.len()
    }

    /// Hash of a file in the target; `None` when the file was not copied.
    pub fn hash_of(&self, name: &str) -> Option<String> {
        self.uploaded.get(name).cloned()
    }

    /// Copies the files that are not copied yet.
    ///
    /// A file that is gone, too large or refused is left out with a message. Any other failure stops the work, so that no result
    /// is posted without a file that it could have had.
    pub async fn copy(&mut self, names: Vec<String>) -> Result<()> {
        let mut wanted: Vec<String> = Vec::new();
        for name in names {
            if !self.uploaded.contains_key(&name) && !self.lost.contains(&name) && !wanted.contains(&name) {
                wanted.push(name);
            }
        }
        let mut rest = wanted.as_slice();
        while !rest.is_empty() {
            let mut bytes = 0;
            let fitting = rest.iter().take(FILES_PER_REQUEST).take_while(|name| {
                bytes += self.read.files.get(*name).map_or(0, |f| f.size.max(0));
                bytes <= HELD
            });
            let count = fitting.count().max(1);
            let (group, after) = rest.split_at(count);
            rest = after;
            self.copy_group(group).await?;
        }
        Ok(())
    }

    async fn copy_group(&mut self, names: &[String]) -> Result<()> {
        let (mut uploads, mut of) = (Vec::new(), Vec::new());
        for name in names {
            let read = self.read;
            let Some(file) = read.files.get(name) else { continue };
            match self.mirror.source.download(&file.url).await {
                Ok(bytes) if is_page(&bytes) && !may_be_page(file) => {
                    self.leave_out("download_attachment", name, &Message::new("mirror-file-is-page"));
                }
                Ok(bytes) => {
                    let upload = Upload::new(file.filename.clone(), bytes);
                    let mime = file.mime.replace("\\/", "/");
                    uploads.push(if mime.is_empty() { upload } else { Upload { mime, ..upload } });
                    of.push(name.clone());
                }
                Err(error) => self.give_up("download_attachment", name, error)?,
            }
        }
        if uploads.is_empty() {
            return Ok(());
        }
        let project = &self.read.target.project;
        match self.mirror.target.upload_attachments(project, &uploads).await {
            Ok(stored) => self.uploaded.extend(of.into_iter().zip(stored).map(|(name, s)| (name, s.hash))),
            Err(error) if uploads.len() == 1 => {
                for name in &of {
                    self.give_up("upload_attachment", name, error.clone())?;
                }
            }
            // One bad file makes Qase refuse the whole batch.
            Err(error) if is_final(&error) => {
                for (name, upload) in of.iter().zip(uploads) {
                    match self.mirror.target.upload_attachments(project, std::slice::from_ref(&upload)).await {
                        Ok(stored) => self.uploaded.extend(stored.into_iter().map(|s| (name.clone(), s.hash))),
                        Err(error) => self.give_up("upload_attachment", name, error)?,
                    }
                }
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    fn give_up(&mut self, function: &'static str, name: &str, error: qase::Error) -> Result<()> {
        if !is_final(&error) {
            return Err(error.into());
        }
        self.leave_out(function, name, &error.message());
        Ok(())
    }

    fn leave_out(&mut self, function: &'static str, name: &str, reason: &Message) {
        let file = self.read.files.get(name).map_or(name, |f| f.filename.as_str());
        let said = Tr::new(Lang::En).message(reason);
        self.mirror.watch.error(function, &Message::new("mirror-warning-file").with("file", file).with("reason", said));
        tracing::debug!(reason = %reason.key, "a file is left out");
        self.lost.insert(name.to_owned());
    }
}

/// True for the start of a web page: a server that wants a login answers 200 with one instead of the file.
fn is_page(bytes: &[u8]) -> bool {
    let start =
        String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).trim_start_matches('\u{feff}').trim_start().to_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// True for a file that is a web page by its name or type.
fn may_be_page(file: &Attachment) -> bool {
    let name = file.filename.to_lowercase();
    file.mime.contains("html") || [".html", ".htm", ".xhtml"].iter().any(|end| name.ends_with(end))
}

/// True when trying again will not help.
fn is_final(error: &qase::Error) -> bool {
    use qase::Error as E;
    matches!(
        error,
        E::NotFound { .. }
            | E::TooLarge { .. }
            | E::Invalid { .. }
            | E::Unexpected { .. }
            | E::BadConfig(_)
            | E::StorageFull { .. }
    )
}
