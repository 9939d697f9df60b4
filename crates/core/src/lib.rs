//! Foundation of all crates: [`base`] has small tools without knowledge of testing, [`domain`] the values and rules of the
//! product. No I/O other than files, no database, no network, no window, no texts for people.

pub mod base;
pub mod domain;
