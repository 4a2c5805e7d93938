//! Nouns under which news presents speakers, courtesy titles, and what they tell about gender.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What the text tells about a person's gender: evidence for pronouns, nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gender {
    Female,
    Male,
}

/// Nouns for one person. Words of one line can stand for each other ("the premier" is the prime minister).
const ROLE_CLASSES: &[&str] = &[
    "prime-minister premier pm taoiseach chancellor",
    "president head-of-state",
    "vice-president",
    "minister secretary",
    "lawmaker mp senator representative congressman congresswoman legislator parliamentarian deputy td assemblyman \
     assemblywoman backbencher mep rep sen",
    "spokesman spokeswoman spokesperson spokespeople press-secretary",
    "chief head leader boss secretary-general general-secretary director director-general commissioner chair chairman \
     chairwoman chairperson supremo",
    "ceo chief-executive executive chief-executive-officer managing-director boss",
    "cfo finance-chief finance-director",
    "governor",
    "mayor",
    "speaker",
    "councillor councilor councilman councilwoman cllr alderman alderwoman",
    "lawyer attorney counsel solicitor barrister advocate",
    "prosecutor district-attorney",
    "judge justice magistrate coroner",
    "coach manager trainer boss",
    "captain skipper",
    "player forward striker midfielder defender goalkeeper keeper winger batsman batter bowler pitcher quarterback \
     substitute teammate",
    "referee umpire official",
    "officer detective constable inspector superintendent sheriff commissioner sergeant",
    "general colonel major lieutenant admiral brigadier commander captain",
    "ambassador envoy diplomat",
    "official bureaucrat aide adviser advisor staffer",
    "professor scientist researcher academic scholar expert lecturer",
    "biologist chemist physicist geologist hydrologist hydrogeologist economist historian sociologist psychologist \
     climatologist meteorologist epidemiologist engineer scientist researcher expert author",
    "doctor physician surgeon gp consultant medic paediatrician pediatrician",
    "nurse midwife paramedic carer",
    "author writer novelist poet playwright",
    "journalist reporter correspondent editor columnist broadcaster blogger interviewer",
    "analyst strategist economist broker trader pollster",
    "founder co-founder owner proprietor",
    "candidate nominee contender challenger",
    "farmer grower baker fisherman fisher butcher shopkeeper trader publican",
    "teacher headteacher principal headmaster headmistress",
    "student pupil graduate",
    "soldier infantryman veteran serviceman",
    "priest bishop archbishop cardinal pope vicar pastor imam rabbi",
    "king queen prince princess duke duchess monarch",
    "activist campaigner organiser organizer protester",
    "victim survivor defendant suspect accused plaintiff witness",
    "singer actor actress musician director artist painter",
    "pilot driver postman cartographer typist clerk worker employee",
    "billionaire businessman businesswoman entrepreneur tycoon magnate investor",
    "forecaster negotiator mediator regulator lobbyist administrator treasurer whistleblower insider source resident \
     neighbour neighbor colleague reader reviewer critic supporter opponent member chair predecessor successor rival \
     counterpart assistant philosopher",
];

/// Nouns that describe any person ("the teenager"), not an office.
const DESCRIPTIONS: &[&str] = &[
    "man",
    "woman",
    "boy",
    "girl",
    "teenager",
    "teen",
    "pensioner",
    "youngster",
    "veteran",
    "millionaire",
    "widow",
    "widower",
    "native",
    "star",
    "newcomer",
];

/// Nouns for one person that say whose they are.
const KIN: &[&str] = &[
    "father",
    "mother",
    "son",
    "daughter",
    "brother",
    "sister",
    "wife",
    "husband",
    "grandmother",
    "grandfather",
    "uncle",
    "aunt",
    "cousin",
    "parent",
    "child",
    "person",
    "friend",
    "constituent",
    "partner",
    "ex-wife",
    "ex-husband",
    "grandson",
    "granddaughter",
];

