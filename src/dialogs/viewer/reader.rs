//! A text in the viewer: its lines in view, the selection, and the search.
//!
//! Only the lines in view are laid out. Selection and hits are places in the text, so that a selection may reach beyond the view and a
//! hit may lie anywhere. [`Reader`] belongs to one content and forgets its places with another one.

use std::borrow::Cow;
use std::sync::Arc;

use eframe::egui::text::CCursor;
use eframe::egui::{
    self, CornerRadius, CursorIcon, Event, Galley, Id, Key, Modifiers, Rect, Response, Role, ScrollArea, Sense, Ui, WidgetInfo,
    pos2, style::ScrollAnimation, vec2,
};

use super::content::{Content, Text};
use crate::view::View;
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::field::select_all;
use voluptas_ui::widgets::menu::line as menu_line;
use voluptas_ui::widgets::{TextField, Tone, banner, icon_button_with, paint, scroll_by_pages, text};

/// Width of the field of the search, and least width.
const FIELD: f32 = 280.0;
const FIELD_LEAST: f32 = 120.0;
/// Width of the context menu.
const MENU: f32 = 200.0;
/// Width of the mark that stands for the end of a selected line, in points.
const END: f32 = 6.0;

/// A place between two characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Place {
    line: usize,
    /// Number of characters before it in the line.
    at: usize,
}

/// A part of a line that has the searched words. It may begin in one piece of a long line and end in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hit {
    /// Before the first character.
    from: Place,
    /// Behind the last one.
    to: Place,
}

/// Selection and search of a text.
#[derive(Debug, Default)]
pub struct Reader {
    /// The content that all places belong to.
    of: Option<Arc<Content>>,
    /// The searched words.
    words: String,
    /// The words that `hits` were found for.
    found: String,
    hits: Vec<Hit>,
    /// Place of the current hit among the hits.
    current: usize,
    /// The current hit comes into view.
    reveals: bool,
    /// Begin and moving end of the selection.
    selection: Option<(Place, Place)>,
}

fn field_id() -> Id {
    Id::unique("viewer-find")
}

