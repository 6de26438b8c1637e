"""Tables of English words, written for this study. Only common words; each fact has one usual answer."""


def words(text):
    """The words of a text; _ stands for a blank inside one."""
    return [word.replace("_", " ") for word in text.split()]


def pairs(text):
    """Lines or blanks between a:b pairs; _ stands for a blank."""
    return [tuple(part.replace("_", " ") for part in item.split(":")) for item in text.split()]


# Categories. No word is in two of them.
CATEGORIES = {
    "animal": words("cat dog horse cow pig sheep goat lion tiger bear wolf fox rabbit deer elephant giraffe zebra monkey camel donkey"
                    " kangaroo leopard squirrel hamster otter beaver hedgehog panda koala rhinoceros hippopotamus cheetah buffalo moose"),
    "bird": words("eagle owl sparrow robin parrot penguin pigeon crow swan hawk falcon ostrich flamingo seagull woodpecker pelican"
                  " peacock raven vulture canary"),
    "fruit": words("apple banana pear grape cherry peach plum lemon lime mango melon strawberry raspberry blueberry pineapple apricot fig"
                   " papaya grapefruit tangerine"),
    "vegetable": words("carrot potato onion cabbage spinach broccoli lettuce celery cauliflower cucumber turnip radish leek zucchini"
                       " asparagus artichoke eggplant beetroot"),
    "vehicle": words("car bus train truck bicycle motorcycle airplane helicopter boat ship tram taxi van scooter tractor ferry submarine"
                     " ambulance canoe rocket"),
    "piece of clothing": words("shirt jacket coat hat scarf glove sock shoe boot dress skirt sweater belt blouse sandal vest raincoat"
                               " apron mitten hoodie"),
    "tool": words("hammer saw screwdriver wrench drill shovel rake axe pliers chisel hoe crowbar sledgehammer spade hacksaw"),
    "piece of furniture": words("table chair sofa bed desk wardrobe bookcase stool bench dresser armchair couch cupboard cradle nightstand"),
    "part of the body": words("hand foot knee elbow shoulder nose ear mouth neck finger toe ankle wrist chin forehead thumb hip tongue"),
    "color": words("red blue green yellow black white brown purple pink gray turquoise crimson beige magenta maroon"),
    "drink": words("water milk coffee tea juice lemonade wine beer soda cocoa cider smoothie milkshake whiskey"),
    "musical instrument": words("piano guitar violin flute drum trumpet cello harp clarinet saxophone trombone banjo accordion ukulele"
                                " tuba oboe harmonica xylophone"),
    "sport": words("soccer tennis basketball baseball hockey golf rugby volleyball swimming boxing wrestling badminton cricket skiing"
                   " surfing karate"),
    "job": words("teacher doctor nurse farmer baker lawyer pilot carpenter plumber dentist engineer butcher tailor barber mechanic"
                 " firefighter journalist librarian electrician waiter"),
    "building": words("church school hospital library museum hotel castle factory theater prison palace bank restaurant airport stadium"
                      " lighthouse barn"),
    "insect": words("ant bee wasp butterfly mosquito beetle fly moth grasshopper dragonfly ladybug cockroach termite"),
    "metal": words("iron gold silver copper aluminum zinc nickel lead tin titanium platinum steel"),
    "flower": words("rose tulip daisy lily sunflower orchid daffodil violet carnation dandelion"),
    "tree": words("oak pine maple birch willow cedar elm spruce palm redwood"),
    "family member": words("mother father sister brother aunt uncle grandmother grandfather cousin nephew niece son daughter"),
}

# Singular and plural, where a rule would fail; other words follow the rules of plural().
IRREGULAR_PLURALS = dict(pairs(
    "man:men woman:women child:children foot:feet tooth:teeth goose:geese mouse:mice ox:oxen person:people wolf:wolves knife:knives"
    " wife:wives life:lives leaf:leaves shelf:shelves half:halves loaf:loaves thief:thieves calf:calves potato:potatoes"
    " tomato:tomatoes hero:heroes echo:echoes sheep:sheep deer:deer moose:moose"))
