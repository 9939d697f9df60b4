//! `qase check`: whether the connection works.

use crate::app::connection::check_job;
use crate::cli::args::ConnectionArgs;
use crate::cli::errors::Stop;
use crate::cli::exit::Exit;
use crate::cli::json::{CheckAnswer, ProjectObject};
use crate::cli::progress::follow;
use crate::cli::resolve::Context;
use crate::domain::Message;

pub(super) fn run(args: &ConnectionArgs, context: &Context) -> Result<Exit, Stop> {
    let connector = context.connector(args)?;
    let found = follow(context, check_job(context.jobs()?, connector, None))?;
    let answer = CheckAnswer {
        ok: found.is_good(),
        base_url: found.base_url.clone(),
        token_from: found.token_from,
        projects_seen: found.projects_seen,
        project: found.project.clone().map(|(code, title)| ProjectObject { code, title }),
        round_trip_ms: found.round_trip_ms,
    };
    context.printer.answer(&answer, |out| {
        out.say(&found.message());
        let origin = out.tr().message(&found.token_from.message());
        out.say(
            &Message::new("cli-check-details")
                .with("url", &found.base_url)
                .with("origin", origin)
                .with("time", out.tr().duration(i64::try_from(found.round_trip_ms).unwrap_or(i64::MAX))),
        );
    });
    Ok(if found.is_good() { Exit::Done } else { Exit::Nothing })
}
