"""Further tasks with real words: facts, word forms, spelling, choices from lists, sentences, numbers.

A task has four ways to say what to do, each an imperative after which a full stop could stand; three are for training and the last
is a new wording. Its rows are a table or a function of random draws, as in lol.py."""
import words as w
from lol import EVERYDAY, LETTERS, merged, number_word
from sentences import Sentence

ROMAN = [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
NOUNS = w.COUNTABLE
# Words of a list to choose from; the place of the chosen word says nothing about it.
ORDINALS = [("second", 1), ("third", 2), ("fourth", 3), ("second to last", -2)]


def roman(n):
    out = ""
    for value, sign in ROMAN:
        out += sign * (n // value)
        n %= value
    return out


def ordinal(n):
    return str(n) + ("th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th"))


def ordinal_word(n):
    special = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth"}
    *before, last = number_word(n).split("-")
    last = special.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
    return "-".join(before + [last])


def number(low, high, answer):
    return lambda d: (lambda n: (str(n), str(answer(n))))(d.between(low, high))


def word(answer, pool=EVERYDAY):
    return [(x, answer(x)) for x in pool if answer(x)]


def listed(answer, low=3, high=5, pool=EVERYDAY):
    """A list of words and what is made of it."""
    def task(d):
        items = d.sample(pool, d.between(low, high))
        return ", ".join(items), answer(items)
    return task


def two(answer):
    def task(d):
        a, b = d.sample(EVERYDAY, 2)
        out = answer(a, b)
        return (f"{a}, {b}", out) if out else None
    return task


def sentence(answer, **known):
    def task(d):
        s = Sentence(d, **known)
        out = answer(s)
        return (s.text(), out) if out else None
    return task


def one_of(category, others):
    """The only word of a category in a list."""
    pool = sorted(x for c in others for x in w.CATEGORIES[c])

    def task(d):
        inside, items = d.pick(w.CATEGORIES[category]), d.sample(pool, d.between(2, 4))
        return ", ".join(d.shuffle([inside] + items)), inside
    return task


def all_of(category, others):
    pool = sorted(x for c in others for x in w.CATEGORIES[c])

    def task(d):
        inside = d.sample(w.CATEGORIES[category], d.between(1, 3))
        items = d.shuffle(inside + d.sample(pool, d.between(2, 3)))
        return ", ".join(items), ", ".join(x for x in items if x in inside)
    return task


def odd_one_out(d):
    kinds = ["animal", "fruit", "vehicle", "piece of clothing", "tool", "color", "drink", "musical instrument", "job", "building", "metal"]
    a, b = d.sample(kinds, 2)
    if a == "color" and b in ("fruit", "metal"):
        return None
    odd = d.pick(w.CATEGORIES[b])
    return ", ".join(d.shuffle(d.sample(w.CATEGORIES[a], 3) + [odd])), odd


def category_of(d):
    kinds = {"animal": "animal", "vegetable": "vegetable", "vehicle": "vehicle", "piece of clothing": "clothing", "color": "color", "job": "job"}
    kind = d.pick(sorted(kinds))
    return d.pick(w.CATEGORIES[kind]), kinds[kind]


def yes_no(category, others):
    pool = sorted(x for c in others for x in w.CATEGORIES[c])
    inside = w.CATEGORIES[category]
    return [(x, "yes") for x in inside] + [(x, "no") for i, x in enumerate(pool) if i % max(1, len(pool) // len(inside)) == 0]


def of_two_numbers(answer, low=1, high=99):
    def task(d):
        a, b = d.between(low, high), d.between(low, high)
        return (f"{a}, {b}", str(answer(a, b))) if a != b else None
    return task


def clock(d):
    hour, minute = d.between(13, 23), d.between(0, 59)
    return f"{hour}:{minute:02}", f"{hour - 12}:{minute:02} PM"


def full_name(d):
    return d.pick(w.NAMES), d.pick(w.SURNAMES)


def from_name(answer):
    def task(d):
        first, last = full_name(d)
        return f"{first} {last}", answer(first, last)
    return task


def year_of(d):
    day, month, year = d.between(1, 28), d.pick(w.MONTHS), d.between(1500, 2030)
    return f"{day} {month} {year}", str(year)


def month_of(d):
    day, month, year = d.between(1, 28), d.pick(w.MONTHS), d.between(1500, 2030)
    return f"{month} {day}, {year}", month


def long_date(d):
    day, month, year = d.between(1, 28), d.between(1, 12), d.between(1900, 2030)
    return f"{year}-{month:02}-{day:02}", f"{w.MONTHS[month - 1]} {day}, {year}"


def mail(part):
    def task(d):
        first, last = full_name(d)
        place = d.pick(w.words("school.org bank.com mail.net museum.org hotel.com shop.com news.net office.org garden.com city.gov"))
        return f"{first.lower()}.{last.lower()}@{place}", f"{first} {last}" if part == "name" else place
    return task


def ask(s):
    """A question for a sentence in the present: The boy buys a car. Does the boy buy a car?"""
    out = s.words(s.verb)
    return "Does the " + " ".join(out[1:]) + "?"


def plural_subject(s):
    items = s.words(s.verb)
    return " ".join(w.plural(x) if x == s.subject else x for x in items) + "."


SEASONS = ["winter", "winter", "spring", "spring", "spring", "summer", "summer", "summer", "autumn", "autumn", "autumn", "winter"]
FRENCH = w.words("un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt")
SPANISH = w.words("uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte")
GERMAN = w.words("eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig")


def fact(what, of, table, thing):
    """Ways to ask for a fact of a thing, such as the capital of a country."""
    return ([f"give the {what} of the {of}", f"name the {of}'s {what}", f"answer with the {what} that belongs to the {of} you are given",
             f"tell me which {what} the {thing} has"], table)


def form(what, of, table):
    return ([f"write the {what} of the {of}", f"change the {of} into its {what}", f"give the {of}'s {what}",
             f"turn what you get into the {what}"], table)


def make(first, second, third, new, table):
    return [first, second, third, new], table


def tasks(countries):
    """Name to ways to say it and rows."""
    out = {}
    # Facts.
    out["country-language"] = fact("official language", "country", countries.pairs(countries.language), "country named")
    out["country-demonym"] = make("write what the people of the country are called", "give the adjective for the country's people",
                                  "name the inhabitants of the country", "say what you call someone from this country",
                                  countries.pairs(countries.demonym))
    out["country-code"] = fact("two-letter code", "country", countries.pairs(countries.code), "country named")
    out["country-landlocked"] = make("say yes if the country has no coast, else no", "answer yes or no: is the country landlocked",
                                     "decide whether the country lies away from every sea, yes or no",
                                     "tell me with yes or no if this nation has no access to the ocean", countries.pairs(countries.landlocked))
    for language, code in [("French", "fra"), ("Spanish", "spa"), ("German", "deu"), ("Italian", "ita")]:
        out[f"country-in-{language.lower()}"] = make(
            f"write the country's name in {language}", f"translate the name of the country into {language}",
            f"say what the country is called in {language}", f"give the {language} word for this nation",
            countries.pairs(lambda c, code=code: countries.translated(c, code)))
    out["state-capital"] = fact("capital", "American state", [(s, c) for s, _, c in w.STATES], "state")
    out["state-abbreviation"] = fact("two-letter abbreviation", "American state", [(s, a) for s, a, _ in w.STATES], "state")
    out["abbreviation-state"] = make("write the American state that the two letters stand for", "expand the abbreviation of a US state",
                                     "name the state with this postal code", "say which state is meant by the two letters",
                                     [(a, s) for s, a, _ in w.STATES])
    out["element-symbol"] = fact("chemical symbol", "element", [(e, s) for e, s, _ in w.ELEMENTS], "substance")
    out["symbol-element"] = make("name the chemical element with this symbol", "write which element the symbol stands for",
                                 "expand the chemical symbol to the name of the element", "say what substance chemists write this way",
                                 [(s, e) for e, s, _ in w.ELEMENTS])
    out["animal-young"] = make("name the young of the animal", "write what a baby of this animal is called", "give the word for the animal's child",
                               "say what you call the little one of this creature", w.YOUNG)
    out["animal-sound"] = make("name the sound that the animal makes", "write the verb for the noise of the animal", "answer with the animal's call",
                               "tell me what noise this creature makes", w.SOUNDS)
    out["animal-home"] = make("name the place where it lives", "write the home of the one you are given", "answer with the usual dwelling of the creature or person",
                              "tell me what its house is called", w.HOMES)
    out["female-form"] = make("write the female counterpart", "give the feminine form of the word", "replace the male word by the female one",
                              "turn him into her", w.FEMALES)
    out["male-form"] = make("write the male counterpart", "give the masculine form of the word", "replace the female word by the male one",
                            "turn her into him", [(b, a) for a, b in w.FEMALES if b not in ("cow", "lady", "hen", "nun")])
    out["job-workplace"] = make("name the place where the person works", "write the usual workplace for the job", "answer with where somebody of this profession works",
                                "tell me where you would find this worker", w.WORKPLACES)
    out["thing-material"] = make("name the material of which the thing is made", "write what the object usually consists of",
                                 "answer with the substance that the thing is made from", "tell me the stuff used to make it", w.MATERIALS)
    out["thing-color"] = make("name the usual color of the thing", "write which color it typically has", "answer with the color of the object",
                              "tell me what hue this normally is", w.TYPICAL_COLORS)
    # Word forms.
    out["noun-plural"] = form("plural", "noun", word(w.plural, NOUNS))
    out["plural-singular"] = make("write the singular of the noun", "change the plural into one", "give the form for only one of them",
                                  "say it for a single thing", [(w.plural(x), x) for x in NOUNS if w.plural(x) != x])
    out["verb-gerund"] = make("write the -ing form of the verb", "change the verb into its present participle", "give the gerund of the verb",
                              "add -ing to it with the right spelling", word(w.gerund, w.VERBS))
    out["verb-third"] = make("write the verb as it follows he or she", "give the third person singular of the verb", "put the verb into the form for he, she and it",
                             "conjugate the verb for one other person", word(w.third, w.VERBS))
    out["verb-past"] = form("past tense", "verb", word(w.PAST.get, w.VERBS))
    out["past-verb"] = make("write the base form of the past tense verb", "give the infinitive of the verb", "change the verb from the past to its basic form",
                            "undo the past tense", sorted({p: v for v, p in w.PAST.items() if v != p}.items()))
    out["verb-participle"] = make("write the past participle of the verb", "give the form of the verb after have", "change the verb into the form used with has",
                                  "complete the phrase I have with this verb", word(w.PARTICIPLE.get, w.VERBS))
    out["verb-agent"] = make("name the person who does this", "write the noun for somebody who does the action", "change the verb into the word for the doer",
                             "say what you call one who does it", w.AGENTS)
    out["adjective-comparative"] = form("comparative", "adjective", [(a, c) for a, c, _ in w.COMPARISON])
    out["adjective-noun"] = make("change the adjective into a noun", "write the noun that belongs to the adjective", "name the quality that the adjective describes",
                                 "say it as a thing instead of a property", w.QUALITIES)
    out["noun-adjective"] = make("change the noun into an adjective", "write the adjective that belongs to the noun", "give the describing word made from the noun",
                                 "say it as a property instead of a thing", w.FROM_NOUNS)
    out["adjective-adverb"] = form("adverb", "adjective", w.LY)
    out["opposite"] = make("write the opposite of the adjective", "give a word that means the contrary", "name the antonym",
                           "say the reverse of this", merged([p for pair in w.OPPOSITES for p in (pair, pair[::-1])]))
    out["british-american"] = make("write the American spelling of the British word", "change the spelling from British to American",
                                   "spell the word as in the United States", "show how Americans write it", w.AMERICAN)
    out["american-british"] = make("write the British spelling of the American word", "change the spelling from American to British",
                                   "spell the word as in the United Kingdom", "show how the English write it", [(b, a) for a, b in w.AMERICAN if b not in ("check", "tire")])
    out["contraction"] = make("write the words as a contraction", "shorten the words with an apostrophe", "give the contracted form",
                              "say it the short way", w.CONTRACTIONS)
    out["contraction-expanded"] = make("write the contraction in full", "expand the short form", "give the words without the apostrophe",
                                       "say it the long way", [(b, a) for a, b in w.CONTRACTIONS if not b.endswith("'s")])
    # Spelling.
    out["uppercase"] = make("write the word in capital letters", "convert the word to uppercase", "put all letters into upper case",
                            "shout the word in big letters", word(str.upper))
    out["last-two-letters"] = make("write the last two letters of the word", "give the final two letters", "answer with the ending of two letters",
                                   "show me how the word closes, in two letters", word(lambda x: x[-2:]))
    out["first-two-letters"] = make("write the first two letters of the word", "give the two letters at the start", "answer with the beginning, two letters long",
                                    "show me how the word opens, in two letters", word(lambda x: x[:2]))
    out["without-first-letter"] = make("write the word without its first letter", "remove the letter at the start", "drop the first letter and give the rest",
                                       "cut off the opening letter", word(lambda x: x[1:], [x for x in EVERYDAY if x != "grape"]))
    out["without-last-letter"] = make("write the word without its last letter", "remove the letter at the end", "drop the final letter and give the rest",
                                      "cut off the closing letter", word(lambda x: x[:-1]))
    out["word-reversed"] = make("write the word backwards", "reverse the letters of the word", "spell the word from its end to its start",
                                "mirror the word", word(lambda x: x[::-1], [x for x in EVERYDAY if len(x) <= 5]))
    out["vowels-only"] = make("write only the vowels of the word", "keep a, e, i, o, u and drop the other letters", "remove all consonants",
                              "leave nothing but the vowels", word(lambda x: "".join(c for c in x if c in "aeiou")))
    out["count-vowels"] = make("count the vowels of the word", "write how many of its letters are a, e, i, o or u", "give the number of vowels in the word",
                               "tell me how many vowels it has", word(lambda x: str(sum(c in "aeiou" for c in x))))
    out["word-twice"] = make("write the word twice", "repeat the word with a blank between", "give the word two times", "say it again after itself",
                             word(lambda x: f"{x} {x}"))
    out["hyphenated-letters"] = make("spell the word with hyphens between the letters", "put a hyphen between all letters", "write the letters joined by dashes",
                                     "break the word up with dashes", word(lambda x: "-".join(x), [x for x in EVERYDAY if len(x) <= 6]))
    out["sorted-letters"] = make("sort the letters of the word alphabetically", "write the letters of the word from a to z", "put its letters into alphabetical order",
                                 "rearrange the letters by the alphabet", word(lambda x: "".join(sorted(x)), [x for x in EVERYDAY if len(x) <= 4]))
    out["starts-with-vowel"] = make("say yes if the word starts with a vowel, else no", "answer yes or no: is the first letter a vowel",
                                    "decide whether the word begins with a, e, i, o or u, yes or no", "tell me with yes or no if a vowel opens the word",
                                    [(x, "yes" if x[0] in "aeiou" else "no") for i, x in enumerate(EVERYDAY) if x[0] in "aeiou" or i % 7 == 0])
    out["article"] = make("write the word with a or an before it", "put the right indefinite article before the noun", "add a or an to the noun",
                          "say it as one of its kind, with the article", word(lambda x: ("an " if x[0] in "aeiou" else "a ") + x, NOUNS))
    out["letter-position"] = make("give the position of the letter in the alphabet", "write the number of the letter", "count which letter of the alphabet this is",
                                  "turn the letter into its number", [(c, str(i + 1)) for i, c in enumerate(LETTERS)])
    # Two words.
    out["longer-word"] = make("choose the longer of the two words", "write the word that has more letters", "pick the word of greater length",
                              "say which takes more letters to write", two(lambda a, b: max(a, b, key=len) if len(a) != len(b) else None))
    out["shorter-word"] = make("choose the shorter of the two words", "write the word that has fewer letters", "pick the word of smaller length",
                               "say which takes fewer letters to write", two(lambda a, b: min(a, b, key=len) if len(a) != len(b) else None))
    out["earlier-word"] = make("choose the word that is first in the dictionary", "write the alphabetically earlier word", "pick the one of the two words that comes first by the alphabet",
                               "say which word a dictionary lists before the other", two(min))
    out["swap-words"] = make("swap the two words", "write the two words in the other order", "exchange the first and the second word",
                             "put the latter before the former", two(lambda a, b: f"{b}, {a}"))
    out["join-words"] = make("join the two words into one", "write the two words without anything between them", "concatenate the words",
                             "glue the words together", two(lambda a, b: a + b))
    out["and-words"] = make("join the two words with and", "write and between the two words", "connect the words by the word and",
                            "say both as a phrase with and", two(lambda a, b: f"{a} and {b}"))
    out["same-first-letter"] = make("say yes if both words start with the same letter, else no", "answer yes or no: do the words begin alike",
                                    "decide whether the first letters are equal, yes or no", "tell me with yes or no if the initials agree",
                                    lambda d: same_initial(d))
    # Lists.
    for name, index in ORDINALS:
        out[f"list-{name.replace(' ', '-')}"] = make(
            f"choose the {name} word of the list", f"write the {name} item", f"pick the {name} one of the words", f"give me whatever stands {name} in the row",
            listed(lambda items, index=index: items[index], 4, 6))
    out["list-count"] = make("count the words of the list", "write how many items there are", "give the number of words", "tell me how long the list is",
                             listed(lambda items: str(len(items)), 2, 8))
    out["list-last-uppercase"] = make("write the last word in capital letters", "put the final item into upper case", "give the word at the end in uppercase",
                                      "shout the closing word", listed(lambda items: items[-1].upper()))
    out["list-first-plural"] = make("write the plural of the first word", "give the first noun in the plural", "take the first item and name more than one of it",
                                    "make the opening word plural", listed(lambda items: w.plural(items[0]), 3, 4, NOUNS))
    out["list-second-initial"] = make("write the first letter of the second word", "give the initial of the second item", "take the second word and answer with the letter it starts with",
                                      "say how the word in second place begins", listed(lambda items: items[1][0], 3, 4))
    out["list-reversed"] = make("write the list in reverse order", "give the words from the last to the first", "turn the order of the words around",
                                "read the list from its end", listed(lambda items: ", ".join(items[::-1]), 3, 4))
    out["list-sorted"] = make("sort the words alphabetically", "write the list in alphabetical order", "put the words into the order of a dictionary",
                              "arrange the items from A to Z", listed(lambda items: ", ".join(sorted(items)), 3, 4))
    out["list-without-first"] = make("write the list without its first word", "drop the first item", "remove the word at the start and give the rest",
                                     "leave out the opening word", listed(lambda items: ", ".join(items[1:]), 3, 5))
    out["list-without-last"] = make("write the list without its last word", "drop the final item", "remove the word at the end and give the rest",
                                    "leave out the closing word", listed(lambda items: ", ".join(items[:-1]), 3, 5))
    out["list-first-last"] = make("write the first and the last word", "give both ends of the list", "keep only the first and the final item",
                                  "say what the list opens and closes with", listed(lambda items: f"{items[0]}, {items[-1]}", 3, 5))
    out["list-initials"] = make("write the first letters of the words as one word", "make an acronym of the words", "join the initials of all words",
                                "read only how each word begins", listed(lambda items: "".join(x[0] for x in items), 3, 5))
    out["list-longest"] = make("choose the longest word of the list", "write the item with the most letters", "pick the word of the greatest length",
                               "say which needs the most letters", lambda d: longest(d))
    out["list-semicolons"] = make("replace the commas by semicolons", "write the list with semicolons", "separate the words by semicolons instead of commas",
                                  "change each comma to a semicolon", listed(lambda items: "; ".join(items), 3, 4))
    out["list-with-and"] = make("write and before the last word of the list", "turn the list into a phrase with and", "join the list as in a sentence, with and at the end",
                                "say the list the way people talk", listed(lambda items: ", ".join(items[:-1]) + " and " + items[-1], 3, 4))
    # Categories.
    kinds = ["vegetable", "vehicle", "piece of clothing", "tool", "piece of furniture", "part of the body", "color", "drink", "musical instrument", "sport", "job",
             "building", "insect", "metal", "flower", "family member", "bird"]
    for kind in kinds:
        others = [k for k in ("animal", "vehicle", "tool", "drink", "building", "color", "piece of clothing", "vegetable") if k != kind
                  and not (k == "animal" and kind in ("bird", "insect"))]
        out[f"find-{kind.replace(' ', '-')}"] = make(
            f"choose the {kind} from the list", f"write the only word that is a {kind}".replace("a insect", "an insect"),
            f"pick out the {kind}", f"say which of the words names a {kind}".replace("a insect", "an insect"), one_of(kind, others))
    for kind, plural in [("vehicle", "vehicles"), ("color", "colors"), ("tool", "tools"), ("drink", "drinks"), ("job", "jobs"), ("vegetable", "vegetables")]:
        others = ["animal", "building", "musical instrument", "piece of furniture"] + ([] if kind == "color" else ["flower"])
        out[f"all-{plural}"] = make(f"write all {plural} of the list in their order", f"keep only the {plural}", f"remove everything that is not one of the {plural}",
                                    f"pick out each of the {plural}", all_of(kind, others))
    for kind in ("fruit", "vehicle", "job", "animal"):
        others = [k for k in w.CATEGORIES if k != kind and not (kind == "animal" and k in ("bird", "insect"))
                  and not (kind == "fruit" and k == "vegetable")]
        article = "an" if kind[0] in "aeiou" else "a"
        out[f"is-{kind}"] = make(f"say yes if the word is {article} {kind}, else no", f"answer yes or no: is this {article} {kind}",
                                 f"decide whether the word names {article} {kind}, yes or no", f"tell me with yes or no if we are talking of {article} {kind}",
                                 yes_no(kind, others))
    out["odd-one-out"] = make("choose the word that does not fit", "write the odd one out", "pick the word that is of another kind than the others",
                              "say which word does not belong", odd_one_out)
    out["category"] = make("name the category: animal, vegetable, vehicle, clothing, color or job", "classify the word as animal, vegetable, vehicle, clothing, color or job",
                           "write which of these kinds it is: animal, vegetable, vehicle, clothing, color, job",
                           "sort the word into animal, vegetable, vehicle, clothing, color or job", category_of)
    # Sentences.
    out["sentence-verb"] = make("write the verb of the sentence", "find the word that says what is done", "pick out the verb", "say which word is the action",
                                sentence(lambda s: dict((t, x) for x, t in s.tagged())["VERB"]))
    out["sentence-object"] = make("write the noun after the verb", "find the object of the sentence", "answer with the thing that is acted upon",
                                  "say what it is done to, in one word", sentence(lambda s: s.tagged()[-4 if s.place else -1][0]))
    out["sentence-place"] = make("name the place in the sentence", "write where it happened, in one word", "find the location that the sentence mentions",
                                 "say at what kind of place this goes on", sentence(lambda s: s.place, place=True))
    out["sentence-who"] = make("name the person in the sentence", "write who did it, in one word", "find the one who acts", "say whose deed this is, in one word",
                               sentence(lambda s: s.subject))
    out["sentence-to-past"] = make("put the sentence into the past tense", "rewrite the sentence as if it were over", "change the verb to the past and keep the rest",
                                   "tell it as something of yesterday", sentence(lambda s: s.text(w.PAST[s.verb]), tense="present"))
    out["sentence-to-present"] = make("put the sentence into the present tense", "rewrite the sentence as if it happened now", "change the verb to the present and keep the rest",
                                      "tell it as something of today", sentence(lambda s: s.text(w.third(s.verb)), tense="past"))
    out["sentence-to-future"] = make("put the sentence into the future with will", "rewrite the sentence as a thing to come, with will", "use will and the base form of the verb",
                                     "tell it as something of tomorrow, with will", sentence(lambda s: s.text("will " + s.verb), tense="present"))
    out["sentence-to-question"] = make("turn the sentence into a question with does", "ask whether it is so, beginning with Does", "rewrite the statement as a yes-or-no question",
                                       "make it something to be asked", sentence(ask, tense="present"))
    out["sentence-plural-subject"] = make("make the subject of the sentence plural", "rewrite the sentence for more than one person acting",
                                          "change the first noun to the plural and let the verb agree", "let several of them do it",
                                          sentence(plural_subject, tense="present"))
    out["sentence-uppercase"] = make("write the sentence in capital letters", "convert the sentence to uppercase", "put all of it into upper case",
                                     "shout the whole sentence", sentence(lambda s: s.text().upper(), place=False))
    out["sentence-second-word"] = make("write the second word of the sentence", "give the word in second place", "pick the word after the first",
                                      "say what follows the opening word", sentence(lambda s: s.words()[1]))
    out["sentence-last-word"] = make("write the last word of the sentence", "give the final word without the full stop", "pick the word at the end",
                                     "say what the sentence closes with", sentence(lambda s: s.words()[-1]))
    out["sentence-count"] = make("count the words of the sentence", "write how many words there are", "give the number of words in the sentence",
                                 "tell me how many words this takes", sentence(lambda s: str(len(s.words()))))
    out["sentence-exclaim"] = make("end the sentence with an exclamation mark", "replace the full stop by an exclamation mark", "put ! at the end instead of the full stop",
                                   "say it with excitement", sentence(lambda s: s.text()[:-1] + "!", place=False))
    out["sentence-pronoun"] = make("replace the person in the sentence by They", "write They instead of the one who acts", "begin with They and keep what follows the person",
                                   "let They do it", sentence(lambda s: "They " + " ".join(s.words()[3 if s.subject_adjective else 2:]) + ".", tense="past"))
    out["sentence-no-adjectives"] = make("remove the adjectives from the sentence", "write the sentence without describing words", "leave out every adjective",
                                         "say it plainly, without properties", sentence(
                                             lambda s: " ".join(x for x, t in s.tagged() if t != "ADJ") + "."
                                             if s.subject_adjective or s.object_adjective else None))
    # Names, dates, addresses.
    out["name-initials"] = make("write the initials of the name", "give the first letters of both names", "shorten the name to two letters with full stops",
                                "sign with the initials", from_name(lambda a, b: f"{a[0]}.{b[0]}."))
    out["name-last-first"] = make("write the last name first, with a comma", "put the family name before the first name, with a comma", "turn the name around as in a list of names",
                                  "file the person under the surname", from_name(lambda a, b: f"{b}, {a}"))
    out["name-first"] = make("write the first name only", "give the person's given name", "leave out the family name", "say what friends would call the person",
                             from_name(lambda a, b: a))
    out["name-surname"] = make("write the family name only", "give the person's surname", "leave out the first name", "say what the whole family is called",
                               from_name(lambda a, b: b))
    out["name-short"] = make("shorten the first name to its initial", "write the first letter of the given name and the full surname", "abbreviate the first name",
                             "sign with one letter and the family name", from_name(lambda a, b: f"{a[0]}. {b}"))
    out["name-greeting"] = make("greet the person by the first name", "write Hello and the given name", "say hello to the person, first name only",
                                "welcome them in two words", from_name(lambda a, b: f"Hello {a}!"))
    out["email-name"] = make("write the name of the person with this email address", "give the first and last name that the address contains",
                             "turn the email address into a name", "say whose mailbox this is", mail("name"))
    out["email-domain"] = make("write the domain of the email address", "give what stands after the @ sign", "pick out the mail server of the address",
                               "say at which host this mailbox is", mail("domain"))
    out["date-year"] = make("write the year of the date", "give only the year", "pick out the year", "say when this was, by the year alone", year_of)
    out["date-month"] = make("write the month of the date", "give only the name of the month", "pick out the month", "say in which part of the year this was, by month", month_of)
    out["date-long"] = make("write the date with the name of the month first", "spell the date out as month, day and year", "change the numeric date into words like May 4, 1999",
                            "say the date the American way", long_date)
    out["month-number"] = make("give the number of the month", "write which month of the year it is, as a number", "count the month from January",
                               "turn the month into digits", [(m, str(i + 1)) for i, m in enumerate(w.MONTHS)] + [(m[:3], str(i + 1)) for i, m in enumerate(w.MONTHS) if len(m) > 3])
    out["month-season"] = make("name the season of the month, in the north", "write in which season the month is", "answer with winter, spring, summer or autumn for the month",
                               "tell me the time of year", list(zip(w.MONTHS, SEASONS)) + list(zip((m[:3] for m in w.MONTHS if m != "May"),
                                                                                                 (s for m, s in zip(w.MONTHS, SEASONS) if m != "May"))))
    out["clock-12"] = make("write the time with PM instead of 24 hours", "change the 24-hour time into the 12-hour form", "convert the time to the American clock",
                           "say the time as on a dial, with PM", clock)
    # Numbers.
    out["number-to-words"] = make("write the number in words", "spell out the number", "turn the digits into words", "say the number as a word", number(0, 99, number_word))
    out["words-to-number"] = make("write the number in digits", "turn the number word into digits", "give the numeral for the words", "say it in figures",
                                  [(number_word(n), str(n)) for n in range(100)])
    out["number-roman"] = make("write the number as a Roman numeral", "convert the number to Roman numerals", "give the Roman form of the number",
                               "show how Romans wrote it", [(str(n), roman(n)) for n in range(1, 121)])
    out["roman-number"] = make("write the Roman numeral in digits", "convert the Roman numeral to a number", "give the usual number for the Roman one",
                               "read what the Romans wrote", [(roman(n), str(n)) for n in range(1, 121)])
    out["number-ordinal"] = make("write the ordinal number with its ending", "add st, nd, rd or th to the number", "turn the number into an ordinal like 3rd",
                                 "say its place in a row, in digits", [(str(n), ordinal(n)) for n in range(1, 151)])
    out["number-ordinal-word"] = make("write the ordinal as a word", "turn the number into an ordinal word like third", "spell out the ordinal of the number",
                                      "say its place in a row, in words", [(str(n), ordinal_word(n)) for n in range(1, 100)])
    out["number-parity"] = make("say whether the number is even or odd", "answer even or odd", "write odd or even for the number", "tell me if it can be halved: even or odd",
                                number(1, 999, lambda n: "odd" if n % 2 else "even"))
    out["number-double"] = make("double the number", "multiply the number by two", "write twice the number", "give two times as much", number(1, 300, lambda n: 2 * n))
    out["number-half"] = make("halve the number", "divide the number by two", "write half of the number", "give one of two equal shares",
                              lambda d: (lambda n: (str(2 * n), str(n)))(d.between(1, 250)))
    out["number-square"] = make("square the number", "multiply the number by itself", "write the second power of the number", "raise it to the power of two",
                                [(str(n), str(n * n)) for n in range(1, 41)])
    out["number-plus-ten"] = make("add ten to the number", "write the number that is larger by ten", "increase the number by ten", "go ten up", number(1, 300, lambda n: n + 10))
    out["number-times-ten"] = make("multiply the number by ten", "write ten times the number", "put a zero after the number", "give the tenfold", number(1, 300, lambda n: 10 * n))
    out["number-next"] = make("write the number after this one", "add one to the number", "count one further", "give its successor", number(21, 999, lambda n: n + 1))
    out["number-previous"] = make("write the number before this one", "take one away from the number", "count one back", "give its predecessor", number(22, 999, lambda n: n - 1))
    out["number-last-digit"] = make("write the last digit of the number", "give the units digit", "answer with the digit at the end", "say what the number ends in",
                                    number(10, 9999, lambda n: n % 10))
    out["number-first-digit"] = make("write the first digit of the number", "give the leading digit", "answer with the digit at the start", "say what the number begins with",
                                     number(10, 9999, lambda n: str(n)[0]))
    out["number-reversed"] = make("write the digits in reverse order", "read the number backwards", "turn the order of the digits around", "mirror the number",
                                  number(100, 9999, lambda n: str(n)[::-1]))
    out["number-digits"] = make("count the digits of the number", "write how many digits it has", "give the length of the number", "tell me how many figures it takes",
                                lambda d: (lambda n: (str(n), str(len(str(n)))))(d.below(10 ** d.between(1, 7))))
    out["number-thousands"] = make("write the number with commas between the thousands", "group the digits by thousands with commas", "add a comma after every three digits from the right",
                                   "format the number as in a newspaper", number(1000, 9999999, "{:,}".format))
    out["larger-number"] = make("choose the larger of the two numbers", "write the bigger number", "pick the greater one", "say which is more", of_two_numbers(max, 1, 999))
    out["smaller-number"] = make("choose the smaller of the two numbers", "write the lesser number", "pick the lower one", "say which is less", of_two_numbers(min, 1, 999))
    out["product"] = make("multiply the two numbers", "write the product", "give the first number times the second", "say how much so many times so much is", of_two_numbers(lambda a, b: a * b, 2, 20))
    out["sum-two"] = make("add the two numbers", "write the sum", "give the total of both numbers", "say how much they make together", of_two_numbers(lambda a, b: a + b))
    for language, table in (("french", FRENCH), ("spanish", SPANISH), ("german", GERMAN)):
        name = language.capitalize()
        out[f"number-{language}"] = make(f"write the number in {name}", f"say the number as a {name} word", f"give the {name} word for the number", f"count in {name}",
                                         [(str(i + 1), x) for i, x in enumerate(table)] + [(number_word(i + 1), x) for i, x in enumerate(table)])
    out["dollars"] = make("write the amount as dollars with a sign", "turn the cents into dollars", "convert cents to a price like $1.25", "say what it costs in dollars",
                          number(101, 2000, lambda n: f"${n // 100}.{n % 100:02}"))
    out["percent"] = make("write the percentage as a decimal fraction", "divide the percentage by one hundred", "turn percent into a number like 0.25", "say which part of one it is",
                          lambda d: (lambda n: (f"{n}%", f"0.{n:02}".rstrip("0")))(d.between(1, 99)))
    return out


def same_initial(d):
    wanted = d.below(2)
    a = d.pick(EVERYDAY)
    b = d.pick([x for x in EVERYDAY if x != a and (x[0] == a[0]) == bool(wanted)] or [""])
    return (f"{a}, {b}", "yes" if wanted else "no") if b else None


def longest(d):
    items = d.sample(EVERYDAY, d.between(3, 4))
    lengths = sorted(map(len, items))
    return (", ".join(items), max(items, key=len)) if lengths[-1] != lengths[-2] else None
