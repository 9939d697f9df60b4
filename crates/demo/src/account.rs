//! The demo's Qase account, put into the file that the embedded server serves.

use super::data::{self, AccountData, CaseData, ProjectData, RunData, Text};
use super::place::Part;
use std::collections::HashMap;
use voluptas_core::domain::case::{CaseContent, NewCase, Parameter, ParameterItem, Step, StepsType};
use voluptas_core::domain::ids::{CaseId, ProjectId, SuiteId};
use voluptas_core::domain::result::{ResultContent, ResultStep};
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_i18n::Lang;
use voluptas_store::environments::EnvironmentContent;
use voluptas_store::milestones::MilestoneContent;
use voluptas_store::runs::NewRun;
use voluptas_store::{Op, Result, Store, Tx};

/// Title of the custom field that names the function of a case.
const FUNCTION_FIELD: &str = "functional_id";
/// Title of the custom field by which cases of two projects are the same.
const KEY_FIELD: &str = "Automation Key";
/// The step that stands for the shared one.
const SHARED: &str = "@sign_in";
const DAY_MS: i64 = 24 * 3600 * 1000;

/// Makes projects with suites, cases, runs and results, in one write.
pub fn fill(store: &Store, lang: Lang) -> Result<()> {
    let data = data::account()?;
    store
        .write(Op::bulk("fill_demo_account"), |tx| {
            // Another program may have been quicker.
            if Part::of(tx)?.is_some() {
                return Ok(());
            }
            Part::Account.mark(tx)?;
            tx.fields().ensure_for_cases(FUNCTION_FIELD)?;
            tx.fields().ensure_for_cases(KEY_FIELD)?;
            for project in &data.projects {
                fill_project(tx, &data, project, lang)?;
            }
            Ok(())
        })
        .map(drop)
}

fn fill_project(tx: &Tx<'_>, data: &AccountData, project: &ProjectData, lang: Lang) -> Result<()> {
    let id = tx.projects().create(&project.code, project.title.of(lang), Some(project.description.of(lang)))?.id;
    let mut environments = HashMap::new();
    for e in &data.environments {
        let content = EnvironmentContent {
            title: e.title.of(lang).to_owned(),
            slug: e.slug.clone(),
            description: None,
            host: Some(format!("https://{}", e.host)),
        };
        environments.insert(e.slug.as_str(), tx.environments().create(id, &content)?.id);
    }
    let mut milestones = Vec::new();
    for title in &data.milestones {
        let content = MilestoneContent { title: title.of(lang).to_owned(), ..MilestoneContent::default() };
        milestones.push(tx.milestones().create(id, &content)?.id);
    }
    let title = data.shared_step.title.of(lang);
    let steps: Vec<Step> = data.shared_step.steps.iter().map(|s| step(s, lang)).collect();
    let shared = tx.shared_steps().create(id, title, &steps)?;
    let shared = Step { action: title.to_owned(), shared: Some(shared), ..Step::default() };

    let mut suites: HashMap<&str, SuiteId> = HashMap::new();
    for suite in &project.suites {
        let parent_id = suite.path.rsplit_once('/').and_then(|(above, _)| suites.get(above)).copied();
        let text = |t: &Option<Text>| t.as_ref().map(|t| t.of(lang).to_owned());
        let content = SuiteContent {
            title: suite.title.of(lang).to_owned(),
            description: text(&suite.description),
            preconditions: text(&suite.preconditions),
        };
        suites.insert(&suite.path, tx.suites().create(id, &NewSuite { parent_id, number: None, content })?);
    }
    let cases: Vec<NewCase> = project
        .cases
        .iter()
        .map(|c| NewCase { suite_id: suites.get(c.suite.as_str()).copied(), number: None, content: content(c, &shared, lang) })
        .collect();
    let ids = tx.cases().create_many(id, &cases)?;
    let cases: Vec<(&CaseData, CaseId)> = project.cases.iter().zip(ids).collect();
    for run in &project.runs {
        let milestone_id = run.milestone.and_then(|m| milestones.get(m)).copied();
        let environment_id = run.environment.as_deref().and_then(|e| environments.get(e)).copied();
        let content = RunContent { title: run.title.of(lang).to_owned(), milestone_id, environment_id, ..RunContent::default() };
        fill_run(tx, id, run, content, &cases, lang)?;
    }
    Ok(())
}

fn fill_run(
    tx: &Tx<'_>,
    project: ProjectId,
    run: &RunData,
    content: RunContent,
    cases: &[(&CaseData, CaseId)],
    lang: Lang,
) -> Result<()> {
    let chosen: Vec<_> = cases
        .iter()
        .filter(|(c, _)| run.tag.as_ref().is_none_or(|tag| c.tags.contains(tag)) && c.status.as_deref() != Some("deprecated"))
        .collect();
    let start = tx.now() - run.days_ago * DAY_MS - 3600 * 1000;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a share of dozens")]
    let executed = (chosen.len() as f64 * run.share).round() as usize;
    let new = NewRun {
        content,
        source: "api".to_owned(),
        start_ms: Some(start),
        end_ms: run.complete.then_some(start + 50 * 60 * 1000),
        cases: chosen.iter().map(|(_, id)| *id).collect(),
    };
    let id = tx.runs().create(project, &new)?.id;
    let mut at = start;
    for (n, (case, case_id)) in chosen.iter().take(executed).enumerate() {
        let named = |list: &[String]| case.key.as_ref().is_some_and(|k| list.contains(k));
        let status = if named(&run.failed) {
            ResultStatus::Failed
        } else if named(&run.blocked) {
            ResultStatus::Blocked
        } else {
            ResultStatus::Passed
        };
        // Durations that look like work and are the same on every machine.
        let duration = 4_000 + i64::try_from(n * 7919 % 38_000).unwrap_or(0);
        let tries = named(&run.retried).then_some(ResultStatus::Failed).into_iter().chain([status]);
        for status in tries {
            let content = result(case, *case_id, status, at, duration, lang);
            at += duration;
            tx.results().add(id, &content)?;
        }
    }
    Ok(())
}

