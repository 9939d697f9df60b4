//! A fictional shop in a workspace: functions, people, suites, cases, mappings, a run with results.

use voluptas_core::domain::case::{CaseContent, Step};
use voluptas_core::domain::function::{FunctionContent, FunctionType};
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::person::RaciRole;
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::suite::SuiteContent;
use voluptas_core::domain::{case::NewCase, suite::NewSuite};
use voluptas_store::runs::NewRun;
use voluptas_store::{Op, Store};

use FunctionType::{Element, Epic, Feature, Module, Page, Service};

type Line = (&'static str, u8, FunctionType, &'static str, &'static str, &'static str, &'static str, bool, bool);

/// FuncID, depth, type, title, segment, QA, statuses of its cases (a letter each), critical, focus.
const FUNCTIONS: &[Line] = &[
    ("shop.catalog", 0, Module, "Catalog", "", "", "", false, false),
    ("shop.search", 1, Epic, "Search", "", "", "", false, false),
    ("shop.search.name", 2, Feature, "Search by name", "API", "Sam Orlov", "pppppp", false, false),
    ("shop.search.filter", 2, Feature, "Filters and sorting", "UI", "Sam Orlov", "pppp", false, false),
    ("shop.search.suggest", 2, Feature, "Suggestions while typing", "UX/CX", "Olga Tan", "b", false, true),
    ("shop.product", 1, Epic, "Product card", "", "", "", false, false),
    ("shop.product.photos", 2, Feature, "Photos", "UI", "Olga Tan", "pp", false, false),
    ("shop.product.reviews", 2, Feature, "Reviews", "Backend", "", "", false, false),
    ("shop.checkout", 0, Module, "Checkout", "", "", "", false, false),
    ("shop.cart", 1, Epic, "Cart", "", "", "", false, false),
    ("shop.cart.add", 2, Feature, "Add to cart", "UI", "Olga Tan", "ppp", true, false),
    ("shop.cart.promo_code", 2, Feature, "Promo code", "Backend", "Irina Shag", "pfppu", true, true),
    ("shop.cart.page", 2, Page, "Cart page", "UI", "Olga Tan", "pp", false, false),
    ("shop.cart.page.pay", 3, Element, "Pay button", "UI", "Olga Tan", "p", false, false),
    ("shop.cart.merge", 2, Feature, "Merge carts after sign-in", "Backend", "", "", true, false),
    ("shop.pay", 1, Epic, "Payment", "", "", "", false, false),
    ("shop.pay.card", 2, Feature, "Card, 3-D Secure", "Integration", "Pavel Chin", "pppfppp", true, true),
    ("shop.pay.refund", 2, Feature, "Refund", "API", "Pavel Chin", "bp", false, false),
    ("shop.pay.receipt", 2, Feature, "Receipt by e-mail", "Integration", "", "", false, false),
    ("shop.delivery", 1, Epic, "Delivery", "", "", "", false, false),
    ("shop.delivery.slots", 2, Feature, "Delivery slots", "Backend", "Irina Shag", "pppp", false, false),
    ("shop.delivery.map", 2, Page, "Pick-up points on a map", "UI", "Olga Tan", "ppp", false, false),
    ("shop.delivery.track", 2, Feature, "Parcel tracking", "API", "Sam Orlov", "ss", false, false),
    ("shop.account", 0, Module, "Account", "", "", "", false, false),
    ("shop.account.login", 1, Epic, "Sign in", "", "", "", false, false),
    ("shop.account.login.form", 2, Feature, "Sign in with a password", "Security", "Irina Shag", "ppppppppp", true, false),
    ("shop.account.reset", 2, Feature, "Password reset", "Security", "Irina Shag", "ppp", false, false),
    ("shop.mailer", 0, Service, "Mailer", "Integration", "", "p", false, false),
    ("shop.stock", 0, Service, "Stock service", "Integration", "", "", false, false),
];

fn status(letter: char) -> Option<ResultStatus> {
    match letter {
        'p' => Some(ResultStatus::Passed),
        'f' => Some(ResultStatus::Failed),
        'b' => Some(ResultStatus::Broken),
        's' => Some(ResultStatus::Skipped),
        _ => None,
    }
}

const PROMO: [&str; 5] =
    ["Code gives 10 %", "Expired code is refused", "Two codes at once", "Code on a sum below 500", "Code with blanks around it"];

/// Fills an empty workspace.
pub fn fill(store: &Store) {
    store
        .write(Op::bulk("fixture"), |tx| {
            let project = tx.projects().create("SHOP", "Demo shop", None)?;
            let mut above: Vec<FunctionId> = Vec::new();
            let mut suites = Vec::new();
            let mut results = Vec::new();
            for (func_id, depth, kind, title, segment, qa, letters, is_crit, is_focus) in FUNCTIONS {
                let depth = usize::from(*depth);
                above.truncate(depth);
                suites.truncate(depth);
                let content = FunctionContent {
                    func_id: (*func_id).into(),
                    title: (*title).into(),
                    kind: *kind,
                    segment: (!segment.is_empty()).then(|| (*segment).into()),
                    description: (*func_id == "shop.cart.promo_code")
                        .then(|| "A discount by a code in the cart: one code at a time, sums above 500.".into()),
                    is_crit: *is_crit,
                    is_focus: *is_focus,
                    maturity: Some("Production".into()),
                    automation_status: Some(if letters.len() > 2 { "Automated" } else { "Not Started" }.into()),
                    status: Some("Approved".into()),
                    ..FunctionContent::default()
                };
                let mut people = Vec::new();
                if !qa.is_empty() {
                    people.push((RaciRole::Qa, tx.people().ensure(qa)?));
                    people.push((RaciRole::Dev, tx.people().ensure("B Mark")?));
                }
                let function = tx.functions().create(above.last().copied(), &content, &people)?;
                above.push(function);
                let suite = if matches!(kind, Module | Epic) {
                    let new = NewSuite {
                        parent_id: suites.last().copied(),
                        content: SuiteContent { title: (*title).into(), ..SuiteContent::default() },
                        ..NewSuite::default()
                    };
                    let suite = tx.suites().create(project.id, &new)?;
                    suites.push(suite);
                    Some(suite)
                } else {
                    suites.last().copied()
                };
                for (i, letter) in letters.chars().enumerate() {
                    let name =
                        if *func_id == "shop.cart.promo_code" { PROMO[i].into() } else { format!("{title}, check {}", i + 1) };
                    let case = tx.cases().create(project.id, &NewCase { suite_id: suite, number: None, content: case(&name) })?;
                    tx.mappings().link(function, case, Origin::Manual)?;
                    results.extend(status(letter).map(|s| (case, name, s)));
                }
            }
            let new = NewRun {
                content: RunContent { title: "Nightly regression".into(), ..RunContent::default() },
                source: "junit".into(),
                start_ms: None,
                end_ms: None,
                cases: Vec::<CaseId>::new(),
            };
            let run = tx.runs().create(project.id, &new)?;
            for (case, title, status) in results {
                tx.results().add(run.id, &ResultContent { case_id: Some(case), title, status, ..ResultContent::default() })?;
            }
            Ok(())
        })
        .expect("the shop");
}

fn case(title: &str) -> CaseContent {
    let step = |action: &str, expected: &str| Step { action: action.into(), expected: Some(expected.into()), ..Step::default() };
    CaseContent {
        title: title.into(),
        description: Some("Checked with goods for 740.".into()),
        preconditions: Some("A cart with goods for 740.".into()),
        tags: vec!["cart".into(), "smoke".into()],
        steps: vec![
            step("Open the cart", "The sum is 740"),
            step("Enter the code OLD-2024", "The message says that the code expired"),
        ],
        ..CaseContent::default()
    }
}
