//! Given names that tell a gender to most readers of English news. Soft evidence: titles, nouns and pronouns of the text
//! come first, and names that are a woman's in one country and a man's in another stay out.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::people::Gender;

const FEMALE: &str = "\
    abbie abby abena abigail ada adaobi adelaide adele adelina adriana agatha agnes agnieszka aida ailbhe aileen \
    aimee aisha akiko akosua alana alba alberta alejandra aleksandra alessandra alessia alexandra alexandria \
    alfreda alice alicia aline alison aliyah allegra allison alma alyssa ama amalia amanda amber amelia amelie \
    amina amira amparo amy anabel anahi anais ananya anastasia anastasiya andrée aneta angela angelica angelina \
    angie anika anisa anita anja anjali anke ann anna annabel annabelle annalena anne anneke annelies anneliese \
    annemarie annette annie annika anouk antje antoinette antonia anya aoibhinn aoife april arabella araceli \
    aretha ariana ariella arlene arlyn arwa asha ashlee asma astou astrid audrey aurelia aurora aurélie ava \
    ayaka ayanna ayesha ayse azadeh azucena barbara barbra beata beate beatrice beatriz becky bella benazir \
    benedetta benita bente bernadette bernice bertha bethany bettina betty beverley beverly beyonce bianca \
    birgit birgitta blanca bogumila bonnie bożena breanna bree brenda brianna brid bridget brigid brigitte \
    britney britta brittany brooke bruna caitlin caitlyn callie camila camilla candace candice caoimhe carina \
    carla carlotta carly carmela carmen carol carole carolina caroline carolyn carrie cassandra catalina \
    catarina caterina catharina catherine cathleen cathy cecilia celeste celia celine chanel chantal charlene \
    charlotte charmaine chelsea chelsey cherie cheryl chiara chimamanda chloe christa christiane christina \
    christine ciara cindy clara clare clarissa claudette claudia claudine clementine colleen condoleezza \
    constance consuelo cora corazon cordelia cori corina corinne cornelia cristina crystal cynthia cécile dagmar \
    dahlia daisy dalia danica daniela danielle danièle danuta daphne daria dasha davina dawn deanna deb debbie \
    deborah debra deepa deirdre delia delphine demi denise desiree destiny diana diane dianne dilma dina dolores \
    donatella donna dora doreen doris dorota dorothea dorothee dorothy dulce ebony edda edith edna edwina efua \
    eileen eilish ekaterina elaina elaine eleanor elena eleonora elfriede eliane elisa elisabeth elise eliza \
    elizabeth ella ellen elly elodie eloisa eloise elsa elspeth elvira emilia emilie emily emine emma emmanuelle \
    enid erica erika erin erna ernestine esi esmeralda esperanza estela estelle ester esther ethel eugenia \
    eugenie eunice eva evangeline evelina evelyn evita ewa fabienne faith farah fatema fatima fatma fawzia faye \
    federica felicia ffion fiona fionnuala fiorella flavia flora florence folake folasade franca frances \
    francesca francine franziska françoise frederica freya frida frieda fumiko funmi gabriela gabriella \
    gabrielle gail gemma genevieve georgette georgia georgie georgina geraldina geraldine gerda gerlinde \
    germaine gertrude gesine ghada ghislaine gillian gina giorgia giovanna gisela gisele giselle gita giulia \
    gladys glenda glenys gloria golda grace graciela grainne graça greta gretchen gretel gro guadalupe gudrun \
    gunilla gwen gwendolyn gwyneth gülsen habiba hadiza hafsa haifa hala halima hanna hannah hannelore harriet \
    hasina hatice hayley hazel heather heba hedwig hedy heidi heike helen helena helene helga henrietta \
    henriette hermine hermione hettie hilda hilde hillary hina hind hiroko holly hope hortense huda huma ida \
    ilaria ilona ilse imelda imogen indira ines inga inge ingeborg ingrid ioana iolanda irene irina iris irma \
    iryna isabel isabella isabelle isadora isha ivana ivanka ivette ivy jacinda jacinta jaclyn jacqueline \
    jadwiga jana jane janelle janet janice janina janine janna jaqueline jasmin jasmine jayne jeanette jeanne \
    jeannette jeannie jeannine jemima jenna jennie jennifer jenny jeri jessica jill jillian joan joana joanna \
    joanne jocelyn jodie joelle johana johanna joni josefina josephina josephine josette josie joyce juana \
    juanita judith julia juliana julianna julianne julie juliet julieta juliette julija jutta kaitlin kaitlyn \
    kaja kalpana kamala kamila kara karen karin karina karla karolina karoline kate katharina katharine \
    katherine kathleen kathrin kathryn kathy katie katja katrina kayla kayleigh keiko keira keisha kellyanne \
    kemi kerstin khadija khadijah khaleda kiera kimberley kimberly kirsten kirstie kirstin kirsty klara klaudia \
    konstanze kristen kristi kristie kristin kristina krystal kyoko kyrsten laila lalita lamia lamis lana lara \
    larissa latisha latoya laura lauren lavinia layla lea leah leanne leila lena lene leni leonie leonor leonora \
    lesley leticia leyla leymah lidia lilian liliana liliane lilith lilla lillian lillie lilly lily lina linda \
    lindiwe linnea lioudmila lisa lisbeth lise liselotte livia liz liza ljubica loes loida lois lola loredana \
    loreen lorena loretta lori lorraine lotte louisa louise louiza luana lubna lucia lucie lucienne lucila \
    lucille lucinda lucretia lucy ludmila ludmilla luisa luise lujain luna lupe luz lydia lydie lynda lyndsey \
    lynette lyudmila mabel macarena madeleine madeline madelyn madhuri madison maeve magda magdalena maggie \
    mahalia mahbooba mahnaz mai maia maike mairead maisie malala maleeha malgorzata malia malin mamata mandy \
    manon manuela mara marcela marcelina marcella marcia mareike maren margaret margareta margarete margarethe \
    margarita margaux margery margherita margit margot margrethe marguerite maria mariam mariame mariana mariann \
    marianna marianne maribel marie mariella marielle marietta marija marilyn marina marisa marisol mariya \
    marjan marjorie marla marlee marlene marsha marta martha martina mary maryam maryanne masako masha mathilde \
    matilda matilde maud maura maureen mavis maxine maya mayawati maysoon mayumi mazie małgorzata meena meera \
    meg megan megawati meghan mehreen melania melanie melinda melisa melissa melody meral merav mercedes \
    meredith mette mhairi mia michaela michaele michelle michiko michèle mieke miko mildred milena millicent \
    mimi mina mindy minnie miranda mireille miriam miriama misato misty mitsuko moana moira mollie molly mona \
    monica monika monique montserrat morag moya munira muriel myra myriam myrna myrtle nabila nadezhda nadia \
    nadine nadya nafisa nagwa najat naledi nancy nandini nanette naoko naomi nastassia natacha natalia natalie \
    natalya natasha nathalie nawal neela neha nell nellie nelly nerea ngozi nguyet niamh nicole nicolette nieves \
    nikki nina ninette nirmala nisreen nkosazana noelia noelle nomsa nomvula nora noreen noriko norma noémie \
    nuala nuria nurten nurul nydia oana octavia odette ofelia oksana olena olga olivera olivia olympe olympia \
    oprah oriana orla orlaith ornella ottilie padma paige pallavi paloma pam pamela pansy paola parvati patricia \
    patrizia patsy patty paula paulette paulina pauline pearl peggy penelope penny pernille perpetua petra \
    petronella philippa philomena phoebe phumzile phyllis pia pilar pinar pippa polly pooja portia pramila \
    pranita pratibha preeti priscila priscilla priti priya priyanka puan purnima queenie rabia rachael rachel \
    rachelle rachida radhika rafaela raisa ramatou ramona randa rania raquel rasheeda rashida raya rayna rebecca \
    rebekah reem reema regina reiko reina rekha remedios renata renee reva reyna rhea rhian rhiannon rhoda \
    rhonda rikke rim rina rita riya roberta rocio roisin romana romina romy ronda ronja rosa rosalia rosalie \
    rosalind rosalinda rosalyn rosanna rosanne rosaria rose roseanne rosemarie rosemary roslyn rosmah rossana \
    roswitha rowena roxana roxanne roya ruby ruchi ruth ruthie sabiha sabina sabine sabrina sachiko sadie safiya \
    sahar sahra sakura sally salma salome samantha samia samira sandie sandra sandrine sangeeta sania sanna \
    sanne saoirse sapna sara sarah sarai saraswati sarita saskia satoko savannah scarlett seema selena selina \
    selma senait serafina seraphina serena sevim shabana shada shakira shania shanice shanta shari sharmila \
    sharon shauna shawna shazia sheena sheila shelley sherry sheryl shireen shirin shirley shizuka shreya shruti \
    shukria sigrid sile silke silvana silvia simonetta sinead siobhan siri sissel siti siv smita smriti snezana \
    sofia sofie solange soledad solveig sondra sonia sonja sophia sophie soraya sorcha stacey stefania stefanie \
    steffi stella stephania stephanie stina sudha sue suella suhair sukhi sultana sumaya sunita susan susana \
    susanna susanne sushma suzan suzanna suzanne suzette suzi svenja svetlana swati sybil sylvia sylvie sylwia \
    synne ségolène tabitha tahira taisia tallulah tamar tamara tamika tammy tamsin tania tanya tara taryn \
    tatiana tatjana tatyana tawakkol tawana teodora teresa terri tess tessa thalia thandi thandiwe thea thelma \
    theodora theresa therese thora thuli thuy tiffany tilda tilly tina tine tomoko tonya tori toshiko tova \
    tracey tracie trina trine trish trisha trix trudy tulsi twila ulla ulrika ulrike uma umaima una ursina \
    ursula urszula uschi usha uta valentina valeria valerie valerija vandana vanessa vasiliki vasundhara vera \
    verena verity verona veronica vesna vicki vicky victoria vigdis viktoria viktoriya viola violet violeta \
    viorica virginia vivian viviana viviane vivienne wafa waltraud wanda wangari wendi wendy weronika whitney \
    whoopi wiebke wiktoria wilhelmina willa wilma winifred winnie wynne xenia ximena xiomara yael yanira yasmeen \
    yasmin yasuko yekaterina yelena yesenia yetunde yevgenia yingluck ylva yoko yolanda yolande yoshiko yuka \
    yukiko yulia yuliya yumi yuriko yvette yvonna yvonne zaha zahra zainab zakia zandra zanele zara zarifa zeina \
    zeinab zelda zeynep zhanna zina zinaida zita zoe zohra zoya zsuzsa zsuzsanna zuleika zuzana åsa åse özlem";

