//! Controls that choose: check boxes (two and three states), combo boxes, segmented controls, tabs, filter pills.

use egui::{
    self, CornerRadius, Popup, PopupCloseBehavior, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::button::Button;
use super::{button, choice_keys, paint};
use crate::theme::{Icon, Palette, Type, icons, radius, size, space};

/// State of a check box for several items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CheckState {
    /// None of them.
    #[default]
    Off,
    /// Some of them.
    Partly,
    /// All of them.
    On,
}

impl CheckState {
    /// The state of a group with `chosen` of `total` members chosen.
    #[must_use]
    pub fn of(chosen: usize, total: usize) -> Self {
        match chosen {
            0 => Self::Off,
            c if c >= total => Self::On,
            _ => Self::Partly,
        }
    }
}

impl From<bool> for CheckState {
    fn from(on: bool) -> Self {
        if on { Self::On } else { Self::Off }
    }
}

/// Paints the box of a check box into the middle of `rect`.
pub fn paint_check(ui: &Ui, rect: Rect, state: CheckState, hovered: bool) {
    let p = Palette::of(ui);
    let at = Rect::from_center_size(rect.center(), vec2(size::CHECK, size::CHECK));
    let corner = CornerRadius::same(radius::SMALL);
    if state == CheckState::Off {
        let border = if hovered { p.text_secondary } else { p.control_line() };
        ui.painter().rect(at, corner, p.panel, Stroke::new(size::LINE, border), StrokeKind::Inside);
    } else {
        ui.painter().rect_filled(at, corner, p.accent);
        let icon = if state == CheckState::On { icons::CHECK } else { icons::PARTLY };
        paint::icon(ui.painter(), at, icon, size::CHECK - space::XXS, p.on_accent);
    }
}

/// A check box with its text. Gives `true` in `clicked()` when pressed; the caller turns the state.
pub fn check_box_state(ui: &mut Ui, state: CheckState, text: &str) -> Response {
    let p = Palette::of(ui);
    let galley = paint::galley(ui, text, Type::Body, p.text);
    let width = size::CHECK + space::S + galley.size().x;
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL_SMALL), Sense::click());
    let box_rect = Rect::from_min_size(rect.min, vec2(size::CHECK, rect.height()));
    paint_check(ui, box_rect, state, response.hovered());
    paint::put_left(ui.painter(), pos2(box_rect.right() + space::S, rect.center().y), galley);
    paint::focus_ring(ui, &response, rect);
    describe_check(ui, &response, state, text);
    response
}

/// A check box without visible text; `name` is read by screen readers and found by tests.
pub fn bare_check(ui: &mut Ui, state: CheckState, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(size::CHECK + space::XS, size::CONTROL_SMALL), Sense::click());
    paint_check(ui, rect, state, response.hovered());
    paint::focus_ring(ui, &response, rect.shrink2(vec2(0.0, space::XXS)));
    describe_check(ui, &response, state, name);
    response
}

/// Check box without a label that Tab skips, for list rows: a list is one stop as a whole.
pub fn quiet_check(ui: &mut Ui, state: CheckState, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(size::CHECK + space::XS, size::CONTROL_SMALL), Sense::CLICK);
    paint_check(ui, rect, state, response.hovered());
    describe_check(ui, &response, state, name);
    response
}

/// A check box for `on`. `changed()` is true after a click.
pub fn check_box(ui: &mut Ui, on: &mut bool, text: &str) -> Response {
    let mut response = check_box_state(ui, CheckState::from(*on), text);
    if response.clicked() {
        *on = !*on;
        response.mark_changed();
    }
    response
}

fn describe_check(ui: &Ui, response: &Response, state: CheckState, name: &str) {
    let enabled = ui.is_enabled();
    paint::describe(response, || {
        let mut info = WidgetInfo::labeled(Role::CheckBox, enabled, name);
        info.selected = match state {
            CheckState::Off => Some(false),
            CheckState::On => Some(true),
            CheckState::Partly => None,
        };
        info
    });
}

/// A combo box over a short list of texts. Gives the newly chosen index.
///
/// `name` is the accessible name; `placeholder` is shown while nothing is chosen.
pub fn combo(
    ui: &mut Ui,
    name: &str,
    placeholder: &str,
    chosen: Option<usize>,
    options: &[impl AsRef<str>],
    width: f32,
) -> Option<usize> {
    combo_with_icons(ui, name, placeholder, chosen, options, width, |_| None)
}

