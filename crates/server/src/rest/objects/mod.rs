//! The objects of the API: what is read from bodies and written into answers. A field has the same name and form both ways.

pub mod case;
pub mod filter;
pub mod new_result;
pub mod project;
pub mod registry;
pub mod result;
pub mod run;
pub mod suite;
pub mod tracker;
pub mod webhook;

use serde::{Deserialize, Deserializer};

/// A field of a change: absent leaves the value, null removes it.
pub type Change<T> = Option<Option<T>>;

/// Reads a [`Change`]: what is there is `Some`, also null.
pub fn change<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Change<T>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// Puts a change of an optional text into its place; a blank text is none.
pub fn set(place: &mut Option<String>, change: Change<String>) {
    if let Some(text) = change {
        *place = text.filter(|text| !text.trim().is_empty());
    }
}
