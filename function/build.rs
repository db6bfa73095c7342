//! The tables of telephone numbers that `rlibphonenumber` carries → the same, by calling code: so that those of one country can
//! be read without the rest. The library reads them all at its first number, which takes longer than all else that a sign-up
//! needs, and five megabytes.
//!
//! They are Google's `PhoneMetadataCollection`, a Protocol Buffers message: entries one after the other, each a field of
//! `PHONE_METADATA`. `form/phone.rs` reads what is written here.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

const LIBRARY: &str = "rlibphonenumber";
const TABLES: &str = "src/generated/metadata/metadata.bin";
const PHONE_METADATA: u64 = 1;
const ID: u64 = 9;
const COUNTRY_CODE: u64 = 10;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
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

/// A region's entry, as it stands in the collection.
struct Entry<'a> {
    region: &'a [u8],
    country_code: u64,
    bytes: &'a [u8],
}

/// `None` when it is no such collection.
fn entries(collection: &[u8]) -> Option<Vec<Entry<'_>>> {
    let mut entries = Vec::new();
    let mut rest = collection;
    while !rest.is_empty() {
        let begun = rest;
        let (PHONE_METADATA, Field::Bytes(entry)) = field(&mut rest)? else {
            return None;
        };
        let (mut region, mut country_code) = (None, None);
        let mut fields = entry;
        while !fields.is_empty() {
            match field(&mut fields)? {
                (ID, Field::Bytes(id)) => region = Some(id),
                (COUNTRY_CODE, Field::Number(code)) => country_code = Some(code),
                _ => {}
            }
        }
        entries.push(Entry {
            region: region?,
            country_code: country_code?,
            bytes: &begun[..begun.len() - rest.len()],
        });
    }
    Some(entries)
}

enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The next field's number and value; the message has no other kinds.
fn field<'a>(rest: &mut &'a [u8]) -> Option<(u64, Field<'a>)> {
    let key = varint(rest)?;
    let value = match key & 7 {
        0 => Field::Number(varint(rest)?),
        2 => {
            let length = usize::try_from(varint(rest)?).ok()?;
            let (bytes, after) = rest.split_at_checked(length)?;
            *rest = after;
            Field::Bytes(bytes)
        }
        _ => return None,
    };
    Some((key >> 3, value))
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// `phone_tables.bin`: all entries, those of one calling code together. `phone_regions.rs`: each region, its calling code, and
/// where the entries of that are.
fn write(entries: &[Entry<'_>], out: &Path) -> Result<()> {
    let mut by_code: BTreeMap<u64, Vec<&Entry<'_>>> = BTreeMap::new();
    for entry in entries {
        by_code.entry(entry.country_code).or_default().push(entry);
    }
    let (mut tables, mut regions) = (Vec::new(), BTreeMap::new());
    for (code, together) in by_code {
        let start = tables.len();
        tables.extend(together.iter().flat_map(|entry| entry.bytes));
        let end = tables.len();
        // "001" is no country, but what has a calling code of its own.
        let countries = together.iter().filter(|entry| entry.region.len() == 2);
        regions.extend(countries.map(|entry| (entry.region, format!("{code}, {start}..{end}"))));
    }
    let mut index = format!(
        "const REGIONS: [([u8; 2], u16, std::ops::Range<u32>); {}] = [\n",
        regions.len()
    );
    for (region, place) in &regions {
        let region = std::str::from_utf8(region)?;
        writeln!(index, "    (*b\"{region}\", {place}),")?;
    }
    index.push_str("];\n");
    fs_err::write(out.join("phone_tables.bin"), tables)?;
    fs_err::write(out.join("phone_regions.rs"), index)?;
    Ok(())
}
