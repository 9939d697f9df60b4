//! Meaning of an account's numbers: options of its system fields, and its custom fields.

use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::custom_field::key_of;
use voluptas_qase::model::{CustomField, FieldEntity, FieldKind, SystemField};

/// A system field whose values are numbers in Qase and slugs in the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EnumField {
    /// Damage that a failure would do.
    Severity,
    /// Urgency of the execution.
    Priority,
    /// Type of the case; Qase calls the field `type`.
    Kind,
    Layer,
    Behavior,
    /// Status of the case itself.
    Status,
}

impl EnumField {
    const ALL: [Self; 6] = [Self::Severity, Self::Priority, Self::Kind, Self::Layer, Self::Behavior, Self::Status];

    /// Slug of the system field.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Severity => "severity",
            Self::Priority => "priority",
            Self::Kind => "type",
            Self::Layer => "layer",
            Self::Behavior => "behavior",
            Self::Status => "status",
        }
    }

    /// The option of a case that has none set.
    #[must_use]
    pub fn unset(self) -> &'static str {
        match self {
            Self::Severity | Self::Priority | Self::Behavior => "undefined",
            Self::Kind => "other",
            Self::Layer => "unknown",
            Self::Status => "actual",
        }
    }

    /// Qase's default options, for an account whose fields cannot be read.
    fn usual(self) -> &'static [(i64, &'static str)] {
        match self {
            Self::Severity => {
                &[(0, "undefined"), (1, "blocker"), (2, "critical"), (3, "major"), (4, "normal"), (5, "minor"), (6, "trivial")]
            }
            Self::Priority => &[(0, "undefined"), (1, "high"), (2, "medium"), (3, "low")],
            Self::Kind => &[
                (1, "other"),
                (2, "functional"),
                (3, "smoke"),
                (4, "regression"),
                (5, "security"),
                (6, "usability"),
                (7, "performance"),
                (8, "acceptance"),
                (9, "compatibility"),
                (10, "integration"),
                (11, "exploratory"),
            ],
            Self::Layer => &[(0, "unknown"), (1, "e2e"), (2, "api"), (3, "unit")],
            Self::Behavior => &[(1, "undefined"), (2, "positive"), (3, "negative"), (4, "destructive")],
            Self::Status => &[(0, "actual"), (1, "draft"), (2, "deprecated")],
        }
    }
}

/// A custom field of cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomFieldInfo {
    /// Id in the account.
    pub id: i64,
    /// Title in the workspace's spelling.
    pub title: String,
    /// Kind of values; `None` for a kind that this program does not know.
    pub kind: Option<FieldKind>,
    /// Titles of the options by id.
    pub options: BTreeMap<i64, String>,
    /// Ids of archived options. A case may keep one; Qase refuses to assign it.
    pub archived: BTreeSet<i64>,
}

impl CustomFieldInfo {
    fn has_options(&self) -> bool {
        matches!(self.kind, Some(FieldKind::Selectbox | FieldKind::Radio | FieldKind::Multiselect)) && !self.options.is_empty()
    }

    /// The value as people read it, with option titles in place of ids, and whether it was understood. A value that was not
    /// understood, such as the id of a removed option, is returned unchanged.
    pub fn read(&self, value: &str) -> (String, bool) {
        if !self.has_options() {
            return (value.to_owned(), !self.wants_options());
        }
        let titles: Option<Vec<&str>> =
            value.split(',').map(|id| self.options.get(&id.trim().parse().ok()?).map(String::as_str)).collect();
        let Some(titles) = titles else { return (value.to_owned(), false) };
        let text = titles.join(", ");
        // Titles with commas can be ambiguous: "a, b" is also the text of the options "a" and "b". Then the ids have to do.
        let is_reversible =
            titles.len() == 1 || self.write(&text).is_some_and(|ids| ids.split(',').eq(value.split(',').map(str::trim)));
        (if is_reversible { text } else { value.to_owned() }, true)
    }

    /// True for an option field whose options are unknown: none of its values can be read or written.
    fn wants_options(&self) -> bool {
        matches!(self.kind, Some(FieldKind::Selectbox | FieldKind::Radio | FieldKind::Multiselect)) && self.options.is_empty()
    }

    /// True when `value` names an archived option that the value in Qase (`there`) does not name. Qase refuses such a write.
    pub fn gives_archived(&self, value: &str, there: Option<&String>) -> bool {
        let ids = |value: &str| -> BTreeSet<i64> {
            self.write(value).iter().flat_map(|ids| ids.split(',')).filter_map(|id| id.trim().parse().ok()).collect()
        };
        if self.archived.is_empty() || !self.has_options() {
            return false;
        }
        let there = there.map(|value| ids(value)).unwrap_or_default();
        ids(value).difference(&there).any(|id| self.archived.contains(id))
    }

