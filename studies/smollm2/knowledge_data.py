"""Tables of the tasks of knowledge.py, written for this study: only common words and facts of general knowledge.

Pairs are 'input:answer', separated by semicolons or new lines; / stands between answers that are all right."""


def table(text):
    """(input, answers) of a text."""
    rows = [item.split(":") for item in text.replace("\n", ";").split(";") if item.strip()]
    return [(a.strip(), [x.strip() for x in b.split("/")]) for a, b in rows]


def grouped(text):
    """(input, answers) of lines 'answers: input, input'."""
    rows = [line.split(":") for line in text.strip().splitlines()]
    return [(x.strip(), [a.strip() for a in answers.split("/")]) for answers, inputs in rows for x in inputs.split(",")]


def inverse(rows):
    """(answer, inputs), with only the first answer of a row asked."""
    return [(answers[0], [x]) for x, answers in rows]


# English, French, Spanish, German, Italian, Portuguese, Latin.
LANGUAGES = ["English", "French", "Spanish", "German", "Italian", "Portuguese", "Latin"]
DICTIONARY = [[cell.split("/") for cell in line.split()] for line in """
water eau agua Wasser acqua água aqua
bread pain pan Brot pane pão panis
milk lait leche Milch latte leite lac
wine vin vino Wein vino vinho vinum
egg œuf huevo Ei uovo ovo ovum
salt sel sal Salz sale sal sal
fish poisson pez/pescado Fisch pesce peixe piscis
apple pomme manzana Apfel mela maçã malum
cheese fromage queso Käse formaggio queijo caseus
meat viande carne Fleisch carne carne caro
house maison casa Haus casa casa domus
door porte puerta Tür porta porta porta/ianua
window fenêtre ventana Fenster finestra janela fenestra
table table mesa Tisch tavolo mesa mensa
chair chaise silla Stuhl sedia cadeira sella
bed lit cama Bett letto cama lectus
book livre libro Buch libro livro liber
letter lettre carta Brief lettera carta epistula
school école escuela Schule scuola escola schola
church église iglesia Kirche chiesa igreja ecclesia
city ville ciudad Stadt città cidade urbs
street rue calle Straße strada/via rua via
bridge pont puente Brücke ponte ponte pons
garden jardin jardín Garten giardino jardim hortus
king roi rey König re rei rex
queen reine reina Königin regina rainha regina
man homme hombre Mann uomo homem vir/homo
woman femme mujer Frau donna mulher femina/mulier
boy garçon niño/chico Junge ragazzo menino puer
mother mère madre Mutter madre mãe mater
father père padre Vater padre pai pater
brother frère hermano Bruder fratello irmão frater
sister sœur hermana Schwester sorella irmã soror
son fils hijo Sohn figlio filho filius
daughter fille hija Tochter figlia filha filia
friend ami amigo Freund amico amigo amicus
dog chien perro Hund cane cão/cachorro canis
cat chat gato Katze gatto gato feles
horse cheval caballo Pferd cavallo cavalo equus
cow vache vaca Kuh mucca/vacca vaca vacca/bos
bird oiseau pájaro Vogel uccello pássaro avis
wolf loup lobo Wolf lupo lobo lupus
bear ours oso Bär orso urso ursus
lion lion león Löwe leone leão leo
sheep mouton oveja Schaf pecora ovelha ovis
pig cochon cerdo Schwein maiale porco porcus/sus
bee abeille abeja Biene ape abelha apis
mouse souris ratón Maus topo rato mus
head tête cabeza Kopf testa cabeça caput
hand main mano Hand mano mão manus
foot pied pie Fuß piede pé pes
eye œil ojo Auge occhio olho oculus
ear oreille oreja/oído Ohr orecchio orelha auris
nose nez nariz Nase naso nariz nasus
mouth bouche boca Mund bocca boca os
heart cœur corazón Herz cuore coração cor
tooth dent diente Zahn dente dente dens
blood sang sangre Blut sangue sangue sanguis
sun soleil sol Sonne sole sol sol
moon lune luna Mond luna lua luna
star étoile estrella Stern stella estrela stella
sky ciel cielo Himmel cielo céu caelum
sea mer mar Meer mare mar mare
river rivière/fleuve río Fluss fiume rio flumen
mountain montagne montaña Berg montagna/monte montanha mons
forest forêt bosque Wald foresta/bosco floresta silva
tree arbre árbol Baum albero árvore arbor
flower fleur flor Blume fiore flor flos
stone pierre piedra Stein pietra pedra lapis
fire feu fuego Feuer fuoco fogo ignis
wind vent viento Wind vento vento ventus
rain pluie lluvia Regen pioggia chuva pluvia
snow neige nieve Schnee neve neve nix
gold or oro Gold oro ouro aurum
silver argent plata Silber argento prata argentum
iron fer hierro Eisen ferro ferro ferrum
day jour día Tag giorno dia dies
night nuit noche Nacht notte noite nox
year an/année año Jahr anno ano annus
time temps tiempo Zeit tempo tempo tempus
life vie vida Leben vita vida vita
death mort muerte Tod morte morte mors
love amour amor Liebe amore amor amor
war guerre guerra Krieg guerra guerra bellum
peace paix paz Frieden pace paz pax
ship navire/bateau barco Schiff nave navio navis
red rouge rojo rot rosso vermelho ruber
white blanc blanco weiß bianco branco albus
black noir negro schwarz nero preto niger
green vert verde grün verde verde viridis
blue bleu azul blau blu azul caeruleus
good bon bueno gut buono bom bonus
bad mauvais malo schlecht cattivo mau/ruim malus
big grand grande groß grande grande magnus
small petit pequeño klein piccolo pequeno parvus
new nouveau nuevo neu nuovo novo novus
old vieux viejo alt vecchio velho vetus
long long largo lang lungo longo longus
beautiful beau hermoso/bello schön bello bonito/belo pulcher
two deux dos zwei due dois duo
three trois tres drei tre três tres
four quatre cuatro vier quattro quatro quattuor
five cinq cinco fünf cinque cinco quinque
seven sept siete sieben sette sete septem
eight huit ocho acht otto oito octo
nine neuf nueve neun nove nove novem
ten dix diez zehn dieci dez decem
write écrire escribir schreiben scrivere escrever scribere
read lire leer lesen leggere ler legere
eat manger comer essen mangiare comer edere
drink boire beber trinken bere beber bibere
sleep dormir dormir schlafen dormire dormir dormire
run courir correr laufen/rennen correre correr currere
see voir ver sehen vedere ver videre
hear entendre oír hören sentire/udire ouvir audire
give donner dar geben dare dar dare
come venir venir kommen venire vir venire
live vivre vivir leben vivere viver vivere
sing chanter cantar singen cantare cantar cantare
work travailler trabajar arbeiten lavorare trabalhar laborare
""".strip().splitlines()]
# The articles of nouns in the dictionary.
FRENCH_LA = set("viande maison porte fenêtre table chaise lettre rue reine femme mère sœur fille vache souris tête main bouche dent lune mer"
                " rivière montagne forêt fleur pierre pluie neige nuit vie mort guerre paix ville".split())
FRENCH_LE = set("pain lait vin sel poisson fromage lit livre pont jardin roi garçon père frère fils chien chat cheval loup lion mouton cochon pied nez"
                " cœur sang soleil ciel feu vent fer jour temps navire".split())
SPANISH_LA = set("leche sal manzana carne casa puerta ventana mesa silla cama carta escuela iglesia ciudad calle reina mujer madre hermana hija vaca oveja abeja"
                 " cabeza mano oreja nariz boca sangre luna estrella montaña flor piedra lluvia nieve plata noche vida muerte guerra paz".split())
SPANISH_EL = set("pan vino huevo pez queso libro puente jardín rey hombre niño padre hermano hijo amigo perro gato caballo pájaro lobo oso león cerdo ratón"
                 " pie ojo corazón diente sol cielo río bosque árbol fuego viento oro hierro día año tiempo amor barco".split())
GERMAN_GENDER = {"der": set("Wein Fisch Apfel Käse Tisch Stuhl Brief Garten König Mann Junge Vater Bruder Sohn Freund Hund Vogel Wolf Bär Löwe Kopf Fuß Mund Zahn Mond"
                            " Stern Himmel Fluss Berg Wald Baum Stein Wind Regen Schnee Tag Tod Krieg Frieden".split()),
                 "die": set("Milch Tür Schule Kirche Stadt Straße Brücke Königin Frau Mutter Schwester Tochter Katze Kuh Biene Maus Hand Nase Sonne Blume Nacht Zeit Liebe".split()),
                 "das": set("Wasser Brot Ei Salz Fleisch Haus Fenster Bett Buch Pferd Schaf Schwein Auge Ohr Herz Blut Meer Feuer Gold Silber Eisen Jahr Leben Schiff".split())}
# Words that are written alike in another language.
AMBIGUOUS = set("leer see man star come live son pain main lit chat dent or four sale due cane pace dare pie mare bad rot gut brief stern tag mesa ten die nave tempo"
                " rouge lion grand court fin tres dos tre sol mal nine bear long table time wind hand arm fort mars".split())
