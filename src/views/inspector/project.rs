//! The inspector with nothing selected: the project and its latest changes.

use eframe::egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::action::{Actions, Nav};
use crate::model::{history, words};
use crate::view::View;
use crate::views::MiddleTab;
use voluptas_core::domain::ids::{CaseId, FunctionId, RunId, SuiteId};
use voluptas_store::Entity;
use voluptas_store::history::Recent;
use voluptas_ui::theme::{Icon, Palette, Type, icons, size, space};
use voluptas_ui::widgets::{RowHint as _, empty_state, paint, text};

/// Writes that are read.
pub const READ: i64 = 30;
/// Height of a write.
const ROW: f32 = 44.0;

/// Draws the panel; `None` while the writes are read for the first time.
pub fn show(ui: &mut Ui, recent: Option<&[Recent]>, view: &View<'_>, out: &mut Actions) {
    let Some(recent) = recent else { return };
    if recent.is_empty() {
        empty_state(ui, icons::MODULE, &view.text("gui-inspector-empty"), &view.text("gui-inspector-empty-more"), None);
        return;
    }
    let p = Palette::of(ui);
    if let Some(project) = &view.cases.project {
        ui.horizontal(|ui| {
            text::icon(ui, icons::WORKSPACE, p.text_secondary);
            text::line_within(ui, &project.code, Type::Mono, p.text_secondary, ui.available_width());
        });
        text::paragraph(ui, &project.title, Type::Title, p.text);
    }
    text::paragraph(ui, &view.text("gui-inspector-empty-more"), Type::Label, p.text_faint);
    ui.add_space(space::M);
    text::strong(ui, &view.text("gui-inspector-recent"));
    ui.spacing_mut().item_spacing.y = 0.0;
    for write in recent {
        row(ui, write, view, out);
    }
}

/// Draws a write in two lines: its description, then author and time.
fn row(ui: &mut Ui, write: &Recent, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let operation = &write.operation;
    let way = way(write, view);
    let sense = if way.is_some() { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), sense);
    if way.is_some() && response.hovered() {
        ui.painter().rect_filled(rect, 0.0, p.hover());
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    let (upper, lower) = (rect.top() + ROW * 0.3, rect.top() + ROW * 0.7);
    let icon = Rect::from_center_size(pos2(rect.left() + size::ICON / 2.0, upper), vec2(size::ICON, size::ICON));
    paint::icon(ui.painter(), icon, icon_of(write.thing), size::ICON, p.text_secondary);
    let x = icon.right() + space::S;
    let what = words::operation_done(view.tr, operation);
    let room = rect.right() - x;
    let fits = |words: &str| paint::galley(ui, words, Type::Body, p.text).size().x <= room;
    let short = words::operation_done_within(view.tr, operation, fits);
    paint::put_left(ui.painter(), pos2(x, upper), paint::elided(ui, &short, Type::Body, p.text, room));
    let ago = view.tr.ago(view.now, operation.at_ms);
    let when = paint::galley(ui, &ago, Type::Label, p.text_faint);
    let right = paint::put_right(ui.painter(), pos2(rect.right(), lower), when);
    let who = history::author(view.tr, operation.who.as_deref(), operation.source);
    let who = who.unwrap_or_else(|| view.text("window-history-this-computer").into_owned());
    let author = paint::elided(ui, &who, Type::Label, p.text_secondary, right - x - space::S);
    paint::put_left(ui.painter(), pos2(x, lower), author);
    paint::focus_ring(ui, &response, rect);
    let role = if way.is_some() { Role::Link } else { Role::Label };
    paint::describe(&response, || WidgetInfo::labeled(role, true, format!("{what}, {who}, {ago}")));
    response.hint_above(format!("{what}\n{who} · {}", view.tr.date_time(operation.at_ms)));
    if response.clicked() {
        out.extend(way);
    }
}

fn icon_of(thing: Option<(Entity, i64)>) -> Icon {
    match thing.map(|(entity, _)| entity) {
        Some(Entity::Function | Entity::Relation | Entity::Mapping) => icons::FEATURE,
        Some(Entity::Case) => icons::CASE,
        Some(Entity::Suite) => icons::SUITE,
        Some(Entity::Run | Entity::Result) => icons::RUN,
        Some(Entity::Comment) => icons::COMMENT,
        Some(Entity::Mute) => icons::MUTE,
        _ => icons::HISTORY,
    }
}

/// Navigation to the first changed item, if it still exists.
fn way(write: &Recent, view: &View<'_>) -> Option<Nav> {
    let (entity, id) = write.thing?;
    match entity {
        Entity::Function | Entity::Relation | Entity::Mapping => {
            view.registry.get(FunctionId(id)).map(|row| Nav::Function(row.function.id))
        }
        Entity::Case => view.cases.get(CaseId(id)).map(|row| Nav::OpenCase(row.id)),
        Entity::Suite => view.cases.suite(SuiteId(id)).map(|_| Nav::SuiteCases(SuiteId(id))),
        Entity::Run => view.runs.get(RunId(id)).map(|_| Nav::Preview(MiddleTab::Run(id))),
        _ => None,
    }
}
