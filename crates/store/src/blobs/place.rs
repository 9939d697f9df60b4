//! Places where the bytes of attachments can be.

use std::fmt;
use std::path::PathBuf;

/// Begins the address of a bucket.
const S3: &str = "s3://";

/// A place for the bytes of attachments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlobPlace {
    /// A folder of this computer, or of one that it has mounted.
    Folder(PathBuf),
    /// A bucket of a server with the API of Amazon S3.
    Bucket {
        /// Name of the bucket.
        name: String,
        /// Beginning of every key, without slashes at its ends; may be blank.
        prefix: String,
    },
}

/// Refusals of a text that names no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadPlace {
    /// The name of the bucket is missing or has characters that no bucket may have.
    Bucket,
    /// The address holds a user, a password or a query, which may be secrets.
    Secret,
    /// The address belongs to another kind of server.
    Scheme,
    /// The text is blank.
    Blank,
}

impl BlobPlace {
    /// The place that a text names: `s3://BUCKET/PREFIX`, or a folder.
    ///
    /// # Errors
    /// [`BadPlace`].
    pub fn parse(text: &str) -> Result<Self, BadPlace> {
        let text = text.trim();
        if text.is_empty() {
            return Err(BadPlace::Blank);
        }
        let Some(rest) = text.strip_prefix(S3) else {
            return if text.contains("://") { Err(BadPlace::Scheme) } else { Ok(Self::Folder(text.into())) };
        };
        if rest.contains(['@', '?', '#']) {
            return Err(BadPlace::Secret);
        }
        let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
        if name.is_empty() || !name.chars().all(is_letter) {
            return Err(BadPlace::Bucket);
        }
        Ok(Self::Bucket { name: name.to_owned(), prefix: prefix.trim_matches('/').to_owned() })
    }

    /// The folder; `None` for a bucket.
    pub fn folder(&self) -> Option<&std::path::Path> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::Bucket { .. } => None,
        }
    }
}

impl fmt::Display for BlobPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "{}", folder.display()),
            Self::Bucket { name, prefix } if prefix.is_empty() => write!(f, "{S3}{name}"),
            Self::Bucket { name, prefix } => write!(f, "{S3}{name}/{prefix}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_folders_and_buckets_and_refuses_secrets() {
        let bucket = |name: &str, prefix: &str| Ok(BlobPlace::Bucket { name: name.into(), prefix: prefix.into() });
        assert_eq!(BlobPlace::parse("s3://team-files"), bucket("team-files", ""));
        assert_eq!(BlobPlace::parse(" s3://team.files/shop/a/ "), bucket("team.files", "shop/a"));
        assert_eq!(BlobPlace::parse("/srv/files"), Ok(BlobPlace::Folder("/srv/files".into())));
        for (text, why) in [
            ("s3://key:word@bucket/a", BadPlace::Secret),
            ("s3://bucket/a?X-Amz-Signature=1", BadPlace::Secret),
            ("s3:///a", BadPlace::Bucket),
            ("s3://Bucket", BadPlace::Bucket),
            ("gs://bucket", BadPlace::Scheme),
            ("  ", BadPlace::Blank),
        ] {
            assert_eq!(BlobPlace::parse(text), Err(why), "{text}");
        }
        for text in ["s3://team-files", "s3://team-files/shop", "/srv/files"] {
            assert_eq!(BlobPlace::parse(text).map(|place| place.to_string()), Ok(text.to_owned()));
        }
    }
}