CALENDAR = [line.split() for line in """
January janvier enero Januar gennaio
February février febrero Februar febbraio
March mars marzo März marzo
April avril abril April aprile
May mai mayo Mai maggio
June juin junio Juni giugno
July juillet julio Juli luglio
August août agosto August agosto
September septembre septiembre September settembre
October octobre octubre Oktober ottobre
November novembre noviembre November novembre
December décembre diciembre Dezember dicembre
Monday lundi lunes Montag lunedì
Tuesday mardi martes Dienstag martedì
Wednesday mercredi miércoles Mittwoch mercoledì
Thursday jeudi jueves Donnerstag giovedì
Friday vendredi viernes Freitag venerdì
Saturday samedi sábado Samstag sabato
Sunday dimanche domingo Sonntag domenica
spring printemps primavera Frühling primavera
summer été verano Sommer estate
autumn automne otoño Herbst autunno
winter hiver invierno Winter inverno
""".strip().splitlines()]

# Word: synonyms | antonyms.
SENSES = {
    "adjective": """big: large/huge/great | small/little/tiny; small: little/tiny | big/large; happy: glad/cheerful/joyful | sad/unhappy; sad: unhappy/sorrowful/gloomy | happy/glad
fast: quick/rapid/swift | slow; slow: sluggish/unhurried | fast/quick; smart: clever/intelligent/bright | stupid/dumb; stupid: dumb/foolish | smart/clever/intelligent; rich: wealthy/affluent | poor
poor: needy/penniless | rich/wealthy; beautiful: pretty/lovely/gorgeous | ugly; ugly: hideous/unattractive | beautiful/pretty; hard: difficult/tough | easy/soft; easy: simple/effortless | hard/difficult
strong: powerful/mighty | weak; weak: feeble/frail | strong; brave: courageous/bold/fearless | cowardly; calm: peaceful/tranquil | agitated/nervous/stormy; angry: mad/furious/irate | calm/pleased
old: ancient/aged/elderly | new/young; new: fresh/recent | old; cold: chilly/freezing/icy | hot/warm; hot: scorching/burning/boiling | cold/cool; wet: damp/soaked/moist | dry; dry: arid/parched | wet
loud: noisy | quiet/silent; quiet: silent/still/hushed | loud/noisy; bright: shiny/brilliant | dark/dim; dark: dim/gloomy | light/bright; tired: weary/exhausted/sleepy | rested/energetic
true: correct/right | false/untrue; false: untrue/wrong/incorrect | true; right: correct | wrong/left; wrong: incorrect/mistaken | right/correct; safe: secure | dangerous/unsafe; dangerous: risky/hazardous/unsafe | safe
clean: spotless/pure | dirty; dirty: filthy/unclean | clean; thin: slim/slender | thick/fat; fat: overweight/obese/chubby | thin/slim; wide: broad | narrow; near: close | far/distant; far: distant/remote | near/close
famous: well-known/renowned/celebrated | unknown/obscure; strange: odd/weird/peculiar | normal/ordinary/familiar; normal: usual/ordinary/typical | abnormal/strange/unusual; kind: nice/gentle/caring | cruel/mean/unkind
cruel: mean/brutal/heartless | kind; honest: truthful/sincere | dishonest; polite: courteous/well-mannered | rude/impolite; rude: impolite/discourteous | polite; lazy: idle | hardworking/diligent; full: packed/filled | empty
empty: vacant/bare | full; glad: happy/pleased | sad/sorry; ill: sick/unwell | healthy/well; healthy: fit/well | sick/ill/unhealthy; important: significant/vital/crucial | unimportant/trivial; modern: contemporary/new | ancient/old
huge: enormous/gigantic/giant/big | tiny; tiny: minute/miniature/small | huge/enormous; cheap: inexpensive/affordable | expensive/costly; expensive: costly/pricey | cheap/inexpensive; nervous: anxious/tense | calm/relaxed
lucky: fortunate | unlucky/unfortunate; common: usual/frequent | rare/uncommon; rare: uncommon/scarce | common/frequent; silly: foolish | serious/sensible; complete: whole/entire/total | incomplete/partial; deep: profound | shallow
boring: dull/tedious | interesting/exciting; interesting: fascinating/engaging | boring/dull; sharp: keen/pointed | blunt/dull; correct: right/accurate | incorrect/wrong; giant: huge/gigantic/enormous | tiny/small
scared: afraid/frightened | brave/fearless; generous: giving/charitable | stingy/selfish/mean; selfish: egoistic/self-centered | generous/selfless; wise: sensible/prudent | foolish; guilty: culpable | innocent; visible: noticeable | invisible""",
    "verb": """begin: start/commence | end/finish/stop; end: finish/stop/conclude | begin/start; buy: purchase | sell; help: assist/aid | hinder; answer: reply/respond | ask/question; ask: question/inquire | answer
love: adore/cherish | hate; hate: detest/loathe/despise | love/like; shout: yell/scream | whisper; allow: permit/let | forbid/prohibit; forbid: ban/prohibit | allow/permit; build: construct | destroy/demolish
destroy: demolish/ruin/wreck | build/create; hide: conceal | show/reveal; show: display/reveal | hide/conceal; close: shut | open; rise: climb/ascend | fall/sink/set; fall: drop/descend | rise; win: triumph/succeed | lose
laugh: giggle/chuckle | cry/weep; cry: weep/sob | laugh; speak: talk | listen; remember: recall/recollect | forget; gather: collect/assemble | scatter/disperse; save: rescue/keep | spend/waste; push: shove | pull; pull: drag/tug | push
accept: receive/take | refuse/reject/decline; refuse: decline/reject | accept/agree; increase: grow/raise | decrease/reduce; decrease: reduce/lessen/diminish | increase; join: connect/unite | separate/leave; separate: divide/split | join/unite
arrive: come/reach | depart/leave; depart: leave/go | arrive; repair: fix/mend | break/damage; break: smash/shatter | fix/repair/mend; grow: expand/increase | shrink; praise: commend/compliment | criticize/blame; attack: assault | defend
defend: protect/guard | attack; throw: toss/hurl | catch; vanish: disappear | appear; appear: emerge | disappear/vanish; hurry: rush/hasten | dawdle/linger; try: attempt | quit; receive: get | send/give; continue: proceed/carry on | stop
mix: blend/combine | separate; admit: confess | deny; fail: flop | succeed/pass; obey: follow/comply | disobey; punish: discipline | reward; borrow: loan | lend; agree: concur | disagree; stretch: extend | shrink; freeze: solidify | melt/thaw""",
    "noun": """beginning: start/opening | end/ending; end: finish/conclusion | beginning/start; friend: pal/buddy/companion | enemy/foe; enemy: foe/opponent | friend; happiness: joy/delight/bliss | sadness/sorrow; sadness: sorrow/grief | happiness/joy
 answer: reply/response | question; victory: win/triumph | defeat/loss; defeat: loss | victory; danger: peril/risk | safety; courage: bravery/valor | cowardice/fear; fear: fright/dread/terror | courage
wealth: riches/fortune | poverty; silence: quiet/hush | noise/sound; noise: sound/racket/din | silence; truth: fact/reality | lie/falsehood; lie: falsehood/untruth | truth; war: conflict/warfare | peace; success: achievement/triumph | failure
failure: flop | success; love: affection | hate/hatred; hatred: hate/loathing | love; profit: gain | loss; top: summit/peak | bottom; bottom: base | top; entrance: entry/doorway | exit; strength: power/might | weakness; hero: champion | villain/coward
freedom: liberty | slavery/captivity; increase: growth/rise | decrease; arrival: coming | departure; permission: consent/approval | prohibition/refusal; beauty: loveliness | ugliness; edge: border/rim | center/middle; middle: center | edge
child: kid/youngster | adult; amateur: beginner/layman | professional/expert; student: pupil/learner | teacher; present: gift | past/absence; ancestor: forefather | descendant; sunrise: dawn/daybreak | sunset/dusk; sunset: dusk | sunrise/dawn"""}


def senses(kind):
    """(word, synonyms, antonyms) of a part of speech."""
    out = []
    for item in SENSES[kind].replace("\n", ";").split(";"):
        word, rest = item.split(":")
        same, other = rest.split("|")
        out.append((word.strip(), [x.strip() for x in same.split("/")], [x.strip() for x in other.split("/")]))
    return out


STRONGER = table("""big:huge/enormous/gigantic;small:tiny;hot:boiling/scorching;cold:freezing/icy;hungry:starving;tired:exhausted;good:excellent/great/superb;bad:terrible/awful/horrible;happy:ecstatic/overjoyed/delighted
angry:furious/enraged;scared:terrified/petrified;surprised:astonished/amazed;pretty:gorgeous/beautiful;dirty:filthy;wet:soaked/drenched;funny:hilarious;interesting:fascinating;clever:brilliant;old:ancient
ugly:hideous;thin:skinny/emaciated;loud:deafening;bright:dazzling/blinding;like:love/adore;dislike:hate/detest/loathe;run:sprint;talk:shout/yell;cry:sob/bawl;rain:pour;warm:hot;cool:cold;unhappy:miserable;important:crucial/vital/essential
sure:certain/positive;tasty:delicious;difficult:impossible;worried:distraught/frantic;fat:obese;crowded:packed;breeze:storm/gale/wind;eat:devour;break:shatter/smash;pull:yank;throw:hurl;push:shove;ask:demand/beg""")

