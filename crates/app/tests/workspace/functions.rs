//! The registry: tree, people, coverage, search.

use testkit::fixture::Fixture;
use voluptas_app::functions::coverage::CoverageState;
use voluptas_app::overview::lists as overview;
use voluptas_app::{functions, history};
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::function::FunctionType;
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::person::RaciRole;
use voluptas_store::db::dialect::SearchKind;
use voluptas_store::{Error, Op};

#[test]
fn ids_come_from_place_and_title() {
    let f = Fixture::new();
    let module = functions::edit::create_function(&f.store, None, FunctionType::Module, "Shop").unwrap();
    let epic = functions::edit::create_function(&f.store, Some(module), FunctionType::Epic, "Check out").unwrap();
    functions::edit::create_function(&f.store, Some(epic), FunctionType::Feature, "Promo code").unwrap();
    functions::edit::create_function(&f.store, Some(epic), FunctionType::Feature, "Promo code").unwrap();
    let f = f.reopen();
    let mut ids: Vec<String> = f.store.read(|tx| tx.functions().all()).unwrap().into_iter().map(|f| f.content.func_id).collect();
    ids.sort();
    assert_eq!(ids, ["shop", "shop.check_out", "shop.check_out.promo_code", "shop.check_out.promo_code.1"]);
}

#[test]
fn a_function_lies_only_where_its_type_may() {
    let f = Fixture::new();
    let module = functions::edit::create_function(&f.store, None, FunctionType::Module, "Shop").unwrap();
    let epic = functions::edit::create_function(&f.store, Some(module), FunctionType::Epic, "Cart").unwrap();
    let other = functions::edit::create_function(&f.store, None, FunctionType::Epic, "Pay").unwrap();
    assert!(matches!(functions::edit::move_function(&f.store, other, Some(epic)), Err(Error::Invalid(_))));
    assert!(matches!(functions::edit::move_function(&f.store, module, Some(module)), Err(Error::Invalid(_))));
    functions::edit::move_function(&f.store, other, Some(module)).unwrap();
    functions::edit::move_function(&f.store, other, None).unwrap();
}

#[test]
fn people_are_found_again_whatever_the_letter_case() {
    let f = Fixture::new();
    let id = functions::edit::create_function(&f.store, None, FunctionType::Feature, "Cart").unwrap();
    let content = f.store.read(|tx| tx.functions().get(id)).unwrap().content;
    let people = [(RaciRole::Qa, "Ольга Тестова".to_owned()), (RaciRole::Consulted, "ольга тестова".to_owned())];
    functions::edit::save_function(&f.store, id, &content, &people).unwrap();
    let (function, everybody) = f.store.read(|tx| Ok((tx.functions().get(id)?, tx.people().all()?))).unwrap();
    assert_eq!(everybody.len(), 1);
    assert_eq!(function.people.iter().map(|p| p.0).collect::<Vec<_>>(), [RaciRole::Qa, RaciRole::Consulted]);
}

#[test]
fn deleting_takes_what_lies_below_and_undo_brings_it_back() {
    let f = Fixture::new();
    let module = functions::edit::create_function(&f.store, None, FunctionType::Module, "Shop").unwrap();
    functions::edit::create_function(&f.store, Some(module), FunctionType::Epic, "Cart").unwrap();
    assert_eq!(functions::edit::delete_functions(&f.store, &[module]).unwrap(), 2);
    assert!(f.store.read(|tx| tx.functions().all()).unwrap().is_empty());
    history::step_history(&f.store, voluptas_store::history::Direction::Undo).unwrap();
    assert_eq!(f.store.read(|tx| tx.functions().all()).unwrap().len(), 2);
}

