//! The inspector beside the form of a case: its functions, links and comments, which stand far below in the form.

use eframe::egui::Ui;

use crate::action::Actions;
use crate::ui_command::UiCommand;
use crate::view::View;
use crate::views::case::{EditedCase, covered_lines};
use voluptas_ui::theme::{Palette, Type, space};
use voluptas_ui::widgets::{reading, text};

/// Comments that are shown, the newest first.
const COMMENTS: usize = 3;
/// Characters of a comment that are shown.
const COMMENT: usize = 200;

/// Draws functions and comments as the draft has them. Each heading leads to the field of the form that adds one.
pub(super) fn show(ui: &mut Ui, edited: EditedCase<'_>, view: &View<'_>, out: &mut Actions) {
    let rows: Vec<_> = edited.functions.iter().filter_map(|id| view.registry.get(*id)).collect();
    heading(ui, ["gui-case-covers", "gui-link"], rows.len(), UiCommand::LinkFunction, view, out);
    covered_lines(ui, &rows, view, out);
    ui.spacing_mut().item_spacing.y = space::S;
    super::links(ui, edited.links, view);
    heading(ui, ["review-comments", "gui-cmd-add-comment"], edited.comments.len(), UiCommand::AddComment, view, out);
    let p = Palette::of(ui);
    for comment in edited.comments.iter().rev().take(COMMENTS) {
        let author = if comment.author.is_empty() { view.text("review-somebody").into_owned() } else { comment.author.clone() };
        let words = format!("{author} · {}", view.tr.ago(view.now, comment.created_ms));
        text::line(ui, &words, Type::Label, p.text_secondary).on_hover_text(view.tr.date_time(comment.created_ms));
        let body = match comment.body.char_indices().nth(COMMENT) {
            Some((end, _)) => format!("{}…", comment.body[..end].trim_end()),
            None => comment.body.clone(),
        };
        text::paragraph(ui, &body, Type::Body, p.text);
    }
}

/// The name of a section with its number, and a command that adds to it.
fn heading(ui: &mut Ui, [name, add]: [&str; 2], count: usize, command: UiCommand, view: &View<'_>, out: &mut Actions) {
    ui.add_space(space::XS);
    ui.horizontal(|ui| {
        text::section(ui, &view.text(name), Some(&view.tr.number(count as i64)));
        reading::from_right(ui, |ui| {
            if text::link(ui, &view.text(add)).clicked() {
                out.command(command);
            }
        });
    });
}
