"""Held-out tasks about words and facts: twenty kinds of which nothing is trained. Written before any task of the family knowledge.

A task has four descriptions, and a table of rows. All facts are of general knowledge and were written for this study."""
import itertools
import re

import words as w

LEGEND = re.compile(r"^\s*[\"']?([a-z]+)(?:\(\d\))?[\"']?: [\"']([A-Z0-9 ]+)[\"'],?$", re.M)


def rows(text):
    """Lines 'answer or answers: input, input', with / between the answers that are all right."""
    out = []
    for line in text.strip().splitlines():
        answer, inputs = line.split(":", 1)
        out += [(x.strip(), [a.strip() for a in answer.split("/")]) for x in inputs.split(",")]
    return out


def one_each(text):
    """Items 'input:answer', separated by semicolons."""
    return [(a.strip(), [x.strip() for x in b.split("/")]) for a, b in (item.split(":") for item in text.split(";"))]


# From light to heavy, each at least three times as heavy as the one before.
WEIGHTS = [words.split(", ") for words in (
    "a feather, a snowflake, a grain of rice, an ant", "a coin, a pencil, a grape, a strawberry", "an apple, a banana, a tennis ball, an egg",
    "a brick, a pineapple, a laptop, a bowling ball", "a bicycle, a dog, a chair, a goose", "a man, a sofa, a pig, a lion",
    "a horse, a cow, a piano, a polar bear", "a car, a hippopotamus, an elephant, a van", "a bus, a whale, a locomotive, a tank",
    "a ship, a skyscraper, a castle, a bridge")]