/// Nouns of bodies that speak with one voice.
const BODIES: &[&str] = &[
    "government",
    "administration",
    "ministry",
    "department",
    "office",
    "agency",
    "bureau",
    "council",
    "commission",
    "committee",
    "party",
    "union",
    "company",
    "firm",
    "group",
    "association",
    "federation",
    "league",
    "club",
    "team",
    "bank",
    "court",
    "board",
    "body",
    "charity",
    "foundation",
    "institute",
    "university",
    "school",
    "hospital",
    "church",
    "army",
    "military",
    "navy",
    "police",
    "force",
    "guard",
    "service",
    "authority",
    "alliance",
    "bloc",
    "coalition",
    "campaign",
    "organisation",
    "organization",
    "outfit",
    "lobby",
    "regulator",
    "watchdog",
    "operator",
    "airline",
    "maker",
    "manufacturer",
    "retailer",
    "publisher",
    "newspaper",
    "magazine",
    "paper",
    "station",
    "network",
    "outlet",
    "broadcaster",
    "parliament",
    "senate",
    "congress",
    "house",
    "cabinet",
    "opposition",
    "side",
    "industry",
    "community",
    "country",
    "nation",
    "state",
    "city",
    "town",
    "village",
    "panel",
    "jury",
    "tribunal",
    "consortium",
    "fund",
    "broker",
    "insurer",
    "lender",
    "startup",
    "brewer",
    "carmaker",
    "developer",
    "trust",
    "society",
    "consultancy",
    "pollster",
    "leadership",
    "prosecution",
    "defence",
    "defense",
    "staff",
    "forces",
    "embassy",
    "kremlin",
    "secretariat",
    "presidency",
    "directorate",
    "taskforce",
    "lab",
];

/// Nouns of things that are read.
const DOCUMENTS: &[&str] = &[
    "report",
    "poll",
    "survey",
    "study",
    "statement",
    "letter",
    "filing",
    "memo",
    "memorandum",
    "note",
    "email",
    "e-mail",
    "paper",
    "document",
    "documents",
    "reports",
    "audit",
    "review",
    "analysis",
    "inquiry",
    "investigation",
    "consultation",
    "census",
    "article",
    "book",
    "memoir",
    "diary",
    "lawsuit",
    "complaint",
    "indictment",
    "affidavit",
    "petition",
    "motion",
    "bill",
    "law",
    "act",
    "ruling",
    "judgment",
    "judgement",
    "verdict",
    "order",
    "decree",
    "treaty",
    "resolution",
    "briefing",
    "bulletin",
    "communique",
    "communiqué",
    "release",
    "announcement",
    "post",
    "tweet",
    "message",
    "transcript",
    "record",
    "records",
    "data",
    "figures",
    "statistics",
    "polls",
    "surveys",
    "studies",
    "research",
    "findings",
    "forecast",
    "estimate",
    "estimates",
    "papers",
    "chart",
    "map",
    "website",
    "blog",
    "editorial",
    "column",
    "manifesto",
    "plan",
    "proposal",
    "inspection",
    "text",
    "leaflet",
    "advert",
    "ad",
    "file",
    "files",
    "guidance",
    "contract",
    "assessment",
    "evaluation",
    "experiment",
    "trial",
    "caption",
    "headline",
    "video",
    "recording",
    "footage",
    "song",
    "film",
];

/// Courtesy titles and what they tell.
const COURTESY: &[(&str, Option<Gender>)] = &[
    ("mr", Some(Gender::Male)),
    ("sir", Some(Gender::Male)),
    ("lord", Some(Gender::Male)),
    ("mrs", Some(Gender::Female)),
    ("ms", Some(Gender::Female)),
    ("miss", Some(Gender::Female)),
    ("dame", Some(Gender::Female)),
    ("lady", Some(Gender::Female)),
    ("madam", Some(Gender::Female)),
    ("mx", None),
    ("dr", None),
    ("prof", None),
    ("professor", None),
    ("rev", None),
    ("reverend", None),
];

/// Written titles that are short for a role.
const ABBREVIATED: &[&str] =
    &["gov", "gen", "sen", "rep", "cllr", "col", "maj", "lt", "capt", "sgt", "hon", "pres", "supt", "det"];