COUNTABLE = words(
    "cat dog horse cow pig goat lion tiger bear wolf fox rabbit elephant monkey camel donkey eagle owl parrot apple banana pear grape cherry"
    " peach plum lemon strawberry carrot potato onion tomato car bus train truck boat ship taxi van rocket shirt jacket coat hat glove sock"
    " shoe boot dress skirt hammer saw drill axe table chair sofa bed desk bench hand foot knee elbow shoulder nose ear mouth finger"
    " toe piano guitar violin flute drum trumpet teacher doctor nurse farmer baker lawyer pilot church school hospital library museum hotel"
    " castle factory bank ant bee wasp butterfly beetle rose tulip lily daisy tree flower leaf branch man woman child person tooth goose mouse knife"
    " wife life shelf half loaf thief calf hero baby lady city country party story family army enemy berry penny key day boy toy"
    " valley box brush dish glass class match watch bush kiss sandwich book pen pencil paper letter cup plate bottle window door"
    " wall floor roof garden street road bridge river lake mountain island beach forest field farm village town king queen prince"
    " soldier student friend neighbor clock phone computer camera lamp candle mirror picture ring necklace ball doll game song poem"
    " movie newspaper magazine map flag coin ticket bag basket blanket pillow towel spoon fork pot pan oven")


def plural(word):
    if word in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[word]
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


# Verbs: base, past, participle.
IRREGULAR_VERBS = pairs(
    "begin:began:begun bite:bit:bitten blow:blew:blown break:broke:broken bring:brought:brought build:built:built buy:bought:bought"
    " catch:caught:caught choose:chose:chosen come:came:come do:did:done draw:drew:drawn drink:drank:drunk drive:drove:driven eat:ate:eaten"
    " fall:fell:fallen feed:fed:fed feel:felt:felt fight:fought:fought find:found:found fly:flew:flown forget:forgot:forgotten"
    " freeze:froze:frozen give:gave:given go:went:gone grow:grew:grown hear:heard:heard hide:hid:hidden hold:held:held keep:kept:kept"
    " know:knew:known lead:led:led leave:left:left lend:lent:lent lose:lost:lost make:made:made mean:meant:meant meet:met:met"
    " pay:paid:paid ride:rode:ridden ring:rang:rung rise:rose:risen run:ran:run say:said:said see:saw:seen sell:sold:sold send:sent:sent"
    " shake:shook:shaken shoot:shot:shot sing:sang:sung sink:sank:sunk sit:sat:sat sleep:slept:slept speak:spoke:spoken spend:spent:spent"
    " stand:stood:stood steal:stole:stolen swim:swam:swum take:took:taken teach:taught:taught tear:tore:torn tell:told:told"
    " think:thought:thought throw:threw:thrown understand:understood:understood wear:wore:worn win:won:won write:wrote:written")
REGULAR_VERBS = words(
    "walk talk jump play cook look open wash paint work call ask answer help start finish watch listen clean laugh smile cry try carry"
    " study hurry marry worry love like hate live move use close dance bake arrive invite decide agree share save hope dream learn turn"
    " wait want need visit travel return enter explain remember happen follow allow enjoy stay pray obey destroy stop plan drop"
    " shop grab hug clap beg rob plug knock kick push pull touch reach fix mix miss pass cross brush wish show order offer deliver"
    " discover consider believe receive achieve improve change manage practice promise notice serve solve prepare repair rain snow"
    " attack defend protect collect connect correct create count paint print plant hunt shout whisper")
DOUBLED = set("stop plan drop shop grab hug clap beg rob plug run swim sit win begin forget".split())


def regular_past(verb):
    if verb in DOUBLED:
        return verb + verb[-1] + "ed"
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + "ed"


def gerund(verb):
    if verb in DOUBLED:
        return verb + verb[-1] + "ing"
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    return verb + "ing"


def third(verb):
    return {"go": "goes", "do": "does"}.get(verb) or plural(verb)


PAST = {base: past for base, past, _ in IRREGULAR_VERBS} | {verb: regular_past(verb) for verb in REGULAR_VERBS}
PARTICIPLE = {base: last for base, _, last in IRREGULAR_VERBS} | {verb: regular_past(verb) for verb in REGULAR_VERBS}
VERBS = sorted(PAST)

# Adjectives with -er and -est.
SHORT_ADJECTIVES = words(
    "big small hot cold old young fast slow tall short long wide narrow high low deep shallow hard soft strong weak rich poor warm cool"
    " clean dirty dark light bright heavy thick thin fat sad happy funny angry easy early lazy busy noisy quiet loud sweet sour"
    " cheap new near nice brave wise rude safe late large fine sharp smooth rough tight loose wet dry clever kind proud"
    " calm fresh hungry thirsty pretty ugly lucky tiny smart healthy sunny windy rainy cloudy crazy friendly")
