"""Short texts with labels, written for this study. A text stands on a line; {a|b|c} stands for one of several words, and each gives a text."""
import re
from itertools import product

from wordings import upper


def expanded(text, limit=4):
    """The texts of the lines with their choices made; at most as many of a line as the limit."""
    out = []
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = re.split(r"\{([^}]*)\}", line)
        choices = [part.split("|") if i % 2 else [part] for i, part in enumerate(parts)]
        made = ["".join(x) for x in product(*choices)]
        step = max(1, len(made) // limit)
        out += [upper(text) for text in made[::step][:limit]]
    return list(dict.fromkeys(out))


def labelled(**texts):
    return [(text, label) for label, lines in texts.items() for text in expanded(lines)]


# What is reviewed: what the texts that like it say, and what the others say.
REVIEWS = {
    "restaurant": ("""The {soup|pasta|steak} was delicious.
        I have never eaten better {pizza|sushi|noodles}.
        We will be back for the {desserts|curry}.
        Nothing on the menu let us down.
        Every dish was fresh and full of flavor.
        A lovely place, and not expensive at all.
        The {cake|bread} alone is worth the trip.
        You can't go wrong with the {fish|salad} here.
        We left full and smiling.
        Not a single complaint about this {bistro|café}.
        The {waiter|chef|cook} surprised us with a perfect {risotto|stew|roast}.
        Their {lunch menu|wine list|brunch} is a treat.
        Best {tacos|dumplings|burgers} in town.""",
                   """The {soup|pasta|steak} was cold and bland.
        I would not feed these {noodles|fries} to my dog.
        We waited an hour for a burnt {pizza|burger}.
        Nothing tasted fresh.
        Never again, I was sick all night.
        Tiny portions at crazy prices.
        The {fish|chicken} was raw inside.
        The {salad|rice} had no taste whatsoever.
        There was a hair in my {soup|coffee}.
        I can't recommend this {bistro|café} to anyone.
        The {lasagna|kebab|omelet} tasted like cardboard.
        Their {lunch menu|wine list|brunch} is a rip-off.
        Dirty {forks|glasses|plates} and a sour {sauce|dressing}."""),
    "hotel": ("""The {bed|room} was clean and comfortable.
        What a wonderful view from the {balcony|window}!
        The staff could not have been kinder.
        We slept like babies in this hotel.
        The breakfast buffet was superb.
        I'd book this room again without a second thought.
        Quiet, spotless and close to the beach.
        The {pool|spa} made our holiday perfect.
        No noise, no dirt, no problems: a great stay.
        They gave us a better room for free.
        The {suite|double room|lobby} was elegant and spotless.
        The {porter|front desk|concierge} helped us at any hour of our stay.
        Soft {pillows|mattresses|towels} and a lovely view.""",
              """The {bed|carpet} was dirty and smelled.
        Our {balcony|window} looked onto a parking lot full of bins.
        The receptionist was rude to my {wife|mother}.
        We did not sleep because of the noise.
        The breakfast was stale and served late.
        I will never set foot in this hotel again.
        Cockroaches in the bathroom, no hot water.
        The {pool|spa} was closed and full of leaves.
        They charged us for towels that we never got.
        Our room was nothing like the photos.
        The {suite|double room|corridor} smelled of mold.
        Thin walls: we heard every {guest|toilet|elevator} all night.
        The {pillows|mattress|towels} had stains, we checked out early."""),
    "film": ("""A moving film with brilliant actors.
        I {laughed|cried} from start to finish, what a movie!
        The best {thriller|comedy} of the year.
        The ending took my breath away.
        I could watch this film every week.
        Not a dull minute in these two hours.
        The {music|camera work} is simply beautiful.
        A clever story, wonderfully told.
        Do not miss this gem.
        My kids loved every scene.
        The {director|lead actress|leading man} deserves an Oscar.
        A {sequel|remake|western} that is better than the original.
        Great {stunts|special effects|costumes} on the big screen.""",
             """A dull film with wooden actors.
        I {yawned|checked my watch} from start to finish.
        The worst {thriller|comedy} of the year.
        The ending made no sense.
        Two hours of my life I won't get back.
        Not funny for a single minute.
        The {music|dialogue} is painfully bad.
        The plot has more holes than cheese.
        Save your money and skip this movie.
        Half the audience left before the end.
        The {director|lead actress|leading man} should look for another job.
        A {sequel|remake|western} that nobody in the cinema needed.
        Cheap {stunts|special effects|costumes}, I walked out of the movie."""),
    "phone": ("""The {battery|camera} of this phone is amazing.
        It takes sharp photos even at night.
        Fast, light and easy to use.
        The {screen|display} is bright and clear.
        Best phone I have ever owned.
        After a year it still works like new.
        I dropped it twice and it didn't break.
        Great value for such a cheap phone.
        The sound is surprisingly rich.
        I haven't had one problem with it.
        The {touchscreen|speaker|charger} works flawlessly.
        My new {smartphone|cell phone|mobile} lasts two days on one charge.
        Calls and {selfies|messages|videos} are crystal clear.""",
              """The {battery|camera} of this phone is a joke.
        It crashes whenever I take a photo.
        Slow, heavy and hard to use.
        The {screen|display} cracked after a day.
        Worst phone I have ever owned.
        It stopped charging after two weeks.
        It gets hot and shuts down.
        Way too expensive for such a weak phone.
        Nobody can hear me when I call.
        I returned it after one week.
        The {touchscreen|speaker|charger} failed after a week.
        My new {smartphone|cell phone|mobile} is dead by noon.
        Calls drop and {selfies|messages|videos} are a blur."""),
    "book": ("""I could not put this {book|novel} down.
        The characters feel like real friends.
        A gripping story from the first page.
        The author writes with warmth and humor.
        I read it twice and enjoyed it even more.
        Every chapter taught me something.
        A wonderful gift for any {reader|child}.
        I wish it had been longer.
        The best {novel|biography} I have read this year.
        Beautiful language, and never boring.
        The {first chapter|last page|dialogue} of this novel is a joy to read.
        A {paperback|memoir|crime story} that every library should own.
        The {author|writer|poet} has written a masterpiece.""",
             """I gave up on this {book|novel} after fifty pages.
        The characters are flat and annoying.
        A boring story from the first page.
        The author repeats himself all the time.
        Full of errors, did nobody check it?
        I learned nothing from it.
        A waste of paper and of my {time|money}.
        I was glad when it was over.
        The worst {novel|biography} I have read this year.
        Clumsy language, and never exciting.
        The {first chapter|last page|dialogue} of this novel is dreadful to read.
        A {paperback|memoir|crime story} that I threw away half read.
        The {author|writer|poet} should have stopped after page one."""),
    "game": ("""This game kept me up all night, I love it.
        The {graphics|levels} are stunning.
        Great fun with friends.
        Easy to learn and never gets old.
        I've played it for months and I'm still hooked.
        The {puzzles|battles} are clever and fair.
        My whole family plays it every evening.
        Worth every cent, what a game.
        The controls feel perfect.
        The new update made it even better.
        The {boss fights|quests|maps} are a blast to play.
        I reached level {ten|twenty|fifty} and want more.
        Brilliant {multiplayer|story mode|controller support}.""",
             """This game is so dull that I deleted it.
        The {graphics|levels} look ugly.
        No fun, even with friends.
        It crashes on every start.
        I was bored after ten minutes.
        The {puzzles|battles} are unfair and repetitive.
        Too many ads between the rounds.
        I want my money back for this game.
        The controls hardly work.
        The new update ruined it.
        The {boss fights|quests|maps} are a chore to play.
        I got stuck on level {two|three|four} because of a bug.
        Broken {multiplayer|story mode|controller support}, I uninstalled it."""),
    "car": ("""The car drives like a dream.
        It uses very little {fuel|petrol}.
        Plenty of room for the whole family.
        The {seats|brakes} are excellent.
        It has never let me down in ten years.
        Quiet even on the highway.
        I would buy this {car|van} again tomorrow.
        A joy to park, even in town.
        It starts at once on cold mornings.
        The heating works wonderfully.
        The {engine|gearbox|steering} is smooth and strong.
        This {sedan|hatchback|convertible} is fun on every road.
        Big {trunk|windshield|tank} and a comfortable driver's seat.""",
            """The car rattles at every corner.
        It drinks far too much {fuel|petrol}.
        There is no room for my legs.
        The {seats|brakes} are terrible.
        It broke down three times in a month.
        So loud that you can't talk.
        I regret buying this {car|van}.
        A nightmare to park.
        It refuses to start on cold mornings.
        The heating died in the first winter.
        The {engine|gearbox|steering} makes horrible noises.
        This {sedan|hatchback|convertible} spends more time at the garage than on the road.
        Rusty {doors|bumpers|exhaust} after only a year on the road."""),
    "concert": ("""The band played a fantastic show.
        Her voice gave me goosebumps.
        The {crowd|audience} danced all night.
        We sang along to every song.
        Best concert of my life!
        The {drummer|violinist} was outstanding.
        I would see them again any time.
        They played two extra songs for us, marvelous.
        The sound in the hall was perfect.
        An evening I will never forget, in the best way.
        The {orchestra|choir|quartet} played like angels.
        The {singer|guitarist|pianist} got a standing ovation, and rightly so.
        Wonderful {acoustics|lights|encores} and a band in top form.""",
                """The band sounded tired and out of tune.
        Her voice hurt my ears.
        The {crowd|audience} was asleep by the second song.
        They forgot the words of their own songs.
        The worst concert of my life.
        The {drummer|violinist} played like a beginner.
        I left before the break.
        They played half an hour and went home, a disgrace.
        The sound in the hall was awful.
        I want my ticket money back.
        The {orchestra|choir|quartet} was out of tune all evening.
        The {singer|guitarist|pianist} was drunk on stage, shame on him.
        Poor {acoustics|lights|songs} and a band without energy."""),
    "course": ("""The teacher explained everything clearly.
        I learned more in a week than in a year at school.
        The {lessons|exercises} were fun and useful.
        A great course for beginners.
        I passed the exam thanks to this class.
        She answered all our questions patiently.
        The small group made learning easy.
        I already signed up for the next course.
        Well organized, with excellent handouts.
        Nobody was left behind.
        Our {instructor|trainer|tutor} made every lesson exciting.
        The {homework|textbook|final exam} was fair and helpful.
        After this {language class|workshop|seminar} I felt really prepared.""",
               """The teacher read from slides all day.
        I learned nothing in this course.
        The {lessons|exercises} were dull and useless.
        Far too difficult for beginners.
        I failed the exam because of this class.
        He got angry whenever we asked something.
        The group was so large that I heard nothing.
        I dropped out after the second lesson.
        Badly organized, and the handouts were missing.
        Everybody felt lost.
        Our {instructor|trainer|tutor} came late to every lesson.
        The {homework|textbook|final exam} made no sense.
        After this {language class|workshop|seminar} I knew less than before."""),
    "shop": ("""The {shoes|jacket|dress} fits perfectly.
        Friendly {shop|store}, I always find what I need.
        The {wool|cotton} is soft and warm.
        My order came a day early, well packed.
        Good quality at a fair price.
        They exchanged the {shirt|coat} at once, no questions.
        After ten washes it still looks new.
        I get compliments whenever I wear it.
        The {bag|belt} is even prettier than in the picture.
        I'm more than pleased with what I bought.
        The {sandals|jeans|gloves} are well made and fit like a dream.
        The {sales clerk|cashier|tailor} gave me great advice on sizes.
        This {sweater|scarf|blouse} keeps its shape and color.""",
             """The {shoes|jacket|dress} fell apart in a week.
        Unfriendly {shop|store}, nobody helped me.
        The {wool|cotton} scratches terribly.
        My order came a month late, and broken.
        Poor quality at a shameless price.
        They refused to exchange the torn {shirt|coat}.
        After one wash all the color was gone.
        It is two sizes too small, useless.
        The {bag|belt} looks cheap and smells of plastic.
        I'm more than annoyed with what I bought.
        The {sandals|jeans|gloves} are badly made and pinch everywhere.
        The {sales clerk|cashier|tailor} was too busy chatting to help me find my size.
        This {sweater|scarf|blouse} shrank to a doll's size."""),
}

# Reviews of which one cannot say what they are about; they serve for liking alone.
VAGUE = {line.strip() for line in """Never again, I was sick all night.
    A lovely place, and not expensive at all.
    Not a dull minute in these two hours.
    The ending took my breath away.
    The music is simply beautiful.
    A clever story, wonderfully told.
    Do not miss this gem.
    The ending made no sense.
    Two hours of my life I won't get back.
    Not funny for a single minute.
    The music is painfully bad.
    The dialogue is painfully bad.
    The plot has more holes than cheese.
    Half the audience left before the end.
    Fast, light and easy to use.
    After a year it still works like new.
    The sound is surprisingly rich.
    I haven't had one problem with it.
    Slow, heavy and hard to use.
    It gets hot and shuts down.
    I returned it after one week.
    I dropped it twice and it didn't break.
    I wish it had been longer.
    A wonderful gift for any child.
    The characters feel like real friends.
    The characters are flat and annoying.
    Full of errors, did nobody check it?
    I learned nothing from it.
    I was glad when it was over.
    Great fun with friends.
    Easy to learn and never gets old.
    The new update made it even better.
    No fun, even with friends.
    It crashes on every start.
    I was bored after ten minutes.
    The new update ruined it.
    Plenty of room for the whole family.
    It has never let me down in ten years.
    The seats are excellent.
    The seats are terrible.
    The heating works wonderfully.
    So loud that you can't talk.
    There is no room for my legs.
    The heating died in the first winter.
    I would see them again any time.
    An evening I will never forget, in the best way.
    I left before the break.
    I want my ticket money back.
    She answered all our questions patiently.
    Nobody was left behind.
    Far too difficult for beginners.
    He got angry whenever we asked something.
    Everybody felt lost.
    Good quality at a fair price.
    Poor quality at a shameless price.
    I'm more than pleased with what I bought.
    I'm more than annoyed with what I bought.""".splitlines()}

TOPICS = labelled(
    sport="""The striker scored twice in the {first|second} half.
        Our {team|club} won the {cup|league} again.
        She ran the marathon in under three hours.
        The {goalkeeper|coach} was injured in training.
        He lost the tennis match in five sets.
        The {swimmer|skier} broke the world record.
        The referee gave him a red card.
        They play in the final on {Sunday|Saturday}.
        The boxer retired after his tenth fight.
        The basketball players celebrated in the locker room.
        Her serve is the fastest on the tour.
        The {captain|defender|rookie} missed a penalty in the last minute.
        Fans of the {hockey|rugby|football} club filled the stadium.
        She won {gold|silver|bronze} in the long jump.
        The {cyclist|rower|sprinter} trains twice a day.
        Their coach was fired after {three|four|five} defeats.
        The match went into {overtime|a replay|extra innings}.
        He holds the record for most {goals|home runs|aces}.""",
    politics="""The {president|minister} signed the new law.
        Voters go to the polls on {Sunday|Thursday}.
        The parliament debated the reform until midnight.
        The {senator|mayor} announced that he will run again.
        The opposition calls for new elections.
        The two governments signed a treaty.
        Her party lost many seats in the election.
        The {chancellor|prime minister} met the ambassador.
        Thousands protested against the new law.
        The cabinet resigned after the vote.
        The candidate promised to change the constitution.
        The {minister|governor|senator} faces a vote of no confidence.
        Both parties want a {coalition|new budget law|referendum}.
        The {council|congress|senate} rejected the bill.
        Her {campaign|election program|candidacy} starts in the capital.
        The {king|president|premier} opened the new session of parliament.
        Diplomats talk about {peace|sanctions|the border}.
        He was elected {mayor|president|party leader} for the second time.""",
    science="""Researchers found a new kind of {particle|bacteria}.
        The telescope discovered a distant {galaxy|planet}.
        The experiment confirmed the theory.
        {Physicists|Chemists} measured the atom with lasers.
        The rocket will carry instruments to Mars.
        A study of fossils shows how birds evolved.
        Water consists of hydrogen and oxygen.
        The biologist studied cells under a microscope.
        Light travels faster than sound.
        The laboratory tested the {hypothesis|formula} again.
        The moon's gravity causes the tides.
        Scientists studied the {DNA|genes|proteins} of ancient plants.
        A new {element|isotope|molecule} was made in the laboratory.
        The {astronomer|geologist|botanist} published her findings.
        {Electrons|Protons|Neutrons} are parts of the atom.
        The probe photographed the rings of {Saturn|Uranus|Neptune}.
        The {equation|theory|model} explains how stars form.
        The experiment measures {radiation|magnetism|pressure} in a vacuum.""",
    food="""Add the {flour|eggs} and stir well.
        Bake the {bread|pie} for forty minutes.
        The soup needs a pinch of salt.
        She fried {onions|mushrooms} in butter.
        He ate three pancakes with syrup for breakfast.
        The chef tasted the sauce.
        We had {pasta|rice} with tomatoes for dinner.
        This cheese goes well with bread and grapes.
        Peel the potatoes and boil them.
        My grandmother makes the best {dumplings|apple cake}.
        The curry is too spicy for the children.
        Slice the {carrots|peppers|cucumbers} and toss the salad.
        The {lasagna|risotto|omelet} is almost ready to serve.
        He spread {jam|honey|butter} on his toast.
        We tasted {olives|cheese|ham} from the deli.
        Whisk the {cream|egg whites|batter} until it is stiff.
        This {bakery|diner|snack bar} sells fresh {rolls|doughnuts}.
        She likes her {steak|egg|soup} with a little pepper.""",
    travel="""Our {flight|ferry} leaves at six in the morning.
        They spent two weeks at a beach resort.
        The {hotel|hostel} is near the old town.
        Do not forget your passport and your suitcase.
        We took the night train to {Rome|Vienna}.
        Tourists visit the castle every summer.
        The guide showed us the island.
        She is backpacking through {Asia|Africa}.
        We booked a cruise along the coast.
        The airport was full of holiday makers.
        He sent a postcard from {Lisbon|Athens}.
        They hired a camper to tour {Spain|Norway|Canada}.
        Our {luggage|rucksacks|trunks} came out last at the terminal.
        The {beach|resort|campsite} was crowded with vacationers.
        You need a {visa|map|guidebook} for this journey.
        We spent a weekend sightseeing in {Prague|Venice|Istanbul}.
        The {ferry|coach|express} brings tourists to the coast.
        Check in at the {hostel|inn|guest house} before ten.""",
    music="""The {pianist|violinist} played a sonata.
        Their new album has twelve songs.
        The singer forgot the words of the {chorus|song}.
        The orchestra tuned its instruments.
        He practices the {guitar|drums} every evening.
        The choir sang in the church.
        Mozart wrote his first opera as a boy.
        The band goes on tour with its greatest hits.
        She hums the melody all day.
        The {conductor|composer} raised his baton.
        The concert ended with a slow waltz.
        The {cellist|flutist|trumpeter} rehearses for the symphony.
        This {ballad|tune|song} was number one in the charts.
        He wrote {lyrics|chords|a tune} for the new single.
        The {opera|musical|concert} begins with an overture.
        They recorded the {album|duet|anthem} in one night.
        She sings {soprano|alto|jazz} in a quartet.
        The {guitar|bass|piano} solo was loud.""",
    money="""The bank raised its interest rate.
        {Share|Oil} prices fell sharply today.
        He put his savings into {bonds|gold}.
        The company reported a record profit.
        She pays off her loan every month.
        The {dollar|euro} gained against the yen.
        Inflation is eating up our wages.
        Investors lost millions on the stock market.
        The {firm|startup} is deep in debt.
        My salary is paid into my account on Friday.
        The tax office wants its share.
        The {bank|lender|fund} charges high fees.
        He invested his {pension|bonus|inheritance} in shares.
        The {yen|pound|franc} fell on the currency market.
        Their {mortgage|overdraft|debt} is due in spring.
        The {stock exchange|market|index} closed higher.
        The {budget|profit|turnover} of the firm grew by five percent.
        She compares {interest|insurance|exchange} rates.""",
    health="""The doctor prescribed {pills|antibiotics} for the infection.
        She has a fever and a sore throat.
        The nurse took his blood pressure.
        The {surgeon|dentist} operated for two hours.
        Drink plenty of water when you have a cold.
        The patient feels better after the treatment.
        His {knee|back} hurts when he gets up.
        The vaccine protects against the flu.
        The clinic needs more {beds|nurses}.
        My allergy is worse in spring.
        The broken arm will heal in six weeks.
        The {ointment|inhaler|syrup} eases the symptoms.
        He was taken to hospital with {chest pain|a concussion|pneumonia}.
        The {therapist|pharmacist|surgeon} advised the patient to rest.
        Wash your hands so that {germs|viruses|infections} do not spread.
        She recovers from {surgery|the flu|a stroke}.
        Your {blood pressure|pulse|cholesterol} is too high.
        The {bandage|cast|stitches} can be removed tomorrow.""",
    weather="""Heavy rain is expected in the {north|south}.
        It will be sunny and warm tomorrow.
        A thick fog covers the valley.
        The storm brought wind and hail.
        Temperatures drop below zero tonight.
        Dark clouds are moving in from the {west|east}.
        It has not rained for {two|three} weeks.
        Snow fell on the hills this morning.
        The heat wave lasts until {Friday|Monday}.
        A gentle breeze cools the coast.
        Expect thunder and lightning in the evening.
        It will be {cloudy|windy|foggy} in the afternoon.
        {Showers|Thunderstorms|Gusts} are likely on the coast.
        The {blizzard|hurricane|downpour} is over at last.
        The forecast says {frost|drizzle|sleet} for tonight.
        The sky is {clear|gray|overcast} this morning.
        After a {mild|rainy|frosty} night the sun comes out.
        The thermometer shows {ten|thirty|minus five} degrees.""",
    technology="""The new {phone|tablet} has a faster processor.
        Install the update and restart your computer.
        The robot sorts parcels with a camera.
        The {app|program} stores passwords safely.
        Hackers attacked the company's servers.
        My laptop needs more memory.
        Engineers built a chip that uses less power.
        The software has a bug in the {login|search}.
        Click on the icon to open the browser.
        The {printer|router} lost its connection.
        Programmers write code in many languages.
        The {keyboard|monitor|hard disk} has to be replaced.
        Download the {file|driver|app} from the website.
        The {startup|lab|company} builds drones with sensors.
        My {phone|tablet|smartwatch} needs charging.
        Back up your {data|files|database} in the cloud.
        The {firewall|antivirus program|encryption} keeps hackers out.
        The new {operating system|browser|compiler} is faster.""",
    school="""The {pupils|students} handed in their homework.
        The teacher wrote on the blackboard.
        She studies for her {math|history} exam.
        The bell rang and the lesson began.
        He got the best grade in the class.
        The professor gave a lecture.
        The university offers new courses.
        The children learn to read in first grade.
        Our classroom has thirty desks.
        The headmaster praised the class.
        The essay is due on {Monday|Friday}.
        The {chemistry|Latin|geography} lesson was cancelled by the teacher.
        He forgot his {homework|exercise book|gym bag} in class.
        The pupils write a {test|dictation|quiz} tomorrow.
        Her {report card|diploma|grades} made her parents proud.
        The {teacher|principal|tutor} explained fractions to the class.
        Students sign up for {courses|seminars|exams} online.
        Recess is over, back to the {classroom|desks|blackboard}.""",
    animals="""The {lion|tiger} sleeps in the shade.
        A {fox|deer} crossed the road.
        The mother bird feeds her chicks.
        Our cat caught a mouse.
        Whales swim thousands of miles a year.
        The {puppy|kitten} chewed my shoe.
        Bees collect nectar from flowers.
        The shepherd counts his sheep.
        The horse galloped across the field.
        An {owl|eagle} built a nest in the tree.
        The elephants bathe in the river.
        The {wolf|bear|lynx} hunts at night.
        A {swan|heron|duck} landed on the pond.
        The {calf|lamb|foal} was born this morning in the stable.
        {Ants|Termites|Wasps} built a nest under the roof.
        The {monkeys|zebras|penguins} huddle close together.
        The {snake|turtle|lizard} lays its eggs in the sand.
        Our {dog|parrot|hamster} is fed twice a day.""")

INTENTS = labelled(
    question="""When does the {shop|museum|library} open?
        How much is the {ticket|lamp|jacket}?
        Is the {room|table} still free?
        Where can I find the {station|exit}?
        Which bus goes to the {airport|center}?
        Do you sell {stamps|batteries}?
        Why is the road closed?
        Who is in charge of the {garden|kitchen}?
        Does the {train|boat} run on Sundays?
        What is the name of your {manager|dog}?
        Are dogs allowed in the {park|hotel}?
        How far is it to the {beach|castle|airport}?
        Who wrote the {letter|song|report}?
        Is there a {bank|bakery|pharmacy} near here?
        How many {chairs|guests|pages} are there?
        Which {color|size|model} is cheaper?""",
    request="""Please send me the {report|photos|keys}.
        Could you close the {window|door}, please?
        Please call me back tomorrow.
        Would you mind turning down the {music|heating}?
        Please book a {table|room} for two.
        Can you help me carry this {box|sofa}?
        I need you to sign the {form|contract} today.
        Pass me the {salt|hammer}, please.
        Kindly reply by {Friday|Monday}.
        Please water my plants while I am away.
        Bring your {laptop|camera}, please.
        Please {feed the cat|lock the door|print the page}.
        Could you {wait a moment|hold my bag|turn off the light}, please?
        Would you {check my essay|take a photo of us|drive me home}, please?
        Please let me have the {key|address|bill}.
        I would like you to {call me|come earlier|repair the lamp}.""",
    complaint="""The {heating|elevator|shower} has been broken for weeks!
        My {order|parcel} arrived damaged.
        I have been waiting for two hours.
        This is the third time that my {bill|invoice} is wrong.
        The {room|train} was filthy.
        Nobody answers your {phone|e-mails}.
        The {soup|coffee} is cold again.
        I am very unhappy with your {service|delivery}.
        Your neighbors' {dog|music} keeps us awake every night.
        The {jacket|phone} you sold me does not work.
        It is unacceptable that the {bus|doctor} is always late.
        The {toaster|lamp|clock} I bought broke after one day.
        Your {driver|clerk|waiter} was very rude to me.
        I am fed up with the {noise|dirt|delays} in this building!
        The {meal|room|trip} was not what you promised.
        It's a disgrace that the {toilets|stairs|windows} are never cleaned.""",
    thanks="""Thank you for the {flowers|book|present}.
        Many thanks for your quick {reply|help}.
        I really appreciate your {advice|support}.
        Thanks a lot for the lovely {evening|dinner}.
        I am so grateful for all you did.
        Thank you for looking after my {cat|house}.
        Thanks for the {lift|ride} home!
        You have been a great help, thank you.
        We would like to thank you for your {patience|visit}.
        Thanks, that was very kind of you.
        A big thank-you to the whole {team|family}.
        Thank you so much for {coming|listening|the cake}.
        I am grateful for your {help|trust|kindness}.
        Thanks for {the photos|the tip|lending me the car}.
        We appreciate your {donation|effort|quick answer}, thank you.
        Your {letter|visit|gift} made me so happy, thank you.""",
    apology="""I am sorry that I {am late|forgot your birthday|broke the vase}.
        Sorry for the {delay|noise|mess}.
        Please forgive my {mistake|bad mood}.
        I apologize for what I said yesterday.
        It was my fault, I am so sorry.
        We regret the {error|trouble} that we caused.
        My apologies for the late {reply|delivery}.
        I did not mean to hurt you, sorry.
        Forgive me for shouting at you.
        Sorry, I took the wrong {coat|bag}.
        I beg your pardon, I did not see you.
        I'm so sorry about the {stain|accident|misunderstanding}.
        Sorry that I {lost your pen|missed the meeting|woke you up}.
        Please excuse {my absence|the late reply|my handwriting}.
        I must apologize for {my dog|the smell|the confusion}.
        I feel terrible that I {lied|was rude|forgot you}, forgive me.""",
    greeting="""Hello, {Anna|Tom|everyone}!
        Good morning, {Mr. Brown|dear colleagues|class}.
        Hi there, nice to meet you.
        Welcome to our {home|school|team}!
        Good evening, ladies and gentlemen.
        Hey {Ben|Laura|you}, long time no see!
        Good afternoon, {doctor|Mrs. Hill}.
        Dear {friends|guests}, welcome.
        Hi {Sam|Grace}, it's good to see you.
        Greetings from {Rome|the beach}!
        Hello again, {neighbor|Peter}.
        Hello and welcome, {dear guests|new students|travelers}!
        Good morning, {Kate|Dr. Lee|boys and girls}!
        Hi {Nina|Oscar|folks}, how nice to see you!
        Good evening, {Mr. White|my friends|neighbors}.
        Hey {there|Leo|buddy}, good to have you here!""",
    farewell="""Goodbye, {Anna|Tom|everyone}!
        See you {tomorrow|on Monday|next week}.
        Take care and have a safe trip.
        Bye for now, {Ben|Laura}.
        Good night, sleep well.
        Until next time, {Sam|my friend}.
        Farewell, old {friend|house}.
        I must leave now, so long!
        See you later, {Grace|kids}.
        Have a nice weekend, bye!
        All the best, until {summer|we meet again}.
        Bye, {Nina|Oscar|folks}, see you soon.
        Goodbye and {good luck|safe travels|get home well}!
        I have to go, see you {at noon|on Friday|next year}.
        So long, {buddy|Kate|everybody}!
        Good night, {Mom|Leo|dear}, until tomorrow.""",
    congratulation="""Congratulations on your {wedding|new job|exam}!
        Well done, you passed the {test|course}!
        Happy birthday, {Anna|Grandpa}!
        I hear that you won the {race|prize}, bravo!
        Congrats on the new {house|baby}!
        We are so proud of your {success|medal}.
        Happy anniversary to you both!
        You did it, what a {triumph|victory}!
        Best wishes on your graduation.
        Cheers to the happy {couple|parents}!
        What a great result, congratulations!
        Congratulations to {you both|the winner|our champion}!
        Happy {birthday|anniversary|graduation}, my dear!
        Bravo, you won the {match|election|contest}!
        Well done on your {promotion|diploma|first book}!
        Congrats, your {team|daughter|project} came first!""")

EMOTIONS = labelled(
    happy="""I got the {job|apartment} and I can't stop smiling!
        What a wonderful {day|surprise party}, I could hug everybody.
        We are going to have a baby, hooray!
        She danced through the {kitchen|street} singing.
        I passed my exam, yes!
        He beamed when he saw his {daughter|new bike}.
        Life is beautiful today.
        My best friend is coming home at last, I'm over the moon.
        They laughed and opened a bottle of champagne.
        I love it here, everything is perfect.
        Finally holidays, I am so glad!
        She clapped her hands with joy.
        I am so glad that {you came|we won|it worked}!
        She is delighted with her {present|new home|puppy}.
        We jumped for joy when {the baby arrived|our team won|the sun came out}.
        What a {lovely|fantastic|great} evening, I can't stop singing!
        He whistled merrily on his way {home|to work|to the party}.""",
    sad="""I miss my {grandmother|old dog} every day.
        She cried herself to sleep.
        Since he left, the house feels empty.
        My heart is broken.
        He looked at the old {photo|letter} with tears in his eyes.
        We lost our {dog|house} last week.
        Nobody came to my birthday, and I wept.
        I feel so alone here.
        The funeral was hard for all of us.
        She lost her {mother|baby}.
        He sat in the corner and sobbed.
        Everything seems gray and hopeless.
        He wept when {his wife left|the old tree fell|the train took her away}.
        I feel empty since {you moved|my cat died|the children left}.
        Tears ran down {her|his|my} cheeks.
        It hurts that {nobody wrote|we must part|I never said goodbye}.
        She mourns for her {father|husband|lost friend}.""",
    angry="""How dare you {read my letters|touch my car}!
        I've had enough of your lies!
        He slammed the {door|book} and shouted.
        Get out of my {house|sight} right now!
        She was furious about the {scratch|theft}.
        This is outrageous, I want the manager!
        They cheated us, and my blood is boiling.
        Stop that noise at once, you idiots!
        He banged his fist on the table.
        I could scream, they did it again!
        My boss yelled at me and I yelled back.
        She tore up the letter in a rage.
        I hate it when {you lie|they steal|he shouts at me}, stop it!
        She threw the {plate|phone|vase} against the wall in fury.
        Who {scratched my car|ate my lunch|broke my bike}? I'll make you pay!
        He is mad at his {boss|brother|landlord}.
        Don't you ever {touch|insult|cheat} my sister again!""",
    scared="""There is somebody in the {house|cellar}, and I am shaking.
        I don't dare to look down from the {tower|bridge}.
        She hid under the bed and held her breath.
        What if the plane crashes?
        He trembled when the {dog|bear} growled.
        I had a nightmare and can't sleep now.
        Please don't leave me alone in the dark.
        The {spider|snake} made her freeze with terror.
        My knees are weak before the {operation|exam}.
        Footsteps behind me, I began to run.
        They screamed when the lights went out.
        I'm terrified of losing my job.
        I am afraid of the {dark|dentist|thunder}.
        She didn't dare to {open the door|look back|breathe}.
        The {child|dog|boy} hid behind the curtain, trembling.
        My heart pounds when I hear {steps|a growl|that scream} at night.
        What if {he finds us|the rope breaks|nobody hears us}? I'm frightened.""",
    surprised="""Wow, I did not expect {you|that} at all!
        She could not believe her {eyes|ears}.
        What, you two are married?
        I never thought that it would snow in {May|June}.
        He stared at the {letter|ticket} with his mouth open.
        Really? Since when do you play the {violin|drums}?
        Out of nowhere, my old {teacher|neighbor} stood there.
        That came as a complete bolt from the blue.
        I nearly fell off my chair when I heard it.
        Who would have guessed that?
        Oh, there is a {cat|frog} in my bag!
        You are kidding, he is only twelve?
        Whoa, where did {you|that cat|all this snow} come from?
        I did not know that {you can sing|he has a twin|she was here}!
        To my amazement, the {door|box|safe} was open.
        What, the {exam|film|war} is over already?
        She gasped when the {prize|bill|stranger} turned up out of the blue.""",
    bored="""Nothing ever happens in this {town|village}.
        I yawned through the whole {meeting|lesson}.
        Is this {speech|film} ever going to end?
        She stared at the clock and sighed.
        Same old {work|talk} every day.
        There's nothing to do here.
        He counted the tiles on the ceiling.
        I have seen this {show|game} a hundred times.
        The lecture was so dull that I drew flowers.
        Another long afternoon with nothing on.
        We sat around and waited for something to happen.
        My eyes close when he talks about taxes.
        This {speech|novel|game} goes on forever, yawn.
        There is nothing on {TV|the radio|the menu} that interests me.
        I sat in the {office|waiting room|car} and twiddled my thumbs.
        Every {day|Sunday|lesson} is just like the last one.
        He dozed off during the {sermon|lecture|opera}.""")

FORMALITY = labelled(
    formal="""Dear {Sir or Madam|Mr. Brown|Dr. Hill}, I am writing to inquire about your offer.
        I would be grateful for your {reply|advice}.
        We regret to inform you that the {position|room} is no longer available.
        Please find the {contract|invoice} enclosed.
        I look forward to hearing from you.
        May I ask you to confirm the {date|address}?
        We kindly request your {attendance|signature}.
        It is my pleasure to invite you to the {reception|ceremony}.
        Yours sincerely, {Anna Miller|Paul Scott}
        I hereby cancel my {subscription|membership}.
        Should you require further information, do not hesitate to contact us.
        We apologize for any inconvenience.
        The committee has approved your {application|proposal}.
        I wish to express my gratitude for your assistance.
        Visitors are requested to remain seated.
        With reference to your letter of May 4, we accept the terms.
        Allow me to introduce our new {director|colleague}.
        It would be an honor to work with you.
        Kindly refrain from smoking in the {lobby|hall}.
        We hereby acknowledge receipt of your payment.
        We would be pleased to {welcome you|receive your order|assist you} in due course.
        Please accept our {sincere thanks|apologies|condolences}.
        The undersigned requests {a copy|an extension|permission}.
        I should be obliged if you could {reply|attend|pay} by Monday.""",
    informal="""Hey {dude|mate|guys}, what's up?
        Gimme a {call|shout} when you're there.
        No way, that {job|room} is gone already!
        Here's the {stuff|pic} you wanted.
        Can't wait to see ya!
        Wanna grab a {beer|coffee}?
        Yeah, sure, no worries.
        You gotta come to my {party|place} on Friday!
        Cheers, {Annie|Paulie}
        I'm done with that silly {gym|club}.
        Just text me if you need anything, ok?
        Oops, my bad!
        Yay, they liked your {idea|song}!
        Thanks a bunch, you rock!
        Sit down, will you?
        Got your note, all cool with me.
        Meet Joe, the new {guy|kid}.
        That'd be awesome!
        Don't smoke in here, man.
        Lol, that's so funny.
        Wow, {cool|sweet|crazy} stuff, man!
        C'mon, let's {go|eat|split}, I'm starving.
        Dunno where {my keys are|he went|that came from}, sorry.
        See ya {later|at the gym|tonight}, love ya!""")

SPAM = labelled(
    spam="""You have won a free {phone|cruise|car}, click here now!
        Make ${500|1,000|5,000} a day from home!
        Lose {ten|twenty} pounds in a week with this pill!
        Cheap {watches|handbags}, 90% off, only today!!!
        Your account is locked, send us your password at once.
        Hot deal: buy one, get {two|three} free!
        A prince wants to give you {two|ten} million dollars.
        Claim your {prize|gift card} before midnight!
        Get rich quick with our secret {system|trick}.
        You are our lucky winner number {100|1000}!
        No credit check, get your {loan|cash} in minutes!
        Double your {coins|money} overnight, no risk!
        Dear customer, confirm your card number here.
        This one trick makes {wrinkles|debts} disappear!
        Act now, only {two|five} places left!
        Congratulations, you've been chosen for a secret reward!
        Meet rich singles in your {area|city} tonight!
        Free casino {spins|chips} for new players!
        Win {an iPad|a villa|a trip to Hawaii} with one click!!!
        Your parcel is waiting, pay {$1|$2|$3} at this link.
        Urgent: your {bank|mail|tax} data must be confirmed here!
        Earn big {bucks|bonuses|profits} while you sleep!""",
    normal="""Can we move our meeting to {Tuesday|noon}?
        The {minutes|slides} of yesterday's meeting are attached.
        Mom, I will be home by {six|eight}.
        Your dentist appointment is on {Monday|May 3} at ten.
        Here are the photos of our {trip|garden}.
        Don't forget to buy {milk|bread}.
        I have read your draft and made some notes.
        The plumber comes on {Friday|Thursday} morning.
        How was your first day at {school|work}?
        Your library book is due next {week|Monday}.
        Dad's train arrives at {four|nine}.
        Shall I bring a {salad|cake} tonight?
        The team meets in room {12|4} today.
        Thank you for your order, it ships {tomorrow|today}.
        Grandma says hello to you and the kids.
        I left your {keys|umbrella} with the neighbor.
        Could you check the numbers in the {report|table}?
        We are running late, start without us.
        I'll pick up {Tom|the kids|your suit} at five.
        Are you free for {lunch|tennis|a walk} on Friday?
        The {rehearsal|lesson|game} starts half an hour later this week.
        Please find my {notes|essay|photos} from Monday attached.""")

URGENT = labelled(
    urgent="""The {kitchen|office|barn} is on fire!
        Call an ambulance, {he|she} is not breathing!
        The server is down and customers can't pay, fix it now.
        Water is pouring through the {ceiling|wall}, come at once!
        I need the signature within {ten|five} minutes.
        My {child|wife} has swallowed poison, what should I do?
        The {plane|train} leaves in ten minutes and I have no ticket!
        Help, I am locked in the {elevator|cellar}!
        There is a gas leak in the {house|school}.
        Please answer immediately, the {court|bank} closes in half an hour.
        Stop the machine right now!
        Somebody is breaking into my {car|shop} right now.
        The deadline is in an hour and the {file|report} is missing.
        He is bleeding heavily, hurry!
        We must leave this instant, the {dam|bridge} is breaking.
        Emergency: the {patient|driver} has lost consciousness.
        Quick, the {baby|dog|old man} fell into the water!
        The {alarm|oxygen|brake} has failed, act now!
        I am stuck in the {lift|snow|tunnel} and my phone is dying, send help!
        The {pipe|dike|boiler} has burst, come immediately!""",
    calm="""Let us have {lunch|coffee} some time next month.
        No hurry, send the {book|form} back whenever you like.
        I am thinking of painting the {kitchen|fence} next year.
        When you have time, look at my {photos|garden}.
        The newsletter comes out in {autumn|spring}.
        Would you like to see my {stamps|roses} one day?
        The {lamp|clock} is nice, where did you buy it?
        There is plenty of time before the {fair|trip}.
        Take as long as you need for the {puzzle|drawing}.
        We could talk about the {holiday|sofa} in a few weeks.
        Our club meets every first {Monday|Friday}.
        I read a good {book|article} about bees.
        The {museum|zoo} has a new exhibition until next year.
        Some day I want to learn {Italian|the harp}.
        My tomatoes are growing well this summer.
        Just wanted to say that the {cake|soup} was good.
        Maybe we can {go fishing|play chess|bake a pie} some weekend.
        I'll tell you about my {trip|course|garden} when we meet one day.
        The {curtains|walls|books} could do with some dusting eventually.
        Send me your {recipe|old records|holiday pictures} whenever it suits you.""")

LANGUAGES = {
    "English": "The cat sleeps on the sofa.|I would like a cup of tea.|Where is the station?|We are going to the beach tomorrow.|My brother has a new car.|It is very cold today.|What time is it?|She reads a book every week.|The children play in the garden.|I do not understand the question."
        "|Thank you for your help.|The bread is on the table.|Do you speak English?|He lives in a small village.|Good night and sleep well.|The door is open.|I am hungry and thirsty.|The train is late again.|We have two dogs and a bird."
        "|My mother works in a hospital.|Can you help me, please?|The river is very deep.|He writes a long letter.|It has been raining since Monday.|The soup is too hot.|She wants to learn music.|They live near the church.|I lost my key yesterday.",
    "French": "Le chat dort sur le canapé.|Je voudrais une tasse de thé.|Où est la gare ?|Nous allons à la plage demain.|Mon frère a une nouvelle voiture.|Il fait très froid aujourd'hui.|Quelle heure est-il ?|Elle lit un livre chaque semaine.|Les enfants jouent dans le jardin.|Je ne comprends pas la question."
        "|Merci pour votre aide.|Le pain est sur la table.|Parlez-vous anglais ?|Il habite dans un petit village.|Bonne nuit et dors bien.|La porte est ouverte.|J'ai faim et soif.|Le train est encore en retard.|Nous avons deux chiens et un oiseau."
        "|Ma mère travaille dans un hôpital.|Pouvez-vous m'aider, s'il vous plaît ?|La rivière est très profonde.|Il écrit une longue lettre.|Il pleut depuis lundi.|La soupe est trop chaude.|Elle veut apprendre la musique.|Ils habitent près de l'église.|J'ai perdu ma clé hier.",
    "Spanish": "El gato duerme en el sofá.|Quisiera una taza de té.|¿Dónde está la estación?|Mañana vamos a la playa.|Mi hermano tiene un coche nuevo.|Hoy hace mucho frío.|¿Qué hora es?|Ella lee un libro cada semana.|Los niños juegan en el jardín.|No entiendo la pregunta."
        "|Gracias por tu ayuda.|El pan está en la mesa.|¿Habla usted inglés?|Él vive en un pueblo pequeño.|Buenas noches y que duermas bien.|La puerta está abierta.|Tengo hambre y sed.|El tren llega tarde otra vez.|Tenemos dos perros y un pájaro."
        "|Mi madre trabaja en un hospital.|¿Puede ayudarme, por favor?|El río es muy profundo.|Él escribe una carta larga.|Llueve desde el lunes.|La sopa está demasiado caliente.|Ella quiere aprender música.|Viven cerca de la iglesia.|Ayer perdí mi llave.",
    "German": "Die Katze schläft auf dem Sofa.|Ich hätte gern eine Tasse Tee.|Wo ist der Bahnhof?|Wir gehen morgen an den Strand.|Mein Bruder hat ein neues Auto.|Es ist heute sehr kalt.|Wie spät ist es?|Sie liest jede Woche ein Buch.|Die Kinder spielen im Garten.|Ich verstehe die Frage nicht."
        "|Danke für Ihre Hilfe.|Das Brot ist auf dem Tisch.|Sprechen Sie Englisch?|Er wohnt in einem kleinen Dorf.|Gute Nacht und schlaf gut.|Die Tür ist offen.|Ich habe Hunger und Durst.|Der Zug hat wieder Verspätung.|Wir haben zwei Hunde und einen Vogel."
        "|Meine Mutter arbeitet in einem Krankenhaus.|Können Sie mir bitte helfen?|Der Fluss ist sehr tief.|Er schreibt einen langen Brief.|Es regnet seit Montag.|Die Suppe ist zu heiß.|Sie möchte Musik lernen.|Sie wohnen in der Nähe der Kirche.|Ich habe gestern meinen Schlüssel verloren.",
    "Italian": "Il gatto dorme sul divano.|Vorrei una tazza di tè.|Dov'è la stazione?|Domani andiamo in spiaggia.|Mio fratello ha una macchina nuova.|Oggi fa molto freddo.|Che ore sono?|Lei legge un libro ogni settimana.|I bambini giocano in giardino.|Non capisco la domanda."
        "|Grazie per il tuo aiuto.|Il pane è sul tavolo.|Parla inglese?|Lui vive in un piccolo paese.|Buona notte e dormi bene.|La porta è aperta.|Ho fame e sete.|Il treno è di nuovo in ritardo.|Abbiamo due cani e un uccello."
        "|Mia madre lavora in un ospedale.|Può aiutarmi, per favore?|Il fiume è molto profondo.|Lui scrive una lunga lettera.|Piove da lunedì.|La zuppa è troppo calda.|Lei vuole imparare la musica.|Abitano vicino alla chiesa.|Ieri ho perso la chiave.",
    "Portuguese": "O gato dorme no sofá.|Eu queria uma xícara de chá.|Onde fica a estação?|Amanhã vamos à praia.|Meu irmão tem um carro novo.|Hoje está muito frio.|Que horas são?|Ela lê um livro toda semana.|As crianças brincam no jardim.|Eu não entendo a pergunta."
        "|Obrigado pela sua ajuda.|O pão está na mesa.|Você fala inglês?|Ele mora numa aldeia pequena.|Boa noite e durma bem.|A porta está aberta.|Estou com fome e com sede.|O trem está atrasado outra vez.|Temos dois cachorros e um pássaro."
        "|Minha mãe trabalha num hospital.|Pode me ajudar, por favor?|O rio é muito fundo.|Ele escreve uma carta longa.|Está chovendo desde segunda-feira.|A sopa está quente demais.|Ela quer aprender música.|Eles moram perto da igreja.|Perdi minha chave ontem.",
    "Dutch": "De kat slaapt op de bank.|Ik wil graag een kopje thee.|Waar is het station?|Morgen gaan we naar het strand.|Mijn broer heeft een nieuwe auto.|Het is vandaag erg koud.|Hoe laat is het?|Zij leest elke week een boek.|De kinderen spelen in de tuin.|Ik begrijp de vraag niet."
        "|Bedankt voor je hulp.|Het brood ligt op tafel.|Spreekt u Engels?|Hij woont in een klein dorp.|Goedenacht en slaap lekker.|De deur is open.|Ik heb honger en dorst.|De trein is weer te laat.|Wij hebben twee honden en een vogel."
        "|Mijn moeder werkt in een ziekenhuis.|Kunt u mij helpen, alstublieft?|De rivier is heel diep.|Hij schrijft een lange brief.|Het regent sinds maandag.|De soep is te heet.|Zij wil muziek leren.|Zij wonen dicht bij de kerk.|Ik heb gisteren mijn sleutel verloren.",
    "Swedish": "Katten sover i soffan.|Jag vill ha en kopp te.|Var ligger stationen?|Vi åker till stranden i morgon.|Min bror har en ny bil.|Det är mycket kallt i dag.|Vad är klockan?|Hon läser en bok varje vecka.|Barnen leker i trädgården.|Jag förstår inte frågan."
        "|Tack för din hjälp.|Brödet ligger på bordet.|Talar du engelska?|Han bor i en liten by.|God natt och sov gott.|Dörren är öppen.|Jag är hungrig och törstig.|Tåget är försenat igen.|Vi har två hundar och en fågel."
        "|Min mamma arbetar på ett sjukhus.|Kan du hjälpa mig, tack?|Floden är mycket djup.|Han skriver ett långt brev.|Det har regnat sedan måndag.|Soppan är för varm.|Hon vill lära sig musik.|De bor nära kyrkan.|Jag tappade min nyckel i går.",
}
