"""The relations of the family knowledge and how people ask for them. The phrases of each: noun phrases for the answer, whole texts,
and of both those that are set aside for new descriptions."""
import knowledge_data as k
import words as w
from draws import Draws
from knowledge_data import inverse
from phrasing import phrases

LABEL_NAMES = {"+": "plus", "-": "minus"}

# Categories. {a} is 'an animal', {k} 'animal', {m} 'animals'.
NOT_PICKED = {"vegetable", "vehicle", "piece of clothing", "tool", "piece of furniture", "body part", "color", "drink", "musical instrument", "sport", "job", "building",
              "insect", "metal", "flower", "family member", "bird"}
PICK = ("the {k}|the word that names {a}|the only {k} in the list|the one that is {a}|the item that belongs to the {m}", "which of them is {a}?|pick the {k}|find the {k} in the list|one of these is {a}, which one?|choose the {k} out of the words",
        "the one item you could call {a}|whatever in the row counts among {m}", "spot the {k}|only one of these words is {a}: show me it")
PLACE = ("the position of the {k} in the list|the number of the item that is {a}|the place of the {k}, counted from 1|which item is the {k}, as a number", "where in the list is the {k}? give a number|count from the left: at which place stands the {k}?|is the {k} item 1, 2, 3 or 4?|say 1, 2, 3 or 4 for the place of the {k}",
         "the rank of the {k} in the row", "number the words from 1 and tell me which number is {a}")
WITHOUT = ("the list without the {k}|all the words except the {k}|everything but the {k}|the three words that are not {a}", "remove the {k}|delete the {k} from the list|drop whatever is {a} and keep the others|take out the {k} and list the rest",
           "what remains of the list when the {k} is gone", "strike out the {k} and copy the other three")
IS = ("it is {a}|the word names {a}|this is {a}|what I send is {a}|it belongs to the {m}", "is it {a}?|does the word name {a}?|is this {a}?|would you call this {a}?|do we count it among {m}?",
      "what I wrote can be called {a}|one of the {m} is meant", "have we got {a} here?|am I talking about {a}?")
HAS = ("one of the words is {a}|the list contains {a}|there is {a} in the list|at least one word names {a}", "is there {a} in the list?|does the list contain {a}?|is one of these {a}?|do you see {a} among the words?",
       "{a} is among the items", "did I mention {a}?")
ODD = {
    "odd-place": ("the position of the word that does not fit|the number of the odd one out|the place of the stranger in the list, from 1 to 4|the number of the item that is of another kind", "which of the four does not belong? answer 1, 2, 3 or 4|three belong together; give the position of the other one|count to the odd word and write its place|where is the word that doesn't fit? a number",
                  "the rank of the item that differs from the other three", "say at which place, 1 to 4, the list has its exception"),
    "majority-kind": ("the category of most of the words|what three of the four words are, in the plural|the group that three of the words belong to|the kind of thing that most items are", "what are most of these?|three of the words belong together, name their group|ignore the word that doesn't fit and name the category of the others|which category has three members here?",
                      "a common name for the three similar items", "call the majority by their kind"),
    "stranger-kind": ("the category of the word that does not fit|what the odd one out is|the kind of thing that the odd word names|the class of the item that differs", "find the word that doesn't belong and say what kind of thing it is|one of the four is different: what is it?|name the category of the odd one|don't write the odd word, write its category",
                      "a general name for the exception in the list", "what sort of thing is the outsider?"),
}
# Comparisons: more, less, question and clause about the first of two.
ORDERS = {
    "speed": ("faster", "slower", "is the first one faster?", "the first is faster"), "price": ("more expensive", "cheaper", "does the first cost more?", "the first costs more"),
    "temperature": ("hotter", "colder", "is the first one hotter?", "the first is hotter"), "length": ("longer", "shorter", "is the first one longer?", "the first is longer"),
    "age": ("older", "younger", "is the first one older?", "the first is older"), "duration": ("longer lasting", "briefer", "does the first take more time?", "the first lasts longer"),
    "loudness": ("louder", "quieter", "is the first one louder?", "the first is louder"), "height": ("taller", "less tall", "is the first one taller?", "the first is taller"),
    "population": ("more populous", "less populous", "do more people live in the first?", "more people live in the first"), "distance": ("more distant", "nearer", "is the first farther away?", "the first is farther away"),
    "number": ("more numerous", "less numerous", "are there more of the first?", "there are more of the first"), "rank": ("higher-ranking", "lower-ranking", "does the first rank higher?", "the first ranks higher"),
}
COMPARE = ("the {w} one|the {w} of the two|the one that is {w}|whichever is {w}", "which is {w}?|which of the two is {w}?|choose the {w} one, not the {o}|compare the two and write the {w}|pick what is {w}",
           "that of the pair which is {w}", "two things are given, and I want to hear which is the {w} one")
FIRST_IS = ("{c}|of the two things, {c}|it is true that {c}", "{q}|compare them: {q}|two things are given: {q}", "we can say that {c}", "looking at both, {q}")


def words(out, wordnet):
    """Synonyms, antonyms and other words near in meaning; the same inputs for several of them."""
    for kind in k.SENSES:
        table = k.senses(kind)
        same = [(x, s) for x, s, _ in table]
        other = [(x, o) for x, _, o in table]
        said = (f"a synonym of the {kind}|another word for it|a word with the same meaning|{w_article(kind)} that means the same", "what else could I say for this?|say it with a different word of the same meaning|replace the word by a synonym|which word means the same?",
                "a word one could use in its place", "say the same thing, other word|suggest a word of equal sense")
        out.ask(f"synonym-{kind}", [(x, list(dict.fromkeys(s + wordnet.synonyms(x, kind)))) for x, s in same], *said, forms=0)
        out.ask(f"synonym-{kind}", same, *said, forms=5, base=False)
        out.ask(f"antonym-{kind}", other, f"an antonym of the {kind}|the opposite of it|a word with the opposite meaning|the contrary of this {kind}", "what is the opposite?|say the reverse of this|replace the word by its antonym|which word means the contrary?",
                "a word that contradicts it", "turn the meaning around|suggest a word of opposed sense", forms=5)
        draws = Draws("senses/" + kind)
        mixed, same_pairs, other_pairs, relation = [], [], [], []
        for x, s, o in table:
            for i in range(2):
                a, b = draws.pick(s), draws.pick(o)
                text = f"{x}: " + ", ".join(draws.shuffle([a, b]))
                mixed.append((text, a, b))
                relation += [(f"{x}, {a}", "synonyms"), (f"{x}, {b}", "antonyms")]
        out.ask(f"choose-synonym-{kind}", [(t, [a]) for t, a, _ in mixed], "the word after the colon that means the same|the synonym among the two words|whichever of the two has the same meaning|the one that is a synonym of the first word", "which of the two means the same as the first word?|choose the synonym, not the opposite|pick the word with the same meaning|two words follow the colon; write the one that means the same",
                "that one of the pair which agrees in meaning", "one is a synonym and one is not: show the synonym", forms=1)
        out.ask(f"choose-antonym-{kind}", [(t, [b]) for t, _, b in mixed], "the word after the colon that means the opposite|the antonym among the two words|whichever of the two has the opposite meaning|the one that is an antonym of the first word", "which of the two means the opposite of the first word?|choose the opposite, not the synonym|pick the word with the contrary meaning|two words follow the colon; write the one that means the contrary",
                "that one of the pair which differs in meaning", "one is an antonym and one is not: show the antonym", forms=1)
        out.ask(f"same-or-opposite-{kind}", [(t, ["same" if r == "synonyms" else "opposite"]) for t, r in relation], "same or opposite, for the meanings of the words|the relation of the two words: same or opposite|same if the words are synonyms, opposite if they are antonyms|the word same or the word opposite", "do the words mean the same or the opposite? answer same or opposite|same or opposite?|compare the meanings: same / opposite|are they synonyms (same) or antonyms (opposite)?",
                "opposite for contrary words, same for like ones", "tell contrary pairs from like ones, with opposite and same", forms=1)
        out.judge(f"means-same-{kind}", [(t, r == "synonyms") for t, r in relation], phrases("the two words mean the same|the words are synonyms|both words have the same meaning"), phrases("do the two words mean the same?|are the words synonyms?|is their meaning the same?"),
                  ["one word could stand for the other"], ["could I replace one by the other?"], 3)
        out.judge(f"means-opposite-{kind}", [(t, r == "antonyms") for t, r in relation], phrases("the two words are opposites|the words are antonyms|the words have opposite meanings"), phrases("do the two words mean the opposite of each other?|are the words antonyms?|are these opposites?"),
                  ["the words contradict each other"], ["does one contradict the other?"], 3)
    out.ask("stronger-word", k.STRONGER, "a stronger word for it|a word that means very much the same thing, only more so|the extreme form of the word|a more intense word", "say it with more force|make the word stronger|which word means this to a very high degree?|turn the volume up: one stronger word|exaggerate the word",
            "what you say when it is extremely so", "one step up in intensity, please")
    out.ask("weaker-word", inverse(k.STRONGER), "a weaker word for it|a milder word|the plain word that this exaggerates|a less intense word", "say it with less force|make the word milder|tone it down to one simple word|which ordinary word is this an extreme form of?",
            "what a modest person would say instead", "one step down in intensity, please", forms=1)
    kinds = [(name, a, many, members) for name, (a, many, members) in sorted(k.CATEGORIES.items())]
    where = {}
    for name, _, _, members in kinds:
        for x in members:
            where.setdefault(x, []).append(name)
    only = [(x, names) for x, names in where.items() if len(names) == 1]
    out.ask("word-category", only, "the category of the word|the kind of thing it is|what the word names, in general|a more general word for it", "what kind of thing is this?|name the category|which group does it belong to?|it is a kind of what?|say what it is in general",
            "a class that has it as a member", "under which heading would you file it?", forms=6)
    out.ask("category-member", [(x, members) for _, a, many, members in kinds for x in (a, many, f"one of the {many}")], "an example of it|one of them|a member of the category|something that belongs there", "name one|give an example|which thing is of this kind? one is enough|mention a member of this group|such as?",
            "anything one could file under this heading", "I know the class only: tell me one thing in it", forms=2)
    parts = [(a, [b]) for a, b in w.LIVING_PARTS + w.MADE_PARTS]
    out.ask("part-whole", parts, "the whole that it is part of|the thing or creature with this part|what it belongs to as a part|the thing that has one", "what is this a part of?|part to whole|where do you find this part? name the thing|which thing or creature has one?", "that which would be incomplete without it", "put it back where it came from: into what?", forms=4)
    out.ask("whole-part", inverse(parts), "a part of it|something it has as a part|one of its parts|a piece of the whole", "what is a part of this?|whole to part|name one of its parts|which part does it have?", "a thing you get when you take it apart", "take it apart: what is the first piece in your hand?", forms=2)
    females = [(a, [b]) for a, b in w.FEMALES]
    out.ask("female-form", females, "the female counterpart|the word for a woman or female of this kind|the feminine form", "what is the female of it?|make it female|he to she: which word?|turn the man into a woman", "what she is called", "let a lady take his place: which word?", forms=3, base=False)
    out.ask("male-form", inverse([r for r in females if r[1][0] not in ("cow", "lady", "hen", "nun")]), "the male counterpart|the word for a man or male of this kind|the masculine form", "what is the male of it?|make it male|she to he: which word?|turn the woman into a man", "what he is called", "let a gentleman take her place: which word?", forms=3, base=False)
    out.ask("goes-with", k.PAIRS, "the word that usually goes with it|the partner of the word|the other half of the famous pair|the word that follows after and", "complete the pair|which word belongs to it?|X and ... what?|name what comes after 'and' in the well-known phrase|what is it usually paired with?",
            "its companion in a set phrase", "people say it together with another word; which?", forms=4)
    out.ask("goes-before", inverse(k.PAIRS), "the word that usually comes before it, joined by and|the first half of the famous pair|the word in front of and", "complete the pair from the front: ... and X|which word comes first in the pair?|... and this: fill in the gap|what is named before it in the well-known phrase?",
            "what opens the set phrase that closes with it", "this is the second half of a pair; say the first", forms=2)
    out.ask("kin", k.KIN, "the family relation in one word|the one word for this relative|what this relative is called|the name of this member of my family", "what do I call this person?|who is that to me?|one word for this relative|how am I related to this person? name what they are to me",
            "a shorter name for this member of the family", "say who that is in the family, by one word", forms=4)
    halves = [c.split("+") for c in k.COMPOUNDS]
    compound = [(a + b, a, b) for a, b in halves]
    out.ask("compound-first", [(c, [a]) for c, a, _ in compound], "the first part of the compound|the first of the two words inside|the front word of the compound|the word it begins with", "which word does the compound begin with?|split it and keep the first word|two words are joined here, give the first|cut off the second word",
            "the front half, up to where the next word starts", "leave only the opening word of the compound")
    out.ask("compound-second", [(c, [b]) for c, _, b in compound], "the second part of the compound|the second of the two words inside|the back word of the compound|the word it ends with", "which word does the compound end with?|split it and keep the second word|two words are joined here, give the second|cut off the first word",
            "the back half, from where the next word starts", "leave only the closing word of the compound")
    out.ask("compound-split", [(c, [f"{a} {b}"]) for c, a, b in compound], "the two words inside, with a blank between|both parts of the compound, separated|the compound as two words", "split the compound into its words|put a space between the two parts|take the compound apart|write it as two words|insert the missing blank",
            "the pieces it was put together from", "undo the joining of the two words", forms=1)
    out.ask("compound-swap", [(c, [b + a]) for c, a, b in compound], "the compound with its two parts swapped|the second part followed by the first, as one word|the parts in the other order, joined", "swap the two halves of the compound|put the second word before the first, without a blank|exchange the parts|turn sunflower-like words around by their parts",
            "the word with back and front part exchanged", "let the parts change places and stay joined", forms=0)
    out.ask("compound-plus", [(f"{a} + {b}", [a + b]) for a, b in halves], "the compound of the two words|both words as one|the word made from the two", "join the two into one word|write them together|what do you get when you put these words together?|add the words up|make one word of two",
            "the single word that they make", "remove the plus and close the gap", forms=2)


