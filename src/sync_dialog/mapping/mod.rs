//! The Mapping tab: links between functions and cases, suggested links, and functions and cases without a link.
//!
//! This file, `grid` and `pane` draw; `state` holds the state, `model` the lines, and `perform` the jobs and queries.

mod grid;
mod model;
mod pane;
mod perform;
mod state;

use eframe::egui::{Frame, Margin, Panel, Ui, Vec2, vec2};

use super::context::{Actions, DialogAction, TabContext};
use super::footer::{FooterAction, Primary, footer};
use super::plan_tab::not_connected;
use super::rich;
use super::strip::{Remedy, note, strip};
use crate::model::sync_tab::SyncTab;
use model::Show;
pub use state::MappingTab;
use state::{FileTarget, MappingAction};
use voluptas_app::sync::mapping::MappingFile;
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::reading;
use voluptas_ui::widgets::{
    Button, Pill, PillTexts, TextField, Tone, combo, dialog, empty_state, icon_button_with, paint, pill_row, text,
};

/// The least room for the bar, the grid and the pane, in points.
const LEAST: Vec2 = vec2(400.0, 380.0);
/// Width of the search where there is room.
const SEARCH: f32 = 240.0;
/// The scores that can be chosen as the threshold, in per cent.
const THRESHOLDS: [u8; 7] = [60, 70, 75, 80, 85, 90, 95];

impl MappingTab {
    fn draw(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<MappingAction>) {
        self.footer(ui, cx, out);
        if let Some(error) = &self.read_error
            && strip(ui, cx, out, "mapping-read", error, false) == Some(Remedy::Retry)
        {
            out.push(MappingAction::ReadAgain);
        }
        let has_cases = !self.is_read || !self.model.read.cases.is_empty();
        if !cx.is_connected() && (!has_cases || cx.project.is_none()) {
            return not_connected(ui, cx, out);
        }
        if !has_cases || cx.project.is_none() {
            let (head, more, action) =
                (cx.t("sync-dialog-mapping-empty"), cx.t("sync-dialog-mapping-empty-more"), cx.t("sync-dialog-go-import"));
            dialog::body(ui, space::L, |ui| {
                if empty_state(ui, icons::LINK, &head, &more, Some(&action)) {
                    out.dialog(DialogAction::Show(SyncTab::Import));
                }
            });
            return;
        }
        if self.is_read && self.model.read.functions.is_empty() {
            let (head, more) = (cx.t("sync-dialog-mapping-no-functions"), cx.t("sync-dialog-mapping-no-functions-more"));
            dialog::body(ui, space::L, |ui| empty_state(ui, icons::LINK, &head, &more, None));
            return;
        }
        dialog::body(ui, 0.0, |ui| dialog::roomy(ui, "mapping", LEAST, |ui| self.parts(ui, cx, out)));
    }

    fn parts(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<MappingAction>) {
        self.bar(ui, cx, out);
        if let Some(error) = &self.error {
            note(ui, "mapping", Tone::Bad, error);
        }
        if let Some(file) = &self.pending {
            note(ui, "mapping-file", if file.unknown.is_empty() { Tone::Info } else { Tone::Warning }, &file_words(cx, file));
        }
        if self.show != Show::Suggestions && !self.model.view.is_empty() {
            self.pane(ui, cx, out);
        }
        dialog::body(ui, 0.0, |ui| self.grid(ui, cx, out));
    }

