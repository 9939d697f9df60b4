//! The fields above the steps in one line, for a window that is too low for all of them.

use std::borrow::Cow;

use eframe::egui::{self, Rect, Ui, pos2, vec2};

use super::inline::changed_bar;
use super::milestone;
use super::owner;
use super::session::Session;
use super::word_fields::WORDS;
use crate::model::words;
use crate::view::View;
use voluptas_app::cases::edit::FormField;
use voluptas_core::domain::case::CaseContent;
use voluptas_core::domain::field::CaseField;
use voluptas_ui::theme::{Palette, icons, size, space};
use voluptas_ui::widgets::{Button, Tone, chip};

/// A form that is lower than this shows the line instead of the fields, in points.
pub(super) const LOW: f32 = 600.0;
/// Chips of tags and suites at most; the fields show all of them.
const MOST: usize = 6;

/// Values that say nothing: they are the defaults.
const UNSAID: [&str; 3] = ["undefined", "unknown", "other"];

/// The fields that the line stands for.
fn folded(field: FormField, content: &CaseContent) -> bool {
    let is_blank = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    match field {
        FormField::FurtherSuites | FormField::Milestone => true,
        FormField::Functions => false,
        FormField::Of(field) => match field {
            CaseField::Suite | CaseField::Tags | CaseField::IsFlaky | CaseField::CustomFields => true,
            CaseField::Description => is_blank(&content.description),
            CaseField::Preconditions => is_blank(&content.preconditions),
            field => WORDS.iter().any(|word| word.field == field),
        },
    }
}

/// Draws the line. True when the fields were asked for.
pub(super) fn line(ui: &mut Ui, session: &mut Session, view: &View<'_>) -> bool {
    let p = Palette::of(ui);
    let is_changed = FormField::all().any(|field| folded(field, &session.draft.content) && session.is_changed(field));
    let owner = session.draft.content.custom_fields.get(&*owner::title(session, view)).cloned();
    let mut asked = false;
    let line = ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        ui.set_min_height(size::CONTROL);
        for word in WORDS {
            let value = (word.value)(&mut session.draft.content).as_str();
            if UNSAID.contains(&value) {
                continue;
            }
            let icon = match word.field {
                CaseField::Priority => words::priority_icon(p, value),
                CaseField::Severity => words::severity_icon(p, value),
                _ => None,
            };
            chip(ui, Tone::Neutral, icon.map(|(icon, _)| icon), &words::value_name(view.tr, value))
                .on_hover_text(view.text(word.key));
        }
        if session.draft.content.is_flaky {
            chip(ui, Tone::Warning, None, &view.text("writing-flaky"));
        }
        let tags = session.draft.content.tags.iter().map(|tag| (icons::TAG, Cow::Borrowed(tag.as_str())));
        let suites = session.draft.further.iter().map(|suite| (icons::SUITE, Cow::Owned(view.cases.suite_path(*suite))));
        let owner = owner.filter(|name| !name.is_empty()).map(|name| (icons::PERSON, Cow::Owned(name)));
        let milestone = milestone::title(session).map(|title| (icons::MILESTONE, Cow::Owned(title)));
        let more: Vec<_> = owner.into_iter().chain(milestone).chain(tags).chain(suites).collect();
        for (icon, words) in more.iter().take(MOST) {
            chip(ui, Tone::Neutral, Some(*icon), words);
        }
        if more.len() > MOST {
            chip(ui, Tone::Neutral, None, &format!("+{}", more.len() - MOST));
        }
        asked = Button::quiet(&view.text("writing-show-fields")).icon(icons::EXPAND).small().show(ui).clicked();
    });
    if is_changed {
        let at = line.response.rect;
        changed_bar(ui, Rect::from_min_size(pos2(at.left() - space::S, at.top()), egui::vec2(1.0, at.height())));
    }
    asked
}

/// Draws the button that puts the fields back into the line. True when it was pressed.
pub(super) fn fold_button(ui: &mut Ui, view: &View<'_>) -> bool {
    Button::quiet(&view.text("writing-hide-fields")).icon(icons::COLLAPSE).small().show(ui).clicked()
}
