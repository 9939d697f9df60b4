//! The strip of saved pairs: projects that are mirrored again and again, each with its watch for new runs and its last outcome.

use eframe::egui::{CornerRadius, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

mod perform;

use super::choice::{Choice, SourcePick, TargetPick};
use crate::sync_dialog::context::{Actions, DialogAction, TabContext};
use crate::sync_dialog::outcome::{headline, outcome_look};
use crate::user_error::UserError;
use voluptas_app::mirror::pairs::SavedPair;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::PairId;
use voluptas_jobs::{Failure, Query};
use voluptas_mirror::Pair;
use voluptas_sync::Outcome;
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::reading;
use voluptas_ui::widgets::{Button, TextField, check_box, dialog, icon_button_with, paint, text};

/// Width of the strip at first, in points.
const WIDTH: f32 = 232.0;

/// The strip of saved pairs.
#[derive(Debug, Default)]
pub struct Pairs {
    saved: Query<Result<Vec<SavedPair>, Message>>,
    generation: Option<u64>,
    /// The pair that was chosen last.
    chosen: Option<PairId>,
    /// Text of the field with the titles of watched runs.
    pattern: String,
    /// The pair to which this text belongs.
    pattern_of: Option<PairId>,
    /// The running write. Its answer is the pair that is chosen afterwards.
    writing: Query<Result<Option<PairId>, Message>>,
    error: Option<Message>,
    /// The last removed pair, for undo.
    removed: Option<Pair>,
}

/// A change of the saved pairs.
#[derive(Debug)]
pub enum PairAction {
    /// Switch the watch for new runs on or off.
    Watch(PairId, bool),
    /// Set the titles of watched runs.
    SetTitles(PairId, Option<String>),
    /// Remove a pair.
    Remove(PairId),
    /// Save the pair that was removed last again.
    UndoRemove,
    /// Save a pair: over an existing one, or as a new one if no pair is like it.
    Save(Option<PairId>, Box<Pair>),
}

/// The pressed part of a row.
enum Pressed {
    Load(PairId),
    Retry(PairId),
    Change(PairAction),
}

impl Pairs {
    /// The saved pair of a choice: one with the same options, otherwise the chosen pair if it has the same projects.
    pub fn of(&self, choice: &Choice) -> Option<PairId> {
        self.saved_of(choice).map(|p| p.id)
    }

    fn saved_of(&self, choice: &Choice) -> Option<&SavedPair> {
        let chosen = self.chosen_one().filter(|p| is_of(&p.pair, choice));
        let wanted = pair_of(choice, None);
        let same = |p: &&SavedPair| wanted.as_ref().is_some_and(|w| p.pair.mirrors_like(w));
        chosen.filter(same).or_else(|| self.rows().iter().find(same)).or(chosen)
    }

    fn rows(&self) -> &[SavedPair] {
        match self.saved.get() {
            Some(Ok(rows)) => rows,
            _ => &[],
        }
    }

    fn chosen_one(&self) -> Option<&SavedPair> {
        self.rows().iter().find(|p| Some(p.id) == self.chosen)
    }

    /// Draws the strip at the left. Returns true if it has changed the choice.
    pub fn ui<A: From<PairAction>>(
        &mut self,
        ui: &mut Ui,
        cx: &TabContext<'_>,
        out: &mut Actions<A>,
        choice: &mut Choice,
    ) -> bool {
        let mut pressed = None;
        dialog::side_of(ui, "mirror-pairs", WIDTH, 196.0..=340.0, space::M, |ui| {
            let p = Palette::of(ui);
            ui.spacing_mut().item_spacing.y = space::XS;
            text::strong(ui, &cx.t("sync-dialog-mirror-pairs"));
            let below = size::CONTROL + space::S + if self.removed.is_some() { size::CONTROL + space::XS } else { 0.0 };
            let height = (ui.available_height() - below).max(0.0);
            ScrollArea::vertical().id_salt("sync-mirror-pairs").auto_shrink(false).max_height(height).show(ui, |ui| {
                if let Some(error) = &self.error {
                    text::paragraph(ui, &cx.tr.message(error), Type::Body, p.failed);
                }
                if self.saved.get().is_some() && self.rows().is_empty() {
                    text::paragraph(ui, &cx.t("sync-dialog-mirror-pairs-none"), Type::Body, p.text_secondary);
                }
                pressed = self.list(ui, cx, choice);
            });
            if self.removed.is_some() {
                ui.horizontal(|ui| {
                    text::secondary(ui, &cx.t("sync-dialog-mirror-pair-removed"));
                    let undo = Button::quiet(&cx.t("sync-dialog-mirror-pair-undo")).icon(icons::UNDO).show(ui).clicked();
                    if undo {
                        out.push(PairAction::UndoRemove);
                    }
                });
            }
            self.save_button(ui, cx, out, choice);
        });
        match pressed {
            None => false,
            Some(Pressed::Load(id)) => self.load(id, choice),
            Some(Pressed::Retry(id)) => {
                out.dialog(DialogAction::RetryWatch(id));
                false
            }
            Some(Pressed::Change(action)) => {
                out.push(action);
                false
            }
        }
    }

    fn list(&mut self, ui: &mut Ui, cx: &TabContext<'_>, choice: &Choice) -> Option<Pressed> {
        let chosen = self.saved_of(choice);
        if let Some(saved) = chosen.filter(|p| Some(p.id) != self.pattern_of) {
            (self.pattern, self.pattern_of) = (saved.pair.run_title.clone().unwrap_or_default(), Some(saved.id));
        }
        let chosen = self.of(choice);
        let Some(Ok(rows)) = self.saved.get() else { return None };
        let mut pressed = None;
        for saved in rows {
            let on = chosen == Some(saved.id);
            ui.push_id(saved.id.0, |ui| {
                let failure = cx.watch_failure(saved.id).filter(|_| saved.pair.enabled);
                if row(ui, cx, saved, on, failure.is_some()) && !on {
                    pressed = Some(Pressed::Load(saved.id));
                }
                if let Some(failure) = failure
                    && watch_failure(ui, cx, failure)
                {
                    pressed = Some(Pressed::Retry(saved.id));
                }
                if on {
                    pressed = details(ui, cx, saved, &mut self.pattern).map(Pressed::Change).or(pressed.take());
                }
            });
        }
        pressed
    }

    /// Draws the button that saves the present choice.
    fn save_button<A: From<PairAction>>(&self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<A>, choice: &Choice) {
        let (chosen, before) = self.saved_of(choice).map(|p| (p.id, p.pair.clone())).unzip();
        let wanted = pair_of(choice, before.as_ref());
        let is_kept = wanted.as_ref().zip(before.as_ref()).is_some_and(|(w, b)| b.mirrors_like(w));
        let can = wanted.is_some() && !is_kept && !self.writing.is_running();
        let words = cx.t(match (before.is_some(), is_kept) {
            (_, true) => "sync-dialog-mirror-pair-kept",
            (true, false) => "sync-dialog-mirror-pair-update",
            (false, false) => "sync-dialog-mirror-pair-keep",
        });
        ui.add_space(space::XS);
        let button = Button::secondary(&words).icon(icons::SAVE).enabled(can).min_width(ui.available_width()).show(ui);
        if button.on_hover_text(cx.t("sync-dialog-mirror-pair-keep-more")).clicked()
            && let Some(pair) = wanted
        {
            out.push(PairAction::Save(chosen, Box::new(pair)));
        }
    }

    /// Copies a pair into the choice.
    fn load(&mut self, id: PairId, choice: &mut Choice) -> bool {
        let Some(pair) = self.rows().iter().find(|p| p.id == id).map(|p| p.pair.clone()) else { return false };
        self.chosen = Some(id);
        self.pattern_of = None;
        let code = |code: &str| Some(code.trim().to_uppercase());
        *choice = Choice {
            from: code(&pair.source_project),
            to: code(&pair.target_project),
            to_second: pair.second_account,
            source: SourcePick::Latest,
            target: if pair.target_run_title.is_some() { TargetPick::Titled } else { TargetPick::SameTitle },
            target_title: pair.target_run_title.unwrap_or_default(),
            field: pair.field_title,
            match_by: pair.match_by,
            include: pair.include,
            create_cases: pair.create_cases,
            latest_only: pair.latest_only,
            complete: pair.complete_target_run,
            adopt_untraced: pair.adopt_untraced,
            ..Choice::default()
        };
        true
    }
}

/// True when a pair has the projects of a choice.
fn is_of(pair: &Pair, choice: &Choice) -> bool {
    let same = |code: &Option<String>, of: &str| code.as_deref().is_some_and(|c| c.eq_ignore_ascii_case(of.trim()));
    same(&choice.from, &pair.source_project) && same(&choice.to, &pair.target_project) && choice.to_second == pair.second_account
}

/// The pair to be saved for a choice. A single run of a list is not saved, because the next run has another number.
fn pair_of(choice: &Choice, before: Option<&Pair>) -> Option<Pair> {
    let (from, to) = choice.from.clone().zip(choice.to.clone())?;
    if choice.is_same_project() {
        return None;
    }
    let titled = choice.target == TargetPick::Titled && !choice.target_title.trim().is_empty();
    Some(Pair {
        second_account: choice.to_second,
        run_title: before.and_then(|b| b.run_title.clone()),
        target_run_title: titled.then(|| choice.target_title.trim().to_owned()),
        field_title: choice.field.clone(),
        match_by: choice.match_by,
        include: choice.include,
        create_cases: choice.create_cases,
        latest_only: choice.latest_only,
        complete_target_run: choice.complete,
        adopt_untraced: choice.adopt_untraced,
        enabled: before.is_some_and(|b| b.enabled),
        ..Pair::new(from, to)
    })
}

/// Draws a pair with its projects and its last outcome. Returns true if it was pressed.
fn row(ui: &mut Ui, cx: &TabContext<'_>, saved: &SavedPair, on: bool, has_failed: bool) -> bool {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 48.0), Sense::click());
    let fill = match (on, response.hovered()) {
        (true, _) => p.accent_tint,
        (false, true) => p.hover(),
        (false, false) => p.panel,
    };
    let border = if on { p.accent.gamma_multiply(0.5) } else { p.line };
    let corner = CornerRadius::same(radius::CARD);
    ui.painter().rect(rect, corner, fill, Stroke::new(size::LINE, border), StrokeKind::Inside);
    let name = name(saved);
    let left = rect.left() + space::M;
    let mut right = rect.right() - space::S;
    if saved.pair.enabled {
        let at = Rect::from_center_size(pos2(right - size::ICON / 2.0, rect.top() + 16.0), vec2(size::ICON, size::ICON));
        let (icon, colour) = if has_failed { (icons::WARNING, p.failed) } else { (icons::SHOW, p.accent) };
        paint::icon(ui.painter(), at, icon, size::ICON, colour);
        right = at.left() - space::XS;
    }
    let title = paint::elided(ui, &name, Type::Medium, p.text, right - left);
    paint::put_left(ui.painter(), pos2(left, rect.top() + 16.0), title);
    let y = rect.bottom() - 15.0;
    let (words, whole) = match &saved.last {
        Some(last) => {
            let outcome: Outcome = last.outcome.parse().unwrap_or_default();
            let (icon, colour) = outcome_look(p, outcome);
            let at = Rect::from_center_size(pos2(left + size::CHECK / 2.0, y), vec2(size::CHECK, size::CHECK));
            paint::icon(ui.painter(), at, icon, size::CHECK, colour);
            (cx.tr.ago(cx.now, last.at), format!("{} · {}", headline(cx, "mirror", outcome), cx.tr.date_time(last.at)))
        }
        None => (cx.t("sync-dialog-mirror-pair-never").into_owned(), String::new()),
    };
    let from = if saved.last.is_some() { left + size::CHECK + space::XS } else { left };
    // The reason of a failure is below the row.
    let is_watched = saved.pair.enabled && !has_failed;
    let words = if is_watched { format!("{words} · {}", cx.t("sync-dialog-mirror-pair-watched")) } else { words };
    let galley = paint::elided(ui, &words, Type::Label, p.text_secondary, rect.right() - space::S - from);
    paint::put_left(ui.painter(), pos2(from, y), galley);
    paint::focus_ring(ui, &response, rect);
    paint::describe(&response, || WidgetInfo::selected(Role::ListBoxOption, true, on, &name));
    let response = if whole.is_empty() { response } else { response.on_hover_text(whole) };
    response.clicked()
}

/// Draws the reason why a pair is not watched. Returns true if the link for another try was pressed.
fn watch_failure(ui: &mut Ui, cx: &TabContext<'_>, failure: Failure) -> bool {
    let p = Palette::of(ui);
    text::paragraph(ui, &UserError::from(failure).text(cx.tr), Type::Label, p.failed);
    let again = text::link(ui, &cx.t("sync-dialog-mirror-pair-again")).clicked();
    ui.add_space(space::S);
    again
}

/// Draws the controls of the chosen pair.
fn details(ui: &mut Ui, cx: &TabContext<'_>, saved: &SavedPair, pattern: &mut String) -> Option<PairAction> {
    let mut done = None;
    ui.horizontal(|ui| {
        ui.add_space(space::XS);
        let mut watched = saved.pair.enabled;
        let box_ = check_box(ui, &mut watched, &cx.t("sync-dialog-mirror-pair-watch"));
        if box_.on_hover_text(cx.t("sync-dialog-mirror-pair-watch-more")).changed() {
            done = Some(PairAction::Watch(saved.id, watched));
        }
        reading::from_right(ui, |ui| {
            if icon_button_with(ui, icons::DELETE, &cx.t("sync-dialog-mirror-pair-remove"), false, false).clicked() {
                done = Some(PairAction::Remove(saved.id));
            }
        });
    });
    if saved.pair.enabled {
        let (name, hint) = (cx.t("sync-dialog-mirror-pair-titles"), cx.t("sync-dialog-mirror-pair-titles-hint"));
        let field = TextField::new(pattern).name(&name).hint(&hint).icon(icons::FILTER).show(ui);
        let written = (!pattern.trim().is_empty()).then(|| pattern.trim().to_owned());
        if field.lost_focus() && written != saved.pair.run_title {
            done = Some(PairAction::SetTitles(saved.id, written));
        }
        field.on_hover_text(name);
    }
    ui.add_space(space::S);
    done
}

/// `AUTO → SHOP`.
fn name(saved: &SavedPair) -> String {
    // A project of the second account may have the code of one of the first.
    let second = if saved.pair.second_account { " (2)" } else { "" };
    format!("{} → {}{second}", saved.pair.source_project.trim(), saved.pair.target_project.trim())
}
