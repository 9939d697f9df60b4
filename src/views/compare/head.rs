//! The head of a comparison: both runs with their numbers, and the filters of the list.

use eframe::egui::{Align, Id, Layout, Ui, vec2};
use voluptas_ui::widgets::StatusStyle as _;

use super::comparison::{Comparison, Filter};
use super::groups::GroupBy;
use super::signs::{badge, class_of, name_key};
use crate::model::run_pair::RunPair;
use crate::model::runs::{RunRow, index, pass_rate};
use crate::model::words;
use crate::view::View;
use crate::views::label_choice::label_choice;
use voluptas_app::runs::compare::RunComparison;
use voluptas_core::domain::outcome::Difference;
use voluptas_core::domain::percent;
use voluptas_core::domain::result::ResultLabel;
use voluptas_core::domain::rules::ResultRules;
use voluptas_core::domain::run::Run;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::dialog::is_low;
use voluptas_ui::widgets::{
    PickRow, Picker, Pill, PillTexts, StatusClass, TextField, combo, icon_button_with, paint, pill_row, pill_rows, progress,
    reading, text, toggle_chip,
};

/// Room above the button that exchanges the runs: it stands beside the middle of the cards.
const SWAP: f32 = 34.0;
/// Room for the pass rate with its change; narrower cards have it in a line of its own.
const RATE: f32 = 150.0;
const NARROW: f32 = 330.0;
/// Width of the field of words, and of the choice of the grouping.
const WORDS: f32 = 240.0;
const GROUP: f32 = 190.0;

/// Draws both runs, and the button that exchanges them. Gives the runs that are to be compared in their place.
pub(super) fn show(ui: &mut Ui, older: &RunRow, newer: &RunRow, view: &View<'_>) -> Option<RunPair> {
    let (width, gap) = (ui.available_width(), size::CONTROL + space::S * 2.0);
    let half = ((width - gap) / 2.0).floor();
    let pair = RunPair { older: older.run.id, newer: newer.run.id };
    let mut chosen = None;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let layout = Layout::top_down(Align::Min);
        ui.allocate_ui_with_layout(vec2(half, 0.0), layout, |ui| {
            if let Some(run) = card(ui, "A", older, None, view) {
                chosen = Some(RunPair { older: run.id, ..pair });
            }
        });
        ui.allocate_ui_with_layout(vec2(size::CONTROL, 0.0), layout, |ui| {
            ui.add_space(SWAP);
            if icon_button_with(ui, icons::SWAP, &view.text("compare-swap"), false, true).clicked() {
                chosen = Some(RunPair { older: pair.newer, newer: pair.older });
            }
        });
        ui.allocate_ui_with_layout(vec2(half, 0.0), layout, |ui| {
            if let Some(run) = card(ui, "B", newer, Some(older), view) {
                chosen = Some(RunPair { newer: run.id, ..pair });
            }
        });
    });
    chosen
}

/// Draws the choice of the labels whose results alone are compared, where the runs have some. True when one was chosen.
pub(super) fn labels(ui: &mut Ui, choices: [&[ResultLabel]; 2], labels: &mut [Option<ResultLabel>; 2], view: &View<'_>) -> bool {
    let is_needed = |(choices, label): (&&[ResultLabel], &Option<ResultLabel>)| !choices.is_empty() || label.is_some();
    if !choices.iter().zip(&*labels).any(is_needed) {
        return false;
    }
    let mut is_chosen = false;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::S);
        for ((letter, choices), label) in ["A", "B"].into_iter().zip(choices).zip(labels) {
            badge(ui, letter);
            let name = view.tr.fmt("compare-label", &[("letter", letter.to_owned().into())]);
            is_chosen |= label_choice(ui, &name, choices.iter(), label, GROUP, view);
        }
    });
    is_chosen
}

