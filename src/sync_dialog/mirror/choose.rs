//! The first step of a mirror: both sides with their runs, the matching of cases, the copied parts.

use eframe::egui::{Align, Frame, Layout, Margin, ScrollArea, Ui, vec2};

use super::choice::{Choice, MissingChoice, Side, SourcePick, TargetPick};
use super::lists::MirrorLists;
use super::state::{MirrorAction, MirrorTab};
use crate::model::rollup::class_of;
use crate::model::words;
use crate::sync_dialog::context::{Actions, TabContext};
use crate::sync_dialog::plan_tab::choice_frame;
use crate::sync_dialog::rich;
use voluptas_core::base::clock;
use voluptas_core::domain::status::ResultStatus;
use voluptas_mirror::MatchBy;
use voluptas_qase::model::Run;
use voluptas_settings::Account;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::reading;
use voluptas_ui::widgets::{
    BannerEvent, PickRow, Picker, TextField, Tone, banner, card, check_box, dialog, icon_button_with, paint, segmented,
    status_icon, text, toggle_chip,
};

/// Width of the sections below the two sides.
const SECTION: f32 = 560.0;
/// Width between the two sides.
const BETWEEN: f32 = 52.0;
/// Height of the contents of a side.
const SIDE: f32 = 196.0;
/// Least width of a side beside the other one.
const SIDE_LEAST: f32 = 200.0;

/// The ways of matching, in the order in which they are offered.
const MATCH: [MatchBy; 3] = [MatchBy::Key, MatchBy::KeyThenTitle, MatchBy::Title];