GROUPS = """
pack: wolves, hounds
flock: birds, sheep, pigeons
herd: cows, elephants, deer, buffalo, zebras, cattle
pride: lions
school: fish, herrings
swarm: bees, locusts, mosquitoes, wasps
colony: ants, termites
gaggle: geese
litter: puppies, kittens, piglets
pod/school: whales, dolphins
murder/flock: crows
brood/clutch/flock: chicks
troop: monkeys, baboons
team: oxen
parliament: owls
"""
STATES_OF_MATTER = """
solid: iron, wood, ice, stone, gold, glass, brick, salt, copper, diamond, plastic, steel, rubber, marble, sugar, coal, silver, granite
liquid: water, milk, oil, gasoline, vinegar, blood, mercury, alcohol, wine, orange juice, seawater, ink, lemonade, beer, tea
gas: oxygen, nitrogen, helium, hydrogen, air, carbon dioxide, steam, methane, neon, argon, chlorine, ozone, propane
"""
AUTHORS = """
William Shakespeare/Shakespeare: Hamlet, Macbeth, Romeo and Juliet, Othello, King Lear, The Tempest
Charles Dickens/Dickens: Oliver Twist, A Christmas Carol, David Copperfield, Great Expectations
Jane Austen/Austen: Pride and Prejudice, Emma, Sense and Sensibility, Persuasion
Leo Tolstoy/Tolstoy: War and Peace, Anna Karenina
J.K. Rowling/J. K. Rowling/Rowling: Harry Potter
J.R.R. Tolkien/J. R. R. Tolkien/Tolkien: The Hobbit, The Lord of the Rings
George Orwell/Orwell: 1984, Animal Farm
Mark Twain/Twain: The Adventures of Tom Sawyer, Adventures of Huckleberry Finn
Herman Melville/Melville: Moby-Dick
F. Scott Fitzgerald/Fitzgerald: The Great Gatsby
Ernest Hemingway/Hemingway: The Old Man and the Sea, A Farewell to Arms
Mary Shelley/Shelley: Frankenstein
Bram Stoker/Stoker: Dracula
Fyodor Dostoevsky/Dostoevsky: Crime and Punishment, The Idiot, The Brothers Karamazov
Miguel de Cervantes/Cervantes: Don Quixote
Homer: The Odyssey, The Iliad
Dante Alighieri/Dante: The Divine Comedy
Victor Hugo/Hugo: Les Misérables, The Hunchback of Notre-Dame
Lewis Carroll/Carroll: Alice in Wonderland
Emily Brontë/Emily Bronte: Wuthering Heights
Charlotte Brontë/Charlotte Bronte: Jane Eyre
Jules Verne/Verne: Around the World in Eighty Days, Twenty Thousand Leagues Under the Seas
Antoine de Saint-Exupéry/Saint-Exupéry: The Little Prince
Harper Lee: To Kill a Mockingbird
J.D. Salinger/J. D. Salinger/Salinger: The Catcher in the Rye
Agatha Christie/Christie: Murder on the Orient Express
Aldous Huxley/Huxley: Brave New World
Robert Louis Stevenson/Stevenson: Treasure Island
Oscar Wilde/Wilde: The Picture of Dorian Gray
Franz Kafka/Kafka: The Metamorphosis, The Trial
"""
DIETS = """
herbivore: cow, horse, sheep, goat, rabbit, deer, giraffe, zebra, elephant, koala, kangaroo, camel, buffalo, rhinoceros, moose, antelope, grasshopper, caterpillar
carnivore: lion, tiger, wolf, shark, eagle, crocodile, leopard, owl, snake, cheetah, hawk, seal, orca, spider, falcon, polar bear, jaguar, lynx
omnivore: pig, raccoon, human, chicken, crow, rat, hedgehog, chimpanzee, skunk, brown bear, badger, seagull
"""
DRIVE = """
left: United Kingdom, Japan, Australia, India, New Zealand, South Africa, Ireland, Thailand, Kenya, Malaysia, Indonesia, Pakistan, Jamaica, Cyprus, Malta, Singapore, Sri Lanka, Tanzania, Uganda, Nepal, Zimbabwe, Zambia, Bangladesh, Botswana, Namibia, Fiji
right: France, Germany, United States, Canada, Spain, Italy, China, Brazil, Russia, Mexico, Argentina, Egypt, Sweden, Norway, Turkey, Poland, Greece, Portugal, Switzerland, South Korea, Vietnam, Morocco, Chile, Peru, Nigeria, Austria
"""
FLAGS = one_each(
    "France:blue, white, red;Germany:black, red, gold/black, red, yellow;Italy:green, white, red;Ireland:green, white, orange;Japan:white, red;Poland:white, red"
    ";Belgium:black, yellow, red;Netherlands:red, white, blue;Russia:white, blue, red;Ukraine:blue, yellow;Sweden:blue, yellow;Denmark:red, white"
    ";Switzerland:red, white;Austria:red, white;Greece:blue, white;Finland:white, blue;Norway:red, white, blue;Hungary:red, white, green"
    ";Romania:blue, yellow, red;Turkey:red, white;China:red, yellow;Canada:red, white;Indonesia:red, white;United States:red, white, blue"
    ";United Kingdom:blue, red, white;Colombia:yellow, blue, red;Peru:red, white;Nigeria:green, white;Israel:blue, white;Iceland:blue, white, red"
    ";Bulgaria:white, green, red;Estonia:blue, black, white;Latvia:red, white;Lithuania:yellow, green, red;Luxembourg:red, white, blue"
    ";Pakistan:green, white;Somalia:blue, white;Vietnam:red, yellow;Mali:green, yellow, red;Guinea:red, yellow, green;Chad:blue, yellow, red"
    ";Thailand:red, white, blue;Cuba:blue, white, red;Chile:blue, white, red;Saudi Arabia:green, white;Tunisia:red, white")
TASTES = """
sweet: sugar, honey, chocolate, cake, candy, syrup, ice cream, jam, caramel, cookie, donut, ripe banana, cotton candy, maple syrup, date
sour: lemon, vinegar, lime, sour cream, rhubarb, unripe grapes, sauerkraut
salty: salt, potato chips, pretzels, soy sauce, bacon, anchovies, seawater, salted peanuts, olives, French fries
bitter: black coffee, dark beer, aspirin, dandelion leaves, tonic water, unsweetened cocoa, bitter melon
spicy/hot: chili pepper, curry, jalapeño, wasabi, hot sauce, cayenne, Tabasco
"""
USERS = one_each(
    "stethoscope:doctor;scalpel:surgeon;syringe:nurse/doctor;plow:farmer;tractor:farmer;fire hose:firefighter;handcuffs:police officer/policeman"
    ";chalk:teacher;blackboard:teacher;palette:painter/artist;easel:painter/artist;anvil:blacksmith;oven:baker/cook/chef;rolling pin:baker"
    ";needle and thread:tailor;sewing machine:tailor;trowel:bricklayer/gardener/mason;cleaver:butcher;telescope:astronomer;microscope:scientist/biologist"
    ";test tube:chemist/scientist;gavel:judge;cash register:cashier;baton:conductor;whistle:referee;fishing net:fisherman;saddle:jockey/rider"
    ";wrench:mechanic/plumber;chisel:sculptor/carpenter;plane:carpenter;scissors:barber/hairdresser/tailor;razor:barber;dental drill:dentist;wand:magician"
    ";rifle:soldier/hunter;spacesuit:astronaut;cockpit:pilot;mailbag:mailman/mail carrier/postman;tray:waiter;frying pan:cook/chef;camera:photographer"
    ";rake:gardener;lawn mower:gardener;pickaxe:miner;shepherd's crook:shepherd;blueprint:architect"
    ";microphone:singer;racing car:racing driver/race car driver;pipe wrench:plumber")
