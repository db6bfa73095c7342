//! Sheets that were drawn before: the same, letter by letter, as the components draw.

use super::*;
use crate::draw::sheet;
use crate::form::Kept;

/// A site's components, of which one may have been changed, and its sheets drawn before.
fn prepared(change: impl Fn(&str) -> String) -> Result<(Drawing, tempfile::TempDir), DrawError> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let own = tempfile::tempdir().unwrap();
    let components = "templates/components";
    fs_err::create_dir_all(own.path().join(components)).unwrap();
    for name in ["answer.html", "form.html", "phone.html"] {
        let text = fs_err::read_to_string(root.join(components).join(name)).unwrap();
        fs_err::write(own.path().join(components).join(name), change(&text)).unwrap();
    }
    let form = &drawn().form;
    write_bare_pages(form, own.path());
    let forms = Forms::whole(Arc::clone(form));
    let drawing = Drawing::read(&forms, own.path(), own.path())?;
    sheet::prepare(&drawing, &forms, own.path())?;
    let sheets = Sheets::prepared(&forms, own.path());
    Ok((drawing.with_sheets(sheets), own))
}

fn sheets() -> &'static Drawing {
    static SHEETS: OnceLock<(Drawing, tempfile::TempDir)> = OnceLock::new();
    &SHEETS.get_or_init(|| prepared(str::to_owned).unwrap()).0
}

#[track_caller]
fn check(
    (kind, language): (&str, &Language),
    kept: &BTreeMap<String, Kept>,
    summary: Option<&Summary>,
) {
    let Drawn { form, drawing } = drawn();
    let asked = (kind, language);
    let page = |drawing: &Drawing| drawing.form(form, asked, kept, summary).unwrap();
    assert_eq!(page(sheets()), page(drawing));
}

#[test]
fn every_fault_of_every_field_is_drawn_the_same() {
    let form = &drawn().form;
    let codes = [
        FaultCode::Missing,
        FaultCode::TooLong,
        FaultCode::UnknownChoice,
    ];
    for language in form.languages() {
        for (kind, code) in form.definition().kinds().zip(codes) {
            let kept = form.kept(&submission(&[("name", "a'\"<&>"), ("phone", "٠٧٠")]), kind);
            let fault = |field: &Field| Fault {
                field: field.name.clone(),
                code,
            };
            let faults: Vec<Fault> = form.fields(kind).skip(1).map(fault).collect();
            for some in [&faults[..], &faults[2..3], &faults[3..6]] {
                let summary = Summary::of_faults(form, some, &kept, &language);
                check((kind, &language), &kept, Some(&summary));
            }
        }
    }
}

#[test]
fn what_an_answer_says_above_it_is_drawn_the_same() {
    let form = &drawn().form;
    for language in form.languages() {
        let kept = form.kept(&submission(&[("leave_empty", "x")]), "family");
        let asked = ("family", &language);
        for name in ["not-stored", "too-large", "too-many"] {
            let summary = Summary::of_answer(form, name, "12:30", &language);
            check(asked, &kept, Some(&summary));
        }
        check(asked, &kept, Summary::of_unsent(form, &language).as_ref());
        check(asked, &kept, None);
    }
}

/// A municipality may draw a form as it likes, as long as nothing else depends on what is typed.
#[test]
fn what_a_component_writes_for_what_is_typed_is_learned() {
    let change = |text: &str| {
        text.replace(
            "<div class=\"field",
            "<div{% if value %} data-is=\"{{ value }}\"{% endif %} class=\"field",
        )
        .replace(
            "<label class=\"choice\" for=\"{{ id }}-",
            "<label{% if value and choice.code in value %} class=\"ticked\"{% endif %} for=\"{{ id }}-",
        )
    };
    let (drawing, _kept) = prepared(change).unwrap();
    let form = &drawn().form;
    let typed = submission(&[("name", "Åsa"), ("role", "newcomer"), ("evaluation", "yes")]);
    let (kept, language) = (form.kept(&typed, "family"), Language::new("sv"));
    let asked = ("family", &language);
    let page = |drawing: &Drawing| drawing.form(form, asked, &kept, None).unwrap();
    let drawn = page(&drawing);
    let by_components = Drawing {
        sheets: None,
        ..drawing
    };
    assert_eq!(drawn, page(&by_components));
    assert!(drawn.contains("data-is=\"Åsa\"") && drawn.contains("class=\"ticked\""));
}

#[test]
fn a_sheet_that_shows_what_is_typed_otherwise_is_not_drawn_before() {
    let refused = |from: &str, to: &str| {
        let error = prepared(|text| {
            let changed = text.replace(from, to);
            assert!(changed != text || !text.contains("sign_up_field"), "{from}");
            changed
        });
        let error = error.err().unwrap().to_string();
        let expected = "the sheet of \"individual\" in sv cannot be drawn before";
        assert!(error.contains(expected), "{error}");
    };
    refused(
        "value=\"{{ value }}\"",
        "value=\"{{ value | trim }}{{ value | length }}\"",
    );
    refused("<b>{{ definition", "<b>{{ fault | upper }}{{ definition");
    refused(
        "<h2 id=\"faults\"",
        "<h2 id=\"faults-{{ faults.list | length }}\"",
    );
    refused(
        "{{ <sign_up_field",
        "<i>{{ field.name in values }}</i>{{ <sign_up_field",
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_typed_is_drawn_the_same(
        typed in "[<>\"'&/=a-z\\n\u{10F000}-\u{10F006} \\PC]{0,60}",
        fields in proptest::sample::subsequence(
            vec!["name", "email", "phone", "children", "more", "helper_name", "helper_phone", "leave_empty", "role", "place", "evaluation"], 0..=11,
        ),
        codes in proptest::sample::subsequence(vec!["0-1", "2-3", "4-6", "newcomer", "established", "yes", "no"], 0..=7),
        language in 0_usize..8,
        kind in 0_usize..2,
    ) {
        let form = &drawn().form;
        let kind = form.definition().kinds().nth(kind).unwrap();
        let language = form.languages().nth(language).unwrap();
        let texts = fields.iter().map(|field| (*field, typed.as_str()));
        let choices = ["role", "place", "child_ages", "evaluation"];
        let choices = choices.iter().flat_map(|field| codes.iter().map(|code| (*field, *code)));
        let typed = submission(&texts.chain(choices).collect::<Vec<_>>());
        let kept = form.kept(&typed, kind);
        let faults = match form.check(&typed, kind) {
            Outcome::Faulty(faults) => faults,
            _ => Vec::new(),
        };
        let summary = Summary::of_faults(form, &faults, &kept, &language);
        check((kind, &language), &kept, Some(&summary));
    }
}
