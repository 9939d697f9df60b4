//! Sign-ins that must fail: forged tokens, foreign states, replays, and providers that are down, slow or endless.

use super::issuer::{Issuer, Mood, SECRET, Signing};
use super::{Answer, Tab, add, world};
use crate::support::World;
use serde_json::{Value, json};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use voluptas_core::domain::user::Role;

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("time").as_secs()
}

/// The answer to the first sign-in for which the server looks at the provider again.
async fn after_a_look(w: &World, issuer: &Issuer) -> Answer {
    let before = issuer.be().reads;
    let ask = async || {
        let answer = Tab::new(w).get("/sign-in/oidc").await;
        (issuer.be().reads > before).then_some(answer)
    };
    testkit::wait::until_some("the server to look at the provider", ask).await
}

#[tokio::test]
async fn forged_tokens_sign_nobody_in() {
    let (w, issuer) = world(Some(Role::Viewer)).await;
    for signing in [Signing::OtherKey, Signing::UnknownKey, Signing::Nothing, Signing::ClientSecret] {
        issuer.be().signing = signing;
        let mut tab = Tab::new(&w);
        let answer = tab.sign_in(&issuer).await;
        assert!(answer.status == 403 && answer.text.contains("failed a check"), "{signing:?}: {}", answer.text);
        assert_eq!(tab.session(), None, "{signing:?}");
    }
    issuer.be().signing = Signing::Right;
    type Forgery = (&'static str, fn(&mut Value));
    let forgeries: [Forgery; 9] = [
        ("audience", |c| c["aud"] = "another-client".into()),
        ("two audiences", |c| c["aud"] = json!(["voluptas", "another-client"])),
        ("issuer", |c| c["iss"] = "https://login.example".into()),
        ("nonce", |c| c["nonce"] = "another".into()),
        ("no nonce", |c| drop(c.as_object_mut().and_then(|c| c.remove("nonce")))),
        ("expired", |c| c["exp"] = (now() - 120).into()),
        ("of the future", |c| c["iat"] = (now() + 600).into()),
        ("of another access token", |c| c["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA".into()),
        ("no expiry", |c| drop(c.as_object_mut().and_then(|c| c.remove("exp")))),
    ];
    for (what, forge) in forgeries {
        issuer.be().claims = Box::new(forge);
        let mut tab = Tab::new(&w);
        let answer = tab.sign_in(&issuer).await;
        assert!(matches!(answer.status, 403 | 503) && tab.session().is_none(), "{what}: {} {}", answer.status, answer.text);
    }
    // Clocks differ a little.
    issuer.be().claims = Box::new(|c| {
        c["exp"] = (now() - 30).into();
        c["iat"] = (now() + 30).into();
    });
    assert_eq!(Tab::new(&w).sign_in(&issuer).await.status, 303);
}

#[tokio::test]
async fn a_state_is_of_one_browser_once_for_ten_minutes() {
    let (w, issuer) = world(None).await;
    let mut tab = Tab::new(&w);
    let back = tab.begin(&issuer).await;
    let before = tab.clone();
    // Somebody sends another person the own way back: the code of the own account.
    let mut victim = Tab::new(&w);
    let answer = victim.get(&back).await;
    assert!(answer.status == 400 && victim.session().is_none() && answer.text.contains("Start again"), "{}", answer.text);
    victim.begin(&issuer).await;
    assert_eq!(victim.get(&back).await.status, 400, "with a cookie of another state");
    let exchanged = issuer.be().exchanges;
    assert_eq!(exchanged, 0, "nothing was asked of the provider");
    for path in ["/sign-in/oidc/callback", "/sign-in/oidc/callback?state=", "/sign-in/oidc/callback?code=code-1&state=wrong"] {
        assert_eq!(before.clone().get(path).await.status, 400, "{path}");
    }
    assert_eq!(tab.get(&back).await.status, 303);
    let mut again = before.clone();
    assert_eq!((again.get(&back).await.status, again.session()), (400, None), "the state works once");
    assert_eq!(issuer.be().exchanges, 1);
    let mut late = Tab::new(&w);
    let back = late.begin(&issuer).await;
    w.clock.advance(10 * 60_000);
    assert_eq!(late.get(&back).await.status, 400);
}

#[tokio::test]
async fn a_used_code_signs_nobody_in() {
    let (w, issuer) = world(None).await;
    let mut first = Tab::new(&w);
    let back = first.begin(&issuer).await;
    let code = back.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("code").to_owned();
    assert_eq!(first.get(&back).await.status, 303);
    let mut second = Tab::new(&w);
    let started = second.get("/sign-in/oidc").await;
    let (ask, fresh) = issuer.sign_in(&started.to);
    let answer = second.get(&format!("/sign-in/oidc/callback?code={code}&state={}", ask.state)).await;
    assert!(answer.status == 403 && second.session().is_none(), "{}", answer.text);
    // A code of one browser in the sign-in of another: the proof key does not fit.
    let mut third = Tab::new(&w);
    let started = third.get("/sign-in/oidc").await;
    let (other, _) = issuer.sign_in(&started.to);
    let answer = third.get(&format!("/sign-in/oidc/callback?code={fresh}&state={}", other.state)).await;
    assert!(answer.status == 403 && third.session().is_none(), "{}", answer.text);
}

#[tokio::test]
async fn a_sign_in_gives_a_new_session_whatever_the_browser_had() {
    let (w, issuer) = world(None).await;
    let mut tab = Tab::new(&w);
    tab.cookies.insert("voluptas_session".into(), "planted".into());
    assert_eq!(tab.sign_in(&issuer).await.status, 303);
    let first = tab.session().expect("session").to_owned();
    assert_ne!(first, "planted");
    assert_eq!(tab.sign_in(&issuer).await.status, 303);
    assert_ne!(tab.session(), Some(first.as_str()));
}

#[tokio::test]
async fn the_way_back_leads_to_own_pages_alone() {
    let (w, issuer) = world(None).await;
    for next in [
        "https%3A%2F%2Fevil.example",
        "%2F%2Fevil.example%2F",
        "%2F%5Cevil.example",
        "javascript%3Aalert(1)",
        "%2Fa%0D%0ASet-Cookie%3A%20a%3Db",
    ] {
        let mut tab = Tab::new(&w);
        let started = tab.get(&format!("/sign-in/oidc?next={next}")).await;
        let (ask, code) = issuer.sign_in(&started.to);
        let back = tab.get(&format!("/sign-in/oidc/callback?code={code}&state={}&next={next}", ask.state)).await;
        assert_eq!((back.status, back.to.as_str()), (303, "/"), "{next}");
    }
}

#[tokio::test]
async fn users_without_a_verified_known_e_mail_stay_outside() {
    let (w, issuer) = world(None).await;
    let refused = async |claims: fn(&mut Value), words: &str| {
        issuer.be().claims = Box::new(claims);
        let mut tab = Tab::new(&w);
        let answer = tab.sign_in(&issuer).await;
        assert!(answer.status == 403 && answer.text.contains(words) && tab.session().is_none(), "{words}: {}", answer.text);
        answer.text
    };
    refused(|c| c["email_verified"] = false.into(), "did not confirm").await;
    refused(|c| drop(c.as_object_mut().and_then(|c| c.remove("email_verified"))), "did not confirm").await;
    refused(|c| c["email"] = "nobody@shop.example".into(), "nobody@shop.example has no user here").await;
    let shown = refused(|c| c["email"] = "<script>alert(1)</script>@x".into(), "has no user here").await;
    assert!(!shown.contains("<script>alert"), "{shown}");
    let users = w.store.read(|tx| tx.users().all()).expect("users");
    assert_eq!(users.len(), 1, "{users:?}");
}

#[tokio::test]
async fn errors_of_the_provider_get_plain_words() {
    let (w, issuer) = world(None).await;
    let back = async |query: &str| {
        let mut tab = Tab::new(&w);
        let started = tab.get("/sign-in/oidc").await;
        let (ask, _) = issuer.sign_in(&started.to);
        let answer = tab.get(&format!("/sign-in/oidc/callback?state={}&{query}", ask.state)).await;
        assert!(!tab.cookies.contains_key("voluptas_sign_in") && tab.session().is_none());
        (answer.status, answer.text)
    };
    let (status, text) = back("error=access_denied&error_description=Call+0800").await;
    assert!(status == 403 && text.contains("Company reports that access was denied") && !text.contains("0800"), "{text}");
    let (status, text) = back("error=%3Cscript%3Ealert(1)").await;
    assert!(status == 403 && text.contains("unknown_error") && !text.contains("<script>alert"), "{text}");
    let (status, text) = back("error=login_required").await;
    assert!(status == 403 && text.contains("(login_required)"), "{text}");
    let (status, text) = back("code=code-1&iss=https%3A%2F%2Fevil.example").await;
    assert!(status == 403 && text.contains("failed a check"), "{text}");
    // An address that somebody made up: the text is not the provider's.
    let made_up = Tab::new(&w).get("/sign-in/oidc/callback?error=access_denied&state=x").await;
    assert!(made_up.status == 400 && !made_up.text.contains("access was denied"), "{}", made_up.text);
}

#[tokio::test]
async fn a_provider_that_is_down_slow_or_endless_is_told_of_and_comes_back() {
    let (w, issuer) = world(None).await;
    for mood in [Mood::Broken, Mood::Page, Mood::Endless, Mood::Slow] {
        issuer.be().metadata = mood;
        let began = Instant::now();
        let answer = after_a_look(&w, &issuer).await;
        assert!(answer.status == 503 && answer.text.contains("Company does not answer"), "{mood:?}: {}", answer.text);
        assert!(answer.text.contains("name=\"token\""), "another way in is offered");
        assert!(began.elapsed() < Duration::from_secs(5), "{mood:?}: {:?}", began.elapsed());
        let reads = issuer.be().reads;
        assert_eq!(Tab::new(&w).get("/sign-in/oidc").await.status, 503);
        assert_eq!(issuer.be().reads, reads, "a failure is kept for a moment");
    }
    issuer.be().metadata = Mood::Good;
    assert_eq!(after_a_look(&w, &issuer).await.status, 303);
    for mood in [Mood::Broken, Mood::Page, Mood::Endless, Mood::Slow] {
        issuer.be().token = mood;
        let mut tab = Tab::new(&w);
        let began = Instant::now();
        let answer = tab.sign_in(&issuer).await;
        assert!(answer.status == 503 && tab.session().is_none(), "{mood:?}: {}", answer.text);
        assert!(began.elapsed() < Duration::from_secs(5), "{mood:?}: {:?}", began.elapsed());
    }
    issuer.be().token = Mood::Good;
    assert_eq!(Tab::new(&w).sign_in(&issuer).await.status, 303, "it works again");
}

#[tokio::test]
async fn metadata_that_lead_elsewhere_are_refused() {
    let (w, issuer) = world(None).await;
    type Change = fn(&mut Value);
    let changes: [Change; 3] = [
        |m| m["issuer"] = "https://login.example".into(),
        |m| m["jwks_uri"] = "http://login.example/keys".into(),
        // Last: these metadata are kept.
        |m| m["authorization_endpoint"] = "http://login.example/authorize".into(),
    ];
    for change in changes {
        issuer.be().change_metadata = Box::new(change);
        let answer = after_a_look(&w, &issuer).await;
        assert!(answer.status == 503 && answer.to.is_empty(), "{}", answer.text);
    }
}

#[tokio::test]
async fn the_secret_and_codes_are_in_no_answer_and_not_in_the_audit() {
    let (w, issuer) = world(None).await;
    issuer.be().refusal = Some("invalid_client");
    let mut tab = Tab::new(&w);
    let back = tab.begin(&issuer).await;
    let answer = tab.get(&back).await;
    assert!(answer.status == 503 && !answer.text.contains(SECRET), "{}", answer.text);
    issuer.be().refusal = None;
    assert_eq!(tab.sign_in(&issuer).await.status, 303);
    w.clock.advance(61_000);
    testkit::wait::until("the refusal in the audit", || {
        let rows = w.store.read(|tx| tx.audit().list(&voluptas_store::audit::AuditFilter::default(), 100)).expect("audit");
        let all = format!("{rows:?}");
        assert!(!all.contains(SECRET) && !all.contains("code-"), "{all}");
        rows.iter().any(|row| row.action == "refused-sign-in")
    })
    .await;
    let metrics = w.client.get(w.url("/metrics")).header("Token", crate::support::TOKEN).send().await.expect("answer");
    let metrics = metrics.text().await.expect("text");
    assert!(!metrics.contains(SECRET) && !metrics.contains("code-"), "{metrics}");
}

#[tokio::test]
async fn many_wrong_codes_of_an_address_have_to_wait() {
    let (w, issuer) = world(None).await;
    add(&w, "Boss", "boss@shop.example");
    issuer.be().refusal = Some("invalid_grant");
    let mut statuses = Vec::new();
    for _ in 0..70 {
        statuses.push(Tab::new(&w).sign_in(&issuer).await.status);
    }
    assert_eq!((statuses[0], statuses[69]), (403, 429), "{statuses:?}");
    assert!(issuer.be().exchanges < 70);
}
