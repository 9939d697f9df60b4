//! The list of versions beside their comparison.

use eframe::egui::{
    self, Align, Frame, Key, Layout, Margin, Modifiers, Panel, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};
use voluptas_ui::widgets::StatusStyle as _;

use super::rows::{BADGE, side_badge};
use super::source::{Source, VersionResults};
use super::words;
use crate::action::{Actions, Nav};
use crate::model::rollup::class_of;
use crate::model::{history, words as names};
use crate::state::MiddleTab;
use crate::view::View;
use voluptas_app::cases::versions::{CaseVersion, PastResult};
use voluptas_i18n::Lang;
use voluptas_ui::keys::MOVES;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{RowHint as _, paint, text};

/// Height of a row.
const ROW: f32 = 60.0;

/// Places of the two compared versions, the older one first; `at` is the selected one, `current` the present one.
pub(super) fn pair(at: usize, current: usize, with_before: bool) -> (usize, usize) {
    // The present version and a draft have nothing after them.
    if with_before || at <= current { (at + 1, at) } else { (at, current) }
}

/// State of the list.
#[derive(Debug, Default)]
pub(super) struct VersionList {
    /// Changes of each version that was in view, with the revision of the entries and the language that it was made of.
    summaries: (Option<(u64, Lang)>, Vec<Option<String>>),
    /// Scroll offset.
    offset: f32,
    /// Number of versions in the last pass: one that comes moves the selected one.
    count: usize,
}

impl VersionList {
    /// Forgets the descriptions of versions that were read anew.
    pub fn take(&mut self, source: &Source, view: &View<'_>) {
        let (all, revision) = (source.entries(), source.revision());
        let made_of = Some((revision, view.tr.lang()));
        if self.summaries.0 != made_of {
            self.summaries = (made_of, vec![None; all.len()]);
        }
    }

    /// True while a row has the keyboard.
    pub fn has_focus(&self, ui: &Ui, all: &[CaseVersion]) -> bool {
        ui.memory(egui::Memory::focused).is_some_and(|focused| all.iter().any(|v| row_id(v.operation.id) == focused))
    }

    /// Draws the rows. Gives the place of a version that was picked by the mouse or the arrows.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        all: &[CaseVersion],
        (at, current): (usize, usize),
        with_before: bool,
        takes_keyboard: bool,
        view: &View<'_>,
    ) -> Option<usize> {
        let area = ui.available_rect_before_wrap();
        let mut picked = None;
        if let Some(version) = all.get(at).filter(|_| takes_keyboard) {
            ui.memory_mut(|m| m.request_focus(row_id(version.operation.id)));
        }
        // The arrows go through the versions unless a control beside the list has the keyboard.
        let is_free = ui.memory(|m| m.focused().is_none() && m.top_modal_layer().is_none());
        if (is_free || self.has_focus(ui, all)) && !all.is_empty() {
            let pressed = |key: Key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
            let page = (area.height() / ROW).floor().max(1.0) as usize;
            let to = MOVES.into_iter().find(|(key, _)| pressed(*key)).map(|(_, way)| way.to(Some(at), page, all.len() - 1));
            if let Some(to) = to {
                ui.memory_mut(|m| m.move_focus(egui::FocusDirection::None));
                picked = Some(to);
                ui.memory_mut(|m| m.request_focus(row_id(all[to].operation.id)));
            }
        }
        let at = picked.unwrap_or(at);
        let (a, b) = pair(at, current, with_before);
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut scroll = ScrollArea::vertical().id_salt("case-versions-list").auto_shrink(false).animated(false);
        let is_moved = std::mem::replace(&mut self.count, all.len()) != all.len();
        if picked.is_some() || takes_keyboard || is_moved {
            let top = at as f32 * ROW;
            scroll = scroll.vertical_scroll_offset(self.offset.min(top).max(top + ROW - area.height()));
        }
        let shown = scroll.show_rows(ui, ROW, all.len(), |ui, rows| {
            for i in rows {
                let badge = if i == a { "A" } else { "B" };
                let badge = (i == a || i == b).then_some(badge);
                // Made once, for the rows that were in view.
                let Some(what) = self.summaries.1.get_mut(i) else { continue };
                let what = what.get_or_insert_with(|| words::summary(all, i, view));
                if version_row(ui, &all[i], what, badge, (i == at, i == current), view) {
                    picked = Some(i);
                }
            }
        });
        self.offset = shown.state.clamped_offset().y;
        picked
    }
}

