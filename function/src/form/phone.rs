//! A phone number as people write it → the same in E.164, or a fault.

mod plan;
#[cfg(test)]
mod tests;
mod typed;

use std::ops::Range;
use std::sync::{Arc, LazyLock, OnceLock};

use prost::Message;
use rlibphonenumber::{
    ParseError, PhoneMetadataCollection, PhoneNumber, PhoneNumberFormat, PhoneNumberUtil, Region,
};

use self::plan::Plan;
use self::typed::dialled;
use super::fault::FaultCode;
use super::text::{half_width, latin_digits};
use crate::sign_up::Value;

/// A country that has telephone numbers, and where its tables and its plan are among all; `build/` writes them.
struct Country {
    region: [u8; 2],
    calling_code: u16,
    tables: Range<usize>,
    plan: Range<usize>,
}

// COUNTRIES, by their code.
include!(concat!(env!("OUT_DIR"), "/phone_countries.rs"));
const TABLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/phone_tables.bin"));
const PLANS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/phone_plans.bin"));

/// What is known of telephone numbers: one country's plan, which knows most that come; its tables when that does not know one;
/// all others' when one is from elsewhere. To read these takes longer than all else that is done for a sign-up.
#[derive(Clone)]
pub struct Phones(Option<Arc<Home>>);

struct Home {
    region: Region,
    calling_code: u16,
    plan: Plan,
    tables: &'static [u8],
    util: OnceLock<Option<PhoneNumberUtil>>,
}

impl Phones {
    /// Numbers without a country code belong to the country of this code; to none, where it has no telephone numbers.
    pub fn of(region: &str) -> Self {
        Self(Home::of(region).map(Arc::new))
    }

    pub fn has_region(&self) -> bool {
        self.0.is_some()
    }

    /// # Errors
    /// When it is no number that somebody can have.
    pub fn read(&self, typed: String) -> Result<Value, FaultCode> {
        let e164 = |typed: &str| dialled(typed).and_then(|dialled| self.e164(&dialled));
        let latin = half_width(&latin_digits(&typed));
        // A zero in brackets is mostly for calls within the country, and the library takes it away where it is; in some
        // countries it belongs to the number.
        let e164 = e164(&latin).or_else(|| e164(&latin.replace("(0)", "")));
        let e164 = e164.ok_or(FaultCode::PhoneWrong)?;
        Ok(Value::Phone { e164, typed })
    }

    fn e164(&self, dialled: &str) -> Option<String> {
        let home = self.0.as_deref();
        if let Some(number) = home.and_then(|home| home.planned(dialled)) {
            return Some(number);
        }
        let region = home.map(|home| home.region);
        match home
            .filter(|home| home.may_have(dialled))
            .and_then(Home::util)
        {
            // No calling code begins as another does: what is dialled with one is of this country with all tables or with none.
            Some(util) => match util.parse(dialled, region) {
                Ok(number) => valid(util, &number),
                Err(ParseError::InvalidCountryCode) => e164(everywhere()?, dialled, region),
                Err(_) => None,
            },
            None => e164(everywhere()?, dialled, region),
        }
    }
}

impl Home {
    fn of(region: &str) -> Option<Self> {
        let own = |known: &Country| known.region.as_slice().cmp(region.as_bytes());
        let country = &COUNTRIES[COUNTRIES.binary_search_by(own).ok()?];
        Some(Self {
            region: region.parse().ok()?,
            calling_code: country.calling_code,
            plan: Plan::of(PLANS.get(country.plan.clone())?),
            tables: TABLES.get(country.tables.clone())?,
            util: OnceLock::new(),
        })
    }

    /// In E.164, if the plan knows it.
    fn planned(&self, dialled: &str) -> Option<String> {
        let code = self.calling_code.to_string();
        let within = match dialled.strip_prefix('+') {
            Some(abroad) => abroad.strip_prefix(&code)?,
            None => dialled,
        };
        let number = self.plan.number(within)?;
        Some(format!("+{code}{number}"))
    }

    /// Not what begins with a plus and another calling code.
    fn may_have(&self, dialled: &str) -> bool {
        let abroad = dialled.strip_prefix('+');
        abroad.is_none_or(|number| number.starts_with(&self.calling_code.to_string()))
    }

    fn util(&self) -> Option<&PhoneNumberUtil> {
        self.util.get_or_init(|| util(self.tables)).as_ref()
    }
}

fn everywhere() -> Option<&'static PhoneNumberUtil> {
    static EVERYWHERE: LazyLock<Option<PhoneNumberUtil>> = LazyLock::new(|| util(TABLES));
    EVERYWHERE.as_ref()
}

/// `None` only for tables that the library did not write.
fn util(tables: &[u8]) -> Option<PhoneNumberUtil> {
    let tables = PhoneMetadataCollection::decode(tables).ok()?;
    PhoneNumberUtil::new_for_metadata(tables).ok()
}

fn e164(util: &PhoneNumberUtil, dialled: &str, region: Option<Region>) -> Option<String> {
    valid(util, &util.parse(dialled, region).ok()?)
}

fn valid(util: &PhoneNumberUtil, number: &PhoneNumber) -> Option<String> {
    let valid = util.is_valid_number(number);
    valid.then(|| util.format(number, PhoneNumberFormat::E164).into_owned())
}

impl std::fmt::Debug for Phones {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Phones")
            .field(&self.0.as_ref().map(|home| home.region))
            .finish()
    }
}
