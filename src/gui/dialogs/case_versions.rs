//! The versions of a case: a list, the differences of two of them side by side with the changed words marked, and restoring one.

use eframe::egui::{
    self, Align, Frame, Key, Layout, Margin, Modifiers, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};

use super::version_rows::{BADGE, Compared, Parts, side_badge, sides};
use super::{Flow, id};
use crate::app::case_edit::FormField;
use crate::app::case_versions::{self, CaseVersion, Difference, StepChange, StepPart, StepPlace};
use crate::domain::case::CaseContent;
use crate::domain::field::CaseField;
use crate::domain::ids::{CaseId, SuiteId};
use crate::domain::review::ReviewState;
use crate::gui::action::{Action, Actions, HistoryAction, VersionOf};
use crate::gui::keys::MOVES;
use crate::gui::model::white_space::{look_alike, visible};
use crate::gui::model::{history, words};
use crate::gui::query::{CachedQuery, Concerns, Reads};
use crate::gui::theme::{Palette, Type, icons, size, space};
use crate::gui::view::View;
use crate::gui::views::case::field_name;
use crate::gui::widgets::{
    Button, Dialog, RowHint as _, choice_keys, dialog, filter_pill, icon_button, paint, reading, segmented, text,
};
use crate::store::{Aggregate, Entity};

/// Width of the list.
const LIST: f32 = 232.0;
/// Names of fields that a row of the list shows.
const NAMES: usize = 2;
/// Width of the choice between the current version and the one before.
const CHOICE: f32 = 320.0;
/// Height of a row of the list.
const ROW: f32 = 60.0;

/// The keys that restore the shown version.
pub(super) const RESTORE_KEYS: &str = "Ctrl+Enter";

/// The dialog's state.
#[derive(Debug)]
pub struct CaseVersions {
    case: CaseId,
    versions: CachedQuery<CaseId, Vec<CaseVersion>>,
    /// Operation of the selected version; `None` for the latest one before the present one.
    selected: Option<i64>,
    /// Compare with the version before instead of with the present one.
    with_before: bool,
    /// Show also what both versions hold alike.
    whole: bool,
    /// Changes of each version, with the operation of the first and the number of versions that it was made of.
    summaries: (Option<(i64, usize)>, Vec<String>),
    /// The shown comparison, and what it was made of: two operations, and `whole`.
    shown: Option<((i64, i64, bool), Vec<Compared>)>,
    /// Scroll offset of the list.
    offset: f32,
}

impl CaseVersions {
    /// Dialog for a case, at the version of an operation.
    #[must_use]
    pub fn new(case: CaseId, selected: Option<i64>) -> Self {
        let versions = CachedQuery::new("gui-unread-history", Concerns::Of(&[Aggregate::Cases]));
        Self {
            case,
            versions,
            selected,
            with_before: false,
            whole: false,
            summaries: (None, Vec::new()),
            shown: None,
            offset: 0.0,
        }
    }