const FEMALE_NOUNS: &[&str] = &[
    "spokeswoman",
    "chairwoman",
    "congresswoman",
    "businesswoman",
    "actress",
    "woman",
    "girl",
    "mother",
    "daughter",
    "sister",
    "wife",
    "grandmother",
    "widow",
    "aunt",
    "queen",
    "princess",
    "duchess",
    "headmistress",
    "councilwoman",
    "alderwoman",
    "niece",
    "dutchwoman",
    "frenchwoman",
    "englishwoman",
    "irishwoman",
    "welshwoman",
    "scotswoman",
    "policewoman",
    "ex-wife",
    "granddaughter",
];
const MALE_NOUNS: &[&str] = &[
    "spokesman",
    "chairman",
    "congressman",
    "businessman",
    "man",
    "boy",
    "father",
    "son",
    "brother",
    "husband",
    "grandfather",
    "widower",
    "uncle",
    "king",
    "prince",
    "duke",
    "headmaster",
    "councilman",
    "alderman",
    "postman",
    "fisherman",
    "nephew",
    "dutchman",
    "frenchman",
    "englishman",
    "irishman",
    "welshman",
    "scotsman",
    "policeman",
    "ex-husband",
    "grandson",
    "infantryman",
];

/// Given names that English news readers take for a woman's or a man's with little doubt. Short on purpose: titles
/// and pronouns in the text are the better evidence, and names that are both in different countries stay out.
const FEMALE_NAMES: &str = "mary patricia jennifer linda elizabeth susan jessica sarah karen nancy lisa margaret sandra emily \
     donna michelle carol amanda melissa deborah stephanie rebecca laura helen sharon cynthia kathleen amy angela anna \
     ruth brenda pamela nicole katherine catherine christine samantha debra rachel carolyn janet maria heather diane julie \
     joyce victoria christina joan evelyn judith hannah martha cheryl anne ann alice julia grace rose theresa maureen \
     olivia sophie charlotte emma fiona siobhan niamh ursula angela hillary hilary elena olga irina tatiana ingrid";
const MALE_NAMES: &str = "james robert john michael david william richard joseph thomas charles christopher daniel matthew \
     anthony mark donald steven paul andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey ryan jacob \
     gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond patrick \
     jack dennis jerry tyler aaron jose henry adam douglas nathan peter zachary kyle walter harold carl arthur roger keith \
     jeremy terry lawrence sean christian albert joe ethan austin jesse willie billy bruce bryan ralph roy eugene louis \
     philip bobby mike tom jim bob bill steve dave dan tim ken jeff greg tony vladimir sergei dmitry ivan boris hans \
     klaus jens juan carlos pedro luis pierre jacques francois mohammed muhammad ahmed ali hassan omar abdul derek colin";

/// The courtesy title that the word is, with its gender; none when it is no such title.
pub(crate) fn courtesy(word: &str) -> Option<Option<Gender>> {
    let lower = word.trim_end_matches('.').to_lowercase();
    COURTESY.iter().find(|(title, _)| *title == lower).map(|&(_, gender)| gender)
}

/// Whether the word is a title that stands before a name: a courtesy title or a short form ("Gov.", "Cllr").
pub(crate) fn is_title(word: &str) -> bool {
    courtesy(word).is_some() || ABBREVIATED.contains(&word.trim_end_matches('.').to_lowercase().as_str())
}

/// What a given name tells.
pub(crate) fn gender_of_name(given: &str) -> Option<Gender> {
    let lower = given.to_lowercase();
    if FEMALE_NAMES.split_whitespace().any(|name| name == lower) {
        Some(Gender::Female)
    } else if MALE_NAMES.split_whitespace().any(|name| name == lower) {
        Some(Gender::Male)
    } else {
        None
    }
}

/// What a noun for a person tells. `noun` must be lower case and singular.
pub(crate) fn gender_of_noun(noun: &str) -> Option<Gender> {
    if FEMALE_NOUNS.contains(&noun) {
        Some(Gender::Female)
    } else if MALE_NOUNS.contains(&noun) {
        Some(Gender::Male)
    } else {
        None
    }
}

