//! Encryption of secrets in the database: addresses with tokens in them, secrets of signatures.
//!
//! ChaCha20-Poly1305 with a random nonce. The key is outside of the database.

use crate::error::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom as _, SystemRandom};
use std::fmt;
use voluptas_core::base::Secret;

/// Purpose that is mixed into a sealed text, so that it cannot be used in place of a text with another purpose.
const PURPOSE: &[u8] = b"voluptas webhook 1";

/// The key of the servers of a workspace.
#[derive(Clone)]
pub struct SealKey(std::sync::Arc<LessSafeKey>);

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey(***)")
    }
}

impl SealKey {
    /// Shortest text of a key, in bytes.
    pub const MIN: usize = 32;

    /// A key from a text of at least [`SealKey::MIN`] bytes.
    ///
    /// # Errors
    /// [`Error::Text`] for a shorter one.
    pub fn new(text: &Secret) -> Result<Self> {
        if text.expose().len() < Self::MIN {
            return Err(Error::Text("key"));
        }
        let hash = digest(&SHA256, text.expose().as_bytes());
        let key = UnboundKey::new(&CHACHA20_POLY1305, hash.as_ref()).map_err(|_| Error::Sealed)?;
        Ok(Self(std::sync::Arc::new(LessSafeKey::new(key))))
    }

    /// Encrypts a text of the database.
    ///
    /// # Errors
    /// [`Error::Sealed`] where the system has no random numbers.
    pub fn seal(&self, text: &str) -> Result<String> {
        self.seal_for(PURPOSE, text)
    }

    /// Encrypts a text that opens for the same purpose alone.
    ///
    /// # Errors
    /// [`Error::Sealed`] where the system has no random numbers.
    pub fn seal_for(&self, purpose: &[u8], text: &str) -> Result<String> {
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).map_err(|_| Error::Sealed)?;
        let mut bytes = text.as_bytes().to_vec();
        let sealed = self.0.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(purpose), &mut bytes);
        sealed.map_err(|_| Error::Sealed)?;
        Ok(STANDARD.encode([nonce.as_slice(), &bytes].concat()))
    }

    /// Decrypts a text of the database.
    ///
    /// # Errors
    /// [`Error::Sealed`] where it was encrypted with another key or for another purpose, or changed.
    pub fn open(&self, sealed: &str) -> Result<String> {
        self.open_for(PURPOSE, sealed)
    }

    /// Decrypts a text of [`SealKey::seal_for`].
    ///
    /// # Errors
    /// Those of [`SealKey::open`].
    pub fn open_for(&self, purpose: &[u8], sealed: &str) -> Result<String> {
        let mut bytes = STANDARD.decode(sealed).map_err(|_| Error::Sealed)?;
        if bytes.len() < NONCE_LEN {
            return Err(Error::Sealed);
        }
        let mut text = bytes.split_off(NONCE_LEN);
        let nonce = Nonce::try_assume_unique_for_key(&bytes).map_err(|_| Error::Sealed)?;
        let text = self.0.open_in_place(nonce, Aad::from(purpose), &mut text).map_err(|_| Error::Sealed)?;
        String::from_utf8(text.to_vec()).map_err(|_| Error::Sealed)
    }
}

/// A random text for a key or a secret: 32 bytes as base64.
///
/// # Errors
/// [`Error::Sealed`] where the system has no random numbers.
pub fn random() -> Result<Secret> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::Sealed)?;
    Ok(Secret::new(STANDARD.encode(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_opens_with_its_key_alone() {
        let (key, other) = (SealKey::new(&random().unwrap()).unwrap(), SealKey::new(&random().unwrap()).unwrap());
        let sealed = key.seal("https://hooks.example/T/secret").unwrap();
        assert!(!sealed.contains("hooks"));
        assert_ne!(sealed, key.seal("https://hooks.example/T/secret").unwrap());
        assert_eq!(key.open(&sealed).unwrap(), "https://hooks.example/T/secret");
        assert_eq!(other.open(&sealed), Err(Error::Sealed));
        assert_eq!(key.open_for(b"another purpose", &sealed), Err(Error::Sealed));
        let mut changed = sealed.clone().into_bytes();
        changed[20] = if changed[20] == b'A' { b'B' } else { b'A' };
        for bad in [String::from_utf8(changed).unwrap(), String::new(), "%%".into(), "AAAA".into()] {
            assert_eq!(key.open(&bad), Err(Error::Sealed));
        }
        assert_eq!(SealKey::new(&Secret::new("short")).err(), Some(Error::Text("key")));
    }
}