    /// Reads the versions. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        self.versions.ask(reads, Some(self.case), |store, id| case_versions::versions(store, *id));
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let code = view.cases.get(self.case).map(|row| row.code.to_string()).unwrap_or_default();
        let title = view.tr.fmt("writing-versions-of", &[("code", code.into())]);
        let close = view.text("gui-close");
        let mut flow = Flow::Stay;
        let window = ctx.content_rect().size();
        let wanted = vec2((window.x * 0.75).clamp(1040.0, 1440.0), (window.y * 0.8).clamp(680.0, 1000.0));
        let dialog = Dialog::new(id("case-versions"), &title, &close).icon(icons::HISTORY).size(wanted.x, wanted.y);
        let shown = dialog.show(ctx, |ui| {
            let restore = view.text("window-version-restore");
            let (selected, ready) = self.selected_operation();
            // Why the button is grey, in its place: an approval or a way to review makes a version without another content.
            let why = match self.versions.get().map(|all| self.place(all)) {
                Some(0) => "writing-restore-is-current",
                Some(_) if !ready => "writing-restore-same",
                _ => "writing-restore-note",
            };
            let note = view.text(why);
            let footer = |ui: &mut Ui| {
                text::line(ui, &note, Type::Label, Palette::of(ui).text_secondary);
            };
            let pressed = dialog::footer(ui, "case-versions", footer, |ui| {
                let keys = ready
                    && ui.memory(|m| m.allows_interaction(ui.layer_id()))
                    && ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Enter));
                let button = Button::primary(&restore).shortcut(RESTORE_KEYS).enabled(ready).show(ui);
                if ready { button.clicked() || keys } else { button.on_disabled_hover_text(&*note).clicked() }
            });
            if pressed && let Some(operation) = selected {
                let of = VersionOf { entity: Entity::Case, id: self.case.0, operation };
                let seen = self.versions.get().and_then(|all| all.first()).map(|v| v.operation.id);
                out.push(Action::History(HistoryAction::Restore(of, seen)));
                flow = Flow::Close;
            }
            dialog::body(ui, 0.0, |ui| self.body(ui, view));
        });
        if shown.close { Flow::Close } else { flow }
    }

    /// The selected operation, and true when its version is not the present one.
    fn selected_operation(&self) -> (Option<i64>, bool) {
        let all = self.versions.get().map(Vec::as_slice).unwrap_or_default();
        let at = self.place(all);
        (all.get(at).map(|v| v.operation.id), at > 0 && all.get(at).map(|v| &v.content) != all.first().map(|v| &v.content))
    }

    /// Place of the selected version in the list.
    fn place(&self, all: &[CaseVersion]) -> usize {
        let wanted = self.selected.and_then(|id| all.iter().position(|v| v.operation.id == id));
        wanted.unwrap_or(usize::from(all.len() > 1))
    }

    fn body(&mut self, ui: &mut Ui, view: &View<'_>) {
        let Some(all) = self.versions.get() else {
            crate::gui::views::missing(ui, self.versions.failure(), view);
            return;
        };
        let at = self.place(all);
        // A version that comes while the dialog is open does not take the place of the shown one.
        self.selected = self.selected.or_else(|| all.get(at).map(|v| v.operation.id));
        let made_of = all.first().map(|v| (v.operation.id, all.len()));
        if self.summaries.0 != made_of {
            self.summaries = (made_of, (0..all.len()).map(|i| summary(all, i, view)).collect());
        }
        let rect = ui.available_rect_before_wrap();
        let (left, right) = rect.split_left_right_at_x(rect.left() + LIST);
        ui.painter().vline(left.right(), rect.y_range(), (size::LINE, Palette::of(ui).line));
        let mut picked = None;
        // The arrows go through the versions unless a control beside the list has the keyboard.
        let row_id = |operation: i64| id("case-version").with(operation);
        let focused = ui.memory(egui::Memory::focused);
        let in_list = focused.is_none_or(|at| all.iter().any(|v| row_id(v.operation.id) == at));
        if in_list && !all.is_empty() {
            let pressed = |key: Key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
            let page = (left.height() / ROW).floor().max(1.0) as usize;
            let to = MOVES.into_iter().find(|(key, _)| pressed(*key)).map(|(_, way)| way.to(Some(at), page, all.len() - 1));
            if let Some(to) = to {
                ui.memory_mut(|m| m.move_focus(egui::FocusDirection::None));
                picked = Some(all[to].operation.id);
                ui.memory_mut(|m| m.request_focus(row_id(all[to].operation.id)));
            }
        }
        let (reveal, mut offset) = (picked.is_some(), self.offset);
        let at = picked.and_then(|id| all.iter().position(|v| v.operation.id == id)).unwrap_or(at);
        // The present version has nothing after it.
        let before = self.with_before || at == 0;
        let (a, b) = if before { (at + 1, at) } else { (at, 0) };
        paint::inside(ui, left.shrink2(vec2(size::LINE, 0.0)), Layout::top_down(Align::Min), |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let mut scroll = ScrollArea::vertical().id_salt("case-versions-list").auto_shrink(false).animated(false);
            if reveal {
                let top = at as f32 * ROW;
                scroll = scroll.vertical_scroll_offset(self.offset.min(top).max(top + ROW - left.height()));
            }
            let shown = scroll.show_rows(ui, ROW, all.len(), |ui, rows| {
                for i in rows {
                    let badge = if i == a { "A" } else { "B" };
                    let badge = (i == a || i == b).then_some(badge);
                    let what = self.summaries.1.get(i).map_or("", String::as_str);
                    if version_row(ui, row_id(all[i].operation.id), &all[i], what, badge, (i == at, i == 0), view) {
                        picked = Some(all[i].operation.id);
                    }
                }
            });
            offset = shown.state.clamped_offset().y;
        });
        let (old, new) = (all.get(a), all.get(b));
        if let Some(new) = new {
            let key = (old.map_or(0, |v| v.operation.id), new.operation.id, self.whole);
            if self.shown.as_ref().is_none_or(|(made, _)| *made != key) {
                self.shown = Some((key, compared(old, new, self.whole, view)));
            }
        }
        let rows = self.shown.as_ref().map(|(_, rows)| rows.as_slice()).unwrap_or_default();
        let (mut choice, mut whole, mut jump) = (None, None, None);
        paint::inside(ui, right, Layout::top_down(Align::Min), |ui| {
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
                        if changes > 1 {
                            ui.add_space(space::S);
                            let to = [
                                (icons::SORT_DOWN, "writing-change-after", true),
                                (icons::SORT_UP, "writing-change-before", false),
                            ];
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
            sides(ui, old, new, view);
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
                    let parts = Parts { rows, steps: &new.content.steps, is_whole: self.whole, jump };
                    whole = whole.or(parts.show(ui, view).then_some(true));
                }
            });
        });
        self.offset = offset;
        if let Some(id) = picked {
            self.selected = Some(id);
        }
        if let Some(i) = choice {
            self.with_before = i == 1;
        }
        if let Some(whole) = whole {
            self.whole = whole;
        }
    }
}

