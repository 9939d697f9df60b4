//! The head of a run: title, number, state, times, the bar of its statuses, and the way to a comparison.

use eframe::egui::{OpenUrl, Ui, vec2};

use super::commands::HeadCommands;
use super::gate::Gate;
use super::panes::SIDE_BY_SIDE;
use super::parts;
use super::tab::RunTab;
use crate::action::Actions;
use crate::model::runs::RunRow;
use crate::model::words;
use crate::view::View;
use voluptas_app::runs::context::RunContext;
use voluptas_core::domain::issue;
use voluptas_core::domain::run::RunState;
use voluptas_store::shards::Shard;
use voluptas_ui::theme::{Palette, Type, size, space};
use voluptas_ui::widgets::{StatusClass, Tone, chip, paint, reading, text};

/// Room beside the title for the number and the state of the run.
const HEAD_BESIDE: f32 = 230.0;
/// Facts of the tool's environment that are shown; the others stand on hover.
const FACTS: usize = 4;
/// Shards that are listed on hover.
const SHARDS: usize = 30;
/// Most width of a title that moves commands into the menu, and that in a tight view.
const TITLE: f32 = 360.0;
const TIGHT_TITLE: f32 = 180.0;
/// Room for the time of a run beside the commands of a narrow view.
const TIME: f32 = 200.0;

/// Actions that were pressed in the head.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct HeadResponse {
    /// The execution is to be shown in place of the results.
    pub executes: bool,
    /// The pressed part of the bar.
    pub part: Option<StatusClass>,
}

/// Draws the head. In a tight view it is one line: the time stands on hover.
pub(super) fn show(
    ui: &mut Ui,
    row: &RunRow,
    state: &mut RunTab,
    is_tight: bool,
    view: &View<'_>,
    out: &mut Actions,
) -> HeadResponse {
    let p = Palette::of(ui);
    // The bar has the numbers of the rows below it: those of the part that the filter shows.
    let part = state.filter.label.is_some().then(|| state.numbers()).flatten();
    let looks = part.map_or(row.looks, |part| part.looks);
    let state = &*state;
    let run = &row.run;
    let results = state.results.get();
    let at = row.began_ms();
    let when = match run.end_ms {
        Some(end) if end > at => format!("{} · {}", view.tr.date_time(at), view.tr.duration(end - at)),
        _ => view.tr.date_time(at),
    };
    let context_of = results.filter(|results| results.run == run.id).map(|results| &results.context);
    let gate = results
        .filter(|results| results.run == run.id)
        .and_then(|results| Gate::of(&state.gate, results, state.filter.label.is_some(), view));
    let about = std::iter::once(when.as_str()).chain(context_of.into_iter().flat_map(|context| context.titles()));
    let about = about.collect::<Vec<_>>().join("\n");
    // In a narrow view the time stands in a line of its own.
    let narrow = ui.available_width() < SIDE_BY_SIDE;
    let mut pressed = HeadResponse::default();
    let gate_room = gate.as_ref().filter(|_| is_tight).map_or(0.0, |gate| gate.brief_width(ui, view));
    let title =
        paint::galley(ui, &run.content.title, Type::Title, p.text).size().x.min(if is_tight { TIGHT_TITLE } else { TITLE });
    // A narrow view has the commands in a line of their own, beside the time.
    let room = ui.available_width() - if narrow && !is_tight { TIME } else { title + HEAD_BESIDE + gate_room };
    let commands = HeadCommands::new(ui, row, state, room, view);
    let mut is_told = narrow || is_tight;
    ui.horizontal(|ui| {
        let beside = HEAD_BESIDE + gate_room + if narrow && !is_tight { 0.0 } else { commands.width };
        let room = (ui.available_width() - beside).max(ui.available_width() * 0.25);
        text::line_within(ui, &run.content.title, Type::Title, p.text, room);
        text::mono(ui, &format!("{} #{}", row.project, run.number)).on_hover_text(&about);
        let (tone, key) = match run.state {
            RunState::Active => (Tone::Info, "gui-run-active"),
            RunState::Complete => (Tone::Neutral, "gui-run-complete"),
            RunState::Aborted => (Tone::Warning, "gui-run-aborted"),
        };
        chip(ui, tone, None, &view.text(key)).on_hover_text(&about);
        if is_tight {
            // The broken rules stand in the popup alone.
            if let Some(gate) = &gate {
                gate.chip(ui, true, view);
            }
            reading::from_right(ui, |ui| {
                ui.spacing_mut().item_spacing.x = space::XS;
                pressed.executes = commands.show(ui, view, out);
            });
        } else if !narrow {
            reading::from_right(ui, |ui| {
                pressed.executes = commands.show(ui, view, out);
                let needed = paint::galley(ui, &when, Type::Label, p.text_secondary).size().x;
                if needed <= ui.available_width() {
                    is_told = true;
                    text::line(ui, &when, Type::Label, p.text_secondary);
                }
            });
        }
    });
    if narrow && !is_tight {
        ui.horizontal(|ui| {
            let room = ui.available_width() - commands.width;
            text::line_within(ui, &when, Type::Label, p.text_secondary, room.max(size::CONTROL));
            reading::from_right(ui, |ui| {
                pressed.executes = commands.show(ui, view, out);
            });
        });
    }
    match context_of {
        Some(found) if !is_tight => context(ui, found, gate.as_ref(), (!is_told).then_some(when.as_str()), view),
        // Without it, a run that lacks a part looks whole.
        Some(found) if lacks_shards(found) => shards_chip(ui, found, view),
        _ => {}
    }
    pressed.part = parts::bar(ui, &looks, view);
    pressed
}

