//! Built pages, found, cut open and put together; and what is said of those that cannot be used.

use super::*;

fn cut_page(html: &str) -> (Slot, Page) {
    let (name, slot) = slot_in(html.as_bytes(), Path::new("a.html"))
        .unwrap()
        .unwrap();
    let html = html.to_owned();
    (name, Page { html, slot })
}

#[test]
fn a_form_page_is_cut_open_and_put_together() {
    let html =
        "<title>Sign up</title><p>a</p><!--form:family:fa-AF--><form></form><!--/form--><p>b</p>";
    let (slot, page) = cut_page(html);
    assert_eq!(
        slot,
        Slot::Form {
            kind: "family".into(),
            language: "fa-AF".into()
        }
    );
    assert_eq!(
        page.with_prefixed_title(Some("Fel:"), "L", "X"),
        "<title>Fel: Sign up</title><p>a</p>X<p>b</p>"
    );
}

#[test]
fn a_title_in_another_language_is_replaced_with_what_it_says_of_it() {
    let (_, page) = cut_page(
        "<title lang=\"sv\" dir=\"ltr\">Tack – Buddies</title><!--answer:uk--><!--/answer-->",
    );
    let titled = page.with_title("Дякуємо", None, "X");
    assert_eq!(titled, "<title>Дякуємо – Buddies</title>X");
    let prefixed = page.with_prefixed_title(Some("Помилка:"), "L", "X");
    assert_eq!(prefixed, "<title>Помилка: Tack – Buddies</title>X");
}

#[test]
fn an_answer_page_takes_another_title() {
    let (slot, page) = cut_page(
        "<title>Thanks – Buddies</title><svg><title>s</title></svg><!--answer:sv--><p></p><!--/answer-->",
    );
    assert_eq!(
        slot,
        Slot::Answer {
            language: "sv".into()
        }
    );
    assert_eq!(
        page.with_title("Stopp", None, "X"),
        "<title>Stopp – Buddies</title><svg><title>s</title></svg>X"
    );
}

#[test]
fn an_answer_page_takes_another_list_of_languages() {
    let listed = |list: &str| {
        cut_page(&format!(
            "<title>T</title>{list}<!--answer:sv--><!--/answer-->"
        ))
        .1
    };
    let own = "<!--languages--><ul></ul><!--/languages-->";
    let drawn = |page: Page, list| page.with_title("T", list, "X");
    let check = |list, expected: &str| assert_eq!(drawn(listed(own), list), expected);
    check(Some("<ol></ol>"), "<title>T</title><ol></ol>X");
    check(None, &format!("<title>T</title>{own}X"));
    let form = listed(own).with_prefixed_title(None, "<ol></ol>", "X");
    assert_eq!(form, "<title>T</title><ol></ol>X");
    assert_eq!(drawn(listed(""), Some("<ol></ol>")), "<title>T</title>X");
}

#[test]
fn a_page_without_a_slot_is_no_page_of_ours() {
    let check = |html: &[u8]| assert_eq!(slot_in(html, Path::new("a.html")).unwrap(), None);
    check(b"<title>x</title>");
    check(b"<!--form:a--><!--/form-->");
}

#[test]
fn a_page_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.html");
    let check = |html: &[u8], later: &[u8], expected: &str| {
        fs_err::write(&path, html).unwrap();
        let page = find(folder.path()).and_then(|found| {
            fs_err::write(&path, later).unwrap();
            found.values().next().unwrap().page().cloned()
        });
        let error = page.unwrap_err().to_string();
        assert!(
            error.contains("a.html") && error.contains(expected),
            "{error}"
        );
    };
    let answer = b"<!--answer:sv--><!--/answer-->";
    check(
        b"<!--form:family:sv--><form>",
        b"",
        "the comment <!--form:family:sv--> has no <!--/form-->",
    );
    check(answer, b"<p></p>", "has lost its comment");
    check(answer, &[answer, &b"\xff"[..]].concat(), "UTF-8");
}

#[test]
fn pages_are_found_in_all_folders() {
    let folder = tempfile::tempdir().unwrap();
    fs_err::create_dir_all(folder.path().join("en/sign-up")).unwrap();
    fs_err::write(folder.path().join("index.html"), "<p>home</p>").unwrap();
    fs_err::write(
        folder.path().join("en/sign-up/index.html"),
        "<!--form:family:en--><!--/form-->",
    )
    .unwrap();
    fs_err::write(
        folder.path().join("en/thanks.html"),
        "<!--answer:en--><!--/answer-->",
    )
    .unwrap();
    assert_eq!(find(folder.path()).unwrap().len(), 2);
    for name in ["d", "a", "c", "b"] {
        let again = folder.path().join(format!("en/{name}.html"));
        fs_err::write(again, "<!--answer:en--><!--/answer-->").unwrap();
    }
    let found = find(folder.path()).unwrap();
    let mut paths = found.values().map(PageFile::path);
    assert!(
        paths.any(|path| path.ends_with("en/a.html")),
        "the first by path counts"
    );
    let error = find(&folder.path().join("nowhere")).err();
    let error = error.unwrap().to_string();
    assert!(error.contains("nowhere"), "{error}");
}
