//! The function registry: the functions of the product, as a tree of modules, epics and features.

use super::ids::{FunctionId, PersonId};
use super::person::RaciRole;
use crate::base::Millis;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The level of a function in the registry.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::EnumIter,
)]
#[strum(ascii_case_insensitive)]
pub enum FunctionType {
    /// A part of the product.
    Module,
    /// A theme within a module.
    Epic,
    /// Something a user can do.
    #[default]
    Feature,
    /// One way of doing it.
    Story,
    /// A page or screen.
    Page,
    /// A control on a page.
    Element,
    /// A service that others use.
    Service,
}

impl FunctionType {
    /// The word that is stored and exported.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Levels that may lie directly below this one. Module > Epic > Feature > (Story | Page | Element); Story and Page > Element;
    /// a service may lie under a module.
    #[must_use]
    pub fn allowed_children(self) -> &'static [Self] {
        match self {
            Self::Module => &[Self::Epic, Self::Service],
            Self::Epic => &[Self::Feature],
            Self::Feature => &[Self::Story, Self::Page, Self::Element],
            Self::Story | Self::Page => &[Self::Element],
            Self::Element | Self::Service => &[],
        }
    }

    /// True for a type of functions that should have cases of their own. Modules and epics are covered through the functions
    /// inside.
    #[must_use]
    pub fn is_testable(self) -> bool {
        !matches!(self, Self::Module | Self::Epic)
    }

    /// The prefix of generated FuncIDs (`FEAT:SHOP.CHECKOUT.PROMO_CODE`).
    #[must_use]
    pub fn id_prefix(self) -> &'static str {
        match self {
            Self::Module => "MOD",
            Self::Epic => "EPIC",
            Self::Feature => "FEAT",
            Self::Story => "STORY",
            Self::Page => "PAGE",
            Self::Element => "ELEM",
            Self::Service => "SVC",
        }
    }
}

/// The content of an entry of the registry.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FunctionContent {
    /// The FuncID: unique, at most 500 characters, never changed after creation.
    pub func_id: String,
    /// Short name for search; unique when given, at most 200 characters.
    pub alias: Option<String>,
    /// At most 500 characters, never blank.
    pub title: String,
    /// Level.
    pub kind: FunctionType,
    /// Free text.
    pub description: Option<String>,
    /// Names of ancestors as the source file had them; the tree itself is [`Function::parent_id`].
    pub module: Option<String>,
    /// See [`FunctionContent::module`].
    pub epic: Option<String>,
    /// See [`FunctionContent::module`].
    pub feature: Option<String>,
    /// Stories named in the source file.
    pub stories: Vec<String>,
    /// Technical aspect: UI, UX/CX, API, Backend, ...
    pub segment: Option<String>,
    pub tags: Vec<String>,
    /// Further names.
    pub aliases: Vec<String>,
    /// On the critical list.
    pub is_crit: bool,
    /// On the focus list.
    pub is_focus: bool,
    /// Test case ids that a file named (`TC-001`), before they are mapped to cases.
    pub test_cases_noted: Vec<String>,
    /// Not Started, In Progress, Automated, Partially Automated, Not Applicable.
    pub automation_status: Option<String>,
    /// Addresses of documents.
    pub documentation_links: Vec<String>,
    /// Draft, PoC, Production, Legacy, Deprecated, ...
    pub maturity: Option<String>,
    /// Draft, Approved, Deprecated.
    pub status: Option<String>,
    /// Container that runs the function.
    pub container: Option<String>,
    /// Database that stores the function's data.
    pub database: Option<String>,
    /// Subsystems that take part.
    pub subsystems: Vec<String>,
    /// External services that take part.
    pub external_services: Vec<String>,
    /// End-user roles that may use it.
    pub roles: Vec<String>,
    /// Fields of the user's own.
    pub custom_fields: BTreeMap<String, String>,
}

/// An entry of the registry as the workspace keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// Row id.
    pub id: FunctionId,
    /// Parent in the tree; `None` for the root.
    pub parent_id: Option<FunctionId>,
    /// Position among the siblings, from 0.
    pub position: i64,
    /// FuncID, title and all other content.
    pub content: FunctionContent,
    /// People with their RACI roles, sorted by role.
    pub people: Vec<(RaciRole, PersonId)>,
    /// Time of creation.
    pub created_ms: Millis,
    /// Time of the last change.
    pub updated_ms: Millis,
    /// Time of the move to the trash; `None` for a live function.
    pub deleted_ms: Option<Millis>,
}

