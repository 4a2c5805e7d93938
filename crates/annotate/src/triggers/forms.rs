//! Forms of English verbs and nouns.

/// Past tense and participle where they do not end in "-ed".
const IRREGULAR: &[(&str, &[&str])] = &[
    ("beat", &["beat", "beaten"]),
    ("break", &["broke", "broken"]),
    ("bring", &["brought"]),
    ("cut", &["cut"]),
    ("fall", &["fell", "fallen"]),
    ("fight", &["fought"]),
    ("freeze", &["froze", "frozen"]),
    ("gun", &["gunned"]),
    ("give", &["gave", "given"]),
    ("go", &["went", "gone"]),
    ("hit", &["hit"]),
    ("hold", &["held"]),
    ("meet", &["met"]),
    ("overrun", &["overran", "overrun"]),
    ("overtake", &["overtook", "overtaken"]),
    ("plead", &["pleaded", "pled"]),
    ("retake", &["retook", "retaken"]),
    ("begin", &["began", "begun"]),
    ("seek", &["sought"]),
    ("send", &["sent"]),
    ("shoot", &["shot"]),
    ("sit", &["sat"]),
    ("speak", &["spoke", "spoken"]),
    ("slay", &["slew", "slain"]),
    ("strike", &["struck", "stricken"]),
    ("strike_down", &["struck"]),
    ("swear", &["swore", "sworn"]),
    ("turn", &["turned"]),
    ("withdraw", &["withdrew", "withdrawn"]),
    ("withhold", &["withheld"]),
    ("overthrow", &["overthrew", "overthrown"]),
    ("bid", &["bid"]),
    ("seize", &["seized"]),
];

/// Verbs of more than one syllable that double their last letter, and short ones that do not.
const DOUBLED: &[&str] = &["abet", "commit", "kidnap", "rebut", "cancel", "hijack"];

/// The base form, "-s", "-ing", past and participle.
pub(super) fn of_verb(base: &str) -> Vec<String> {
    let mut forms = vec![base.to_owned(), third_person(base)];
    let stem = stem(base);
    forms.push(format!("{stem}ing"));
    match IRREGULAR.iter().find(|(verb, _)| *verb == base) {
        Some((_, past)) => forms.extend(past.iter().map(|&form| form.to_owned())),
        None if base.ends_with('e') => forms.push(format!("{base}d")),
        None => match base.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
            Some(stem) => forms.push(format!("{stem}ied")),
            None => forms.push(format!("{stem}ed")),
        },
    }
    forms.dedup();
    forms
}

fn third_person(base: &str) -> String {
    if let Some(stem) = base.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        return format!("{stem}ies");
    }
    if base == "go" || ["s", "x", "z", "ch", "sh"].iter().any(|end| base.ends_with(end)) {
        return format!("{base}es");
    }
    format!("{base}s")
}

/// What "-ing" is added to.
fn stem(base: &str) -> String {
    if let Some(stem) = base.strip_suffix('e').filter(|stem| !stem.ends_with(['e', 'o', 'y'])) {
        return stem.to_owned();
    }
    let letters: Vec<char> = base.chars().collect();
    let is_vowel = |letter: char| "aeiou".contains(letter);
    let short = letters.iter().filter(|&&letter| is_vowel(letter)).count() == 1;
    if let [.., before, vowel, last] = letters[..]
        && is_vowel(vowel)
        && !is_vowel(before)
        && !is_vowel(last)
        && !"wxy".contains(last)
        && (short || DOUBLED.contains(&base) && last != 'k')
    {
        return format!("{base}{last}");
    }
    base.to_owned()
}

/// Singular and plural. A word in the plural stays as it is.
pub(super) fn of_noun(base: &str) -> Vec<String> {
    if base.ends_with('s') && !base.ends_with("ss") {
        return vec![base.to_owned()];
    }
    vec![base.to_owned(), third_person(base)]
}

#[cfg(test)]
mod tests {
    use super::{of_noun, of_verb};

    #[test]
    fn verbs() {
        for (base, forms) in [
            ("stab", "stab stabs stabbing stabbed"),
            ("seize", "seize seizes seizing seized"),
            ("deny", "deny denies denying denied"),
            ("fight", "fight fights fighting fought"),
            ("deploy", "deploy deploys deploying deployed"),
            ("kidnap", "kidnap kidnaps kidnapping kidnapped"),
            ("arrest", "arrest arrests arresting arrested"),
            ("free", "free frees freeing freed"),
            ("beg", "beg begs begging begged"),
        ] {
            assert_eq!(of_verb(base).join(" "), forms);
        }
    }

    #[test]
    fn nouns() {
        assert_eq!(of_noun("assembly"), ["assembly", "assemblies"]);
        assert_eq!(of_noun("talks"), ["talks"]);
    }
}
