//! A filter of cases as the API has it: the fields of the window's filter, each of them optional. An unknown field is refused, because a filter
//! without it would show more than was asked for.

use crate::error::ApiResult;
use crate::options::{ENUMERATIONS, Enumeration};
use crate::rest::handlers::named;
use crate::rest::objects::case::refused;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_app::cases::filter::CaseFilter;
use voluptas_core::domain::ids::ProjectId;
use voluptas_store::{Error, Slice, Tx};

/// A filter of cases. The parts combine: a case has to fit all of them.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FilterFields {
    /// Words that code, title, tags, steps or description have to contain.
    pub words: String,
    /// Allowed words of `severity`, `priority`, `type`, `layer`, `behavior`, `automation`, `status`.
    pub slugs: BTreeMap<String, BTreeSet<String>>,
    /// Tags, of which a case needs one.
    pub tags: BTreeSet<String>,
    /// Last results: `passed`, `failed`, `broken`, `blocked`, `skipped`, `invalid`, `in_progress`, `untested`.
    pub last: BTreeSet<String>,
    /// Owners, of whom a case needs one; the empty name stands for none.
    pub owners: BTreeSet<String>,
    /// Ids of functions; a case needs to cover one of them, or one below.
    pub functions: BTreeSet<i64>,
    /// Numbers of milestones, of which a case needs one; 0 stands for none, a negative number for one that was deleted.
    pub milestones: BTreeSet<i64>,
    /// Conditions on custom fields, by the id of the field.
    pub fields: BTreeMap<i64, FieldCondition>,
    /// Cases that the owner of the token owns, created or edited.
    pub is_mine: bool,
    /// Cases that changed within so many days.
    pub changed_days: Option<u32>,
    /// Cases without a result.
    pub is_never_run: bool,
    /// Cases that wait for a reviewer.
    pub is_in_review: bool,
    /// Cases with a test that is flaky by its results.
    pub is_flaky: bool,
    /// Cases that a person marked as flaky.
    pub is_marked_flaky: bool,
    /// Cases without a function.
    pub is_uncovered: bool,
}

/// A condition on the value of a custom field.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FieldCondition {
    /// Allowed values; the empty one stands for a field that is not set.
    pub values: BTreeSet<String>,
    /// Words that a text has to contain.
    pub text: String,
    /// Least number, or first date.
    pub from: String,
    /// Greatest number, or last date.
    pub to: String,
}

impl FilterFields {
    /// The filter of the application.
    ///
    /// # Errors
    /// 422 for a word or a last result that does not exist: such a filter would show every case, or none.
    pub fn filter(&self, tx: &Tx<'_>, project: ProjectId) -> ApiResult<CaseFilter> {
        let mut own = serde_json::to_value(self).unwrap_or_default();
        let mut slugs = BTreeMap::new();
        for (name, words) in &self.slugs {
            let pointer = format!("/filter/slugs/{name}");
            let known = |e: &&Enumeration| e.slug == name || <&'static str>::from(e.column) == name;
            let Some(e) = ENUMERATIONS.iter().find(known) else {
                let names: Vec<&str> = ENUMERATIONS.iter().map(|e| e.slug).collect();
                return Err(refused(&pointer, format!("is none of {}", names.join(", "))));
            };
            for (at, word) in words.iter().enumerate() {
                e.check(word).map_err(|error| refused(&format!("{pointer}/{at}"), error))?;
            }
            slugs.insert(<&'static str>::from(e.column), words);
        }
        own["slugs"] = serde_json::to_value(slugs).unwrap_or_default();
        let mut milestones = BTreeSet::new();
        for (at, number) in self.milestones.iter().enumerate() {
            let id = match number {
                0 => 0,
                deleted @ ..0 => -deleted,
                _ => named(&format!("/filter/milestones/{at}"), tx.milestones().by_number(project, *number))?.id,
            };
            milestones.insert(id);
        }
        own["milestones"] = serde_json::to_value(milestones).unwrap_or_default();
        let value = own;
        serde_path_to_error::deserialize(value)
            .map_err(|e| refused(&format!("/filter{}", crate::rest::problem::pointer(e.path())), e.inner().to_string()))
    }

    /// The filter as it is stored.
    pub fn content(&self, tx: &Tx<'_>, project: ProjectId) -> ApiResult<Value> {
        Ok(serde_json::to_value(self.filter(tx, project)?).unwrap_or_default())
    }

    /// A stored filter. Milestones that were deleted since have no number: their row id, negative, keeps the meaning of the filter.
    pub fn stored(tx: &Tx<'_>, project: ProjectId, content: &Value) -> ApiResult<Self> {
        let mut stored: Self = read(content)?;
        // Under the names that are taken, and that the cases of the API have.
        let slug = |column: String| {
            let found = ENUMERATIONS.iter().find(|e| <&'static str>::from(e.column) == column);
            found.map_or(column, |e| e.slug.to_owned())
        };
        stored.slugs = stored.slugs.into_iter().map(|(column, words)| (slug(column), words)).collect();
        if !stored.milestones.is_empty() {
            let all = tx.milestones().list(project, None, Slice::ALL)?.rows;
            let number = |id: &i64| if *id == 0 { Some(0) } else { all.iter().find(|m| m.id == *id).map(|m| m.number) };
            stored.milestones = stored.milestones.iter().map(|id| number(id).unwrap_or(-id)).collect();
        }
        Ok(stored)
    }
}

/// Reads the JSON of a stored filter.
pub fn read<T: DeserializeOwned>(content: &Value) -> ApiResult<T> {
    Ok(T::deserialize(content).map_err(|e| Error::Corrupt(format!("a saved filter cannot be read: {e}")))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_api_has_the_parts_of_the_filter() {
        let filter = serde_json::to_value(CaseFilter::default()).expect("JSON");
        assert_eq!(serde_json::to_value(FilterFields::default()).expect("JSON"), filter);
        let field = serde_json::to_value(voluptas_app::cases::filter::FieldFilter::default()).expect("JSON");
        assert_eq!(serde_json::to_value(FieldCondition::default()).expect("JSON"), field);
    }
}
