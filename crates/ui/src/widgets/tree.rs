//! The virtual tree: only the lines in view are laid out; keyboard, type-ahead, multi-selection, check boxes, drag to move.

use crate::widgets::StatusStyle as _;
use egui::{
    self, Align, CornerRadius, EventFilter, Id, Key, Modifiers, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2,
    vec2,
};

use super::choice::paint_check;
use super::hover::RowHint as _;
use super::selection::Selection;
pub use super::tree_drag::DropPlace;
pub use super::tree_model::{TreeData, TreeItem, TreeLines, TreeState};
use super::{paint, row_menu, tree_drag};
use crate::keys::MOVES;
use crate::theme::{Palette, Type, icons, radius, size, space, tokens::mix};
use voluptas_core::base::fold::fold;

/// Least width of a tree whose lines show the long form of the text at their right edge.
const LONG: f32 = 400.0;
/// Seconds after which typed letters begin a new word.
const TYPE_AHEAD: f64 = 1.0;

/// Options of a tree.
#[derive(Debug, Clone, Copy)]
pub struct TreeOptions<'a> {
    /// Tells one tree from another and names it for screen readers.
    pub name: &'a str,
    /// Check boxes before the icons.
    pub checks: bool,
    /// Selected lines carry the accent mark at the left edge.
    pub marked: bool,
    /// Words for the badge of critical items.
    pub critical: &'a str,
    /// Words for the badge of items in focus.
    pub focus: &'a str,
    /// Sorted keys of the lines with something that is not saved, and the words for their mark.
    pub unsaved: (&'a [i64], &'a str),
    /// The line whose contents another view shows, and the words for it. It looks chosen while another one is selected.
    pub shown: Option<(i64, &'a str)>,
}

impl<'a> TreeOptions<'a> {
    /// A plain tree of that name.
    #[must_use]
    pub fn new(name: &'a str) -> Self {
        Self { name, checks: false, marked: true, critical: "", focus: "", unsaved: (&[], ""), shown: None }
    }

    /// Marks lines with something that is not saved. `keys` are sorted.
    #[must_use]
    pub fn unsaved(mut self, keys: &'a [i64], words: &'a str) -> Self {
        self.unsaved = (keys, words);
        self
    }

