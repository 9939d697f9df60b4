//! The first step of an import: project and suites at the left, options at the right.

use eframe::egui::{Frame, Margin, Panel, ScrollArea, Ui};

use super::state::{ImportAction, ImportTab};
use crate::sync_dialog::context::{Actions, TabContext};
use crate::sync_dialog::footer::Step;
use crate::sync_dialog::plan_tab::choice_frame;
use crate::sync_dialog::policy::{POLICIES, policy_key};
use crate::sync_dialog::rich;
use crate::sync_dialog::running::{keep_alive, waiting};
use voluptas_sync::Policy;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{
    TextField, TreeOptions, check_box, combo, dialog, empty_state, icon_button_with, radio_group, text, tree,
};

impl ImportTab {
    pub(super) fn choose(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ImportAction>) {
        let (suites, cases) = self.tree.counts();
        let sentence = if self.suites.is_loaded() && self.tree.suites() == 0 {
            cx.t("sync-dialog-no-suites").into_owned()
        } else if self.suites.is_loaded() {
            cx.f(
                "sync-dialog-chosen-suites",
                &[
                    ("suites", rich::strong(cx.tr.number(suites))),
                    ("all", rich::strong(cx.tr.number(self.tree.suites()))),
                    ("cases", rich::strong(cx.tr.number(cases))),
                ],
            )
        } else {
            String::new()
        };
        let enabled = self.suites.is_loaded() && !self.tree.nothing_checked() && !self.plan.jobs.is_applying();
        choice_frame(self, ui, cx, out, (&sentence, enabled), |tab, ui, out| tab.side(ui, cx, out));
        dialog::body(ui, space::XL, |ui| {
            ScrollArea::vertical().id_salt("sync-import-options").auto_shrink(false).show(ui, |ui| self.options(ui, cx));
        });
    }

    /// Draws project, filter and suites.
    pub(super) fn side(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ImportAction>) {
        let choosing = self.plan.jobs.step() == Step::Choose;
        dialog::side(ui, "import", 280.0, |ui| {
            Panel::top("sync-import-project")
                .frame(Frame::new().inner_margin(Margin { bottom: 8, ..Margin::ZERO }))
                .show_separator_line(false)
                .show(ui, |ui| {
                    if choosing {
                        self.project_choice(ui, cx, out);
                    }
                    let (hint, clear) = (cx.t("sync-dialog-filter-suites"), cx.t("sync-dialog-clear"));
                    ui.horizontal(|ui| {
                        let width = ui.available_width() - size::CONTROL - space::S;
                        TextField::new(&mut self.tree.filter)
                            .hint(&hint)
                            .icon(icons::FILTER)
                            .clearable(&clear)
                            .width(width)
                            .show(ui);
                        let all = !self.tree.data.is_empty() && self.tree.state.checked.len() == self.tree.data.len();
                        let name = cx.t(if all { "sync-dialog-check-none" } else { "sync-dialog-check-all" });
                        if icon_button_with(ui, icons::DONE_ALL, &name, all, true).clicked() {
                            if all {
                                self.tree.state.checked.clear();
                            } else {
                                self.tree.state.check_all(&self.tree.data);
                            }
                        }
                    });
                });
            if let Some(progress) = self.suites.progress() {
                let words = waiting(cx, &progress).unwrap_or_else(|| cx.t("sync-dialog-loading-suites").into_owned());
                text::secondary(ui, &words);
                keep_alive(ui, &progress);
            } else if self.suites.is_loaded() {
                self.tree.state.set_filter(&self.tree.filter);
                let name = cx.t("sync-dialog-suites");
                let options = TreeOptions { marked: false, ..TreeOptions::new(&name).checks() };
                tree(ui, &self.tree.data, &mut self.tree.state, options, None);
            }
        });
    }

    fn project_choice(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ImportAction>) {
        let projects = cx.lists.projects().rows();
        let names: Vec<String> = projects.iter().map(|p| format!("{} · {}", p.code, p.title)).collect();
        let chosen = self.project.as_ref().and_then(|code| projects.iter().position(|p| p.code.eq_ignore_ascii_case(code)));
        let codes: Vec<String> = projects.iter().map(|p| p.code.clone()).collect();
        let loading = cx.lists.projects().is_loading();
        ui.horizontal(|ui| {
            let (label, refresh) = (cx.t("sync-dialog-project"), cx.t("sync-dialog-refresh"));
            let placeholder = match (&self.project, loading) {
                (Some(code), _) => code.clone(),
                (None, true) => cx.t("sync-dialog-loading").into_owned(),
                (None, false) => cx.t("sync-dialog-choose-project").into_owned(),
            };
            let width = ui.available_width() - size::CONTROL - space::S;
            if let Some(i) = combo(ui, &label, &placeholder, chosen, &names, width) {
                out.push(ImportAction::SetProject(codes[i].clone()));
            }
            if icon_button_with(ui, icons::REFRESH, &refresh, false, true).clicked() {
                out.push(ImportAction::Refresh);
            }
        });
    }

    fn options(&mut self, ui: &mut Ui, cx: &TabContext<'_>) {
        let p = Palette::of(ui);
        if self.project.is_none() {
            let (head, more) = (cx.t("sync-dialog-choose-project-head"), cx.t("sync-dialog-choose-project-more"));
            empty_state(ui, icons::QASE, &head, &more, None);
            return;
        }
        ui.set_max_width(ui.available_width().min(560.0));
        ui.spacing_mut().item_spacing.y = space::XS;
        text::line(ui, &cx.t("sync-dialog-how-to-import"), Type::Subtitle, p.text);
        text::paragraph(ui, &cx.t("sync-dialog-how-to-import-more"), Type::Body, p.text_secondary);
        ui.add_space(space::L);
        text::label(ui, &cx.t("sync-dialog-on-conflict"));
        let options = POLICIES.map(|policy| (cx.t(policy_key(policy)), cx.t(policy_more_key(policy))));
        if let Some(i) = radio_group(ui, POLICIES.iter().position(|policy| *policy == self.plan.policy), &options) {
            self.plan.policy = POLICIES[i];
        }
        ui.add_space(space::L);
        text::label(ui, &cx.t("sync-dialog-also"));
        check_box(ui, &mut self.functions, &cx.t("sync-dialog-functions-from-suites"));
        ui.horizontal(|ui| {
            ui.add_space(size::CHECK + space::S);
            ui.vertical(|ui| text::paragraph(ui, &cx.t("sync-dialog-functions-from-suites-more"), Type::Body, p.text_faint));
        });
    }
}

/// Key of the description of a policy.
fn policy_more_key(policy: Policy) -> &'static str {
    match policy {
        Policy::Smart => "sync-dialog-policy-smart-more",
        Policy::Ask => "sync-dialog-policy-ask-more",
        Policy::Theirs => "sync-dialog-policy-theirs-more",
        Policy::Mine => "sync-dialog-policy-mine-more",
    }
}
