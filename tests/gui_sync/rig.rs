//! Two workspaces: one that a server offers as if it were Qase, and the one of the window; the dialog between them over HTTP.

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{Key, Modifiers, Theme, Ui};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use testkit::wait::{LIMIT, wait_long_for};
use voluptas::backend::{FilePicker, FileRequest, Picked};
use voluptas::sync_dialog::{DialogEnv, DialogResponse, SyncDialog, SyncTab};
use voluptas_app::Workspace;
use voluptas_app::mirror::watch::Watchers;
use voluptas_app::qase::connection::QaseConnection;
use voluptas_core::base::{Clock as _, Secret, SystemClock};
use voluptas_core::domain::case::{CaseContent, NewCase, Step};
use voluptas_core::domain::function::{FunctionContent, FunctionType};
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, SuiteId};
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_i18n::{Lang, Tr};
use voluptas_jobs::JobRunner;
use voluptas_qase::{Client, ClientConfig};
use voluptas_server::{RunningServer, Server, ServerConfig, TokenSource};
use voluptas_store::{Op, Store};

/// A fictional token.
pub const TOKEN: &str = "gui-token-0123456789";

/// The titles of the suites: title and the place of the parent.
const SUITES: [(&str, Option<usize>); 7] = [
    ("Корзина", None),
    ("Промокоды", Some(0)),
    ("Слияние корзин", Some(0)),
    ("Оплата", None),
    ("Карта и 3-D Secure", Some(3)),
    ("Доставка", None),
    ("Личный кабинет", None),
];

/// Cases: suite and title.
const CASES: [(usize, &str); 14] = [
    (1, "Просроченный код отклоняется"),
    (1, "Код даёт скидку 10 %"),
    (1, "Два кода одновременно"),
    (1, "Код с пробелами вокруг"),
    (2, "Корзина гостя сливается при входе"),
    (0, "Добавление товара"),
    (0, "Количество ограничено остатком"),
    (3, "Оплата картой с 3-D Secure"),
    (4, "Отказ банка показан покупателю"),
    (3, "Повторная оплата после обрыва"),
    (5, "Слот доставки занят"),
    (5, "Пункты выдачи на карте"),
    (6, "Вход по почте и паролю"),
    (6, "Сброс пароля"),
];

/// Functions of the registry: parent, type, FuncID, title.
const FUNCTIONS: [(Option<usize>, FunctionType, &str, &str); 9] = [
    (None, FunctionType::Module, "shop.checkout", "Оформление заказа"),
    (Some(0), FunctionType::Epic, "shop.cart", "Корзина"),
    (Some(1), FunctionType::Feature, "shop.cart.promo_code", "Промокод"),
    (Some(1), FunctionType::Feature, "shop.cart.add", "Добавление товара"),
    (Some(1), FunctionType::Feature, "shop.cart.merge", "Слияние корзин после входа"),
    (Some(0), FunctionType::Epic, "shop.pay", "Оплата"),
    (Some(5), FunctionType::Feature, "shop.pay.card", "Оплата картой с 3-D Secure"),
    (Some(5), FunctionType::Feature, "shop.pay.refund", "Возврат денег"),
    (None, FunctionType::Service, "shop.mailer", "Почтовая служба"),
];

/// The two workspaces and what lies between them.
pub struct Rig {
    pub dir: tempfile::TempDir,
    pub there: Store,
    pub there_project: ProjectId,
    pub server: Option<RunningServer>,
    pub workspace: Workspace,
    pub link: QaseConnection,
    pub functions: Vec<FunctionId>,
}

impl Rig {
    /// A small shop on both sides: suites and cases there, functions here.
    pub fn new() -> Self {
        Self::with_token(TOKEN)
    }

