//! Presets for reading tables of cases and of functions, as plain data. `app::files::import::preset` makes options of a reader of them.
//!
//! A preset is found among those of its list by its name, without regard to letter case and outer blanks.

use serde::{Deserialize, Serialize};

use voluptas_core::base::fold::fold;

/// Maximum number of presets.
pub(super) const MOST: usize = 100;

/// Tables that a preset is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PresetList {
    /// Test cases.
    #[default]
    Cases,
    /// Functions of the registry.
    Functions,
}

impl PresetList {
    fn is_cases(&self) -> bool {
        *self == Self::Cases
    }
}

/// Choices for reading a table, under a name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportPreset {
    pub name: String,
    /// Tables that it is for.
    #[serde(skip_serializing_if = "PresetList::is_cases")]
    pub list: PresetList,
    /// Label of the encoding; `None` detects it.
    pub encoding: Option<String>,
    /// Delimiter of the cells, an ASCII character; `None` detects it.
    pub delimiter: Option<char>,
    /// Sheet of a workbook; `None` takes the one with most of the wanted columns.
    pub sheet: Option<String>,
    /// Line of the column names, from 1; `None` takes the first one that is not blank.
    pub header_row: Option<u64>,
    /// The table has no line of column names.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_header_row: bool,
    /// Uses of columns.
    pub columns: Vec<PresetColumn>,
}

/// Use of a column in a preset.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PresetColumn {
    /// Name of the column in the file.
    pub column: String,
    /// Word of the field, `custom` for a custom field, or `skip`.
    pub to: String,
}

/// Drops presets without a name, repeated ones and those beyond the maximum, and sorts the others by name.
pub(super) fn repair(presets: &mut Vec<ImportPreset>) {
    let mut seen = std::collections::BTreeSet::new();
    presets.retain(|p| !p.name.trim().is_empty() && seen.insert((p.list, fold(&p.name))));
    presets.truncate(MOST);
    presets.sort_by_cached_key(|p| fold(&p.name));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;

    fn named(name: &str) -> ImportPreset {
        ImportPreset { name: name.to_owned(), ..ImportPreset::default() }
    }

    #[test]
    fn a_name_means_one_preset() {
        let mut settings = Settings::default();
        for name in ["TestRail", "Ж", "  ", "testrail"] {
            settings.keep_import_preset(named(name));
        }
        assert_eq!(settings.import_presets, [named("testrail"), named("Ж")]);
        assert_eq!(settings.import_preset(PresetList::Cases, " ж "), Some(&named("Ж")));
        settings.remove_import_preset(PresetList::Cases, "TESTRAIL");
        assert_eq!(settings.import_presets.len(), 1);
        let functions = ImportPreset { list: PresetList::Functions, ..named("Ж") };
        settings.keep_import_preset(functions.clone());
        assert_eq!(settings.import_preset(PresetList::Functions, "ж"), Some(&functions));
        assert_eq!(settings.import_preset(PresetList::Cases, "ж"), Some(&named("Ж")), "each list has names of its own");
    }

    #[test]
    fn another_preset_than_the_last_one_is_refused() {
        let mut settings = Settings::default();
        for n in 0..Settings::IMPORT_PRESETS {
            assert!(settings.keep_import_preset(named(&format!("Preset {n:03}"))));
        }
        assert!(!settings.keep_import_preset(named("A")), "none is dropped for it");
        assert!(
            settings.import_preset(PresetList::Cases, "Preset 099").is_some()
                && settings.import_preset(PresetList::Cases, "A").is_none()
        );
        let changed = ImportPreset { header_row: Some(2), ..named("preset 050") };
        assert!(settings.keep_import_preset(changed.clone()), "it takes the place of its namesake");
        assert_eq!(settings.import_preset(PresetList::Cases, "Preset 050"), Some(&changed));
    }

    #[test]
    fn a_preset_survives_the_file() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("settings.json");
        let mut loaded = crate::SettingsFile::load(&path);
        let columns = vec![PresetColumn { column: "Имя".into(), to: "title".into() }];
        let preset = ImportPreset { delimiter: Some('|'), header_row: Some(3), columns, ..named("Команда") };
        loaded.settings.keep_import_preset(preset.clone());
        loaded.file.save(&loaded.settings).expect("saved");
        let again = crate::SettingsFile::load(&path);
        assert!(again.warnings.is_empty(), "{:?}", again.warnings);
        assert_eq!(again.settings.import_presets, [preset]);
    }
}
