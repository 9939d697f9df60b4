//! Identities that tools send or that are made of names and parameters. They have any length, and an index of PostgreSQL takes 2,704 bytes of a
//! row.

/// Largest identity that is kept as it is, in bytes. A longer one is shortened to at most this length. Suffixes, such as the
/// number of a case, are short.
pub const LONGEST: usize = 1_000;
/// Stands between the beginning of a longer one and its hash.
const SEPARATOR: &str = "…#";

/// The identity as it is stored and looked up: of a long one the beginning and a hash of the whole, so that equal ones stay equal and different
/// ones different. A bounded one stays as it is.
#[must_use]
pub fn bounded(identity: String) -> String {
    if identity.len() <= LONGEST {
        return identity;
    }
    let hash = blake3::hash(identity.as_bytes()).to_hex();
    let end = identity.floor_char_boundary(LONGEST - SEPARATOR.len() - hash.len());
    format!("{}{SEPARATOR}{hash}", &identity[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_long_identity_keeps_its_beginning() {
        let long = "щ".repeat(LONGEST);
        let short = bounded(long.clone());
        assert!(short.starts_with("щщщ") && short.len() <= LONGEST && short.len() > LONGEST - 4, "{}", short.len());
        assert_ne!(bounded(long + "!"), short);
        let whole = "x".repeat(LONGEST);
        assert_eq!(bounded(whole.clone()), whole);
    }

    proptest! {
        #[test]
        fn equal_ones_stay_equal_and_different_ones_different(one in "[aы]{0,1200}", other in "[aы]{0,3}") {
            let longer = format!("{one}{other}");
            let (a, b) = (bounded(one.clone()), bounded(longer.clone()));
            prop_assert_eq!(a == b, one == longer);
            prop_assert!(a.len() <= LONGEST && b.len() <= LONGEST);
            prop_assert_eq!(bounded(a.clone()), a);
        }
    }
}
