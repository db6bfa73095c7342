//! Key presses → the browser as someone without a mouse uses it: the next stop, and whether one can see where one is.

use serde_json::json;

use crate::browser::{Browser, Element};

/// WebDriver's signs for keys that type nothing.
const TAB: char = '\u{e004}';
const SHIFT: char = '\u{e008}';
const ENTER: char = '\u{e007}';

/// More stops than any page has.
const STOPS_MAX: usize = 120;

impl Browser {
    /// Goes to the next stop, and sees it.
    pub fn tab(&self) -> Element<'_> {
        self.press(&[TAB]);
        self.seen()
    }

    /// Goes back to the stop before, and sees it.
    pub fn tab_back(&self) -> Element<'_> {
        self.press(&[SHIFT, TAB]);
        self.seen()
    }

    /// Goes on from stop to stop, never up the page, until one is what the selector names.
    pub fn tab_to(&self, selector: &str) -> Element<'_> {
        let mut top = f64::MIN;
        for _ in 0..STOPS_MAX {
            let stop = self.tab();
            if stop.is(selector) {
                return stop;
            }
            let next = stop.top();
            assert!(
                next >= top - LINE_PX,
                "the focus jumps up the page from {top} to {next}, to {}",
                stop.property("outerHTML")
            );
            top = next;
        }
        panic!("no stop is {selector} on {}", self.url());
    }

    /// Types into what has the focus.
    pub fn type_keys(&self, text: &str) {
        for sign in text.chars() {
            self.press(&[sign]);
        }
    }

    /// Chooses what has the focus.
    pub fn space(&self) {
        self.press(&[' ']);
    }

    /// Follows the link that has the focus to a place on the same page.
    pub fn enter(&self) {
        self.press(&[ENTER]);
    }

    /// Follows the link, or presses the button, that has the focus, and waits for the page that it leads to.
    pub fn enter_to_page(&self) {
        self.wait_for_page(|| self.enter());
    }

    /// Presses the keys in turn and lets them go in the opposite order, as two hands do.
    fn press(&self, keys: &[char]) {
        let down = keys
            .iter()
            .map(|key| json!({"type": "keyDown", "value": key}));
        let up = keys
            .iter()
            .rev()
            .map(|key| json!({"type": "keyUp", "value": key}));
        let actions: Vec<_> = down.chain(up).collect();
        self.command(
            "actions",
            &json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]}),
        );
    }

    /// What has the focus, once it is sure that one can see so.
    fn seen(&self) -> Element<'_> {
        let stop = self.focused();
        let width = stop.css("outline-width");
        let is_seen = stop.css("outline-style") != "none" && width != "0px" && stop.is_displayed();
        assert!(
            is_seen,
            "on {} nobody sees that the focus is on {}",
            self.url(),
            stop.property("outerHTML")
        );
        stop
    }
}

/// Stops on one line of a text stand a little higher or lower than each other.
const LINE_PX: f64 = 60.0;