PROVERBS = one_each(
    "Better late than:never;Practice makes:perfect;Time is:money;Honesty is the best:policy;Actions speak louder than:words;Easy come, easy:go"
    ";The early bird catches the:worm;A picture is worth a thousand:words;Two wrongs don't make a:right;Curiosity killed the:cat;Haste makes:waste"
    ";Silence is:golden;Love is:blind;Knowledge is:power;Where there's smoke, there's:fire;Every cloud has a silver:lining;All that glitters is not:gold"
    ";Rome was not built in a:day;When in Rome, do as the Romans:do;Don't judge a book by its:cover;An apple a day keeps the doctor:away"
    ";Birds of a feather flock:together;Look before you:leap;Two heads are better than:one;The pen is mightier than the:sword;Blood is thicker than:water"
    ";Beggars can't be:choosers;No pain, no:gain;Out of sight, out of:mind;Laughter is the best:medicine;Don't put all your eggs in one:basket"
    ";There is no place like:home;Strike while the iron is:hot;Too many cooks spoil the:broth;Let sleeping dogs:lie;A rolling stone gathers no:moss"
    ";Beauty is in the eye of the:beholder;Absence makes the heart grow:fonder;Necessity is the mother of:invention;Like father, like:son"
    ";Where there is a will, there is a:way;The apple never falls far from the:tree;You can't teach an old dog new:tricks;A penny saved is a penny:earned"
    ";Good things come to those who:wait;Ignorance is:bliss;Barking dogs seldom:bite;First come, first:served;Old habits die:hard;Seeing is:believing")