/// The rows in which a version differs from an older one, or from nothing; with `whole` also those in which it does not.
fn compared(old: Option<&CaseVersion>, new: &CaseVersion, whole: bool, view: &View<'_>) -> Vec<Compared> {
    let named = |difference: &Difference, value: &Option<String>| {
        let value = value.clone().unwrap_or_default();
        let is_word = matches!(
            difference.field,
            FormField::Of(
                CaseField::Severity
                    | CaseField::Priority
                    | CaseField::Kind
                    | CaseField::Layer
                    | CaseField::Behavior
                    | CaseField::Automation
                    | CaseField::Status
            )
        );
        if let Some(title) = difference.custom.as_ref().filter(|_| !value.is_empty()) {
            return view.cases.field_text(title, &value, view.tr);
        }
        match (difference.field, value.as_str()) {
            (FormField::Of(CaseField::IsFlaky), "true") => view.text("writing-yes").into_owned(),
            (FormField::Of(CaseField::IsFlaky), "false") => view.text("writing-no").into_owned(),
            _ if is_word => words::value_name(view.tr, &value).into_owned(),
            _ => value,
        }
    };
    let row = |difference: Difference| {
        let [old, new] = [&difference.old, &difference.new].map(|value| named(&difference, value));
        let is_alike = look_alike(&old, &new);
        let shown = |words: String| if is_alike { visible(&words) } else { words };
        let (old, new) = case_versions::words(&shown(old), &shown(new));
        let name = match (&difference.step, &difference.custom) {
            (Some(step), _) => step_name(step, difference.new.is_none(), view),
            (None, Some(title)) => title.clone(),
            (None, None) => field_name(difference.field, view),
        };
        let name = if is_alike { format!("{name} · {}", view.text("writing-only-spaces")) } else { name };
        let (has_old, has_new) = (difference.old.is_some(), difference.new.is_some());
        let from = difference.step.as_ref().and_then(|step| step.from.as_deref());
        let old_name = from.map(|from| view.tr.fmt("writing-step", &[("n", from.into())]));
        let number = difference.step.as_ref().map(|step| step.number.clone());
        let is_plain = difference.step.as_ref().is_some_and(|step| step.from.is_none() && !step.is_shared) && !is_alike;
        Compared { name, old_name, number, is_plain, field: Some(difference.field), has_old, has_new, old, new }
    };
    let blank = CaseContent::default();
    let rows_of = if whole { case_versions::side_by_side } else { case_versions::compare };
    let mut rows = rows_of(old.map_or(&blank, |v| &v.content), &new.content);
    if let Some(old) = old {
        rows.extend(suites_compared(old, new, whole, view));
    }
    // Before its creation a case had no values: those that it would have got by default were not taken from it.
    let nothing = |difference: Difference| match (old, &difference.old) {
        (None, Some(_)) => Difference { old: Some(String::new()), ..difference },
        _ => difference,
    };
    let mut rows: Vec<Compared> = rows.into_iter().map(nothing).map(row).collect();
    if let Some(old) = old.filter(|old| old.review != new.review) {
        let (old, new) = case_versions::words(&review_words(old, view), &review_words(new, view));
        let name = view.text("review-column").into_owned();
        rows.push(Compared {
            name,
            old_name: None,
            number: None,
            is_plain: false,
            field: None,
            has_old: true,
            has_new: true,
            old,
            new,
        });
    }
    rows.sort_by_key(Compared::section);
    rows
}

