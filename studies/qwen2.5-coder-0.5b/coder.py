"""Writes tasks that a Java programmer would ask of a coder model, in the format of studies/smollm2/tasks.py.

    python coder.py FOLDER [--show N]

FOLDER/tasks has the training tasks, FOLDER/held-out the tasks of the kinds that are never trained (HELD below). A task has up to 200
training and 50 test rows; no input is in both. Rows are drawn by rule from fixed seeds, so every machine writes the same bytes.
Only the standard library is needed.
"""
import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "smollm2"))
from phrasing import asked  # noqa: E402

VERBS = """load save send parse open close read write create delete update find count check start stop print merge split sort
filter build clear reset fetch store remove insert copy move cancel confirm verify encode decode compress render resolve""".split()
ADJECTIVES = """active last first total maximum minimum current previous default empty public private pending failed valid local remote
old new daily weekly shared hidden internal external raw final temporary""".split()
NOUNS = """user order invoice account customer message file record session token request response address payment product
password email report image cart item price status event job task worker thread queue buffer cache index column table schema query
client server channel stream window button label menu page profile setting option rule policy filter header footer""".split()
ENTITIES = "Order Invoice Customer Account Payment Product Message Report Session Ticket Shipment Employee Department Address Category Vehicle Booking Coupon Review Refund".split()
FIELDS = "name age price city email status total quantity country score weight salary title rating stock color size year".split()
TABLES = "users orders products employees customers invoices books cities players tickets students payments cars songs movies".split()
PEOPLE = "Anna Ben Clara David Emma Frank Grace Henry Ida Jack Karen Leo Maria Nils Olga Paul Rosa Sam Tina Victor".split()
CITIES = "Paris Berlin Madrid Rome Vienna Lisbon Oslo Dublin Prague Athens Warsaw Helsinki Zurich Brussels".split()
COLORS = "red green blue black white yellow orange purple brown grey".split()
PACKAGES = "com.acme org.example io.shop net.bank de.firma com.store org.tools io.metrics".split()
EXCEPTIONS = {"NullPointerException": "java.lang", "IllegalArgumentException": "java.lang", "IllegalStateException": "java.lang",
              "ArrayIndexOutOfBoundsException": "java.lang", "ClassCastException": "java.lang", "NumberFormatException": "java.lang",
              "ArithmeticException": "java.lang", "UnsupportedOperationException": "java.lang", "FileNotFoundException": "java.io",
              "UncheckedIOException": "java.io", "NoSuchElementException": "java.util", "ConcurrentModificationException": "java.util",
              "SocketTimeoutException": "java.net", "UnknownHostException": "java.net", "SQLException": "java.sql",
              "DateTimeParseException": "java.time.format"}
LEVELS = "TRACE DEBUG INFO WARN ERROR FATAL".split()
MONTHS = "January February March April May June July August September October November December".split()


def cap(s):
    return s[:1].upper() + s[1:]


def pascal(words):
    return "".join(cap(w) for w in words)


def camel(words):
    return words[0] + pascal(words[1:])


def snake(words):
    return "_".join(words)


def plural(w):
    if w.endswith("y") and w[-2] not in "aeiou":
        return w[:-1] + "ies"
    return w + ("es" if w[-1] in "sx" or w.endswith(("ch", "sh")) else "s")


def third(verb):
    """The verb's third person."""
    return plural(verb)


def phrase(r):
    """Words of an identifier."""
    kind = r.randrange(4)
    if kind == 0:
        return [r.choice(VERBS), r.choice(NOUNS)]
    if kind == 1:
        return [r.choice(ADJECTIVES), r.choice(NOUNS)]
    if kind == 2:
        return [r.choice(VERBS), r.choice(ADJECTIVES), r.choice(NOUNS)]
    return [r.choice(NOUNS), r.choice(NOUNS), r.choice("id name count type date list size limit".split())]


TASKS = {}
HELD = set()


def task(name, nouns, texts, rows, held=False):
    """A task: noun phrases and whole texts that ask for it, and a table of rows or a function of a random source."""
    assert name not in TASKS, name
    TASKS[name] = (nouns, texts, rows)
    if held:
        HELD.add(name)


def pairs(text):
    return [tuple(part.strip() for part in line.split("=>")) for line in text.strip().splitlines()]


# Identifiers
STYLES = {
    "words": ("plain words in lower case", lambda w: " ".join(w)),
    "camel": ("camelCase", camel), "pascal": ("PascalCase", pascal), "snake": ("snake_case", snake),
    "screaming": ("SCREAMING_SNAKE_CASE", lambda w: snake(w).upper()), "kebab": ("kebab-case", lambda w: "-".join(w)),
    "dotted": ("dotted.lower.case", lambda w: ".".join(w))}
for a, (_, source) in STYLES.items():
    for b, (b_name, target) in STYLES.items():
        if a == b or (a == "dotted" and b != "screaming") or (b == "dotted" and a not in ("screaming", "camel", "words")):
            continue
        task(f"name_{a}-{b}", [f"the identifier in {b_name}", f"the same name in {b_name}"] if b != "words" else ["the words of the identifier", "the name as separate lower-case words"],
             [f"convert the name to {b_name}", f"rewrite it as {b_name}"] if b != "words" else ["split the identifier into words", "turn the identifier into plain English words"],
             lambda r, s=source, t=target: (lambda w: (s(w), t(w)))(phrase(r)), held=(a, b) in {("kebab", "pascal"), ("snake", "kebab")})