    /// The window's token may be another one than the server's.
    pub fn with_token(token: &str) -> Self {
        // The second test that installs it is told that it is there.
        rustls::crypto::ring::default_provider().install_default().ok();
        let dir = tempfile::tempdir().expect("temporary folder");
        let there = Store::open(&dir.path().join("there.voluptas"), Arc::new(SystemClock)).expect("store");
        let there_project = shop(&there);
        let runner = JobRunner::new(Arc::new(SystemClock)).expect("runtime");
        let config = ServerConfig::local(there.clone(), TokenSource::Given(Secret::new(TOKEN)));
        let server = runner.handle().block_on(Server::start(config)).expect("server");
        let client = Client::new(ClientConfig {
            requests_per_minute: 0,
            backoff: Duration::from_millis(2),
            ..ClientConfig::new(Secret::new(token)).with_base_url(server.base_url())
        })
        .expect("client");
        let workspace = Workspace::open(&dir.path().join("here.voluptas"), runner).expect("workspace");
        let functions = registry(&workspace.store);
        Self { dir, there, there_project, server: Some(server), workspace, link: QaseConnection::of_client(client), functions }
    }

    /// The window's file, opened once more: what a restart would see.
    pub fn reopened(&self) -> Store {
        Store::open(&self.dir.path().join("here.voluptas"), Arc::new(SystemClock)).expect("store")
    }

    /// Changes a case there, as a colleague would.
    pub fn change_there(&self, number: i64, change: impl FnOnce(&mut CaseContent)) {
        change_case(&self.there, self.there_project, number, change);
    }

    /// Removes cases there, as a colleague would.
    pub fn remove_there(&self, numbers: &[i64]) {
        let write = self.there.write(Op::bulk("test"), |tx| {
            for number in numbers {
                let case = tx.cases().by_number(self.there_project, *number)?.expect("case");
                tx.cases().set_deleted(case.id, true)?;
            }
            Ok(())
        });
        write.expect("written");
    }

    /// Changes the case here that a case there is.
    pub fn change_here(&self, number: i64, change: impl FnOnce(&mut CaseContent)) {
        let project = self.workspace.store.read(|tx| tx.projects().by_code("SHOP")).expect("read").expect("project");
        change_case(&self.workspace.store, project.id, number, change);
    }

    /// The case here of a number.
    pub fn case_here(&self, number: i64) -> voluptas_core::domain::case::Case {
        let read = self.reopened().read(|tx| {
            let project = tx.projects().by_code("SHOP")?.expect("project");
            tx.cases().by_number(project.id, number)
        });
        read.expect("read").expect("case")
    }
}

fn change_case(store: &Store, project: ProjectId, number: i64, change: impl FnOnce(&mut CaseContent)) {
    let write = store.write(Op::bulk("test"), |tx| {
        let case = tx.cases().by_number(project, number)?.expect("case");
        let mut content = case.content;
        change(&mut content);
        tx.cases().update(case.id, &content)
    });
    write.expect("written");
}

fn shop(store: &Store) -> ProjectId {
    let made = store.write(Op::bulk("shop"), |tx| {
        let project = tx.projects().create("SHOP", "Интернет-магазин", None)?;
        let mut ids: Vec<SuiteId> = Vec::new();
        for (title, parent) in SUITES {
            let content = SuiteContent { title: title.into(), ..SuiteContent::default() };
            ids.push(tx.suites().create(project.id, &NewSuite { parent_id: parent.map(|p| ids[p]), number: None, content })?);
        }
        let cases: Vec<NewCase> = CASES
            .iter()
            .map(|(suite, title)| NewCase {
                suite_id: Some(ids[*suite]),
                number: None,
                content: CaseContent {
                    title: (*title).into(),
                    priority: "medium".into(),
                    steps: vec![step("Открыть корзину", "Корзина показана"), step("Ввести код", "Сообщение «Код истёк»")],
                    ..CaseContent::default()
                },
            })
            .collect();
        tx.cases().create_many(project.id, &cases)?;
        Ok(project.id)
    });
    made.expect("shop").value
}

/// A step with what must be seen.
pub fn step(action: &str, expected: &str) -> Step {
    Step { action: action.into(), expected: Some(expected.into()), ..Step::default() }
}

fn registry(store: &Store) -> Vec<FunctionId> {
    let made = store.write(Op::bulk("registry"), |tx| {
        let mut ids: Vec<FunctionId> = Vec::new();
        for (parent, kind, func_id, title) in FUNCTIONS {
            let content = FunctionContent { func_id: func_id.into(), title: title.into(), kind, ..FunctionContent::default() };
            ids.push(tx.functions().create(parent.map(|p| ids[p]), &content, &[])?);
        }
        Ok(ids)
    });
    made.expect("registry").value
}

