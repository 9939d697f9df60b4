//! Keys in controls that choose: arrows open a closed list and move the choice of a group, letters move the highlight of an open list.

use egui::{Event, EventFilter, Id, Key, Modifiers, Popup, Response, Ui};

use voluptas_core::base::fold::fold;

/// Seconds after which typed letters begin a new word.
const PAUSE: f64 = 1.0;

/// Keeps the arrows of a pass for the widget with that id, which has the keyboard.
fn hold_arrows(ui: &Ui, id: Id, across: bool) {
    let filter = EventFilter { vertical_arrows: true, horizontal_arrows: across, ..EventFilter::default() };
    ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
}

fn pressed(ui: &Ui, key: Key) -> bool {
    ui.input_mut(|i| i.consume_key(Modifiers::NONE, key))
}

/// Opens the closed list of a control that has the keyboard by Down or Up. Without this, an arrow would lead to another control.
pub(super) fn open_by_arrows(ui: &Ui, control: &Response) {
    let popup = Popup::default_response_id(control);
    if !control.has_focus() || !control.enabled() {
        return;
    }
    if Popup::is_id_open(ui.ctx(), popup) {
        // Inside the list the arrows are those of the list.
        return ui.memory_mut(|m| m.set_focus_lock_filter(control.id, EventFilter::default()));
    }
    hold_arrows(ui, control.id, false);
    if pressed(ui, Key::ArrowDown) || pressed(ui, Key::ArrowUp) {
        Popup::open_id(ui.ctx(), popup);
        ui.memory_mut(|m| m.set_focus_lock_filter(control.id, EventFilter::default()));
    }
}

/// Moves the choice of a group whose options are drawn in this order: the arrows lead from the option with the keyboard to its
/// neighbour, which gets the keyboard. Returns the newly chosen option.
pub fn move_by_arrows(ui: &Ui, options: &[Response]) -> Option<usize> {
    let at = options.iter().position(Response::has_focus).filter(|at| options[*at].enabled())?;
    hold_arrows(ui, options[at].id, true);
    let next = pressed(ui, Key::ArrowDown) || pressed(ui, Key::ArrowRight);
    let before = pressed(ui, Key::ArrowUp) || pressed(ui, Key::ArrowLeft);
    let to = match (next, before) {
        (true, false) => at + 1,
        (false, true) => at.checked_sub(1)?,
        _ => return None,
    };
    options.get(to)?.request_focus();
    Some(to)
}

/// Takes Home and End, and an Enter behind them in the same pass, out of the events of an open list. Returns the option that gets the
/// highlight, and true when Enter takes it.
pub(super) fn jump(ui: &Ui, count: usize) -> Option<(usize, bool)> {
    let mut found = None;
    ui.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Key { key: Key::Home, pressed: true, modifiers, .. } if modifiers.is_none() => {
                found = Some((0, false));
                false
            }
            Event::Key { key: Key::End, pressed: true, modifiers, .. } if modifiers.is_none() => {
                found = Some((count.saturating_sub(1), false));
                false
            }
            Event::Key { key: Key::Enter, pressed: true, .. } => match &mut found {
                Some((_, takes)) => {
                    *takes = true;
                    false
                }
                None => true,
            },
            _ => true,
        });
    });
    found
}

/// Letters typed in an open list.
#[derive(Debug, Clone, Default)]
struct Typed {
    word: String,
    /// Time of the last letter, in seconds.
    at: f64,
    /// The option that they led to.
    to: Option<usize>,
}

/// Takes typed letters and the space out of the events of an open list. Returns the option that gets the highlight: the one that begins
/// with what was typed. The same letter again leads to the next option. Nothing is chosen by typing, not even by the space that would
/// press the highlighted option. `id` names the list, `from` is the option with the highlight when it opened.
pub(super) fn typed(ui: &Ui, id: Id, from: Option<usize>, count: usize, text: impl Fn(usize) -> String) -> Option<usize> {
    let (now, letters) = ui.input_mut(|input| {
        let mut letters = String::new();
        input.events.retain(|event| match event {
            Event::Text(text) => {
                letters.push_str(text);
                false
            }
            Event::Key { key: Key::Space, .. } => false,
            _ => true,
        });
        (input.time, letters)
    });
    if letters.is_empty() {
        return None;
    }
    let key = id.with("typed");
    let mut typed = ui.data(|d| d.get_temp::<Typed>(key)).unwrap_or_default();
    if now - typed.at > PAUSE {
        typed.word.clear();
    }
    typed.word.push_str(&fold(&letters));
    typed.at = now;
    let word = typed.word.trim_start().to_owned();
    let first = word.chars().next()?;
    let is_repeated = word.chars().count() > 1 && word.chars().all(|c| c == first);
    let fits = |start: &str, at: usize| fold(&text(at)).starts_with(start);
    let at = typed.to.or(from).unwrap_or(0);
    let found = if is_repeated || word.chars().count() == 1 {
        let start = first.to_string();
        (at + 1..count).chain(0..(at + 1).min(count)).find(|at| fits(&start, *at))
    } else {
        (0..count).find(|at| fits(&word, *at))
    };
    typed.to = found.or(typed.to);
    ui.data_mut(|d| d.insert_temp(key, typed));
    found
}

/// Forgets the typed letters of a closed list.
pub(super) fn forget_typed(ui: &Ui, id: Id) {
    ui.data_mut(|d| d.remove::<Typed>(id.with("typed")));
}
