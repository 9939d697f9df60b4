//! Comparison of two runs of a project: changed outcomes, changed facts, and each changed test side by side.

use super::frame::Frame;
use super::home::escape;
use super::html;
use super::page_request::{PageRequest, redirect};
use super::runs::result::{self, ResultDetail};
use super::runs::{LinkChoice, address_with, figures, run_of};
use super::texts::{BarSegment, StatusLabel, pieces_of_run, run_errors, status};
use crate::error::{ApiError, ApiResult};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_app::cases::versions::{MarkedWords, words};
use voluptas_app::overview::dashboard::Counts;
use voluptas_app::runs::compare::{self, Listed, Row, RunComparison};
use voluptas_app::runs::context::RunContext;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::{ResultId, TestId};
use voluptas_core::domain::message::Message;
use voluptas_core::domain::outcome::Difference;
use voluptas_core::domain::run::Run;
use voluptas_core::domain::status::ResultStatus;
use voluptas_i18n::Tr;
use voluptas_store::Tx;
use voluptas_store::sizes::SizedRow;

/// Tests of a page.
const PAGE: usize = 50;
/// Runs to choose from.
const CHOICES: usize = 30;
/// Characters of a text whose words are compared.
const MARKED: usize = 4000;

/// One of the two runs.
#[derive(Debug)]
struct ComparedRun {
    number: i64,
    address: String,
    pieces: Vec<BarSegment>,
    rate: String,
    total: String,
    duration: String,
    /// Number of errors outside of tests, in words; blank for none.
    errors: String,
}

/// A cell of the matrix.
#[derive(Debug)]
struct Cell {
    count: String,
    /// `same`, `worse`, `better` or blank.
    class: &'static str,
}

/// A line of the matrix.
#[derive(Debug)]
struct MatrixLine {
    look: StatusLabel,
    cells: Vec<Cell>,
}

/// A fact that differs.
#[derive(Debug)]
struct ChangedFact {
    name: String,
    before: String,
    after: String,
}

/// A test in the list.
#[derive(Debug)]
struct TestLine {
    address: String,
    before: Option<StatusLabel>,
    after: Option<StatusLabel>,
    title: String,
    values: String,
    took_before: String,
    took_after: String,
    is_muted: bool,
    is_here: bool,
}

/// A test side by side.
#[derive(Debug)]
struct Detail {
    title: String,
    values: String,
    full_name: String,
    difference: String,
    case: Option<(String, String)>,
    sides: Vec<DetailSide>,
    previous: Option<String>,
    next: Option<String>,
    steps: Vec<StepPair>,
}

/// One side of a test.
#[derive(Debug)]
struct DetailSide {
    number: i64,
    look: Option<StatusLabel>,
    duration: String,
    address: String,
    message: MarkedWords,
    is_bad: bool,
    /// `del` or `ins`: the class of the words that the other side lacks.
    mark: &'static str,
    pictures: Vec<result::FileLink>,
}

/// A step of both runs.
#[derive(Debug)]
struct StepPair {
    action: String,
    depth: usize,
    before: Option<StatusLabel>,
    after: Option<StatusLabel>,
    took_before: String,
    took_after: String,
    change: String,
    is_bad: bool,
}

/// A choice of a run.
#[derive(Debug)]
struct RunChoice {
    number: i64,
    title: String,
    is_before: bool,
    is_after: bool,
}

#[derive(Template)]
#[template(path = "web/run-compare.html")]
struct ComparePage<'a> {
    frame: &'a Frame,
    tr: Tr,
    code: &'a str,
    sides: [ComparedRun; 2],
    choices: Vec<RunChoice>,
    swap: String,
    rate_change: String,
    is_better: bool,
    is_worse: bool,
    duration_change: String,
    total_change: String,
    columns: Vec<StatusLabel>,
    matrix: Vec<MatrixLine>,
    changed: Vec<ChangedFact>,
    equal: String,
    picks: Vec<DifferencePick>,
    /// Explanation of new failures and new tests, beside a list of one of them.
    rule: String,
    search: String,
    show: String,
    tests: Vec<TestLine>,
    older: Option<String>,
    newer: Option<String>,
    detail: Option<Detail>,
}

