//! The inspector beside the tabs: the selected function with its form, several functions at once, a case, a suite, a run or a result.

mod edited_case;
mod function_form;
mod history;
mod project;
mod result;
mod run;
mod several;
mod several_cases;
mod suite;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use voluptas_ui::widgets::StatusStyle as _;

use eframe::egui::{
    Align, Frame, Key, Layout, Margin, Modifiers, OpenUrl, Panel, Rect, ScrollArea, Sense, Ui, UiBuilder, pos2, vec2,
};

pub use function_form::{FunctionForm, combo_below_label, labelled_combo, title_id};

use super::case::{self, CaseQuery, EditedCase, case_query, read_case};
use super::run::history::PastRuns;
use super::{MiddleTab, missing};
use crate::action::{Action, Actions, FunctionAction, ListAction, Nav};
use crate::model::case_grid::SeveralCases;
use crate::model::registry::FunctionRow;
use crate::model::rollup::class_of;
use crate::model::window_selection::Selected;
use crate::model::{CasesModel, ResultHistoryEntry, words};
use crate::panels::{function_menu, menu};
use crate::query::{CachedQuery, Concerns, Reads};
use crate::state::{Subject, UiState};
use crate::view::View;
use voluptas_app::cases::versions as case_versions;
use voluptas_app::overview::dashboard::HistoryOf;
use voluptas_app::overview::lists as overview;
use voluptas_app::overview::lists::AbsentCase;
use voluptas_app::runs::context::RunContext;
use voluptas_core::domain::case::{CaseLink, count_steps};
use voluptas_core::domain::function::Function;
use voluptas_core::domain::ids::{CaseId, FunctionId, ResultId, RunId, SuiteId, Thing};
use voluptas_core::domain::result::ResultLine;
use voluptas_core::domain::suite::Suite;
use voluptas_store::history::{Operation, Recent};
use voluptas_store::{Aggregate, Change, Entity, Store};
use voluptas_ui::memo::{Memo, next_number};
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::reading;
use voluptas_ui::widgets::{
    BannerEvent, Button, RowHint as _, Tone, banner, chip, empty_state, icon_button, paint, row_menu, splitter, status_icon, text,
};

/// Number of edits that are read.
const HISTORY_READ: i64 = 20;
/// Number of past results that are read.
const RESULTS_READ: usize = 20;
/// Number of past results that are shown.
const RESULTS_SHOWN: usize = 5;
/// Most room that the title of a result takes beside its parameters and configurations.
const NAME_SHARE: f32 = 0.6;

/// Least width of the panel.
pub const LEAST: f32 = 260.0;
const MOST: f32 = 560.0;

/// Edits of one entity with their changes, newest first.
type Edits = Vec<(Operation, Change)>;

/// The state of the inspector.
#[derive(Debug)]
pub struct Inspector {
    /// The form of the selected function.
    pub form: FunctionForm,
    case: CaseQuery,
    /// The selected suite with its texts.
    suite: CachedQuery<SuiteId, Suite>,
    held: suite::SuiteCountsMemo,
    /// The selected function with its long texts.
    function: CachedQuery<FunctionId, Function>,
    /// Fields of the selected functions, with the revision of the selection and the generation of the functions.
    common: Memo<(u64, u64), Arc<several::SeveralFunctions>>,
    /// Edits of the selected function, case or suite, by entity and row id.
    history: CachedQuery<(Entity, i64), Edits>,
    /// The selected cases when there are several.
    several: several_cases::SeveralQuery,
    /// The fields of the selected case when there is one.
    single: several_cases::SeveralQuery,
    /// The latest results of the selected case or of the selected function's cases, the newest last.
    results: CachedQuery<ResultsOf, Vec<ResultHistoryEntry>>,
    /// Outcomes of the selected case or function in finished runs.
    past: PastRuns,
    /// The selected run.
    run: CachedQuery<RunId, run::RunFacts>,
    /// The selected result.
    result: CachedQuery<ResultId, result::InspectedResult>,
    /// The state of a selected case that the case tree does not have.
    absent: CachedQuery<Vec<CaseId>, HashMap<CaseId, AbsentCase>>,
    /// The latest writes, while nothing is selected.
    recent: CachedQuery<(), Vec<Recent>>,
}

