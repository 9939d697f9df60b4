//! Palette entries for a query: gathered from the view, matched, ranked and grouped.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};
use voluptas_ui::widgets::StatusStyle as _;

use eframe::egui;
use smallvec::SmallVec;
use strum::IntoEnumIterator as _;

use super::matching::{AliasKind, Found, GOOD, GUESS, NAMED, Search, other_layout};
use super::narrow::{SMALL_LIST, narrowed};
use super::settings_entries::SETTINGS;
use super::target::Target;
use crate::model::cases::{CaseRow, SuiteLine};
use crate::model::registry::FunctionRow;
use crate::model::rollup::class_of;
use crate::model::runs::{RunRow, executed, pass_words};
use crate::model::words;
use crate::ui_command::{CommandEnv, UiCommand};
use crate::view::View;
use voluptas_app::cases::hits::CaseHit;
use voluptas_core::base::fold::fold;
use voluptas_i18n::{Lang, Tr};
use voluptas_ui::theme::{Icon, icons};
use voluptas_ui::widgets::TreeData;

/// Hits of a group among other groups.
const PER_GROUP: usize = 8;
/// Hits of a group that stands alone.
const ALONE: usize = 60;
/// Things chosen last that are shown without a query.
const RECENT: usize = 5;
/// Fewer hits than this, and typing errors are looked for.
const FEW: usize = 3;
/// Lists of runs up to this length are matched run by run; of longer ones only runs that hold the words are ranked, with typing errors the
/// newest runs of each series.
const FEW_RUNS: usize = 500;
/// Bonus of recently chosen entries.
const LATELY: u32 = 40;

/// A group of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Group {
    Recent,
    Commands,
    Functions,
    Cases,
    Suites,
    Runs,
    Settings,
    People,
    /// The offer to search the long texts, which this list does not hold.
    Texts,
}

/// Groups that are shown whole when their name is typed.
const SMALL: [Group; 4] = [Group::Runs, Group::Suites, Group::Settings, Group::People];

impl Group {
    /// True when a query begins the name of the group, in either language.
    fn is_named(self, query: &str) -> bool {
        Lang::ALL.into_iter().any(|lang| fold(&Tr::new(lang).text(self.key())).starts_with(query))
    }

    /// Key of its name.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Recent => "palette-recent",
            Self::Commands => "palette-commands",
            Self::Functions => "gui-left-functions",
            Self::Cases => "gui-left-cases",
            Self::Suites => "palette-suites",
            Self::Runs => "gui-left-runs",
            Self::Settings => "palette-settings",
            Self::People => "palette-people",
            Self::Texts => "palette-texts",
        }
    }
}

/// A line of the list.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) target: Target,
    pub(super) group: Group,
    pub(super) icon: Icon,
    pub(super) title: String,
    pub(super) right: String,
    /// Places of the matched letters.
    pub(super) letters: Vec<u32>,
    pub(super) score: u32,
}

/// The query and the contents that the lines were made from.
#[derive(Debug)]
struct Source {
    words: String,
    lang: Lang,
    env: CommandEnv,
    trees: [Arc<TreeData>; 3],
    /// Cases found by their texts come after the other lines.
    hits: Option<Arc<(String, Vec<CaseHit>)>>,
}

/// The lines for the query of the last pass; made anew only when the query or the contents change.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) all: Vec<Line>,
    source: Option<Source>,
    /// Everything but functions, cases, the suites of a large tree and the runs of a long list. Their names in both languages take longer to make than to
    /// search, and stay the same while a person types.
    few: Vec<Named>,
}

/// An item with all its names.
#[derive(Debug)]
struct Named {
    target: Target,
    group: Group,
    icon: Icon,
    title: String,
    right: String,
    also: Names,
}

/// Further names of an item. Names that are the same in every language and workspace are built once; see [`FIXED`].
type Names = Cow<'static, [(AliasKind, String)]>;

/// Names in both languages that never change.
#[derive(Debug)]
struct FixedNames {
    commands: HashMap<UiCommand, Vec<(AliasKind, String)>>,
    /// In the order of [`SETTINGS`].
    settings: Vec<Vec<(AliasKind, String)>>,
}

