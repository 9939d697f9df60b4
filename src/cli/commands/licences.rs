//! `licences`: the licences of everything that the program is built of.

use crate::base::licences;
use crate::cli::exit::Exit;
use crate::cli::resolve::Context;

pub(super) fn run(context: &Context) -> Exit {
    context.printer.raw(licences::TEXT.as_bytes());
    Exit::Done
}