/// Draws the results of the selected version and the sentence about restoring below the list.
pub(super) fn note(ui: &mut Ui, words: &str, results: &VersionResults<'_>, view: &View<'_>, out: &mut Actions) {
    let margin = Margin::symmetric(space::M as i8, space::S as i8);
    Panel::bottom(egui::Id::unique("case-versions-note")).resizable(false).frame(Frame::new().inner_margin(margin)).show(
        ui,
        |ui| {
            if let Some(last) = results.last {
                last_result(ui, last, results.count, view, out);
                ui.add_space(space::XS);
            }
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = space::XS;
                text::icon(ui, icons::INFO, Palette::of(ui).text_faint);
                ui.with_layout(Layout::top_down(Align::Min), |ui| {
                    text::paragraph(ui, words, Type::Label, Palette::of(ui).text_secondary);
                });
            });
        },
    );
}

/// Draws the number of results of a version, and the last one as a way to its run.
fn last_result(ui: &mut Ui, last: &PastResult, count: usize, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    text::label(ui, &view.count("writing-version-results", count as u64));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        let look = class_of(Some(&last.status));
        text::icon(ui, look.icon(), look.colour(p));
        let when = view.tr.ago(view.now, last.at_ms);
        let room = ui.available_width() - paint::galley(ui, &when, Type::Label, p.text).size().x - space::S;
        let run = view.runs.get(last.run).map(|row| format!("#{}", row.run.number));
        text::line_within(ui, &names::class_name(view.tr, look), Type::Label, look.colour(p), room);
        if let Some(run) = run {
            let link = text::link(ui, &run).on_hover_text(view.tr.date_time(last.at_ms));
            if link.clicked() {
                out.nav(Nav::Tab(MiddleTab::Run(last.run.0)));
            }
        }
        text::line(ui, &when, Type::Label, p.text_secondary);
    });
}

/// Id of the row of a version.
fn row_id(operation: i64) -> egui::Id {
    egui::Id::unique(("case-version", operation))
}

/// Draws a version with its changes; `badge` is its side of the comparison. Returns true when pressed.
fn version_row(
    ui: &mut Ui,
    version: &CaseVersion,
    what: &str,
    badge: Option<&str>,
    (selected, is_current): (bool, bool),
    view: &View<'_>,
) -> bool {
    let p = Palette::of(ui);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), ROW));
    let response = ui.interact(rect, row_id(version.operation.id), Sense::click());
    if selected {
        ui.painter().rect_filled(rect, 0.0, p.accent_tint);
        ui.painter().rect_filled(Rect::from_min_size(rect.min, vec2(size::MARK, rect.height())), 0.0, p.accent);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, p.hover());
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    let operation = &version.operation;
    let who = history::author(view.tr, operation.who.as_deref(), operation.source);
    let who = match who {
        _ if version.is_draft() => view.text("writing-you").into_owned(),
        who => who.unwrap_or_else(|| view.text("window-history-this-computer").into_owned()),
    };
    let name = words::version_name(version, view);
    let name = if is_current { format!("{name} · {}", view.text("writing-current")) } else { name };
    let x = rect.left() + space::M;
    let room = rect.width() - space::M * 2.0;
    let colour = if version.is_draft() { p.accent } else { p.text };
    let head = paint::elided(ui, &name, Type::Medium, colour, room - badge.map_or(0.0, |_| BADGE + space::XS));
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
