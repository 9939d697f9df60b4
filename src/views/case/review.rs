//! Review of the case: its state above the form, the comments below it.

use eframe::egui::{Align, Id, Key, KeyboardShortcut, Layout, Modifiers, Ui, vec2};

use super::inline::InlineText;
use super::session::Session;
use crate::action::{Action, Actions, CaseAction};
use crate::model::words;
use crate::view::View;
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::review::{COMMENT_MAX, Comment, Review, ReviewState};
use voluptas_core::domain::validate;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{Button, Tone, chip, icon_button, markdown, paint, reading, text};

/// Draws the state of the review and the actions on it.
pub(super) fn state(ui: &mut Ui, id: CaseId, session: &Session, view: &View<'_>, out: &mut Actions) {
    let sheet = &session.sheet;
    let is_outdated = sheet.is_outdated;
    let look = class_of(sheet.review.as_ref(), is_outdated);
    let (icon, colour, _) = words::review_look(Palette::of(ui), look);
    let words = sentence(sheet.review.as_ref(), is_outdated, view);
    let state = sheet.review.as_ref().map(|r| r.state);
    let actions: &[(&str, Option<ReviewState>)] = match state {
        None => &[("review-send", Some(ReviewState::InReview))],
        Some(ReviewState::InReview) => &[("review-approve", Some(ReviewState::Approved)), ("review-back", None)],
        Some(ReviewState::Approved) if is_outdated => {
            &[("review-approve-again", Some(ReviewState::Approved)), ("review-send", Some(ReviewState::InReview))]
        }
        Some(ReviewState::Approved) => &[("review-back", None)],
    };
    let can = !session.is_dirty() && !session.is_saving() && !sheet.is_deleted;
    ui.horizontal(|ui| {
        ui.set_min_height(size::CONTROL);
        reading::from_right(ui, |ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            for (i, (key, to)) in actions.iter().enumerate() {
                let label = view.text(key);
                let button = if i == 0 { Button::secondary(&label) } else { Button::quiet(&label) };
                let mut response = button.small().enabled(can).show(ui);
                if !can {
                    response = response.on_disabled_hover_text(view.text("review-save-first"));
                }
                if response.clicked() {
                    out.push(Action::Case(CaseAction::Review(vec![id], *to)));
                }
            }
            let room = ui.available_width();
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                text::icon(ui, icon, colour);
                let response = text::line_within(ui, &words, Type::Label, colour, room - size::ICON - space::S);
                if let Some(review) = &sheet.review {
                    response.on_hover_text(view.tr.date_time(review.at_ms));
                }
            });
        });
    });
}

/// State of a review with the flag for a case whose content is not the approved one.
fn class_of(review: Option<&Review>, is_outdated: bool) -> Option<(ReviewState, bool)> {
    review.map(|review| (review.state, is_outdated))
}

/// State, person and time of a review in one sentence.
fn sentence(review: Option<&Review>, is_outdated: bool, view: &View<'_>) -> String {
    let Some(review) = review else { return view.text("review-none").into_owned() };
    let key = match review.state {
        ReviewState::InReview => "review-sent-by",
        ReviewState::Approved if is_outdated => "review-changed-since",
        ReviewState::Approved => "review-approved-by",
    };
    let by = if review.by.is_empty() { view.text("review-somebody").into_owned() } else { review.by.clone() };
    view.tr.fmt(key, &[("by", by.into()), ("ago", view.tr.ago(view.now, review.at_ms).into())])
}

/// The state of a review as a chip, with person and time on hover.
pub fn review_chip(ui: &mut Ui, review: Option<&Review>, is_outdated: bool, view: &View<'_>) {
    let look = class_of(review, is_outdated);
    let tone = match look {
        None => Tone::Neutral,
        Some((ReviewState::InReview, _)) => Tone::Info,
        Some((ReviewState::Approved, false)) => Tone::Good,
        Some((ReviewState::Approved, true)) => Tone::Warning,
    };
    let (icon, _, key) = words::review_look(Palette::of(ui), look);
    // The icon of a case without a review would look like that of a draft.
    let response = chip(ui, tone, look.map(|_| icon), &view.text(key));
    if let Some(at) = review.map(|review| view.tr.date_time(review.at_ms)) {
        response.on_hover_text(format!("{}\n{at}", sentence(review, is_outdated, view)));
    }
}

