//! The palette: commands, functions and cases by a few letters.

use eframe::egui::{
    self, Align2, Area, CornerRadius, Frame, Id, Key, Modal, Modifiers, Order, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo,
    pos2, vec2,
};
use strum::IntoEnumIterator as _;

use crate::base::fold::fold;
use crate::domain::ids::{CaseId, FunctionId};
use crate::gui::action::{Actions, Nav};
use crate::gui::model::rollup::look_of;
use crate::gui::model::words;
use crate::gui::theme::{Icon, Palette, Type, icons, radius, size, space};
use crate::gui::ui_command::UiCommand;
use crate::gui::view::View;
use crate::gui::widgets::{TextField, notice, paint};

/// How many hits of each kind are shown.
const HITS: usize = 30;

/// The palette's state while it is open.
#[derive(Debug, Default)]
pub struct PaletteState {
    words: String,
    at: usize,
    fresh: bool,
}

impl PaletteState {
    /// An open palette.
    #[must_use]
    pub fn open() -> Self {
        Self { fresh: true, ..Self::default() }
    }
}

enum Hit {
    Command(UiCommand),
    Function(FunctionId),
    Case(CaseId),
}

struct Line {
    hit: Hit,
    icon: Icon,
    title: String,
    right: String,
}

/// Draws the palette; `false` when it is to be closed.
pub fn show(ctx: &egui::Context, state: &mut PaletteState, view: &View<'_>, out: &mut Actions) -> bool {
    let p = Palette::of_ctx(ctx);
    let lines = hits(ctx, &state.words, view);
    state.at = state.at.min(lines.len().saturating_sub(1));
    let (mut chosen, mut moved) = (None, false);
    ctx.input_mut(|i| {
        if i.consume_key(Modifiers::NONE, Key::ArrowDown) && state.at + 1 < lines.len() {
            state.at += 1;
            moved = true;
        }
        if i.consume_key(Modifiers::NONE, Key::ArrowUp) {
            state.at = state.at.saturating_sub(1);
            moved = true;
        }
        if i.consume_key(Modifiers::NONE, Key::Enter) && !lines.is_empty() {
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
    let area = Area::new(id).kind(egui::UiKind::Modal).sense(Sense::hover()).anchor(Align2::CENTER_TOP, vec2(0.0, 80.0));
    let area = area.order(Order::Foreground).interactable(true);
    let width = 620.0_f32.min(ctx.content_rect().width() - space::XXL);
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
        if lines.is_empty() {
            ui.add_space(space::L);
            ui.vertical_centered(|ui| notice::centred(ui, &view.text("gui-nothing-found"), Type::Body, p.text_secondary));
            ui.add_space(space::L);
            return;
        }
        ScrollArea::vertical().max_height(420.0).auto_shrink([false, true]).show(ui, |ui| {
            Frame::new().inner_margin(space::XS).show(ui, |ui| {
                for (i, item) in lines.iter().enumerate() {
                    let response = line(ui, item, i == state.at, p);
                    if i == state.at && moved {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        chosen = Some(i);
                    }
                }
            });
        });
    });
    if let Some(i) = chosen {
        match &lines[i].hit {
            Hit::Command(c) => out.command(*c),
            Hit::Function(f) => out.nav(Nav::Function(*f)),
            Hit::Case(c) => out.nav(Nav::OpenCase(*c)),
        }
        return false;
    }
    !response.should_close()
}

fn hits(ctx: &egui::Context, typed: &str, view: &View<'_>) -> Vec<Line> {
    let folded = fold(typed);
    let wanted: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
    let fits = |text: &str| {
        let text = fold(text);
        wanted.iter().all(|w| text.contains(w))
    };
    let mut lines: Vec<Line> = UiCommand::iter()
        .filter(|c| *c != UiCommand::Palette && c.enabled(&view.env))
        .map(|c| Line {
            title: view.text(&c.label_key()).into_owned(),
            right: c.shortcut_text(ctx).unwrap_or_default(),
            icon: c.icon(),
            hit: Hit::Command(c),
        })
        .filter(|l| fits(&l.title))
        .collect();
    if wanted.is_empty() {
        return lines;
    }
    let rows = &view.registry.rows;
    let found = view.registry.view(Default::default(), typed, None);
    lines.extend(found.iter().take(HITS).map(|&i| &rows[i as usize]).map(|r| Line {
        hit: Hit::Function(r.function.id),
        icon: words::type_icon(r.function.content.kind),
        title: r.title().to_owned(),
        right: r.function.content.func_id.clone(),
    }));
    let cases = view.cases.rows.iter().filter(|c| fits(&format!("{} {}", c.title, c.code))).take(HITS);
    lines.extend(cases.map(|c| Line {
        hit: Hit::Case(c.id),
        icon: look_of(c.status.as_ref()).icon(),
        title: c.title.clone(),
        right: c.code.clone(),
    }));
    lines
}

fn line(ui: &mut Ui, item: &Line, chosen: bool, p: &Palette) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::GRID_ROW), Sense::CLICK);
    let fill = match (chosen, response.hovered()) {
        (true, _) => p.accent_tint,
        (false, true) => p.hover(),
        _ => egui::Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, CornerRadius::same(radius::CONTROL), fill);
    let y = rect.center().y;
    let icon = Rect::from_center_size(pos2(rect.left() + space::M + size::ICON / 2.0, y), vec2(size::ICON, size::ICON));
    paint::icon(ui.painter(), icon, item.icon, size::ICON, if chosen { p.accent } else { p.text_secondary });
    let right = paint::elided_front(ui, &item.right, Type::Mono, p.text_faint, rect.width() * 0.4);
    let x = paint::put_right(ui.painter(), pos2(rect.right() - space::M, y), right);
    let left = icon.right() + space::S;
    let title = paint::elided(ui, &item.title, Type::Body, p.text, x - left - space::S);
    paint::put_left(ui.painter(), pos2(left, y), title);
    paint::describe(&response, || WidgetInfo::selected(Role::ListBoxOption, true, chosen, &item.title));
    response
}
