//! `licences`: the licences of everything that the program is built of.

use crate::exit::Exit;
use crate::resolve::Context;
use voluptas_core::base::licences;

pub(super) fn run(context: &Context) -> Exit {
    context.printer.raw(licences::TEXT.as_bytes());
    Exit::Done
}