def field(r):
    return [r.choice(ADJECTIVES), r.choice(NOUNS)] if r.random() < .5 else [r.choice(NOUNS), r.choice("id name count type date size limit".split())]


for name, nouns, texts, make, held in [
    ("getter", ["the name of the getter of this Java field", "the getter method of the field"], ["name the getter for the field"], lambda w: (camel(w), "get" + pascal(w)), False),
    ("setter", ["the name of the setter of this Java field", "the setter method of the field"], ["name the setter for the field"], lambda w: (camel(w), "set" + pascal(w)), False),
    ("is-getter", ["the getter of this boolean field", "the name of the method that reads the boolean field"], ["name the is-method for the flag"], lambda w: (camel(w), "is" + pascal(w)), False),
    ("wither", ["the builder method for this field", "the with-method of the field"], ["name the with-method of a builder for the field"], lambda w: (camel(w), "with" + pascal(w)), True),
    ("adder", ["the method that adds one to this collection field", "the adder of the list"], ["name the method that adds one element to the list"], lambda w: (camel(w[:-1] + [plural(w[-1])]), "add" + pascal(w)), False),
    ("getter-field", ["the field that this getter reads", "the field name behind the getter"], ["name the field of the getter"], lambda w: ("get" + pascal(w) + "()", camel(w)), False),
    ("constant", ["the name of the Java constant for it", "the constant's name"], ["name a Java constant for this"], lambda w: ("the " + " ".join(w), snake(w).upper()), False),
    ("class-file", ["the file name of the Java class", "the source file of the class"], ["in which file is this Java class?"], lambda w: (pascal(w), pascal(w) + ".java"), False),
    ("test-class", ["the name of the test class", "the class that tests this class"], ["name the JUnit test class for the class"], lambda w: (pascal(w), pascal(w) + "Test"), False),
    ("impl", ["the name of the implementation class of the interface", "the usual implementation's name"], ["name the Impl class of the interface"], lambda w: (pascal(w), pascal(w) + "Impl"), False),
    ("column", ["the database column of this Java field", "the column name for the field"], ["which column holds the field?"], lambda w: (camel(w), snake(w)), False),
    ("env", ["the environment variable of the property", "the property as an environment variable"], ["name the environment variable that sets this property"], lambda w: (".".join(w), snake(w).upper()), False),
    ("property", ["the property key of the environment variable", "the environment variable as a dotted key"], ["name the property that this environment variable sets"], lambda w: (snake(w).upper(), ".".join(w)), True),
    ("flag", ["the command-line flag for the setting", "the option with two dashes"], ["name a command-line option for this"], lambda w: (" ".join(w), "--" + "-".join(w)), False),
    ("branch", ["a git branch name for the feature", "the feature branch"], ["name a git branch for this feature"], lambda w: (cap(" ".join(w)), "feature/" + "-".join(w)), False),
    ("test-method", ["the name of a test method for the sentence", "the test's name in camelCase"], ["name a JUnit test after the sentence"],
     lambda w: (f"It {third(w[0])} the {' '.join(w[1:])}", camel([third(w[0]), "the"] + w[1:])), True),
    ("package-path", ["the directory of the Java package", "the package as a path"], ["in which folder are the sources of the package?"], lambda w: (".".join(["com"] + w), "/".join(["com"] + w)), False),
    ("path-package", ["the Java package of the path", "the folder as a package name"], ["which package is in the folder?"], lambda w: ("/".join(["org"] + w), ".".join(["org"] + w)), False)]:
    task("java_" + name, nouns, texts, lambda r, m=make, f=field, p=phrase, n=name: m(p(r) if n in ("class-file", "test-class", "impl", "flag", "branch", "package-path", "path-package") else [r.choice(VERBS), r.choice(ADJECTIVES), r.choice(NOUNS)] if n == "test-method" else f(r)), held=held)
for name, nouns, texts, make, held in [
    ("repository", ["the name of the entity's repository interface", "the Spring Data repository of the entity"], ["name the repository of the entity"], lambda e: e + "Repository", False),
    ("controller", ["the name of the entity's REST controller", "the controller class"], ["name the controller of the entity"], lambda e: e + "Controller", False),
    ("not-found", ["the exception for a missing entity", "the name of the not-found exception"], ["name the exception thrown when the entity is missing"], lambda e: e + "NotFoundException", True),
    ("rest-path", ["the REST path of the entity's collection", "the collection's URL path"], ["write the path of the REST collection"], lambda e: "/" + plural(e.lower()), False),
    ("table", ["the database table of the entity class", "the table name"], ["which table stores the entities?"], lambda e: plural(e.lower()), False),
    ("list", ["a Java declaration of a list of these", "the type of a list of them"], ["write the generic list type"], lambda e: f"List<{e}>", False),
    ("optional", ["the Optional type of the class", "the return type when there may be none"], ["write the Optional of the type"], lambda e: f"Optional<{e}>", False),
    ("variable", ["a variable declaration that creates the object", "the line that makes a new instance"], ["write a Java line that creates one with new"], lambda e: f"{e} {e[0].lower() + e[1:]} = new {e}();", True)]:
    task("entity_" + name, nouns, texts, lambda r, m=make: (lambda e: (e, m(e)))((r.choice(["", "Customer", "Sales", "Daily", "Internal", "Web", "Mobile", "Archived", "Draft", "Global", "Local", "Test"]) + r.choice(ENTITIES))), held=held)

