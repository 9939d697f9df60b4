//! The settings file. Problems while reading it are warnings, and a save writes the whole file.
//!
//! Unknown keys survive a save: they may belong to a newer version, or be a typing error that a person will correct.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize as _;
use serde_json::{Map, Value};

use super::{ImportPreset, Settings, SettingsError};
use voluptas_core::base::fs::{Access, write_atomic};
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain as _;

/// The result of reading the settings file.
#[derive(Debug)]
pub struct LoadedSettings {
    /// The file, for saving changes.
    pub file: SettingsFile,
    /// Settings in force.
    pub settings: Settings,
    /// Warnings for a person: unknown keys, a newer format, a broken file.
    pub warnings: Vec<Message>,
}

/// The settings file, with its unknown keys.
#[derive(Debug)]
pub struct SettingsFile {
    path: PathBuf,
    raw: Map<String, Value>,
    /// Presets that could not be read. They stay in the file.
    bad_presets: Vec<Value>,
    /// Reason why the existing file could not be read. It is not overwritten then.
    unread: Option<io::Error>,
}

impl SettingsFile {
    /// Reads the file. A missing file gives the defaults. A broken file is moved aside with a warning that names line and column,
    /// and gives the defaults: the program starts in any case.
    pub fn load(path: &Path) -> LoadedSettings {
        let mut warnings = Vec::new();
        let (mut unread, mut bad_presets) = (None, Vec::new());
        let (raw, settings) = match fs::read(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => (Map::new(), Settings::default()),
            Err(e) => {
                warnings.push(SettingsError::read(path, &e).message());
                unread = Some(e);
                (Map::new(), Settings::default())
            }
            Ok(bytes) => match parse(path, &bytes, &mut warnings) {
                Ok((raw, settings, presets)) => {
                    bad_presets = presets;
                    note_unknown(path, &raw, &settings, &mut warnings);
                    (raw, settings.clamped())
                }
                Err(error) => {
                    warnings.push(error.message());
                    warnings.push(keep_aside(path));
                    (Map::new(), Settings::default())
                }
            },
        };
        LoadedSettings { file: Self { path: path.to_path_buf(), raw, bad_presets, unread }, settings, warnings }
    }

    /// Path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes all settings, together with the unknown keys that were in the file.
    ///
    /// # Errors
    /// [`SettingsError::Write`]; the file then stays unchanged. [`SettingsError::Read`] for a file that could not be read: its
    /// settings are unknown, and writing the defaults over them would lose them.
    pub fn save(&mut self, settings: &Settings) -> Result<(), SettingsError> {
        if let Some(error) = &self.unread {
            return Err(SettingsError::read(&self.path, error));
        }
        let Ok(Value::Object(known)) = serde_json::to_value(settings) else {
            return Err(SettingsError::write(&self.path, &io::Error::other("settings cannot be written as JSON")));
        };
        let mut merged = self.raw.clone();
        overlay(&mut merged, known);
        if let Some(Value::Array(presets)) = merged.get_mut(PRESETS) {
            presets.extend(self.bad_presets.iter().cloned());
        }
        // A file of a newer format keeps its version: the newer program knows how to read it.
        let newest = settings.version.max(version_of(&self.raw));
        merged.insert("version".to_owned(), newest.into());
        let mut bytes = serde_json::to_vec_pretty(&merged).map_err(|e| SettingsError::write(&self.path, &e.into()))?;
        bytes.push(b'\n');
        write_atomic(&self.path, &bytes, Access::Default).map_err(|e| SettingsError::write(&self.path, &e))?;
        self.raw = merged;
        Ok(())
    }
}

/// Key of the presets.
const PRESETS: &str = "import_presets";

/// Content of a file that was read: its JSON, the settings, and the presets that cannot be read.
type Parsed = (Map<String, Value>, Settings, Vec<Value>);

fn parse(path: &Path, bytes: &[u8], warnings: &mut Vec<Message>) -> Result<Parsed, SettingsError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let broken = |e: serde_json::Error| {
        // The parser repeats the position in its text; the error has its own fields for it.
        let text = e.to_string();
        let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(before, _)| before).to_owned();
        SettingsError::Parse { path: path.to_path_buf(), line: e.line(), column: e.column().max(1), reason }
    };
    let raw: Map<String, Value> = serde_json::from_slice(bytes).map_err(broken)?;
    let (mut corrected, corrections) = within_ranges(path, &raw);
    let (bad_presets, left_out) = take_bad_presets(path, &mut corrected);
    // A number that its type cannot hold would make the whole file unreadable.
    let settings = match serde_json::from_value(Value::Object(corrected)) {
        Ok(settings) => settings,
        // From the bytes again: only they have the position of the error.
        Err(_) => serde_json::from_slice(bytes).map_err(broken)?,
    };
    warnings.extend(corrections.into_iter().chain(left_out));
    Ok((raw, settings, bad_presets))
}