/// State of the harness: the dialog, and the requests that it sent to the window.
pub struct Stage {
    pub rig: Rig,
    pub dialog: SyncDialog,
    pub asked: Vec<DialogResponse>,
    pub lang: Lang,
    pub connected: bool,
    pub run_id: Option<i64>,
    /// The second account of the settings.
    pub second: Option<QaseConnection>,
    /// Watches what is kept, while the dialog is drawn.
    pub watchers: Watchers,
    /// Answers file dialogs.
    pub picker: Arc<dyn FilePicker>,
}

impl Stage {
    /// The dialog is open at a tab.
    pub fn new(rig: Rig, tab: SyncTab) -> Self {
        let mut dialog = SyncDialog::new();
        dialog.open(tab);
        Self {
            rig,
            dialog,
            asked: Vec::new(),
            lang: Lang::En,
            connected: true,
            run_id: None,
            second: None,
            watchers: Watchers::default(),
            picker: Arc::new(Answers(Picked::Unavailable)),
        }
    }

    /// Draws the dialog as the window does.
    pub fn draw(ui: &mut Ui, stage: &mut Self) {
        let env = DialogEnv {
            workspace: &stage.rig.workspace,
            link: stage.connected.then_some(&stage.rig.link),
            second: stage.second.as_ref(),
            watchers: &stage.watchers,
            picker: &stage.picker,
            project: Some("SHOP"),
            run_id: stage.run_id,
            tr: Tr::new(stage.lang),
            now: SystemClock.now(),
        };
        let response = stage.dialog.ui(ui.ctx(), &env);
        if let Some(id) = response.retry_watch {
            stage.watchers.retry(id);
        }
        if response.closed || response.open_settings || !response.news.is_empty() {
            stage.asked.push(response);
        }
    }
}

/// Answers every file dialog in the same way.
#[derive(Debug)]
pub struct Answers(pub Picked);

impl FilePicker for Answers {
    fn pick(&self, _: FileRequest) -> Picked {
        self.0.clone()
    }
}

/// A window of the usual size.
pub fn window<'a>(stage: Stage) -> Harness<'a, Stage> {
    Harness::builder()
        .with_size([1280.0, 800.0])
        .with_theme(Theme::Light)
        .with_context_setup(voluptas_ui::prepare)
        .build_ui_state(Stage::draw, stage)
}

/// A small window, as of 1440x900 pixels at a zoom of 200 %.
pub fn small_window<'a>(stage: Stage) -> Harness<'a, Stage> {
    Harness::builder()
        .with_size(SMALL)
        .with_theme(Theme::Light)
        .with_context_setup(voluptas_ui::prepare)
        .build_ui_state(Stage::draw, stage)
}

/// Size of [`small_window`] in points.
pub const SMALL: [f32; 2] = [720.0, 450.0];

/// Draws passes until something is so.
#[track_caller]
pub fn until(harness: &mut Harness<'_, Stage>, what: &str, is: impl FnMut(&mut Harness<'_, Stage>) -> bool) {
    until_within(harness, what, LIMIT, is);
}

/// Like [`until`], for work that takes minutes.
#[track_caller]
pub fn until_within(
    harness: &mut Harness<'_, Stage>,
    what: &str,
    limit: Duration,
    mut is: impl FnMut(&mut Harness<'_, Stage>) -> bool,
) {
    wait_long_for(what, limit, || {
        harness.step();
        is(harness).then_some(())
    });
    harness.step();
}

/// True when a label on screen contains the words.
pub fn shows(h: &Harness<'_, Stage>, words: &str) -> bool {
    h.query_all_by_label_contains(words).next().is_some()
}

/// Presses the primary button by its keys.
pub fn apply(h: &mut Harness<'_, Stage>) {
    h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    h.step();
}

/// The ids of all cases here.
pub fn cases(store: &Store) -> Vec<CaseId> {
    let read = store.read(|tx| {
        let Some(project) = tx.projects().by_code("SHOP")? else { return Ok(Vec::new()) };
        Ok(tx.cases().lines(project.id)?.into_iter().map(|c| c.id).collect())
    });
    read.expect("read")
}
