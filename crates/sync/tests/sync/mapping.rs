//! Mapping over the store: suggestions, acceptance, undo, orphans, rows.

use crate::support::World;
use voluptas_app::functions;
use voluptas_sync::import;
use voluptas_sync::mapping::{self, SyncState};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_import_to_coverage() {
    let world = World::new().await;
    world.seed_shop();
    import::run(&world.session(), &import::Options::default()).await.expect("import");
    let add = world.function("shop.cart.add", "[Feature]: Cart: adding", &[]);
    let expired = world.function("shop.promo.expired", "Old codes", &[]);
    world.function("shop.auth.sign_in", "Sign in", &[]);
    world.function("shop.search", "Search by words", &[]);
    let of = world.of();
    let input = world.here.read(|tx| mapping::load(tx, of.project_id)).unwrap();
    let suggestions = mapping::suggest(&input, 0.4);
    let accepted = mapping::accept(&suggestions, 0.9);
    assert_eq!(accepted.len(), 3, "{suggestions:?}");
    assert_eq!(functions::edit::link(&world.here, &accepted).unwrap(), 3);
    assert_eq!(functions::edit::link(&world.here, &accepted).unwrap(), 0);
    let rows = world.here.read(|tx| mapping::rows(tx, Some(&of))).unwrap();
    let first = rows.iter().find(|r| r.function_id == add).unwrap();
    assert_eq!(first.function_title, "Cart: adding", "the type before the title is not shown");
    assert_eq!((first.qase_id, first.state, first.qase_suite.as_deref()), (Some(1), SyncState::Linked, Some("Cart")));
    assert!(rows.iter().any(|r| r.function_id == expired && r.qase_id == Some(4)));
    let input = world.here.read(|tx| mapping::load(tx, of.project_id)).unwrap();
    let orphans = mapping::orphans(&input);
    assert_eq!((orphans.functions.len(), orphans.cases.len()), (1, 2));
}

#[test]
fn ten_thousand_titles_against_a_thousand() {
    use voluptas_core::domain::ids::{CaseId, FunctionId};
    use voluptas_sync::mapping::{CaseKey, FunctionKey, Input};
    let word = |n: usize| ["cart", "search", "payment", "delivery", "promo", "review", "account", "wishlist"][n % 8];
    let title = |i: usize| format!("The {} of a {} shows {} number {}", word(i), word(i / 8), word(i / 64), i % 977);
    let input = Input {
        functions: (0..1000)
            .map(|i| FunctionKey {
                id: FunctionId(i as i64),
                func_id: format!("shop.f{i}"),
                title: title(i * 7),
                is_testable: true,
            })
            .collect(),
        cases: (0..10_000)
            .map(|i| CaseKey { id: CaseId(i as i64), title: format!("{} again", title(i)), functional_id: None })
            .collect(),
        mapped: Default::default(),
    };
    let began = std::time::Instant::now();
    let found = mapping::suggest(&input, 0.5);
    assert!(found.len() > 5_000);
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}
