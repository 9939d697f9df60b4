//! The versions of a case: a list, the differences of two of them side by side with the changed words marked, and restoring one.

mod compared;
mod list;
mod rows;
mod source;
mod words;

use std::collections::HashMap;

use eframe::egui::{self, Align, Frame, Key, Layout, Margin, Modifiers, Panel, ScrollArea, Ui, vec2};
use serde_json::{Value, json};

use self::compared::ComparedRow;
use self::list::VersionList;
use self::rows::{Parts, sides};
use self::source::Source;
use super::case::DraftNow;
use super::{Lists, TabName, TabView, missing};
use crate::action::{Action, Actions, HistoryAction, Nav, VersionOf};
use crate::model::cases::CaseRow;
use crate::query::Reads;
use crate::state::{MiddleTab, UiState};
use crate::view::View;
use voluptas_app::cases::versions::CaseVersion;
use voluptas_core::domain::ids::CaseId;
use voluptas_i18n::Lang;
use voluptas_store::Entity;
use voluptas_ui::keys::RESTORE_KEYS;
use voluptas_ui::memo::Identity;
use voluptas_ui::theme::{Icon, Palette, Type, icons, size, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::{Button, choice_keys, empty_state, filter_pill, icon_button, paint, reading, segmented, text};

/// Width of the list, and in a narrow view.
const LIST: f32 = 216.0;
const LIST_NARROW: f32 = 176.0;
/// A view below this width is narrow.
const NARROW: f32 = 760.0;
/// Width of the choice between the current version and the one before.
const CHOICE: f32 = 232.0;
/// Room of the buttons to the next and the previous change.
const JUMPS: f32 = (size::CONTROL_SMALL + space::XS) * 2.0 + space::S;
/// Least width of a comparison in two columns.
const COLUMNS: f32 = 360.0;
/// Least room for the place of the case in the bar.
const PLACE: f32 = 150.0;

/// Sources of the rows of a comparison.
#[derive(Debug, PartialEq)]
struct ShownOf {
    /// Operations of both versions, and `whole`.
    versions: (i64, i64, bool),
    /// Revision of the entries: a draft changes in place.
    revision: u64,
    lang: Lang,
    /// The lists of the pass, whose names of suites and fields the rows show.
    lists: Identity<Vec<CaseRow>>,
}

/// The tabs of versions.
#[derive(Debug, Default)]
pub struct VersionsTab {
    source: Source,
    /// The case that `list`, `shown` and `offset` belong to.
    case: Option<CaseId>,
    /// Operations of the selected versions, for each case; without one it is the latest version before the present one.
    selected: HashMap<CaseId, i64>,
    /// Compare with the version before instead of with the present one.
    with_before: bool,
    /// Show unchanged values too.
    whole: bool,
    /// Show the newer value below the older one instead of beside it.
    inline: bool,
    list: VersionList,
    /// The shown comparison, with the input that it was computed from.
    shown: Option<(ShownOf, Vec<ComparedRow>)>,
    /// The list gets the keyboard as soon as it is drawn.
    takes_keyboard: bool,
}

impl TabView for VersionsTab {
    type Key = i64;
    const ICON: Option<Icon> = Some(icons::HISTORY);

    fn name(id: i64, view: &View<'_>) -> TabName {
        let case = MiddleTab::Case(id).name(view);
        TabName { short: view.tr.fmt("writing-versions-tab", &[("code", case.short.into())]), long: case.long }
    }

    fn highlight(id: i64, state: &mut UiState, lists: Lists<'_>) {
        state.select_case(CaseId(id), lists.cases);
    }

    fn refresh(&mut self, id: i64, reads: Reads<'_>) {
        self.begin(CaseId(id));
        self.source.refresh(CaseId(id), reads);
    }

    fn ui(&mut self, ui: &mut Ui, id: i64, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
        let id = CaseId(id);
        self.begin(id);
        let is_read = self.source.is_read();
        if is_read && self.all().is_empty() {
            if empty_state(ui, icons::HISTORY, &view.text("gui-case-gone"), "", Some(&view.text("gui-cmd-close-tab"))) {
                out.nav(Nav::CloseTab(state.kept.tab));
            }
            return;
        }
        surface(ui, 0.0, |ui| {
            ui.set_height(ui.available_height());
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 0.0;
            self.head(ui, id, view, out);
            paint::hline(ui);
            if is_read {
                self.body(ui, id, view, out);
            } else {
                missing(ui, self.source.failure(), view);
            }
        });
    }

    fn keep(&self) -> Value {
        json!({ "inline": self.inline })
    }

    fn restore(&mut self, kept: &Value) {
        self.inline = kept.get("inline").and_then(Value::as_bool).unwrap_or_default();
    }
}

impl VersionsTab {
    /// Selects the version of an operation, otherwise the latest one before the present one, and gives the list the keyboard.
    pub fn show(&mut self, id: CaseId, operation: Option<i64>) {
        match operation {
            Some(operation) => self.selected.insert(id, operation),
            None => self.selected.remove(&id),
        };
        self.takes_keyboard = true;
    }

    /// Shows the draft of a case above its versions. Called once a pass before [`TabView::refresh`]; `is_kept` is true for a case with a
    /// draft in its file.
    pub fn take_draft(&mut self, id: CaseId, now: DraftNow<'_>, is_kept: bool, reads: Reads<'_>) {
        self.source.take_draft(id, now, is_kept, reads);
    }

    fn begin(&mut self, id: CaseId) {
        if self.case != Some(id) {
            (self.case, self.list, self.shown) = (Some(id), VersionList::default(), None);
        }
    }

    fn all(&self) -> &[CaseVersion] {
        self.source.entries()
    }

    /// Place of the selected version in the list.
    fn place(&self, id: CaseId) -> usize {
        let all = self.all();
        let wanted = self.selected.get(&id).and_then(|id| all.iter().position(|v| v.operation.id == *id));
        let before = self.source.current() + 1;
        wanted.unwrap_or(before.min(all.len().saturating_sub(1)))
    }

    /// Key of the sentence about restoring the selected version, and true if it can be restored.
    fn restoring(&self, id: CaseId) -> (&'static str, bool) {
        let (all, at, current) = (self.all(), self.place(id), self.source.current());
        // An approval or a way to review makes a version without another content.
        let content = |at: usize| all.get(at).map(|v| (&v.content, &v.functions, v.milestone));
        let differs = content(at) != content(current);
        match at {
            _ if all.get(current).is_some_and(|version| version.is_deleted) => ("writing-in-trash", false),
            _ if at < current => ("writing-restore-is-draft", false),
            _ if at == current => ("writing-restore-is-current", false),
            _ if differs => ("writing-restore-note", true),
            _ => ("writing-restore-same", false),
        }
    }

    /// Draws the bar with the place of the case and the button that restores the version.
    fn head(&self, ui: &mut Ui, id: CaseId, view: &View<'_>, out: &mut Actions) {
        let p = Palette::of(ui);
        let (why, ready) = self.restoring(id);
        Frame::new().inner_margin(Margin::symmetric(space::L as i8, space::XS as i8)).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.set_min_height(size::CONTROL + space::XS);
                ui.spacing_mut().item_spacing.x = space::S;
                reading::from_right(ui, |ui| {
                    // A dialog above has the keys.
                    let is_below = ui.memory(|m| m.top_modal_layer().is_some());
                    let keys = ready && !is_below && ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Enter));
                    let restore = view.text("window-version-restore");
                    let button = Button::primary(&restore).icon(icons::HISTORY).shortcut(RESTORE_KEYS).enabled(ready).show(ui);
                    let button = if ready { button } else { button.on_disabled_hover_text(view.text(why)) };
                    let version = self.all().get(self.place(id));
                    if ready
                        && (button.clicked() || keys)
                        && let Some(version) = version
                    {
                        let of = VersionOf { entity: Entity::Case, id: id.0, operation: version.operation.id };
                        let seen = self.all().get(self.source.current()).map(|v| v.operation.id);
                        out.push(Action::History(HistoryAction::Restore(of, seen)));
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let row = view.cases.get(id);
                        // A case in the trash has no line in the tree, and its place is not shown.
                        let code = MiddleTab::Case(id.0).name(view).short;
                        let last = view.text("writing-versions");
                        let width = |words: &str, ty: Type| paint::galley(ui, words, ty, p.text).size().x;
                        let needed = width(&code, Type::Mono) + width(&last, Type::Medium) + space::XL * 2.0;
                        let room = ui.available_width() - needed - size::ICON;
                        let path = row.and_then(|row| row.suite).map(|suite| view.cases.suite_path(suite));
                        if row.is_some() && room > PLACE / 2.0 {
                            text::icon(ui, icons::SUITE, p.text_secondary);
                            let root = view.text("writing-no-suite");
                            let path = path.as_deref().unwrap_or(&root);
                            text::line_within(ui, path, Type::Body, p.text_secondary, room);
                            text::line(ui, "›", Type::Body, p.text_faint);
                        }
                        let link = text::link(ui, &code).on_hover_text(view.text("writing-back-to-case"));
                        if link.clicked() {
                            out.nav(Nav::Tab(MiddleTab::Case(id.0)));
                        }
                        text::line(ui, "›", Type::Body, p.text_faint);
                        text::line_within(ui, &last, Type::Medium, p.text, ui.available_width());
                    });
                });
            });
        });
    }

    fn body(&mut self, ui: &mut Ui, id: CaseId, view: &View<'_>, out: &mut Actions) {
        let at = self.place(id);
        let (all, current) = (self.source.entries(), self.source.current());
        // A version that comes while the tab is open does not take the place of the shown one.
        if let Some(version) = all.get(at) {
            self.selected.entry(id).or_insert(version.operation.id);
        }
        self.list.take(&self.source, view);
        let (why, _) = self.restoring(id);
        let width = if ui.available_width() < NARROW { LIST_NARROW } else { LIST };
        let all = self.source.entries();
        let results = self.source.results(at);
        let (list, with_before, takes_keyboard) = (&mut self.list, self.with_before, &mut self.takes_keyboard);
        let side = Panel::left(egui::Id::unique("case-versions-list")).resizable(false).exact_size(width);
        let picked = side.frame(Frame::new()).show(ui, |ui| {
            list::note(ui, &view.text(why), &results, view, out);
            // A dialog or the palette that led here gives the keyboard back when it closes.
            let is_free = ui.memory(|m| m.top_modal_layer().is_none());
            list.show(ui, all, (at, current), with_before, is_free && std::mem::take(takes_keyboard), view)
        });
        let picked = picked.inner;
        let at = picked.unwrap_or(at);
        if let Some(version) = all.get(at).filter(|_| picked.is_some()) {
            self.selected.insert(id, version.operation.id);
        }
        let is_free = ui.memory(|m| m.focused().is_none() && m.top_modal_layer().is_none()) || self.list.has_focus(ui, all);
        if is_free && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            out.nav(Nav::Replace(MiddleTab::Case(id.0)));
        }
        self.comparison(ui, at, view);
    }

    /// Draws the two sides; `at` is the place of the selected version.
    fn comparison(&mut self, ui: &mut Ui, at: usize, view: &View<'_>) {
        let (all, current, revision) = (self.source.entries(), self.source.current(), self.source.revision());
        let (a, b) = list::pair(at, current, self.with_before);
        let (old, new) = (all.get(a), all.get(b));
        if let Some(new) = new {
            let versions = (old.map_or(0, |v| v.operation.id), new.operation.id, self.whole);
            let of = ShownOf { versions, revision, lang: view.tr.lang(), lists: Identity::of(&view.cases.rows) };
            if self.shown.as_ref().is_none_or(|(made, _)| *made != of) {
                self.shown = Some((of, words::compared(old, new, self.whole, view)));
            }
        }
        let rows = self.shown.as_ref().map(|(_, rows)| rows.as_slice()).unwrap_or_default();
        let (mut choice, mut whole, mut jump, mut inline) = (None, None, None, self.inline);
        // The present version and a draft have nothing after them.
        let before = self.with_before || at <= current;
        Frame::new().inner_margin(Margin::symmetric(space::M as i8, space::S as i8)).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::XXS;
                let changes = rows.iter().filter(|row| row.differs()).count();
                let count = view.tr.number(changes as i64);
                let pills = [
                    filter_pill(ui, !self.whole, None, &view.text("writing-changes"), &count),
                    filter_pill(ui, self.whole, None, &view.text("writing-whole-case"), ""),
                ];
                let clicked = pills.iter().position(egui::Response::clicked);
                whole = clicked.or_else(|| choice_keys::move_by_arrows(ui, &pills)).map(|at| at == 1);
                reading::from_right(ui, |ui| {
                    let names = [view.text("writing-with-current"), view.text("writing-with-before")];
                    let room = vec2(ui.available_width().min(CHOICE), size::CONTROL);
                    ui.allocate_ui(room, |ui| {
                        ui.set_max_width(room.x);
                        choice = segmented(ui, usize::from(before), &[&names[0], &names[1]]);
                    });
                    // A narrow view leaves no room beside the choices.
                    let layout = view.text(if self.inline { "writing-side-by-side" } else { "writing-one-below" });
                    if ui.available_width() > JUMPS / 2.0 {
                        ui.add_space(space::S);
                        let icon = if self.inline { icons::COLUMNS } else { icons::ROWS };
                        inline ^= icon_button(ui, icon, &layout).clicked();
                    }
                    if changes > 1 && ui.available_width() > JUMPS {
                        ui.add_space(space::S);
                        let to =
                            [(icons::SORT_DOWN, "writing-change-after", true), (icons::SORT_UP, "writing-change-before", false)];
                        for (icon, key, is_after) in to {
                            if icon_button(ui, icon, &view.text(key)).clicked() {
                                jump = Some(is_after);
                            }
                        }
                    }
                });
            });
        });
        ui.spacing_mut().item_spacing.y = 0.0;
        sides(ui, (old, new), b == current, view);
        ScrollArea::vertical().id_salt("case-versions-rows").auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            if rows.is_empty() {
                ui.add_space(space::L);
                ui.horizontal(|ui| {
                    ui.add_space(space::L);
                    text::secondary(ui, &view.text("writing-no-changes"));
                });
            }
            if let Some(new) = new {
                // Two narrow columns are harder to read than one.
                let inline = inline || ui.available_width() < COLUMNS;
                let parts = Parts { rows, steps: &new.content.steps, is_whole: self.whole, inline, jump };
                whole = whole.or(parts.show(ui, view).then_some(true));
            }
        });
        if let Some(i) = choice {
            self.with_before = i == 1;
        }
        if let Some(whole) = whole {
            self.whole = whole;
        }
        self.inline = inline;
    }
}
