//! A person with a real browser in which JavaScript is off: from the start page to the reference, with mistakes on the way.

use crate::browser::Browser;
use crate::definition::Definition;
use crate::place::Place;

#[test]
fn from_the_start_page_to_the_reference_with_mistakes_on_the_way() {
    let place = Place::start();
    let browser = Browser::without_script();
    for (language, direction) in [("sv", "ltr"), ("ar", "rtl")] {
        browser.open(&place.visitor.url("/"));
        choose_language(&browser, language, direction);
        find_the_form(&browser);
        fill_in_with_mistakes(&browser);
        send(&browser);
        sees_faults(&browser, &Definition::read(), language);
        mend(&browser, &format!("samira.{language}@example.org"));
        send(&browser);
        let reference = browser.find(".reference strong").text();
        assert!(
            place.find(&reference).is_some(),
            "{reference} in {language}"
        );
        assert_eq!(browser.find("html").attribute("lang"), language);
        assert_eq!(place.mails_about(&reference).len(), 2);
    }
}

#[test]
fn mistakes_are_read_in_another_language_with_the_answers_kept() {
    let place = Place::start();
    let browser = Browser::without_script();
    browser.open(&place.visitor.url("/"));
    find_the_form(&browser);
    fill_in_with_mistakes(&browser);
    send(&browser);
    sees_faults(&browser, &Definition::read(), "sv");
    browser
        .find("header button[name=show_in][value=ar]")
        .follow();
    assert_eq!(browser.find("html").attribute("lang"), "ar");
    sees_faults(&browser, &Definition::read(), "ar");
    mend(&browser, "samira@example.org");
    send(&browser);
    let reference = browser.find(".reference strong").text();
    let sign_up = place.find(&reference).unwrap();
    assert_eq!(sign_up.language.as_str(), "ar");
}

/// So is a larger one under zoom.
#[test]
fn what_is_wrong_is_seen_first_on_a_very_small_screen() {
    let place = Place::start();
    let browser = Browser::without_script();
    browser.resize(320, 480);
    for language in ["", "/uk", "/ar"] {
        browser.open(&place.visitor.url(&format!("{language}/sign-up/family/")));
        send(&browser);
        sees_the_heading(&browser);
    }
}

/// The page after a returned sheet is one that Chromium does not go back from.
#[test]
fn an_answer_that_stops_is_changed_with_all_others_kept() {
    let place = Place::start();
    let browser = Browser::without_script();
    for language in ["sv", "ar"] {
        browser.open(&place.visitor.url("/"));
        choose_language(
            &browser,
            language,
            if language == "ar" { "rtl" } else { "ltr" },
        );
        find_the_form(&browser);
        fill_in_with_mistakes(&browser);
        send(&browser);
        mend(&browser, &format!("samira.{language}@example.org"));
        browser.find("#f-adult-no").click();
        send(&browser);
        assert!(browser.find_all("[role=alert]").is_empty(), "a stop");
        send(&browser);
        assert_eq!(browser.find("html").attribute("lang"), language);
        assert_eq!(browser.find("#f-more").property("value"), "شكرا, tack");
        browser.find("#f-adult-no:checked");
        browser.find("#f-adult-yes").click();
        send(&browser);
        let reference = browser.find(".reference strong").text();
        assert!(place.find(&reference).is_some(), "{reference}");
    }
}

/// Where the page about personal data opens, the answers must not go.
#[test]
fn whoever_reads_about_personal_data_keeps_a_returned_sheet() {
    let place = Place::start();
    let browser = Browser::without_script();
    browser.open(&place.visitor.url("/sign-up/individual/"));
    assert_eq!(
        browser.find(PRIVACY).attribute("target"),
        "",
        "an empty sheet"
    );
    fill_in_with_mistakes(&browser);
    send(&browser);
    let link = browser.find(PRIVACY);
    let words = Definition::read().text(&["texts", "new_tab"], "sv");
    assert!(link.text().ends_with(&words), "{}", link.text());
    link.click();
    assert_eq!(browser.find("#f-more").property("value"), "شكرا, tack");
    assert_eq!(browser.windows(), 2, "and the page in a window of its own");
}

/// On an empty sheet another language is another page, without what was typed; on one that came back it is not.
#[test]
fn whoever_begins_a_sheet_is_told_to_choose_the_language_first() {
    let place = Place::start();
    let browser = Browser::without_script();
    for (language, folder) in [("sv", ""), ("ar", "/ar")] {
        let words = Definition::read().text(&["texts", "choose_language"], language);
        let page = format!("{folder}/sign-up/individual/");
        browser.open(&place.visitor.url(&page));
        assert_eq!(browser.find("header .choose").text(), words);
        assert!(browser.find("header .choose").top() < browser.find(".languages").bottom());
        send(&browser);
        assert!(browser.find_all(".choose").is_empty(), "{language}");
    }
}

