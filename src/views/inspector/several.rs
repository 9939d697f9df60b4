//! The inspector of several functions: fields that all of them share, tags, and coverage rolled up from their branches.
//!
//! A change here is one edit of all selected functions. A field whose values differ says so and is left alone until a value is
//! chosen.

use std::collections::BTreeMap;
use voluptas_ui::widgets::StatusStyle as _;

use eframe::egui::{Sense, Ui, vec2};

use super::function_form::labelled_combo;
use crate::action::{Action, Actions, ListAction};
use crate::model::registry::FunctionRow;
use crate::model::{RegistryModel, words};
use crate::panels::function_menu;
use crate::questions::topmost;
use crate::view::View;
use voluptas_app::functions::bulk::{FunctionChange, WordField};
use voluptas_app::functions::coverage::Coverage;
use voluptas_core::domain::function::FunctionType;
use voluptas_core::domain::ids::FunctionId;
use voluptas_core::domain::person::RaciRole;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::choice::CheckState;
use voluptas_ui::widgets::reading;
use voluptas_ui::widgets::{StatusClass, Tone, check_box_state, chip, icon_button, progress, text};

/// Fields of words, in pairs as they stand beside each other.
const WORDS: [[(WordField, &str); 2]; 2] = [
    [(WordField::Maturity, "gui-field-maturity"), (WordField::Automation, "gui-field-automation")],
    [(WordField::Segment, "gui-field-segment"), (WordField::Status, "gui-field-status")],
];

/// The value that all functions have, or the number of different ones.
type Shared = Result<String, usize>;

/// Fields, tags and coverage of several functions, made once for a selection: all of a large registry may be selected.
#[derive(Debug)]
pub(super) struct SeveralFunctions {
    count: usize,
    kinds: BTreeMap<FunctionType, i64>,
    qa: Shared,
    dev: Shared,
    words: [[Shared; 2]; 2],
    critical: CheckState,
    focus: CheckState,
    tags: BTreeMap<String, i64>,
    coverage: Coverage,
}

impl SeveralFunctions {
    /// Reads them from the rows of the registry.
    pub(super) fn new(ids: &[FunctionId], registry: &RegistryModel) -> Self {
        let rows: Vec<&FunctionRow> = ids.iter().filter_map(|id| registry.get(*id)).collect();
        let (mut kinds, mut tags, mut coverage) = (BTreeMap::new(), BTreeMap::new(), Coverage::default());
        for row in &rows {
            *kinds.entry(row.function.kind).or_default() += 1;
            for tag in &row.function.words.tags {
                *tags.entry(tag.to_string()).or_default() += 1;
            }
        }
        for key in topmost(&registry.tree, ids.iter().map(|id| id.0)) {
            if let Some(row) = registry.get(FunctionId(key)) {
                coverage.add(&row.coverage);
            }
        }
        Self {
            count: rows.len(),
            kinds,
            qa: shared(rows.iter().map(|r| &*r.qa)),
            dev: shared(rows.iter().map(|r| &*r.dev)),
            words: WORDS
                .map(|pair| pair.map(|(word, _)| shared(rows.iter().map(|r| word.of_line(&r.function).unwrap_or_default())))),
            critical: state(&rows, |r| r.function.is_crit),
            focus: state(&rows, |r| r.function.is_focus),
            tags,
            coverage,
        }
    }
}

/// Draws the fields of several functions.
pub(super) fn functions(ui: &mut Ui, ids: &[FunctionId], several: &SeveralFunctions, view: &View<'_>, out: &mut Actions) {
    ui.horizontal(|ui| {
        text::title(ui, &view.count("gui-count-chosen", several.count as u64));
        reading::from_right(ui, |ui| {
            let more = icon_button(ui, icons::MORE, &view.text("gui-more"));
            eframe::egui::Popup::menu(&more).show(|ui| function_menu::show(ui, ids, view, out));
        });
    });
    kinds(ui, &several.kinds, view);
    let half = ((ui.available_width() - space::S) / 2.0).floor();
    let change = |out: &mut Actions, change: FunctionChange| out.push(Action::List(ListAction::Change(ids.to_vec(), change)));
    ui.horizontal_top(|ui| {
        for (role, key, now) in [(RaciRole::Qa, "gui-field-qa", &several.qa), (RaciRole::Dev, "gui-field-dev", &several.dev)] {
            let people: Vec<&str> = view.registry.people.iter().filter(|p| p.is_active).map(|p| p.name.as_str()).collect();
            let shown: Vec<String> = people.iter().map(|p| (*p).to_owned()).collect();
            if let Some(picked) = field(ui, &view.text(key), now, &people, &shown, &view.text("gui-nobody"), half, view) {
                change(out, FunctionChange::Person(role, picked));
            }
        }
    });
    for (pair, now) in WORDS.into_iter().zip(&several.words) {
        ui.horizontal_top(|ui| {
            for ((word, key), now) in pair.into_iter().zip(now) {
                let words: Vec<&str> =
                    view.registry.dictionaries.get(word.dictionary()).into_iter().flatten().map(String::as_str).collect();
                let shown: Vec<String> = words.iter().map(|w| words::value_name(view.tr, w).into_owned()).collect();
                if let Some(picked) = field(ui, &view.text(key), now, &words, &shown, "—", half, view) {
                    change(out, FunctionChange::Word(word, picked));
                }
            }
        });
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::L;
        let SeveralFunctions { critical, focus, .. } = *several;
        if check_box_state(ui, critical, &view.text("gui-critical")).clicked() {
            change(out, FunctionChange::Critical(critical != CheckState::On));
        }
        if check_box_state(ui, focus, &view.text("gui-focus")).clicked() {
            change(out, FunctionChange::Focus(focus != CheckState::On));
        }
    });
    tags(ui, ids, &several.tags, view, out);
    ui.add_space(space::S);
    rolled_up(ui, &several.coverage, view);
}

