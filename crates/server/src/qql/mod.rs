//! A part of Qase's query language: `entity = "case" and project = "DEMO" and title ~ "log in" order by id desc`.
//!
//! [`parse`] reads a text into an [`Expression`]; [`meaning::query`] gives it the fields of an entity. Everything that is not understood is
//! refused with its place in the text: a query that ignored a part of its condition would answer with wrong rows.

pub mod meaning;
mod parser;
mod words;

pub use parser::{Comparison, Expression, Parsed, Value, parse};

/// A mistake in a query, with the place of its first character, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    pub at: usize,
    pub text: String,
}

impl Mistake {
    fn new(at: usize, text: impl Into<String>) -> Self {
        Self { at: at + 1, text: text.into() }
    }
}
