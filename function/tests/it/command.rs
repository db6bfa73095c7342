//! The admin command as a process: what it asks, refuses and prints, without a terminal.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use function::store::{Connection, Secret, Store};

use crate::engine::{engine_endpoint, secret, store_at};
use crate::lambda::repository;
use crate::samples::{messages, sign_up};
use function::sign_up::{SignUp, Suspicion};

/// A stage's table, and the command over it.
pub struct Stage {
    endpoint: String,
    pub store: Store,
}

/// What the command came to.
pub struct Came {
    pub well: bool,
    pub out: String,
    pub said: String,
}

impl Stage {
    pub async fn start() -> Self {
        let endpoint = engine_endpoint().await;
        let store = store_at(endpoint.clone()).await;
        Self { endpoint, store }
    }

    /// The same table, with another secret.
    fn store_of(&self, secret: &str) -> Store {
        let client = Connection::to_endpoint(self.endpoint.clone()).dynamodb();
        Store::new(client, "sign-ups", Secret::new(secret))
    }

    /// Runs it over these words and lines.
    pub async fn admin(&self, words: &[&str], lines: &str) -> Came {
        self.admin_with(&[], words, lines).await
    }

    /// The same with these variables besides, or in the place of others.
    pub async fn admin_with(
        &self,
        variables: &[(&str, &str)],
        words: &[&str],
        lines: &str,
    ) -> Came {
        let mut command = Command::new(env!("CARGO_BIN_EXE_admin"));
        command.args(words).env_clear().envs([
            ("AWS_ENDPOINT_URL", self.endpoint.as_str()),
            ("AWS_REGION", "eu-north-1"),
            ("AWS_ACCESS_KEY_ID", "local"),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("TABLE", "sign-ups"),
            ("COORDINATORS", "samordnare@example.se"),
            ("ADMIN_NAME", "Eva"),
        ]);
        command.env("SITE_ROOT", repository());
        command.env(
            "HASH_SECRET",
            String::from_utf8_lossy(secret().as_bytes()).as_ref(),
        );
        command.envs(variables.iter().copied());
        let lines = lines.to_owned();
        let run = tokio::task::spawn_blocking(move || output(command, &lines));
        let done = run.await.unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Came {
            well: done.status.success(),
            out: text(done.stdout),
            said: text(done.stderr),
        }
    }
}

fn output(mut command: Command, lines: &str) -> Output {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = piped.stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // It may end without having read a line.
    drop(stdin.write_all(lines.as_bytes()));
    drop(stdin);
    child.wait_with_output().unwrap()
}

#[tokio::test]
async fn without_a_terminal_nothing_is_erased_unless_it_is_meant() {
    let stage = Stage::start().await;
    let ana = sign_up(1, "Ana");
    stage.store.save(&ana, &messages(&ana)).await.unwrap();
    let reference = ana.reference.as_str();
    let asked = stage
        .admin(&["erase", reference], &format!("{reference}\n"))
        .await;
    let expected = format!("admin: {reference} is not erased: there is no terminal");
    assert!(
        !asked.well && asked.said.starts_with(&expected),
        "{}",
        asked.said
    );
    assert!(stage.store.find(&ana.reference).await.unwrap().is_some());
    let meant = stage.admin(&["erase", "--yes", reference], "").await;
    assert!(
        meant.well && meant.out.contains("nothing of it is left"),
        "{}",
        meant.said
    );
}

#[tokio::test]
async fn whoever_changes_something_is_named_and_kept_with_it() {
    let stage = Stage::start().await;
    let ana = sign_up(1, "Ana");
    stage.store.save(&ana, &[]).await.unwrap();
    let reference = ana.reference.as_str();
    for (by, expected) in [("", "say who you are with --by NAME"), ("a\nb", "one line")] {
        for change in [
            &["status", reference, "contacted"][..],
            &["erase", "--yes", reference],
            &["retry", reference],
            &["retry"],
        ] {
            let refused = stage.admin(&[change, &["--by", by]].concat(), "").await;
            assert!(
                !refused.well && refused.said.contains(expected),
                "{}",
                refused.said
            );
        }
    }
    stage.admin(&["status", reference, "contacted"], "").await;
    stage
        .admin(&["--by", "Bo Ek", "status", reference, "met"], "")
        .await;
    let shown = stage.admin(&["show", reference, "--by", ""], "").await.out;
    for expected in ["\tstatus contacted\tby Eva\n", "\tstatus met\tby Bo Ek\n"] {
        assert!(shown.contains(expected), "{expected} in {shown}");
    }
    let erased = stage.admin(&["erase", "--yes", reference], "").await;
    assert!(erased.out.contains("Z by Eva; "), "{}", erased.out);
    let logged: serde_json::Value = serde_json::from_str(erased.said.trim()).unwrap();
    let expected = ("erased", reference, "Eva");
    let told = ["event", "reference", "by"].map(|name| logged[name].as_str().unwrap());
    assert_eq!((told[0], told[1], told[2]), expected, "{logged}");
}

