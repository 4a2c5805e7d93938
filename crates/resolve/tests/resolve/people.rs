//! Who is meant.

use super::fixture::{check, record, speakers};

#[test]
fn surname_and_role_mean_the_person_introduced_before() {
    let marked = "Harbour Alliance chief [P:Berta Quill] arrived.\n\n\
        [S:[P:Quill]] [C:said] [T:the quay was full].\n\n\
        [S:The alliance chief] [C:warned] [T:that ships would wait].";
    assert_eq!(speakers(marked), ["Berta Quill", "Berta Quill"]);
    assert_eq!(record(marked).statements[0].speaker.role.as_deref(), Some("Harbour Alliance chief"));
}

#[test]
fn pronoun_means_the_speaker_before() {
    let marked = "[S:Speaker [P:Tom Arden]] [C:told] [O:Radio Mole] [W:Wednesday] [T:that the bill was dead].\n\n[S:He] [C:then said], [T:\"We move on now, all of us.\"]";
    assert_eq!(speakers(marked), ["Tom Arden", "Tom Arden"]);
}

#[test]
fn pronoun_follows_gender() {
    let marked = "[P:Rina Moss] met Mr [P:Olaf Tern]. Ms [P:Moss] left early. [S:He] [C:said] [T:the talks had failed].";
    assert_eq!(speakers(marked), ["Olaf Tern"]);
}

#[test]
fn two_that_fit_alike_stay_unresolved() {
    let marked =
        "[P:Ari Moss] and [P:Noa Tern] met. The rain fell. [S:She] [C:said] [T:the talks had failed].";
    let record = record(marked);
    assert_eq!(record.statements[0].speaker.name, None);
    assert!(record.statements[0].speaker.reason.is_some());
}

#[test]
fn title_decides_between_namesakes() {
    let marked = "Mayor [P:Lena Crook] spoke. [P:Otto Crook], her rival, frowned. He left.\n\n\
        [S:Ms [P:Crook]] [C:said] [T:the budget was sound]. [S:Mr [P:Crook]] [C:disputed] [T:that].";
    assert_eq!(speakers(marked), ["Lena Crook", "Otto Crook"]);
}

#[test]
fn sorts_of_speaker() {
    check(
        "[S:Analysts] [C:said] [T:prices would fall].\n\n\
         [S:A senior official who asked not to be named] [C:said] [T:talks were near].\n\n\
         [S:The [O:Garden Fund]] [C:denied] [T:the claim].\n\n\
         [S:A survey of 900 people] [C:found] [T:most slept badly].\n\n\
         [S:The harbour master] [C:said] [T:no ship had left].",
        "indirect | Analysts (collective) | said | prices would fall
         indirect | senior official (anonymous) | said | talks were near
         indirect | Garden Fund (named) | denied | the claim
         indirect | survey of 900 people (document) | found | most slept badly | in survey
         indirect | harbour master (role) | said | no ship had left",
    );
}

#[test]
fn which_means_the_name_before_it() {
    let marked = "Sales fell, according to the [O:Orchard Union], [S:which] [C:said] [T:apples rotted].";
    assert_eq!(speakers(marked), ["Orchard Union"]);
}

#[test]
fn the_writer_speaks_as_i() {
    assert_eq!(speakers("[S:I] [C:think] [T:she will stay]."), ["Wim Penner"]);
}

#[test]
fn actors_in_order_of_mention_with_roles() {
    let record =
        record("[P:Ada Birch], the mayor of Elm, met [P:Bo Cole]. [S:[P:Birch]] [C:said] [T:it went well].");
    let actors: Vec<_> = record
        .actors
        .iter()
        .map(|actor| (actor.id.as_str(), actor.name.as_str(), actor.roles.join("; "), actor.mentions.len()))
        .collect();
    assert_eq!(
        actors,
        [("a1", "Ada Birch", "mayor of Elm".to_owned(), 2), ("a2", "Bo Cole", String::new(), 1)]
    );
}

#[test]
fn namesake_in_an_aside_is_no_source() {
    let marked =
        "[P:Otto Crook], no relation of [S:Mayor [P:Lena Crook]], [C:said] [T:the budget was sound].";
    assert_eq!(speakers(marked), ["Otto Crook"]);
}

