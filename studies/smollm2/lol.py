"""Tasks of Super-NaturalInstructions, as the Text-to-LoRA reference numbers them, made again by rule or from open tables.

A task is a function of random draws that returns an input and its answer (or its answers), or a list of all such pairs. Prompts are
shorter than the original ones; the descriptions are the originals."""
import datetime

import words as w
from draws import Draws
from sentences import ADJECTIVES, PEOPLE, PLACES, THINGS, Sentence
from tables import merged

LETTERS = "abcdefghijklmnopqrstuvwxyz"
EVERYDAY = sorted({word for word in w.COUNTABLE + w.SHORT_ADJECTIVES + w.VERBS if 3 <= len(word) <= 7})


def bracket(items):
    return "[" + ", ".join(map(str, items)) + "]"


def numbers(d, low=1, high=50, shortest=3, longest=5):
    return d.sample(range(low, high + 1), d.between(shortest, longest))


def mixed(d):
    """Four to six entries, numbers and letters."""
    n = d.between(4, 6)
    digits = d.between(1, n - 1)
    return d.shuffle([str(d.between(1, 99)) for _ in range(digits)] + [d.pick(LETTERS) for _ in range(n - digits)])


def prime(n):
    return n > 1 and all(n % k for k in range(2, int(n ** 0.5) + 1))


def leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def bare(sentence):
    return sentence.text()[:-1].lower()


# Lists.

def first_elements(d):
    items = d.sample(EVERYDAY, d.between(4, 6))
    i = d.between(1, len(items) - 1)
    return f"{i}, {bracket(items)}", bracket(items[:i])


def all_but_first_elements(d):
    items = d.sample(EVERYDAY, d.between(4, 6))
    i = d.between(1, len(items) - 1)
    return f"{i}, {bracket(items)}", bracket(items[i:])


def concatenate(d):
    items = d.sample([x for x in EVERYDAY if len(x) < 6], d.between(2, 4))
    return bracket(items), "".join(items)


def reverse_elements(d, whole):
    items = [d.pick(LETTERS) if d.below(2) else d.pick(LETTERS) + d.pick(LETTERS) for _ in range(d.between(4, 6))]
    i = d.between(1, len(items) - 2)
    j = d.between(i + 1, min(len(items), i + 2))
    chosen = items[i - 1:j]
    return f"{i}, {j}, {bracket(items)}", "".join(chosen)[::-1] if whole else "".join(chosen[::-1])


def every_ith(d):
    items = d.sample(EVERYDAY, d.between(5, 7))
    k, i = d.between(1, 3), d.between(2, 3)
    return f"{bracket(items)}, k={k}, i={i}", bracket(items[k - 1::i])


def only_letters(d):
    items = mixed(d)
    return bracket(items), bracket([x for x in items if x.isalpha()])


def only_numbers(d):
    items = mixed(d)
    return bracket(items), bracket([x for x in items if x.isdigit()])


def sum_of_numbers(d):
    items = d.shuffle([str(d.between(1, 30)) for _ in range(d.between(1, 3))] + [d.pick(LETTERS) for _ in range(d.between(1, 3))])
    return bracket(items), str(sum(int(x) for x in items if x.isdigit()))


def count_letters(d):
    items = mixed(d)
    return bracket(items), str(sum(x.isalpha() for x in items))


def count_numbers(d):
    items = mixed(d)
    return bracket(items), str(sum(x.isdigit() for x in items))


def positions_of_numbers(d):
    items = mixed(d)
    return bracket(items), bracket([i + 1 for i, x in enumerate(items) if x.isdigit()])


def letters_then_numbers(d):
    items = mixed(d)
    return bracket(items), bracket([x for x in items if x.isalpha()] + [x for x in items if x.isdigit()])


def sorted_unique_letters(d):
    items = mixed(d)
    return bracket(items), bracket(sorted({x for x in items if x.isalpha()}))


def sorted_unique_digits(d):
    n = d.between(4, 6)
    digits = d.between(1, n - 1)
    items = d.shuffle([str(d.below(10)) for _ in range(digits)] + [d.pick(LETTERS) for _ in range(n - digits)])
    return bracket(items), bracket(sorted({x for x in items if x.isdigit()}))


def common_run(d):
    """Two lists with one common run of two or three items."""
    run = d.sample(LETTERS[:13], d.between(2, 3))
    other = d.sample(LETTERS[13:], 6)
    a = other[:d.below(3)] + run + other[2:d.between(3, 4) - 1]
    b = other[3:3 + d.below(3)] + run
    shared = set(a) & set(b) - set(run)
    return None if shared else (f"{bracket(a)}, {bracket(b)}", bracket(run))


def common_substring(d):
    middle = "".join(d.sample(LETTERS[:13], d.between(3, 4)))
    a, b = ("".join(d.sample(LETTERS[13:20], d.between(1, 2))) for _ in range(2))
    c, e = ("".join(d.sample(LETTERS[20:], d.between(1, 2))) for _ in range(2))
    return f"{a}{middle}{c}, {e}{middle}{b}", middle


# Sets.

def two_sets(d):
    return sorted(d.sample(range(1, 13), d.between(2, 5))), sorted(d.sample(range(1, 13), d.between(2, 5)))


def shown(a, b):
    return "Set1: {" + ", ".join(map(str, a)) + "}, Set2: {" + ", ".join(map(str, b)) + "}"


def count_intersection(d):
    a, b = two_sets(d)
    return shown(a, b), str(len(set(a) & set(b)))


def count_union(d):
    a, b = two_sets(d)
    return shown(a, b), str(len(set(a) | set(b)))


def in_intersection(d):
    a, b = two_sets(d)
    both = sorted(set(a) & set(b))
    wanted = d.below(2)
    pool = both if wanted else sorted(set(a) ^ set(b))
    return (shown(a, b) + f". Element: {d.pick(pool)}", "Yes" if wanted else "No") if pool else None


