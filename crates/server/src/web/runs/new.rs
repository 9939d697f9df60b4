//! A new run: title, environment, and the cases that it consists of.

use super::super::act::{done, run};
use super::super::form::{Form, TWIN_MS, TWINS};
use super::super::frame::Frame;
use super::super::html;
use super::super::page_request::{PageRequest, redirect, sentence};
use super::super::wrong_fields;
use crate::answer::Answer;
use crate::error::{ApiError, ApiResult, FieldError};
use crate::rest::handlers::named;
use crate::rest::once;
use askama::Template;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_app::cases::filter::CaseFilter;
use voluptas_app::runs::manual;
use voluptas_app::runs::manual::select::{Selection, select};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::{CaseId, PersonId, ProjectId, SuiteId, UserId};
use voluptas_core::domain::message::Message;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::run::{RunContent, RunState};
use voluptas_core::domain::user::Permission;
use voluptas_i18n::Tr;
use voluptas_store::{Slice, Tx};

/// Deepest indent of a suite.
const DEEPEST: usize = 6;

/// Boxes of suites, and of tags, that a page has beside the checked ones; others are found by name.
const BOXES: usize = 100;

/// A suite with its box.
struct SuiteBox {
    number: i64,
    title: String,
    depth: usize,
    is_checked: bool,
}

/// A value that can be checked or chosen.
struct Choice {
    value: String,
    title: String,
    count: String,
    is_chosen: bool,
}

/// Outcome of a form.
enum FormOutcome {
    /// Number of the run.
    Run(i64),
    /// Number of an equal run that was created a moment ago. Nothing was created.
    Twin(i64),
}

/// Typed values.
#[derive(Default)]
struct RunInput {
    title: String,
    description: String,
    environment: String,
    which: String,
    suites: Vec<i64>,
    tags: Vec<String>,
    by_tool: bool,
    people: Vec<String>,
    /// Part of the names of suites and tags to show.
    find: String,
    /// Key of the page that the form came from: a form that comes again makes no second run.
    once: String,
    /// The person knows of the equal run, and wants another one.
    is_another: bool,
}

impl RunInput {
    fn of(form: &Form) -> Self {
        let mut suites: Vec<i64> = form.all("suite").iter().filter_map(|text| crate::call::integer(text)).collect();
        suites.sort_unstable();
        suites.dedup();
        Self {
            title: form.text("title").unwrap_or_default(),
            description: form.text("description").unwrap_or_default(),
            environment: form.get("environment").unwrap_or_default().to_owned(),
            which: form.get("which").unwrap_or("all").to_owned(),
            suites,
            tags: form.all("tag"),
            by_tool: form.is_checked("by_tool"),
            people: form.all("person"),
            find: form.get("find").unwrap_or_default().trim().to_owned(),
            once: form.get("once").unwrap_or_default().to_owned(),
            is_another: form.is_checked("another"),
        }
    }

    /// Values that decide whether two runs are equal.
    fn content(&self) -> Value {
        json!({
            "title": self.title, "description": self.description, "environment": self.environment, "which": self.which,
            "suites": self.suites, "tags": self.tags, "by_tool": self.by_tool, "people": self.people,
        })
    }

    /// Key of the form with its content: a form that was changed makes another run. `None` without the key of a page.
    fn key(&self) -> Option<HeaderValue> {
        let is_ours = self.once.len() == 32 && self.once.bytes().all(|b| b.is_ascii_hexdigit());
        let content = blake3::hash(self.content().to_string().as_bytes()).to_hex();
        HeaderValue::from_str(&format!("run-{}-{content}", self.once)).ok().filter(|_| is_ours)
    }
}

#[derive(Template)]
#[template(path = "web/run-new.html")]
struct NewPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    code: &'a str,
    typed: &'a RunInput,
    problem: String,
    wrong: BTreeMap<&'static str, String>,
    environments: Vec<Choice>,
    suites: Vec<SuiteBox>,
    tags: Vec<Choice>,
    people: Vec<Choice>,
    cases: String,
    /// The project has more suites or tags than the page shows.
    is_cut: bool,
    /// Number of an equal run that was created a moment ago.
    twin: Option<i64>,
}

impl NewPage<'_> {
    fn can_find(&self) -> bool {
        self.is_cut || !self.typed.find.is_empty()
    }

    fn wrong(&self, field: &str) -> &str {
        self.wrong.get(field).map_or("", |text| text)
    }

    /// True where the title takes the keyboard: always, unless only the cases are wrong.
    fn begins_at_title(&self) -> bool {
        self.wrong.contains_key("title") || !self.wrong.contains_key("cases")
    }

    /// True for the selected kind of cases where it names no case: it takes the keyboard, unless the title is wrong too.
    fn lacks_cases(&self, which: &str) -> bool {
        self.typed.which == which && self.wrong.contains_key("cases")
    }
}

