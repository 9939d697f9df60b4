//! The fields of a case, edited where they are shown.

use std::borrow::Cow;

use eframe::egui::{self, Align, Id, Key, Modifiers, RectAlign, Sense, Ui, WidgetInfo, pos2, vec2};

use super::EditorCommand;
use super::head;
use super::inline::{InlineText, changed_bar};
use super::links;
use super::markdown;
use super::milestone;
use super::owner;
use super::parameters;
use super::session::{Problem, Session};
use super::steps;
use super::word_fields::{WORDS, Word};
use crate::action::{Actions, Nav};
use crate::model::words;
use crate::view::View;
use crate::views::inspector::combo_below_label;
use crate::views::previews::Previews;
use voluptas_app::cases::edit::FormField;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::custom_field::{CustomField, FieldType};
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::ids::{CaseId, SuiteId};
use voluptas_core::domain::validate::{self, TITLE_MAX};
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{Button, CheckState, PickRow, Picker, bare_check, check_box, icon_button, paint, reading, text};

/// The least width of a field with a list of words.
const FIELD: f32 = 118.0;
/// Tags that are offered while one is typed.
const OFFERED: usize = 6;

/// The id of the title's field.
pub fn title_id(case: CaseId) -> Id {
    Id::unique(("case-title", case.0))
}

/// Draws all fields. `asked` is what a command wants of the steps. Where `fold` is there, the window is low: `true` puts the fields
/// above the steps into one line.
pub(super) fn show(
    ui: &mut Ui,
    case: CaseId,
    session: &mut Session,
    (asked, fold): (Option<EditorCommand>, Option<&mut bool>),
    previews: &Previews,
    view: &View<'_>,
    out: &mut Actions,
) {
    title(ui, case, session, view);
    let is_folded = fold.as_deref().is_some_and(|fold| *fold);
    let mut turned = false;
    if is_folded {
        turned = head::line(ui, session, view);
    } else {
        selects(ui, session, view);
        tags(ui, case, session, view);
        further_suites(ui, session, view);
    }
    for (field, key) in [(CaseField::Description, "gui-case-description"), (CaseField::Preconditions, "gui-case-preconditions")] {
        if !is_folded || is_written(ui, case, session, field) {
            paragraph(ui, case, session, field, key, view);
        }
    }
    if let Some(fold) = fold {
        turned |= !is_folded && head::fold_button(ui, view);
        *fold ^= turned;
    }
    ui.add_space(space::XS);
    steps::show(ui, case, session, asked, previews, view, out);
    ui.add_space(space::XS);
    paragraph(ui, case, session, CaseField::ExpectedResult, "gui-case-expected-result", view);
    paragraph(ui, case, session, CaseField::Postconditions, "gui-case-postconditions", view);
    custom_fields(ui, case, session, view);
    parameters::show(ui, case, session, view);
    functions(ui, session, asked == Some(EditorCommand::LinkFunction), view, out);
    links::show(ui, case, session, view);
}

/// True for a long text with words, and for one that is being written.
fn is_written(ui: &Ui, case: CaseId, session: &Session, field: CaseField) -> bool {
    let content = &session.draft.content;
    let text = if field == CaseField::Description { &content.description } else { &content.preconditions };
    let id = Id::unique(("case-text", case.0, field));
    text.as_deref().is_some_and(|text| !text.trim().is_empty()) || ui.memory(|m| m.has_focus(id))
}

fn now(ui: &Ui) -> f64 {
    ui.input(|i| i.time)
}

