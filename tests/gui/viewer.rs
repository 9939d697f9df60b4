//! The viewer of files: pictures, texts and others of a result and a case, by keys and by buttons.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::accesskit::{Role, Toggled};
use eframe::egui::{Event, Key, Modifiers, OutputCommand, PointerButton, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use image::ImageFormat;
use voluptas::action::{Action, Nav};
use voluptas::state::MiddleTab;
use voluptas_app::cases;
use voluptas_app::cases::attachment::NewFile;
use voluptas_core::domain::ids::CaseId;
use voluptas_settings::LangChoice;

use crate::support::{Answers, Desk, Setup, act, case_id, click, is_said, press, press_key, stored};

/// A window with the tab of a case in front that has these files.
fn with_files(setup: Setup, files: &[(&str, Vec<u8>)]) -> (Desk, CaseId) {
    let mut desk = Desk::with(setup);
    let case = case_id(&desk, "Two codes at once");
    let write = |(name, bytes): &(&str, Vec<u8>)| {
        let path = desk.home.path().join(name);
        std::fs::write(&path, bytes).expect("file");
        NewFile::Path(path)
    };
    let new = files.iter().map(write).collect();
    let _job =
        cases::attachment::attach(desk.h.state().backend.workspace().expect("workspace"), case, new).expect("no other job");
    let of = stored_files(&desk, case);
    desk.until("the files are stored", |_| of().len() == files.len());
    desk.h.set_size(vec2(1440.0, 1800.0));
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Case(case.0))));
    let last = files.last().expect("files").0;
    desk.until("the files", |h| h.query_by_role_and_label(Role::Link, last).is_some());
    (desk, case)
}

fn stored_files(desk: &Desk, case: CaseId) -> impl Fn() -> Vec<String> + use<> {
    let store = crate::support::store(desk);
    move || {
        let case = store.read(|tx| tx.cases().get(case)).expect("case");
        case.content.attachments.into_iter().map(|file| file.filename).collect()
    }
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbaImage::from_pixel(width, height, image::Rgba([30, 120, 200, 255]));
    picture.write_to(&mut bytes, ImageFormat::Png).expect("png");
    bytes.into_inner()
}

fn three() -> Vec<(&'static str, Vec<u8>)> {
    let page = b"<html><script>alert(1)</script>\n<p>Hello</p></html>".to_vec();
    vec![("shot.png", png(3000, 200)), ("page.html", page), ("film.mp4", vec![0, 1, 2, 3])]
}

/// True when a text of the viewer is on screen.
fn says(desk: &Desk, words: &str) -> bool {
    desk.h.query_all_by_label_contains(words).next().is_some()
}

/// True while the picture is fitted into the viewer.
fn is_fitted(desk: &Desk) -> bool {
    desk.h.get_by_role_and_label(Role::Button, "Fit").accesskit_node().toggled() == Some(Toggled::True)
}

#[test]
fn a_picture_is_fitted_zoomed_and_left_for_the_other_files() {
    let (mut desk, _) = with_files(Setup::default(), &three());
    click(&mut desk, Role::Link, "shot.png");
    desk.until("its size", |h| h.query_by_label_contains("× 200").is_some());
    assert!(says(&desk, "1 of 3") && says(&desk, "image/png"));
    assert!(is_fitted(&desk));
    press_key(&mut desk, Key::Num1);
    assert!(says(&desk, "100 %"));
    press_key(&mut desk, Key::Plus);
    assert!(says(&desk, "125 %"));
    press_key(&mut desk, Key::Minus);
    press_key(&mut desk, Key::Minus);
    assert!(says(&desk, "80 %"));
    press_key(&mut desk, Key::Num0);
    assert!(is_fitted(&desk));
    click(&mut desk, Role::Button, "Zoom in");
    assert!(!is_fitted(&desk));
    press_key(&mut desk, Key::ArrowRight);
    desk.until("the page as text", |h| h.query_by_label("<html><script>alert(1)</script>").is_some());
    assert!(says(&desk, "2 of 3") && says(&desk, "2 lines"));
    press_key(&mut desk, Key::ArrowRight);
    desk.until("the film", |h| h.query_by_label("This file cannot be shown here").is_some());
    press_key(&mut desk, Key::ArrowRight);
    assert!(says(&desk, "3 of 3"), "the last one stays");
    click(&mut desk, Role::Button, "Previous file");
    assert!(says(&desk, "2 of 3"));
    press_key(&mut desk, Key::Escape);
    assert!(!says(&desk, "2 of 3"), "Esc closes the viewer");
    assert!(desk.h.query_by_role_and_label(Role::Link, "shot.png").is_some(), "the case is still there");
}