/// Made once, since the sentences of both languages take longer to make than a pass may take.
static FIXED: LazyLock<FixedNames> = LazyLock::new(|| FixedNames {
    commands: UiCommand::iter()
        .map(|c| {
            let mut also = synonyms(&c.label_key(), &format!("palette-also-{}", c.name()));
            also.extend(c.parent_key().into_iter().flat_map(in_both));
            (c, also)
        })
        .collect(),
    settings: SETTINGS
        .iter()
        .map(|(key, _)| {
            let mut also = synonyms(key, &format!("palette-also-{key}"));
            also.extend(in_both("palette-settings"));
            also
        })
        .collect(),
});

/// Makes the names that never change. Takes several milliseconds the first time.
pub(super) fn prepare() {
    LazyLock::force(&FIXED);
}

impl Named {
    fn take(&self, take: &mut dyn FnMut(Candidate<'_>)) {
        let Self { target, group, icon, title, right, also } = self;
        let (target, group, icon) = (target.clone(), *group, *icon);
        take(Candidate { target, group, icon, title, right, also: &borrowed(also) });
    }
}

impl Lines {
    /// Brings the lines up to date.
    pub(super) fn refresh(
        &mut self,
        ctx: &egui::Context,
        words: &str,
        recent: &[String],
        hits: Option<&Arc<(String, Vec<CaseHit>)>>,
        view: &View<'_>,
    ) {
        let trees = [&view.registry.tree, &view.cases.tree, &view.runs.tree];
        let same_things = self.source.as_ref().filter(|s| {
            s.lang == view.tr.lang() && s.env == view.env && s.trees.iter().zip(trees).all(|(a, b)| Arc::ptr_eq(a, b))
        });
        match same_things {
            Some(source) if source.words == words && source.hits.as_ref().map(Arc::as_ptr) == hits.map(Arc::as_ptr) => return,
            Some(_) => {}
            None => self.few = few(ctx, view),
        }
        self.source = Some(Source {
            words: words.to_owned(),
            lang: view.tr.lang(),
            env: view.env,
            trees: trees.map(Arc::clone),
            hits: hits.cloned(),
        });
        self.all = lines(&self.few, words, recent, view);
        self.put_hits(hits.map_or(&[][..], |found| &found.1), view);
    }
}

impl Lines {
    /// Puts the cases that were found by their texts before the offer to search these texts, with the place of the words. They stand
    /// before lines that are found only by scattered letters or with typing errors.
    fn put_hits(&mut self, hits: &[CaseHit], view: &View<'_>) {
        let Some(at) = self.all.iter().position(|line| line.group == Group::Texts) else { return };
        let is_new = |hit: &&CaseHit| self.all.iter().all(|line| line.target != Target::Case(hit.case));
        let line = |hit: &CaseHit| Line {
            target: Target::Case(hit.case),
            group: Group::Texts,
            icon: icons::CASE,
            title: hit.title.clone(),
            right: format!("{}: {}", view.tr.message(&hit.place), hit.excerpt),
            letters: Vec::new(),
            score: 0,
        };
        let lines: Vec<Line> = hits.iter().filter(is_new).map(line).collect();
        if lines.is_empty() {
            return;
        }
        self.all.splice(at..at, lines);
        let is_guess = |group: Group| self.all.iter().filter(|line| line.group == group).all(|line| line.score < GUESS);
        if let Some(guess) = self.all.iter().position(|line| line.group != Group::Texts && is_guess(line.group)) {
            self.all[guess..].sort_by_key(|line| line.group != Group::Texts);
        }
    }
}

/// Group that a query is restricted to by its sign, and the query without the sign.
fn scope(words: &str) -> (Option<Group>, &str) {
    let words = words.trim_start();
    for (sign, group) in [('>', Group::Commands), ('#', Group::Runs), ('@', Group::People)] {
        if let Some(rest) = words.strip_prefix(sign) {
            return (Some(group), rest.trim());
        }
    }
    (None, words.trim())
}

fn lines(few: &[Named], words: &str, recent: &[String], view: &View<'_>) -> Vec<Line> {
    let (only, query) = scope(words);
    if query.is_empty() {
        return without_query(few, only, recent, view);
    }
    let lately: HashSet<&str> = recent.iter().map(String::as_str).collect();
    let mut found = matched(few, query, only, false, &lately, view);
    if found.len() < FEW || found.iter().all(|line| line.score < GOOD) {
        let near = matched(few, query, only, true, &lately, view);
        found.extend(near.into_iter().filter(|n| found.iter().all(|f| f.target != n.target)).collect::<Vec<_>>());
    }
    if found.is_empty()
        && let Some(other) = other_layout(query)
    {
        found = matched(few, &other, only, false, &lately, view);
    }
    let mut lines = ranked(found, only);
    if only.is_none() && view.cases.project.is_some() {
        lines.push(Line {
            target: Target::Texts(query.to_owned()),
            group: Group::Texts,
            icon: icons::SEARCH,
            title: view.tr.fmt("palette-search-texts", &[("words", query.into())]),
            right: String::new(),
            letters: Vec::new(),
            score: 0,
        });
    }
    lines
}

/// The best of every group, the group with the best hit first.
fn ranked(mut found: Vec<Line>, only: Option<Group>) -> Vec<Line> {
    // Things that are found by their codes alone stand in the order of their numbers.
    let by_number = |a: &Line, b: &Line| match (a.group, b.group) {
        (Group::Cases, Group::Cases) if a.letters.is_empty() && b.letters.is_empty() => {
            (a.right.len(), &a.right).cmp(&(b.right.len(), &b.right))
        }
        _ => std::cmp::Ordering::Equal,
    };
    found.sort_by_key(|l| std::cmp::Reverse(l.score));
    found.chunk_by_mut(|a, b| a.score == b.score && a.group == b.group).for_each(|equal| equal.sort_by(by_number));
    let most = if only.is_some() { ALONE } else { PER_GROUP };
    let mut groups: Vec<Vec<Line>> = Vec::new();
    for line in found {
        match groups.iter_mut().find(|g| g[0].group == line.group) {
            Some(group) if group.len() < most => group.push(line),
            Some(_) => {}
            None => groups.push(vec![line]),
        }
    }
    groups.into_iter().flatten().collect()
}

/// Entries without a query: recent ones first, then all of the group, or all commands.
fn without_query(few: &[Named], only: Option<Group>, recent: &[String], view: &View<'_>) -> Vec<Line> {
    let mut all = Vec::new();
    let group = only.unwrap_or(Group::Commands);
    few.iter().for_each(|named| named.take(&mut |candidate| all.push(candidate.line(0, Vec::new()))));
    let chosen_before = recent.iter().filter_map(|key| Target::of_row(key));
    for target in chosen_before {
        match target {
            Target::Function(id) => view.registry.get(id).into_iter().for_each(|row| {
                take_function(row, &mut |candidate| all.push(candidate.line(0, Vec::new())));
            }),
            Target::Case(id) => view.cases.get(id).into_iter().for_each(|row| {
                take_case(row, &mut |candidate| all.push(candidate.line(0, Vec::new())));
            }),
            // Of a large tree; those of a small one are among the few.
            Target::Suite(id) if view.cases.rows.len() > SMALL_LIST => view.cases.suite_line(id).into_iter().for_each(|suite| {
                suite_named(suite, view).take(&mut |candidate| all.push(candidate.line(0, Vec::new())));
            }),
            Target::Run(id) if view.runs.rows.len() > FEW_RUNS => view.runs.get(id).into_iter().for_each(|row| {
                run_named(row, view).take(&mut |candidate| all.push(candidate.line(0, Vec::new())));
            }),
            _ => {}
        }
    }
    if group == Group::Runs && view.runs.rows.len() > FEW_RUNS {
        all.retain(|line| line.group != Group::Runs);
        for row in view.runs.rows.iter().take(ALONE) {
            run_named(row, view).take(&mut |candidate| all.push(candidate.line(0, Vec::new())));
        }
    }
    let mut lines: Vec<Line> = Vec::new();
    if only.is_none() {
        for key in recent {
            if lines.len() < RECENT
                && let Some(line) = all.iter().find(|l| l.target.key() == *key)
            {
                lines.push(Line { group: Group::Recent, ..line.clone() });
            }
        }
    }
    let most = if only.is_some_and(|g| g != Group::Commands) { ALONE } else { usize::MAX };
    lines.extend(all.into_iter().filter(|l| l.group == group).take(most));
    lines
}

/// An item that can be found, with its further names.
struct Candidate<'a> {
    target: Target,
    group: Group,
    icon: Icon,
    title: &'a str,
    right: &'a str,
    also: &'a [(AliasKind, &'a str)],
}

