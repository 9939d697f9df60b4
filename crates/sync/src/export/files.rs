//! Uploads files of cases and results that Qase does not have yet, each once.

use super::work::{Work, is_of_the_item};
use crate::error::{Error, Result};
use crate::files::{self, SentFiles};
use crate::plan::{CaseStep, Class};
use crate::report::Stage;
use std::collections::BTreeSet;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::CaseContent;
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::message::Explain as _;
use voluptas_qase::{self as qase, FILES_PER_REQUEST, Upload};
use voluptas_store::Op;
use voluptas_store::attachments::Attachment;

/// Bytes that are held in memory at once.
const AT_ONCE: i64 = 64 * 1024 * 1024;

impl Work<'_> {
    /// Uploads the files that the plan writes into cases and results.
    pub(super) async fn send_files(&mut self) -> Result<()> {
        let writes = |s: &&CaseStep| match s.class {
            Class::New => true,
            Class::Changed | Class::Conflict => {
                s.changes.iter().any(|c| matches!(c.field, CaseField::Attachments | CaseField::Steps))
            }
            Class::Unchanged | Class::Removed | Class::Skipped => false,
        };
        let plan = self.plan;
        let cases = plan.cases.iter().filter(writes).filter_map(|s| self.by_case.get(&s.case_id?));
        let mut wanted: BTreeSet<&str> = cases.flat_map(|c| files::hashes(&c.state.content)).collect();
        let collected = self.collected.clone();
        let sent: BTreeSet<_> =
            plan.results.iter().flat_map(|r| &r.steps).filter(|s| s.class == Class::New).map(|s| s.result_id).collect();
        let results = collected.results.iter().filter(|r| sent.contains(&r.result.id));
        wanted.extend(results.flat_map(|r| files::hashes_of_result(&r.result.content)));
        let todo: Vec<&Attachment> = collected.unsent.files.values().filter(|f| wanted.contains(f.hash.as_str())).collect();
        let mut done = 0;
        while done < todo.len() {
            let batch = batch(&todo[done..]);
            self.session.step(Stage::SendFiles, done, todo.len(), batch.first().map_or("", |f| f.filename.as_str()))?;
            if let Some(e) = self.upload_all(batch).await? {
                // Qase would refuse every other file for the same reason. Cases and results are sent without files.
                let left: Vec<&Attachment> = todo
                    .iter()
                    .copied()
                    .filter(|f| !self.sent_files.is_there(&f.hash) && !self.unsendable.contains(&f.hash))
                    .collect();
                self.unsendable.extend(left.iter().map(|f| f.hash.clone()));
                let warning = Message::new("sync-warning-files-not-taken").count("count", left.len());
                let file = left.first().map_or("", |f| f.filename.as_str());
                self.summary.warnings.push(warning.with("file", file).with("reason", words(&e)));
                break;
            }
            done += batch.len();
        }
        if !todo.is_empty() {
            self.session.step(Stage::SendFiles, todo.len(), todo.len(), "")?;
        }
        Ok(())
    }

    /// Uploads files. A batch that is refused is sent in halves until the bad file is alone; it is left out with a warning.
    /// Returns a refusal that concerns all files: no space, or no right.
    async fn upload_all(&mut self, files: &[&Attachment]) -> Result<Option<qase::Error>> {
        let mut todo = vec![files];
        while let Some(batch) = todo.pop() {
            match self.upload_batch(batch).await {
                Ok(()) => {}
                Err(Error::Qase(e)) if e.kind() == qase::Kind::Rights || e.kind() == qase::Kind::Missing => return Ok(Some(e)),
                Err(Error::Qase(e)) if is_of_the_item(&e) => match batch {
                    [file] => {
                        self.unsendable.insert(file.hash.clone());
                        let warning = Message::new("sync-warning-file-refused").with("file", &file.filename);
                        self.summary.warnings.push(warning.with("reason", words(&e)));
                    }
                    _ => {
                        let (first, rest) = batch.split_at(batch.len() / 2);
                        todo.push(rest);
                        todo.push(first);
                    }
                },
                Err(e) => return Err(e),
            }
        }
        Ok(None)
    }

    async fn upload_batch(&mut self, batch: &[&Attachment]) -> Result<()> {
        let blobs = self.session.store.blobs()?;
        let mut uploads = Vec::with_capacity(batch.len());
        let mut sent = Vec::with_capacity(batch.len());
        for file in batch {
            match blobs.get(&file.content_hash).await? {
                Some(bytes) => {
                    uploads.push(Upload { filename: file.filename.clone(), mime: file.mime.clone(), bytes: bytes.into() });
                    sent.push(*file);
                }
                // The content was deleted after the plan was made.
                None => {
                    self.unsendable.insert(file.hash.clone());
                }
            }
        }
        if uploads.is_empty() {
            return Ok(());
        }
        let answers = self.session.fresh().upload_attachments(&self.session.project, &uploads).await?;
        let links: Vec<_> = sent.iter().zip(answers).map(|(file, there)| (file.id, file.hash.clone(), there.hash)).collect();
        for (_, hash, there) in &links {
            self.sent_files.add(hash.clone(), there.clone());
        }
        let of = self.of_id();
        let write = move |store: &voluptas_store::Store| {
            let op = Op::bulk("export_files");
            store.write(op, |tx| links.iter().try_for_each(|(id, _, there)| tx.attachments().sent(of, *id, there))).map(drop)
        };
        self.session.blocking(write).await
    }

    /// The message for a refused case. Forgets the files that Qase no longer has: the next export uploads them again.
    ///
    /// The refusal seldom says that it is about a file, so Qase is asked for each that this workspace has sent.
    pub(super) async fn refused(&mut self, e: &qase::Error, content: &CaseContent) -> Result<Message> {
        self.refused_with(e, files::hashes(content)).await
    }

    /// [`Self::refused`] for a case or a result that names files of Qase.
    pub(super) async fn refused_with(&mut self, e: &qase::Error, named: BTreeSet<&str>) -> Result<Message> {
        let of = self.of_id();
        let mut gone = BTreeSet::new();
        if is_of_the_item(e) && !matches!(e, qase::Error::TooLarge { .. }) && !named.is_empty() {
            let sent = self.session.blocking(move |store| store.read(|tx| SentFiles::of(tx, Some(of)))).await?;
            for there in named.into_iter().filter(|h| sent.is_from_here(h)) {
                match self.session.fresh().get_attachment(there).await {
                    Ok(_) => {}
                    Err(qase::Error::NotFound { .. }) => drop(gone.insert(there.to_owned())),
                    Err(e) if e.kind() == qase::Kind::Rights || is_of_the_item(&e) => {}
                    Err(e) => return Err(e.into()),
                }
            }
        }
        if gone.is_empty() {
            return Ok(e.message());
        }
        let message = Message::new("sync-item-files-gone").count("count", gone.len()).with("reason", words(e));
        let forget = move |store: &voluptas_store::Store| {
            store
                .write(Op::bulk("export_files_gone"), |tx| tx.attachments().forget_sent(of, gone.iter().map(String::as_str)))
                .map(drop)
        };
        self.session.blocking(forget).await?;
        Ok(message)
    }

    /// The content of a case with its files as Qase knows them by now.
    pub(super) fn with_sent_files(&self, content: &mut CaseContent) {
        self.sent_files.use_qase_hashes(content);
        files::withhold(content, &self.unsendable);
    }
}

/// The server's text, without the request.
fn words(e: &qase::Error) -> String {
    match e {
        qase::Error::Invalid { text, fields, .. } => {
            fields.iter().fold(text.clone(), |said, f| format!("{said} {}: {}", f.field, f.error))
        }
        qase::Error::NotFound { text, .. }
        | qase::Error::TooLarge { text, .. }
        | qase::Error::PaymentRequired { text, .. }
        | qase::Error::Forbidden { text, .. } => text.clone(),
        qase::Error::StorageFull { .. } => "507 Insufficient Storage".to_owned(),
        other => other.to_string(),
    }
}

/// The first files that fit into one request and into memory.
fn batch<'f, 'a>(files: &'f [&'a Attachment]) -> &'f [&'a Attachment] {
    let mut bytes = 0;
    let fits = files.iter().take(FILES_PER_REQUEST).take_while(|f| {
        bytes += f.size;
        bytes <= AT_ONCE
    });
    &files[..fits.count().max(1).min(files.len())]
}
