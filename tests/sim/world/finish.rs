//! The end of a world: it stands still, everything is synchronised in rounds, and the last round must find nothing to do.

use super::World;
use super::engine::{Chosen, End};
use super::event::{MirrorJob, Trouble};
use super::mirrors;
use crate::model::ends::{self, Reported};
use crate::qase::state::SHOP;
use crate::qase::wire::Fate;
use std::time::Duration;
use voluptas_sync::{export, import};

impl World {
    /// Lets the world come to rest and checks it.
    pub async fn finish(&mut self) {
        self.shared.with(|sim| sim.note("the world stands still"));
        self.shared.with(|sim| sim.account.fields_forbidden_until = 0);
        tokio::time::sleep(Duration::from_secs(1800)).await;
        self.shared.with(super::Sim::settle);
        let mut reported = vec![Reported::default(); self.desks.len()];
        // Each round carries a change on to further workspaces.
        let rounds = if self.desks.len() > 2 { 4 } else { 3 };
        for round in 1..=rounds {
            let last = round == rounds;
            let before = self.shared.with(|sim| {
                sim.note(&format!("round {round}"));
                sim.account.writes
            });
            let calm = self.round(&mut reported, last).await;
            if !calm {
                break;
            }
            let writes = self.shared.with(|sim| sim.account.writes) - before;
            if last && writes > 0 {
                self.shared.with(|sim| {
                    sim.violate("no rest", format!("{writes} writes in the last round of a world that stands still"))
                });
            }
            tokio::time::sleep(Duration::from_secs(300)).await;
        }
        let desks = &self.desks;
        self.shared.with(|sim| ends::check(sim, desks, &reported));
    }

    async fn round(&mut self, reported: &mut [Reported], last: bool) -> bool {
        for (n, reported) in reported.iter_mut().enumerate() {
            let import = self.calm_run(n, Some(import::Options::default()), None).await;
            let functions = self.desks[n].cover();
            let options = export::Options { functions, cases: true, ..export::Options::default() };
            let export = self.calm_run(n, None, Some(options.clone())).await;
            let (Some(import), Some(export)) = (import, export) else { return false };
            if last {
                *reported = Reported::of(&import, &export);
                if import.1.changes() > 0 {
                    let text = format!(
                        "{}: an import in the last round of a world that stands still changes something",
                        self.desks[n].name
                    );
                    self.shared.with(|sim| sim.violate("no rest", text));
                }
            }
            for (run, title) in self.runs[n].clone() {
                let results = Some(export::ResultsFrom::Run(run));
                let options =
                    export::Options { cases: false, results, run: Some(export::RunChoice::New(title)), ..options.clone() };
                if self.calm_run(n, None, Some(options)).await.is_none() {
                    return false;
                }
            }
        }
        let runs: Vec<i64> = self.shared.with(|sim| sim.account.project(SHOP).live_runs().map(|r| r.id).collect());
        for run in runs {
            let job = MirrorJob { dry: false, deliveries: 0, complete: false, trouble: Trouble::default() };
            let end = self.mirror_once("mirror-at-the-end", run, &job, 1).await;
            if let mirrors::End::Done(summary) = &end {
                self.shared.with(|sim| ends::check_mirror(sim, run, summary, last));
            }
        }
        true
    }

    async fn calm_run(
        &mut self,
        n: usize,
        import: Option<import::Options>,
        export: Option<export::Options>,
    ) -> Option<Box<(voluptas_sync::plan::Plan, voluptas_sync::Summary)>> {
        let desk = self.desks[n].clone();
        let what = match (&import, &export) {
            (Some(_), _) => "import".to_owned(),
            (_, Some(o)) => o.run.as_ref().map_or("export".into(), |run| format!("export into {run:?}")),
            _ => String::new(),
        };
        let chosen = Chosen { name: format!("{} {what}", desk.name), desk, fate: Fate::default(), import, export };
        match self.run(&chosen).await {
            End::Done(done) => Some(done),
            end => {
                let text = format!("{}, while nothing disturbs it, {}", chosen.name, end.line());
                self.shared.with(|sim| sim.violate("stuck", text));
                None
            }
        }
    }
}
