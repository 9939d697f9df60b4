//! Words about versions of a case: the rows in which two of them differ, and the changes of one.

use super::compared::ComparedRow;
use crate::model::white_space::{look_alike, visible};
use crate::model::words;
use crate::view::View;
use crate::views::case::field_name;
use voluptas_app::cases;
use voluptas_app::cases::edit::FormField;
use voluptas_app::cases::versions::{CaseVersion, Difference, StepChange, StepPart, StepPlace};
use voluptas_core::domain::case::{CaseContent, Step};
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::ids::SuiteId;
use voluptas_core::domain::review::ReviewState;

/// Names of fields that a row of the list shows.
const NAMES: usize = 2;

/// The rows in which a version differs from an older one, or from nothing; with `whole` also those in which it does not.
pub(super) fn compared(old: Option<&CaseVersion>, new: &CaseVersion, whole: bool, view: &View<'_>) -> Vec<ComparedRow> {
    let named = |difference: &Difference, value: &Option<String>| {
        let value = value.clone().unwrap_or_default();
        let is_word = matches!(
            difference.field,
            FormField::Of(
                CaseField::Severity
                    | CaseField::Priority
                    | CaseField::Kind
                    | CaseField::Layer
                    | CaseField::Behavior
                    | CaseField::Automation
                    | CaseField::Status
            )
        );
        if let Some(title) = difference.custom.as_ref().filter(|_| !value.is_empty()) {
            return view.cases.field_text(title, &value, view.tr);
        }
        match (difference.field, value.as_str()) {
            (FormField::Of(CaseField::IsFlaky), "true") => view.text("writing-yes").into_owned(),
            (FormField::Of(CaseField::IsFlaky), "false") => view.text("writing-no").into_owned(),
            _ if is_word => words::value_name(view.tr, &value).into_owned(),
            _ => value,
        }
    };
    let row = |difference: Difference| {
        let [old, new] = match &difference.step {
            Some(place) => step_texts(&place.steps, view),
            None => [&difference.old, &difference.new].map(|value| named(&difference, value)),
        };
        let is_alike = look_alike(&old, &new);
        let shown = |words: String| if is_alike { visible(&words) } else { words };
        let (old, new) = cases::versions::words(&shown(old), &shown(new));
        let name = match (&difference.step, &difference.custom) {
            (Some(step), _) => step_name(step, difference.new.is_none(), view),
            (None, Some(title)) => title.clone(),
            (None, None) => field_name(difference.field, view),
        };
        let name = if is_alike { format!("{name} · {}", view.text("writing-only-spaces")) } else { name };
        let (has_old, has_new) = (difference.old.is_some(), difference.new.is_some());
        let from = difference.step.as_ref().and_then(|step| step.from.as_deref());
        let old_name = from.map(|from| view.tr.fmt("writing-step", &[("n", from.into())]));
        let number = difference.step.as_ref().map(|step| step.number.clone());
        let is_plain = difference.step.as_ref().is_some_and(|step| step.from.is_none() && !step.is_shared) && !is_alike;
        ComparedRow { name, old_name, number, is_plain, field: Some(difference.field), has_old, has_new, old, new }
    };
    let blank = CaseContent::default();
    let rows_of = if whole { cases::versions::side_by_side } else { cases::versions::compare };
    let mut rows = rows_of(old.map_or(&blank, |v| &v.content), &new.content);
    if let Some(old) = old {
        rows.extend(around_compared(old, new, whole, view));
    } else if !new.functions.is_empty() {
        let (old, new) = (Some(String::new()), Some(functions(new, view)));
        rows.push(Difference { field: FormField::Functions, step: None, custom: None, old, new });
    }
    // Before its creation a case had no values: those that it would have got by default were not taken from it.
    let nothing = |difference: Difference| match (old, &difference.old) {
        (None, Some(_)) => Difference { old: Some(String::new()), ..difference },
        _ => difference,
    };
    let mut rows: Vec<ComparedRow> = rows.into_iter().map(nothing).map(row).collect();
    if let Some(old) = old.filter(|old| old.review != new.review) {
        let (old, new) = cases::versions::words(&review_words(old, view), &review_words(new, view));
        let name = view.text("review-column").into_owned();
        rows.push(ComparedRow {
            name,
            old_name: None,
            number: None,
            is_plain: false,
            field: None,
            has_old: true,
            has_new: true,
            old,
            new,
        });
    }
    rows.sort_by_key(ComparedRow::section);
    rows
}

