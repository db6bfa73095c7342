"""Sources → the site in public/ and the function's zip, the same bytes each time.

    site      site-gen builds content/, templates/, static/ into public/
    function  cargo lambda builds the binary, which needs nothing of the system but its kernel
    prepare   tries the form, the mails' words and the pages, and writes them as the function reads them fastest
    zip       the binary as `bootstrap`, and what it reads at its start, in the site root's own layout

Must not know AWS accounts: what is packed is the same for every stage.
"""

import argparse
import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "target/deploy"
BINARY = "lambda"
# With musl in it: a start has no library to find, open and bind.
TARGETS = {"x86_64": "x86_64-unknown-linux-musl", "arm64": "aarch64-unknown-linux-musl"}
OUTLINE = "prepared/form.json"
PREPARED = (OUTLINE, "prepared/mail.json", "prepared/pages.json", "prepared/rules.json")
IN_EACH_LANGUAGE = ("prepared/form.{}.json", "prepared/thanks.{}.json")
OF_EACH_KIND = "prepared/sheet.{}.{}.json"
COMPONENTS = ("templates/components/answer.html", "templates/components/phone.html")
# The function sets values and faults between these marks; pages without one are CloudFront's alone.
MARKS = (b"<!--form:", b"<!--answer:")
ET_DYN, PT_INTERP = 3, 3  # elf.h
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold


def main() -> int:
    arguments = argparse.ArgumentParser(prog="deploy/pack", description="Builds the site and the function's zip.")
    arguments.add_argument("--base-url", help="address of the site, when it is not the one in config.toml")
    arguments.add_argument("--architecture", choices=TARGETS, default="x86_64")
    arguments.add_argument("--twice", action="store_true", help="build the function a second time, and compare the zips")
    given = arguments.parse_args()

    build_site(given.base_url)
    prepare()
    first = pack(given.architecture, ROOT / "target")
    if given.twice and pack(given.architecture, OUT / "again") != first:
        sys.exit("the two builds differ")
    return 0


def build_site(base_url: str | None) -> None:
    """The whole workspace is named, so that crates have the features that the tests' build has, and nothing is built twice."""
    run(["cargo", "build", "--quiet", "--locked", "--workspace", "--bin", "site-gen", "--bin", "prepare"])
    command = [built("site-gen"), "--root", str(ROOT), "build", "--force"]
    run(command + (["--base-url", base_url] if base_url else []))


def prepare() -> None:
    shutil.rmtree(OUT / "prepared", ignore_errors=True)  # a language that is gone must not be packed
    run([built("prepare"), "--root", str(ROOT), str(OUT / "prepared")])


def built(program: str) -> str:
    return str(Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug" / program)


def pack(architecture: str, target: Path) -> str:
    """The hash of the zip, which then lies in target/deploy/."""
    content = make_zip(ROOT, OUT, build_function(architecture, target))
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "function.zip").write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    print(f"target/deploy/function.zip: {len(content) / 1e6:.1f} MB, sha256 {digest}")
    return digest


def build_function(architecture: str, target: Path) -> bytes:
    """Paths of this machine are taken out of the binary, or it would differ on the next one."""
    home = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
    # Zig links to a fixed address unless it is told. What comes out for arm64 was never started.
    flags = f"--remap-path-prefix={ROOT}=. --remap-path-prefix={home}=cargo -C link-arg=-pie"
    need_standard_library(TARGETS[architecture])
    command = ["cargo", "lambda", "build", "--skip-target-check", "--profile", "lambda", "--locked", "--package", "function", "--bin", BINARY]
    run([*command, "--target", TARGETS[architecture]], RUSTFLAGS=flags, CARGO_TARGET_DIR=str(target))
    built = (target / "lambda" / BINARY / "bootstrap").read_bytes()
    if fault := misbuilt(built):
        sys.exit(f"target/lambda/{BINARY}/bootstrap {fault}")
    return built


def need_standard_library(target: str) -> None:
    told = subprocess.run(["rustc", "--print", "target-libdir", "--target", target], check=True, capture_output=True, text=True)
    if not Path(told.stdout.strip()).is_dir():
        run(["rustup", "target", "add", target])


def misbuilt(binary: bytes) -> str:
    """What is wrong with an ELF file of 64 bits that must lie at an address nobody can guess, and need no library."""
    kind, first, size, count = struct.unpack_from("<H14xQ14xHH", binary, 16)
    segments = [struct.unpack_from("<I", binary, first + number * size)[0] for number in range(count)]
    if kind != ET_DYN:
        return "lies at the same address at every start"
    return "asks for shared libraries" if PT_INTERP in segments else ""


def make_zip(root: Path, prepared: Path, bootstrap: bytes) -> bytes:
    """Sorted, with one time and one mode for all, so that the bytes depend on the contents alone."""
    files = {"bootstrap": bootstrap}
    files |= {name: (root / name).read_bytes() for name in contents(root)}
    files |= {name: (prepared / name).read_bytes() for name in (*PREPARED, *in_each_language(prepared))}
    out = OUT / "packing.zip"
    out.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(out, "w") as packed:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.create_system = 3  # Unix, or the mode is not read
            entry.external_attr = (0o100755 if name == "bootstrap" else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, files[name], compresslevel=9)
    content = out.read_bytes()
    out.unlink()
    return content


def in_each_language(prepared: Path) -> list[str]:
    """What is prepared of each language; if one lacked something, nobody would see it before a visitor."""
    outline = json.loads((prepared / OUTLINE).read_text())
    languages = outline["languages"]
    names = [name.format(language) for name in IN_EACH_LANGUAGE for language in languages]
    names += [OF_EACH_KIND.format(kind, language) for kind in outline["kinds"] for language in languages]
    for name in names:
        if not (prepared / name).is_file():
            sys.exit(f"{name} is not there, and the function cannot answer without")
    return names


def contents(root: Path) -> list[str]:
    """What the function reads of the site, by path below its root."""
    for name in COMPONENTS:
        if not (root / name).is_file():
            sys.exit(f"{name} is not there, and the function cannot start without it")
    pages = [page for page in (root / "public").rglob("*.html") if any(mark in page.read_bytes() for mark in MARKS)]
    for mark in MARKS:
        if not any(mark in page.read_bytes() for page in pages):
            sys.exit(f"no page in public/ has the mark {mark.decode()}…; is the site built?")
    return [*COMPONENTS, *(page.relative_to(root).as_posix() for page in pages)]


def run(command: list[str], **variables: str) -> None:
    print("$", " ".join(command), flush=True)
    done = subprocess.run(command, cwd=ROOT, env=os.environ | variables, check=False)
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    sys.exit(main())
