//! The inspector of one suite: its texts, the number of items inside, and the last results of its cases.

use std::sync::Arc;

use eframe::egui::{Popup, Ui, vec2};

use super::several_cases::looks_bar;
use crate::action::{Action, Actions, CaseAction, ListAction, Nav};
use crate::model::cases::{CaseKey, CaseRow};
use crate::model::rollup::class_of;
use crate::view::View;
use crate::views::lists::menus;
use voluptas_core::domain::ids::SuiteId;
use voluptas_core::domain::suite::Suite;
use voluptas_ui::memo::{Identity, Memo};
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{Button, StatusClass, Tone, chip, empty_state, icon_button, markdown, reading, text};

/// Contents of a suite and the suites below it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SuiteCounts {
    suites: usize,
    cases: usize,
    /// Cases by their last result, without those that no case has.
    looks: Vec<(StatusClass, u64)>,
}

/// The counts of a suite, with the suite and the lists that they were counted in.
pub(super) type SuiteCountsMemo = Memo<(SuiteId, Identity<Vec<CaseRow>>), Arc<SuiteCounts>>;

fn held(id: SuiteId, view: &View<'_>) -> SuiteCounts {
    let (mut suites, mut cases, mut counts) = (0_usize, 0, vec![0_u64; StatusClass::ALL.len()]);
    let tree = &view.cases.tree;
    let lines = tree.index(CaseKey::Suite(id).key()).into_iter().flat_map(|at| tree.subtree(at));
    for key in lines.map(|line| CaseKey::from_key(tree.key(line))) {
        match key {
            CaseKey::Suite(_) => suites += 1,
            CaseKey::Link(..) => {}
            CaseKey::Case(id) => {
                cases += 1;
                let look = class_of(view.cases.get(id).and_then(|row| row.status.as_ref()));
                if let Some(count) = StatusClass::ALL.iter().position(|one| *one == look).and_then(|at| counts.get_mut(at)) {
                    *count += 1;
                }
            }
        }
    }
    let looks = StatusClass::ALL.into_iter().zip(counts).filter(|(_, n)| *n > 0).collect();
    // The suite itself is a line, too.
    SuiteCounts { suites: suites.saturating_sub(1), cases, looks }
}

/// Draws a suite; `read` is the suite with its texts, once it was read.
pub(super) fn show(
    ui: &mut Ui,
    id: SuiteId,
    read: Option<&Suite>,
    memo: &mut SuiteCountsMemo,
    view: &View<'_>,
    out: &mut Actions,
) {
    let p = Palette::of(ui);
    let Some(line) = view.cases.suite_line(id) else {
        empty_state(ui, icons::SUITE, &view.text("suite-in-trash"), "", None);
        return;
    };
    let held = memo.get((id, Identity::of(&view.cases.rows)), || Arc::new(held(id, view)));
    ui.horizontal(|ui| {
        text::icon(ui, icons::SUITE, p.text_secondary);
        let path = view.cases.suite_path(id);
        let above = path.rsplit_once(" › ").map_or("", |(above, _)| above);
        text::line_within(ui, above, Type::Label, p.text_secondary, ui.available_width() - size::CONTROL);
        reading::from_right(ui, |ui| {
            let more = icon_button(ui, icons::MORE, &view.text("gui-more"));
            Popup::menu(&more).show(|ui| menus::suite_commands(ui, id, view, out));
        });
    });
    text::paragraph(ui, &line.title, Type::Title, p.text);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS + space::XXS, space::XS);
        ui.spacing_mut().interact_size.y = size::CHIP;
        chip(ui, Tone::Neutral, Some(icons::CASE), &view.count("cases-count", held.cases as u64));
        if held.suites > 0 {
            chip(ui, Tone::Neutral, Some(icons::SUITE), &view.count("gui-count-suites", held.suites as u64));
        }
        if line.linked > 0 {
            chip(ui, Tone::Neutral, Some(icons::LINK), &view.count("suite-count-linked", u64::from(line.linked)));
        }
    });
    if let Some(suite) = read {
        for (key, words) in
            [("gui-case-description", &suite.content.description), ("gui-case-preconditions", &suite.content.preconditions)]
        {
            if let Some(words) = words.as_deref().filter(|words| !words.trim().is_empty()) {
                ui.add_space(space::XS);
                text::strong(ui, &view.text(key));
                markdown::show(ui, ui.scope_id().with(key), words);
            }
        }
    }
    if held.cases > 0 {
        results(ui, id, &held, view, out);
    }
    ui.add_space(space::S);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::S);
        if Button::secondary(&view.text("suite-new-case")).icon(icons::CASE).show(ui).clicked() {
            out.push(Action::Case(CaseAction::AskNew(Some(id))));
        }
        if Button::secondary(&view.text("suite-edit-item")).icon(icons::EDIT).show(ui).clicked() {
            out.push(Action::List(ListAction::AskSuite(id)));
        }
    });
}

/// Draws the last results of the cases below the suite.
fn results(ui: &mut Ui, id: SuiteId, held: &SuiteCounts, view: &View<'_>, out: &mut Actions) {
    ui.add_space(space::S);
    let label = view.text("lists-rollup-last");
    ui.horizontal(|ui| {
        text::strong(ui, &label);
        reading::from_right(ui, |ui| {
            if text::link(ui, &view.text("suite-show-cases")).clicked() {
                out.nav(Nav::SuiteCases(id));
            }
        });
    });
    looks_bar(ui, &held.looks, &label, view);
}