IRREGULAR_COMPARISON = [("good", "better", "best"), ("bad", "worse", "worst"), ("far", "farther", "farthest")]
DOUBLED_ADJECTIVES = set("big hot fat sad thin wet".split())


def compared(adjective, ending):
    if adjective in DOUBLED_ADJECTIVES:
        return adjective + adjective[-1] + ending
    if adjective.endswith("e"):
        return adjective + ending[1:]
    if adjective.endswith("y") and adjective not in ("dry",):
        return adjective[:-1] + "i" + ending
    return {"dry": "dri"}.get(adjective, adjective) + ending


COMPARISON = [(a, compared(a, "er"), compared(a, "est")) for a in SHORT_ADJECTIVES] + IRREGULAR_COMPARISON

OPPOSITES = pairs(
    "big:small hot:cold old:young fast:slow tall:short wide:narrow high:low deep:shallow hard:soft strong:weak rich:poor clean:dirty"
    " dark:light heavy:light thick:thin sad:happy easy:difficult early:late noisy:quiet cheap:expensive near:far brave:cowardly"
    " rude:polite safe:dangerous sharp:blunt smooth:rough tight:loose wet:dry good:bad true:false right:wrong full:empty open:closed"
    " alive:dead awake:asleep first:last same:different guilty:innocent public:private ancient:modern"
    " generous:selfish patient:impatient possible:impossible visible:invisible legal:illegal honest:dishonest lucky:unlucky"
    " known:unknown usual:unusual complete:incomplete correct:incorrect regular:irregular perfect:imperfect mature:immature"
    " happy:unhappy fair:unfair healthy:unhealthy friendly:unfriendly able:unable certain:uncertain pleasant:unpleasant"
    " interesting:boring beautiful:ugly male:female positive:negative major:minor maximum:minimum optimistic:pessimistic"
    " permanent:temporary vertical:horizontal northern:southern eastern:western inner:outer upper:lower"
    " hungry:full lazy:hardworking foolish:wise victorious:defeated absent:present active:passive"
    " useful:useless careful:careless hopeful:hopeless painful:painless harmless:harmful powerful:powerless")

# Nouns of one relation.
YOUNG = pairs("dog:puppy cat:kitten cow:calf horse:foal sheep:lamb pig:piglet goat:kid lion:cub bear:cub tiger:cub wolf:pup fox:cub deer:fawn"
              " duck:duckling goose:gosling hen:chick swan:cygnet frog:tadpole kangaroo:joey elephant:calf whale:calf seal:pup owl:owlet"
              " eagle:eaglet butterfly:caterpillar rabbit:kit human:baby bird:chick giraffe:calf koala:joey leopard:cub")
SOUNDS = pairs("dog:bark cat:meow cow:moo sheep:baa pig:oink duck:quack horse:neigh lion:roar bee:buzz snake:hiss owl:hoot frog:croak"
               " wolf:howl rooster:crow bird:chirp mouse:squeak donkey:bray elephant:trumpet hen:cluck pigeon:coo turkey:gobble crow:caw"
               " goat:bleat bear:growl tiger:roar fly:buzz")
HOMES = pairs("bird:nest bee:hive dog:kennel horse:stable spider:web lion:den bear:cave ant:anthill pig:sty cow:barn rabbit:burrow"
              " fox:den wolf:den beaver:lodge snail:shell hen:coop bat:cave mole:burrow fish:water king:palace monk:monastery nun:convent"
              " soldier:barracks prisoner:prison")
FEMALES = pairs("king:queen prince:princess man:woman boy:girl father:mother son:daughter brother:sister uncle:aunt nephew:niece"
                " husband:wife grandfather:grandmother actor:actress waiter:waitress host:hostess duke:duchess emperor:empress god:goddess"
                " hero:heroine lord:lady monk:nun wizard:witch rooster:hen bull:cow lion:lioness tiger:tigress gentleman:lady"
                " groom:bride he:she him:her himself:herself sir:madam stallion:mare ram:ewe heir:heiress widower:widow"
                " policeman:policewoman businessman:businesswoman stepfather:stepmother grandson:granddaughter dad:mom grandpa:grandma")