/// True for a run of which more parts are expected.
fn lacks_shards(context: &RunContext) -> bool {
    context.shards.as_ref().is_some_and(|(count, _)| count.expected.is_some_and(|expected| count.received < expected))
}

/// Draws the number of parts that a run has, with their names as a tooltip.
fn shards_chip(ui: &mut Ui, context: &RunContext, view: &View<'_>) {
    let Some((count, shards)) = &context.shards else { return };
    let tone = if lacks_shards(context) { Tone::Info } else { Tone::Neutral };
    let chip = chip(ui, tone, None, &words::shards(view.tr, *count));
    let line = |shard: &Shard| format!("{}. {} · {}", shard.position, shard.title, view.tr.date_time(shard.created_ms));
    let mut lines: Vec<String> = shards.iter().take(SHARDS).map(line).collect();
    if shards.len() > SHARDS {
        lines.push("…".to_owned());
    }
    if !lines.is_empty() {
        chip.on_hover_text(lines.join("\n"));
    }
}

/// Draws the quality gate, environment, milestone, configurations and build, and the time where it had no room beside the title; nothing
/// for a run without them.
fn context(ui: &mut Ui, context: &RunContext, gate: Option<&Gate>, when: Option<&str>, view: &View<'_>) {
    let facts = &context.facts;
    let is_blank = context.titles().next().is_none() && facts.build.is_none() && facts.environment.is_empty();
    if is_blank && context.shards.is_none() && gate.is_none() && when.is_none() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        if let Some(when) = when {
            text::line(ui, when, Type::Label, Palette::of(ui).text_secondary);
        }
        if let Some(gate) = gate {
            gate.chip(ui, false, view);
            for rule in &gate.lines {
                let chip = chip(ui, gate.tone, None, &rule.short);
                let hint = rule.hint();
                if !hint.is_empty() {
                    chip.on_hover_text(hint);
                }
            }
        }
        shards_chip(ui, context, view);
        if let Some(environment) = &context.environment {
            chip(ui, Tone::Neutral, None, environment);
        }
        if let Some(milestone) = &context.milestone {
            let due = context.milestone_due_ms.map(|due| view.tr.due_day(due));
            let title =
                due.map(|date| view.tr.fmt("run-milestone-due", &[("title", milestone.as_str().into()), ("date", date.into())]));
            chip(ui, Tone::Neutral, None, title.as_ref().unwrap_or(milestone));
        }
        for title in context.configurations.iter().chain(&context.tags) {
            chip(ui, Tone::Neutral, None, title);
        }
        if let Some(build) = &facts.build {
            match facts.build_url.as_ref().filter(|url| issue::is_page(url)) {
                Some(page) => {
                    if text::link(ui, build).on_hover_text(page).clicked() {
                        ui.ctx().open_url(OpenUrl::new_tab(page));
                    }
                }
                None => drop(chip(ui, Tone::Neutral, None, build)),
            }
        }
        let words = |(name, value): &(String, String)| format!("{name} = {value}");
        // The environment of the run is one of the facts.
        let others: Vec<_> = facts.environment.iter().filter(|(_, value)| context.environment.as_ref() != Some(value)).collect();
        for fact in others.iter().take(FACTS) {
            chip(ui, Tone::Neutral, None, &words(fact));
        }
        if others.len() > FACTS {
            let more = view.tr.fmt("run-context-more", &[("n", ((others.len() - FACTS) as i64).into())]);
            let all: Vec<String> = others.into_iter().map(words).collect();
            chip(ui, Tone::Neutral, None, &more).on_hover_text(all.join("\n"));
        }
    });
}
