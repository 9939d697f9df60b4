//! Hashes of secrets, which have no `==`: the time of a comparison that ends at the first difference would tell how much of a secret is right.

use subtle::{Choice, ConstantTimeEq as _};

/// The hash of a secret. Deliberately without `PartialEq`.
#[derive(Debug, Clone, Copy)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The hash of a secret's bytes, by which secrets of every length are compared alike.
    pub fn of(secret: &[u8]) -> Self {
        Self(*blake3::hash(secret).as_bytes())
    }

    /// A hash that was stored as text.
    pub fn from_hex(text: &str) -> Option<Self> {
        blake3::Hash::from_hex(text).ok().map(|hash| Self(*hash.as_bytes()))
    }

    /// Compares in constant time.
    pub fn ct_eq(&self, other: &Self) -> Choice {
        #[cfg(test)]
        COMPARED.with(|count| count.set(count.get() + 1));
        self.0.ct_eq(&other.0)
    }
}

#[cfg(test)]
std::thread_local! {
    /// Comparisons of this thread.
    pub static COMPARED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_app::workspace::tokens::{new_token, token_hash};

    #[test]
    fn a_digest_is_the_stored_hash_of_a_token() {
        let token = new_token().expect("token");
        let stored = Digest::from_hex(&token_hash(&token)).expect("hash");
        assert!(bool::from(stored.ct_eq(&Digest::of(token.expose().as_bytes()))));
        assert!(!bool::from(stored.ct_eq(&Digest::of(b""))));
        assert!(Digest::from_hex("00").is_none());
    }
}