/// Number of a step, with the place from which it moved, or the note that it is a shared one. The number of a deleted step is that
/// of the older version, where another step may have it now.
fn step_name(step: &StepPlace, is_deleted: bool, view: &View<'_>) -> String {
    let number = step.number.as_str();
    match &step.from {
        None if is_deleted => view.tr.fmt("writing-step-former", &[("n", number.into())]),
        Some(from) => view.tr.fmt("writing-step-moved", &[("n", number.into()), ("from", from.as_str().into())]),
        None if step.is_shared => view.tr.fmt("writing-step-shared", &[("n", number.into())]),
        None => view.tr.fmt("writing-step", &[("n", number.into())]),
    }
}

/// State of a version's review, with the person who set it.
fn review_words(version: &CaseVersion, view: &View<'_>) -> String {
    let Some(review) = &version.review else { return view.text("review-none").into_owned() };
    let state = view.text(words::review_key(Some((review.state, false))));
    if review.by.is_empty() { state.into_owned() } else { format!("{state} · {}", review.by) }
}

/// The differences in home suite and further suites, with the paths of the suites; with `whole` also what is equal.
fn suites_compared(old: &CaseVersion, new: &CaseVersion, whole: bool, view: &View<'_>) -> Vec<Difference> {
    let path = |id: SuiteId| {
        let path = view.cases.suite_path(id);
        if path.is_empty() { view.text("writing-suite-gone").into_owned() } else { path }
    };
    let home = |version: &CaseVersion| version.suite.map_or_else(|| view.text("writing-no-suite").into_owned(), path);
    let further = |version: &CaseVersion| version.further.iter().map(|id| path(*id)).collect::<Vec<_>>().join("\n");
    let mut rows = Vec::new();
    if whole || old.suite != new.suite {
        let field = FormField::Of(CaseField::Suite);
        rows.push(Difference { field, step: None, custom: None, old: Some(home(old)), new: Some(home(new)) });
    }
    if old.further != new.further || (whole && !old.further.is_empty()) {
        let field = FormField::FurtherSuites;
        rows.push(Difference { field, step: None, custom: None, old: Some(further(old)), new: Some(further(new)) });
    }
    rows
}

/// Sentences about changes of the review, of the links and of the place in the trash, which the name of a field does not tell.
fn deeds(before: &CaseVersion, version: &CaseVersion, view: &View<'_>) -> Vec<String> {
    let mut all = Vec::new();
    if before.is_deleted != version.is_deleted {
        let key = if version.is_deleted { "writing-version-trashed" } else { "writing-version-restored" };
        all.push(view.text(key).into_owned());
    }
    match &version.review {
        review if *review == before.review => {}
        None => all.push(view.text("writing-version-review-ended").into_owned()),
        Some(review) if review.state == ReviewState::InReview => all.push(view.text("writing-version-sent").into_owned()),
        Some(review) => {
            let by = if review.by.is_empty() { view.text("review-somebody").into_owned() } else { review.by.clone() };
            all.push(view.tr.fmt("writing-version-approved", &[("by", by.into())]));
        }
    }
    for change in case_versions::link_changes(&before.content.links, &version.content.links) {
        let (key, link) = match (&change.old, &change.new) {
            (None, Some(new)) => ("writing-version-link-added", new),
            (Some(old), None) => ("writing-version-link-removed", old),
            (_, Some(link)) => ("writing-version-link-changed", link),
            (None, None) => continue,
        };
        all.push(view.tr.fmt(key, &[("link", link.name().into())]));
    }
    all
}

/// Sentences about steps that moved, where nothing else changed in the steps.
fn moved_steps(before: &CaseVersion, version: &CaseVersion, view: &View<'_>) -> Vec<String> {
    let changes = case_versions::step_changes(&before.content.steps, &version.content.steps);
    if changes.iter().any(|change| change.part != StepPart::Moved) {
        return Vec::new();
    }
    let sentence = |change: &StepChange| {
        let places = [("from", change.old.as_str().into()), ("to", change.new.as_str().into())];
        view.tr.fmt("window-history-step-moved", &places)
    };
    changes.iter().map(sentence).collect()
}