#[test]
fn the_wheel_with_ctrl_zooms() {
    let (mut desk, _) = with_files(Setup::default(), &three());
    click(&mut desk, Role::Link, "shot.png");
    desk.until("its size", |h| h.query_by_label_contains("× 200").is_some());
    let shown = desk.h.query_all_by_role_and_label(Role::Image, "shot.png").max_by_key(|n| n.rect().width() as u32);
    let middle = shown.expect("the picture of the viewer").rect().center();
    desk.h.event(Event::PointerMoved(middle));
    desk.settle();
    desk.h.event(Event::Zoom(2.0));
    desk.settle();
    assert!(!is_fitted(&desk), "the scale is another one");
}

#[test]
fn a_long_text_is_cut_with_a_note() {
    let line = "0123456789 abcdefghijklmnopqrstuvwxyz\n";
    let (mut desk, _) = with_files(Setup::default(), &[("server.log", line.repeat(60_000).into_bytes())]);
    click(&mut desk, Role::Link, "server.log");
    desk.until("the note", |h| h.query_by_label_contains("Only the first 2").is_some());
    assert!(!says(&desk, "1 of 1"), "there is no other file");
    let shown = desk.h.query_all_by_label(line.trim()).count();
    assert!((10..200).contains(&shown), "only the lines in view are laid out: {shown}");
}

#[test]
fn a_file_is_saved_where_the_person_says() {
    let (mut desk, case) = with_files(Setup::default(), &three());
    let target: PathBuf = desk.home.path().join("copy of the page.html");
    desk.h.state_mut().backend.picker = Arc::new(Answers(target.clone()));
    click(&mut desk, Role::Link, "page.html");
    desk.until("the viewer", |h| h.query_by_role_and_label(Role::Button, "Save as…").is_some());
    assert!(desk.h.query_by_role_and_label(Role::Button, "Open in another program").is_none(), "a page is not opened");
    click(&mut desk, Role::Button, "Save as…");
    desk.until("the copy", |h| is_said(h, "copy of the page.html"));
    assert_eq!(std::fs::read(&target).expect("the copy"), three()[1].1);
    assert_eq!(stored(&desk, case).content.attachments.len(), 3);
    assert!(says(&desk, "2 of 3"), "the viewer stays open");
}