/// Takes out the presets that cannot be read, with a warning for each: one of them must not cost all settings.
fn take_bad_presets(path: &Path, raw: &mut Map<String, Value>) -> (Vec<Value>, Vec<Message>) {
    let (mut bad, mut warnings) = (Vec::new(), Vec::new());
    let Some(Value::Array(presets)) = raw.get_mut(PRESETS) else { return (bad, warnings) };
    for (number, preset) in (1..).zip(std::mem::take(presets)) {
        match ImportPreset::deserialize(&preset) {
            Ok(_) => presets.push(preset),
            Err(error) => {
                let warning = Message::new("settings-warning-preset").with("path", path.display());
                warnings.push(warning.with("number", number).with("reason", error));
                bad.push(preset);
            }
        }
    }
    (bad, warnings)
}

/// Replaces numbers outside the range of their setting by the nearest bound, with a warning for each.
fn within_ranges(path: &Path, raw: &Map<String, Value>) -> (Map<String, Value>, Vec<Message>) {
    let (mut corrected, mut warnings) = (raw.clone(), Vec::new());
    for (row, range) in Settings::rows().filter_map(|row| Some((row, row.range()?))) {
        let Some((section, name)) = row.key.split_once('.') else { continue };
        let Some(value) = corrected.get_mut(section).and_then(|section| section.get_mut(name)) else { continue };
        let Some(number) = value.as_f64() else { continue };
        let used = if number < f64::from(range.min) {
            range.min
        } else if number > f64::from(range.max) {
            range.max
        } else {
            continue;
        };
        let warning = Message::new("settings-warning-range").with("path", path.display()).with("key", row.key);
        let warning = warning.with("value", &*value).with("used", used).with("min", range.min).with("max", range.max);
        warnings.push(warning);
        *value = used.into();
    }
    (corrected, warnings)
}

fn version_of(raw: &Map<String, Value>) -> u32 {
    raw.get("version").and_then(Value::as_u64).and_then(|v| u32::try_from(v).ok()).unwrap_or(0)
}

fn note_unknown(path: &Path, raw: &Map<String, Value>, settings: &Settings, warnings: &mut Vec<Message>) {
    if version_of(raw) > Settings::VERSION {
        let m = Message::new("settings-warning-newer").with("path", path.display()).with("version", version_of(raw));
        warnings.push(m);
        return;
    }
    let Ok(Value::Object(known)) = serde_json::to_value(settings) else { return };
    let mut unknown = Vec::new();
    for (key, value) in raw {
        match (known.get(key), value) {
            (None, _) => unknown.push(key.clone()),
            (Some(Value::Object(section)), Value::Object(given)) if key != "window" => {
                unknown.extend(given.keys().filter(|k| !section.contains_key(*k)).map(|k| format!("{key}.{k}")));
            }
            _ => {}
        }
    }
    for key in unknown {
        warnings.push(Message::new("settings-warning-unknown").with("path", path.display()).with("key", key));
    }
}

/// Merges objects and replaces all other values; the window's part is one opaque value.
fn overlay(base: &mut Map<String, Value>, over: Map<String, Value>) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(Value::Object(old)), Value::Object(new)) if key != "window" => overlay(old, new),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

