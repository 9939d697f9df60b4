//! `licences`: the licences of everything that the program is built of.

use crate::exit::Exit;
use crate::json::LicencesAnswer;
use crate::resolve::Context;
use voluptas_core::base::licences;

pub(super) fn run(context: &Context) -> Exit {
    if context.printer.is_json() {
        context.printer.answer(&LicencesAnswer { text: licences::text() }, |_| {});
    } else {
        context.printer.raw(licences::text().as_bytes());
    }
    Exit::Done
}