fn title(ui: &mut Ui, case: CaseId, session: &mut Session, view: &View<'_>) {
    let (field, name, hint) = (FormField::Of(CaseField::Title), view.text("gui-field-title"), view.text("writing-hint-title"));
    let (changed, is_blank, leads) = (session.is_changed(field), session.is_untitled(), session.takes_reveal(Problem::Title));
    let id = title_id(case);
    let unfit = validate::title("title", session.draft.content.title.trim(), TITLE_MAX).err().filter(|_| !is_blank);
    let problem = unfit.map(|invalid| view.tr.message(&invalid.message));
    // Heard before the field: a title has one line.
    let enter = ui.memory(|m| m.has_focus(id)) && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter));
    let width = ui.available_width();
    let text = InlineText::new(&mut session.draft.content.title, id, &name).hint(&hint).ty(Type::Title).new_line(None);
    let response = text.changed(changed).wrong(is_blank || problem.is_some()).show(ui, width);
    if leads {
        response.request_focus();
        response.scroll_to_me(Some(Align::Center));
    }
    if response.changed() {
        let title = &mut session.draft.content.title;
        if title.contains(['\n', '\r']) {
            *title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        session.touch(now(ui));
    }
    if is_blank {
        text::line(ui, &view.text("gui-title-needed"), Type::Label, Palette::of(ui).failed);
    }
    if let Some(problem) = problem {
        text::line(ui, &problem, Type::Label, Palette::of(ui).failed);
    }
    if enter {
        steps::focus_first_step(ui, case, session);
    }
}

/// A field of the rows below the title, in their order.
#[derive(Clone, Copy)]
enum Select {
    Word(&'static Word),
    Owner,
    Milestone,
}

fn selects(ui: &mut Ui, session: &mut Session, view: &View<'_>) {
    let gap = space::S;
    let width = ui.available_width();
    // A long word of the language, with the arrow: the fields of a row are wide enough for what they usually hold.
    let word = paint::galley(ui, &words::value_name(view.tr, "automated"), Type::Body, Palette::of(ui).text).size().x;
    let least = FIELD.max(word + size::ICON + space::L);
    let in_row = (((width + gap) / (least + gap)).floor() as usize).clamp(2, 6);
    let each = ((width - gap * (in_row - 1) as f32) / in_row as f32).floor();
    let milestone = milestone::is_shown(session).then_some(Select::Milestone);
    let fields: Vec<Select> = WORDS.iter().map(Select::Word).chain([Select::Owner]).chain(milestone).collect();
    let rows: Vec<&[Select]> = fields.chunks(in_row).collect();
    // The suite and the mark take the room that the last row leaves, or a row of their own.
    let left = in_row - rows.last().map_or(0, |row| row.len());
    for (n, row) in rows.iter().enumerate() {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            for field in *row {
                match field {
                    Select::Word(word) => one_word(ui, session, word, each, view),
                    Select::Owner => owner::show(ui, session, each, view),
                    Select::Milestone => milestone::show(ui, session, each, view),
                }
            }
            if n + 1 < rows.len() || left == 0 {
                return;
            }
            if left == 1 {
                suite(ui, session, each, view);
            } else {
                suite(ui, session, (ui.available_width() - FIELD - gap).clamp(each, 2.0 * each + gap), view);
                flaky(ui, session, true, view);
            }
        });
    }
    if left < 2 {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            if left == 0 {
                // A row of its own has room for a longer path.
                suite(ui, session, (each * 2.0 + gap).min(width), view);
            }
            flaky(ui, session, left == 0, view);
        });
    }
}

fn one_word(ui: &mut Ui, session: &mut Session, word: &Word, width: f32, view: &View<'_>) {
    let now = now(ui);
    let value = (word.value)(&mut session.draft.content);
    let mut options: Vec<&str> = word.options.to_vec();
    if !options.contains(&value.as_str()) {
        options.insert(0, value.as_str());
    }
    let shown: Vec<Cow<'_, str>> = options.iter().map(|o| words::value_name(view.tr, o)).collect();
    let chosen = options.iter().position(|o| *o == value.as_str());
    let top = ui.cursor().min;
    let p = Palette::of(ui);
    let icon = |i: usize| match word.field {
        CaseField::Priority => words::priority_icon(p, options[i]),
        CaseField::Severity => words::severity_icon(p, options[i]),
        _ => None,
    };
    let picked = combo_below_label(ui, &view.text(word.key), "", chosen, &shown, width, icon).map(|i| options[i].to_owned());
    if session.is_changed(FormField::Of(word.field)) {
        changed_bar(ui, egui::Rect::from_min_size(top + vec2(space::XXS, 18.0), vec2(1.0, size::CONTROL)));
    }
    if let Some(picked) = picked {
        *(word.value)(&mut session.draft.content) = picked;
        session.touch(now);
    }
}

