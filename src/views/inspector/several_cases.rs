//! The inspector of several cases: the fields that they share, tags, functions and last results.
//!
//! A change here concerns all selected cases; it is shown before it is stored. A field whose values differ says so and is left
//! alone until a value is chosen.

use std::sync::Arc;
use voluptas_ui::widgets::StatusStyle as _;

use eframe::egui::{Key, Sense, Ui, vec2};

use super::function_form::labelled_combo;
use crate::action::{Actions, Nav};
use crate::model::case_grid::{CaseField, SeveralCases};
use crate::model::words;
use crate::view::View;
use crate::views::cases::ask_change;
use voluptas_app::cases::bulk::CaseChange;
use voluptas_store::CaseColumn;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::choice::CheckState;
use voluptas_ui::widgets::{PickRow, Picker, StatusClass, TextField, Tone, check_box_state, chip, paint, progress, text};

/// Fields in pairs as they stand beside each other.
const FIELDS: [[CaseColumn; 2]; 4] = [
    [CaseColumn::Status, CaseColumn::Priority],
    [CaseColumn::Severity, CaseColumn::Kind],
    [CaseColumn::Layer, CaseColumn::Automation],
    [CaseColumn::Behavior, CaseColumn::Behavior],
];
/// Suites, tags and functions that are shown; of more, the number.
const SHOWN: usize = 8;

/// Draws the fields of several cases.
pub(super) fn show(ui: &mut Ui, cases: &SeveralCases, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let count = cases.ids.len();
    ui.horizontal(|ui| {
        text::icon(ui, icons::CASE, p.text_secondary);
        text::secondary(ui, &view.text("cases-selection"));
    });
    text::title(ui, &view.count("cases-count", count as u64));
    chips(ui, cases.suites.iter().map(|(title, n)| format!("{title} {}", view.tr.number(*n as i64))), cases.suites.len(), view);
    fields(ui, cases, view, out);
    let flaky = CheckState::of(cases.flaky, count.max(1));
    if check_box_state(ui, flaky, &view.text("cases-column-flaky")).clicked() {
        ask_change(&cases.ids, CaseField::Flaky, &CaseChange::Flaky(flaky != CheckState::On), &cases.table, out);
    }
    tags(ui, cases, view, out);
    ui.add_space(space::XS);
    text::paragraph(ui, &view.count("cases-several-hint", count as u64), Type::Label, p.text_secondary);
    functions(ui, cases, view, out);
    results(ui, cases, view);
}

/// Draws the fields of one case, which are edited as those of several are; a value is stored at once. `cases` has that case alone.
pub(super) fn one(ui: &mut Ui, cases: &SeveralCases, view: &View<'_>, out: &mut Actions) {
    fields(ui, cases, view, out);
    let flaky = CheckState::of(cases.flaky, 1);
    if check_box_state(ui, flaky, &view.text("cases-column-flaky")).clicked() {
        ask_change(&cases.ids, CaseField::Flaky, &CaseChange::Flaky(flaky != CheckState::On), &cases.table, out);
    }
    tags(ui, cases, view, out);
}

/// Chips, of many only the first ones.
fn chips(ui: &mut Ui, all: impl Iterator<Item = String>, total: usize, view: &View<'_>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
        ui.spacing_mut().interact_size.y = size::CHIP;
        for words in all.take(SHOWN) {
            chip(ui, Tone::Neutral, None, &words);
        }
        if total > SHOWN {
            text::mono(ui, &format!("+{}", view.tr.number((total - SHOWN) as i64)));
        }
    });
}

fn fields(ui: &mut Ui, cases: &SeveralCases, view: &View<'_>, out: &mut Actions) {
    let half = ((ui.available_width() - space::S) / 2.0).floor();
    for pair in FIELDS {
        ui.horizontal_top(|ui| {
            // The last field stands alone.
            let columns = if pair[0] == pair[1] { &pair[..1] } else { &pair[..] };
            for column in columns {
                let slugs = cases.table.slugs(*column);
                let shown: Vec<String> = slugs.iter().map(|slug| words::value_name(view.tr, slug).into_owned()).collect();
                let (chosen, placeholder) = match cases.slugs.get(column) {
                    Some(Ok(slug)) => (slugs.iter().position(|s| **s == **slug), String::new()),
                    Some(Err(n)) => (None, view.count("lists-mixed", *n as u64)),
                    None => (None, String::new()),
                };
                let field = CaseField::Slug(*column);
                let label = field.name_key().map(|key| view.text(key)).unwrap_or_default();
                if let Some(at) = labelled_combo(ui, &label, &placeholder, chosen, &shown, half)
                    && Some(at) != chosen
                {
                    ask_change(&cases.ids, field, &CaseChange::Slug(*column, slugs[at].clone()), &cases.table, out);
                }
            }
            if pair[0] == pair[1] {
                milestone(ui, cases, half, view, out);
            }
        });
    }
}

