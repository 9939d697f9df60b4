//! Rules of custom fields that every front end follows, for use inside the transaction of a write.

use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::domain::custom_field::{CustomField, FieldOption};
use voluptas_core::domain::ids::FieldId;
use voluptas_store::{Error, Result, Tx};

/// Creates a field.
///
/// # Errors
/// [`Error::Duplicate`] when a field of the same kind of entity has the title.
pub fn create(tx: &Tx<'_>, field: &CustomField) -> Result<FieldId> {
    if tx.fields().by_title(field.entity, &field.title)?.is_some() {
        return Err(Error::Duplicate(field.title.clone()));
    }
    tx.fields().create(field)
}

/// Changes a field. `replacements` maps options that go (as values name them) to those that values get in their place.
pub fn update(tx: &Tx<'_>, field: &CustomField, replacements: &BTreeMap<String, String>) -> Result<()> {
    tx.fields().update(field)?;
    if field.kind.has_options() {
        for (from, to) in replacements {
            tx.fields().replace_option(field.id, from, to)?;
        }
    }
    Ok(())
}

/// Options with their numbers: one without a number gets the lowest that no other option has.
pub fn numbered(options: Vec<(Option<i64>, String)>) -> Vec<FieldOption> {
    let given: BTreeSet<i64> = options.iter().filter_map(|(id, _)| *id).collect();
    let mut free = (1..).filter(|id| !given.contains(id));
    options.into_iter().filter_map(|(id, title)| Some(FieldOption { id: id.or_else(|| free.next())?, title })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_without_a_number_gets_the_lowest_free_one() {
        let options = [(Some(2), "b"), (None, "a"), (None, "c"), (Some(1), "d")].map(|(id, title)| (id, title.to_owned()));
        let ids: Vec<i64> = numbered(options.to_vec()).into_iter().map(|o| o.id).collect();
        assert_eq!(ids, [2, 3, 4, 1]);
    }
}
