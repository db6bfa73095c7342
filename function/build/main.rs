//! The tables of telephone numbers that `rlibphonenumber` carries → the same, by calling code, so that those of one country can
//! be read without the rest; and of most countries the plan of their numbers, so that a number can be read without either.
//! The library reads all tables at its first number and compiles a dozen regular expressions, which takes longer than all else
//! that a sign-up needs, and five megabytes. `form/phone.rs` and `form/phone/plan.rs` read what is written here.

mod metadata;
mod plan;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use metadata::{Entry, entries};

const LIBRARY: &str = "rlibphonenumber";
const TABLES: &str = "src/generated/metadata/metadata.bin";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=../Cargo.lock"); // It says which version of the library.
    let tables = library()?.join(TABLES);
    println!("cargo::rerun-if-changed={}", tables.display());
    let collection = fs_err::read(&tables)?;
    let entries = entries(&collection)
        .ok_or_else(|| format!("{}: not the tables that are known here", tables.display()))?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    write(&entries, &out)
}

/// Where the library's source is: Cargo alone knows. It wants to see the manifest of every package of this target, tests' too,
/// and may have to fetch some that are not built.
fn library() -> Result<PathBuf> {
    let told = cargo_metadata(&["--offline"]).or_else(|_| cargo_metadata(&[]))?;
    let metadata: serde_json::Value = serde_json::from_slice(&told)?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let manifest = packages
        .filter(|package| package["name"] == LIBRARY)
        .find_map(|package| package["manifest_path"].as_str());
    let manifest = manifest.ok_or_else(|| format!("{LIBRARY} is not among the dependencies"))?;
    let folder = Path::new(manifest).parent();
    Ok(folder.unwrap_or(Path::new("")).to_path_buf())
}

fn cargo_metadata(more: &[&str]) -> Result<Vec<u8>> {
    let mut cargo = Command::new(std::env::var("CARGO")?);
    let manifest = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("Cargo.toml");
    cargo.args([
        "metadata",
        "--format-version=1",
        "--locked",
        "--filter-platform",
    ]);
    cargo.arg(std::env::var("TARGET")?);
    cargo.arg("--manifest-path").arg(manifest).args(more);
    let told = cargo.output()?;
    if told.status.success() {
        return Ok(told.stdout);
    }
    Err(format!("cargo metadata: {}", String::from_utf8_lossy(&told.stderr)).into())
}

/// `phone_tables.bin`: all entries, those of one calling code together. `phone_plans.bin`: the plans of the countries that share
/// their calling code with none, or are the main one. `phone_countries.rs`: each country, its calling code, and where in these
/// its entries and its plan are.
fn write(entries: &[Entry<'_>], out: &Path) -> Result<()> {
    let mut by_code: BTreeMap<u64, Vec<&Entry<'_>>> = BTreeMap::new();
    for entry in entries {
        by_code.entry(entry.country_code).or_default().push(entry);
    }
    let (mut tables, mut plans, mut countries) = (Vec::new(), Vec::new(), BTreeMap::new());
    for (code, together) in by_code {
        let start = tables.len();
        tables.extend(together.iter().flat_map(|entry| entry.bytes));
        let tables_range = start..tables.len();
        // "001" is no country, but what has a calling code of its own.
        for entry in together.iter().filter(|entry| entry.region.len() == 2) {
            let start = plans.len();
            // The library asks the main country first whether it has the number.
            let is_first = entry.is_main && !entry.has_leading_digits;
            if is_first || together.len() == 1 {
                plans.extend(plan::plan(entry)?.unwrap_or_default());
            }
            let plan = start..plans.len();
            let place = format!("calling_code: {code}, tables: {tables_range:?}, plan: {plan:?}");
            countries.insert(entry.region, place);
        }
    }
    let mut index = format!("const COUNTRIES: [Country; {}] = [\n", countries.len());
    for (region, place) in &countries {
        let region = std::str::from_utf8(region)?;
        writeln!(index, "    Country {{ region: *b\"{region}\", {place} }},")?;
    }
    index.push_str("];\n");
    fs_err::write(out.join("phone_tables.bin"), tables)?;
    fs_err::write(out.join("phone_plans.bin"), plans)?;
    fs_err::write(out.join("phone_countries.rs"), index)?;
    Ok(())
}