/// A kind of difference.
#[derive(Debug)]
struct DifferencePick {
    pick: LinkChoice,
    icon: &'static str,
    class: &'static str,
}

/// `GET /{code}/runs/{number}/compare?with=N`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    let (frame, tr) = (Frame::of(request)?, request.tr);
    let swapped = request.query.get("after").and_then(crate::call::integer);
    if let Some(after) = swapped {
        let with = request.query.get("with").unwrap_or_default();
        return Ok(redirect(&format!("/{}/runs/{after}/compare?with={}", request.code(), escape(with))));
    }
    request.read(|tx| {
        let (project, newer) = run_of(request, tx)?;
        let earlier = || -> ApiResult<Option<i64>> {
            let before = tx.runs().earlier(newer.id)?.first().copied();
            Ok(before.map(|id| tx.runs().get(id)).transpose()?.map(|run| run.number))
        };
        let with = match request.query.get("with") {
            Some(text) => crate::call::integer(text).ok_or_else(|| ApiError::not_found("Run"))?,
            None => earlier()?.unwrap_or(newer.number),
        };
        let older = tx.runs().by_number(project.id, with).map_err(|_| ApiError::not_found("Run"))?;
        let compared = compare::of(tx, older.id, newer.id, Listed::Changed)?;
        let (before, after) = (side(request, tx, &project.code, &older)?, side(request, tx, &project.code, &newer)?);
        let stats = tx.runs().stats(&[older.id, newer.id])?;
        let total = |run: &Run| stats.get(&run.id).map_or(0, |stats| stats.total);
        let [rate_before, rate_after] = compared.pass_rates();
        let change = rate_before.zip(rate_after);
        let took = |run: &Run| run.end_ms.and_then(|_| figures::duration(run, request.now));
        let more = total(&newer) - total(&older);
        let (changed, equal) = around(tr, tx, &older, &newer)?;
        let (columns, matrix) = matrix(tr, &compared);
        let difference = wanted(request, &compared);
        let search = request.query.get("q").unwrap_or_default().to_owned();
        let needle = fold(&search);
        let fits = |row: &&Row| {
            difference.is_none_or(|wanted| row.difference == wanted)
                && (needle.is_empty()
                    || fold(&row.title).contains(&needle)
                    || row.message.as_deref().is_some_and(|text| fold(text).contains(&needle)))
        };
        let rows: Vec<&Row> = compared.rows.iter().filter(fits).collect();
        let chosen = request.query.get("test").and_then(crate::call::integer).map(TestId);
        let at = chosen.and_then(|test| rows.iter().position(|row| row.test == test));
        let page_of_chosen = at.map_or(0, |at| at / PAGE);
        let page = request
            .query
            .get("page")
            .and_then(crate::call::integer)
            .and_then(|n| usize::try_from(n).ok())
            .map_or(page_of_chosen, |n| n.saturating_sub(1));
        let shown_at = at.or((!rows.is_empty()).then_some(page * PAGE)).filter(|at| *at < rows.len());
        let link = |row: &Row| address_with(request, &[("test", &row.test.0.to_string()), ("page", "")]);
        let detail = match shown_at {
            Some(at) => {
                let neighbours = [at.checked_sub(1).and_then(|at| rows.get(at)), rows.get(at + 1)];
                Some(detail(request, tx, [&older, &newer], rows[at], neighbours.map(|row| row.map(|row| link(row))))?)
            }
            None => None,
        };
        let tests = rows.iter().enumerate().skip(page * PAGE).take(PAGE).map(|(i, row)| {
            let took = |ms: Option<i64>| ms.map(|ms| tr.duration(ms)).unwrap_or_default();
            TestLine {
                address: link(row),
                before: row.status_before().map(|one| status(tr, one)),
                after: row.status_after().map(|one| status(tr, one)),
                title: row.title.clone(),
                values: row.values.clone(),
                took_before: took(row.duration_before_ms),
                took_after: took(row.duration_after_ms),
                is_muted: row.is_muted,
                is_here: Some(i) == shown_at,
            }
        });
        let choices = tx.runs().latest(project.id, CHOICES)?;
        let choice = |run: &Run| RunChoice {
            number: run.number,
            title: run.content.title.clone(),
            is_before: run.id == older.id,
            is_after: run.id == newer.id,
        };
        let mut choices: Vec<RunChoice> = choices.iter().map(choice).collect();
        for run in [&older, &newer] {
            if choices.iter().all(|one| one.number != run.number) {
                choices.push(choice(run));
            }
        }
        let of_page = |n: usize| address_with(request, &[("page", &(n + 1).to_string()), ("test", "")]);
        let shown = ComparePage {
            frame: &frame,
            tr,
            code: &project.code,
            swap: format!("/{}/runs/{}/compare?with={}", project.code, older.number, newer.number),
            rate_change: change.map(|(before, after)| tr.rate_change(before, after)).unwrap_or_default(),
            is_better: change.is_some_and(|(before, after)| after > before),
            is_worse: change.is_some_and(|(before, after)| after < before),
            duration_change: took(&older)
                .zip(took(&newer))
                .map(|(before, after)| tr.duration_change(after - before))
                .unwrap_or_default(),
            total_change: format!("{}{}", if more > 0 { "+" } else { "" }, tr.number(more)),
            sides: [before, after],
            choices,
            columns,
            matrix,
            changed,
            equal,
            picks: picks(request, &compared, difference),
            rule: match difference {
                Some(Difference::NewFailure | Difference::Appeared) => {
                    tr.message(&Message::new("web-runs-compare-ages").count("run", older.number))
                }
                _ => String::new(),
            },
            show: request.query.get("show").unwrap_or_default().to_owned(),
            search,
            tests: tests.collect(),
            older: (rows.len() > (page + 1) * PAGE).then(|| of_page(page + 1)),
            newer: page.checked_sub(1).map(of_page),
            detail,
        };
        Ok(html(StatusCode::OK, &shown))
    })
}

