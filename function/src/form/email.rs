//! An e-mail address as people write it → the same as the net knows it, or a fault.

use email_address::{EmailAddress, Options};
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use super::fault::FaultCode;
use super::text::half_width;
use crate::sign_up::Value;

/// An internationalised address; without display name, quotes or a bare host, which would only be mistakes here.
/// Full-width signs are as good, and a domain in letters that stand for others is written in those.
pub fn email(typed: &str) -> Result<Value, FaultCode> {
    let text = half_width(typed).replace(['\u{3002}', '\u{ff61}'], ".");
    let text = without_frame(&text);
    let (person, domain) = text.rsplit_once('@').ok_or(FaultCode::EmailWrong)?;
    let on_the_net = on_the_net(domain).ok_or(FaultCode::EmailWrong)?;
    let options = Options::default()
        .with_required_tld()
        .without_display_text()
        .without_domain_literal();
    // Lengths are limited as the net spells a domain.
    let spelt = format!("{person}@{on_the_net}");
    if EmailAddress::parse_with_options(&spelt, options).is_err() || person.contains('"') {
        return Err(FaultCode::EmailWrong);
    }
    if is_plain(domain) {
        return Ok(Value::Email(text.to_owned()));
    }
    let (domain, _) = idna::domain_to_unicode(domain);
    Ok(Value::Email(format!("{person}@{domain}")))
}

/// What a link says before an address, and a sentence after it.
fn without_frame(text: &str) -> &str {
    const SCHEME: &str = "mailto:";
    let named = text.get(..SCHEME.len());
    let named = named.filter(|scheme| scheme.eq_ignore_ascii_case(SCHEME));
    let address = &text[named.map_or(0, str::len)..];
    address.strip_suffix('.').unwrap_or(address)
}

/// Whether it can be spelt in one way only.
fn is_plain(domain: &str) -> bool {
    domain.is_ascii() && !domain.to_ascii_lowercase().contains("xn--")
}

/// The domain in the letters, digits and hyphens that a name server knows. `None` for one that none can know: with other signs,
/// too long, or with a top that is no name but a machine's number.
fn on_the_net(domain: &str) -> Option<String> {
    let uts46 = Uts46::new();
    let (denied, hyphens) = (AsciiDenyList::STD3, Hyphens::CheckFirstLast);
    let ascii = uts46.to_ascii(domain.as_bytes(), denied, hyphens, DnsLength::Verify);
    let ascii = ascii.ok()?;
    let top = ascii.rsplit('.').next()?;
    let is_name = if top.starts_with("xn--") {
        idna::domain_to_unicode(top).0.contains(char::is_alphabetic)
    } else {
        top.len() > 1 && top.chars().all(|char| char.is_ascii_alphabetic())
    };
    is_name.then(|| ascii.into_owned())
}

#[cfg(test)]
mod tests {
    use super::super::rule::tests::{check, field};
    use super::*;

    #[test]
    fn emails() {
        let field = field("kind = 'email'\nlength_max = 254");
        let good =
            |typed: &str, kept: &str| check(&field, &[typed], Ok(Some(Value::Email(kept.into()))));
        let bad = |typed: &str| check(&field, &[typed], Err(FaultCode::EmailWrong));
        good("asa@example.org", "asa@example.org");
        good(" asa@example.org\u{200f}", "asa@example.org");
        good("åsa.öst+fika@räksmörgås.se", "åsa.öst+fika@räksmörgås.se");
        good("用户@例子.广告", "用户@例子.广告");
        good("علي@مثال.إختبار", "علي@مثال.إختبار");
        good("O'Neil@example.org", "O'Neil@example.org");
        good("ａｓａ＠example．org", "asa@example.org");
        good("用户@例子。广告", "用户@例子.广告");
        good("asa@xn--rksmrgs-5wao1o.se", "asa@räksmörgås.se");
        good("mailto:asa@example.org.", "asa@example.org");
        good("a@💩.la", "a@💩.la");
        for label in ["å".repeat(50), "ጸ".repeat(25)] {
            good(&format!("a@{label}.se"), &format!("a@{label}.se"));
        }
        for typed in [
            "asa",
            "asa@",
            "@example.org",
            "asa@localhost",
            "a b@example.org",
            "asa@example..org",
            "asa@@example.org",
            "Åsa <asa@example.org>",
            "asa@example.org,b@example.org",
            "asa@[127.0.0.1]",
            "asa@127.0.0.1",
            "asa@example.123",
            "asa@example.१२३",
            "asa@xn--zzzzzz99999.se",
            "asa@example.org?subject=x",
            "asa@example.org/x",
            "asa@exam_ple.org",
            "asa@ex℀mple.org",
            "asa@ex⑴ample.org",
            "asa@1.2.3.0x4",
            "asa@gmail.c",
            "asa@-example.org",
            "asa@example.org..",
            "\"a,b\"@example.org",
            "asa@example.org\nBcc: b@example.org",
        ] {
            bad(typed);
        }
        check(&field, &["", "  ", "\u{200b}"], Ok(None));
        check(
            &field,
            &[&format!("{}@example.org", "a".repeat(300))],
            Err(FaultCode::TooLong),
        );
    }
}