# SQL
OPS = [("greater than", ">"), ("less than", "<"), ("at least", ">="), ("at most", "<=")]


def sql(r):
    return r.choice(TABLES), r.choice(FIELDS), r.choice(FIELDS), r.choice(OPS), r.randint(1, 99)


for name, nouns, make, held in [
    ("count", "an SQL query that counts the rows", lambda t, f, g, o, n: (f"how many {t}", f"SELECT COUNT(*) FROM {t}"), False),
    ("all", "an SQL query for the column", lambda t, f, g, o, n: (f"{f} of all {t}", f"SELECT {f} FROM {t}"), False),
    ("where", "an SQL query with this condition", lambda t, f, g, o, n: (f"{f} of {t} with {g} {o[0]} {n}", f"SELECT {f} FROM {t} WHERE {g} {o[1]} {n}"), False),
    ("order", "an SQL query sorted by the column", lambda t, f, g, o, n: (f"{f} of {t} by {g}", f"SELECT {f} FROM {t} ORDER BY {g}"), False),
    ("max", "an SQL query for the largest value", lambda t, f, g, o, n: (f"largest {f} of {t}", f"SELECT MAX({f}) FROM {t}"), False),
    ("avg", "an SQL query for the average", lambda t, f, g, o, n: (f"average {f} of {t}", f"SELECT AVG({f}) FROM {t}"), True),
    ("distinct", "an SQL query without repeated values", lambda t, f, g, o, n: (f"different {f} of {t}", f"SELECT DISTINCT {f} FROM {t}"), False),
    ("delete", "an SQL statement that deletes these rows", lambda t, f, g, o, n: (f"remove {t} with {g} {o[0]} {n}", f"DELETE FROM {t} WHERE {g} {o[1]} {n}"), True),
    ("update", "an SQL statement that makes the change", lambda t, f, g, o, n: (f"set {f} of all {t} to {n}", f"UPDATE {t} SET {f} = {n}"), False),
    ("limit", "an SQL query for the first rows", lambda t, f, g, o, n: (f"first {n} {t}", f"SELECT * FROM {t} LIMIT {n}"), False),
    ("group", "an SQL query that counts by group", lambda t, f, g, o, n: (f"number of {t} for each {f}", f"SELECT {f}, COUNT(*) FROM {t} GROUP BY {f}"), False)]:
    task("sql_" + name, [nouns, nouns.replace("an SQL", "the SQL")], ["write it in SQL", "translate the request into SQL"], lambda r, m=make: m(*sql(r)), held=held)
task("sql_table-of", ["the table of the SQL query", "the table that the statement reads"], ["from which table does the query read?"], lambda r: (lambda t, f, g, o, n: (f"SELECT {f} FROM {t} WHERE {g} {o[1]} {n}", t))(*sql(r)))
task("sql_column-of", ["the column that the SQL query selects", "the selected column"], ["which column does the query return?"], lambda r: (lambda t, f, g, o, n: (f"SELECT {f} FROM {t} WHERE {g} {o[1]} {n}", f))(*sql(r)))
task("sql_filter-of", ["the column in the WHERE clause", "the column that the query filters by"], ["by which column does the query filter?"], lambda r: (lambda t, f, g, o, n: (f"SELECT {f} FROM {t} WHERE {g} {o[1]} {n}", g))(*sql(r)))
task("sql_kind", ["the kind of the SQL statement: read or write", "read or write"], ["does the statement read or write? Answer read or write."],
     lambda r: (lambda t, f, g, o, n: r.choice([(f"SELECT {f} FROM {t}", "read"), (f"SELECT COUNT(*) FROM {t}", "read"), (f"DELETE FROM {t} WHERE {g} = {n}", "write"), (f"UPDATE {t} SET {f} = {n}", "write")]))(*sql(r)))

# Regular expressions
CLASSES = [("digits", "[0-9]"), ("lowercase letters", "[a-z]"), ("uppercase letters", "[A-Z]"), ("letters a to f", "[a-f]"), ("vowels", "[aeiou]"), ("binary digits", "[01]"), ("hexadecimal digits", "[0-9a-f]"), ("spaces", " "), ("dots", r"\."), ("stars", r"\*")]
task("regex_exact", ["a regular expression for exactly this", "the regex"], ["write a regular expression for it"], lambda r: (lambda c, n: (f"exactly {n} {c[0]}", f"{c[1]}{{{n}}}"))(r.choice(CLASSES), r.randint(2, 30)))
task("regex_range", ["a regular expression with both bounds", "the regex for so many"], ["write the regular expression with its bounds"], lambda r: (lambda c, n, m: (f"{n} to {n + m} {c[0]}", f"{c[1]}{{{n},{n + m}}}"))(r.choice(CLASSES), r.randint(1, 9), r.randint(1, 9)))
task("regex_prefix", ["a regular expression for strings that begin so", "the anchored regex"], ["write a regex that matches lines with this beginning"], lambda r: (lambda w: (f"starts with {w}", f"^{w}"))(r.choice(NOUNS + VERBS)))
task("regex_suffix", ["a regular expression for strings that end so", "the regex anchored at the end"], ["write a regex that matches lines with this ending"], lambda r: (lambda w: (f"ends with {w}", f"{w}$"))(r.choice(NOUNS + VERBS)), held=True)
task("regex_least", ["a regular expression with a lower bound", "the regex for at least so many"], ["write a regex for that many or more"], lambda r: (lambda c, n: (f"at least {n} {c[0]}", f"{c[1]}{{{n},}}"))(r.choice(CLASSES), r.randint(2, 30)))