/// Words of the dictionaries and tags of a function, as lists show them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FunctionWords {
    /// Technical aspect.
    pub segment: Option<Arc<str>>,
    /// See [`FunctionContent::automation_status`].
    pub automation_status: Option<Arc<str>>,
    /// See [`FunctionContent::maturity`].
    pub maturity: Option<Arc<str>>,
    /// See [`FunctionContent::status`].
    pub status: Option<Arc<str>>,
    pub tags: Vec<Arc<str>>,
}

/// A function as lists show it: a [`Function`] without its long texts. Texts are shared, so that a copy costs little.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionLine {
    /// Row id.
    pub id: FunctionId,
    /// Parent in the tree; `None` for a root.
    pub parent_id: Option<FunctionId>,
    /// Level.
    pub kind: FunctionType,
    /// On the critical list.
    pub is_crit: bool,
    /// On the focus list.
    pub is_focus: bool,
    pub func_id: SmolStr,
    pub title: Arc<str>,
    /// Short name for search.
    pub alias: Option<Arc<str>>,
    /// Words of the dictionaries and tags. Functions with the same words share them.
    pub words: Arc<FunctionWords>,
    /// People with their RACI roles, sorted by role.
    pub people: Vec<(RaciRole, PersonId)>,
    /// Time of the last change.
    pub updated_ms: Millis,
}

impl FunctionLine {
    /// See [`FunctionContent::plain_title`].
    pub fn plain_title(&self) -> &str {
        plain_title(self.kind, &self.title)
    }
}

/// The part of a FuncID after its last dot, slash or colon. Shown when there is no alias.
pub fn short_name(func_id: &str) -> &str {
    func_id.rsplit(['.', '/', ':']).find(|s| !s.is_empty()).unwrap_or(func_id)
}

/// Brings an alias into the form used in generated FuncIDs: letters, digits and `_` only, blanks and hyphens as one `_`,
/// upper case, at most 20 characters.
pub fn normalise_alias(text: &str) -> String {
    let mut out = String::new();
    for c in text.trim().chars() {
        if c.is_alphanumeric() || c == '_' {
            out.extend(c.to_uppercase());
        } else if (c.is_whitespace() || c == '-') && !out.ends_with('_') {
            out.push('_');
        }
    }
    let cut: String = out.chars().take(20).collect();
    cut.trim_matches('_').to_owned()
}

impl FunctionContent {
    /// The title without the type that some registries write before it: `[Feature]: Promo code` is "Promo code", and the service
    /// `Service: Mailer` is "Mailer".
    pub fn plain_title(&self) -> &str {
        plain_title(self.kind, &self.title)
    }
}

fn plain_title(kind: FunctionType, title: &str) -> &str {
    let bracket = title.strip_prefix('[').and_then(|t| t.split_once("]:")).map(|(_, rest)| rest);
    let service = title.strip_prefix("Service:").filter(|_| kind == FunctionType::Service);
    bracket.or(service).map(str::trim).filter(|rest| !rest.is_empty()).unwrap_or(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_aliases() {
        assert_eq!(short_name("shop.checkout.promo_code"), "promo_code");
        assert_eq!(short_name("Infra"), "Infra");
        assert_eq!(short_name("SVC:MAILER"), "MAILER");
        assert_eq!(normalise_alias("  Promo - code, new! "), "PROMO_CODE_NEW");
        assert_eq!(normalise_alias("промо код"), "ПРОМО_КОД");
    }

    #[test]
    fn types_read_any_case() {
        assert_eq!("feature".parse::<FunctionType>(), Ok(FunctionType::Feature));
        assert_eq!(FunctionType::Service.as_str(), "Service");
        assert!("Featuer".parse::<FunctionType>().is_err());
    }

    #[test]
    fn a_type_before_the_title_is_no_part_of_it() {
        let plain = |title: &str, kind| {
            FunctionContent { title: title.into(), kind, ..FunctionContent::default() }.plain_title().to_owned()
        };
        assert_eq!(plain("[Feature]: Promo code", FunctionType::Feature), "Promo code");
        assert_eq!(plain("Service: Mailer", FunctionType::Service), "Mailer");
        assert_eq!(plain("Service: desk", FunctionType::Page), "Service: desk");
        assert_eq!(plain("[Feature]:", FunctionType::Feature), "[Feature]:");
    }
}
