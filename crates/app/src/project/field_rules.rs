//! Rules of custom fields that every front end follows, for use inside the transaction of a write.

use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::domain::Message;
use voluptas_core::domain::custom_field::{CustomField, FieldOption};
use voluptas_core::domain::ids::FieldId;
use voluptas_core::domain::validate::Invalid;
use voluptas_store::{Result, Tx};

/// Creates a field.
///
/// # Errors
/// [`voluptas_store::Error::Duplicate`] when a field of the same kind of entity has the title.
pub fn create(tx: &Tx<'_>, field: &CustomField) -> Result<FieldId> {
    tx.fields().create(field)
}

/// The decision about the values with options that go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GoneOptions {
    /// Options that go, as values name them, with those that values get in their place; a blank one empties the values.
    pub replacements: BTreeMap<String, String>,
    /// Values without a replacement keep the option that went.
    pub keeps_values: bool,
}

/// Changes a field.
///
/// # Errors
/// [`voluptas_store::Error::Duplicate`] for the title of another field. [`voluptas_store::Error::Invalid`] for an option in use that goes without a decision, and for
/// a replacement that is no option.
pub fn update(tx: &Tx<'_>, field: &CustomField, gone: &GoneOptions) -> Result<()> {
    if field.kind.has_options() {
        check_options(tx, field, gone)?;
    }
    tx.fields().update(field)?;
    if field.kind.has_options() {
        for (from, to) in &gone.replacements {
            tx.fields().replace_option(field.id, from, to)?;
        }
    }
    Ok(())
}

fn check_options(tx: &Tx<'_>, field: &CustomField, decision: &GoneOptions) -> Result<()> {
    let replacements = &decision.replacements;
    let stays = |id: &str| field.options.iter().any(|option| option.id.to_string() == id);
    if let Some(wrong) = replacements.values().find(|to| !to.is_empty() && !stays(to)) {
        return Err(Invalid::new("replace_values", Message::new("invalid-replacement").with("option", wrong)).into());
    }
    if decision.keeps_values {
        return Ok(());
    }
    let (before, used) = (tx.fields().get(field.id)?, tx.fields().options_in_use(field)?);
    for gone in before.options.iter().filter(|option| !stays(&option.id.to_string())) {
        let id = gone.id.to_string();
        if let Some(count) = used.get(&id).filter(|_| !replacements.contains_key(&id)) {
            let why = Message::new("invalid-option-in-use").with("title", &gone.title).with("option", id).count("count", *count);
            return Err(Invalid::new("value", why).into());
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
