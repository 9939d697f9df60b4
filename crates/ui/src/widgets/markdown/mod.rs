//! Markdown that is only read: paragraphs, headings, lists, quotes, code and tables, with bold words and links.
//!
//! Drawn here because `egui_commonmark` has no weight for bold words and lets tables run out of a narrow place.

mod parse;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{
    Color32, CornerRadius, CursorIcon, FontId, Frame, Galley, Id, Margin, OpenUrl, Rect, Role, ScrollArea, Sense, Stroke, Ui,
    WidgetInfo, pos2, vec2,
};

use self::parse::{Block, Item, Run, Side, blocks, is_drawable};
pub use self::parse::{has_markup, plain};
use super::{paint, text};
use crate::theme::{Palette, Type, font_size, icons, radius, size, space};

/// Beginnings of the addresses that a link of a text may open. Texts come from files and servers of others: an address of another kind
/// could start a program.
const OPENED: [&str; 3] = ["http://", "https://", "mailto:"];
/// Room of the point or number of an item.
const INDENT: f32 = space::L + space::XS;
/// Links of a paragraph from which on only those in view are heard.
const CROWD: usize = 100;
/// Characters of an address that a hint shows.
const SHOWN: usize = 200;
/// Least width of a column of a table, in points.
const COLUMN: f32 = 48.0;

/// Draws a text as Markdown; one that is too long or too deep as its source. Texts on one screen differ in `id`.
pub fn show(ui: &mut Ui, id: Id, source: &str) {
    if !is_drawable(source) {
        text::paragraph(ui, source, Type::Body, Palette::of(ui).text);
        return;
    }
    ui.push_id(id.with("markdown"), |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        draw(ui, &blocks(source));
    });
}

fn draw(ui: &mut Ui, blocks: &[Block]) {
    let p = Palette::of(ui);
    for (n, block) in blocks.iter().enumerate() {
        match block {
            Block::Paragraph(runs) => line(ui, runs, Type::Body.font(), p.text, n),
            Block::Heading(level, runs) => {
                if n > 0 {
                    ui.add_space(space::XS);
                }
                let ty = match level {
                    1 => Type::Title,
                    2 => Type::Subtitle,
                    _ => Type::Strong,
                };
                line(ui, runs, ty.font(), p.text, n);
            }
            Block::Code(code) => {
                let frame = Frame::new().fill(p.sunken).corner_radius(CornerRadius::same(radius::CONTROL));
                frame.inner_margin(Margin::symmetric(space::S as i8, space::XS as i8)).show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    text::paragraph(ui, code, Type::Mono, p.text);
                });
            }
            Block::Quote(inside) => {
                let left = ui.cursor().min;
                let shown = beside(ui, space::M, |ui| draw(ui, inside));
                let bar = Rect::from_min_max(left, pos2(left.x + size::MARK, shown.bottom()));
                ui.painter().rect_filled(bar, CornerRadius::same(1), p.line_strong);
            }
            Block::List(first, items) => list(ui, *first, items),
            Block::Table(sides, rows) => table(ui, (sides, rows), n),
            Block::Footnote(label, inside) => {
                let (at, mark) = (ui.cursor().min, paint::galley(ui, &format!("[{label}]"), Type::Label, p.text_secondary));
                let room = mark.size().x + space::S;
                paint::put_left(ui.painter(), pos2(at.x, at.y + font_size::BODY_LINE / 2.0), mark);
                ui.push_id(n, |ui| beside(ui, room, |ui| draw(ui, inside)));
            }
            Block::Rule => {
                ui.add_space(space::XS);
                paint::hline(ui);
                ui.add_space(space::XS);
            }
        }
    }
}

/// Draws the contents to the right of a margin. Returns their place.
fn beside(ui: &mut Ui, indent: f32, add: impl FnOnce(&mut Ui)) -> Rect {
    let frame = Frame::new().inner_margin(Margin { left: indent as i8, ..Margin::ZERO });
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        add(ui);
    });
    ui.min_rect()
}

fn list(ui: &mut Ui, first: Option<u64>, items: &[Item]) {
    let p = Palette::of(ui);
    for (n, item) in (0_u64..).zip(items) {
        ui.push_id(n, |ui| {
            let at = pos2(ui.cursor().min.x, ui.cursor().min.y + font_size::BODY_LINE / 2.0);
            let icon = Rect::from_center_size(pos2(at.x + INDENT / 2.0, at.y), vec2(size::CHECK, size::CHECK));
            match (item.done, first) {
                (Some(true), _) => paint::icon(ui.painter(), icon, icons::CHECK, size::CHECK, p.passed),
                (Some(false), _) => paint::icon(ui.painter(), icon, icons::UNTESTED, size::CHECK, p.text_faint),
                (None, Some(first)) => {
                    let number = paint::galley(ui, &format!("{}.", first.saturating_add(n)), Type::Body, p.text_secondary);
                    paint::put_left(ui.painter(), at, number);
                }
                (None, None) => {
                    ui.painter().circle_filled(icon.center(), space::XXS, p.text_secondary);
                }
            }
            // The number of a long list needs its room.
            let digits = first.map_or(0, |first| first.saturating_add(items.len() as u64).to_string().len());
            beside(ui, INDENT + digits.saturating_sub(2) as f32 * space::S, |ui| draw(ui, &item.blocks));
        });
    }
}

