//! Files: upload, list, fetch, delete.

use reqwest::Method;

use crate::Client;
use crate::cache::Scope;
use crate::error::{Error, Result};
use crate::exchange::Body;
use crate::model::{StoredAttachment, UploadedAttachment};
use crate::retry::Repeat;
use crate::transport::Version;
use crate::upload::{FILE_LIMIT, FILES_PER_REQUEST, REQUEST_LIMIT, Upload};

impl Client {
    /// Uploads files to a project, in as many requests as Qase's limits need. Returns Qase's entries in the same order.
    ///
    /// A lost answer is repeated: a file that was stored anyway stays in Qase unused, which does no harm.
    ///
    /// # Errors
    /// [`Error::TooLarge`] with the name of a file above [`FILE_LIMIT`], before anything is sent; [`Error::StorageFull`].
    pub async fn upload_attachments(&self, project: &str, files: &[Upload]) -> Result<Vec<UploadedAttachment>> {
        let request = self.in_project(Method::POST, "attachment", project, &[])?.repeat(Repeat::Harmless);
        if let Some(file) = files.iter().find(|f| f.bytes.len() > FILE_LIMIT) {
            return Err(Error::TooLarge { call: request.call, text: file.filename.clone() });
        }
        let mut uploaded = Vec::with_capacity(files.len());
        for batch in batches(files) {
            let mut request = request.clone();
            request.body = Body::Files(batch.to_vec());
            let call = request.call.clone();
            let answers: Vec<UploadedAttachment> = self.fetch(request).await?;
            if answers.len() != batch.len() {
                let reason = format!("{} files were sent and {} answered", batch.len(), answers.len());
                return Err(Error::BrokenJson { call, place: "result".to_owned(), reason });
            }
            uploaded.extend(answers);
        }
        Ok(uploaded)
    }

    /// All files of the account.
    pub async fn list_attachments(&self) -> Result<Vec<StoredAttachment>> {
        self.list(self.request(Method::GET, Version::V1, Scope::Account, &["attachment"])?).await
    }

    /// Name, type, size and address of one file.
    pub async fn get_attachment(&self, hash: &str) -> Result<StoredAttachment> {
        self.fetch(self.request(Method::GET, Version::V1, Scope::Account, &["attachment", hash])?).await
    }

    /// Deletes a file.
    pub async fn delete_attachment(&self, hash: &str) -> Result<()> {
        self.command(self.request(Method::DELETE, Version::V1, Scope::Account, &["attachment", hash])?).await
    }

    /// Fetches a file by the address that a case or a result gives. The token goes to the API's own server alone.
    ///
    /// # Errors
    /// Any of [`Error`]; an address without https on another host is refused.
    pub async fn download(&self, url: &str) -> Result<Vec<u8>> {
        self.fetch_file(url).await
    }
}

/// Ranges of files that fit into one request.
fn batches(files: &[Upload]) -> impl Iterator<Item = &[Upload]> {
    let mut rest = files;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fitting = rest.iter().take(FILES_PER_REQUEST).take_while(|f| {
            // Each part has headers of its own.
            bytes += f.bytes.len() + 512;
            bytes <= REQUEST_LIMIT
        });
        let count = fitting.count();
        let (batch, after) = rest.split_at(count);
        rest = after;
        (!batch.is_empty()).then_some(batch)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn files_are_split_by_number_and_by_size() {
        let small: Vec<Upload> = (0..45).map(|n| Upload::new(format!("{n}.txt"), vec![0; 10])).collect();
        assert_eq!(batches(&small).map(<[_]>::len).collect::<Vec<_>>(), [20, 20, 5]);
        let bytes: Arc<[u8]> = vec![0; 30 * 1024 * 1024].into();
        let large: Vec<Upload> = (0..6).map(|n| Upload::new(format!("{n}.bin"), bytes.clone())).collect();
        assert_eq!(batches(&large).map(<[_]>::len).collect::<Vec<_>>(), [4, 2]);
        assert_eq!(batches(&[]).count(), 0);
    }

    #[test]
    fn the_type_comes_from_the_name() {
        assert_eq!(Upload::new("shot.png", vec![1]).mime, "image/png");
        assert_eq!(Upload::new("dump", vec![1]).mime, "application/octet-stream");
    }
}