impl Default for Inspector {
    fn default() -> Self {
        Self {
            form: FunctionForm::default(),
            case: case_query(),
            function: CachedQuery::new("gui-unread-functions", Concerns::Of(&[Aggregate::Functions])),
            suite: CachedQuery::of_thing("gui-unread-cases", Concerns::Of(&[Aggregate::Cases])),
            held: Memo::default(),
            common: Memo::default(),
            history: CachedQuery::new(
                "gui-unread-history",
                Concerns::Of(&[Aggregate::Functions, Aggregate::Cases, Aggregate::Mappings]),
            ),
            results: CachedQuery::new("gui-unread-results", Concerns::Of(&[Aggregate::Results, Aggregate::Mappings])),
            several: CachedQuery::new("gui-unread-cases", super::cases::CONCERNS),
            single: CachedQuery::of_thing("gui-unread-cases", super::cases::CONCERNS),
            past: PastRuns::default(),
            run: CachedQuery::of_thing("gui-unread-results", Concerns::Of(&[Aggregate::Runs, Aggregate::Results])),
            result: CachedQuery::of_thing("gui-unread-results", Concerns::Of(&[Aggregate::Results, Aggregate::Other])),
            absent: CachedQuery::new("gui-unread-cases", Concerns::Of(&[Aggregate::Projects, Aggregate::Cases])),
            recent: CachedQuery::new("gui-unread-history", Concerns::Everything),
        }
    }
}

impl Inspector {
    /// Reads the details of the selected item. Called once a pass.
    pub fn refresh(&mut self, state: &UiState, cases: Option<&CasesModel>, reads: Reads<'_>) {
        let function = state.selected_function();
        let (case, entity) = match state.subject {
            Subject::Case(id) => (Some(id), Some((Entity::Case, id.0))),
            _ => (None, function.map(|id| (Entity::Function, id.0))),
        };
        let suite = state.inspected_suite();
        let entity = entity.or(suite.map(|id| (Entity::Suite, id.0)));
        self.suite.ask(reads, suite, |store, id| store.read(|tx| tx.suites().get(*id)));
        read_case(&mut self.case, case, reads);
        self.function.ask(reads, function, |store, id| store.read(|tx| tx.functions().get(*id)));
        let nothing = state.inspects_nothing().then_some(());
        self.recent.ask(reads, nothing, |store, ()| store.read(|tx| tx.history().recent(project::READ)));
        let several = state.subject == Subject::Cases && state.selection.cases.len() > 1;
        let several = several.then(|| state.selected()).filter(|selected| selected.cases.len() > 1);
        let read_fields = |store: &Store, of: &Arc<Selected>| SeveralCases::read(store, &of.cases, next_number()).map(Arc::new);
        self.several.ask(reads, several, read_fields);
        let single = case.map(|id| Arc::new(Selected { cases: vec![id], ..Selected::default() }));
        self.single.ask(reads, single, read_fields);
        self.history.ask(reads, entity, |store, (entity, id)| match entity {
            Entity::Case => case_versions::history(store, CaseId(*id), HISTORY_READ),
            _ => store.read(|tx| tx.history().of(entity.as_str(), *id, HISTORY_READ)),
        });
        let (of_run, of_result) = match state.subject {
            Subject::Run(id) => (Some(id), None),
            Subject::Result(_, id) => (None, Some(id)),
            _ => (None, None),
        };
        self.run.ask(reads, of_run, |store, id| run::read(store, *id));
        self.result.ask(reads, of_result, |store, id| result::read(store, *id));
        let absent = case.filter(|id| cases.is_some_and(|cases| cases.get(*id).is_none())).map(|id| vec![id]);
        self.absent.ask(reads, absent, |store, ids| overview::absent_cases(store, ids));
        let results = case.map(ResultsOf::Case).or(function.map(ResultsOf::Function));
        self.results.ask(reads, results, |store, of| read_results(store, *of));
        let past = results.map(|of| match of {
            ResultsOf::Function(id) => HistoryOf::Function(id),
            ResultsOf::Case(id) => HistoryOf::Case(id),
        });
        self.past.refresh(reads, past.or(self.result.get().map(|shown| HistoryOf::Test(shown.result.test))));
    }
}

