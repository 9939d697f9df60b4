//! The last outcomes of a test, a case or a function: a mark for each finished run, which opens the run, and the figures of the rules.

use eframe::egui::Ui;

use crate::action::{Actions, Nav};
use crate::model::rollup::class_of;
use crate::model::run_rows::RunRows;
use crate::model::words;
use crate::query::{CachedQuery, Concerns, Reads};
use crate::view::View;
use voluptas_app::overview;
use voluptas_app::overview::dashboard::{History, HistoryOf, PastRun};
use voluptas_core::domain::outcome::WINDOW;
use voluptas_core::domain::rules::ResultRules;
use voluptas_store::Aggregate;
use voluptas_ui::theme::{Palette, Type, space};
use voluptas_ui::widgets::marks::{MarkSize, strip};
use voluptas_ui::widgets::{StatusClass, text};

/// The outcomes of a test, case or function, read in the background.
#[derive(Debug)]
pub struct PastRuns(CachedQuery<HistoryOf, Vec<History>>);

impl Default for PastRuns {
    fn default() -> Self {
        let concerns = Concerns::Of(&[Aggregate::Runs, Aggregate::Results, Aggregate::Mappings]);
        Self(CachedQuery::of_thing("gui-unread-results", concerns))
    }
}

impl PastRuns {
    /// Reads outcomes; `None` reads nothing. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>, of: Option<HistoryOf>) {
        self.0.ask(reads, of, |store, of| store.read(|tx| overview::dashboard::history::of(tx, *of)));
    }

    /// Draws marks and figures by environment. Draws nothing without a finished run.
    pub fn show(&self, ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
        let Some(histories) = self.0.get().filter(|all| !all.is_empty()) else { return };
        ui.scope(|ui| marks_and_figures(ui, histories, view, out));
    }
}

fn marks_and_figures(ui: &mut Ui, histories: &[History], view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    ui.spacing_mut().item_spacing.y = space::XS;
    ui.add_space(space::S);
    text::strong(ui, &view.text("dashboard-history"));
    for history in histories {
        let without = view.text("dashboard-no-environment");
        let environment = history.environment.as_deref().unwrap_or(&without);
        if histories.len() > 1 || history.environment.is_some() {
            text::line(ui, environment, Type::Label, p.text_secondary);
        }
        let looks: Vec<StatusClass> = history.runs.iter().map(|past| class_of(Some(&past.status))).collect();
        let name = format!("{}: {environment}", view.text("dashboard-history"));
        let pressed = strip(ui, MarkSize::LARGE, &looks, &name, |i| words_of(&history.runs[i], view));
        out.extend(pressed.map(|i| way(&history.runs[i])));
        text::paragraph(ui, &figures(history, view), Type::Label, p.text_secondary).on_hover_text(rule(&history.rules, view));
    }
}

/// The way to a test in one of its runs.
pub fn way(past: &PastRun) -> Nav {
    Nav::RunRows(past.run, RunRows::Test(past.test))
}

/// An outcome in one line: run, date, status, duration.
pub fn words_of(past: &PastRun, view: &View<'_>) -> String {
    let mut parts = vec![format!("#{}", past.number), view.tr.date(past.at_ms)];
    parts.push(words::status_name(view.tr, Some(&past.status)).into_owned());
    if past.is_flaky {
        parts.push(view.text("run-flaky").into_owned());
    }
    parts.extend(past.duration_ms.map(|ms| view.tr.duration(ms)));
    parts.join(" · ")
}

/// Pass rate, rate of flakiness and mean duration.
fn figures(history: &History, view: &View<'_>) -> String {
    let passed = history.pass_rate().map_or_else(|| "—".to_owned(), |rate| view.tr.rate(rate));
    let flaky = view.tr.percent(u64::try_from(history.record.flaky_rate).unwrap_or(0), 1000);
    let mut words = view.tr.fmt("dashboard-history-figures", &[("passed", passed.into()), ("flaky", flaky.into())]);
    // Such a run has the mark of a flaky test, while the rule of the history does not call the test flaky.
    if !history.record.is_flaky() && history.record.flaky_runs > 0 {
        words.push_str(" · ");
        words.push_str(&view.count("dashboard-history-flaky-runs", history.record.flaky_runs as u64));
    }
    if let Some(mean) = history.record.mean_ms {
        words.push_str(" · ");
        words.push_str(&view.tr.fmt("dashboard-history-mean", &[("time", view.tr.duration(mean).into())]));
    }
    words
}

/// The rule by which the history calls a test flaky.
fn rule(rules: &ResultRules, view: &View<'_>) -> String {
    view.tr.fmt(
        "dashboard-history-rule",
        &[
            ("window", i64::try_from(WINDOW).unwrap_or(0).into()),
            ("switches", rules.flaky_switches.into()),
            ("rate", rules.flaky_percent.into()),
            ("runs", rules.flaky_runs.into()),
        ],
    )
}
