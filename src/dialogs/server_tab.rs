//! The tab of the projects in the settings: how each one takes results without a case, where its issues are, and its categories of
//! failures.

use std::collections::BTreeMap;

use eframe::egui::Ui;
use strum::IntoEnumIterator as _;

use super::tracker_fields::{self, TrackerForms};
use crate::view::View;
use voluptas_app::project::settings::ProjectChange;
use voluptas_core::domain::failure_category::ProjectRule;
use voluptas_core::domain::ids::ProjectId;
use voluptas_core::domain::issue;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::rules::{ResultRules, RuleNumber};
use voluptas_ui::theme::{Palette, Type, space};
use voluptas_ui::widgets::{TextField, combo, text};

/// The values of the setting in the order in which they are offered.
const VALUES: [(Option<bool>, &str); 3] = [
    (None, "gui-settings-auto-create-unnamed"),
    (Some(true), "gui-settings-auto-create-on"),
    (Some(false), "gui-settings-auto-create-off"),
];

/// Width of a list: the longest value is whole in both languages.
const WIDTH: f32 = 420.0;
/// Width of a number of a rule, whose label stands above it.
const NUMBER: f32 = 180.0;

/// The settings of projects that were changed and are not saved yet.
pub type Changes = BTreeMap<ProjectId, ProjectChange>;

/// False for changes that cannot be saved: an invalid address of issues, or an invalid rule of failure categories.
pub fn are_valid(changes: &Changes) -> bool {
    let is_usable = |text: &String| ProjectRule::parse(text).is_ok();
    changes.values().filter_map(|change| change.issue_url.as_ref()?.as_deref()).all(is_valid)
        && changes.values().filter_map(|change| change.failure_categories.as_ref()).all(is_usable)
}

fn is_valid(url: &str) -> bool {
    url.trim().is_empty() || issue::is_template(url.trim())
}

/// Draws the tab.
pub fn show(ui: &mut Ui, view: &View<'_>, changes: &mut Changes, trackers: &mut TrackerForms) {
    let p = Palette::of(ui);
    text::paragraph(ui, &view.text("gui-settings-server-what"), Type::Body, p.text_secondary);
    let cases = view.cases;
    if cases.projects.is_empty() {
        text::paragraph(ui, &view.text("gui-settings-server-no-projects"), Type::Body, p.text_faint);
        return;
    }
    let names = VALUES.map(|(_, key)| view.text(key));
    for project in &cases.projects {
        let kept = cases.auto_create.get(&project.id).copied();
        let change = changes.entry(project.id).or_default();
        let value = change.auto_create_cases.unwrap_or(kept);
        let at = VALUES.iter().position(|(v, _)| *v == value);
        let name = format!("{} · {}", project.code, project.title);
        text::strong(ui, &name);
        let picked = ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            let label = view.text("gui-settings-auto-create");
            text::label(ui, &label);
            let picked = combo(ui, &format!("{label} · {}", project.code), "", at, &names, ui.available_width().min(WIDTH));
            text::paragraph(ui, &view.text("gui-settings-auto-create-what"), Type::Label, p.text_faint);
            picked
        });
        if let Some(i) = picked.inner {
            change.auto_create_cases = Some(VALUES[i].0).filter(|value| *value != kept);
        }
        let kept = cases.issue_urls.get(&project.id).map_or("", String::as_str);
        let mut url = change.issue_url.clone().map_or_else(|| kept.to_owned(), Option::unwrap_or_default);
        let wrong = (!is_valid(&url)).then(|| view.text("gui-settings-issue-url-wrong"));
        let (label, name) =
            (view.text("gui-settings-issue-url"), format!("{} · {}", view.text("gui-settings-issue-url"), project.code));
        let field = TextField::new(&mut url)
            .id(super::id(&format!("issue-url-{}", project.code)))
            .label(&label)
            .name(&name)
            .hint("https://tracker.example/browse/{id}")
            .error(wrong.as_deref())
            .width(ui.available_width().min(WIDTH));
        if field.show(ui).changed() {
            change.issue_url = Some(Some(url.trim().to_owned()).filter(|url| !url.is_empty()))
                .filter(|new| new.as_deref().unwrap_or("") != kept);
        }
        let width = ui.available_width().min(WIDTH);
        tracker_fields::show(ui, project, trackers, width, view);
        categories(ui, project, cases.failure_categories.get(&project.id).map_or("", String::as_str), change, view);
        rules(ui, project, cases.result_rules.get(&project.id).copied().unwrap_or_default(), change, view);
        ui.add_space(space::S);
    }
    changes.retain(|_, change| *change != ProjectChange::default());
}

