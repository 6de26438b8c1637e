"""Tasks over short texts that are held out by kind: no training task asks for the same thing. Written before the tasks in texts.py.

A task has four descriptions and its rows, a table or a function of random draws, as in own.py."""
import words as w
from wordings import upper


def each(label, *texts):
    return [(text, label) for text in texts]


def crossed(label, patterns, fillers):
    return [(pattern.format(filler), label) for pattern in patterns for filler in fillers]


FOODS = ["pasta", "soup", "steak", "salad", "pizza", "curry", "fish", "cake"]
REVIEW_ASPECT = (crossed("food", [
    "The {} was cold in the middle.", "I have never had a better {}.", "Their {} needs more salt.", "The {} melted in my mouth.",
    "Far too much oil in the {}."
], FOODS) + crossed("service", [
    "The {} ignored us for half an hour.", "Our {} was friendly and quick.", "The {} brought the wrong bill.", "What a rude {}!",
    "The {} explained the menu with great patience."
], ["waiter", "waitress", "man at the bar", "head waiter", "young woman who served us", "manager", "barman", "hostess"]))
OPINION = (crossed("opinion", [
    "{} is the best place to live.", "Nobody should miss {}.", "{} is far too noisy.", "I find {} rather boring.",
    "{} is more charming than any other city."
], w.CITIES) + [(text, "fact") for place in w.CITIES for text in [
    f"{place} has an airport.", f"{place} has more than one school.", f"People live in {place}.", f"There are streets and houses in {place}.",
    f"One can find {place} on a map."
]])
DEPARTMENT = (
    each("billing", "I was charged twice this month.", "Where can I find my invoice?", "My refund has not reached my account.",
         "Please send me a receipt.", "The amount on my bill is wrong.", "Can I pay by bank transfer?", "My credit card was declined.",
         "Why did the price go up?", "I want to change my card.", "You took the money but I cancelled.", "Is tax included in the price?",
         "The discount is missing on my invoice.", "When is the next payment due?", "I need an invoice with my company's name.",
         "Please cancel the direct debit.", "I paid yesterday, yet I got a reminder.", "What does this fee on my bill mean?",
         "My voucher was not deducted.", "Can I pay in three instalments?", "The refund is ten euros too low.", "Do you take PayPal?",
         "I overpaid last month.", "My bank says the payment failed.", "Please pay me back for the returned lamp.",
         "Which payment methods do you accept?") +
    each("shipping", "My parcel has not arrived.", "Where is my order?", "The box was left in the rain.", "Can you deliver on Saturday?",
         "The courier went to the wrong house.", "How long does delivery take?", "The tracking number does not work.",
         "Please send it to my office instead.", "My package is stuck at customs.", "Do you ship to Norway?", "Only two of three boxes came.",
         "The driver did not ring the bell.", "When will the sofa be delivered?", "The parcel went back to you.",
         "I moved; please change the delivery address.", "Has my order been sent yet?", "The neighbour has no parcel for me.",
         "The tracking page says lost.", "Can I pick up the parcel myself?", "It has been on its way for nine days.",
         "Please leave the package at the back door.", "Which courier brings it?", "The delivery came a week late.",
         "Can the package arrive before Friday?", "Nobody was there when I waited for the delivery.") +
    each("technical", "The app crashes when I open it.", "I cannot log in.", "The screen stays black.", "How do I update the software?",
         "The printer will not connect.", "I forgot my password.", "The page does not load.", "My headphones do not pair with the phone.",
         "An error 500 appears.", "The installation stops at 90 percent.", "How can I reset the router?", "The sound is missing in videos.",
         "The battery drains in an hour.", "My files will not sync.", "The keyboard types the wrong letters.", "The camera shows only a grey image.",
         "The search on your website finds nothing.", "After the update, nothing works.", "The website logs me out every minute.",
         "Bluetooth switches itself off.", "My laptop does not see the network.", "The button does nothing when I click it.",
         "How do I move my data to a new phone?", "The program freezes at the start.", "The confirmation code is always rejected."))