/// The texts of a step in two versions. Where it has more than an action, each part has its name before it.
fn step_texts(steps: &[Option<Step>; 2], view: &View<'_>) -> [String; 2] {
    let more = |step: &Step| {
        let files = step.attachments.iter().map(|file| file.filename.as_str()).collect::<Vec<_>>().join(", ");
        let parts = [
            ("writing-data", step.data.clone()),
            ("window-case-expected", step.expected.clone()),
            ("gui-case-attachments", Some(files)),
        ];
        let filled = |(key, text): (&'static str, Option<String>)| Some((key, text.filter(|text| !text.is_empty())?));
        parts.into_iter().filter_map(filled).collect::<Vec<_>>()
    };
    let has_parts = steps.iter().flatten().any(|step| !more(step).is_empty());
    [&steps[0], &steps[1]].map(|step| {
        let Some(step) = step else { return String::new() };
        if !has_parts {
            return step.action.clone();
        }
        let action = Some(("writing-action", step.action.clone())).filter(|(_, action)| !action.is_empty());
        let lines = action.into_iter().chain(more(step)).map(|(key, text)| format!("{}: {text}", view.text(key)));
        lines.collect::<Vec<_>>().join("\n")
    })
}

/// Number of a step, with the place from which it moved, or the note that it is a shared one. The number of a deleted step is that
/// of the older version, where another step may have it now.
fn step_name(step: &StepPlace, is_deleted: bool, view: &View<'_>) -> String {
    let number = step.number.as_str();
    match &step.from {
        None if is_deleted => view.tr.fmt("writing-step-former", &[("n", number.into())]),
        Some(from) => view.tr.fmt("writing-step-moved", &[("n", number.into()), ("from", from.as_str().into())]),
        None if step.is_shared => view.tr.fmt("writing-step-shared", &[("n", number.into())]),
        None => view.tr.fmt("writing-step", &[("n", number.into())]),
    }
}

/// State of a version's review, with the person who set it.
fn review_words(version: &CaseVersion, view: &View<'_>) -> String {
    let Some(review) = &version.review else { return view.text("review-none").into_owned() };
    let state = view.text(words::review_key(Some((review.state, false))));
    if review.by.is_empty() { state.into_owned() } else { format!("{state} · {}", review.by) }
}

/// The differences in suites, with their paths, and in functions and the milestone, with their titles; with `whole` also the
/// equal ones.
fn around_compared(old: &CaseVersion, new: &CaseVersion, whole: bool, view: &View<'_>) -> Vec<Difference> {
    let path = |id: SuiteId| {
        let path = view.cases.suite_path(id);
        if path.is_empty() { view.text("writing-suite-gone").into_owned() } else { path }
    };
    let home = |version: &CaseVersion| version.suite.map_or_else(|| view.text("writing-no-suite").into_owned(), path);
    let further = |version: &CaseVersion| version.further.iter().map(|id| path(*id)).collect::<Vec<_>>().join("\n");
    let mut rows = Vec::new();
    if whole || old.suite != new.suite {
        let field = FormField::Of(CaseField::Suite);
        rows.push(Difference { field, step: None, custom: None, old: Some(home(old)), new: Some(home(new)) });
    }
    if old.further != new.further || (whole && !old.further.is_empty()) {
        let field = FormField::FurtherSuites;
        rows.push(Difference { field, step: None, custom: None, old: Some(further(old)), new: Some(further(new)) });
    }
    if old.functions != new.functions || (whole && !old.functions.is_empty()) {
        let [old, new] = [old, new].map(|version| Some(functions(version, view)));
        rows.push(Difference { field: FormField::Functions, step: None, custom: None, old, new });
    }
    if old.milestone != new.milestone || (whole && old.milestone.is_some()) {
        let title = |version: &CaseVersion| match view.cases.milestone(version.milestone) {
            "" if version.milestone.is_some() => Some(view.text("writing-milestone-gone").into_owned()),
            title => Some(title.to_owned()),
        };
        let (old, new) = (title(old), title(new));
        rows.push(Difference { field: FormField::Milestone, step: None, custom: None, old, new });
    }
    rows
}

/// Titles of the functions of a version, one in a line.
fn functions(version: &CaseVersion, view: &View<'_>) -> String {
    version
        .functions
        .iter()
        .filter_map(|id| view.registry.get(*id))
        .map(|row| row.title().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Sentences about changes of the review, of the links and of the place in the trash, which the name of a field does not tell.
fn deeds(before: &CaseVersion, version: &CaseVersion, view: &View<'_>) -> Vec<String> {
    let mut all = Vec::new();
    if before.is_deleted != version.is_deleted {
        let key = if version.is_deleted { "writing-version-trashed" } else { "writing-version-restored" };
        all.push(view.text(key).into_owned());
    }
    match &version.review {
        review if *review == before.review => {}
        None => all.push(view.text("writing-version-review-ended").into_owned()),
        Some(review) if review.state == ReviewState::InReview => all.push(view.text("writing-version-sent").into_owned()),
        Some(review) => {
            let by = if review.by.is_empty() { view.text("review-somebody").into_owned() } else { review.by.clone() };
            all.push(view.tr.fmt("writing-version-approved", &[("by", by.into())]));
        }
    }
    for change in cases::versions::link_changes(&before.content.links, &version.content.links) {
        let (key, link) = match (&change.old, &change.new) {
            (None, Some(new)) => ("writing-version-link-added", new),
            (Some(old), None) => ("writing-version-link-removed", old),
            (_, Some(link)) => ("writing-version-link-changed", link),
            (None, None) => continue,
        };
        all.push(view.tr.fmt(key, &[("link", link.name().into())]));
    }
    all
}

/// Sentences about steps that moved, if nothing else changed in the steps.
fn moved_steps(before: &CaseVersion, version: &CaseVersion, view: &View<'_>) -> Vec<String> {
    let changes = cases::versions::step_changes(&before.content.steps, &version.content.steps);
    if changes.iter().any(|change| change.part != StepPart::Moved) {
        return Vec::new();
    }
    let sentence = |change: &StepChange| {
        let places = [("from", change.old.as_str().into()), ("to", change.new.as_str().into())];
        view.tr.fmt("window-history-step-moved", &places)
    };
    changes.iter().map(sentence).collect()
}

/// Name of a version: its number, or that it is a draft.
pub(super) fn version_name(version: &CaseVersion, view: &View<'_>) -> String {
    match version.is_draft() {
        true => view.text("writing-draft").into_owned(),
        false => view.tr.fmt("writing-version", &[("n", (version.number as i64).into())]),
    }
}

/// Description of a version: its sentences, or the names of the fields in which it differs from the one before it.
pub(super) fn summary(all: &[CaseVersion], at: usize, view: &View<'_>) -> String {
    let Some((version, before)) = all.get(at).zip(all.get(at + 1)) else {
        let is_first = all.get(at).is_some_and(|v| v.number == 1);
        return if is_first { view.text("writing-version-created").into_owned() } else { String::new() };
    };
    let mut rows = cases::versions::compare(&before.content, &version.content);
    rows.extend(around_compared(before, version, false, view));
    let mut fields: Vec<(FormField, Option<String>)> = rows.into_iter().map(|row| (row.field, row.custom)).collect();
    fields.dedup();
    let mut words = deeds(before, version, view);
    let moved = moved_steps(before, version, view);
    fields.retain(|(field, _)| moved.is_empty() || *field != FormField::Of(CaseField::Steps));
    // The links are named one by one.
    fields.retain(|(field, _)| words.is_empty() || *field != FormField::Of(CaseField::Links));
    words.extend(moved);
    if !fields.is_empty() {
        let named = fields.into_iter().map(|(field, custom)| custom.unwrap_or_else(|| field_name(field, view)));
        words.push(names(&named.collect::<Vec<_>>(), NAMES, view));
    }
    let words = if words.is_empty() { view.text("writing-version-same").into_owned() } else { words.join(", ") };
    // A step of the history repeats the words of the edit that it takes back.
    let step = match version.operation.name.as_str() {
        "undo" => "gui-cmd-undo",
        "redo" => "gui-cmd-redo",
        "restore_version" => "writing-version-restoring",
        _ => return words,
    };
    format!("{}: {words}", view.text(step))
}

/// The first `shown` names, with the number of the others.
fn names(all: &[String], shown: usize, view: &View<'_>) -> String {
    let more = all.len().saturating_sub(shown);
    let more = (more > 0).then(|| view.tr.fmt("writing-and-more", &[("n", (more as i64).into())]));
    all.iter().take(shown).cloned().chain(more).collect::<Vec<_>>().join(", ")
}