fn suite(ui: &mut Ui, session: &mut Session, width: f32, view: &View<'_>) {
    let (name, filter, nothing) = (view.text("writing-suite"), view.text("gui-filter"), view.text("gui-nothing-found"));
    let root = view.text("writing-no-suite");
    let suites = &session.sheet.suites;
    let chosen = match session.draft.suite {
        None => Some(0),
        Some(id) => suites.iter().position(|(s, _)| *s == id).map(|i| i + 1),
    };
    let colour = Palette::of(ui).text_secondary;
    let picked = ui
        .vertical(|ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = space::XS;
            text::label(ui, &name);
            let picker = Picker { name: &name, placeholder: "", filter: &filter, nothing: &nothing, width };
            picker.show(ui, chosen, suites.len() + 1, |i| PickRow {
                icon: Some((icons::SUITE, colour)),
                text: i.checked_sub(1).map_or_else(|| root.to_string(), |i| suites[i].1.clone()),
                note: String::new(),
            })
        })
        .inner;
    if let Some(i) = picked {
        session.draft.suite = i.checked_sub(1).map(|i| session.sheet.suites[i].0);
        // The home suite is no further one.
        let home = session.draft.suite;
        session.draft.further.retain(|suite| Some(*suite) != home);
        session.touch(now(ui));
    }
}

/// The further suites that show the case, as chips with their paths.
fn further_suites(ui: &mut Ui, session: &mut Session, view: &View<'_>) {
    let (mut removed, mut added) = (None, None);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        ui.set_min_height(size::CONTROL);
        let top = ui.cursor().min;
        text::label(ui, &view.text("writing-further-suites"));
        // In the order of the paths.
        for (suite, path) in session.sheet.suites.iter().filter(|(suite, _)| session.draft.further.contains(suite)) {
            if tag_chip(ui, path, &view.tr.fmt("writing-remove-further", &[("suite", path.as_str().into())])) {
                removed = Some(*suite);
            }
        }
        let (name, filter, nothing) = (view.text("writing-add-further"), view.text("gui-filter"), view.text("gui-nothing-found"));
        let free = |suite: &SuiteId| session.draft.suite != Some(*suite) && !session.draft.further.contains(suite);
        let offered: Vec<&(SuiteId, String)> = session.sheet.suites.iter().filter(|(suite, _)| free(suite)).collect();
        let button = Button::quiet(&name).icon(icons::ADD).small().enabled(!offered.is_empty()).show(ui);
        let picker = Picker { name: &name, placeholder: "", filter: &filter, nothing: &nothing, width: 380.0 };
        let colour = Palette::of(ui).text_secondary;
        let picked = picker.below(ui, &button, RectAlign::BOTTOM_START, None, offered.len(), |i| PickRow {
            icon: Some((icons::SUITE, colour)),
            text: offered[i].1.clone(),
            note: String::new(),
        });
        added = picked.map(|i| offered[i].0);
        if session.is_changed(FormField::FurtherSuites) {
            changed_bar(ui, egui::Rect::from_min_size(pos2(ui.min_rect().left(), top.y), vec2(1.0, size::CONTROL)));
        }
    });
    if let Some(suite) = added {
        session.draft.further.push(suite);
        session.draft.further.sort_unstable();
    }
    if let Some(suite) = removed {
        session.draft.further.retain(|s| *s != suite);
    }
    if added.is_some() || removed.is_some() {
        session.touch(now(ui));
    }
}

