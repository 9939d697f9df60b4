//! The parts of the filter behind its button, each with a cross. They stay in one line, so that one that comes or goes moves neither the
//! button nor the grid: parts without room are in a menu at the end.

use eframe::egui::{CornerRadius, Popup, PopupCloseBehavior, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::add_filter::{self, MENU};
use super::tab::{CasesTab, id};
use crate::model::case_grid::{Arrangement, CaseField, CaseFilter, CaseTable};
use crate::model::words;
use crate::panels::menu;
use crate::view::View;
use voluptas_core::domain::ids::{FieldId, FunctionId, SuiteId};
use voluptas_store::CaseColumn;
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::{Button, paint, text};

/// Height of a part.
const HEIGHT: f32 = 24.0;
/// Greatest width of a part.
const MOST: f32 = 260.0;
/// Least width of a part: the first one is cut before it goes into the menu.
const LEAST: f32 = 72.0;

/// A part of the line.
enum Part {
    /// The suite that the grid shows.
    Suite(String),
    /// Number of cases of the suite, with a note.
    Count(String, String),
    /// Button that shows or hides the cases of the suites below.
    Deep(bool),
    /// A part of the filter: its subject, its value, and the way to remove it.
    Of { name: String, value: String, what: Removed },
}

/// Finds a flag of a filter.
type FlagOf = fn(&mut CaseFilter) -> &mut bool;

/// The part of a filter that a cross removes.
enum Removed {
    Slug(String),
    Tags,
    Owners,
    Functions,
    Milestones,
    Field(i64),
    Last,
    Changed,
    Flag(FlagOf),
}

impl Removed {
    fn from(&self, f: &mut CaseFilter) {
        match self {
            Self::Slug(name) => _ = f.slugs.remove(name),
            Self::Tags => f.tags.clear(),
            Self::Owners => f.owners.clear(),
            Self::Functions => f.functions.clear(),
            Self::Milestones => f.milestones.clear(),
            Self::Field(id) => _ = f.fields.remove(id),
            Self::Last => f.last.clear(),
            Self::Changed => f.changed_days = None,
            Self::Flag(flag) => *flag(f) = false,
        }
    }
}

/// Draws the parts, and leaves `beside` points of the line free.
pub(super) fn show(tab: &mut CasesTab, ui: &mut Ui, arranged: &Arrangement, beside: f32, view: &View<'_>) {
    let mut parts = of_suite(tab, arranged, view);
    parts.extend(of_filter(&tab.filter, &arranged.table, view));
    if parts.is_empty() {
        return;
    }
    let widths: Vec<f32> = parts.iter().map(|part| width(ui, part, view).min(MOST) + space::S).collect();
    let more = |n: usize| view.count("gui-more-filters", n as u64);
    let menu_width = button_width(ui, &more(parts.len())) + space::S;
    let room = ui.available_width() - beside;
    let fitting = |room: f32| {
        let mut used = 0.0;
        let fits = |w: &&f32| {
            used += **w;
            used <= room
        };
        widths.iter().take_while(fits).count()
    };
    let mut shown = fitting(room);
    if shown < parts.len() {
        // The first part says most: it is cut before it goes into the menu.
        shown = fitting(room - menu_width).max(usize::from(room - menu_width >= LEAST));
    }
    let most = if shown == 1 && parts.len() > 1 { (room - menu_width - space::S).min(MOST) } else { (room - space::S).min(MOST) };
    let mut pressed = None;
    for (at, part) in parts.iter().enumerate().take(shown) {
        if draw(ui, part, most, view) {
            pressed = Some(at);
        }
    }
    if shown < parts.len() {
        let hidden = parts.iter().skip(shown).filter(|part| !matches!(part, Part::Count(..))).count();
        let button = Button::quiet(&more(hidden)).small().show(ui);
        let popup = Popup::menu(&button).id(id("parts")).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        popup.show(|ui| {
            ui.set_width(MENU);
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, part) in parts.iter().enumerate().skip(shown) {
                if line(ui, part, view) {
                    pressed = Some(at);
                }
            }
        });
    }
    match pressed.and_then(|at| parts.get(at)) {
        Some(Part::Suite(_)) => (tab.left_suite, tab.scope.suite) = (tab.scope.suite, None),
        Some(Part::Deep(_)) => tab.scope.is_flat = !tab.scope.is_flat,
        Some(Part::Of { what, .. }) => what.from(&mut tab.filter),
        Some(Part::Count(..)) | None => {}
    }
}

