//! The licences of everything that the program is built of.

/// Text for people: the packages of each licence, then its words. Made by `packaging/licences.sh`.
pub const TEXT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/licences.txt"));