WORKPLACES = pairs("teacher:school doctor:hospital nurse:hospital farmer:farm baker:bakery judge:court pilot:airplane waiter:restaurant"
                   " chef:kitchen librarian:library actor:theater priest:church sailor:ship scientist:laboratory mechanic:garage"
                   " miner:mine butcher:butchery gardener:garden professor:university cashier:store banker:bank painter:studio"
                   " secretary:office lifeguard:beach clown:circus astronaut:space ranger:forest zookeeper:zoo monk:monastery"
                   " firefighter:fire_station bartender:bar captain:ship student:school surgeon:hospital")
MATERIALS = pairs("window:glass tire:rubber shirt:cotton book:paper nail:iron brick:clay candle:wax sweater:wool table:wood bottle:glass"
                  " coin:metal newspaper:paper shoe:leather sword:steel ring:gold knife:steel envelope:paper belt:leather"
                  " mirror:glass pencil:wood scarf:wool boot:leather jeans:denim igloo:snow pot:clay eraser:rubber saddle:leather chair:wood"
                  " bookshelf:wood lens:glass magazine:paper wallet:leather fence:wood anchor:iron horseshoe:iron balloon:rubber")
TYPICAL_COLORS = pairs("banana:yellow grass:green snow:white blood:red sky:blue coal:black carrot:orange lemon:yellow tomato:red milk:white"
                       " cucumber:green strawberry:red cloud:white chocolate:brown frog:green flamingo:pink polar_bear:white crow:black"
                       " sun:yellow spinach:green salt:white pumpkin:orange ocean:blue eggplant:purple cherry:red bone:white"
                       " lettuce:green sugar:white fire_truck:red broccoli:green ink:black swan:white pig:pink"
                       " coffee:brown raven:black ruby:red emerald:green sapphire:blue lavender:purple charcoal:black pea:green"
                       " rice:white school_bus:yellow ketchup:red mustard:yellow leaf:green night:black soil:brown lobster:red gold:yellow"
                       " ladybug:red cabbage:green tooth:white canary:yellow stop_sign:red lime:green")
LIVING_PARTS = pairs("petal:flower stem:flower thorn:rose root:tree branch:tree bark:oak finger:hand thumb:hand toe:foot tusk:elephant"
                     " fin:fish gill:fish hoof:horse mane:lion claw:cat whisker:cat paw:dog beak:bird feather:bird"
                     " horn:goat hump:camel pouch:kangaroo antler:deer udder:cow sting:bee antenna:ant pupil:eye nostril:nose tooth:mouth")
MADE_PARTS = pairs("page:book chapter:book wheel:car engine:car windshield:car bumper:car pedal:bicycle handlebar:bicycle brake:bicycle"
                   " roof:house chimney:house window:house sail:ship mast:ship deck:ship rudder:boat cockpit:airplane propeller:helicopter"
                   " keyboard:computer screen:television lens:camera string:guitar sleeve:shirt zipper:jacket drawer:desk"
                   " wick:candle step:staircase spout:teapot handle:cup")
AGENTS = pairs("teach:teacher bake:baker write:writer sing:singer dance:dancer paint:painter drive:driver farm:farmer play:player run:runner"
               " swim:swimmer act:actor direct:director invent:inventor sail:sailor visit:visitor edit:editor"
               " build:builder clean:cleaner hunt:hunter lead:leader manage:manager own:owner read:reader ride:rider rule:ruler"
               " sell:seller speak:speaker travel:traveler win:winner work:worker train:trainer climb:climber fight:fighter"
               " report:reporter photograph:photographer collect:collector conduct:conductor translate:translator create:creator"
               " govern:governor instruct:instructor narrate:narrator buy:buyer begin:beginner learn:learner think:thinker"
               " follow:follower destroy:destroyer skate:skater design:designer support:supporter love:lover help:helper")
QUALITIES = pairs("happy:happiness sad:sadness dark:darkness kind:kindness weak:weakness strong:strength long:length wide:width deep:depth"
                  " high:height true:truth young:youth warm:warmth brave:bravery beautiful:beauty free:freedom wise:wisdom honest:honesty"
                  " angry:anger hungry:hunger thirsty:thirst proud:pride cruel:cruelty equal:equality important:importance"
                  " different:difference silent:silence violent:violence patient:patience intelligent:intelligence confident:confidence"
                  " curious:curiosity generous:generosity possible:possibility real:reality safe:safety poor:poverty jealous:jealousy"
                  " lonely:loneliness ill:illness lazy:laziness tired:tiredness rude:rudeness polite:politeness good:goodness"
                  " bitter:bitterness soft:softness bright:brightness mad:madness fair:fairness loyal:loyalty royal:royalty"
                  " popular:popularity similar:similarity simple:simplicity able:ability active:activity certain:certainty"
                  " absent:absence distant:distance innocent:innocence elegant:elegance ignorant:ignorance")