/// `beside` is true beside fields with labels above them.
fn flaky(ui: &mut Ui, session: &mut Session, beside: bool, view: &View<'_>) {
    let changed = ui
        .vertical(|ui| {
            ui.add_space(if beside { size::CONTROL_SMALL } else { space::XS });
            check_box(ui, &mut session.draft.content.is_flaky, &view.text("writing-flaky")).changed()
        })
        .inner;
    if changed {
        session.touch(now(ui));
    }
}

fn add_tags(session: &mut Session, added: Vec<String>) {
    let tags = &mut session.draft.content.tags;
    tags.extend(added);
    tags.sort();
    tags.dedup();
}

fn tag_field(case: CaseId) -> Id {
    Id::unique(("case-tag", case.0))
}

/// Puts a tag that is still in its field into the draft, before the draft is saved.
pub(super) fn commit_tag(ui: &Ui, case: CaseId, session: &mut Session) {
    let mut typed: String = ui.data_mut(|d| d.remove_temp(tag_field(case))).unwrap_or_default();
    let added = take_tags(&mut typed, true);
    if !added.is_empty() {
        add_tags(session, added);
        session.touch(now(ui));
    }
}

fn tags(ui: &mut Ui, case: CaseId, session: &mut Session, view: &View<'_>) {
    let id = tag_field(case);
    let mut typed: String = ui.data(|d| d.get_temp(id)).unwrap_or_default();
    let (mut added, mut removed): (Vec<String>, Option<usize>) = (Vec::new(), None);
    let has_focus = ui.memory(|m| m.has_focus(id));
    let mut is_done = false;
    if has_focus && typed.trim().is_empty() {
        if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Backspace)) {
            removed = session.draft.content.tags.len().checked_sub(1);
        }
    } else if has_focus {
        is_done = ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter));
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        ui.set_min_height(size::CONTROL);
        text::label(ui, &view.text("writing-tags"));
        for (i, tag) in session.draft.content.tags.iter().enumerate() {
            let name = view.tr.fmt("writing-remove-tag", &[("tag", tag.as_str().into())]);
            if tag_chip(ui, tag, &name) {
                removed = Some(i);
            }
        }
        let (name, top) = (view.text("writing-add-tag"), ui.cursor().min);
        ui.allocate_ui(vec2(120.0, size::CONTROL), |ui| {
            InlineText::new(&mut typed, id, &name).hint(&name).new_line(None).show(ui, 120.0);
        });
        // After the field has taken what was typed in this pass: letters may come together with the comma. A tag is complete, too, when the
        // keyboard went elsewhere; the press of the mouse may be one on an offered tag.
        let is_left = !ui.memory(|m| m.has_focus(id)) && !ui.input(|i| i.pointer.any_down() || i.pointer.any_released());
        let is_done = is_done || is_left && !typed.trim().is_empty();
        added = take_tags(&mut typed, is_done);
        if session.is_changed(FormField::Of(CaseField::Tags)) {
            changed_bar(ui, egui::Rect::from_min_size(pos2(ui.min_rect().left(), top.y), vec2(1.0, size::CONTROL)));
        }
        let wanted = fold(typed.trim());
        let own = &session.draft.content.tags;
        let fits = |tag: &&String| !wanted.is_empty() && fold(tag).contains(&wanted) && !own.contains(tag);
        for tag in session.sheet.tags.iter().filter(fits).take(OFFERED) {
            if Button::quiet(tag).icon(icons::TAG).small().show(ui).clicked() {
                added = vec![tag.clone()];
                typed.clear();
            }
        }
    });
    if !added.is_empty() {
        add_tags(session, added);
        session.touch(now(ui));
        if has_focus {
            ui.memory_mut(|m| m.request_focus(id));
        }
    } else if let Some(i) = removed {
        session.draft.content.tags.remove(i);
        session.touch(now(ui));
    }
    ui.data_mut(|d| d.insert_temp(id, typed));
}