#[test]
fn a_minister_named_one_paragraph_later() {
    let marked = "[S:The Minister for Rivers] [C:defended] [T:the ban on nets].\n\n[P:Otto Crook] rose late. [S:He] [C:denied] [T:any delay].";
    assert_eq!(speakers(marked), ["Otto Crook", "Otto Crook"]);
}

#[test]
fn relative_pronoun_after_a_description() {
    check(
        "A senior official [S:who] [C:asked] [T:not to be named] spoke. [S:The official] [C:said] [T:talks were near].",
        "indirect | senior official (anonymous) | asked | not to be named
         indirect | senior official (anonymous) | said | talks were near",
    );
}

#[test]
fn owner_of_a_deed_is_its_source() {
    assert_eq!(
        speakers("The plan follows [S:US Senator [P:Crook]'s] [C:urging] [T:the fleet to leave]."),
        ["Crook"]
    );
}

#[test]
fn an_apposition_ends_before_the_verb() {
    let record =
        record("[S:[P:Ada Birch], president of the guild] [C:stated] [T:that the losses are large].");
    assert_eq!(record.statements[0].speaker.role.as_deref(), Some("president of the guild"));
}

#[test]
fn the_health_organisation_is_no_pronoun() {
    check("[S:[O:WHO]] [C:says] [T:the water is safe].", "indirect | WHO (named) | says | the water is safe");
}

#[test]
fn a_role_in_front_of_the_name_is_no_name() {
    let record =
        record("[S:[O:University] of [L:Ulm] physicist Dr [P:Ada Birch]] [C:said] [T:it would rain].");
    assert_eq!(record.statements[0].speaker.name.as_deref(), Some("Ada Birch"));
}

#[test]
fn a_source_that_stops_short_keeps_its_noun_only() {
    check(
        "[S:Shop owners on] Mill Street [C:fear] [T:for their trade].",
        "indirect | Shop owners (collective) | fear | for their trade",
    );
    assert_eq!(speakers("[S:The] [C:forecast is for] [T:a decline in strength]."), ["?"]);
}

#[test]
fn a_title_that_heads_a_role_belongs_to_it() {
    let record = record("[S:[P:Ada Birch], a professor of law at Ulm,] [C:said] [T:it would rain].");
    assert_eq!(record.statements[0].speaker.role.as_deref(), Some("professor of law at Ulm"));
}

#[test]
fn nobody_speaks_of_themselves_by_name() {
    let marked = "[P:Otto Crook] is admired in Ulm. For [P:Karl Moss], a teacher, [P:Crook] was a legend. \
        [S:He] [C:said], [T:\"[P:Crook] was the heart of the town.\"]";
    assert_eq!(speakers(marked), ["Karl Moss"]);
}

#[test]
fn they_after_two_are_both() {
    let marked = "[P:Ada Birch] and [P:Bo Cole] met at noon. [S:They] [C:discussed] [T:the harbour].";
    let record = record(marked);
    assert_eq!(
        record.statements[0].speaker.reason.as_deref(),
        Some("\"They\" are Ada Birch and Bo Cole together")
    );
}

#[test]
fn a_body_in_passing_is_not_it() {
    let marked = "The film uses footage of the [O:Garden Fund] ceremony. [S:It] [C:mentions] [T:old debts].";
    assert_eq!(speakers(marked), ["?"]);
}

#[test]
fn a_share_of_voters_is_no_other_share() {
    let marked = "[S:Only 4 percent of the voters] [C:said] [T:they trust it]. \
        [S:32 percent of the voters] [C:said] [T:they do not].";
    assert_eq!(speakers(marked), ["Only 4 percent of the voters", "32 percent of the voters"]);
}

#[test]
fn a_campaign_belongs_to_its_owner() {
    let marked = "[S:[P:Otto Crook]’s campaign] [C:said] [T:he would win]. \
        [S:[P:Birch]’s campaign] [C:said] [T:she would].";
    assert_eq!(speakers(marked), ["Otto Crook’s campaign", "Birch’s campaign"]);
}