/// Description of a version: its sentences, or the names of the fields in which it differs from the one before it.
fn summary(all: &[CaseVersion], at: usize, view: &View<'_>) -> String {
    let Some((version, before)) = all.get(at).zip(all.get(at + 1)) else {
        let is_first = all.get(at).is_some_and(|v| v.number == 1);
        return if is_first { view.text("writing-version-created").into_owned() } else { String::new() };
    };
    let mut rows = case_versions::compare(&before.content, &version.content);
    rows.extend(suites_compared(before, version, false, view));
    let mut fields: Vec<(FormField, Option<String>)> = rows.into_iter().map(|row| (row.field, row.custom)).collect();
    fields.dedup();
    let mut words = deeds(before, version, view);
    let moved = moved_steps(before, version, view);
    fields.retain(|(field, _)| moved.is_empty() || *field != FormField::Of(CaseField::Steps));
    // The links are named one by one.
    fields.retain(|(field, _)| words.is_empty() || *field != FormField::Of(CaseField::Links));
    words.extend(moved);
    if !fields.is_empty() {
        let named = fields.into_iter().map(|(field, custom)| custom.unwrap_or_else(|| field_name(field, view)));
        words.push(names(&named.collect::<Vec<_>>(), NAMES, view));
    }
    if words.is_empty() { view.text("writing-version-same").into_owned() } else { words.join(", ") }
}

/// The first `shown` names, with the number of the others.
fn names(all: &[String], shown: usize, view: &View<'_>) -> String {
    let more = all.len().saturating_sub(shown);
    let more = (more > 0).then(|| view.tr.fmt("writing-and-more", &[("n", (more as i64).into())]));
    all.iter().take(shown).cloned().chain(more).collect::<Vec<_>>().join(", ")
}

/// Draws a version with what changed in it; `badge` is the side of the comparison on which it stands. True when pressed.
fn version_row(
    ui: &mut Ui,
    row: egui::Id,
    version: &CaseVersion,
    what: &str,
    badge: Option<&str>,
    (selected, is_current): (bool, bool),
    view: &View<'_>,
) -> bool {
    let p = Palette::of(ui);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), ROW));
    let response = ui.interact(rect, row, Sense::click());
    if selected {
        ui.painter().rect_filled(rect, 0.0, p.accent_tint);
        ui.painter().rect_filled(Rect::from_min_size(rect.min, vec2(size::MARK, rect.height())), 0.0, p.accent);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, p.hover());
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    let operation = &version.operation;
    let who = history::author(view.tr, operation.who.as_deref(), operation.source);
    let who = who.unwrap_or_else(|| view.text("window-history-this-computer").into_owned());
    let name = view.tr.fmt("writing-version", &[("n", (version.number as i64).into())]);
    let name = if is_current { format!("{name} · {}", view.text("writing-current")) } else { name };
    let x = rect.left() + space::M;
    let room = rect.width() - space::M * 2.0;
    let head = paint::elided(ui, &name, Type::Medium, p.text, room - badge.map_or(0.0, |_| BADGE + space::XS));
    paint::put_left(ui.painter(), pos2(x, rect.top() + 15.0), head);
    if let Some(letter) = badge {
        let at = Rect::from_center_size(pos2(rect.right() - space::M - BADGE / 2.0, rect.top() + 15.0), vec2(BADGE, BADGE));
        side_badge(ui, at, letter);
    }
    let whole = what;
    let what = paint::elided(ui, what, Type::Label, p.text, room);
    let was_elided = what.elided;
    paint::put_left(ui.painter(), pos2(x, rect.top() + 32.0), what);
    let about = format!("{who}, {}", view.tr.ago(view.now, operation.at_ms));
    let about = paint::elided(ui, &about, Type::Label, p.text_secondary, room);
    paint::put_left(ui.painter(), pos2(x, rect.top() + 47.0), about);
    paint::focus_ring(ui, &response, rect.shrink(1.0));
    paint::describe(&response, || WidgetInfo::selected(Role::ListBoxOption, true, selected, format!("{name}: {whole}")));
    let at = view.tr.date_time(operation.at_ms);
    let hint = if was_elided { format!("{whole}\n{at}") } else { at };
    response.hint_aside(hint);
    response.clicked()
}