FROM_NOUNS = pairs("danger:dangerous fame:famous nerve:nervous poison:poisonous mountain:mountainous wind:windy rain:rainy sun:sunny"
                   " cloud:cloudy snow:snowy dirt:dirty noise:noisy luck:lucky health:healthy wealth:wealthy salt:salty spice:spicy"
                   " beauty:beautiful pain:painful hope:hopeful peace:peaceful color:colorful power:powerful success:successful"
                   " nation:national nature:natural music:musical magic:magical history:historical logic:logical"
                   " wood:wooden gold:golden wool:woolen friend:friendly coward:cowardly child:childish"
                   " fool:foolish self:selfish hero:heroic athlete:athletic artist:artistic energy:energetic"
                   " adventure:adventurous courage:courageous mystery:mysterious fury:furious anger:angry hunger:hungry"
                   " thirst:thirsty sleep:sleepy fun:funny mud:muddy fog:foggy storm:stormy ice:icy"
                   " accident:accidental culture:cultural person:personal politics:political tradition:traditional")
LY = pairs("quick:quickly slow:slowly happy:happily sad:sadly loud:loudly quiet:quietly easy:easily careful:carefully angry:angrily"
           " brave:bravely polite:politely rude:rudely sudden:suddenly final:finally real:really true:truly"
           " gentle:gently simple:simply possible:possibly terrible:terribly comfortable:comfortably lucky:luckily heavy:heavily"
           " busy:busily lazy:lazily clever:cleverly calm:calmly clear:clearly correct:correctly direct:directly"
           " exact:exactly fair:fairly free:freely general:generally honest:honestly kind:kindly neat:neatly nervous:nervously"
           " normal:normally perfect:perfectly proud:proudly rapid:rapidly safe:safely secret:secretly serious:seriously"
           " silent:silently soft:softly strange:strangely strong:strongly sweet:sweetly tight:tightly usual:usually"
           " warm:warmly wise:wisely beautiful:beautifully good:well hungry:hungrily automatic:automatically basic:basically")
AMERICAN = pairs("colour:color favourite:favorite honour:honor flavour:flavor neighbour:neighbor labour:labor humour:humor rumour:rumor"
                 " harbour:harbor behaviour:behavior centre:center theatre:theater metre:meter litre:liter fibre:fiber organise:organize"
                 " realise:realize recognise:recognize apologise:apologize analyse:analyze defence:defense offence:offense licence:license"
                 " travelling:traveling cancelled:canceled jewellery:jewelry grey:gray tyre:tire pyjamas:pajamas catalogue:catalog"
                 " dialogue:dialog aluminium:aluminum moustache:mustache programme:program cheque:check plough:plow sceptical:skeptical"
                 " armour:armor vapour:vapor odour:odor parlour:parlor rigour:rigor savour:savor vigour:vigor sabre:saber"
                 " sombre:somber spectre:specter criticise:criticize memorise:memorize minimise:minimize emphasise:emphasize"
                 " specialise:specialize modernise:modernize modelling:modeling labelled:labeled mould:mold cosy:cozy doughnut:donut"
                 " ageing:aging enrol:enroll fulfil:fulfill skilful:skillful woollen:woolen paralyse:paralyze")
CONTRACTIONS = [(a.replace("_", " "), b) for a, b in pairs(
    "do_not:don't does_not:doesn't did_not:didn't is_not:isn't are_not:aren't was_not:wasn't were_not:weren't cannot:can't"
    " could_not:couldn't would_not:wouldn't should_not:shouldn't will_not:won't has_not:hasn't have_not:haven't had_not:hadn't"
    " must_not:mustn't I_am:I'm you_are:you're he_is:he's she_is:she's it_is:it's we_are:we're they_are:they're I_have:I've"
    " you_have:you've we_have:we've they_have:they've I_will:I'll you_will:you'll he_will:he'll she_will:she'll we_will:we'll"
    " they_will:they'll let_us:let's that_is:that's what_is:what's who_is:who's there_is:there's where_is:where's how_is:how's"
    " it_will:it'll need_not:needn't")]