/// The owner of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ResultsOf {
    Function(FunctionId),
    Case(CaseId),
}

/// The latest results of a case or of a function's cases, the newest last. Blocks.
fn read_results(store: &Store, of: ResultsOf) -> voluptas_store::Result<Vec<ResultHistoryEntry>> {
    store.read(|tx| {
        let cases = match of {
            ResultsOf::Function(id) => tx.mappings().cases_of(id)?,
            ResultsOf::Case(id) => vec![id],
        };
        let recent = tx.results().recent(&cases, RESULTS_READ)?;
        // The runs of the shown ones alone.
        let shown: Vec<ResultId> = recent.iter().take(RESULTS_SHOWN).map(|line| line.id).collect();
        let runs = tx.results().runs_of(&shown)?;
        let mut contexts: BTreeMap<RunId, RunContext> = BTreeMap::new();
        for run in runs.values() {
            if !contexts.contains_key(run) {
                contexts.insert(*run, RunContext::read(tx, &tx.runs().get(*run)?)?);
            }
        }
        let entry = |line: ResultLine| {
            let context = runs.get(&line.id).and_then(|run| contexts.get(run));
            ResultHistoryEntry::of(line, context)
        };
        Ok(recent.into_iter().rev().map(entry).collect())
    })
}

/// Takes the room of the panel, whose contents are drawn later: Tab comes to them after the middle.
pub fn reserve(ui: &mut Ui, state: &mut UiState) -> Rect {
    let p = Palette::of(ui);
    splitter::keys(ui, "inspector", Key::ArrowLeft, Key::ArrowRight);
    let most = (ui.available_width() - size::MIDDLE).clamp(LEAST, MOST);
    let panel = Panel::right("inspector")
        .resizable(true)
        .default_size(state.kept.inspector_width)
        .size_range(LEAST..=most)
        .frame(Frame::new().fill(p.panel));
    let shown = splitter::panel(ui, panel, |ui| {
        let room = ui.available_rect_before_wrap();
        ui.expand_to_include_rect(room);
        room
    });
    let edge = shown.response.rect;
    splitter::mark(ui, "inspector", edge.left_top() + vec2(1.0, 0.0), edge.left_bottom() + vec2(1.0, 0.0));
    state.kept.inspector_width = edge.width();
    shown.inner
}

