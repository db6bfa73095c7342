//! The headings in the order of the text → a tree: each stands under the last one before it with a lower level.

use super::rendered::Heading;

/// Nests `headings` by level.
pub(super) fn nest(headings: Vec<Heading>) -> Vec<Heading> {
    let mut toc = Vec::new();
    for heading in headings {
        insert(&mut toc, heading);
    }
    toc
}

fn insert(siblings: &mut Vec<Heading>, heading: Heading) {
    match siblings.last_mut() {
        Some(last) if last.level < heading.level => insert(&mut last.children, heading),
        _ => siblings.push(heading),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(level: u32) -> Heading {
        Heading {
            level,
            id: String::new(),
            permalink: String::new(),
            title: String::new(),
            children: Vec::new(),
        }
    }

    fn shape(toc: &[Heading]) -> String {
        let each = |heading: &Heading| format!("{}({})", heading.level, shape(&heading.children));
        toc.iter().map(each).collect()
    }

    #[test]
    fn nests_by_level() {
        for (levels, expected) in [
            (&[1, 1][..], "1()1()"),
            (&[1, 2, 3, 2, 1], "1(2(3())2())1()"),
            (&[3, 2, 2, 3, 2, 1, 4], "3()2()2(3())2()1(4())"),
            (&[1, 3, 2, 4], "1(3()2(4()))"),
        ] {
            let headings = levels.iter().copied().map(heading).collect();
            assert_eq!(shape(&nest(headings)), expected, "{levels:?}");
        }
    }
}
