//! Given names that tell a gender to most readers of English news. Soft evidence: titles, nouns and pronouns of the text
//! come first, and names that are a woman's in one country and a man's in another stay out.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::people::Gender;

const FEMALE: &str = "\
    abigail adele adriana agnes aisha alejandra alexandra alice alicia alison allison alma amanda amelia amina \
    amira amy anastasia angela anita ann anna anne anneliese annette annie antonia ariana astrid audrey barbara \
    beatrice beatriz bella bernadette bertha bethany betty bianca birgit bonnie brenda bridget brigitte \
    brittany camila candace carla carmen carol carolina caroline carolyn carrie cassandra catherine cecilia \
    celia chantal charlene charlotte chelsea cheryl chiara chloe christina christine clara claudia colleen \
    consuelo cora corinne cristina crystal cynthia daisy daniela danielle daphne dawn deborah debra delia \
    denise diana diane dolores donna doris dorothy edith eileen elaine eleanor elena elisa elise elizabeth ella \
    ellen eloise elsa elvira emilia emilie emily emma erica erika erin esther eva evelyn fatima faye felicia \
    fiona flora florence frances francesca frederica frieda gabriela gabriella gabrielle gail genevieve georgia \
    georgina geraldine gertrude ghislaine gina giorgia giovanna giulia gladys gloria grace greta gwen hanna \
    hannah hayley hazel heather heidi helen helena helene helga henrietta hilary hilda hillary holly ida ilse \
    imogen ines inga inge ingrid inés irene irina iris irma isabel isabella isabelle ivana ivy jacqueline jane \
    janet janice janine jasmine jeanette jeanne jeannie jenna jennie jennifer jenny jessica jill jillian joan \
    joanna joanne johanna josefina josephine joyce juana juanita judith julia juliana julie juliet juliette \
    kamala kara karen karin karina kate katharina katharine katherine kathleen kathryn kathy katie katja \
    katrina kayla kellyanne kirsten kristen kristin kristina lara larissa laura lauren lea leah leila lena \
    leonora leticia lidia liliana lillian lily linda lisa lisbeth liz liza lois lola lorena loretta lorraine \
    louisa louise lucia lucille lucinda lucy luisa lydia lynda lynette mabel madeleine madeline magdalena \
    manuela marcella marcia margaret margarita margaux margot marguerite maria mariam mariana marianne marie \
    marina marisa marjorie marlene marta martha mary matilda maud maura maureen mavis maxine megan melania \
    melinda melissa meredith michaela michelle mildred millicent minnie miranda miriam moira molly mona monica \
    monique muriel nadia nadine nancy naomi natalia natalie natasha nell nellie niamh nicole nina nora norma \
    octavia odette olga olivia olympia paige paloma pamela paola patricia patsy paula paulette pauline pearl \
    peggy penelope penny petra philippa phoebe phyllis pippa polly priscilla priya rachel ramona raquel rebecca \
    rebekah regina renata renee rhoda rhonda rita roberta rosa rosalie rosalind rosalyn rosanna rose rosemarie \
    rosemary rowena roxanne ruby ruth sabina sabine sabrina sadie sally salome samantha sandra sara sarah \
    saskia selena selma serena sharon sheila shelley sherry silvia siobhan sofia sonia sonja sophie stacey \
    stella stephanie sue susan susana susanna susanne suzanne svetlana sybil sylvia tabitha tamara tammy tania \
    tanya tara tatiana teresa tess tessa thea thelma theresa tiffany tina tracey trudy ulrike ursula uta \
    valentina valeria valerie vanessa vera verena veronica vicki vicky victoria viola violet virginia viviane \
    vivienne wanda wendy wilhelmina wilma winifred winnie xiomara yasmin yolanda yvette yvonne zainab zara zoe";