ASKS = (crossed("person", [
    "Who wrote {}?", "Who is the star of {}?", "Who wants to see {} tonight?", "By whom was {} made?", "Whose favorite film is {}?"
], w.FILMS) + crossed("place", [
    "Where can I watch {}?", "Where was {} filmed?", "In which city does {} begin?", "In what cinema is {} on?", "Where did you buy {}?"
], w.FILMS) + crossed(
    "time", ["When does {} start?", "In which year did {} come out?", "What time does {} end?", "On which day did you see {}?", "When was {} made?"],
    w.FILMS))
ACCEPTS = (
    each("accepted", "Yes, I would love to come!", "Count me in.", "Sure, see you at eight.", "Great, I will be there.", "That works for me.",
         "I'd be delighted to join you.", "Thanks for asking, I'll bring a cake.", "Of course I am coming.", "Wonderful idea, see you then.",
         "We would not miss it.", "Yes please, save me a seat.", "Gladly! What should I bring?", "You can expect both of us.",
         "I am looking forward to it.", "Tuesday is perfect for me.", "Fine, I'll meet you there.", "With pleasure.", "I will be there at noon.",
         "I've put it in my calendar, see you!", "Okay, let's do it.", "I'm in!", "Absolutely, what time?", "We are happy to come.",
         "Yes, the whole family will be there.", "Good, I'll take the early train.", "Lovely, I have no plans that day.", "Sounds fun, I'm coming.",
         "I can make it.", "Thank you, I'll gladly join.", "Yes, dinner on Friday suits me.", "Sure thing, pick me up at six.",
         "I would be honored to come.", "Perfect, I'll see you on Sunday.", "No problem, I'll be there.", "How nice, of course I will come.",
         "Yes, I'll drive over after work.", "Deal, see you tomorrow.", "I'll come, and so will Anna.", "My answer is yes.", "You can count on me.") +
    each("declined", "Sorry, I can't make it.", "Thanks, but I am away that weekend.", "Unfortunately I have to work.", "I'm afraid not.",
         "Maybe another time.", "I would love to, but I am ill.", "No, thank you.", "We can't come, the baby is sick.",
         "I already have plans for Friday.", "Sadly, I must say no.", "I won't be able to join you.", "That day does not work for me.",
         "Please go without me.", "Not this time, sorry.", "I have an exam on that day.", "I'll have to pass.", "We are abroad in May, so we can't.",
         "Regretfully, I cannot attend.", "I don't feel like going out tonight.", "My boss needs me on Saturday.",
         "Thank you, but parties are not for me.", "I can't leave the dog alone.", "Count me out.", "Too bad, I'm on holiday then.",
         "I have no time this week.", "It is too far for me, sorry.", "No, I am too tired.", "I must stay with my mother that day.",
         "My answer is no.", "We have to cancel, sorry.", "I wish I could, but my car broke down.", "I'm busy then, have fun!",
         "I can't, my train leaves at five.", "Sorry, we are moving house that day.", "It's kind of you, but I can't.", "I won't come to the party.",
         "Not possible, I have guests.", "Please give my seat to somebody else.", "I'm sorry to miss it.", "Another time perhaps; today I can't."))