    /// Marks the line whose contents another view shows.
    #[must_use]
    pub fn shown(mut self, line: Option<(i64, &'a str)>) -> Self {
        self.shown = line;
        self
    }

    /// With check boxes.
    #[must_use]
    pub fn checks(mut self) -> Self {
        self.checks = true;
        self
    }
}

/// Draws the context menu of the line with that key.
pub type TreeMenu<'m> = Option<&'m mut dyn FnMut(&mut Ui, i64)>;

/// Decides about a drop: the dragged keys and their new place.
pub type TreeAccepts<'m> = Option<&'m tree_drag::Accepts<'m>>;

/// Events of a tree during one pass.
#[derive(Debug, Clone, Default)]
pub struct TreeResponse {
    /// The selected lines changed; the cursor is the last one touched.
    pub selection_changed: bool,
    /// A drag began and selected its line: the views follow, and nothing else is shown for it.
    pub dragged: bool,
    /// Lines were dragged to another place.
    pub dropped: Option<(Vec<i64>, DropPlace)>,
    /// A line was opened by Enter or a double click.
    pub activated: Option<i64>,
    /// Check boxes changed.
    pub checks_changed: bool,
    /// The context menu was asked for on this line.
    pub context: Option<i64>,
    /// The tree has the keyboard.
    pub focused: bool,
    /// The empty place below the last line.
    pub below: Option<Rect>,
}

/// Draws the tree in the available space with a selection of its own. `menu` draws the context menu of a line.
pub fn tree(ui: &mut Ui, data: &TreeData, state: &mut TreeState, options: TreeOptions<'_>, menu: TreeMenu<'_>) -> TreeResponse {
    let mut selection = std::mem::take(&mut state.selection);
    let out = tree_with(ui, data, state, &mut selection, options, menu, None);
    state.selection = selection;
    out
}

/// Draws the tree with a selection that other views share. `accepts` allows dragging lines and says where they may be dropped.
pub fn tree_with(
    ui: &mut Ui,
    data: &TreeData,
    state: &mut TreeState,
    selection: &mut Selection,
    options: TreeOptions<'_>,
    mut menu: TreeMenu<'_>,
    accepts: TreeAccepts<'_>,
) -> TreeResponse {
    let mut out = TreeResponse::default();
    state.drawn = Some(ui.ctx().cumulative_pass_nr());
    let id = tree_id(options.name);
    let area = ui.available_rect_before_wrap();
    // One stop for Tab: the tree; the arrows go from line to line inside.
    let whole = ui.interact(area, id, Sense::focusable_noninteractive());
    paint::describe(&whole, || WidgetInfo::labeled(Role::Tree, true, options.name));
    out.focused = whole.has_focus();
    // Focus that came by a key is shown at once; a click shows itself by the selection.
    state.by_keys |= whole.gained_focus() && !ui.input(|i| i.pointer.any_pressed() || i.pointer.any_released());
    if out.focused {
        let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
        keyboard(ui, data, state, selection, options, &mut out);
        if menu.is_some() && row_menu::asked(ui) {
            ask_menu(data, state, selection, &mut out);
        }
    }
    let by_key = out.context;
    let visible = state.visible(data).to_vec();
    let row = size::TREE_ROW;
    let mut scroll = ScrollArea::vertical().id_salt(("tree-scroll", options.name)).auto_shrink(false).animated(false);
    let mut further = None;
    if std::mem::take(&mut state.reveal)
        && let Some(at) = selection.cursor().and_then(|k| visible.iter().position(|&i| data.key(i as usize) == k))
    {
        let key = id.with("view");
        let (top, height, end) = ui.data(|d| d.get_temp::<(f32, f32, f32)>(key)).unwrap_or((0.0, area.height(), 0.0));
        let y = at as f32 * row;
        let offset = top.min(y).max(y + row - height);
        if offset != top {
            // egui takes an offset beyond the lines of the last pass for an overscroll, from which it springs back.
            scroll = scroll.vertical_scroll_offset(offset.min(end));
            further = (offset > end).then_some(offset);
        }
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let lines = Lines { data, options, visible: &visible, id, drags: accepts.is_some(), by_key };
    let shown = ui
        .scope_builder(UiBuilder::new().accessibility_parent(id), |ui| {
            scroll.show_rows(ui, row, visible.len(), |ui, range| {
                if let Some(offset) = further {
                    let first = ui.max_rect().min - vec2(0.0, range.start as f32 * row);
                    ui.scroll_to_rect(Rect::from_min_size(first + vec2(0.0, offset), vec2(0.0, 0.0)), Some(Align::Min));
                    ui.ctx().request_discard("lines that came below the former last one");
                }
                for at in range {
                    line(ui, &lines, state, selection, at, &mut out, &mut menu);
                }
                if let Some(accepts) = accepts {
                    out.dropped = tree_drag::go_on(ui, data, state, area, accepts);
                }
            })
        })
        .inner;
    let (height, end) = (shown.inner_rect.height(), (shown.content_size.y - shown.inner_rect.height()).max(0.0));
    ui.data_mut(|d| d.insert_temp(id.with("view"), (shown.state.clamped_offset().y, height, end)));
    let end = shown.inner_rect.top() + visible.len() as f32 * row - shown.state.clamped_offset().y;
    out.below = (end < area.bottom()).then(|| area.with_min_y(end.max(area.top())));
    if out.focused && state.by_keys {
        paint::list_focus(ui, area);
    }
    out
}

/// Id of the tree of that name: a command may give it the keyboard.
pub fn tree_id(name: &str) -> Id {
    Id::unique(("tree", name))
}

/// Parameters shared by the lines of one tree during a pass.
struct Lines<'a> {
    data: &'a TreeData,
    options: TreeOptions<'a>,
    visible: &'a [u32],
    id: Id,
    drags: bool,
    /// The line whose menu a key asked for.
    by_key: Option<i64>,
}

impl Lines<'_> {
    /// Keys of the visible lines, top to bottom.
    fn keys(&self) -> Vec<i64> {
        keys_of(self.data, self.visible)
    }
}