def languages(out):
    """Words of seven languages: each language in both directions, across, and by name."""
    columns = {name: [row[i] for row in k.DICTIONARY] for i, name in enumerate(k.LANGUAGES)}

    def translate(a, b, forms, base=True):
        rows = [(x[0], y) for x, y in zip(columns[a], columns[b])]
        out.ask(f"{a}-{b}".lower(), rows, f"the {b} word|the {b} translation|the {b} for this {a} word|how one says it in {b}|the word in {b}", f"translate from {a} into {b}|what is this in {b}?|{a} to {b}|say it in {b}|put the {a} word into {b}|how do you say this in {b}?",
                f"what a speaker of {b} would say|the {b} equivalent", f"{a} goes in, {b} comes out|I only speak {b}: what does this {a} word mean?", forms=forms, base=base)
    for name in k.LANGUAGES[1:]:
        translate("English", name, 2, name not in ("French", "Spanish", "German"))
        translate(name, "English", 2)
    for pair in ("French Spanish", "Spanish French", "German French", "French German", "Spanish Italian", "Italian Spanish", "Portuguese Spanish", "Latin Italian", "Italian German", "German Spanish"):
        translate(*pair.split(), 1)
    which = {}
    for i, name in enumerate(k.LANGUAGES):
        for x in columns[name]:
            which.setdefault(x[0].lower(), []).append((name, x[0]))
    only = [(x, name) for lower, found in which.items() if len(found) == 1 and lower not in k.AMBIGUOUS for name, x in found]
    draws = Draws("languages")
    only = draws.shuffle(only)
    known = [(x, name) for x, name in only if name in ("French", "Spanish", "German", "English", "Italian")]
    out.ask("language-of", [(x, [name]) for x, name in known], "the language of the word|the name of the language|the language it is from: English, French, Spanish, German or Italian|which language it is", "what language is this?|identify the language|is it English, French, Spanish, German or Italian?|from which language is this word?|recognize the language",
            "the tongue that this word belongs to", "people of which language say this?", forms=3)
    codes = {"French": "fr", "Spanish": "es", "German": "de", "English": "en", "Italian": "it"}
    out.ask("language-code", [(x, [codes[name]]) for x, name in known], "the two-letter code of the word's language|the language as en, fr, es, de or it|the language code", "en, fr, es, de or it?|which language is it? answer with a code such as en|tag the word with its language code|language of the word, two small letters",
            "two letters for the tongue of the word", "label it en, de, fr, it or es", forms=0)
    for name in ("French", "Spanish", "German", "Italian", "Latin"):
        out.judge(f"is-{name.lower()}", [(x, n == name) for x, n in only], [f"the word is {name}", f"it is a {name} word" if name != "Italian" else "it is an Italian word", f"the language is {name}"], [f"is this {name}?", f"is the word from {name}?", f"does a {name} dictionary have this word?"],
                  [f"it would be understood as {name}"], [f"have I written {name} here?"], 2)
    for a, b, x, y, language in (("le", "la", k.FRENCH_LE, k.FRENCH_LA, "French"), ("el", "la", k.SPANISH_EL, k.SPANISH_LA, "Spanish")):
        nouns = [(n, a) for n in sorted(x)] + [(n, b) for n in sorted(y)]
        out.ask(f"{language.lower()}-article", [(n, [g]) for n, g in nouns], f"the {language} article, {a} or {b}|{a} or {b}, as the noun needs it|the right article for the {language} noun", f"{a} or {b}?|which article does the {language} noun take?|choose {a} or {b} for it|article of this {language} word, please",
                f"{b} for feminine and {a} for masculine nouns", f"put nothing but {a} or {b} for this noun", forms=0)
        out.ask(f"{language.lower()}-with-article", [(n, [f"{g} {n}"]) for n, g in nouns], f"the {language} noun with its article|the noun with {a} or {b} before it|article and noun in {language}", f"add {a} or {b}|put the right {language} article in front|write the noun together with {a} or {b}|complete the {language} noun with the definite article",
                "the word again, preceded by its definite article", f"place {b} or {a} before the word", forms=0)
        out.ask(f"{language.lower()}-gender", [(n, ["masculine" if g == a else "feminine"]) for n, g in nouns], f"the gender of the {language} noun|masculine or feminine, for the {language} noun|the noun's grammatical gender", "masculine or feminine?|what gender does this word have?|is the noun masculine or feminine?|name its gender",
                "feminine or masculine, whichever the noun is", f"say which gender {language} gives it", forms=1)
    german = [(n, g) for g in sorted(k.GERMAN_GENDER) for n in sorted(k.GERMAN_GENDER[g])]
    out.ask("german-article", [(n, [g]) for n, g in german], "the German article|der, die or das for the noun|the right article for the German noun|the noun's article", "der, die or das?|which article does the German noun take?|choose der, die or das|article of this German word, please",
            "das, die or der, as the noun asks for", "put nothing but the article that German has for it", forms=0)
    out.ask("german-with-article", [(n, [f"{g} {n}"]) for n, g in german], "the German noun with its article|the noun with der, die or das before it|article and noun in German", "add der, die or das|put the right German article in front|write the noun together with its article|complete the German noun with der, die or das",
            "the word again, preceded by das, die or der", "place the right article before the word", forms=0)
    for i, name in enumerate(k.LANGUAGES[1:5], 1):
        out.ask(f"calendar-{name.lower()}", [(row[0], [row[i]]) for row in k.CALENDAR], f"the {name} name of the month, day or season|the {name} word for this day, month or season|the calendar word in {name}", f"translate the calendar word into {name}|what's this on a {name} calendar?|name the month, day or season in {name}|say this date word in {name}",
                f"how a {name} calendar calls it", f"I make a {name} calendar; what do I print?", forms=0)
        if i < 4:
            out.ask(f"calendar-from-{name.lower()}", [(row[i], [row[0]]) for row in k.CALENDAR], f"the English name of the {name} month, day or season|the English for this {name} calendar word|which month, day or season it is, in English", f"translate the {name} calendar word into English|I found this in a {name} calendar, what is it?|read this {name} date word in English|from {name}: which month, day or season?",
                    "how an English calendar calls it", f"help me read my {name} diary: say it in English", forms=0)