/// The difference of the address, otherwise the first one that there is.
fn wanted(request: &PageRequest, compared: &RunComparison) -> Option<Difference> {
    match request.query.get("show") {
        Some("all") => None,
        Some(word) => word.parse().ok(),
        None => SHOWN.into_iter().find(|difference| compared.counts.get(difference).is_some_and(|n| *n > 0)),
    }
}

/// The differences, those that need a look first.
const SHOWN: [Difference; 10] = [
    Difference::NewFailure,
    Difference::Fixed,
    Difference::StillFailing,
    Difference::MessageChanged,
    Difference::Appeared,
    Difference::Gone,
    Difference::Slower,
    Difference::Faster,
    Difference::Untested,
    Difference::Other,
];

/// Key of the word of a difference.
fn word(difference: Difference) -> String {
    format!("difference-{}", difference.as_str().replace('_', "-"))
}

fn picks(request: &PageRequest, compared: &RunComparison, here: Option<Difference>) -> Vec<DifferencePick> {
    let tr = request.tr;
    let look = |difference: Difference| match difference {
        Difference::NewFailure => ("failed", "failed"),
        Difference::Fixed => ("passed", "passed"),
        Difference::StillFailing => ("failed", ""),
        Difference::MessageChanged => ("comment", ""),
        Difference::Appeared => ("plus", ""),
        Difference::Gone => ("minus", ""),
        Difference::Slower | Difference::Faster => ("clock", ""),
        _ => ("untested", ""),
    };
    let number = |n: usize| tr.number(i64::try_from(n).unwrap_or(i64::MAX));
    let pick = |word: &str, text: &str, n: usize, is_here: bool| LinkChoice {
        address: address_with(request, &[("show", word), ("test", ""), ("page", "")]),
        word: tr.text(text).into_owned(),
        count: number(n),
        is_here,
    };
    let counted = SHOWN.into_iter().filter_map(|difference| {
        let n = compared.counts.get(&difference).copied().filter(|n| *n > 0)?;
        let (icon, class) = look(difference);
        Some(DifferencePick { pick: pick(difference.as_str(), &word(difference), n, here == Some(difference)), icon, class })
    });
    let mut all: Vec<DifferencePick> = counted.collect();
    if all.len() > 1 {
        all.push(DifferencePick {
            pick: pick("all", "compare-all", compared.rows.len(), here.is_none()),
            icon: "swap",
            class: "",
        });
    }
    all
}

