//! The first step of an export: functions at the left; options, the run and the results at the right.

use eframe::egui::{Align, Frame, Layout, Margin, Panel, Ui, Vec2, vec2};

use super::action::ExportAction;
use super::entry::{legend, plain};
use super::model::{ChosenBy, Shortcut};
use super::state::{ExportTab, RunPick};
use crate::model::sync_tab::SyncTab;
use crate::sync_dialog::account_lists::Listing;
use crate::sync_dialog::context::{Actions, DialogAction, TabContext};
use crate::sync_dialog::plan_tab::choice_frame;
use crate::sync_dialog::rich;
use crate::sync_dialog::strip::{note, strip_panel};
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::picker::{PickRow, Picker};
use voluptas_ui::widgets::reading;
use voluptas_ui::widgets::{
    Button, TextField, Tone, TreeOptions, banner, check_box, combo, dialog, empty_state, filter_pill, icon_button_with,
    segmented, text, tree,
};

/// The least room for the choices and the table, in points.
const LEAST: Vec2 = vec2(260.0, 380.0);

/// The least width for a field beside its label or choice; a narrower field takes a row of its own.
const RUN_FIELD: f32 = 200.0;

impl ExportTab {
    pub(super) fn choose(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ExportAction>) {
        self.update_lines();
        if self.is_read && self.model.is_empty() && self.of_run.is_none() {
            let (head, more, action) =
                (cx.t("sync-dialog-no-functions"), cx.t("sync-dialog-no-functions-more"), cx.t("sync-dialog-go-import"));
            dialog::body(ui, space::L, |ui| {
                if empty_state(ui, icons::FEATURE, &head, &more, Some(&action)) {
                    out.dialog(DialogAction::Show(SyncTab::Import));
                }
            });
            return;
        }
        let number = |n: usize| rich::strong(cx.tr.number(n));
        let chosen = match self.by {
            ChosenBy::Functions => self.tree().checked.len(),
            ChosenBy::Cases => self.lines.len(),
        };
        let entered = self.entry.count(&self.lines);
        let mut sentence = match self.by {
            ChosenBy::Functions if chosen == 0 => cx.t("sync-dialog-choose-functions").into_owned(),
            ChosenBy::Cases if chosen == 0 => cx.t("sync-dialog-choose-cases").into_owned(),
            ChosenBy::Functions => {
                cx.f("sync-dialog-chosen-functions", &[("functions", number(chosen)), ("cases", number(self.lines.len()))])
            }
            ChosenBy::Cases => cx.f("sync-dialog-chosen-cases", &[("cases", number(chosen))]),
        };
        let is_of_run = self.of_run.is_some();
        if let Some(run) = self.of_run.as_ref().filter(|_| self.results) {
            sentence.push(' ');
            sentence.push_str(&cx.f("sync-dialog-results-of-run", &[("title", rich::strong(&run.title))]));
        } else if self.results && entered > 0 {
            sentence.push(' ');
            sentence.push_str(&cx.f("sync-dialog-entered-n", &[("n", number(entered))]));
        }
        let sends_results = self.sends_results(entered);
        if self.results && !is_of_run && entered == 0 && chosen > 0 && (!self.lines.is_empty() || !self.cases) {
            sentence.push(' ');
            sentence.push_str(&if sends_results {
                cx.f("sync-dialog-last-results-n", &[("n", number(self.with_last))])
            } else {
                cx.t("sync-dialog-no-results-yet").into_owned()
            });
        }
        let run_missing = sends_results && self.run(cx).is_none();
        let enabled = (chosen > 0 || (is_of_run && self.results))
            && (self.cases || sends_results)
            && !run_missing
            && self.entered.is_stored();
        choice_frame(self, ui, cx, out, (&sentence, enabled), |tab, ui, _| tab.side(ui, cx));
        dialog::body(ui, 0.0, |ui| {
            dialog::roomy(ui, "export-choose", LEAST, |ui| {
                self.what(ui, cx, out);
                if let Some(run) = self.of_run.as_ref().filter(|_| self.results) {
                    let words = cx.f("sync-dialog-of-run-note", &[("title", run.title.clone().into())]);
                    let other = cx.t("sync-dialog-of-run-other");
                    if strip_panel(ui, "export-of-run", |ui| banner(ui, Tone::Neutral, &words, Some(&other), None)).is_some() {
                        self.of_run = None;
                    }
                } else if self.results {
                    self.entry_bar(ui, cx, out);
                    self.entry_notes(ui, cx);
                }
                dialog::body(ui, 0.0, |ui| self.table(ui, cx, out));
            });
        });
    }

