//! Functions of the registry, and what covers them.

use super::Change;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use voluptas_core::base::clock::to_iso;
use voluptas_core::domain::function::{Function, FunctionType};
use voluptas_core::domain::ids::{FunctionId, PersonId};
use voluptas_core::domain::person::Person;

/// A function of the product.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FunctionObject {
    /// Row id.
    pub id: i64,
    /// The FuncID.
    pub func_id: String,
    /// FuncID of the parent; null at the root.
    pub parent: Option<String>,
    /// Place among the siblings, from 0.
    pub position: i64,
    pub alias: Option<String>,
    pub title: String,
    /// `Module`, `Epic`, `Feature`, `Story`, `Page`, `Element`, `Service`.
    #[serde(rename = "type")]
    pub kind: String,
    pub description: Option<String>,
    pub segment: Option<String>,
    pub tags: Vec<String>,
    pub is_critical: bool,
    pub is_focus: bool,
    pub status: Option<String>,
    pub maturity: Option<String>,
    pub automation_status: Option<String>,
    pub documentation_links: Vec<String>,
    pub custom_fields: BTreeMap<String, String>,
    /// Names of people by their role: `qa`, `dev`, `accountable`, `consulted`, `informed`.
    pub people: BTreeMap<String, Vec<String>>,
    /// Relations in which the function stands.
    pub relations: Vec<RelationObject>,
    pub created_at: String,
    pub updated_at: String,
}

impl FunctionObject {
    pub fn new(function: &Function, around: &FunctionContext) -> Self {
        let c = &function.content;
        let mut people: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (role, person) in &function.people {
            if let Some(name) = around.people.get(person) {
                people.entry(role.as_str().to_owned()).or_default().push(name.clone());
            }
        }
        Self {
            id: function.id.0,
            func_id: c.func_id.clone(),
            parent: function.parent_id.and_then(|id| around.func_ids.get(&id).cloned()),
            position: function.position,
            alias: c.alias.clone(),
            title: c.title.clone(),
            kind: c.kind.as_str().to_owned(),
            description: c.description.clone(),
            segment: c.segment.clone(),
            tags: c.tags.clone(),
            is_critical: c.is_crit,
            is_focus: c.is_focus,
            status: c.status.clone(),
            maturity: c.maturity.clone(),
            automation_status: c.automation_status.clone(),
            documentation_links: c.documentation_links.clone(),
            custom_fields: c.custom_fields.clone(),
            people,
            relations: around.relations.get(&function.id).cloned().unwrap_or_default(),
            created_at: to_iso(function.created_ms),
            updated_at: to_iso(function.updated_ms),
        }
    }
}

/// A relation of a function to another one.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RelationObject {
    /// FuncID of the other function.
    pub func_id: String,
    /// `hierarchy`, `functional`, `page_element`, `service_dependency`, `bug_link`, `doc_link`, `custom`.
    pub kind: String,
    /// True where the function of the answer is the source.
    pub is_source: bool,
}

/// A relation that shall start from a function.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRelation {
    /// FuncID of the function that it leads to.
    pub func_id: String,
    /// `hierarchy`, `functional`, `page_element`, `service_dependency`, `bug_link`, `doc_link`, `custom`.
    pub kind: String,
}

/// What the objects of some functions need besides the functions.
#[derive(Debug, Default)]
pub struct FunctionContext {
    pub func_ids: HashMap<FunctionId, String>,
    pub people: HashMap<PersonId, String>,
    pub relations: HashMap<FunctionId, Vec<RelationObject>>,
}

/// Level of a function.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
pub enum FunctionTypeWord {
    Module,
    Epic,
    Feature,
    Story,
    Page,
    Element,
    Service,
}

impl From<FunctionTypeWord> for FunctionType {
    fn from(word: FunctionTypeWord) -> Self {
        match word {
            FunctionTypeWord::Module => Self::Module,
            FunctionTypeWord::Epic => Self::Epic,
            FunctionTypeWord::Feature => Self::Feature,
            FunctionTypeWord::Story => Self::Story,
            FunctionTypeWord::Page => Self::Page,
            FunctionTypeWord::Element => Self::Element,
            FunctionTypeWord::Service => Self::Service,
        }
    }
}

/// Names of people by their role; a new name creates a person. Roles that are not named keep their people.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PeopleObject {
    /// Responsible for testing.
    #[serde(deserialize_with = "super::change")]
    pub qa: Change<String>,
    /// Responsible for making it.
    #[serde(deserialize_with = "super::change")]
    pub dev: Change<String>,
    #[serde(deserialize_with = "super::change")]
    pub accountable: Change<String>,
    pub consulted: Option<Vec<String>>,
    pub informed: Option<Vec<String>>,
}

/// Fields of a function; a new one needs a title.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FunctionChanges {
    #[schemars(length(min = 1, max = 500))]
    pub title: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<FunctionTypeWord>,
    /// Short name for search, unique.
    #[serde(deserialize_with = "super::change")]
    pub alias: Change<String>,
    #[serde(deserialize_with = "super::change")]
    pub description: Change<String>,
    #[serde(deserialize_with = "super::change")]
    pub segment: Change<String>,
    pub tags: Option<Vec<String>>,
    pub documentation_links: Option<Vec<String>>,
    pub is_critical: Option<bool>,
    pub is_focus: Option<bool>,
    #[serde(deserialize_with = "super::change")]
    pub status: Change<String>,
    #[serde(deserialize_with = "super::change")]
    pub maturity: Change<String>,
    #[serde(deserialize_with = "super::change")]
    pub automation_status: Change<String>,
    /// Values by title; null removes one, fields that are not named stay.
    pub custom_fields: Option<BTreeMap<String, Option<String>>>,
    pub people: PeopleObject,
    /// The relations that shall start from the function, in place of those of before.
    pub relations: Option<Vec<NewRelation>>,
}

/// A function to create.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFunction {
    /// The FuncID, which never changes.
    #[schemars(length(min = 1, max = 500))]
    pub func_id: String,
    /// FuncID of the parent; absent is the root.
    #[serde(default)]
    pub parent: Option<String>,
    pub fields: FunctionChanges,
}

/// Functions to put at a place.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Places {
    /// FuncIDs in the wanted order.
    #[schemars(length(min = 1, max = 1000))]
    pub functions: Vec<String>,
    /// FuncID of the parent; absent is the root.
    #[serde(default)]
    pub parent: Option<String>,
    /// FuncID of the child of the parent before which they shall stand; absent is the end.
    #[serde(default)]
    pub before: Option<String>,
}

/// A person of the team.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PersonObject {
    pub id: i64,
    pub name: String,
    /// Job title.
    pub position: Option<String>,
    pub email: Option<String>,
    /// Still with the team.
    pub is_active: bool,
}

impl From<Person> for PersonObject {
    fn from(person: Person) -> Self {
        Self { id: person.id.0, name: person.name, position: person.position, email: person.email, is_active: person.is_active }
    }
}

/// A case that covers a function.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MappingObject {
    /// The FuncID.
    pub func_id: String,
    /// Code of the project of the case.
    pub project: String,
    /// Number of the case.
    pub case_id: i64,
}

/// A pair to link or to unlink.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PairObject {
    /// The FuncID.
    pub func_id: String,
    /// Number of the case in the project.
    pub case_id: i64,
}

/// Pairs to link or to unlink.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pairs {
    #[schemars(length(min = 1, max = 1000))]
    pub pairs: Vec<PairObject>,
}
