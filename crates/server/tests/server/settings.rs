//! Settings that reach the client: its cache and its time limits.

use crate::support::{TOKEN, World};
use std::time::{Duration, Instant};
use voluptas_app::qase::connector::Connector;
use voluptas_core::base::Secret;
use voluptas_qase::model::SuiteWrite;
use voluptas_qase::{Client, Error};
use voluptas_settings::{Account, Credentials, Environment, Paths, QaseFlags, QaseSection, Settings};

/// The client that window and command line make by these settings.
fn client(w: &World, change: impl FnOnce(&mut QaseSection)) -> Client {
    let mut settings = Settings::default();
    settings.qase.base_url = w.server.base_url();
    settings.qase.requests_per_minute = 0;
    change(&mut settings.qase);
    let (environment, paths) = (Environment::default(), Paths::in_folder(w.dir.path()));
    let credentials = Credentials::new(Account::Primary, Some(Secret::new(TOKEN)), &environment, &paths);
    let connector = Connector::resolve(&settings, &credentials, &environment, &paths, &QaseFlags::default());
    connector.expect("values in force").client().expect("a client").client
}

#[tokio::test]
async fn cache_minutes_decide_whether_an_answer_is_used_again() {
    let w = World::demo().await;
    for (minutes, requests) in [(60, 1), (0, 2)] {
        let client = client(&w, |qase| qase.cache_minutes = minutes);
        w.server.stats().reset();
        for _ in 0..2 {
            client.get_project("DEMO").await.expect("project");
        }
        assert_eq!(w.server.stats().count("GET", "/v1/project/DEMO"), requests, "{minutes} minutes");
    }
}

#[tokio::test]
async fn the_timeout_ends_a_request() {
    let w = World::demo().await;
    w.server.faults().set_delay_ms(1_500);
    let suite = |title: &str| SuiteWrite::titled(title, None);
    // A write: a read would be repeated.
    let hasty = client(&w, |qase| (qase.timeout_s, qase.late_write_s) = (1, 0));
    assert_eq!(hasty.write_lifetime(), Duration::from_secs(1));
    let began = Instant::now();
    let lost = hasty.create_suite("DEMO", &suite("Lost")).await;
    assert!(matches!(lost, Err(Error::AnswerLost { .. })), "{lost:?}");
    assert!(began.elapsed() < Duration::from_millis(1_500), "{:?}", began.elapsed());
    let patient = client(&w, |qase| qase.timeout_s = 30);
    patient.create_suite("DEMO", &suite("Kept")).await.expect("an answer within the time limit");
}