impl MirrorTab {
    pub(super) fn choose(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<MirrorAction>) {
        let asked = self.options(cx.has_second_account);
        let sentence = match &asked {
            Ok(options) => {
                let run = self.lists.source_of(&self.choice).map(|r| r.title.clone()).unwrap_or_default();
                cx.f(
                    "sync-dialog-mirror-will-go",
                    &[
                        ("run", rich::strong(run)),
                        ("source", rich::strong(&options.source_project)),
                        ("target", rich::strong(&options.target_project)),
                    ],
                )
            }
            Err(lack) => cx.t(lack.key()).into_owned(),
        };
        let enabled = asked.is_ok() && !self.jobs.is_applying();
        choice_frame(self, ui, cx, out, (&sentence, enabled), |tab, ui, out| {
            if tab.pairs.ui(ui, cx, out, &mut tab.choice) {
                tab.jobs.error = None;
            }
        });
        dialog::body(ui, 0.0, |ui| {
            ScrollArea::vertical().id_salt("sync-mirror-choose").auto_shrink(false).show(ui, |ui| {
                let frame = Frame::new().inner_margin(Margin { left: 20, right: 20, top: 4, bottom: 20 });
                frame.show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = space::XS;
                    self.sides(ui, cx, out);
                    ui.add_space(space::L);
                    self.matching(ui, cx, asked.err());
                    ui.add_space(space::L);
                    self.copying(ui, cx);
                });
            });
        });
    }

    /// Draws source and target with the arrow between them.
    fn sides(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<MirrorAction>) {
        let beside = ((ui.available_width() - BETWEEN) / 2.0).floor();
        if beside < SIDE_LEAST {
            return self.sides_stacked(ui, cx, out);
        }
        let width = beside;
        let height = SIDE + space::L * 2.0;
        let (area, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), eframe::egui::Sense::hover());
        let column =
            |from: f32, to: f32| eframe::egui::Rect::from_x_y_ranges(area.left() + from..=area.left() + to, area.y_range());
        let layout = Layout::top_down(Align::Min);
        // Both sides have the same controls, so each needs its own ids.
        paint::inside(ui, column(0.0, width), layout, |ui| ui.push_id("from", |ui| self.side(ui, cx, out, Side::Source)));
        let middle = column(width, width + BETWEEN).center();
        let at = |y: f32| eframe::egui::Rect::from_center_size(middle + vec2(0.0, y), vec2(size::CONTROL, size::CONTROL));
        let arrow = Palette::of(ui).text_faint;
        paint::icon(ui.painter(), at(-space::L), icons::FORWARD, size::ICON_TITLE, arrow);
        let pressed = paint::inside(ui, at(space::L).shrink(space::XXS), Layout::left_to_right(Align::Center), |ui| {
            self.swap_button(ui, cx)
        });
        let right = column(width + BETWEEN, area.width());
        paint::inside(ui, right, layout, |ui| ui.push_id("to", |ui| self.side(ui, cx, out, Side::Target)));
        if pressed {
            self.choice.swap();
        }
    }

    /// Draws source and target in a narrow dialog, one below the other.
    fn sides_stacked(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<MirrorAction>) {
        ui.push_id("from", |ui| self.side(ui, cx, out, Side::Source));
        if self.swap_button(ui, cx) {
            self.choice.swap();
        }
        ui.push_id("to", |ui| self.side(ui, cx, out, Side::Target));
    }

    /// Draws the button that swaps the sides. Returns true if it was pressed.
    fn swap_button(&self, ui: &mut Ui, cx: &TabContext<'_>) -> bool {
        let swap = cx.t("sync-dialog-mirror-swap");
        let can = (self.choice.from.is_some() || self.choice.to.is_some()) && !self.choice.to_second;
        ui.add_enabled_ui(can, |ui| icon_button_with(ui, icons::SWAP, &swap, false, false)).inner.clicked()
    }

    fn side(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<MirrorAction>, side: Side) {
        card::surface(ui, space::L, |ui| {
            ui.set_width(ui.available_width());
            ui.set_min_height(SIDE);
            ui.spacing_mut().item_spacing.y = space::XS;
            ui.horizontal(|ui| {
                text::strong(ui, &cx.t(if side == Side::Source { "sync-dialog-mirror-from" } else { "sync-dialog-mirror-to" }));
                if side == Side::Target && (cx.has_second_account || self.choice.to_second) {
                    self.account(ui, cx);
                }
            });
            ui.add_space(space::XS);
            if side == Side::Target && self.choice.to_second && !cx.has_second_account {
                text::paragraph(ui, &cx.t("sync-dialog-mirror-lack-account"), Type::Body, Palette::of(ui).failed);
                return;
            }
            self.project(ui, cx, out, side);
            if side == Side::Target && self.choice.is_same_project() {
                let p = Palette::of(ui);
                text::paragraph(ui, &cx.t("sync-dialog-mirror-same-project"), Type::Label, p.failed);
                return;
            }
            ui.add_space(space::XS);
            text::label(ui, &cx.t("sync-dialog-mirror-run"));
            match side {
                Side::Source => source(ui, cx, &self.lists, &mut self.choice),
                Side::Target => target(ui, cx, &self.lists, &mut self.choice),
            }
        });
    }

    /// Draws the choice of the account that receives the results.
    fn account(&mut self, ui: &mut Ui, cx: &TabContext<'_>) {
        let names = [cx.t("sync-dialog-mirror-account-first"), cx.t("sync-dialog-mirror-account-second")];
        reading::from_right(ui, |ui| {
            ui.set_max_width(244.0_f32.min(ui.available_width()));
            if let Some(i) = segmented(ui, usize::from(self.choice.to_second), &[&names[0], &names[1]]) {
                self.choice.to_second = i == 1;
                (self.choice.to, self.choice.target_run) = (None, None);
            }
        });
    }

    fn project(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<MirrorAction>, side: Side) {
        let account = side.account(&self.choice);
        let projects = if account == Account::MirrorTarget { self.lists.projects() } else { cx.lists.projects() };
        let chosen_code = side.code(&self.choice);
        let chosen = chosen_code.and_then(|code| projects.rows().iter().position(|p| p.code.eq_ignore_ascii_case(code)));
        let placeholder = match (chosen_code, projects.is_loading()) {
            (Some(code), _) => code.to_owned(),
            (None, true) => cx.t("sync-dialog-loading").into_owned(),
            (None, false) => cx.t("sync-dialog-choose-project").into_owned(),
        };
        let name = cx.t(if side == Side::Source { "sync-dialog-mirror-project-from" } else { "sync-dialog-mirror-project-to" });
        let (filter, nothing) = (cx.t("sync-dialog-mirror-find-project"), cx.t("sync-dialog-nothing-found"));
        let mut picked = None;
        let mut refresh = false;
        ui.horizontal(|ui| {
            let width = ui.available_width() - size::CONTROL - space::S;
            let picker = Picker { name: &name, placeholder: &placeholder, filter: &filter, nothing: &nothing, width };
            let rows = projects.rows();
            let row =
                |i: usize| PickRow { icon: None, text: format!("{} · {}", rows[i].code, rows[i].title), note: String::new() };
            picked = picker.show(ui, chosen, rows.len(), row).map(|i| rows[i].code.clone());
            refresh = icon_button_with(ui, icons::REFRESH, &cx.t("sync-dialog-refresh"), false, true).clicked();
        });
        if let Some(code) = picked {
            self.set_project(side, &code);
        }
        if refresh {
            out.push(MirrorAction::Refresh(side));
        }
    }

    /// Draws the choice of how cases are matched.
    fn matching(&mut self, ui: &mut Ui, cx: &TabContext<'_>, lack: Option<MissingChoice>) {
        let p = Palette::of(ui);
        text::strong(ui, &cx.t("sync-dialog-mirror-match"));
        let names = ["sync-dialog-mirror-match-key", "sync-dialog-mirror-match-key-title", "sync-dialog-mirror-match-title"]
            .map(|k| cx.t(k));
        let at = MATCH.iter().position(|m| *m == self.choice.match_by).unwrap_or(0);
        ui.scope(|ui| {
            ui.set_max_width(SECTION.min(ui.available_width()));
            if let Some(i) = segmented(ui, at, &[&names[0], &names[1], &names[2]]) {
                self.choice.match_by = MATCH[i];
            }
        });
        let more = match self.choice.match_by {
            MatchBy::Key => "sync-dialog-mirror-match-key-more",
            MatchBy::KeyThenTitle => "sync-dialog-mirror-match-key-title-more",
            MatchBy::Title => "sync-dialog-mirror-match-title-more",
        };
        text::paragraph(ui, &cx.t(more), Type::Body, p.text_secondary);
        if !self.choice.match_by.uses_key() {
            return;
        }
        if lack == Some(MissingChoice::SharedField) {
            ui.add_space(space::XS);
            let (words, action) = (cx.t("sync-dialog-mirror-no-shared-field"), cx.t("sync-dialog-mirror-match-by-title"));
            if banner(ui, Tone::Warning, &words, Some(&action), None) == Some(BannerEvent::Action) {
                self.choice.match_by = MatchBy::Title;
            }
            return;
        }
        let fields = self.lists.shared().unwrap_or_default().to_vec();
        let chosen = fields.iter().position(|f| *f == self.choice.field);
        ui.add_space(space::XS);
        ui.horizontal(|ui| {
            let (name, filter, nothing) =
                (cx.t("sync-dialog-mirror-field"), cx.t("sync-dialog-find"), cx.t("sync-dialog-nothing-found"));
            text::secondary(ui, &name);
            let width = 260.0_f32.min(ui.available_width());
            let picker = Picker { name: &name, placeholder: &self.choice.field, filter: &filter, nothing: &nothing, width };
            let row = |i: usize| PickRow { text: fields[i].clone(), ..PickRow::default() };
            if let Some(i) = picker.show(ui, chosen, fields.len(), row) {
                self.choice.field.clone_from(&fields[i]);
            }
            if lack == Some(MissingChoice::Field) {
                let words = cx.f("sync-dialog-mirror-field-not-shared", &[("title", self.choice.field.clone().into())]);
                text::line(ui, &words, Type::Body, p.failed);
            }
        });
    }

    /// Draws the choice of copied parts and the other options.
    fn copying(&mut self, ui: &mut Ui, cx: &TabContext<'_>) {
        let p = Palette::of(ui);
        text::strong(ui, &cx.t("sync-dialog-mirror-copy"));
        let include = &mut self.choice.include;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::S, space::S);
            for (on, key) in [
                (&mut include.steps, "sync-dialog-mirror-include-steps"),
                (&mut include.params, "sync-dialog-mirror-include-params"),
                (&mut include.attachments, "sync-dialog-mirror-include-attachments"),
                (&mut include.stacktrace, "sync-dialog-mirror-include-stacktrace"),
                (&mut include.tags, "sync-dialog-mirror-include-tags"),
                (&mut include.suites, "sync-dialog-mirror-include-suites"),
            ] {
                toggle_chip(ui, on, &cx.t(key));
            }
        });
        text::paragraph(ui, &cx.t("sync-dialog-mirror-copy-more"), Type::Body, p.text_secondary);
        ui.add_space(space::L);
        text::strong(ui, &cx.t("sync-dialog-also"));
        check_box(ui, &mut self.choice.create_cases, &cx.t("sync-dialog-mirror-create-cases"));
        check_box(ui, &mut self.choice.latest_only, &cx.t("sync-dialog-mirror-latest-only"));
        check_box(ui, &mut self.choice.resend_edited, &cx.t("sync-dialog-mirror-resend-edited"));
        check_box(ui, &mut self.choice.complete, &cx.t("sync-dialog-mirror-complete"));
    }
}