    /// Draws the tree of functions or cases with the shortcuts.
    fn side(&mut self, ui: &mut Ui, cx: &TabContext<'_>) {
        dialog::side(ui, "export", 312.0, |ui| {
            Panel::top("sync-export-filter")
                .frame(Frame::new().inner_margin(Margin { bottom: 8, ..Margin::ZERO }))
                .show_separator_line(false)
                .show(ui, |ui| {
                    let names = ChosenBy::ALL.map(|by| cx.t(by.key()));
                    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
                    if let Some(i) = segmented(ui, self.by as usize, &names) {
                        self.by = ChosenBy::ALL[i];
                    }
                    ui.add_space(space::S);
                    let hint = match self.by {
                        ChosenBy::Functions => cx.t("sync-dialog-filter-functions"),
                        ChosenBy::Cases => cx.t("sync-dialog-filter-cases"),
                    };
                    let clear = cx.t("sync-dialog-clear");
                    TextField::new(&mut self.filters[self.by as usize])
                        .hint(&hint)
                        .icon(icons::FILTER)
                        .clearable(&clear)
                        .show(ui);
                    ui.horizontal_wrapped(|ui| {
                        ui.spacing_mut().item_spacing = eframe::egui::vec2(0.0, 0.0);
                        for &shortcut in Shortcut::of(self.by) {
                            let on = self.chosen_set == Some(shortcut);
                            let count = cx.tr.number(self.model.set(self.by, shortcut).len());
                            if filter_pill(ui, on, None, &cx.t(shortcut.key()), &count).clicked() {
                                if on {
                                    self.tree_mut().checked.clear();
                                } else {
                                    self.choose_set(shortcut);
                                }
                            }
                        }
                    });
                });
            let name = match self.by {
                ChosenBy::Functions => cx.t("sync-dialog-functions"),
                ChosenBy::Cases => cx.t("sync-dialog-cases-of-project"),
            };
            let (state, filter) = (&mut self.trees[self.by as usize], &self.filters[self.by as usize]);
            state.set_filter(filter);
            let options = TreeOptions { marked: false, ..TreeOptions::new(&name).checks() };
            tree(ui, self.model.tree(self.by), state, options, None);
        });
    }