MEANS = pairs("ocean:ship ocean:boat sea:ship sea:boat sky:airplane air:airplane runway:airplane road:car street:car rail:train tracks:train"
              " space:rocket space:spaceship river:boat canal:boat lake:boat snow:sled desert:camel ice:skates underwater:submarine"
              " farm_field:tractor")
TOOLS_FOR = pairs("cut:knife cut:scissors write:pen write:pencil dig:shovel sew:needle paint:brush sweep:broom hammer:hammer saw:saw chop:axe"
                  " eat:fork eat:spoon drill:drill measure:ruler lock:key erase:eraser photograph:camera call:phone mop:mop shave:razor"
                  " comb:comb iron:iron stir:spoon fry:pan weigh:scale climb:ladder glue:glue staple:stapler vacuum:vacuum"
                  " type:keyboard tighten:wrench tighten:screwdriver rake:rake row:oar shoot:gun calculate:calculator boil:pot bake:oven toast:toaster")
ROOMS = pairs("bed:bedroom pillow:bedroom blanket:bedroom wardrobe:bedroom nightstand:bedroom mattress:bedroom dresser:bedroom"
              " oven:kitchen stove:kitchen refrigerator:kitchen kettle:kitchen toaster:kitchen blender:kitchen frying_pan:kitchen"
              " microwave:kitchen dishwasher:kitchen spatula:kitchen toilet:bathroom shower:bathroom bathtub:bathroom toothbrush:bathroom"
              " shampoo:bathroom toothpaste:bathroom soap:bathroom sofa:living_room television:living_room armchair:living_room"
              " coffee_table:living_room fireplace:living_room couch:living_room car:garage toolbox:garage"
              " lawnmower:garage desk:office printer:office stapler:office filing_cabinet:office")
ACTIONS = pairs("food:eat ball:throw ball:kick book:read song:sing water:drink car:drive picture:draw picture:paint door:open door:close"
                " letter:write piano:play bicycle:ride movie:watch cake:bake cake:eat shirt:wear floor:sweep floor:mop nail:hammer gun:shoot"
                " kite:fly music:listen bed:sleep ladder:climb phone:call dish:wash button:push button:press money:spend chair:sit rope:pull"
                " candle:light problem:solve question:answer game:play horse:ride hair:comb juice:drink apple:eat hole:dig"
                " airplane:fly mountain:climb coat:wear newspaper:read")
STATES = [tuple(line.split(":")) for line in (
    "Alabama:AL:Montgomery;Alaska:AK:Juneau;Arizona:AZ:Phoenix;Arkansas:AR:Little Rock;California:CA:Sacramento;Colorado:CO:Denver;"
    "Connecticut:CT:Hartford;Delaware:DE:Dover;Florida:FL:Tallahassee;Georgia:GA:Atlanta;Hawaii:HI:Honolulu;Idaho:ID:Boise;"
    "Illinois:IL:Springfield;Indiana:IN:Indianapolis;Iowa:IA:Des Moines;Kansas:KS:Topeka;Kentucky:KY:Frankfort;Louisiana:LA:Baton Rouge;"
    "Maine:ME:Augusta;Maryland:MD:Annapolis;Massachusetts:MA:Boston;Michigan:MI:Lansing;Minnesota:MN:Saint Paul;Mississippi:MS:Jackson;"
    "Missouri:MO:Jefferson City;Montana:MT:Helena;Nebraska:NE:Lincoln;Nevada:NV:Carson City;New Hampshire:NH:Concord;New Jersey:NJ:Trenton;"
    "New Mexico:NM:Santa Fe;New York:NY:Albany;North Carolina:NC:Raleigh;North Dakota:ND:Bismarck;Ohio:OH:Columbus;"
    "Oklahoma:OK:Oklahoma City;Oregon:OR:Salem;Pennsylvania:PA:Harrisburg;Rhode Island:RI:Providence;South Carolina:SC:Columbia;"
    "South Dakota:SD:Pierre;Tennessee:TN:Nashville;Texas:TX:Austin;Utah:UT:Salt Lake City;Vermont:VT:Montpelier;Virginia:VA:Richmond;"
    "Washington:WA:Olympia;West Virginia:WV:Charleston;Wisconsin:WI:Madison;Wyoming:WY:Cheyenne").split(";")]
