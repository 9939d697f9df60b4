//! One case: its fields, steps, parameters, and the functions it covers.

use eframe::egui::{Align, Frame, Layout, Margin, ScrollArea, Sense, Ui, vec2};

use super::{Lists, TabName, TabView, missing};
use crate::domain::case::{AttachmentRef, Case, Parameter, ParameterItem, Step};
use crate::domain::ids::CaseId;
use crate::gui::action::{Action, Actions, Nav};
use crate::gui::model::rollup::look_of;
use crate::gui::model::words;
use crate::gui::query::{CachedQuery, Concerns, Reads};
use crate::gui::state::UiState;
use crate::gui::theme::{Icon, Palette, Type, icons, radius, size, space};
use crate::gui::view::View;
use crate::gui::widgets::card::surface;
use crate::gui::widgets::{Tone, chip, empty_state, paint, status_label, text};
use crate::store::Aggregate;

/// Room for the name and the value of a field.
const FIELD_WIDTH: f32 = 140.0;

/// The tab of a case.
#[derive(Debug)]
pub struct CaseTab {
    case: CaseQuery,
}

impl Default for CaseTab {
    fn default() -> Self {
        Self { case: case_query() }
    }
}

impl TabView for CaseTab {
    type Key = i64;
    const ICON: Option<Icon> = Some(icons::CASE);

    fn name(id: i64, view: &View<'_>) -> TabName {
        match view.cases.get(CaseId(id)) {
            Some(c) => TabName { short: c.code.to_string(), long: c.title.to_string() },
            // The cases are being read.
            None => TabName { short: "…".to_owned(), long: String::new() },
        }
    }

    fn highlight(id: i64, state: &mut UiState, lists: Lists<'_>) {
        state.select_case(CaseId(id), lists.cases);
    }

    fn refresh(&mut self, id: i64, reads: Reads<'_>) {
        read_case(&mut self.case, Some(CaseId(id)), reads);
    }

    fn ui(&mut self, ui: &mut Ui, id: i64, _state: &mut UiState, view: &View<'_>, out: &mut Actions) {
        contents(ui, CaseId(id), &self.case, view, out);
    }
}

/// A case in full.
pub type CaseQuery = CachedQuery<CaseId, Case>;

/// A query for a case, of which nothing was asked yet.
#[must_use]
pub fn case_query() -> CaseQuery {
    CachedQuery::new("gui-unread-cases", Concerns::Of(&[Aggregate::Cases]))
}

/// Asks for a case in full.
pub fn read_case(query: &mut CaseQuery, id: Option<CaseId>, reads: Reads<'_>) {
    query.ask(reads, id, |store, id| store.read(|tx| tx.cases().get(*id)));
}

fn contents(ui: &mut Ui, id: CaseId, query: &CaseQuery, view: &View<'_>, out: &mut Actions) {
    let Some(row) = view.cases.get(id) else {
        if !view.loading {
            empty_state(ui, icons::CASE, &view.text("gui-case-gone"), "", None);
        }
        return;
    };
    surface(ui, 0.0, |ui| {
        ui.set_height(ui.available_height());
        ui.set_width(ui.available_width());
        ScrollArea::vertical().id_salt(("case", id.0)).auto_shrink(false).show(ui, |ui| {
            Frame::new().inner_margin(Margin::same(20)).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::S;
                ui.horizontal(|ui| {
                    status_label(ui, look_of(row.status.as_ref()), &words::status_name(view.tr, row.status.as_ref()));
                    text::mono(ui, &row.code);
                    if let Some(suite) = row.suite.and_then(|s| view.cases.suite(s)) {
                        chip(ui, Tone::Neutral, Some(icons::SUITE), suite);
                    }
                });
                text::paragraph(ui, &row.title, Type::Title, Palette::of(ui).text);
                match query.get() {
                    Some(case) => body(ui, case, view, out),
                    None => missing(ui, query.failure(), view),
                }
                covered(ui, id, view, out);
            });
        });
    });
}

