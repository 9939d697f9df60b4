//! The choice between two values of a field that two people changed. The differences of both are shown.

use eframe::egui::{CornerRadius, Frame, Margin, Stroke, Ui};
use serde_json::Value;

use super::field_names::field_name;
use super::session::Session;
use crate::model::history;
use crate::model::white_space::{look_alike, visible};
use crate::view::View;
use voluptas_app::cases::edit::{CaseForm, CaseSheet, FormField, SharedSteps};
use voluptas_core::domain::case::Step;
use voluptas_core::domain::field::{self, CaseField};
use voluptas_store::Source;
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::{Button, text};

/// Characters that are shown of a value.
const VALUE: usize = 160;
/// Characters that are shown before the first difference of long values.
const BEFORE: usize = 40;

/// Draws the choices, as long as there is one.
pub fn ask(ui: &mut Ui, session: &mut Session, view: &View<'_>) {
    if session.conflicts().is_empty() {
        return;
    }
    let p = Palette::of(ui);
    let now = ui.input(|i| i.time);
    let mut settled = None;
    Frame::new()
        .fill(p.tint(p.broken))
        .stroke(Stroke::new(size::LINE, p.broken))
        .corner_radius(CornerRadius::same(radius::CARD))
        .inner_margin(Margin::same(space::M as i8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                text::icon(ui, icons::CONFLICT, p.broken);
                text::strong(ui, &told(session, view));
            });
            text::paragraph(ui, &view.text("writing-changed-elsewhere-more"), Type::Body, p.text_secondary);
            for field in session.conflicts() {
                let name = field_name(*field, view);
                let ([mine, theirs], is_alike) = shown(*field, &session.draft, session.stored(), &session.sheet, view);
                if is_alike {
                    text::label(ui, &format!("{name} · {}", view.text("writing-only-spaces")));
                } else {
                    text::label(ui, &name);
                }
                for (is_mine, words, key) in [(true, mine, "writing-mine"), (false, theirs, "writing-theirs")] {
                    ui.horizontal(|ui| {
                        let button = view.text(key);
                        let response = Button::secondary(&button).small().min_width(120.0).show(ui);
                        if response.on_hover_text(format!("{name}: {button}")).clicked() {
                            settled = Some((*field, is_mine));
                        }
                        text::paragraph(ui, &words, Type::Body, p.text);
                    });
                }
            }
        });
    if let Some((field, mine)) = settled {
        session.resolve(field, mine, now);
    }
}

/// The sentence above the choices, with the author of the change where the history of the case knows the name.
fn told(session: &Session, view: &View<'_>) -> String {
    let by = session.sheet.changed_by.as_ref();
    // A restored version, or another window of the same person.
    let by_me = by.is_some_and(|(who, source)| *source == Source::Window && who.as_deref() == Some(view.me));
    let who = by.and_then(|(who, source)| history::author(view.tr, who.as_deref(), *source));
    match who {
        _ if by_me => view.text("writing-changed-by-me").into_owned(),
        Some(who) => view.tr.fmt("writing-changed-elsewhere-by", &[("who", who.into())]),
        None => view.text("writing-changed-elsewhere").into_owned(),
    }
}

/// The values of a field in two forms, each in one line, with their differences. Returns true for values that look alike: their
/// white space is then shown by signs.
fn shown(field: FormField, mine: &CaseForm, theirs: &CaseForm, sheet: &CaseSheet, view: &View<'_>) -> ([String; 2], bool) {
    let (values, is_alike) = match field {
        FormField::Of(CaseField::Steps) => {
            let lines = [mine, theirs].map(|form| {
                let mut lines = Vec::new();
                step_lines(&form.content.steps, "", &sheet.shared, view, &mut lines);
                lines
            });
            let lines = differing(&lines);
            let [a, b] = lines.map(|lines| lines.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join("\n"));
            let is_alike = look_alike(&a, &b);
            let words = |words: &str| if is_alike { in_one_line(words) } else { words.to_owned() };
            let line = |lines: &[(String, String)]| lines.iter().map(|(n, w)| format!("{n}. {}", words(w))).collect::<Vec<_>>();
            (lines.map(|lines| line(lines).join("  ")), is_alike)
        }
        _ => {
            let values = [mine, theirs].map(|form| value(field, form, sheet, view));
            let is_alike = look_alike(&values[0], &values[1]);
            (values.map(|words| if is_alike { in_one_line(&words) } else { words }), is_alike)
        }
    };
    let blank = view.text("writing-blank");
    let lines = cut(&values.map(|words| words.split_whitespace().collect::<Vec<_>>().join(" ")));
    (lines.map(|line| if line.is_empty() { blank.clone().into_owned() } else { line }), is_alike)
}

/// A text with visible white space in one line.
fn in_one_line(text: &str) -> String {
    visible(text).replace('\n', "¶ ")
}

/// The value of a field other than the steps.
fn value(field: FormField, form: &CaseForm, sheet: &CaseSheet, view: &View<'_>) -> String {
    match field {
        FormField::Functions => {
            let titles = form.functions.iter().filter_map(|id| view.registry.get(*id)).map(|row| row.title().to_owned());
            titles.collect::<Vec<_>>().join(", ")
        }
        FormField::Milestone => {
            let milestone = sheet.milestones.iter().find(|milestone| Some(milestone.id) == form.milestone);
            milestone.map(|milestone| milestone.title.clone()).unwrap_or_default()
        }
        FormField::FurtherSuites => {
            let paths = form.further.iter().map(|suite| view.cases.suite_path(*suite));
            paths.collect::<Vec<_>>().join(", ")
        }
        FormField::Of(CaseField::Suite) => form.suite.and_then(|s| view.cases.suite(s)).unwrap_or_default().to_owned(),
        FormField::Of(CaseField::CustomFields) => {
            let all = form.content.custom_fields.iter();
            let all = all.map(|(title, value)| format!("{title}: {}", view.cases.field_text(title, value, view.tr)));
            all.collect::<Vec<_>>().join(", ")
        }
        FormField::Of(field) => match field::value_of(&form.content, field) {
            Value::String(text) => crate::model::words::value_name(view.tr, &text).into_owned(),
            Value::Bool(on) => view.text(if on { "writing-yes" } else { "writing-no" }).into_owned(),
            Value::Object(all) => all.iter().map(|(k, v)| format!("{k}: {}", plain(v))).collect::<Vec<_>>().join(", "),
            other => plain(&other),
        },
    }
}