/// Like [`combo`], with icons before the values.
pub fn combo_with_icons(
    ui: &mut Ui,
    name: &str,
    placeholder: &str,
    chosen: Option<usize>,
    options: &[impl AsRef<str>],
    width: f32,
    icon: impl Fn(usize) -> Option<(Icon, egui::Color32)>,
) -> Option<usize> {
    let p = Palette::of(ui);
    let current = chosen.and_then(|i| options.get(i)).map(AsRef::as_ref);
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    choice_keys::open_by_arrows(ui, &response);
    super::button::note_focus(&response);
    if response.gained_focus() && !response.clicked() {
        response.scroll_to_me(None);
    }
    let popup = Popup::default_response_id(&response);
    let open = Popup::is_id_open(ui.ctx(), popup);
    let border = if open {
        p.accent
    } else if response.hovered() {
        p.text_faint
    } else {
        p.line_strong
    };
    ui.painter().rect(rect, CornerRadius::same(radius::CONTROL), p.panel, Stroke::new(size::LINE, border), StrokeKind::Inside);
    let arrow =
        Rect::from_center_size(pos2(rect.right() - space::S - size::ICON / 2.0, rect.center().y), vec2(size::ICON, size::ICON));
    paint::icon(ui.painter(), arrow, icons::DOWN, size::ICON, p.text_secondary);
    let colour = if current.is_some() { p.text } else { p.text_faint };
    let shown = current.unwrap_or(placeholder);
    let mut left = rect.left() + space::S + space::XXS;
    if let Some((icon, colour)) = chosen.and_then(&icon) {
        let at = Rect::from_min_size(pos2(left, rect.top()), vec2(size::ICON, rect.height()));
        paint::icon(ui.painter(), at, icon, size::ICON, colour);
        left = at.right() + space::XS;
    }
    let galley = paint::elided(ui, shown, Type::Body, colour, arrow.left() - left - space::XXS);
    let was_elided = galley.elided && !open;
    paint::put_left(ui.painter(), pos2(left, rect.center().y), galley);
    paint::focus_ring(ui, &response, rect);
    let enabled = ui.is_enabled();
    paint::describe(&response, || {
        let mut info = WidgetInfo::labeled(Role::ComboBox, enabled, name);
        info.current_text_value = Some(shown.to_owned());
        info
    });
    let mut picked = None;
    // True while the list is open and has not taken the keyboard yet.
    let fresh = response.id.with("fresh");
    let mut inside = false;
    Popup::menu(&response).width(width).close_behavior(PopupCloseBehavior::CloseOnClick).show(|ui| {
        paint::keep_on_top(ui);
        // Also in a list that the mouse opened: the first arrow leads on from the present value.
        let enters = !ui.is_sizing_pass() && !ui.data(|d| d.get_temp::<bool>(fresh).unwrap_or(false));
        let jump = if ui.is_sizing_pass() { None } else { choice_keys::jump(ui, options.len()) };
        let typed = choice_keys::typed(ui, popup, chosen, options.len(), |i| options[i].as_ref().to_owned());
        let typed = match jump {
            Some((to, true)) => {
                picked = Some(to);
                ui.close();
                None
            }
            Some((to, false)) => Some(to),
            None => typed,
        };
        ui.set_min_width(width - space::S);
        // A value without an icon leaves its room, so that all begin at one line.
        let has_icons = (0..options.len()).any(|i| icon(i).is_some());
        egui::ScrollArea::vertical().max_height(ui.spacing().combo_height).show(ui, |ui| {
            for (i, option) in options.iter().enumerate() {
                let line = menu_choice_with(ui, Some(i) == chosen, has_icons.then(|| icon(i)), option.as_ref());
                if typed == Some(i) {
                    line.request_focus();
                    line.scroll_to_me(None);
                } else if enters && i == chosen.unwrap_or(0) {
                    line.request_focus();
                    line.scroll_to_me(None);
                    ui.data_mut(|d| d.insert_temp(fresh, true));
                } else if line.gained_focus() {
                    line.scroll_to_me(None);
                }
                inside |= line.has_focus();
                if line.clicked() {
                    picked = Some(i);
                    ui.close();
                }
            }
        });
    });
    if !Popup::is_id_open(ui.ctx(), popup) {
        choice_keys::forget_typed(ui, popup);
        let was_entered = ui.data_mut(|d| d.remove_temp::<bool>(fresh)).unwrap_or(false);
        // Closed by the keyboard: that goes on from here.
        if was_entered && (inside || ui.memory(|m| m.focused().is_none())) {
            response.request_focus();
        }
    }
    if was_elided {
        response.on_hover_text(shown);
    }
    picked
}

