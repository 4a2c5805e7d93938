//! What is one statement, and of which kind.

use types::{Act, Polarity};

use super::fixture::{check, record};

#[test]
fn interrupted_quotation_is_one_statement() {
    check(
        "[T:“The road is closed,”] [S:[P:Ada Birch]] [C:said]. [T:“Go round by the mill.”]",
        "direct | Ada Birch (named) | said | “The road is closed,” … “Go round by the mill.”",
    );
}

#[test]
fn content_reaches_the_quotation_marks() {
    check(
        "“[T:The road is closed and the mill is shut],” [S:[P:Ada Birch]] [C:said].",
        "direct | Ada Birch (named) | said | “The road is closed and the mill is shut,”",
    );
}

#[test]
fn quotation_over_two_paragraphs_is_one_statement() {
    check(
        "[T:“The road is closed today,”] [S:[P:Ada Birch]] [C:said]. [T:“Go round by the mill.]\n\n[T:“And take the dog.”]",
        "direct | Ada Birch (named) | said | “The road is closed today,” … “Go round by the mill. … “And take the dog.”",
    );
}

#[test]
fn quotation_alone_in_its_paragraph_goes_on() {
    check(
        "[T:“The road is closed today,”] [S:[P:Ada Birch]] [C:said].\n\n“We will open it again on Friday morning.”",
        "direct | Ada Birch (named) | said | “The road is closed today,”
         direct | Ada Birch (named) |  | “We will open it again on Friday morning.”",
    );
}

#[test]
fn the_first_word_of_an_unmarked_phrase_is_no_content() {
    check("[S:Many] [C:worry] [T:that] the mill will close.", "");
    check("[S:[P:Ada Birch]] [C:disputed] [T:that].", "indirect | Ada Birch (named) | disputed | that");
}

#[test]
fn quoted_words_make_it_mixed() {
    check(
        "[S:[P:Ada Birch]] [C:called] [T:the plan “a slow disaster”].",
        "mixed | Ada Birch (named) | called | the plan “a slow disaster”",
    );
}

#[test]
fn a_cue_between_quotations_leads_into_the_second() {
    check(
        "[S:[P:Ada Birch]] [C:said], [T:“I like the plan a lot,”] [C:stressing] [T:“It is our only one.”]",
        "direct | Ada Birch (named) | said | “I like the plan a lot,”
         direct | Ada Birch (named) | stressing | “It is our only one.”",
    );
}

#[test]
fn weekday_and_listener() {
    check(
        "[S:[P:Ada Birch]] [C:told] [O:Radio Mole] [W:Wednesday] [T:that the road was closed].",
        "indirect | Ada Birch (named) | told | that the road was closed | said 2024-05-22 | to Radio Mole | in Radio Mole",
    );
}

#[test]
fn medium_of_an_interview() {
    check(
        "[S:[P:Ada Birch]] in an interview with The Mole [C:said] [T:the road was closed].",
        "indirect | Ada Birch (named) | said | the road was closed | to The Mole | in The Mole",
    );
}

#[test]
fn whoever_can_listen_is_spoken_to() {
    for (marked, to) in [
        (
            "[S:[P:Ada Birch]] [C:urged] [T:growers across the valley to sell].",
            Some("growers across the valley"),
        ),
        ("[S:[P:Ada Birch]] [C:ordered] [T:the closure of the mill].", None),
        ("[S:[P:Ada Birch]] [C:called] [T:them a nuisance].", None),
        ("[S:[P:Ada Birch]] [C:asked] [T:the harbour board whether it would pay].", Some("harbour board")),
        ("[S:[P:Ada Birch]] [C:told] [O:Mole Today] [T:the road was closed].", Some("Mole Today")),
        (
            "[S:[P:Ada Birch]] [C:told] a meeting of dairy farmers [T:that the road was closed].",
            Some("meeting of dairy farmers"),
        ),
        ("Speaking to reporters, [S:[P:Ada Birch]] [C:said] [T:the road was closed].", Some("reporters")),
        ("[S:[P:Ada Birch]] [C:told] me [T:the road was closed].", Some("the writer")),
        ("As [C:promised], [S:[P:Ada Birch]] [C:said] [T:the road was closed].", None),
    ] {
        let record = record(marked);
        let found = record.statements[0].addressee.as_ref().map(|party| party.name.as_str());
        // "the writer" has a byline in these articles.
        let to = to.map(|to| if to == "the writer" { "Wim Penner" } else { to });
        assert_eq!(found, to, "{marked}");
    }
}