/// Texts of a JSON value: the name of a file, `name: values` of a parameter, title and address of a link.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(all) => match all.get("filename") {
            Some(name) => plain(name),
            None => {
                let told = all.iter().filter(|(key, _)| !matches!(key.as_str(), "type" | "shared_id"));
                told.map(|(_, value)| plain(value)).filter(|words| !words.is_empty()).collect::<Vec<_>>().join(": ")
            }
        },
        other => other.to_string(),
    }
}

/// Adds steps, each with its number and everything that it has in one line, nested ones after their parent.
fn step_lines(steps: &[Step], parent: &str, shared: &[SharedSteps], view: &View<'_>, out: &mut Vec<(String, String)>) {
    for (i, step) in steps.iter().enumerate() {
        let number = if parent.is_empty() { (i + 1).to_string() } else { format!("{parent}.{}", i + 1) };
        let known = step.shared.as_ref().and_then(|hash| shared.iter().find(|s| s.hash == *hash));
        let mut parts = vec![known.map_or_else(|| step.action.clone(), |shared| shared.title.clone())];
        let files = step.attachments.iter().map(|file| file.filename.as_str()).collect::<Vec<_>>().join(", ");
        let named = [
            ("writing-data", step.data.as_deref()),
            ("gui-case-expected-result", step.expected.as_deref()),
            ("gui-case-attachments", Some(files.as_str())),
        ];
        let named = named.into_iter().filter_map(|(key, words)| Some((key, words.filter(|w| !w.trim().is_empty())?)));
        parts.extend(named.map(|(key, words)| format!("{}: {words}", view.text(key))));
        parts.retain(|part| !part.trim().is_empty());
        out.push((number.clone(), parts.join(" · ")));
        // The steps of a shared step are the same wherever it stands.
        if step.shared.is_none() {
            step_lines(&step.steps, &number, shared, view, out);
        }
    }
}

/// The lines of both without those that both begin and end with. Where one has no further line, the line beside the place stays in both.
fn differing(lines: &[Vec<(String, String)>; 2]) -> [&[(String, String)]; 2] {
    let [a, b] = lines;
    let mut start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let rest = a.len().min(b.len()) - start;
    let mut end = a.iter().rev().zip(b.iter().rev()).take(rest).take_while(|(a, b)| a.1 == b.1).count();
    if start + end == a.len().min(b.len()) {
        if start > 0 {
            start -= 1;
        } else {
            end = end.saturating_sub(1);
        }
    }
    [&a[start..a.len() - end], &b[start..b.len() - end]]
}

/// Cuts two lines to the shown length. Long lines begin shortly before their first difference.
fn cut(lines: &[String; 2]) -> [String; 2] {
    let [a, b] = lines.each_ref().map(|line| line.chars().collect::<Vec<char>>());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let is_far = a.len().max(b.len()) > VALUE && same > VALUE / 2;
    let start = if is_far { same.saturating_sub(BEFORE) } else { 0 };
    [a, b].map(|line| {
        let words: String = line.iter().skip(start).take(VALUE).collect();
        let before = if start > 0 { "…" } else { "" };
        let after = if line.len() > start + VALUE { "…" } else { "" };
        format!("{before}{}{after}", words.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::{VALUE, cut, differing};

    #[test]
    fn long_values_are_shown_from_their_difference_on() {
        let same = "The cart is open. ".repeat(30);
        let [mine, theirs] = cut(&[format!("{same}Pay"), format!("{same}Leave it")]);
        assert!(mine.starts_with('…') && mine.ends_with("Pay") && theirs.ends_with("Leave it"), "{mine} / {theirs}");
        let [mine, theirs] = cut(&[format!("A {same}"), format!("B {same}")]);
        assert!(mine.starts_with("A The") && theirs.starts_with("B The") && mine.chars().count() <= VALUE + 1, "{mine}");
        assert_eq!(cut(&["a".into(), String::new()]), ["a", ""]);
    }

    #[test]
    fn steps_that_are_the_same_are_left_out() {
        let lines =
            |words: &[&str]| words.iter().enumerate().map(|(i, w)| ((i + 1).to_string(), (*w).to_owned())).collect::<Vec<_>>();
        let shown = |a: &[&str], b: &[&str]| {
            let all = [lines(a), lines(b)];
            differing(&all).map(|lines| lines.iter().map(|(n, w)| format!("{n}{w}")).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(shown(&["a", "b", "c"], &["a", "x", "c"]), ["2b", "2x"]);
        assert_eq!(shown(&["a", "b"], &["a", "b", "c"]), ["2b", "2b 3c"]);
        assert_eq!(shown(&["b"], &["a", "b"]), ["1b", "1a 2b"]);
        assert_eq!(shown(&[], &["a"]), ["", "1a"]);
        assert_eq!(shown(&["a", "a"], &["a", "a", "a"]), ["2a", "2a 3a"]);
    }
}