/// The numbers of the rules about results, side by side. A number that is being typed and is none yet changes nothing.
fn rules(ui: &mut Ui, project: &Project, kept: ResultRules, change: &mut ProjectChange, view: &View<'_>) {
    text::label(ui, &view.text("gui-settings-rules"));
    let columns = ((ui.available_width() + space::M) / (NUMBER + space::M)).floor().max(1.0) as usize;
    let all: Vec<RuleNumber> = RuleNumber::iter().collect();
    for row in all.chunks(columns) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            for number in row {
                ui.vertical(|ui| {
                    ui.set_width(NUMBER);
                    rule(ui, *number, project, kept, change, view);
                });
            }
        });
    }
}

/// The field of one number.
fn rule(ui: &mut Ui, number: RuleNumber, project: &Project, kept: ResultRules, change: &mut ProjectChange, view: &View<'_>) {
    let id = super::id(&format!("rule-{}-{}", number.as_str(), project.code));
    let set = change.result_rules.iter().find(|(of, _)| *of == number).map_or(kept.get(number), |(_, value)| *value);
    let shown = ui.memory(|m| m.has_focus(id)).then(|| ui.data(|d| d.get_temp::<String>(id))).flatten();
    let mut typed = shown.unwrap_or_else(|| set.to_string());
    let read = |typed: &str| typed.trim().parse::<i64>().ok().filter(|value| ResultRules::default().set(number, *value));
    let (least, most) = number.range();
    let wrong = || view.tr.fmt("gui-settings-range", &[("min", least.into()), ("max", most.into())]);
    let wrong = read(&typed).is_none().then(wrong);
    let label = view.text(&format!("gui-settings-rule-{}", number.as_str()));
    let name = format!("{label} · {}", project.code);
    let field = TextField::new(&mut typed).id(id).label(&label).name(&name).error(wrong.as_deref()).width(NUMBER);
    if field.show(ui).changed() {
        change.result_rules.retain(|(of, _)| *of != number);
        let value = read(&typed).filter(|value| *value != kept.get(number));
        change.result_rules.extend(value.map(|value| (number, value)));
    }
    ui.data_mut(|d| d.insert_temp(id, typed));
}

/// The rules for categories of failures, a line each.
fn categories(ui: &mut Ui, project: &Project, kept: &str, change: &mut ProjectChange, view: &View<'_>) {
    let mut rules = change.failure_categories.clone().unwrap_or_else(|| kept.to_owned());
    let wrong = ProjectRule::parse(&rules).err().map(|invalid| view.tr.message(&invalid.message));
    let label = view.text("gui-settings-failure-categories");
    let name = format!("{label} · {}", project.code);
    let hint = view.text("gui-settings-failure-categories-hint");
    let field = TextField::new(&mut rules)
        .id(super::id(&format!("failure-categories-{}", project.code)))
        .label(&label)
        .name(&name)
        .hint(&hint)
        .rows(2)
        .error(wrong.as_deref())
        .width(ui.available_width().min(WIDTH));
    if field.show(ui).changed() {
        change.failure_categories = Some(rules).filter(|rules| rules.trim() != kept);
    }
}
