//! Two workspaces: one behind the embedded server plays the Qase account, the other is the one that is kept in step.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use testkit::wait::{until, until_some};
use voluptas_core::base::{Clock, FixedClock, Secret, SystemClock};
use voluptas_core::domain::case::{Case, CaseContent, NewCase, Step};
use voluptas_core::domain::custom_field::{CustomField, FieldEntity, FieldType};
use voluptas_core::domain::function::{FunctionContent, FunctionType};
use voluptas_core::domain::ids::{CaseId, FieldId, FunctionId, ProjectId, RunId, SuiteId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::project::RemoteProject;
use voluptas_core::domain::result::TestResult;
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::suite::{NewSuite, Suite, SuiteContent};
use voluptas_qase::{Client, ClientConfig};
use voluptas_server::{Faults, RunningServer, Server, ServerConfig, TokenSource};
use voluptas_store::journal::Entry;
use voluptas_store::runs::RunFilter;
use voluptas_store::{Op, Slice, Store, Tx};
use voluptas_sync::export::ResultEntry;
use voluptas_sync::{Cancelled, Error, Reporter, Session, Stage, Summary, WaitLimits};

/// A fictional token.
pub const TOKEN: &str = "test-token-0123456789";

/// 2026-11-20T06:00:00Z.
pub const NOW: i64 = 1_795_154_400_000;

/// Time beyond the time limit in which the tests look for a write whose answer was lost.
pub const LATE: Duration = Duration::ZERO;

/// Short waits for tests.
pub const QUICK: WaitLimits = WaitLimits { until_visible: Duration::from_millis(300) };

pub struct World {
    pub dir: tempfile::TempDir,
    pub clock: FixedClock,
    /// Store of the embedded server: the account's data.
    pub there: Store,
    pub server: RunningServer,
    /// The workspace.
    pub here: Store,
    pub client: Client,
    _homes: [testkit::engine::Home; 2],
}

impl World {
    /// An account with an empty project `SHOP`, and an empty workspace.
    pub async fn new() -> Self {
        let dir = tempfile::tempdir().expect("temporary folder");
        let clock = FixedClock::at(NOW);
        let (there, account) = testkit::engine::workspace(Arc::new(clock.clone()));
        let (here, home) = testkit::engine::workspace(Arc::new(clock.clone()));
        there.write(Op::bulk("seed"), |tx| tx.projects().create("SHOP", "Fictional shop", None)).expect("project");
        let config = ServerConfig {
            faults: Faults::seeded(7),
            ..ServerConfig::local(there.clone(), TokenSource::Given(Secret::new(TOKEN)))
        };
        let server = Server::start(config).await.expect("server");
        let client = client(&server, 8);
        Self { dir, clock, there, server, here, client, _homes: [account, home] }
    }

    pub fn session(&self) -> Session {
        Session::new(self.here.clone(), self.client.clone(), "shop").with_waits(QUICK)
    }

    /// A session that looks for a lost write for ten minutes, with pauses of a second and more.
    pub fn patient(&self) -> Session {
        let client = client_with(&self.server, |c| ClientConfig { late_write: Duration::from_secs(600), ..c });
        Session::new(self.here.clone(), client, "SHOP").with_waits(QUICK)
    }

    /// A session whose client gives up after one attempt: the server's first fault ends it, as a crash would. Its time
    /// limit is one that a busy machine does not reach.
    pub fn fragile(&self) -> Session {
        let timeout = Duration::from_secs(10);
        let client = client_with(&self.server, |c| ClientConfig { max_attempts: 1, timeout, ..c });
        Session::new(self.here.clone(), client, "SHOP").with_waits(QUICK)
    }

    /// Waits until this many requests with this method and path have reached the server.
    pub async fn until_asked(&self, method: &str, path: &str, times: usize) {
        let stats = self.server.stats();
        until(&format!("{times} of {method} {path}"), || stats.count(method, path) >= times).await;
    }

    /// Waits until the server works on nothing: neither on requests of a client that was dropped nor on late ones.
    pub async fn until_idle(&self) {
        // What a dropped client has put on its connection arrives before what is sent now.
        self.client.list_projects().await.expect("the server answers");
        until("the server to be idle", || self.server.is_idle()).await;
    }

    pub fn seed<T>(&self, f: impl FnOnce(&Tx<'_>, ProjectId) -> voluptas_store::Result<T>) -> T {
        self.there
            .write(Op::bulk("seed"), |tx| {
                let project = tx.projects().by_code("SHOP")?.expect("project").id;
                f(tx, project)
            })
            .expect("seed")
            .value
    }

    pub fn change<T>(&self, f: impl FnOnce(&Tx<'_>) -> voluptas_store::Result<T>) -> T {
        self.here.write(Op::bulk("change"), f).expect("change").value
    }

    /// Two suites in each other, five cases with all that a case can hold, one of them in no suite.
    pub fn seed_shop(&self) {
        self.seed(|tx, project| {
            field(tx, "functional_id")?;
            let cart = suite(tx, project, "Cart", None)?;
            let promo = suite(tx, project, "Promo codes", Some(cart))?;
            let step = |action: &str| Step { action: action.into(), expected: Some("It is seen".into()), ..Step::default() };
            let mut add = content("Add to cart");
            add.description = Some("Any article".into());
            add.steps = vec![Step { steps: vec![step("Choose a size")], ..step("Open an article") }, step("Press *Buy*")];
            add.tags = vec!["cart".into(), "smoke".into()];
            add.custom_fields = [("functional_id".to_owned(), "shop.cart.add".to_owned())].into();
            let cases = [
                (Some(cart), add),
                (Some(cart), content("Remove from cart")),
                (Some(promo), content("A promo code lowers the price")),
                (Some(promo), content("[shop.promo.expired] A code that has expired")),
                (None, content("Sign in")),
            ];
            for (suite_id, content) in cases {
                tx.cases().create(project, &NewCase { suite_id, number: None, content })?;
            }
            Ok(())
        });
    }

    /// The known project of the account.
    pub fn of(&self) -> RemoteProject {
        self.here.read(|tx| tx.remotes().projects()).expect("projects").into_iter().next().expect("a known project")
    }

    /// Writes to the known project that may still arrive.
    pub fn pending(&self) -> Vec<Entry> {
        let known = self.of().id;
        self.here.read(|tx| tx.journal().pending(known)).expect("journal")
    }

    /// Number of objects that are linked to the known project.
    pub fn links(&self) -> usize {
        let known = self.of().id;
        self.here.read(|tx| tx.remotes().links(known)).expect("links").len()
    }

    pub fn cases_there(&self) -> Vec<Case> {
        cases(&self.there)
    }

    pub fn cases_here(&self) -> Vec<Case> {
        cases(&self.here)
    }

    pub fn suites_there(&self) -> Vec<Suite> {
        suites(&self.there)
    }

    pub fn suites_here(&self) -> Vec<Suite> {
        suites(&self.here)
    }

    /// Number and title of each run there, with its results: case number and status.
    pub fn runs_there(&self) -> Vec<(String, Vec<(i64, String)>)> {
        self.there
            .read(|tx| {
                let project = tx.projects().by_code("SHOP")?.expect("project").id;
                let numbers: std::collections::BTreeMap<CaseId, i64> =
                    tx.cases().of_project(project)?.into_iter().map(|c| (c.id, c.number)).collect();
                let mut out = Vec::new();
                for run in tx.runs().list(project, &RunFilter::default(), Slice::ALL)?.rows {
                    let mut results: Vec<(i64, String)> = tx
                        .results()
                        .of_run(run.id)?
                        .iter()
                        .map(|r: &TestResult| {
                            let number = r.content.case_id.and_then(|c| numbers.get(&c)).copied().unwrap_or(0);
                            (number, r.content.status.slug().to_owned())
                        })
                        .collect();
                    results.sort();
                    out.push((run.content.title, results));
                }
                Ok(out)
            })
            .expect("runs")
    }

    /// A function here, covered by these cases.
    pub fn function(&self, func_id: &str, title: &str, cases: &[CaseId]) -> FunctionId {
        self.change(|tx| {
            let content = FunctionContent {
                func_id: func_id.into(),
                title: title.into(),
                kind: FunctionType::Feature,
                ..FunctionContent::default()
            };
            let id = tx.functions().create(None, &content, &[])?;
            for case in cases {
                tx.mappings().link(id, *case, Origin::Manual)?;
            }
            Ok(id)
        })
    }

    /// A function for every case of the workspace, so that an export can select the case.
    pub fn functions_of_all(&self) -> Vec<FunctionId> {
        let cases = self.cases_here();
        cases.iter().map(|c| self.function(&format!("shop.case{}", c.id.0), &c.content.title, &[c.id])).collect()
    }

    /// Changes the case with this number in Qase.
    pub fn edit_there(&self, number: i64, change: impl FnOnce(&mut CaseContent)) {
        let mut case = self.cases_there().into_iter().find(|c| c.number == number).expect("a case there");
        change(&mut case.content);
        self.seed(|tx, _| tx.cases().update(case.id, &case.content));
    }

    /// Changes the case with this title in the workspace.
    pub fn edit_here(&self, title: &str, change: impl FnOnce(&mut CaseContent)) {
        let mut case = self.cases_here().into_iter().find(|c| c.content.title == title).expect("a case here");
        change(&mut case.content);
        self.change(|tx| tx.cases().update(case.id, &case.content));
    }

    /// A local project with a tree of two suites and so many cases in the lower one, each covering a function of its own.
    pub fn local_cases(&self, n: usize) -> Vec<FunctionId> {
        let cases = self.change(|tx| {
            let project = tx.projects().ensure("SHOP", "Shop")?.id;
            let upper = suite(tx, project, "Checkout", None)?;
            let lower = suite(tx, project, "Payment", Some(upper))?;
            (0..n)
                .map(|i| {
                    let new = NewCase { suite_id: Some(lower), number: None, content: content(&format!("Pay in way {i}")) };
                    tx.cases().create(project, &new)
                })
                .collect::<voluptas_store::Result<Vec<_>>>()
        });
        (0..).zip(cases).map(|(i, case)| self.function(&format!("shop.pay.w{i}"), &format!("Way {i}"), &[case])).collect()
    }

    /// Enters a passed result for every case here.
    pub fn enter_results(&self, title: &str) -> RunId {
        let cases = self.cases_here();
        let entries: Vec<ResultEntry> = cases
            .iter()
            .map(|c| ResultEntry {
                case_id: c.id,
                status: if c.number % 3 == 0 { ResultStatus::Failed } else { ResultStatus::Passed },
                duration_ms: Some(1500),
                ended_ms: None,
                comment: Some(format!("Seen in {title}")),
            })
            .collect();
        let project = cases.first().expect("a case").project_id;
        voluptas_sync::export::store_entries(&self.here, project, title, "manual", &entries).expect("run")
    }
}

pub fn client(server: &RunningServer, attempts: u32) -> Client {
    client_with(server, |c| ClientConfig { max_attempts: attempts, ..c })
}

pub fn client_with(server: &RunningServer, change: impl FnOnce(ClientConfig) -> ClientConfig) -> Client {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let config = ClientConfig {
        requests_per_minute: 0,
        backoff: Duration::from_millis(2),
        timeout: Duration::from_secs(1),
        late_write: LATE,
        clock,
        ..ClientConfig::new(Secret::new(TOKEN)).with_base_url(server.base_url())
    };
    Client::new(change(config)).expect("client")
}

pub fn content(title: &str) -> CaseContent {
    CaseContent { title: title.into(), ..CaseContent::default() }
}

pub fn suite(tx: &Tx<'_>, project: ProjectId, title: &str, parent_id: Option<SuiteId>) -> voluptas_store::Result<SuiteId> {
    let content = SuiteContent { title: title.into(), ..SuiteContent::default() };
    tx.suites().create(project, &NewSuite { parent_id, number: None, content })
}

pub fn field(tx: &Tx<'_>, title: &str) -> voluptas_store::Result<FieldId> {
    tx.fields().create(&CustomField::new(title, FieldEntity::Case, FieldType::String))
}

fn cases(store: &Store) -> Vec<Case> {
    store
        .read(|tx| match tx.projects().by_code("SHOP")? {
            Some(project) => tx.cases().of_project(project.id),
            None => Ok(Vec::new()),
        })
        .expect("cases")
}

fn suites(store: &Store) -> Vec<Suite> {
    store
        .read(|tx| match tx.projects().by_code("SHOP")? {
            Some(project) => tx.suites().of_project(project.id),
            None => Ok(Vec::new()),
        })
        .expect("suites")
}

/// Titles of the suites above each case, and the case's content: what must be equal on both sides.
pub fn picture(cases: &[Case], suites: &[Suite]) -> Vec<(Vec<String>, CaseContent)> {
    let mut out: Vec<_> = cases
        .iter()
        .map(|c| {
            let mut path = Vec::new();
            let mut at = c.suite_id;
            while let Some(s) = at.and_then(|id| suites.iter().find(|s| s.id == id)) {
                path.insert(0, s.content.title.clone());
                at = s.parent_id;
            }
            let mut content = c.content.clone();
            content.normalise();
            // Descriptions of cases that the program created end with a trace.
            let text = content.description.take().unwrap_or_default();
            let body = voluptas_core::domain::trace::split(&text).0;
            content.description = (!body.is_empty()).then(|| body.into_owned());
            (path, content)
        })
        .collect();
    out.sort_by(|a, b| (&a.0, &a.1.title, a.1.hash()).cmp(&(&b.0, &b.1.title, b.1.hash())));
    out
}

/// Runs all of them at once, because they spend most of their time waiting.
pub async fn at_once<F: Future<Output = ()> + Send + 'static>(all: impl IntoIterator<Item = F>) {
    let mut tasks = tokio::task::JoinSet::new();
    for one in all {
        tasks.spawn(one);
    }
    while let Some(outcome) = tasks.join_next().await {
        if let Err(e) = outcome {
            std::panic::resume_unwind(e.into_panic());
        }
    }
}

/// Message keys of the report of an export or import: warnings, then differences.
pub fn told(done: &Summary) -> Vec<&str> {
    done.warnings.iter().chain(&done.drift).map(|m| m.key.as_ref()).collect()
}

/// Stops at the n-th time that it is asked.
pub struct StopAt {
    left: AtomicU64,
}

impl StopAt {
    pub fn new(n: u64) -> Arc<Self> {
        Arc::new(Self { left: AtomicU64::new(n) })
    }
}

impl Reporter for StopAt {
    fn progress(&self, _: Stage, _: u64, _: Option<u64>, _: &str) {}

    fn check(&self) -> Result<(), Cancelled> {
        let left = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1));
        if left.is_err() { Err(Cancelled) } else { Ok(()) }
    }
}

/// Repeats `work` until the lease is free: a write to the file that had begun when a task was aborted holds it until its end.
pub async fn when_free<T, F: Future<Output = Result<T, Error>>>(work: impl Fn() -> F) -> Result<T, Error> {
    let attempt = || {
        let outcome = work();
        async {
            match outcome.await {
                Err(Error::Busy { .. }) => None,
                outcome => Some(outcome),
            }
        }
    };
    until_some("the lease to be free", attempt).await
}