#[tokio::test]
async fn nobody_is_looked_for_by_another_secret() {
    let stage = Stage::start().await;
    let other = [("HASH_SECRET", "another secret of forty signs at least ..")];
    let ask = async |contact| stage.admin_with(&other, &["person"], contact).await;
    let nobody = ask("ana@example.org\n").await;
    let expected = "admin: nobody signed up with ana@example.org\n";
    assert_eq!((nobody.well, &*nobody.said), (false, expected));
    let ana = sign_up(1, "Ana");
    stage.store.save(&ana, &[]).await.unwrap();
    let wrong = ask("ana@example.org\n").await;
    let expected = "admin: HASH_SECRET is not the one that people are found by";
    assert!(wrong.said.starts_with(expected), "{}", wrong.said);
    let words = ["correct", ana.reference.as_str()];
    let wrong = stage.admin_with(&other, &words, "name: Bo\n").await;
    assert!(wrong.said.starts_with(expected), "{}", wrong.said);
    let found = stage.store.by_contact("ana@example.org").await.unwrap();
    assert_eq!(found, std::slice::from_ref(&ana.reference));
    let nobody = stage.admin(&["person"], "bo@example.org\n").await;
    assert!(nobody.said.contains("nobody signed up"), "{}", nobody.said);

    // Replaced because it leaked: what came before is found by what it is corrected to.
    let store = stage.store_of(other[0].1);
    let bo = sign_up(2, "Bo");
    store.save(&bo, &[]).await.unwrap();
    let done = stage.admin_with(&other, &words, "name: Anna\n").await;
    assert!(done.well, "{}", done.said);
    let found = store.by_contact("ana@example.org").await.unwrap();
    assert_eq!(found, [ana.reference]);
}

#[tokio::test]
async fn what_is_wrong_is_told_with_what_to_do() {
    let stage = Stage::start().await;
    let check = async |variable: (&str, &str), words: &[&str], expected: &str| {
        let wrong = stage.admin_with(&[variable], words, "Zlatan\n").await;
        let told = !wrong.well && wrong.said.contains(expected);
        assert!(told, "{words:?}: {}", wrong.said);
    };
    let list = &["list"];
    check(("TABLE", "none"), list, "hint: there is no such table").await;
    let nowhere = "http://127.0.0.1:1";
    check(("AWS_ENDPOINT_URL", nowhere), list, "hint: nothing answers").await;
    check(
        ("SITE_ROOT", "/nowhere"),
        list,
        "in \"/nowhere\": run this in",
    )
    .await;
    let person = "\"Zlatan\" is neither an e-mail address nor a phone number";
    check(("ADMIN_NAME", "Eva"), &["person"], person).await;
    let days = &["stats", "--days", "40000"];
    check(("ADMIN_NAME", "Eva"), days, "40000 is not in 1..=3660").await;
}

#[tokio::test]
async fn what_is_changed_is_said() {
    let stage = Stage::start().await;
    let ana = SignUp {
        suspect: Some(Suspicion::Honeypot),
        ..sign_up(1, "Ana")
    };
    stage.store.save(&ana, &[]).await.unwrap();
    let reference = ana.reference.as_str();
    for (words, expected) in [
        (
            &["quarantine", "release", reference][..],
            "let out of quarantine; its mails leave with the next sweep",
        ),
        (&["status", reference, "met"], "met"),
        (&["status", reference, "met"], "met already"),
        (&["hold", reference], "held"),
        (&["hold", reference], "held already"),
        (&["release", reference], "no longer held"),
        (&["note", reference], "noted"),
    ] {
        let done = stage.admin(words, "hej").await;
        let expected = format!("{reference}: {expected}\n");
        assert_eq!((done.well, done.out), (true, expected), "{}", done.said);
    }
}

#[tokio::test]
async fn the_help_names_each_command_in_a_line_and_the_settings() {
    let stage = Stage::start().await;
    let help = stage.admin(&["--help"], "").await.out;
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let (commands, rest) = commands.split_once("\n\n").unwrap();
    for line in commands.lines() {
        let told = line.trim().split_once("  ");
        assert!(told.is_some() && line.chars().count() < 120, "{line}");
    }
    for name in ["HASH_SECRET", "ANSWER_KEYS", "deploy/README.md"] {
        assert!(rest.contains(name), "{name} in {rest}");
    }
    let quarantine = stage.admin(&["quarantine", "--help"], "").await.out;
    assert!(
        quarantine.contains("  list     A line each"),
        "{quarantine}"
    );
}