/// Draws the choice of the source run.
fn source(ui: &mut Ui, cx: &TabContext<'_>, lists: &MirrorLists, choice: &mut Choice) {
    let names = [cx.t("sync-dialog-mirror-latest"), cx.t("sync-dialog-run-listed")];
    let at = usize::from(choice.source == SourcePick::Listed);
    if let Some(i) = segmented(ui, at, &[&names[0], &names[1]]) {
        choice.source = [SourcePick::Latest, SourcePick::Listed][i];
        if choice.source == SourcePick::Listed && choice.source_run.is_none() {
            let runs = lists.runs(Account::Primary, choice.from.as_deref()).unwrap_or_default();
            choice.source_run = runs.iter().find(|r| !r.is_open()).map(|r| r.id);
        }
    }
    ui.add_space(space::XS);
    let Some(runs) = runs_or_words(ui, cx, lists, choice, Side::Source) else { return };
    if choice.source == SourcePick::Listed {
        let all: Vec<&Run> = runs.iter().collect();
        let name = cx.t("sync-dialog-mirror-run-from");
        if let Some(id) = run_picker(ui, cx, &name, choice.source_run, &all, "sync-dialog-mirror-no-runs") {
            choice.source_run = Some(id);
        }
    }
    match (choice.source_of(runs), choice.source) {
        (Some(run), pick) => run_facts(ui, cx, run, pick == SourcePick::Latest),
        (None, SourcePick::Latest) => {
            text::paragraph(ui, &cx.t("sync-dialog-mirror-lack-finished"), Type::Body, Palette::of(ui).text_secondary);
        }
        (None, SourcePick::Listed) => {}
    }
}