/// Draws the comments and the field for a new one. Ctrl+Enter sends it. `asked` puts the keyboard into the field.
pub(super) fn comments(ui: &mut Ui, id: CaseId, session: &mut Session, asked: bool, view: &View<'_>, out: &mut Actions) {
    let mut typed = std::mem::take(&mut session.comment);
    let comments = &session.sheet.comments;
    ui.add_space(space::XS);
    text::section(ui, &view.text("review-comments"), Some(&view.tr.number(comments.len() as i64)));
    for comment in comments {
        one(ui, comment, view, out);
    }
    let field = Id::unique(("case-comment", id.0));
    let send_keys = KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter);
    let mut sent = ui.memory(|m| m.has_focus(field)) && ui.input_mut(|i| i.consume_shortcut(&send_keys));
    let (name, hint) = (view.text("review-comment"), view.text("review-comment-hint"));
    let width = ui.available_width();
    let shown = InlineText::new(&mut typed, field, &name).hint(&hint).boxed(1).stays().show(ui, width);
    // The comment that was just sent moves the field down: it stays in view, with the room for its button.
    let sent_after = field.with("sent");
    if ui.data(|d| d.get_temp::<usize>(sent_after)).is_some_and(|before| comments.len() > before) {
        ui.data_mut(|d| d.remove_temp::<usize>(sent_after));
        ui.scroll_to_rect(shown.rect.expand2(vec2(0.0, size::CONTROL + space::M)), None);
    }
    if asked {
        shown.request_focus();
        shown.scroll_to_me(Some(Align::Center));
    }
    // What cannot be stored stays in the field.
    let unfit = validate::title("comment", typed.trim(), COMMENT_MAX).err();
    if !typed.trim().is_empty() {
        ui.horizontal(|ui| {
            let add = view.text("review-comment-add");
            sent |= Button::secondary(&add).shortcut("Ctrl+Enter").small().enabled(unfit.is_none()).show(ui).clicked();
            if let Some(unfit) = &unfit {
                text::line(ui, &view.tr.message(&unfit.message), Type::Label, Palette::of(ui).failed);
            }
        });
    }
    if sent && unfit.is_none() {
        out.push(Action::Case(CaseAction::Comment(id, std::mem::take(&mut typed))));
        ui.data_mut(|d| d.insert_temp(sent_after, comments.len()));
        session.touch_comment(ui.input(|i| i.time));
    }
    if shown.changed() {
        session.touch_comment(ui.input(|i| i.time));
    }
    session.comment = typed;
}

/// Draws the field for the text of a comment. Ctrl+Enter saves it; Esc ends the edit where nothing was typed.
fn edit(ui: &mut Ui, comment: &Comment, field: Id, mut typed: String, begins: bool, view: &View<'_>, out: &mut Actions) {
    let has_focus = ui.memory(|m| m.has_focus(field));
    let mut saves = has_focus && ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Enter));
    let name = view.text("review-comment-text");
    let width = ui.available_width();
    let shown = InlineText::new(&mut typed, field, &name).boxed(1).stays().show(ui, width);
    if begins {
        shown.request_focus();
    }
    // Esc takes the keyboard from a field before anything is drawn. What was typed stays: nothing could bring it back.
    let mut leaves = typed == comment.body && shown.lost_focus() && ui.input(|i| i.key_pressed(Key::Escape));
    let unfit = validate::title("comment", typed.trim(), COMMENT_MAX).err();
    ui.horizontal(|ui| {
        let (save, cancel) = (view.text("gui-save"), view.text("gui-cancel"));
        saves |= Button::secondary(&save).shortcut("Ctrl+Enter").small().enabled(unfit.is_none()).show(ui).clicked();
        leaves |= Button::quiet(&cancel).small().show(ui).clicked();
        if let Some(unfit) = unfit.as_ref().filter(|_| !typed.trim().is_empty()) {
            text::line(ui, &view.tr.message(&unfit.message), Type::Label, Palette::of(ui).failed);
        }
    });
    if saves && unfit.is_none() {
        out.push(Action::Case(CaseAction::EditComment(comment.id, typed)));
        leaves = true;
        typed = String::new();
    }
    ui.data_mut(|d| {
        d.remove_temp::<String>(field);
        if !leaves {
            d.insert_temp(field, typed);
        }
    });
}

/// Draws a comment; the one that is being edited as a field.
fn one(ui: &mut Ui, comment: &Comment, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let field = Id::unique(("case-comment-edit", comment.id));
    let mut edited: Option<String> = ui.data(|d| d.get_temp(field));
    let mut begins = false;
    let author = if comment.author.is_empty() { view.text("review-somebody").into_owned() } else { comment.author.clone() };
    ui.horizontal(|ui| {
        text::strong(ui, &author);
        let ago = text::line(ui, &view.tr.ago(view.now, comment.created_ms), Type::Label, p.text_faint);
        ago.on_hover_text(view.tr.date_time(comment.created_ms));
        if let Some(at) = comment.edited_ms {
            let mark = text::line(ui, &view.text("review-comment-edited"), Type::Label, p.text_faint);
            mark.on_hover_text(view.tr.date_time(at));
        }
        let is_mine = comment.author == view.me;
        // It stays while the comment is edited: the next button must not come under the pointer.
        begins = is_mine && icon_button(ui, icons::EDIT, &view.text("review-comment-edit")).clicked();
        let name = view.tr.fmt("review-comment-remove", &[("author", author.as_str().into())]);
        if icon_button(ui, icons::CLOSE, &name).clicked() {
            out.push(Action::Case(CaseAction::RemoveComment(comment.id)));
        }
    });
    if begins {
        edited.get_or_insert_with(|| comment.body.clone());
    }
    if let Some(typed) = edited {
        edit(ui, comment, field, typed, begins, view, out);
    } else if markdown::has_markup(&comment.body) {
        markdown::show(ui, Id::unique(("comment", comment.id)), &comment.body);
    } else {
        text::paragraph(ui, &comment.body, Type::Body, p.text);
    }
    paint::hline(ui);
}