impl Reader {
    /// Draws the search in a bar above the text and hears its keys. Esc in the field gives the keyboard back to `area`.
    pub fn bar(&mut self, ui: &mut Ui, area: Id, content: &Arc<Content>, shown: &Text, view: &View<'_>) {
        self.follow(content);
        if ui.memory(|m| m.is_above_modal_layer(ui.layer_id())) && ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::F)) {
            select_all(ui.ctx(), field_id(), &self.words);
        }
        let mut step = 0_isize;
        if ui.memory(|m| m.has_focus(field_id())) {
            // Shift first: a pattern without it fits both.
            for (modifiers, by) in [(Modifiers::SHIFT, -1), (Modifiers::NONE, 1)] {
                while ui.input_mut(|i| i.consume_key(modifiers, Key::Enter)) {
                    step += by;
                }
            }
        }
        let (hint, clear) = (view.text("viewer-find"), view.text("gui-filter-clear"));
        let width = FIELD.min(ui.available_width() * 0.5).max(FIELD_LEAST);
        let field = TextField::new(&mut self.words).id(field_id()).name(&hint).hint(&hint).icon(icons::SEARCH);
        let field = field.clearable(&clear).width(width).show(ui);
        if field.lost_focus() && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            ui.memory_mut(|m| m.request_focus(area));
        }
        self.search(shown);
        if self.words.is_empty() {
            return;
        }
        let p = Palette::of(ui);
        let number = |n: usize| view.tr.number(i64::try_from(n).unwrap_or(i64::MAX));
        let count = match self.hits.len() {
            0 => view.text("gui-nothing-found").into_owned(),
            all => {
                let numbers = [("n", number(self.current + 1).into()), ("of", number(all).into())];
                view.tr.fmt("viewer-place", &numbers)
            }
        };
        text::line(ui, &count, Type::Label, p.text_secondary);
        let any = !self.hits.is_empty();
        ui.add_enabled_ui(any, |ui| {
            for (icon, key, by) in [(icons::SORT_UP, "viewer-find-before", -1), (icons::SORT_DOWN, "viewer-find-next", 1)] {
                if icon_button_with(ui, icon, &view.text(key), false, true).clicked() {
                    step += by;
                }
            }
        });
        self.step(step);
    }

    /// Draws the lines in view, below a note where the text was cut. `area` has the pointer and, where it is `heard`, the keyboard.
    pub fn show(&mut self, ui: &mut Ui, area: &Response, shown: &Text, heard: bool, view: &View<'_>) {
        let p = Palette::of(ui);
        if let Some(bytes) = shown.cut {
            let words = view.tr.fmt("viewer-cut", &[("size", view.tr.bytes(bytes).into())]);
            _ = banner(ui, Tone::Warning, &words, None, None);
            ui.add_space(space::S);
        }
        if shown.lines.is_empty() {
            text::secondary(ui, &view.text("viewer-empty"));
            return;
        }
        if heard {
            self.keys(ui, shown);
        }
        let place = ui.available_rect_before_wrap();
        ui.painter().rect_filled(place, CornerRadius::same(radius::CONTROL), p.sunken);
        paint::focus_ring(ui, area, place);
        let height = paint::galley(ui, "Ag", Type::Mono, p.text).size().y + space::XXS;
        ui.add_space(space::XS);
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut scroll = ScrollArea::both().id_salt(("viewer-text", area.id)).auto_shrink(false);
        let revealed = self.hits.get(self.current).copied().filter(|_| std::mem::take(&mut self.reveals));
        if let Some(hit) = revealed {
            let middle = (place.height() - height) / 2.0;
            scroll = scroll.vertical_scroll_offset((hit.from.line as f32 * height - middle).max(0.0));
        }
        scroll.show_rows(ui, height, shown.lines.len(), |ui, range| {
            let top = ui.cursor().top() - range.start as f32 * height;
            let left = ui.cursor().left() + space::M;
            for (at, line) in shown.lines[range.clone()].iter().enumerate().map(|(i, line)| (range.start + i, line)) {
                let galley = paint::galley(ui, line, Type::Mono, p.text);
                let width = (galley.size().x + space::M * 2.0).max(ui.available_width());
                let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
                let marked = self.marks(ui, rect, at, line, &galley);
                if let (Some(hit), Some(rect)) = (revealed.filter(|hit| hit.from.line == at), marked) {
                    debug_assert!(hit.from < hit.to, "a hit has characters");
                    ui.scroll_to_rect_animation(rect.expand(space::XL), None, ScrollAnimation::none());
                }
                paint::put_left(ui.painter(), rect.left_center() + vec2(space::M, 0.0), galley);
                paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, line));
            }
            self.pointer(ui, area, shown, (pos2(left, top), height));
            if heard {
                for (key, by) in [(Key::ArrowDown, -height * 3.0), (Key::ArrowUp, height * 3.0)] {
                    if ui.input_mut(|i| i.consume_key(Modifiers::NONE, key)) {
                        ui.scroll_with_delta_animation(vec2(0.0, by), ScrollAnimation::none());
                    }
                }
                scroll_by_pages(ui);
            }
        });
        if area.hovered() {
            ui.ctx().set_cursor_icon(CursorIcon::Text);
        }
        self.menu(area, shown, view);
    }

    /// Forgets all places when another content is shown. The searched words stay.
    fn follow(&mut self, content: &Arc<Content>) {
        if self.of.as_ref().is_none_or(|known| !Arc::ptr_eq(known, content)) {
            let words = std::mem::take(&mut self.words);
            *self = Self { of: Some(Arc::clone(content)), words, ..Self::default() };
        }
    }

    /// Looks for the words where these changed.
    fn search(&mut self, shown: &Text) {
        if self.found != self.words {
            self.found.clone_from(&self.words);
            self.hits = find(shown, &self.words);
            (self.current, self.reveals) = (0, true);
        }
    }

    /// Goes by some hits, round the ends.
    fn step(&mut self, by: isize) {
        let all = isize::try_from(self.hits.len()).unwrap_or(isize::MAX);
        if by != 0 && all > 0 {
            let at = isize::try_from(self.current).unwrap_or(0).saturating_add(by).rem_euclid(all);
            (self.current, self.reveals) = (usize::try_from(at).unwrap_or(0), true);
        }
    }

    /// The selection from its first place to its last; `None` while nothing is selected.
    fn selected(&self) -> Option<(Place, Place)> {
        let (a, b) = self.selection?;
        (a != b).then(|| (a.min(b), a.max(b)))
    }

    /// Selects the whole text.
    fn select_all(&mut self, shown: &Text) {
        let line = shown.lines.len().saturating_sub(1);
        let end = Place { line, at: shown.lines.last().map_or(0, |line| line.chars().count()) };
        self.selection = Some((Place::default(), end));
    }

    /// Copies the selected text.
    fn copy(&self, ctx: &egui::Context, shown: &Text) {
        if let Some((from, to)) = self.selected() {
            ctx.copy_text(words_between(shown, from, to));
        }
    }

    fn keys(&mut self, ui: &Ui, shown: &Text) {
        if ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::A)) {
            self.select_all(shown);
        }
        let copies = ui.input_mut(|i| {
            let before = i.events.len();
            i.events.retain(|event| !matches!(event, Event::Copy));
            i.events.len() != before
        });
        if copies {
            self.copy(ui.ctx(), shown);
        }
    }

    /// Draws the background of the hits and of the selection in a line. Gives the place of the current hit.
    fn marks(&self, ui: &Ui, rect: Rect, at: usize, line: &str, galley: &Galley) -> Option<Rect> {
        let p = Palette::of(ui);
        let x = |char: usize| rect.left() + space::M + galley.pos_from_cursor(CCursor::new(char)).min.x;
        let mut current = None;
        let first = self.hits.partition_point(|hit| hit.to.line < at);
        for (place, hit) in self.hits.iter().enumerate().skip(first).take_while(|(_, hit)| hit.from.line <= at) {
            let left = if hit.from.line == at { x(hit.from.at) } else { x(0) };
            let right = if hit.to.line == at { x(hit.to.at) } else { x(line.chars().count()) };
            let mark = Rect::from_x_y_ranges(left..=right, rect.y_range());
            let is_current = place == self.current;
            ui.painter().rect_filled(mark, CornerRadius::same(2), p.tint(p.broken));
            if is_current {
                let edge = egui::Stroke::new(size::LINE, p.broken);
                ui.painter().rect_stroke(mark, CornerRadius::same(2), edge, egui::StrokeKind::Inside);
                current = Some(mark);
            }
        }
        if let Some((from, to)) = self.selected().filter(|(from, to)| (from.line..=to.line).contains(&at)) {
            let left = if from.line == at { x(from.at) } else { x(0) };
            let right = if to.line == at { x(to.at) } else { x(line.chars().count()) + END };
            let mark = Rect::from_x_y_ranges(left..=right, rect.y_range());
            ui.painter().rect_filled(mark, CornerRadius::ZERO, ui.visuals().selection.bg_fill);
        }
        current
    }

    /// Selects by the pointer: a drag selects, Shift extends, a double click selects a word. `lines` are the place of the first line and
    /// the height of one.
    fn pointer(&mut self, ui: &Ui, area: &Response, shown: &Text, lines: (egui::Pos2, f32)) {
        let (pointer, pressed, shift) = ui.input(|i| (i.pointer.interact_pos(), i.pointer.primary_pressed(), i.modifiers.shift));
        let (Some(pointer), true) = (pointer, area.is_pointer_button_down_on() || area.double_clicked()) else { return };
        if !area.double_clicked() && !ui.input(|i| i.pointer.primary_down()) {
            return;
        }
        let (origin, height) = lines;
        let last = shown.lines.len().saturating_sub(1);
        let line = (((pointer.y - origin.y) / height).floor().max(0.0) as usize).min(last);
        let galley = paint::galley(ui, &shown.lines[line], Type::Mono, Palette::of(ui).text);
        let at = galley.cursor_from_pos(vec2(pointer.x - origin.x, galley.size().y / 2.0)).index.0;
        let place = Place { line, at };
        if area.double_clicked() {
            self.selection = Some(word_around(&shown.lines[line], place));
            return;
        }
        match &mut self.selection {
            Some((_, end)) if !pressed || shift => *end = place,
            selection => *selection = Some((place, place)),
        }
        // Beyond the edge the text follows the pointer.
        let view = ui.clip_rect();
        let beyond = vec2(
            (view.left() - pointer.x).max(0.0) - (pointer.x - view.right()).max(0.0),
            (view.top() - pointer.y).max(0.0) - (pointer.y - view.bottom()).max(0.0),
        );
        if beyond != egui::Vec2::ZERO && area.dragged() {
            ui.scroll_with_delta_animation(beyond, ScrollAnimation::none());
            ui.ctx().request_repaint();
        }
    }

    fn menu(&mut self, area: &Response, shown: &Text, view: &View<'_>) {
        area.context_menu(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let selected = self.selected().is_some();
            let copy = ui.add_enabled_ui(selected, |ui| {
                menu_line(ui, icons::COPY, &view.text("gui-cmd-copy-cells"), Some("Ctrl+C"), MENU).clicked()
            });
            if copy.inner {
                self.copy(ui.ctx(), shown);
                ui.close();
            }
            if menu_line(ui, icons::DONE_ALL, &view.text("gui-cmd-select-all"), Some("Ctrl+A"), MENU).clicked() {
                self.select_all(shown);
                ui.close();
            }
        });
    }
}