def forms(out):
    """Forms of verbs, nouns and adjectives, by themselves and in short phrases."""
    verbs = [x for x in w.VERBS if x not in ("snow", "rain", "mean", "happen")]
    part = {"base": lambda v: v, "past": w.PAST.get, "participle": w.PARTICIPLE.get, "ing": w.gerund, "third": w.third}
    called = {"base": ("base form", "infinitive"), "past": ("past tense", "simple past"), "participle": ("past participle", "participle used after have"), "ing": ("-ing form", "present participle"),
              "third": ("third person singular", "form with he or she")}
    for pair in "past-participle past-ing past-third ing-base ing-past ing-third third-base third-past third-ing participle-base participle-past".split():
        a, b = pair.split("-")
        source, (first, second) = called[a][0], called[b]
        out.ask(f"verb-{pair}", [(part[a](v), [part[b](v)]) for v in verbs if part[a](v) != part[b](v)], f"the {first} of the verb|the verb's {second}|the {first}, given the {source}|the {second} of this verb", f"change the {source} into the {first}|from {source} to {first}|turn the verb into its {second}|you see a {source}; write the {first}",
                f"what this verb looks like as a {first}", f"the verb comes as {source}, and should leave as {first}", forms=1)
    frames = {
        "did-not": (lambda v: f"did not {v}", "the verb in the past with did not|did not and the verb|the negative past of the verb", "say that it did not happen: did not ...|negate the verb in the past|put did not before it|make it negative and past", "what nobody did yesterday, with did not", "deny that it was done, using did not"),
        "does-not": (lambda v: f"doesn't {v}", "the verb with doesn't|doesn't and the verb|the negative of the verb for he or she", "say that he or she does not do it: doesn't ...|negate the verb with doesn't|put doesn't before it|make it negative, in the present", "what somebody never does, with doesn't", "deny it for the present, using doesn't"),
        "will": (lambda v: f"will {v}", "the future of the verb with will|will and the verb|the verb in the future", "say it for tomorrow: will ...|put the verb into the future|put will before it|make it a future action", "what is still to come, with will", "let it happen later, using will"),
        "going-to": (lambda v: f"going to {v}", "the verb with going to|going to and the verb|the future of the verb with going to", "express the plan: going to ...|use going to with the verb|put going to in front|turn it into an intention", "what one intends, with going to", "make a plan of it, using going to"),
        "to": (lambda v: f"to {v}", "the infinitive with to|to and the verb|the verb with to before it", "add to|write the full infinitive|put to in front of the verb|as in a dictionary of verbs: to ...", "the verb as it follows 'I want'", "let it follow I want, with to"),
        "dont": (lambda v: f"Don't {v}!", "the verb as a prohibition: Don't ...!|a ban on the action, with an exclamation mark|the negative command", "forbid it with Don't and !|tell someone not to do it|make a negative command|write Don't, the verb, and !", "what a sign that forbids this would say", "stop people from doing it: Don't ...!"),
        "lets": (lambda v: f"Let's {v}!", "the verb as a proposal: Let's ...!|Let's, the verb and an exclamation mark|a suggestion to do it together", "propose it with Let's and !|suggest that we do it|invite people to do it together: Let's ...!|write Let's, the verb, and !", "what you say to get the group to do this", "call on all of us: Let's ...!"),
        "i-past": (lambda v: f"I {w.PAST[v]}", "I and the past tense of the verb|the past tense with I|the verb in the past, with I as the subject", "say that I did it yesterday: I ...|use I and the simple past|tell it about yourself in the past|past tense, first person, with I", "a confession of two words that I did so", "you did it: say so with I, two words"),
        "she-third": (lambda v: f"she {w.third(v)}", "she and the verb in the right form|the verb with she as the subject|she with the present tense of the verb", "say what she does|use the verb after she|conjugate it for she|present tense with she", "two words on what that woman does", "let she do it, in the present"),
        "has": (lambda v: f"has {w.PARTICIPLE[v]}", "has and the past participle|the verb in the present perfect with has|the perfect with has", "use has with the verb|say that he has done it: has ...|put it into the present perfect, with has|has plus the participle", "what somebody has just finished, beginning with has", "make it a thing done by now, with has"),
        "is-ing": (lambda v: f"is {w.gerund(v)}", "is and the -ing form|the present continuous with is|the verb in progress, with is", "say what he is doing right now: is ...|use is and -ing|put the verb into the present continuous|is plus the present participle", "what is going on, beginning with is", "make it happen at this moment, with is"),
        "were-ing": (lambda v: f"were {w.gerund(v)}", "were and the -ing form|the past continuous with were|the verb in progress in the past, with were", "say what they were doing: were ...|use were and -ing|put the verb into the past continuous|were plus the present participle", "what was going on, beginning with were", "they were busy with it: say so with were"),
        "was-done": (lambda v: f"had {w.PARTICIPLE[v]}", "had and the past participle|the past perfect with had|the verb in the past perfect", "use had with the verb|say that it had been finished before: had ...|put it into the pluperfect, with had|had plus the participle", "what was over by then, beginning with had", "set it before another past event, with had"),
        "can": (lambda v: f"can {v}", "the verb with can|can and the verb|the verb as an ability", "say that one is able to: can ...|add can|put can in front|turn it into an ability", "what somebody is able to do, with can", "claim to be able, using can"),
        "please": (lambda v: f"Please {v}.", "the verb as a polite request: Please ...|Please, the verb and a full stop|a polite request", "ask somebody politely to do it, with Please|make a friendly request of it|write Please, the verb, and a full stop|say it politely, starting with Please", "what a courteous person says to get this done", "beg for it in two words, the first is Please"),
    }
    for name, (make, n, t, new_n, new_t) in frames.items():
        out.ask(f"verb-phrase-{name}", [(v, [make(v)]) for v in verbs], n, t, new_n, new_t, forms=0)
    irregular = {x for x, _, _ in w.IRREGULAR_VERBS}
    out.judge("is-irregular-verb", [(v, v in irregular) for v in w.VERBS], phrases("the verb is irregular|its past does not end in -ed|the verb has an irregular past"), phrases("is the verb irregular?|is its past tense irregular?|does it have a past that does not end in -ed?"),
              ["a list of irregular verbs has it"], ["must I learn its past by heart, since it lacks -ed?"], 2)
    out.ask("verb-regularity", [(v, ["irregular" if v in irregular else "regular"]) for v in w.VERBS], "regular or irregular, for the verb|the class of the verb: regular or irregular", "regular or irregular?|is the verb regular or irregular?|classify the verb as regular or irregular|does it take -ed (regular) or not (irregular)?",
            "irregular for verbs without -ed, regular for the others", "tell me irregular or regular for the past of this", forms=1)
    nouns = {
        "the": (lambda x: f"the {x}", "the noun with the definite article|the noun with the before it|the and the noun", "add the|put the definite article in front|write the before the noun|make the noun definite", "the noun as a known thing, with its article", "place the before it"),
        "two": (lambda x: f"two {w.plural(x)}", "two of them, with the plural|two and the plural of the noun|the noun for a pair of them, after two", "say there are two|write two and the right plural|make it two|count two of them", "a couple of these, beginning with two", "double the thing: two ..."),
        "many": (lambda x: f"many {w.plural(x)}", "many and the plural|the noun for many of them, after many|a lot of them, with the word many", "say there are many|write many and the right plural|make it many|put many in front and change the noun", "a crowd of these, beginning with many", "multiply the thing: many ..."),
        "no": (lambda x: f"no {w.plural(x)}", "no and the plural|the noun for none of them, after no|none of them, with the word no and the plural", "say there are none, with no|write no and the right plural|make it none: no ...|put no in front and use the plural", "an absence of these, beginning with no", "let there be none: no ..."),
        "possessive": (lambda x: f"{x}'s", "the possessive of the noun|the noun with 's|the genitive of the noun", "add apostrophe and s|make the noun possessive|say that something belongs to it, with 's|put 's at the end", "the noun as an owner", "let it own something"),
        "my": (lambda x: f"my {x}", "the noun with my before it|my and the noun|the noun as my own", "say it is mine, with my|put my in front|claim it: my ...|add the word my", "the thing as a possession of the speaker", "let it belong to me: my ..."),
        "this": (lambda x: f"this {x}", "the noun with this|this and the noun|the noun as one that is near", "point at it: this ...|put this in front|add the word this|say this before it", "the thing right here, with this", "show that it is near: this ..."),
        "these": (lambda x: f"these {w.plural(x)}", "these and the plural|the plural with these|several that are near, with these", "point at several: these ...|write these and the right plural|put it into the plural after these|say these before the plural", "the things right here, with these", "show that they are near: these ..."),
        "old": (lambda x: f"an old {x}", "the noun as an old one, with an|an old and the noun|the noun with an old before it", "say that it is old: an old ...|add an old|put an old in front|describe one that is old", "one of its kind that has aged, with an", "let it be aged: an old ..."),
    }
    for name, (make, n, t, new_n, new_t) in nouns.items():
        out.ask(f"noun-phrase-{name}", [(x, [make(x)]) for x in w.COUNTABLE], n, t, new_n, new_t, forms=0)
    compare = {"superlative": 2, "comparative": 1, "base": 0}
    for a, b in (("base", "superlative"), ("comparative", "base"), ("superlative", "base"), ("comparative", "superlative"), ("superlative", "comparative")):
        names = {"superlative": "superlative", "comparative": "comparative", "base": "plain adjective"}
        out.ask(f"adjective-{a}-{b}", [(row[compare[a]], [row[compare[b]]]) for row in w.COMPARISON], f"the {names[b]} of the adjective|the {names[b]}, given the {names[a]}|the {names[b]} that belongs to it", f"change the {names[a]} into the {names[b]}|from {names[a]} to {names[b]}|turn it into the {names[b]}|write it as a {names[b]}",
                f"what this adjective is as a {names[b]}", f"you get the {names[a]}; I want the {names[b]}", forms=1)
    for name, make, n, t, new_n, new_t in (
            ("the-most", lambda r: f"the {r[2]}", "the superlative with the|the and the superlative|the highest degree, with the article", "say that nothing is more so: the ...|the adjective's superlative after the|write the and the superlative|rank it first, with the", "the top of the scale, with the", "let it beat all others: the ..."),
            ("than", lambda r: f"{r[1]} than", "the comparative with than|the comparative followed by than|the higher degree and than", "compare: ... than|write the comparative and than|the adjective's comparative before than|start a comparison with it, up to than", "what comes first in a comparison, than included", "let it exceed another: ... than"),
            ("very", lambda r: f"very {r[0]}", "the adjective with very|very and the adjective|the adjective made stronger by very", "add very|put very in front|say it is very much so, with very|strengthen it with the word very", "the adjective to a high degree, by one more word", "underline it with very"),
            ("not", lambda r: f"not {r[0]}", "the adjective with not|not and the adjective|the denied adjective", "add not|put not in front|deny it with the word not|say that it isn't so, with not", "the adjective refused, by one more word", "contradict it with not"),
            ("as-as", lambda r: f"as {r[0]} as", "the adjective between as and as|as, the adjective and as|the form for equal comparison", "compare as equal: as ... as|put as on both sides|say as ... as|start an equal comparison with it", "what says that two are equally so", "frame it by as and as")):
        out.ask(f"adjective-phrase-{name}", [(r[0], [make(r)]) for r in w.COMPARISON], n, t, new_n, new_t, forms=0)
    both = [
        ("adverb-adjective", "adjective-adverb", [(a, [b]) for a, b in w.LY], "adverb", "adjective", False), ("agent-verb", "verb-agent", [(a, [b]) for a, b in w.AGENTS], "noun for the doer", "verb", False),
        ("quality-adjective", "adjective-quality", [(a, [b]) for a, b in w.QUALITIES], "abstract noun", "adjective", False), ("adjective-to-noun", "noun-to-adjective", [(a, [b]) for a, b in w.FROM_NOUNS], "adjective", "noun", False),
        ("noun-to-verb", "verb-to-noun", k.NOMINAL, "noun", "verb", True), ("without-negation", "negated", k.NEGATED, "negative form with a prefix", "positive form", True),
        ("undo-re", "again-re", k.AGAIN, "verb with re-", "verb without re-", True), ("able-verb", "verb-able", k.ABLE, "adjective in -able", "verb", True),
        ("less-noun", "noun-less", k.LESS, "adjective in -less", "noun", True), ("ful-noun", "noun-ful", k.FUL_LESS, "adjective in -ful", "noun", True)]
    for back, forth, rows, target, source, base in both:
        short_t, short_s = target, source
        out.ask(forth, rows, f"the {target}|the {target} that belongs to the word|the matching {target}|the {target} made from it", f"turn the word into the {target}|derive the {target}|which {short_t} comes from this word?|{short_s} to {short_t}|change it to the {target}",
                f"{w_article(target)} of the same family", f"build the {target}", forms=2, base=base)
        out.ask(back, inverse(rows), f"the {source}|the {source} that it comes from|the {source} behind the word|the {source} at its root", f"turn the word back into the {source}|which {short_s} is this made from?|{short_t} to {short_s}|find the {source} inside|go back to the {source}",
                f"the {source} it grew out of", f"undo the ending or beginning and leave the {source}", forms=2)
    out.ask("ful-to-less", [(a, [b[0]]) for (_, (a,)), (_, b) in zip([r for r in k.FUL_LESS if r[0] != "regret"], k.LESS)], "the adjective in -less|the opposite with -less|the word with -less instead of -ful", "replace -ful by -less|turn the word into its opposite in -less|change the ending to -less|from -ful to -less",
            "what you call it when that is lacking, in -less", "take away the full and make it less", forms=1)
    out.ask("make-or-do", k.MAKE_DO, "the verb that goes with it, make or do|make or do|the right verb: make or do", "make or do?|do you make it or do it?|choose make or do for these words|which verb fits before it, make or do?|fill in make or do",
            "do or make, as English speakers say", "put the verb that English wants here, do or make", forms=0)
    out.ask("make-do-phrase", [(x, [f"{a[0]} {x}"]) for x, a in k.MAKE_DO], "the phrase with make or do in front|the words with the right verb, make or do, before them|make or do and then the words", "add make or do|put the right verb, make or do, in front|complete the phrase with make or do|write the whole phrase with its verb",
            "the words again, with do or make leading", "let do or make open the phrase", forms=0)
    out.ask("partitive", k.PARTITIVES, "the word for one portion of it, as in a ... of X|the measure word in 'a ... of'|the unit one counts it by|the noun that goes in a ___ of this", "a ... of this: fill in the gap|what do you say before 'of' to count it?|how is one portion of it called?|a what of it?",
            "something to count this stuff with", "say how one asks for a single unit of it", forms=2)
    out.ask("preposition", k.PREPOSITIONS, "the preposition that follows|the preposition that goes with it|the little word that comes next|the right preposition", "which preposition comes after this?|complete with a preposition|in, on, at, of or what?|add the missing preposition, only that|what small word follows?",
            "the short word English puts behind it", "which of the prepositions does it call for?", forms=2)
    out.ask("with-preposition", [(x, [f"{x} {p}" for p in a]) for x, a in k.PREPOSITIONS], "the expression with its preposition|the words and the preposition that follows them|the whole phrase including the preposition", "add the right preposition at the end|repeat it and complete it with a preposition|finish the expression with its preposition|write it with the preposition",
            "my words plus the short word English puts behind them", "extend it by the preposition it calls for", forms=0)
    out.ask("countable", k.COUNTABILITY, "countable or uncountable, for the noun|the class of the noun: countable or uncountable", "countable or uncountable?|can you count it? countable / uncountable|is the noun countable or uncountable?|classify the noun: countable, uncountable",
            "uncountable for masses, countable for single things", "sort it under uncountable or countable", forms=1)
    out.ask("many-or-much", [(x, ["many" if a[0] == "countable" else "much"]) for x, a in k.COUNTABILITY], "many or much, as the noun needs|how many or how much: the second word|the right word, much or many", "much or many?|how much or how many? write much or many|choose many or much for the noun|which goes with this noun, much or many?",
            "much for masses, many for things one counts", "complete 'how ...' for this noun", forms=0)
    out.judge("is-countable", [(x, a[0] == "countable") for x, a in k.COUNTABILITY], phrases("the noun is countable|you can count it|the noun has a plural"), phrases("is the noun countable?|can you count it?|can I say two of these?"), ["one may put three before its plural"], ["could there be three of them?"], 2)
    for a, b, rows in (("British", "American", k.BRITISH), ("American", "British", inverse(k.BRITISH))):
        out.ask(f"{a}-{b}-word".lower(), rows, f"the {b} word for it|the {b} word for this {a} thing|what it is called in {b} English|the {b} English equivalent", f"translate from {a} to {b} English|what do people with {b} English call this?|{a} word in, {b} word out|say it in {b} English|replace the {a} word by the {b} one",
                f"the name for this where {b} English is spoken", f"I speak {b} English and don't know this word: what is it?", forms=2)
    out.ask("nickname-full", k.NICKNAMES, "the full first name|the formal name behind the nickname|the name it is short for|the long form of the name", "what is the full name?|expand the nickname|what is this short for?|write the formal first name|which name does it stand for?",
            "the name on the passport of someone called this", "un-shorten the name")
    out.ask("nickname-short", inverse(k.NICKNAMES), "a usual nickname for the name|the short form of the name|what friends call this person|a short familiar name", "shorten the name to its nickname|how do friends call a person of this name?|make a nickname|give the familiar form",
            "a pet name that everyone knows for it", "be informal with this name", forms=1)
    out.ask("abbreviation-full", k.ABBREVIATIONS, "the full form of the abbreviation|what the abbreviation stands for|the words behind the short form|the abbreviation in full", "expand the abbreviation|what does this stand for?|write it out in full|spell out the short form|what is it short for?",
            "the long version of this short word", "undo the abbreviating")
    out.ask("abbreviation-short", inverse([r for r in k.ABBREVIATIONS if r[0] != "St."]), "the abbreviation|the usual short form|the abbreviation of this|how it is abbreviated", "abbreviate this|shorten it|what's the abbreviation?|write the short form|how do you abbreviate it?",
            "the compact version of this", "save space: say it the shortest usual way", forms=1)
    out.ask("greek-name", k.GREEK, "the name of the Greek letter|how this Greek letter is called|the letter's name in English", "which Greek letter is this?|name the Greek letter|read the letter aloud|spell the name of this Greek sign", "what mathematicians say when they see it", "pronounce this Greek character", forms=2)
    out.ask("greek-letter", inverse(k.GREEK), "the Greek letter itself|the small Greek letter with this name|the sign for this letter", "write the Greek letter|show the letter in Greek script|how is this Greek letter written?|turn the name into the Greek sign", "the character that carries this name", "draw the letter, small, in Greek", forms=0)
    out.ask("nato-word", k.NATO, "the code word for the letter in the NATO alphabet|the word pilots use for this letter|the radio word for the letter", "spell the letter as on the radio|which NATO code word stands for it?|say the letter the way pilots do|letter to code word", "what a soldier says for this letter over the radio", "Alfa, Bravo, ... which one is this?", forms=2)
    out.ask("nato-letter", inverse(k.NATO), "the letter that the code word stands for|the letter behind the NATO word|the single letter meant by this radio word", "which letter does the code word mean?|decode the radio word to its letter|NATO word to letter|what letter did the pilot spell?", "the character spelled by this word over the radio", "turn the Alfa-Bravo word back to its letter", forms=0)