fn keys_of(data: &TreeData, visible: &[u32]) -> Vec<i64> {
    visible.iter().map(|&i| data.key(i as usize)).collect()
}

fn line(
    ui: &mut Ui,
    lines: &Lines<'_>,
    state: &mut TreeState,
    selection: &mut Selection,
    at: usize,
    out: &mut TreeResponse,
    menu: &mut TreeMenu<'_>,
) {
    let Lines { data, options, visible, id: tree_id, drags, by_key } = *lines;
    let p = Palette::of(ui);
    let index = visible[at] as usize;
    let item = &data.item(index);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW), Sense::hover());
    let sense = if drags { Sense::CLICK | Sense::DRAG } else { Sense::CLICK };
    let response = ui.interact(rect, tree_id.with(item.key), sense);
    let chosen = selection.contains(item.key);
    let has_children = data.has_children(index);
    let open = has_children && (state.expanded.contains(&item.key) || !state.filter().is_empty());
    let is_shown = options.shown.is_some_and(|(key, _)| key == item.key);
    if chosen || is_shown {
        ui.painter().rect_filled(rect, 0.0, if chosen { p.accent_tint } else { mix(p.panel, p.accent_tint, 0.6) });
        if options.marked {
            let mark = Rect::from_min_size(rect.min, vec2(size::MARK, rect.height()));
            ui.painter().rect_filled(mark, 0.0, p.accent);
        }
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, p.hover());
    }
    if out.focused && state.by_keys && selection.cursor() == Some(item.key) {
        ui.painter().rect_stroke(
            rect.shrink(1.0),
            CornerRadius::same(radius::SMALL),
            (size::LINE, p.accent),
            egui::StrokeKind::Inside,
        );
    }
    let y = rect.center().y;
    let icon_rect = |x: f32| Rect::from_center_size(pos2(x + size::ICON / 2.0, y), vec2(size::ICON, size::ICON));
    let mut x = rect.left() + space::S + f32::from(item.depth) * size::TREE_INDENT;
    let twisty = icon_rect(x);
    if has_children {
        let icon = if open { icons::DOWN } else { icons::RIGHT };
        paint::icon(ui.painter(), twisty, icon, size::ICON, p.text_faint);
    }
    x += size::ICON + space::XS;
    let mut check_rect = Rect::NOTHING;
    if options.checks {
        check_rect = icon_rect(x);
        paint_check(ui, check_rect, state.check_state(data, index), response.hovered());
        x += size::ICON + space::S;
    }
    if let Some(look) = item.look {
        paint::icon(ui.painter(), icon_rect(x), look.icon(), size::ICON, look.colour(p));
        x += size::ICON + space::S;
    } else if let Some(icon) = item.icon {
        let colour = if item.dim { p.text_faint } else { p.text_secondary };
        paint::icon(ui.painter(), icon_rect(x), icon, size::ICON, colour);
        x += size::ICON + space::S;
    }
    let mut right = rect.right() - space::M;
    if let Some(coverage) = item.coverage {
        coverage.paint(ui, pos2(right - size::DOT / 2.0, y));
        right -= size::DOT + space::S - space::XXS;
    }
    let ty = if item.strong { Type::Strong } else { Type::Body };
    if !item.right.is_empty() {
        // One form for all lines of a width: a column of two forms cannot be compared.
        let is_short = !item.right_short.is_empty() && rect.width() < LONG;
        let words = if is_short { &item.right_short } else { &item.right };
        let galley = paint::galley(ui, words, Type::Mono, p.text_secondary);
        right = paint::put_right(ui.painter(), pos2(right, y), galley) - space::XS;
    }
    let is_unsaved = options.unsaved.0.binary_search(&item.key).is_ok();
    let marks = [
        (is_unsaved, icons::EDIT, p.accent),
        (item.critical, icons::CRITICAL, p.failed),
        (item.focus, icons::FOCUS, p.broken),
        (item.link, icons::LINK, p.text_faint),
    ];
    for (on, icon, colour) in marks {
        if on {
            right -= size::CHECK + space::XXS;
            let at = Rect::from_center_size(pos2(right + size::CHECK / 2.0, y), vec2(size::CHECK, size::CHECK));
            paint::icon(ui.painter(), at, icon, size::CHECK, colour);
        }
    }
    let colour = if item.dim { p.text_faint } else { p.text };
    let galley = paint::elided(ui, &item.title, ty, colour, right - x - space::XS);
    let was_elided = galley.elided;
    paint::put_left(ui.painter(), pos2(x, y), galley);

    paint::describe(&response, || WidgetInfo::selected(Role::TreeItem, true, chosen, &item.title));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_level(usize::from(item.depth) + 1);
        node.set_selected(chosen);
        if has_children {
            node.set_expanded(open);
        }
        let mut words = Vec::new();
        for (on, word) in [(item.critical, options.critical), (item.focus, options.focus), (is_unsaved, options.unsaved.1)] {
            if on && !word.is_empty() {
                words.push(word);
            }
        }
        words.extend(options.shown.filter(|(key, _)| *key == item.key).map(|(_, word)| word));
        if !item.right.is_empty() {
            words.push(&item.right);
        }
        let note = data.note(index);
        if !note.is_empty() {
            words.push(&note);
        }
        if !words.is_empty() {
            node.set_description(words.join(", "));
        }
    });
    if drags {
        out.dragged |= tree_drag::watch(ui, data, state, selection, index, &response);
        out.selection_changed |= out.dragged;
    }
    pointer(ui, lines, state, selection, at, &response, [twisty, check_rect], out);
    if response.hovered() {
        let note = data.note(index);
        let unsaved = if is_unsaved { options.unsaved.1 } else { "" };
        let beside: Vec<&str> = [item.also.trim(), &*note, unsaved].into_iter().filter(|t| !t.is_empty()).collect();
        if was_elided || !beside.is_empty() {
            let lines: Vec<&str> = [&*item.title].into_iter().chain(beside).collect();
            response.hint_aside(lines.join("\n"));
        }
    }
    if let Some(menu) = menu {
        let key = item.key;
        row_menu::show(&response, tree_id, by_key == Some(key), |ui| menu(ui, key));
    }
}

