//! Columns of a table with the field that each of them fills, and the presets that keep such choices.

use eframe::egui::{Color32, Key, Layout, Modifiers, Rect, ScrollArea, Sense, Ui, pos2, vec2};

use crate::view::View;
use voluptas_app::files::import::preset;
use voluptas_core::base::fold::fold;
use voluptas_formats::{ColumnChoice, ColumnInfo, ColumnOrigin, ColumnUse, ReadOptions, TableInfo};
use voluptas_settings::{ImportPreset, PresetList, Settings};
use voluptas_ui::theme::{Icon, Palette, Type, icons, size, space};
use voluptas_ui::widgets::button::icon_button;
use voluptas_ui::widgets::{BannerEvent, Button, TextField, Tone, banner, combo, paint, reading, text};

/// Height of the line of a column.
const ROW: f32 = size::CONTROL + space::XS;
/// Number of columns that are seen at once above the rows of the file. The half one tells that there are more.
const SEEN: f32 = 6.5;
/// Number of lines up to which all are drawn.
const DRAWN: usize = 120;
/// Share of the height that they take at most.
const SHARE: f32 = 0.35;
/// Share of the height of a list that keeps its look above the rows.
const STAYING: f32 = 0.5;
/// Below this height of the body, the rows of the file come first.
const LOW: f32 = 480.0;
/// Width of the list of fields at most.
const FIELDS: f32 = 208.0;
/// Width of the origin of a choice.
const ORIGIN: f32 = 100.0;
/// Least width at which two columns of the file stand side by side.
const PAIRED: f32 = 720.0;
/// Least width at which the line of a column shows a sample of its values.
const SAMPLED: f32 = 520.0;

/// Fields that a column of a subject's table can fill, by the words of the reader.
pub struct ColumnFields {
    /// Lists whose presets are for these tables.
    pub list: PresetList,
    /// Fields in the order in which they are offered.
    pub all: &'static [&'static str],
    /// Further fields, which are offered where the file has one of them.
    pub rare: &'static [&'static str],
    /// Fields that are read and not imported.
    pub unused: &'static [&'static str],
    /// Keys of names, where it is not the usual one of the word.
    pub names: fn(&str) -> Option<&'static str>,
}

impl ColumnFields {
    /// True for a use by which the values of a column are imported.
    fn is_imported(&self, to: &ColumnUse) -> bool {
        match to {
            ColumnUse::Skip => false,
            ColumnUse::Field(word) => !self.unused.contains(&word.as_str()),
            ColumnUse::Custom => true,
        }
    }

    /// Uses to choose from.
    fn uses(&self, look: &TableInfo) -> Vec<ColumnUse> {
        let field = |word: &&str| ColumnUse::Field((*word).to_owned());
        let mut all = vec![ColumnUse::Skip, ColumnUse::Custom];
        all.extend(self.all.iter().map(field));
        all.extend(self.rare.iter().map(field).filter(|to| look.columns.iter().any(|c| c.to == *to)));
        all
    }

    fn name(&self, view: &View<'_>, to: &ColumnUse) -> String {
        let word = to.word();
        match (self.names)(word) {
            Some(key) => view.text(key).into_owned(),
            None => view.text(&field_key(word)).into_owned(),
        }
    }
}

/// The key of the name of a field.
pub(super) fn field_key(word: &str) -> String {
    format!("files-field-{}", word.replace('_', "-"))
}

/// A table whose columns are mapped.
pub struct Mapping<'m> {
    /// Settings with the presets.
    pub settings: &'m Settings,
    /// Fields that a column can fill.
    pub fields: &'m ColumnFields,
    /// Shape of the table.
    pub look: &'m TableInfo,
    /// Options that it was read with.
    pub options: &'m ReadOptions,
}

/// A person's wish about columns or presets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ColumnsEvent {
    /// Read the file with these options.
    Read(ReadOptions),
    /// Keep a preset.
    Keep(ImportPreset),
    /// Delete the preset of a list with this name.
    Delete(PresetList, String),
}

/// State of the section.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// A person's wish; without one, a low dialog folds the section.
    is_folded: Option<bool>,
    /// A column was missing since the person came to the page: the list keeps its look, also once the last one is mapped.
    stays: bool,
    /// Name of the preset in use.
    preset: Option<String>,
    /// Name for a new preset, while it is being typed.
    name: Option<String>,
    /// The field for that name gets the keyboard.
    wants_focus: bool,
    /// The question whether to delete the preset is shown.
    asks_delete: bool,
}