/// Draws the choice of the target run.
fn target(ui: &mut Ui, cx: &TabContext<'_>, lists: &MirrorLists, choice: &mut Choice) {
    const PICKS: [TargetPick; 3] = [TargetPick::SameTitle, TargetPick::Listed, TargetPick::Titled];
    let names = ["sync-dialog-mirror-same-title", "sync-dialog-run-listed", "sync-dialog-mirror-titled"].map(|k| cx.t(k));
    let at = PICKS.iter().position(|p| *p == choice.target).unwrap_or(0);
    if let Some(i) = segmented(ui, at, &[&names[0], &names[1], &names[2]]) {
        choice.target = PICKS[i];
    }
    ui.add_space(space::XS);
    let p = Palette::of(ui);
    match choice.target {
        TargetPick::SameTitle => {
            if let Some(run) = lists.source_of(choice) {
                text::line(ui, &run.title, Type::Medium, p.text);
            }
            text::paragraph(ui, &cx.t("sync-dialog-mirror-same-title-more"), Type::Body, p.text_secondary);
        }
        TargetPick::Titled => {
            let name = cx.t("sync-dialog-run-title");
            TextField::new(&mut choice.target_title).name(&name).hint(&name).show(ui);
            text::paragraph(ui, &cx.t("sync-dialog-mirror-titled-more"), Type::Body, p.text_secondary);
        }
        TargetPick::Listed => {
            let Some(runs) = runs_or_words(ui, cx, lists, choice, Side::Target) else { return };
            let open: Vec<&Run> = runs.iter().filter(|r| r.is_open()).collect();
            let name = cx.t("sync-dialog-mirror-run-to");
            if let Some(id) = run_picker(ui, cx, &name, choice.target_run, &open, "sync-dialog-no-open-runs") {
                choice.target_run = Some(id);
            }
            if let Some(run) = open.iter().find(|r| Some(r.id) == choice.target_run) {
                run_facts(ui, cx, run, false);
            }
        }
    }
}