fn result(case: &CaseData, id: CaseId, status: ResultStatus, at: i64, duration: i64, lang: Lang) -> ResultContent {
    let failed = status == ResultStatus::Failed;
    let steps = case.steps.iter().filter(|s| s.len() > 1).map(|s| ResultStep {
        action: s[0].of(lang).to_owned(),
        expected: s.get(1).map(|t| t.of(lang).to_owned()),
        status: if failed { ResultStatus::Failed } else { ResultStatus::Passed },
        ..ResultStep::default()
    });
    ResultContent {
        case_id: Some(id),
        title: case.title.of(lang).to_owned(),
        signature: case.key.clone(),
        start_ms: Some(at),
        end_ms: Some(at + duration),
        duration_ms: Some(duration),
        stacktrace: failed.then(|| "AssertionError: expected 200, got 500\n    at checkout.spec.ts:42:11".to_owned()),
        steps: if status == ResultStatus::Blocked { Vec::new() } else { steps.collect() },
        is_api: true,
        status,
        ..ResultContent::default()
    }
}

fn content(c: &CaseData, shared: &Step, lang: Lang) -> CaseContent {
    let usual = CaseContent::default();
    let slug = |given: &Option<String>, usual: &str| given.clone().unwrap_or_else(|| usual.to_owned());
    let fields = [(FUNCTION_FIELD, &c.func), (KEY_FIELD, &c.key)];
    let steps = match &c.gherkin {
        Some(text) => vec![Step { action: text.of(lang).to_owned(), ..Step::default() }],
        None => {
            let is_shared = |s: &[Text]| s.len() == 1 && s[0].of(lang) == SHARED;
            c.steps.iter().map(|s| if is_shared(s) { shared.clone() } else { step(s, lang) }).collect()
        }
    };
    let items: Vec<ParameterItem> = c
        .params
        .iter()
        .map(|(title, values)| ParameterItem {
            title: title.of(lang).to_owned(),
            values: values.iter().map(|v| v.of(lang).to_owned()).collect(),
        })
        .collect();
    let parameters = match items.len() {
        0 => Vec::new(),
        1 => items.into_iter().map(|item| Parameter::Single { shared_id: None, item }).collect(),
        _ => vec![Parameter::Group { shared_id: None, items }],
    };
    let mut content = CaseContent {
        title: c.title.of(lang).to_owned(),
        severity: slug(&c.severity, &usual.severity),
        priority: slug(&c.priority, &usual.priority),
        kind: slug(&c.kind, &usual.kind),
        layer: slug(&c.layer, &usual.layer),
        behavior: slug(&c.behavior, &usual.behavior),
        automation: slug(&c.automation, &usual.automation),
        status: slug(&c.status, &usual.status),
        steps_type: if c.gherkin.is_some() { StepsType::Gherkin } else { StepsType::Classic },
        steps,
        tags: c.tags.clone(),
        parameters,
        custom_fields: fields.into_iter().filter_map(|(title, v)| Some((title.to_owned(), v.clone()?))).collect(),
        ..usual
    };
    content.normalise();
    content
}

fn step(parts: &[Text], lang: Lang) -> Step {
    let part = |i: usize| parts.get(i).map(|t| t.of(lang).to_owned());
    Step { action: part(0).unwrap_or_default(), expected: part(1), data: part(2), ..Step::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use voluptas_core::base::FixedClock;
    use voluptas_core::domain::function::FunctionType;

    #[test]
    fn both_files_are_filled_in_both_languages() {
        for lang in Lang::ALL {
            let dir = tempfile::tempdir().expect("folder");
            let clock = Arc::new(FixedClock::at(1_763_600_000_000));
            let account = Store::open(&dir.path().join("a.voluptas"), clock.clone()).expect("store");
            fill(&account, lang).expect("account");
            let projects = account.read(|tx| tx.projects().all()).expect("projects");
            assert_eq!(projects.iter().map(|p| p.code.as_str()).collect::<Vec<_>>(), ["SHOP", "SHOPAUTO"]);
            let counts = account.read(|tx| tx.projects().counts(projects[0].id)).expect("counts");
            assert!(counts.cases >= 40 && counts.suites >= 9, "{counts:?}");
            let registry = Store::open(&dir.path().join("b.voluptas"), clock).expect("store");
            super::super::registry::fill(&registry, lang).expect("registry");
            let functions = registry.read(|tx| tx.functions().all()).expect("functions");
            assert!(functions.len() >= 50);
            let rootless = functions.iter().filter(|f| f.parent_id.is_none());
            assert!(rootless.clone().all(|f| matches!(f.content.kind, FunctionType::Module | FunctionType::Service)));
        }
    }
}
