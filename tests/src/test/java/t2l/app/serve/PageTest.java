package t2l.app.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.*;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;
import t2l.app.console.Json;

/// The page in a browser, with `builtin:tiny` behind it: what a person does, and what must never happen meanwhile.
@EnabledIf(value = "t2l.app.serve.Browser#wanted", disabledReason = "needs Debian's chromium and chromium-driver")
class PageTest {
    /// What the examples of the page answer, in their order.
    private static final List<String> ANSWERS = List.of("oeil", "wet", "h o r s e", "helped", "birds dogs cats", "9",
            "legs noses", "perro pajaro");

    private static Browser browser;
    private static Page page;
    private static Served server;

    /// Parts of the errors on the console that a test brings about.
    private final List<String> expected = new ArrayList<>();

    @BeforeAll
    static void start() {
        browser = Browser.start();
        page = new Page(browser.driver);
        server = Served.open();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
            server.close();
        }
    }

    /// A page that still moves is not clicked where it was.
    @BeforeEach
    void show() {
        browser.size(1280, 900);
        browser.prefer(Map.of("prefers-color-scheme", "light", "prefers-reduced-motion", "reduce"));
        page.ready(server);
    }

    @AfterEach
    void nothingElseWasAskedAndNothingWentWrong() {
        for (String address : browser.requests()) {
            assertTrue(address.matches("((blob:)?http://localhost:\\d+/|data:image/).*"), address);
        }
        for (String error : browser.errors()) {
            assertTrue(expected.stream().anyMatch(error::contains), error);
        }
    }

    @Test
    void everyExampleShowsWhatAnAdapterDoes() {
        List<WebElement> examples = page.all("#examples button");
        assertEquals(ANSWERS.size(), examples.size());
        for (int i = 0; i < ANSWERS.size(); i++) {
            examples.get(i).click();
            page.awaitText("#adapted-answer", ANSWERS.get(i));
            page.await("the base model's answer", () -> page.idle() && !page.text("#base-answer").isEmpty());
            assertNotEquals(ANSWERS.get(i), page.text("#base-answer"));
            assertEquals("“" + examples.get(i).getText() + "”", page.text("#adapted-task"));
        }
        assertTrue(page.text("#base-figures").matches("\\d+ tokens? · \\d+(\\.\\d)? tokens/s"),
                page.text("#base-figures"));
        assertTrue(page.text("#adapted-figures").matches("\\d+ tokens? · \\d+(\\.\\d)? tokens/s"),
                page.text("#adapted-figures"));
    }

    @Test
    void anAdapterIsShown() {
        page.write("Which word is the opposite of the second one?", "big hot old >");
        assertTrue(page.text(".made-in").matches("\\d+(\\.\\d)? m?s to generate 12 pairs of matrices, rank 8"),
                page.text(".made-in"));
        assertEquals(3, page.all("#nearest li").size());
        assertTrue(page.text("#nearest li").matches("(?s).+\\s+0\\.\\d\\d"), page.text("#nearest li"));
        assertFalse(page.one("#outside").isDisplayed());
        assertEquals(List.of("q_proj", "v_proj"), page.texts("#heat tbody th"));
        assertEquals(12,
                page.texts("#heat td:has(span)").stream().mapToDouble(Double::parseDouble).filter(x -> x > 0).count());
        page.awaitText("#adapted-answer", "cold");
        assertTrue(page.one("#status").getDomProperty("textContent").endsWith("With the adapter: cold."));
        page.write("Write a poem about the sea.", "big hot old >");
        page.await("a warning", () -> page.one("#outside").isDisplayed());
        page.click("#describe-form .go");
        page.await("the same again", () -> page.text(".made-in")
                .matches("Reused 12 pairs of matrices, rank 8, generated earlier in \\d+(\\.\\d)? m?s"));
    }

    @Test
    void aModelThatChatsIsToldTheTaskInItsPromptAsWell(@TempDir Path directory) throws IOException {
        page.write("Skip the first word and say the rest in Spanish.", "cat dog bird >");
        assertFalse(page.one("#prompted").isDisplayed(), "builtin:tiny follows no instructions");
        Path template = Files.writeString(directory.resolve("chat_template.jinja"), "{{ messages[-1].content }}");
        try (Served chatting = Served.chatting(template)) {
            page.ready(chatting);
            page.write("Skip the first word and say the rest in Spanish.", "cat dog bird >");
            assertTrue(page.one("#prompted").isDisplayed());
            String status = page.one("#status").getDomProperty("textContent");
            assertTrue(status.matches("(?s)The model alone: .*Told in the prompt: .*With the adapter: .*"), status);
            assertNotEquals(page.text("#base-figures"), "");
            assertNotEquals(page.text("#prompted-figures"), "");
        }
    }

    @Test
    void anotherPromptCanBeAskedAndItsSignForgotten() {
        page.write("Skip the first word and say the rest in Spanish.", "cat dog bird >");
        page.awaitText("#adapted-answer", "perro pajaro");
        page.type("#prompt", "dog bird cat");
        page.click("#compare-form .go");
        page.awaitText("#adapted-answer", "pajaro gato");
        assertEquals("dog bird cat >", page.one("#prompt").getDomProperty("value"));
    }

    @Test
    void aNewDescriptionIsGeneratedBeforeItIsCompared() {
        page.type("#describe", "Skip the first word and say the rest in Spanish.");
        page.type("#prompt", "dog bird cat >");
        page.press(Keys.ENTER);
        page.awaitText("#adapted-answer", "pajaro gato");
        page.write("Spell the animal, letter by letter.", "apple horse car >");
        new Select(page.one("#earlier")).selectByIndex(0);
        page.awaitText("#adapted-answer", "caballo coche");
        page.click("#compare-form .go");
        page.await("both answers", page::idle);
        assertEquals("caballo coche", page.text("#adapted-answer"), "that was chosen later");
    }

    @Test
    void examplesSharpenAnAdapter() {
        page.click("summary");
        page.type("#describe", "The one at the very start.");
        page.type("#pairs", "cat dog horse >");
        page.type("#prompt", "boat hat leg >");
        page.click("#compare-form .go");
        page.awaitText("#describe-problem", "Write each example as input => output.");
        page.type("#pairs", "cat dog horse > => cat\nred green > => red");
        page.click("#compare-form .go");
        page.awaitText("#adapted-answer", "boat");
        assertEquals("“The one at the very start.” and 2 examples", page.text("#adapted-task"));
        assertTrue(page.text(".made-in").endsWith("and 2 after it"), page.text(".made-in"));
        page.type("#describe", "");
        page.click("#describe-form .go");
        page.awaitText("#adapted-task", "2 examples");
    }

    @Test
    void theAnswersAreSeenAndWhatIsSaidOfThemIsBelow() {
        for (int width : List.of(400, 900)) {
            browser.size(width, 740);
            page.ready(server);
            page.write("Write a poem about the sea.", "cat dog bird >");
            page.await("the answers are in view at " + width, () -> page.isInView("#panes"));
        }
        browser.size(1280, 900);
        page.driver().executeScript("document.getElementById('base-answer').textContent = 'long '.repeat(400)");
        int below = page.one("#adapted-answer").getRect().y + page.one("#adapted-answer").getRect().height;
        assertTrue(page.one("#adapted-figures").getRect().y - below < 20);
        assertTrue(page.one("#outside").getRect().y - below < 60);
    }

    @Test
    void aConversationSwitchesAdapters() {
        page.write("Skip the first word and say the rest in Spanish.", "cat dog bird >");
        page.write("Spell the animal, letter by letter.", "cat dog bird >");
        Select choice = new Select(page.one("#choice"));
        assertEquals(List.of("the model alone", "“Skip the first word and say the rest in Spanish.”",
                "“Spell the animal, letter by letter.”"), page.texts("#choice option"));
        page.say("apple horse car >");
        choice.selectByIndex(1);
        page.say("apple horse car >");
        choice.selectByIndex(0);
        page.say("apple horse car >");
        List<String> said = page.texts("#turns .said");
        assertEquals("h o r s e", said.get(1));
        assertEquals("caballo coche", said.get(3));
        assertFalse(List.of("h o r s e", "caballo coche").contains(said.get(5)));
        assertEquals("“Skip the first word and say the rest in Spanish.”", page.text("#turns li:nth-child(4) small"));
        assertEquals("the model alone", page.text("#turns li:nth-child(6) small"));
    }

    @Test
    void anEarlierAdapterIsComparedAgain() {
        page.write("Skip the first word and say the rest in Spanish.", "cat dog bird >");
        assertFalse(page.one("#earlier").isDisplayed(), "there is no other");
        page.write("Spell the animal, letter by letter.", "apple horse car >");
        page.awaitText("#adapted-answer", "h o r s e");
        Select earlier = new Select(page.one("#earlier"));
        assertEquals("“Spell the animal, letter by letter.”", earlier.getFirstSelectedOption().getText());
        earlier.selectByIndex(0);
        page.awaitText("#adapted-answer", "caballo coche");
        assertEquals("“Skip the first word and say the rest in Spanish.”", page.text("#adapted-task"));
        page.write("Spell the animal, letter by letter.", "apple horse car >");
        assertEquals(2, earlier.getOptions().size(), "each is there once");
    }

    @Test
    void answersNeedLittleRoomOnAnyScreen() {
        for (int width : List.of(360, 900, 1280)) {
            browser.size(width, 900);
            page.write("Skip the first word and say the rest in Spanish.", "cat dog bird >");
            assertTrue(page.one(".pane.adapted").getSize().height < 500, "at " + width);
        }
    }

    @Test
    void adaptersAreSaved(@TempDir Path directory) throws IOException {
        browser.saveTo(directory);
        page.write("Skip the first word and say the rest in Spanish.", "cat dog bird >");
        page.click("[data-format=peft]");
        page.click("[data-format=gguf]");
        try (ZipFile peft = new ZipFile(page.awaitFile(directory, ".zip").toFile())) {
            assertTrue(peft.stream().anyMatch(entry -> entry.getName().endsWith("adapter_model.safetensors")));
            assertTrue(peft.stream().anyMatch(entry -> entry.getName().endsWith("adapter_config.json")));
        }
        byte[] gguf = Files.readAllBytes(page.awaitFile(directory, ".gguf"));
        assertEquals("GGUF", new String(gguf, 0, 4, US_ASCII));
    }

    @Test
    void aPublishedAdapterIsTaken(@TempDir Path directory) {
        server.t2l.generate("Skip the first word and say the rest in Spanish.").save(directory.resolve("spanish"));
        try (Served publishing = Served.publishing(directory)) {
            page.open(publishing);
            page.await("an offer", () -> page.one("#published").isDisplayed());
            page.click("#published button");
            page.awaitText("#adapted-answer", "puente buque escalera bicicleta");
            assertEquals("spanish", page.text("#adapted-task"));
            assertFalse(page.one("#nearest-title").isDisplayed());
            assertEquals(List.of("the model alone", "spanish"), page.texts("#choice option"));
        }
    }

    @Test
    void theKeyboardIsEnough(@TempDir Path directory) {
        browser.saveTo(directory);
        page.tabTo("#describe");
        page.press(Keys.chord(Keys.CONTROL, "a"), "Skip the first word and say the rest in Spanish.", Keys.ENTER);
        page.await("an adapter", () -> page.one("#adapter").isDisplayed());
        page.tabTo("#prompt");
        page.press(Keys.chord(Keys.CONTROL, "a"), "cat dog bird >", Keys.ENTER);
        page.awaitText("#adapted-answer", "perro pajaro");
        page.tabTo("[data-format=peft]");
        page.press(Keys.SPACE);
        page.awaitFile(directory, ".zip");
        page.tabTo("#choice");
        page.press(Keys.ARROW_UP);
        assertEquals("the model alone", new Select(page.one("#choice")).getFirstSelectedOption().getText());
        page.tabTo("#message");
        page.press("cat dog bird >", Keys.ENTER);
        page.await("a reply", () -> page.texts("#turns small").contains("the model alone"));
    }

    @Test
    void stopEndsAnAnswerAndKeepsThePlaceOfTheKeyboard() {
        browser.delay(Page.PATIENCE);
        try {
            page.tabTo("#prompt");
            page.press(Keys.ENTER);
            page.await("Stop", () -> page.one("#compare-form .stop").isDisplayed());
            page.tabTo("#compare-form .stop");
            page.press(Keys.SPACE);
            page.awaitText("#base-figures", "stopped");
            assertEquals("Compare", page.driver().switchTo().activeElement().getText());
        } finally {
            browser.delay(Duration.ZERO);
        }
    }

    @Test
    void everythingFitsIntoANarrowWindow() {
        browser.size(360, 740);
        page.write("There is one body part in the list. How do you say it in French?", "eye bridge ship ladder bike >");
        page.awaitText("#adapted-answer", "oeil");
        page.say("eye bridge ship ladder bike >");
        assertEquals(0L, page.driver().executeScript("""
                const page = document.documentElement;
                return page.scrollWidth - page.clientWidth"""));
        assertEquals(List.of(), page.driver().executeScript("""
                return [...document.querySelectorAll('button, textarea, select')]
                    .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < 36)
                    .map(each => each.outerHTML)"""));
    }

    @Test
    void everybodyCanReadIt() {
        page.write("Write a poem about the sea.", "cat dog bird >");
        page.say("cat dog bird >");
        assertEquals(List.of(), page.hardToRead());
        browser.prefer(Map.of("prefers-color-scheme", "dark", "prefers-reduced-motion", "reduce"));
        assertEquals(List.of(), page.hardToRead());
        assertNotEquals("rgb(246, 245, 241)", page.one("body").getCssValue("background-color"));
        assertEquals("none", page.one(".stop").getCssValue("animation-name"));
        for (WebElement control : page.all("button, textarea, select, input, table, ul, section, article, #log")) {
            assertTrue(!control.isDisplayed() || !control.getAccessibleName().isEmpty(), control::toString);
        }
    }

    @Test
    void aKeyIsAskedForAndOnlyRemembered() {
        try (Served locked = Served.keyed("sesame", "https://example.org")) {
            expected.add("401");
            page.open(locked);
            page.await("a question", () -> page.one("#key-form").isDisplayed());
            page.press("wrong", Keys.ENTER);
            page.await("a complaint", () -> page.has("#key-why.problem"));
            page.press("sesame", Keys.ENTER);
            page.await("the page is ready", () -> !page.has("main[inert]") && !page.one("#key-form").isDisplayed());
            page.all("#examples button").getFirst().click();
            page.awaitText("#adapted-answer", ANSWERS.getFirst());
            assertEquals(0L, page.driver().executeScript("return localStorage.length + sessionStorage.length"));
            assertEquals("", page.driver().executeScript("return document.cookie"));
            page.driver().navigate().refresh();
            page.await("a question", () -> page.one("#key-form").isDisplayed());
        }
    }

    @Test
    void aServerThatIsGoneIsSaidToBe() {
        try (Served ending = Served.open()) {
            page.ready(ending);
        }
        expected.add("ERR_CONNECTION_REFUSED");
        page.click("#describe-form .go");
        page.awaitText("#describe-problem", "The server does not answer. Is it still running?");
    }

    @Test
    void aBusyServerSaysWhenToTryAgain() throws IOException, InterruptedException {
        expected.add("429");
        String body = Json.line(Json.object("model", "tiny", "prompt", Collections.nCopies(64, "cat dog >"), "n", 16,
                "max_tokens", 500, "logit_bias", Json.object("2", -100))); // never the end of a line: it takes minutes
        try (Served small = Served.open(Served.limits(1, 0)); Socket _ = small.begin("/v1/completions", body)) {
            Served.await(() -> small.metric("t2l_slots_busy") == 1);
            page.ready(small);
            page.click("#examples button");
            page.await("a refusal", () -> page.one("#describe-problem").isDisplayed());
            assertTrue(page.text("#describe-problem").matches(".* Try again in \\d+ seconds?\\."),
                    page.text("#describe-problem"));
        }
    }

    @Test
    void refusalsAreSaidWhereTheyBelong() {
        expected.add("400");
        page.driver().executeScript(
                "document.querySelectorAll('#prompt, #message').forEach(field => field.value = 'cat '.repeat(600))");
        page.click("#compare-form .go");
        page.await("a refusal", () -> page.one("#base-problem").isDisplayed());
        page.click("#talk-form .go");
        page.await("a refusal", () -> page.one("#talk-problem").isDisplayed());
        assertEquals("true", page.one("#message").getDomAttribute("aria-invalid"));
        assertEquals(0, page.all("#turns li").size());
        page.say("cat dog bird >");
        page.await("a reply", () -> page.all("#turns li").size() == 2 && !page.one("#talk-problem").isDisplayed());
    }
}