/// The tags that are complete: those before a comma, a semicolon or the end of a line, and with `is_done` the last one too. What
/// is not complete stays in `typed`.
fn take_tags(typed: &mut String, is_done: bool) -> Vec<String> {
    const ENDS: [char; 3] = [',', ';', '\n'];
    if is_done {
        typed.push(',');
    }
    let Some(end) = typed.rfind(ENDS) else { return Vec::new() };
    let rest = typed.split_off(end + 1).trim_start().to_owned();
    let complete = std::mem::replace(typed, rest);
    complete.split(ENDS).map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect()
}

/// A tag with a button that removes it. True when pressed.
fn tag_chip(ui: &mut Ui, tag: &str, name: &str) -> bool {
    let p = Palette::of(ui);
    let galley = paint::elided(ui, tag, Type::LabelMedium, p.text_secondary, 220.0);
    let width = galley.size().x + space::S * 2.0 + size::CHECK + space::XS;
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CHIP), Sense::click());
    ui.painter().rect_filled(rect, egui::CornerRadius::same(10), if response.hovered() { p.pressed() } else { p.sunken });
    let end = paint::put_left(ui.painter(), pos2(rect.left() + space::S, rect.center().y), galley);
    let at =
        egui::Rect::from_center_size(pos2(end + space::XS + size::CHECK / 2.0, rect.center().y), vec2(size::CHECK, size::CHECK));
    paint::icon(ui.painter(), at, icons::CLOSE, size::CHECK - space::XXS, p.text_faint);
    paint::focus_ring(ui, &response, rect);
    paint::describe(&response, || WidgetInfo::labeled(egui::Role::Button, true, name));
    response.on_hover_text(name).clicked()
}

/// A long text with its heading.
fn paragraph(ui: &mut Ui, case: CaseId, session: &mut Session, field: CaseField, key: &str, view: &View<'_>) {
    let changed = session.is_changed(FormField::Of(field));
    let name = view.text(key);
    ui.add_space(space::XS);
    text::strong(ui, &name);
    let content = &mut session.draft.content;
    let value = match field {
        CaseField::Description => &mut content.description,
        CaseField::Preconditions => &mut content.preconditions,
        CaseField::ExpectedResult => &mut content.expected_result,
        _ => &mut content.postconditions,
    };
    let id = Id::unique(("case-text", case.0, field));
    let hint = match field {
        CaseField::Description => "writing-hint-description",
        CaseField::Preconditions => "writing-hint-preconditions",
        CaseField::ExpectedResult => "writing-hint-expected-result",
        _ => "writing-hint-postconditions",
    };
    let (width, hint) = (ui.available_width(), view.text(hint));
    if let Some(text) = value.as_deref()
        && !ui.memory(|m| m.has_focus(id))
        && voluptas_ui::widgets::markdown::has_markup(text)
    {
        let top = ui.cursor().min;
        markdown::show(ui, text, id, &name, width);
        if changed {
            changed_bar(ui, egui::Rect::from_min_max(top, pos2(top.x, ui.min_rect().bottom())));
        }
        return;
    }
    let edit = InlineText::new(value.get_or_insert_default(), id, &name).hint(&hint).boxed(1).changed(changed);
    let response = edit.show(ui, width);
    if response.changed() {
        session.touch(now(ui));
    }
}

