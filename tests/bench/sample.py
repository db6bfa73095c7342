"""A site of N pages, twice: as site-gen (and Zola 0.23) reads it, and as Hugo does. The same N is always the same bytes.

A page has about 600 words, headings, lists, a table, a quotation, links inside and outside, three tags, and stands in
five languages of which one is written from right to left. The templates beside this file are the same page in both
template languages. Must not know how the site is built or measured.
"""

import random
import shutil
from pathlib import Path

HERE = Path(__file__).parent
DEFAULT = "en"
LANGUAGES = {
    "en": ("English", "home waste water school permit office street library child garden winter apply before after "
                      "open each your where bring never until council free care ask"),
    "sv": ("Svenska", "hem avfall vatten skola bygglov kontor gata bibliotek barn trädgård vinter ansök före efter "
                      "öppen varje din där ta aldrig tills kommun fri omsorg fråga"),
    "fi": ("Suomi", "koti jäte vesi koulu lupa toimisto katu kirjasto lapsi puutarha talvi hae ennen jälkeen avoin "
                    "jokainen sinun missä tuo koskaan kunnes kunta ilmainen hoito kysy"),
    "so": ("Soomaali", "guri qashin biyo dugsi ruqsad xafiis waddo maktabad ilmo beer jiilaal codso ka hor kadib "
                       "furan kasta adiga halkee keen weligaa ilaa degmo lacag daryeel weydii"),
    "ar": ("العربية", "بيت ماء مدرسة رخصة مكتب شارع مكتبة طفل حديقة شتاء طلب قبل بعد مفتوح كل أين متى أبدا حتى بلدية "
                      "مجانا رعاية سؤال خدمة موعد"),
}
TEXTS = {
    "en": ("Town guide", "Topics", "Previous", "Next", "On this page", "Languages", "minutes", "Skip to content"),
    "sv": ("Kommunguiden", "Ämnen", "Föregående", "Nästa", "På sidan", "Språk", "minuter", "Till innehållet"),
    "fi": ("Kuntaopas", "Aiheet", "Edellinen", "Seuraava", "Tällä sivulla", "Kielet", "minuuttia", "Sisältöön"),
    "so": ("Hagaha degmada", "Mawduucyo", "Hore", "Xiga", "Boggan", "Luqado", "daqiiqo", "U bood"),
    "ar": ("دليل البلدية", "مواضيع", "السابق", "التالي", "في هذه الصفحة", "اللغات", "دقائق", "إلى المحتوى"),
}
KEYS = ("home", "tags", "previous", "next", "toc", "languages", "minutes", "skip")
TAGS = [f"topic-{number:02}" for number in range(40)]
SECTION_PAGES = 50
NAV_SECTIONS = 6