impl Columns {
    /// True while a name for a preset is being typed.
    pub fn is_naming(&self) -> bool {
        self.name.is_some()
    }

    /// True while the list keeps the look that it had when a column was missing.
    pub fn stays(&self) -> bool {
        self.stays
    }

    /// Gives the list its usual look again, for a person who comes back to the page.
    pub fn leave(&mut self) {
        self.stays = false;
    }

    /// Draws the section. With `fills`, the list of columns takes the whole height.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, of: &Mapping<'_>, fills: bool) -> Option<ColumnsEvent> {
        self.stays |= fills;
        let is_folded = self.is_folded.unwrap_or(!self.stays && ui.available_height() < LOW);
        let mut event = self.head(ui, view, of, is_folded);
        event = self.naming(ui, view, of).or(event);
        if self.asks_delete
            && let Some(name) = self.preset.clone()
        {
            let words = view.tr.fmt("files-preset-delete-ask", &[("name", name.clone().into())]);
            let (delete, cancel) = (view.text("files-preset-delete"), view.text("gui-cancel"));
            let answer = banner(ui, Tone::Warning, &words, Some(&delete), Some(&cancel));
            // Esc answers this question alone.
            let left = ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)).then_some(BannerEvent::Close);
            match left.or(answer) {
                Some(BannerEvent::Action) => {
                    (self.asks_delete, self.preset) = (false, None);
                    event = Some(ColumnsEvent::Delete(of.fields.list, name));
                }
                Some(_) => self.asks_delete = false,
                None => {}
            }
        }
        if !is_folded {
            event = self.list(ui, view, of, fills).or(event);
        }
        paint::hline(ui);
        event
    }

    /// Title, number of columns, presets.
    fn head(&mut self, ui: &mut Ui, view: &View<'_>, of: &Mapping<'_>, is_folded: bool) -> Option<ColumnsEvent> {
        let p = Palette::of(ui);
        let mut event = None;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            let (icon, key) =
                if is_folded { (icons::RIGHT, "files-columns-unfold") } else { (icons::DOWN, "files-columns-fold") };
            if icon_button(ui, icon, &view.text(key)).clicked() {
                (self.is_folded, self.stays) = (Some(!is_folded), false);
            }
            text::strong(ui, &view.text("files-columns"));
            let taken = of.look.columns.iter().filter(|c| of.fields.is_imported(&c.to)).count();
            let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into();
            let counts = [("taken", number(taken)), ("all", number(of.look.columns.len()))];
            text::line(ui, &view.tr.fmt("files-columns-taken", &counts), Type::Label, p.text_secondary);
            reading::from_right(ui, |ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                if self.preset.is_some() && icon_button(ui, icons::DELETE, &view.text("files-preset-delete")).clicked() {
                    self.asks_delete = true;
                }
                if Button::quiet(&view.text("files-preset-save")).show(ui).clicked() {
                    (self.name, self.wants_focus) = (Some(self.preset.clone().unwrap_or_default()), true);
                }
                let presets: Vec<&ImportPreset> = of.settings.presets_of(of.fields.list).collect();
                if !presets.is_empty() {
                    let label = view.text("files-preset");
                    let mut names = vec![view.text("files-preset-none").into_owned()];
                    names.extend(presets.iter().map(|p| p.name.clone()));
                    let used = |name: &String| presets.iter().position(|p| fold(&p.name) == fold(name));
                    let at = self.preset.as_ref().map_or(Some(0), |name| used(name).map(|i| i + 1));
                    let width = ui.available_width().min(200.0);
                    if let Some(i) = combo(ui, &label, "", at, &names, width) {
                        let chosen = i.checked_sub(1).and_then(|i| presets.get(i).copied());
                        (self.preset, self.asks_delete) = (chosen.map(|p| p.name.clone()), false);
                        let read = chosen.map(preset::options).unwrap_or_default();
                        event = Some(ColumnsEvent::Read(ReadOptions { skip_broken_rows: of.options.skip_broken_rows, ..read }));
                    }
                }
            });
        });
        event
    }

    /// The field for the name of a new preset.
    fn naming(&mut self, ui: &mut Ui, view: &View<'_>, of: &Mapping<'_>) -> Option<ColumnsEvent> {
        let name = self.name.as_mut()?;
        let (mut keep, mut cancel) = (false, false);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            let (label, note) = (view.text("files-preset-name"), view.text("files-preset-replaces"));
            let is_known = of.settings.import_preset(of.fields.list, name).is_some();
            let mut field = TextField::new(name).name(&label).hint(&label).width(260.0);
            if is_known {
                field = field.note(&note);
            }
            let response = field.show(ui);
            if std::mem::take(&mut self.wants_focus) {
                response.request_focus();
            }
            let enabled = !name.trim().is_empty();
            let entered = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
            keep = enabled && (Button::secondary(&view.text("gui-save")).enabled(enabled).show(ui).clicked() || entered);
            // Esc leaves the field alone, and does not close the dialog.
            let left = ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
            cancel = Button::quiet(&view.text("gui-cancel")).show(ui).clicked() || left;
        });
        if keep {
            let made = preset::preset(of.fields.list, name, &whole(of.look, of.options));
            (self.name, self.preset) = (None, Some(made.name.clone()));
            return Some(ColumnsEvent::Keep(made));
        }
        if cancel {
            self.name = None;
        }
        None
    }

    /// A line for each column.
    fn list(&self, ui: &mut Ui, view: &View<'_>, of: &Mapping<'_>, fills: bool) -> Option<ColumnsEvent> {
        let uses = of.fields.uses(of.look);
        let names: Vec<String> = uses.iter().map(|to| of.fields.name(view, to)).collect();
        let choices = Choices { fields: of.fields, uses: &uses, names: &names };
        let preset = self.preset.as_ref().and_then(|name| of.settings.import_preset(of.fields.list, name));
        let preset = preset.map(preset::options).unwrap_or_default();
        let mut event = None;
        let most = match (fills, self.stays) {
            (true, _) => ui.available_height(),
            (false, true) => ui.available_height() * STAYING,
            (false, false) => (ui.available_height() * SHARE).min(ROW * SEEN),
        };
        let salt = "import-columns";
        let abreast = if !self.stays && ui.available_width() >= PAIRED { 2 } else { 1 };
        let lines = of.look.columns.len().div_ceil(abreast);
        ui.spacing_mut().item_spacing.y = 0.0;
        let scroll = ScrollArea::vertical().id_salt(salt).max_height(most).auto_shrink([false, true]);
        // The keyboard goes through lists that are drawn, so all lines of a usual table are.
        let mut draw = |ui: &mut Ui, range: std::ops::Range<usize>| {
            for at in range {
                let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
                let gap = if abreast == 1 { 0.0 } else { space::XL };
                let width = (rect.width() - gap) / abreast as f32;
                for (side, column) in of.look.columns.iter().skip(at * abreast).take(abreast).enumerate() {
                    let part = Rect::from_min_size(pos2(rect.left() + (width + gap) * side as f32, rect.top()), vec2(width, ROW));
                    let picked = ui.push_id((at, side), |ui| line(ui, part, view, column, &choices, &preset)).inner;
                    if let Some(to) = picked {
                        event = Some(ColumnsEvent::Read(with(of.options, of.look, &column.name, &to)));
                    }
                }
            }
        };
        if lines <= DRAWN {
            scroll.show(ui, |ui| draw(ui, 0..lines));
        } else {
            scroll.show_rows(ui, ROW, lines, draw);
        }
        ui.spacing_mut().item_spacing.y = space::S;
        event
    }
}

