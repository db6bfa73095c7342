//! What sites and themes that were not among the first cases do, and Zola's answer to it.

use super::*;

#[test]
fn a_file_beside_a_section_is_ignored_by_its_own_name() {
    let site = Site::new(
        "@ config.toml\nbase_url = 'https://e.org'\nignored_content = ['**/*.qmd']\n\
         @ content/a/_index.md\n+++\n+++\n@ content/a/_index.qmd\nx\n@ content/a/kept.csv\nx\n",
    );
    build(&site.options()).unwrap();
    assert!(site.path("public/a/kept.csv").exists());
    assert!(!site.path("public/a/_index.qmd").exists());
}