/// `GET /{code}/runs/new`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    if !request.may(Permission::WriteResults) {
        request.read(|tx| request.project(tx))?;
        return Err(ApiError::forbidden());
    }
    let date = request.tr.date(request.now);
    // The search for suites and tags sends what is checked.
    let mut typed = RunInput::of(&Form::parse(request.uri.query().unwrap_or_default().as_bytes()));
    if typed.title.is_empty() {
        typed.title = request.tr.message(&Message::new("manual-run-default-title").with("date", date));
    }
    typed.once = format!("{:032x}", rand::random::<u128>());
    shown(request, &typed, StatusCode::OK, "", BTreeMap::new(), None)
}

fn shown(
    request: &PageRequest,
    typed: &RunInput,
    code: StatusCode,
    problem: &str,
    wrong: BTreeMap<&'static str, String>,
    twin: Option<i64>,
) -> ApiResult<Response> {
    let (frame, tr) = (Frame::of(request)?, request.tr);
    request.read(|tx| {
        let project = request.project(tx)?;
        let environments = tx.environments().list(project.id, None, None, Slice::ALL)?.rows;
        let environments = environments.into_iter().map(|one| {
            let value = one.number.to_string();
            Choice { is_chosen: typed.environment == value, value, title: one.content.title, count: String::new() }
        });
        let mut children: BTreeMap<Option<SuiteId>, Vec<(SuiteId, i64, String)>> = BTreeMap::new();
        for suite in tx.suites().of_project(project.id)? {
            children.entry(suite.parent_id).or_default().push((suite.id, suite.number, suite.content.title));
        }
        let mut below = |parent: Option<SuiteId>, depth: usize| {
            let found = children.remove(&parent).unwrap_or_default();
            found.into_iter().rev().map(move |(id, number, title)| (id, number, title, depth))
        };
        let (wanted, mut is_cut, mut suites) = (fold(&typed.find), false, Vec::new());
        let mut room = BOXES;
        let mut open: Vec<(SuiteId, i64, String, usize)> = below(None, 0).collect();
        while let Some((id, number, title, depth)) = open.pop() {
            let is_checked = typed.suites.contains(&number);
            if is_shown(is_checked, &title, &wanted, &mut room, &mut is_cut) {
                suites.push(SuiteBox { number, title, depth: depth.min(DEEPEST), is_checked });
            }
            open.extend(below(Some(id), depth + 1));
        }
        let mut room = BOXES;
        let mut tags = Vec::new();
        for (title, n) in tx.tag_counts(project.id)? {
            let is_chosen = typed.tags.contains(&title);
            if is_shown(is_chosen, &title, &wanted, &mut room, &mut is_cut) {
                tags.push(Choice { is_chosen, value: title.clone(), title, count: tr.number(n) });
            }
        }
        let people = people(tx, project.id)?.into_iter().map(|one| {
            let (is_chosen, value) = (one.is_chosen(typed), one.values().next().unwrap_or_default());
            Choice { is_chosen, value, title: one.name, count: String::new() }
        });
        let cases = tx.projects().counts(project.id)?.cases;
        let page = NewPage {
            frame: &frame,
            tr,
            code: &project.code,
            typed,
            problem: problem.to_owned(),
            wrong,
            environments: environments.collect(),
            suites,
            tags,
            people: people.collect(),
            cases: tr.number(cases),
            is_cut,
            twin,
        };
        Ok(html(code, &page))
    })
}

/// True for a box that the page shows: every checked one, and unchecked ones that match the typed name while there is room.
fn is_shown(is_checked: bool, title: &str, wanted: &str, room: &mut usize, is_cut: &mut bool) -> bool {
    if is_checked {
        return true;
    }
    if !wanted.is_empty() && !fold(title).contains(wanted) {
        return false;
    }
    *is_cut |= *room == 0;
    let has_room = *room > 0;
    *room = room.saturating_sub(1);
    has_room
}

/// `POST /{code}/runs/new`: a run by hand with the chosen cases, or one that a tool fills.
pub fn create(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let typed = RunInput::of(form);
    let made = if typed.by_tool { by_tool(request, &typed) } else { by_hand(request, &typed) };
    match made {
        Ok(FormOutcome::Twin(number)) => shown(request, &typed, StatusCode::CONFLICT, "", BTreeMap::new(), Some(number)),
        Ok(FormOutcome::Run(number)) => Ok(redirect(&format!("/{}/runs/{number}", request.code()))),
        Err(error) if matches!(error.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST) => {
            let field = |wrong: &FieldError| match wrong.field.trim_start_matches('/').split('/').next().unwrap_or_default() {
                "title" => "title",
                "description" => "description",
                "environment_id" => "environment",
                _ => "cases",
            };
            let wrong = error.fields.iter().map(|one| (field(one), wrong_fields::sentence(request.tr, &one.error))).collect();
            shown(request, &typed, StatusCode::UNPROCESSABLE_ENTITY, &sentence(request.tr, &error), wrong, None)
        }
        Err(error) => Err(error),
    }
}

