//! `qase check`: whether the connection works.

use crate::args::ConnectionArgs;
use crate::errors::CliError;
use crate::exit::Exit;
use crate::json::{CheckAnswer, ProjectObject};
use crate::progress::follow;
use crate::resolve::Context;
use voluptas_app::qase::connector::check_job;
use voluptas_core::domain::Message;

pub(super) fn run(args: &ConnectionArgs, context: &Context) -> Result<Exit, CliError> {
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