fn side(request: &PageRequest, tx: &Tx<'_>, code: &str, run: &Run) -> ApiResult<ComparedRun> {
    let tr = request.tr;
    let stats = tx.runs().stats(&[run.id])?.remove(&run.id).unwrap_or_default();
    let counts = Counts::of(&stats);
    Ok(ComparedRun {
        number: run.number,
        address: format!("/{code}/runs/{}", run.number),
        pieces: pieces_of_run(tr, &counts, stats.errors),
        errors: run_errors(tr, stats.errors),
        rate: counts.pass_rate().map(|rate| tr.rate(rate)).unwrap_or_default(),
        total: tr.number(counts.total().cast_signed()),
        duration: run.end_ms.and_then(|_| figures::duration(run, request.now)).map(|ms| tr.duration(ms)).unwrap_or_default(),
    })
}

/// The statuses of the matrix that occur, and the numbers of tests that went from one to the other.
fn matrix(tr: Tr, compared: &RunComparison) -> (Vec<StatusLabel>, Vec<MatrixLine>) {
    const ORDER: [&str; 7] = ["passed", "failed", "broken", "blocked", "invalid", "skipped", "untested"];
    let has = |word: &str, is_before: bool| {
        compared.matrix.keys().any(|(before, after)| if is_before { before } else { after } == word)
    };
    let mut own: BTreeSet<&str> = compared.matrix.keys().flat_map(|(before, after)| [before.as_str(), after.as_str()]).collect();
    let mut order: Vec<&str> = ORDER.into_iter().filter(|word| own.remove(word)).collect();
    own.remove("");
    order.extend(own);
    let before: Vec<&str> = order.iter().copied().filter(|word| has(word, true)).chain(has("", true).then_some("")).collect();
    let after: Vec<&str> = order.iter().copied().filter(|word| has(word, false)).chain(has("", false).then_some("")).collect();
    let look = |word: &str, missing: &str, icon: &'static str| {
        if word.is_empty() {
            StatusLabel { class: icon, word: tr.text(missing).into_owned() }
        } else {
            status(tr, &ResultStatus::parse(word))
        }
    };
    let cell = |from: &str, to: &str| {
        let n = compared.matrix.get(&(from.to_owned(), to.to_owned())).copied().unwrap_or(0);
        let is_bad = |word: &str| matches!(word, "failed" | "broken");
        let class = match n {
            0 => "",
            _ if from == to => "same",
            _ if is_bad(to) && !is_bad(from) => "worse",
            _ if is_bad(from) && to == "passed" => "better",
            _ => "",
        };
        Cell { count: if n == 0 { "·".to_owned() } else { tr.number(i64::try_from(n).unwrap_or(i64::MAX)) }, class }
    };
    let line = |from: &&str| MatrixLine {
        look: look(from, "compare-appeared", "plus"),
        cells: after.iter().map(|to| cell(from, to)).collect(),
    };
    (after.iter().map(|word| look(word, "compare-gone", "minus")).collect(), before.iter().map(line).collect())
}