/// Creates a run whose results a tool gives, by the operation of the API.
fn by_tool(request: &PageRequest, typed: &RunInput) -> ApiResult<FormOutcome> {
    let body = json!({
        "title": typed.title.trim(),
        "description": Some(typed.description.trim()).filter(|text| !text.is_empty()),
        "environment_id": crate::call::integer(&typed.environment),
        "is_autotest": true,
        "cases": [],
    });
    let mut call = request.call("createRun", Vec::new(), "", body)?;
    if let Some(key) = typed.key() {
        call.headers.insert(once::HEADER, key);
    }
    if !typed.is_another
        && let Some(number) = request.read(|tx| twin_by_tool(request, tx, typed))?
    {
        // The same form may have been executed before.
        let known = once::Key::of(&call)?.map(|key| key.known(&call)).transpose()?.flatten();
        return known.map_or(Ok(FormOutcome::Twin(number)), |known| number_of(known).map(FormOutcome::Run));
    }
    Ok(FormOutcome::Run(run(&call)?.object["id"].as_i64().unwrap_or_default()))
}

/// The number of an equal open run that was created for a tool a moment ago.
fn twin_by_tool(request: &PageRequest, tx: &Tx<'_>, typed: &RunInput) -> ApiResult<Option<i64>> {
    let project = request.project(tx)?;
    let environment_id = match crate::call::integer(&typed.environment) {
        // An unknown one is refused by the operation.
        Some(number) => match tx.environments().by_number(project.id, number) {
            Ok(environment) => Some(environment.id),
            Err(_) => return Ok(None),
        },
        None => None,
    };
    let content = RunContent {
        title: typed.title.trim().to_owned(),
        description: Some(typed.description.trim().to_owned()).filter(|text| !text.is_empty()),
        environment_id,
        is_autotest: true,
        ..RunContent::default()
    };
    twin(tx, project.id, &content, &BTreeSet::new())
}

/// Creates a run by hand as the window does: with the cases in the order of the tree, one item for each combination of parameters.
fn by_hand(request: &PageRequest, typed: &RunInput) -> ApiResult<FormOutcome> {
    let mut call = request.call("createRun", Vec::new(), "", typed.content())?;
    if let Some(key) = typed.key() {
        call.headers.insert(once::HEADER, key);
    }
    let key = once::Key::of(&call)?;
    if let Some(known) = key.as_ref().map(|key| key.known(&call)).transpose()?.flatten() {
        return number_of(known).map(FormOutcome::Run);
    }
    let project = request.read(|tx| request.project(tx))?;
    let blank = |field: &str| Message::new("invalid-blank").with("field", field);
    if typed.title.trim().is_empty() {
        return Err(wrong("title", &request.tr.message(&blank("title"))));
    }
    let cases = cases(request, &project, typed)?;
    let environment = match crate::call::integer(&typed.environment) {
        Some(number) => {
            let find = |tx: &Tx<'_>| named("/environment_id", tx.environments().by_number(project.id, number));
            Some(request.read(find)?.id)
        }
        None if typed.environment.trim().is_empty() => None,
        None => return Err(wrong("/environment_id", "web-wrong-nothing")),
    };
    let content = RunContent {
        title: typed.title.trim().to_owned(),
        description: Some(typed.description.clone()).filter(|text| !text.trim().is_empty()),
        environment_id: environment,
        ..RunContent::default()
    };
    // Only what the page offers: a user's name comes from the list of members.
    let offered = request.read(|tx| people(tx, project.id))?;
    let (mut people, mut named_people) = (Vec::new(), Vec::new());
    for one in offered.into_iter().filter(|one| one.is_chosen(typed)) {
        match one.person {
            Some(person) => people.push(person),
            None => named_people.push(one.name),
        }
    }
    let form = manual::RunForm { content, cases, people, named_people, ..manual::RunForm::default() };
    let wanted: BTreeSet<CaseId> = form.cases.iter().copied().collect();
    let twin = if typed.is_another { None } else { request.read(|tx| twin(tx, project.id, &form.content, &wanted))? };
    if let Some(number) = twin {
        // The same form may have been executed meanwhile.
        let known = key.as_ref().map(|key| key.known(&call)).transpose()?.flatten();
        return known.map_or(Ok(FormOutcome::Twin(number)), |known| number_of(known).map(FormOutcome::Run));
    }
    let number = call.execute(manual::creation(&form), |tx| {
        // The same form may have been executed a moment ago.
        if let Some(known) = key.as_ref().map(|key| key.known_in(tx)).transpose()?.flatten() {
            return number_of(known);
        }
        let made = manual::create_in(tx, project.id, &form).map_err(|error| invalid(request.tr, error))?;
        if let Some(key) = &key {
            key.keep_answer(tx, &Answer::new(StatusCode::CREATED, &json!({ "id": made.number })), true)?;
        }
        Ok(made.number)
    })?;
    Ok(FormOutcome::Run(number))
}