/// Text about the suite that the grid shows.
fn of_suite(tab: &CasesTab, arranged: &Arrangement, view: &View<'_>) -> Vec<Part> {
    let table = &arranged.table;
    let Some(suite) = tab.scope.suite.and_then(|id| table.suite(Some(SuiteId(id)))) else { return Vec::new() };
    let mut parts = vec![Part::Suite(suite.title.clone())];
    // The list holds more than the suite counts in the tree.
    if arranged.linked > 0 {
        let (own, linked) = ((arranged.total - arranged.linked) as i64, arranged.linked as i64);
        let note = words::case_count_note(view.tr, own, linked).unwrap_or_default();
        parts.push(Part::Count(words::case_count(view.tr, own, linked), note));
    }
    if suite.end > table.suite_place(Some(suite.id)) + 1 {
        parts.push(Part::Deep(tab.scope.is_flat));
    }
    parts
}

/// The parts of the filter.
fn of_filter(f: &CaseFilter, table: &CaseTable, view: &View<'_>) -> Vec<Part> {
    let part = |name: &str, value: String, what| Part::Of { name: name.to_owned(), value, what };
    let mut parts = Vec::new();
    for (name, slugs) in &f.slugs {
        let Ok(column) = name.parse::<CaseColumn>() else { continue };
        let values: Vec<String> = slugs.iter().map(|slug| words::value_name(view.tr, slug).into_owned()).collect();
        let label = CaseField::Slug(column).name_key().map(|key| view.text(key)).unwrap_or_default();
        parts.push(part(&label, values.join(", "), Removed::Slug(name.clone())));
    }
    let functions = f.functions.iter().map(|id| view.registry.get(FunctionId(*id)).map_or("—", |r| r.title()).to_owned());
    let milestones = f.milestones.iter().map(|id| add_filter::milestone_name(*id, table, view));
    let lists = [
        ("lists-tags", f.tags.iter().cloned().collect::<Vec<_>>(), Removed::Tags),
        ("cases-column-owner", f.owners.iter().map(|name| add_filter::owner_name(name, view)).collect(), Removed::Owners),
        ("cases-part-function", functions.collect(), Removed::Functions),
        ("cases-column-milestone", milestones.collect(), Removed::Milestones),
    ];
    for (key, values, what) in lists {
        if !values.is_empty() {
            parts.push(part(&view.text(key), values.join(", "), what));
        }
    }
    for (id, of) in &f.fields {
        let field = table.field(FieldId(*id));
        let (name, value) = field.map_or_else(|| ("—", String::new()), |f| (f.title.as_str(), of.describe(f, table, view.tr)));
        parts.push(part(name, value, Removed::Field(*id)));
    }
    if !f.last.is_empty() {
        let looks: Vec<String> = f.last.iter().map(|look| words::class_name(view.tr, *look).into_owned()).collect();
        parts.push(part(&view.text("gui-column-result"), looks.join(", "), Removed::Last));
    }
    if let Some(days) = f.changed_days {
        let since = view.tr.date(view.now - i64::from(days) * 86_400_000);
        parts.push(part(&view.text("cases-part-changed"), since, Removed::Changed));
    }
    let flags: [(FlagOf, bool, &str); 6] = [
        (|f| &mut f.is_mine, f.is_mine, "cases-quick-mine"),
        (|f| &mut f.is_never_run, f.is_never_run, "cases-quick-never-run"),
        (|f| &mut f.is_in_review, f.is_in_review, "review-in-review"),
        (|f| &mut f.is_flaky, f.is_flaky, "cases-quick-flaky"),
        (|f| &mut f.is_marked_flaky, f.is_marked_flaky, "cases-marked-flaky"),
        (|f| &mut f.is_uncovered, f.is_uncovered, "cases-quick-uncovered"),
    ];
    for (flag, is_on, key) in flags {
        if is_on {
            parts.push(part("", view.text(key).into_owned(), Removed::Flag(flag)));
        }
    }
    parts
}

/// Key of the text of the button that shows or hides the cases of the suites below, and its icon.
fn deep_look(is_flat: bool) -> (&'static str, voluptas_ui::theme::Icon) {
    if is_flat { ("cases-suite-flat", icons::ADD) } else { ("cases-suite-deep", icons::CHECK) }
}

fn text_width(ui: &Ui, words: &str, ty: Type) -> f32 {
    paint::galley(ui, words, ty, Palette::of(ui).text).size().x
}

/// Width of a small quiet button without an icon.
fn button_width(ui: &Ui, words: &str) -> f32 {
    text_width(ui, words, Type::Medium) + space::L
}

