//! A long text of a case: shown as Markdown, and as its source while it is edited.

use std::cell::RefCell;

use eframe::egui::{self, CornerRadius, Frame, Id, Margin, OutputCommand, Rect, Role, Sense, Stroke, Ui, WidgetInfo, vec2};
use egui_commonmark::{CommonMarkCache, CommonMarkViewer};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::gui::theme::{Palette, Type, font_size, radius, size, space};
use crate::gui::widgets::paint;
use crate::gui::widgets::text::paragraph;

thread_local! {
    /// State that the viewer keeps between passes. One for all texts, because the window draws on one thread.
    static CACHE: RefCell<CommonMarkCache> = RefCell::default();
}

/// Longest text that is shown as Markdown, in bytes: a longer one is drawn as its source, which costs less.
const MOST: usize = 20_000;

/// Deepest nesting of quotes, lists and the like that is shown as Markdown. The viewer calls itself for each level.
const DEEPEST: usize = 40;

/// Beginnings of the addresses that a link of a text may open. Texts come from files and servers of others: an address of another kind
/// could start a program.
const OPENED: [&str; 3] = ["http://", "https://", "mailto:"];

fn events(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS)
}

/// True for a text that the viewer draws in useful time and without running out of stack.
fn is_drawable(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut is_shallow = |event: Event<'_>| {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth <= DEEPEST
    };
    text.len() <= MOST && events(text).all(&mut is_shallow)
}

/// True for a text that Markdown shows otherwise than its source.
#[must_use]
pub fn has_markup(text: &str) -> bool {
    if text.len() > MOST || !text.contains(['#', '*', '_', '`', '[', '-', '+', '>', '|', '~', '.', ')', '!', '=', '<']) {
        return false;
    }
    let is_marked = events(text).any(|event| {
        !matches!(
            event,
            Event::Start(Tag::Paragraph | Tag::HtmlBlock)
                | Event::End(TagEnd::Paragraph | TagEnd::HtmlBlock)
                | Event::Text(_)
                | Event::SoftBreak
                | Event::Html(_)
                | Event::InlineHtml(_)
        )
    });
    is_marked && is_drawable(text)
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

/// Draws a text as Markdown, to be read only; one that is too long or too deep as its source.
pub fn viewer(ui: &mut Ui, id: Id, text: &str) {
    if !is_drawable(text) {
        paragraph(ui, text, Type::Body, Palette::of(ui).text);
        return;
    }
    ui.push_id(id.with("markdown"), |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        // Rows as high as their text: the point of a list stands at its middle.
        ui.spacing_mut().interact_size.y = font_size::BODY_LINE;
        CACHE.with_borrow_mut(|cache| CommonMarkViewer::new().show(ui, cache, text));
    });
    ui.output_mut(|output| {
        output.commands.retain(|command| match command {
            OutputCommand::OpenUrl(open) => may_open(&open.url),
            _ => true,
        });
    });
}

fn may_open(address: &str) -> bool {
    OPENED.iter().any(|begin| address.get(..begin.len()).is_some_and(|head| head.eq_ignore_ascii_case(begin)))
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
        assert!(!has_markup(&"> ".repeat(5_000)) && has_markup("> > > a"), "a text that is too deep");
    }

    #[test]
    fn a_link_opens_pages_and_no_programs() {
        assert!(["http://a.test", "HTTPS://a.test", "mailto:a@b.test"].iter().all(|address| may_open(address)));
        let programs = ["javascript:alert(1)", "file:///bin/sh", "//host/share", "C:\\a.exe", "smb://a", "h", "", "ж"];
        assert!(!programs.iter().any(|address| may_open(address)));
    }
}