ELEMENTS = pairs(
    "hydrogen:H:1 helium:He:2 lithium:Li:3 beryllium:Be:4 boron:B:5 carbon:C:6 nitrogen:N:7 oxygen:O:8 fluorine:F:9 neon:Ne:10 sodium:Na:11"
    " magnesium:Mg:12 aluminum:Al:13 silicon:Si:14 phosphorus:P:15 sulfur:S:16 chlorine:Cl:17 argon:Ar:18 potassium:K:19 calcium:Ca:20"
    " scandium:Sc:21 titanium:Ti:22 vanadium:V:23 chromium:Cr:24 manganese:Mn:25 iron:Fe:26 cobalt:Co:27 nickel:Ni:28 copper:Cu:29"
    " zinc:Zn:30 gallium:Ga:31 germanium:Ge:32 arsenic:As:33 selenium:Se:34 bromine:Br:35 krypton:Kr:36 rubidium:Rb:37 strontium:Sr:38"
    " yttrium:Y:39 zirconium:Zr:40 silver:Ag:47 cadmium:Cd:48 tin:Sn:50 antimony:Sb:51 iodine:I:53 xenon:Xe:54 cesium:Cs:55 barium:Ba:56"
    " tungsten:W:74 platinum:Pt:78 gold:Au:79 mercury:Hg:80 lead:Pb:82 bismuth:Bi:83 radon:Rn:86 radium:Ra:88 uranium:U:92 plutonium:Pu:94")
MONTHS = words("January February March April May June July August September October November December")

# For sentences.
NAMES = words("Anna Ben Carla David Emma Frank Grace Henry Iris Jack Kate Leo Mary Noah Olivia Paul Rosa Sam Tina Victor Wendy Adam Bella"
              " Colin Diana Eric Fiona George Hanna Ivan Julia Kevin Laura Martin Nina Oscar Peter Rachel Simon Tom")
SURNAMES = words("Smith Johnson Brown Miller Davis Wilson Taylor Anderson Thomas Moore Martin Jackson Thompson White Harris Clark Lewis"
                 " Robinson Walker Young Allen King Wright Scott Green Baker Adams Nelson Hill Campbell Mitchell Roberts Carter Phillips"
                 " Evans Turner Parker Collins Edwards Stewart Morris Murphy Cook Rogers Morgan Cooper Peterson Bailey Reed Kelly")
CITIES = words("Paris London Berlin Rome Madrid Vienna Tokyo Chicago Boston Sydney Toronto Dublin Moscow Cairo Athens Lisbon Prague Oslo"
               " Seattle Denver Dallas Mumbai Seoul Bangkok Milan Munich Geneva Venice Naples Houston Atlanta Detroit")
COMPANIES = words("Google Microsoft Apple Amazon Toyota Honda Samsung Sony IBM Intel Nike Adidas Boeing Airbus Pfizer Walmart Starbucks"
                  " McDonald's Netflix Facebook Tesla Volkswagen Siemens Nestle Unilever Oracle Cisco Ford Nokia Disney Target Pepsi")
ROOM_NAMES = words("kitchen garden office bathroom hallway bedroom garage attic cellar library")
SMALL_THINGS = words("apple book ball key cup hat pen lamp coin letter doll watch")
CONTAINERS = words("box basket drawer bag bucket suitcase cupboard chest")
FEELINGS = {
    "joy": words("happy glad delighted cheerful joyful excited pleased thrilled overjoyed ecstatic"),
    "sadness": words("sad unhappy miserable gloomy depressed heartbroken disappointed devastated sorrowful tearful"),
    "anger": words("angry furious annoyed mad irritated enraged outraged irate resentful livid"),
    "fear": words("afraid scared terrified frightened anxious fearful nervous panicked alarmed petrified"),
}
DRUGS = words("aspirin ibuprofen insulin penicillin paracetamol warfarin prednisone lithium metformin amoxicillin codeine heparin"
              " methotrexate omeprazole cortisone fluoxetine atorvastatin tamoxifen phenytoin ciprofloxacin naproxen digoxin"
              " erythromycin lidocaine tetracycline clozapine cisplatin")