# Word forms.
NOMINAL = table("""decide:decision;explain:explanation;arrive:arrival;move:movement;invite:invitation;discover:discovery;grow:growth;choose:choice;die:death;live:life;sell:sale;lose:loss;believe:belief;think:thought;fly:flight;speak:speech
sing:song;marry:marriage;agree:agreement;argue:argument;invent:invention;educate:education;inform:information;protect:protection;connect:connection;collect:collection;create:creation;destroy:destruction;describe:description;divide:division
explode:explosion;express:expression;discuss:discussion;permit:permission;pronounce:pronunciation;publish:publication;punish:punishment;improve:improvement;develop:development;employ:employment;enjoy:enjoyment;entertain:entertainment
govern:government;judge:judgment;manage:management;pay:payment;treat:treatment;appear:appearance;perform:performance;resist:resistance;differ:difference;exist:existence;prefer:preference;refer:reference;survive:survival;refuse:refusal
approve:approval;propose:proposal;deliver:delivery;recover:recovery;injure:injury;rob:robbery;fail:failure;please:pleasure;press:pressure;depart:departure;know:knowledge;weigh:weight;see:sight;give:gift;prove:proof;advise:advice;bleed:blood
complain:complaint;compare:comparison;imagine:imagination;operate:operation;organize:organization;predict:prediction;prepare:preparation;produce:production;promote:promotion;react:reaction;reduce:reduction;relax:relaxation;repeat:repetition
solve:solution;suggest:suggestion;translate:translation;vary:variation;attract:attraction;admire:admiration;celebrate:celebration;communicate:communication;compete:competition;conclude:conclusion;confuse:confusion;decorate:decoration""")
NEGATED = table("""happy:unhappy;possible:impossible;legal:illegal;honest:dishonest;regular:irregular;visible:invisible;fair:unfair;kind:unkind;polite:impolite;patient:impatient;perfect:imperfect;correct:incorrect;complete:incomplete;active:inactive
lucky:unlucky;able:unable;known:unknown;usual:unusual;healthy:unhealthy;friendly:unfriendly;safe:unsafe;certain:uncertain;clear:unclear;common:uncommon;comfortable:uncomfortable;fortunate:unfortunate;important:unimportant;likely:unlikely
necessary:unnecessary;pleasant:unpleasant;popular:unpopular;reliable:unreliable;successful:unsuccessful;true:untrue;logical:illogical;literate:illiterate;legible:illegible;responsible:irresponsible;relevant:irrelevant;rational:irrational
resistible:irresistible;mature:immature;moral:immoral;mortal:immortal;mobile:immobile;practical:impractical;probable:improbable;pure:impure;personal:impersonal;accurate:inaccurate;adequate:inadequate;capable:incapable;credible:incredible
dependent:independent;direct:indirect;expensive:inexpensive;experienced:inexperienced;formal:informal;secure:insecure;sane:insane;sufficient:insufficient;human:inhuman;loyal:disloyal;obedient:disobedient;satisfied:dissatisfied;agree:disagree
appear:disappear;like:dislike;obey:disobey;approve:disapprove;trust:distrust;connect:disconnect;lock:unlock;tie:untie;pack:unpack;cover:uncover;do:undo;dress:undress;fold:unfold;load:unload;understand:misunderstand;behave:misbehave""")
AGAIN = table("""write:rewrite;build:rebuild;read:reread;play:replay;start:restart;open:reopen;paint:repaint;use:reuse;fill:refill;heat:reheat;name:rename;tell:retell;think:rethink;do:redo;make:remake;place:replace;load:reload;print:reprint;join:rejoin
enter:reenter;appear:reappear;arrange:rearrange;marry:remarry;consider:reconsider;discover:rediscover;gain:regain;pay:repay;run:rerun;set:reset;sell:resell;send:resend;unite:reunite;wind:rewind;wrap:rewrap;elect:reelect;produce:reproduce;construct:reconstruct""")
ABLE = table("""wash:washable;break:breakable;read:readable;drink:drinkable;enjoy:enjoyable;accept:acceptable;believe:believable;use:usable;adjust:adjustable;avoid:avoidable;comfort:comfortable;depend:dependable;eat:eatable/edible;forget:forgettable;predict:predictable
prevent:preventable;profit:profitable;reach:reachable;recognize:recognizable;rely:reliable;remark:remarkable;remove:removable;respect:respectable;value:valuable;vary:variable;work:workable;move:movable;love:lovable;like:likable;teach:teachable;play:playable
print:printable;solve:solvable;train:trainable;manage:manageable;change:changeable;notice:noticeable;afford:affordable;understand:understandable;count:countable;cure:curable;imagine:imaginable;measure:measurable""")
FUL_LESS = table("""care:careful;hope:hopeful;use:useful;pain:painful;harm:harmful;power:powerful;color:colorful;thought:thoughtful;meaning:meaningful;fear:fearful;taste:tasteful;help:helpful;fruit:fruitful;event:eventful;rest:restful;cheer:cheerful;thank:thankful;purpose:purposeful
mercy:merciful;grace:graceful;shame:shameful;doubt:doubtful;faith:faithful;joy:joyful;tact:tactful;law:lawful;regret:regretful""")
LESS = [(noun, [noun.replace("y", "i") + "less" if noun in ("mercy",) else noun + "less"]) for noun, _ in FUL_LESS if noun not in ("regret",)]
COMPOUNDS = """sun+flower tooth+brush foot+ball rain+bow snow+man butter+fly home+work class+room birth+day air+port fire+place bed+room book+shelf water+melon sand+castle star+fish sun+light moon+light day+light night+mare pan+cake cup+board
 basket+ball base+ball key+board note+book news+paper hair+cut eye+brow finger+nail arm+chair door+bell bath+room black+bird blue+berry straw+berry grass+hopper lady+bug horse+shoe cow+boy sea+shell ship+wreck thunder+storm wind+mill earth+quake under+ground
 week+end after+noon some+body every+thing any+where grand+mother step+father police+man fire+fighter mail+box post+card back+pack rail+road high+way side+walk cross+road skate+board snow+ball rain+coat sun+glasses sun+rise sun+set foot+print head+ache tooth+paste
 lip+stick tea+pot tea+spoon dish+washer lawn+mower screw+driver sail+boat motor+cycle space+ship pop+corn milk+shake honey+moon jelly+fish gold+fish sword+fish dragon+fly pine+apple grape+fruit egg+plant wall+paper""".split()