#[test]
fn an_empty_text_field_goes_the_way_of_its_page_and_a_full_one_its_own() {
    let place = Place::start();
    let browser = Browser::without_script();
    let check = |field: &str, expected: &str| {
        assert_eq!(browser.find(field).css("direction"), expected, "{field}");
    };
    browser.open(&place.visitor.url("/fa-AF/sign-up/family/"));
    for field in ["#f-name", "#f-more"] {
        check(field, "rtl");
        browser.find(field).type_text("Anna Öst.");
        check(field, "ltr");
        browser.find(field).clear();
        browser.find(field).type_text("سميرة");
        check(field, "rtl");
    }
    for field in ["#f-email", "#f-phone", "#f-children"] {
        check(field, "ltr");
    }
    browser.open(&place.visitor.url("/sign-up/family/"));
    check("#f-name", "ltr");
}

#[test]
fn text_of_twice_the_size_is_read_without_scrolling_sideways() {
    let place = Place::start();
    let browser = Browser::without_script();
    browser.resize(360, 640);
    browser.set_text_size(32);
    for folder in ["", "/uk", "/so", "/ar"] {
        for page in [
            "privacy",
            "sign-up",
            "sign-up/family",
            "all-pages",
            "safety",
        ] {
            browser.open(&place.visitor.url(&format!("{folder}/{page}/")));
            let size = browser.find("main p.lead").css("font-size");
            assert_eq!(size, "45px", "twice the size");
            assert_eq!(browser.hidden_width(), 0.0, "of {folder}/{page}/");
        }
    }
}

const PRIVACY: &str = "main form a[href='/privacy/']";

/// What lies below must not cover it, or it cannot be pressed: on the first page its picture once did.
#[test]
fn the_menu_opens_above_the_page_on_a_narrow_screen() {
    let place = Place::start();
    let browser = Browser::without_script();
    for page in ["/", "/ar/", "/privacy/", "/sign-up/individual/"] {
        let links = links_of_the_menu(&browser, &place, page);
        for number in [0, links / 2, links - 1] {
            links_of_the_menu(&browser, &place, page);
            browser.find_all(MENU_LINKS).swap_remove(number).follow();
        }
    }
}

const MENU_LINKS: &str = "header .menu nav a";

/// Opens the menu of a page; how many links it has.
fn links_of_the_menu(browser: &Browser, place: &Place, page: &str) -> usize {
    browser.open(&place.visitor.url(page));
    browser.find("header summary").click();
    let links = browser.find_all(MENU_LINKS).len();
    assert!(links > 4, "{page} has {links} links in its menu");
    links
}

/// Without a mouse: Tab, Space, Enter and letters are all there is.
#[test]
fn from_the_start_page_to_the_reference_by_keyboard_alone() {
    let place = Place::start();
    let definition = Definition::read();
    let browser = Browser::without_script();
    for (language, direction) in [("sv", "ltr"), ("ar", "rtl"), ("ti", "ltr")] {
        browser.open(&place.visitor.url("/"));
        skip_to_the_content(&browser);
        browser.open(&place.visitor.url("/"));
        browser.tab_to(&format!("header a[hreflang='{language}']"));
        browser.enter_to_page();
        assert_eq!(browser.find("html").css("direction"), direction);
        browser.tab_to("main a[href*='/sign-up/']");
        browser.enter_to_page();
        browser.tab_to("main a[href*='/individual/']");
        browser.enter_to_page();
        fill_in_by_keyboard(&browser);
        mend_by_keyboard(&browser, &definition, language);
        let reference = browser.find(".reference strong").text();
        assert!(
            place.find(&reference).is_some(),
            "{reference} in {language}"
        );
        assert_eq!(browser.find("html").attribute("lang"), language);
    }
}

/// The first stop, out of sight until then, leads past the header.
fn skip_to_the_content(browser: &Browser) {
    let first = browser.tab();
    assert!(first.is(".skip"), "{}", first.property("outerHTML"));
    assert!(first.top() >= 0.0, "the skip link comes into sight");
    browser.enter();
    assert!(
        browser.tab().is("main *"),
        "the next stop is past the header"
    );
}

