"""Short sentences by rule, of which everything is known: parts of speech, subject, tense, number."""
import words as w

ADJECTIVES = w.words("big small old young tall happy sad lazy clever hungry noisy quiet brave kind angry")
THING_ADJECTIVES = w.words("big small old new red blue green heavy dirty clean cheap broken white black")
PEOPLE = w.words("teacher doctor nurse farmer baker lawyer pilot soldier student king queen boy girl sailor painter neighbor")
THINGS = w.words("car book table chair bicycle boat hat coat shoe cup plate bottle lamp clock mirror picture basket pillow bag box ball map"
                 " camera guitar ladder")
PLACES = w.words("school church hospital library museum hotel castle bank river lake garden bridge tree house forest station")
VERBS = w.words("see find buy sell clean carry drop paint steal wash want need hide watch take bring move repair")
PREPOSITIONS = w.words("near behind at")


class Sentence:
    """Words with their tags, such as The/DET old/ADJ farmer/NOUN sold/VERB a/DET car/NOUN near/ADP the/DET lake/NOUN."""

    def __init__(self, draws, tense=None, plural_object=None, place=None):
        self.tense = tense or draws.pick(["past", "present"])
        self.plural_object = draws.below(2) == 1 if plural_object is None else plural_object
        self.subject = draws.pick(PEOPLE)
        self.verb = draws.pick(VERBS)
        self.object = draws.pick(THINGS)
        self.subject_adjective = draws.pick(ADJECTIVES) if draws.below(2) else None
        self.object_adjective = draws.pick(THING_ADJECTIVES) if draws.below(2) else None
        self.place = draws.pick(PLACES) if (draws.below(2) if place is None else place) else None
        self.preposition = draws.pick(PREPOSITIONS)

    def tagged(self, verb=None):
        form = verb or (w.PAST[self.verb] if self.tense == "past" else w.third(self.verb))
        out = [("The", "DET")]
        if self.subject_adjective:
            out.append((self.subject_adjective, "ADJ"))
        out += [(self.subject, "NOUN"), (form, "VERB"), ("the", "DET")]
        if self.object_adjective:
            out.append((self.object_adjective, "ADJ"))
        out.append((w.plural(self.object) if self.plural_object else self.object, "NOUN"))
        if self.place:
            out += [(self.preposition, "ADP"), ("the", "DET"), (self.place, "NOUN")]
        return out

    def words(self, verb=None):
        return [word for word, _ in self.tagged(verb)]

    def text(self, verb=None):
        return " ".join(self.words(verb)) + "."

    def subject_phrase(self):
        return " ".join(["The"] + ([self.subject_adjective] if self.subject_adjective else []) + [self.subject])
