//! A server with two projects that share a custom field, and what tests ask of it.

use std::sync::Arc;
use std::time::Duration;
use voluptas_core::base::{FixedClock, Secret};
use voluptas_mirror::{Mirror, Options, RetryLimits, SourceRun, Summary};
use voluptas_qase::model::{
    CaseBulkItem, CaseWrite, CustomFieldWrite, Execution, FieldEntity, FieldKind, ProjectCreate, ResultV2, RunCreate, TestResult,
};
use voluptas_qase::{Client, ClientConfig, ResultFilter};
use voluptas_server::{Faults, RunningServer, Server, ServerConfig, TokenSource};
use voluptas_store::{Op, Store};

pub const TOKEN: &str = "test-token-0123456789";
/// 2026-11-20T06:00:00Z.
pub const NOW: i64 = 1_795_154_400_000;
/// Code of the project that results come from.
pub const AUTO: &str = "AUTO";
/// Code of the project that results go to.
pub const SHOP: &str = "SHOP";
pub const FIELD: &str = "Automation Key";

pub struct World {
    pub _dir: tempfile::TempDir,
    pub server: RunningServer,
    pub client: Client,
    pub field: i64,
}

pub fn config(server: &RunningServer) -> ClientConfig {
    ClientConfig {
        requests_per_minute: 0,
        backoff: Duration::from_millis(1),
        max_attempts: 12,
        late_write: Duration::from_millis(100),
        ..ClientConfig::new(Secret::new(TOKEN)).with_base_url(server.base_url())
    }
}

/// A client for tests of unanswered creations, which are looked for over its timeout and a little more.
pub fn impatient(server: &RunningServer) -> ClientConfig {
    ClientConfig { timeout: Duration::from_secs(2), ..config(server) }
}

/// A test of the mirror as it goes by default: everything from run `run` of AUTO into SHOP.
pub fn options(run: i64) -> Options {
    Options::new(AUTO, SourceRun::Id(run), SHOP)
}

impl World {
    pub async fn new() -> Self {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("two.voluptas"), Arc::new(FixedClock::at(NOW))).expect("store");
        let config_of_server = ServerConfig {
            faults: Faults::seeded(7),
            ..ServerConfig::local(store.clone(), TokenSource::Given(Secret::new(TOKEN)))
        };
        let server = Server::start(config_of_server).await.expect("server");
        let client = Client::new(config(&server)).expect("client");
        for code in [AUTO, SHOP] {
            let project = ProjectCreate { title: code.into(), code: code.into(), ..ProjectCreate::default() };
            client.create_project(&project).await.expect("project");
        }
        // Each test decides which results have a case.
        let no_cases = serde_json::json!({ "auto_create_cases": false });
        let switched = store.write(Op::bulk("test"), |tx| {
            tx.projects().all()?.iter().try_for_each(|p| tx.projects().set_settings(p.id, &no_cases))
        });
        switched.expect("settings");
        let field = CustomFieldWrite {
            title: FIELD.into(),
            entity: Some(FieldEntity::Case),
            kind: Some(FieldKind::Text),
            is_enabled_for_all_projects: Some(true),
            ..CustomFieldWrite::default()
        };
        let field = client.create_custom_field(&field).await.expect("field");
        Self { _dir: dir, server, client, field }
    }

    /// A world whose client does not wait long for answers.
    pub async fn impatient() -> Self {
        let mut world = Self::new().await;
        world.client = Client::new(impatient(&world.server)).expect("client");
        world
    }

    /// Cases with these keys, titled after them; an empty key is none.
    pub async fn cases(&self, project: &str, keys: &[&str]) -> Vec<i64> {
        let items: Vec<CaseBulkItem> = keys.iter().map(|key| self.case(key).into()).collect();
        let sent = self.client.write_cases(project, &items).await.expect("cases");
        sent.into_result().expect("all cases")
    }

    pub fn case(&self, key: &str) -> CaseWrite {
        let title: String = format!("Case {}", key.trim()).chars().take(200).collect();
        let case = CaseWrite { description: Some(format!("About {title}")), ..CaseWrite::titled(title) };
        if key.is_empty() { case } else { case.with_custom_field(self.field, key) }
    }

    pub async fn run(&self, project: &str, title: &str) -> i64 {
        let start = Some("2026-11-20 05:00:00".to_owned());
        let run = RunCreate { title: title.into(), start_time: start, ..RunCreate::default() };
        self.client.create_run(project, &run).await.expect("run")
    }

    pub async fn post(&self, project: &str, run: i64, results: &[ResultV2]) {
        let sent = self.client.create_results_v2(project, run, results).await.expect("results");
        sent.into_result().expect("all results");
    }

    pub fn mirror(&self, options: Options) -> Mirror {
        let limits = RetryLimits { attempts: 20, pause: Duration::from_millis(1), looks: 3 };
        Mirror { limits, ..Mirror::new(self.client.clone(), self.client.clone(), options) }
    }

    /// Prepares and applies.
    pub async fn go(&self, options: Options) -> Summary {
        let mirror = self.mirror(options);
        let prepared = mirror.prepare().await.expect("prepared");
        let summary = mirror.apply(&prepared).await;
        assert_eq!(summary.stopped, None);
        summary
    }

    /// The results of a run, oldest first.
    pub async fn results(&self, project: &str, run: i64) -> Vec<TestResult> {
        self.client.refresh().list_results(project, &ResultFilter::run(run)).await.expect("results")
    }

    /// Key of the case, status, milliseconds and end of each result, oldest first: what must be the same on both sides.
    pub async fn seen(&self, project: &str, run: i64) -> Vec<(String, String, i64, Option<String>)> {
        let cases = self.client.refresh().list_cases(project, &Default::default()).await.expect("cases");
        let key = |id: i64| {
            let case = cases.iter().find(|c| c.id == id);
            case.and_then(|c| c.custom_field(self.field)).unwrap_or_default().trim().to_owned()
        };
        let results = self.results(project, run).await;
        results.into_iter().map(|r| (key(r.case_id), r.status.clone(), r.time_spent_ms, r.end_time)).collect()
    }
}

/// The `n`th result of a run.
pub fn result(n: i64, case: i64, status: &str, comment: &str) -> ResultV2 {
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let start = (NOW / 1000 - 3000 + n * 2) as f64;
    ResultV2 {
        title: format!("Result {n}"),
        testops_ids: if case > 0 { vec![case] } else { Vec::new() },
        execution: Execution {
            status: status.into(),
            start_time: Some(start),
            end_time: Some(start + 1.0),
            duration: Some(1000),
            ..Execution::default()
        },
        message: (!comment.is_empty()).then(|| comment.to_owned()),
        ..ResultV2::default()
    }
}

/// The body of a mirrored comment: without its last line, which names the source.
pub fn visible(comment: Option<&str>) -> String {
    comment.unwrap_or_default().split("\n\n[//]: #").next().unwrap_or_default().to_owned()
}