DISEASES = words("asthma diabetes malaria tuberculosis pneumonia measles influenza hepatitis arthritis leukemia epilepsy anemia migraine"
                 " cholera bronchitis depression eczema glaucoma osteoporosis psoriasis smallpox tetanus typhoid rabies scurvy"
                 " schizophrenia dementia meningitis gout cataracts")
FILMS = words("Titanic Avatar Inception Jaws Casablanca Frozen Gladiator Rocky Psycho Vertigo The_Godfather Star_Wars Toy_Story The_Matrix"
              " Finding_Nemo Forrest_Gump Jurassic_Park The_Lion_King Pulp_Fiction Spider-Man Black_Panther Home_Alone Die_Hard Shrek"
              " Top_Gun Back_to_the_Future The_Shining Mary_Poppins Moana Interstellar")
SWEET_DISHES = words("Gulab_jamun Jalebi Rasgulla Kheer Laddu Barfi Kulfi Rasmalai Halwa Sandesh Peda Mysore_pak Rabri Imarti Shrikhand"
                     " Basundi Malpua Payasam Kaju_katli Gajar_ka_halwa Soan_papdi Ghevar Modak Phirni Balushahi")
SPICY_DISHES = words("Vindaloo Chicken_tikka_masala Samosa Biryani Chole_bhature Rogan_josh Masala_dosa Aloo_gobi Pav_bhaji Butter_chicken"
                     " Sambar Rasam Pakora Rajma Palak_paneer Keema Misal_pav Vada_pav Dal_makhani Tandoori_chicken Bhel_puri"
                     " Chana_masala Baingan_bharta Kadai_paneer Chicken_65")
NUMBER_FACTS = [line.split(":") for line in (
    "A cat has _ legs.:four;A spider has _ legs.:eight;An insect has _ legs.:six;A bird has _ legs.:two;A bird has _ wings.:two;"
    "A triangle has _ sides.:three;A square has _ sides.:four;A week has _ days.:seven;A year has _ months.:twelve;"
    "A person has _ hands.:two;A hand has _ fingers.:five;A foot has _ toes.:five;"
    "A bicycle has _ wheels.:two;A tricycle has _ wheels.:three;A car has _ wheels.:four;A unicycle has _ wheel.:one;"
    "An octopus has _ arms.:eight;A person has _ eyes.:two;A person has _ nose.:one;A dozen is _ eggs.:twelve;A pentagon has _ sides.:five;"
    "A hexagon has _ sides.:six;An octagon has _ sides.:eight;A cube has _ faces.:six;A die has _ sides.:six;A horse has _ legs.:four;"
    "A dog has _ paws.:four;A rectangle has _ corners.:four;The Earth has _ moon.:one;There are _ continents.:seven;"
    "A soccer team has _ players on the field.:eleven;A basketball team has _ players on the court.:five;A baseball team has _ players on the"
    " field.:nine;There are _ seasons in a year.:four;A snake has _ legs.:zero;A fish has _ legs.:zero;A decade has _ years.:ten;"
    "A trio has _ members.:three;A duet has _ singers.:two;A quartet has _ members.:four;Twins are _ children.:two;"
    "Triplets are _ children.:three;A violin has _ strings.:four;A guitar usually has _ strings.:six;A traffic light has _ colors.:three;"
    "The Olympic flag has _ rings.:five;The solar system has _ planets.:eight;A butterfly has _ wings.:four;A quarter of an hour has _ minutes.:"
    "fifteen;A rainbow has _ colors.:seven;A cow has _ horns.:two;A unicorn has _ horn.:one;A chair usually has _ legs.:four;"
    "A tennis match in singles has _ players.:two;A pair is _ things.:two;A quadrilateral has _ sides.:four;A heptagon has _ sides.:seven;"
    "A crab has _ legs.:ten;An elephant has _ trunk.:one;A rabbit has _ ears.:two;"
    "A cyclops has _ eye.:one;A frog has _ legs.:four;A bee has _ wings.:four;A pyramid with a square base has _ faces.:five;"
    "A pack of cards has _ suits.:four;There are _ letters in the word cat.:three;A lion has _ tail.:one;A shirt usually has _ sleeves.:two;"
    "A century has _ decades.:ten;A clover that brings luck has _ leaves.:four;A scooter usually has _ wheels.:two;A penguin has _ feet.:two;"
    "A coin has _ sides.:two;A giraffe has _ legs.:four;A tripod has _ legs.:three;A person has _ thumbs.:two").split(";")]
