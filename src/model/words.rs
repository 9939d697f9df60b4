//! Words of the domain for the screen: types, statuses, dictionary values. Unknown values are shown as they are stored.

use std::borrow::Cow;

use eframe::egui::Color32;

use super::run_row::RunRow;
use voluptas_core::domain::Message;
use voluptas_core::domain::function::FunctionType;
use voluptas_core::domain::message::Arg;
use voluptas_core::domain::review::ReviewState;
use voluptas_core::domain::run::RunState;
use voluptas_core::domain::status::ResultStatus;
use voluptas_i18n::Tr;
use voluptas_store::history::Operation;
use voluptas_store::shards::ShardCount;
use voluptas_ui::theme::{Icon, Palette, icons};
use voluptas_ui::widgets::{Coverage, StatusClass};

/// The icon of a type.
pub fn type_icon(kind: FunctionType) -> Icon {
    match kind {
        FunctionType::Module => icons::MODULE,
        FunctionType::Epic => icons::EPIC,
        FunctionType::Feature => icons::FEATURE,
        FunctionType::Story => icons::STORY,
        FunctionType::Page => icons::PAGE,
        FunctionType::Element => icons::ELEMENT,
        FunctionType::Service => icons::SERVICE,
    }
}

/// The number of muted tests that a number of new failures leaves out; blank without any.
pub fn muted_apart(tr: Tr, muted: usize) -> String {
    if muted == 0 {
        return String::new();
    }
    tr.message(&Message::new("new-failures-muted").count("n", muted))
}

/// Icon of a priority with its colour.
pub fn priority_icon(p: &Palette, slug: &str) -> Option<(Icon, Color32)> {
    match slug {
        "high" => Some((icons::PRIORITY_HIGH, p.failed)),
        "medium" => Some((icons::PRIORITY_MEDIUM, p.broken)),
        "low" => Some((icons::PRIORITY_LOW, p.in_progress)),
        _ => None,
    }
}

/// Icon of a severity with its colour; the middle one has none.
pub fn severity_icon(p: &Palette, slug: &str) -> Option<(Icon, Color32)> {
    match slug {
        "blocker" => Some((icons::BLOCKED, p.failed)),
        "critical" => Some((icons::PRIORITY_HIGH, p.failed)),
        "major" => Some((icons::SORT_UP, p.broken)),
        "minor" => Some((icons::SORT_DOWN, p.in_progress)),
        "trivial" => Some((icons::PRIORITY_LOW, p.text_faint)),
        _ => None,
    }
}

/// The name of a type.
pub fn type_name(tr: Tr, kind: FunctionType) -> Cow<'static, str> {
    tr.text(match kind {
        FunctionType::Module => "gui-type-module",
        FunctionType::Epic => "gui-type-epic",
        FunctionType::Feature => "gui-type-feature",
        FunctionType::Story => "gui-type-story",
        FunctionType::Page => "gui-type-page",
        FunctionType::Element => "gui-type-element",
        FunctionType::Service => "gui-type-service",
    })
}

/// The word of a look.
pub fn class_name(tr: Tr, look: StatusClass) -> Cow<'static, str> {
    tr.text(look_key(look))
}

/// The word of a look beside a number of results: in Russian another one than beside a single result.
pub fn look_count_name(tr: Tr, look: StatusClass) -> Cow<'static, str> {
    tr.text(match look {
        StatusClass::Passed => "report-status-passed",
        StatusClass::Failed => "report-status-failed",
        StatusClass::Broken => "report-status-broken",
        StatusClass::Blocked => "report-status-blocked",
        StatusClass::Skipped => "report-status-skipped",
        StatusClass::Invalid => "report-status-invalid",
        StatusClass::InProgress => "report-status-in-progress",
        StatusClass::Untested => "report-status-untested",
    })
}

/// Key of the word of a look.
pub fn look_key(look: StatusClass) -> &'static str {
    match look {
        StatusClass::Passed => "gui-status-passed",
        StatusClass::Failed => "gui-status-failed",
        StatusClass::Broken => "gui-status-broken",
        StatusClass::Blocked => "gui-status-blocked",
        StatusClass::Skipped => "gui-status-skipped",
        StatusClass::Invalid => "gui-status-invalid",
        StatusClass::InProgress => "gui-status-in-progress",
        StatusClass::Untested => "gui-status-untested",
    }
}

/// The meaning of a coverage dot.
pub fn dot_name(tr: Tr, dot: Coverage) -> Cow<'static, str> {
    tr.text(match dot {
        Coverage::Passing => "window-legend-passing",
        Coverage::Failing => "window-legend-failing",
        Coverage::NotRun => "window-legend-not-run",
        Coverage::Uncovered => "window-legend-uncovered",
    })
}