NATIONS = """
German: Johann Sebastian Bach, Ludwig van Beethoven, Johann Wolfgang von Goethe, Angela Merkel, Johannes Gutenberg, Richard Wagner, Martin Luther
French: Napoleon Bonaparte, Claude Monet, Victor Hugo, Louis Pasteur, Voltaire, Charles de Gaulle, Joan of Arc, René Descartes
Italian: Leonardo da Vinci, Michelangelo, Galileo Galilei, Giuseppe Verdi, Dante Alighieri, Marco Polo, Sophia Loren, Antonio Vivaldi
English/British: William Shakespeare, Isaac Newton, Charles Darwin, Winston Churchill, Charles Dickens, Jane Austen, John Lennon, David Beckham
American: Abraham Lincoln, Thomas Edison, Elvis Presley, Michael Jackson, Mark Twain, Neil Armstrong, Walt Disney, Muhammad Ali, Serena Williams
Russian: Leo Tolstoy, Fyodor Dostoevsky, Pyotr Tchaikovsky, Yuri Gagarin, Vladimir Lenin, Anton Chekhov, Vladimir Putin
Spanish: Pablo Picasso, Salvador Dalí, Miguel de Cervantes, Rafael Nadal, Francisco Goya, Penélope Cruz
Austrian: Wolfgang Amadeus Mozart, Franz Schubert, Joseph Haydn, Gustav Klimt, Sigmund Freud
Dutch: Vincent van Gogh, Rembrandt, Johannes Vermeer, Johan Cruyff
Polish: Frédéric Chopin, Nicolaus Copernicus, Lech Wałęsa
Indian: Mahatma Gandhi, Jawaharlal Nehru, Indira Gandhi, Sachin Tendulkar
Chinese: Confucius, Mao Zedong, Yao Ming
Argentine/Argentinian: Lionel Messi, Diego Maradona, Jorge Luis Borges
Brazilian: Pelé, Neymar, Ronaldinho
Swedish: Alfred Nobel, Astrid Lindgren, Greta Thunberg, Ingmar Bergman
South African: Nelson Mandela, Desmond Tutu
Jamaican: Bob Marley, Usain Bolt
"""
QUANTITIES = """
length/distance: meter, kilometer, inch, foot, yard, centimeter, mile, millimeter, light-year
time: second, minute, hour, day, week, year, century, month, decade
weight/mass: gram, kilogram, ounce, milligram, ton, pound
volume: liter, gallon, pint, milliliter, quart, cubic meter
temperature: degree Celsius, degree Fahrenheit, kelvin
area: acre, hectare, square meter, square mile
speed: knot, miles per hour, kilometers per hour
electric current/current: ampere
voltage: volt
power: watt, horsepower, kilowatt
energy: joule, calorie
frequency: hertz, megahertz
force: newton
pressure: pascal, bar
sound level/loudness/sound: decibel
resistance: ohm
data/information: byte, gigabyte, megabyte
"""
WORN_ON = """
head: hat, cap, helmet, crown, turban, beret, wig
foot/feet: shoe, boot, sock, sandal, slipper, sneaker, ice skate
hand/hands: glove, mitten, boxing glove
neck: scarf, necklace, tie, collar, bow tie, pearl necklace
finger: ring, thimble, wedding ring
wrist: bracelet, watch, handcuff, wristband
ear/ears: earring, earmuff, headphone
waist: belt
eyes/face/nose: glasses, goggles, sunglasses
legs: pants, jeans, leggings, tights
face: mask, veil
shoulders/back: backpack, cape, shawl
ankle: anklet
"""
SCIENCES = one_each(
    "biology:life/living things;botany:plants;zoology:animals;astronomy:stars/space;geology:rocks/earth;meteorology:weather;psychology:mind/behavior"
    ";linguistics:language/languages;mathematics:numbers;history:past/the past;geography:places/earth/lands;cardiology:heart;dermatology:skin;neurology:nerves/brain/nervous system"
    ";entomology:insects;ornithology:birds;paleontology:fossils;archaeology:ancient cultures/ruins/the past;economics:money/economy;theology:religion/god"
    ";oncology:cancer;ophthalmology:eyes;dentistry:teeth;genetics:genes;ecology:environment/ecosystems;sociology:society;pediatrics:children;volcanology:volcanoes"
    ";seismology:earthquakes;oceanography:oceans/sea;hematology:blood;mycology:fungi/mushrooms;herpetology:reptiles;optics:light;acoustics:sound"
    ";etymology:words/word origins;gastronomy:food;toxicology:poisons;virology:viruses;numismatics:coins;anatomy:body;astrology:stars;pharmacology:drugs")
HOMOPHONES = w.pairs(
    "flour:flower see:sea son:sun night:knight right:write week:weak meet:meat two:too tail:tale mail:male sail:sale pair:pear hair:hare bear:bare"
    " hear:here know:no new:knew one:won eye:I ate:eight by:buy brake:break blue:blew cell:sell cent:scent dear:deer die:dye fair:fare feat:feet"
    " hole:whole hour:our heal:heel made:maid main:mane morning:mourning none:nun peace:piece plain:plane principal:principle rain:reign"
    " red:read road:rode role:roll root:route scene:seen sew:so steal:steel stair:stare their:there threw:through toe:tow vain:vein"
    " wait:weight waist:waste way:weigh wood:would ring:wring rose:rows bored:board berry:bury cereal:serial mussel:muscle"
    " pause:paws pole:poll prey:pray sole:soul tide:tied toad:towed throne:thrown allowed:aloud beach:beech beat:beet bee:be")
