//! Attachments: hashes in, addresses out.

use crate::input::Input;
use serde_json::{Value, json};
use voluptas_core::domain::case::AttachmentRef;
use voluptas_store::attachments::Attachment;

/// Download address of a file. The hash in it cannot be guessed.
pub fn url(root: &str, hash: &str, filename: &str) -> String {
    let mut url = format!("{root}/attachment/{hash}/");
    for byte in filename.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => url.push(char::from(byte)),
            _ => url.push_str(&format!("%{byte:02X}")),
        }
    }
    url
}

/// The ending of a file name without the dot.
pub fn extension(filename: &str) -> &str {
    filename.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// An attachment in the JSON of cases, steps and results.
pub fn reference(root: &str, a: &AttachmentRef) -> Value {
    let url = match (&a.hash, &a.url) {
        (Some(hash), _) => url(root, hash, &a.filename),
        (None, Some(url)) => url.clone(),
        (None, None) => root.to_owned(),
    };
    json!({ "size": a.size, "mime": a.mime, "filename": a.filename, "url": url })
}

/// A list of attachments in the JSON of cases and steps.
pub fn references(root: &str, list: &[AttachmentRef]) -> Vec<Value> {
    list.iter().map(|a| reference(root, a)).collect()
}

/// A list of attachments in the JSON of results, without those whose files were missing: nothing can be fetched of them.
pub fn stored_references(root: &str, list: &[AttachmentRef]) -> Vec<Value> {
    list.iter().filter(|a| !a.is_missing()).map(|a| reference(root, a)).collect()
}

/// An attachment in the JSON of `GET /attachment`.
pub fn entity(root: &str, a: &Attachment) -> Value {
    json!({
        "hash": a.hash,
        "file": a.filename,
        "mime": a.mime,
        "size": a.size,
        "extension": extension(&a.filename),
        "full_path": url(root, &a.hash, &a.filename),
        "url": url(root, &a.hash, &a.filename),
    })
}

/// An attachment in the answer to an upload.
pub fn uploaded(root: &str, a: &Attachment) -> Value {
    json!({
        "hash": a.hash,
        "filename": a.filename,
        "mime": a.mime,
        "extension": extension(&a.filename),
        "url": url(root, &a.hash, &a.filename),
        "team": "workspace",
    })
}

/// The hashes of a field.
pub fn hashes(input: &Input<'_>, name: &str) -> Vec<String> {
    input.texts(name).unwrap_or_default().into_iter().filter(|h| !h.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_escaped() {
        assert_eq!(url("http://h", "ab", "отчёт 1.png"), "http://h/attachment/ab/%D0%BE%D1%82%D1%87%D1%91%D1%82%201.png");
        assert_eq!(extension("a.tar.gz"), "gz");
        assert_eq!(extension("README"), "");
    }
}