BRITISH = table("""lift:elevator;flat:apartment;lorry:truck;biscuit:cookie;holiday:vacation;autumn:fall;petrol:gas/gasoline;pavement:sidewalk;queue:line;rubbish:garbage/trash;trousers:pants;torch:flashlight;football:soccer;sweets:candy;crisps:chips/potato chips;nappy:diaper
tap:faucet;curtains:drapes;motorway:highway/freeway;boot:trunk;bonnet:hood;windscreen:windshield;aubergine:eggplant;courgette:zucchini;post:mail;postman:mailman;cinema:movie theater/movies;film:movie;chemist:drugstore/pharmacy;cooker:stove;dustbin:trash can/garbage can
mobile phone:cell phone;jumper:sweater;trainers:sneakers;pram:baby carriage;plaster:band-aid;rubber:eraser;timetable:schedule;underground:subway;wardrobe:closet;shop:store;bill:check;car park:parking lot;maize:corn;maths:math;mum:mom;zip:zipper;candyfloss:cotton candy
ice lolly:popsicle;jam:jelly;full stop:period;cv:resume;number plate:license plate;waistcoat:vest;ladybird:ladybug;spanner:wrench;draughts:checkers;gearbox:transmission;handbag:purse;railway:railroad""")
NICKNAMES = table("""Bob:Robert;Bill:William;Tom:Thomas;Mike:Michael;Jim:James;Liz:Elizabeth;Kate:Katherine;Dave:David;Dan:Daniel;Tony:Anthony;Joe:Joseph;Ben:Benjamin;Sam:Samuel/Samantha;Nick:Nicholas;Matt:Matthew;Chris:Christopher;Andy:Andrew;Steve:Steven/Stephen;Ed:Edward
Dick:Richard;Chuck:Charles;Hank:Henry;Jack:John;Larry:Lawrence;Greg:Gregory;Tim:Timothy;Pete:Peter;Fred:Frederick;Ron:Ronald;Don:Donald;Ken:Kenneth;Will:William;Alex:Alexander;Phil:Philip;Pam:Pamela;Sue:Susan;Peggy:Margaret;Meg:Margaret;Becky:Rebecca;Vicky:Victoria
Debbie:Deborah;Jenny:Jennifer;Cathy:Catherine;Abby:Abigail;Gabby:Gabriella/Gabrielle;Josh:Joshua;Zach:Zachary;Nate:Nathan/Nathaniel;Jake:Jacob;Walt:Walter;Art:Arthur;Jeff:Jeffrey;Mandy:Amanda;Barb:Barbara;Beth:Elizabeth;Gus:Augustus;Leo:Leonard/Leonardo;Stan:Stanley""")
ABBREVIATIONS = table("""Dr.:Doctor;Mr.:Mister;St.:Street/Saint;Ave.:Avenue;Jan.:January;Feb.:February;Aug.:August;Sept.:September;Oct.:October;Nov.:November;Dec.:December;Mon.:Monday;Tue.:Tuesday;Wed.:Wednesday;Thu.:Thursday;Fri.:Friday;Sat.:Saturday;Sun.:Sunday
Prof.:Professor;Capt.:Captain;Gen.:General;Sgt.:Sergeant;Lt.:Lieutenant;Gov.:Governor;Pres.:President;Jr.:Junior;Sr.:Senior;Inc.:Incorporated;Ltd.:Limited;Co.:Company;Corp.:Corporation;Dept.:Department;Rd.:Road;Blvd.:Boulevard;Apt.:Apartment;Mt.:Mount;approx.:approximately
etc.:et cetera/and so on;vs.:versus;km:kilometer;kg:kilogram;cm:centimeter;mm:millimeter;mg:milligram;lb:pound;oz:ounce;ft:foot;min:minute;sec:second;hr:hour;tel.:telephone;no.:number;max.:maximum;min.:minimum;fig.:figure;vol.:volume;ed.:edition/editor;e.g.:for example;i.e.:that is
a.m.:before noon;p.m.:after noon;ASAP:as soon as possible;FAQ:frequently asked questions;UK:United Kingdom;USA:United States of America;EU:European Union;UN:United Nations;TV:television;CEO:chief executive officer;ATM:automated teller machine;DIY:do it yourself;PC:personal computer
photo:photograph;phone:telephone;fridge:refrigerator;exam:examination;lab:laboratory;gym:gymnasium;math:mathematics;ad:advertisement;plane:airplane;bike:bicycle;zoo:zoological garden;flu:influenza;vet:veterinarian;memo:memorandum;hippo:hippopotamus;rhino:rhinoceros;limo:limousine""")
MAKE_DO = grouped("""
make: a mistake, a cake, a decision, a phone call, the bed, a promise, noise, an effort, friends, a plan, money, progress, a suggestion, a mess, an excuse, breakfast, a choice, a wish, a list, coffee, an offer, a profit, peace, a difference, room
do: homework, the dishes, the laundry, exercise, business, the shopping, a favor, your best, the housework, research, a crossword puzzle, yoga, the ironing, the cleaning, damage, good, harm, your hair, your duty, gymnastics, a course, the vacuuming""")
PARTITIVES = table("""bread:slice/loaf;paper:sheet/piece;tea:cup;water:glass/bottle/drop;soap:bar;chocolate:bar/piece;milk:glass/carton/bottle;wine:glass/bottle;advice:piece;cake:piece/slice;jeans:pair;shoes:pair;scissors:pair;glasses:pair;gloves:pair;socks:pair;trousers:pair;flowers:bunch/bouquet
grapes:bunch;bananas:bunch;keys:bunch;cards:pack/deck;cigarettes:pack;soup:bowl;rice:grain/bowl;sand:grain;salt:pinch/grain;cheese:slice/piece;ham:slice;pizza:slice;gum:stick/piece;coffee:cup;jam:jar;honey:jar;toothpaste:tube;corn:ear;lettuce:head;cabbage:head;garlic:clove;celery:stick/stalk
grass:blade;furniture:piece;news:piece/item;music:piece;eggs:dozen/carton;beer:bottle/glass/can;cereal:bowl/box;wood:piece;string:piece;matches:box;stairs:flight;thread:spool;soda:can;luggage:piece""")
PREPOSITIONS = table("""depend:on;listen:to;wait:for;look forward:to;believe:in;belong:to;consist:of;apologize:for;agree:with;good:at;bad:at;afraid:of;interested:in;proud:of;tired:of;full:of;famous:for;responsible:for;married:to;similar:to;different:from;dream:of/about;laugh:at;insist:on
succeed:in;suffer:from;thank someone:for;worry:about;concentrate:on;rely:on;participate:in;pay:for;ask:for;search:for;jealous:of;aware:of;capable:of;fond:of;ready:for;addicted:to;angry:with/at/about;satisfied:with;pleased:with;care:about/for;complain:about;prepare:for;recover:from
refer:to;object:to;prevent someone:from;remind someone:of;surprised:at/by;used:to;keen:on;guilty:of;allergic:to;based:on;bored:with;excited:about""")
COUNTABILITY = grouped("""
countable: apple, chair, dog, book, car, coin, bottle, idea, problem, friend, table, egg, key, letter, movie, song, house, cup, tree, flower, shirt, phone, window, city, bag, computer, student, banana, suggestion, job
uncountable: water, rice, music, advice, furniture, information, money, sand, milk, luggage, bread, air, homework, traffic, weather, knowledge, luck, sugar, news, butter, electricity, equipment, rain, gold, happiness, progress, snow, blood, oxygen, research""")
KIN = table("""father's father:grandfather;mother's mother:grandmother;father's brother:uncle;mother's sister:aunt;mother's brother:uncle;father's sister:aunt;uncle's son:cousin;aunt's daughter:cousin;brother's son:nephew;sister's son:nephew;brother's daughter:niece;sister's daughter:niece
son's son:grandson;daughter's son:grandson;son's daughter:granddaughter;daughter's daughter:granddaughter;wife's mother:mother-in-law;husband's mother:mother-in-law;wife's father:father-in-law;husband's father:father-in-law;son's wife:daughter-in-law;daughter's husband:son-in-law
sister's husband:brother-in-law;brother's wife:sister-in-law;grandfather's father:great-grandfather;mother's husband:father/stepfather;father's wife:mother/stepmother;uncle's wife:aunt;aunt's husband:uncle;parents' son:brother;parents' daughter:sister;father's mother:grandmother;mother's father:grandfather
cousin's father:uncle;cousin's mother:aunt;nephew's sister:niece""")
PAIRS = table("""salt:pepper;bread:butter;king:queen;knife:fork;needle:thread;bow:arrow;cup:saucer;lock:key;thunder:lightning;black:white;boys:girls;ladies:gentlemen;bride:groom;Romeo:Juliet;Adam:Eve;fish:chips;peanut butter:jelly;macaroni:cheese;bacon:eggs;shoes:socks;hammer:nail/nails;pen:paper
cat:mouse/dog;day:night;heaven:hell;war:peace;life:death;hide:seek;trick:treat;rock:roll;law:order;pros:cons;supply:demand;husband:wife;mom:dad;aunt:uncle;brother:sister;sun:moon;question:answer;cause:effect;cops:robbers;soap:water;bucket:mop/spade;table:chair/chairs;hands:knees/feet;body:soul/mind
Batman:Robin;Tom:Jerry;Hansel:Gretel;Cain:Abel;sugar:spice;bed:breakfast;meat:potatoes;hot:cold;trial:error;wine:cheese;profit:loss;crime:punishment;research:development""")