# Git and versions
PAST = pairs("""Added => Add
Fixed => Fix
Removed => Remove
Updated => Update
Changed => Change
Renamed => Rename
Moved => Move
Improved => Improve
Cleaned up => Clean up
Introduced => Introduce
Replaced => Replace
Disabled => Disable
Enabled => Enable
Corrected => Correct
Documented => Document""")
TOPICS = [f"{a} {b}" for a in "login payment search upload export cache user order session mail".split() for b in "page test button timeout handler query filter form check".split()]
task("git_imperative", ["the commit subject in the imperative", "the message as an imperative"], ["rewrite the commit subject in the imperative mood"], lambda r: (lambda p, t: (f"{p[0]} the {t}", f"{p[1]} the {t}"))(r.choice(PAST), r.choice(TOPICS)))
task("git_past", ["the commit subject in the past tense", "the change as something done"], ["rewrite the commit subject in the past tense"], lambda r: (lambda p, t: (f"{p[1]} the {t}", f"{p[0]} the {t}"))(r.choice(PAST), r.choice(TOPICS)), held=True)
KINDS = {"fix": ["fix the crash in the {}", "correct the wrong result of the {}", "the {} failed on empty input, repair it"], "feat": ["add a new {}", "let users choose a {}", "support a second {}"],
         "docs": ["explain the {} in the README", "correct a typo in the guide to the {}"], "test": ["add a unit test for the {}", "cover the {} with tests"], "refactor": ["split the {} into two classes without other changes", "rename the {} internally"]}
task("git_type", ["the conventional commit type: feat, fix, docs, test or refactor", "feat, fix, docs, test or refactor"], ["classify the change as feat, fix, docs, test or refactor"], lambda r: (lambda k, t: (r.choice(KINDS[k]).format(t), k))(r.choice(list(KINDS)), r.choice(TOPICS)))
task("git_scope", ["the scope of the conventional commit", "the part in parentheses"], ["which scope does the commit name?"], lambda r: (lambda k, s, t: (f"{k}({s}): {r.choice(['change', 'rework', 'adjust'])} the {t}", s))(r.choice(list(KINDS)), r.choice(NOUNS), r.choice(TOPICS)))
task("git_strip", ["the commit subject without its type", "the text after the prefix"], ["drop the conventional commit prefix"], lambda r: (lambda k, p, t: (f"{k}: {p[1].lower()} the {t}", f"{p[1].lower()} the {t}"))(r.choice(list(KINDS)), r.choice(PAST), r.choice(TOPICS)))


def version(r):
    return r.randint(0, 9), r.randint(0, 20), r.randint(0, 30)


for name, words, make, held in [("patch", "patch", lambda a, b, c: f"{a}.{b}.{c + 1}", False), ("minor", "minor", lambda a, b, c: f"{a}.{b + 1}.0", False), ("major", "major", lambda a, b, c: f"{a + 1}.0.0", False)]:
    task("version_next-" + name, [f"the next {words} version", f"the version after a {words} release"], [f"increase the {words} part of the semantic version"], lambda r, m=make: (lambda v: ("%d.%d.%d" % v, m(*v)))(version(r)), held=held)
task("version_major-of", ["the major version number", "the first part of the version"], ["which major version is it?"], lambda r: (lambda v: ("%d.%d.%d" % v, str(v[0])))(version(r)))
task("version_tag", ["the git tag of the version", "the tag with a v"], ["name the git tag of the release"], lambda r: (lambda v: ("%d.%d.%d" % v, "v%d.%d.%d" % v))(version(r)))
task("version_snapshot", ["the Maven snapshot version", "the version with -SNAPSHOT"], ["write the snapshot version"], lambda r: (lambda v: ("%d.%d.%d" % v, "%d.%d.%d-SNAPSHOT" % v))(version(r)))
task("version_newer", ["the newer of the two versions", "the later version"], ["which version is newer?"], lambda r: (lambda v, w: ("%d.%d.%d or %d.%d.%d" % (v + w), "%d.%d.%d" % max(v, w)))(version(r), version(r)), held=True)


# Stack traces
def trace(r):
    e = r.choice(list(EXCEPTIONS))
    c, m = r.choice(ENTITIES) + r.choice(["Service", "Parser", "Controller", "Loader"]), camel([r.choice(VERBS), r.choice(NOUNS)])
    p, line = r.choice(PACKAGES), r.randint(10, 400)
    message = r.choice(["value is missing", "no such " + r.choice(NOUNS), "bad " + r.choice(NOUNS), r.choice(NOUNS) + " is closed"])
    return e, c, m, p, line, message, f"{EXCEPTIONS[e]}.{e}: {message} at {p}.{c}.{m}({c}.java:{line})"


for name, nouns, texts, get, held in [
    ("exception", ["the exception's simple class name", "the exception without its package"], ["which exception was thrown?"], lambda t: t[0], False),
    ("class", ["the class that threw it", "the simple class name of the top frame"], ["in which class did it happen?"], lambda t: t[1], False),
    ("method", ["the method that threw it", "the method of the top frame"], ["in which method did it happen?"], lambda t: t[2], True),
    ("line", ["the line number", "the source line of the top frame"], ["at which line did it happen?"], lambda t: str(t[4]), False),
    ("message", ["the exception's message", "the text after the exception's name"], ["what is the message of the exception?"], lambda t: t[5], False),
    ("file", ["the source file and line", "where to look, as File.java:line"], ["write file and line of the top frame"], lambda t: f"{t[1]}.java:{t[4]}", False),
    ("package", ["the package of the class that threw it", "the package of the top frame"], ["which package does the failing class belong to?"], lambda t: t[3], False)]:
    task("trace_" + name, nouns, texts, lambda r, g=get: (lambda t: (t[6], g(t)))(trace(r)), held=held)