/// Uses to choose from, with their names.
struct Choices<'c> {
    fields: &'c ColumnFields,
    uses: &'c [ColumnUse],
    names: &'c [String],
}

/// Draws the line of a column: its name, a sample, the field that it fills, and the origin of that. Gives a newly chosen use.
fn line(
    ui: &mut Ui,
    rect: Rect,
    view: &View<'_>,
    column: &ColumnInfo,
    choices: &Choices<'_>,
    preset: &ReadOptions,
) -> Option<ColumnUse> {
    let Choices { fields, uses, names } = *choices;
    let p = Palette::of(ui);
    let is_skipped = !fields.is_imported(&column.to);
    let list = (rect.width() * 0.4).min(FIELDS);
    let field = rect.right() - ORIGIN - space::S - list;
    let left = field - size::ICON - space::S - rect.left();
    let has_sample = rect.width() >= SAMPLED;
    let name_width = if has_sample { (left * 0.42).max(96.0).min(left) } else { left - space::S };
    let part = |from: f32, width: f32| Rect::from_min_size(pos2(from, rect.top()), vec2(width.max(0.0), rect.height()));
    let middle = Layout::left_to_right(eframe::egui::Align::Center);
    let colour = if is_skipped { p.text_faint } else { p.text };
    let name = paint::inside(ui, part(rect.left(), name_width), middle, |ui| text::line(ui, &column.name, Type::Body, colour));
    if has_sample {
        let sample = part(rect.left() + name_width + space::S, left - name_width - space::L);
        paint::inside(ui, sample, middle, |ui| text::line(ui, &column.sample, Type::Label, p.text_faint));
    } else if !column.sample.is_empty() {
        name.on_hover_text(&column.sample);
    }
    let arrow = Rect::from_center_size(pos2(field - space::S - size::ICON / 2.0, rect.center().y), vec2(size::ICON, size::ICON));
    paint::icon(ui.painter(), arrow, icons::FORWARD, size::CHECK, p.text_faint);
    let label = view.tr.fmt("files-column-use", &[("column", column.name.clone().into())]);
    let at = uses.iter().position(|to| *to == column.to);
    let picked = paint::inside(ui, part(field, list), middle, |ui| combo(ui, &label, "", at, names, list));
    if let Some((icon, colour, key)) = origin(fields, column, preset, p) {
        paint::inside(ui, part(rect.right() - ORIGIN, ORIGIN), middle, |ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            text::icon(ui, icon, colour);
            text::line(ui, &view.text(key), Type::Label, colour)
        });
    }
    picked.and_then(|i| uses.get(i).cloned())
}