/// A run: title, rate, bar, numbers, time. Gives another run that is chosen in its place.
fn card<'v>(ui: &mut Ui, letter: &str, row: &RunRow, before: Option<&RunRow>, view: &View<'v>) -> Option<&'v Run> {
    let p = Palette::of(ui);
    let mut picked = None;
    surface(ui, space::M, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = space::XS + space::XXS;
        let is_narrow = ui.available_width() < NARROW;
        ui.horizontal(|ui| {
            badge(ui, letter);
            let others = view.runs.of_project(row.run.project_id);
            // Places are in order: newest first, as the rows.
            let chosen = view.runs.place(row.run.id).and_then(|place| others.binary_search(&place).ok());
            let run = |i: usize| &view.runs.rows[others[i] as usize];
            let name = view.tr.fmt("compare-run", &[("letter", letter.to_owned().into())]);
            let (filter, nothing) = (view.text("compare-find-run"), view.text("gui-nothing-found"));
            // In a narrow card the rate stands below, so that the name of the run can be read.
            let rate_room = if is_narrow { 0.0 } else { RATE };
            let picker = Picker {
                name: &name,
                placeholder: "",
                filter: &filter,
                nothing: &nothing,
                width: (ui.available_width() - rate_room).clamp(120.0, 420.0),
            };
            let line = |i: usize| PickRow {
                icon: Some((run(i).look().icon(), run(i).look().colour(p))),
                text: format!("#{} {}", run(i).run.number, run(i).run.content.title),
                note: view.tr.date(run(i).began_ms()),
            };
            let text = |i: usize| view.runs.texts().get(others[i] as usize);
            if let Some(at) = picker.show_searched(ui, chosen, others.len(), line, text) {
                picked = Some(run(at).run.id);
            }
            if !is_narrow {
                reading::from_right(ui, |ui| rates(ui, row, before, view));
            }
        });
        let parts: Vec<_> = StatusClass::ALL.iter().zip(row.looks).map(|(l, n)| (l.bar_colour(p), n)).collect();
        let name = view.text("gui-run-results");
        let height = space::XS + space::XXS;
        if is_narrow {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                ui.spacing_mut().interact_size.y = size::CHIP;
                rates(ui, row, before, view);
                progress::parts_bar(ui, &parts, height, &name);
            });
        } else {
            progress::parts_bar(ui, &parts, height, &name);
        }
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            let at = row.began_ms();
            let took = row.run.end_ms.filter(|end| *end > at).map(|end| view.tr.duration(end - at));
            let numbers: Vec<(StatusClass, String)> = StatusClass::ALL
                .into_iter()
                .map(|look| (look, row.looks[index(look)]))
                .filter(|(_, n)| *n > 0)
                .map(|(look, n)| (look, view.tr.number(i64::try_from(n).unwrap_or(i64::MAX))))
                .collect();
            let width = |words: &str, ty: Type| paint::galley(ui, words, ty, p.text).size().x;
            let taken: f32 = numbers.iter().map(|(_, n)| width(n, Type::Mono) + size::ICON + space::XS * 4.0).sum();
            // A run may have errors alone: the bar above is empty then. The number has its words where they have room.
            let errors = (row.errors > 0).then(|| words::run_errors(view.tr, row.errors));
            let beside = |words: &str| width(words, Type::Label) + size::ICON + space::XS * 4.0;
            let shown_errors = errors.as_ref().map(|words| {
                let number = view.tr.number(i64::try_from(row.errors).unwrap_or(i64::MAX));
                if taken + beside(words) <= ui.available_width() { words.clone() } else { number }
            });
            let taken = taken + shown_errors.as_deref().map_or(0.0, beside);
            // Every number is shown: the duration gives way first, then the day.
            let whens = [vec![Some(view.tr.date(at)), took], vec![Some(view.tr.date(at))]];
            let whens = whens.map(|parts| parts.into_iter().flatten().collect::<Vec<_>>().join(" · "));
            let room = ui.available_width() - taken;
            let when = whens.into_iter().find(|when| width(when, Type::Label) <= room).unwrap_or_default();
            for (look, n) in numbers {
                text::named_icon(ui, look.icon(), look.colour(p), &words::look_count_name(view.tr, look));
                text::line(ui, &n, Type::Mono, look.colour(p));
                ui.add_space(space::XS);
            }
            if let Some((name, shown)) = errors.zip(shown_errors) {
                text::named_icon(ui, icons::BROKEN, p.broken, &name);
                text::line(ui, &shown, Type::Label, p.broken);
                ui.add_space(space::XS);
            }
            reading::from_right(ui, |ui| {
                text::line(ui, &when, Type::Label, p.text_secondary).on_hover_text(view.tr.date_time(at));
            });
        });
    });
    picked.and_then(|id| view.runs.get(id)).map(|row| &row.run)
}

/// The pass rate, and its change against the run before.
fn rates(ui: &mut Ui, row: &RunRow, before: Option<&RunRow>, view: &View<'_>) {
    let p = Palette::of(ui);
    let rate = pass_rate(&row.looks);
    let shown = rate.map_or_else(|| "–".to_owned(), |rate| view.tr.rate(rate));
    text::line(ui, &shown, Type::Mono, p.text).on_hover_text(view.text("rate-of-run"));
    let rates = before.and_then(|row| pass_rate(&row.looks)).zip(rate);
    if let Some((was, is)) = rates.filter(|(was, is)| percent::change(*was, *is) != 0.0) {
        let colour = if is > was { p.passed } else { p.failed };
        // The minus of the monospace font is drawn like its hyphen.
        text::line(ui, &view.tr.rate_change(was, is), Type::Body, colour).on_hover_text(view.text("compare-rate-note"));
    }
}