# Logs
def log(r):
    level, time, day = r.choice(LEVELS), f"{r.randint(0, 23):02}:{r.randint(0, 59):02}:{r.randint(0, 59):02}", f"2026-{r.randint(1, 12):02}-{r.randint(1, 28):02}"
    thread, c, text = r.choice(["main", f"worker-{r.randint(1, 9)}", f"http-{r.randint(1, 9)}"]), r.choice(ENTITIES) + "Service", f"{r.choice(NOUNS)} {r.choice(['saved', 'failed', 'started', 'closed', 'expired', 'rejected'])}"
    return level, time, day, thread, c, text, f"{day} {time} {level} [{thread}] {c} - {text}"


for name, nouns, texts, get, held in [
    ("level", ["the log level", "the level of the line"], ["which level has the log line?"], lambda t: t[0], False),
    ("time", ["the time of the log line", "the time of day"], ["when was it logged?"], lambda t: t[1], False),
    ("day", ["the date of the log line", "the day in the log"], ["on which day was it logged?"], lambda t: t[2], False),
    ("thread", ["the thread's name", "the thread of the log line"], ["which thread logged it?"], lambda t: t[3], True),
    ("logger", ["the logger", "the class that logged"], ["which class wrote the line?"], lambda t: t[4], False),
    ("text", ["the message of the log line", "the text without its prefix"], ["what does the log line say?"], lambda t: t[5], False),
    ("alert", ["yes if the level is ERROR or FATAL, otherwise no", "whether someone must be called: yes for ERROR and FATAL, otherwise no"], ["is it an error? yes or no"], lambda t: "yes" if t[0] in ("ERROR", "FATAL") else "no", False)]:
    task("log_" + name, nouns, texts, lambda r, g=get: (lambda t: (t[6], g(t)))(log(r)), held=held)

# JSON, CSV and other formats
person = lambda r: (r.choice(PEOPLE), r.randint(18, 80), r.choice(CITIES))  # noqa: E731
for name, nouns, texts, make, held in [
    ("name-age", ["a JSON object with name and age", "the JSON with the keys name and age"], ["write it as JSON with name and age"], lambda n, a, c: (f"{n} is {a} years old", json.dumps({"name": n, "age": a})), False),
    ("name-city", ["a JSON object with name and city", "the JSON with the keys name and city"], ["write it as JSON with name and city"], lambda n, a, c: (f"{n} lives in {c}", json.dumps({"name": n, "city": c})), False),
    ("from-csv", ["the CSV line as a JSON object with name, age and city", "JSON with name, age and city"], ["convert the CSV line name,age,city to JSON"], lambda n, a, c: (f"{n},{a},{c}", json.dumps({"name": n, "age": a, "city": c})), True),
    ("to-csv", ["the values of the JSON as a CSV line", "the JSON object's values with commas"], ["convert the JSON object to a CSV line without header"], lambda n, a, c: (json.dumps({"name": n, "age": a, "city": c}), f"{n},{a},{c}"), False),
    ("array", ["the words as a JSON array", "a JSON array of the items"], ["write the items as a JSON array of strings"], lambda n, a, c: (f"{n} {c}", json.dumps([n, c])), False),
    ("name-of", ["the name in the JSON", "the value of name"], ["what is the value of the key name?"], lambda n, a, c: (json.dumps({"name": n, "age": a, "city": c}), n), False),
    ("city-of", ["the city in the JSON", "the value of city"], ["what is the value of the key city?"], lambda n, a, c: (json.dumps({"name": n, "age": a, "city": c}), c), False),
    ("age-of", ["the age in the JSON", "the value of age"], ["what is the value of the key age?"], lambda n, a, c: (json.dumps({"city": c, "name": n, "age": a}), str(a)), False),
    ("to-yaml", ["the JSON object as one line of YAML", "the pair as YAML"], ["convert the JSON to YAML"], lambda n, a, c: (json.dumps({n.lower(): a}), f"{n.lower()}: {a}"), False),
    ("to-properties", ["the JSON object as a line of a properties file", "key=value"], ["convert the JSON to a Java property"], lambda n, a, c: (json.dumps({n.lower(): a}), f"{n.lower()}={a}"), False),
    ("query", ["the URL's query string for it", "the parameters as a query string"], ["write it as a query string"], lambda n, a, c: (f"name {n}, age {a}", f"?name={n}&age={a}"), False),
    ("xml", ["an XML element with the name", "the name in a person element"], ["wrap the name in an XML element person"], lambda n, a, c: (f"{n} {c}", f"<person>{n} {c}</person>"), True)]:
    task("json_" + name, nouns, texts, lambda r, m=make: m(*person(r)), held=held)

