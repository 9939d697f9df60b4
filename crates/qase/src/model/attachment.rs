//! Files of cases, steps and results.

use serde::{Deserialize, Serialize};

use super::{Extra, tolerant};

/// A file of a case, a step or a result. The answer has no hash: to use the file elsewhere, fetch it and upload it again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attachment {
    /// Size in bytes.
    #[serde(deserialize_with = "tolerant::int")]
    pub size: i64,
    /// MIME type: `image/png`.
    #[serde(deserialize_with = "tolerant::text")]
    pub mime: String,
    /// File name at the upload.
    #[serde(deserialize_with = "tolerant::text")]
    pub filename: String,
    /// Address for fetching the file.
    #[serde(deserialize_with = "tolerant::text")]
    pub url: String,
    /// Other members of the answer.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Attachment {
    /// The hash that writes use for the file. Some servers send it; otherwise it is the last part of the URL with 40
    /// hexadecimal digits. Earlier parts name the account or the folder.
    pub fn hash(&self) -> Option<String> {
        if let Some(hash) = self.extra.get("hash").and_then(|v| v.as_str()) {
            return Some(hash.to_owned());
        }
        self.url
            .split(|c: char| !c.is_ascii_alphanumeric())
            .rfind(|part| part.len() == 40 && part.bytes().all(|b| b.is_ascii_hexdigit()))
            .map(str::to_owned)
    }
}

/// The answer to an upload, one for each file in the order sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UploadedAttachment {
    /// Hash that cases and results refer to.
    #[serde(deserialize_with = "tolerant::text")]
    pub hash: String,
    /// File name.
    #[serde(deserialize_with = "tolerant::text")]
    pub filename: String,
    /// MIME type: `image/png`.
    #[serde(deserialize_with = "tolerant::text")]
    pub mime: String,
    /// Extension of the name: `png`.
    #[serde(deserialize_with = "tolerant::text")]
    pub extension: String,
    /// Address for fetching the file.
    #[serde(deserialize_with = "tolerant::text")]
    pub url: String,
}

/// A file in the list of all files of the account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StoredAttachment {
    /// Hash that cases and results refer to.
    #[serde(deserialize_with = "tolerant::text")]
    pub hash: String,
    /// File name.
    #[serde(deserialize_with = "tolerant::text")]
    pub file: String,
    /// MIME type: `image/png`.
    #[serde(deserialize_with = "tolerant::text")]
    pub mime: String,
    /// Size in bytes.
    #[serde(deserialize_with = "tolerant::int")]
    pub size: i64,
    /// Extension of the name: `png`.
    #[serde(deserialize_with = "tolerant::text")]
    pub extension: String,
    /// Address for fetching the file.
    #[serde(deserialize_with = "tolerant::text")]
    pub full_path: String,
    /// Address of the file, or of a web page that shows it.
    #[serde(deserialize_with = "tolerant::text")]
    pub url: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_last_hash_of_a_url() {
        let (account, file) = ("a".repeat(40), "0123456789abcdef0123456789ABCDEF01234567");
        let of = |url: String| Attachment { url, ..Attachment::default() }.hash();
        assert_eq!(of(format!("https://files.example/{account}/{file}/shot.png")).as_deref(), Some(file));
        assert_eq!(of(format!("https://api.qase.io/attachment/{file}")).as_deref(), Some(file));
        assert_eq!(of("https://files.example/shot.png".to_owned()), None);
        let mut sent = Attachment { url: format!("https://files.example/{file}"), ..Attachment::default() };
        sent.extra.insert("hash".to_owned(), "own".into());
        assert_eq!(sent.hash().as_deref(), Some("own"));
    }
}