    /// Draws the options: cases, results, suite and run.
    fn what(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ExportAction>) {
        let frame = Frame::new().inner_margin(Margin { left: 20, right: 20, top: 0, bottom: 12 });
        Panel::top("sync-export-what").frame(frame).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::L;
                label(ui, &cx.t("sync-dialog-send"));
                check_box(ui, &mut self.cases, &cx.t("sync-dialog-send-cases"));
                check_box(ui, &mut self.results, &cx.t("sync-dialog-send-results"));
            });
            if self.cases {
                self.suite_choice(ui, cx);
            }
            if !self.results {
                return;
            }
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = space::L;
                label(ui, &cx.t("sync-dialog-into-run"));
                let mut picks = vec![RunPick::Listed, RunPick::New];
                if cx.run_id.is_some() {
                    picks.insert(0, RunPick::Settings);
                }
                let names: Vec<_> = picks
                    .iter()
                    .map(|p| match p {
                        RunPick::Settings => cx.t("sync-dialog-run-settings"),
                        RunPick::Listed => cx.t("sync-dialog-run-listed"),
                        RunPick::New => cx.t("sync-dialog-run-new"),
                    })
                    .collect();
                let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
                let pick = self.pick(cx);
                let at = picks.iter().position(|p| *p == pick).unwrap_or(0);
                let width = 96.0 * picks.len() as f32 + space::XL;
                if ui.available_width() < width {
                    ui.end_row();
                }
                ui.scope(|ui| {
                    ui.set_max_width(width.min(ui.available_width()));
                    if let Some(i) = segmented(ui, at, &names) {
                        self.pick = Some(picks[i]);
                    }
                });
                if ui.available_width() < RUN_FIELD {
                    ui.end_row();
                }
                self.run_choice(ui, cx, out, pick);
            });
        });
    }

    /// Draws the choice of the suite for new cases, if functions without a case are checked.
    fn suite_choice(&mut self, ui: &mut Ui, cx: &TabContext<'_>) {
        let unmapped = self.model.set(ChosenBy::Functions, Shortcut::Unmapped);
        let new = self.functions().filter(|function| unmapped.contains(&function.0)).count();
        if new == 0 {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            label(ui, &cx.t("sync-dialog-into-suite"));
            let suites = &self.model.read.suites;
            let root = cx.t("sync-dialog-root-suite");
            let row = |i: usize| match i.checked_sub(1).and_then(|i| suites.get(i)) {
                Some(suite) => PickRow { icon: None, text: suite.path.join(" / "), note: format!("#{}", suite.qase_id) },
                None => PickRow { icon: None, text: root.clone().into_owned(), note: String::new() },
            };
            let chosen = suites.iter().position(|s| Some(s.qase_id) == self.suite).map_or(0, |i| i + 1);
            let (name, filter, nothing) =
                (cx.t("sync-dialog-suite-of-new"), cx.t("sync-dialog-find"), cx.t("sync-dialog-nothing-found"));
            if ui.available_width() < RUN_FIELD {
                ui.end_row();
            }
            let width = 312.0_f32.min(ui.available_width());
            let picker = Picker { name: &name, placeholder: &root, filter: &filter, nothing: &nothing, width };
            if let Some(i) = picker.show(ui, Some(chosen), suites.len() + 1, row) {
                self.suite = i.checked_sub(1).and_then(|i| suites.get(i)).map(|s| s.qase_id);
            }
            if ui.available_width() < RUN_FIELD {
                ui.end_row();
            }
            text::secondary(ui, &cx.n("sync-dialog-new-of-functions", new));
        });
    }

    fn run_choice(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ExportAction>, pick: RunPick) {
        let p = Palette::of(ui);
        let project = self.project.clone().unwrap_or_default();
        let width = (ui.available_width() - size::CONTROL - space::S).clamp(120.0, 360.0);
        match pick {
            RunPick::New => {
                let name = cx.t("sync-dialog-run-title");
                TextField::new(&mut self.title).name(&name).hint(&name).width(width).show(ui);
            }
            RunPick::Listed => {
                let runs = cx.lists.runs(&project);
                let rows = runs.map(Listing::rows).unwrap_or_default();
                let names: Vec<String> = rows.iter().map(|r| format!("#{} · {}", r.id, r.title)).collect();
                let ids: Vec<i64> = rows.iter().map(|r| r.id).collect();
                let placeholder = if runs.is_none_or(Listing::is_loading) {
                    cx.t("sync-dialog-loading")
                } else if ids.is_empty() {
                    cx.t("sync-dialog-no-open-runs")
                } else {
                    cx.t("sync-dialog-choose-run")
                };
                let chosen = self.listed.and_then(|id| ids.iter().position(|i| *i == id));
                if let Some(i) = combo(ui, &cx.t("sync-dialog-run"), &placeholder, chosen, &names, width) {
                    self.listed = Some(ids[i]);
                }
                if icon_button_with(ui, icons::REFRESH, &cx.t("sync-dialog-refresh"), false, true).clicked() {
                    out.push(ExportAction::RefreshRuns);
                }
            }
            RunPick::Settings => {
                let Some(id) = cx.run_id else { return };
                let runs = cx.lists.runs(&project).map(Listing::rows).unwrap_or_default();
                let title = runs.iter().find(|r| r.id == id).map(|r| r.title.clone());
                let words = format!("#{id} {}", title.unwrap_or_default());
                text::line(ui, words.trim(), Type::Medium, p.text);
            }
        }
    }

    /// Draws the bar above the entry of results: the keys and the button for a file.
    fn entry_bar(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ExportAction>) {
        if self.lines.is_empty() {
            return;
        }
        let frame = Frame::new().inner_margin(Margin { left: 20, right: 20, top: 6, bottom: 6 });
        Panel::top("sync-export-entry").frame(frame).show_separator_line(false).show(ui, |ui| {
            ui.horizontal(|ui| {
                reading::from_right(ui, |ui| {
                    if Button::quiet(&cx.t("sync-dialog-from-file")).icon(icons::FILE).show(ui).clicked() {
                        out.push(ExportAction::AskFile);
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| legend(ui, cx));
                });
            });
            if let Some(path) = self.results_from.ui(ui, cx.tr, &cx.t("gui-open")) {
                out.push(ExportAction::ReadFile(path));
            }
        });
    }

    /// Draws the report on a file of results, and errors of reading or storing.
    fn entry_notes(&mut self, ui: &mut Ui, cx: &TabContext<'_>) {
        if let Some(error) = self.entered.error() {
            let words = cx.f("sync-dialog-not-kept", &[("reason", cx.tr.message(&error).into())]);
            note(ui, "entry-kept", Tone::Bad, &words);
        }
        if let Some(words) = &self.file_error {
            note(ui, "entry-file", Tone::Bad, words);
        }
        if let Some(file) = &self.file {
            let mut words = cx.tr.message(&file.report.summary());
            let mut more: Vec<String> = file.report.notes.iter().take(3).map(|n| cx.tr.message(&n.message)).collect();
            more.extend(file.unknown.iter().take(3).map(|(line, what)| {
                cx.f("sync-dialog-unknown-line", &[("line", line.to_string().into()), ("what", what.clone().into())])
            }));
            for m in more {
                words.push(' ');
                words.push_str(&m);
            }
            let good = file.report.notes.is_empty() && file.unknown.is_empty();
            note(ui, "entry-file", if good { Tone::Good } else { Tone::Warning }, &words);
        }
    }

    fn table(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ExportAction>) {
        if self.tree().checked.is_empty() && self.of_run.is_some() {
            let (head, more) = (cx.t("sync-dialog-of-run-alone-head"), cx.t("sync-dialog-of-run-alone"));
            empty_state(ui, icons::EXPORT, &head, &more, None);
            return;
        }
        if self.tree().checked.is_empty() {
            let more = match self.by {
                ChosenBy::Functions => cx.t("sync-dialog-choose-functions-more"),
                ChosenBy::Cases => cx.t("sync-dialog-choose-cases-more"),
            };
            let head = cx.t("sync-dialog-choose-functions-head");
            if empty_state(ui, icons::EXPORT, &head, &more, Some(&cx.t("sync-dialog-choose-all-changed"))) {
                self.choose_set(Shortcut::Changed);
            }
            return;
        }
        if self.lines.is_empty() {
            let (head, more) = (cx.t("sync-dialog-no-cases-chosen"), cx.t("sync-dialog-no-cases-chosen-more"));
            empty_state(ui, icons::CASE, &head, &more, None);
            return;
        }
        let lines = std::mem::take(&mut self.lines);
        if self.results && self.of_run.is_none() && self.entered.is_ready() {
            self.entry.ui(ui, cx, out, &self.model, &lines);
        } else {
            plain(ui, cx, &self.model, &lines);
        }
        self.lines = lines;
    }
}

/// Draws the label of a row of choices. All labels have the same width.
fn label(ui: &mut Ui, words: &str) {
    let room = eframe::egui::vec2(72.0, size::CONTROL);
    ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(room.x);
        text::secondary(ui, words);
    });
}