/// Explanation of a difference: the numbers of its rule, and how many tests are muted.
fn hint(difference: Difference, muted: usize, rules: &ResultRules, view: &View<'_>) -> String {
    let rule = matches!(difference, Difference::Slower | Difference::Faster).then(|| {
        let numbers = [("percent", rules.slower_percent.into()), ("time", view.tr.duration(rules.slower_ms).into())];
        view.tr.fmt("compare-pace-rule", &numbers)
    });
    let muted = (muted > 0).then(|| match difference {
        Difference::NewFailure => words::muted_apart(view.tr, muted),
        _ => view.count("compare-muted", muted as u64),
    });
    [rule, muted].into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// Id of the field of words, so that Ctrl+F finds it.
pub(super) fn find_id() -> Id {
    Id::unique("compare-find")
}

/// Draws the filters: a pill for each difference, words, the grouping, and the switch of the matrix.
pub(super) fn filters(
    ui: &mut Ui,
    comparison: &Comparison,
    filter: &mut Filter,
    matrix: &mut bool,
    by: &mut GroupBy,
    view: &View<'_>,
) {
    let p = Palette::of(ui);
    let count = |n: usize| view.tr.number(i64::try_from(n).unwrap_or(i64::MAX));
    let compared = &comparison.compared;
    let mut all = vec![None];
    let first = Pill {
        on: filter.difference.is_none() && filter.moved.is_none(),
        icon: None,
        name: view.text("compare-all").into_owned(),
        count: count(compared.rows.len().saturating_sub(if filter.hides_one_sided { compared.one_sided() } else { 0 })),
        hint: String::new(),
    };
    let mut pills = vec![first];
    for difference in compared.counts.keys() {
        let muted = compared.muted(*difference);
        all.push(Some(*difference));
        pills.push(Pill {
            on: filter.difference == Some(*difference),
            icon: Some(class_of(*difference, p)),
            name: view.text(&name_key(*difference)).into_owned(),
            count: count(compared.count(*difference)),
            hint: hint(*difference, muted, &compared.rules, view),
        });
    }
    // A high window has room for further rows of pills.
    let pressed = if is_low(ui.ctx()) {
        let (name, more) = (view.text("gui-filter"), |n: usize| view.count("gui-more-filters", n as u64));
        let room = ui.available_width();
        ui.horizontal(|ui| pill_row(ui, &pills, room, space::XS, PillTexts { name: &name, more: &more })).inner.pressed
    } else {
        ui.horizontal_wrapped(|ui| pill_rows(ui, &pills, space::XS)).inner
    };
    let pressed = pressed.and_then(|at| all.get(at).copied());
    if let Some(difference) = pressed {
        filter.difference = difference.filter(|d| filter.difference != Some(*d));
        filter.moved = None;
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let (hint, clear) = (view.text("compare-find"), view.text("gui-filter-clear"));
        let field = TextField::new(&mut filter.words).id(find_id()).hint(&hint).icon(icons::SEARCH).clearable(&clear);
        field.width(WORDS).show(ui);
        let names = GroupBy::ALL.map(|by| view.text(by.name_key()));
        let chosen = GroupBy::ALL.iter().position(|one| *one == *by);
        if let Some(picked) = combo(ui, &view.text("compare-group"), "", chosen, &names, GROUP) {
            *by = GroupBy::ALL[picked];
        }
        toggle_chip(ui, matrix, &view.text("compare-matrix"));
        if !*matrix {
            filter.moved = None;
        }
    });
}

/// Says in one line that most tests are in one of the runs only, with the link that shows or hides them.
pub(super) fn one_sided(ui: &mut Ui, compared: &RunComparison, shows: &mut bool, view: &View<'_>) {
    let p = Palette::of(ui);
    let number = |n: usize| view.tr.number(i64::try_from(n).unwrap_or(i64::MAX));
    let numbers = [("n", number(compared.one_sided()).into()), ("total", number(compared.total()).into())];
    let (words, link) = if *shows {
        (view.tr.fmt("compare-one-sided", &numbers), view.text("compare-one-sided-hide"))
    } else {
        (view.tr.fmt("compare-one-sided-hidden", &numbers), view.text("compare-one-sided-show"))
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        text::icon(ui, icons::PARTLY, p.text_secondary);
        let room = ui.available_width() - paint::galley(ui, &link, Type::Body, p.accent).size().x - space::L;
        text::line_within(ui, &words, Type::Body, p.text_secondary, room.max(0.0)).on_hover_text(&words);
        if text::link(ui, &link).clicked() {
            *shows = !*shows;
            // The filter follows in the next pass.
            ui.ctx().request_repaint();
        }
    });
}