/// Facts of the runs that differ, such as environment and build, and the number of equal facts in words.
fn around(tr: Tr, tx: &Tx<'_>, older: &Run, newer: &Run) -> ApiResult<(Vec<ChangedFact>, String)> {
    let facts = |run: &Run| -> ApiResult<Vec<(String, String)>> {
        let context = RunContext::read(tx, run)?;
        let mut all = Vec::new();
        let own = [
            ("report-environment", context.environment.clone()),
            ("report-milestone", context.milestone.clone()),
            ("report-configurations", Some(context.configurations.join(", "))),
            ("report-tags", Some(context.tags.join(", "))),
            ("report-build", context.facts.build.clone()),
        ];
        all.extend(
            own.into_iter()
                .filter_map(|(key, value)| Some((tr.text(key).into_owned(), value.filter(|value| !value.is_empty())?))),
        );
        all.extend(context.facts.environment);
        Ok(all)
    };
    let (before, after) = (facts(older)?, facts(newer)?);
    let (mut changed, mut equal) = (Vec::new(), 0_usize);
    let of_after: BTreeMap<&str, &str> = after.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let of_before: BTreeMap<&str, &str> = before.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let names = before.iter().chain(after.iter().filter(|(name, _)| !of_before.contains_key(name.as_str())));
    for (name, _) in names {
        let [was, is] = [&of_before, &of_after].map(|side| side.get(name.as_str()).copied().unwrap_or_default().to_owned());
        if was == is {
            equal += 1;
        } else {
            changed.push(ChangedFact { name: name.clone(), before: was, after: is });
        }
    }
    let words = if equal == 0 { String::new() } else { tr.message(&Message::new("web-runs-equal").count("n", equal)) };
    Ok((changed, words))
}

fn detail(request: &PageRequest, tx: &Tx<'_>, runs: [&Run; 2], row: &Row, neighbours: [Option<String>; 2]) -> ApiResult<Detail> {
    let tr = request.tr;
    let read = |id: Option<ResultId>| -> ApiResult<Option<(ResultDetail, String)>> {
        let Some(id) = id else { return Ok(None) };
        let mut found = None;
        crate::rows::in_parts(tx, &request.app.rows, SizedRow::Result, &[id.0], |_| {
            found = Some(tx.results().get(id)?);
            Ok(())
        })?;
        Ok(found.map(|one| (result::shown(request, &one, String::new(), false), one.hash)))
    };
    let sides = [read(row.before.as_ref().map(|(id, _)| *id))?, read(row.after.as_ref().map(|(id, _)| *id))?];
    let text = |side: &Option<(ResultDetail, String)>| {
        let message = side.as_ref().map(|(shown, _)| shown.message.clone()).unwrap_or_default();
        message.chars().take(MARKED).collect::<String>()
    };
    let (before, after) = (text(&sides[0]), text(&sides[1]));
    // Beside nothing every word is another one.
    let is_paired = !before.is_empty() && !after.is_empty();
    let plain = |text: String| if text.is_empty() { Vec::new() } else { vec![(text, false)] };
    let (before, after) = if is_paired { words(&before, &after) } else { (plain(before), plain(after)) };
    let statuses = [row.status_before(), row.status_after()];
    let mut shown = Vec::new();
    for (i, message) in [before, after].into_iter().enumerate() {
        let one = sides[i].as_ref();
        shown.push(DetailSide {
            number: runs[i].number,
            look: statuses[i].map(|one| status(tr, one)),
            duration: one.map(|(shown, _)| shown.duration.clone()).unwrap_or_default(),
            address: one
                .map(|(_, hash)| format!("/{}/runs/{}/results/{}", request.code(), runs[i].number, escape(hash)))
                .unwrap_or_default(),
            message,
            is_bad: one.is_some_and(|(shown, _)| shown.is_bad),
            mark: if i == 0 { "del" } else { "ins" },
            pictures: Vec::new(),
        });
    }
    let steps = steps(tr, tx, row, &sides)?;
    let [before, after] = sides;
    for (side, one) in shown.iter_mut().zip([before, after]) {
        if let Some((one, _)) = one {
            side.pictures = one.files.into_iter().filter(|file| file.is_picture).take(1).collect();
        }
    }
    let case = match row.case {
        Some(id) => {
            let number = tx.case_numbers(&[id])?.remove(&id);
            number.map(|number| (format!("{}-{number}", request.code()), format!("/{}/cases/{number}", request.code())))
        }
        None => None,
    };
    let [previous, next] = neighbours;
    Ok(Detail {
        title: row.title.clone(),
        values: row.values.clone(),
        full_name: row.full_name.clone().unwrap_or_default(),
        difference: tr.text(&word(row.difference)).into_owned(),
        case,
        sides: shown,
        previous,
        next,
        steps,
    })
}

