//! The modules of `src/app` use one another without circles.

use crate::expect_none;
use crate::layering::targets;
use crate::source::{Source, library};
use std::collections::{BTreeMap, BTreeSet};

/// Each module with the modules that it names.
type Uses = BTreeMap<String, BTreeSet<String>>;

/// Path of the sources whose modules are looked at.
const FOLDER: &str = "src/app/";

#[test]
fn use_cases_name_one_another_without_circles() {
    let sources: Vec<Source> = library().into_iter().filter(|s| s.path.starts_with(FOLDER)).collect();
    let uses = uses(&sources);
    assert!(uses.len() > 20, "the modules were not found");
    assert!(uses.values().any(|names| !names.is_empty()), "the imports were not read");
    expect_none("modules of app form no circle", circles(&uses));
}

#[test]
fn a_circle_is_named_with_its_members() {
    let of = |edges: &[(&str, &[&str])]| {
        edges.iter().map(|(from, to)| ((*from).to_owned(), to.iter().map(|t| (*t).to_owned()).collect())).collect::<Uses>()
    };
    assert_eq!(circles(&of(&[("a", &["b", "c"]), ("b", &["c"]), ("c", &[])])), [""; 0]);
    assert_eq!(circles(&of(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"]), ("d", &["d"])])), ["b, c", "d"]);
}

/// Name of the module of a file: `sync_job` for `src/app/sync_job.rs` and for every file below `src/app/sync_job`.
fn module(source: &Source) -> &str {
    let inside = source.path.strip_prefix(FOLDER).unwrap_or(&source.path);
    inside.split(['/', '.']).next().unwrap_or_default()
}

fn uses(sources: &[Source]) -> Uses {
    let modules: BTreeSet<&str> = sources.iter().map(module).filter(|m| *m != "mod").collect();
    let exported = exported(sources, &modules);
    let mut uses = Uses::new();
    for source in sources.iter().filter(|s| module(s) != "mod") {
        let own = module(source);
        let names = uses.entry(own.to_owned()).or_default();
        let path = source.path.trim_end_matches("/mod.rs");
        // Levels between the file and `src/app`, which `super` has to climb.
        let depth = path.strip_prefix(FOLDER).unwrap_or_default().split('/').count();
        for i in 0..source.tokens.len() {
            let behind_root = if source.is_word(i, "crate") && source.is_sign(i + 1, "::") && source.is_word(i + 2, "app") {
                i + 3
            } else if source.is_word(i, "super") && !(i > 1 && source.is_word(i - 2, "super")) {
                let supers = (0..).take_while(|n| source.is_word(i + 2 * n, "super")).count();
                if supers != depth {
                    continue;
                }
                i + 2 * supers - 1
            } else {
                continue;
            };
            if !source.is_sign(behind_root, "::") {
                continue;
            }
            for target in targets(source, behind_root + 1) {
                let target = exported.get(target).map_or(target, String::as_str);
                if modules.contains(target) && target != own {
                    names.insert(target.to_owned());
                }
            }
        }
    }
    uses
}

/// Names that `src/app/mod.rs` hands on, each with its module.
fn exported(sources: &[Source], modules: &BTreeSet<&str>) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for source in sources.iter().filter(|s| s.path == "src/app/mod.rs") {
        for i in 0..source.tokens.len() {
            let (Some(module), true) = (source.word(i), source.is_sign(i + 1, "::")) else { continue };
            if modules.contains(module) {
                names.extend(targets(source, i + 2).into_iter().map(|name| (name.to_owned(), module.to_owned())));
            }
        }
    }
    names
}

/// Groups of modules that reach one another, each as its sorted names.
fn circles(uses: &Uses) -> Vec<String> {
    let reached = |from: &str| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from.to_owned()]);
        while let Some(at) = next.pop() {
            for to in uses.get(&at).into_iter().flatten() {
                if seen.insert(to.clone()) {
                    next.push(to.clone());
                }
            }
        }
        seen
    };
    let reach: BTreeMap<&String, BTreeSet<String>> = uses.keys().map(|m| (m, reached(m))).collect();
    let mut found = BTreeSet::new();
    for (module, seen) in reach.iter().filter(|(module, seen)| seen.contains(**module)) {
        let members = seen.iter().filter(|to| reach.get(to).is_some_and(|back| back.contains(*module)));
        found.insert(members.map(String::as_str).collect::<Vec<_>>().join(", "));
    }
    found.into_iter().collect()
}
