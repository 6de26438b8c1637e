"""Further ways to describe tasks. A task's ways are imperatives; wrapped() makes whole sentences of them."""
from draws import Draws

KNOWN = ["{C}.", "Your task is to {c}.", "Please {c}.", "I want you to {c}.", "For each input, {c}.", "{C}, nothing else.", "Always {c}.",
         "Can you {c}?", "Read the input and {c}.", "The rule is simple: {c}.", "Your answer should do this: {c}.", "You will get one message at a time; {c}.",
         "Whatever the user sends, {c}.", "Respond with the result only: {c}.", "I need somebody to {c}."]
NEW = ["Kindly {c}.", "What I am asking for: {c}.", "It is your job to {c}.", "Given the message, {c}.", "Would you {c}, please?", "{C} and stop there."]


def upper(text):
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def wrapped(task, ways, patterns, each):
    """Sentences for every way, by different patterns."""
    draws = Draws(f"wording/{task}/{len(patterns)}")
    order = draws.shuffle(patterns)
    out = []
    for way in ways:
        for _ in range(each):
            out.append(order[len(out) % len(order)].format(c=way, C=upper(way)))
    return out


# Two further ways for training and one for new descriptions, for tasks that came with few descriptions.
WAYS = {
    "animal_v_object": ["pick the animal from the list of things", "write the only word that names an animal", "find the living creature among the objects"],
    "adjective_v_verb": ["pick the adjective among the verbs", "write the only word that describes a quality", "find the describing word between the actions"],
    "verb_v_adjective": ["pick the verb among the adjectives", "write the only word that names an action", "find the action between the describing words"],
    "alphabetically_first": ["choose the word that comes first in the alphabet", "write the item that a dictionary would list before the others",
                             "find whichever of the words sorts to the top"],
    "alphabetically_last": ["choose the word that comes last in the alphabet", "write the item that a dictionary would list after the others",
                            "find whichever of the words sorts to the bottom"],
    "choose_first_of": ["repeat the first word of the list", "write the item at the beginning", "give back whatever opens the list"],
    "choose_last_of": ["repeat the last word of the list", "write the item at the end", "give back whatever closes the list"],
    "color_v_animal": ["pick the color among the animals", "write the only word that names a color", "find the hue between the creatures"],
    "concept_v_object": ["pick the word that is not an object", "write the only item that cannot be touched", "find the abstract word between the things"],
    "object_v_concept": ["pick the object among the abstract words", "write the only item that can be touched", "find the physical thing in the list"],
    "antonym": ["write a word of opposite meaning", "name the contrary of the word", "say what is the reverse in meaning"],
    "synonym": ["write a word of the same meaning", "name another word for it", "say the same with a different word"],
    "capitalize": ["write the word with a capital first letter", "begin the word with an upper-case letter", "spell it as at the start of a sentence"],
    "capitalize_first_letter": ["write the first letter of the word as a capital", "give the initial in upper case", "say the opening letter, large"],
    "capitalize_second_letter": ["write the second letter of the word as a capital", "give the letter in second place in upper case", "say the letter after the initial, large"],
    "lowercase_first_letter": ["write the first letter of the word in lower case", "give the initial as a small letter", "say the opening letter, small"],
    "lowercase_last_letter": ["write the last letter of the word in lower case", "give the final letter as a small one", "say the closing letter, small"],
    "next_capital_letter": ["write the capital letter that follows the word's first letter in the alphabet",
                            "take the first letter of the word and give the next letter of the alphabet, in upper case",
                            "go one letter on from the initial and say it as a capital"],
    "country-capital": ["write the capital city of the country", "name the seat of the country's government", "say which city rules this nation"],
    "english-french": ["translate the English word into French", "write the French word", "say it in the language of Paris"],
    "english-german": ["translate the English word into German", "write the German word", "say it in the language of Berlin"],
    "english-spanish": ["translate the English word into Spanish", "write the Spanish word", "say it in the language of Madrid"],
    "national_parks": ["write the American state in which the park lies", "name the state of this park or memorial", "say where in the United States it is"],
    "park-country": ["write the country in which the park lies", "name the nation of this national park", "say to which country one travels to see it"],
    "person-instrument": ["write the instrument that the musician plays", "name the person's musical instrument", "say on what this artist performs"],
    "present-past": ["write the past tense of the verb", "put the verb into the past", "say it as something already done"],
    "prev_item": ["write the item that comes just before this one", "give the predecessor in the usual order", "go one step back in the series"],
    "singular-plural": ["write the plural of the noun", "put the noun into the form for many", "say it as if there were several"],
    "word_length": ["count the letters of the word", "write the number of letters in it", "say how long the word is"],
    # Instruction induction.
    "antonyms": ["write the word that means the contrary", "name the opposite", "say what is the reverse in meaning"],
    "cause_and_effect": ["write the sentence that is the cause", "choose the sentence that explains the other one", "find what happened first and led to the rest"],
    "first_word_letter": ["write the letter with which the word begins", "copy the initial letter", "say what letter opens the word"],
    "letters_list": ["write the letters of the word with blanks between them", "separate all letters by blanks", "spell it out, one letter at a time"],
    "num_to_verbal": ["write the number in words", "spell the number out", "say the figures as you would read them aloud"],
    "rhymes": ["write a word that rhymes", "name a word with the same ending sound", "say something that sounds alike at the end"],
    "singular_to_plural": ["write the plural of the noun", "make more than one of it", "say it as if there were several"],
    "sum": ["add the two numbers", "write the total of both numbers", "say how much they make together"],
    "translation_en-de": ["translate the word into German", "write its German equivalent", "say it in the language of Berlin"],
    "translation_en-es": ["translate the word into Spanish", "write its Spanish equivalent", "say it in the language of Madrid"],
    "translation_en-fr": ["translate the word into French", "write its French equivalent", "say it in the language of Paris"],
    "word_in_context": ["decide whether the word has the same sense in both sentences: same or not the same", "compare the two uses of the word and answer same or not the same",
                        "tell whether both sentences mean the word alike: same or not the same"],
}


def of(task):
    """The ways of a task; tasks that differ in the length of their lists share them."""
    base = task.removesuffix("_3").removesuffix("_5")
    return WAYS[base]