fn body(ui: &mut Ui, case: &Case, view: &View<'_>, out: &mut Actions) {
    let c = &case.content;
    let fields = [
        ("gui-case-severity", &c.severity),
        ("gui-case-priority", &c.priority),
        ("gui-case-type", &c.kind),
        ("gui-case-layer", &c.layer),
        ("gui-case-behavior", &c.behavior),
        ("gui-case-automation", &c.automation),
        ("gui-case-status", &c.status),
    ];
    // A row holds as many as there is room for.
    let in_row = ((ui.available_width() / FIELD_WIDTH).floor() as usize).clamp(1, fields.len());
    for row in fields.chunks(in_row) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for (key, value) in row {
                ui.allocate_ui_with_layout(vec2(FIELD_WIDTH, 0.0), Layout::top_down(Align::Min), |ui| {
                    ui.set_width(FIELD_WIDTH);
                    text::key_value(ui, &view.text(key), &words::value_name(view.tr, value));
                });
            }
        });
    }
    if !c.tags.is_empty() {
        ui.horizontal_wrapped(|ui| {
            for tag in &c.tags {
                chip(ui, Tone::Neutral, Some(icons::TAG), tag);
            }
        });
    }
    for (key, words) in [
        ("gui-case-description", &c.description),
        ("gui-case-preconditions", &c.preconditions),
        ("gui-case-postconditions", &c.postconditions),
    ] {
        if let Some(words) = words {
            ui.add_space(space::XS);
            text::strong(ui, &view.text(key));
            text::paragraph(ui, words, Type::Body, Palette::of(ui).text);
        }
    }
    if !c.steps.is_empty() {
        ui.add_space(space::XS);
        text::section(ui, &view.text("gui-case-steps"), Some(&view.tr.number(c.steps.len() as i64)));
        steps(ui, &c.steps, "", &view.text("window-case-expected"));
    }
    if !c.parameters.is_empty() {
        ui.add_space(space::XS);
        text::strong(ui, &view.text("gui-case-parameters"));
        for parameter in &c.parameters {
            let items: &[ParameterItem] = match parameter {
                Parameter::Single { item, .. } => std::slice::from_ref(item),
                Parameter::Group { items, .. } => items,
            };
            for item in items {
                text::key_value_row(ui, &item.title, &item.values.join(", "));
            }
        }
    }
    if !c.custom_fields.is_empty() {
        ui.add_space(space::XS);
        text::strong(ui, &view.text("gui-case-fields"));
        for (title, value) in &c.custom_fields {
            text::key_value_row(ui, title, value);
        }
    }
    if !c.attachments.is_empty() {
        ui.add_space(space::XS);
        text::section(ui, &view.text("gui-case-attachments"), Some(&view.tr.number(c.attachments.len() as i64)));
        files(ui, &c.attachments, view, out);
    }
}

/// Files by name, each to be fetched with a click.
pub fn files(ui: &mut Ui, files: &[AttachmentRef], view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    for file in files {
        let size = u64::try_from(file.size).map(|s| view.tr.bytes(s)).unwrap_or_default();
        ui.horizontal(|ui| {
            let response = text::link(ui, &file.filename).on_hover_text(view.text("gui-file-fetch"));
            if response.clicked() {
                out.push(Action::FetchFile(Box::new(file.clone())));
            }
            text::line(ui, &size, Type::Mono, p.text_faint);
        });
    }
}

fn steps(ui: &mut Ui, steps: &[Step], prefix: &str, expected_name: &str) {
    let p = Palette::of(ui);
    for (i, step) in steps.iter().enumerate() {
        let number = format!("{prefix}{}", i + 1);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            let (rect, _) =
                ui.allocate_exact_size(vec2(space::XL + space::S, crate::gui::theme::font_size::BODY_LINE), Sense::hover());
            paint::put_right(ui.painter(), rect.right_center(), paint::galley(ui, &number, Type::Mono, p.text_faint));
            let room = ui.available_width();
            ui.allocate_ui_with_layout(vec2(room, 0.0), Layout::top_down(Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = space::XS;
                text::paragraph(ui, &step.action, Type::Body, p.text);
                if let Some(data) = &step.data {
                    Frame::new()
                        .fill(p.sunken)
                        .corner_radius(eframe::egui::CornerRadius::same(radius::CONTROL))
                        .inner_margin(Margin::symmetric(space::S as i8, space::XS as i8))
                        .show(ui, |ui| text::paragraph(ui, data, Type::Mono, p.text_secondary));
                }
                if let Some(expected) = &step.expected {
                    ui.horizontal_top(|ui| {
                        // No check mark: a green one reads as a result.
                        text::named_icon(ui, icons::FORWARD, p.text_faint, expected_name);
                        text::paragraph(ui, expected, Type::Body, p.text_secondary);
                    });
                }
            });
        });
        if !step.steps.is_empty() {
            self::steps(ui, &step.steps, &format!("{number}."), expected_name);
        }
    }
}

/// The functions that the case covers.
pub fn covered(ui: &mut Ui, id: CaseId, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    ui.add_space(space::XS);
    let rows: Vec<_> = view.registry.covering(id).collect();
    text::section(ui, &view.text("gui-case-covers"), Some(&view.tr.number(rows.len() as i64)));
    if rows.is_empty() {
        text::secondary(ui, &view.text("gui-case-covers-none"));
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    for row in rows {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW), Sense::click());
        if response.hovered() {
            ui.painter().rect_filled(rect, 0.0, p.hover());
        }
        let id = paint::elided_front(ui, &row.function.func_id, Type::Mono, p.text_faint, rect.width() * 0.45);
        let left = paint::put_right(ui.painter(), rect.right_center(), id);
        let icon = eframe::egui::Rect::from_min_size(rect.min, vec2(size::ICON, rect.height()));
        paint::icon(ui.painter(), icon, words::type_icon(row.function.kind), size::ICON, p.text_secondary);
        let x = icon.right() + space::S;
        let title = paint::elided(ui, row.title(), Type::Body, p.text, left - x - space::S);
        paint::put_left(ui.painter(), eframe::egui::pos2(x, rect.center().y), title);
        paint::focus_ring(ui, &response, rect);
        let name = row.title();
        paint::describe(&response, || eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Link, true, name));
        if response.clicked() {
            out.nav(Nav::Function(row.function.id));
        }
    }
}