    /// The reverse of [`Self::read`]: replaces option titles by ids. `None` when the field has no such option.
    pub fn write(&self, value: &str) -> Option<String> {
        if self.wants_options() && !value.is_empty() {
            return None;
        }
        if !self.has_options() || value.is_empty() {
            return Some(value.to_owned());
        }
        let id_of = |title: &str| {
            let folded = fold(title);
            let by_title = self.options.iter().find(|(_, t)| fold(t) == folded).map(|(id, _)| *id);
            by_title.or_else(|| title.trim().parse().ok().filter(|id| self.options.contains_key(id)))
        };
        if let Some(id) = id_of(value) {
            return Some(id.to_string());
        }
        if self.kind != Some(FieldKind::Multiselect) {
            return None;
        }
        // A title may contain commas, so a title can be several parts long. From the last part to the first: the ids of the parts
        // from `at` on, with the longest title that leaves a rest which has ids too.
        let starts: Vec<usize> = std::iter::once(0).chain(value.match_indices(',').map(|(comma, _)| comma + 1)).collect();
        let mut rests: Vec<Option<Vec<i64>>> = vec![None; starts.len()];
        rests.push(Some(Vec::new()));
        for at in (0..starts.len()).rev() {
            rests[at] = (at..starts.len()).rev().find_map(|last| {
                let rest = rests[last + 1].as_ref()?;
                let end = starts.get(last + 1).map_or(value.len(), |next| next - 1);
                let id = id_of(&value[starts[at]..end])?;
                Some(std::iter::once(id).chain(rest.iter().copied()).collect())
            });
        }
        let ids = rests.swap_remove(0)?;
        Some(ids.iter().map(i64::to_string).collect::<Vec<_>>().join(","))
    }
}

/// Meaning of the numbers of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields {
    enums: BTreeMap<EnumField, Vec<(i64, String)>>,
    custom: Vec<CustomFieldInfo>,
    /// True when Qase refused the list of custom fields: a missing field then says nothing.
    hides_custom: bool,
}

impl Default for Fields {
    fn default() -> Self {
        Self::read(&[], &[], "", &[])
    }
}

impl Fields {
    /// Reads the account's fields. `known` are titles of custom fields as the workspace writes them: a field whose title
    /// differs in letter case alone is the same field.
    #[must_use]
    pub fn read(system: &[SystemField], custom: &[CustomField], project: &str, known: &[String]) -> Self {
        let mut enums = BTreeMap::new();
        for field in EnumField::ALL {
            let read = system.iter().find(|s| s.slug.eq_ignore_ascii_case(field.slug())).filter(|s| !s.options.is_empty());
            let options: Vec<(i64, String)> = match read {
                Some(s) => s.options.iter().map(|o| (o.id, canonical(field, &o.slug))).filter(|(_, s)| !s.is_empty()).collect(),
                None => field.usual().iter().map(|(id, slug)| (*id, (*slug).to_owned())).collect(),
            };
            enums.insert(field, options);
        }
        let mut infos: Vec<CustomFieldInfo> = Vec::new();
        let mut sorted: Vec<&CustomField> = custom
            .iter()
            .filter(|f| f.entity == Some(FieldEntity::Case) && (project.is_empty() || f.is_in_project(project)))
            .collect();
        sorted.sort_by_key(|f| f.id);
        for field in sorted {
            let folded = fold(&field.title);
            let mut title = known.iter().find(|k| fold(k) == folded).unwrap_or(&field.title).trim().to_owned();
            if infos.iter().any(|i| fold(&i.title) == folded) {
                title = format!("{title} ({})", field.id);
            }
            let options = field.options.iter().map(|o| (o.id, o.title.clone())).collect();
            let archived = field.options.iter().filter(|o| o.is_archived()).map(|o| o.id).collect();
            infos.push(CustomFieldInfo { id: field.id, title, kind: field.kind, options, archived });
        }
        Self { enums, custom: infos, hides_custom: false }
    }

    /// Marks the list of custom fields as unreadable.
    #[must_use]
    pub fn without_custom(self) -> Self {
        Self { hides_custom: true, ..self }
    }

    /// True when the custom fields of the account are known.
    pub fn shows_custom(&self) -> bool {
        !self.hides_custom
    }

    /// The slug of an option. An option that is not known is kept as `#number`.
    pub fn slug(&self, field: EnumField, id: Option<i64>) -> (String, bool) {
        let Some(id) = id else { return (field.unset().to_owned(), true) };
        let known = self.enums.get(&field).and_then(|options| options.iter().find(|(i, _)| *i == id));
        known.map_or_else(|| (format!("#{id}"), false), |(_, slug)| (slug.clone(), true))
    }

    /// The number of an option; `None` when the account has no such option.
    pub fn id(&self, field: EnumField, slug: &str) -> Option<i64> {
        if let Some(number) = slug.strip_prefix('#') {
            return number.parse().ok();
        }
        let slug = canonical(field, slug);
        self.enums.get(&field)?.iter().find(|(_, s)| *s == slug).map(|(id, _)| *id)
    }

    /// A custom field by its id.
    pub fn custom_by_id(&self, id: i64) -> Option<&CustomFieldInfo> {
        self.custom.iter().find(|f| f.id == id)
    }

    /// A custom field by its title, in any letter case.
    pub fn custom_by_title(&self, title: &str) -> Option<&CustomFieldInfo> {
        let folded = fold(title);
        self.custom.iter().find(|f| fold(&f.title) == folded)
    }

    /// A custom field by its name in the form of [`key_of`]: `functional_id` is also found as "Functional ID" or `functional-id`.
    pub fn custom_by_name(&self, name: &str) -> Option<&CustomFieldInfo> {
        let wanted = key_of(name);
        self.custom.iter().find(|f| key_of(&f.title) == wanted)
    }

    /// The custom fields of cases.
    pub fn custom(&self) -> &[CustomFieldInfo] {
        &self.custom
    }
}

/// One spelling of a slug: lower case, and `active` (the word of Qase's web pages) becomes the API's `actual`.
fn canonical(field: EnumField, slug: &str) -> String {
    let slug = slug.trim().to_ascii_lowercase();
    if field == EnumField::Status && slug == "active" { "actual".into() } else { slug }
}
