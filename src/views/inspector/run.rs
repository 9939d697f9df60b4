//! The inspector of one run: its state and place, its numbers, and its failures with the way to them.

use eframe::egui::{Popup, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use voluptas_ui::widgets::StatusStyle as _;

use super::several_cases::looks_bar;
use crate::action::{Actions, Nav};
use crate::model::rollup::class_of;
use crate::model::run_rows::RunRows;
use crate::model::runs::{RunRow, pass_rate};
use crate::model::test_names::name_of;
use crate::model::words;
use crate::user_error::UserError;
use crate::view::View;
use crate::views::lists::menus;
use crate::views::{MiddleTab, missing};
use voluptas_app::runs;
use voluptas_app::runs::context::RunContext;
use voluptas_core::domain::ids::{CaseId, ResultId, RunId, TestId};
use voluptas_core::domain::outcome::{Difference, Outcome, is_bad};
use voluptas_core::domain::run::RunState;
use voluptas_core::domain::test_name::labels;
use voluptas_store::{Result, Store};
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{
    Button, RowHint as _, StatusClass, Tone, chip, empty_state, icon_button, paint, reading, status_icon, status_label, text,
};

/// Failures that are shown.
const SHOWN: usize = 8;
/// Height of a failure with its message.
const ROW: f32 = 44.0;

/// Facts of a run that the list of runs does not have.
#[derive(Debug)]
pub struct RunFacts {
    run: RunId,
    context: RunContext,
    /// The first failures, new ones before the others.
    failures: Vec<Failure>,
    /// Number of failed and broken tests, and of those that are new, without muted ones.
    failed: [usize; 2],
    /// Number of new failures of muted tests.
    muted_new: usize,
}

/// A failed or broken test of a run.
#[derive(Debug)]
struct Failure {
    test: TestId,
    look: StatusClass,
    title: String,
    case: Option<CaseId>,
    full_name: Option<String>,
    /// First line of the message; blank without one.
    message: String,
    is_new: bool,
}

/// Reads the facts of a run. Blocks.
pub fn read(store: &Store, id: RunId) -> Result<RunFacts> {
    store.read(|tx| {
        let run = tx.runs().get(id)?;
        let context = RunContext::read(tx, &run)?;
        let since = if run.state == RunState::Active { None } else { runs::compare::since_before(tx, id)? };
        let muted = tx.mutes().muted(run.project_id)?;
        let is_new = |outcome: &Outcome| {
            let difference = since.as_ref().and_then(|since| since.difference(outcome.test, muted.contains(&outcome.test)));
            difference == Some(Difference::NewFailure)
        };
        let muted_new = since.as_ref().map_or(0, |since| since.muted_new_failures(|test| muted.contains(&test)));
        let mut bad: Vec<Outcome> = tx.outcomes().of_run(id)?;
        bad.retain(|outcome| is_bad(&outcome.status));
        bad.sort_by_key(|outcome| (!is_new(outcome), outcome.test));
        let failed = [bad.len(), bad.iter().filter(|outcome| is_new(outcome)).count()];
        bad.truncate(SHOWN);
        let results: Vec<ResultId> = bad.iter().map(|outcome| outcome.result).collect();
        let mut messages = tx.results().messages(&results)?;
        let mut tests = tx.known_tests().many(&bad.iter().map(|outcome| outcome.test).collect::<Vec<_>>())?;
        let failure = |outcome: &Outcome| {
            let test = tests.remove(&outcome.test);
            let (case, full_name) =
                test.as_ref().map_or((None, None), |test| (test.case, test.full_name_in(id).map(str::to_owned)));
            Failure {
                test: outcome.test,
                look: class_of(Some(&outcome.status)),
                title: test.map(|test| test.title).unwrap_or_default(),
                case,
                full_name,
                message: messages
                    .remove(&outcome.result)
                    .unwrap_or_default()
                    .lines()
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .to_owned(),
                is_new: is_new(outcome),
            }
        };
        let failures = bad.iter().map(failure).collect();
        Ok(RunFacts { run: id, context, failures, failed, muted_new })
    })
}

/// Draws a run; `read` are its facts, or the failure of reading them.
pub fn show(
    ui: &mut Ui,
    id: RunId,
    is_in_front: bool,
    read: std::result::Result<&RunFacts, Option<&UserError>>,
    view: &View<'_>,
    out: &mut Actions,
) {
    let p = Palette::of(ui);
    let Some(row) = view.runs.get(id) else {
        empty_state(ui, icons::RUN, &view.text("gui-run-gone"), &view.text("gui-run-gone-more"), None);
        return;
    };
    ui.horizontal(|ui| {
        let look = row.look();
        status_icon(ui, look, &words::run_state(view.tr, row));
        text::mono(ui, &format!("{} #{}", row.project, row.run.number));
        reading::from_right(ui, |ui| {
            let more = icon_button(ui, icons::MORE, &view.text("gui-more"));
            Popup::menu(&more).show(|ui| menus::run_menu(ui, id, &[id], view, out));
        });
    });
    text::paragraph(ui, &row.run.content.title, Type::Title, p.text);
    let facts = read.ok().filter(|facts| facts.run == id);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS + space::XXS, space::XS);
        ui.spacing_mut().interact_size.y = size::CHIP;
        status_label(ui, row.look(), &words::run_state(view.tr, row));
        for title in facts.into_iter().flat_map(|facts| &facts.context.configurations) {
            chip(ui, Tone::Neutral, None, title);
        }
    });
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        if let Some(context) = facts.map(|facts| &facts.context) {
            for (key, value) in [("inspector-environment", &context.environment), ("inspector-milestone", &context.milestone)] {
                if let Some(value) = value {
                    text::key_word_row(ui, &view.text(key), value);
                }
            }
        }
        let began = row.began_ms();
        text::key_word_row(ui, &view.text("inspector-began"), &view.tr.date_time(began));
        if let Some(end) = row.run.end_ms.filter(|end| *end > began) {
            text::key_value_row(ui, &view.text("inspector-duration"), &view.tr.duration(end - began));
        }
        if let Some(rate) = pass_rate(&row.looks) {
            let row = text::key_value_row(ui, &view.text("inspector-rate"), &view.tr.rate(rate));
            row.on_hover_text(view.text("rate-of-run"));
        }
    });
    totals(ui, row, view);
    match read {
        Ok(facts) if facts.run == id => failures(ui, facts, view, out),
        Ok(_) => {}
        Err(failure) => missing(ui, failure, view),
    }
    if !is_in_front {
        ui.add_space(space::S);
        if Button::secondary(&view.text("window-open")).icon(icons::RUN).show(ui).clicked() {
            out.nav(Nav::Tab(MiddleTab::Run(id.0)));
        }
    }
}

