//! Environments, good and bad, and what is said about them.

use super::*;
use crate::notify::MailMode;

const GOOD: [(&str, &str); 5] = [
    ("TABLE", "sign-ups"),
    ("HASH_SECRET", "0123456789abcdef0123456789abcdef"),
    ("MAIL_FROM", "noreply@kompis.example.se"),
    (
        "COORDINATORS",
        "a@example.se, f@example.se kind=family language=ar|fa-AF",
    ),
    ("MAILER", "ses"),
];

fn settings(changes: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    let all: Vec<(&str, &str)> = changes.iter().chain(&GOOD).copied().collect();
    Settings::from_environment(|name| {
        assert!(is_variable(name), "{name}");
        all.iter()
            .find(|(own, _)| *own == name)
            .map(|(_, value)| (*value).to_owned())
    })
}

#[test]
fn a_good_environment_is_read() {
    let settings = settings(&[]).unwrap();
    assert_eq!(settings.recipients.coordinators.len(), 2);
    assert_eq!(settings.recipients.coordinators[1].kinds, ["family"]);
    assert_eq!(
        settings.recipients.coordinators[1].languages,
        ["ar", "fa-AF"]
    );
    assert_eq!(
        (settings.mail_mode, settings.retention),
        (MailMode::Notice, None)
    );
    assert!(!format!("{:?}", settings.secret).contains("0123"));
}

#[test]
fn every_fault_is_named_at_once() {
    let SettingsError(faults) = Settings::from_environment(|_| None).unwrap_err();
    let named: Vec<&str> = faults
        .iter()
        .filter_map(|fault| fault.split_once(':'))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        named,
        [
            "TABLE",
            "HASH_SECRET",
            "COORDINATORS",
            "MAIL_FROM",
            "MAILER"
        ]
    );
}

#[test]
fn each_rule_is_held() {
    let check = |changes: &[(&str, &str)], expected: &str| {
        let shown = settings(changes).map_or_else(
            |error| error.0.join("; "),
            |settings| format!("{:?}", settings.mail_way),
        );
        assert!(shown.starts_with(expected), "{changes:?}: {shown}");
    };
    check(
        &[("HASH_SECRET", "short")],
        "HASH_SECRET: expected at least 32",
    );
    check(
        &[("MAIL_FROM", "nobody")],
        "MAIL_FROM: expected an e-mail address",
    );
    check(
        &[(
            "HASH_SECRET",
            r#"{"HASH_SECRET": "0123456789abcdef0123456789abcdef"}"#,
        )],
        "HASH_SECRET: expected random signs, or the name of a secret",
    );
    for named in ["Kompis <a@b.se>", "<a@b.se>", "\"Kompis\" <a@b.se>"] {
        check(
            &[("MAIL_FROM", named)],
            "MAIL_FROM: expected an e-mail address alone",
        );
    }
    check(
        &[("MAIL_MODE", "all")],
        "MAIL_MODE: expected `notice` or `full`",
    );
    check(
        &[("COORDINATORS", "a@x.se size=3")],
        "COORDINATORS: expected `kind=",
    );
    check(
        &[("COORDINATORS", " , ")],
        "COORDINATORS: expected at least one",
    );
    let coordinators = |count| vec!["a@example.se"; count].join(",");
    check(&[("COORDINATORS", &coordinators(COORDINATORS_MAX))], "Ses");
    check(
        &[("COORDINATORS", &coordinators(COORDINATORS_MAX + 1))],
        "COORDINATORS: expected 50 addresses at most",
    );
    check(
        &[("RETENTION_DECISION", "SN 1")],
        "RETENTION_DAYS: expected",
    );
    check(
        &[("PROBE_MAIL", "nobody")],
        "PROBE_MAIL: expected an e-mail address",
    );
    check(
        &[("ANSWER_KEYS", "2026:0f")],
        "ANSWER_KEYS: expected `ID:HEX` with 64 signs",
    );
    check(
        &[("ANSWER_KEYS", "file:/nowhere/keys")],
        "ANSWER_KEYS: expected a file that can be read",
    );
    check(
        &[
            ("MAILER", "smtp"),
            ("SMTP_HOST", "r"),
            ("SMTP_ROOT", "no certificate"),
        ],
        "SMTP_ROOT: expected one certificate in PEM",
    );
    check(&[("MAILER", "smtp")], "SMTP_HOST: expected");
    check(
        &[("MAILER", "smtp"), ("SMTP_HOST", "relay")],
        "Smtp { host: \"relay\", port: 587, tls: Required",
    );
    check(
        &[
            ("MAILER", "smtp"),
            ("SMTP_HOST", "relay"),
            ("SMTP_PORT", "465"),
        ],
        "Smtp { host: \"relay\", port: 465, tls: Wrapped",
    );
    check(
        &[
            ("MAILER", "smtp"),
            ("SMTP_HOST", "127.0.0.1"),
            ("SMTP_TLS", "none"),
        ],
        "Smtp { host: \"127.0.0.1\", port: 587, tls: NoneOnLoopback",
    );
    check(
        &[
            ("MAILER", "smtp"),
            ("SMTP_HOST", "relay"),
            ("SMTP_TLS", "none"),
        ],
        "SMTP_TLS: expected nothing",
    );
    check(
        &[
            ("MAILER", "smtp"),
            ("SMTP_HOST", "r"),
            ("SMTP_SECRET", "pass"),
        ],
        "SMTP_SECRET: expected JSON",
    );
}