/// Number of an equal run that was created a moment ago, because somebody went back in the browser and sent the form again. A
/// finished run of a tool does not count: the tool may run again.
fn twin(tx: &Tx<'_>, project: ProjectId, wanted: &RunContent, cases: &BTreeSet<CaseId>) -> ApiResult<Option<i64>> {
    for run in tx.runs().latest(project, TWINS)? {
        let is_near = tx.now().saturating_sub(run.created_ms) < TWIN_MS;
        let (a, b) = (&run.content, wanted);
        let is_equal = a.title == b.title && a.description == b.description && a.environment_id == b.environment_id;
        let is_same_kind = !b.is_autotest || (a.is_autotest && run.state == RunState::Active);
        if is_near && is_equal && is_same_kind {
            let planned: BTreeSet<CaseId> = tx.runs().planned(run.id)?.into_iter().map(|one| one.plan.case).collect();
            if planned == *cases {
                return Ok(Some(run.number));
            }
        }
    }
    Ok(None)
}

/// Number of the run that an answer tells of.
fn number_of(answer: Answer) -> ApiResult<i64> {
    Ok(done(answer)?.object["id"].as_i64().unwrap_or_default())
}

/// Somebody whom a run can be assigned to.
struct Assignee {
    /// Person of the registry.
    person: Option<PersonId>,
    /// User of the server.
    user: Option<UserId>,
    name: String,
}

impl Assignee {
    /// Values of the form that mean this one, the offered one first. A user becomes a person by the first run, so that an open form may have
    /// either.
    fn values(&self) -> impl Iterator<Item = String> {
        let user = self.user.map(|user| format!("user:{}", user.0));
        user.into_iter().chain(self.person.map(|person| person.0.to_string()))
    }

    fn is_chosen(&self, typed: &RunInput) -> bool {
        self.values().any(|value| typed.people.contains(&value))
    }
}

/// The people of the registry, and the users of the server who may enter results of the project, by name. Somebody who is both is listed once.
fn people(tx: &Tx<'_>, project: ProjectId) -> ApiResult<Vec<Assignee>> {
    let mut users = BTreeMap::new();
    for user in tx.users().all()? {
        if user.access().allows_in(project, Permission::WriteResults) {
            users.insert(fold(&user.name), user);
        }
    }
    let registered = tx.people().all()?.into_iter().filter(|person| person.is_active);
    let mut found: Vec<Assignee> = registered
        .map(|person| {
            let user = users.remove(&fold(&person.name)).map(|user| user.id);
            Assignee { person: Some(person.id), user, name: person.name }
        })
        .collect();
    found.extend(users.into_values().map(|user| Assignee { person: None, user: Some(user.id), name: user.name }));
    found.sort_by_cached_key(|one| fold(&one.name));
    Ok(found)
}

/// A refusal of the store with its sentence in the language of the visitor, beside its field.
pub fn invalid(tr: Tr, error: voluptas_store::Error) -> ApiError {
    match error {
        voluptas_store::Error::Invalid(invalid) => wrong(invalid.field, &tr.message(&invalid.message)),
        other => other.into(),
    }
}

fn wrong(field: &str, error: &str) -> ApiError {
    ApiError::unprocessable(field, error)
}

/// The chosen cases.
fn cases(request: &PageRequest, project: &Project, typed: &RunInput) -> ApiResult<Vec<CaseId>> {
    let selection = match typed.which.as_str() {
        "suites" => Selection { suites: typed.suites.clone(), ..Selection::default() },
        "tags" => {
            // A case needs one of the tags; a filter without tags would name all cases.
            let filter = CaseFilter { tags: typed.tags.iter().cloned().collect(), ..CaseFilter::default() };
            Selection { filters: if typed.tags.is_empty() { Vec::new() } else { vec![filter] }, ..Selection::default() }
        }
        "failed" => Selection { failed_last: true, ..Selection::default() },
        _ => Selection { filters: vec![CaseFilter::default()], ..Selection::default() },
    };
    select(&request.app.store, project.id, &selection).map_err(|error| invalid(request.tr, error))
}