impl Inspector {
    /// Draws the panel over the right part of the middle, in a window that is too narrow for both; an empty one is not shown.
    /// `Esc` closes it where it is `heard`: not behind a dialog.
    pub fn overlay(
        &mut self,
        ui: &mut Ui,
        middle: Rect,
        (heard, edited): (bool, Option<EditedCase<'_>>),
        state: &mut UiState,
        view: &View<'_>,
        out: &mut Actions,
    ) {
        if state.inspects_nothing() {
            return self.form.leave(out);
        }
        let p = Palette::of(ui);
        let width = state.kept.inspector_width.min(middle.width());
        let at = Rect::from_min_max(pos2(middle.right() - width, middle.top() + size::TABS), middle.max);
        ui.interact(at, ui.scope_id().with("inspector-overlay"), Sense::CLICK);
        ui.painter().add(ui.visuals().popup_shadow.as_shape(at, 0.0));
        ui.painter().rect_filled(at, 0.0, p.panel);
        ui.painter().vline(at.left(), at.y_range(), (size::LINE, p.line_strong));
        self.contents(ui, at, state, edited, view, out);
        let corner = Rect::from_min_size(
            pos2(at.right() - size::CONTROL - space::XS, at.top() + space::XS),
            vec2(size::CONTROL, size::CONTROL),
        );
        ui.painter().rect_filled(corner, 0.0, p.panel);
        let close = paint::inside(ui, corner, Layout::left_to_right(Align::Center), |ui| {
            icon_button(ui, icons::CLOSE, &view.text("lists-inspector-close"))
        });
        let escaped = heard && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
        if close.clicked() || escaped {
            state.overlay = false;
        }
    }

    /// Draws the details of the selected item. `edited` is the draft of the selected case while its editor is open.
    pub fn contents(
        &mut self,
        ui: &mut Ui,
        at: Rect,
        state: &UiState,
        edited: Option<EditedCase<'_>>,
        view: &View<'_>,
        out: &mut Actions,
    ) {
        let overlaid = state.overlay && view.env.inspector_over;
        ui.scope_builder(UiBuilder::new().max_rect(at).id_salt("inspector-contents"), |ui| {
            ui.set_clip_rect(at.intersect(ui.clip_rect()));
            let scroll = ScrollArea::vertical().id_salt("inspector-scroll").auto_shrink(false);
            scroll.show(ui, |ui| {
                let top = if overlaid { space::XL } else { space::L };
                let margin = Margin { top: top as i8, ..Margin::same(space::L as i8) };
                Frame::new().inner_margin(margin).show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = space::S;
                    if state.subject != Subject::Functions {
                        self.form.leave(out);
                    }
                    match state.subject {
                        Subject::Case(id) => self.case(ui, id, edited, view, out),
                        Subject::Functions => self.functions(ui, state, view, out),
                        Subject::Cases if self.several.latest().is_some() => {
                            if let Some(cases) = self.several.latest() {
                                several_cases::show(ui, cases, view, out);
                            }
                        }
                        Subject::Run(id) => {
                            let is_in_front = state.tab() == MiddleTab::Run(id.0);
                            let read = self.run.get().ok_or(self.run.failure());
                            run::show(ui, id, is_in_front, read, view, out);
                        }
                        Subject::Result(run, id) => {
                            let read = self.result.get().ok_or(self.result.failure());
                            result::show(ui, (run, id), read, &self.past, view, out);
                        }
                        Subject::Cases => match state.inspected_suite() {
                            Some(id) => {
                                let read = self.suite.get().filter(|suite| suite.id == id);
                                suite::show(ui, id, read, &mut self.held, view, out);
                                self.edits(ui, view, out);
                            }
                            None => project::show(ui, self.recent.latest().map(Vec::as_slice), view, out),
                        },
                    }
                });
            });
        });
    }

    fn functions(&mut self, ui: &mut Ui, state: &UiState, view: &View<'_>, out: &mut Actions) {
        let selected = state.selected();
        let ids = &selected.functions;
        match (&**ids, ids.first().and_then(|id| view.registry.get(*id))) {
            ([_], Some(row)) => {
                self.form.follow(self.function.get().filter(|f| f.id == row.function.id), view, out);
                return self.function(ui, row, view, out);
            }
            ([_, _, ..], _) => {
                let of = (state.selection.functions.revision(), view.registry.tree.generation());
                let common = self.common.get(of, || Arc::new(several::SeveralFunctions::new(ids, view.registry)));
                several::functions(ui, ids, &common, view, out);
            }
            _ => project::show(ui, self.recent.latest().map(Vec::as_slice), view, out),
        }
        self.form.leave(out);
    }

    fn function(&mut self, ui: &mut Ui, row: &FunctionRow, view: &View<'_>, out: &mut Actions) {
        let p = Palette::of(ui);
        let func_id = row.function.func_id.clone();
        ui.horizontal(|ui| {
            text::icon(ui, words::type_icon(row.function.kind), p.text);
            text::line_within(ui, &func_id, Type::Mono, p.text_secondary, ui.available_width() - size::CONTROL * 2.0);
            reading::from_right(ui, |ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                let more = icon_button(ui, icons::MORE, &view.text("gui-more"));
                eframe::egui::Popup::menu(&more).show(|ui| function_menu::show(ui, &[row.function.id], view, out));
                if icon_button(ui, icons::COPY, &view.text("gui-cmd-copy-func-id")).clicked() {
                    out.push(Action::Copy(func_id.to_string()));
                }
            });
        });
        let done = self.form.title(ui, row.title(), view);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::XS + space::XXS, space::XS);
            ui.spacing_mut().interact_size.y = size::CHIP;
            let c = &*row.function;
            if c.is_crit {
                chip(ui, Tone::Bad, Some(icons::CRITICAL), &view.text("gui-critical"));
            }
            if c.is_focus {
                chip(ui, Tone::Warning, Some(icons::FOCUS), &view.text("gui-focus"));
            }
            chip(ui, Tone::Neutral, None, &words::type_name(view.tr, c.kind));
            for word in [&c.words.segment, &c.words.status].into_iter().flatten() {
                chip(ui, Tone::Neutral, None, &words::value_name(view.tr, word));
            }
        });
        let path = view.registry.path(row.function.id);
        if !path.is_empty() {
            text::line(ui, &path.join(" › "), Type::Label, p.text_faint);
        }
        ui.add_space(space::XS);
        self.form.show(ui, done, view, out);
        self.form.further(ui, view);
        covers(ui, row, view, out);
        last_results(ui, self.results.get().map_or(&[], Vec::as_slice), false, view);
        self.past.show(ui, view, out);
        self.edits(ui, view, out);
    }

    /// Draws the history of the selected function, case or suite.
    fn edits(&self, ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
        history::list(ui, self.history.get().map_or(&[], Vec::as_slice), view, out);
    }

    /// Draws a case. Beside its editor it leaves out the fields that the form shows, which the draft may have changed.
    fn case(&self, ui: &mut Ui, id: CaseId, edited: Option<EditedCase<'_>>, view: &View<'_>, out: &mut Actions) {
        let p = Palette::of(ui);
        let Some(row) = view.cases.get(id) else {
            return self.absent_case(ui, id, view, out);
        };
        ui.horizontal(|ui| {
            let look = class_of(row.status.as_ref());
            status_icon(ui, look, &words::status_name(view.tr, row.status.as_ref()));
            text::mono(ui, &row.code);
        });
        let title = edited.map(|edited| edited.title).filter(|title| !title.is_empty()).unwrap_or(&row.title);
        text::paragraph(ui, title, Type::Title, p.text);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::XS + space::XXS, space::XS);
            ui.spacing_mut().interact_size.y = size::CHIP;
            if let Some(suite) = row.suite.filter(|_| edited.is_none()).and_then(|s| view.cases.suite(s)) {
                chip(ui, Tone::Neutral, Some(icons::SUITE), suite);
            }
            if let Some(read) = self.case.get() {
                case::review_chip(ui, read.case.review.as_ref(), read.is_outdated, view);
            }
            if view.drafts.contains(&id) {
                chip(ui, Tone::Info, Some(icons::EDIT), &view.text("cases-draft")).on_hover_text(view.text("cases-draft-hint"));
            }
        });
        let shown = self.case.get().filter(|_| edited.is_none()).map(|read| &read.case);
        if let Some(case) = shown {
            further_suites(ui, &case.further_suites, view);
            let c = &case.content;
            if let Some(fields) = self.single.get().filter(|fields| fields.ids == [id]) {
                several_cases::one(ui, fields, view, out);
            }
            ui.spacing_mut().item_spacing.y = 0.0;
            let steps = view.tr.number(count_steps(&c.steps) as i64);
            text::key_value_row(ui, &view.text("gui-case-steps"), &steps);
        }
        match edited {
            Some(edited) => edited_case::show(ui, edited, view, out),
            None => case::covered(ui, id, view, out),
        }
        last_results(ui, self.results.get().map_or(&[], Vec::as_slice), true, view);
        self.past.show(ui, view, out);
        if let Some(case) = shown {
            links(ui, &case.content.links, view);
        }
        ui.add_space(space::M);
        let open = view.text("gui-case-open");
        if edited.is_none() && Button::secondary(&open).icon(icons::CASE).show(ui).clicked() {
            out.nav(Nav::OpenCase(id));
        }
        self.edits(ui, view, out);
    }
}

