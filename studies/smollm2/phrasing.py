"""Descriptions of tasks, put together from hand-written phrases and frames, as different people would type them.

A task has noun phrases for the answer ('the capital of the country') and whole texts ('which city governs it?'); each goes with frames
of its own. Those of the descriptions that are set aside share neither phrases nor frames with those for training."""
from draws import Draws
from wordings import upper

COUNT, COUNT_NEW = 28, 6
NOUN = ["Give {n}.", "What is {n}?", "{N}?", "Write {n}.", "name {n}", "Tell me {n}.", "{n} please", "{N}, nothing else.", "Answer with {n}.", "I want {n}.",
        "Reply with {n} only.", "Could you give me {n}?", "just {n}", "Find {n}.", "I need {n}.", "Return {n}.", "what's {n}", "Your answer is {n}.",
        "For each message, write {n}.", "State {n}.", "Please write {n}.", "Can you tell me {n}?", "looking for {n}", "I'd like {n}, please.",
        "Output {n}.", "give me {n}", "{n}", "Respond with {n} and stop.", "input -> {n}", "Whatever I send, answer with {n}."]
# Those that fit a noun phrase with instructions in it, too.
PLAIN_NOUN = [frame for frame in NOUN if not frame.lower().startswith(("what", "{n}?", "tell", "find", "can", "could", "looking", "state", "name"))]
NOUN_NEW = ["Kindly supply {n}.", "Would you mind giving {n}?", "All I ask for is {n}.", "produce {n}", "Let me know {n}.", "Show {n}, without comment.",
            "To my messages the right reaction is {n}."]
TEXT = ["{T}", "{t}", "{T} Only the answer.", "Please answer: {t}", "{T} Keep it short.", "Task: {t}", "for everything I type: {t}", "{T} No explanation.",
        "Hi! {T}", "{T} Short answer please.", "With whatever I type, do this: {t}", "{T} Nothing else.", "{t} thanks", "Do this: {t}", "I'd like to know: {t}"]
TEXT_NEW = ["{T} Be brief.", "Here is what to do. {T}", "{T} That's all.", "Help me: {t}", "{T} Skip the small talk."]
# Answers by one of two labels: {c} is a clause, {q} a question, {P} and {N} the labels.
CLAUSE = ["{P} if {c}, {N} if not", "Say {P} when {c}, otherwise {N}.", "Write {P} if {c}; else write {N}.", "If {c}, reply {P}. If not, reply {N}.", "Answer {N} unless {c}; then answer {P}.",
          "Reply {P} whenever {c} and {N} in all other cases.", "{P} = {c}, {N} = not so", "I want {P} where {c}, and {N} where that's false.", "Please say {P} if {c} and {N} if it isn't so.",
          "Mark with {P} if {c}, with {N} if not."]
QUESTION = ["{Q} {P} for yes, {N} for no.", "{q} {P} means yes, {N} means no", "{Q} If so, {P}. If not, {N}.", "{Q} Write {P} if yes and {N} if no."]
LOOSE = ["{Q} Answer {P} or {N}.", "{P}/{N}: {q}", "{Q} ({P}/{N})", "Decide whether {c}: {P} or {N}.", "{P} or {N}: {c}", "{Q} {N} or {P}?", "{q} just {P} or {N}",
         "Tell me whether {c}. {P} or {N} will do."]
CLAUSE_NEW = ["Print {P} provided that {c}; in any other case print {N}.", "Should it be that {c}, your output is {P}, else {N}.", "Use {P} to say that {c}, {N} to say the contrary.",
              "There are two replies: {P} where {c}, {N} in the rest of cases."]
QUESTION_NEW = ["{Q} Yes is spelled {P} here, and no is spelled {N}.", "{Q} I read {P} as yes and {N} as no."]


def stopped(text):
    return text if text[-1] in ".?!" else text + "."


def phrases(text):
    return [part.strip() for part in text.split("|")] if text else []


def compose(name, sets, count):
    """Descriptions from (fields of a phrase, frames) pairs: each phrase in turn, with its frames in an order of its own."""
    draws = Draws("phrasing/" + name)
    turns = [(fields, draws.shuffle(frames)) for fields, frames in draws.shuffle(sets)]
    out = []
    for i in range(max(len(frames) for _, frames in turns)):
        for fields, frames in turns:
            if i < len(frames):
                text = frames[i].format(**fields)
                if text not in out:
                    out.append(text)
    return out[:count]


def asked(name, nouns, texts, new=False, form=False):
    """Descriptions that ask for a noun phrase, of a form of an answer or not, or say a text."""
    sets = [({"n": n, "N": upper(n)}, NOUN_NEW if new else PLAIN_NOUN if form else NOUN) for n in nouns]
    sets += [({"t": t, "T": stopped(upper(t))}, TEXT_NEW if new else TEXT) for t in texts]
    return compose(name + ("/new" if new else ""), sets, COUNT_NEW if new else COUNT)


def judged(name, clauses, questions, labels, new=False):
    """Descriptions that ask for one of two labels. Yes and no, true and false need no rule."""
    fields = {"P": labels[0], "N": labels[1]}
    clear = labels in (("yes", "no"), ("true", "false"), ("Yes", "No"), ("right", "wrong"), ("correct", "incorrect"))
    if new:
        sets = [({**fields, "c": c}, CLAUSE_NEW) for c in clauses]
    else:
        sets = [({**fields, "c": c}, CLAUSE + [f for f in LOOSE if clear and "{c}" in f]) for c in clauses]
    own = QUESTION_NEW if new else QUESTION + [f for f in LOOSE if clear and "{c}" not in f]
    sets += [({**fields, "q": q, "Q": upper(q)}, own) for q in questions]
    return compose(name + ("/new" if new else ""), sets, COUNT_NEW if new else COUNT)