THINGS = w.words("lamp bicycle coat book ticket table camera guitar clock chair hat mirror phone basket")
UNITS = ["{n} euros", "{n} dollars", "{n} pounds", "${n}", "€{n}", "£{n}", "{n} yen", "{n} francs"]
FILES = w.words("report photo invoice song letter notes budget holiday draft backup summary speech map cover homework recipe menu plan list scan")
EXTENSIONS = w.words("pdf jpg png docx txt mp3 mp4 zip xlsx csv html py java json xml gif")
PHRASES = [
    "summer in Rome", "good morning", "happy new year", "save the bees", "coffee time", "work from home", "best friends", "road trip", "live music",
    "home cooking", "world book day", "clean energy", "back to school", "black cat", "winter sports", "street food", "slow travel", "love your city",
    "plant a tree", "game night"
]
TAGS = ["b", "i", "p", "em", "strong", "h1", "h2", "li", "span", "u"]
SAYINGS = [
    "I am late.", "The train is gone.", "We need more milk.", "It will rain soon.", "My phone is broken.", "Dinner is ready.", "I love this song.",
    "You are right.", "The door is open.", "I saw a fox.", "Nobody called.", "It is too cold.", "I found your keys.", "We won the game.",
    "The shop is closed.", "I lost my ticket."
]
STAYED = [
    "We stayed at home", "The match was cancelled", "The train was late", "I could not sleep", "She missed the bus", "They closed the road",
    "He left early", "The picnic ended early"
]
CAUSES = ["the rain", "the storm", "a strike", "the noise", "an accident", "the heavy snow", "a power cut", "the heat", "a headache", "the traffic"]
# A reason and what it leads to.
BECAUSE = {
    "I was tired": ["I went to bed", "I took a taxi", "I left early", "I drank a coffee", "I sat down"],
    "I was ill": ["I stayed at home", "I called a doctor", "I drank hot tea", "I missed the party", "I slept all day"],
    "It was raining": [
        "We stayed at home", "She took a taxi", "We opened an umbrella", "The match was cancelled", "He ran to the car", "We ate indoors"
    ],
    "It was dark": ["She turned on the light", "I took a torch", "He fell over a chair", "We walked slowly", "I could not read the map"],
    "He was hungry": ["He made a sandwich", "He ate an apple", "He went to the kitchen", "He ordered a pizza", "He looked in the fridge"],
    "The bus was late": ["We took a taxi", "I walked", "She missed her train", "He called his boss", "They waited in the cold", "I was angry"],
    "The shop was closed": ["We had no bread", "I went home", "She drove to town", "They bought nothing", "We ate at a restaurant"],
    "They were lost": ["They asked a policeman", "They looked at the map", "They came too late", "They called a friend", "They turned round"],
    "The soup was cold": ["He sent it back", "She heated it again", "I asked for another one", "We complained to the waiter", "He did not eat it"],
    "It was very hot": [
        "We opened the windows", "She bought an ice cream", "They went swimming", "He drank a lot of water", "I wore a hat", "We slept badly"
    ],
    "The music was loud": ["I could not sleep", "The neighbors complained", "She closed the window", "We had to shout", "He left the room"],
    "I had no money": ["I walked home", "I stayed in the hostel", "I asked my brother", "I sold my bicycle", "I went to the bank"],
    "The road was icy": ["She drove slowly", "He slipped and fell", "The school was closed", "We left the car at home", "They took the train"]
}
LIKED = [
    w.words(line) for line in ("tea coffee cocoa juice", "football tennis golf hockey", "cats dogs horses rabbits", "rice pasta bread potatoes",
                               "trains buses ships planes", "Paris Rome London Berlin", "summer winter spring autumn", "jazz rock pop opera",
                               "apples pears plums cherries", "chess cards darts dominoes")
]


def amount(d):
    money = d.pick(UNITS).format(n=d.between(2, 90))
    return d.pick([
        "I paid {m} for the {x}.", "{N} sold the {x} for {m}.", "The {x} costs {m}.", "They want {m} for {k} nights.",
        "{N} owes me {m} since {month}.", "We found {m} in the old {x}.", "The {k} of us spent {m} on the {x}."
    ]).format(m=money, x=d.pick(THINGS), N=d.pick(w.NAMES), k=d.between(2, 9), month=d.pick(w.MONTHS)), money


def turned_name(d):
    first, last = d.pick(w.NAMES), d.pick(w.SURNAMES)
    return f"{last}, {first}", f"{first} {last}"


def iso_date(d):
    day, month, year = d.between(1, 28), d.between(1, 12), d.between(1950, 2030)
    name = w.MONTHS[month - 1]
    return d.pick([f"{day} {name} {year}", f"{name} {day}, {year}"]), f"{year}-{month:02}-{day:02}"


def extension(d):
    name, end = d.pick(FILES), d.pick(EXTENSIONS)
    return d.pick([f"{name}.{end}", f"{name}_{d.between(1, 30)}.{end}", f"my {name}.{end}",
                   f"{name}-{d.between(2000, 2026)}.{end}"]), [end, "." + end]


