//! The runs of the left panel: those that go on first, then finished ones, of which several of one series stand below a head.
//!
//! A line is named by a [`RunListKey`], since the head of a series is no run.

use rustc_hash::FxHashMap;

use super::run_row::{RunRow, pass_words};
use super::words;
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::run::{RunState, series_name};
use voluptas_i18n::Tr;
use voluptas_ui::widgets::{StatusClass, TreeItem};

/// The item of a line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunListKey {
    Run(RunId),
    /// The head of a series: a number made of the name that its runs share, the same after each start.
    Series(i64),
}

impl RunListKey {
    /// The key in the tree: positive for a run, negative for a series.
    #[must_use]
    pub fn key(self) -> i64 {
        match self {
            Self::Run(id) => id.0,
            Self::Series(number) => -number,
        }
    }

    /// The item of a key.
    #[must_use]
    pub fn from_key(key: i64) -> Self {
        if key < 0 { Self::Series(key.saturating_neg()) } else { Self::Run(RunId(key)) }
    }

    /// The run of a line; `None` for a head.
    #[must_use]
    pub fn run(self) -> Option<RunId> {
        match self {
            Self::Run(id) => Some(id),
            Self::Series(_) => None,
        }
    }

    fn of_series(name: &str) -> Self {
        let hash = blake3::hash(name.as_bytes());
        let number = hash.as_bytes().first_chunk().map_or(0, |bytes| i64::from_le_bytes(*bytes));
        Self::Series((number & i64::MAX).max(1))
    }
}

/// The lines of runs, which come newest first.
pub(super) fn items(rows: &[&RunRow], tr: Tr) -> Vec<TreeItem> {
    let (open, finished): (Vec<&RunRow>, Vec<&RunRow>) = rows.iter().partition(|row| row.run.state == RunState::Active);
    let mut titles: FxHashMap<&str, usize> = FxHashMap::default();
    for row in &open {
        *titles.entry(row.run.content.title.as_str()).or_default() += 1;
    }
    let mut items: Vec<TreeItem> = open
        .iter()
        .map(|row| {
            // Runs of one name are told apart by their numbers.
            let is_alone = titles.get(row.run.content.title.as_str()).is_none_or(|n| *n < 2);
            let number = if is_alone { String::new() } else { format!("#{} ", row.run.number) };
            line(row, 0, row.run.content.title.as_str(), &number, tr)
        })
        .collect();
    let mut series: Vec<Vec<&RunRow>> = Vec::new();
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    for row in finished {
        let at = *places.entry(row.series.as_str()).or_insert(series.len());
        match series.get_mut(at) {
            Some(known) => known.push(row),
            None => series.push(vec![row]),
        }
    }
    for runs in series {
        let (Some(newest), true) = (runs.first(), runs.len() > 1) else {
            items.extend(runs.iter().map(|row| line(row, 0, row.run.content.title.as_str(), "", tr)));
            continue;
        };
        let title = series_name(runs.iter().map(|row| row.run.content.title.as_str()));
        items.push(TreeItem {
            key: RunListKey::of_series(&newest.series).key(),
            title: title.as_str().into(),
            also: tr.fmt("run-series-runs", &[("n", i64::try_from(runs.len()).unwrap_or(i64::MAX).into())]).into(),
            strong: true,
            look: Some(newest.look()),
            right: passed_share(newest, tr).into(),
            right_short: pass_words(&newest.looks, tr).into(),
            note: tr.text("rate-of-newest-run").into(),
            ..TreeItem::default()
        });
        items.extend(runs.iter().map(|row| {
            let own = row.run.content.title.as_str();
            if own == title {
                line(row, 1, &format!("#{} · {}", row.run.number, tr.date(row.began_ms())), "", tr)
            } else {
                line(row, 1, own, &format!("#{} ", row.run.number), tr)
            }
        }));
    }
    items
}

/// The state of a run and the share of passed tests: `Failed · 64.7 % passed`. Side by side, word and figure would say that 64.7 %
/// failed.
fn passed_share(row: &RunRow, tr: Tr) -> String {
    let share = pass_words(&row.looks, tr);
    match (row.run.state, row.look()) {
        (RunState::Complete, StatusClass::Passed) => format!("{} {share}", words::run_state(tr, row)),
        _ => tr.fmt("run-state-share", &[("state", words::run_state(tr, row).as_ref().into()), ("rate", share.into())]),
    }
}

