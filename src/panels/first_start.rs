//! The first page, shown while no workspace is open. Nothing modal, nothing to register.

use eframe::egui::{CentralPanel, CornerRadius, Frame, Id, Rect, Response, Role, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::menu::shown_path;
use crate::action::{Action, Actions};
use crate::ui_command::UiCommand;
use crate::view::View;
use voluptas_ui::theme::{Icon, Palette, Type, font_size, icons, radius, size, space};
use voluptas_ui::widgets::{paint, text};

const WIDTH: f32 = 560.0;
const ROW: f32 = 64.0;

/// Draws the page. `busy` is the text while a workspace is being opened.
pub fn page(ui: &mut Ui, view: &View<'_>, busy: Option<&str>, out: &mut Actions) {
    let p = Palette::of(ui);
    CentralPanel::default().frame(Frame::new().fill(p.app)).show(ui, |ui| {
        let recent: Vec<_> = view.recent.iter().take(5).collect();
        let height =
            150.0 + 4.0 * (ROW + space::S) + if recent.is_empty() { 0.0 } else { 40.0 + recent.len() as f32 * size::GRID_ROW };
        ui.add_space(((ui.available_height() - height) / 2.0).max(space::XL));
        let width = WIDTH.min(ui.available_width() - space::XXL);
        let left = ((ui.available_width() - width) / 2.0).max(0.0);
        ui.horizontal_top(|ui| {
            ui.add_space(left);
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = space::S;
                text::line(ui, "VoluptAS", Type::Display, p.text);
                text::paragraph(ui, &view.text("gui-first-what"), Type::Body, p.text_secondary);
                ui.add_space(space::M);
                if let Some(busy) = busy {
                    text::line(ui, busy, Type::Medium, p.accent);
                    ui.add_space(space::S);
                }
                ui.add_enabled_ui(busy.is_none(), |ui| {
                    let lines = [
                        (UiCommand::OpenDemo, icons::DEMO, "gui-first-demo", "gui-first-demo-more", true),
                        (UiCommand::NewWorkspace, icons::ADD, "gui-first-new", "gui-first-new-more", false),
                        (UiCommand::ImportFunctions, icons::IMPORT, "gui-first-import", "gui-first-import-more", false),
                        (UiCommand::SyncQase, icons::QASE, "gui-first-qase", "gui-first-qase-more", false),
                    ];
                    for (command, icon, title, more, main) in lines {
                        let response = choice(ui, icon, &view.text(title), &view.text(more), main);
                        if main && busy.is_none() {
                            focus_once(ui, &response);
                        }
                        if response.clicked() {
                            out.command(command);
                        }
                    }
                    if !recent.is_empty() {
                        ui.add_space(space::M);
                        text::label(ui, &view.text("gui-first-recent"));
                        ui.spacing_mut().item_spacing.y = 0.0;
                        for path in recent {
                            let name = path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                            if recent_line(ui, &name, &shown_path(path)) {
                                out.push(Action::OpenWorkspace(path.clone()));
                            }
                        }
                    }
                });
            });
        });
    });
}

/// Gives the keyboard to the main action when the page is first shown, so that Enter does it.
fn focus_once(ui: &Ui, main: &Response) {
    let given = Id::unique("first-page-focus");
    if !ui.data_mut(|d| std::mem::replace(d.get_temp_mut_or_default::<bool>(given), true)) && ui.memory(|m| m.focused()).is_none()
    {
        main.request_focus();
    }
}

fn choice(ui: &mut Ui, icon: Icon, title: &str, more: &str, main: bool) -> Response {
    let p = Palette::of(ui);
    let width = ui.available_width();
    let indent = space::XL + space::XS + size::ICON_TITLE / 2.0 + space::L;
    let room = width - indent - space::M;
    // In a narrow window the description takes more than one line.
    let words = paint::wrapped(ui, more, Type::Body, p.text_secondary, room);
    let height = ROW + (words.size().y - font_size::BODY_LINE).max(0.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    let border = match (main, response.hovered()) {
        (true, _) => p.accent,
        (false, true) => p.line_strong,
        _ => p.line,
    };
    let fill = if main { p.accent_tint } else { p.panel };
    ui.painter().rect(rect, CornerRadius::same(radius::CARD), fill, (size::LINE, border), StrokeKind::Inside);
    let at = Rect::from_center_size(
        pos2(rect.left() + space::XL + space::XS, rect.center().y),
        vec2(size::ICON_TITLE, size::ICON_TITLE),
    );
    paint::icon(ui.painter(), at, icon, size::ICON_TITLE + space::XXS, if main { p.accent } else { p.text_secondary });
    let x = rect.left() + indent;
    let middle = rect.top() + ROW / 2.0;
    paint::put_left(ui.painter(), pos2(x, middle - 10.0), paint::elided(ui, title, Type::Strong, p.text, room));
    ui.painter().galley(pos2(x, middle + 10.0 - font_size::BODY_LINE / 2.0), words, p.text_secondary);
    paint::focus_ring(ui, &response, rect);
    let enabled = ui.is_enabled();
    paint::describe(&response, || WidgetInfo::labeled(Role::Button, enabled, title));
    response
}

fn recent_line(ui: &mut Ui, name: &str, path: &str) -> bool {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::GRID_ROW), Sense::click());
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(radius::CONTROL), p.hover());
    }
    let icon = Rect::from_min_size(rect.min + vec2(space::S, 0.0), vec2(size::ICON, rect.height()));
    paint::icon(ui.painter(), icon, icons::FILE, size::ICON, p.text_secondary);
    let x = paint::put_left(
        ui.painter(),
        pos2(icon.right() + space::S, rect.center().y),
        paint::galley(ui, name, Type::Medium, p.text),
    );
    let room = rect.right() - x - space::L;
    paint::put_right(
        ui.painter(),
        rect.right_center() - vec2(space::S, 0.0),
        paint::elided(ui, path, Type::Mono, p.text_faint, room),
    );
    paint::focus_ring(ui, &response, rect);
    paint::describe(&response, || WidgetInfo::labeled(Role::Button, true, name));
    response.clicked()
}