#[test]
fn linked_cases_feed_coverage() {
    let f = Fixture::new();
    let project = f.project();
    let id = functions::edit::create_function(&f.store, None, FunctionType::Feature, "Cart").unwrap();
    let new = NewCase { content: CaseContent { title: "Add".into(), ..Default::default() }, ..Default::default() };
    let case = f.store.write(Op::bulk("case"), |tx| tx.cases().create(project.id, &new)).unwrap().value;
    assert_eq!(overview::registry(&f.store).unwrap().coverage[&id].state(), CoverageState::Uncovered);
    assert_eq!(functions::edit::link(&f.store, &[(id, case, Origin::Manual)]).unwrap(), 1);
    assert_eq!(functions::edit::link(&f.store, &[(id, case, Origin::Manual)]).unwrap(), 0);
    let registry = overview::registry(&f.store).unwrap();
    assert_eq!(registry.coverage[&id].state(), CoverageState::Untested);
    let lines: Vec<_> = registry.lines_of(id).iter().map(|l| (l.case_id, l.last_status.clone())).collect();
    assert_eq!(lines, [(case, None)]);
    assert_eq!(functions::edit::unlink(&f.store, &[(id, case)]).unwrap(), 1);
}

#[test]
fn search_finds_beginnings_of_words_in_both_alphabets() {
    let f = Fixture::new();
    let id = functions::edit::create_function(&f.store, None, FunctionType::Feature, "Оплата картой Ёлка").unwrap();
    let find = |q: &str| f.store.read(|tx| tx.search().find(q, 10)).unwrap();
    assert_eq!(find("ОПЛ"), [(SearchKind::Function, id.0)]);
    assert_eq!(find("карт елка"), [(SearchKind::Function, id.0)]);
    assert_eq!(find("нет"), []);
    assert_eq!(find("\"' OR *"), []);
}

#[test]
fn search_finds_signs_in_titles() {
    let f = Fixture::new();
    let pay = functions::edit::create_function(&f.store, None, FunctionType::Feature, "Оплата 🚀 100% ✅").unwrap();
    let find = |q: &str| f.store.read(|tx| tx.search().find(q, 10)).unwrap();
    for signs in ["🚀", "✅ 🚀", "%", " 🚀 "] {
        assert_eq!(find(signs), [(SearchKind::Function, pay.0)], "{signs}");
    }
    for other in ["🎉", "🚀 🎉", "_", "\\", "🚀\0", " ", ""] {
        assert_eq!(find(other), [], "{other}");
    }
    assert_eq!(f.store.read(|tx| tx.search().find("🚀", 0)).unwrap(), []);
    functions::edit::delete_functions(&f.store, &[pay]).unwrap();
    assert_eq!(find("🚀"), [], "it is in the trash");
}

#[test]
fn functions_with_a_sign_leave_room_for_cases() {
    let f = Fixture::new();
    for title in ["🛒 1", "🛒 2", "🛒 3"] {
        functions::edit::create_function(&f.store, None, FunctionType::Feature, title).unwrap();
    }
    let content = CaseContent { title: "🛒".into(), ..CaseContent::default() };
    let new = NewCase { content, ..NewCase::default() };
    let project = f.project().id;
    f.store.write(Op::edit("case"), |tx| tx.cases().create(project, &new)).unwrap();
    let kinds = |limit: i64| {
        let found = f.store.read(|tx| tx.search().find("🛒", limit)).unwrap();
        found.into_iter().map(|(kind, _)| kind).collect::<Vec<_>>()
    };
    let (function, case) = (SearchKind::Function, SearchKind::Case);
    assert_eq!((kinds(2), kinds(3)), (vec![function, case], vec![function, function, case]));
    assert_eq!(kinds(9).len(), 4);
}

#[test]
fn search_finds_words_with_combining_marks() {
    let f = Fixture::new();
    let title = "Cafe\u{301} e\u{301}cole и\u{306}од हिन्दी ที่";
    let id = functions::edit::create_function(&f.store, None, FunctionType::Feature, title).unwrap();
    let find = |q: &str| f.store.read(|tx| tx.search().find(q, 10)).unwrap();
    for found in ["e\u{301}cole", "E\u{301}co", "и\u{306}од", "हिन्दी", "ที่", "cafe\u{301} И\u{306}о", title]
    {
        assert_eq!(find(found), [(SearchKind::Function, id.0)], "{found}");
    }
    for other in ["e\u{301}cox", "и\u{306}а", "\u{301}"] {
        assert_eq!(find(other), [], "{other}");
    }
}
