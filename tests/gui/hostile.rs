//! Texts of others that would harm the window: deep and long Markdown, raw HTML, links to programs, pictures from the network.

use eframe::egui::accesskit::Role;
use eframe::egui::{OutputCommand, vec2};
use egui_kittest::kittest::Queryable;
use voluptas::action::{Action, Nav};
use voluptas::state::MiddleTab;
use voluptas_app::cases;
use voluptas_core::domain::ids::CaseId;
use voluptas_store::Op;

use crate::support::{Desk, case_id, store, stored};

fn with_text(text: &str) -> (Desk, CaseId) {
    let mut desk = Desk::new();
    desk.h.set_size(vec2(1440.0, 1400.0));
    let id = case_id(&desk, "Expired code is refused");
    let mut content = stored(&desk, id).content;
    content.description = Some(text.to_owned());
    content.preconditions = Some(text.to_owned());
    cases::placement::save_case(&store(&desk), id, &content).expect("the text");
    let body: String = text.chars().take(9_000).collect();
    store(&desk).write(Op::edit("comment"), |tx| tx.reviews().comment(id, "Anna", &body)).expect("comment");
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Case(id.0))));
    desk.settle();
    (desk, id)
}

#[test]
fn deep_and_long_texts_are_drawn() {
    let nested: String = (0..200).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
    for text in ["> ".repeat(4_400), nested, "[".repeat(8_000), "**a** ".repeat(170_000), "|a".repeat(4_000), "a".repeat(1 << 20)]
    {
        let (desk, id) = with_text(&text);
        assert!(stored(&desk, id).content.description.is_some_and(|stored| stored.len() + 9 > text.len()));
    }
}

#[test]
fn links_open_pages_alone_and_no_picture_is_loaded() {
    let text = "<script>alert(1)</script> <b>raw</b>\n\n[page](https://example.test) [script](javascript:alert(1)) [program](file:///bin/sh)\n\n\
                ![picture](http://127.0.0.1:9/a.png) ![local](file:///etc/passwd)";
    let (mut desk, _) = with_text(text);
    let mut opened = Vec::new();
    for name in ["script", "program", "local"] {
        assert!(desk.h.query_all_by_role_and_label(Role::Link, name).next().is_none(), "{name} is text");
    }
    for name in ["page", "picture"] {
        let link = desk.h.get_all_by_role_and_label(Role::Link, name).next().expect("the link").rect().center();
        desk.h.hover_at(link);
        desk.h.step();
        for pressed in [true, false] {
            let button = eframe::egui::PointerButton::Primary;
            desk.h.event(eframe::egui::Event::PointerButton {
                pos: link,
                button,
                pressed,
                modifiers: eframe::egui::Modifiers::NONE,
            });
            desk.h.step();
            opened.extend(desk.h.output().platform_output.commands.iter().filter_map(|command| match command {
                OutputCommand::OpenUrl(open) => Some(open.url.clone()),
                _ => None,
            }));
        }
    }
    assert_eq!(opened, ["https://example.test", "http://127.0.0.1:9/a.png"]);
}