/// Draws the number of selected functions by type.
fn kinds(ui: &mut Ui, counts: &BTreeMap<FunctionType, i64>, view: &View<'_>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
        ui.spacing_mut().interact_size.y = size::CHIP;
        for (kind, n) in counts {
            let words = format!("{} {}", words::type_name(view.tr, *kind), view.tr.number(*n));
            chip(ui, Tone::Neutral, Some(words::type_icon(*kind)), &words);
        }
    });
}

/// The value that all share, or how many different ones there are.
fn shared<'a>(values: impl Iterator<Item = &'a str>) -> Shared {
    let different: std::collections::BTreeSet<&str> = values.collect();
    match different.len() {
        0 | 1 => Ok(different.into_iter().next().unwrap_or_default().to_owned()),
        n => Err(n),
    }
}

fn state(rows: &[&FunctionRow], on: impl Fn(&FunctionRow) -> bool) -> CheckState {
    CheckState::of(rows.iter().filter(|r| on(r)).count(), rows.len().max(1))
}

/// A combo box over `values`; gives the value to set, `None` inside for the empty one.
#[expect(clippy::too_many_arguments, reason = "one field of the panel, private")]
fn field(
    ui: &mut Ui,
    label: &str,
    now: &Shared,
    values: &[&str],
    shown: &[String],
    empty: &str,
    width: f32,
    view: &View<'_>,
) -> Option<Option<String>> {
    let mut options = vec![empty.to_owned()];
    options.extend_from_slice(shown);
    let (chosen, placeholder) = match now {
        Ok(value) if value.is_empty() => (Some(0), String::new()),
        Ok(value) => (values.iter().position(|v| v == value).map(|i| i + 1), value.clone()),
        Err(n) => (None, view.count("lists-mixed", *n as u64)),
    };
    let picked = labelled_combo(ui, label, &placeholder, chosen, &options, width)?;
    Some(picked.checked_sub(1).map(|i| values[i].to_owned()))
}

/// Tags with the number of functions that have them; a click on one takes it away from all.
fn tags(ui: &mut Ui, ids: &[FunctionId], counts: &BTreeMap<String, i64>, view: &View<'_>, out: &mut Actions) {
    if counts.is_empty() {
        return;
    }
    text::label(ui, &view.text("lists-tags"));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
        ui.spacing_mut().interact_size.y = size::CHIP;
        for (tag, n) in counts {
            let words = format!("{tag} {}", view.tr.number(*n));
            let response = chip(ui, Tone::Neutral, Some(icons::TAG), &words).interact(Sense::click());
            let remove = view.tr.fmt("lists-tag-remove", &[("tag", tag.as_str().into())]);
            if response.on_hover_text(remove).clicked() {
                let change = FunctionChange::RemoveTag(tag.clone());
                out.push(Action::List(ListAction::Change(ids.to_vec(), change)));
            }
        }
    });
}

/// Coverage of branches: testable functions with a case, cases, and their last results.
pub fn rolled_up(ui: &mut Ui, all: &Coverage, view: &View<'_>) {
    if all.testable == 0 {
        return;
    }
    let p = Palette::of(ui);
    let number = |n: u32| i64::from(n);
    text::strong(ui, &view.text("lists-rollup"));
    let value =
        view.tr.fmt("lists-rollup-value", &[("covered", number(all.covered).into()), ("total", number(all.testable).into())]);
    let share = view.tr.percent(u64::from(all.covered), u64::from(all.testable));
    text::key_value_row(ui, &view.text("lists-rollup-covered"), &format!("{value} · {share}"));
    text::key_value_row(ui, &view.text("lists-rollup-cases"), &view.tr.number(number(all.cases)));
    let parts = [
        (StatusClass::Passed, all.passed),
        (StatusClass::Failed, all.failed),
        (StatusClass::Broken, all.broken),
        (StatusClass::Skipped, all.other),
        (StatusClass::Untested, all.untested),
    ];
    if all.cases == 0 {
        return;
    }
    let label = view.text("lists-rollup-last");
    let bar: Vec<_> = parts.iter().map(|(l, n)| (l.colour(p), u64::from(*n))).collect();
    progress::parts_bar(ui, &bar, space::S, &label);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        for (look, n) in parts.into_iter().filter(|(_, n)| *n > 0) {
            let word =
                if look == StatusClass::Skipped { view.text("lists-rollup-other") } else { words::class_name(view.tr, look) };
            text::line(ui, &format!("{word} {}", view.tr.number(number(n))), Type::Label, look.colour(p));
        }
    });
    ui.add_space(space::S);
}