/// The shards of a run: `2 of 4 shards`, or `2 shards` for a run without a known number, which a person closes.
pub fn shards(tr: Tr, count: ShardCount) -> String {
    match count.expected {
        Some(expected) => tr.fmt("run-shards-of", &[("received", count.received.into()), ("expected", expected.into())]),
        None => tr.fmt("run-shards", &[("received", count.received.into())]),
    }
}

/// The state of a run in a word: that it goes on or was ended early, otherwise how its tests ended.
pub fn run_state(tr: Tr, row: &RunRow) -> Cow<'static, str> {
    if let (RunState::Active, Some(count)) = (row.run.state, row.shards) {
        return Cow::Owned(tr.fmt("run-state-shards", &[("shards", shards(tr, count).into())]));
    }
    tr.text(match (row.run.state, row.look()) {
        (RunState::Active, _) => "run-state-running",
        (RunState::Aborted, _) => "run-state-aborted",
        (RunState::Complete, StatusClass::Passed) => "run-state-passed",
        (RunState::Complete, StatusClass::Failed) => "run-state-failed",
        (RunState::Complete, StatusClass::Broken) => "run-state-broken",
        (RunState::Complete, _) => "run-state-complete",
    })
}

/// `Errors outside of tests: 3`.
pub fn run_errors(tr: Tr, errors: u64) -> String {
    format!("{}: {}", tr.text("run-errors"), tr.number(i64::try_from(errors).unwrap_or(i64::MAX)))
}

/// The word of a status; a workspace's own status by its slug.
pub fn status_name(tr: Tr, status: Option<&ResultStatus>) -> Cow<'static, str> {
    match status {
        Some(ResultStatus::Custom(slug)) => Cow::Owned(slug.clone()),
        other => class_name(tr, super::rollup::class_of(other)),
    }
}

/// A value of a dictionary or an enumeration of Qase in the language of the screen: the text of `gui-value-<slug>`, else as it
/// is.
pub fn value_name(tr: Tr, value: &str) -> Cow<'static, str> {
    let slug: String = value
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect::<String>()
        .trim_matches('-')
        .to_owned();
    let key = format!("gui-value-{slug}");
    if !slug.is_empty() && tr.has(&key) { tr.text(&key) } else { Cow::Owned(value.to_owned()) }
}

/// An operation as it reads after "Undo": "edit shop.cart". The history's own words where there are no others.
pub fn operation_subject(tr: Tr, operation: &Operation) -> String {
    let fallback = || operation.name.replace('_', " ");
    if let Some(root) = &operation.root {
        let key = if root.is_undone { "window-step-revert-of" } else { "window-step-redo-of" };
        return tr.fmt(key, &[("what", operation_subject(tr, &root.edit).into())]);
    }
    let Some(label) = &operation.label else {
        let key = format!("window-step-{}", operation.name.replace('_', "-"));
        return if tr.has(&key) { tr.text(&key).into_owned() } else { fallback() };
    };
    let subject = Message { key: label.key.replacen("history-", "window-step-", 1), ..label.clone() };
    match (tr.has(&subject.key), tr.has(&label.key)) {
        (true, _) => tr.message(&subject),
        (false, true) => tr.message(label),
        (false, false) => fallback(),
    }
}

/// An edit that was taken back, or done again: "Undone: edit shop.cart".
pub fn taken_back(tr: Tr, edit: &Operation, is_undone: bool) -> String {
    format!("{}: {}", tr.text(if is_undone { "gui-undone" } else { "gui-redone" }), operation_subject(tr, edit))
}

/// An operation as a sentence: "Edited shop.cart".
pub fn operation_done(tr: Tr, operation: &Operation) -> String {
    match &operation.label {
        Some(label) if tr.has(&label.key) => tr.message(label),
        _ => operation_subject(tr, operation),
    }
}

/// Number of letters that a name keeps at least when [`message_within`] shortens it.
const SHORTEST_NAME: usize = 6;

/// Words of a message for a narrow place. Shortens the longest name in them until `fits` is true, at most to [`SHORTEST_NAME`] letters, so
/// that the words around it stay readable.
pub fn message_within(tr: Tr, message: &Message, fits: impl Fn(&str) -> bool) -> String {
    let whole = tr.message(message);
    let length = |arg: &Arg| if let Arg::Text(text) = arg { text.chars().count() } else { 0 };
    let lengths = message.args.iter().map(|(_, arg)| length(arg)).enumerate();
    let Some((place, longest)) = lengths.max_by_key(|(_, length)| *length).filter(|(_, length)| *length > SHORTEST_NAME) else {
        return whole;
    };
    if fits(&whole) {
        return whole;
    }
    let with = |kept: usize| {
        let mut short = message.clone();
        if let Some((_, Arg::Text(text))) = short.args.get_mut(place) {
            let head: String = text.chars().take(kept).collect();
            *text = format!("{}…", head.trim_end());
        }
        tr.message(&short)
    };
    // The longest beginning that fits, by halves.
    let (mut kept, mut too_long) = (SHORTEST_NAME, longest);
    while too_long - kept > 1 {
        let middle = kept.midpoint(too_long);
        if fits(&with(middle)) { kept = middle } else { too_long = middle }
    }
    with(kept)
}

