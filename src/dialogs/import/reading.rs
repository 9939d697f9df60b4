//! Choices for reading a table: encoding, delimiter, sheet, and the line of the column names.

use eframe::egui::{Align, Layout, Ui, vec2};

use crate::view::View;
use voluptas_formats::{Charset, ReadOptions, TableInfo};
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{combo, paint, reading, text};

/// Encodings to choose from where the detected one is wrong.
const ENCODINGS: [&str; 5] = ["utf-8", "utf-16le", "windows-1251", "koi8-r", "cp866"];
/// Delimiters to choose from, with the keys of their names.
const DELIMITERS: [(u8, &str); 4] = [
    (b',', "files-delimiter-comma"),
    (b';', "files-delimiter-semicolon"),
    (b'\t', "files-delimiter-tab"),
    (b'|', "files-delimiter-pipe"),
];
/// Length of a line in the list of lines, in characters.
const LINE: usize = 48;

/// Draws the choices that a file offers: with `look`, the shape of its table. `used` is the name of the encoding in use. True when one
/// of them changed.
pub(super) fn choices(
    ui: &mut Ui,
    view: &View<'_>,
    look: Option<&TableInfo>,
    used: &str,
    options: &mut ReadOptions,
    width: f32,
) -> bool {
    let Some(look) = look else { return encoding(ui, view, used, options, width) };
    // The right one of two choices is a number.
    let wide = ((width - space::S) * 0.6).floor();
    let narrow = width - space::S - wide;
    if look.sheet.is_some() {
        return beside(ui, [wide, narrow], |ui, right| match right {
            false => sheet(ui, view, look, options, wide),
            true => header_row(ui, view, look, options, narrow),
        });
    }
    let is_changed = encoding(ui, view, used, options, width);
    ui.add_space(space::XS);
    is_changed
        | beside(ui, [wide, narrow], |ui, right| match right {
            false => delimiter(ui, view, look, options, wide),
            true => header_row(ui, view, look, options, narrow),
        })
}

/// Draws two choices side by side. The second argument of `add` is true for the right one.
fn beside(ui: &mut Ui, widths: [f32; 2], mut add: impl FnMut(&mut Ui, bool) -> bool) -> bool {
    let mut is_changed = false;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        for (right, width) in [false, true].into_iter().zip(widths) {
            ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| is_changed |= add(ui, right));
        }
    });
    is_changed
}

fn encoding(ui: &mut Ui, view: &View<'_>, used: &str, options: &mut ReadOptions, width: f32) -> bool {
    let mut values: Vec<Charset> = ENCODINGS.iter().filter_map(|e| Charset::for_label(e)).collect();
    let used = Charset::for_label(used);
    for more in [options.encoding, used].into_iter().flatten() {
        if !values.contains(&more) {
            values.push(more);
        }
    }
    let names: Vec<String> = values.iter().map(|e| e.name().to_owned()).collect();
    let at = used.and_then(|used| values.iter().position(|v| *v == used));
    let picked = choice(ui, view, "files-encoding", options.encoding.is_none(), at, names, width);
    picked.map(|i| options.encoding = i.and_then(|i| values.get(i).copied())).is_some()
}

fn delimiter(ui: &mut Ui, view: &View<'_>, look: &TableInfo, options: &mut ReadOptions, width: f32) -> bool {
    let mut values: Vec<u8> = DELIMITERS.iter().map(|(d, _)| *d).collect();
    let used = look.delimiter.and_then(|c| u8::try_from(c).ok());
    for more in [options.delimiter, used].into_iter().flatten() {
        if !values.contains(&more) {
            values.push(more);
        }
    }
    let name = |d: &u8| match DELIMITERS.iter().find(|(known, _)| known == d) {
        Some((_, key)) => view.text(key).into_owned(),
        None => char::from(*d).to_string(),
    };
    let names = values.iter().map(name).collect();
    let at = used.and_then(|used| values.iter().position(|v| *v == used));
    let picked = choice(ui, view, "files-delimiter", options.delimiter.is_none(), at, names, width);
    picked.map(|i| options.delimiter = i.and_then(|i| values.get(i).copied())).is_some()
}

fn sheet(ui: &mut Ui, view: &View<'_>, look: &TableInfo, options: &mut ReadOptions, width: f32) -> bool {
    let at = look.sheet.as_ref().and_then(|sheet| look.sheets.iter().position(|s| s == sheet));
    let picked = choice(ui, view, "files-sheet", options.sheet.is_none(), at, look.sheets.clone(), width);
    picked.map(|i| options.sheet = i.and_then(|i| look.sheets.get(i).cloned())).is_some()
}

fn header_row(ui: &mut Ui, view: &View<'_>, look: &TableInfo, options: &mut ReadOptions, width: f32) -> bool {
    let mut lines: Vec<(u64, &str)> = look.first_lines.iter().map(|(line, words)| (*line, words.as_str())).collect();
    let is_there = look.header_row > 0;
    if is_there && lines.iter().all(|(line, _)| *line != look.header_row) {
        lines.push((look.header_row, ""));
    }
    let name = |(line, words): &(u64, &str)| {
        let short: String = words.chars().take(LINE).collect();
        if short.is_empty() { line.to_string() } else { format!("{line} · {short}") }
    };
    let mut names: Vec<String> = lines.iter().map(name).collect();
    names.push(view.text("files-no-header-row").into_owned());
    let at = if is_there { lines.iter().position(|(line, _)| *line == look.header_row) } else { Some(lines.len()) };
    let is_detected = options.header_row.is_none() && !options.no_header_row;
    let Some(picked) = choice(ui, view, "files-header-row", is_detected, at, names, width) else { return false };
    options.header_row = picked.and_then(|i| lines.get(i).map(|(line, _)| *line));
    options.no_header_row = picked == Some(lines.len());
    true
}

/// Draws a label and a list whose first line lets the program decide. `at` is the value in use. Gives the index of the picked value;
/// `Some(None)` for the first line.
fn choice(
    ui: &mut Ui,
    view: &View<'_>,
    key: &str,
    is_detected: bool,
    at: Option<usize>,
    values: Vec<String>,
    width: f32,
) -> Option<Option<usize>> {
    let label = view.text(key);
    ui.scope(|ui| {
        // As low as a label, and as high as the icon: labels side by side stay level.
        ui.spacing_mut().interact_size.y = size::ICON;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            text::label(ui, &label);
            if is_detected {
                let p = Palette::of(ui);
                let detected = view.text("files-detected");
                let short = view.text("files-detected-short");
                let words = paint::galley(ui, &short, Type::LabelMedium, p.passed);
                let room = ui.available_width();
                // Where both do not fit side by side, the check mark alone says it.
                if words.size().x + size::ICON + space::XS <= room {
                    reading::from_right(ui, |ui| {
                        text::line(ui, &short, Type::LabelMedium, p.passed);
                        text::named_icon(ui, icons::CHECK, p.passed, &detected);
                    });
                } else {
                    text::named_icon(ui, icons::CHECK, p.passed, &detected);
                }
            }
        });
    });
    let mut options = vec![view.text("files-detect").into_owned()];
    options.extend(values);
    combo(ui, &label, "", at.map(|i| i + 1), &options, width).map(|i| i.checked_sub(1))
}