impl Inspector {
    /// Explains why a case is not in the case tree: it is in the trash, from which it can be restored, in another project, or
    /// deleted.
    fn absent_case(&self, ui: &mut Ui, id: CaseId, view: &View<'_>, out: &mut Actions) {
        let p = Palette::of(ui);
        match self.absent.get().and_then(|absent| absent.get(&id)) {
            Some(AbsentCase::There { code, title, in_trash }) => {
                text::mono(ui, code);
                text::paragraph(ui, title, Type::Title, p.text);
                if *in_trash {
                    let restore = view.text("lists-restore");
                    let pressed = banner(ui, Tone::Warning, &view.text("inspector-case-in-trash"), Some(&restore), None);
                    if pressed == Some(BannerEvent::Action) {
                        out.push(Action::List(ListAction::Restore(vec![Thing::Case(id)])));
                    }
                } else if Button::secondary(&view.text("gui-case-open")).icon(icons::CASE).show(ui).clicked() {
                    out.nav(Nav::OpenCase(id));
                }
            }
            Some(AbsentCase::Deleted) => _ = empty_state(ui, icons::CASE, &view.text("gui-case-gone"), "", None),
            None => missing(ui, self.absent.failure(), view),
        }
    }
}

/// The further suites that show the case. Suites in the trash are not named.
fn further_suites(ui: &mut Ui, further: &BTreeMap<SuiteId, i64>, view: &View<'_>) {
    let paths: Vec<String> = further.keys().map(|id| view.cases.suite_path(*id)).filter(|path| !path.is_empty()).collect();
    if paths.is_empty() {
        return;
    }
    text::label(ui, &view.text("writing-further-suites"));
    ui.horizontal_wrapped(|ui| {
        for path in &paths {
            chip(ui, Tone::Neutral, Some(icons::SUITE), path);
        }
    });
}

