"""The mini suite's tasks (docs/mini-suite.md, sections 2.2 to 2.4): inputs and outputs from its word list."""
from draws import Draws

SELECTORS = {"first": 0, "second": 1, "third": 2, "last": -1, "penult": -2}


class Lexicon:
    def __init__(self, lexicon):
        self.nouns = {n["word"]: n for n in lexicon["nouns"]}
        self.adjectives = {a["word"]: a for a in lexicon["adjectives"]}
        self.verbs = {v["word"]: v for v in lexicon["verbs"]}
        self.number_words = lexicon["numwords"]
        self.categories = lexicon["categories"]
        self.pools = {"N": list(self.nouns), "A": list(self.adjectives), "V": list(self.verbs),
                      "D": [str(n) for n in range(1, 21)], "L": list("abcdefghijklmnopqrstuvwxyz")}

    def examples(self, stream, task):
        """Endless (input, output) pairs of a stream such as train/N.first.id."""
        draws = Draws(stream)
        while True:
            items = self.items(draws, task.split(".") + [""])
            yield " ".join(items), self.answer(items, task)

    def items(self, draws, parts):
        domain, operation = parts[0], parts[1]
        category = operation.split("-")[-1]
        k = draws.between(3, 5)
        if category in self.categories:
            n = 1
            if operation.startswith("only-"):
                k = draws.between(3, 5)
                n = draws.between(1, 2)
            elif operation.startswith("has-"):
                n = draws.below(2)
            elif operation.startswith("count-"):
                n = draws.below(4)
            n = min(n, k)
            inside = [w for w, noun in self.nouns.items() if noun["category"] == category]
            outside = [w for w, noun in self.nouns.items() if noun["category"] != category]
            return draws.shuffle(draws.sample(inside, n) + draws.sample(outside, k - n))
        while True:
            items = draws.sample(self.pools[domain], k)
            if operation not in ("longest", "shortest") or self.extreme(items, operation):
                return items

    def extreme(self, items, operation):
        length = (max if operation == "longest" else min)(map(len, items))
        found = [item for item in items if len(item) == length]
        return found[0] if len(found) == 1 else None

    def answer(self, items, task):
        _, operation, *last = task.split(".")
        category = operation.split("-")[-1]
        inside = [i for i in items if i in self.nouns and self.nouns[i]["category"] == category]
        if operation.startswith("has-"):
            return "yes" if inside else "no"
        if operation.startswith("count-"):
            return str(len(inside))
        if operation == "count":
            return str(len(items))
        if operation == "sumends":
            return str(int(items[0]) + int(items[-1]))
        if operation == "firstbigger":
            return "yes" if int(items[0]) > int(items[-1]) else "no"
        if operation in SELECTORS:
            chosen = [items[SELECTORS[operation]]]
        elif operation in ("longest", "shortest"):
            chosen = [self.extreme(items, operation)]
        elif category in self.categories:
            chosen = inside
        else:
            chosen = {
                "alphfirst": lambda: [min(items)], "alphlast": lambda: [max(items)],
                "largest": lambda: [max(items, key=int)], "smallest": lambda: [min(items, key=int)],
                "all": lambda: items, "reverse": lambda: items[::-1], "dropfirst": lambda: items[1:],
                "droplast": lambda: items[:-1], "swapends": lambda: [items[-1], *items[1:-1], items[0]],
                "sort": lambda: sorted(items), "firsttwo": lambda: items[:2], "lasttwo": lambda: items[-2:],
                "ascending": lambda: sorted(items, key=int), "descending": lambda: sorted(items, key=int, reverse=True),
            }[operation]()
        return " ".join(self.mapped(item, last[0]) for item in chosen)

    def mapped(self, item, how):
        entry = self.nouns.get(item) or self.adjectives.get(item) or self.verbs.get(item) or {}
        if how == "id":
            return item
        if how == "upper":
            return item.upper()
        if how in ("plural", "french", "spanish", "category", "opposite", "comparative", "superlative", "past", "ing", "third"):
            return entry[how]
        if how.startswith("plus"):
            return str(int(item) + int(how[4:]))
        return {
            "firstletter": lambda: item[0], "lastletter": lambda: item[-1], "length": lambda: str(len(item)),
            "spell": lambda: " ".join(item), "backwards": lambda: " ".join(item[::-1]),
            "minus1": lambda: str(int(item) - 1), "double": lambda: str(2 * int(item)),
            "words": lambda: self.number_words[int(item)], "parity": lambda: "odd" if int(item) % 2 else "even",
            "next": lambda: chr((ord(item) - 97 + 1) % 26 + 97), "prev": lambda: chr((ord(item) - 97 - 1) % 26 + 97),
        }[how]()
