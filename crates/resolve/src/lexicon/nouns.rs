//! Nouns under which news presents speakers: offices, trades, bodies, things that are read.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::people::gender_of_noun;

/// Nouns for one person. Words of one class can stand for each other ("the premier" is the prime minister).
const ROLE_CLASSES: &[&str] = &[
    "prime-minister premier pm taoiseach chancellor",
    "president head-of-state",
    "vice-president",
    "minister secretary",
    "lawmaker mp senator representative congressman congresswoman legislator parliamentarian deputy td assemblyman \
     assemblywoman backbencher mep rep sen",
    "spokesman spokeswoman spokesperson spokespeople press-secretary",
    "chief head leader boss secretary-general general-secretary director director-general commissioner supremo",
    "chief head boss chair chairman chairwoman chairperson",
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
    "referee umpire official",
    "ambassador envoy diplomat",
    "official bureaucrat aide adviser advisor staffer",
    "professor scientist researcher academic scholar expert lecturer",
    "doctor physician surgeon gp consultant medic paediatrician pediatrician",
    "nurse midwife paramedic carer",
    "author writer novelist poet playwright",
    "journalist reporter correspondent editor columnist broadcaster blogger interviewer",
    "founder co-founder owner proprietor",
    "candidate nominee contender challenger",
    "teacher headteacher principal headmaster headmistress",
    "student pupil graduate",
    "activist campaigner protester",
    "organiser organizer",
    "billionaire businessman businesswoman entrepreneur tycoon magnate investor",
    "farmer grower",
    "fisherman fisher",
    "infantryman soldier serviceman",
    "defendant suspect accused",
    "victim survivor",
    "witness eyewitness",
    "actor actress",
    "neighbour neighbor",
    "auditor accountant",
    "policeman policewoman",
    "inmate prisoner convict",
    "settler colonist",
    "immigrant migrant",
    "tourist visitor",
    "rebel militant fighter",
    "medalist medallist",
    "interpreter translator",
];

/// Nouns for one person of which those of the first list can be called by those of the second, not by each other: a baker is no
/// butcher, but both are traders.
const ROLE_FAMILIES: &[(&str, &str)] = &[
    (
        "biologist chemist physicist geologist hydrologist hydrogeologist historian sociologist psychologist climatologist \
         meteorologist epidemiologist engineer philosopher",
        "scientist researcher expert author academic scholar",
    ),
    ("economist strategist", "researcher expert author analyst"),
    ("broker trader pollster", "analyst"),
    ("detective constable inspector superintendent sheriff commissioner sergeant", "officer"),
    ("general colonel major lieutenant admiral brigadier captain", "commander officer"),
    (
        "striker winger midfielder defender goalkeeper keeper batsman batter bowler pitcher quarterback substitute teammate",
        "player",
    ),
    ("striker winger", "forward"),
    ("baker butcher shopkeeper publican fishmonger greengrocer", "trader"),
    ("singer guitarist drummer rapper songwriter composer conductor musician", "artist performer"),
    ("guitarist drummer pianist violinist", "musician"),
    ("painter sculptor", "artist"),
    ("cyclist runner swimmer boxer golfer rider olympian", "athlete champion medalist"),
    ("presenter commentator pundit podcaster", "broadcaster"),
    ("filmmaker screenwriter producer", "director"),
    (
        "pilot driver postman cartographer typist clerk cleaner waiter waitress janitor trucker miner",
        "worker employee",
    ),
    ("bishop archbishop cardinal priest vicar pastor", "clergyman churchman"),
    ("imam sheikh ayatollah rabbi", "cleric preacher"),
    ("king queen sultan emir", "monarch ruler"),
    ("firefighter trooper ranger warden bodyguard", "officer"),
];

/// Nouns for one person that nothing else stands for.
const OTHER_ROLES: &str = "\
    veteran pope prince princess duke duchess plaintiff forecaster negotiator mediator regulator lobbyist administrator treasurer \
    whistleblower insider source resident citizen colleague reader reviewer critic supporter opponent member predecessor successor \
    rival counterpart assistant president-elect ex-president co-chair vice-chair vice-chairman undersecretary ombudsman delegate \
    consul attaché comptroller registrar rector refugee villager voter commuter passenger customer user shopper bystander onlooker \
    caller demonstrator volunteer landlord tenant chef barber hairdresser nanny plumber electrician carpenter mechanic sailor \
    librarian archivist curator pharmacist tanaiste tánaiste architect banker auctioneer youtuber influencer comedian dancer monk nun";

/// Nouns that describe any person ("the teenager"), not an office.
const DESCRIPTIONS: &str = "\
    man woman boy girl teenager teen pensioner youngster veteran millionaire widow widower native star newcomer";

/// Nouns for one person that say whose they are.
const KIN: &str = "\
    father mother son daughter brother sister wife husband grandmother grandfather uncle aunt cousin parent \
    child person friend constituent partner ex-wife ex-husband grandson granddaughter niece nephew grandchild \
    twin fiance fiancé fiancée girlfriend boyfriend";