def hashtag(d):
    phrase = d.pick(PHRASES) if d.below(2) else f"{d.pick(['love', 'visit', 'hello', 'my', 'back in', 'made in', 'run'])} {d.pick(w.CITIES)}"
    return phrase, "#" + "".join(map(upper, phrase.split()))


def hours(d):
    n = d.between(61, 599)
    h, m = divmod(n, 60)
    if m == 0:
        return None
    words = f"{h} hour{'s' * (h > 1)} {m} minute{'s' * (m > 1)}"
    return f"{n} minutes", [words, words.replace("r ", "r and ").replace("rs ", "rs and ")]


def total(d):
    n, price, thing = d.between(2, 9), d.between(2, 9), w.plural(d.pick(w.words("pen book cup ticket lamp hat apple sandwich")))
    return d.pick([f"{n} {thing} at ${price} each", f"{n} {thing}, ${price} a piece",
                   f"{n} {thing} for ${price} each"]), [f"${n * price}", str(n * price)]


def in_the_middle(d):
    a, b, c = d.sample(w.NAMES, 3)
    return d.pick([
        f"{a} is left of {b}. {b} is left of {c}.", f"{b} is right of {a} and left of {c}.", f"{c} is right of {b}, and {b} is right of {a}.",
        f"{a}, left of {b}; {c}, right of {b}."
    ]), b


def masked(d):
    n = d.between(100, 9999)
    text = d.pick([
        "My code is {n}.", "Call {n}-{m}.", "Room {k}, please.", "Order {n} is ready.", "{N} lives at number {k}.", "Bus {k} leaves at {h}.",
        "PIN: {n}", "Flight {k} to {c}"
    ]).format(n=n, m=d.between(100, 9999), k=d.between(1, 250), N=d.pick(w.NAMES), h=d.between(1, 12), c=d.pick(w.CITIES))
    return text, "".join("#" if c.isdigit() else c for c in text)


def quotation(d):
    name, said = d.pick(w.NAMES), d.pick(SAYINGS)
    return d.pick([f'{name} said, "{said}"', f'"{said[:-1]}," said {name}.', f'{name} whispered: "{said}"',
                   f'Then {name} wrote: "{said}"']), [said, said[:-1]]


def reason(d):
    what, cause = d.pick(STAYED), d.pick(CAUSES)
    return d.pick(
        [f"{what} because of {cause}.", f"Because of {cause}, {what[0].lower() if what[0] != 'I' else 'I'}{what[1:]}.",
         f"{what} due to {cause}."]), [cause, cause.split(" ", 1)[1]]


def stripped(d):
    text, a, b = d.pick(SAYINGS + PHRASES), *d.sample(TAGS, 2)
    return (f"<{a}>{text}</{a}>" if d.below(3) else f"<{a}><{b}>{text}</{b}></{a}>"), text


def title_case(d):
    text = f"the {d.pick(w.words('lost old secret green last little silent golden hidden broken blue wild'))} {d.pick(w.words('garden king house river city island doctor letter forest train bridge clock'))}"
    return text, text.title()


def preferred(d):
    a, b = d.sample(d.pick(LIKED), 2)
    name = d.pick(w.NAMES)
    return d.pick([
        f"I like {a} more than {b}.", f"{name} prefers {a} to {b}.", f"{name} thinks {b} can't compete with {a}.",
        f"I would choose {a} over {b} any day.", f"{upper(b)}? No, {name} would rather have {a}."
    ]), a


