//! The filters of a run: by status, by difference to the earlier run, by property, by words; and the form of the list.

use std::collections::BTreeSet;
use voluptas_ui::widgets::StatusStyle as _;

use eframe::egui::{Id, Ui, vec2};

use super::panes::TIGHT;
use super::tab::RunTab;
use crate::action::{Actions, Nav};
use crate::model::run_lines::Show;
use crate::model::run_pair::RunPair;
use crate::model::run_part::RunParts;
use crate::model::runs::{Only, RunRow, index};
use crate::model::words;
use crate::view::View;
use crate::views::label_choice::label_choice;
use voluptas_core::domain::outcome::Difference;
use voluptas_ui::memo::next_number;
use voluptas_ui::theme::{Icon, Palette, Type, icons, space};
use voluptas_ui::widgets::choice::filter_menu;
use voluptas_ui::widgets::dialog::is_low;
use voluptas_ui::widgets::{
    Pill, PillTexts, Selection, StatusClass, TextField, combo, paint, pill_row, pill_rows, pills_width, reading, text,
};

/// Widths of the choice of the form, and of the field of words.
const SHOW: f32 = 220.0;
const WORDS: f32 = 220.0;
/// Their least widths beside the statuses, which leave less room.
const SHORT: (f32, f32) = (200.0, 150.0);

/// Least width of the rest of a row in which something may follow, in points.
const LEAST_REST: f32 = 100.0;

/// Id of the field of words, so that Ctrl+F finds it.
pub(super) fn find_id() -> Id {
    Id::unique("run-find")
}

/// Draws the filters.
pub(super) fn show(ui: &mut Ui, state: &mut RunTab, row: &RunRow, view: &View<'_>, out: &mut Actions) {
    let before = state.filter.clone();
    let has_form = statuses(ui, state, row, view);
    let has_before = state.results.get().is_some_and(|results| results.since.is_some());
    let has_parts = state.filter.label.is_some() || state.parts.get().is_some_and(|parts| !parts.all.is_empty());
    if !has_form || has_before || has_parts {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
            if !has_form {
                form(ui, state, (SHOW, WORDS), view);
                ui.add_space(space::S);
            }
            if has_parts {
                part(ui, state, view);
                // At the end of a row the space would widen the page.
                if ui.available_size_before_wrap().x > LEAST_REST {
                    ui.add_space(space::S);
                }
            }
            since_before(ui, state, view, out);
        });
    }
    if state.filter != before {
        state.selection = Selection::default();
        // Groups that lie aside are closed without a filter and open with one.
        if state.filter.is_on() != before.is_on() {
            state.turned = (BTreeSet::new(), next_number());
        }
    }
}

fn count(view: &View<'_>, n: usize) -> String {
    view.tr.number(i64::try_from(n).unwrap_or(i64::MAX))
}

/// Icon, colour and key of a property of tests.
fn look_of_only(only: Only, p: &Palette) -> (Icon, eframe::egui::Color32, &'static str) {
    match only {
        Only::WithoutCase => (icons::UNLINK, p.text_secondary, "run-only-without-case"),
        Only::Flaky => (icons::FLAKY, p.broken, "run-only-flaky"),
        Only::Muted => (icons::MUTE, p.text_secondary, "run-only-muted"),
    }
}

/// Filter of a pill: one status, or tests with a property; `All` shows everything.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PillFilter {
    All,
    Class(StatusClass),
    Only(Only),
}