# Numbers and units
for name, nouns, texts, make, held in [
    ("hex-decimal", ["the decimal value of the hexadecimal number", "the number in base ten"], ["convert from hex to decimal"], lambda r: (lambda n: (f"0x{n:X}", str(n)))(r.randint(1, 255)), False),
    ("decimal-hex", ["the number in hexadecimal", "the hex value with 0x"], ["convert the decimal number to hex"], lambda r: (lambda n: (str(n), f"0x{n:X}"))(r.randint(1, 255)), False),
    ("decimal-binary", ["the number in binary", "the binary digits"], ["convert the decimal number to binary"], lambda r: (lambda n: (str(n), f"{n:b}"))(r.randint(1, 127)), False),
    ("binary-decimal", ["the decimal value of the binary number", "the number in base ten"], ["convert from binary to decimal"], lambda r: (lambda n: (f"{n:b}", str(n)))(r.randint(1, 127)), True),
    ("seconds-ms", ["the time in milliseconds", "the number of milliseconds"], ["convert seconds to milliseconds"], lambda r: (lambda n: (f"{n} s", f"{n * 1000} ms"))(r.randint(1, 300)), False),
    ("ms-seconds", ["the time in seconds", "the number of seconds"], ["convert milliseconds to seconds"], lambda r: (lambda n: (f"{n * 1000} ms", f"{n} s"))(r.randint(1, 300)), False),
    ("minutes-seconds", ["the time in seconds", "the minutes as seconds"], ["convert minutes to seconds"], lambda r: (lambda n: (f"{n} min", f"{n * 60} s"))(r.randint(1, 120)), False),
    ("kb-bytes", ["the size in bytes, with 1 KB of 1024 bytes", "the number of bytes"], ["convert KB to bytes (1024)"], lambda r: (lambda n: (f"{n} KB", str(n * 1024)))(r.randint(1, 100)), False),
    ("duration", ["the time as an ISO 8601 duration", "the duration in ISO form"], ["write the time as java.time.Duration prints it"], lambda r: (lambda n, u: (f"{n} {u[0]}", f"PT{n}{u[1]}"))(r.randint(1, 59), r.choice([("seconds", "S"), ("minutes", "M"), ("hours", "H")])), False),
    ("hours-minutes", ["the time as hours and minutes, h:mm", "the minutes as h:mm"], ["write the minutes as h:mm"], lambda r: (lambda n: (f"{n} minutes", f"{n // 60}:{n % 60:02}"))(r.randint(61, 600)), True),
    ("rwx", ["the octal digit of the permission", "the permission as a digit"], ["convert the permission letters to an octal number"], lambda r: (lambda a: ("".join("rwx"[i] if n >> 2 - i & 1 else "-" for n in a for i in range(3)), "".join(map(str, a))))([r.randint(0, 7) for _ in range(3)]), False),
    ("array-index", ["the last valid index of the array", "the highest index"], ["what is the last index of an array of this length?"], lambda r: (lambda n: (f"length {n}", str(n - 1)))(r.randint(1, 300)), False),
    ("date-german", ["the date as day.month.year", "the German form of the date"], ["write the ISO date as dd.MM.yyyy"], lambda r: (lambda y, m, d: (f"{y}-{m:02}-{d:02}", f"{d:02}.{m:02}.{y}"))(r.randint(1990, 2030), r.randint(1, 12), r.randint(1, 28)), False),
    ("date-iso", ["the date in ISO form", "the date as yyyy-MM-dd"], ["write the date in ISO 8601"], lambda r: (lambda y, m, d: (f"{d:02}.{m:02}.{y}", f"{y}-{m:02}-{d:02}"))(r.randint(1990, 2030), r.randint(1, 12), r.randint(1, 28)), False),
    ("date-words", ["the date in ISO form", "the date as yyyy-MM-dd"], ["write the date in ISO 8601"], lambda r: (lambda y, m, d: (f"{d} {MONTHS[m - 1]} {y}", f"{y}-{m:02}-{d:02}"))(r.randint(1990, 2030), r.randint(1, 12), r.randint(1, 28)), True),
    ("date-year", ["the year of the date", "the year"], ["which year is it?"], lambda r: (lambda y, m, d: (f"{y}-{m:02}-{d:02}", str(y)))(r.randint(1990, 2030), r.randint(1, 12), r.randint(1, 28)), False),
    ("date-month", ["the name of the month", "the month in English"], ["which month is it?"], lambda r: (lambda y, m, d: (f"{y}-{m:02}-{d:02}", MONTHS[m - 1]))(r.randint(1990, 2030), r.randint(1, 12), r.randint(1, 28)), False),
    ("date-quarter", ["the quarter of the year, Q1 to Q4", "the quarter"], ["in which quarter is the date?"], lambda r: (lambda y, m, d: (f"{y}-{m:02}-{d:02}", f"Q{(m + 2) // 3}"))(r.randint(1990, 2030), r.randint(1, 12), r.randint(1, 28)), False)]:
    task("unit_" + name, nouns, texts, make, held=held)