#[test]
fn who_takes_up_the_words_before_it() {
    let record = record("He spoke with six party members [S:who] [C:opposed] [T:the budget].");
    let statement = &record.statements[0];
    assert_eq!(types::cut(&record.document.text, &statement.source), "six party members … who");
    assert_eq!(statement.speaker.name.as_deref(), Some("six party members"));
}

#[test]
fn the_role_in_front_is_no_part_of_the_name() {
    let marked = "[S:[P:Secretary of State Ada J. Birch]] [C:said] [T:talks go on]. [S:[P:Ada Birch]] [C:left it open].";
    assert_eq!(speakers(marked)[0], "Ada J. Birch");
}

#[test]
fn one_person_under_two_spellings() {
    let marked =
        "[P:Kristin Moss] came. [P:Kristen Moss], the curator, spoke. [S:[P:Moss]] [C:said] [T:it was late].";
    assert_eq!(speakers(marked), ["Kristin Moss"]);
}

#[test]
fn the_subject_before_the_cue_is_its_source() {
    let record = record("It rained. [P:Ada Birch] never [C:denied] [T:the sale of the barns to the bank].");
    assert_eq!(record.statements[0].speaker.name.as_deref(), Some("Ada Birch"));
}

#[test]
fn a_paragraph_announces_the_next() {
    check(
        "[P:Ada Birch] continued:\n\n\"The barns are full, and the bank will not wait for us.\"",
        "direct | Ada Birch (named) | continued | \"The barns are full, and the bank will not wait for us.\"",
    );
}

#[test]
fn an_answer_is_by_the_person_introduced() {
    let marked = "[P:Ada Birch] talks about barns.\n\nQ: Are they full?\n\nA: They are, as [P:Otto Crook] says and \
        [P:Otto Crook] knows.\n\nQ: Since when?\n\nA: Since May.";
    assert_eq!(speakers(marked)[1], "Ada Birch");
}

#[test]
fn they_are_the_people_who_act_in_the_sentence_before() {
    let marked = "Harbour inspectors went to the quay on Monday. [S:They] [C:said] [T:the crane was unsafe].";
    assert_eq!(speakers(marked), ["Harbour inspectors"]);
    // Who does not speak is not in the record.
    let silent = record("Harbour inspectors went to the quay on Monday. It rained.");
    assert!(silent.actors.is_empty());
}

#[test]
fn a_long_quotation_does_not_make_its_speaker_distant() {
    let marked = "[S:[P:Berta Quill]] [C:said] [T:“The quay is full. The cranes are old. The ships wait. Nobody pays. \
        We are tired. We go home.”]\n\n[S:She] [C:recalled] [T:better years].";
    assert_eq!(speakers(marked), ["Berta Quill", "Berta Quill"]);
}

#[test]
fn governments_are_related_and_remain_others() {
    use types::TieKind;
    let record = record(
        "President [P:Jo Harrow] spoke. [S:The [O:White House]] [C:said] [T:it would wait]. \
         [S:The Harrow administration] [C:denied] [T:the delay]. [S:[L:Warsaw]] [C:said] [T:it would not wait]. \
         [O:Garden Fund] director [P:Berta Quill] left. [S:The [O:Garden Fund]] [C:said] [T:it regrets it].",
    );
    let actor = |name: &str| record.actors.iter().find(|actor| actor.name == name).unwrap();
    let tied = |name: &str| -> Vec<(TieKind, &str)> {
        let of = |id: &str| record.actors.iter().find(|actor| actor.id == id).unwrap().name.as_str();
        actor(name).ties.iter().map(|tie| (tie.kind, of(&tie.actor))).collect()
    };
    assert_eq!(
        tied("Harrow administration"),
        [(TieKind::NamedAfter, "Jo Harrow"), (TieKind::SameGovernment, "White House")]
    );
    assert_eq!(tied("White House"), [(TieKind::SameGovernment, "Harrow administration")]);
    assert_eq!(actor("White House").government_of.as_deref(), Some("US"));
    assert_eq!(actor("Warsaw").government_of.as_deref(), Some("PL"));
    assert_eq!(tied("Berta Quill"), [(TieKind::RoleAt, "Garden Fund")]);
    assert_eq!(actor("Garden Fund").government_of, None);
}

