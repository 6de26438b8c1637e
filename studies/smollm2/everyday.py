"""Writes 25 everyday tasks with eight questions each, described as someone might who knows no training description.

    python everyday.py FOLDER

Alternatives of an answer are separated by |. Only the standard library is needed.
"""

import json
import sys
from pathlib import Path

TASKS = {
    "capital": ("I give you a country, you give me its capital.", [
        ("France", "Paris"), ("Japan", "Tokyo"), ("Italy", "Rome"), ("Egypt", "Cairo"), ("Spain", "Madrid"), ("Russia", "Moscow"),
        ("Germany", "Berlin"), ("England", "London")]),
    "synonym": ("Find a word that means the same.", [
        ("big", "large|huge|great"), ("happy", "glad|joyful|cheerful|content"), ("quick", "fast|rapid|swift"),
        ("begin", "start|commence"), ("smart", "intelligent|clever|bright"), ("angry", "mad|furious|irate"),
        ("tiny", "small|little|minute"), ("rich", "wealthy|affluent")]),
    "antonym": ("Tell me the opposite.", [
        ("hot", "cold"), ("up", "down"), ("old", "young|new"), ("fast", "slow"), ("light", "dark|heavy"),
        ("open", "closed|close|shut"), ("rich", "poor"), ("wet", "dry")]),
    "review": ("Is this customer happy or unhappy? Answer happy or unhappy.", [
        ("The food was wonderful.", "happy"), ("I want my money back.", "unhappy"), ("Best purchase I ever made!", "happy"),
        ("It broke after one day.", "unhappy"), ("Terrible service.", "unhappy"), ("I love it.", "happy"),
        ("Never again.", "unhappy"), ("Works perfectly, thank you.", "happy")]),
    "spam": ("Decide whether the email subject is spam. Answer spam or ok.", [
        ("You won a million dollars!!!", "spam"), ("Meeting moved to 3 pm", "ok"), ("Cheap pills, buy now", "spam"),
        ("Your invoice for March", "ok"), ("Lunch on Friday?", "ok"), ("Claim your free prize today", "spam"),
        ("Notes from the team call", "ok"), ("Hot singles near you", "spam")]),
    "animal": ("Is it an animal? yes or no", [
        ("dog", "yes"), ("table", "no"), ("horse", "yes"), ("car", "no"), ("eagle", "yes"), ("spoon", "no"), ("shark", "yes"),
        ("bread", "no")]),
    "plural": ("Make it plural, please.", [
        ("cat", "cats"), ("child", "children"), ("box", "boxes"), ("city", "cities"), ("mouse", "mice"), ("house", "houses"),
        ("foot", "feet"), ("leaf", "leaves")]),
    "past": ("What is the past tense of this verb?", [
        ("go", "went"), ("eat", "ate"), ("walk", "walked"), ("see", "saw"), ("run", "ran"), ("write", "wrote"), ("buy", "bought"),
        ("jump", "jumped")]),
    "french": ("Say it in French.", [
        ("dog", "chien"), ("house", "maison"), ("water", "eau"), ("red", "rouge"), ("bread", "pain"), ("cat", "chat"),
        ("night", "nuit"), ("book", "livre")]),
    "spanish": ("Translate the word into Spanish.", [
        ("dog", "perro"), ("house", "casa"), ("water", "agua"), ("red", "rojo"), ("bread", "pan"), ("cat", "gato"),
        ("night", "noche"), ("book", "libro")]),
    "upper": ("Write everything in capital letters.", [
        ("hello", "HELLO"), ("good morning", "GOOD MORNING"), ("apple", "APPLE"), ("new york", "NEW YORK"),
        ("cat and dog", "CAT AND DOG"), ("train", "TRAIN"), ("red car", "RED CAR"), ("sunday", "SUNDAY")]),
    "firstletter": ("Which letter does the word start with?", [
        ("apple", "a"), ("dog", "d"), ("house", "h"), ("tree", "t"), ("banana", "b"), ("zebra", "z"), ("moon", "m"), ("sun", "s")]),
    "color": ("What colour does it usually have?", [
        ("grass", "green"), ("snow", "white"), ("banana", "yellow"), ("blood", "red"), ("coal", "black"), ("sky", "blue"),
        ("carrot", "orange"), ("lemon", "yellow")]),
    "language": ("Name the language spoken in this country.", [
        ("Brazil", "Portuguese"), ("Japan", "Japanese"), ("Austria", "German"), ("Mexico", "Spanish"), ("Egypt", "Arabic"),
        ("Russia", "Russian"), ("Italy", "Italian"), ("Greece", "Greek")]),
    "continent": ("On which continent is it?", [
        ("Kenya", "Africa"), ("China", "Asia"), ("Peru", "South America"), ("Poland", "Europe"), ("Egypt", "Africa"),
        ("India", "Asia"), ("Germany", "Europe"), ("Brazil", "South America")]),
    "topic": ("What is the headline about: sports, politics or science?", [
        ("Team wins the championship in overtime", "sports"), ("Senate passes the new tax bill", "politics"),
        ("Telescope finds a distant planet", "science"), ("President meets foreign ministers", "politics"),
        ("Striker scores twice in the final", "sports"), ("Researchers decode a virus genome", "science"),
        ("Voters go to the polls", "politics"), ("Runner breaks the marathon record", "sports")]),
    "add": ("Add the two numbers.", [
        ("2 and 3", "5"), ("4 and 5", "9"), ("10 and 7", "17"), ("1 and 8", "9"), ("6 and 6", "12"), ("20 and 30", "50"),
        ("9 and 4", "13"), ("3 and 3", "6")]),
    "last": ("Give me only the last word of the list.", [
        ("cat dog bird", "bird"), ("red green blue", "blue"), ("one two three", "three"), ("tea milk juice", "juice"),
        ("sun moon star", "star"), ("car bus train", "train"), ("apple pear plum", "plum"), ("north south east", "east")]),
    "sortabc": ("Put these words in alphabetical order.", [
        ("dog cat bird", "bird cat dog"), ("pear apple fig", "apple fig pear"), ("red blue green", "blue green red"),
        ("two one three", "one three two"), ("moon sun earth", "earth moon sun"), ("tea milk coffee", "coffee milk tea"),
        ("bus car air", "air bus car"), ("c a b", "a b c")]),
    "question": ("Is the sentence a question? Reply yes or no.", [
        ("Where are you", "yes"), ("I am at home", "no"), ("How old is she", "yes"), ("The cat sleeps", "no"),
        ("Who did that", "yes"), ("We went to Paris", "no"), ("Can you help me", "yes"), ("It is raining", "no")]),
    "young": ("What do you call the young of this animal?", [
        ("dog", "puppy"), ("cat", "kitten"), ("cow", "calf"), ("sheep", "lamb"), ("horse", "foal"), ("duck", "duckling"),
        ("bear", "cub"), ("goat", "kid")]),
    "number": ("Write the number as a digit.", [
        ("three", "3"), ("seven", "7"), ("ten", "10"), ("twenty", "20"), ("five", "5"), ("twelve", "12"), ("nine", "9"),
        ("fifty", "50")]),
    "email": ("Pull the email address out of the sentence.", [
        ("Write to anna@mail.com please", "anna@mail.com"), ("My address is bob@site.org", "bob@site.org"),
        ("Contact info@shop.net for help", "info@shop.net"), ("Send it to joe@work.com today", "joe@work.com"),
        ("You can reach kim@home.org", "kim@home.org"), ("Ask max@club.com about it", "max@club.com"),
        ("Mail eva@test.net now", "eva@test.net"), ("It is sam@post.com", "sam@post.com")]),
    "name": ("Which person is mentioned?", [
        ("Yesterday Anna baked a cake.", "Anna"), ("The letter was sent by Peter.", "Peter"), ("Maria plays the piano.", "Maria"),
        ("We saw John at the station.", "John"), ("Is Laura coming too?", "Laura"), ("The dog belongs to Thomas.", "Thomas"),
        ("Sophie has won the race.", "Sophie"), ("My neighbour David is ill.", "David")]),
    "json": ("Turn name and age into JSON with the keys name and age.", [
        ("Anna, 30", '{"name": "Anna", "age": 30}'), ("Bob, 25", '{"name": "Bob", "age": 25}'),
        ("Carl, 41", '{"name": "Carl", "age": 41}'), ("Dora, 19", '{"name": "Dora", "age": 19}'),
        ("Eva, 52", '{"name": "Eva", "age": 52}'), ("Finn, 8", '{"name": "Finn", "age": 8}'),
        ("Gina, 33", '{"name": "Gina", "age": 33}'), ("Hans, 67", '{"name": "Hans", "age": 67}')]),
}


folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for name, (description, rows) in TASKS.items():
    head = {"task": "day_" + name, "descriptions": [description], "metric": "rouge", "n_train": 0, "n_test": len(rows)}
    lines = [head] + [{"split": "test", "input": text, "output": answers.split("|")} for text, answers in rows]
    (folder / f"day_{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