# Java expressions
LITERALS = lambda r: r.choice([(str(r.randint(0, 999)), "int"), (f"{r.randint(0, 99)}.{r.randint(0, 9)}", "double"), (f"{r.randint(0, 999)}L", "long"), (f"{r.randint(0, 9)}.{r.randint(0, 9)}f", "float"), (f'"{r.choice(NOUNS)}"', "String"), (f"'{r.choice('abcdefghijklmnop')}'", "char"), (r.choice(["true", "false"]), "boolean")])  # noqa: E731
for name, nouns, texts, make, held in [
    ("literal-type", ["the Java type of the literal", "its type"], ["which type has this Java literal?"], LITERALS, False),
    ("length", ["the value of the Java expression", "what it evaluates to"], ["evaluate the Java expression"], lambda r: (lambda w: (f'"{w}".length()', str(len(w))))(r.choice(NOUNS + VERBS + ADJECTIVES)), False),
    ("upper", ["the value of the Java expression", "what it evaluates to"], ["evaluate the Java expression"], lambda r: (lambda w: (f'"{w}".toUpperCase()', w.upper()))(r.choice(NOUNS + VERBS + ADJECTIVES)), False),
    ("char-at", ["the value of the Java expression", "the character"], ["evaluate the Java expression"], lambda r: (lambda w: (lambda i: (f'"{w}".charAt({i})', w[i]))(r.randrange(min(4, len(w)))))(r.choice(NOUNS + VERBS)), True),
    ("divide", ["the result of the int division", "the value in Java"], ["evaluate the int expression"], lambda r: (lambda a, b: (f"{a} / {b}", str(a // b)))(r.randint(5, 60), r.randint(2, 9)), False),
    ("modulo", ["the value of the Java expression", "the remainder"], ["evaluate the int expression"], lambda r: (lambda a, b: (f"{a} % {b}", str(a % b)))(r.randint(5, 60), r.randint(2, 9)), False),
    ("compare", ["the value of the Java expression", "true or false"], ["evaluate the boolean expression"], lambda r: (lambda a, b, o: (f"{a} {o} {b}", str({"<": a < b, ">": a > b, "==": a == b, ">=": a >= b}[o]).lower()))(r.randint(1, 20), r.randint(1, 20), r.choice(["<", ">", "==", ">="])), False),
    ("loop-count", ["how often the loop runs", "the number of iterations"], ["how many times does the body run?"], lambda r: (lambda a, b: (f"for (int i = {a}; i < {b}; i++)", str(b - a)))(r.randint(0, 5), r.randint(6, 30)), False),
    ("return-type", ["the return type of the method", "the type it returns"], ["what does the method return?"], lambda r: (lambda t, m: (f"public {t} {m}({r.choice(['', 'int id', 'String name'])})", t))(r.choice(["int", "String", "void", "boolean", "long", "double", "List<String>"] + ENTITIES), camel([r.choice(VERBS), r.choice(NOUNS)])), False),
    ("method-name", ["the name of the method", "the method's name"], ["what is the method called?"], lambda r: (lambda t, m: (f"public {t} {m}({r.choice(['', 'int id', 'String name'])})", m))(r.choice(["int", "String", "void", "boolean"] + ENTITIES), camel([r.choice(VERBS), r.choice(NOUNS)])), False),
    ("visibility", ["the visibility of the method: public, protected or private", "the access modifier"], ["how visible is it?"], lambda r: (lambda v: (f"{v} {r.choice(['int', 'String', 'void'])} {camel([r.choice(VERBS), r.choice(NOUNS)])}()", v))(r.choice(["public", "protected", "private"])), False),
    ("field-type", ["the type of the field", "the declared type"], ["which type has the field?"], lambda r: (lambda t: (f"private final {t} {camel(field(r))};", t))(r.choice(["int", "String", "boolean", "long", "Instant", "Path", "BigDecimal"] + ENTITIES)), True),
    ("println", ["a Java statement that prints the text", "the print statement"], ["write the Java line that prints it"], lambda r: (lambda t: (t, f'System.out.println("{t}");'))(" ".join(phrase(r))), False),
    ("comment", ["the text as a Java line comment", "the line comment"], ["make a Java comment of it"], lambda r: (lambda t: (t, f"// {t}"))(" ".join(phrase(r))), False),
    ("import", ["the import statement for the class", "the import line"], ["write the import"], lambda r: (lambda t: (t, f"import {t};"))(f"{r.choice(PACKAGES)}.{r.choice(NOUNS)}.{r.choice(ENTITIES)}"), False),
    ("simple-name", ["the simple name of the class", "the class without its package"], ["drop the package"], lambda r: (lambda e: (f"{r.choice(PACKAGES)}.{r.choice(NOUNS)}.{e}", e))(r.choice(ENTITIES) + r.choice(["", "Service", "Mapper", "Test"])), False)]:
    task("expr_" + name, nouns, texts, make, held=held)

# Small tables
for name, nouns, texts, table, held in [
    ("http-name", ["the name of the HTTP status", "the reason phrase"], ["what does the HTTP status mean?"], "200 => OK\n201 => Created\n204 => No Content\n301 => Moved Permanently\n302 => Found\n304 => Not Modified\n400 => Bad Request\n401 => Unauthorized\n403 => Forbidden\n404 => Not Found\n405 => Method Not Allowed\n409 => Conflict\n410 => Gone\n415 => Unsupported Media Type\n429 => Too Many Requests\n500 => Internal Server Error\n501 => Not Implemented\n502 => Bad Gateway\n503 => Service Unavailable\n504 => Gateway Timeout", False),
    ("http-code", ["the number of the HTTP status", "the status code"], ["which HTTP status code is it?"], "OK => 200\nCreated => 201\nNo Content => 204\nMoved Permanently => 301\nFound => 302\nNot Modified => 304\nBad Request => 400\nUnauthorized => 401\nForbidden => 403\nNot Found => 404\nMethod Not Allowed => 405\nConflict => 409\nGone => 410\nToo Many Requests => 429\nInternal Server Error => 500\nNot Implemented => 501\nBad Gateway => 502\nService Unavailable => 503\nGateway Timeout => 504", True),
    ("wrapper", ["the wrapper class of the primitive type", "the boxed type"], ["box the type"], "int => Integer\nlong => Long\nshort => Short\nbyte => Byte\nchar => Character\nboolean => Boolean\nfloat => Float\ndouble => Double", False),
    ("extension", ["the programming language of the file", "the language"], ["in which language is the file written?"], "Main.java => Java\napp.py => Python\nindex.js => JavaScript\nmain.go => Go\nlib.rs => Rust\nmain.c => C\nApp.kt => Kotlin\nmain.rb => Ruby\nindex.ts => TypeScript\nmain.swift => Swift\nquery.sql => SQL\nrun.sh => Bash\nApp.scala => Scala\nindex.php => PHP\nmain.cpp => C++\nProgram.cs => C#\nscript.lua => Lua\nmain.hs => Haskell\napp.dart => Dart\nscript.pl => Perl", False),
    ("http-method", ["the HTTP method for the action", "GET, POST, PUT or DELETE"], ["which HTTP method fits?"], "read a user => GET\nlist all orders => GET\nremove an account => DELETE\ncreate an invoice => POST\nreplace a document => PUT\nfetch the report => GET\ndelete a session => DELETE\nadd a new comment => POST\noverwrite the profile => PUT\nsearch for products => GET\nerase an image => DELETE\nsubmit a form => POST\nshow one ticket => GET\nplace an order => POST\nget rid of a file => DELETE\nregister a user => POST", False),
    ("linux", ["the Linux command for it", "the command"], ["which shell command does this?"], "list files => ls\nchange directory => cd\ncopy a file => cp\nmove a file => mv\nremove a file => rm\nprint a file => cat\nsearch text in files => grep\nmake a directory => mkdir\nshow the current directory => pwd\nshow processes => ps\nend a process => kill\nchange permissions => chmod\nshow disk space => df\ncount lines => wc\nsort lines => sort\nfind files => find\ndownload a page => curl\nshow the first lines => head\nshow the last lines => tail\ncompare two files => diff", True),
    ("git", ["the git command for it", "the git subcommand"], ["which git command does this?"], "save staged changes => git commit\nstage files => git add\nget a copy of a repository => git clone\nshow changed files => git status\nupload commits => git push\ndownload and merge => git pull\nshow history => git log\ncombine branches => git merge\nshow differences => git diff\nlist branches => git branch\nput changes aside => git stash\nundo a commit by a new one => git revert\nstart a repository => git init\nname a release => git tag\nfind who wrote a line => git blame", False),
    ("default", ["the default value of a Java field of this type", "its initial value"], ["which value has an uninitialised field of the type?"], "int => 0\nlong => 0\nboolean => false\ndouble => 0.0\nfloat => 0.0\nString => null\nObject => null\nshort => 0\nbyte => 0\nInteger => null\nList => null\nint[] => null", False),
    ("big-o", ["the time complexity in Big-O notation", "its Big-O"], ["how does the time grow with n?"], "binary search => O(log n)\nlinear search => O(n)\nbubble sort => O(n^2)\nmerge sort => O(n log n)\narray access => O(1)\nhash map lookup => O(1)\nheap insert => O(log n)\ninsertion sort => O(n^2)\nquick sort on average => O(n log n)\nsum of an array => O(n)\ntwo nested loops over n => O(n^2)\nthree nested loops over n => O(n^3)\nheap sort => O(n log n)\nstack push => O(1)\nbalanced tree lookup => O(log n)\nselection sort => O(n^2)", False),
    ("mime", ["the MIME type of the file", "its media type"], ["which Content-Type has the file?"], "page.html => text/html\ndata.json => application/json\nphoto.png => image/png\npicture.jpg => image/jpeg\nstyle.css => text/css\nnotes.txt => text/plain\ntable.csv => text/csv\nreport.pdf => application/pdf\narchive.zip => application/zip\nfeed.xml => application/xml\nlogo.gif => image/gif\nicon.svg => image/svg+xml\nsong.mp3 => audio/mpeg\nfilm.mp4 => video/mp4", False)]:
    task("table_" + name, nouns, texts, pairs(table), held=held)


def rows_of(name, rows):
    """Up to 250 rows with different inputs, shuffled."""
    r = random.Random("coder/" + name)
    if not callable(rows):
        table = list(rows)
        r.shuffle(table)
        return table
    seen = {}
    for _ in range(4000):
        question, answer = rows(r)
        seen.setdefault(question, answer)
        if len(seen) == 250:
            break
    return list(seen.items())


def main():
    folder = Path(sys.argv[1])
    show = int(sys.argv[sys.argv.index("--show") + 1]) if "--show" in sys.argv else 0
    for name, (nouns, texts, rows) in TASKS.items():
        rows = rows_of(name, rows)
        test = max(4, len(rows) // 5)
        held = name in HELD
        descriptions = asked(name, nouns, texts)[:4 if held else 24]
        place = folder / ("held-out/coder" if held else "tasks")
        place.mkdir(parents=True, exist_ok=True)
        head = {"task": "code_" + name, "descriptions": descriptions, "metric": "rouge", "n_train": len(rows) - test, "n_test": test}
        lines = [head] + [{"split": "train" if i < len(rows) - test else "test", "input": q, "output": [a]} for i, (q, a) in enumerate(rows)]
        (place / f"code_{name}.jsonl").write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
        if show:
            print(("HELD " if held else "") + name, len(rows), "|", " / ".join(descriptions[:2]))
            for q, a in rows[:show]:
                print("   ", q, "=>", a)
    print(len(TASKS) - len(HELD), "training tasks,", len(HELD), "held out")


if __name__ == "__main__":
    main()