/// The layout of characters within a width. Links get the accent.
fn lay(ui: &Ui, runs: &[Run], font: &FontId, colour: Color32, width: f32) -> Arc<Galley> {
    let p = Palette::of(ui);
    let mut job = LayoutJob::default();
    job.wrap.max_width = width;
    for run in runs {
        let look = run.look;
        let font = match () {
            () if look.code => FontId::new(font.size - (font_size::BODY - font_size::MONO), Type::Mono.font().family),
            () if look.strong => FontId::new(font.size, Type::Strong.font().family),
            () => font.clone(),
        };
        let is_link = run.link.as_deref().is_some_and(may_open);
        let colour = if is_link { p.accent } else { colour };
        let line = |wanted: bool| if wanted { Stroke::new(size::LINE, colour) } else { Stroke::NONE };
        let format = TextFormat {
            italics: look.italic,
            strikethrough: line(look.strike),
            underline: line(is_link),
            background: if look.code { p.sunken } else { Color32::TRANSPARENT },
            ..TextFormat::simple(font, colour)
        };
        job.append(&run.text, 0.0, format);
    }
    ui.painter().layout_job(job)
}

/// Draws characters over the whole width, wrapped.
fn line(ui: &mut Ui, runs: &[Run], font: FontId, colour: Color32, n: usize) {
    let galley = lay(ui, runs, &font, colour, ui.available_width());
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, words_of(runs)));
    put(ui, rect, runs, galley, colour, n);
}

/// Draws laid out characters in their place, and hears clicks on their links.
fn put(ui: &Ui, rect: Rect, runs: &[Run], galley: Arc<Galley>, colour: Color32, n: usize) {
    let mut before = 0;
    let mut links = Vec::new();
    for (section, run) in runs.iter().enumerate() {
        let chars = before..before + run.text.chars().count();
        before = chars.end;
        if let Some(address) = run.link.as_deref().filter(|address| may_open(address)) {
            links.push((section, run, address, chars));
        }
    }
    let ranges: Vec<Range<usize>> = links.iter().map(|(.., chars)| chars.clone()).collect();
    let is_crowded = links.len() > CROWD;
    for ((section, run, address, _), places) in links.into_iter().zip(places(&galley, &ranges)) {
        for (row, place) in places.into_iter().enumerate() {
            if is_crowded && !ui.is_rect_visible(place.translate(rect.min.to_vec2())) {
                continue;
            }
            let id = ui.scope_id().with(("link", n, section, row));
            let link = ui.interact(place.translate(rect.min.to_vec2()), id, Sense::click());
            paint::describe(&link, || WidgetInfo::labeled(Role::Link, true, &run.text));
            paint::focus_ring(ui, &link, link.rect);
            if link.clicked() {
                ui.ctx().open_url(OpenUrl::new_tab(address));
            }
            link.on_hover_cursor(CursorIcon::PointingHand).on_hover_text(cut(address));
        }
    }
    if ui.is_rect_visible(rect) {
        ui.painter().galley(rect.min, galley, colour);
    }
}

/// The places of ranges of characters, which follow one another: one for each row of a range, relative to the galley.
fn places(galley: &Galley, ranges: &[Range<usize>]) -> Vec<Vec<Rect>> {
    let mut all = vec![Vec::new(); ranges.len()];
    let (mut first, mut next) = (0, 0);
    for row in &galley.rows {
        let end = first + row.char_count_including_newline().0;
        for (range, places) in ranges.iter().zip(&mut all).skip(next).take_while(|(range, _)| range.start < end) {
            let glyphs = row.glyphs.iter().take(range.end.saturating_sub(first)).skip(range.start.saturating_sub(first));
            let (left, right) =
                glyphs.fold((f32::MAX, f32::MIN), |(left, right), glyph| (left.min(glyph.pos.x), right.max(glyph.max_x())));
            if left < right {
                let top = row.pos.to_vec2();
                places.push(Rect::from_min_max(pos2(left, 0.0) + top, pos2(right, row.size.y) + top));
            }
        }
        next += ranges[next..].iter().take_while(|range| range.end <= end).count();
        first = end;
    }
    all
}

/// An address as a hint shows it: its beginning, when it is long.
fn cut(address: &str) -> Cow<'_, str> {
    match address.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &address[..at]).into(),
        None => address.into(),
    }
}

fn table(ui: &mut Ui, (sides, rows): (&[Side], &[Vec<Vec<Run>>]), n: usize) {
    let p = Palette::of(ui);
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    if columns == 0 {
        return;
    }
    let pad = space::S;
    let fonts = [Type::Strong.font(), Type::Body.font()];
    let font = |at: usize| &fonts[usize::from(at > 0)];
    let mut widths = vec![COLUMN; columns];
    for (at, row) in rows.iter().enumerate() {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = width.max(lay(ui, cell, font(at), p.text, f32::INFINITY).size().x + pad * 2.0);
        }
    }
    // Columns that are too many are scrolled: a column of single letters is not read.
    let room = ui.available_width().max(columns as f32 * COLUMN);
    share(&mut widths, room);
    if widths.iter().sum::<f32>() > ui.available_width() + 1.0 {
        ScrollArea::horizontal().id_salt(("table", n)).show(ui, |ui| lines(ui, (sides, rows), &widths, &fonts, n));
    } else {
        lines(ui, (sides, rows), &widths, &fonts, n);
    }
}

