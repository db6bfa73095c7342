//! What the site that is edited is made of, and what it becomes.

pub(super) const CONFIG: &str = "base_url = 'https://e.org'\ntitle = 'Site'\ndefault_language = 'en'\ngenerate_feeds = true\nbuild_search_index = true\n\
    feed_filenames = ['atom.xml']\ntaxonomies = [{ name = 'tags', feed = true }]\n[translations]\nhi = 'hi'\n\
    [languages.sv]\ntitle = 'Sajt'\ntaxonomies = [{ name = 'tags' }]\n[languages.sv.translations]\nhi = 'hej'\n\
    [search]\nindex_format = 'fuse_json'\n[extra]\nword_search = true\n";

pub(super) const NAMES: [&str; 7] = [
    "a.md",
    "b.md",
    "s/_index.md",
    "s/c.md",
    "s/d.md",
    "s/c.sv.md",
    "s/_index.sv.md",
];

/// Pages that are not there in the beginning.
pub(super) const COMING: [&str; 4] = ["aa.md", "s/cc.md", "s/d.sv.md", "z/new.md"];

/// For a site that only warns of a link to a page that is not there.
pub(super) const LENIENT: &str = "[link_checker]\ninternal_level = 'warn'\n";

pub(super) const BODIES: [&str; 12] = [
    "plain\n",
    "more *text*\n\n## A heading\n",
    "start\n<!-- more -->\nrest\n",
    "[to b](@/b.md) and [c](@/s/c.md)\n",
    "[to d](@/s/d.md#a-heading)\n",
    "{{ page.title }} {{ get_url(path='@/b.md') }}\n",
    "{% set d = load_data(path='data/d.toml') %}{{ d.x }}\n",
    "{{ get_taxonomy_url(kind='tags', term='one', required=false) }}\n",
    "{% set p = resize_image(path='p.png', width=2, height=2) %}{{ p.url }}\n",
    "{{ nothing_like_it }}\n",
    "[to aa](@/aa.md)\n",
    "{{ get_url(path='@/s/cc.md') }} [to c](@/s/c.sv.md)\n",
];

/// The first of `FRONTS`, but in what is only shown.
pub(super) const RETITLED: &str =
    "title = 'Other'\nweight = 1\ndate = 2020-01-01\n[taxonomies]\ntags = ['one']\n";

pub(super) const FRONTS: [&str; 15] = [
    "title = 'One'\nweight = 1\ndate = 2020-01-01\n[taxonomies]\ntags = ['one']\n",
    "title = 'Two'\nweight = 2\ndate = 2021-01-01\n[taxonomies]\ntags = ['one', 'two']\n",
    "title = 'Three'\nweight = 3\n",
    "title = 'Four'\nweight = 4\ndate = 2022-02-02\nslug = 'four'\n",
    "title = 'Five'\nweight = 1\naliases = ['old']\n",
    "title = 'Six'\nweight = 6\ndraft = true\n",
    "title = 'Seven'\nweight = 7\nrender = false\n",
    "title = 'Eight'\nweight = 8\ntemplate = 'other.html'\n",
    "title = broken\n",
    RETITLED,
    "title = 'Two'\ndescription = 'again'\nweight = 2\ndate = 2021-01-01\n[taxonomies]\ntags = ['one', 'two']\n[extra]\nx = 1\n",
    "title = 'One'\nweight = 5\ndate = 2023-03-03\nupdated = 2024-01-01\n[taxonomies]\ntags = ['one']\n",
    "title = 'Two'\nweight = 0\ndate = 1999-01-01\n[taxonomies]\ntags = ['one', 'two']\n",
    "title = 'Two'\ndate = 2021-01-01\n[taxonomies]\ntags = ['two', 'three']\n",
    "title = 'One'\nweight = 1\n[extra]\ntranslation_key = 's/c'\n",
];

/// Variants of each template, so that what they read differs.
pub(super) const TEMPLATES: [(&str, [&str; 3]); 6] = [
    (
        "page.html",
        [
            "{% extends 'base.html' %}{% block m %}{{ page.title }}|{{ page.content | safe }}|{{ page.lower.title or '' }}{% endblock %}",
            "{% extends 'base.html' %}{% block m %}{{ page.content }}{% if page.higher %}{{ page.higher.content }}{% endif %}{% endblock %}",
            "{{ page.word_count }}{% for t in page.translations %}{{ t.title }}{% endfor %}{% for b in page.backlinks %}{{ b.title }}{% endfor %}{% for t in page.taxonomies.tags or [] %}{{ get_taxonomy_url(kind='tags', term=t, required=false) }}{% endfor %}",
        ],
    ),
    (
        "section.html",
        [
            "{% extends 'base.html' %}{% block m %}{% for page in section.pages %}{{ page.title }}{% endfor %}{{ section.content }}{% endblock %}",
            "{% for p in section.pages %}{{ p.summary or p.title }}{% endfor %}{{ <card item={section} /> }}",
            "{{ section }}{{ get_hash(path='s.css') }}",
        ],
    ),
    (
        "index.html",
        [
            "{% extends 'base.html' %}",
            "{% set p = get_page(path='b.md', lang='en', allow_missing=true) %}{% if p %}{{ p.toc | length }}{{ p.content }}{% endif %}",
            "{% for p in section.subsections %}{% set s = get_section(path=p) %}{{ s.title }}{{ s.pages | map(attribute='title') | join(sep=',') }}{% endfor %}",
        ],
    ),
    (
        "base.html",
        [
            "{{ config.title }}{% set section = get_section(path='s/_index.md', lang='en', allow_missing=true) %}{% block m %}{% endblock %}",
            "{{ trans(key='hi', lang=lang) }}{% for s in ['s/_index.md'] %}{% set section = get_section(path=s, lang='en', allow_missing=true) %}{{ section.title or '' }}{% endfor %}{% block m %}{% endblock %}",
            "{% set d = load_data(path='data/d.toml') %}{{ d.x }}{% set n = get_section(path='s/_index.md', lang='en', allow_missing=true) %}{% if n %}{% for p in n.pages %}{{ p.title }}{% endfor %}{% endif %}{% block m %}{% endblock %}",
        ],
    ),
    (
        "components.html",
        [
            "{% component card(item) %}{{ item.title or '' }}{% endcomponent card %}",
            "{% component card(item) %}{{ item.content }}{% for t in item.translations %}{{ t.title }}{% endfor %}{% endcomponent card %}",
            "{% component card(item) %}{% for p in item.pages %}{{ p.content }}{% for b in p.backlinks %}{{ b.title }}{% endfor %}{% endfor %}{% endcomponent card %}",
        ],
    ),
    (
        "tags/single.html",
        [
            "{% for page in term.pages %}{{ page.title }}{% endfor %}",
            "{% for page in term.pages %}{{ page.content }}{{ <card item={page} /> }}{% endfor %}",
            "{% set t = get_taxonomy(kind='tags') %}{{ t.items | length }}{{ term.name }}",
        ],
    ),
];
