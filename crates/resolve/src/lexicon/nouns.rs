//! Nouns under which news presents speakers: offices, trades, bodies, things that are read.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::people::gender_of_noun;

/// Nouns for one person. Words of one line can stand for each other ("the premier" is the prime minister).
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
    "player forward striker",
    "player forward winger",
    "player midfielder",
    "player defender",
    "player goalkeeper keeper",
    "player batsman batter",
    "player bowler pitcher",
    "player quarterback",
    "player substitute teammate",
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
    "activist campaigner protester",
    "organiser organizer",
    "victim survivor defendant suspect accused plaintiff witness",
    "singer actor actress musician director artist painter",
    "pilot driver postman cartographer typist clerk worker employee",
    "billionaire businessman businesswoman entrepreneur tycoon magnate investor",
    "forecaster negotiator mediator regulator lobbyist administrator treasurer whistleblower insider source resident \
     neighbour neighbor colleague reader reviewer critic supporter opponent member chair predecessor successor rival \
     counterpart assistant philosopher",
    "president-elect ex-president co-chair vice-chair vice-chairman undersecretary ombudsman delegate consul attaché",
    "firefighter trooper ranger warden policeman policewoman medic bodyguard auditor accountant comptroller registrar rector",
    "inmate prisoner convict refugee migrant immigrant settler villager voter commuter passenger customer shopper tourist \
     visitor bystander onlooker eyewitness caller demonstrator rebel militant fighter volunteer landlord tenant",
    "chef waiter waitress barber hairdresser nanny plumber electrician carpenter mechanic miner sailor trucker janitor \
     cleaner translator interpreter librarian archivist curator pharmacist architect banker auctioneer",
    "presenter commentator pundit podcaster youtuber influencer comedian rapper drummer guitarist songwriter producer \
     filmmaker screenwriter dancer composer conductor",
    "cyclist runner swimmer boxer golfer rider champion medalist medallist olympian athlete",
    "sheikh ayatollah cleric monk nun preacher sultan emir",
];

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
    village panel jury tribunal consortium fund broker insurer lender startup brewer carmaker developer trust \
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

/// The classes of every role noun, as indices of `ROLE_CLASSES`: a long text asks millions of times.
static CLASSES: LazyLock<FxHashMap<&str, Vec<usize>>> = LazyLock::new(|| {
    let mut classes: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
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
