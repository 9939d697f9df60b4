//! A workspace, and the people who work in it.

use super::Sim;
use super::hands::any_field;
use crate::card::{self, Card, Field};
use crate::qase::state::SHOP;
use crate::rng::Rng;
use std::collections::BTreeMap;
use voluptas_core::domain::case::{Case, CaseContent, NewCase, Step};
use voluptas_core::domain::function::{FunctionContent, FunctionType};
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, RunId, SuiteId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::suite::{NewSuite, Suite, SuiteContent};
use voluptas_store::{Op, Store, Tx};
use voluptas_sync::export::{ResultEntry, store_entries};

/// A workspace.
#[derive(Debug, Clone)]
pub struct Desk {
    pub name: String,
    pub store: Store,
}

/// A case of a workspace in comparable form.
#[derive(Debug, Clone)]
pub struct LocalCard {
    pub case: CaseId,
    /// Qase id, if the case is linked.
    pub qase_id: Option<i64>,
    pub card: Card,
}

fn project(tx: &Tx<'_>) -> voluptas_store::Result<ProjectId> {
    Ok(tx.projects().ensure(SHOP, "Shop")?.id)
}

impl Desk {
    fn read<T>(&self, f: impl FnOnce(&Tx<'_>) -> voluptas_store::Result<T>) -> T {
        self.store.read(f).expect("the workspace can be read")
    }

    fn write<T>(&self, f: impl FnOnce(&Tx<'_>) -> voluptas_store::Result<T>) -> T {
        self.store.write(Op::bulk("person"), f).expect("the workspace can be written").value
    }

    /// The cases that are not in the trash.
    pub fn cases(&self) -> Vec<Case> {
        self.read(|tx| match tx.projects().by_code(SHOP)? {
            Some(project) => tx.cases().of_project(project.id),
            None => Ok(Vec::new()),
        })
    }

    /// The suites that are not in the trash.
    pub fn suites(&self) -> Vec<Suite> {
        self.read(|tx| match tx.projects().by_code(SHOP)? {
            Some(project) => tx.suites().of_project(project.id),
            None => Ok(Vec::new()),
        })
    }

    /// Qase ids of linked cases.
    pub fn links(&self) -> BTreeMap<CaseId, i64> {
        self.read(|tx| {
            let mut links = BTreeMap::new();
            for of in tx.remotes().projects()? {
                links.extend(tx.remotes().links(of.id)?.into_iter().map(|l| (l.link.case_id, l.link.qase_id)));
            }
            Ok(links)
        })
    }

    /// Qase ids of linked suites.
    pub fn suite_links(&self) -> BTreeMap<SuiteId, i64> {
        self.read(|tx| {
            let mut links = BTreeMap::new();
            for of in tx.remotes().projects()? {
                links.extend(tx.remotes().suites(of.id)?.into_iter().filter_map(|s| Some((s.suite_id?, s.qase_id))));
            }
            Ok(links)
        })
    }

    /// Results that this workspace recorded as sent: id of the run in Qase, and tokens in the comment.
    pub fn sent(&self) -> Vec<(i64, Vec<u64>)> {
        self.read(|tx| {
            let mut sent = Vec::new();
            for of in tx.remotes().projects()? {
                for (run, results) in tx.journal().sent(of.id)? {
                    for (result, _) in results {
                        let comment = tx.results().get(result)?.content.comment.unwrap_or_default();
                        sent.push((run, card::tokens(&comment)));
                    }
                }
            }
            Ok(sent)
        })
    }

    /// All cases with their links.
    pub fn cards(&self, sim: &Sim) -> Vec<LocalCard> {
        let (suites, links) = (self.suites(), self.links());
        let place = |id: Option<SuiteId>| suites.iter().find(|s| Some(s.id) == id)?.content.description.clone();
        let option = |value: &str| sim.account.option_title(value).map(str::to_owned);
        let card = |c: Case| LocalCard {
            case: c.id,
            qase_id: links.get(&c.id).copied(),
            card: card::of_local(&c.content, place(c.suite_id), option),
        };
        self.cases().into_iter().map(card).collect()
    }

    /// True when every case of this origin in the workspace is linked to this id in Qase.
    pub fn knows_in_qase(&self, origin: u64, id: i64) -> bool {
        let links = self.links();
        let of_origin = |c: &&Case| card::tokens(c.content.preconditions.as_deref().unwrap_or_default()).contains(&origin);
        self.cases().iter().filter(of_origin).all(|c| links.get(&c.id) == Some(&id))
    }

    fn any_case(&self, rng: &mut Rng) -> Option<Case> {
        let cases = self.cases();
        let few = cases.len().min(4);
        if rng.percent(60) { rng.pick(&cases[..few]).cloned() } else { rng.pick(&cases).cloned() }
    }

    fn any_suite(&self, rng: &mut Rng) -> Option<Suite> {
        rng.pick(&self.suites()).cloned()
    }

    fn told(&self, case: &Case) -> String {
        format!("{:?} (row {})", case.content.title, case.id)
    }

    fn tokens(&self, sim: &Sim, case: &Case, field: Field) -> Vec<u64> {
        card::of_local(&case.content, None, |v| sim.account.option_title(v).map(str::to_owned)).tokens(field)
    }

    /// Creates a case.
    pub fn new_case(&self, sim: &mut Sim, rng: &mut Rng) -> String {
        let now = sim.now();
        let suite_id = self.any_suite(rng).filter(|_| rng.percent(70)).map(|s| s.id);
        let note = format!("a case of {} as it was made", self.name);
        let mut write = |field: Field| sim.model.write(field, &[], false, now, &note);
        let mut content = CaseContent {
            title: format!("Case {{{}}}", write(Field::Title)),
            preconditions: Some(format!("Origin {{{}}}", write(Field::Preconditions))),
            ..CaseContent::default()
        };
        if rng.percent(60) {
            content.custom_fields.insert(card::KEY.into(), format!("key.{{{}}}", write(Field::Key)));
        }
        if rng.percent(40) {
            content.description = Some(format!("About {{{}}}", write(Field::Description)));
        }
        if rng.percent(40) {
            content.tags = vec![format!("{{{}}}", write(Field::Tag))];
        }
        if rng.percent(30) {
            let (action, data) = (format!("Do {{{}}}", write(Field::Action)), Some(format!("With {{{}}}", write(Field::Data))));
            content.steps = vec![Step { action, data, ..Step::default() }];
        }
        if rng.percent(30) {
            content.postconditions = Some(format!("After {{{}}}", write(Field::Postconditions)));
        }
        let title = content.title.clone();
        let id = self.write(|tx| {
            tx.fields().ensure_for_cases(card::KEY)?;
            tx.cases().create(project(tx)?, &NewCase { suite_id, number: None, content })
        });
        format!("{}: a person adds {title:?} (row {id})", self.name)
    }

    /// Changes one field of one case.
    pub fn edit(&self, sim: &mut Sim, rng: &mut Rng) -> Option<String> {
        let case = self.any_case(rng)?;
        let (now, field) = (sim.now(), any_field(rng));
        let mut content = case.content.clone();
        if rng.percent(8) {
            let severity = *rng.pick(&["blocker", "critical", "major", "minor"])?;
            severity.clone_into(&mut content.severity);
            self.write(|tx| tx.cases().update(case.id, &content));
            return Some(format!("{}: a person sets severity {severity} of {}", self.name, self.told(&case)));
        }
        let before = if field == Field::Tag { Vec::new() } else { self.tokens(sim, &case, field) };
        let token = sim.model.write(field, &before, false, now, &format!("{} in {}", field.engine_name(), self.name));
        sim.model.place(token, &self.name, case.id.0);
        let value = format!("{} {{{token}}}", field.engine_name());
        match field {
            Field::Title => content.title.clone_from(&value),
            Field::Description => content.description = Some(value.clone()),
            Field::Postconditions => content.postconditions = Some(value.clone()),
            Field::Tag => content.tags.push(format!("{{{token}}}")),
            Field::Note => drop(content.custom_fields.insert(card::NOTE.into(), value.clone())),
            Field::Browser => {
                // Half of the values become options of the account; the others exist in the workspace alone.
                if rng.percent(50) {
                    let id = sim.account.options.len() as i64 + sim.account.old_options.len() as i64 + 1;
                    sim.account.options.insert(id, value.clone());
                }
                content.custom_fields.insert(card::BROWSER.into(), value.clone());
            }
            _ => {
                if content.steps.is_empty() {
                    content.steps = vec![Step { action: "StatusClass".into(), ..Step::default() }];
                }
                if field == Field::Action {
                    content.steps[0].action.clone_from(&value);
                } else {
                    content.steps[0].data = Some(value.clone());
                }
            }
        }
        self.write(|tx| {
            tx.fields().ensure_for_cases(card::NOTE)?;
            tx.fields().ensure_for_cases(card::BROWSER)?;
            tx.cases().update(case.id, &content)
        });
        Some(format!("{}: a person sets {} of {} to {value:?}", self.name, field.engine_name(), self.told(&case)))
    }

    /// Empties one field of one case.
    pub fn clear(&self, sim: &mut Sim, rng: &mut Rng) -> Option<String> {
        let case = self.any_case(rng)?;
        let (now, field) = (sim.now(), any_field(rng));
        let mut before = self.tokens(sim, &case, field);
        let mut content = case.content.clone();
        if before.is_empty() || field == Field::Title {
            return None;
        }
        match field {
            Field::Description => content.description = None,
            Field::Postconditions => content.postconditions = None,
            Field::Tag => before = card::tokens(&content.tags.remove(0)),
            Field::Note => drop(content.custom_fields.remove(card::NOTE)),
            Field::Browser => drop(content.custom_fields.remove(card::BROWSER)),
            _ => {
                let other = if field == Field::Data { Field::Action } else { Field::Data };
                let also = self.tokens(sim, &case, other);
                sim.model.remove(other, &also, false, now, "steps removed in a workspace");
                content.steps.clear();
            }
        }
        sim.model.remove(field, &before, false, now, &format!("{} removed in {}", field.engine_name(), self.name));
        self.write(|tx| tx.cases().update(case.id, &content));
        Some(format!("{}: a person empties {} of {}", self.name, field.engine_name(), self.told(&case)))
    }

    /// Puts a case into the trash.
    pub fn delete(&self, sim: &mut Sim, rng: &mut Rng) -> Option<String> {
        let case = self.any_case(rng)?;
        let card = card::of_local(&case.content, None, |v| sim.account.option_title(v).map(str::to_owned));
        sim.model.replace(&card.all_tokens(), "put into the trash with its case");
        if case.content.description.as_deref().is_some_and(|d| d.starts_with("Drafted")) {
            // The card's function has no case any more; an export creates a new one.
            sim.model.doubled_by_people.extend(card::tokens(case.content.description.as_deref().unwrap_or_default()));
        }
        self.write(|tx| tx.cases().set_deleted(case.id, true));
        Some(format!("{}: a person puts {} into the trash", self.name, self.told(&case)))
    }

    /// Moves a case to another suite.
    pub fn move_case(&self, _: &mut Sim, rng: &mut Rng) -> Option<String> {
        let (case, suite) = (self.any_case(rng)?, self.any_suite(rng)?);
        self.write(|tx| tx.cases().move_to(case.id, Some(suite.id)));
        Some(format!("{}: a person moves {} to {:?}", self.name, self.told(&case), suite.content.title))
    }

    /// Creates a suite.
    pub fn new_suite(&self, sim: &mut Sim, rng: &mut Rng) -> String {
        let parent_id = self.any_suite(rng).filter(|_| rng.percent(50)).map(|s| s.id);
        let now = sim.now();
        let token = sim.model.write(Field::Title, &[], false, now, &format!("title of a suite of {}", self.name));
        let (title, description) = (format!("Suite {{{token}}}"), Some(format!("Folder {{{}}}", sim.model.name())));
        let content = SuiteContent { title: title.clone(), description, preconditions: None };
        let id = self.write(|tx| tx.suites().create(project(tx)?, &NewSuite { parent_id, number: None, content }));
        // A suite is exported only together with a case in it.
        format!("{}: a person adds suite {title:?} (row {id})", self.name)
    }

    /// Renames a suite.
    pub fn rename_suite(&self, sim: &mut Sim, rng: &mut Rng) -> Option<String> {
        let suite = self.any_suite(rng)?;
        let now = sim.now();
        let before = card::tokens(&suite.content.title);
        let token = sim.model.write(Field::Title, &before, false, now, &format!("title of a suite in {}", self.name));
        let content = SuiteContent { title: format!("Suite {{{token}}}"), ..suite.content };
        self.write(|tx| tx.suites().update(suite.id, &content));
        Some(format!("{}: a person renames suite row {} to {:?}", self.name, suite.id, content.title))
    }

    /// Puts a suite below another one.
    pub fn move_suite(&self, _: &mut Sim, rng: &mut Rng) -> Option<String> {
        let (suite, parent) = (self.any_suite(rng)?, self.any_suite(rng)?);
        let moved = self.store.write(Op::bulk("person"), |tx| tx.suites().move_to(suite.id, Some(parent.id)));
        moved.ok()?;
        Some(format!("{}: a person puts suite row {} below row {}", self.name, suite.id, parent.id))
    }

    /// Creates a function that no case covers. An export of all functions makes a case for it.
    pub fn new_function(&self, sim: &mut Sim) -> String {
        let (title, origin) = (sim.model.name(), sim.model.name());
        let content = FunctionContent {
            func_id: format!("f.{title}"),
            title: format!("Function {{{title}}}"),
            description: Some(format!("Drafted {{{origin}}}")),
            kind: FunctionType::Feature,
            ..FunctionContent::default()
        };
        self.write(|tx| tx.functions().create(None, &content, &[]));
        format!("{}: a person adds function {:?}", self.name, content.title)
    }

    /// The functions that have a case or can have one.
    pub fn all_functions(&self) -> Vec<FunctionId> {
        self.read(|tx| {
            let mapped = tx.mappings().all()?;
            let has_case = |id: FunctionId| mapped.iter().any(|m| m.function_id == id);
            let all = tx.functions().all()?.into_iter();
            Ok(all.filter(|f| f.content.kind.is_testable() || has_case(f.id)).map(|f| f.id).collect())
        })
    }

    /// Covers every case by one function, so that an export can select the cases. Gives that function, or nothing while there are
    /// no cases, because an export would create a case for it.
    pub fn cover(&self) -> Vec<FunctionId> {
        if self.cases().is_empty() {
            return Vec::new();
        }
        self.write(|tx| {
            let function = match tx.functions().by_func_id("all")? {
                Some(function) => function.id,
                None => {
                    let (func_id, title) = ("all".to_owned(), "All".to_owned());
                    let content = FunctionContent { func_id, title, kind: FunctionType::Module, ..FunctionContent::default() };
                    tx.functions().create(None, &content, &[])?
                }
            };
            let home = project(tx)?;
            let covered = tx.mappings().cases_of(function)?;
            for case in tx.cases().of_project(home)?.iter().filter(|c| !covered.contains(&c.id)) {
                tx.mappings().link(function, case.id, Origin::Manual)?;
            }
            Ok(vec![function])
        })
    }

    /// Enters a result for some cases, as a run of the workspace with a title of its own.
    pub fn enter_results(&self, sim: &mut Sim, rng: &mut Rng) -> Option<(RunId, String)> {
        let mut cases = self.cases();
        rng.shuffle(&mut cases);
        cases.truncate(1 + rng.index(4));
        let first = cases.first()?;
        let title = format!("Run {{{}}}", sim.model.name());
        let entries: Vec<ResultEntry> = cases
            .iter()
            .map(|c| ResultEntry {
                case_id: c.id,
                status: if rng.percent(70) { ResultStatus::Passed } else { ResultStatus::Failed },
                duration_ms: Some(1500),
                ended_ms: None,
                comment: Some(format!("Tested {{{}}}", sim.model.name())),
            })
            .collect();
        let run = store_entries(&self.store, first.project_id, &title, "manual", &entries).expect("a run is kept");
        Some((run, title))
    }
}
