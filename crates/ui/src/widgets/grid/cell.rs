//! Painting in a cell: texts, icons, chips, from left to right, clipped to the cell.

use crate::widgets::StatusStyle as _;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use egui::{Color32, CornerRadius, Galley, Id, Painter, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::theme::{Icon, Palette, Type, radius, size, space};
use crate::widgets::{RowHint as _, StatusClass, paint};

/// A cell to paint in. What is painted stands one after the other from the left end, or from the right end of a cell for numbers.
pub struct CellUi<'a> {
    ui: &'a mut Ui,
    painter: Painter,
    rect: Rect,
    id: Id,
    right: bool,
    /// The column is narrower than its words need.
    is_tight: bool,
    was_elided: bool,
    name: String,
    hint: Option<String>,
    /// Right end of the icons with names of their own.
    icons_end: f32,
}

impl<'a> CellUi<'a> {
    /// A cell with contents in `rect`, of which `clip` is seen.
    pub(super) fn new(ui: &'a mut Ui, rect: Rect, clip: Rect, id: Id, right: bool) -> Self {
        let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(clip));
        Self {
            ui,
            painter,
            rect,
            id,
            right,
            is_tight: false,
            was_elided: false,
            name: String::new(),
            hint: None,
            icons_end: f32::NEG_INFINITY,
        }
    }

    /// A cell of a column that is narrower than its words need: icons stand alone.
    pub(super) fn tight(mut self, is_tight: bool) -> Self {
        self.is_tight = is_tight;
        self
    }

    /// The colours in force.
    pub fn palette(&self) -> &'static Palette {
        Palette::of(self.ui)
    }

    /// Room that is left, in points.
    pub fn room(&self) -> f32 {
        self.rect.width().max(0.0)
    }

    /// Width of a text.
    pub fn width_of(&self, words: &str, ty: Type) -> f32 {
        paint::galley(self.ui, words, ty, Color32::PLACEHOLDER).size().x
    }

    /// Text, elided if it does not fit.
    pub fn text(&mut self, words: &str, ty: Type, colour: Color32) {
        self.say(words);
        let galley = paint::elided(self.ui, words, ty, colour, self.room());
        self.was_elided |= galley.elided;
        let y = self.rect.center().y;
        if self.right {
            self.rect.max.x = paint::put_right(&self.painter, pos2(self.rect.right(), y), galley) - space::XS;
        } else {
            self.rect.min.x = paint::put_left(&self.painter, pos2(self.rect.left(), y), galley) + space::XS;
        }
    }

    /// Text that leaves `room` points free at the right.
    pub fn text_before(&mut self, words: &str, ty: Type, colour: Color32, room: f32) {
        let right = self.rect.right();
        self.rect.max.x -= room;
        self.text(words, ty, colour);
        self.rect.max.x = right;
    }

    /// The main text of a row.
    pub fn strong(&mut self, words: &str) {
        let colour = self.palette().text;
        self.text(words, Type::Medium, colour);
    }

    /// Secondary text; an em dash when empty.
    pub fn plain(&mut self, words: &str) {
        let p = self.palette();
        if words.is_empty() { self.text("—", Type::Body, p.text_faint) } else { self.text(words, Type::Body, p.text_secondary) }
    }

    /// A code, a count or a time.
    pub fn mono(&mut self, words: &str) {
        let colour = self.palette().text_secondary;
        self.text(words, Type::Mono, colour);
    }

    /// A count.
    pub fn number(&mut self, words: &str) {
        let colour = self.palette().text;
        self.text(words, Type::Mono, colour);
    }

    /// An id whose end tells most: its beginning gives way where the cell is narrow.
    pub fn tail(&mut self, words: &str) {
        self.say(words);
        let galley = paint::elided_front(self.ui, words, Type::Mono, self.palette().text_secondary, self.room());
        self.was_elided |= galley.text() != words;
        self.rect.min.x = paint::put_left(&self.painter, self.rect.left_center(), galley) + space::XS;
    }

    pub fn icon(&mut self, icon: Icon, colour: Color32) {
        let at = Rect::from_min_size(self.rect.min, vec2(size::ICON, self.rect.height()));
        paint::icon(&self.painter, at, icon, size::ICON, colour);
        self.rect.min.x = at.right() + space::XS;
    }

    /// An icon before the text, with a name and a tooltip of its own.
    pub fn named_icon(&mut self, icon: Icon, colour: Color32, name: &str) {
        let at = Rect::from_min_size(self.rect.min, vec2(size::ICON, self.rect.height()));
        self.icon(icon, colour);
        let seen = at.intersect(self.painter.clip_rect());
        if !seen.is_positive() {
            return;
        }
        self.icons_end = at.right();
        let response = self.ui.interact(seen, self.id.with(("icon", name)), Sense::hover());
        paint::describe(&response, || WidgetInfo::labeled(Role::Image, true, name));
        response.hint_above(name);
    }

    /// A remark after the text, with its own name for screen readers. Its words are elided; if the bytes at `kept` would be cut
    /// off, the words begin with them. `whole` is shown on hover.
    pub fn remark(&mut self, words: &str, kept: Range<usize>, whole: &str) {
        let (p, room) = (self.palette(), self.room());
        let fits = |words: &str| self.width_of(words, Type::Label) <= room;
        let galley = paint::elided(self.ui, &with_kept(words, kept, fits), Type::Label, p.text_faint, room);
        let at = Rect::from_min_size(self.rect.min, vec2(galley.size().x, self.rect.height()));
        self.rect.min.x = paint::put_left(&self.painter, pos2(self.rect.left(), self.rect.center().y), galley) + space::XS;
        let seen = at.intersect(self.painter.clip_rect());
        if seen.is_positive() {
            let response = self.ui.interact(seen, self.id.with("remark"), Sense::hover());
            paint::describe(&response, || WidgetInfo::labeled(Role::Note, true, words));
            response.hint_above(whole);
        }
    }

    /// Icon and word of a status.
    pub fn status(&mut self, look: StatusClass, word: &str) {
        let colour = look.colour(self.palette());
        self.icon_and_word(look.icon(), colour, word, (Type::Medium, colour));
    }

    /// An icon with its word; the icon alone in a narrow column, with the word on hover. The column decides and not the word, so that
    /// all its cells look alike.
    pub fn icon_and_word(&mut self, icon: Icon, colour: Color32, word: &str, (ty, text): (Type, Color32)) {
        self.icon(icon, colour);
        if !self.is_tight {
            self.text(word, ty, text);
        } else {
            self.say(word);
            self.was_elided = true;
        }
    }

    /// Secondary text; in a column that is too narrow for its words an icon in place of it, with the text on hover.
    pub fn word_or_icon(&mut self, word: &str, icon: Icon) {
        if !self.is_tight {
            return self.plain(word);
        }
        self.icon(icon, self.palette().text_secondary);
        self.say(word);
        self.was_elided = true;
    }

    /// Draws a chip. Returns false and draws nothing if it does not fit.
    pub fn chip(&mut self, words: &str) -> bool {
        let p = self.palette();
        let galley = paint::galley(self.ui, words, Type::LabelMedium, p.text_secondary);
        let width = galley.size().x + space::S * 2.0 - space::XXS;
        if width > self.room() {
            return false;
        }
        self.say(words);
        self.put_chip(width, galley);
        true
    }

    /// Draws a chip and elides its text if it does not fit. Leaves `room` points free after the chip.
    pub fn cut_chip(&mut self, words: &str, room: f32) {
        let frame = space::S * 2.0 - space::XXS;
        self.say(words);
        let colour = self.palette().text_secondary;
        let galley = paint::elided(self.ui, words, Type::LabelMedium, colour, (self.room() - room - frame).max(0.0));
        self.was_elided |= galley.elided;
        self.put_chip(galley.size().x + frame, galley);
    }

    fn put_chip(&mut self, width: f32, galley: Arc<Galley>) {
        let p = self.palette();
        let at = Rect::from_min_size(pos2(self.rect.left(), self.rect.center().y - size::CHIP / 2.0), vec2(width, size::CHIP));
        self.painter.rect_filled(at, CornerRadius::same(radius::DIALOG), p.sunken);
        paint::put_centre(&self.painter, at, galley);
        self.rect.min.x = at.right() + space::XS;
    }

    /// A bar of parts in the given colours, `width` points wide at the right end of the room.
    pub fn bar_at_end(&mut self, parts: &[(Color32, u64)], width: f32, name: &str) {
        let total: u64 = parts.iter().map(|(_, n)| n).sum();
        if total == 0 || width > self.room() {
            return;
        }
        if !name.is_empty() {
            self.say(name);
        }
        let y = self.rect.center().y;
        let at = Rect::from_min_size(pos2(self.rect.right() - width, y - size::PROGRESS / 2.0), vec2(width, size::PROGRESS));
        let mut x = at.left();
        for (colour, n) in parts {
            let part = width * *n as f32 / total as f32;
            self.painter.rect_filled(Rect::from_min_size(pos2(x, at.top()), vec2(part, at.height())), 0.0, *colour);
            x += part;
        }
        self.rect.max.x = at.left() - space::S;
    }

    /// Text at the right end, for which `room` points are taken.
    pub fn text_within_end(&mut self, words: &str, ty: Type, colour: Color32, room: f32) {
        self.say(words);
        let galley = paint::elided(self.ui, words, ty, colour, room);
        paint::put_right(&self.painter, pos2(self.rect.right(), self.rect.center().y), galley);
        self.rect.max.x -= room;
    }

    /// Adds words to the name of the cell for screen readers: the meaning of an icon.
    pub fn named(&mut self, words: &str) {
        self.say(words);
    }

    /// Text that is shown on hover, whether the cell was cut or not.
    pub fn hint(&mut self, words: impl Into<String>) {
        self.hint = Some(words.into());
    }

    fn say(&mut self, words: &str) {
        if !self.name.is_empty() {
            self.name.push(' ');
        }
        self.name.push_str(words);
    }

    /// Gives the cell its name for screen readers and its tooltip.
    pub(super) fn finish(self, whole: Rect) {
        let named = whole.with_min_x(whole.left().max(self.icons_end));
        let seen = named.intersect(self.painter.clip_rect());
        if !seen.is_positive() || self.name.is_empty() {
            return;
        }
        let response = self.ui.interact(seen, self.id, Sense::hover());
        let name = self.name;
        paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, &name));
        match self.hint {
            // A hint of a whole row would stand at its left end, far from the pointer.
            Some(hint) => response.hint_above_pointer(hint),
            None => _ = paint::hover_if_elided(response, self.was_elided, &name),
        }
    }
}

/// A text that begins with the bytes at `kept` where the room ends before these. `fits` tells whether a text has room.
fn with_kept(words: &str, kept: Range<usize>, fits: impl Fn(&str) -> bool) -> Cow<'_, str> {
    let is_seen = words.get(..kept.end).is_none_or(|seen| fits(words) || fits(&format!("{seen}…")));
    match words.get(kept.start..).filter(|_| !is_seen) {
        Some(rest) => Cow::Owned(format!("…{rest}")),
        None => Cow::Borrowed(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kept_word_of_a_text_stays_in_view() {
        let room = |letters: usize| move |text: &str| text.chars().count() <= letters;
        let words = "Шаг 2: Придёт письмо со ссылкой";
        let at = words.find("письмо").expect("the word");
        let kept = at..at + "письмо".len();
        assert_eq!(with_kept(words, kept.clone(), room(40)), words);
        assert_eq!(with_kept(words, kept.clone(), room(21)), words, "the end is cut behind the word");
        assert_eq!(with_kept(words, kept.clone(), room(20)), "…письмо со ссылкой");
        assert_eq!(with_kept("письмо", 0..12, room(6)), "письмо");
    }
}
