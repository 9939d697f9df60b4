//! Duplicate cases: a job finds groups, a person selects which case of a group stays, looks at the effect and merges.

mod list;
mod preview;
mod rows;
mod state;

use eframe::egui::{self, Align, Frame, Key, Layout, Margin, Modifiers, Panel, Ui};

use self::rows::group_list;
use self::state::Search;
use super::{Flow, id};
use crate::action::{Action, Actions, CaseAction};
use crate::view::View;
use crate::views::missing;
use voluptas_core::domain::case_code::CaseCode;
use voluptas_ui::theme::{Palette, icons, size, space};
use voluptas_ui::widgets::{Button, Dialog, dialog, empty_state, icon_button, paint, segmented, text};

pub use self::state::DuplicatesDialog;

/// Width of the list of groups.
const SIDE: f32 = 320.0;
/// Share of the height that the preview takes.
const PREVIEW: f32 = 0.46;

impl DuplicatesDialog {
    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        self.follow(view);
        let (title, close) = (view.text("gui-cmd-find-duplicates"), view.text("gui-close"));
        let mut flow = Flow::Stay;
        let shown = Dialog::new(id("duplicates"), &title, &close).icon(icons::COPY).size(1120.0, 720.0).show(ctx, |ui| {
            self.scope(ui, view);
            self.footer(ui, view, out, &mut flow);
            if self.shown.is_empty() {
                dialog::body(ui, space::L, |ui| self.nothing(ui, view));
                return;
            }
            dialog::side_of(ui, "duplicates", SIDE, 240.0..=460.0, 0.0, |ui| self.groups(ui, view));
            dialog::body(ui, 0.0, |ui| self.group(ui, view));
            if std::mem::take(&mut self.is_fresh) {
                ui.memory_mut(|m| m.request_focus(group_list()));
            }
        });
        if shown.close { Flow::Close } else { flow }
    }

    /// The choice between the whole project and the suite that was selected.
    fn scope(&mut self, ui: &mut Ui, view: &View<'_>) {
        let Some(title) = self.suite.and_then(|id| view.cases.suite(id)) else { return };
        let names = [
            view.text("duplicates-scope-project").into_owned(),
            view.tr.fmt("duplicates-scope-suite", &[("title", title.into())]),
        ];
        let frame = Frame::new().inner_margin(Margin { left: 20, right: 20, top: 0, bottom: 12 });
        let picked = Panel::top("duplicates-scope").frame(frame).show(ui, |ui| {
            ui.set_max_width(size::READING);
            segmented(ui, usize::from(self.in_suite), &[&names[0], &names[1]])
        });
        if let Some(i) = picked.inner {
            self.in_suite = i == 1;
            self.cancel();
            self.search_again();
        }
    }

    /// The state of a search without groups.
    fn nothing(&mut self, ui: &mut Ui, view: &View<'_>) {
        let again = view.text("duplicates-search");
        match &self.search {
            Search::Due | Search::Running(_) => {
                empty_state(ui, icons::SEARCH, &view.text("duplicates-searching"), "", None);
            }
            Search::Found(_) => {
                let more = view.text("duplicates-none-more");
                empty_state(ui, icons::DONE_ALL, &view.text("duplicates-none"), &more, None);
            }
            Search::Stopped => {
                if empty_state(ui, icons::STOP, &view.text("duplicates-stopped"), "", Some(&again)) {
                    self.search_again();
                }
            }
            Search::Failed(error) => missing(ui, Some(error), view),
        }
    }

    fn footer(&mut self, ui: &mut Ui, view: &View<'_>, out: &mut Actions, flow: &mut Flow) {
        let is_running = matches!(self.search, Search::Due | Search::Running(_));
        let plan = self.plan.get().filter(|plan| !plan.others.is_empty()).cloned();
        let plan = plan.filter(|_| !self.is_merging);
        let words = match (&plan, self.question()) {
            _ if self.is_merging => view.text("duplicates-merging").into_owned(),
            (Some(plan), _) => merge_words(plan.others.len(), &plan.keep.code, view),
            (None, Some((keep, others))) => {
                let members = self.shown_group(self.at).map(|(_, members)| members).unwrap_or_default();
                let kept = members.iter().find(|case| case.id == keep);
                kept.map_or_else(String::new, |case| merge_words(others.len(), &case.code, view))
            }
            (None, None) => String::new(),
        };
        let (again, stop, close) = (view.text("duplicates-search"), view.text("gui-cancel"), view.text("gui-close"));
        let summary = match &self.search {
            Search::Due | Search::Running(_) => view.text("duplicates-searching").into_owned(),
            Search::Found(found) => {
                let key = if self.shown.is_empty() { "duplicates-none-of" } else { "duplicates-found" };
                let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into();
                view.tr.fmt(key, &[("groups", n(self.shown.len())), ("n", n(found.searched))])
            }
            Search::Stopped | Search::Failed(_) => String::new(),
        };
        let (mut merge, mut search, mut stopped) = (false, false, false);
        dialog::footer(
            ui,
            "duplicates",
            |ui| {
                if !is_running {
                    search = icon_button(ui, icons::REFRESH, &again).clicked();
                }
                text::secondary(ui, &summary);
            },
            |ui| {
                if is_running {
                    stopped = Button::secondary(&stop).show(ui).clicked();
                    return;
                }
                if !words.is_empty() {
                    merge = Button::primary(&words).enabled(plan.is_some()).shortcut("Ctrl+Enter").show(ui).clicked();
                }
                if Button::secondary(&close).show(ui).clicked() {
                    *flow = Flow::Close;
                }
            },
        );
        let entered = ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Enter));
        if let Some(plan) = plan.filter(|_| merge || entered) {
            self.is_merging = true;
            out.push(Action::Case(CaseAction::MergeDuplicates(plan)));
        }
        if search {
            self.search_again();
        }
        if stopped {
            self.cancel();
        }
    }

    /// The cases of the selected group above the effect of the merge.
    fn group(&mut self, ui: &mut Ui, view: &View<'_>) {
        let whole = ui.available_rect_before_wrap();
        let (above, below) = whole.split_top_bottom_at_y(whole.bottom() - (whole.height() * PREVIEW).round());
        paint::inside(ui, above, Layout::top_down(Align::Min), |ui| self.members(ui, view));
        ui.painter().hline(below.x_range(), below.top(), (size::LINE, Palette::of(ui).line_strong));
        paint::inside(ui, below, Layout::top_down(Align::Min), |ui| match (self.plan.get(), self.question()) {
            (Some(plan), _) if !plan.others.is_empty() => preview::preview(ui, plan, view),
            (_, None) => {
                Frame::new().inner_margin(Margin::same(space::L as i8)).show(ui, |ui| {
                    text::secondary(ui, &view.text("duplicates-nothing"));
                });
            }
            _ => {
                Frame::new().inner_margin(Margin::same(space::L as i8)).show(ui, |ui| missing(ui, self.plan.failure(), view));
            }
        });
    }
}

fn merge_words(others: usize, keep: &CaseCode, view: &View<'_>) -> String {
    let n = i64::try_from(others).unwrap_or(i64::MAX);
    view.tr.fmt("duplicates-merge", &[("n", n.into()), ("code", keep.as_str().into())])
}