DEFINITIONS = one_each(
    "frozen water:ice;the season after winter:spring;a baby dog:puppy;a place where books are lent:library;the meal in the morning:breakfast;a house for a car:garage"
    ";a person who cuts hair:barber/hairdresser;the star that gives us daylight:sun;ten years:decade;a hundred years:century"
    ";a shape with three sides:triangle;the king's wife:queen;the person who flies a plane:pilot;dried grapes:raisins/raisin;a building for worship:church/temple;water falling from clouds:rain"
    ";a vehicle with two wheels and pedals:bicycle/bike;a doctor for teeth:dentist;a doctor for animals:veterinarian/vet;a book of maps:atlas;a book of word meanings:dictionary"
    ";land with water all around:island;a very tall building:skyscraper/tower;the white part of an egg:egg white/white;a mountain that spits fire:volcano;a room for cooking:kitchen"
    ";a room for sleeping:bedroom;a tool to cut paper:scissors;what bees make:honey;what hens lay:eggs/egg;the day after Monday:Tuesday;a person who bakes bread:baker;a story of one's own life:autobiography"
    ";a person who writes poems:poet;a fear of tight spaces:claustrophobia;the top of a house:roof;a child with no parents:orphan;frozen rain in small white flakes:snow;twelve pieces:dozen/a dozen"
    ";half of a circle:semicircle;the hot season:summer;a line of people waiting:queue/line;sixty minutes:hour/an hour;sixty seconds:minute/a minute;a place to borrow money:bank;a woman getting married:bride"
    ";a man getting married:groom/bridegroom;the bottom of the ocean:seabed/sea floor;seven days:week/a week;the sound after lightning:thunder")
SILENT = """
k: knife, knee, knock, knot, knight, know, kneel, knit, knuckle, knob
w: write, wrist, wrong, wrap, wreck, wrinkle, sword, answer, wreath
b: lamb, comb, thumb, climb, doubt, debt, tomb, crumb, limb, plumber, bomb, numb
l: half, calf, walk, talk, salmon, calm, palm, yolk
h: hour, honest, ghost, honor, heir, rhyme, rhythm, rhinoceros
g: gnome, sign, design, gnat, foreign, reign, gnaw
t: castle, listen, whistle, fasten, wrestle, thistle, christen
n: autumn, hymn, column, solemn, damn
p: psychology, receipt, psalm, pneumonia
c: scissors, muscle, scene, science
s: island, aisle
u: guitar, guess, guard, biscuit
d: Wednesday, handkerchief
"""
# In order of time; each pair of neighbours is decades apart.
EVENTS = ["the building of the Great Pyramid", "the founding of Rome", "the birth of Christ", "the fall of the Western Roman Empire", "the crowning of Charlemagne",
          "the Norman conquest of England", "the signing of the Magna Carta", "the Black Death", "the invention of the printing press", "the first voyage of Columbus",
          "the sailing of the Mayflower", "the Great Fire of London", "the American Declaration of Independence", "the Battle of Waterloo",
          "the American Civil War", "the invention of the telephone", "the First World War", "the Second World War", "the first landing on the Moon",
          "the fall of the Berlin Wall", "the terror attacks of September 11", "the Covid pandemic"]
DAYS = {"January": 31, "February": 28, "March": 31, "April": 30, "May": 31, "June": 30, "July": 31, "August": 31, "September": 30, "October": 31,
        "November": 30, "December": 31}


def heavier():
    """Two things of classes that are two or more apart, in either order."""
    out = []
    for i, light in enumerate(WEIGHTS):
        for j in range(i + 2, len(WEIGHTS)):
            for k, a in enumerate(light):
                b = WEIGHTS[j][(k + i + j) % len(WEIGHTS[j])]
                out.append((f"{a}, {b}" if (i + j + k) % 2 else f"{b}, {a}", b))
    return out


def earlier():
    out = []
    for i, j in itertools.combinations(range(len(EVENTS)), 2):
        a, b = EVENTS[i], EVENTS[j]
        out.append((f"{a}, {b}" if (i + j) % 2 else f"{b}, {a}", a))
    return out


def flags():
    """The colours in any order."""
    return [(country, list(dict.fromkeys(answers + [", ".join(p) for a in answers for p in itertools.permutations(a.split(", "))])))
            for country, answers in FLAGS]


def syllables(modules):
    """The number of syllables of common words, where the dictionary has one number for all pronunciations."""
    counts = {}
    for word, sounds in LEGEND.findall((modules / "cmu-pronouncing-dictionary" / "index.js").read_text(encoding="utf-8")):
        counts.setdefault(word, set()).add(sum(s[-1].isdigit() for s in sounds.split()))
    pool = sorted({x for c in w.CATEGORIES.values() for x in c})
    return [(x, str(min(counts[x]))) for x in pool if len(counts.get(x, ())) == 1]