# Facts.
CITIES = grouped("""
United States: New York, Chicago, Los Angeles, San Francisco, Boston, Miami, Houston, Seattle, Las Vegas, Detroit
Italy: Milan, Venice, Florence, Naples, Turin, Bologna, Palermo
France: Marseille, Lyon, Nice, Bordeaux, Toulouse, Strasbourg
Germany: Munich, Hamburg, Cologne, Frankfurt, Stuttgart, Dresden, Leipzig
Spain: Barcelona, Seville, Valencia, Granada, Malaga, Bilbao
England/United Kingdom: Liverpool, Manchester, Birmingham, Oxford, Leeds, Bristol
Scotland/United Kingdom: Glasgow, Aberdeen
Japan: Osaka, Kyoto, Hiroshima, Nagasaki, Yokohama
China: Shanghai, Guangzhou, Shenzhen, Wuhan
India: Mumbai, Kolkata, Chennai, Bangalore, Hyderabad
Australia: Sydney, Melbourne, Perth, Brisbane, Adelaide
Canada: Toronto, Vancouver, Montreal, Calgary, Quebec City
Brazil: Rio de Janeiro, São Paulo, Salvador, Recife
Switzerland: Zurich, Geneva, Basel, Lausanne
Russia: Saint Petersburg, Vladivostok, Novosibirsk
Turkey: Istanbul, Izmir, Antalya
Mexico: Acapulco, Cancún, Guadalajara, Tijuana
Netherlands: Rotterdam, The Hague, Utrecht
Belgium: Antwerp, Bruges, Ghent
Morocco: Casablanca, Marrakesh
South Africa: Johannesburg, Durban
Egypt: Alexandria, Luxor
Portugal: Porto
Poland: Krakow, Gdansk
Austria: Salzburg, Innsbruck, Graz
Israel: Tel Aviv, Haifa
Pakistan: Karachi, Lahore
Vietnam: Ho Chi Minh City, Da Nang
Nigeria: Lagos, Kano
United Arab Emirates: Dubai
New Zealand: Auckland
Greece: Thessaloniki
Sweden: Gothenburg, Malmö""")
REGIONS = grouped("""
Northeast: Maine, New Hampshire, Vermont, Massachusetts, Rhode Island, Connecticut, New York, New Jersey, Pennsylvania
Midwest: Ohio, Indiana, Illinois, Michigan, Wisconsin, Minnesota, Iowa, Missouri, North Dakota, South Dakota, Nebraska, Kansas
South: Florida, Georgia, South Carolina, North Carolina, Virginia, West Virginia, Kentucky, Tennessee, Alabama, Mississippi, Arkansas, Louisiana, Texas, Oklahoma
West: Montana, Idaho, Wyoming, Colorado, New Mexico, Arizona, Utah, Nevada, California, Oregon, Washington, Alaska, Hawaii""")
HOLIDAYS = table("""Christmas:December;Christmas Eve:December;New Year's Day:January;New Year's Eve:December;Valentine's Day:February;Halloween:October;Thanksgiving:November;Independence Day (USA):July;St. Patrick's Day:March;April Fools' Day:April;Labor Day (USA):September;Mother's Day (USA):May
Father's Day (USA):June;Memorial Day (USA):May;Veterans Day:November;Columbus Day:October;Martin Luther King Day:January;Groundhog Day:February;Bastille Day:July;Boxing Day:December;Saint Nicholas Day:December;All Saints' Day:November;Epiphany:January;International Women's Day:March
Earth Day:April;Canada Day:July;Guy Fawkes Night:November;Day of the Dead:November;Cinco de Mayo:May;May Day:May;Australia Day:January;Anzac Day:April;Juneteenth:June;Pi Day:March;Star Wars Day:May;Remembrance Day:November;German Unity Day:October;Burns Night:January""")
DISHES = grouped("""
Italy: pizza, spaghetti, lasagna, risotto, tiramisu, gnocchi, ravioli, gelato, carbonara
Japan: sushi, ramen, tempura, miso soup, teriyaki, sashimi
Mexico: tacos, burritos, guacamole, quesadilla, enchiladas, tamales
France: croissant, baguette, ratatouille, crêpes, quiche, coq au vin, bouillabaisse
India: curry, naan, samosa, biryani, tandoori chicken, dal
China: dim sum, Peking duck, chow mein, spring rolls, kung pao chicken, wonton soup
Germany: sauerkraut, bratwurst, pretzel, Black Forest cake
Spain: paella, gazpacho, churros, tapas, tortilla de patatas
Greece: moussaka, tzatziki, souvlaki, gyros
United States: hamburger, hot dog, cheesecake, clam chowder, pecan pie
England/United Kingdom: fish and chips, Yorkshire pudding, shepherd's pie
Scotland/United Kingdom: haggis
Austria: Wiener schnitzel, Sachertorte, apple strudel
Switzerland: fondue, rösti, raclette
Hungary: goulash
Russia: borscht/beef stroganoff, blini, beef stroganoff, caviar
Korea/South Korea: kimchi, bibimbap, bulgogi
Vietnam: pho, banh mi
Thailand: pad thai, tom yum, green curry
Turkey: kebab, baklava, döner
Poland: pierogi, bigos
Belgium: waffles
Sweden: meatballs, smorgasbord
Australia: Vegemite, lamington
Canada: poutine
Brazil: feijoada
Peru: ceviche""".replace("borscht/beef stroganoff, ", ""))
SOURCES = table("""wool:sheep;milk:cow;honey:bee/bees;bacon:pig;ham:pig;pork:pig;beef:cow/cattle;veal:calf;mutton:sheep;lamb chop:lamb/sheep;egg:hen/chicken;silk:silkworm;venison:deer;leather:cow/cattle;feather pillow:goose/duck;ivory:elephant;caviar:sturgeon/fish;wine:grape/grapes;raisin:grape
cider:apple/apples;flour:wheat;bread:flour/wheat;cheese:milk;butter:milk/cream;yogurt:milk;cream:milk;paper:wood;glass:sand;steel:iron;bronze:copper;brass:copper;chocolate:cocoa/cacao;ketchup:tomato/tomatoes;French fries:potato/potatoes;potato chips:potato/potatoes;popcorn:corn;olive oil:olive/olives
tofu:soybean/soybeans/soy;soy sauce:soybean/soybeans;sugar:sugar cane/sugar beet;maple syrup:maple;rubber:rubber tree/tree;cotton shirt:cotton;linen:flax;brick:clay;pottery:clay;gasoline:oil/petroleum;plastic:oil/petroleum;candle:wax;prune:plum;beer:barley;vodka:potato/grain/wheat/potatoes;rum:sugar cane
omelet:egg/eggs;mayonnaise:egg/eggs;toast:bread;jam:fruit;ice:water;pasta:flour/wheat;hummus:chickpea/chickpeas;guacamole:avocado/avocados;vinegar:wine;diamond:carbon;charcoal:wood;cashmere:goat;lard:pig;marzipan:almond/almonds;french toast:bread;snowman:snow;pickle:cucumber""")
SHOPS = table("""bread:bakery;rolls:bakery;cake:bakery;croissant:bakery;sausage:butcher;steak:butcher;ham:butcher;medicine:pharmacy;aspirin:pharmacy;cough syrup:pharmacy;bandage:pharmacy;novel:bookstore;dictionary:bookstore;textbook:bookstore;roses:florist;bouquet:florist;tulips:florist;ring:jeweler;necklace:jeweler
bracelet:jeweler;hammer:hardware store;nails:hardware store;drill:hardware store;screws:hardware store;doll:toy store;teddy bear:toy store;puzzle:toy store;sandals:shoe store;boots:shoe store;sneakers:shoe store;glasses:optician;contact lenses:optician;stamps:post office;sofa:furniture store
wardrobe:furniture store;bookcase:furniture store;parrot:pet store;hamster:pet store;dog food:pet store;salmon:fish market;shrimp:fish market;gasoline:gas station;motor oil:gas station;violin:music store;guitar strings:music store;tent:camping store;sleeping bag:camping store;notebook:stationery store
envelopes:stationery store;pencils:stationery store""")
MADE_BY = table("""bread:baker;clothes:tailor;suit:tailor;furniture:carpenter;statue:sculptor;novel:novelist/writer;poem:poet;painting:painter/artist;symphony:composer;song:songwriter/singer;photograph:photographer;building plan:architect;horseshoe:blacksmith;shoes:shoemaker/cobbler;hat:hatter;barrel:cooper
wall:bricklayer/mason;pot:potter;movie:director;meal:cook/chef;haircut:barber/hairdresser;beer:brewer;candle:candlemaker;clock:clockmaker;ring:jeweler/goldsmith;honey:bee/beekeeper;crops:farmer;diagnosis:doctor;verdict:judge/jury;speech:speaker;news article:journalist;computer program:programmer
map:cartographer;dress:dressmaker/tailor;invention:inventor;cocktail:bartender;translation:translator;law:lawmaker/parliament;play:playwright;dance:choreographer/dancer;cartoon:cartoonist;discovery:scientist;lesson:teacher;flower arrangement:florist;key copy:locksmith;wine:winemaker;sausage:butcher;joke:comedian""")
FUNCTIONS = table("""eye:see/sight/seeing;ear:hear/hearing;nose:smell/smelling;tongue:taste/tasting;skin:touch/feel;leg:walk/walking;hand:grab/hold/grasp;heart:pump blood/pump;lung:breathe/breathing;brain:think/thinking;stomach:digest/digestion;tooth:chew/bite;mouth:eat/speak;wing:fly/flying;fin:swim/swimming
claw:scratch;beak:peck;foot:stand/walk;finger:point/touch;throat:swallow;vocal cord:speak;kidney:filter blood/filter;tail:wag;lip:kiss;shoulder:carry;knee:bend/kneel;fist:punch;eyelid:blink;trunk:lift;stinger:sting;gill:breathe""")
USES = table("""knife:cut;pen:write;broom:sweep;shovel:dig;needle:sew;spoon:stir/eat;cup:drink;bed:sleep;chair:sit;oven:bake;phone:call;camera:photograph;ruler:measure;scale:weigh;soap:wash;towel:dry;lamp:light;car:drive;boat:sail;kite:fly;book:read;radio:listen;saw:saw/cut;drill:drill;axe:chop;mop:mop/clean
comb:comb;iron:iron;fridge:cool;heater:heat;clock:tell time;key:open/unlock;lock:lock;bag:carry;umbrella:protect;ladder:climb;rope:pull/tie;glue:stick/glue;eraser:erase;brush:paint/brush;sponge:clean/wipe;fan:cool;stove:cook;gun:shoot;whistle:blow;piano:play;bicycle:ride;microphone:speak/sing
calculator:calculate;telescope:observe/see;pillow:rest/sleep;map:navigate;printer:print;razor:shave;mirror:look;trap:catch;basket:carry;swing:swing;skates:skate;pan:fry;kettle:boil;toaster:toast;blender:blend/mix;scissors:cut;stapler:staple;match:light;candle:light;hose:water/spray;rake:rake;oar:row""")
SHAPES = grouped("""
round/circle: ball, wheel, coin, sun, orange, plate, ring, marble, button, pizza, full moon, clock face, globe, pearl, donut, hula hoop, tire
square: chessboard, dice, tile, napkin, sugar cube, checkerboard, sticky note
rectangle/rectangular: door, book, brick, envelope, dollar bill, television, soccer field, business card, bed, credit card, laptop, ruler
triangle/triangular: slice of pizza, yield sign, tent, sail, pyramid side, guitar pick, tortilla chip, clothes hanger
cylinder/cylindrical: can, pipe, drinking glass, candle, battery, roll of paper, barrel, drum
oval: egg, olive, rugby ball, racetrack, avocado
cone: ice cream cone, traffic cone, party hat, funnel, volcano
star: starfish, sheriff's badge""")
GO_IN = table("""wine:bottle;tea:cup;soup:bowl;flowers:vase;money:wallet/purse;letter:envelope;clothes:closet/wardrobe/suitcase;books:bookcase/shelf/bookshelf;toothpaste:tube;jam:jar;eggs:carton;matches:box/matchbox;garbage:trash can/garbage can/bin;fish:aquarium;bird:cage;sword:sheath;arrow:quiver;gun:holster
car:garage;picture:frame;coal:mine;plane:hangar;corn:silo;water:glass/bottle;beer:can/bottle/glass;groceries:bag;luggage:trunk;coins:purse/wallet;cereal:box;pencils:pencil case;horse:stable;prisoner:cell;baby:cradle/crib;ashes:urn;mail:mailbox;jewels:jewelry box;king:palace;ship:harbor;vegetables:basket;milk:carton""")
VEHICLES = grouped("""
land: car, bus, train, truck, bicycle, motorcycle, tram, taxi, van, scooter, tractor, ambulance, limousine, skateboard, fire engine, horse carriage, subway, tank
water: boat, ship, ferry, submarine, canoe, yacht, kayak, raft, gondola, rowboat, sailboat, cruise ship, oil tanker, jet ski
air: airplane, helicopter, hot air balloon, glider, jet, airship, drone, blimp, biplane, fighter jet""")
SPORT_GEAR = table("""tennis:racket/ball;baseball:bat/ball;golf:club/ball;hockey:stick/puck;soccer:ball;basketball:ball/basketball;skiing:skis;ice skating:skates;boxing:gloves;archery:bow/arrow;fencing:sword/foil;badminton:racket/shuttlecock;cricket:bat;bowling:ball/bowling ball;cycling:bicycle/bike;surfing:surfboard
rowing:oar/boat;billiards:cue;darts:dart/darts;fishing:rod/fishing rod;horse riding:horse/saddle;table tennis:paddle/racket;volleyball:ball/net;snowboarding:snowboard;skateboarding:skateboard;weightlifting:barbell/weights;javelin throw:javelin;squash:racket;lacrosse:stick;polo:mallet/horse;climbing:rope;sailing:boat/sailboat
diving:mask;shooting:gun/rifle;American football:football/ball;rugby:ball;pole vault:pole;discus throw:discus;swimming:swimsuit/goggles;curling:stone/broom;croquet:mallet;chess:board/chessboard;sledding:sled;kayaking:kayak/paddle""")
SPORT_PLACES = table("""tennis:court;basketball:court;soccer:field;baseball:field/diamond;golf:course/golf course;boxing:ring;swimming:pool;hockey:rink;skating:rink;bowling:alley;racing:track;skiing:slope/mountain;surfing:ocean/sea;wrestling:mat/ring;gymnastics:gym;volleyball:court;badminton:court;rugby:field;cricket:field
sailing:sea/lake;running:track;sumo:ring;squash:court;archery:range;shooting:range;rowing:river/lake;horse racing:track/racetrack;judo:mat;curling:rink;diving:pool;water polo:pool;karate:mat/dojo;fishing:lake/river;table tennis:table;billiards:table;climbing:mountain/wall""")
PLAYERS = table("""piano:pianist;violin:violinist;guitar:guitarist;drum:drummer;flute:flutist;cello:cellist;trumpet:trumpeter;harp:harpist;saxophone:saxophonist;organ:organist;clarinet:clarinetist;chess:chess player;science:scientist;art:artist;music:musician;magic:magician;politics:politician;chemistry:chemist;physics:physicist
biology:biologist;journalism:journalist;photography:photographer;poetry:poet;history:historian;law:lawyer;medicine:doctor/physician;engineering:engineer;architecture:architect;mathematics:mathematician;philosophy:philosopher;economics:economist;psychology:psychologist;surgery:surgeon;dentistry:dentist;astronomy:astronomer
geology:geologist;library:librarian;garden:gardener;farm:farmer;bank:banker;prison:prisoner;crime:criminal;novel:novelist;tennis:tennis player;golf:golfer;soccer:soccer player;swimming:swimmer;boxing:boxer;cycling:cyclist;gymnastics:gymnast;sculpture:sculptor;comedy:comedian;electricity:electrician;mechanics:mechanic""")
INSTRUMENTS = grouped("""
string: guitar, violin, cello, harp, banjo, ukulele, viola, double bass, lute, mandolin, lyre, sitar
wind: flute, clarinet, oboe, saxophone, recorder, bassoon, trumpet, trombone, tuba, harmonica, bagpipes, French horn, bugle, piccolo
percussion: drum, xylophone, tambourine, triangle, cymbals, bongo, maracas, gong, timpani, castanets, marimba, snare drum
keyboard: piano, organ, harpsichord, accordion, synthesizer""")
WORKS = table("""Mona Lisa:Leonardo da Vinci/Leonardo/da Vinci;The Last Supper:Leonardo da Vinci/Leonardo/da Vinci;The Starry Night:Vincent van Gogh/van Gogh;Sunflowers:Vincent van Gogh/van Gogh;Guernica:Pablo Picasso/Picasso;The Scream:Edvard Munch/Munch;Girl with a Pearl Earring:Johannes Vermeer/Vermeer
The Night Watch:Rembrandt;The Kiss:Gustav Klimt/Klimt;The Persistence of Memory:Salvador Dalí/Dalí/Dali/Salvador Dali;Water Lilies:Claude Monet/Monet;The Birth of Venus:Sandro Botticelli/Botticelli;The Creation of Adam:Michelangelo;David:Michelangelo;American Gothic:Grant Wood;The Thinker:Auguste Rodin/Rodin
Campbell's Soup Cans:Andy Warhol/Warhol;Nighthawks:Edward Hopper/Hopper;The School of Athens:Raphael;Las Meninas:Diego Velázquez/Velázquez;Whistler's Mother:James Whistler/Whistler;The Hay Wain:John Constable/Constable;The Potato Eaters:Vincent van Gogh/van Gogh;Primavera:Sandro Botticelli/Botticelli
Swan Lake:Tchaikovsky;The Nutcracker:Tchaikovsky;The Four Seasons:Vivaldi;The Magic Flute:Mozart;Don Giovanni:Mozart;Moonlight Sonata:Beethoven;Für Elise:Beethoven;Ode to Joy:Beethoven;Carmen:Bizet;Aida:Verdi;La Traviata:Verdi;Messiah:Handel;Bolero:Ravel;The Blue Danube:Johann Strauss/Strauss
The Barber of Seville:Rossini;Madame Butterfly:Puccini;Tosca:Puccini;La Bohème:Puccini;The Ring of the Nibelung:Wagner;The Planets:Holst;Rhapsody in Blue:Gershwin;The Brandenburg Concertos:Bach;Ride of the Valkyries:Wagner;The Creation:Haydn""")
INVENTORS = table("""telephone:Alexander Graham Bell/Bell;light bulb:Thomas Edison/Edison;printing press:Johannes Gutenberg/Gutenberg;airplane:Wright brothers/the Wright brothers;dynamite:Alfred Nobel/Nobel;penicillin:Alexander Fleming/Fleming;radio:Guglielmo Marconi/Marconi;steam engine:James Watt/Watt
theory of relativity:Albert Einstein/Einstein;law of gravity:Isaac Newton/Newton;theory of evolution:Charles Darwin/Darwin;radium:Marie Curie/Curie;phonograph:Thomas Edison/Edison;World Wide Web:Tim Berners-Lee/Berners-Lee;braille:Louis Braille/Braille;lightning rod:Benjamin Franklin/Franklin
periodic table:Dmitri Mendeleev/Mendeleev;X-rays:Wilhelm Röntgen/Röntgen/Roentgen;pasteurization:Louis Pasteur/Pasteur;Morse code:Samuel Morse/Morse;diesel engine:Rudolf Diesel/Diesel;smallpox vaccine:Edward Jenner/Jenner;polio vaccine:Jonas Salk/Salk;battery:Alessandro Volta/Volta;Facebook:Mark Zuckerberg/Zuckerberg
Microsoft:Bill Gates/Gates;Apple:Steve Jobs/Jobs;Amazon:Jeff Bezos/Bezos;Mickey Mouse:Walt Disney/Disney;psychoanalysis:Sigmund Freud/Freud;cotton gin:Eli Whitney/Whitney;hot air balloon:Montgolfier brothers/the Montgolfier brothers;revolver:Samuel Colt/Colt;laws of planetary motion:Johannes Kepler/Kepler
saxophone:Adolphe Sax/Sax;Rubik's Cube:Ernő Rubik/Rubik;safety elevator:Elisha Otis/Otis;Bunsen burner:Robert Bunsen/Bunsen;Geiger counter:Hans Geiger/Geiger;Linux:Linus Torvalds/Torvalds;electromagnetic induction:Michael Faraday/Faraday;alternating current motor:Nikola Tesla/Tesla""")
PAINTINGS, COMPOSERS = WORKS[:24], WORKS[24:]
GODS = table("""Zeus:Jupiter;Hera:Juno;Poseidon:Neptune;Ares:Mars;Aphrodite:Venus;Hermes:Mercury;Athena:Minerva;Artemis:Diana;Hephaestus:Vulcan;Dionysus:Bacchus;Demeter:Ceres;Hades:Pluto;Eros:Cupid;Hestia:Vesta;Cronus:Saturn;Heracles:Hercules;Odysseus:Ulysses;Nike:Victoria;Persephone:Proserpina;Helios:Sol;Selene:Luna;Eos:Aurora""")
GOD_OF = table("""Zeus:thunder/sky/lightning;Poseidon:sea;Ares:war;Aphrodite:love/beauty;Hades:underworld/the underworld;Athena:wisdom;Artemis:hunt/hunting;Apollo:sun/music;Hermes:messengers/travelers;Dionysus:wine;Demeter:harvest/agriculture;Hephaestus:fire/blacksmiths;Hera:marriage;Eros:love;Nike:victory
Jupiter:thunder/sky;Neptune:sea;Mars:war;Venus:love/beauty;Minerva:wisdom;Diana:hunt/hunting;Bacchus:wine;Vulcan:fire;Ceres:harvest/agriculture;Juno:marriage;Cupid:love;Thor:thunder;Odin:wisdom/war;Ra:sun;Anubis:the dead/death;Thanatos:death;Hypnos:sleep;Morpheus:dreams;Freya:love""")
COMPANIES = grouped("""
Japan: Toyota, Honda, Sony, Nintendo, Panasonic, Mitsubishi, Canon, Nissan, Yamaha
Germany: BMW, Volkswagen, Siemens, Adidas, Bosch, Bayer, Lufthansa, Porsche
United States: Ford, Apple, Microsoft, Coca-Cola, Nike, Boeing, Walmart, Google, Starbucks, Disney, Tesla
South Korea: Samsung, Hyundai, LG, Kia
France: Renault, Peugeot, Michelin, L'Oréal, Chanel, Danone
Italy: Ferrari, Fiat, Gucci, Barilla, Prada, Lamborghini
Sweden: IKEA, Volvo, Ericsson, Spotify, H&M
Switzerland: Nestlé, Rolex, Swatch, Lindt
Netherlands: Philips, Heineken, ASML
Denmark: Lego, Carlsberg, Maersk
Finland: Nokia
United Kingdom/England: Rolls-Royce, Barclays, Jaguar, Burberry, Vodafone
China: Huawei, Alibaba, Lenovo, Xiaomi, Tencent
Spain: Zara, Seat, Santander
Austria: Red Bull, Swarovski
India: Tata, Infosys""")
GREEK = table("α:alpha;β:beta;γ:gamma;δ:delta;ε:epsilon;ζ:zeta;η:eta;θ:theta;ι:iota;κ:kappa;λ:lambda;μ:mu;ν:nu;ξ:xi;ο:omicron;π:pi;ρ:rho;σ:sigma;τ:tau;υ:upsilon;φ:phi;χ:chi;ψ:psi;ω:omega")
NATO = table("A:Alfa/Alpha;B:Bravo;C:Charlie;D:Delta;E:Echo;F:Foxtrot;G:Golf;H:Hotel;I:India;J:Juliett/Juliet;K:Kilo;L:Lima;M:Mike;N:November;O:Oscar;P:Papa;Q:Quebec;R:Romeo;S:Sierra;T:Tango;U:Uniform;V:Victor;W:Whiskey;X:X-ray;Y:Yankee;Z:Zulu")
MIXES = [(f"{a}{sep}{b}", [c]) for x, y, c in (line.split() for line in """red yellow orange
blue yellow green
red blue purple
red white pink
black white gray
red green brown
blue white lightblue""".replace("lightblue", "light_blue").splitlines()) for a, b in ((x, y), (y, x)) for sep in (" + ", " and ", ", ") for c in [c.replace("_", " ")]]