/// Draws the statuses, with the form of the list at the end of the row if it fits. Returns true if it does.
fn statuses(ui: &mut Ui, state: &mut RunTab, row: &RunRow, view: &View<'_>) -> bool {
    let p = Palette::of(ui);
    let number = |n: u64| view.tr.number(i64::try_from(n).unwrap_or(i64::MAX));
    // Each number is that of its rows. Cases without a result are rows of the filters "all" and "untested".
    let numbers = state.numbers();
    let looks = numbers.as_ref().map_or(row.looks, |numbers| numbers.looks);
    let cases =
        state.untested.get().filter(|_| state.filter.shows_untested() && state.has_untested).map(|cases| cases.all.len() as u64);
    let without_result = || row.looks[index(StatusClass::Untested)].saturating_sub(looks[index(StatusClass::Untested)]);
    let untested = cases.unwrap_or_else(without_result);
    let is_on = |shown: PillFilter| match shown {
        PillFilter::All => state.filter.look.is_none() && state.filter.only.is_none(),
        PillFilter::Class(look) => state.filter.look == Some(look),
        PillFilter::Only(only) => state.filter.only == Some(only),
    };
    let pill = |shown: PillFilter, icon, name: std::borrow::Cow<'_, str>, count: String| {
        (shown, Pill { on: is_on(shown), icon, name: name.into_owned(), count, hint: String::new() })
    };
    let mut all = vec![pill(PillFilter::All, None, view.text("gui-quick-all"), number(looks.iter().sum::<u64>() + untested))];
    for look in StatusClass::ALL {
        let n = looks[index(look)] + if look == StatusClass::Untested { untested } else { 0 };
        if n > 0 || state.filter.look == Some(look) {
            let icon = Some((look.icon(), look.colour(p)));
            let (shown, mut pill) = pill(PillFilter::Class(look), icon, words::look_count_name(view.tr, look), number(n));
            if look == StatusClass::Untested {
                pill.hint = view.text("run-untested-why").into_owned();
            }
            all.push((shown, pill));
        }
    }
    for only in Only::ALL {
        let n = numbers.as_ref().map_or(0, |numbers| numbers.count(only));
        if n > 0 || state.filter.only == Some(only) {
            let (icon, colour, key) = look_of_only(only, p);
            all.push(pill(PillFilter::Only(only), Some((icon, colour)), view.text(key), count(view, n)));
        }
    }
    let (shown, pills): (Vec<PillFilter>, Vec<Pill>) = all.into_iter().unzip();
    let room = ui.available_width() - pills_width(ui, &pills, space::XS) - space::M * 2.0;
    let form_widths = (SHORT.0 + SHORT.1 + space::XS <= room).then(|| {
        let show = (room - space::XS - SHORT.1).min(SHOW);
        (show, (room - space::XS - show).min(WORDS))
    });
    let pressed = if let Some(widths) = form_widths {
        ui.horizontal(|ui| {
            let pressed = pill_rows(ui, &pills, space::XS);
            ui.add_space((ui.available_width() - widths.0 - widths.1 - space::XS).max(0.0));
            form(ui, state, widths, view);
            pressed
        })
        .inner
    } else if is_low(ui.ctx()) {
        let (name, more) = (view.text("gui-filter"), |n: usize| view.count("gui-more-filters", n as u64));
        let room = ui.available_width();
        ui.horizontal(|ui| pill_row(ui, &pills, room, space::XS, PillTexts { name: &name, more: &more }).pressed).inner
    } else {
        ui.horizontal_wrapped(|ui| pill_rows(ui, &pills, space::XS)).inner
    };
    let pressed = pressed.and_then(|at| shown.get(at).copied());
    let filter = &mut state.filter;
    match pressed {
        None => {}
        Some(PillFilter::All) => (filter.look, filter.only) = (None, None),
        Some(PillFilter::Class(look)) => filter.look = Some(look).filter(|_| filter.look != Some(look)),
        Some(PillFilter::Only(only)) => filter.only = Some(only).filter(|_| filter.only != Some(only)),
    }
    form_widths.is_some()
}

/// The form of the list, and the words of titles, in these widths.
fn form(ui: &mut Ui, state: &mut RunTab, (show, words): (f32, f32), view: &View<'_>) {
    let names: Vec<_> = Show::ALL.iter().map(|show| view.text(show.name_key())).collect();
    let chosen = Show::ALL.iter().position(|show| *show == state.show);
    if let Some(picked) = combo(ui, &view.text("run-show"), "", chosen, &names, show) {
        state.show_as(Show::ALL[picked]);
    }
    let (hint, clear) = (view.text("run-find"), view.text("gui-filter-clear"));
    let field = TextField::new(&mut state.filter.words).id(find_id()).hint(&hint).icon(icons::SEARCH).clearable(&clear);
    field.width(words).show(ui);
}

