//! Issues that were made in the tracker from results of a test: key, title and status, each as a link.

use eframe::egui::{OpenUrl, Ui, vec2};

use crate::action::{Action, Actions, TestsAction};
use crate::view::View;
use voluptas_app::integrations::issue_jobs::is_old;
use voluptas_core::domain::ids::{ProjectId, TestId};
use voluptas_core::domain::issue;
use voluptas_store::trackers::TrackerIssue;
use voluptas_store::{Result, Tx};
use voluptas_ui::theme::{Palette, icons, size, space};
use voluptas_ui::widgets::{Tone, chip, text};

/// Most characters of a title in a row.
const TITLE: usize = 60;

/// The issues of a test.
#[derive(Debug, Clone, Default)]
pub struct Issues {
    project: Option<ProjectId>,
    /// The newest first, each with the title of its result.
    all: Vec<(TrackerIssue, String)>,
}

impl Issues {
    /// Reads the issues of the results of a test.
    pub fn read(tx: &Tx<'_>, project: ProjectId, test: TestId) -> Result<Self> {
        let titled = |issue: TrackerIssue| {
            let title = tx.results().get(issue.result)?.content.title;
            Ok((issue, title))
        };
        let all = tx.trackers().issues_of_test(test)?.into_iter().map(titled).collect::<Result<_>>()?;
        Ok(Self { project: Some(project), all })
    }

    /// True for the name of one of the issues.
    pub fn has(&self, name: &str) -> bool {
        self.all.iter().any(|(issue, _)| issue.key.as_deref() == Some(name))
    }

    /// Draws them in a row; asks for new statuses while one is old. The shell limits how often a tracker is asked.
    pub fn show(&self, ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
        if self.all.is_empty() {
            return;
        }
        if let Some(project) = self.project.filter(|_| self.all.iter().any(|(issue, _)| is_old(issue, view.now))) {
            out.push(Action::Tests(TestsAction::ReadIssues(project)));
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
            ui.spacing_mut().interact_size.y = size::CHIP;
            text::label(ui, &view.text("run-issues"));
            for (issue, title) in &self.all {
                text::icon(ui, icons::DEFECT, Palette::of(ui).failed);
                let key = issue.key.as_deref().unwrap_or_default();
                match issue.url.as_deref().filter(|url| issue::is_page(url)) {
                    Some(url) => {
                        if text::link(ui, key).on_hover_text(url).clicked() {
                            ui.ctx().open_url(OpenUrl::new_tab(url));
                        }
                    }
                    None => _ = text::body(ui, key),
                }
                let mut shown: String = title.chars().take(TITLE).collect();
                if shown.len() < title.len() {
                    shown = format!("{}…", shown.trim_end());
                }
                text::secondary(ui, &shown).on_hover_text(title);
                if let Some(status) = issue.status.as_deref().filter(|status| !status.is_empty()) {
                    let tone = if issue.is_done { Tone::Good } else { Tone::Bad };
                    let chip = chip(ui, tone, None, status);
                    if let Some(at) = issue.checked_ms {
                        chip.on_hover_text(view.tr.fmt("run-issue-checked", &[("time", view.tr.date_time(at).into())]));
                    }
                }
                ui.add_space(space::XS);
            }
        });
    }
}