# Animals by class.
CLASSES = {
    "mammal": "lion tiger bear wolf fox deer leopard zebra giraffe elephant horse cow pig sheep goat dog cat rabbit monkey camel donkey squirrel hamster mouse whale dolphin bat kangaroo koala otter beaver gorilla hedgehog",
    "bird": "eagle owl sparrow robin parrot penguin pigeon crow swan hawk falcon ostrich flamingo seagull woodpecker pelican peacock raven vulture duck goose chicken turkey",
    "reptile": "snake lizard crocodile alligator turtle tortoise iguana chameleon gecko cobra python rattlesnake",
    "fish": "salmon trout shark tuna goldfish herring cod carp pike sardine piranha swordfish",
    "insect": "ant bee wasp butterfly mosquito beetle fly moth grasshopper dragonfly ladybug cockroach termite cricket",
    "amphibian": "frog toad salamander newt",
}
CLASS = [(animal, [name]) for name, animals in CLASSES.items() for animal in animals.split()]
LEGS = ([(a, ["4", "four"]) for a in "lion tiger bear wolf fox deer leopard zebra giraffe elephant horse cow pig sheep goat dog cat rabbit camel donkey lizard crocodile turtle frog".split()]
        + [(a, ["2", "two"]) for a in CLASSES["bird"].split()] + [(a, ["6", "six"]) for a in CLASSES["insect"].split()]
        + [(a, ["8", "eight"]) for a in "spider tarantula scorpion tick".split()] + [(a, ["0", "zero", "none"]) for a in "snake cobra python whale dolphin salmon trout shark tuna worm snail eel".split()])
