//! Steps as one Gherkin text: the keywords in colour, and the way from and to classic steps.

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Color32, FontId};

use voluptas_core::domain::case::{AttachmentRef, Step};
use voluptas_formats::cases::gherkin_keyword;
use voluptas_i18n::{Lang, Tr};

/// Lays a text out with its keywords, tags, comments and placeholders in colour.
pub fn layout(text: &str, width: f32, font: &FontId, plain: Color32, keyword: Color32, quiet: Color32) -> LayoutJob {
    let mut job = LayoutJob::default();
    job.wrap.max_width = width;
    let format = |colour| TextFormat::simple(font.clone(), colour);
    for line in text.split_inclusive('\n') {
        let body = line.trim_start();
        let indent = line.len() - body.len();
        job.append(&line[..indent], 0.0, format(plain));
        if body.starts_with(['#', '@']) {
            job.append(body, 0.0, format(quiet));
            continue;
        }
        let head = gherkin_keyword(body.trim_end()).map_or(0, |(_, length)| length);
        job.append(&body[..head], 0.0, format(keyword));
        job.append(&body[head..], 0.0, format(plain));
    }
    job
}

/// One Gherkin text of classic steps: actions are `When`, expected results `Then`. Russian steps get the Russian keywords.
pub fn from_steps(steps: &[Step]) -> Vec<Step> {
    let is_russian = steps.iter().any(|step| step.action.contains(|c| matches!(c, 'а'..='я' | 'А'..='Я')));
    let tr = Tr::new(if is_russian { Lang::Ru } else { Lang::En });
    let lines = lines(steps, [&*tr.text("writing-gherkin-when"), &*tr.text("writing-gherkin-then")]);
    let attachments = files(steps);
    if lines.is_empty() && attachments.is_empty() {
        return Vec::new();
    }
    vec![Step { action: lines.join("\n"), attachments, ..Step::default() }]
}

/// The files of steps and of those inside them, each once.
fn files(steps: &[Step]) -> Vec<AttachmentRef> {
    let mut found: Vec<AttachmentRef> = Vec::new();
    for file in steps.iter().flat_map(|step| step.attachments.iter().cloned().chain(files(&step.steps))) {
        if !found.contains(&file) {
            found.push(file);
        }
    }
    found
}

fn lines(steps: &[Step], [when, then]: [&str; 2]) -> Vec<String> {
    let mut lines = Vec::new();
    for step in steps {
        let one = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let action = one(&step.action);
        if !action.is_empty() {
            let data = step.data.as_deref().map(one).filter(|d| !d.is_empty()).map_or(String::new(), |d| format!(" \"{d}\""));
            lines.push(format!("{when} {action}{data}"));
        }
        if let Some(expected) = &step.expected {
            lines.push(format!("{then} {}", one(expected)));
        }
        lines.extend(self::lines(&step.steps, [when, then]));
    }
    lines
}

/// Classic steps of a Gherkin text: a line each, with the result of `Then` as the expected result of the step above. The first one gets
/// the files of the text.
pub fn to_steps(steps: &[Step]) -> Vec<Step> {
    let mut made: Vec<Step> = Vec::new();
    for line in steps.iter().flat_map(|s| s.action.lines()).map(str::trim).filter(|l| !l.is_empty()) {
        let (kind, rest) = gherkin_keyword(line).map_or(("", line), |(kind, length)| (kind, line[length..].trim()));
        match made.last_mut() {
            Some(step) if kind == "then" && step.expected.is_none() => step.expected = Some(rest.to_owned()),
            _ => {
                // A heading keeps its word, which says what it is.
                let action = if matches!(kind, "given" | "when" | "then" | "and" | "but") { rest } else { line };
                made.push(Step { action: action.to_owned(), ..Step::default() });
            }
        }
    }
    let attachments = files(steps);
    match made.first_mut() {
        Some(first) => first.attachments = attachments,
        None if !attachments.is_empty() => made.push(Step { attachments, ..Step::default() }),
        None => {}
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classic_steps_become_gherkin_and_come_back() {
        let step =
            |action: &str, expected: &str| Step { action: action.into(), expected: Some(expected.into()), ..Step::default() };
        let classic = [step("open the cart", "two items"), step("pay", "a receipt")];
        let gherkin = from_steps(&classic);
        assert_eq!(gherkin[0].action, "When open the cart\nThen two items\nWhen pay\nThen a receipt");
        assert_eq!(to_steps(&gherkin), classic);
        let russian = [step("открыть корзину", "два товара")];
        let gherkin = from_steps(&russian);
        assert_eq!(gherkin[0].action, "Когда открыть корзину\nТогда два товара");
        assert_eq!(to_steps(&gherkin), russian);
    }

    #[test]
    fn the_files_of_steps_go_along_both_ways() {
        let file = |name: &str| AttachmentRef { filename: name.to_owned(), ..AttachmentRef::default() };
        let with = |action: &str, files: &[&str]| Step {
            action: action.into(),
            attachments: files.iter().map(|f| file(f)).collect(),
            ..Step::default()
        };
        let inside = with("look", &["b", "c"]);
        let classic = [with("open", &["a", "b"]), Step { steps: vec![inside], ..with("pay", &[]) }];
        let gherkin = from_steps(&classic);
        assert_eq!(gherkin[0].attachments, ["a", "b", "c"].map(file));
        assert_eq!(to_steps(&gherkin)[0].attachments, ["a", "b", "c"].map(file));
        assert_eq!(to_steps(&from_steps(&[with("", &["a"])])), [with("", &["a"])]);
    }

    #[test]
    fn keywords_have_a_colour_of_their_own() {
        let job = layout("  When I pay\n# why", 100.0, &FontId::default(), Color32::BLACK, Color32::RED, Color32::GRAY);
        let parts: Vec<_> =
            job.sections.iter().map(|s| (&job.text[s.byte_range.start.0..s.byte_range.end.0], s.format.color)).collect();
        assert!(parts.contains(&("When", Color32::RED)) && parts.contains(&("# why", Color32::GRAY)), "{parts:?}");
    }
}
