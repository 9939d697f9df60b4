//! The card "Needs attention": new failures, tests without a case, work that waits, failing functions, critical ones without a case.

use eframe::egui::{ScrollArea, Ui};

use super::function_lines::{LINES, function_line, heading};
use super::tables;
use crate::action::{Action, Actions, Nav};
use crate::model::case_grid::Quick;
use crate::model::registry::FunctionRow;
use crate::model::run_rows::RunRows;
use crate::model::runs::Only;
use crate::model::{QuickFilter, words};
use crate::ui_command::UiCommand;
use crate::view::View;
use voluptas_app::overview::dashboard::{Dashboard, WaitingWork};
use voluptas_core::domain::outcome::Difference;
use voluptas_core::domain::result::ResultLabel;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::{empty_state, paint};

/// A number that needs attention.
struct Notice {
    title: String,
    /// Hover text about the tests that the number leaves out; blank if it leaves out none.
    hint: String,
    count: u64,
    /// Drawn in the colour of failures.
    is_bad: bool,
    /// Leads to the rows that are counted.
    action: Action,
}

/// Content of the card besides the functions.
#[derive(Debug, Clone, Copy)]
pub struct Attention<'a> {
    /// The results of the project; `None` without a finished run.
    pub results: Option<&'a Dashboard>,
    /// Label of the results, if they are a part of each run.
    pub label: Option<&'a ResultLabel>,
    /// Work that waits for a person.
    pub waiting: WaitingWork,
}

impl Attention<'_> {
    /// True when a number is to be shown.
    pub fn has_notices(&self, view: &View<'_>) -> bool {
        !self.notices(view).is_empty()
    }

    fn notices(&self, view: &View<'_>) -> Vec<Notice> {
        let mut found = Vec::new();
        if let Some(newest) = self.results.and_then(|data| data.newest.as_ref())
            && let Some(count) = newest.differences.get(&Difference::NewFailure)
        {
            found.push(Notice {
                title: view.tr.fmt("dashboard-new-failures", &[("number", newest.number.into())]),
                hint: words::muted_apart(view.tr, newest.muted_new_failures),
                count: *count as u64,
                is_bad: true,
                action: Action::Nav(Nav::RunPart(newest.run, RunRows::Difference(Difference::NewFailure), self.label.cloned())),
            });
        }
        if let Some(data) = self.results
            && let Some(run) = data.trend.runs.last()
        {
            found.push(Notice {
                title: view.tr.fmt("dashboard-run-errors", &[("number", run.number.into())]),
                hint: String::new(),
                count: view.runs.get(run.id).map_or(0, |row| row.errors),
                is_bad: true,
                // Errors outside of tests belong to no part.
                action: Action::Nav(Nav::RunPart(run.id, RunRows::All, None)),
            });
            found.push(Notice {
                title: view.tr.fmt("dashboard-without-case", &[("number", run.number.into())]),
                hint: String::new(),
                count: data.without_case,
                is_bad: false,
                action: Action::Nav(Nav::RunPart(run.id, RunRows::Only(Only::WithoutCase), self.label.cloned())),
            });
        }
        found.push(Notice {
            title: view.text("dashboard-in-review").into_owned(),
            hint: String::new(),
            count: self.waiting.in_review,
            is_bad: false,
            action: Action::Nav(Nav::QuickCases(Quick::InReview)),
        });
        found.push(Notice {
            title: view.text("dashboard-ending-mutes").into_owned(),
            hint: String::new(),
            count: self.waiting.ending_mutes,
            is_bad: false,
            action: Action::Command(UiCommand::Mutes),
        });
        found.retain(|notice| notice.count > 0);
        found
    }
}

/// Height at which the card shows all of its lines.
pub fn height(attention: Attention<'_>, view: &View<'_>) -> f32 {
    let notices = match attention.notices(view).len() {
        0 => 0.0,
        lines => size::TABS + lines as f32 * size::GRID_ROW,
    };
    let lists = [QuickFilter::Failing, QuickFilter::CriticalUncovered].map(|quick| {
        match view.registry.rows.iter().filter(|row| row.is_in(quick)).take(LINES).count() {
            0 => 0.0,
            lines => size::TABS + lines as f32 * size::GRID_ROW,
        }
    });
    notices + lists.iter().sum::<f32>() + space::XXS
}

/// Draws the card.
pub fn card(ui: &mut Ui, attention: Attention<'_>, view: &View<'_>, out: &mut Actions) {
    let rows = &view.registry.rows;
    let of = |quick| rows.iter().filter(move |r| r.is_in(quick)).collect::<Vec<&FunctionRow>>();
    let (failing, critical) = (of(QuickFilter::Failing), of(QuickFilter::CriticalUncovered));
    let notices = attention.notices(view);
    surface(ui, 0.0, |ui| {
        ui.set_height(ui.available_height());
        ui.set_width(ui.available_width());
        if failing.is_empty() && critical.is_empty() && notices.is_empty() {
            heading(ui, &view.text("gui-overview-attention"), "");
            empty_state(ui, icons::DONE_ALL, &view.text("gui-overview-calm"), "", None);
            return;
        }
        ScrollArea::vertical().id_salt("attention").auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            if !notices.is_empty() {
                heading(ui, &view.text("gui-overview-attention"), "");
            }
            for notice in notices {
                if line_of(ui, &notice, view) {
                    out.push(notice.action);
                }
            }
            let lists = [
                ("gui-overview-failing", &failing, QuickFilter::Failing),
                ("gui-overview-critical", &critical, QuickFilter::CriticalUncovered),
            ];
            for (title, list, quick) in lists {
                if list.is_empty() {
                    continue;
                }
                if heading(ui, &view.text(title), &view.tr.number(list.len() as i64)) {
                    out.nav(Nav::Filter(quick));
                }
                for row in list.iter().take(LINES) {
                    let chosen = function_line(ui, view, row, 0, |ui, p, rect| {
                        let id = paint::elided_front(ui, &row.function.func_id, Type::Mono, p.text_faint, rect.width() * 0.4);
                        paint::put_right(ui.painter(), rect.right_center(), id)
                    });
                    if chosen {
                        out.nav(Nav::Function(row.function.id));
                    }
                }
            }
        });
    });
}

/// The line of a number. True when pressed.
fn line_of(ui: &mut Ui, notice: &Notice, view: &View<'_>) -> bool {
    let p = Palette::of(ui);
    let colour = if notice.is_bad { p.failed } else { p.text };
    let count = view.tr.number(i64::try_from(notice.count).unwrap_or(i64::MAX));
    let name = format!("{}: {count}", notice.title);
    let texts = tables::RowTexts { title: &notice.title, name: &name, hint: &notice.hint };
    tables::row(ui, texts, false, |ui, inner| {
        paint::put_right(ui.painter(), inner.right_center(), paint::galley(ui, &count, Type::Mono, colour))
    })
}