COVERING = ([(a, ["fur", "hair"]) for a in "lion tiger bear wolf fox deer leopard zebra dog cat rabbit monkey camel squirrel hamster mouse koala otter beaver gorilla panda".split()]
            + [(a, ["feathers"]) for a in CLASSES["bird"].split()] + [(a, ["scales"]) for a in "snake lizard crocodile salmon trout goldfish herring carp iguana cobra python gecko".split()]
            + [(a, ["shell", "a shell"]) for a in "snail clam oyster mussel lobster crab".split()] + [("sheep", ["wool"]), ("hedgehog", ["spines", "quills"]), ("porcupine", ["quills", "spines"])])
FLIERS = set("eagle owl sparrow robin parrot pigeon crow swan hawk falcon flamingo seagull woodpecker pelican raven vulture duck goose bat bee wasp butterfly mosquito fly moth dragonfly ladybug".split())
NOT_FLIERS = set("penguin ostrich lion tiger bear wolf elephant horse cow pig sheep dog cat snake lizard crocodile turtle salmon shark tuna frog toad whale dolphin rabbit gorilla kangaroo spider".split())
KEPT = grouped("""
wild: lion, tiger, bear, wolf, elephant, zebra, giraffe, crocodile, shark, gorilla, leopard, eagle, moose, hyena, rhinoceros, cheetah, owl, fox
farm: cow, pig, sheep, chicken, goat, turkey, duck, hen, rooster, bull, ox, lamb, piglet, calf
pet: dog, cat, hamster, goldfish, guinea pig, canary, parakeet, gerbil, poodle, kitten, puppy""")
WATER = grouped("""
water: whale, dolphin, shark, salmon, tuna, octopus, squid, jellyfish, seahorse, lobster, trout, goldfish, starfish, clam, oyster, herring, eel, cod, stingray, swordfish
land: lion, horse, cow, dog, cat, elephant, rabbit, sheep, goat, camel, zebra, giraffe, wolf, fox, squirrel, monkey, kangaroo, mouse, tiger, ant, spider, scorpion""")
ELECTRIC = grouped("""
yes: television, refrigerator, computer, toaster, microwave, vacuum cleaner, hair dryer, dishwasher, washing machine, printer, radio, blender, electric guitar, light bulb, laptop, air conditioner, freezer, video game console
no: hammer, spoon, pencil, chair, broom, bicycle, book, candle, shovel, knife, cup, scissors, comb, rope, hat, pillow, ladder, bucket, key, fork, needle, umbrella""")
SOFT = grouped("""
soft: pillow, blanket, cotton, teddy bear, feather, sponge, wool, cushion, marshmallow, fur, sweater, towel, sofa cushion, butter, silk, mattress, kitten's fur, scarf, tissue, whipped cream
hard: stone, brick, hammer, diamond, rock, iron, steel, glass, marble, coin, nail, concrete, wood, bone, anvil, helmet, plate, key, tile, ice""")
PLANT_ANIMAL_FOOD = grouped("""
animal: beef, milk, cheese, egg, honey, pork, chicken, salmon, butter, ham, bacon, yogurt, turkey, cream, shrimp, tuna, lamb, sausage, crab, caviar
plant: carrot, apple, rice, bread, potato, tofu, banana, olive oil, beans, spinach, corn, peanut, tomato, onion, orange juice, wine, coffee, tea, lentils, almonds, sugar, oatmeal""")
LIVING = grouped("""
living: dog, tree, flower, fish, bird, grass, horse, mushroom, child, ant, bee, snake, rose bush, elephant, cactus, frog, teacher, moss, whale, worm
nonliving: stone, car, chair, water, cup, computer, pencil, house, cloud, shoe, spoon, lamp, robot, mountain, bicycle, book, clock, plastic bag, coin, window""")
NATURAL = grouped("""
natural: river, mountain, tree, stone, cloud, ocean, rain, moon, flower, sand, snow, forest, wind, lake, desert, volcano, star, island, gold, lightning
man-made: bridge, car, computer, chair, house, road, plastic bottle, airplane, book, clock, shoe, television, pencil, tunnel, ship, lamp, robot, hammer, skyscraper, phone""")
INDOOR = grouped("""
indoors: chess, bowling, table tennis, darts, billiards, squash, judo, boxing, gymnastics, video games, fencing, card games, knitting, basketball, ballet
outdoors: skiing, surfing, golf, sailing, hiking, mountaineering, baseball, rugby, cricket, camping, gardening, horse racing, rowing, fishing, soccer, skydiving, snowboarding, sledding""")