/// Draws the numbers of tests by status.
fn totals(ui: &mut Ui, row: &RunRow, view: &View<'_>) {
    let looks: Vec<(StatusClass, u64)> = StatusClass::ALL.into_iter().zip(row.looks).filter(|(_, n)| *n > 0).collect();
    ui.add_space(space::S);
    let name = view.text("gui-run-results");
    text::section(ui, &name, Some(&view.tr.number(i64::try_from(row.total()).unwrap_or(i64::MAX))));
    if looks.is_empty() {
        text::secondary(ui, &view.text("inspector-no-results"));
    } else {
        looks_bar(ui, &looks, &name, view);
    }
}

/// Draws the first failures.
fn failures(ui: &mut Ui, facts: &RunFacts, view: &View<'_>, out: &mut Actions) {
    let [all, new] = facts.failed;
    if all == 0 {
        return;
    }
    ui.add_space(space::S);
    ui.horizontal(|ui| {
        text::section(ui, &view.text("inspector-failures"), Some(&view.tr.number(all as i64)));
        if new > 0 {
            let new = chip(ui, Tone::Bad, Some(icons::WORSE), &view.count("inspector-new-failures", new as u64));
            if facts.muted_new > 0 {
                new.on_hover_text(words::muted_apart(view.tr, facts.muted_new));
            }
        }
    });
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let name = |failure: &Failure| name_of(&failure.title, "", failure.case, failure.full_name.as_deref(), view.cases);
        let names: Vec<_> = facts.failures.iter().map(name).collect();
        for (failure, label) in facts.failures.iter().zip(labels(&names)) {
            line(ui, facts.run, failure, &label, view, out);
        }
    });
    if all > facts.failures.len() {
        let words = view.count("inspector-all-failures", all as u64);
        if text::link(ui, &words).clicked() {
            out.nav(Nav::Preview(MiddleTab::Run(facts.run.0)));
        }
    }
}

/// Draws a failure in two lines: the title of the test, with a label that tells it from another one of its title, and its message. A press
/// shows the test in its run.
fn line(ui: &mut Ui, run: RunId, failure: &Failure, label: &str, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let height = if failure.message.is_empty() { size::TREE_ROW } else { ROW };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, p.hover());
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    let upper = if failure.message.is_empty() { rect.center().y } else { rect.top() + height * 0.3 };
    let icon = Rect::from_center_size(pos2(rect.left() + size::ICON / 2.0, upper), vec2(size::ICON, size::ICON));
    paint::icon(ui.painter(), icon, failure.look.icon(), size::ICON, failure.look.colour(p));
    let x = icon.right() + space::S;
    let mut right = rect.right();
    let new = view.text("inspector-new");
    if failure.is_new {
        right = paint::put_right(ui.painter(), pos2(right, upper), paint::galley(ui, &new, Type::Label, p.failed)) - space::S;
    }
    if !label.is_empty() {
        let label = paint::elided_front(ui, label, Type::Mono, p.text_faint, (right - x) * 0.5);
        right = paint::put_right(ui.painter(), pos2(right, upper), label) - space::S;
    }
    let title = paint::elided(ui, &failure.title, Type::Body, p.text, right - x);
    paint::put_left(ui.painter(), pos2(x, upper), title);
    if !failure.message.is_empty() {
        let words = paint::elided(ui, &failure.message, Type::Label, p.text_secondary, rect.right() - x);
        paint::put_left(ui.painter(), pos2(x, rect.top() + height * 0.7), words);
    }
    paint::focus_ring(ui, &response, rect);
    let mut name = format!("{}: {}", words::class_name(view.tr, failure.look), failure.title);
    if failure.is_new {
        name = format!("{name}, {new}");
    }
    paint::describe(&response, || WidgetInfo::labeled(Role::Link, true, &name));
    let hint = [failure.title.as_str(), failure.message.as_str()].into_iter().filter(|part| !part.is_empty());
    let hint = hint.collect::<Vec<_>>().join("\n");
    let is_pressed = response.clicked();
    response.hint_above(hint);
    if is_pressed {
        out.nav(Nav::RunRows(run, RunRows::Test(failure.test)));
    }
}