/// One line of a popup list with a check mark when chosen.
pub fn menu_choice(ui: &mut Ui, chosen: bool, text: &str) -> Response {
    menu_choice_with(ui, chosen, None, text)
}

/// `icon` is its icon, where the lines of the list have some.
fn menu_choice_with(ui: &mut Ui, chosen: bool, icon: Option<Option<(Icon, egui::Color32)>>, text: &str) -> Response {
    let p = Palette::of(ui);
    let galley = paint::galley(ui, text, Type::Body, p.text);
    let indent = if icon.is_some() { size::ICON + space::XS } else { 0.0 };
    let width = (galley.size().x + indent + size::ICON + space::XL).max(ui.available_width());
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::TREE_ROW), Sense::click());
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, CornerRadius::same(radius::CONTROL), p.hover());
    }
    if let Some((icon, colour)) = icon.flatten() {
        let at = Rect::from_min_size(pos2(rect.left() + space::S, rect.top()), vec2(size::ICON, rect.height()));
        paint::icon(ui.painter(), at, icon, size::ICON, colour);
    }
    paint::put_left(ui.painter(), pos2(rect.left() + space::S + indent, rect.center().y), galley);
    if chosen {
        let at = Rect::from_center_size(
            pos2(rect.right() - space::S - size::ICON / 2.0, rect.center().y),
            vec2(size::ICON, size::ICON),
        );
        paint::icon(ui.painter(), at, icons::CHECK, size::ICON, p.accent);
    }
    paint::describe(&response, || WidgetInfo::selected(Role::ListBoxOption, true, chosen, text));
    response
}

/// A segmented control that fills the available width; arrows move the choice. Gives the newly chosen index.
pub fn segmented(ui: &mut Ui, chosen: usize, options: &[&str]) -> Option<usize> {
    let p = Palette::of(ui);
    let width = ui.available_width();
    let (rect, _) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::hover());
    ui.painter().rect_filled(rect, CornerRadius::same(radius::CONTROL), p.sunken);
    let inner = rect.shrink(space::XXS);
    let part = inner.width() / options.len().max(1) as f32;
    let mut picked = None;
    let mut drawn = Vec::with_capacity(options.len());
    for (i, option) in options.iter().enumerate() {
        let at = Rect::from_min_size(pos2(inner.left() + part * i as f32, inner.top()), vec2(part, inner.height()));
        let response = ui.interact(at, ui.scope_id().with(("segment", i, *option)), Sense::click());
        let on = i == chosen;
        if on {
            let fill = if p.dark { p.line_strong } else { p.panel };
            let stroke = Stroke::new(size::LINE, if p.dark { p.line_strong } else { p.line });
            ui.painter().rect(at, CornerRadius::same(radius::CONTROL - 2), fill, stroke, StrokeKind::Inside);
        }
        let colour = if on || response.hovered() { p.text } else { p.text_secondary };
        let galley = paint::elided(ui, option, Type::Medium, colour, at.width() - space::S);
        paint::put_centre(ui.painter(), at, galley);
        paint::focus_ring(ui, &response, at.shrink(1.0));
        paint::describe(&response, || WidgetInfo::selected(Role::RadioButton, true, on, option));
        if response.clicked() && !on {
            picked = Some(i);
        }
        drawn.push(response);
    }
    picked.or_else(|| choice_keys::move_by_arrows(ui, &drawn).filter(|i| *i != chosen))
}

/// One tab of a [`tabs`] strip.
#[derive(Debug, Clone, Default)]
pub struct Tab<'a> {
    /// Text of the tab.
    pub text: &'a str,
    /// A number beside it.
    pub count: Option<String>,
    /// Name of the close button, where the tab can be closed.
    pub close: Option<&'a str>,
}