/// The pages about a case; a click opens one.
fn links(ui: &mut Ui, links: &[CaseLink], view: &View<'_>) {
    if links.is_empty() {
        return;
    }
    ui.add_space(space::M);
    text::section(ui, &view.text("gui-case-links"), Some(&view.tr.number(links.len() as i64)));
    for link in links {
        ui.horizontal(|ui| {
            ui.set_min_height(size::TREE_ROW);
            text::icon(ui, icons::LINK, Palette::of(ui).text_secondary);
            let shown = text::link(ui, link.name()).on_hover_text(&link.url);
            if shown.clicked() && link.is_page() {
                ui.ctx().open_url(OpenUrl::new_tab(&link.url));
            }
        });
    }
}

fn covers(ui: &mut Ui, row: &FunctionRow, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    ui.add_space(space::S);
    let inside = view.registry.tree.index(row.function.id.0).is_some_and(|i| view.registry.tree.has_children(i));
    if inside {
        several::rolled_up(ui, &row.coverage, view);
    }
    if inside && row.covers.is_empty() && !row.function.kind.is_testable() {
        return;
    }
    let id = row.function.id;
    let is_uncovered = row.is_uncovered();
    ui.horizontal(|ui| {
        text::strong(ui, &view.text("gui-inspector-cases"));
        text::mono(ui, &view.tr.number(row.covers.len() as i64));
        reading::from_right(ui, |ui| {
            if text::link(ui, &view.text("gui-link")).clicked() {
                out.push(Action::Function(FunctionAction::AskLink(id)));
            }
            if !is_uncovered && text::link(ui, &view.text("gui-function-new-case")).clicked() {
                out.push(Action::Function(FunctionAction::AskCase(id)));
            }
        });
    });
    if is_uncovered {
        text::paragraph(ui, &view.text("gui-inspector-no-cases"), Type::Body, p.text_secondary);
        if Button::secondary(&view.text("gui-function-new-case")).icon(icons::ADD).show(ui).clicked() {
            out.push(Action::Function(FunctionAction::AskCase(id)));
        }
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    for cover in &row.covers {
        let Some(case) = view.cases.get(cover.case) else { continue };
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW + space::XXS), Sense::click());
        if response.hovered() {
            ui.painter().rect_filled(rect, 0.0, p.hover());
        }
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
        let look = class_of(cover.status.as_ref());
        let icon = eframe::egui::Rect::from_min_size(rect.min, vec2(size::ICON, rect.height()));
        paint::icon(ui.painter(), icon, look.icon(), size::ICON, look.colour(p));
        let left =
            paint::put_right(ui.painter(), rect.right_center(), paint::galley(ui, &case.code, Type::Mono, p.text_secondary));
        let x = icon.right() + space::S;
        let title = paint::elided(ui, &case.title, Type::Body, p.text, left - x - space::S);
        paint::put_left(ui.painter(), eframe::egui::pos2(x, rect.center().y), title);
        paint::focus_ring(ui, &response, rect);
        paint::describe(&response, || eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Link, true, &case.title));
        let word = words::status_name(view.tr, cover.status.as_ref());
        response.hint_above(format!("{} · {word}", case.title));
        if response.clicked() {
            out.nav(Nav::OpenCase(cover.case));
        }
        row_menu::of(&response, ui, |ui| {
            if menu::line(ui, icons::UNLINK, &view.text("gui-unlink"), None, 200.0).clicked() {
                out.push(Action::Function(FunctionAction::Unlink(row.function.id, cover.case)));
                ui.close();
            }
        });
    }
}

