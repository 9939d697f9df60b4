//! The line in which the title of a new case is typed, as in the row after the last one of a spreadsheet.
//!
//! Enter creates the case and begins the next one; Escape, or Enter without a title, ends. Nothing is created before.

use std::sync::Arc;

use eframe::egui::{Align, Key, Layout, Modifiers, Rect, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::filters::{hidden_words, hides};
use super::tab::{CasesTab, NewRow, id};
use crate::action::{Action, Actions, CaseAction};
use crate::model::case_grid::{Arrangement, CaseFilter};
use crate::model::wanted::CaseWanted;
use crate::view::View;
use voluptas_core::domain::ids::SuiteId;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::field::select_all;
use voluptas_ui::widgets::grid::grid_id;
use voluptas_ui::widgets::{Button, TextField, paint, text};

/// Share of the line that the field takes.
const FIELD: f32 = 0.6;

impl CasesTab {
    /// Draws the line while a new case is being typed.
    pub(super) fn draw_new_row(&mut self, ui: &mut Ui, arranged: &Arc<Arrangement>, view: &View<'_>, out: &mut Actions) {
        let Some(row) = &mut self.new_row else { return self.offer_new_row(ui, arranged, view) };
        let field = id("new-title");
        let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        // Escape takes the keyboard from the field before the line is drawn.
        let escape = row.had_keyboard && pressed(Key::Escape);
        let enter = row.had_keyboard && pressed(Key::Enter);
        let p = Palette::of(ui);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::CONTROL + space::S), Sense::hover());
        ui.painter().rect_filled(rect, 0.0, p.accent_tint);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
        let has_keyboard = paint::inside(ui, rect.shrink2(vec2(space::M, 0.0)), Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            text::icon(ui, icons::CASE, p.accent);
            let (name, hint) = (view.text("gui-column-title"), view.text("cases-new-hint"));
            let width = (ui.available_width() * FIELD).max(size::CONTROL * 4.0);
            let response = TextField::new(&mut row.title).name(&name).hint(&hint).width(width).id(field).show(ui);
            if response.has_focus() && std::mem::take(&mut row.selects) {
                select_all(ui.ctx(), field, &row.title);
            }
            if !row.had_keyboard && !response.has_focus() {
                response.request_focus();
            }
            let shown = self.scope.suite.map(SuiteId);
            row.suite = if row.title.trim().is_empty() { None } else { row.suite.or(Some(shown)) };
            let suite = row.suite.unwrap_or(shown);
            let refused = row.refused.as_ref().filter(|(_, title)| *title == row.title).map(|(reason, _)| reason);
            let (note, colour) = match suite.map(|id| arranged.table.suite(Some(id))) {
                Some(Some(suite)) => (view.tr.fmt("cases-new-note", &[("suite", suite.title.as_str().into())]), p.text_secondary),
                Some(None) => (view.text("suite-in-trash").into_owned(), p.failed),
                None => (view.text("cases-new-note-root").into_owned(), p.text_secondary),
            };
            let (note, colour) = refused.map_or((note, colour), |reason| (reason.clone(), p.failed));
            text::line_within(ui, &note, Type::Label, colour, ui.available_width());
            response.has_focus()
        });
        let left = row.had_keyboard && !has_keyboard && !enter;
        row.had_keyboard |= has_keyboard;
        let (title, suite) = (row.title.trim().to_owned(), row.suite.unwrap_or_else(|| self.scope.suite.map(SuiteId)));
        if escape || (enter && title.is_empty()) {
            self.end_new_row(ui, view);
        } else if enter {
            self.create(title, suite, arranged, out);
            self.new_row = Some(NewRow::default());
        } else if left {
            // The person works elsewhere: what was typed stays typed.
            self.new_row = None;
            if !title.is_empty() {
                self.create(title, suite, arranged, out);
            }
        }
    }

    /// Draws the empty line that begins a new case. A list without rows has a button of its own.
    fn offer_new_row(&mut self, ui: &mut Ui, arranged: &Arrangement, view: &View<'_>) {
        if arranged.rows.is_empty() {
            return;
        }
        let p = Palette::of(ui);
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::GRID_ROW), Sense::CLICK);
        let colour = if response.hovered() { p.accent } else { p.text_secondary };
        if response.hovered() {
            ui.painter().rect_filled(rect, 0.0, p.hover());
        }
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
        let words = view.text("cases-new-line");
        let icon =
            Rect::from_center_size(pos2(rect.left() + space::M + size::ICON / 2.0, rect.center().y), Vec2::splat(size::ICON));
        paint::icon(ui.painter(), icon, icons::ADD, size::ICON, colour);
        let left = icon.right() + space::S;
        let end = if hides(self, arranged) { self.hidden(ui, rect.with_min_x(left), arranged, view) } else { rect.right() };
        let galley = paint::elided(ui, &words, Type::Body, colour, (end - left - space::S).max(1.0));
        paint::put_left(ui.painter(), pos2(left, rect.center().y), galley);
        paint::describe(&response, || WidgetInfo::labeled(Role::Button, true, &words));
        if response.clicked() {
            self.new_row = Some(NewRow::default());
        }
    }

    /// Says at the end of the line that the filter hides cases, with a button that shows them all: words that were searched for earlier
    /// also narrow a suite that is selected later. Here it moves nothing when it comes with the first letter. Gives its left edge.
    fn hidden(&mut self, ui: &mut Ui, at: Rect, arranged: &Arrangement, view: &View<'_>) -> f32 {
        let (number, all) = hidden_words(arranged, view);
        let p = Palette::of(ui);
        let width = |words: &str| paint::galley(ui, words, Type::Medium, p.text).size().x + space::L + space::S;
        let is_brief = width(&number) + width(&all) > at.width();
        let (shows_all, left) = paint::inside(ui, at, Layout::right_to_left(Align::Center), |ui| {
            let pressed = if is_brief {
                Button::quiet(&number).small().show(ui).on_hover_text(&all).clicked()
            } else {
                let pressed = Button::quiet(&all).small().show(ui).clicked();
                text::line(ui, &number, Type::Label, p.text_secondary);
                pressed
            };
            (pressed, ui.min_rect().left())
        });
        if shows_all {
            self.filter = CaseFilter::default();
        }
        left
    }

    fn end_new_row(&mut self, ui: &Ui, view: &View<'_>) {
        self.new_row = None;
        ui.memory_mut(|m| m.request_focus(grid_id(&view.text("gui-left-cases"))));
    }

    /// Creates a case in a suite, or at the root.
    fn create(&mut self, title: String, suite: Option<SuiteId>, arranged: &Arrangement, out: &mut Actions) {
        let Some(project) = self.facts.project else { return };
        // A filter would hide the new case.
        self.filter = CaseFilter::default();
        self.before_new = Some((arranged.table.rows.iter().map(|row| row.id.0).collect(), title.clone()));
        out.push(Action::Case(CaseAction::Create(CaseWanted {
            project,
            suite,
            title,
            template: None,
            function: None,
            in_grid: true,
        })));
    }

    /// Puts the title of a case that was not created back into its line with the reason, unless another one is being typed there.
    pub fn creation_failed(&mut self, title: &str, reason: String) {
        if self.before_new.as_ref().is_some_and(|(_, wanted)| wanted == title) {
            self.before_new = None;
        }
        if self.new_row.as_ref().is_none_or(|row| row.title.trim().is_empty()) {
            let refused = Some((reason, title.to_owned()));
            self.new_row = Some(NewRow { title: title.to_owned(), refused, selects: true, ..NewRow::default() });
        }
    }
}