TASKS = {
    "review-aspect": ([
        "Is the review about the food or the service? Answer food or service.",
        "Say whether the guest talks of what was eaten (food) or of the staff (service).", "Label each restaurant comment: food or service.",
        "What does the customer comment on, food or service?"
    ], REVIEW_ASPECT),
    "fact-opinion": ([
        "Is this a fact or an opinion?", "Write fact if it can be checked, opinion if it is somebody's taste.",
        "Answer with one word, opinion or fact.", "Decide if the statement is objective (fact) or a personal view (opinion)."
    ], OPINION),
    "department": ([
        "Which department should get the ticket: billing, shipping or technical?",
        "Route the customer's message. Answer billing, shipping or technical.",
        "Sort support mail: money matters are billing, parcels are shipping, things that do not work are technical.",
        "Name the team that must answer: technical, billing or shipping."
    ], DEPARTMENT),
    "question-asks": ([
        "Does the question ask for a person, a place or a time?", "What kind of answer is wanted: person, place or time?",
        "Write person for who, place for where, time for when.", "Classify the question by its answer. Labels: place, time, person."
    ], ASKS),
    "accepts": ([
        "Did the guest accept the invitation? Write accepted or declined.",
        "Somebody answers an invitation. Say accepted if they come, declined if not.", "Label the reply accepted or declined.",
        "Is this a yes or a no to the invitation? yes = accepted, no = declined"
    ], ACCEPTS),
    "amount-currency": ([
        "Extract the amount of money with its currency.", "How much money is mentioned? Copy it with the currency.",
        "Pull out the sum of money, as it is written.", "Give me just the price from the sentence, currency included."
    ], amount),
    "name-turn": ([
        "Turn 'Surname, Name' around, without the comma.", "Write the first name before the family name.",
        "The names come from a register as Last, First. Give First Last.", "Undo the order of the address book: given name, then surname."
    ], turned_name),
    "date-iso": ([
        "Convert the date to ISO format (YYYY-MM-DD).", "Write the date as year-month-day in digits.",
        "Give the date the way computers sort it, like 1999-05-04.", "YYYY-MM-DD, please."
    ], iso_date),
    "file-extension": ([
        "What is the file extension?", "Give only the ending of the file name, after the dot.", "Name the file type that the name shows.",
        "Extract the extension of the file."
    ], extension),
    "hashtag": ([
        "Make a hashtag of the phrase, each word capitalised.", "Turn the words into a hashtag like #GoodFood.",
        "How would this be written as a hashtag with capitals?", "Write # and join the words, each beginning with a capital."
    ], hashtag),
    "minutes-hours": ([
        "Convert the minutes to hours and minutes.", "How many hours and minutes is that?", "Write the duration as X hours Y minutes.",
        "Say how long it lasts in hours and minutes."
    ], hours),
    "total-cost": ([
        "How much do they cost together?", "Calculate the total price.", "Multiply the number of things by the price and give the total in dollars.",
        "What will I have to pay for all of them?"
    ], total),
    "in-the-middle": ([
        "Who is in the middle?", "Name the person between the other two.", "Three people stand in a row. Who has a neighbor on both sides?",
        "Which one stands in the center? Just the name."
    ], in_the_middle),
    "join-because": ([
        "Join the two sentences with because.", "Make one sentence with 'because' out of the two.",
        "The second sentence is the reason for the first. Connect them by because.", "Combine both into a single sentence that uses because."
    ], [(f"{result}. {cause}.", f"{result} because {cause if cause[:2] == 'I ' else cause[0].lower() + cause[1:]}.")
        for cause, results in BECAUSE.items() for result in results]),
    "mask-digits": ([
        "Replace every digit with #.", "Hide the numbers: put # for each digit and keep the rest.", "Mask all digits by hash signs.",
        "For privacy, write # in place of each figure."
    ], masked),
    "quotation": ([
        "What exactly did the person say?", "Extract the words that are quoted.", "Give only the direct speech, without quotation marks.",
        "Copy what stands between the quotation marks."
    ], quotation),
    "reason": (["Why did it happen? Name the reason.", "Extract the cause.", "Give the reason mentioned in the sentence.",
                "What was it due to?"], reason),
    "strip-tags": ([
        "Remove the HTML tags.", "Give the plain text without markup.", "Delete everything in angle brackets.",
        "What text would a browser show for this HTML?"
    ], stripped),
    "title-case": ([
        "Write it as a title, each word with a capital letter.", "Capitalise the first letter of every word.", "Put the phrase into title case.",
        "Every word should begin with a capital."
    ], title_case),
    "preferred": ([
        "Which of the two is preferred?", "Name the thing that the person likes better.", "Two things are compared. Write the favourite.",
        "What would they choose?"
    ], preferred),
}