/// The latest results as lines, the newest first: status, time and duration. The history by runs below has a mark for each run.
fn last_results(ui: &mut Ui, results: &[ResultHistoryEntry], is_of_case: bool, view: &View<'_>) {
    if results.is_empty() {
        return;
    }
    ui.add_space(space::M);
    ui.horizontal(|ui| {
        text::strong(ui, &view.text("gui-inspector-results"));
        text::mono(ui, &view.tr.number(results.len() as i64));
    });
    let p = Palette::of(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    for past in results.iter().rev().take(RESULTS_SHOWN) {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW), Sense::hover());
        let word = words::class_name(view.tr, past.look);
        let icon = Rect::from_min_size(rect.min, vec2(size::ICON, rect.height()));
        paint::icon(ui.painter(), icon, past.look.icon(), size::ICON, past.look.colour(p));
        let mut when = view.tr.ago(view.now, past.at);
        if let Some(ms) = past.duration_ms.filter(|ms| *ms > 0) {
            when = format!("{} · {when}", view.tr.duration(ms));
        }
        let when = paint::galley(ui, &when, Type::Label, p.text_secondary);
        let left = paint::put_right(ui.painter(), rect.right_center(), when);
        let x = icon.right() + space::S;
        // The results of one case all have its title; those of a function are told apart by theirs.
        let (name, colour) = if is_of_case { (&*word, past.look.colour(p)) } else { (past.title.as_str(), p.text) };
        let share = if past.combination.is_empty() { 1.0 } else { NAME_SHARE };
        let name = paint::elided(ui, name, Type::Body, colour, (left - x) * share - space::S);
        let end = paint::put_left(ui.painter(), pos2(x, rect.center().y), name) + space::S;
        if !past.combination.is_empty() && end < left - space::XL {
            let own = paint::elided(ui, &past.combination, Type::Label, p.text_secondary, left - end - space::S);
            paint::put_left(ui.painter(), pos2(end, rect.center().y), own);
        }
        let of = [past.title.as_str(), past.combination.as_str()].into_iter().filter(|part| !part.is_empty());
        let what = format!("{word} · {}\n{}", of.collect::<Vec<_>>().join(" · "), view.tr.date_time(past.at));
        paint::describe(&response, || eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Label, true, &what));
        response.hint_above(what);
    }
    ui.spacing_mut().item_spacing.y = space::S;
}