/// Nouns of bodies that speak with one voice.
const BODIES: &str = "\
    government administration ministry department office agency bureau council commission committee party union \
    company firm group association federation league club team bank court board body charity foundation \
    institute university school hospital church army military navy police force guard service authority \
    alliance bloc coalition campaign organisation organization outfit lobby regulator watchdog operator airline \
    maker manufacturer retailer publisher newspaper magazine paper station network outlet broadcaster \
    parliament senate congress house cabinet opposition side industry community country nation state city town \
    village panel jury tribunal consortium fund broker insurer lender startup brewer carmaker automaker drugmaker chipmaker planemaker developer trust \
    society consultancy pollster leadership prosecution defence defense staff forces embassy kremlin \
    secretariat presidency directorate taskforce lab archdiocese assembly bench brand business cartel chamber \
    collective conglomerate corporation delegation diocese faction family gang giant junta legislature militia \
    mission movement museum orchestra patrol platform regime squad subsidiary syndicate task-force troupe wing \
    zoo nonprofit non-profit ngo think-tank bookmaker cooperative co-operative consulate brigade battalion \
    garrison insurgency forum caucus academy college municipality confederation guild congregation parish synod \
    patriarchate monastery inspectorate treasury";

/// Nouns of things that are read.
const DOCUMENTS: &str = "\
    report poll survey study statement letter filing memo memorandum note email e-mail paper document documents \
    reports audit review analysis inquiry investigation consultation census article book memoir diary lawsuit \
    complaint indictment affidavit petition motion bill law act ruling judgment judgement verdict order decree \
    treaty resolution briefing bulletin communique communiqué release announcement post tweet message \
    transcript record records data figures statistics polls surveys studies research findings forecast estimate \
    estimates papers chart map website blog editorial column manifesto plan proposal inspection text leaflet \
    advert ad file files guidance contract assessment evaluation experiment trial caption headline video \
    recording footage song film broadcast advertisement advisory abstract charter clause constitution \
    declaration directive dossier encyclopedia essay faq handbook interview invoice listing manual minutes \
    notebook novel page placard podcast poster speech subpoena summary testimony theory timetable warrant \
    webpage";

static DESCRIBES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| DESCRIPTIONS.split_whitespace().collect());
static KINDRED: LazyLock<FxHashSet<&str>> = LazyLock::new(|| KIN.split_whitespace().collect());
static SPEAKS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| BODIES.split_whitespace().collect());
static IS_READ: LazyLock<FxHashSet<&str>> = LazyLock::new(|| DOCUMENTS.split_whitespace().collect());

/// Whether the lower-case noun, singular, stands for one person by office, trade or part played.
pub(crate) fn is_role(noun: &str) -> bool {
    !classes_of(noun).is_empty()
        || DESCRIBES.contains(noun)
        || KINDRED.contains(noun)
        || gender_of_noun(noun).is_some()
        || ["ologist", "grapher", "woman", "master", "keeper", "worker", "holder"]
            .iter()
            .any(|ending| noun.ends_with(ending))
}

/// Whether the noun is one for a person: an office, a trade, or a description.
pub(crate) fn is_person(noun: &str) -> bool {
    is_role(noun) || is_description(noun)
}

/// Whether the noun, in small letters, is somebody of a party: "the Example Democrat".
pub(crate) fn is_partisan(noun: &str) -> bool {
    matches!(noun, "republican" | "democrat" | "conservative" | "liberal" | "independent" | "socialist")
}

/// Whether the noun describes a person without naming an office ("the teenager", "the 51-year-old").
pub(crate) fn is_description(noun: &str) -> bool {
    DESCRIBES.contains(noun)
        || noun.ends_with("year-old")
        || ["dutchwoman", "dutchman", "frenchman", "frenchwoman"].contains(&noun)
}

/// Whether two lower-case role nouns can stand for each other.
pub(crate) fn same_role(left: &str, right: &str) -> bool {
    left == right || classes_of(left).iter().any(|class| classes_of(right).contains(class))
}

/// Whether the noun is a body that speaks with one voice.
pub(crate) fn is_body(noun: &str) -> bool {
    SPEAKS.contains(noun)
}

/// Whether the noun, of a body, is also that of a person's trade: "a brewer" is somebody, "the brewer" may be a firm.
pub(crate) fn is_trade(noun: &str) -> bool {
    matches!(
        noun,
        "brewer" | "broker" | "developer" | "publisher" | "operator" | "pollster" | "maker" | "bookmaker"
    )
}

/// Whether the noun is something that is read.
pub(crate) fn is_document(noun: &str) -> bool {
    IS_READ.contains(noun)
}

/// The classes of every role noun, as numbers: a long text asks millions of times.
static CLASSES: LazyLock<FxHashMap<&str, Vec<usize>>> = LazyLock::new(|| {
    let mut classes: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut class = 0;
    let mut add = |nouns: &mut dyn Iterator<Item = &'static str>| {
        nouns.for_each(|noun| classes.entry(noun).or_default().push(class));
        class += 1;
    };
    for nouns in ROLE_CLASSES {
        add(&mut nouns.split_whitespace());
    }
    for (special, general) in ROLE_FAMILIES {
        for noun in special.split_whitespace() {
            add(&mut std::iter::once(noun).chain(general.split_whitespace()));
        }
    }
    for noun in OTHER_ROLES.split_whitespace() {
        add(&mut std::iter::once(noun));
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
        ("mps", "mp"),
        ("pms", "pm"),
        ("tds", "td"),
        ("gps", "gp"),
        ("ads", "ad"),
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
