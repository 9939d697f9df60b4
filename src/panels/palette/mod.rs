//! The palette: commands, functions, cases, suites, runs, settings and people by a few letters.
//!
//! `>` looks among commands only, `#` among runs, `@` among people. Without letters it shows what was chosen last, then all
//! commands.

mod gather;
mod hits;
mod matching;
mod narrow;
mod rows;
mod settings_entries;
mod target;

use eframe::egui::{
    self, Align2, Area, CornerRadius, Frame, Id, Key, Margin, Modal, Modifiers, Order, ScrollArea, Sense, Ui, vec2,
};

use std::sync::Arc;

use self::gather::Lines;
use self::hits::Hits;
use crate::action::Actions;
use crate::model::case_grid::LongTexts;
use crate::query::Reads;
use crate::view::View;
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::dialog::{DialogPlace, note_place};
use voluptas_ui::widgets::{TextField, TreeData, notice, paint, text};

/// Greatest height of the list.
const LIST: f32 = 420.0;
/// Distance from the top of the window.
const TOP: f32 = 72.0;
/// Number of recent entries that are kept.
const REMEMBERED: usize = 12;

/// The palette's state while it is open.
#[derive(Debug, Default)]
pub struct PaletteState {
    words: String,
    at: usize,
    fresh: bool,
    lines: Lines,
    hits: Hits,
}

impl PaletteState {
    /// An open palette.
    #[must_use]
    pub fn open() -> Self {
        Self { fresh: true, ..Self::default() }
    }

    /// True unless something other than the texts of cases is looked for: these are read while the first letters come, so that they
    /// are there for the word.
    pub fn wants_texts(&self) -> bool {
        !self.words.trim_start().starts_with(['>', '#', '@'])
    }

    /// Words that are long enough to be looked for in the texts of cases.
    fn text_words(&self) -> Option<&str> {
        let words = self.words.trim();
        (self.wants_texts() && words.chars().count() >= hits::LEAST).then_some(words)
    }

    /// Looks for the words in the texts of cases, once these were read. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>, texts: Option<Arc<LongTexts>>) {
        let words = self.text_words().map(str::to_owned);
        self.hits.refresh(reads, words.zip(texts));
    }
}

/// Makes the names in both languages and the folded texts of the tree that a search looks through, so that the first query need
/// not wait for them. Takes tens of milliseconds for a large tree: for a thread in the background.
pub fn prepare(tree: &TreeData) {
    gather::prepare();
    tree.prepare_search();
}

/// Draws the palette; `false` when it is to be closed. `recent` holds what was chosen last, the latest first.
pub fn show(ctx: &egui::Context, state: &mut PaletteState, recent: &mut Vec<String>, view: &View<'_>, out: &mut Actions) -> bool {
    let p = Palette::of_ctx(ctx);
    state.lines.refresh(ctx, &state.words, recent, state.hits.of(&state.words), view);
    let count = state.lines.all.len();
    state.at = state.at.min(count.saturating_sub(1));
    let (mut chosen, mut moved) = (None, false);
    ctx.input_mut(|i| {
        for (key, to) in [
            (Key::ArrowDown, (state.at + 1).min(count.saturating_sub(1))),
            (Key::ArrowUp, state.at.saturating_sub(1)),
            (Key::PageDown, (state.at + 10).min(count.saturating_sub(1))),
            (Key::PageUp, state.at.saturating_sub(10)),
        ] {
            if i.consume_key(Modifiers::NONE, key) {
                state.at = to;
                moved = true;
            }
        }
        if i.consume_key(Modifiers::NONE, Key::Enter) && count > 0 {
            chosen = Some(state.at);
        }
    });
    let visuals = ctx.global_style().visuals.clone();
    let id = Id::unique("palette");
    let frame = Frame::new()
        .fill(p.panel)
        .stroke(visuals.window_stroke)
        .shadow(visuals.window_shadow)
        .corner_radius(CornerRadius::same(radius::DIALOG));
    let area = Area::new(id).kind(egui::UiKind::Modal).sense(Sense::hover()).anchor(Align2::CENTER_TOP, vec2(0.0, TOP));
    let area = area.order(Order::Foreground).interactable(true);
    let window = ctx.content_rect().size();
    let width = 620.0_f32.min(window.x - space::XXL);
    let response = Modal::new(id).area(area).frame(frame).backdrop_color(p.backdrop.gamma_multiply(0.6)).show(ctx, |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = 0.0;
        Frame::new().inner_margin(space::M).show(ui, |ui| {
            let hint = view.text("gui-search-hint");
            let before = state.words.clone();
            let field = TextField::new(&mut state.words).hint(&hint).icon(icons::SEARCH).id(id.with("words")).show(ui);
            if std::mem::take(&mut state.fresh) {
                field.request_focus();
            }
            if state.words != before {
                state.at = 0;
            }
        });
        paint::hline(ui);
        if state.lines.all.is_empty() {
            ui.add_space(space::L);
            ui.vertical_centered(|ui| notice::centred(ui, &view.text("gui-nothing-found"), Type::Body, p.text_secondary));
            ui.add_space(space::L);
        } else {
            let room = (window.y - TOP - size::CONTROL * 4.0).clamp(size::GRID_ROW * 3.0, LIST);
            if let Some(i) = list(ui, state, view, room, moved) {
                chosen = Some(i);
            }
        }
        paint::hline(ui);
        Frame::new().inner_margin(Margin::symmetric(space::M as i8, space::XS as i8)).show(ui, |ui| {
            text::line_within(ui, &view.text("palette-scopes"), Type::Label, p.text_faint, width - space::M * 2.0);
        });
    });
    if let Some(line) = chosen.and_then(|i| state.lines.all.get(i)) {
        let key = line.target.key();
        recent.retain(|r| *r != key);
        recent.insert(0, key);
        recent.truncate(REMEMBERED);
        line.target.open(out);
        return false;
    }
    // Nothing lies over the words that are being typed.
    let whole = response.response.rect;
    let nothing = egui::Rect::NOTHING;
    note_place(ctx, DialogPlace { dialog: whole, header: whole, free_footer: nothing, footer_words: nothing });
    !response.should_close()
}

/// Draws the list; gives the line that was clicked.
fn list(ui: &mut Ui, state: &PaletteState, view: &View<'_>, room: f32, moved: bool) -> Option<usize> {
    let mut clicked = None;
    // Without the least height the list would stay as low as the area was before, after a query without a hit.
    ScrollArea::vertical().max_height(room).min_scrolled_height(room).auto_shrink([false, true]).show(ui, |ui| {
        Frame::new().inner_margin(space::XS).show(ui, |ui| {
            let mut group = None;
            for (i, line) in state.lines.all.iter().enumerate() {
                if group != Some(line.group) {
                    group = Some(line.group);
                    rows::heading(ui, &view.text(line.group.key()));
                }
                let on = i == state.at;
                let response = rows::row(ui, line, on);
                if on && moved {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    clicked = Some(i);
                }
            }
        });
    });
    clicked
}
