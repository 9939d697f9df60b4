//! Users and tokens: what ends with what, and what running servers notice.

use std::collections::{BTreeMap, BTreeSet};
use testkit::fixture::Fixture;
use voluptas_core::domain::user::Role;
use voluptas_store::server_tokens::NewToken;
use voluptas_store::{Error, Op};

#[test]
fn users_and_tokens_come_back_after_a_restart() {
    let f = Fixture::new();
    let project = f.project();
    let write = f.store.write(Op::bulk("test"), |tx| {
        let anna = tx.users().create(" Анна ", Some(Role::Tester))?;
        tx.users().set_project_role(anna, project.id, Some(Role::Viewer))?;
        tx.users().set_project_role(anna, project.id, Some(Role::Lead))?;
        let new = NewToken {
            role: Some(Role::Viewer),
            projects: Some(BTreeSet::from([project.id])),
            expires_ms: Some(5),
            ..NewToken::of(anna, "CI")
        };
        tx.server_tokens().add("ab", &new)
    });
    let id = write.unwrap().value;
    let f = f.reopen();
    let (anna, tokens) = f.store.read(|tx| Ok((tx.users().by_name("аННа")?.unwrap(), tx.server_tokens().all()?))).unwrap();
    assert_eq!((anna.name.as_str(), anna.registry), ("Анна", Some(Role::Tester)));
    assert_eq!(anna.projects, BTreeMap::from([(project.id, Role::Lead)]));
    let (token, hash) = &tokens[0];
    assert_eq!((token.id, token.user, hash.as_str(), token.title.as_str()), (id, anna.id, "ab", "CI"));
    assert_eq!((token.role, &token.projects), (Some(Role::Viewer), &Some(BTreeSet::from([project.id]))));
    assert!(token.is_expired(5) && !token.is_expired(4));
}

#[test]
fn a_name_is_taken_whatever_the_letter_case() {
    let f = Fixture::new();
    let create = |name: &str| f.store.write(Op::bulk("test"), |tx| tx.users().create(name, None)).map(|_| ());
    create("Anna").unwrap();
    assert!(matches!(create("ANNA "), Err(Error::Duplicate(_))));
    assert!(matches!(create(" "), Err(Error::Invalid(_))));
}

#[test]
fn tokens_end_with_their_user_and_a_limit_outlives_its_project() {
    let f = Fixture::new();
    let project = f.project();
    let write = f.store.write(Op::bulk("test"), |tx| {
        let (anna, ben) = (tx.users().create("Anna", None)?, tx.users().create("Ben", None)?);
        tx.users().set_project_role(ben, project.id, Some(Role::Lead))?;
        tx.server_tokens().add("ab", &NewToken::of(anna, ""))?;
        let limited = NewToken { projects: Some(BTreeSet::from([project.id])), ..NewToken::of(ben, "") };
        tx.server_tokens().add("cd", &limited)?;
        tx.users().remove(anna)?;
        tx.projects().delete(project.id)
    });
    write.unwrap();
    let (users, tokens) = f.store.read(|tx| Ok((tx.users().all()?, tx.server_tokens().all()?))).unwrap();
    assert_eq!((users.len(), users[0].projects.len(), tokens.len()), (1, 0, 1));
    assert_eq!(tokens[0].0.projects, Some(BTreeSet::new()), "valid nowhere, and not everywhere");
}

#[test]
fn a_new_project_never_has_the_id_of_a_deleted_one() {
    let f = Fixture::new();
    let create = |code: &str| f.store.write(Op::bulk("test"), |tx| tx.projects().ensure(code, "Shop")).unwrap().value.id;
    let delete = |id| f.store.write(Op::bulk("test"), |tx| tx.projects().delete(id)).unwrap();
    let (one, two, three) = (create("ONE"), create("TWO"), create("THREE"));
    delete(three);
    delete(two);
    let four = create("FOUR");
    assert!(four > three, "{four} after {three}");
    assert_eq!(f.store.read(|tx| tx.projects().by_code("FOUR")).unwrap().map(|p| p.id), Some(four));
    delete(one);
    assert!(create("FIVE") > four);
}

#[test]
fn every_change_of_rights_is_counted_and_a_use_is_not() {
    let f = Fixture::new();
    let version = || f.store.read(|tx| tx.access_version()).unwrap();
    let changes = |what: &str, work: &dyn Fn(&voluptas_store::Tx<'_>) -> voluptas_store::Result<()>| {
        let before = version();
        f.store.write(Op::bulk("test"), work).unwrap();
        assert!(version() > before, "{what}");
    };
    let anna = |tx: &voluptas_store::Tx<'_>| Ok::<_, Error>(tx.users().by_name("Anna")?.unwrap().id);
    changes("project", &|tx| tx.projects().ensure("SHOP", "Shop").map(drop));
    changes("user", &|tx| tx.users().create("Anna", None).map(drop));
    changes("role", &|tx| tx.users().set_registry_role(anna(tx)?, Some(Role::Lead)));
    changes("token", &|tx| tx.server_tokens().add("ab", &NewToken::of(anna(tx)?, "")).map(drop));
    let id = f.store.read(|tx| Ok(tx.server_tokens().all()?[0].0.id)).unwrap();
    let before = version();
    f.store.write(Op::bulk("test"), |tx| tx.server_tokens().mark_used(&[(id, 7)])).unwrap();
    f.store.write(Op::bulk("test"), |tx| tx.server_tokens().mark_used(&[(id, 6)])).unwrap();
    let used = f.store.read(|tx| Ok((tx.access_version()?, tx.server_tokens().all()?[0].0.used_ms))).unwrap();
    assert_eq!(used, (before, Some(7)));
    changes("revoked", &|tx| tx.server_tokens().revoke(id));
    assert!(matches!(
        f.store.write(Op::bulk("test"), |tx| tx.server_tokens().revoke(id)),
        Err(Error::NotFound { entity: "token", .. })
    ));
    changes("renamed", &|tx| tx.users().rename(anna(tx)?, "Anna B"));
}
