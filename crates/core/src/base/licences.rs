//! The licences of everything that the program is built of.

use flate2::read::GzDecoder;
use std::io::Read;
use std::sync::LazyLock;

/// Packed by `build.rs`.
const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/licences.gz"));

/// Text for people: the packages of each licence, then its words. Made by `packaging/licences.sh`.
pub fn text() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let mut text = String::new();
        // What the build packed is read back: the test below.
        let read = GzDecoder::new(PACKED).read_to_string(&mut text);
        debug_assert!(read.is_ok(), "{read:?}");
        text
    });
    &TEXT
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_text_is_the_file() {
        assert!(super::text() == include_str!("../../../../assets/licences.txt"));
    }
}
