//! Content for which nobody wrote a default template, in a site that has templates: it is published as Zola's welcome, which
//! is meant for a site that has none yet.

use super::job::Job;
use super::stage::Stage;
use crate::link::ContentId;
use crate::problem::Problem;

/// Each template that is missed so, with the first content that it would be for.
pub fn placeholders(jobs: &[Job], stage: Stage<'_>) -> Vec<Problem> {
    let mut missed: Vec<(&str, ContentId)> = Vec::new();
    if stage.library.template_files.is_empty() {
        return Vec::new();
    }
    for (template, id) in jobs.iter().filter_map(|job| default_template(job, stage)) {
        let is_new = !missed.iter().any(|(own, _)| *own == template);
        if is_new && !stage.tera.contains_template(template) {
            missed.push((template, id));
        }
    }
    let told = missed.into_iter().map(|(template, id)| {
        let message = format!("there is no templates/{template}: it is published as a placeholder");
        Problem::warning(stage.library.site.file(id), 0, message)
    });
    told.collect()
}

/// The template of content that names none itself.
fn default_template<'a>(job: &Job, stage: Stage<'a>) -> Option<(&'a str, ContentId)> {
    let site = &stage.library.site;
    match job {
        Job::Page(id) => {
            let is_named = site.page(*id).template.is_some();
            (!is_named).then_some(("page.html", ContentId::Page(*id)))
        }
        Job::Section(id) | Job::SectionPager(id, _) => {
            let section = site.section(*id);
            let is_named = section.meta.template.is_some() || section.meta.redirect_to.is_some();
            (!is_named).then(|| (section.template(), ContentId::Section(*id)))
        }
        _ => None,
    }
}