fn custom_fields(ui: &mut Ui, case: CaseId, session: &mut Session, view: &View<'_>) {
    // The owner stands above, beside the words.
    let owner = owner::title(session, view).into_owned();
    let mut fields: Vec<CustomField> = session.sheet.fields.iter().filter(|f| f.title != owner).cloned().collect();
    // A value whose field is hidden or belongs to another project is kept and can be seen.
    let known: Vec<String> = fields.iter().map(|f| f.title.clone()).collect();
    let others = session.draft.content.custom_fields.keys().filter(|t| !known.contains(t) && **t != owner);
    fields.extend(
        others.map(|t| CustomField::new(t.clone(), voluptas_core::domain::custom_field::FieldEntity::Case, FieldType::String)),
    );
    if fields.is_empty() {
        return;
    }
    ui.add_space(space::XS);
    text::strong(ui, &view.text("gui-case-fields"));
    let now = now(ui);
    for field in &fields {
        let old = session.draft.content.custom_fields.get(&field.title).cloned().unwrap_or_default();
        let changed = session.is_changed(FormField::Of(CaseField::CustomFields))
            && session.stored().content.custom_fields.get(&field.title).cloned().unwrap_or_default() != old;
        let mut value = old.clone();
        ui.horizontal_top(|ui| {
            let label = (ui.available_width() * 0.28).clamp(100.0, 220.0);
            ui.allocate_ui_with_layout(vec2(label, size::CONTROL), egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.set_min_width(label);
                custom_label(ui, field, old.trim().is_empty(), label, view);
            });
            custom_value(ui, case, field, &mut value, changed);
        });
        if value != old {
            if value.is_empty() {
                session.draft.content.custom_fields.remove(&field.title);
            } else {
                session.draft.content.custom_fields.insert(field.title.clone(), value);
            }
            session.touch(now);
        }
    }
}

/// The title of a field. One that must have a value and has none has a star in the colour of failures: Qase refuses such a case.
fn custom_label(ui: &mut Ui, field: &CustomField, is_blank: bool, width: f32, view: &View<'_>) {
    let p = Palette::of(ui);
    let star = if field.is_required { paint::galley(ui, "*", Type::Body, p.text).size().x + space::XS } else { 0.0 };
    ui.spacing_mut().item_spacing.x = space::XS;
    text::line_within(ui, &field.title, Type::Body, p.text_secondary, width - star);
    if field.is_required {
        let (key, colour) = if is_blank { ("writing-required-blank", p.failed) } else { ("writing-required", p.text_secondary) };
        text::line(ui, "*", Type::Body, colour).on_hover_text(view.text(key));
    }
}

fn custom_value(ui: &mut Ui, case: CaseId, field: &CustomField, value: &mut String, changed: bool) {
    let width = ui.available_width();
    let id = Id::unique(("case-field", case.0, field.title.as_str()));
    // Values name options by number; a value that was imported may hold the title.
    let named = |word: &str| field.options.iter().position(|o| o.id.to_string() == word || o.title == word);
    match field.kind {
        FieldType::Checkbox => {
            let on = !value.is_empty() && value != "0";
            // The title stands at the left already.
            let layout = egui::Layout::left_to_right(Align::Center);
            let clicked = |ui: &mut Ui| bare_check(ui, CheckState::from(on), &field.title).clicked();
            if ui.allocate_ui_with_layout(vec2(size::CHECK + space::XS, size::CONTROL), layout, clicked).inner {
                *value = if on { String::new() } else { "1".to_owned() };
            }
        }
        FieldType::Selectbox | FieldType::Radio if !field.options.is_empty() => {
            let mut shown = vec!["—".to_owned()];
            shown.extend(field.options.iter().map(|o| o.title.clone()));
            let chosen = if value.is_empty() { Some(0) } else { named(value).map(|i| i + 1) };
            if let Some(i) = voluptas_ui::widgets::combo(ui, &field.title, value.as_str(), chosen, &shown, width.min(260.0)) {
                *value = i.checked_sub(1).map_or_else(String::new, |i| field.options[i].id.to_string());
            }
        }
        FieldType::Multiselect if !field.options.is_empty() => {
            let mut set: Vec<String> = value.split(',').map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned).collect();
            ui.horizontal_wrapped(|ui| {
                for option in &field.options {
                    let is_it = |word: &String| *word == option.id.to_string() || *word == option.title;
                    let mut on = set.iter().any(is_it);
                    if check_box(ui, &mut on, &option.title).changed() {
                        if on {
                            set.push(option.id.to_string());
                        } else {
                            set.retain(|word| !is_it(word));
                        }
                        *value = set.join(",");
                    }
                }
            });
        }
        kind => {
            let hint = field.placeholder.clone().unwrap_or_else(|| "—".to_owned());
            let wrong =
                kind == FieldType::Number && !value.trim().is_empty() && value.trim().replace(',', ".").parse::<f64>().is_err();
            let edit = InlineText::new(value, id, &field.title).hint(&hint).boxed(1).changed(changed).wrong(wrong);
            let edit = if kind == FieldType::Text { edit } else { edit.new_line(None) };
            edit.show(ui, width);
        }
    }
}