/// Words of [`operation_done`], shortened like those of [`message_within`].
pub fn operation_done_within(tr: Tr, operation: &Operation, fits: impl Fn(&str) -> bool) -> String {
    match &operation.label {
        Some(label) if tr.has(&label.key) => message_within(tr, label, fits),
        _ => operation_subject(tr, operation),
    }
}

/// Number of cases of a suite: those that have their home in it, and those that it only shows: `12 +2`.
pub fn case_count(tr: Tr, own: i64, linked: i64) -> String {
    let own = tr.number(own);
    if linked == 0 { own } else { format!("{own} +{}", tr.number(linked)) }
}

/// Explanation of [`case_count`] for a suite that shows cases of others.
pub fn case_count_note(tr: Tr, own: i64, linked: i64) -> Option<String> {
    (linked > 0).then(|| tr.fmt("cases-count-linked", &[("own", own.into()), ("linked", linked.into())]))
}

/// Icon, colour and key of the words for the state of a review. The flag is true for a case that changed after its approval.
pub fn review_look(p: &Palette, review: Option<(ReviewState, bool)>) -> (Icon, Color32, &'static str) {
    let (icon, colour) = match review {
        None => (icons::EDIT, p.text_secondary),
        Some((ReviewState::InReview, _)) => (icons::REVIEW, p.accent),
        Some((ReviewState::Approved, false)) => (icons::DONE_ALL, p.passed),
        Some((ReviewState::Approved, true)) => (icons::WARNING, p.broken),
    };
    (icon, colour, review_key(review))
}

/// Key of the words for the state of a review.
pub fn review_key(review: Option<(ReviewState, bool)>) -> &'static str {
    match review {
        None => "review-none",
        Some((ReviewState::InReview, _)) => "review-in-review",
        Some((ReviewState::Approved, false)) => "review-approved",
        Some((ReviewState::Approved, true)) => "review-outdated",
    }
}

/// A text with a small first letter, for the middle of a sentence.
pub fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_i18n::{AREAS, Lang};

    /// The options of Qase's system fields of a case, without those whose slug is a word of its own in both languages.
    const OPTIONS: &str = "undefined blocker critical major normal minor trivial high medium low other functional smoke regression \
                           security usability performance acceptance compatibility integration exploratory unknown unit positive \
                           negative destructive actual draft deprecated is-not-automated to-be-automated automated";

    #[test]
    fn every_option_of_a_case_has_a_russian_name() {
        let tr = Tr::new(Lang::Ru);
        let latin = |option: &&str| value_name(tr, option).chars().any(|c| c.is_ascii_alphabetic());
        let found: Vec<_> = OPTIONS.split_whitespace().filter(latin).collect();
        assert!(found.is_empty(), "not translated: {found:?}");
    }

    #[test]
    fn every_step_of_the_history_reads_well_after_undo() {
        let keys = AREAS.iter().flat_map(|area| area.en.lines()).filter_map(|line| line.split_once(" =")).map(|(key, _)| key);
        let steps: Vec<&str> = keys.filter_map(|key| key.strip_prefix("history-")).collect();
        assert!(steps.len() > 40, "{steps:?}");
        let bare: Vec<&&str> = steps.iter().filter(|step| !Tr::new(Lang::En).has(&format!("window-step-{step}"))).collect();
        assert!(bare.is_empty(), "without words after \"Undo\": {bare:?}");
    }

    #[test]
    fn a_narrow_place_shortens_the_name_and_keeps_what_was_done() {
        let title = "A product is found by its full name in all languages of the shop";
        let message = Message::new("history-set-result").with("title", title).with("status", "failed");
        let tr = Tr::new(Lang::Ru);
        let within = |room: usize| message_within(tr, &message, |words| words.chars().count() <= room);
        assert_eq!(within(200), tr.message(&message));
        let short = within(40);
        assert!(short.starts_with("«A product is found") && short.ends_with("…»: провален"), "{short}");
        assert_eq!(short.chars().count(), 40, "no room is left over: {short}");
        assert_eq!(within(5), "«A prod…»: провален", "as short as it gets");
        let plain = Message::new("history-ingest");
        assert_eq!(message_within(tr, &plain, |_| false), tr.message(&plain));
    }

    #[test]
    fn unset_options_read_alike() {
        for lang in [Lang::En, Lang::Ru] {
            let tr = Tr::new(lang);
            assert_eq!(value_name(tr, "unknown"), value_name(tr, "undefined"));
        }
    }
}