impl Candidate<'_> {
    fn line(self, score: u32, letters: Vec<u32>) -> Line {
        let Self { target, group, icon, title, right, .. } = self;
        Line { target, group, icon, title: title.to_owned(), right: right.to_owned(), letters, score }
    }
}

fn matched(few: &[Named], query: &str, only: Option<Group>, typos: bool, lately: &HashSet<&str>, view: &View<'_>) -> Vec<Line> {
    let mut search = Search::new(query);
    let mut found = Vec::new();
    let folded = fold(query);
    let named: Vec<Group> = SMALL.into_iter().filter(|g| folded.chars().count() > 2 && g.is_named(&folded)).collect();
    let mut take = |candidate: Candidate<'_>| {
        if only.is_some_and(|g| g != candidate.group) {
            return;
        }
        let mut also: SmallVec<[(AliasKind, &str); 8]> = SmallVec::from_slice(candidate.also);
        // An id is typed as it is, or not at all.
        if !typos {
            also.push((AliasKind::Code, candidate.right));
        }
        let title = candidate.title;
        let hit = if typos { search.find_with_typos(title, &also) } else { search.find(title, &also) };
        let is_named = named.contains(&candidate.group);
        let Some(Found { score, letters }) = hit.or_else(|| is_named.then(Found::default)) else { return };
        // A guess stays below what really holds the words, also when it was chosen lately.
        let was_chosen = score >= GOOD && !lately.is_empty() && lately.contains(candidate.target.key().as_str());
        let lately = if was_chosen { LATELY } else { 0 };
        let score = if is_named { score.max(NAMED) } else { score };
        found.push(candidate.line(score + lately, letters));
    };
    // Commands stand before things with the same score, and those before suites, runs, settings and people.
    let commands = few.iter().take_while(|named| named.group == Group::Commands).count();
    few[..commands].iter().for_each(|named| named.take(&mut take));
    let (functions, cases) = (&view.registry.rows, &view.cases.rows);
    if functions.len() <= SMALL_LIST {
        functions.iter().for_each(|row| take_function(row, &mut take));
    } else if !typos {
        let places = narrowed(view.registry.search_texts(), &folded).into_iter();
        places.filter_map(|i| functions.get(i)).for_each(|row| take_function(row, &mut take));
    }
    if cases.len() <= SMALL_LIST {
        cases.iter().for_each(|row| take_case(row, &mut take));
    } else if !typos {
        for place in narrowed(view.cases.tree.search_texts(), &folded) {
            match (view.cases.at(place), view.cases.suite_at(place)) {
                (Some(row), _) => take_case(row, &mut take),
                (None, Some(suite)) => suite_named(suite, view).take(&mut take),
                (None, None) => {}
            }
        }
    }
    few[commands..].iter().for_each(|named| named.take(&mut take));
    let runs = &view.runs.rows;
    if runs.len() > FEW_RUNS && only.is_none_or(|group| group == Group::Runs) {
        if typos {
            // The words of all titles stand in the newest runs of each series.
            view.runs.newest_of_series().for_each(|row| run_named(row, view).take(&mut take));
        } else if named.contains(&Group::Runs) {
            runs.iter().take(ALONE).for_each(|row| run_named(row, view).take(&mut take));
        } else {
            let places = narrowed(view.runs.texts().iter(), &folded).into_iter();
            places.filter_map(|i| runs.get(i)).for_each(|row| run_named(row, view).take(&mut take));
        }
    }
    found
}