POOL = sorted({x for c in w.CATEGORIES.values() for x in c if " " not in x and x.isalpha()})


def letters(out):
    """Letters of words."""
    middle = [x for x in POOL if len(x) % 2 and len(x) > 3]
    changes = {
        "third-letter": ([(x, x[2]) for x in POOL], "the third letter of the word|letter number three|the letter in third place", "which letter is third?|write letter 3 of the word|give the third letter|count to three and tell me the letter", "the character after the first two", "skip two letters and write one"),
        "middle-letter": ([(x, x[len(x) // 2]) for x in middle], "the middle letter of the word|the letter in the center|the letter with as many before as after it", "which letter is in the middle?|give the central letter|find the letter at the center|write the middle character", "the character that halves the word", "go to the center and read off one letter"),
        "first-three": ([(x, x[:3]) for x in POOL if len(x) > 3], "the first three letters|the opening three letters|the beginning of the word, three letters long", "write letters one to three|cut the word after three letters|shorten it to three letters|what are the first three letters?", "as much as three characters from the front", "keep three characters of the front and stop"),
        "last-three": ([(x, x[-3:]) for x in POOL if len(x) > 3], "the last three letters|the closing three letters|the end of the word, three letters long", "write the last three letters|keep the ending of three letters|what are the final three letters?|show only the last three", "as much as three characters from the back", "keep three characters of the back"),
        "inner": ([(x, x[1:-1]) for x in POOL if len(x) > 3], "the word without its first and last letter|the inside of the word|all letters but the outer two", "remove the first and the last letter|cut one letter off both ends|peel the word|drop both outer letters", "what stays when either end loses a letter", "shave a letter off each side"),
        "outer": ([(x, x[0] + x[-1]) for x in POOL], "the first and last letters together|both outer letters|the two letters at the ends", "write the first letter and then the last|keep only the outer letters|join the initial and the final letter|which letters are at both ends?", "the word's two borders", "open and close: two letters"),
        "consonants": ([(x, "".join(c for c in x if c not in "aeiou")) for x in POOL], "the consonants of the word|the word without a, e, i, o, u|the letters that are not vowels", "remove the vowels|drop every vowel|keep the consonants only|write it without vowels", "what is left when vowels go", "vowels out, the rest stays"),
        "count-consonants": ([(x, str(sum(c not in "aeiou" for c in x))) for x in POOL], "the number of consonants|how many consonants the word has|the count of letters other than a, e, i, o, u", "count the consonants|how many consonants?|how many letters are no vowels?|tell me the number of consonants", "the amount of non-vowels", "tally all but the vowels"),
        "title": ([(x, x.capitalize()) for x in POOL], "the word with a capital first letter|the word capitalized|the word as at the start of a sentence", "capitalize the word|make the first letter big|start it with a capital|upper-case the initial, leave the rest", "the word as a name is written", "give it a big initial"),
        "starred": ([(x, "*" * len(x)) for x in POOL if len(x) < 9], "one star for each letter|as many stars as letters|the word hidden by stars", "replace every letter by *|mask the word with stars|hide it like a password|write a * per letter", "a row of * as long as the word", "let stars stand for the letters"),
        "hangman": ([(x, x[0] + "_" * (len(x) - 1)) for x in POOL if len(x) < 8], "the first letter and an underscore for each other letter|the word with all but its initial as underscores|the hangman clue of the word", "replace all letters but the first by _|show the initial and hide the rest with underscores|play hangman: first letter, then _ signs|mask everything after the first letter with _", "the initial and a _ for whatever follows", "reveal just the initial, underscores for the others"),
        "vowel-stars": ([(x, "".join("*" if c in "aeiou" else c for c in x)) for x in POOL], "the word with stars for its vowels|the word where each vowel is a *|the word, vowels starred out", "replace the vowels by *|put a star for each vowel|hide the vowels with stars|star out a, e, i, o and u", "the word whose vowels became *", "let a * take the place of every vowel"),
        "double-first": ([(x, x[0] + x) for x in POOL], "the word with its first letter doubled|the word with the initial twice|the first letter and then the whole word", "double the first letter|repeat the initial, then go on|stutter the first letter once|write the first letter one more time in front", "the word with a second initial", "let it begin with two of its first letter"),
        "plus-s": ([(x, x + "s") for x in POOL if w.plural(x) == x + "s"], "the word with an s at the end|the word plus s|the word followed directly by s", "add an s|put an s at the end|attach s|append the letter s", "the word grown by a final s", "hang an s on it"),
        "move-first": ([(x, x[1:] + x[0]) for x in POOL if len(x) < 8], "the word with its first letter moved to the end|the rest of the word, then its first letter|the word rotated by one letter", "move the first letter to the end|take the initial and put it last|rotate the word one step to the left|shift the opening letter to the back", "the word after its initial went to the rear", "send the initial to the back"),
    }
    for i, (name, (rows, n, t, new_n, new_t)) in enumerate(changes.items()):
        out.ask(name, [(x, [a]) for x, a in rows], n, t, new_n, new_t, forms=1 if i < 3 else 0)
    draws = Draws("letters")
    for letter in "aeiorstnlc":
        out.judge(f"contains-{letter}", [(x, letter in x) for x in draws.shuffle(POOL)], phrases(f"the word contains the letter {letter}|there is an {letter} in the word|the letter {letter} occurs in it".replace("an r", "an r")), phrases(f"does the word contain the letter {letter}?|is there the letter {letter} in the word?|do you need {letter} to write it?"),
                  [f"you find {letter} among its letters"], [f"would it be hurt if the key {letter} were broken?"], 1, False)
    tests = {
        "ends-with-vowel": (lambda x: x[-1] in "aeiou", "the word ends with a vowel|its last letter is a vowel|the final letter is a, e, i, o or u", "does the word end with a vowel?|is the last letter a vowel?|is a vowel at the end?", "a vowel closes the word", "is it closed by a vowel?"),
        "double-letter": (lambda x: any(a == b for a, b in zip(x, x[1:])), "the word has a double letter|two equal letters stand side by side|a letter comes twice in a row", "does the word have a double letter?|are there two equal letters in a row?|is a letter doubled?", "some letter is followed by itself", "do twins stand next to each other in it?"),
        "longer-than-five": (lambda x: len(x) > 5, "the word has more than five letters|it is longer than five letters|it takes six letters or more", "is the word longer than five letters?|does it have more than five letters?|are there six or more letters?", "five letters don't suffice for it", "would it exceed five squares of a crossword?"),
        "even-length": (lambda x: len(x) % 2 == 0, "the number of letters is even|the word has an even number of letters|its length is an even number", "is the number of letters even?|does it have an even number of letters?|is its length even?", "the letters can be paired off without a rest", "can it be cut into two halves of equal length?"),
        "repeated-letter": (lambda x: len(set(x)) < len(x), "a letter occurs more than once|some letter is repeated in the word|the word uses a letter twice", "does any letter occur more than once?|is a letter repeated?|does the word use some letter twice?", "not all of its letters differ", "does one of its letters come back?"),
        "first-half-alphabet": (lambda x: x[0] < "n", "the word starts with a letter from A to M|its initial is in the first half of the alphabet|the first letter comes before N", "does it start with a letter from A to M?|is the initial before N in the alphabet?|is its first letter in the first half of the alphabet?", "a dictionary in two volumes has it in volume one", "is it found in the front half of a dictionary?"),
    }
    for name, (is_so, c, q, new_c, new_q) in tests.items():
        out.judge(name, [(x, is_so(x)) for x in draws.shuffle(POOL)], phrases(c), phrases(q), phrases(new_c), phrases(new_q), 2, False)


def rhymes(out, known):
    """Rhymes and choices by rhyme."""
    draws = Draws("rhymes")
    ends = sorted(set(known.ends) - set("read lead tear wind bow live use close wound row".split()))
    rhyming = [(x, found) for x in ends if (found := [y for y in known.of(x) if y in ends])]
    pairs, choices = [], []
    for x, found in rhyming:
        other = draws.pick([y for y in ends if known.ends[y] != known.ends[x] and y[-1] != x[-1]])
        good = draws.pick(found)
        pairs += [(f"{x}, {good}", True), (f"{x}, {other}", False)]
        choices.append((f"{x}: " + ", ".join(draws.shuffle([good, other])), [good], [other]))
    out.judge("rhyme", pairs, phrases("the two words rhyme|the words end in the same sound|one word rhymes with the other"), phrases("do the words rhyme?|do these two rhyme?|is this a rhyme?"), ["a poet could end two lines with them"], ["could both end lines of one verse?"], 4)
    out.ask("choose-rhyme", [(t, a) for t, a, _ in choices], "the word that rhymes with the first|the rhyming word out of the two|the one of the two that rhymes", "which of the two words rhymes with the first?|find the rhyme|pick the word after the colon that rhymes|choose the rhyming word", "the one that a poet would take", "which of them sounds like the first at its end?", forms=1)
    out.ask("choose-no-rhyme", [(t, b) for t, _, b in choices], "the word that does not rhyme with the first|the one of the two that has no rhyme|the non-rhyming word", "which of the two words does not rhyme?|find the word that doesn't rhyme|pick the word after the colon that fails to rhyme|choose the one that is no rhyme", "the one that a poet would not take", "which of them sounds different at its end?", forms=1)


def places(out, countries):
    """Countries, states, cities."""
    of = {"capital": countries.capital, "language": countries.language, "demonym": countries.demonym, "currency": countries.currency, "code": countries.code, "domain": countries.domain}
    rows = {name: [(x, [v] if isinstance(v, str) else v) for x, v in countries.pairs(get)] for name, get in of.items()}
    out.ask("country-capital", rows["capital"], "the capital of the country|the country's capital city|the capital|the city where the country is governed from", "what's the capital?|which city is its capital?|country to capital|from where is this country governed?", "the chief city of the nation", "where does its government sit?|if this is the country, which is the capital?", forms=8, base=False)
    out.ask("capital-country", inverse(rows["capital"]), "the country with this capital|the country whose capital it is|the country that is governed from this city|the country of the capital", "of which country is it the capital?|which country has this capital?|capital to country|this is a capital; name its country|which nation is ruled from here?", "the state that has its government here", "this city heads a country; which?|whose capital have I named?", forms=5)
    out.ask("country-language", rows["language"], "the official language of the country|the language spoken there|the country's language", "what language do they speak there?|which language is official?|country to language|name the language of its people", "the tongue of the nation", "what would I have to learn to talk to people there?", forms=3, base=False)
    out.ask("country-demonym", rows["demonym"], "the adjective for the country|the word for people from there|the demonym", "what do you call someone from there?|country to nationality|name the people of the country|what nationality do people there have?", "a word for its citizens", "someone born there is called what?", forms=3, base=False)
    out.ask("demonym-country", inverse(rows["demonym"]), "the country these people are from|the country that belongs to the adjective|the country of the nationality|the name of their country", "which country are they from?|nationality to country|where do people called this live?|this describes people of which country?|turn the adjective into the country", "the homeland of such people", "where does somebody with this passport come from?", forms=3)
    out.ask("country-currency", rows["currency"], "the currency of the country|the money used there|the country's currency", "what do people pay with there?|country to currency|which currency is used?|name the money of this country", "the coin of the realm", "what should I exchange before I travel there?", forms=1, base=False)
    out.ask("code-country", inverse(rows["code"]), "the country with this two-letter code|the country behind the code|the country that the letters stand for", "which country has this code?|expand the country code|code to country|what country is meant by the two letters?", "the state that these letters abbreviate", "decode the letters to a country", forms=1)
    out.ask("domain-country", inverse(rows["domain"]), "the country with this internet domain|the country whose websites end like this|the country of the domain", "which country's websites have this ending?|domain to country|whose internet domain is it?|where are sites with this ending from?", "the state that owns this web ending", "an address ends like this: in which country am I?", forms=1)
    for language, code in (("French", "fra"), ("Spanish", "spa"), ("German", "deu"), ("Italian", "ita")):
        out.ask(f"country-from-{language.lower()}", [(countries.translated(c, code), [c["name"]["common"]]) for c in countries.all if countries.translated(c, code)], f"the English name of the country|the country in English, given in {language}|the English for this {language} country name", f"translate the {language} country name into English|which country do people call this in {language}?|read the {language} map: which country is it, in English?|country name, {language} to English",
                f"how the atlas of an English school names this {language} country", f"I found it on a {language} map; say it in English", forms=0)
    out.ask("country-in-portuguese", [(c["name"]["common"], [countries.translated(c, "por")]) for c in countries.all if countries.translated(c, "por")], "the Portuguese name of the country|the country in Portuguese|the Portuguese word for the country", "translate the country's name into Portuguese|what is the country called in Portuguese?|country name, English to Portuguese|say the country in Portuguese", "the name it has on maps in Lisbon", "how would someone from Portugal call this nation?", forms=0)
    language = dict((x, v[0]) for x, v in rows["language"])
    for name in ("English", "French", "Spanish", "Arabic"):
        out.judge(f"speaks-{name.lower()}", [(x, v == name) for x, v in Draws("speaks/" + name).shuffle(language.items())], [f"{name} is the official language there", f"people of the country speak {name}", f"the country's language is {name}"], [f"do they speak {name} there?", f"is {name} the official language?", f"is it a country where {name} is spoken?"],
                  [f"one gets along there with {name}"], [f"would my {name} be of use there?"], 1)
    start = Draws("countries").shuffle(countries.all)
    out.judge("is-island-country", [(c["name"]["common"], not c["borders"]) for c in start if c["name"]["common"] not in ("Australia", "United Kingdom", "Sri Lanka", "Denmark", "South Korea")], phrases("the country has no land border|the country borders no other on land|it is a country without land neighbors"), phrases("is it without land borders?|does the country have no neighbor on land?|is it surrounded by water alone?"),
              ["one can leave it by sea or air only"], ["must I fly or sail to leave it?"], 2)
    by_code = {c["cca3"]: c["name"]["common"] for c in countries.all}
    neighbors = [(c["name"]["common"], sorted(by_code[b] for b in c["borders"] if b in by_code)) for c in countries.all]
    neighbors = [(x, b) for x, b in neighbors if b]
    out.ask("country-neighbor", neighbors, "a neighbor of the country|a country that borders on it|one country next to it|any country that shares a border with it", "which country lies next to it?|name a neighbor|what country does it border on? one is enough|cross the border: in which country could you be?", "some nation right beside it", "drive out of the country; where are you now?", forms=2)
    draws = Draws("neighbors")
    pairs = [(f"{x}, {draws.pick(b)}", True) for x, b in neighbors] + [(f"{x}, {y}", False) for x, b in neighbors for y in [draws.pick(neighbors)[0]] if y not in b and y != x]
    out.judge("are-neighbors", pairs, phrases("the two countries share a border|the countries are neighbors|one country borders on the other"), phrases("do the two countries share a border?|are these countries neighbors?|does one border on the other?"), ["one can walk from the one into the other"], ["is there a border crossing between the two?"], 3)
    capital = dict((x, v[0]) for x, v in rows["capital"])
    towns = [(x, True) for x in sorted(capital.values()) if x not in ("Singapore", "Luxembourg", "Djibouti")] + [(x, False) for x, _ in k.CITIES if x not in capital.values() and x != "The Hague"]
    out.judge("is-capital", towns, phrases("the city is a capital|the city is the capital of a country|it is a capital city"), phrases("is the city a capital?|is it the capital of a country?|is this a capital city?"), ["a government of a nation sits in it"], ["does some nation have its government there?"], 3)
    out.ask("city-country", k.CITIES, "the country of the city|the country in which the city lies|the country this town is part of|which country the city is in", "in which country is this city?|where is it? name the country|city to country|to what country does the city belong?", "the state one visits to see this town", "I fly to this city: which country stamps my passport?", forms=6)
    out.ask("country-city", [(c, [x]) for x, a in k.CITIES for c in a[:1]], "a city of the country|a big city there that is not the capital|some town in this country|one large city of the country", "name a city there|which city lies in this country?|country to city|give one city of it, not the capital", "some place on its map where many people live", "I'd like to visit a town in that country: suggest one", forms=0)
    out.ask("company-country", k.COMPANIES, "the home country of the company|the country the company comes from|the country of the brand|where the firm is from, by country", "from which country is the company?|which country is the brand from?|company to country|where was this firm founded? country only", "the state in which the firm is at home", "this brand is the pride of which nation?", forms=4)
    out.ask("dish-country", k.DISHES, "the country the dish comes from|the home country of the food|the country of origin of the dish|the country that is famous for it", "where does this food come from?|which country is known for this dish?|dish to country|in which country did people invent this meal?", "the nation in whose restaurants you get it", "I'm hungry for this: whose cooking is it?", forms=5)
    out.ask("country-dish", [(c, [x]) for x, a in k.DISHES for c in a[:1]], "a dish of the country|a typical food from there|something to eat from this country|one famous meal of the country", "name a dish from there|what do people eat there?|country to dish|give one food that the country is famous for", "a meal one should try over there", "I cook like they do there: what is on the table?", forms=0)
    draws = Draws("places")
    for what, table, clause, question, new_c, new_q in (
            ("dish", k.DISHES, "the food comes from {x}|it is a dish from {x}|this is eaten mainly in {x}", "is the food from {x}?|is this a dish from {x}?|does it come from {x}?", "cooks of {x} are proud of it", "would one order it in a restaurant of {x}?"),
            ("company", k.COMPANIES, "the company is from {x}|it is a company from {x}|the firm's home is {x}", "is the company from {x}?|is this a brand from {x}?|does the firm come from {x}?", "the firm has its roots in {x}", "would {x} call it a firm of its own?")):
        for country in {"dish": ("Italy", "Japan", "India", "France"), "company": ("Japan", "Germany", "United States")}[what]:
            x = {"United States": "the United States"}.get(country, country)
            out.judge(f"{what}-from-{country.lower().replace(' ', '-')}", [(i, a[0] == country) for i, a in draws.shuffle(table)], *(phrases(p.format(x=x)) for p in (clause, question, new_c, new_q)), 1)
    states = w.STATES
    table = {"state": 0, "abbreviation": 1, "capital": 2}
    said = {"state": "the state", "abbreviation": "the state's two-letter abbreviation", "capital": "the capital of the state"}
    for a, b in (("capital", "state"), ("capital", "abbreviation"), ("abbreviation", "capital")):
        source = {"capital": "state capital", "abbreviation": "state abbreviation"}[a]
        out.ask(f"us-{a}-{b}", [(s[table[a]], [s[table[b]]]) for s in states], f"{said[b]} for this {source}|{said[b]} in the US|{said[b]} that goes with it", f"US geography, {source} given: {b}?|{source} to {b}|from the American {source}, tell me {said[b]}|which {b} belongs to this {source}?", f"as an American would know, {said[b]}", f"an American {source} comes in, {said[b]} goes out", forms=2)
    out.ask("us-state-capital", [(s[0], [s[2]]) for s in states], "the capital of the US state|the state's capital city|the city where the governor sits", "which city is the state's capital?|state to capital|what is the capital of this state?|where does the governor of the state work?", "the city that governs the state", "where is the statehouse?", forms=3, base=False)
    out.ask("us-region", k.REGIONS, "the region of the state: Northeast, Midwest, South or West|the part of the US the state is in|Northeast, Midwest, South or West, for the state", "in which region of the US is it: Northeast, Midwest, South or West?|Northeast, Midwest, South or West?|which part of America is this state in?|classify the state by region", "the quarter of the US map that has it", "where on the US map do I look: West, South, Midwest or Northeast?", forms=3)
    for region in ("South", "West", "Midwest"):
        out.judge(f"us-in-{region.lower()}", [(s, a[0] == region) for s, a in k.REGIONS], [f"the state is in the {region}", f"it belongs to the {region} of the US", f"the {region} is its region"], [f"is the state in the {region}?", f"does it belong to the American {region}?", f"is it a state of the {region}?"], [f"people there live in the {region}"], [f"will I be in the {region} if I go there?"], 1)


def things(out):
    """Objects, food, people, elements."""
    elements = {"name": 0, "symbol": 1, "number": 2}
    said = {"name": "the name of the element", "symbol": "the chemical symbol of the element", "number": "the atomic number of the element"}
    for a, b in (("name", "number"), ("number", "name"), ("symbol", "number"), ("number", "symbol")):
        out.ask(f"element-{a}-{b}", [(e[elements[a]], [e[elements[b]]]) for e in w.ELEMENTS], f"{said[b]}|{said[b]}, given the {a}|{said[b]} in the periodic table", f"periodic table: {a} to {b}|which {b} belongs to the element?|chemistry question: the {a} is given, what's the {b}?|look up the {b} of the element", f"as chemists know it, {said[b]}", f"consult the periodic table for the {b}", forms=1)
    metals = set("lithium beryllium sodium magnesium aluminum potassium calcium scandium titanium vanadium chromium manganese iron cobalt nickel copper zinc gallium rubidium strontium yttrium zirconium silver cadmium tin cesium barium tungsten platinum gold mercury lead bismuth radium uranium plutonium".split())
    unclear = set("boron silicon germanium arsenic antimony".split())
    out.judge("element-is-metal", [(e[0], e[0] in metals) for e in w.ELEMENTS if e[0] not in unclear], phrases("the element is a metal|it is metallic|chemists call the element a metal"), phrases("is the element a metal?|is it metallic?|does it count as a metal?"), ["it belongs to the metals of the periodic table"], ["would it shine and conduct like metals do?"], 3)
    simple = [
        ("animal-young", "young-animal", k.table(";".join(f"{a}:{b}" for a, b in w.YOUNG)), "the young of the animal|the word for the baby of this animal|what its child is called", "what is a baby of this animal called?|adult to baby animal|name its offspring|how do you call the little one?", "a name for the newborn of this creature", "mother comes in, child goes out",
         "the grown-up animal|the parent of this young animal|the adult that it becomes|the animal whose baby has this name", "what does it become when it grows up?|baby animal to adult|which animal has young of this name?|name the parents of this little one", "the creature it will be in some years", "child comes in, mother goes out", False),
        ("animal-sound", "sound-animal", [(a, [b]) for a, b in w.SOUNDS], "the sound of the animal|the noise it makes|the verb for its call", "what sound does it make?|animal to sound|which noise do you hear from it?|how does it call?", "what you hear when it opens its mouth", "listen to it and name the noise",
         "the animal that makes this sound|the animal behind the noise|an animal with this call", "which animal makes this noise?|sound to animal|what animal do I hear?|who makes this sound?", "the creature you think of when you hear it", "close your eyes, hear this, and name the beast", False),
        ("animal-home", "home-animal", [(a, [b]) for a, b in w.HOMES], "the home of the animal or person|the place it lives in|the word for its dwelling", "where does it live?|inhabitant to home|what is its home called?|name its dwelling", "the place to which it returns to sleep", "knock at its door: what kind of house is it?",
         "who lives there|an animal or person that lives there|the inhabitant of this place", "what lives in it?|home to inhabitant|who is at home there?|name somebody or some animal that dwells in this", "the one you meet if you look inside", "open the door of this place: who is there?", False),
        ("job-workplace", "workplace-job", [(a, [b]) for a, b in w.WORKPLACES], "the workplace of the person|the place where such a person works|where this job is done", "where does this person work?|job to place|at what place do you find this worker?|name the workplace", "the building or site with that worker in it", "follow this worker in the morning: where do you end up?",
         "a person who works there|the job one finds there|a profession at home in this place", "who works there?|place to job|what worker do you meet there?|name somebody employed in this place", "someone who earns a living at that site", "go in and ask the first employee for the profession", False),
        ("thing-material", "material-thing", [(a, [b]) for a, b in w.MATERIALS], "the material of the thing|what the thing is made of|the stuff it consists of", "what is it made of?|thing to material|which material is used for it?|name the stuff", "that which one needs to produce it", "touch it: which material do you feel?",
         "a thing made of this material|something made from it|an object that consists of this", "what can be made of this?|material to thing|name an object of this material|give an example of a thing made from it", "some product of this stuff", "a craftsman has this stuff; what does he make?", False),
        ("thing-color", "color-thing", [(a, [b]) for a, b in w.TYPICAL_COLORS], "the color of the thing|its usual color|the color it typically has", "what color is it?|thing to color|which color has it usually?|name its color", "the crayon needed to draw it", "paint it: which paint?",
         "a thing of this color|something that has this color|an object with the color", "what is of this color?|color to thing|name something that has the color|give an example for this color", "a thing you would draw with this crayon", "look around for this color: what do you see?", False),
        ("product-source", "source-product", k.SOURCES, "what it is made from|the raw material or animal it comes from|the source of the product|where the product comes from, animal or stuff", "what is it made from?|product to source|which animal, plant or material gives us this?|what does one need to make it?", "the thing at the start of its production", "trace it back: what was it before?",
         "something made from it|a product of this|what we get from it", "what is made from this?|source to product|name a thing we get from it|what can people make of it?", "a thing at the end of its production", "put it to use: what comes out?", True),
        ("item-shop", "shop-item", k.SHOPS, "the shop that sells it|the store where you buy it|the kind of shop for this|the place to buy it", "where can I buy this?|item to shop|which shop sells it?|in what store do I look for it?", "the store at the end of my walk to get it", "I need this today: into which shop do I go?",
         "something sold there|an item you can buy there|a product of this shop", "what can I buy there?|shop to item|name something they sell|what does this shop sell?", "a thing you carry home from it", "you leave this shop with a bag: what is inside?", True),
        ("work-maker", "maker-work", k.MADE_BY, "the person who makes it|the maker of the thing|the profession that produces it|who makes this", "who makes this?|product to maker|whose work is it?|which profession produces this?", "someone whose hands or mind it comes from", "who signs for having made it?",
         "what the person makes|the product of this profession|a thing that this person produces", "what does this person make?|maker to product|what comes out of this job?|name the work of this profession", "a thing that leaves the workshop of this person", "visit them at work: what are they making?", True),
        ("body-function", "function-body", k.FUNCTIONS, "the function of the body part|what the body part is for|the action one does with it", "what do you do with it?|body part to function|what is this part of the body for?|name its main job", "the service it does for its owner", "why does a creature have this?",
         "the body part for this|the part of the body that does it|what one does it with, in the body", "which body part does this?|function to body part|with what part of the body is it done?|name the organ for it", "the organ in charge of it", "to do so I need which part of me?", True),
        ("thing-use", "use-thing", k.USES, "the verb for what you do with it|what the thing is used for, as a verb|the action it is for|its use, in one verb", "what do you do with it?|object to action|what is it for? one verb|what can one do with this thing?", "that which people do when they take it", "hand me this and say what to do",
         "a thing you use for this|the tool for the action|an object made for this|something to do it with", "what do you need to do this?|action to object|with what thing is it done?|name a tool for it", "that which people take when they want to do so", "I want to do this: what should I bring?", True),
        ("content-container", "container-content", k.GO_IN, "what you keep it in|the container for it|the thing it is put into|where it is kept", "what is it kept in?|content to container|into what do you put it?|where does it belong? name the container or place", "a thing with this inside", "look for it: what do you have to open?",
         "what is kept in it|the usual content|something you find inside", "what is inside?|container to content|what do people put into it?|name what one keeps in this", "that which you see when it is opened", "open it: what do you find?", True),
        ("sport-gear", "gear-sport", k.SPORT_GEAR, "a piece of equipment for the sport|something you need for the sport|the main equipment of the sport", "what do you need to play it?|sport to equipment|which equipment is used?|name a thing that players use", "a thing to pack in the sports bag", "what must I buy before my first lesson?",
         "a sport that uses it|the sport for this equipment|the game you play with it", "which sport is it for?|equipment to sport|what sport do you do with this?|name a sport where one needs it", "the activity of somebody who carries this", "I got this as a gift: what can I play now?", True),
        ("sport-place", "place-sport", k.SPORT_PLACES, "the place where the sport is done|the kind of ground for the sport|where one plays it", "where is it played?|sport to place|on what kind of ground do they do it?|name the place for this sport", "where spectators go to watch it", "players enter the what?",
         "a sport done there|the sport for this place|a game that takes place on it", "which sport is done there?|place to sport|what sport do you see here?|name a sport that needs this place", "what spectators see there", "I stand on it in my sports dress: what do I play?", True),
        ("field-person", "person-field", k.PLAYERS, "the person who does or studies it|the word for someone in this field|the name for its player or expert", "what do you call someone who does this?|field to person|who plays, does or studies it?|name the expert", "a word for one whose life it is", "someone is devoted to it: what are they?",
         "the field of the person|what this person does or plays|the subject or instrument of the person", "what does this person do, play or study?|person to field|what is this expert's field?|name the thing this person is devoted to", "the matter at the heart of that life", "what does such a one practise?", True),
        ("painting-painter", "painter-painting", k.PAINTINGS, "the artist of the work|the painter or sculptor|the person who created the picture or statue", "who painted or made this?|work of art to artist|whose masterpiece is it?|name the artist", "the hand behind this piece in the museum", "who signed it in the studio?",
         "a work of the artist|a famous picture or statue by this person|one masterpiece of this artist", "what did this artist create?|artist to work of art|name one work by this person|which famous picture is from this artist?", "a thing in the museum from this hand", "which museum piece made this person famous?", True),
        ("music-composer", "composer-music", k.COMPOSERS, "the composer of the piece|the person who composed it|the musician who wrote this work", "who composed this?|piece to composer|whose music is it?|name the composer", "the mind behind this music", "whose name stands on the concert bill next to it?",
         "a work of the composer|a piece by this composer|some famous music of this person", "what did this composer write?|composer to piece|name one piece by this composer|which music is by this person?", "a piece of music from this mind", "the orchestra honours this person: what does it play?", True),
        ("invention-inventor", "inventor-invention", k.INVENTORS, "the person who invented, found or founded it|the inventor or founder|the person famous for it|who we owe it to", "who invented or discovered this?|invention to inventor|who made it first?|name the person behind it", "the head from which it came", "whom do we have to thank for it?",
         "what the person is famous for|the invention or discovery of the person|what this person invented, found or founded", "what did this person invent or discover?|inventor to invention|what do we owe to this person?|name the achievement", "that which came from this head", "thank this person: what for?", True),
        ("greek-roman-god", "roman-greek-god", k.GODS, "the Roman name of the Greek god or hero|the Roman counterpart|what the Romans called this figure", "who is this in Roman myth?|Greek to Roman god|how did the Romans name this god?|translate the god from Greek to Roman", "the name used in ancient Rome", "rename this Olympian for Rome",
         "the Greek name of the Roman god or hero|the Greek counterpart|what the Greeks called this figure", "who is this in Greek myth?|Roman to Greek god|how did the Greeks name this god?|translate the god from Roman to Greek", "the name used in ancient Athens", "rename this Roman deity for Athens", True),
        ("god-domain", "domain-god", k.GOD_OF, "what the god rules over|the domain of the god|what he or she is god of", "god of what?|god to domain|what does this deity stand for?|over what does this god rule?", "the matter for which one prays to this deity", "people pray to this one for help with what?",
         "the god of it|a god who rules over this|a deity for this domain", "who is the god of this?|domain to god|which deity stands for it?|name a god who is in charge of it", "the one to whom people prayed about it", "in this matter, on whom of the gods did they call?", True),
    ]
    for forth, back, rows, n, t, nn, nt, n2, t2, nn2, nt2, base in simple:
        out.ask(forth, rows, n, t, nn, nt, forms=3, base=base)
        out.ask(back, inverse(rows), n2, t2, nn2, nt2, forms=1)
    out.ask("holiday-month", k.HOLIDAYS, "the month of the holiday|the month in which it is celebrated|which month the holiday is in", "in which month is it?|when is this holiday? only the month|holiday to month|what month do people celebrate this in?", "the page of the calendar on which it stands", "what month do I turn to for this feast?", forms=5)
    out.ask("instrument-family", k.INSTRUMENTS, "the family of the instrument: string, wind, percussion or keyboard|the kind of instrument: string, wind, percussion, keyboard|string, wind, percussion or keyboard, for the instrument", "is it a string, wind, percussion or keyboard instrument?|string, wind, percussion or keyboard?|classify the instrument: string, wind, percussion, keyboard|which family of instruments does it belong to?", "keyboard, percussion, wind or string, as it sounds", "in which section of the music shop is it: keyboard, percussion, wind, string?", forms=4)
    out.ask("thing-shape", k.SHAPES, "the shape of the thing|its usual shape|the geometric form of the object|the form: round, square, rectangle, triangle, cylinder, oval, cone or star", "what shape is it?|thing to shape|which shape does it have?|round, square, triangle or what?", "the outline you draw for it", "draw it: which figure do you get?", forms=3)
    out.ask("vehicle-way", k.VEHICLES, "land, water or air, for the vehicle|where the vehicle moves: land, water or air|the element of the vehicle: land, water, air", "land, water or air?|does it move on land, on water or in the air?|where does the vehicle travel? land, water, air|by land, by water or by air?", "air, water or land, as it travels", "is that a trip by air, water or land?", forms=3)
    out.ask("color-mix", k.MIXES, "the color you get by mixing the two|the mixture of the colors|the color that both make together", "what color do they make?|mix the paints: which color comes out?|blend the two colors|which color results from this mixture?", "what the palette shows after stirring", "stir both paints and look", forms=2)
    two_sided = [("electric", k.ELECTRIC, "yes", None, "it needs electricity|the thing runs on electricity|it has to be plugged in or needs a battery", "does it need electricity?|does the thing run on electric power?|does it need a plug or a battery?", "it stops working in a power cut or with no battery", "is it useless without electric current?"),
                 ("soft", k.SOFT, "soft", "hard", "the thing is soft|it feels soft|one can press it in easily", "is it soft?|does it feel soft?|can you press it in easily?", "it yields to my finger", "would it be nice to fall on?"),
                 ("plant-food", k.PLANT_ANIMAL_FOOD, "plant", "animal", "the food comes from a plant|it is of plant origin|a vegan may eat it", "does the food come from a plant?|is it of plant origin?|may a vegan eat it?", "no animal has to give anything for it", "can people who avoid all animal products have this?"),
                 ("living", k.LIVING, "living", "nonliving", "it is a living thing|it is alive|the word names something that lives", "is it a living thing?|is it alive?|does it live?", "it grows and takes in food or light", "does it grow and die one day?"),
                 ("natural", k.NATURAL, "natural", "man-made", "it is found in nature|it is natural|nobody had to make it", "is it natural?|is it found in nature?|does it exist without people?", "it was there before there were humans", "was it there before humans?"),
                 ("indoors", k.INDOOR, "indoors", "outdoors", "one does it indoors|it is usually done inside|it is an indoor activity", "is it done indoors?|is it an indoor activity?|do people usually do it inside?", "bad weather is no problem for it", "can we go on with it in bad weather?")]
    for name, rows, a, b, c, q, nc, nq in two_sided:
        out.judge(f"is-{name}", [(x, v[0] == a) for x, v in rows], phrases(c), phrases(q), phrases(nc), phrases(nq), 4)
        if b:
            out.ask(f"{a}-or-{b}", rows, f"{a} or {b}|the class of the thing: {a} or {b}|the right one of the words {a} and {b}", f"{a} or {b}?|is it {a} or {b}?|classify it as {a} or {b}|which fits, {a} or {b}?|{b} or {a}?", f"whichever of {b} and {a} describes it", f"put it into one of two boxes, labeled {b} and {a}", forms=1)
            draws = Draws(f"choose/{name}")
            sides = [[x for x, v in rows if v[0] == side] for side in (a, b)]
            pairs = [draws.shuffle([(draws.pick(sides[0]), 0), (draws.pick(sides[1]), 1)]) for _ in range(250)]
            for side, word in enumerate((a, b)):
                adjective = {"plant": "from a plant", "animal": "from an animal", "indoors": "done indoors", "outdoors": "done outdoors"}.get(word, word)
                out.ask(f"which-is-{word}", [(f"{p[0][0]}, {p[1][0]}", [x for x, s in p if s == side]) for p in pairs], f"the one that is {adjective}|whichever of the two is {adjective}|the item that is {adjective}", f"which of the two is {adjective}?|pick the one that's {adjective}|one is {adjective}, which?|choose what is {adjective}", f"that of both which can be called {adjective}", f"compare them and show the one that is {adjective}", forms=1)


def animals(out):
    """Attributes of animals: the same animals asked for each of them."""
    out.ask("animal-class", k.CLASS, "the class of the animal|the animal's class: mammal, bird, reptile, fish, insect or amphibian|the group of animals it belongs to", "mammal, bird, reptile, fish, insect or amphibian?|what kind of animal is it? mammal, bird, fish ...|classify the animal biologically|to which class does it belong?", "how a zoologist sorts it, such as bird or mammal", "under which heading of a book on animals is it?", forms=6)
    out.ask("animal-legs", k.LEGS, "the number of legs of the animal|how many legs it has|its leg count", "how many legs does it have?|count its legs|animal to number of legs|on how many legs does it walk? 0 if it has none", "as a figure, what it walks on", "it wants shoes: how many must I buy?", forms=1)
    out.ask("animal-covering", k.COVERING, "what covers the animal's body|the covering of the animal: fur, feathers, scales or shell|what the animal has on its skin", "fur, feathers, scales or shell?|what covers its body?|what does it have outside, fur or feathers or what?|animal to body covering", "what you feel when you pet it", "stroke it: what is under your hand?", forms=2)
    out.ask("animal-kept", k.KEPT, "wild, farm or pet, for the animal|the kind of animal: wild, farm or pet|where it belongs: wild, farm, pet", "wild, farm or pet?|is it a wild animal, a farm animal or a pet? wild, farm, pet|how do people keep it: wild, farm or pet?|classify: wild / farm / pet", "pet, farm or wild, as people know it", "home, barn or wilderness? answer pet, farm or wild", forms=2)
    out.ask("animal-water", k.WATER, "land or water, where the animal lives|the animal's habitat: land or water", "land or water?|does it live on land or in water? land / water|where does it live, water or land?|classify the animal: land or water", "water for swimmers of rivers and seas, land for others", "is it at home in water or on land?", forms=1)
    draws = Draws("animals")
    attributes = [(f"is-a-{c}", [(x, a[0] == c) for x, a in draws.shuffle(k.CLASS)], f"{w_article(c)}", None) for c in ("mammal", "reptile")]
    for name, rows, a, _ in attributes:
        out.judge(name, rows, [f"the animal is {a}", f"zoologists call it {a}", f"it belongs to the {a.split()[1]}s"], [f"is the animal {a}?", f"does it belong to the {a.split()[1]}s?", f"is this {a}?"], [f"it counts as {a} in zoology"], [f"do zoologists see {a} in it?"], 2)
    flies = [(x, True) for x in sorted(k.FLIERS)] + [(x, False) for x in sorted(k.NOT_FLIERS)]
    eggs = [(x, a[0] != "mammal") for x, a in draws.shuffle(k.CLASS) if x not in ("shark", "rattlesnake", "snake", "lizard", "chameleon", "piranha", "salamander")]
    for name, rows, c, q, nc, nq in (
            ("can-fly", flies, "the animal can fly|it has wings and flies|it is able to fly", "can it fly?|does the animal fly?|is it able to fly?", "it gets over a wall through the air", "could it leave through the chimney on its wings?"),
            ("lays-eggs", eggs, "the animal lays eggs|its young come out of eggs|it is born from an egg", "does it lay eggs?|do its young hatch from eggs?|are there eggs of this animal?", "its babies have to hatch", "do its babies hatch?"),
            ("four-legs", [(x, a[0] == "4") for x, a in k.LEGS], "the animal has four legs|it walks on four legs|it is four-legged", "does it have four legs?|does it walk on four legs?|is the animal four-legged?", "a set of four shoes would fit it", "would it need four shoes?"),
            ("has-feathers", [(x, a[0] == "feathers") for x, a in k.COVERING], "the animal has feathers|feathers cover it|it is a feathered animal", "does it have feathers?|is the animal feathered?|is it covered by feathers?", "one could fill a pillow from it", "can I stuff a pillow with what it wears?"),
            ("lives-in-water", [(x, a[0] == "water") for x, a in k.WATER], "the animal lives in water|water is its home|it spends its life in the water", "does it live in water?|is water its home?|does the animal spend its life in water?", "it would be at home in an aquarium", "would it like a big aquarium?"),
            ("is-wild", [(x, a[0] == "wild") for x, a in k.KEPT], "the animal is wild|it is a wild animal|people do not keep it at home or on a farm", "is it a wild animal?|is the animal wild?|does it live free in nature?", "one meets it on a safari or in deep woods", "must I go on a safari or to the woods to see it?")):
        out.judge(name, rows, phrases(c), phrases(q), phrases(nc), phrases(nq), 3)
    by_class = {c: [x for x, a in k.CLASS if a[0] == c] for c in k.CLASSES}
    for c in ("mammal", "bird", "reptile", "fish", "insect"):
        others = [x for x, a in k.CLASS if a[0] != c]
        pairs = [draws.shuffle([draws.pick(by_class[c])] + draws.sample(others, 2)) for _ in range(250)]
        out.ask(f"which-{c}", [(", ".join(p), [x for x in p if x in by_class[c]]) for p in pairs], f"the {c} among the animals|the only {c} of the three|the animal that is {w_article(c)}", f"which of the animals is {w_article(c)}?|pick the {c}|find the {c} between the other animals|choose the {c}", f"the animal a zoologist would file under {c}s" if c != "fish" else "the animal a zoologist would file under fish", f"three animals, one {c}: say it", forms=1)
    out.ask("class-animal", [(text, [x]) for x, a in k.CLASS for text in (a[0], w_article(a[0]), f"some {a[0]}")], "an animal of this class|an example of the group|one animal that is such", "name one|give an example of it|which animal is one of those?|name any animal of this kind", "a creature that belongs to them", "such as what? one animal", forms=0)


def w_article(noun):
    return ("an " if noun[0] in "aeiou" else "a ") + noun
