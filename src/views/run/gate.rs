//! The quality gate of a finished run: its file of rules, its chip and the list of broken rules.

use eframe::egui::{Context, Frame, Popup, PopupCloseBehavior, Ui};

use crate::model::runs::RunResults;
use crate::model::words;
use crate::query::{CachedQuery, Concerns, Reads};
use crate::view::View;
use voluptas_app::runs;
use voluptas_app::runs::gate::{FILE, RulesFile, Verdict};
use voluptas_core::domain::gate::{BrokenRule, Measure};
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::Error;
use voluptas_ui::theme::{Icon, Palette, Type, icons, size, space};
use voluptas_ui::widgets::chip::chip_button;
use voluptas_ui::widgets::{Tone, paint, text};

/// Width of the list of broken rules.
const POPUP: f32 = 340.0;

/// The rules beside the workspace. They are read again when a page comes to the front, when the window gets the keyboard back and
/// when the person refreshes: no write of the workspace tells that the file changed.
#[derive(Debug)]
pub(super) struct GateRules {
    file: CachedQuery<u64, Option<RulesFile>>,
    /// Number of readings so far.
    readings: u64,
    /// The run and the pass that were drawn last, and whether the window had the keyboard.
    drawn: Option<(RunId, u64, bool)>,
}

impl Default for GateRules {
    fn default() -> Self {
        Self { file: CachedQuery::new("gui-unread-results", Concerns::Of(&[])), readings: 0, drawn: None }
    }
}

impl GateRules {
    /// Asks for the rules.
    pub(super) fn refresh(&mut self, reads: Reads<'_>) {
        self.file.ask(reads, Some(self.readings), |store, _| Ok::<_, Error>(RulesFile::beside(store)));
    }

    /// Notes that the page of a run is drawn, and has the rules read again when they may have changed since the last time.
    pub(super) fn follow(&mut self, ctx: &Context, run: RunId) {
        let (pass, focused) = (ctx.cumulative_pass_nr(), ctx.input(|input| input.focused));
        let is_shown_on = self
            .drawn
            .replace((run, pass, focused))
            .is_some_and(|(of, last, had_focus)| of == run && last + 1 >= pass && (had_focus || !focused));
        if !is_shown_on {
            self.readings += 1;
            ctx.request_repaint();
        }
    }
}

/// A broken rule in words, or the reason why the rules cannot be read.
#[derive(Debug)]
pub(super) struct Line {
    /// The words of the chip: a duration without the parts that the rule does not need.
    pub short: String,
    /// The words with the exact figure.
    pub exact: String,
    /// The tests that the figure is a share of; blank for a figure that is no share.
    base: String,
}

impl Line {
    /// Hover text with the details that the chip does not show.
    pub(super) fn hint(&self) -> String {
        let exact = if self.exact == self.short { "" } else { &self.exact };
        [exact, &self.base].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

/// The gate of a run in words.
#[derive(Debug)]
pub(super) struct Gate {
    pub tone: Tone,
    icon: Icon,
    /// Key of the words of the chip.
    key: &'static str,
    /// The view shows a part of the run, and the gate is that of all of it.
    is_beside_part: bool,
    /// The broken rules, or the reason why the rules cannot be read; empty where the gate is met.
    pub lines: Vec<Line>,
    /// Path of the file of rules.
    path: String,
}

impl Gate {
    /// Judges a run, also beside a part of it: the rules are those of whole runs. `None` for a run in progress and without rules.
    pub(super) fn of(rules: &GateRules, results: &RunResults, is_beside_part: bool, view: &View<'_>) -> Option<Self> {
        // The last answer stays while the file is read again.
        let file = rules.file.latest()?.as_ref()?;
        let (tone, icon, key, lines) = match file.judge(results.figures.as_ref()?) {
            Verdict::Unreadable(reason) => {
                let line = Line { short: reason.clone(), exact: reason, base: String::new() };
                (Tone::Warning, icons::WARNING, "run-gate-unreadable", vec![line])
            }
            Verdict::Judged(broken) if broken.is_empty() => (Tone::Good, icons::PASSED, "run-gate-met", Vec::new()),
            Verdict::Judged(broken) => {
                let lines = broken.iter().map(|rule| words_of(rule, view)).collect();
                (Tone::Bad, icons::FAILED, "run-gate-broken", lines)
            }
        };
        Some(Self { tone, icon, key, is_beside_part, lines, path: file.path.display().to_string() })
    }

    fn words(&self, brief: bool, view: &View<'_>) -> String {
        let part = if self.is_beside_part { "-whole" } else { "" };
        let brief = if brief { "-brief" } else { "" };
        view.text(&format!("{}{part}{brief}", self.key)).into_owned()
    }

    /// Room for the chip with fewer words, in points.
    pub(super) fn brief_width(&self, ui: &Ui, view: &View<'_>) -> f32 {
        paint::galley(ui, &self.words(true, view), Type::Label, Palette::of(ui).text).size().x + size::ICON + space::M * 3.0
    }

    /// Draws the chip, with fewer words when it is `brief`. A press opens the list of broken rules.
    pub(super) fn chip(&self, ui: &mut Ui, brief: bool, view: &View<'_>) {
        let mut note = view.tr.fmt("run-gate-note", &[("file", FILE.into())]);
        if self.is_beside_part {
            note = format!("{}\n{note}", view.text("run-gate-whole-note"));
        }
        let button = chip_button(ui, self.tone, Some(self.icon), &self.words(brief, view));
        Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
            Frame::new().inner_margin(space::S).show(ui, |ui| {
                ui.set_width(POPUP.min(ui.ctx().content_rect().width() - space::XL * 2.0));
                ui.spacing_mut().item_spacing.y = space::XS;
                let p = Palette::of(ui);
                text::paragraph(ui, &note, Type::Label, p.text_secondary);
                text::paragraph(ui, &self.path, Type::Label, p.text_secondary);
                if self.lines.is_empty() {
                    text::paragraph(ui, &view.text("run-gate-all-hold"), Type::Body, self.tone.colour(p));
                }
                for line in &self.lines {
                    let words = text::paragraph(ui, &line.exact, Type::Body, self.tone.colour(p));
                    if !line.base.is_empty() {
                        words.on_hover_text(&line.base);
                    }
                }
            });
        });
        if !Popup::is_id_open(ui.ctx(), Popup::default_response_id(&button)) {
            let hover: Vec<&str> =
                std::iter::once(note.as_str()).chain(self.lines.iter().map(|line| line.exact.as_str())).collect();
            button.on_hover_text(hover.join("\n"));
        }
    }
}

/// A broken rule with its figures.
fn words_of(rule: &BrokenRule, view: &View<'_>) -> Line {
    let status = |status: &ResultStatus| words::status_name(view.tr, Some(status)).into_owned();
    let of = |found: String| runs::gate::words(view.tr, rule, found, status);
    let base = if matches!(rule.found, Measure::Rate(_)) { view.text("rate-of-gate").into_owned() } else { String::new() };
    let exact = of(runs::gate::measure(view.tr, &rule.found));
    Line { short: of(runs::gate::short_found(view.tr, rule)), exact, base }
}