/// Room at the left of a cell, of the room that its text leaves.
fn over(room: f32, side: Option<&Side>) -> f32 {
    match side {
        Some(Side::Right) => room.max(0.0),
        Some(Side::Middle) => (room / 2.0).max(0.0),
        Some(Side::Left) | None => 0.0,
    }
}

/// Draws the rows of a table with columns of these widths; `fonts` are those of the head and of the rows.
fn lines(ui: &mut Ui, (sides, rows): (&[Side], &[Vec<Vec<Run>>]), widths: &[f32], fonts: &[FontId; 2], n: usize) {
    let (p, pad, columns) = (Palette::of(ui), space::S, widths.len());
    let font = |at: usize| &fonts[usize::from(at > 0)];
    let all: f32 = widths.iter().sum();
    let top = ui.cursor().min;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (at, row) in rows.iter().enumerate() {
            let cells: Vec<_> =
                row.iter().zip(widths).map(|(cell, width)| lay(ui, cell, font(at), p.text, width - pad * 2.0)).collect();
            let height = cells.iter().map(|cell| cell.size().y).fold(font_size::BODY_LINE, f32::max) + space::XS * 2.0;
            let (rect, response) = ui.allocate_exact_size(vec2(all, height), Sense::hover());
            let words = row.iter().map(|cell| words_of(cell)).collect::<Vec<_>>().join(" | ");
            paint::describe(&response, || WidgetInfo::labeled(Role::Row, true, &words));
            if at == 0 {
                ui.painter().rect_filled(rect, 0.0, p.sunken);
            }
            ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
            let mut x = rect.left();
            for (column, (galley, width)) in cells.into_iter().zip(widths).enumerate() {
                let left = over(width - pad * 2.0 - galley.size().x, sides.get(column));
                let place = Rect::from_min_size(pos2(x + pad + left, rect.top() + space::XS), galley.size());
                put(ui, place, &row[column], galley, p.text, n * 10_000 + at * 100 + column);
                x += width;
            }
        }
    });
    let frame = Rect::from_min_max(top, pos2(top.x + all, ui.min_rect().bottom()));
    let edge = Stroke::new(size::LINE, p.line);
    ui.painter().rect_stroke(frame, CornerRadius::ZERO, edge, egui::StrokeKind::Inside);
    let mut x = frame.left();
    for width in widths.iter().take(columns - 1) {
        x += width;
        ui.painter().vline(x, frame.y_range(), edge);
    }
}

/// Narrows the widest columns until all have room; with too many columns each gets the same share.
fn share(widths: &mut [f32], room: f32) {
    let even = room / widths.len().max(1) as f32;
    let mut limit = widths.iter().copied().fold(0.0, f32::max);
    let total = |limit: f32, widths: &[f32]| widths.iter().map(|width| width.min(limit)).sum::<f32>();
    if total(limit, widths) <= room {
        return;
    }
    let (mut low, mut high) = (even, limit);
    for _ in 0..24 {
        limit = f32::midpoint(low, high);
        if total(limit, widths) > room { high = limit } else { low = limit }
    }
    for width in widths {
        *width = width.min(low).floor();
    }
}

fn words_of(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

fn may_open(address: &str) -> bool {
    OPENED.iter().any(|begin| address.get(..begin.len()).is_some_and(|head| head.eq_ignore_ascii_case(begin)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_opens_pages_and_no_programs() {
        assert!(["http://a.test", "HTTPS://a.test", "mailto:a@b.test"].iter().all(|address| may_open(address)));
        let programs = ["javascript:alert(1)", "file:///bin/sh", "//host/share", "C:\\a.exe", "smb://a", "h", "", "ж"];
        assert!(!programs.iter().any(|address| may_open(address)));
    }

    #[test]
    fn cells_stand_at_the_side_of_their_column() {
        let places = [None, Some(Side::Left), Some(Side::Middle), Some(Side::Right)].map(|side| over(40.0, side.as_ref()));
        assert_eq!(places, [0.0, 0.0, 20.0, 40.0]);
        assert_eq!(over(-3.0, Some(&Side::Right)), 0.0, "a cell that is wrapped");
    }

    #[test]
    fn wide_columns_give_way_and_narrow_ones_keep_their_width() {
        let mut widths = [50.0, 400.0, 300.0];
        share(&mut widths, 350.0);
        assert_eq!(widths[0], 50.0);
        assert!(widths[1] == widths[2] && widths.iter().sum::<f32>() <= 350.0 && widths[1] > 140.0, "{widths:?}");
        let mut widths = [50.0; 10];
        share(&mut widths, 200.0);
        assert!(widths.iter().sum::<f32>() <= 200.0);
    }
}
