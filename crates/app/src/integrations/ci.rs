//! The pull or merge request that a job of a CI works on, as its variables say.

use serde_json::Value;
use voluptas_integrations::tracker::Kind;

/// Where a job writes its comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CiJob {
    pub kind: Kind,
    /// Repository, or path of the project.
    pub place: String,
    /// Number of the request; `None` for a job of a branch.
    pub request: Option<u64>,
}

/// The job whose variables `look_up` knows. `read` reads the file of a path. `None` outside of GitHub Actions and GitLab CI.
pub fn job(look_up: impl Fn(&str) -> Option<String>, read: impl Fn(&str) -> Option<Vec<u8>>) -> Option<CiJob> {
    if let Some(place) = look_up("GITHUB_REPOSITORY") {
        let of_ref = || look_up("GITHUB_REF")?.strip_prefix("refs/pull/")?.split('/').next()?.parse().ok();
        // Jobs of `pull_request_target`, `workflow_run` and the like run on another ref: their event names the request.
        let of_event = || request_of(&serde_json::from_slice(&read(&look_up("GITHUB_EVENT_PATH")?)?).ok()?);
        return Some(CiJob { kind: Kind::Github, request: of_ref().or_else(of_event), place });
    }
    let place = look_up("CI_MERGE_REQUEST_PROJECT_PATH").or_else(|| look_up("CI_PROJECT_PATH"))?;
    let request = look_up("CI_MERGE_REQUEST_IID").and_then(|number| number.parse().ok());
    // A job of a branch names the requests of the branch: `group/shop!12,other/shop!3`.
    let of_branch = || {
        let open = look_up("CI_OPEN_MERGE_REQUESTS")?;
        let own = open.split(',').find_map(|one| one.trim().split_once('!').filter(|(path, _)| *path == place));
        own.and_then(|(_, number)| number.parse().ok())
    };
    Some(CiJob { kind: Kind::Gitlab, request: request.or_else(of_branch), place })
}

/// The number in an event of GitHub.
fn request_of(event: &Value) -> Option<u64> {
    let of_comment = || event["issue"]["pull_request"].is_object().then(|| event["issue"]["number"].as_u64())?;
    let of_run = || event["workflow_run"]["pull_requests"].as_array()?.first()?["number"].as_u64();
    event["pull_request"]["number"].as_u64().or_else(of_comment).or_else(of_run)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)], event: &str) -> Option<(Kind, String, Option<u64>)> {
        let look_up = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
        job(look_up, |path| (path == "event.json").then(|| event.as_bytes().to_vec()))
            .map(|job| (job.kind, job.place, job.request))
    }

    #[test]
    fn variables_of_a_job_name_its_request() {
        let github = |name: &str, event: &str| {
            of(&[("GITHUB_REPOSITORY", "team/shop"), ("GITHUB_REF", name), ("GITHUB_EVENT_PATH", "event.json")], event)
        };
        let on = |request| Some((Kind::Github, "team/shop".to_owned(), request));
        assert_eq!(github("refs/pull/7/merge", ""), on(Some(7)));
        assert_eq!(github("refs/heads/main", r#"{"pull_request": {"number": 8}}"#), on(Some(8)));
        assert_eq!(github("refs/heads/main", r#"{"issue": {"number": 9, "pull_request": {}}}"#), on(Some(9)));
        assert_eq!(github("refs/heads/main", r#"{"issue": {"number": 9}}"#), on(None), "an issue is no request");
        assert_eq!(github("refs/heads/main", r#"{"workflow_run": {"pull_requests": [{"number": 10}]}}"#), on(Some(10)));
        assert_eq!(github("refs/heads/main", "no JSON"), on(None));
        let gitlab = |more: &[(&str, &str)]| of(&[&[("CI_PROJECT_PATH", "group/shop")], more].concat(), "");
        let on = |place: &str, request| Some((Kind::Gitlab, place.to_owned(), request));
        assert_eq!(gitlab(&[("CI_MERGE_REQUEST_IID", "12")]), on("group/shop", Some(12)));
        assert_eq!(gitlab(&[("CI_OPEN_MERGE_REQUESTS", "fork/shop!3,group/shop!13")]), on("group/shop", Some(13)));
        let of_fork =
            [("CI_PROJECT_PATH", "fork/shop"), ("CI_MERGE_REQUEST_PROJECT_PATH", "group/shop"), ("CI_MERGE_REQUEST_IID", "4")];
        assert_eq!(of(&of_fork, ""), on("group/shop", Some(4)), "the request is in the project that it goes to");
        assert_eq!(gitlab(&[]), on("group/shop", None));
        assert_eq!(of(&[("CI", "true")], ""), None);
    }
}