#[test]
fn the_subject_of_a_passive_is_spoken_to() {
    let record = record("[S:Residents] [C:have also been urged] [T:to leave the valley].");
    let statement = &record.statements[0];
    assert_eq!(statement.addressee.as_ref().map(|party| party.name.as_str()), Some("Residents"));
    assert_eq!(statement.speaker.name, None);
}

#[test]
fn the_person_behind_a_role_is_spoken_to() {
    let record = record(
        "Harbour master [P:Berta Quill] arrived. [S:[P:Tom Arden]] [C:told] the harbour master [T:that it rained].",
    );
    assert_eq!(record.statements[0].addressee.as_ref().map(|party| party.name.as_str()), Some("Berta Quill"));
}

#[test]
fn speech_inside_speech() {
    check(
        "[T:“She told me, ‘Take the dog,’”] [S:[P:Ada Birch]] [C:said].",
        "direct | Ada Birch (named) | said | “She told me, ‘Take the dog,’”
         direct | nobody near fits \"She\" (unresolved) | told | ‘Take the dog,’ | to Ada Birch | inside s1",
    );
}

#[test]
fn acts_and_polarity() {
    let record = record(
        "[S:[P:Ada Birch]] [C:did not say] [T:whether it rained]. [S:She] [C:declined to comment on] [T:the leak]. \
         [S:She] [C:pledged] [T:to help]. [S:She] [C:would say] [T:nothing new].",
    );
    let judged: Vec<_> =
        record.statements.iter().map(|statement| (statement.act, statement.polarity)).collect();
    assert_eq!(
        judged,
        [
            (Act::Say, Polarity::Negated),
            (Act::Decline, Polarity::Negated),
            (Act::Promise, Polarity::Asserted),
            (Act::Say, Polarity::Hypothetical),
        ]
    );
}

#[test]
fn naming_is_no_statement() {
    check("[S:He] [C:did not mention] [T:the paper by name].", "");
}

#[test]
fn whoever_asked_is_not_the_one_who_was_asked() {
    let record = record("[C:Asked] [T:whether it rained], [S:[P:Ada Birch]] [C:declined to say] [T:more].");
    assert_eq!(record.statements[0].speaker.name, None);
    assert_eq!(record.statements[1].speaker.name.as_deref(), Some("Ada Birch"));
}

#[test]
fn post_with_signature() {
    check(
        "The bridge is shut.\n\nDo not go near the bridge today https://t.co/abc123\n— Ada Birch 🌳 (@adabirch) May 24, 2024\n\nTraffic is slow.",
        "post | Ada Birch (named) |  | Do not go near the bridge today | in Twitter",
    );
}

#[test]
fn comparing_is_not_reporting() {
    check(
        "[T:“They are happy with programs like this one,”] [S:[P:Ada Birch]] [C:said].",
        "direct | Ada Birch (named) | said | “They are happy with programs like this one,”",
    );
}

#[test]
fn a_content_that_begins_within_a_phrase_is_a_slip() {
    check(
        "With little left for [T:the towns along the coast], [S:the council] [C:urged] [T:a slower pace].",
        "indirect | council (collective) | urged | a slower pace",
    );
    check(
        "[T:The plan], [S:[P:Ada Birch]] [C:said], [T:would fail].",
        "indirect | Ada Birch (named) | said | The plan … would fail",
    );
}

#[test]
fn a_mark_alone_is_no_content() {
    check(
        "My father used to tell me, [T:“]A port is a promise with cranes.” We laughed.",
        "direct | the text names no source (unresolved) |  | “A port is a promise with cranes.”",
    );
}

#[test]
fn who_backs_out_says_nothing() {
    check("[S:[P:Ada Birch]] [C:backed out] of [T:the debate].", "");
    check(
        "[S:[P:Ada Birch]] [C:backed] [T:the debate].",
        "indirect | Ada Birch (named) | backed | the debate",
    );
}

#[test]
fn saying_belongs_to_the_cue() {
    check(
        "[S:[P:Ada Birch]] [C:was quoted as] [T:saying that five had left].",
        "indirect | Ada Birch (named) | was quoted as saying | that five had left",
    );
}