fn line(row: &RunRow, depth: u16, title: &str, number: &str, tr: Tr) -> TreeItem {
    let own = row.run.content.title.as_str();
    let mut note = String::new();
    let mut long = None;
    let figure = match row.total() {
        0 => String::new(),
        // Of a run by hand that goes on, people want to know how far it is.
        total if row.run.is_executed_by_hand() => {
            let count = |n: u64| tr.number(i64::try_from(n).unwrap_or(i64::MAX));
            format!("{}/{}", count(row.done()), count(total))
        }
        _ => {
            let share = passed_share(row, tr);
            // Below the head of a series, which says what the figures are, the words are told on hover and aloud.
            let said = if depth > 0 { format!("{share}. ") } else { String::new() };
            note = said + &tr.text("rate-of-run");
            long = Some(share);
            pass_words(&row.looks, tr)
        }
    };
    let code = format!("{} #{}", row.project, row.run.number);
    TreeItem {
        key: RunListKey::Run(row.run.id).key(),
        depth,
        title: title.into(),
        // The filter finds a run by its title also where the head of its series has it.
        also: if own == title { code.into() } else { format!("{own} · {code}").into() },
        look: Some(row.look()),
        right: match long {
            Some(_) if depth > 0 => format!("{number}{figure}").into(),
            Some(share) => format!("{number}{share}").into(),
            None => format!("{number}{} {figure}", words::run_state(tr, row)).trim_end().into(),
        },
        // The icon says the state, too.
        right_short: format!("{number}{figure}").trim_end().into(),
        note: note.into(),
        ..TreeItem::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RunsModel;
    use std::collections::BTreeMap;
    use voluptas_core::domain::ids::ProjectId;
    use voluptas_core::domain::run::{Run, RunContent};
    use voluptas_i18n::Lang;

    fn run(id: i64, title: &str, state: RunState) -> (Run, String) {
        let content = RunContent { title: title.into(), ..RunContent::default() };
        let run = Run {
            id: RunId(id),
            project_id: ProjectId(1),
            number: id,
            content,
            state,
            public_hash: None,
            start_ms: Some(id * 86_400_000),
            end_ms: None,
            created_ms: 0,
            source: "manual".into(),
        };
        (run, "SHOP".into())
    }

    fn lines(runs: &[(&str, RunState)]) -> Vec<(i64, u16, String)> {
        let runs = (1..).zip(runs).map(|(id, (title, state))| run(id, title, *state)).collect();
        let model = RunsModel::build(runs, &BTreeMap::new(), Some("SHOP"), Tr::new(Lang::En), 1);
        model.tree.items().map(|item| (item.key.max(-1), item.depth, item.title.to_string())).collect()
    }

    #[test]
    fn finished_runs_of_a_series_stand_below_a_head() {
        use RunState::{Active, Complete};
        let all = lines(&[
            ("Nightly 1", Complete),
            ("Release", Complete),
            ("Nightly 2", Complete),
            ("Smoke", Complete),
            ("By hand", Active),
            ("smoke", Complete),
            ("Nightly 3", Active),
        ]);
        let of = |key: i64, depth: u16, title: &str| (key, depth, title.to_owned());
        // The day depends on the time zone.
        let without_day =
            |(key, depth, title): (i64, u16, String)| (key, depth, title.split(" · ").next().unwrap_or("").to_owned());
        assert_eq!(
            all.into_iter().map(without_day).collect::<Vec<_>>(),
            [
                of(7, 0, "Nightly 3"),
                of(5, 0, "By hand"),
                of(-1, 0, "smoke"),
                of(6, 1, "#6"),
                of(4, 1, "Smoke"),
                of(-1, 0, "Nightly"),
                of(3, 1, "Nightly 2"),
                of(1, 1, "Nightly 1"),
                of(2, 0, "Release"),
            ]
        );
    }

    #[test]
    fn a_series_is_named_by_what_its_titles_share() {
        use RunState::Complete;
        assert_eq!(lines(&[("1 of CI", Complete), ("2 of CI", Complete)])[0].2, "… of CI");
        assert_eq!(lines(&[("Ночной 1", Complete), ("Ночной 12", Complete)])[0].2, "Ночной");
    }

    #[test]
    fn the_run_before_is_of_the_series_and_environment_first() {
        use RunState::{Active, Complete};
        let titles = [
            ("Smoke 1", Some(2), Complete),
            ("Night 1", Some(1), Complete),
            ("Night 2", Some(1), Complete),
            ("Smoke 2", Some(2), Complete),
            ("Night 3", Some(1), Active),
            ("Night 4", Some(1), Complete),
            ("Smoke 3", Some(1), Complete),
            ("Night 5", None, Complete),
        ];
        let runs = (1..).zip(titles).map(|(id, (title, environment, state))| {
            let (mut run, project) = run(id, title, state);
            run.content.environment_id = environment;
            (run, project)
        });
        let model = RunsModel::build(runs.collect(), &BTreeMap::new(), Some("SHOP"), Tr::new(Lang::En), 1);
        let before = (1..=8).map(|id| model.before(RunId(id)).map(|row| row.run.id.0)).collect::<Vec<_>>();
        // Its series in its environment, otherwise its environment, otherwise any; none that goes on.
        assert_eq!(before, [None, Some(1), Some(2), Some(1), Some(3), Some(3), Some(6), Some(7)]);
    }

    #[test]
    fn a_key_means_the_same_again() {
        for key in [RunListKey::Run(RunId(7)), RunListKey::of_series("nightly #")] {
            assert_eq!(RunListKey::from_key(key.key()), key);
        }
    }
}