fn keep_aside(path: &Path) -> Message {
    let free = (1..1000)
        .map(|n| path.with_extension(if n == 1 { "broken.json".to_owned() } else { format!("broken-{n}.json") }))
        .find(|p| !p.exists());
    let moved = free.ok_or_else(|| io::Error::other("too many broken files")).and_then(|to| fs::rename(path, &to).map(|()| to));
    match moved {
        Ok(to) => Message::new("settings-warning-kept").with("path", to.display()),
        Err(e) => Message::new("settings-warning-not-kept").with("path", path.display()).with("reason", e),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LangChoice, Theme};
    use serde_json::json;

    fn keys(warnings: &[Message]) -> Vec<&str> {
        warnings.iter().map(|m| m.key.as_str()).collect()
    }

    #[test]
    fn survives_a_restart_with_foreign_keys() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("settings.json");
        let text = r#"{"version":1,"general":{"lang":"ru","colour":"red"},"plugins":[1],"window":{"x":1}}"#;
        fs::write(&path, text).expect("write");
        let LoadedSettings { mut file, mut settings, warnings } = SettingsFile::load(&path);
        assert_eq!(settings.general.lang, LangChoice::Ru);
        assert_eq!(keys(&warnings), ["settings-warning-unknown"; 2]);
        settings.general.theme = Theme::Dark;
        settings.window = json!({"y": 2});
        settings.remember_workspace(Path::new("a.voluptas"));
        file.save(&settings).expect("save");

        let again = SettingsFile::load(&path);
        assert_eq!(again.settings, settings);
        assert_eq!(again.file.raw["general"]["colour"], "red");
        assert_eq!(again.file.raw["plugins"], json!([1]));
        assert_eq!(again.file.raw["window"], json!({"y": 2}));
    }

    #[test]
    fn broken_file_is_kept_and_named_with_its_place() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("settings.json");
        for (text, line) in [("{\n  \"general\": {\n", "3"), ("{\n\"qase\": {\"timeout_s\": \"soon\"}}", "2")] {
            fs::write(&path, text).expect("write");
            let loaded = SettingsFile::load(&path);
            assert_eq!(loaded.settings, Settings::default());
            assert_eq!(keys(&loaded.warnings), ["settings-error-parse", "settings-warning-kept"]);
            assert!(loaded.warnings[0].args.contains(&("line".to_owned(), line.into())), "{:?}", loaded.warnings);
            assert!(!path.exists());
        }
        assert_eq!(fs::read_dir(dir.path()).expect("list").count(), 2);
    }

    #[test]
    fn a_preset_that_cannot_be_read_costs_no_other_setting_and_stays_in_the_file() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("settings.json");
        let text = r#"{"general":{"lang":"ru"},"import_presets":[{"name":"A","delimiter":"tab"},{"name":"B"},null]}"#;
        fs::write(&path, text).expect("write");
        for _ in 0..2 {
            let LoadedSettings { mut file, settings, warnings } = SettingsFile::load(&path);
            assert_eq!(keys(&warnings), ["settings-warning-preset"; 2]);
            assert_eq!(settings.general.lang, LangChoice::Ru);
            assert_eq!(settings.import_presets.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["B"]);
            file.save(&settings).expect("save");
            assert_eq!(file.raw[PRESETS][1]["delimiter"], "tab");
        }
    }

    #[test]
    fn missing_file_is_no_news_and_numbers_are_kept_in_range() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("settings.json");
        assert!(SettingsFile::load(&path).warnings.is_empty());
        fs::write(&path, r#"{"general":{"zoom":5},"qase":{"requests_per_minute":0}}"#).expect("write");
        let settings = SettingsFile::load(&path).settings;
        assert_eq!((settings.general.zoom, settings.qase.requests_per_minute), (80, 0));
    }

    #[test]
    fn a_number_out_of_range_is_named_with_file_key_and_range() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("settings.json");
        let text =
            r#"{"version":1,"general":{"lang":"ru","zoom":70000},"qase":{"timeout_s":-5,"cache_minutes":1441,"late_write_s":0}}"#;
        fs::write(&path, text).expect("write");
        let LoadedSettings { settings, warnings, .. } = SettingsFile::load(&path);
        assert_eq!(keys(&warnings), ["settings-warning-range"; 3]);
        let named: Vec<String> = warnings.iter().map(|w| format!("{:?}", w.args)).collect();
        for (warning, words) in named.iter().zip([
            ["general.zoom", "70000", "200"],
            ["qase.timeout_s", "-5", "600"],
            ["qase.cache_minutes", "1441", "1440"],
        ]) {
            assert!(words.iter().all(|word| warning.contains(word)), "{warning}");
            assert!(warning.contains("settings.json"), "{warning}");
        }
        let qase = &settings.qase;
        assert_eq!((settings.general.zoom, qase.timeout_s, qase.cache_minutes, qase.late_write_s), (200, 1, 1440, 0));
        assert_eq!(settings.general.lang, LangChoice::Ru, "the rest of the file is kept");
        assert!(path.exists());
    }

    #[test]
    #[cfg(unix)]
    fn a_file_that_cannot_be_read_is_not_overwritten() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("settings.json");
        std::os::unix::fs::symlink(dir.path(), &path).expect("a link to a folder");
        let LoadedSettings { mut file, settings, warnings } = SettingsFile::load(&path);
        assert_eq!(keys(&warnings), ["settings-error-read"]);
        assert!(matches!(file.save(&settings), Err(SettingsError::Read { .. })));
        assert!(path.is_symlink());
    }

    #[test]
    fn newer_format_is_said_and_stays() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("settings.json");
        fs::write(&path, r#"{"version":7,"general":{"zoom":120}}"#).expect("write");
        let LoadedSettings { mut file, settings, warnings } = SettingsFile::load(&path);
        assert_eq!(keys(&warnings), ["settings-warning-newer"]);
        file.save(&settings).expect("save");
        assert_eq!(SettingsFile::load(&path).file.raw["version"], 7);
    }
}
