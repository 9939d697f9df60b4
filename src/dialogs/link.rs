//! Cases to link to a function: search, press, done.

use std::sync::Arc;
use voluptas_ui::widgets::StatusStyle as _;

use eframe::egui::{self, Key, Modifiers, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{Flow, id};
use crate::action::{Action, Actions, FunctionAction};
use crate::model::rollup::class_of;
use crate::view::View;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_ui::memo::Memo;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{Dialog, TextField, dialog, empty_state, paint, text};

/// Most hits that are shown.
const HITS: usize = 200;

/// The dialog's state.
#[derive(Debug)]
pub struct LinkCases {
    function: FunctionId,
    hits: CaseHits,
    fresh: bool,
}

impl LinkCases {
    /// Dialog for one function.
    #[must_use]
    pub fn of(function: FunctionId) -> Self {
        Self { function, hits: CaseHits::default(), fresh: true }
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let Some(row) = view.registry.get(self.function) else { return Flow::Close };
        let (title, close) = (view.text("gui-function-link"), view.text("gui-close"));
        let shown = Dialog::new(id("link"), &title, &close).icon(icons::LINK).size(620.0, 560.0).show(ctx, |ui| {
            dialog::body(ui, space::L, |ui| {
                text::secondary(ui, row.title());
                let linked = |case| row.covers.iter().any(|c| c.case == case);
                if let Some(case) = self.hits.show(ui, std::mem::take(&mut self.fresh), linked, view) {
                    let action = if linked(case) { FunctionAction::Unlink } else { FunctionAction::Link };
                    out.push(Action::Function(action(self.function, case)));
                }
            });
        });
        if shown.close { Flow::Close } else { Flow::Stay }
    }
}

/// A search among the cases, and the cases that it found.
#[derive(Debug, Default)]
pub(super) struct CaseHits {
    words: String,
    /// The hit that Enter presses.
    at: usize,
    /// The search had the keyboard in the former pass.
    has_keyboard: bool,
    /// Places among the cases, found again when words or cases change.
    found: Memo<(String, u64), Arc<Vec<usize>>>,
}

impl CaseHits {
    /// Draws the search and the cases whose title or code holds its words; `linked` ones have a mark. `fresh` gives the search the
    /// keyboard. Arrows in the search move along the hits, and Enter presses one. Returns the case that is pressed.
    pub(super) fn show(&mut self, ui: &mut Ui, fresh: bool, linked: impl Fn(CaseId) -> bool, view: &View<'_>) -> Option<CaseId> {
        let hint = view.text("gui-link-search");
        let arrow = |ui: &Ui, key| ui.input_mut(|i| i.count_and_consume_key(Modifiers::NONE, key));
        let (down, up) = if self.has_keyboard { (arrow(ui, Key::ArrowDown), arrow(ui, Key::ArrowUp)) } else { (0, 0) };
        let field = TextField::new(&mut self.words).hint(&hint).icon(icons::SEARCH).show(ui);
        let has_entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        if fresh || has_entered {
            field.request_focus();
        }
        if field.changed() {
            self.at = 0;
        }
        self.has_keyboard = field.has_focus();
        let of = (fold(&self.words), view.cases.tree.generation());
        let hits = self.found.get(of.clone(), || Arc::new(found(&of.0, view)));
        if hits.is_empty() {
            empty_state(ui, icons::CASE, &view.text("gui-nothing-found"), "", None);
            return None;
        }
        self.at = (self.at + down).saturating_sub(up).min(hits.len() - 1);
        let mut pressed = None;
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, case) in hits.iter().filter_map(|at| view.cases.rows.get(*at)).enumerate() {
                let linked = linked(case.id);
                let p = Palette::of(ui);
                let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::GRID_ROW), Sense::click());
                if at == self.at && self.has_keyboard {
                    ui.painter().rect_filled(rect, 0.0, p.accent_tint);
                    if down + up > 0 {
                        response.scroll_to_me(None);
                    }
                } else if response.hovered() {
                    ui.painter().rect_filled(rect, 0.0, p.hover());
                }
                ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
                let icon = egui::Rect::from_min_size(rect.min, vec2(size::ICON + space::S, rect.height()));
                let (glyph, colour) = if linked {
                    (icons::LINK, p.accent)
                } else {
                    let look = class_of(case.status.as_ref());
                    (look.icon(), look.colour(p))
                };
                paint::icon(ui.painter(), icon, glyph, size::ICON, colour);
                let code = paint::galley(ui, &case.code, Type::Mono, p.text_secondary);
                let right = paint::put_right(ui.painter(), rect.right_center() - vec2(space::S, 0.0), code);
                let x = icon.right() + space::S;
                let words = paint::elided(ui, &case.title, Type::Body, p.text, right - x - space::S);
                paint::put_left(ui.painter(), pos2(x, rect.center().y), words);
                paint::focus_ring(ui, &response, rect.shrink(1.0));
                paint::describe(&response, || WidgetInfo::selected(Role::CheckBox, true, linked, &case.title));
                if response.clicked() || has_entered && at == self.at {
                    pressed = Some(case.id);
                }
            }
        });
        pressed
    }
}

/// Places of the cases that hold every word.
fn found(folded: &str, view: &View<'_>) -> Vec<usize> {
    let wanted: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
    let fits = |title: &str, code: &str| {
        let text = fold(&format!("{title} {code}"));
        wanted.iter().all(|w| text.contains(w))
    };
    let fitting = view.cases.rows.iter().enumerate().filter(|(_, case)| fits(&case.title, &case.code));
    fitting.map(|(at, _)| at).take(HITS).collect()
}