fn take_function(row: &FunctionRow, take: &mut dyn FnMut(Candidate<'_>)) {
    let f = &row.function;
    let alias = f.alias.as_deref().map(|alias| (AliasKind::Code, alias));
    let (target, icon) = (Target::Function(f.id), words::type_icon(f.kind));
    take(Candidate { target, group: Group::Functions, icon, title: row.title(), right: &f.func_id, also: alias.as_slice() });
}

fn take_case(row: &CaseRow, take: &mut dyn FnMut(Candidate<'_>)) {
    let (target, icon) = (Target::Case(row.id), class_of(row.status.as_ref()).icon());
    take(Candidate { target, group: Group::Cases, icon, title: &row.title, right: &row.code, also: &[] });
}

fn borrowed(also: &[(AliasKind, String)]) -> SmallVec<[(AliasKind, &str); 8]> {
    also.iter().map(|(kind, text)| (*kind, text.as_str())).collect()
}

fn suite_named(suite: &SuiteLine, view: &View<'_>) -> Named {
    let right = view.tr.number(i64::from(suite.cases));
    let title = suite.title.to_string();
    Named { target: Target::Suite(suite.id), group: Group::Suites, icon: icons::SUITE, title, right, also: Names::default() }
}

fn run_named(row: &RunRow, view: &View<'_>) -> Named {
    // The base of the share is told with it: another run of 93 % may be of ten tests.
    let base = executed(&row.looks);
    let rate = pass_words(&row.looks, view.tr);
    let rate = if base == 0 {
        rate
    } else {
        let base = view.tr.number(i64::try_from(base).unwrap_or(i64::MAX));
        view.tr.fmt("palette-run-rate", &[("rate", rate.into()), ("n", base.into())])
    };
    let right = format!("{} #{} · {rate}", row.project, row.run.number);
    let also =
        vec![(AliasKind::Words, view.text("palette-also-run").into_owned()), (AliasKind::Code, row.run.number.to_string())];
    let (target, title) = (Target::Run(row.run.id), row.run.content.title.clone());
    Named { target, group: Group::Runs, icon: row.look().icon(), title, right, also: also.into() }
}

/// Commands, then everything else but functions, cases, the suites of a large tree and the runs of a long list.
fn few(ctx: &egui::Context, view: &View<'_>) -> Vec<Named> {
    let mut all = Vec::new();
    for c in UiCommand::iter().filter(|c| *c != UiCommand::Palette && c.enabled(&view.env)) {
        let title = view.full_command_label(c);
        let right = view.command_keys(c, ctx).unwrap_or_default();
        let also = FIXED.commands.get(&c).map_or(Names::default(), |also| Names::from(also.as_slice()));
        all.push(Named { target: Target::Command(c), group: Group::Commands, icon: c.icon(), title, right, also });
    }
    let others = view.cases.projects.iter().filter(|p| view.cases.project.as_ref().is_some_and(|shown| shown.id != p.id));
    for project in others {
        let title = format!("{}: {}", view.text("palette-project"), project.title);
        let also = Names::from(in_both("palette-project").to_vec());
        let (target, right) = (Target::Project(project.code.clone()), project.code.clone());
        all.push(Named { target, group: Group::Commands, icon: icons::SUITE, title, right, also });
    }
    if view.cases.rows.len() <= SMALL_LIST {
        all.extend(view.cases.suites().iter().map(|suite| suite_named(suite, view)));
    }
    if view.runs.rows.len() <= FEW_RUNS {
        all.extend(view.runs.rows.iter().map(|row| run_named(row, view)));
    }
    let mut put = |target, group, icon, title: &str, right: &str, also: Names| {
        all.push(Named { target, group, icon, title: title.to_owned(), right: right.to_owned(), also });
    };
    for (i, ((key, _), also)) in SETTINGS.iter().zip(&FIXED.settings).enumerate() {
        let title = format!("{}: {}", view.text("palette-settings"), view.text(key));
        put(Target::Setting(i), Group::Settings, icons::SETTINGS, &title, "", also.as_slice().into());
    }
    for p in view.registry.people.iter().filter(|p| p.is_active) {
        let role = p.position.as_deref().unwrap_or_default();
        put(Target::Person(p.name.clone()), Group::People, icons::PERSON, &p.name, role, Names::default());
    }
    all
}

/// A name in both languages, with the synonyms of both: a person may think in the other one.
fn synonyms(name: &str, also: &str) -> Vec<(AliasKind, String)> {
    let of = |lang: Lang| {
        let tr = Tr::new(lang);
        let all = [(AliasKind::Name, name), (AliasKind::Words, also)].into_iter();
        all.filter(move |(_, key)| tr.has(key)).map(move |(kind, key)| (kind, tr.text(key).into_owned()))
    };
    Lang::ALL.into_iter().flat_map(of).collect()
}

/// The name of a menu or a group in both languages.
fn in_both(key: &str) -> [(AliasKind, String); 2] {
    Lang::ALL.map(|lang| (AliasKind::Words, Tr::new(lang).text(key).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_narrows_the_search() {
        assert_eq!(scope("> dark "), (Some(Group::Commands), "dark"));
        assert_eq!(scope("#12"), (Some(Group::Runs), "12"));
        assert_eq!(scope("@irina"), (Some(Group::People), "irina"));
        assert_eq!(scope("  promo"), (None, "promo"));
    }

    #[test]
    fn every_setting_has_a_name_in_both_languages() {
        for (key, _) in SETTINGS.iter() {
            assert!(Lang::ALL.into_iter().all(|lang| Tr::new(lang).has(key)), "{key}");
        }
    }
}