# Categories: with article, plural, and members. No word is in two that stand in one list.
CATEGORIES = {}
for _line in """an animal|animals: dog, cat, horse, lion, tiger, elephant, monkey, rabbit, bear, wolf, camel, giraffe, zebra, goat, donkey, squirrel, kangaroo, pig
a vegetable|vegetables: carrot, potato, onion, cabbage, spinach, broccoli, lettuce, celery, cauliflower, cucumber, radish, leek, asparagus, garlic
a vehicle|vehicles: car, bus, train, truck, bicycle, motorcycle, airplane, boat, tram, taxi, van, scooter, tractor, helicopter
a color|colors: red, blue, green, yellow, black, white, brown, purple, gray, pink, beige, turquoise
a country|countries: France, Spain, Japan, Brazil, Canada, Egypt, Norway, Italy, China, Peru, Kenya, Poland, Cuba, Greece, Mexico, India
a city|cities: Paris, London, Tokyo, Berlin, Chicago, Madrid, Vienna, Sydney, Moscow, Boston, Dublin, Prague, Miami, Toronto
a language|languages: English, French, German, Latin, Russian, Arabic, Hindi, Swedish, Portuguese, Korean, Finnish, Dutch
a job|jobs: teacher, doctor, nurse, farmer, baker, lawyer, pilot, carpenter, plumber, dentist, butcher, engineer, journalist, waiter
a musical instrument|musical instruments: piano, guitar, violin, flute, drum, trumpet, cello, harp, clarinet, saxophone, banjo, tuba
a sport|sports: tennis, soccer, basketball, hockey, golf, rugby, volleyball, boxing, swimming, badminton, skiing, baseball
a planet|planets: Mercury, Venus, Earth, Mars, Jupiter, Saturn, Uranus, Neptune
a month|months: January, February, April, June, July, August, September, October, November, December
a day of the week|days of the week: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday
a metal|metals: iron, copper, silver, zinc, aluminum, nickel, tin, lead, titanium, steel, platinum
a body part|body parts: hand, foot, knee, elbow, shoulder, nose, ear, mouth, neck, finger, ankle, chin
a piece of furniture|pieces of furniture: table, chair, sofa, bed, desk, wardrobe, bookcase, stool, bench, armchair, dresser
a drink|drinks: water, milk, coffee, tea, juice, lemonade, wine, beer, soda, cocoa
a flower|flowers: rose, tulip, daisy, lily, sunflower, orchid, daffodil, carnation, dandelion, poppy
a tree|trees: oak, pine, maple, birch, willow, elm, spruce, cedar, redwood
an insect|insects: ant, bee, wasp, butterfly, mosquito, beetle, moth, grasshopper, dragonfly, cockroach
a fish|fish: salmon, trout, shark, tuna, herring, cod, carp, sardine, pike
a bird|birds: eagle, owl, sparrow, parrot, penguin, pigeon, crow, swan, hawk, seagull
a shape|shapes: circle, square, triangle, rectangle, oval, hexagon, cube, sphere, pentagon, cylinder
a feeling|feelings: anger, joy, fear, sadness, jealousy, pride, love, guilt, shame, hope
a weather word|weather words: rain, snow, fog, hail, storm, sunshine, wind, thunder, lightning, drizzle
a gemstone|gemstones: diamond, ruby, emerald, sapphire, opal, topaz, amethyst, pearl
a school subject|school subjects: math, history, biology, chemistry, physics, geography, art, music, literature
a family member|family members: mother, father, sister, brother, aunt, uncle, cousin, grandmother, grandfather, nephew, niece
a building|buildings: church, school, hospital, library, museum, hotel, castle, theater, prison, palace, barn
a dessert|desserts: cake, ice cream, pudding, pie, brownie, cupcake, donut, cheesecake, tiramisu
a spice|spices: pepper, cinnamon, ginger, paprika, nutmeg, saffron, cumin, vanilla, turmeric
a nut|nuts: almond, walnut, cashew, hazelnut, pecan, pistachio, peanut, chestnut
a piece of clothing|pieces of clothing: shirt, jacket, coat, hat, scarf, glove, sock, dress, skirt, sweater, belt
a tool|tools: hammer, saw, screwdriver, wrench, drill, shovel, rake, axe, pliers, chisel
a kitchen item|kitchen items: fork, spoon, plate, pan, pot, kettle, bowl, whisk, spatula, ladle
a toy|toys: doll, teddy bear, yo-yo, kite, jigsaw puzzle, spinning top, rattle, toy train
a dance|dances: waltz, tango, salsa, ballet, polka, samba, foxtrot, rumba
a boy's name|boys' names: Peter, Paul, David, Thomas, Michael, Robert, Henry, Frank, George
a girl's name|girls' names: Mary, Anna, Sarah, Emma, Laura, Susan, Julia, Helen, Alice
a currency|currencies: dollar, euro, yen, pound, peso, franc, rupee, ruble, krona""".splitlines():
    _names, _members = _line.split(": ")
    _a, _plural = _names.split("|")
    CATEGORIES[_a.split(" ", 1)[1]] = (_a, _plural, _members.split(", "))
# Categories that share words or members with others, by name.
NEAR = [{"animal", "fish", "insect", "bird"}, {"city", "country", "boy's name", "girl's name"}, {"color", "metal", "gemstone", "spice", "flower", "nut", "language"}, {"weather word", "feeling"}, {"dance", "sport", "school subject"},
        {"drink", "dessert"}, {"shape", "school subject"}, {"vegetable", "spice"}, {"tree", "color"}, {"kitchen item", "tool", "toy"}, {"musical instrument", "school subject"}, {"planet", "metal"}, {"toy", "vehicle"}, {"language", "school subject"},
        {"vehicle", "currency"}, {"body part", "fish"}, {"shape", "musical instrument"}, {"flower", "girl's name"}, {"country", "dance"}, {"family member", "job"}, {"building", "school subject"}]

# For comparisons: from low to high.
ORDERS = {
    "speed": "snail, turtle, pedestrian, bicycle, horse, car, racing car, airplane, rocket",
    "price": "pencil, sandwich, book, bicycle, laptop, car, house, skyscraper",
    "temperature": "liquid nitrogen, ice, cool lake, warm bath, boiling water, oven, candle flame, the surface of the Sun",
    "length": "ant, pencil, guitar, car, bus, soccer field, the Golden Gate Bridge, the Nile, the equator",
    "age": "newborn, toddler, schoolchild, teenager, young adult, middle-aged man, grandmother, great-grandmother",
    "duration": "blink of an eye, sneeze, commercial, song, movie, workday, weekend, summer vacation, pregnancy, human life",
    "loudness": "falling leaf, whisper, conversation, shout, chainsaw, rock concert, rocket launch",
    "height": "blade of grass, chair, man, house, ten-story building, the Eiffel Tower, Mount Everest",
    "population": "Vatican City, Iceland, Denmark, Australia, Germany, United States, China",
    "distance": "my nose, the next street, the next town, the other end of the country, the Moon, Mars, Neptune, the nearest star",
    "number": "wheels of a unicycle, fingers of a hand, months of a year, letters of the alphabet, weeks of a year, days of a year, seconds of a day, people on Earth",
    "rank": "private, corporal, sergeant, lieutenant, captain, major, colonel, general",
}