/// Draws the functions that the case covers. `opens` opens the list of those to link.
fn functions(ui: &mut Ui, session: &mut Session, opens: bool, view: &View<'_>, out: &mut Actions) {
    let now = now(ui);
    let (mut removed, mut added) = (None, None);
    ui.add_space(space::XS);
    ui.horizontal(|ui| {
        text::section(ui, &view.text("gui-case-covers"), Some(&view.tr.number(session.draft.functions.len() as i64)));
        reading::from_right(ui, |ui| {
            let rows = &view.registry.rows;
            let nothing = view.text(if rows.is_empty() { "writing-no-functions" } else { "gui-nothing-found" });
            let (name, filter) = (view.text("writing-link-function"), view.text("gui-filter"));
            let button = text::link(ui, &name);
            if opens {
                steps::open_list(&button);
            }
            let picker = Picker { name: &name, placeholder: "", filter: &filter, nothing: &nothing, width: 380.0 };
            let colour = Palette::of(ui).text_secondary;
            let picked = picker.below(ui, &button, RectAlign::BOTTOM_END, None, rows.len(), |i| PickRow {
                icon: Some((words::type_icon(rows[i].function.kind), colour)),
                text: rows[i].title().to_owned(),
                note: rows[i].function.func_id.to_string(),
            });
            added = picked.map(|i| rows[i].function.id);
        });
    });
    if session.draft.functions.is_empty() {
        text::secondary(ui, &view.text("gui-case-covers-none"));
    }
    for id in &session.draft.functions {
        let Some(row) = view.registry.get(*id) else { continue };
        ui.horizontal(|ui| {
            ui.set_min_height(size::TREE_ROW);
            let p = Palette::of(ui);
            text::icon(ui, words::type_icon(row.function.kind), p.text_secondary);
            if text::link(ui, row.title()).clicked() {
                out.nav(Nav::Function(*id));
            }
            text::line(ui, &row.function.func_id, Type::Mono, p.text_faint);
            let name = view.tr.fmt("writing-unlink-function", &[("title", row.title().into())]);
            if icon_button(ui, icons::UNLINK, &name).clicked() {
                removed = Some(*id);
            }
        });
    }
    if let Some(id) = added.filter(|id| !session.draft.functions.contains(id)) {
        session.draft.functions.push(id);
        session.draft.functions.sort_unstable();
        session.touch(now);
    }
    if let Some(id) = removed {
        session.draft.functions.retain(|f| *f != id);
        session.touch(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_end_with_a_comma_and_lose_no_letter() {
        let take = |typed: &str, is_done: bool| {
            let mut typed = typed.to_owned();
            (take_tags(&mut typed, is_done), typed)
        };
        let tags = |all: &[&str]| all.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        assert_eq!(take("smoke", false), (tags(&[]), "smoke".to_owned()));
        assert_eq!(take("smoke,", false), (tags(&["smoke"]), String::new()));
        assert_eq!(take("smoke,ca", false), (tags(&["smoke"]), "ca".to_owned()));
        assert_eq!(take("alpha, beta; gamma", true), (tags(&["alpha", "beta", "gamma"]), String::new()));
        assert_eq!(take(" , ", false), (tags(&[]), String::new()));
    }
}
