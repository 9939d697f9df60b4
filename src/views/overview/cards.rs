//! The cards with the numbers of the registry, and the filters that a number opens.

use eframe::egui::{Color32, Ui, vec2};
use voluptas_ui::widgets::StatusStyle as _;

use crate::action::{Actions, Nav};
use crate::model::runs::pass_percent;
use crate::model::{QuickFilter, words};
use crate::view::View;
use voluptas_app::functions::coverage::Coverage;
use voluptas_core::domain::ids::FunctionId;
use voluptas_ui::theme::{Icon, Palette, icons, space};
use voluptas_ui::widgets::card::{CardRow, NumberCard, number_card};
use voluptas_ui::widgets::{StatusClass, progress, text};

/// Least width at which all cards stand in one row.
pub const CARDS: f32 = 520.0;
/// Height of the bar of results.
const BAR: f32 = 6.0;

/// The four cards with numbers; used by the overview and by the registry.
pub fn cards(ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let t = &view.registry.totals;
    let columns = if ui.available_width() >= CARDS { 4.0 } else { 2.0 };
    // A hair less than there is: what is rounded up would go into the next row.
    let width = (ui.available_width() - space::M * (columns - 1.0)) / columns - 0.1;
    let of = |part: u64, total: u64| {
        view.tr.fmt("gui-card-covered-note", &[("covered", (part as i64).into()), ("total", (total as i64).into())])
    };
    let (label, number, note) =
        (view.text("gui-card-covered"), view.tr.percent(t.covered, t.testable), of(t.covered, t.testable));
    let covered = NumberCard { label: &label, number: &number, unit: "", colour: None, note: &note };
    let (label, number) = (view.text("gui-card-critical"), view.tr.number(t.critical_uncovered as i64));
    let (colour, note) = ((t.critical_uncovered > 0).then_some(p.failed), view.count("gui-card-critical-note", t.critical));
    let critical = NumberCard { label: &label, number: &number, unit: "", colour, note: &note };
    let ran: u64 = t.looks.iter().sum::<u64>() - t.looks[StatusClass::ALL.len() - 1];
    let (results_label, number) = (view.text("gui-card-results"), pass_percent(&t.looks, view.tr));
    let key = |key: &str, shown: bool| if shown { view.text(key).into_owned() } else { String::new() };
    let (unit, note) = (key("gui-card-results-unit", ran > 0), key("gui-card-results-none", ran == 0));
    let results = NumberCard { label: &results_label, number: &number, unit: &unit, colour: None, note: &note };
    let (label, number) = (view.text("gui-card-automated"), view.tr.percent(t.automated, t.testable));
    let note = of(t.automated, t.testable);
    let automated = NumberCard { label: &label, number: &number, unit: "", colour: None, note: &note };
    // Cards of one height, at which the last line of each is whole.
    let under = if ran > 0 { space::XS + BAR } else { 0.0 };
    let row = CardRow::of(ui, width, &[(covered, 0.0), (critical, 0.0), (results, under), (automated, 0.0)]);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::M, space::M);
        if number_card(ui, row, covered, |_| {}).clicked() {
            out.nav(Nav::Filter(QuickFilter::Covered));
        }
        if number_card(ui, row, critical, |_| {}).clicked() {
            out.nav(Nav::Filter(QuickFilter::CriticalUncovered));
        }
        let mut bar = None;
        let clicked = number_card(ui, row, results, |ui| {
            if ran > 0 {
                ui.add_space(space::XS);
                let parts: Vec<_> = StatusClass::ALL.iter().zip(t.looks).map(|(l, n)| (l.bar_colour(p), n)).collect();
                let drawn = progress::parts_bar(ui, &parts, BAR, &results_label);
                bar = Some(drawn.rect);
                drawn.on_hover_ui(|ui| {
                    for (look, n) in StatusClass::ALL.iter().zip(t.looks).filter(|(_, n)| *n > 0) {
                        text::body(ui, &format!("{}: {}", words::look_count_name(view.tr, *look), view.tr.number(n as i64)));
                    }
                });
            }
        });
        let clicked = clicked.on_hover_text(view.text("gui-card-results-rule"));
        if clicked.clicked() {
            // The number counts what passed; a part of the bar counts its own result.
            let at = clicked.interact_pointer_pos().zip(bar).filter(|(at, bar)| bar.expand(space::XS).contains(*at));
            let part = at.and_then(|(at, bar)| progress::part_at(bar, &t.looks, at.x));
            out.nav(Nav::Filter(QuickFilter::Result(part.map_or(StatusClass::Passed, |i| StatusClass::ALL[i]))));
        }
        if number_card(ui, row, automated, |_| {}).clicked() {
            out.nav(Nav::Filter(QuickFilter::Automated));
        }
    });
}

/// Name, icon with its colour, and count of a filter that only a number opens; `None` for one of the quick filters.
pub fn other_filter(p: &Palette, quick: QuickFilter, view: &View<'_>) -> Option<(String, (Icon, Color32), u64)> {
    let t = &view.registry.totals;
    Some(match quick {
        QuickFilter::All | QuickFilter::Critical | QuickFilter::Focus | QuickFilter::Uncovered => return None,
        QuickFilter::Covered => (view.text("gui-quick-covered").into_owned(), (icons::CASE, p.accent), t.covered),
        QuickFilter::CriticalUncovered => {
            (view.text("gui-card-critical").into_owned(), (icons::CRITICAL, p.failed), t.critical_uncovered)
        }
        QuickFilter::Automated => (view.text("gui-card-automated").into_owned(), (icons::SERVICE, p.accent), t.automated),
        QuickFilter::Failing => (view.text("gui-overview-failing").into_owned(), (icons::FAILED, p.failed), t.failing),
        QuickFilter::Result(look) => {
            let n = StatusClass::ALL.iter().position(|l| *l == look).map_or(0, |i| t.looks[i]);
            (words::look_count_name(view.tr, look).into_owned(), (look.icon(), look.colour(p)), n)
        }
        QuickFilter::CoveredIn(root) => {
            let (title, coverage) = branch(view, root);
            let name = view.tr.fmt("gui-quick-covered-in", &[("branch", title.into())]);
            (name, (icons::CASE, p.accent), u64::from(coverage.covered))
        }
        QuickFilter::TestableIn(root) => {
            let (title, coverage) = branch(view, root);
            let name = view.tr.fmt("gui-quick-testable-in", &[("branch", title.into())]);
            (name, (icons::REGISTRY, p.accent), u64::from(coverage.testable))
        }
    })
}

/// The title of a root, short enough for a pill, and its coverage; empty where the function was removed since.
fn branch(view: &View<'_>, root: FunctionId) -> (String, Coverage) {
    const LONGEST: usize = 32;
    let Some(row) = view.registry.get(root) else { return Default::default() };
    let title = row.title();
    let title = match title.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", title[..end].trim_end()),
        None => title.to_owned(),
    };
    (title, row.coverage)
}