const MALE: &str = "\
    aaron aart abdallah abdel abdelaziz abdelfattah abdelkader abdelmadjid abdou abdoulaye abdul abdulaziz \
    abdulla abdullah abdulrahman abe abel abelardo abhijit abhishek abiy abraham abu achille achim adam adebayo \
    adel adem ademir aditya adnan adolf adolfo adolph adriaan adrian adriano agustin ahmad ahmed ahmet aidan \
    aitor ajay ajit akash akbar akhilesh akihito akinwumi akio aksel alain alan alastair alban alberic albert \
    alberto albrecht aldo aldous alec alejandro aleksandar aleksander aleksandr aleksei aleksey alessandro \
    alessio alexander alexandre alexandros alexandru alexei alexey alf alfie alfons alfonso alfred alfredo \
    algirdas alhaji ali alireza alistair allan allen almazbek alois alok alonso alphonse alun alvaro alvin \
    amadou amar amartya ambrose amin amine amir amit amitabh amitav amjad amos anand anatole anatoli anatoliy \
    anatoly anders andreas andrei andrej andres andrew andrii andris andrius andriy andrzej andré andy angelo \
    angus anil anis ankit ansgar antal ante anthony antoine anton antonin antonio antonis antti anwar aníbal \
    apostolos archie ardalan arend arif arild aristide arjen arjun arkady arlen arlo armand armando armin arnaud \
    arne arnie arno arnold arsen arseniy arseny artem arthur arturo artyom arun arvid arvind asad asgeir asger \
    ashish ashok ashraf asif asim askar atal athanasios atiku atsushi attila auguste augustin augustine augusto \
    aurelio austin avi avigdor avraham axel ayman ayub aziz azmi babak babatunde bakhtiar balazs baldwin bandar \
    barack barnabas barnaby barney barry bart bartek bartholomew bartosz bashar bashir basil bassam bastian \
    bastien ben benedict benigno benito benjamin benno benny benoit benyamin beppe berat bernard bernardo bernd \
    bernie bert bertil bertram bertrand beto bikram bilal bilawal bill billy binali bjarne bjarni bjorn blaine \
    blaise boaz bob bobby bodo bogdan bohdan bolat boleslaw bongani borge boris boro borut boubacar boutros \
    boyko brad bradley brahim brandon branko brendan brent bret brett brian brice broderick bronislav bronislaw \
    bruce bruno bryan bryce bryn bud buddy burak burhan burkhard burt buster byron cael caetano caio caleb \
    calvin cameron camillo canaan carl carles carlo carlos carmelo carsten casimir caspar casper cassius catalin \
    cathal cecil cedric cem cemil cesar cesare chad chaim chandrasekhar charbel charles charlie chas chester \
    chet chico chidi chinedu chip chris christian christo christof christoffer christoph christophe christopher \
    christos chuck chukwuemeka ciaran cillian cipriano claes clarence claudio claus clay clayton clemens cleon \
    cletus cliff clifford clint clive clyde cody colin colm colum connor conor conrad constantin constantine \
    constantinos corey corneliu cornelius cory cosmin craig cristian cristiano cristobal cristoforo curtis \
    cuthbert cyril cyrus dag dagfinn daithi dalibor damian damien damir damon dan dane daniel danilo danny \
    dannyl dante darin dario darius dariusz darko darnell darrell darren darryl dashiell dashrath dave david \
    davide davit dawid dawood dean deandre declan dejan delroy demetrius deng denis dennis denny denzel deon \
    derek dermot derrick desmond detlef dev devendra devin dharmendra dhruv diarmuid dick didier diego dieter \
    dietrich dieudonne dilip dimitar dimitri dimitrios dimitris dinesh dino dion dirk dmitri dmitry dmytro dom \
    domenico domingo domingos dominic dominik don donal donald donato donncha donnie dorian doru doug douglas \
    dov dragan drago dries duane dudley duncan dusan dustin dwayne dwight dylan eamon eberhard ebrahim eckart \
    eckhard ed eddie edgar edi edison edmond edmund edouard eduard eduardo eduards edvard edvin edward edwin \
    efraim efrain efren egbert egil egon egor ehud eirik eitan ekrem eladio elbert elchin eldar elden eldon eli \
    eliahu elias eliezer elijah elio elliot elliott elmar elmer elmo elon elvin elvis elwood emad emanuel emeka \
    emil emile emilian emiliano emilio emin emir emmanuel emmerson emmet emmett emomali emre enda engelbert enis \
    ennio enoch enrico enrique enzo eoin ephraim ephrem erasmus erdal erhard eric erich erick erik erling ernest \
    ernesto ernie erno ernst erol errol ersin erwin esa esam esteban ethan etienne ettore eugen eugene eugeniusz \
    eusebio evan evaristo evelio everett evgeni evgeny evo ewan ezekiel ezra fabian fabio fadel fadi fahad fahd \
    fahmi faisal faiz faraz farhad farid faris farouk farrukh faruk fathi faustin faustino fausto favio fazil \
    feargal fearghal federico fedor felician feliks felipe felix ferdinand ferdinando ferenc fergal fergus feri \
    fernand fernando ferris fidel fikret filip finn fintan fiodor firas flavio flemming florentin florentino \
    florian florin floyd folke forrest fouad francesco francis francisco franck franco francois franek frank \
    franklin frans franz fraser fred freddie freddy frederic frederick frederico frederik fredrick fredrik \
    friedhelm friedrich fritjof fritz frode fulvio fumio fyodor gabor gabriel gaetano gamal ganesh gareth garret \
    garrett garrick garry garth gary gaspar gaspard gaston gaurav gautam gautier gavin gavril gaël gebran geert \
    geir gene gennadi gennadiy gennady geoff geoffrey georg george georges gerald gerard gerardo gerd gereon \
    gerhard gerhardt gerlando gerrit gerry gerson gert gholam ghulam giacomo gian giancarlo gianfranco gianluca \
    gianmarco gianni gianpiero gideon gilbert gilberto gilles gino giorgio giovanni girish gitanas giulio \
    giuseppe gjorge glauco glen glenn godfrey gonzalo goodluck gopal goran gordon gotabaya gottfried govind \
    grady graeme graham grant greg gregor gregory greig grigory grzegorz guglielmo guido guilherme guillaume \
    guillermo gulbuddin gunther gus gustav gustave gustavo guy gyula györgy günter haakon habib hadi hafez \
    haider haim hakan hakeem hal halil hamad hamdi hamid hamish hamza hani hank hannes hannu hans hans-peter \
    hansjörg hanspeter harald hardeep hari hariri haris harish harlan harold haroon harri harrison harry hartmut \
    haruki harun harvey hasan hashem hashim hassan hassanal hayato haydar heath hector heiko heiner heinrich \
    heinz helge hellmut helmut hemant henning henri henrik henrique henry henryk herb herbert heribert herman \
    hermann hermes herminio hernan hernando herve hideki hideo hikmet hilario hilmar hiram hiro hiroaki hirofumi \
    hiroki hiroshi hisham hishammuddin hjalmar holger homayoun homer horace horia horst hosni hossein howard \
    howie hristo hrvoje hubert hubertus huey hugh hugo hugues humberto humphrey humza husain husam huseyin \
    hussain hussein iago iain ian ibou ibrahim ibrahima idris idriss iestyn ignacio ignatius ignaz igor igors \
    iham ihor ike iker ilan ilham ilias ilie ilir ilkka ilya imad imamali immanuel imran imre ingemar ingmar \
    ingo ioan ioannis ion ionel iosif iqbal iraj irakli irfan irving irwin isaac isac isaiah isak ishaan isidore \
    isidro iskander ismael ismail issa issam istvan ivan ivo ivor iwan iyad izaak iñaki iñigo jaafar jaak jaakko \
    jaap jabari jace jacek jacinto jack jacob jacobo jacopo jacques jad jagdish jai jaidev jaime jair jairo \
    jakaya jake jakob jakov jakub jalal jamaal jamal james jamil jamsheed jannik janos janusz jared jari jarl \
    jarmo jaromir jaroslav jaroslaw jarosław jarrod jarvis jason jasper jaswant javad javed javier jawad \
    jawaharlal jay jayant jayson jean-claude jean-luc jean-marc jean-paul jean-pierre jeb jed jedediah jeff \
    jeffery jeffrey jeffry jens jerald jeremiah jeremy jerker jermaine jerome jerrold jerry jerzy jesse jesus \
    jethro jim jimmie jimmy jiri jitendra joachim joakim joao joaquin jochen joe joel joerg joern johan johann \
    johannes john johnathan johnnie johnny joko jomo jon jonas jonathan jonathon jonny joost jordi jorge jorgen \
    joris joschka jose josef joseluis josep joseph josephus josh joshua josip josue jovan jozef još juan juergen \
    juho jukka julian julien julio julius juraj jure jurgen juri jussi justin justus jusuf jörg jørgen kailash \
    kais kaleb kalle kalman kamal kamran kapil karan karel karim karl karsten kaspar kaspars kasper kassym \
    katsuya kaushik kazem kazimierz kazuhiro kazuki kazuo keiji keir keith kelvin kemal ken kenan kenji kenneth \
    kenny kent kermit kevan keven kevin khairul khaled khalid khalifa khalil khamis khosrow kieran kiril kirk \
    kiyoshi kjell klaas klaus klemen klemens klement knud knut kofi koichi koji kojo konrad konstantin \
    konstantinos kostas kostya krešimir krish krishna krishnan krister kristian kristof kristofer kristoffer \
    kriton krzysztof kunal kurmanbek kurt kwabena kwaku kwame kwasi kwesi kyle kyriakos kåre lachlan ladislav \
    lajos lakhdar lal lalu lamar lamine lance lanny larry lars lasse laszlo laurens laurent laurentiu laurits \
    lavrenti lawrence lawson lazar lazaro leander leandro lech leif leland lemuel len lenny leo leon leonard \
    leonardo leonhard leonid leonidas leopold leopoldo leroi leroy leszek levi levon lewis lex liam liborio \
    linas lino linus lionel livio ljubomir llewellyn lloyd loic lorenzo lorne lothar louis lubomir luc luca \
    lucas luciano lucien lucio lucius ludovic ludovico ludwig luigi luis luiz luka lukas lukasz luke luther lutz \
    lyle lyndon maarten maciej macky mads magne magnus mahamadou mahathir mahendra maher mahinda mahmood mahmoud \
    mahmut majid makoto maksim maksym malachy malcolm malik mamadou mamoru manfred manish manmohan manny manoj \
    manolo mansoor mansour manuel marat marc marcel marcelino marcelo marcin marcio marcius marco marcos marcus \
    marek mariano marijan marinos mario marius mark marko markus marlon marshall marten martin martti marty \
    marvin marwan masahiro masaki masaru masashi masato masayoshi masood massimo massoud masud mateo mateusz \
    mathew mathias mathieu matias matija matjaž mats matt matteo matthew matthias mattia mattias matz maurice \
    mauricio maurits mauro max maxence maxim maxime maximilian maximiliano maximillian maxwell mazen mbeki mehdi \
    mehmed mehmet melvin menachem mert mervyn mesut micah michael michail micheal michel mick miguel mihai \
    mihail mihaly mikael mike mikhail mikkel mikko miklos mikola mikolaj milan miles milo milorad milos miloud \
    milton minoru miodrag mirko miro miroslav mirza mitch mitchell mitsuo mitt mladen modesto mohamad mohamed \
    mohammad mohammed mohamud mohan mohsen moise moises moncef monty mordechai moritz morris mort morten \
    mortimer moses moshe moussa moustapha muammar muhammad muhammadu muhyiddin mujibur mukesh mukhtar munir \
    muqtada murad murat murray musa musab mustafa mustapha mwai myles myron nabih nabil nadir naftali nagi \
    naguib najib nandan naoki naoto narayan narendra naresh naser nasir nasser nathan nathaniel naveen navin \
    nawaf nawaz neal necmettin ned neeraj neftali neil nelson nestor newt nguema nicanor niccolo nicholas nick \
    nicodemus nicolae nicolai nicolas niels nigel nikhil niklas niko nikola nikolai nikolaj nikolaos nikolas \
    nikolay nikos nils nitin nnamdi noah nobuo nodir norbert norman norodom norris norton nouri nuno nursultan \
    obadiah obinna octavian octavio odd odin oisin olaf olafur olav oldrich ole oleg oleh oleksandr oleksii \
    oleksiy oliver olivier olle olli olusegun omar omer omri ondrej orestes oriol orlando orlin orrin orson \
    ortwin osama osamu oscar oskar osman osvaldo oswald oswaldo otis otmar ottmar otto ottomar ousmane owen \
    paavo pablo paddy padraig palle panagiotis pankaj pantelis paolo parvez pascal pasquale patricio patrick \
    patrik pau paul paulo paulus pavel pavle pavlo pavlos pavol pawel pedro peer pekka perce percy pere perry \
    pervez petar pete peter petr petri petro petros petru petteri phil philip philipp philippe phillip phineas \
    pierluigi piero pierre piers piet pieter pietr pietro pim pinchas pio piotr pius piyush plamen plinio poul \
    prabowo prachanda prakash pramod pranab prasad prashant pravin prem preston primož prosper prudencio pyotr \
    pål qasim qassem quentin quincy quinton rached radek radomir radoslaw radosław radovan raf rafa rafael rafał \
    rafic rafik rafiq raghav raghu raheem rahim rahm rahul raila raimo raimond raimund raimundo rainer rainier \
    raj rajan rajat rajendra rajesh rajiv rajnath rajnish rakesh ralf ralph ram ramazan ramesh rami ramin ramiro \
    ramon ramzan ramzi ranbir rand randall randolph randy ranil ranjan ranjit raoul raphael rashid rasmus \
    rastislav ratko raul ravi ray raymond raymundo recep reggie reginald reijo reiner reinhard reinhold reino \
    remigio renato renaud rené reuben reuven rex reza rhys riad riaz ric ricardo riccardo rich richard richie \
    rick ricky rico rikard rinaldo rinat rishi risto ritchie riyad rizwan roald rob robb robbert robbie robby \
    robert roberto rocco roch rocky rod roderick rodney rodolfo rodrigo rodrigue roel rogelio roger rogério \
    rohan rohit roland rolando rolf rollo romain roman romano romeo ron ronald ronan ronnie ronny rory roscoe \
    ross roy royce ruairi ruben rudi rudolf rudolph rudy rufus ruhollah rui rune rupert ruslan russ russell \
    rustam rutger ruud ryan régis rémi saad sabah sachin sadegh sadio sadiq saeb saeed saif sajid saleem saleh \
    salem salih salim salman salva salvador salvatore sam sameer sami samir samson samuel sancho sandeep sander \
    sandor sandro sani sanjay sanjeev sanjiv santiago santino satish satoshi saul sauli saurabh sayed sayyid \
    scot scott scotty seamus sean sebastian sebastiano sebastien sebastião seif selahattin selim sepp serge \
    sergei sergey sergio serhii serhiy servando seth severin severino seyed seymour shaban shahbaz shahid \
    shahram shamil shane shankar sharad shaukat shaun shavkat shawki shehbaz sheldon sherif sherman shigeki \
    shigeo shigeru shimon shinichi shinji shinzo shiv shivraj shlomo shoichi shoji shota shuja shyam sid \
    siddharth siegbert siegfried sigmar sigmund sigurd silvan silvester silvio simeon simon simonas sinan sinisa \
    siphiwe slavko slobodan smail socrates sohail solomon somchai soren sotiris spencer spiros spyridon spyros \
    srdjan staffan stan stanislas stanislav stanislaw stanisław stanley stavros stefan stefano steffen steinar \
    stelios stellan sten stephan stephane stephen steve steven stewart stig stijn stipe stoyan stu stuart sturla \
    subhash sudhir suleiman suleyman sunil suresh surya susilo svein sven svend syed sylvain sylvester sylvestre \
    syngman søren sławomir taavi taban tadashi tadeusz tadhg tage taha taher tahir taimur takahiro takashi takeo \
    takeshi talal tamas tarek tariq taro tatsuo tawfiq taymour tayyip ted teddy teemu tendai teodor teodoro \
    terence terje tero terrence terry teun teuvo teófilo thabo thad thaddeus thanasis theo theodor theodore \
    theodoros theophilus thierry thijs thilo thom thomas thor thorbjørn thorleif thorolf thorsten tiago tiberiu \
    tibor tihomir tilman tim timo timofey timothy timothée timur tino titus tobias tobin toby todd todor tom \
    tomas tomasz tomaž tomislav tommaso tommy tomohiro tonino tony tor torbjorn tore torgeir torstein torsten \
    toru toshio toshiro travis trent trevor trey tristan tristram trond troy truls trygve tsutomu tucker tuomas \
    turgut tuvia tyler tyrell tyrone uday udo ueli uffe ugo uhuru ulf uli ulisses ullrich ulric ulrich ulysses \
    umar umaru umberto umesh uri uriah uriel urs usman uwe uzair vaclav vadim vaibhav valdas valdis valentin \
    valeri valeriy valter vangelis varun vasco vasil vasile vasilis vasily vassilis vasyl velimir venkaiah \
    venkat vernon vicente vicenç victor vidar vijay vikram viktor viktoras viliam vilmos vinay vince vincent \
    vincenzo vinicius vinod viresh virgil virgilio vishal vishwanath vitali vitaliy vitaly vito vitor vittore \
    vittorio vivek vlad vladimir vladislav vladislovas vlado vojislav vojtech volker volodymyr vuk vusi \
    vyacheslav wade waldemar waleed walid wally walt walter walther warren waseem wayan wayne wenceslas wendell \
    wenzel werner wes wesley wieslaw wiesław wilbert wilbur wilfred wilfredo wilfrid wilfried wilhelm will \
    willard willem willi william willie willy wim winfried winslow winston witold wladimir wladyslaw wojciech \
    wolf wolfgang wolfram wolodymyr woodrow wyatt władysław xabier xavi xavier yaakov yahya yair yakov yakup \
    yanis yann yannick yannis yaqub yaroslav yash yashwant yasin yasir yasser yasuhiro yasuo yehuda yemi yevgeni \
    yevgeny yiannis yigal yitzhak yoav yogi yohei yoichi yoram yosef yoshiaki yoshihide yoshihiko yoshiro yossi \
    youcef younis yousef youssef youssouf yousuf yoweri yukio yunus yuri yuriy yury yusof yusuf yusuke yutaka \
    yves zac zacarias zach zachariah zachary zack zafer zaher zahid zahir zakir zalmay zaman zane zayed zbigniew \
    zdenek zeid zekeriya zeki zev ziad ziauddin ziaur zine zivko zlatan zlatko zoltan zoran zubair zulfikar \
    zviad ángel íñigo özgür øystein łukasz";