#[test]
fn a_picture_is_opened_in_another_program() {
    let (mut desk, _) = with_files(Setup::default(), &three());
    click(&mut desk, Role::Link, "shot.png");
    desk.until("the viewer", |h| h.query_by_role_and_label(Role::Button, "Open in another program").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Open in another program").click();
    let mut opened: Vec<String> = Vec::new();
    testkit::wait::wait_for("the picture is opened", || {
        desk.h.step();
        opened.extend(desk.h.output().platform_output.commands.iter().filter_map(|command| match command {
            OutputCommand::OpenUrl(open) => Some(open.url.clone()),
            _ => None,
        }));
        (!opened.is_empty()).then_some(())
    });
    assert!(opened.len() == 1 && opened[0].ends_with("/shot.png"), "{opened:?}");
}

#[test]
fn every_control_of_the_viewer_is_reached_by_tab_in_russian_and_dark() {
    let setup = Setup { lang: LangChoice::Ru, dark: true, ..Setup::default() };
    let (mut desk, _) = with_files(setup, &three());
    desk.h.set_size(vec2(800.0, 500.0));
    desk.settle();
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Overview)));
    let file = stored(&desk, case_id(&desk, "Two codes at once")).content.attachments;
    let viewed = voluptas::action::ViewedFiles::new(&file[1], &file);
    act(&mut desk, Action::ViewFile(Box::new(viewed)));
    desk.until("the viewer", |h| h.query_by_label_contains("2 из 3").is_some());
    let mut met = Vec::new();
    for _ in 0..12 {
        press(&mut desk, Modifiers::NONE, Key::Tab);
        let name = desk.h.root().children_recursive().find(|n| n.accesskit_node().is_focused());
        met.extend(name.and_then(|n| n.accesskit_node().label()));
    }
    for name in ["Предыдущий файл", "Следующий файл", "Сохранить как…", "Закрыть"]
    {
        assert!(met.iter().any(|met| met == name), "{name}: {met:?}");
    }
}

/// The last copied text.
fn copied(desk: &Desk) -> Option<String> {
    let commands = desk.h.output().platform_output.commands.iter();
    commands.filter_map(|command| if let OutputCommand::CopyText(text) = command { Some(text.clone()) } else { None }).next_back()
}

#[test]
fn words_of_a_text_are_found_and_walked_by_keys() {
    let mut log: Vec<String> = (1..=400).map(|n| format!("line {n}")).collect();
    log[20] = "Error: out of stock".into();
    log[350] = "another ERROR".into();
    let (mut desk, _) = with_files(Setup::default(), &[("server.log", log.join("\n").into_bytes())]);
    click(&mut desk, Role::Link, "server.log");
    desk.until("the text", |h| h.query_by_label("line 1").is_some());
    press(&mut desk, Modifiers::COMMAND, Key::F);
    desk.h.event(Event::Text("error".into()));
    desk.settle();
    assert!(says(&desk, "1 of 2"), "the count of hits");
    press_key(&mut desk, Key::Enter);
    desk.until("the second hit in view", |h| h.query_by_label("another ERROR").is_some());
    assert!(says(&desk, "2 of 2") && desk.h.query_by_label("line 1").is_none());
    press(&mut desk, Modifiers::SHIFT, Key::Enter);
    desk.until("the first hit in view", |h| h.query_by_label("Error: out of stock").is_some());
    press(&mut desk, Modifiers::SHIFT, Key::Enter);
    assert!(says(&desk, "2 of 2"), "round the start");
    desk.h.event(Event::Text("s!".into()));
    desk.settle();
    assert!(says(&desk, "Nothing found"));
    // Esc leaves the field first, and closes the viewer after it.
    press_key(&mut desk, Key::Escape);
    assert!(says(&desk, "Nothing found"));
    press_key(&mut desk, Key::Escape);
    assert!(!says(&desk, "Nothing found"));
}

#[test]
fn text_is_selected_by_the_pointer_and_copied() {
    let (mut desk, _) = with_files(Setup::default(), &[("server.log", b"first line\nsecond line\nthird line\n".to_vec())]);
    click(&mut desk, Role::Link, "server.log");
    desk.until("the text", |h| h.query_by_label("first line").is_some());
    let [from, to] = ["first line", "third line"].map(|line| desk.h.get_by_label(line).rect());
    // From the start of the first line, far left, to behind the end of the last.
    let ends = [from.left_center() + vec2(1.0, 0.0), to.left_center() + vec2(400.0, 0.0)];
    let pressed =
        |pos, pressed| Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE };
    desk.h.event(Event::PointerMoved(ends[0]));
    desk.settle();
    desk.h.event(pressed(ends[0], true));
    desk.settle();
    desk.h.event(Event::PointerMoved(ends[1]));
    desk.settle();
    desk.h.event(pressed(ends[1], false));
    desk.settle();
    desk.h.event(Event::Copy);
    desk.h.step();
    assert_eq!(copied(&desk).as_deref(), Some("first line\nsecond line\nthird line"));
    // A click selects nothing, so nothing is copied; Ctrl+A selects all.
    desk.h.event(pressed(ends[0], true));
    desk.h.event(pressed(ends[0], false));
    desk.settle();
    desk.h.event(Event::Copy);
    desk.h.step();
    assert_eq!(copied(&desk), None);
    press(&mut desk, Modifiers::COMMAND, Key::A);
    desk.h.event(Event::Copy);
    desk.h.step();
    assert_eq!(copied(&desk).as_deref(), Some("first line\nsecond line\nthird line"));
}