/// The choice of a part of the run.
fn part(ui: &mut Ui, state: &mut RunTab, view: &View<'_>) {
    let choices = state.parts.get().into_iter().flat_map(RunParts::choices);
    label_choice(ui, &view.text("dashboard-label"), choices, &mut state.filter.label, SHORT.0, view);
}

/// The differences to the run before: each shows its tests alone, and is shown again by a second press.
fn since_before(ui: &mut Ui, state: &mut RunTab, view: &View<'_>, out: &mut Actions) {
    let numbers = state.numbers();
    let (Some(results), Some(numbers)) = (state.results.get(), numbers) else { return };
    let Some(since) = &results.since else { return };
    let title =
        view.tr.fmt("run-since", &[("number", since.run.number.into()), ("title", since.run.content.title.clone().into())]);
    let short = view.tr.fmt("run-since-short", &[("number", since.run.number.into())]);
    // A filter that is on stays in sight, also where another part has nothing of it.
    let mut differences = numbers.differences.clone();
    if let Some(chosen) = state.filter.difference {
        differences.entry(chosen).or_default();
    }
    let pill = |(difference, n): (&Difference, &usize)| Pill {
        on: state.filter.difference == Some(*difference),
        icon: None,
        name: view.text(&format!("difference-{}", difference.as_str().replace('_', "-"))).into_owned(),
        count: count(view, *n),
        hint: match difference {
            Difference::NewFailure => {
                let apart = words::muted_apart(view.tr, numbers.muted_new_failures);
                let rule = view.tr.fmt("run-new-failures-hint", &[("number", since.run.number.into())]);
                [apart, rule].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
            }
            _ => String::new(),
        },
    };
    // Missing tests are rows of the comparison, not of this run, and of none of its parts.
    let gone = (!since.gone.is_empty() && state.filter.label.is_none()).then(|| Pill {
        on: false,
        icon: None,
        name: view.text("difference-gone").into_owned(),
        count: count(view, since.gone.len()),
        hint: view.text("run-gone-opens").into_owned(),
    });
    let pills: Vec<Pill> = differences.iter().map(pill).chain(gone).collect();
    let colour = Palette::of(ui).text_secondary;
    let needed = pills_width(ui, &pills, space::XS) + paint::galley(ui, &short, Type::Label, colour).size().x + space::XS;
    let is_tight = ui.ctx().content_rect().height() < TIGHT;
    let pressed = if is_tight && needed > ui.available_size_before_wrap().x && !pills.is_empty() {
        // A further row would take the room of the list: the menu has the name of the run.
        let lines: Vec<_> = pills.iter().map(|pill| (format!("{} · {}", pill.name, pill.count), pill.on)).collect();
        filter_menu(ui, &lines, short.trim_end_matches(':')).0
    } else {
        let label = reading::row(ui, |ui| text::line_within(ui, &short, Type::Label, colour, ui.available_width()));
        label.on_hover_text(title);
        if pills.is_empty() {
            text::line(ui, &view.text("run-since-same"), Type::Label, colour);
        }
        pill_rows(ui, &pills, space::XS)
    };
    if pressed.is_some_and(|at| at >= differences.len()) {
        out.nav(Nav::Differences(RunPair { older: since.run.id, newer: results.run }, Difference::Gone));
    }
    let pressed = pressed.and_then(|at| differences.keys().nth(at)).copied();
    if let Some(difference) = pressed {
        state.filter.difference = Some(difference).filter(|_| state.filter.difference != Some(difference));
    }
}

impl RunTab {
    /// Id of the field that finds results by words. It is drawn where the results are in front.
    pub fn find_id() -> Id {
        find_id()
    }
}