/// Icon, colour and key of the origin of a column's use, also for a column that is not imported; `None` when nothing has decided
/// the use yet.
fn origin(
    fields: &ColumnFields,
    column: &ColumnInfo,
    preset: &ReadOptions,
    p: &Palette,
) -> Option<(Icon, Color32, &'static str)> {
    if column.to != ColumnUse::Skip && !fields.is_imported(&column.to) {
        return Some((icons::SKIPPED, p.text_faint, "files-column-unused"));
    }
    match column.origin {
        ColumnOrigin::Name => Some((icons::CHECK, p.text_secondary, "files-column-by-name")),
        ColumnOrigin::Chosen if preset.columns.iter().any(|c| fold(&c.column) == fold(&column.name) && c.to == column.to) => {
            Some((icons::PIN, p.text_secondary, "files-column-by-preset"))
        }
        ColumnOrigin::Chosen => Some((icons::EDIT, p.accent, "files-column-by-hand")),
        ColumnOrigin::Replaced => Some((icons::WARNING, p.broken, "files-column-replaced")),
        ColumnOrigin::Unknown => None,
    }
}

/// The options with another use of a column. A field has one column: the column that was chosen for it before is skipped.
fn with(options: &ReadOptions, look: &TableInfo, column: &str, to: &ColumnUse) -> ReadOptions {
    let mut options = options.clone();
    options.columns.retain(|c| fold(&c.column) != fold(column));
    if matches!(to, ColumnUse::Field(_)) {
        for other in options.columns.iter_mut().filter(|c| c.to == *to) {
            // A column that is known by its name says so itself that another one fills its field.
            let is_known = look.columns.iter().any(|c| fold(&c.name) == fold(&other.column));
            if is_known {
                other.to = ColumnUse::Skip;
            }
        }
    }
    options.columns.push(ColumnChoice { column: column.to_owned(), to: to.clone() });
    options
}

/// The options with the use of every column as it is shown, so that a preset means the same when the program learns new words.
fn whole(look: &TableInfo, options: &ReadOptions) -> ReadOptions {
    let mut columns: Vec<ColumnChoice> = Vec::new();
    for column in &look.columns {
        if columns.iter().all(|c| fold(&c.column) != fold(&column.name)) {
            columns.push(ColumnChoice { column: column.name.clone(), to: column.to.clone() });
        }
    }
    ReadOptions { columns, ..options.clone() }
}