const MALE: &str = "\
    aaron abdul abdullah abraham abu adam adolf adrian ahmed aidan alan alastair albert alberto albrecht aldo \
    alec alejandro alessandro alessio alexander alexandre alfonso alfred alfredo ali alistair allan allen \
    alonso alvaro alvin amir anders andreas andrei andres andrew andré angus anthony anton antonio antónio \
    archie armando arnaud arnold arthur arturo augusto austin axel barack barnaby barney barry bart bartholomew \
    benedict benito benjamin bernard bernardo bernd bernie bert bill billy bjorn björn bob bobby bogdan boris \
    brad bradley brandon brendan brent bret brett brian bruce bruno bryan byron caleb calvin cameron carl carlo \
    carlos cedric cesar chad charles charlie chester chris christian christopher chuck clayton clifford clint \
    clive colin connor conor conrad cornelius craig cristian curtis cyril cyrus damian damien damon dan daniel \
    danny darius darrell darren darryl dave david declan dennis derek dermot desmond devin dick diego dieter \
    dietrich dirk dmitri dmitry dominic dominik don donald donnie doug douglas duncan dustin dwayne dwight \
    dylan eamon eberhard ed eddie edgar edmund eduardo edward edwin efraim egon eli elias elijah elliot elliott \
    elmer elon emil emiliano emilio emmanuel enrico enrique enzo eric erik ernest ernesto ernst erwin esteban \
    ethan etienne eugene evan ewan fabian fabio federico felipe felix ferdinand fernando fidel filip finn \
    florian floyd francesco francis francisco franco francois frank franklin franz françois fred freddie \
    frederic frederick frederik friedrich fritz gareth garrett gary gaston gavin gene geoff geoffrey georg \
    george georges gerald gerard gerhard gerry giancarlo gianni gilbert giorgio giovanni giuseppe glen glenn \
    gonzalo gordon graham grant greg gregor gregory grigory guido guillermo gunther gustav gustavo günter hamid \
    hank hans hans-peter harald harold harrison harry harvey hassan hector heinrich heinz henri henrik henry \
    herbert herman hernan homer horace horst howard hubert hugh hugo humphrey hussein ian ibrahim ignacio igor \
    ilya imran isaac isaiah ismail ivan jack jacob jacques jaime jake jamal james jared jarvis jason javier jay \
    jean-claude jean-luc jean-marc jean-paul jean-pierre jed jeff jeffrey jens jeremy jerome jerry jerzy jesse \
    jesus jim jimmy joachim joao joaquin joe joel johan johann johannes john johnny jon jonas jonathan jonathon \
    jorge jose josef joseph josh joshua joão juan juergen julian julien julio julius jurgen justin jürgen kamal \
    karim karl kaspar keith ken kenneth kent kevin khaled khalid kirk klaus knut konrad konstantin kurt kyle \
    larry lars lawrence leif len leo leon leonard leonardo leonid leopold leroy lewis liam lionel lloyd lorenzo \
    louis luc lucas luciano ludwig luigi luis luka lukas luke luther lyle maciej magnus mahmoud malcolm manfred \
    manuel marc marcel marcelo marco marcos marcus mario marius mark markus marshall martin marty marvin \
    massimo mathias matt matteo matthew matthias maurice mauricio mauro max maximilian maxwell mehmet melvin \
    mervyn michael michel miguel mikael mike mikhail miles milo milton mitch mitchell mohamed mohammad mohammed \
    moritz morris moses muhammad murray mustafa nabil nathan nathaniel ned neil nelson nicholas nick nicolas \
    nicolás nigel niklas nikolai nils norbert norman olaf oleg oliver olivier omar orlando osama oscar oskar \
    otto owen pablo paddy paolo pascal patricio patrick paul pavel pawel pedro percy perry pete peter petr \
    philip pierre piers pieter pietro piotr preston quentin raf rafael rahul rainer raj rajesh rajiv ralf ralph \
    ramon randall randolph randy raphael rashid raul ray raymond raúl reginald reinhard rené ricardo riccardo \
    richard rick ricky rob robbie robert roberto rod rodney rodolfo rodrigo roger roland rolf roman romeo ron \
    ronald ronnie rory ross roy rudolf rudy rupert russ russell ryan salman salvador salvatore sam samir samuel \
    sandro santiago saul scott sean sebastian sebastien sergei sergey sergio seth seymour shane shaun siegfried \
    sigmund silvio simon sinan solomon spencer stan stanislav stanley stefan stefano steffen sten stephan \
    stephen steve steven stewart stuart stéphane sven sylvester tariq tayyip ted teddy terence terrence terry \
    theo theodor theodore thierry thomas thorsten tim timothy tobias toby todd tom tomas tommaso tommy tomás \
    tony torsten tristan troy tyler udo ulrich ulysses umberto uwe vaclav valentin vernon vicente victor viktor \
    vince vincent vito vittorio vivek vlad vladimir volker wade walt walter warren wayne wenceslas wendell \
    werner wesley wilbur wilfred wilhelm willem william willie wim winston wojciech wolfgang xavier yannick \
    yuri yusuf yves zachary zbigniew ziad";

static WOMEN: LazyLock<FxHashSet<&str>> = LazyLock::new(|| FEMALE.split_whitespace().collect());
static MEN: LazyLock<FxHashSet<&str>> = LazyLock::new(|| MALE.split_whitespace().collect());

/// What a given name tells.
pub(crate) fn gender_of_name(given: &str) -> Option<Gender> {
    let lower = given.to_lowercase();
    // "Jean-Luc" is in no list, "Hans-Peter" is its first half.
    let first = lower.split('-').next().unwrap_or_default();
    let known = |names: &FxHashSet<&str>| names.contains(lower.as_str()) || names.contains(first);
    match (known(&WOMEN), known(&MEN)) {
        (true, false) => Some(Gender::Female),
        (false, true) => Some(Gender::Male),
        _ => None,
    }
}