/// Asks for the menu of the line with the keyboard, which is selected if it was not.
fn ask_menu(data: &TreeData, state: &mut TreeState, selection: &mut Selection, out: &mut TreeResponse) {
    let visible = state.visible(data);
    let Some(key) = selection.cursor().filter(|k| visible.iter().any(|&i| data.key(i as usize) == *k)) else { return };
    if !selection.contains(key) {
        selection.select(key);
        out.selection_changed = true;
    }
    (out.context, state.reveal) = (Some(key), true);
}

#[expect(clippy::too_many_arguments, reason = "one line of one tree, private")]
fn pointer(
    ui: &Ui,
    lines: &Lines<'_>,
    state: &mut TreeState,
    selection: &mut Selection,
    at: usize,
    response: &egui::Response,
    [twisty, check]: [Rect; 2],
    out: &mut TreeResponse,
) {
    let Lines { data, options, visible, .. } = *lines;
    let index = visible[at] as usize;
    let key = data.key(index);
    if response.secondary_clicked() {
        if !selection.contains(key) {
            selection.select(key);
            out.selection_changed = true;
        }
        out.context = Some(key);
    }
    if !response.clicked() {
        return;
    }
    state.by_keys = false;
    ui.memory_mut(|m| m.request_focus(lines.id));
    let pos = response.interact_pointer_pos().unwrap_or(rect_middle(response.rect));
    if data.has_children(index) && twisty.expand(space::XS).contains(pos) {
        let open = state.expanded.contains(&key);
        state.set_expanded(key, !open);
        selection.move_cursor(key);
        return;
    }
    if options.checks && check.expand(space::XS).contains(pos) {
        state.toggle_check(data, index);
        selection.move_cursor(key);
        out.checks_changed = true;
        return;
    }
    let modifiers = ui.input(|i| i.modifiers);
    if modifiers.shift {
        selection.extend(&lines.keys(), key, modifiers.command);
    } else if modifiers.command {
        selection.toggle(key);
    } else {
        selection.select(key);
    }
    out.selection_changed = true;
    if response.double_clicked() && !modifiers.any() {
        out.activated = Some(key);
    }
}