def month_days():
    out = []
    for month, days in DAYS.items():
        answer = ["28", "29", "28 or 29"] if days == 28 else [str(days)]
        out += [(month, answer), (month.lower(), answer), (month[:3] + ".", answer)] if month != "May" else [(month, answer), ("may", answer)]
    return out


def tasks(modules):
    """Name to descriptions and rows."""
    return {
        "syllable-count": (["How many syllables does the word have? Answer with a digit.", "count the syllables", "Give the number of syllables in the word I send.",
                            "Clap the word out: how many beats is it?"], syllables(modules)),
        "heavier-of-two": (["Which of the two weighs more?", "Pick the heavier thing.", "I give you two things, tell me the one that is harder to lift because of its weight.",
                            "the heavier one, please"], heavier()),
        "animal-group": (["What do you call a group of these animals?", "Give the collective noun for the animals.", "a whole bunch of them is called a ...? one word",
                          "Name the word for many of these animals together, like pack or swarm."], rows(GROUPS)),
        "state-of-matter": (["Is it a solid, a liquid or a gas at room temperature?", "solid / liquid / gas?", "Give the normal state of matter of the substance.",
                             "Tell me if this stuff is usually solid, liquid or gas."], rows(STATES_OF_MATTER)),
        "book-author": (["Who wrote this book?", "Name the author of the work.", "I'll give you a title, you tell me the writer.", "author?"], rows(AUTHORS)),
        "month-days": (["How many days does this month have?", "Give the number of days in the month.", "length of the month in days", "I type a month and you say how many days long it is."],
                       month_days()),
        "animal-diet": (["Is the animal a herbivore, a carnivore or an omnivore?", "herbivore, carnivore or omnivore", "Classify the animal by what it eats: carnivore, herbivore, omnivore.",
                         "Say whether it eats plants (herbivore), meat (carnivore) or both (omnivore)."], rows(DIETS)),
        "silent-letter": (["Which letter of the word is silent?", "Name the letter that is written but not spoken.", "find the silent letter", "One letter in this word is not pronounced. Which?"],
                          rows(SILENT)),
        "drive-side": (["On which side of the road do they drive in this country? left or right", "Do cars keep to the left or the right there?", "Left- or right-hand traffic? Answer left or right.",
                        "I'm renting a car in this country; say left or right for the side I must drive on."], rows(DRIVE)),
        "flag-colors": (["Which colors are in the flag of this country?", "List the colors of the country's flag.", "flag colors please, separated by commas",
                         "Name the colours you see on this nation's flag."], flags()),
        "food-taste": (["How does it taste: sweet, sour, salty, bitter or spicy?", "Give the main taste of the food.", "sweet, sour, salty, bitter, or spicy?",
                        "What flavor would my tongue notice first? One word."], rows(TASTES)),
        "tool-profession": (["Who uses this at work?", "Name the profession that goes with the object.", "I show you a piece of equipment, you say whose job needs it.", "object -> the worker who uses it"],
                            USERS),
        "proverb-end": (["Complete the saying with its last word.", "What is the final word of this proverb?", "Finish the proverb, give the missing word only.", "how does the saying end?"], PROVERBS),
        "person-nationality": (["What nationality is or was this person?", "Give the nationality of the famous person.", "Where does this celebrity come from? Answer with an adjective such as Greek.",
                                "nationality?"], rows(NATIONS)),
        "unit-quantity": (["What is measured in this unit?", "Name the quantity that the unit is for.", "The unit is given; say what kind of thing you measure with it.", "unit to quantity"], rows(QUANTITIES)),
        "worn-on": (["On which part of the body do you wear it?", "Name the body part this is worn on.", "where on my body does this go", "Tell me which part of the body this item is for."], rows(WORN_ON)),
        "science-subject": (["What does this science study?", "Name the subject matter of the field.", "in one or two words, what is this discipline about?", "What do experts in this field deal with?"], SCIENCES),
        "homophone": (["Write a different word that sounds exactly the same.", "Give the homophone.", "which other word is pronounced just like this one?", "same sound, other spelling"],
                      HOMOPHONES + [(b, a) for a, b in HOMOPHONES]),
        "definition-word": (["Which word is described?", "Give the word for this definition.", "I describe something and you say what it is called.", "guess the word"], DEFINITIONS),
        "earlier-event": (["Which of the two events happened first?", "Choose the event that is further back in history.", "what came earlier?", "Of two events, write the older one."], earlier()),
    }