/// Steps of both results by their actions, in the order of the newer one, those that it lacks behind.
fn steps(tr: Tr, tx: &Tx<'_>, row: &Row, sides: &[Option<(ResultDetail, String)>; 2]) -> ApiResult<Vec<StepPair>> {
    let durations = |id: Option<ResultId>| -> ApiResult<Vec<Option<i64>>> {
        let Some(id) = id else { return Ok(Vec::new()) };
        let mut all = Vec::new();
        fn add(steps: &[voluptas_core::domain::result::ResultStep], to: &mut Vec<Option<i64>>) {
            for step in steps {
                to.push(step.duration_ms);
                add(&step.steps, to);
            }
        }
        add(&tx.results().get(id)?.content.steps, &mut all);
        Ok(all)
    };
    let took = [durations(row.before.as_ref().map(|(id, _)| *id))?, durations(row.after.as_ref().map(|(id, _)| *id))?];
    let lines = |at: usize| sides[at].as_ref().map_or(&[][..], |(shown, _)| &shown.steps);
    let (older, newer) = (lines(0), lines(1));
    let mut used = BTreeSet::new();
    let words = |ms: Option<i64>| ms.map(|ms| tr.exact_duration(ms)).unwrap_or_default();
    let mut pairs = Vec::new();
    for (at, step) in newer.iter().enumerate() {
        let twin =
            (0..older.len()).find(|i| !used.contains(i) && older[*i].action == step.action && older[*i].depth == step.depth);
        used.extend(twin);
        let (ms_before, ms_after) = (twin.and_then(|i| took[0].get(i).copied().flatten()), took[1].get(at).copied().flatten());
        pairs.push(StepPair {
            action: step.action.clone(),
            depth: step.depth,
            before: twin.map(|i| older[i].look.clone()),
            after: Some(step.look.clone()),
            took_before: words(ms_before),
            took_after: words(ms_after),
            change: ms_before.zip(ms_after).map(|(before, after)| tr.duration_change(after - before)).unwrap_or_default(),
            is_bad: step.is_bad,
        });
    }
    for (at, step) in older.iter().enumerate().filter(|(at, _)| !used.contains(at)) {
        pairs.push(StepPair {
            action: step.action.clone(),
            depth: step.depth,
            before: Some(step.look.clone()),
            after: None,
            took_before: words(took[0].get(at).copied().flatten()),
            took_after: String::new(),
            change: String::new(),
            is_bad: false,
        });
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator as _;
    use voluptas_i18n::Lang;

    #[test]
    fn every_difference_but_unchanged_has_a_word_and_a_place() {
        for difference in Difference::iter().filter(|one| *one != Difference::Unchanged) {
            assert!(SHOWN.contains(&difference) && Tr::new(Lang::Ru).has(&word(difference)), "{difference:?}");
        }
    }
}
