//! The hashes by which Qase's API names results, attachments and shared steps: 40 hexadecimal digits.

/// A new hash of 160 random bits.
#[must_use]
pub fn random() -> String {
    hex(&random_bytes())
}

/// A new hash that is larger than those made before: the bits of a UUID of version 7, then 32 random bits.
///
/// New rows then lie side by side in the index of their hashes. With random hashes each of them lies on a page of its own, and all
/// these pages are written.
#[must_use]
pub fn ascending() -> String {
    let mut bytes = random_bytes();
    bytes[..16].copy_from_slice(uuid::Uuid::now_v7().as_bytes());
    hex(&bytes)
}

fn random_bytes() -> [u8; 20] {
    let mut bytes = [0_u8; 20];
    if getrandom::fill(&mut bytes).is_err() {
        // A system without a source of randomness: unique is enough here, nothing secret hangs on it.
        let unique = blake3::hash(uuid::Uuid::now_v7().as_bytes());
        bytes.copy_from_slice(&unique.as_bytes()[..20]);
    }
    bytes
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn has_forty_digits() {
        assert_eq!(super::hex(&[0, 255, 16]), "00ff10");
        assert_eq!(super::random().len(), 40);
        assert_ne!(super::random(), super::random());
    }

    #[test]
    fn ascending_hashes_come_in_order() {
        let made: Vec<String> = (0..1000).map(|_| super::ascending()).collect();
        assert!(made.iter().all(|hash| hash.len() == 40));
        assert!(made.is_sorted_by(|a, b| a < b));
    }
}