#[test]
fn gif_webp_and_bmp_are_shown() {
    let picture = image::RgbaImage::from_pixel(40, 20, image::Rgba([30, 120, 200, 255]));
    let of = |format| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("encoded");
        bytes.into_inner()
    };
    let files = [("a.gif", of(ImageFormat::Gif)), ("b.webp", of(ImageFormat::WebP)), ("c.bmp", of(ImageFormat::Bmp))];
    let (mut desk, _) = with_files(Setup::default(), &files);
    click(&mut desk, Role::Link, "a.gif");
    for place in ["1 of 3", "2 of 3", "3 of 3"] {
        desk.until(place, |h| h.query_by_label_contains(place).is_some() && h.query_by_label_contains("40 × 20").is_some());
        press_key(&mut desk, Key::ArrowRight);
    }
}

/// A GIF of a red and a blue frame, a tenth of a second each.
fn gif() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    let frame = |colour: [u8; 4]| {
        let delay = image::Delay::from_numer_denom_ms(100, 1);
        image::Frame::from_parts(image::RgbaImage::from_pixel(40, 30, image::Rgba(colour)), 0, 0, delay)
    };
    encoder.encode_frames([[255, 0, 0, 255], [0, 0, 255, 255]].map(frame)).expect("gif");
    drop(encoder);
    bytes
}

#[test]
fn a_moving_picture_is_played_until_it_is_stopped() {
    let (mut desk, _) = with_files(Setup::default(), &[("still.png", png(40, 30)), ("flow.gif", gif())]);
    click(&mut desk, Role::Link, "flow.gif");
    desk.until("the animation", |h| h.query_by_role_and_label(Role::Button, "Pause").is_some());
    let is_played = |h: &egui_kittest::Harness<'static, voluptas::shell::Shell>| {
        h.ctx.tex_manager().read().allocated().any(|(_, meta)| meta.name == "viewer-animation")
    };
    desk.until("the first frame", |h| is_played(h));
    press_key(&mut desk, Key::Space);
    assert!(desk.h.query_by_role_and_label(Role::Button, "Play").is_some(), "it stands");
    click(&mut desk, Role::Button, "Play");
    assert!(desk.h.query_by_role_and_label(Role::Button, "Pause").is_some(), "it goes on");
    press_key(&mut desk, Key::ArrowLeft);
    desk.until("the other picture", |h| h.query_by_label_contains("1 of 2").is_some());
    assert!(desk.h.query_by_role_and_label(Role::Button, "Pause").is_none(), "a still picture has no button");
}

#[test]
fn words_across_the_cut_of_a_long_line_are_found() {
    let line = format!("{}needle{}", "x".repeat(1997), "y".repeat(100));
    let (mut desk, _) = with_files(Setup::default(), &[("one line.log", line.into_bytes())]);
    click(&mut desk, Role::Link, "one line.log");
    desk.until("the text", |h| h.query_by_label_contains("yyyy").is_some());
    press(&mut desk, Modifiers::COMMAND, Key::F);
    desk.h.event(Event::Text("needle".into()));
    desk.settle();
    assert!(says(&desk, "1 of 1"), "the count of hits");
}