#[test]
fn numbers_are_held_to_their_ranges() {
    let rates = |changes: &[(&str, &str)]| settings(changes).unwrap().rate_limits;
    assert_eq!(rates(&[]), RateLimits::default());
    let day = rates(&[("RATE_WINDOW_MINUTES", "1440")]).window;
    assert_eq!(day, SignedDuration::from_hours(24));
    let decided = [("RETENTION_DECISION", "SN 1"), ("RETENTION_DAYS", "36500")];
    assert_eq!(settings(&decided).unwrap().retention.unwrap().days, 36_500);
    let smtp = [("MAILER", "smtp"), ("SMTP_HOST", "r")];
    for (name, value, expected) in [
        ("RATE_WINDOW_MINUTES", "0", "1 to 1440"),
        ("RATE_WINDOW_MINUTES", "1441", "1 to 1440"),
        ("RATE_PER_ADDRESS_MAX", "0", "1 to 4294967295"),
        ("RATE_PER_CONTACT_MAX", "many", "1 to 4294967295"),
        ("RETENTION_DAYS", "0", "1 to 36500"),
        ("RETENTION_DAYS", "36501", "1 to 36500"),
        ("SMTP_PORT", "65536", "1 to 65535"),
    ] {
        let changes = [&[(name, value)][..], &smtp, &decided].concat();
        let SettingsError(faults) = settings(&changes).unwrap_err();
        let told = format!("{name}: expected a whole number from {expected}");
        assert_eq!(faults, [told]);
    }
}

#[test]
fn keys_come_from_the_value_or_from_a_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let keys = format!("2026:{}\n", "0f".repeat(32));
    fs_err::write(file.path(), &keys).unwrap();
    for written in [keys, format!("file:{}", file.path().display())] {
        let keys = settings(&[("ANSWER_KEYS", &written)]).unwrap().answer_keys;
        assert_eq!(format!("{keys:?}"), "AnswerKeys(2026)");
    }
}

#[test]
fn a_login_is_never_shown() {
    let way = settings(&[
        ("MAILER", "smtp"),
        ("SMTP_HOST", "r"),
        ("SMTP_SECRET", r#"{"user":"u","password":"hush"}"#),
    ]);
    let shown = format!("{:?}", way.unwrap().mail_way);
    assert!(
        shown.contains("login: Some") && !shown.contains("hush"),
        "{shown}"
    );
}

#[test]
fn what_the_first_answer_needs_stands_there_itself() {
    let front = |pairs: &[(&str, &str)]| {
        FrontSettings::from_environment(|name| {
            let mut all = pairs.iter().chain(&[("TABLE", "sign-ups")]);
            let found = all.find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    };
    let set = front(&[("SITE_ROOT", "/var/task"), ("ORIGIN_SECRET", "x")]).unwrap();
    assert_eq!(set.public, Path::new("/var/task/public"));
    assert_eq!(set.prepared, Path::new("/var/task/prepared"));
    assert!(set.origin_secret.is_some());
    let set = front(&[("PREPARED_FOLDER", "/p"), ("ORIGIN_SECRET", " ")]).unwrap();
    assert_eq!(set.prepared, Path::new("/p"));
    assert!(set.origin_secret.is_none());
    let name = "arn:aws:secretsmanager:eu-north-1:1:secret:origin";
    let refused = front(&[("ORIGIN_SECRET", name)]).unwrap_err().to_string();
    assert!(refused.contains("ORIGIN_SECRET: expected the text") && !refused.contains(name));
    let refused = front(&[("TABLE", "")]).unwrap_err().to_string();
    assert!(refused.contains("TABLE: expected"), "{refused}");
}