/// The parts of lines that have these words, in any case. The pieces of a long line are searched as one.
fn find(shown: &Text, words: &str) -> Vec<Hit> {
    let lower = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<String>();
    let needle = lower(words);
    let mut hits = Vec::new();
    if needle.is_empty() {
        return hits;
    }
    let mut next = 0;
    while next < shown.lines.len() {
        let at = next;
        next = (at..shown.lines.len()).find(|piece| !shown.goes_on.contains(piece)).map_or(shown.lines.len(), |last| last + 1);
        let pieces = &shown.lines[at..next];
        let line = if let [line] = pieces { Cow::Borrowed(line.as_str()) } else { Cow::Owned(pieces.concat()) };
        let hay = lower(&line);
        let mut places = hay.match_indices(&needle).peekable();
        if places.peek().is_none() {
            continue;
        }
        // Number of the character that each byte of the lower-case line comes from.
        let mut origins = Vec::with_capacity(hay.len());
        for (n, char) in line.chars().enumerate() {
            let bytes: usize = char.to_lowercase().map(char::len_utf8).sum();
            origins.extend(std::iter::repeat_n(n, bytes));
        }
        hits.extend(places.filter_map(|(byte, found)| {
            let last = *origins.get(byte + found.len() - 1)?;
            let (first, last) = (place_of(pieces, *origins.get(byte)?), place_of(pieces, last));
            let from = Place { line: at + first.line, ..first };
            Some(Hit { from, to: Place { line: at + last.line, at: last.at + 1 } })
        }));
    }
    hits
}