    fn bar(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<MappingAction>) {
        let p = Palette::of(ui);
        let frame = Frame::new().inner_margin(Margin { left: 12, right: 20, top: 12, bottom: 8 });
        Panel::top("sync-mapping-bar").frame(frame).show(ui, |ui| {
            let shown = Show::ALL.into_iter().map(|show| (show, self.model.count(show)));
            let shown: Vec<_> = shown.filter(|(show, n)| *n > 0 || *show != Show::Doubles).collect();
            let pill = |(show, n): &(Show, usize)| Pill {
                on: self.show == *show,
                icon: Some(grid::look(ui, *show)),
                name: cx.t(show.key()).into_owned(),
                count: cx.tr.number(*n),
                hint: String::new(),
            };
            let pills: Vec<Pill> = shown.iter().map(pill).collect();
            let (name, more) = (cx.t("gui-filter"), |n: usize| cx.n("gui-more-filters", n));
            let room = ui.available_width();
            let row = ui.horizontal(|ui| pill_row(ui, &pills, room, space::XXS, PillTexts { name: &name, more: &more })).inner;
            if let Some(at) = row.pressed {
                self.go(shown[at].0);
            }
            ui.add_space(space::XS);
            ui.horizontal(|ui| {
                ui.add_space(space::S);
                let (hint, clear) = (cx.t("sync-dialog-find"), cx.t("sync-dialog-clear"));
                let edited = TextField::new(&mut self.search)
                    .hint(&hint)
                    .icon(icons::SEARCH)
                    .clearable(&clear)
                    .width(SEARCH.min(ui.available_width() * 0.5))
                    .show(ui);
                if edited.changed() {
                    self.rebuild();
                }
                if self.show == Show::Suggestions {
                    let names = THRESHOLDS.map(|n| format!("{n}\u{a0}%"));
                    let chosen = THRESHOLDS.iter().position(|n| *n == self.threshold);
                    ui.add_space(space::S);
                    text::secondary(ui, &cx.t("sync-dialog-threshold"));
                    if let Some(i) = combo(ui, &cx.t("sync-dialog-threshold"), "", chosen, &names, 92.0) {
                        self.threshold = THRESHOLDS[i];
                        self.check_threshold();
                    }
                }
                let names = [cx.t("sync-dialog-mapping-export"), cx.t("sync-dialog-mapping-import")];
                let wide = names.iter().map(|n| paint::galley(ui, n, Type::Medium, p.text).size().x + space::XXL).sum::<f32>();
                let is_wide = wide + space::S <= ui.available_width();
                let button = |ui: &mut Ui, icon, name: &str| match is_wide {
                    true => Button::quiet(name).icon(icon).show(ui),
                    false => icon_button_with(ui, icon, name.trim_end_matches('…'), false, true),
                };
                reading::from_right(ui, |ui| {
                    if button(ui, icons::EXPORT, &names[0]).clicked() {
                        out.push(MappingAction::AskFile(FileTarget::Export));
                    }
                    if button(ui, icons::IMPORT, &names[1]).clicked() {
                        out.push(MappingAction::AskFile(FileTarget::Import));
                    }
                });
            });
            if let Some(path) = self.export_to.ui(ui, cx.tr, &cx.t("gui-save")) {
                out.push(MappingAction::WriteFile(path));
            }
            if let Some(path) = self.import_from.ui(ui, cx.tr, &cx.t("gui-import")) {
                out.push(MappingAction::ReadFile(path));
            }
        });
    }

    fn footer(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<MappingAction>) {
        let number = |n: usize| rich::strong(cx.tr.number(n));
        if let Some(file) = self.pending.clone() {
            let n = file.new.len();
            let (words, back) = (cx.n("sync-dialog-accept-n", n), cx.t("sync-dialog-dismiss"));
            let sentence = cx.f("sync-dialog-will-link", &[("n", number(n))]);
            match footer(ui, cx, "mapping", &sentence, None, Some(&back), Some(Primary { text: &words, enabled: n > 0 })) {
                Some(FooterAction::Primary) => {
                    self.pending = None;
                    out.push(MappingAction::Link(file.new));
                }
                Some(FooterAction::Back) => self.pending = None,
                _ => {}
            }
            return;
        }
        let checked = self.table.checked.len();
        if self.show == Show::Suggestions && !self.model.read.suggestions.is_empty() {
            let sentence =
                cx.f("sync-dialog-checked-of", &[("n", number(checked)), ("all", number(self.model.read.suggestions.len()))]);
            let words = cx.n("sync-dialog-accept-n", checked);
            let primary = Primary { text: &words, enabled: checked > 0 && !self.done.is_running() };
            if footer(ui, cx, "mapping", &sentence, None, None, Some(primary)) == Some(FooterAction::Primary) {
                let chosen = self.table.checked.iter().filter_map(|k| self.model.read.suggestions.get(usize::try_from(*k).ok()?));
                let pairs = chosen.map(|s| (s.function_id, s.case_id, s.origin)).collect();
                self.table.checked.clear();
                out.push(MappingAction::Link(pairs));
            }
            return;
        }
        let sentence = cx.f(
            "sync-dialog-mapping-numbers",
            &[
                ("mapped", number(self.model.read.rows.len())),
                ("functions", number(self.model.read.lonely_functions.len())),
                ("cases", number(self.model.read.lonely_cases.len())),
            ],
        );
        let sentence = if self.is_read { sentence } else { String::new() };
        let unlink = (checked > 0).then(|| cx.n("sync-dialog-unlink-n", checked));
        if footer(ui, cx, "mapping", &sentence, unlink.as_deref(), None, None) == Some(FooterAction::Quiet) {
            let chosen = self.table.checked.iter().filter_map(|k| self.model.read.rows.get(usize::try_from(*k).ok()?));
            let pairs = chosen.map(|r| (r.function_id, r.case_id)).collect();
            out.push(MappingAction::Unlink(pairs));
        }
    }
}

/// The report on a mapping file: links to be made, known links, and unknown lines.
fn file_words(cx: &TabContext<'_>, file: &MappingFile) -> String {
    let n = |n: usize| cx.tr.number(n).into();
    let mut words = cx.f(
        "sync-dialog-mapping-file",
        &[
            ("rows", n(file.report.rows)),
            ("new", n(file.new.len())),
            ("known", n(file.known)),
            ("unknown", n(file.unknown.len() + file.report.skipped_in_all())),
        ],
    );
    let unknown = file.unknown.iter().take(4).map(|(line, what)| {
        cx.f("sync-dialog-unknown-line", &[("line", line.to_string().into()), ("what", what.clone().into())])
    });
    for more in unknown.chain(file.report.notes.iter().take(2).map(|n| cx.tr.message(&n.message))) {
        words.push(' ');
        words.push_str(&more);
    }
    words
}
