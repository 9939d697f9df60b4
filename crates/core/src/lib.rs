//! What every crate of VoluptAS stands on: [`base`], small tools that know nothing of testing, and [`domain`], the values of the product
//! with their rules. No I/O but files, no database, no network, no window, no texts for people.

pub mod base;
pub mod domain;