/// Whether the lower-case noun, singular, stands for one person by office, trade or part played.
pub(crate) fn is_role(noun: &str) -> bool {
    !classes_of(noun).is_empty()
        || DESCRIPTIONS.contains(&noun)
        || KIN.contains(&noun)
        || gender_of_noun(noun).is_some()
        || ["ologist", "grapher", "woman", "master", "keeper", "worker", "holder"]
            .iter()
            .any(|ending| noun.ends_with(ending))
}

/// Whether the noun describes a person without naming an office ("the teenager", "the 51-year-old").
pub(crate) fn is_description(noun: &str) -> bool {
    DESCRIPTIONS.contains(&noun)
        || noun.ends_with("year-old")
        || ["dutchwoman", "dutchman", "frenchman", "frenchwoman"].contains(&noun)
}

/// Whether two lower-case role nouns can stand for each other.
pub(crate) fn same_role(left: &str, right: &str) -> bool {
    left == right || classes_of(left).iter().any(|class| classes_of(right).contains(class))
}

/// Whether the noun is a body that speaks with one voice.
pub(crate) fn is_body(noun: &str) -> bool {
    BODIES.contains(&noun)
}

/// Whether the noun is something that is read.
pub(crate) fn is_document(noun: &str) -> bool {
    DOCUMENTS.contains(&noun)
}

/// The classes of every role noun, as indices of `ROLE_CLASSES`: a long text asks millions of times.
static CLASSES: LazyLock<HashMap<&str, Vec<usize>>> = LazyLock::new(|| {
    let mut classes: HashMap<&str, Vec<usize>> = HashMap::new();
    for (class, nouns) in ROLE_CLASSES.iter().enumerate() {
        for noun in nouns.split_whitespace() {
            classes.entry(noun).or_default().push(class);
        }
    }
    classes
});

fn classes_of(noun: &str) -> &'static [usize] {
    CLASSES.get(noun).map_or(&[], Vec::as_slice)
}

/// The singular of a lower-case noun, and whether it was a plural.
pub(crate) fn singular(noun: &str) -> (String, bool) {
    const IRREGULAR: &[(&str, &str)] = &[
        ("people", "person"),
        ("men", "man"),
        ("women", "woman"),
        ("children", "child"),
        ("police", "police"),
        ("spokespeople", "spokesperson"),
        ("wives", "wife"),
        ("media", "media"),
    ];
    if let Some((_, base)) = IRREGULAR.iter().find(|(form, _)| *form == noun) {
        return ((*base).to_owned(), noun != "police");
    }
    for ending in ["men", "women"] {
        if let Some(stem) = noun.strip_suffix(ending)
            && stem.len() > 2
        {
            return (format!("{stem}{}", if ending == "men" { "man" } else { "woman" }), true);
        }
    }
    if noun.len() < 4 || ["ss", "us", "is"].iter().any(|ending| noun.ends_with(ending)) {
        return (noun.to_owned(), false);
    }
    if let Some(stem) = noun.strip_suffix("ies") {
        return (format!("{stem}y"), true);
    }
    if let Some(stem) =
        noun.strip_suffix("es").filter(|stem| ["ch", "sh", "ss", "x"].iter().any(|end| stem.ends_with(end)))
    {
        return (stem.to_owned(), true);
    }
    match noun.strip_suffix('s') {
        Some(stem) => (stem.to_owned(), true),
        None => (noun.to_owned(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_role, same_role, singular};

    #[test]
    fn roles_that_stand_for_each_other() {
        assert!(same_role("chief", "secretary-general"));
        assert!(same_role("premier", "prime-minister"));
        assert!(same_role("lawmaker", "senator"));
        assert!(!same_role("mayor", "governor"));
        assert!(is_role("hydrologist"));
        assert!(!is_role("alliance"));
    }

    #[test]
    fn singulars() {
        for (noun, base, plural) in [
            ("analysts", "analyst", true),
            ("ministries", "ministry", true),
            ("boss", "boss", false),
            ("policemen", "policeman", true),
        ] {
            assert_eq!(singular(noun), (base.to_owned(), plural));
        }
    }
}