/// The milestone, in a project that has some.
fn milestone(ui: &mut Ui, cases: &SeveralCases, width: f32, view: &View<'_>, out: &mut Actions) {
    let milestones = &cases.table.milestones;
    let Some(shared) = cases.milestone.filter(|_| !milestones.is_empty()) else { return };
    let none = view.text("cases-no-milestone");
    let (chosen, placeholder) = match shared {
        Ok(id) => (id.map_or(Some(0), |id| milestones.iter().position(|m| m.id == id).map(|at| at + 1)), String::new()),
        Err(n) => (None, view.count("lists-mixed", n as u64)),
    };
    let (label, filter, nothing) = (view.text("cases-column-milestone"), view.text("gui-filter"), view.text("gui-nothing-found"));
    let picked = ui.vertical(|ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = space::XS;
        text::label(ui, &label);
        let picker = Picker { name: &label, placeholder: &placeholder, filter: &filter, nothing: &nothing, width };
        picker.show(ui, chosen, milestones.len() + 1, |at| {
            let milestone = at.checked_sub(1).and_then(|at| milestones.get(at));
            PickRow { icon: None, text: milestone.map_or(&*none, |m| &m.title).to_owned(), note: String::new() }
        })
    });
    if let Some(at) = picked.inner
        && Some(at) != chosen
    {
        let change = CaseChange::Milestone(at.checked_sub(1).map(|at| milestones[at].id));
        ask_change(&cases.ids, CaseField::Milestone, &change, &cases.table, out);
    }
}

/// Tags, of several cases with the number of those that have them; a click on one takes it away from all. A field adds one.
fn tags(ui: &mut Ui, cases: &SeveralCases, view: &View<'_>, out: &mut Actions) {
    text::label(ui, &view.text("lists-tags"));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
        ui.spacing_mut().interact_size.y = size::CHIP;
        for (tag, n) in cases.tags.iter().take(SHOWN) {
            let words = if cases.ids.len() == 1 { tag.to_string() } else { format!("{tag} {}", view.tr.number(*n as i64)) };
            let response = chip(ui, Tone::Neutral, Some(icons::TAG), &words).interact(Sense::click());
            let remove = view.tr.fmt("lists-tag-remove", &[("tag", (&**tag).into())]);
            if response.on_hover_text(remove).clicked() {
                ask_change(&cases.ids, CaseField::Tags, &CaseChange::RemoveTag(tag.to_string()), &cases.table, out);
            }
        }
        if cases.tags.len() > SHOWN {
            text::mono(ui, &format!("+{}", view.tr.number((cases.tags.len() - SHOWN) as i64)));
        }
    });
    let key = ui.scope_id().with("tag-of-several");
    let mut tag = ui.data(|d| d.get_temp::<String>(key)).unwrap_or_default();
    let hint = view.text("lists-tag-hint");
    let field = TextField::new(&mut tag).hint(&hint).icon(icons::ADD).id(key.with("field")).show(ui);
    if field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter)) && !tag.trim().is_empty() {
        let change = CaseChange::AddTag(tag.trim().to_owned());
        ask_change(&cases.ids, CaseField::Tags, &change, &cases.table, out);
        tag.clear();
    }
    ui.data_mut(|d| d.insert_temp(key, tag));
}

fn functions(ui: &mut Ui, cases: &SeveralCases, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    ui.add_space(space::S);
    text::section(ui, &view.text("gui-case-covers"), Some(&view.tr.number(cases.functions.len() as i64)));
    if cases.functions.is_empty() {
        text::secondary(ui, &view.text("cases-several-uncovered"));
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    for (id, n) in cases.functions.iter().take(SHOWN) {
        let Some(row) = view.registry.get(*id) else { continue };
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW), Sense::click());
        if response.hovered() {
            ui.painter().rect_filled(rect, 0.0, p.hover());
        }
        let share =
            view.tr.fmt("lists-rollup-value", &[("covered", (*n as i64).into()), ("total", (cases.ids.len() as i64).into())]);
        let left = paint::put_right(ui.painter(), rect.right_center(), paint::galley(ui, &share, Type::Mono, p.text_secondary));
        let icon = eframe::egui::Rect::from_min_size(rect.min, vec2(size::ICON, rect.height()));
        paint::icon(ui.painter(), icon, words::type_icon(row.function.kind), size::ICON, p.text_secondary);
        let x = icon.right() + space::S;
        let title = paint::elided(ui, row.title(), Type::Body, p.text, left - x - space::S);
        paint::put_left(ui.painter(), eframe::egui::pos2(x, rect.center().y), title);
        paint::focus_ring(ui, &response, rect);
        let name = row.title();
        paint::describe(&response, || eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Link, true, name));
        if response.clicked() {
            out.nav(Nav::Function(*id));
        }
    }
    ui.spacing_mut().item_spacing.y = space::S;
}

fn results(ui: &mut Ui, cases: &SeveralCases, view: &View<'_>) {
    ui.add_space(space::S);
    let label = view.text("lists-rollup-last");
    text::strong(ui, &label);
    looks_bar(ui, &cases.looks, &label, view);
}

/// Draws numbers of cases by their last result as a bar, with the words below it.
pub(super) fn looks_bar(ui: &mut Ui, looks: &[(StatusClass, u64)], name: &str, view: &View<'_>) {
    let p = Palette::of(ui);
    let parts: Vec<_> = looks.iter().map(|(look, n)| (look.bar_colour(p), *n)).collect();
    progress::parts_bar(ui, &parts, space::S, name);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::M, space::XXS);
        ui.spacing_mut().interact_size.y = size::CHIP;
        for (look, n) in looks {
            let words = format!("{} {}", words::look_count_name(view.tr, *look), view.tr.number(*n as i64));
            text::line(ui, &words, Type::Label, look.colour(p));
        }
    });
}

/// The query of several cases.
pub(super) type SeveralQuery = crate::query::CachedQuery<Arc<crate::model::window_selection::Selected>, Arc<SeveralCases>>;