#[test]
fn one_person_described_by_a_trade_is_no_collective() {
    check(
        "[S:A brewer] [C:said] [T:the river was low].\n\n[S:A bus driver] [C:said] [T:it rained].",
        "indirect | brewer (anonymous) | said | the river was low
         indirect | bus driver (anonymous) | said | it rained",
    );
}

/// The words of the first statement's source.
fn source_of(marked: &str) -> String {
    let record = record(marked);
    types::cut(&record.document.text, &record.statements[0].source)
}

#[test]
fn a_named_antecedent_is_the_speaker_and_no_part_of_the_source() {
    let marked = "The hall cheered [P:Berta Quill], [S:who] [C:said] [T:the quay was full].";
    assert_eq!(source_of(marked), "who");
    assert_eq!(speakers(marked), ["Berta Quill"]);
}

#[test]
fn the_comma_that_ends_an_apposition_before_the_cue_belongs_to_the_source() {
    assert_eq!(
        source_of("[S:[P:Berta Quill], a pilot], [C:said] [T:the quay was full]."),
        "Berta Quill, a pilot,"
    );
    assert_eq!(source_of("[S:[P:Berta Quill]], smiling, [C:said] [T:the quay was full]."), "Berta Quill");
    assert_eq!(
        source_of("[T:The quay was full], [C:said] [S:[P:Berta Quill], a pilot], and left."),
        "Berta Quill, a pilot"
    );
}

#[test]
fn who_belongs_to_the_people_in_a_things_phrase() {
    let marked = "The film became a focal point for demonstrators here, [S:who] [C:called for] [T:more].\n\n\
        It drew the ire of nurses at the hospital, [S:who] [C:said] [T:nobody asked].";
    assert_eq!(speakers(marked), ["demonstrators here", "nurses at the hospital"]);
}

#[test]
fn officials_of_one_sort_are_not_those_of_another() {
    let marked = "[S:Administration officials] [C:said] [T:the plan was sound].\n\n[S:State officials] [C:said] [T:it was not].";
    assert_eq!(speakers(marked), ["Administration officials", "State officials"]);
}

#[test]
fn a_title_of_the_other_gender_is_somebody_else() {
    let marked = "[P:Michelle Arden] spoke in Ohio. [S:Mr. [P:Arden]] [C:said] [T:he would vote].\n\n[S:Ms. [P:Arden]] [C:said] [T:she had].";
    assert_eq!(speakers(marked), ["Arden", "Michelle Arden"]);
}

#[test]
fn who_has_a_document_did_not_write_it() {
    check(
        "[T:The mill had failed], [C:according to] [S:a report the [O:Weir Post] obtained].",
        "indirect | report (document) | according to | The mill had failed | in report",
    );
    // The source may stop anywhere.
    check(
        "[T:The mill had failed], [C:according to] [S:a report the] obtained before.",
        "indirect | report (document) | according to | The mill had failed | in report",
    );
}

#[test]
fn whoever_answers_a_question_did_not_ask_it() {
    let unasked = "indirect | the text names no source (unresolved) | a question about | the fare";
    check("In reply to [C:a question about] [T:the fare], [S:[P:Jo Doe]] smiled.", unasked);
    check("To [C:a question about] [T:the fare] [S:[P:Jo Doe]] smiled.", unasked);
    check(
        "[S:[P:Jo Doe]] [C:fielded a question about] [T:the fare].",
        "indirect | the text names no source (unresolved) | fielded a question about | the fare",
    );
    check(
        "[P:Jo Doe] did not answer [S:the [O:Weir Post]]'s [C:questions about] [T:the fare].",
        "indirect | Weir Post (named) | questions about | the fare",
    );
    check(
        "[S:[P:Jo Doe]] [C:responded to a question by saying] [T:the fare was low].",
        "indirect | Jo Doe (named) | responded to a question by saying | the fare was low",
    );
}

#[test]
fn whoever_is_briefed_says_nothing() {
    check(
        "[S:[P:Jo Doe]] toured the yard and [C:was briefed on] [T:the repairs].",
        "indirect | the text names no source (unresolved) | was briefed on | the repairs",
    );
}