static WOMEN: LazyLock<FxHashSet<&str>> = LazyLock::new(|| FEMALE.split_whitespace().collect());
static MEN: LazyLock<FxHashSet<&str>> = LazyLock::new(|| MALE.split_whitespace().collect());

/// What a given name tells: as it is written, else without its accents.
pub(crate) fn gender_of_name(given: &str) -> Option<Gender> {
    let lower = given.to_lowercase();
    let plain = || lower.nfd().filter(|letter| !is_combining_mark(*letter)).collect::<String>();
    listed(&lower).or_else(|| if lower.is_ascii() { None } else { listed(&plain()) })
}

fn listed(name: &str) -> Option<Gender> {
    // "Jean-Luc" is in no list, "Hans-Peter" is its first half.
    let first = name.split('-').next().unwrap_or_default();
    let known = |names: &FxHashSet<&str>| names.contains(name) || names.contains(first);
    match (known(&WOMEN), known(&MEN)) {
        (true, false) => Some(Gender::Female),
        (false, true) => Some(Gender::Male),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{MEN, WOMEN, gender_of_name};
    use crate::lexicon::people::Gender;

    #[test]
    fn no_name_is_in_both_lists() {
        assert_eq!(WOMEN.intersection(&MEN).count(), 0);
    }

    #[test]
    fn accents_and_second_halves_make_no_difference() {
        for (name, gender) in [
            ("Róisín", Some(Gender::Female)),
            ("BEN", Some(Gender::Male)),
            ("Hans-Peter", Some(Gender::Male)),
            ("Ángel", Some(Gender::Male)),
            ("Angel", None),
            ("Hilary", None),
        ] {
            assert_eq!(gender_of_name(name), gender, "{name}");
        }
    }
}
