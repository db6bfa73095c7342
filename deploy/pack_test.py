"""Packs a small site root: what goes in, what stays out, and the same bytes whatever the clock and the disk say."""

import os
import struct
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from pack import COMPONENTS, OUTLINE, PREPARED, make_zip, misbuilt

WRITTEN = {
    OUTLINE: '{"languages": ["ar"], "kinds": ["family"]}',
    "public/sign-up/family/index.html": "<p><!--form:family:sv--><form></form><!--/form-->",
    "public/ar/sign-up/thanks/index.html": "<!--answer:ar--><p></p><!--/answer-->",
    "public/index.html": "<p>home",
    "public/style.css": "<!--form: in a stylesheet -->",
}
PAGES = [name for name in WRITTEN if name != OUTLINE]
OF_LANGUAGE = ["prepared/thanks.ar.json", "prepared/form.ar.json", "prepared/sheet.family.ar.json"]
READ = [*COMPONENTS, *PREPARED, *OF_LANGUAGE]
PACKED = ["bootstrap", *READ, "public/ar/sign-up/thanks/index.html", "public/sign-up/family/index.html"]


def site(folder: Path, files: list[str], time: int) -> Path:
    for name in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(WRITTEN.get(name, name))
        path.chmod(0o600 if time else 0o644)
        os.utime(path, (time, time))
    return folder


def holds_what_the_function_reads(folder: Path) -> None:
    packed = ZipFile(BytesIO(make_zip(site(folder, [*READ, *PAGES], 0), folder, b"binary")))
    assert packed.namelist() == sorted(PACKED), packed.namelist()
    modes = {entry.filename: entry.external_attr >> 16 & 0o777 for entry in packed.infolist()}
    assert modes.pop("bootstrap") == 0o755 and set(modes.values()) == {0o644}, modes


def is_the_same_bytes_each_time(folder: Path) -> None:
    names = [*READ, *PAGES]
    first = make_zip(site(folder / "a", names, 0), folder / "a", b"binary")
    second = make_zip(site(folder / "b", names[::-1], 1_700_000_000), folder / "b", b"binary")
    assert first == second
    assert first != make_zip(folder / "a", folder / "a", b"another binary")


def says_what_is_missing(folder: Path) -> None:
    cases = [
        ([*READ[1:], *PAGES], READ[0]),
        ([*READ, "public/index.html"], "<!--form:"),
        *(([name for name in [*READ, *PAGES] if name != own], own) for own in OF_LANGUAGE),
    ]
    for number, (files, expected) in enumerate(cases):
        try:
            make_zip(site(folder / str(number), files, 0), folder / str(number), b"binary")
        except SystemExit as said:
            assert expected in str(said), said
        else:
            raise AssertionError(f"{expected} was not missed")


def knows_a_binary_that_must_not_be_packed(_: Path) -> None:
    def binary(kind: int, *segments: int) -> bytes:
        """An ELF file of 64 bits with these segments, as far as it is looked at."""
        header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", kind, 62, 1, 0, 64, 0, 0, 64, 56, len(segments), 0, 0, 0)
        return header + b"".join(struct.pack("<I52x", segment) for segment in segments)

    anywhere, fixed, interpreter, load, dynamic = 3, 2, 3, 1, 2
    assert misbuilt(binary(anywhere, load, dynamic)) == ""
    assert "shared libraries" in misbuilt(binary(anywhere, load, interpreter))
    assert "same address" in misbuilt(binary(fixed, load))


TESTS = [holds_what_the_function_reads, is_the_same_bytes_each_time, says_what_is_missing, knows_a_binary_that_must_not_be_packed]


def main() -> int:
    failed = 0
    for test in TESTS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(Path(folder))
            except AssertionError as fault:
                failed += 1
                print(f"FAIL {test.__name__}: {fault}")
    print(f"pack: {len(TESTS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