/// Width of a part with its whole text.
fn width(ui: &Ui, part: &Part, view: &View<'_>) -> f32 {
    match part {
        Part::Suite(title) => token_width(ui, &view.text("cases-column-suite"), title),
        Part::Count(words, _) => text_width(ui, words, Type::Mono),
        Part::Deep(is_flat) => button_width(ui, &view.text(deep_look(*is_flat).0)) + size::ICON + space::S,
        Part::Of { name, value, .. } => token_width(ui, name, value),
    }
}

/// Width of a token without its texts.
fn around(name: &str) -> f32 {
    let gap = if name.is_empty() { 0.0 } else { space::XS };
    space::S + gap + space::XS + size::ICON + space::XS
}

fn token_width(ui: &Ui, name: &str, value: &str) -> f32 {
    text_width(ui, name, Type::Label) + text_width(ui, value, Type::LabelMedium) + around(name)
}

/// Draws a part. Returns true when it was pressed.
fn draw(ui: &mut Ui, part: &Part, most: f32, view: &View<'_>) -> bool {
    let remove = view.text("cases-part-remove");
    match part {
        Part::Suite(title) => token(ui, &view.text("cases-column-suite"), title, &remove, most),
        Part::Count(words, note) => {
            text::line(ui, words, Type::Mono, Palette::of(ui).text_secondary).on_hover_text(note);
            false
        }
        Part::Deep(is_flat) => {
            let (key, icon) = deep_look(*is_flat);
            let response = Button::quiet(&view.text(key)).icon(icon).small().show(ui);
            response.on_hover_text(view.text("cases-suite-deep-hint")).clicked()
        }
        Part::Of { name, value, .. } => token(ui, name, value, &remove, most),
    }
}

/// Draws a part as a line of the menu. Returns true when it was pressed.
fn line(ui: &mut Ui, part: &Part, view: &View<'_>) -> bool {
    let removal = |ui: &mut Ui, name: &str, value: &str| {
        let words = if name.is_empty() { value.to_owned() } else { format!("{name}: {value}") };
        let response = menu::line(ui, icons::CLOSE, &words, None, MENU);
        let spoken = format!("{}: {name} {value}", view.text("cases-part-remove"));
        paint::describe(&response, || WidgetInfo::labeled(Role::Button, true, &spoken));
        response.clicked()
    };
    match part {
        Part::Suite(title) => removal(ui, &view.text("cases-column-suite"), title),
        Part::Count(..) => false,
        Part::Deep(is_flat) => {
            let (key, icon) = deep_look(*is_flat);
            menu::line(ui, icon, &view.text(key), None, MENU).on_hover_text(view.text("cases-suite-deep-hint")).clicked()
        }
        Part::Of { name, value, .. } => removal(ui, name, value),
    }
}

/// A part of the filter: its subject and its value. Returns true when it is to be removed.
fn token(ui: &mut Ui, name: &str, value: &str, remove: &str, most: f32) -> bool {
    let p = Palette::of(ui);
    let spoken = format!("{remove}: {name} {value}");
    // A part without room says its value alone.
    let shown_name = if token_width(ui, name, value) > most { "" } else { name };
    let label = paint::galley(ui, shown_name, Type::Label, p.text_secondary);
    let words = paint::elided(ui, value, Type::LabelMedium, p.text, (most - label.size().x - around(shown_name)).max(space::XL));
    let gap = if shown_name.is_empty() { 0.0 } else { space::XS };
    let width = around(shown_name) + label.size().x + words.size().x;
    let is_cut = words.elided || shown_name != name;
    let (rect, whole) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::hover());
    let at = Rect::from_center_size(rect.center(), vec2(width, HEIGHT));
    ui.painter().rect(at, CornerRadius::same(radius::SMALL), p.panel, Stroke::new(size::LINE, p.line_strong), StrokeKind::Inside);
    let y = at.center().y;
    let x = paint::put_left(ui.painter(), pos2(at.left() + space::S, y), label);
    paint::put_left(ui.painter(), pos2(x + gap, y), words);
    let cross = Rect::from_min_max(pos2(at.right() - size::ICON - space::XS - space::XXS, at.top()), at.max);
    let response = ui.interact(cross, ui.next_auto_id().with((&spoken, "remove")), Sense::click());
    let colour = if response.hovered() { p.text } else { p.text_faint };
    paint::icon(ui.painter(), cross, icons::CLOSE, size::CHECK, colour);
    paint::focus_ring(ui, &response, cross.shrink(space::XXS));
    paint::describe(&response, || WidgetInfo::labeled(Role::Button, true, &spoken));
    paint::hover_if_elided(whole, is_cut, format!("{name} {value}").trim());
    response.clicked()
}