/// The runs of a project. While they are missing, draws the reason instead.
fn runs_or_words<'l>(ui: &mut Ui, cx: &TabContext<'_>, lists: &'l MirrorLists, choice: &Choice, side: Side) -> Option<&'l [Run]> {
    let (account, project) = (side.account(choice), side.code(choice));
    let runs = lists.runs(account, project);
    if runs.is_none() {
        let words = match project {
            Some(_) if lists.error(choice).is_none() => cx.t("sync-dialog-loading"),
            Some(_) => cx.t("sync-dialog-no-connection"),
            None => cx.t("sync-dialog-mirror-project-first"),
        };
        text::line(ui, &words, Type::Body, Palette::of(ui).text_secondary);
    }
    runs
}

/// Draws a list of runs. Returns the id of a run that was chosen in this pass.
fn run_picker(ui: &mut Ui, cx: &TabContext<'_>, name: &str, chosen: Option<i64>, runs: &[&Run], none: &str) -> Option<i64> {
    let p = Palette::of(ui);
    let placeholder = if runs.is_empty() { cx.t(none) } else { cx.t("sync-dialog-choose-run") };
    let (filter, nothing) = (cx.t("sync-dialog-mirror-find-run"), cx.t("sync-dialog-nothing-found"));
    let width = ui.available_width();
    let picker = Picker { name, placeholder: &placeholder, filter: &filter, nothing: &nothing, width };
    let chosen = chosen.and_then(|id| runs.iter().position(|r| r.id == id));
    let row = |i: usize| {
        let run = runs[i];
        let icon = if run.is_open() { (icons::IN_PROGRESS, p.in_progress) } else { (icons::PASSED, p.text_faint) };
        let when = run_time(run).map(|at| cx.tr.ago(cx.now, at)).unwrap_or_default();
        PickRow { icon: Some(icon), text: format!("#{} · {}", run.id, run.title), note: when }
    };
    picker.show(ui, chosen, runs.len(), row).map(|i| runs[i].id)
}

/// The end of a run, or the beginning of an open one.
fn run_time(run: &Run) -> Option<voluptas_core::base::Millis> {
    run.end_time.as_deref().and_then(clock::parse).or_else(|| run.started())
}

/// Draws title, state and numbers of a run.
fn run_facts(ui: &mut Ui, cx: &TabContext<'_>, run: &Run, titled: bool) {
    let p = Palette::of(ui);
    if titled {
        text::line(ui, &format!("#{} · {}", run.id, run.title), Type::Medium, p.text);
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        let state = cx.t(if run.is_open() { "sync-dialog-mirror-open" } else { "sync-dialog-mirror-finished" });
        let when = run_time(run).map(|at| (cx.tr.ago(cx.now, at), cx.tr.date_time(at)));
        let words = when.as_ref().map_or_else(|| state.clone().into_owned(), |(ago, _)| format!("{state} · {ago}"));
        let colour = if run.is_open() { p.in_progress } else { p.text_secondary };
        let line = text::line(ui, &words, Type::Body, colour);
        if let Some((_, exact)) = when {
            line.on_hover_text(exact);
        }
        let counts = run.stats.statuses.iter().filter(|(slug, n)| **n > 0 && *slug != "untested");
        let mut counts: Vec<_> = counts.map(|(slug, n)| (ResultStatus::parse(slug), *n)).collect();
        counts.sort_by_key(|(status, n)| (class_of(Some(status)), *n));
        for (status, n) in counts {
            ui.add_space(space::XS);
            status_icon(ui, class_of(Some(&status)), &words::status_name(cx.tr, Some(&status)));
            text::line(ui, &cx.tr.number(n), Type::Mono, p.text_secondary);
        }
    });
}