def make(pages, folder):
    """Writes the site of `pages` pages into `folder`/zola and `folder`/hugo."""
    count = pages // len(LANGUAGES)
    for kind, config in (("zola", zola_config), ("hugo", hugo_config)):
        root = Path(folder, kind)
        shutil.copytree(HERE / kind, root)
        config(root, -(-count // SECTION_PAGES))
        write(root / "static/site.css", "main { max-width: 60rem; margin-inline: auto }\n" * 30)
        for language in LANGUAGES:
            content(root / "content", kind, language, count)


def content(root, kind, language, count):
    suffix = "" if language == DEFAULT else f".{language}"
    order = 'sort_by = "weight"\n' if kind == "zola" else ""
    home = f'+++\ntitle = "{TEXTS[language][0]}"\n{order}+++\n{Writer("home", language).paragraph(4)}'
    write(root / f"_index{suffix}.md", home)
    for number in range(count):
        section = number // SECTION_PAGES
        if number % SECTION_PAGES == 0:
            writer = Writer(f"section {section}", language)
            front = f'+++\ntitle = "{writer.title(2)} {section}"\nweight = {section + 1}\n{order}+++\n'
            write(root / f"s{section:03}/_index{suffix}.md", front + writer.paragraph(4))
        write(root / f"s{section:03}/p{number:05}{suffix}.md", page(kind, language, number, count))


def page(kind, language, number, count):
    writer = Writer(f"page {number}", language)
    tags = sorted(random.Random(f"tags {number}").sample(TAGS, 3))
    date = f"{2017 + number % 9}-{1 + number // 9 % 12:02}-{1 + number // 108 % 28:02}"
    front = [f'title = "{writer.title(4)} {number}"', f'description = "{writer.words(14)}"', f"date = {date}",
             f"weight = {number + 1}", *(["[taxonomies]"] if kind == "zola" else []), f"tags = {tags}",
             "[extra]" if kind == "zola" else "[params]", f'status = "s{number % 7}"']
    return "\n".join(["+++", *front, "+++", ""]).replace("'", '"') + body(writer, kind, count)


def body(writer, kind, count):
    number = writer.random.randrange(count)
    path = f"s{number // SECTION_PAGES:03}/p{number:05}"
    suffix = "" if writer.language == DEFAULT else f".{writer.language}"
    inside = f"@/{path}{suffix}.md" if kind == "zola" else f'{{{{< relref "/{path}.md" >}}}}'
    outside = f"https://example.org/{writer.language}/{number}?a=1&b=2"
    items = [writer.sentence() for _ in range(8)]
    rows = [f"| {writer.words(2)} | {writer.words(1)} | {number + row} |" for row in range(5)]
    return "\n\n".join([
        f"{writer.paragraph(4)} [{writer.words(2)}]({inside}).",
        writer.heading(2), writer.paragraph(6), "\n".join(f"- {item}" for item in items[:4]),
        writer.heading(2), f"{writer.paragraph(6)} [{writer.words(2)}]({outside}).",
        "\n".join(f"{place}. {item}" for place, item in enumerate(items[4:], 1)),
        writer.heading(3), writer.paragraph(4),
        writer.heading(2), writer.paragraph(6), "\n".join(["| A | B | C |", "|---|---|---:|", *rows]),
        writer.heading(2), writer.paragraph(6), f"> {writer.sentence()}", "",
    ])


class Writer:
    """Words of one language in an order that the seed decides."""

    def __init__(self, seed, language):
        self.language = language
        self.random = random.Random(f"{seed} {language}")
        self.vocabulary = LANGUAGES[language][1].split()

    def words(self, count):
        return " ".join(self.random.choices(self.vocabulary, k=count))

    def title(self, count):
        return self.words(count).capitalize()

    def heading(self, level):
        return f"{'#' * level} {self.title(3)}"

    def sentence(self):
        words = self.random.choices(self.vocabulary, k=self.random.randint(8, 16))
        mark = self.random.choice(["", "", "", "", "*", "**", "`"])
        words[-1] = f"{mark}{words[-1]}{mark}"
        return f"{' '.join(words).capitalize()}."

    def paragraph(self, sentences):
        return " ".join(self.sentence() for _ in range(sentences))


def zola_config(root, sections):
    taxonomy = 'generate_feeds = true\nfeed_filenames = ["atom.xml"]\ntaxonomies = [{ name = "tags", paginate_by = 20 }]'
    lines = ['base_url = "https://example.org"', f'default_language = "{DEFAULT}"', "feed_limit = 20",
             f'title = "{TEXTS[DEFAULT][0]}"', taxonomy, "[translations]", *texts(DEFAULT)]
    for language in LANGUAGES:
        if language != DEFAULT:
            lines += [f"[languages.{language}]", f'title = "{TEXTS[language][0]}"', taxonomy,
                      f"[languages.{language}.translations]", *texts(language)]
    names = [f'{language} = "{name}"' for language, (name, _) in LANGUAGES.items()]
    write(root / "config.toml", "\n".join([*lines, "[extra]", nav(sections), "[extra.names]", *names, ""]))


def hugo_config(root, sections):
    lines = ['baseURL = "https://example.org/"', f'defaultContentLanguage = "{DEFAULT}"', "enableRobotsTXT = true",
             "[pagination]", "pagerSize = 20", "[services.rss]", "limit = 20", "[taxonomies]", 'tag = "tags"',
             "[outputs]", 'home = ["html", "rss"]', *(f'{kind} = ["html"]' for kind in ("section", "taxonomy", "term")),
             "[params]", nav(sections)]
    for weight, (language, (name, _)) in enumerate(LANGUAGES.items(), 1):
        lines += [f"[languages.{language}]", f"weight = {weight}", f'label = "{name}"',
                  f'title = "{TEXTS[language][0]}"', f'direction = "{"rtl" if language == "ar" else "ltr"}"']
        words = "".join(f'[{key}]\nother = "{text}"\n' for key, text in zip(KEYS, TEXTS[language]))
        write(root / f"i18n/{language}.toml", words)
    write(root / "hugo.toml", "\n".join([*lines, ""]))


def texts(language):
    return [f'{key} = "{text}"' for key, text in zip(KEYS, TEXTS[language])]


def nav(sections):
    return "nav = " + str([f"s{number:03}" for number in range(min(NAV_SECTIONS, sections))]).replace("'", '"')


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