fn rect_middle(rect: Rect) -> egui::Pos2 {
    rect.right_center() - vec2(1.0, 0.0)
}

fn keyboard(
    ui: &Ui,
    data: &TreeData,
    state: &mut TreeState,
    selection: &mut Selection,
    options: TreeOptions<'_>,
    out: &mut TreeResponse,
) {
    let visible = state.visible(data).to_vec();
    if visible.is_empty() {
        return;
    }
    let place = |k: i64| visible.iter().position(|&i| data.key(i as usize) == k);
    let at = selection.cursor().and_then(place);
    state.by_keys |= crate::keys::moved(ui);
    let last = visible.len() - 1;
    let page = (ui.clip_rect().height() / size::TREE_ROW).floor().max(1.0) as usize;
    let pressed = |key: Key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    let shifted = |key: Key| ui.input_mut(|i| i.consume_key(Modifiers::SHIFT, key));
    for (key, way) in MOVES {
        let to = way.to(at, page, last);
        let target = data.key(visible[to] as usize);
        // Shift first: `consume_key` without modifiers also takes the shifted key.
        if shifted(key) {
            selection.extend(&keys_of(data, &visible), target, false);
        } else if pressed(key) {
            selection.select(target);
        } else {
            continue;
        }
        (out.selection_changed, state.reveal) = (true, true);
    }
    if ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::A)) {
        selection.select_all(keys_of(data, &visible));
        (out.selection_changed, state.by_keys) = (true, true);
    }
    let Some(index) = at.map(|a| visible[a] as usize) else {
        return type_ahead(ui, data, state, selection, &visible, at, out);
    };
    let key = data.key(index);
    if pressed(Key::ArrowRight) && data.has_children(index) {
        if state.expanded.contains(&key) {
            selection.select(data.key(index + 1));
            out.selection_changed = true;
        } else {
            state.set_expanded(key, true);
        }
        state.reveal = true;
    }
    if pressed(Key::ArrowLeft) {
        if state.expanded.contains(&key) && data.has_children(index) {
            state.set_expanded(key, false);
        } else if let Some(parent) = data.parent(index) {
            selection.select(data.key(parent));
            out.selection_changed = true;
        }
        state.reveal = true;
    }
    if pressed(Key::Enter) {
        out.activated = Some(key);
    }
    if state.typed.0.is_empty() && pressed(Key::Space) {
        // The letter event of the space must not start a search as well.
        ui.input_mut(|i| i.events.retain(|e| !matches!(e, egui::Event::Text(t) if t == " ")));
        if options.checks {
            state.toggle_check(data, index);
            out.checks_changed = true;
        } else {
            selection.toggle(key);
            out.selection_changed = true;
        }
    }
    type_ahead(ui, data, state, selection, &visible, at, out);
}

/// Jumps to the next visible title that begins with the typed letters.
fn type_ahead(
    ui: &Ui,
    data: &TreeData,
    state: &mut TreeState,
    selection: &mut Selection,
    visible: &[u32],
    at: Option<usize>,
    out: &mut TreeResponse,
) {
    let (now, letters): (f64, String) = ui.input(|i| {
        let letters = i.events.iter().filter_map(|e| if let egui::Event::Text(t) = e { Some(t.as_str()) } else { None });
        (i.time, letters.collect())
    });
    if now - state.typed.1 > TYPE_AHEAD {
        state.typed.0.clear();
    }
    if letters.is_empty() || (state.typed.0.is_empty() && letters.trim().is_empty()) {
        return;
    }
    let fresh = state.typed.0.is_empty();
    state.typed.0.push_str(&letters);
    state.typed.1 = now;
    let wanted = fold(&state.typed.0);
    // A new word looks from the next line on; a longer one may stay where it is.
    let start = at.map_or(0, |a| if fresh { a + 1 } else { a });
    let order = (start..visible.len()).chain(0..start.min(visible.len()));
    for a in order {
        let index = visible[a] as usize;
        if fold(&data.item(index).title).starts_with(&wanted) {
            selection.select(data.key(index));
            (out.selection_changed, state.reveal) = (true, true);
            return;
        }
    }
}