/// Three mistakes: no answer about the age, no name, an address that is none.
fn fill_in_by_keyboard(browser: &Browser) {
    browser.tab_to("#f-role-newcomer");
    browser.space();
    browser.tab_to("#f-place-yes");
    browser.space();
    browser.tab_to("#f-email");
    browser.type_keys("samira.example.org");
    browser.tab_to("main form button");
    browser.enter_to_page();
}

/// From the summary to the first field, on down the form, and sent from the last field with Enter.
fn mend_by_keyboard(browser: &Browser, definition: &Definition, language: &str) {
    let prefix = definition.text(&["texts", "fault_prefix"], language);
    assert!(browser.title().starts_with(&prefix), "{}", browser.title());
    sees_the_heading(browser);
    assert_eq!(browser.find_all("[role=alert] li a").len(), 3);
    browser.tab_to("[role=alert] a[href^='#f-adult']");
    browser.enter();
    sees_the_whole_question(browser, "#f-adult-yes");
    browser.space();
    assert!(browser.tab().is("#f-name"));
    browser.type_keys("سميرة ሳሚራ");
    assert!(browser.tab_back().is("#f-adult-yes"), "and back");
    browser.tab_to("#f-email");
    browser.type_keys(&format!("samira.{language}@example.org"));
    browser.find("#f-role-newcomer:checked"); // an answer that was right is kept
    browser.enter_to_page();
}

fn choose_language(browser: &Browser, language: &str, direction: &str) {
    browser
        .find(&format!("header a[hreflang='{language}']"))
        .follow();
    assert_eq!(browser.find("html").attribute("lang"), language);
    assert_eq!(browser.find("html").css("direction"), direction);
    let background = browser.find("header a.button").css("background-color");
    assert_ne!(
        background, "rgba(0, 0, 0, 0)",
        "the page's style is not applied: does its hash in static/_headers fit?"
    );
}

fn find_the_form(browser: &Browser) {
    browser.find("header a[href*='/sign-up/']").follow();
    browser.find("main a[href*='/individual/']").follow();
}

/// An e-mail address that is none, and no name.
fn fill_in_with_mistakes(browser: &Browser) {
    for choice in ["f-role-newcomer", "f-place-yes", "f-adult-yes"] {
        browser.find(&format!("#{choice}")).click();
    }
    browser.find("#f-email").type_text("samira.example.org");
    browser.find("#f-more").type_text("شكرا, tack");
}

fn send(browser: &Browser) {
    browser.find("main form button").follow();
}

fn sees_faults(browser: &Browser, definition: &Definition, language: &str) {
    let prefix = definition.text(&["texts", "fault_prefix"], language);
    assert!(browser.title().starts_with(&prefix), "{}", browser.title());
    sees_the_heading(browser);
    assert_eq!(browser.find_all("[role=alert] li a").len(), 2);
    assert_eq!(
        browser.find("#f-email").property("value"),
        "samira.example.org"
    );
    assert_eq!(browser.find("#f-more").property("value"), "شكرا, tack");
    assert_eq!(
        browser.find("#f-email").css("direction"),
        "ltr",
        "addresses are written from left to right everywhere"
    );
}

/// It has the focus, and all of it is on the screen.
fn sees_the_heading(browser: &Browser) {
    let heading = browser.focused();
    assert!(heading.is("[role=alert] h2"), "the focus is on the summary");
    assert_ne!(heading.css("outline-style"), "none", "which one sees");
    let (lines, screen) = (heading.top()..heading.bottom(), browser.screen());
    assert!(
        screen.start <= lines.start && lines.end <= screen.end,
        "the heading at {lines:?} of {screen:?}"
    );
}

/// The focus is in the control, and what stands above it is not out of sight.
fn sees_the_whole_question(browser: &Browser, control: &str) {
    assert!(browser.focused().is(control), "the focus is in {control}");
    let screen = browser.screen();
    let question = browser.find(&format!(".field:has({control})")).top();
    let end = browser.find(control).bottom();
    assert!(
        screen.start <= question && end <= screen.end,
        "{control}: {question} to {end} of {screen:?}"
    );
}

/// Follows the summary's links to the fields, as a keyboard user would.
fn mend(browser: &Browser, email: &str) {
    browser.find("[role=alert] a[href='#f-name']").click();
    sees_the_whole_question(browser, "#f-name");
    browser.focused().type_text("سميرة");
    browser.find("[role=alert] a[href='#f-email']").click();
    sees_the_whole_question(browser, "#f-email");
    browser.focused().clear();
    browser.find("#f-email").type_text(email);
}