impl<'a> Tab<'a> {
    /// A tab with text alone.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { text, ..Self::default() }
    }

    /// With a number beside the text.
    #[must_use]
    pub fn count(mut self, count: impl Into<String>) -> Self {
        self.count = Some(count.into());
        self
    }

    /// With a close button of that name.
    #[must_use]
    pub fn closable(mut self, name: &'a str) -> Self {
        self.close = Some(name);
        self
    }
}

/// An event of a strip of tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TabEvent {
    /// The tab was chosen.
    Choose(usize),
    /// The close button or the middle mouse button was pressed.
    Close(usize),
}

/// A strip of tabs with the accent under the chosen one. The caller draws the line below.
pub fn tabs(ui: &mut Ui, chosen: usize, tabs: &[Tab<'_>]) -> Option<TabEvent> {
    let p = Palette::of(ui);
    let mut event = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        for (i, tab) in tabs.iter().enumerate() {
            let on = i == chosen;
            let text = paint::galley(ui, tab.text, Type::Medium, if on { p.text } else { p.text_secondary });
            let count = tab.count.as_ref().map(|c| paint::galley(ui, c, Type::Mono, p.text_secondary));
            let mut width = text.size().x + space::M * 2.0 - space::XXS;
            width += count.as_ref().map_or(0.0, |c| c.size().x + space::XS + space::XXS);
            width += tab.close.map_or(0.0, |_| size::ICON + space::XS);
            let (rect, response) = ui.allocate_exact_size(vec2(width, size::TABS), Sense::click());
            if response.hovered() && !on {
                ui.painter().rect_filled(rect.shrink2(vec2(0.0, space::XS)), CornerRadius::same(radius::CONTROL), p.hover());
            }
            let mut x = paint::put_left(ui.painter(), pos2(rect.left() + space::M - 1.0, rect.center().y), text);
            if let Some(count) = count {
                x = paint::put_left(ui.painter(), pos2(x + space::XS + space::XXS, rect.center().y), count);
            }
            if on {
                let mark = Rect::from_min_max(pos2(rect.left(), rect.bottom() - size::MARK), rect.max);
                ui.painter().rect_filled(mark, 0.0, p.accent);
            }
            paint::focus_ring(ui, &response, rect.shrink(space::XXS));
            paint::describe(&response, || WidgetInfo::selected(Role::Tab, true, on, tab.text));
            if let Some(name) = tab.close {
                let at = Rect::from_center_size(
                    pos2(x + space::S + size::ICON / 2.0, rect.center().y),
                    vec2(size::CONTROL_SMALL, size::CONTROL_SMALL),
                );
                let close = paint::inside(ui, at, *ui.layout(), |ui| button::icon_button(ui, icons::CLOSE, name));
                if close.clicked() || response.middle_clicked() {
                    event = Some(TabEvent::Close(i));
                }
            }
            if response.clicked() && !on && event.is_none() {
                event = Some(TabEvent::Choose(i));
            }
        }
    });
    event
}

/// The width of a [`filter_pill`].
pub fn filter_pill_width(ui: &Ui, icon: bool, text: &str, count: &str) -> f32 {
    let width = |text: &str, ty: Type| paint::galley(ui, text, ty, egui::Color32::PLACEHOLDER).size().x;
    let mut whole = space::M * 2.0 + width(text, Type::Medium) + width(count, Type::Mono);
    whole += if count.is_empty() { 0.0 } else { space::XS + space::XXS };
    whole + if icon { size::ICON + space::XS + space::XXS } else { 0.0 }
}

/// A quick filter: icon, text, count; tinted when chosen.
pub fn filter_pill(ui: &mut Ui, chosen: bool, icon: Option<(Icon, egui::Color32)>, text: &str, count: &str) -> Response {
    filter_pill_within(ui, chosen, icon, (text, count), f32::INFINITY)
}