# Numbers.

def collatz(d):
    items = numbers(d, 1, 40)
    return bracket(items), bracket([x // 2 if x % 2 == 0 else 3 * x + 1 for x in items])


def maxima(d):
    lists = [numbers(d, 1, 99, 2, 3) for _ in range(d.between(2, 4))]
    return bracket(map(bracket, lists)), bracket(map(max, lists))


def product_of_odds(d):
    lists = [numbers(d, 1, 9, 2, 3) for _ in range(d.between(1, 3))]

    def product(items):
        odd = [x for x in items if x % 2]
        out = 1
        for x in odd:
            out *= x
        return out if odd else 0

    return bracket(map(bracket, lists)), bracket(map(product, lists))


def primes_only(d):
    items = numbers(d, 2, 40, 4, 6)
    found = [x for x in items if prime(x)]
    return (bracket(items), bracket(found)) if found else None


def without_multiples_of_three(d):
    items = numbers(d, 1, 60, 4, 6)
    left = [x for x in items if x % 3]
    return (bracket(items), bracket(left)) if left and len(left) < len(items) else None


def two_sum(d):
    items = numbers(d, 1, 20, 3, 5)
    a, b = d.sample(range(len(items)), 2)
    target = items[a] + items[b]
    found = [(x, y) for i, x in enumerate(items) for y in items[i + 1:] if x + y == target]
    x, y = found[0]
    return (f"{bracket(items)}, target={target}", [bracket([x, y]), bracket([y, x])]) if len(found) == 1 else None


def products_of_others(d):
    items = [d.between(1, 6) for _ in range(d.between(2, 4))]
    total = 1
    for x in items:
        total *= x
    return bracket(items), bracket(total // x for x in items)


def monotonic(d):
    wanted = d.below(2)
    items = numbers(d, 1, 60, 3, 5)
    if wanted:
        items = sorted(items, reverse=d.below(2) == 1)
    steady = items in (sorted(items), sorted(items, reverse=True))
    return (bracket(items), "True" if steady else "False") if steady == bool(wanted) else None


def mean(d):
    items = numbers(d, 1, 30, 2, 4)
    return (bracket(items), [str(sum(items) // len(items)), f"{sum(items) / len(items):.1f}"]) if sum(items) % len(items) == 0 else None


def largest_absolute(d):
    items = [x if d.below(2) else -x for x in numbers(d, 1, 99)]
    return bracket(items), str(max(items, key=abs))


def swap_extremes(d):
    items = numbers(d, 1, 99)
    low, high = min(items), max(items)
    return bracket(items), bracket({low: high, high: low}.get(x, x) for x in items)


def add_to_all(d):
    items, n = numbers(d, 1, 40, 2, 4), d.between(1, 10)
    return f"{bracket(items)}, {n}", bracket(x + n for x in items)


def kth(d, largest):
    items = numbers(d, 1, 99)
    k = d.between(1, min(3, len(items)))
    return f"{bracket(items)}, k={k}", str(sorted(items, reverse=largest)[k - 1])


def value_range(d):
    items = numbers(d, 1, 50, 2, 4)
    return bracket(items), str(max(items) - min(items))


def nearest_powers(d):
    powers = [2 ** i for i in range(10)]
    items = numbers(d, 1, 140, 2, 4)
    out = []
    for x in items:
        distances = sorted((abs(x - p), p) for p in powers)
        if distances[0][0] == distances[1][0]:
            return None
        out.append(distances[0][1])
    return bracket(items), bracket(out)


def is_prime(d):
    wanted = d.below(2) == 1
    n = d.between(2, 400)
    return (str(n), "Yes" if wanted else "No") if prime(n) == wanted and (wanted or n % 2) else None


def is_leap_year(d):
    wanted = d.below(2) == 1
    year = d.between(1000, 2400)
    return (str(year), "1" if wanted else "0") if leap(year) == wanted else None


def swapped_signs(d):
    n = d.between(2, 3)
    terms, signs = [d.between(1, 50) for _ in range(n)], [d.pick("+-") for _ in range(n - 1)]
    value = terms[0]
    for sign, term in zip(signs, terms[1:]):
        value += -term if sign == "+" else term
    return str(terms[0]) + "".join(f" {s} {t}" for s, t in zip(signs, terms[1:])), str(value)


def new_operators(d):
    plus, minus = d.sample("@#$%&", 2)
    n = d.between(2, 3)
    terms, signs = [d.between(1, 50) for _ in range(n)], [d.below(2) for _ in range(n - 1)]
    value = terms[0] + sum(-t if s else t for s, t in zip(signs, terms[1:]))
    said = str(terms[0]) + "".join(f" {minus if s else plus} {t}" for s, t in zip(signs, terms[1:]))
    return f"{plus} is plus, {minus} is minus: {said}", str(value)


UNITS = [("meters", "kilometer", 1000), ("centimeters", "meter", 100), ("millimeters", "centimeter", 10), ("grams", "kilogram", 1000),
         ("minutes", "hour", 60), ("seconds", "minute", 60), ("hours", "day", 24), ("days", "week", 7), ("months", "year", 12),
         ("milliliters", "liter", 1000), ("inches", "foot", 12), ("feet", "yard", 3), ("ounces", "pound", 16), ("cups", "quart", 4),
         ("pints", "gallon", 8), ("years", "decade", 10), ("years", "century", 100), ("cents", "dollar", 100), ("eggs", "dozen", 12)]


def units(d):
    small, large, factor = d.pick(UNITS)
    n = d.between(1, 20)
    many = {"foot": "feet", "century": "centuries", "dozen": "dozen"}.get(large, large + "s")
    return f"How many {small} are in {n} {many if n > 1 else large}?", str(n * factor)


# Strings.

def without_vowels(d):
    text = " ".join(d.sample(EVERYDAY, d.between(1, 3)))
    return text, "".join(c for c in text if c not in "aeiou")


def without_duplicates(d):
    text = "".join(d.pick(LETTERS[:6]) for _ in range(d.between(5, 8)))
    return (text, "".join(dict.fromkeys(text))) if len(set(text)) < len(text) else None


def highest_character(d):
    text = "".join(d.sample(LETTERS, d.between(4, 7)))
    return text, max(text)


def most_frequent_character(d):
    text = "".join(d.pick(LETTERS[:5]) for _ in range(d.between(5, 8)))
    return text, min(text, key=lambda c: (-text.count(c), c))


def has_character(d):
    wanted = d.below(2)
    word = d.pick(EVERYDAY)
    letter = d.pick(word) if wanted else d.pick([c for c in LETTERS if c not in word])
    return f"{word}, {letter}", str(wanted)


def longest_palindrome(d):
    half = "".join(d.sample(LETTERS[:12], d.between(1, 2)))
    middle = d.pick(LETTERS[12:16])
    before, after = "".join(d.sample(LETTERS[16:21], d.between(1, 2))), "".join(d.sample(LETTERS[21:], d.between(1, 2)))
    return before + half + middle + half[::-1] + after, half + middle + half[::-1]


def count_letter(d):
    text = bare(Sentence(d))
    letter = d.pick("aeiotnsr")
    return f"{letter}: {text}", str(text.count(letter))


def count_vowels_or_consonants(d):
    text = bare(Sentence(d, place=False))
    vowels = sum(c in "aeiou" for c in text)
    return (f"vowels: {text}", str(vowels)) if d.below(2) else (
        f"consonants: {text}", str(sum(c in LETTERS for c in text) - vowels))


def count_words(d, where):
    text = bare(Sentence(d))
    letter = d.pick({"inside": "aeiotns", "start": "tbcsh", "end": "esdrt"}[where])
    hit = {"inside": lambda x: letter in x, "start": lambda x: x.startswith(letter), "end": lambda x: x.endswith(letter)}[where]
    return f"{letter}: {text}", str(sum(hit(x) for x in text.split()))


def without_words_of_length(d):
    items = bare(Sentence(d)).split()
    n = len(d.pick(items))
    left = [x for x in items if len(x) != n]
    return f"{n}: {' '.join(items)}", " ".join(left) if left else None


def reversed_words_of_length(d):
    items = bare(Sentence(d, place=False)).split()
    n = len(d.pick(items))
    return f"{n}: {' '.join(items)}", " ".join(x[::-1] if len(x) == n else x for x in items)


# Dates.

def valid_date(d):
    month, day, year = d.between(1, 14), d.between(1, 34), d.between(1900, 2099)
    try:
        datetime.date(year, month, day)
        valid = 1
    except ValueError:
        valid = 0
    return (f"{month:02}/{day:02}/{year}", str(valid)) if valid == d.below(2) else None


def other_date(d):
    day, month, year = d.between(1, 28), d.between(1, 12), d.between(1900, 2099)
    european, american = f"{day:02}/{month:02}/{year}", f"{month:02}/{day:02}/{year}"
    if d.below(2):
        return f"{european}, input_format=dd/mm/yyyy", american
    return f"{american}, input_format=mm/dd/yyyy", european


# Grammar.

def count_parts(d):
    parts = [Sentence(d, place=False) for _ in range(d.between(1, 3))]
    kind, tag = d.pick([("nouns", "NOUN"), ("verbs", "VERB")])
    text = " and ".join([parts[0].text()[:-1]] + ["t" + part.text()[1:-1] for part in parts[1:]])
    return f"{kind}: {text}.", str(sum(t == tag for part in parts for _, t in part.tagged()))


def part_of_speech(d):
    sentence = Sentence(d)
    word, tag = d.pick(sentence.tagged())
    if [x.lower() for x in sentence.words()].count(word.lower()) > 1:
        return None
    return f"{sentence.text()} Word: {word}", tag


def bracketed_part_of_speech(d):
    sentence = Sentence(d)
    word, tag = d.pick(sentence.tagged())
    if [x.lower() for x in sentence.words()].count(word.lower()) > 1:
        return None
    name = {"NOUN": "NOUN", "VERB": "VERB", "ADJ": "ADJECTIVE", "DET": "DETERMINER", "ADP": "PREPOSITION"}[tag]
    return sentence.text().replace(word, f"[{word}]", 1) if word != "The" else sentence.text().replace("The", "[The]", 1), name


def tag_fits(d):
    sentence = Sentence(d)
    word, tag = d.pick([(x, t) for x, t in sentence.tagged() if t in ("NOUN", "VERB", "ADJ")])
    names = {"NOUN": "noun", "VERB": "verb", "ADJ": "adjective"}
    wanted = d.below(2)
    said = tag if wanted else d.pick([t for t in names if t != tag])
    return f"{sentence.text()} Word: {word}. Tag: {names[said]}", "Yes" if wanted else "No"


def tense(d):
    sentence = Sentence(d, tense=d.pick(["past", "present"]))
    return sentence.text(), sentence.tense.capitalize()


def object_number(d):
    sentence = Sentence(d)
    return sentence.text(), "Plural" if sentence.plural_object else "Singular"


def swapped_words(d):
    sentence = Sentence(d)
    tagged = sentence.tagged()
    i = d.below(len(tagged) - 1)
    if i == 0 or tagged[i + 1][1] == "ADP":
        return None
    items = [x for x, _ in tagged]
    items[i], items[i + 1] = items[i + 1], items[i]
    return " ".join(items), f"[{i + 1}, {i + 2}]"


def subject(d):
    sentence = Sentence(d)
    return sentence.text(), sentence.subject_phrase()


def corrected(d):
    sentence = Sentence(d, tense="present")
    if d.below(2):
        return sentence.text(sentence.verb), sentence.text()
    past = w.PAST[sentence.verb]
    wrong = w.regular_past(sentence.verb)
    return (sentence.text(wrong), sentence.text(past)) if wrong != past else None


def acceptable(d):
    sentence = Sentence(d)
    if d.below(2):
        return sentence.text(), "acceptable"
    kind = d.below(3)
    if kind == 0:
        return Sentence(d, tense="present").text(w.gerund(sentence.verb)), "unacceptable"
    items = sentence.words()
    if kind == 1:
        items[-1], items[-2] = items[-2], items[-1]
    else:
        items.remove("the")
        items.append("the")
    return " ".join(items) + ".", "unacceptable"


def changed(d):
    """An aspect to change, and the sentence with only that changed."""
    sentence = Sentence(d, tense="present", plural_object=False)
    aspect = d.pick(["tense", "number"])
    if aspect == "tense":
        return f"tense: {sentence.text()}", sentence.text(w.PAST[sentence.verb])
    if sentence.subject in ("woman", "man"):
        return None
    out = [w.plural(x) if i == sentence.words().index(sentence.subject) else x for i, x in enumerate(sentence.words(sentence.verb))]
    return f"number: {sentence.text()}", " ".join(out) + "."


# Sentences about people. Her is never both an object and a possessive here.
PERSONAL = [
    "She is a good {job}.", "She lives in {city}.", "She likes {city} very much.", "Everyone knows that she is {adj}.", "She bought a {thing}.",
    "The {job} said that she was {adj}.", "She and {name} went to the {place}.", "I think she is {adj}.", "Yesterday she sold the {thing}.",
    "She hurt herself in the {place}.", "She asked herself why the {job} was {adj}.", "When she was young, she wanted to be a {job}.",
    "Did she find the {thing}?", "She never visits {city}.", "Why is she so {adj}?", "She works as a {job} in {city}.",
    "{name} says she lost the {thing}.", "She built the {thing} herself.", "If she comes, bring the {thing}."]
FEMALE_TO_MALE = {"she": "he", "She": "He", "herself": "himself"}


def personal(d, female):
    text = d.pick(PERSONAL).format(job=d.pick(PEOPLE[:8]), city=d.pick(w.CITIES), adj=d.pick(ADJECTIVES), thing=d.pick(THINGS),
                                   place=d.pick(PLACES), name=d.pick(["Sam", "Alex", "Robin", "Jordan", "Taylor", "Casey"]))
    out = "".join(FEMALE_TO_MALE.get(part, part) for part in _parts(text))
    return (out, text) if female else (text, out)


def _parts(text):
    part = ""
    for c in text + "\0":
        if part and c.isalpha() != part[-1].isalpha():
            yield part
            part = ""
        part += c if c != "\0" else ""
    if part:
        yield part


JOBS = w.words("mechanic nurse doctor lawyer baker farmer teacher guard cook driver writer clerk cleaner tailor manager librarian carpenter"
               " dentist pilot cashier")
SAID = ["said that {p} was {adj}", "finished the work because {p} was {adj}", "left early since {p} had lost the {thing}",
        "sold the {thing} that {p} had found", "smiled when {p} saw the {thing}", "forgot where {p} had put the {thing}"]


def said(d, pronoun):
    return d.pick(SAID).format(p=pronoun, adj=d.pick(w.words("tired happy hungry busy late sad")), thing=d.pick(THINGS))


def gender(d):
    male = d.below(2)
    return f"The {d.pick(JOBS)} {said(d, 'he' if male else 'she')}.", "male" if male else "female"


def gendered_job(d):
    a, b = d.sample(JOBS, 2)
    first = d.below(2)
    p, q = ("he", "she") if first else ("she", "he")
    wanted = d.pick(["male", "female"])
    text = f"The {a} {said(d, p)}, and the {b} {said(d, q)}. Gender: {wanted}"
    return text, a if (p == "he") == (wanted == "male") else b


# Words and their relations.

def antonyms(part):
    both = [p for pair in w.OPPOSITES for p in (pair, pair[::-1])]
    table = merged(both)
    return [row for i, row in enumerate(table) if i % 2 == part]


def part_table(says, yes, no):
    """Every part with its whole, and with a whole of the other kind: living parts with made things, made parts with living things."""
    rows = []
    for name, parts, others in (("living", w.LIVING_PARTS, w.MADE_PARTS), ("made", w.MADE_PARTS, w.LIVING_PARTS)):
        order = Draws("parts/" + name).shuffle(others)
        for i, (part, whole) in enumerate(parts):
            rows += [(says(part, whole), yes), (says(part, order[i % len(order)][1]), no)]
    return rows


def article(noun):
    return ("an " if noun[0] in "aeiou" else "a ") + noun


def category_name(category):
    return {"piece of clothing": "clothing", "piece of furniture": "furniture", "part of the body": "body part", "job": "profession",
            "family member": "relative"}.get(category, category)


def hypernyms(wordnet, part):
    out = []
    for category, members in w.CATEGORIES.items():
        for i, word in enumerate(members):
            if i % 2 == part:
                name = category_name(category)
                out.append((word, list(dict.fromkeys([name] + wordnet.hypernyms(word, name)))))
    return out


def relation(d, names):
    """A pair of words and the name of its relation."""
    kind = d.pick(sorted(names))
    if kind == "coordinate":
        a, b = d.sample(d.pick(list(w.CATEGORIES.values())), 2)
    elif kind == "hypernym":
        category = d.pick(list(w.CATEGORIES))
        a, b = d.pick(w.CATEGORIES[category]), category_name(category)
    else:
        a, b = d.pick({"part": [(y, x) for x, y in w.LIVING_PARTS + w.MADE_PARTS], "color": w.TYPICAL_COLORS, "material": w.MATERIALS,
                       "antonym": w.OPPOSITES, "event": w.SOUNDS + w.ACTIONS}[kind])
    return a, b, names[kind]


def bless(d):
    a, b, name = relation(d, {"coordinate": "coord", "hypernym": "hyper", "part": "mero", "color": "attri", "event": "event"})
    return f"{a}, {b}", name


def evalution(d):
    a, b, name = relation(d, {"hypernym": "IsA", "part": "HasA", "color": "HasProperty", "material": "MadeOf", "antonym": "Antonym"})
    return f"{a}, {b}", name


def extracted_relation(d):
    a, b, name = relation(d, {"hypernym": "IsA", "part": "HasA", "color": "HasProperty", "material": "MadeOf", "antonym": "Antonym"})
    says = {"IsA": f"{a} is a kind of {b}", "HasA": f"{a} has {b}", "HasProperty": f"{a} is usually {b}",
            "MadeOf": f"{a} is made of {b}", "Antonym": f"{a} is the opposite of {b}"}[name]
    return says, f"{a} {name} {b}"


def analogy(table):
    """Two pairs of a table, the last word of which is missing; never two with one answer."""
    answers = dict(merged(table))

    def task(d):
        (a, b), (c, _) = d.sample(table, 2)
        return None if set(answers[a]) & set(answers[c]) else (f"{a} : {b}. {c} : ?", answers[c])

    return task


def rhymes(known):
    return [(word, Draws("rhymes " + word).shuffle(known.of(word))) for word in known.ends if known.of(word)]


# Reading.

def moves(d, n):
    """Sentences of people who go to rooms, with the place and the last sentence of each."""
    people = d.sample(w.NAMES[:12], 2)
    said, place, last = [], {}, {}
    for _ in range(n):
        person, room = d.pick(people), d.pick(w.ROOM_NAMES)
        if place.get(person) != room:
            place[person] = room
            last[person] = f"{person} {d.pick(['went to', 'moved to', 'walked to'])} the {room}."
            said.append(last[person])
    return said, place, last


def where_is(d):
    said, place, _ = moves(d, d.between(2, 4))
    person = d.pick(sorted(place))
    return " ".join(said) + f" Where is {person}?", place[person]


def supporting_fact(d):
    said, place, last = moves(d, d.between(2, 4))
    person = d.pick(sorted(place))
    return (" ".join(said) + f" Where is {person}?", last[person]) if len(set(said)) == len(said) > 1 else None


def where_is_object(d, people):
    items = d.sample(w.SMALL_THINGS, 2)
    boxes = d.sample(w.CONTAINERS, 3)
    names = d.sample(w.NAMES[:12], 2)
    said = [f"{names[0]} put the {items[0]} in the {boxes[0]}."]
    place = {items[0]: boxes[0]}
    if people == 2:
        said.append(f"{names[1]} put the {items[1]} in the {boxes[1]}.")
        place[items[1]] = boxes[1]
    moved = d.pick(sorted(place))
    if d.below(2):
        said.append(f"{d.pick(names)} moved the {moved} to the {boxes[2]}.")
        place[moved] = boxes[2]
    asked = d.pick(sorted(place))
    return " ".join(said) + f" Where is the {asked}?", place[asked]


def emotion(d):
    feeling = d.pick(sorted(w.FEELINGS))
    word, name, job = d.pick(w.FEELINGS[feeling]), d.pick(w.NAMES), d.pick(PEOPLE)
    return d.pick([f"{name} feels {word}.", f"The situation makes {name} feel {word}.", f"{name} was {word} at the party.",
                   f"My friend the {job} is {word} today.", f"I made the {job} feel {word}.", f"{name} is {word} about the news."]), feeling


PERSON_SAYS = ["Yesterday {x} went to the {place}.", "I met {x} near the {place}.", "The {thing} was sold by {x} last week.",
               "Has anyone seen {x} today?", "Thank you for the {thing}, {x}!", "The new {job} is called {x}.", "{x} will sing at the {place} tonight.",
               "My neighbor {x} found the {thing}.", "We waited for {x} at the {place}."]
PLACE_SAYS = ["We are flying to {x} tomorrow.", "The {job} was born in {x}.", "It is raining in {x} today.", "Greetings from {x}!",
              "The {thing} was made in {x}.", "There is a famous {place} in {x}.", "The train to {x} was late again.",
              "I have never been to {x}.", "The weather in {x} is nice this week.", "Our {job} moved to {x} last year."]
COMPANY_SAYS = ["Shares of {x} rose by {n} percent today.", "My brother works for {x} as a {job}.", "{x} announced a new product this week.",
                "The new boss of {x} is {n} years old.", "She bought a {thing} from {x}.", "{x} will close {n} offices this year.",
                "The {job} sued {x} last month.", "I hope {x} makes a new {thing}."]


def named(d, says, names):
    name = d.pick(names)
    return d.pick(says).format(x=name, place=d.pick(PLACES), thing=d.pick(THINGS), job=d.pick(PEOPLE[:8]), n=d.between(2, 60)), name



def person(d):
    return named(d, PERSON_SAYS, [f"{d.pick(w.NAMES)} {d.pick(w.SURNAMES)}"])


def birth_date(d):
    name = f"{d.pick(w.NAMES)} {d.pick(w.SURNAMES)}"
    year = d.between(1850, 1995)
    month, day = d.pick(w.MONTHS), d.between(1, 28)
    date = d.pick([f"{day} {month} {year}", f"{month} {day}, {year}"])
    job, city = d.pick(w.words("writer singer painter actor scientist painter footballer pianist poet")), d.pick(w.CITIES)
    article = "an" if job[0] in "aeiou" else "a"
    return d.pick([f"{name} (born {date}) is {article} {job} from {city}.", f"{name}, born on {date} in {city}, is {article} {job}.",
                   f"{name} was born in {city} on {date} and became {article} {job} in {year + d.between(19, 30)}."]), date


DRUG_SAYS = ["The patient was treated with {x} for {n} days.", "After two weeks of {x}, he felt better.", "He was allergic to {x}.",
             "Her doctor stopped the {x} because of a rash.", "Treatment with {x} caused a headache.", "She takes {x} every morning.",
             "A rare side effect of {x} was seen in a man of {n}.", "The nurse gave him {x} in the evening."]
DISEASE_SAYS = ["The patient has suffered from {x} since {n}.", "She was told that she had {x}.", "The lecture was about {x} in adults.",
                "The new clinic takes care of people with {x}.", "Many people with {x} were treated in the hospital.",
                "He was treated for {x} at the age of {m}.", "The study looked at {m} patients with {x}.", "They work on a better test for {x}."]
DISEASE_MORE = ["Doctors found early signs of {x} in the man.", "Her mother had {x} at the age of {m}.", "The doctors wrote a report about {x}.",
                "In {n} he wrote a book about {x}.", "The new drug was tried in people with {x}.", "Both brothers were treated for {x}.",
                "The risk of {x} was studied in {m} families.", "The old man came to us with severe {x}."]
SAFE_DRUGS = w.words("aspirin ibuprofen paracetamol naproxen penicillin amoxicillin vitamin_C iron zinc magnesium")


def drug(d):
    name = d.pick(w.DRUGS)
    return d.pick(DRUG_SAYS).format(x=name, n=d.between(20, 80)), name


def disease(d, says):
    name = d.pick(w.DISEASES)
    return d.pick(says).format(x=name, n=d.between(1950, 2020), m=d.between(20, 90)), name


def dose(d):
    amount = f"{d.pick([10, 15, 20, 25, 30, 40, 50, 60, 75, 80, 100, 120, 150, 200, 250, 300, 400])} mg"
    return d.pick(["The patient took {x} of {drug} for {n} days.", "He was given {drug} at a dose of {x}.", "Treatment with {drug}, {x} a day, began on day {n}.",
                   "After {x} of {drug} she felt better.", "A man of {n} took {drug} ({x} a day)."]).format(
                       x=amount, drug=d.pick(SAFE_DRUGS), n=d.between(2, 80)), amount


def film(d):
    name = d.pick(w.FILMS)
    return d.pick(["I watched {x} with my sister last night and loved it.", "My favorite film is {x}, I have seen it {n} times.",
                   "Have you seen {x}? - No, I have not.", "What did you think of {x}? - It was too long for me.",
                   "We laughed a lot when we saw {x} at home.", "I did not like {x} at all.", "Do you want to see {x} tonight? - Yes, please.",
                   "The music in {x} is wonderful."]).format(x=name, n=d.between(2, 9)), name


FREQUENCIES = w.words("every_day every_week once_a_week twice_a_week three_times_a_week every_month once_a_month twice_a_year every_year once_a_year"
                      " every_morning every_evening every_two_weeks every_Monday every_summer")
HABITS = [("plays tennis", "play tennis"), ("visits the museum", "visit the museum"), ("cleans the house", "clean the house"),
          ("calls the doctor", "call the doctor"), ("goes to the beach", "go to the beach"), ("reads a book", "read a book"),
          ("washes the car", "wash the car"), ("cooks fish", "cook fish"), ("swims in the lake", "swim in the lake"),
          ("writes a letter", "write a letter"), ("buys bread", "buy bread"), ("waters the plants", "water the plants")]


def frequency(d):
    name, often, (does, do) = d.pick(w.NAMES), d.pick(FREQUENCIES), d.pick(HABITS)
    other = d.pick(w.NAMES)
    if other == name:
        return None
    more = f"{other} {d.pick(HABITS)[0]} {d.pick(FREQUENCIES)}. " if d.below(2) else ""
    return f"{more}{name} {does} {often}. How often does {name} {do}?", often


def number_in_text(d):
    a, b, c = d.sample(range(2, 100), 3)
    thing, other = d.sample(THINGS, 2)
    name = d.pick(w.NAMES)
    asked, answer = d.pick([(thing, a), (other, b)])
    return f"{name} has {a} {w.plural(thing)} and {b} {w.plural(other)}. How many {w.plural(asked)} does {name} have?", str(answer)


# Stories with numbers.
def story_subtract(d):
    a = d.between(6, 60)
    b = d.between(1, a - 1)
    x, y = d.sample(w.NAMES, 2)
    things = w.plural(d.pick(THINGS))
    return d.pick([f"{x} had {a} {things} and gave {b} to {y}. How many {things} does {x} have now?",
                   f"{x} has {a} {things} and {y} has {b}. How many more does {x} have?",
                   f"There were {a} {things} in the shop and {b} were sold. How many are left?",
                   f"{x} had {a} {things} but lost {b}. How many are left?"]), str(a - b)


def story_add(d):
    a, b = d.between(2, 50), d.between(2, 50)
    x, y = d.sample(w.NAMES, 2)
    things = w.plural(d.pick(THINGS))
    return d.pick([f"{x} has {a} {things} and {y} has {b}. How many {things} do they have together?",
                   f"{x} had {a} {things} and bought {b} more. How many {things} does {x} have now?",
                   f"There are {a} {things} on the floor and {b} on the table. How many are there in all?",
                   f"{x} found {a} {things} on Monday and {b} on Tuesday. How many did {x} find in total?"]), str(a + b)


def story_divide(d):
    a, b = d.between(2, 10), d.between(2, 10)
    x = d.pick(w.NAMES)
    things = w.plural(d.pick(THINGS))
    return d.pick([f"{x} shares {a * b} {things} equally among {b} friends. How many does each get?",
                   f"{x} puts {a * b} {things} into {b} equal groups. How many are in each group?",
                   f"{a * b} {things} are packed in boxes of {b}. How many boxes are needed?"]), str(a)


def story_multiply(d):
    a, b = d.between(2, 12), d.between(2, 12)
    x = d.pick(w.NAMES)
    things = w.plural(d.pick(THINGS))
    return d.pick([f"{x} has {a} boxes with {b} {things} each. How many {things} does {x} have?",
                   f"Each of {a} friends has {b} {things}. How many {things} do they have?",
                   f"One shelf holds {b} {things}. How many do {a} shelves hold?"]), str(a * b)


def story_any(d):
    return d.pick([story_add, story_subtract])(d)


def story_operation(d):
    return d.pick([story_add, story_subtract, story_multiply, story_divide])(d)


def mathematics_kind(d):
    a, b, c = d.between(2, 90), d.between(2, 90), d.between(2, 9)
    letter = d.pick("xyzabn")
    small, large, _ = d.pick(UNITS[:10])
    return d.pick([
        (f"Solve {c}*{letter} + {a} = {a + b * c} for {letter}.", "algebra"), (f"Solve {letter} - {a} = {b} for {letter}.", "algebra"),
        (f"What is {a} times {b}?", "arithmetic"), (f"Calculate {a} + {b} - {c}.", "arithmetic"), (f"What is {a} minus {b}?", "arithmetic"),
        (f"How many {small} are there in {a} {large}s?", "measurement"), (f"What is {a} minutes after {c}:00 PM?", "measurement"),
        (f"Is {a * b} a prime number?", "numbers"), (f"List the prime factors of {a * b}.", "numbers"),
        (f"What is the remainder when {a * b} is divided by {c}?", "numbers"),
        (f"Two letters are picked from {{q: {c}, r: {c + 1}}}. What is the prob of picking 2 q?", "probability"),
        (f"A bag has {a} red and {b} blue balls. What is the prob of drawing a red ball?", "probability")])


QUESTIONS = ["Can you find me a {x} in {city}?", "What time does the {x} open?", "Do you want to book it?", "Where is the {x}?",
             "How much does the {x} cost?", "Is there a {x} near {city}?", "Would you like anything else?", "Which {x} do you prefer?",
             "Should I reserve the {x} for {n} people?", "Is {city} the right city?"]
STATEMENTS = ["I would like a {x} in {city}.", "The {x} opens at {n}.", "Your {x} is booked.", "I found {n} places in {city}.", "The {x} costs {n} dollars.",
              "There is a {x} near {city}.", "That is all I need.", "I prefer the {x}.", "Please reserve the {x} for {n} people.",
              "Yes, {city} is right."]


def is_question(d):
    wanted = d.below(2)
    text = d.pick(QUESTIONS if wanted else STATEMENTS)
    return text.format(x=d.pick(w.words("hotel restaurant museum cinema room table bus taxi flight doctor")), city=d.pick(w.CITIES),
                       n=d.between(2, 12)), "Yes" if wanted else "No"


# Numbers in sentences.
NUMBER_SAYS = ["{name} bought {n} {things}.", "There are {n} {things} in the {place}.", "We need {n} {things} today.", "The {job} sold {n} {things}.",
               "I saw {n} {things} near the {place}.", "Please bring {n} {things}.", "{name} is {n} years old.", "The {place} is {n} years old."]


def number_word(n):
    small = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
             " nineteen").split()
    tens = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
    return small[n] if n < 20 else tens[n // 10] + ("-" + small[n % 10] if n % 10 else "")


def number_sentence(d, to_words):
    n = d.between(2, 99)
    text = d.pick(NUMBER_SAYS)
    values = dict(name=d.pick(w.NAMES), things=w.plural(d.pick(THINGS)), place=d.pick(PLACES), job=d.pick(PEOPLE))
    digits, spelled = text.format(n=n, **values), text.format(n=number_word(n), **values)
    return (digits, spelled) if to_words else (spelled, digits)


ASKED = [("What is the capital of {}?", "countries"), ("Where is {}?", "cities"), ("How old is {}?", "names"), ("Who lives in {}?", "cities"),
         ("When did {} arrive?", "names"), ("How far is {}?", "cities"), ("What is the population of {}?", "cities"), ("Why is {} late?", "names"),
         ("Who is {}?", "names"), ("How many people live in {}?", "cities")]


def fluent(d):
    question, kind = d.pick(ASKED)
    pool = {"names": w.NAMES, "cities": w.CITIES, "countries": w.words("France Spain Italy Germany Japan China India Egypt Peru Chile Cuba Kenya Norway")}[kind]
    wrong, right = d.sample(pool, 2)
    start, end = question.split("{}")
    break_off = d.pick(["no wait", "I mean", "no sorry", "or rather", "uh no"])
    return f"{start}{wrong} {break_off} {right}{end}", question.format(right)


def state_change(d):
    things = [("leaf", "color", "green", "yellow"), ("water", "temperature", "cold", "hot"), ("door", "state", "open", "closed"),
              ("bread", "state", "whole", "sliced"), ("shirt", "wetness", "wet", "dry"), ("lamp", "state", "off", "on"),
              ("glass", "fullness", "empty", "full"), ("egg", "state", "raw", "cooked"), ("floor", "cleanness", "dirty", "clean"),
              ("ball", "location", "box", "floor"), ("candle", "state", "unlit", "lit"), ("hair", "length", "long", "short"),
              ("wall", "color", "white", "blue"), ("butter", "state", "solid", "melted"), ("soup", "temperature", "hot", "cold"),
              ("bag", "weight", "light", "heavy"), ("car", "location", "garage", "street"), ("wood", "shape", "rough", "smooth"),
              ("tire", "fullness", "flat", "full"), ("fruit", "ripeness", "unripe", "ripe")]
    thing, what, before, after = d.pick(things)
    if d.below(2):
        before, after = after, before
    owner = d.pick(w.NAMES) + "'s"
    return f"entity: {owner} {thing}, attribute: {what}, before: {before}, after: {after}", \
        f"{what} of {owner} {thing} was {before} before and {after} afterwards"


# Commands of a robot (SCAN).
def clause(d):
    verb = d.pick(["walk", "look", "run", "jump"])
    turn = d.pick(["", "", "left", "right", "opposite left", "opposite right"])
    times = d.pick([1, 1, 2, 3])
    turns = [f"I_TURN_{turn.split()[-1].upper()}"] * len(turn.split()) if turn else []
    said = f"{verb} {turn}".strip() + {1: "", 2: " twice", 3: " thrice"}[times]
    return said, (turns + [f"I_{verb.upper()}"]) * times


def scan(d, two, to_actions):
    said, done = clause(d)
    if two:
        other, more = clause(d)
        if set(done) == set(more):
            return None
        if d.below(2):
            said, done = f"{said} and {other}", done + more
        else:
            said, done = f"{said} after {other}", more + done
    if len(done) > 6 or (two and not to_actions and " after " in said):
        return None
    return (said, " ".join(done)) if to_actions else (" ".join(done), said)


def rules(d):
    names = d.sample(w.NAMES, 2)
    a, b, c = d.sample(w.words("big kind young quiet rough smart cold green happy strong"), 3)
    wanted = d.below(2)
    known = names[0] if wanted else names[1]
    return f"{known} is {a}. If someone is {a} then they are {b}. {names[0] if not wanted else names[1]} is {c}. Fact: {names[0]} is {b}.", \
        "True" if wanted else "False"


def tasks(countries, rhyming, wordnet):
    """Number to task."""
    return {
        "063": first_elements, "064": all_but_first_elements, "079": concatenate, "085": swapped_signs, "087": new_operators,
        "092": is_prime, "094": mean, "095": largest_absolute, "101": lambda d: reverse_elements(d, False), "1087": two_sum,
        "1088": products_of_others, "1089": monotonic, "113": count_letter, "1146": countries.pairs(countries.capital),
        "1147": countries.pairs(countries.currency), "1148": highest_character, "1151": swap_extremes,
        "1154": analogy(w.MEANS), "1156": analogy(w.TOOLS_FOR), "1157": analogy(w.ROOMS),
        "1158": analogy(w.ACTIONS), "1168": bracketed_part_of_speech, "1188": most_frequent_character, "1189": has_character,
        "1190": add_to_all, "1192": [(x, "sweet") for x in w.SWEET_DISHES] + [(x, "spicy") for x in w.SPICY_DISHES],
        "1194": lambda d: kth(d, True), "1315": value_range, "1316": without_duplicates, "1317": countries.pairs(countries.calling_code),
        "1320": countries.pairs(countries.domain), "1321": countries.pairs(countries.continent), "1332": is_leap_year, "1338": emotion,
        "1403": valid_date, "1404": other_date, "1406": lambda d: kth(d, False), "1418": bless, "1429": evalution, "1444": nearest_powers,
        "1447": drug, "1448": lambda d: disease(d, DISEASE_SAYS), "1449": lambda d: disease(d, DISEASE_MORE), "1451": dose,
        "1452": lambda d: named(d, PLACE_SAYS, w.CITIES), "1453": person, "1479": lambda d: named(d, COMPANY_SAYS, w.COMPANIES),
        "1506": birth_date, "1508": antonyms(0), "1509": antonyms(1), "151": lambda d: where_is_object(d, 1),
        "153": lambda d: where_is_object(d, 2), "155": count_parts, "1551": every_ith, "1557": corrected,
        "157": count_vowels_or_consonants, "1582": hypernyms(wordnet, 0), "1583": part_table(lambda part, whole: f"{whole}, {part}", "Yes", "No"),
        "1584": part_table(lambda part, whole: f"Does {article(whole)} have {article(part)}?", "Yes", "No"),
        "1585": hypernyms(wordnet, 1), "161": lambda d: count_words(d, "inside"), "162": lambda d: count_words(d, "start"),
        "1622": fluent, "163": lambda d: count_words(d, "end"), "1631": state_change, "1656": units,
        "1669": lambda d: personal(d, False), "1670": lambda d: personal(d, True), "1703": lambda d: number_sentence(d, True),
        "1704": lambda d: number_sentence(d, False), "183": rhymes(rhyming), "1510": extracted_relation, "206": collatz, "207": maxima,
        "243": count_intersection, "244": count_union, "245": in_intersection, "267": lambda d: reverse_elements(d, True),
        "275": changed, "341": gender, "343": gendered_job, "346": tag_fits, "365": without_vowels, "366": primes_only,
        "370": without_multiples_of_three, "377": without_words_of_length, "378": reversed_words_of_length, "429": tense,
        "431": object_number, "472": part_table(lambda part, whole: f"{part}, {whole}", "yes", "no"), "488": only_letters, "497": only_numbers, "499": sum_of_numbers, "504": count_letters,
        "505": count_numbers, "507": positions_of_numbers, "509": letters_then_numbers, "583": part_of_speech,
        "600": common_substring, "605": common_run, "616": acceptable, "636": sorted_unique_letters, "637": sorted_unique_digits,
        "672": [(fact, word) for fact, word in w.NUMBER_FACTS], "740": number_in_text, "742": frequency, "751": story_subtract, "753": story_add,
        "754": story_divide, "834": mathematics_kind, "850": longest_palindrome, "852": product_of_odds, "861": story_any,
        "865": story_any, "867": story_operation, "874": subject, "879": is_question, "926": film, "966": rules, "083": where_is,
        "084": supporting_fact, "089": swapped_words, "127": lambda d: scan(d, d.below(2) == 1, False), "128": lambda d: scan(d, False, True),
        "129": lambda d: scan(d, True, False), "130": lambda d: scan(d, True, True), 
    }
