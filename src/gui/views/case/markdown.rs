//! A long text of a case: shown as Markdown, and as its source while it is edited.

use std::cell::RefCell;

use eframe::egui::{self, CornerRadius, Frame, Id, Margin, Rect, Role, Sense, Stroke, Ui, WidgetInfo, vec2};
use egui_commonmark::{CommonMarkCache, CommonMarkViewer};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::gui::theme::{Palette, font_size, radius, size, space};
use crate::gui::widgets::paint;

thread_local! {
    /// State that the viewer keeps between passes. One for all texts, because the window draws on one thread.
    static CACHE: RefCell<CommonMarkCache> = RefCell::default();
}

/// Longest text that is shown as Markdown, in bytes: a longer one is drawn as its source, which costs less.
const MOST: usize = 20_000;

/// True for a text that Markdown shows otherwise than its source.
#[must_use]
pub fn has_markup(text: &str) -> bool {
    if text.len() > MOST || !text.contains(['#', '*', '_', '`', '[', '-', '+', '>', '|', '~', '.', ')', '!', '=', '<']) {
        return false;
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    Parser::new_ext(text, options).any(|event| {
        !matches!(
            event,
            Event::Start(Tag::Paragraph | Tag::HtmlBlock)
                | Event::End(TagEnd::Paragraph | TagEnd::HtmlBlock)
                | Event::Text(_)
                | Event::SoftBreak
                | Event::Html(_)
                | Event::InlineHtml(_)
        )
    })
}

/// Draws a text as Markdown in the place of its field. A click or the keyboard begins to edit: the field has the same id.
pub fn show(ui: &mut Ui, text: &str, id: Id, name: &str, width: f32) {
    let p = Palette::of(ui);
    let frame = Frame::new()
        .stroke(Stroke::new(size::LINE, p.line))
        .corner_radius(CornerRadius::same(radius::CONTROL))
        .inner_margin(Margin::symmetric(space::S as i8, space::XS as i8));
    // Before the text, so that its links lie above and keep their clicks; its height is that of the former pass.
    let top = ui.cursor().min;
    let height_id = id.with("height");
    let height: f32 = ui.data(|d| d.get_temp(height_id)).unwrap_or(size::CONTROL);
    let response = ui.interact(Rect::from_min_size(top, vec2(width, height)), id, Sense::click());
    let drawn = frame.show(ui, |ui| {
        ui.set_width(width - (space::S + size::LINE) * 2.0);
        viewer(ui, id, text);
    });
    ui.data_mut(|d| d.insert_temp(height_id, drawn.response.rect.height()));
    paint::describe(&response, || {
        let mut info = WidgetInfo::labeled(Role::MultilineTextInput, true, name);
        info.current_text_value = Some(text.to_owned());
        info
    });
    if response.hovered() {
        ui.set_cursor_icon(egui::CursorIcon::Text);
    }
    if response.clicked() {
        response.request_focus();
    }
}

/// Draws a text as Markdown, to be read only.
pub fn viewer(ui: &mut Ui, id: Id, text: &str) {
    ui.push_id(id.with("markdown"), |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        // Rows as high as their text: the point of a list stands at its middle.
        ui.spacing_mut().interact_size.y = font_size::BODY_LINE;
        CACHE.with_borrow_mut(|cache| CommonMarkViewer::new().show(ui, cache, text));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_markup_is_shown_as_markdown() {
        for plain in ["", "A cart with goods for 740.", "Line one\nline two", "2 + 2 = 4", "<b>", "a_b", "price < 5 & > 3"] {
            assert!(!has_markup(plain), "{plain}");
        }
        for marked in
            ["# Head", "**bold**", "- one\n- two", "1. one", "`code`", "[a](https://example.org)", "|a|b|\n|-|-|\n|1|2|"]
        {
            assert!(has_markup(marked), "{marked}");
        }
        assert!(!has_markup(&"**b** ".repeat(10_000)), "a text that is too long to be laid out again and again");
    }
}