/// A [`filter_pill`] of at most `room` points. A longer text is elided and shown in full on hover.
pub fn filter_pill_within(
    ui: &mut Ui,
    chosen: bool,
    icon: Option<(Icon, egui::Color32)>,
    (text, count): (&str, &str),
    room: f32,
) -> Response {
    let p = Palette::of(ui);
    let colour = if chosen { p.accent } else { p.text_secondary };
    let mut label = paint::galley(ui, text, Type::Medium, colour);
    let number = paint::galley(ui, count, Type::Mono, colour);
    let whole = filter_pill_width(ui, icon.is_some(), text, count);
    let width = whole.min(room);
    if width < whole {
        label = paint::elided(ui, text, Type::Medium, colour, (label.size().x - (whole - width)).max(0.0));
    }
    let was_elided = label.elided;
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    let fill = if chosen {
        p.accent_tint
    } else if response.hovered() {
        p.hover()
    } else {
        egui::Color32::TRANSPARENT
    };
    ui.painter().rect_filled(rect, CornerRadius::same(radius::CONTROL), fill);
    let mut x = rect.left() + space::M;
    let y = rect.center().y;
    if let Some((icon, colour)) = icon {
        let at = Rect::from_center_size(pos2(x + size::ICON / 2.0, y), vec2(size::ICON, size::ICON));
        paint::icon(ui.painter(), at, icon, size::ICON, colour);
        x += size::ICON + space::XS + space::XXS;
    }
    x = paint::put_left(ui.painter(), pos2(x, y), label);
    paint::put_left(ui.painter(), pos2(x + space::XS + space::XXS, y), number);
    paint::focus_ring(ui, &response, rect);
    paint::describe(&response, || WidgetInfo::selected(Role::RadioButton, true, chosen, text));
    paint::hover_if_elided(response, was_elided, text)
}

/// Share of a row that the button of a [`filter_menu`] takes at most with its text.
const FILTER_SHARE: f32 = 0.4;
/// Least width of the menu.
const FILTER_MENU: f32 = 200.0;

/// Filters as a menu, where their pills have no room in one row. `all` are their texts, each with true for the one that is on; the
/// button shows that one. Gives the pressed filter and the place of the button.
pub fn filter_menu(ui: &mut Ui, all: &[(String, bool)], hint: &str) -> (Option<usize>, Rect) {
    let current = all.iter().find(|(_, on)| *on).map_or(hint, |(text, _)| text.as_str());
    let room = (ui.available_width() * FILTER_SHARE).floor();
    let shown = paint::elided(ui, current, Type::Medium, Palette::of(ui).text, room).text().to_owned();
    let button = Button::secondary(&shown).icon(icons::FILTER).trailing(icons::DOWN).show(ui).on_hover_text(hint);
    let mut picked = None;
    Popup::menu(&button).show(|ui| {
        ui.set_min_width(FILTER_MENU);
        ui.spacing_mut().item_spacing.y = 0.0;
        for (i, (text, on)) in all.iter().enumerate() {
            if menu_choice(ui, *on, text).clicked() {
                picked = Some(i);
                ui.close();
            }
        }
    });
    (picked, button.rect)
}

/// A chip that is switched on and off: one of several items to include. `changed()` is true after a click.
pub fn toggle_chip(ui: &mut Ui, on: &mut bool, text: &str) -> Response {
    let p = Palette::of(ui);
    let label = paint::galley(ui, text, Type::Medium, if *on { p.accent } else { p.text_secondary });
    let icon_room = size::ICON + space::XS;
    let width = space::S + icon_room + label.size().x + space::M;
    let (rect, mut response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    if response.clicked() {
        *on = !*on;
        response.mark_changed();
    }
    let (fill, border) = match (*on, response.hovered()) {
        (true, _) => (p.accent_tint, p.accent.gamma_multiply(0.5)),
        (false, true) => (p.hover(), p.text_faint),
        (false, false) => (p.panel, p.line_strong),
    };
    let corner = CornerRadius::same((size::CONTROL / 2.0) as u8);
    ui.painter().rect(rect, corner, fill, Stroke::new(size::LINE, border), StrokeKind::Inside);
    let at = Rect::from_min_size(pos2(rect.left() + space::S, rect.top()), vec2(size::ICON, rect.height()));
    let (icon, colour) = if *on { (icons::CHECK, p.accent) } else { (icons::ADD, p.text_faint) };
    paint::icon(ui.painter(), at, icon, size::ICON, colour);
    paint::put_left(ui.painter(), pos2(rect.left() + space::S + icon_room, rect.center().y), label);
    paint::focus_ring(ui, &response, rect);
    describe_check(ui, &response, CheckState::from(*on), text);
    response
}