/// The place of a character of a long line within its pieces.
fn place_of(pieces: &[String], char: usize) -> Place {
    let mut left = char;
    for (line, piece) in pieces.iter().enumerate() {
        let length = piece.chars().count();
        if left < length || line + 1 == pieces.len() {
            return Place { line, at: left };
        }
        left -= length;
    }
    Place::default()
}

/// The text between two places. Pieces of one long line are joined again.
fn words_between(shown: &Text, from: Place, to: Place) -> String {
    let mut words = String::new();
    for (at, line) in shown.lines.iter().enumerate().take(to.line + 1).skip(from.line) {
        let first = if at == from.line { from.at } else { 0 };
        let last = if at == to.line { to.at } else { usize::MAX };
        words.extend(line.chars().take(last).skip(first));
        if at < to.line && !shown.goes_on.contains(&at) {
            words.push('\n');
        }
    }
    words
}

/// The word around a place: letters, digits and underscores. A place at another character selects that character.
fn word_around(line: &str, place: Place) -> (Place, Place) {
    let chars: Vec<char> = line.chars().collect();
    let is_word = |at: usize| chars.get(at).is_some_and(|char| char.is_alphanumeric() || *char == '_');
    let (mut from, mut to) = (place.at.min(chars.len()), place.at.min(chars.len()));
    while from > 0 && is_word(from - 1) {
        from -= 1;
    }
    while is_word(to) {
        to += 1;
    }
    if from == to {
        to = (to + 1).min(chars.len());
    }
    (Place { at: from, ..place }, Place { at: to, ..place })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(lines: &[&str], goes_on: &[usize]) -> Text {
        Text {
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            goes_on: goes_on.iter().copied().collect(),
            cut: None,
        }
    }

    #[test]
    fn words_are_found_in_any_case_and_by_characters() {
        let lines = text(&["Ошибка: ошибка", "none", "İ ERROR error"], &[]);
        let places =
            |words: &str| find(&lines, words).iter().map(|hit| (hit.from.line, hit.from.at, hit.to.at)).collect::<Vec<_>>();
        assert_eq!(places("ОШИБКА"), [(0, 0, 6), (0, 8, 14)]);
        assert_eq!(places("error"), [(2, 2, 7), (2, 8, 13)], "a letter that grows in lower case moves no hit");
        assert_eq!(places(""), []);
        assert_eq!(places("absent"), []);
    }

    #[test]
    fn words_across_the_pieces_of_a_long_line_are_found() {
        let shown = text(&["first", "an err", "or and ERR", "OR", "or"], &[1, 2]);
        let hits: Vec<_> = find(&shown, "error").iter().map(|hit| (hit.from, hit.to)).collect();
        let place = |line, at| Place { line, at };
        assert_eq!(hits, [(place(1, 3), place(2, 2)), (place(2, 7), place(3, 2))]);
        assert_eq!(find(&shown, "oror"), [], "the last line is another one");
        assert_eq!(find(&shown, "err").len(), 2);
    }

    #[test]
    fn hits_are_walked_round() {
        let shown = text(&["a a", "a"], &[]);
        let mut reader = Reader { words: "a".into(), ..Reader::default() };
        reader.search(&shown);
        assert_eq!((reader.hits.len(), reader.current), (3, 0));
        reader.step(-1);
        assert_eq!(reader.current, 2);
        reader.step(2);
        assert_eq!(reader.current, 1);
    }

    #[test]
    fn a_selection_joins_the_pieces_of_a_long_line() {
        let shown = text(&["first", "se", "cond", "third"], &[1]);
        let place = |line, at| Place { line, at };
        assert_eq!(words_between(&shown, place(0, 2), place(3, 2)), "rst\nsecond\nth");
        let mut reader = Reader { selection: Some((place(3, 1), place(2, 2))), ..Reader::default() };
        assert_eq!(reader.selected(), Some((place(2, 2), place(3, 1))), "a selection upwards");
        reader.select_all(&shown);
        assert_eq!(reader.selected(), Some((place(0, 0), place(3, 5))));
        assert_eq!(word_around("at shop.Cart_2(line)", place(0, 9)), (place(0, 8), place(0, 14)));
        assert_eq!(word_around("a b", place(0, 3)), (place(0, 2), place(0, 3)));
    }
}
