//! Settings of projects that one form changes together.

use testkit::fixture::Fixture;
use voluptas_app::project::settings::{ProjectChange, change, issue_url};
use voluptas_store::trackers::TrackerSettings;
use voluptas_store::{Error, Store};

fn tracker(place: &str) -> TrackerSettings {
    TrackerSettings {
        kind: "github".into(),
        base_url: " https://api.github.com/ ".into(),
        place: place.into(),
        issue_type: Some(" ".into()),
    }
}

#[test]
fn a_tracker_is_written_with_the_other_settings_or_not_at_all() {
    let f = Fixture::new();
    let project = f.project().id;
    let set = |store: &Store, url: &str, tracker: Option<TrackerSettings>| {
        let wanted = ProjectChange { issue_url: Some(Some(url.into())), tracker: Some(tracker), ..ProjectChange::default() };
        change(store, &[(project, wanted)])
    };
    let kept = |store: &Store| store.read(|tx| Ok((issue_url(tx, project)?, tx.trackers().get(project)?))).expect("read");
    set(&f.store, "https://tracker.example/{id}", Some(tracker("/team/shop/"))).expect("set");
    let (url, stored) = kept(&f.store);
    let checked = TrackerSettings { base_url: "https://api.github.com".into(), issue_type: None, ..tracker("team/shop") };
    assert_eq!((url.as_deref(), stored), (Some("https://tracker.example/{id}"), Some(checked.clone())));
    let refused = set(&f.store, "https://other.example/{id}", Some(tracker("shop")));
    assert!(matches!(refused, Err(Error::Invalid(invalid)) if invalid.field == "place"));
    let (url, stored) = kept(&f.store);
    assert_eq!((url.as_deref(), stored), (Some("https://tracker.example/{id}"), Some(checked)), "nothing of it");
    set(&f.store, "https://other.example/{id}", None).expect("removed");
    assert_eq!(kept(&f.store).1, None);
    // A change of something else leaves the tracker.
    set(&f.store, "https://other.example/{id}", Some(tracker("team/shop"))).expect("set");
    let other = ProjectChange { auto_create_cases: Some(Some(true)), ..ProjectChange::default() };
    change(&f.store, &[(project, other)]).expect("changed");
    assert!(kept(&f.store).1.is_some());
}
