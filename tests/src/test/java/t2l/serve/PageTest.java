package t2l.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/// The page in a browser, with `builtin:tiny` behind it: what a person does, and what must never happen meanwhile.
class PageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// What the examples of the page answer, in their order.
    private static final List<String> ANSWERS = List.of("oeil", "wet", "h o r s e", "helped", "birds dogs cats", "9",
            "legs noses", "perro pajaro");

    /// The visible texts whose contrast to what is behind them is too small to be read by everybody.
    private static final String HARD_TO_READ = """
            const pixel = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
            const rgba = colour => {
              pixel.clearRect(0, 0, 1, 1);
              pixel.fillStyle = colour;
              pixel.fillRect(0, 0, 1, 1);
              return [...pixel.getImageData(0, 0, 1, 1).data];
            };
            const linear = byte => byte < 11 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4;
            const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
            const behind = element => {
              const colour = rgba(getComputedStyle(element).backgroundColor);
              return colour[3] === 255 ? colour : behind(element.parentElement);
            };
            const contrast = element => {
              const [a, b] = [rgba(getComputedStyle(element).color), behind(element)].map(luminance);
              return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            };
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            const found = [];
            while (texts.nextNode()) {
              const element = texts.currentNode.parentElement;
              const seen = texts.currentNode.data.trim() && element.checkVisibility() && !element.closest('.unseen');
              if (seen && contrast(element) < 4.5) found.push(`${texts.currentNode.data}: ${contrast(element)}`);
            }
            return found;
            """;

    private static Browser browser;
    private static Served server;

    /// Parts of the errors on the console that a test brings about.
    private final List<String> expected = new ArrayList<>();

    @BeforeAll
    static void start() {
        browser = Browser.start();
        server = Served.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
            server.close();
        }
    }

    @BeforeEach
    void show() {
        browser.size(1280, 900);
        browser.prefer(Map.of("prefers-color-scheme", "light"));
        open(server);
        await("the page is ready", () -> !has("main[inert]"));
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
        List<WebElement> examples = all("#examples button");
        assertEquals(ANSWERS.size(), examples.size());
        for (int i = 0; i < ANSWERS.size(); i++) {
            examples.get(i).click();
            awaitText("#adapted-answer", ANSWERS.get(i));
            await("the base model's answer", () -> idle() && !text("#base-answer").isEmpty());
            assertNotEquals(ANSWERS.get(i), text("#base-answer"));
            assertEquals("“" + examples.get(i).getText() + "”", text("#adapted-task"));
        }
        assertTrue(text("#base-figures").matches("\\d+ tokens? · \\d+ tokens/s"), text("#base-figures"));
        assertTrue(text("#adapted-figures").matches("\\d+ tokens? · \\d+ tokens/s"), text("#adapted-figures"));
    }

    @Test
    void anAdapterIsShown() {
        write("Which word is the opposite of the second one?", "big hot old >");
        assertTrue(text(".made-in").matches("\\d+(\\.\\d)? ms to write 12 pairs of matrices, rank 8"),
                text(".made-in"));
        assertEquals(3, all("#nearest li").size());
        assertTrue(text("#nearest li").matches("(?s)[\\w.-]+\\s+0\\.\\d\\d"), text("#nearest li"));
        assertFalse(one("#outside").isDisplayed());
        assertEquals(List.of("q_proj", "v_proj"), texts("#heat tbody th"));
        assertEquals(12,
                texts("#heat td:has(span)").stream().mapToDouble(Double::parseDouble).filter(x -> x > 0).count());
        awaitText("#adapted-answer", "cold");
        assertTrue(one("#status").getDomProperty("textContent").endsWith("With the adapter: cold."));
        write("Write a poem about the sea.", "big hot old >");
        await("a warning", () -> one("#outside").isDisplayed());
        click("#describe-form .go");
        await("the same again", () -> text(".made-in").startsWith("At once for 12 pairs"));
    }

    @Test
    void anotherPromptCanBeAskedAndItsSignForgotten() {
        write("Say the last two words in Spanish.", "cat dog bird >");
        awaitText("#adapted-answer", "perro pajaro");
        type("#prompt", "dog bird cat");
        click("#compare-form .go");
        awaitText("#adapted-answer", "pajaro gato");
        assertEquals("dog bird cat >", one("#prompt").getDomProperty("value"));
    }

    @Test
    void aConversationSwitchesAdapters() {
        write("Say the last two words in Spanish.", "cat dog bird >");
        write("Spell the animal, letter by letter.", "cat dog bird >");
        Select choice = new Select(one("#choice"));
        assertEquals(List.of("the model alone", "“Say the last two words in Spanish.”",
                "“Spell the animal, letter by letter.”"), texts("#choice option"));
        say("apple horse car >");
        choice.selectByIndex(1);
        say("apple horse car >");
        choice.selectByIndex(0);
        say("apple horse car >");
        List<String> said = texts("#turns .said");
        assertEquals("h o r s e", said.get(1));
        assertEquals("caballo coche", said.get(3));
        assertFalse(List.of("h o r s e", "caballo coche").contains(said.get(5)));
        assertEquals("“Say the last two words in Spanish.”", text("#turns li:nth-child(4) small"));
        assertEquals("the model alone", text("#turns li:nth-child(6) small"));
    }

    @Test
    void adaptersAreSaved(@TempDir Path directory) throws IOException {
        browser.saveTo(directory);
        write("Say the last two words in Spanish.", "cat dog bird >");
        click("[data-format=peft]");
        click("[data-format=gguf]");
        try (ZipFile peft = new ZipFile(awaitFile(directory, ".zip").toFile())) {
            assertTrue(peft.stream().anyMatch(entry -> entry.getName().endsWith("adapter_model.safetensors")));
            assertTrue(peft.stream().anyMatch(entry -> entry.getName().endsWith("adapter_config.json")));
        }
        byte[] gguf = Files.readAllBytes(awaitFile(directory, ".gguf"));
        assertEquals("GGUF", new String(gguf, 0, 4, US_ASCII));
    }

    @Test
    void aPublishedAdapterIsTaken(@TempDir Path directory) {
        server.t2l().adapter("Say the last two words in Spanish.").save(directory.resolve("spanish"));
        try (Served publishing = Served.publishing(directory)) {
            open(publishing);
            await("an offer", () -> one("#published").isDisplayed());
            click("#published button");
            awaitText("#adapted-answer", "escalera bicicleta");
            assertEquals("spanish", text("#adapted-task"));
            assertFalse(one("#nearest-title").isDisplayed());
            assertEquals(List.of("the model alone", "spanish"), texts("#choice option"));
        }
    }

    @Test
    void theKeyboardIsEnough(@TempDir Path directory) {
        browser.saveTo(directory);
        tabTo("#describe");
        press(Keys.chord(Keys.CONTROL, "a"), "Say the last two words in Spanish.", Keys.ENTER);
        await("an adapter", () -> one("#adapter").isDisplayed());
        tabTo("#prompt");
        press(Keys.chord(Keys.CONTROL, "a"), "cat dog bird >", Keys.ENTER);
        awaitText("#adapted-answer", "perro pajaro");
        tabTo("[data-format=peft]");
        press(Keys.SPACE);
        awaitFile(directory, ".zip");
        tabTo("#choice");
        press(Keys.ARROW_UP);
        assertEquals("the model alone", new Select(one("#choice")).getFirstSelectedOption().getText());
        tabTo("#message");
        press("cat dog bird >", Keys.ENTER);
        await("a reply", () -> texts("#turns small").contains("the model alone"));
    }

    @Test
    void stopEndsAnAnswerAndKeepsThePlaceOfTheKeyboard() {
        browser.delay(PATIENCE);
        try {
            tabTo("#prompt");
            press(Keys.ENTER);
            await("Stop", () -> one("#compare-form .stop").isDisplayed());
            tabTo("#compare-form .stop");
            press(Keys.SPACE);
            awaitText("#base-figures", "stopped");
            assertEquals("Ask both", browser.driver.switchTo().activeElement().getText());
        } finally {
            browser.delay(Duration.ZERO);
        }
    }

    @Test
    void everythingFitsIntoANarrowWindow() {
        browser.size(360, 740);
        write("There is one body part in the list. How do you say it in French?", "eye bridge ship ladder bike >");
        awaitText("#adapted-answer", "oeil");
        say("eye bridge ship ladder bike >");
        assertEquals(0L, browser.driver.executeScript("""
                const page = document.documentElement;
                return page.scrollWidth - page.clientWidth"""));
        assertEquals(List.of(), browser.driver.executeScript("""
                return [...document.querySelectorAll('button, textarea, select')]
                    .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < 36)
                    .map(each => each.outerHTML)"""));
    }

    @Test
    void everybodyCanReadIt() {
        write("Write a poem about the sea.", "cat dog bird >");
        say("cat dog bird >");
        assertEquals(List.of(), browser.driver.executeScript(HARD_TO_READ));
        browser.prefer(Map.of("prefers-color-scheme", "dark", "prefers-reduced-motion", "reduce"));
        assertEquals(List.of(), browser.driver.executeScript(HARD_TO_READ));
        assertNotEquals("rgb(246, 245, 241)", one("body").getCssValue("background-color"));
        assertEquals("none", one(".stop").getCssValue("animation-name"));
        for (WebElement control : all("button, textarea, select, input, table, ul, section, article, #log")) {
            assertTrue(!control.isDisplayed() || !control.getAccessibleName().isEmpty(), control::toString);
        }
    }

    @Test
    void aKeyIsAskedForAndOnlyRemembered() {
        try (Served locked = Served.locked("sesame")) {
            expected.add("401");
            open(locked);
            await("a question", () -> one("#key-form").isDisplayed());
            press("wrong", Keys.ENTER);
            await("a complaint", () -> has("#key-why.problem"));
            press("sesame", Keys.ENTER);
            await("the page is ready", () -> !has("main[inert]") && !one("#key-form").isDisplayed());
            all("#examples button").getFirst().click();
            awaitText("#adapted-answer", ANSWERS.getFirst());
            assertEquals(0L, browser.driver.executeScript("return localStorage.length + sessionStorage.length"));
            assertEquals("", browser.driver.executeScript("return document.cookie"));
            browser.driver.navigate().refresh();
            await("a question", () -> one("#key-form").isDisplayed());
        }
    }

    @Test
    void aServerThatIsGoneIsSaidToBe() {
        try (Served ending = Served.start()) {
            open(ending);
            await("the page is ready", () -> !has("main[inert]"));
        }
        expected.add("ERR_CONNECTION_REFUSED");
        click("#describe-form .go");
        awaitText("#describe-problem", "The server does not answer. Is it still running?");
    }

    @Test
    void aBusyServerSaysWhenToTryAgain() throws IOException, InterruptedException {
        expected.add("429");
        try (Served small = Served.small(); InputStream _ = small.occupy()) {
            open(small);
            await("the page is ready", () -> !has("main[inert]"));
            click("#examples button");
            await("a refusal", () -> one("#describe-problem").isDisplayed());
            assertTrue(text("#describe-problem").matches(".* Try again in \\d+ seconds?\\."),
                    text("#describe-problem"));
        }
    }

    @Test
    void refusalsAreSaidWhereTheyBelong() {
        expected.add("400");
        browser.driver.executeScript(
                "document.querySelectorAll('#prompt, #message').forEach(field => field.value = 'cat '.repeat(600))");
        click("#compare-form .go");
        await("a refusal", () -> one("#base-problem").isDisplayed());
        click("#talk-form .go");
        await("a refusal", () -> one("#talk-problem").isDisplayed());
        assertEquals("true", one("#message").getDomAttribute("aria-invalid"));
        assertEquals(0, all("#turns li").size());
        say("cat dog bird >");
        await("a reply", () -> all("#turns li").size() == 2 && !one("#talk-problem").isDisplayed());
    }

    // What a person does.

    private static void open(Served at) {
        browser.driver.get(at.url());
    }

    private static void write(String description, String prompt) {
        type("#prompt", prompt);
        type("#describe", description);
        click("#describe-form .go");
        awaitText("#adapted-task", "“" + description + "”");
        await("both answers", () -> idle());
    }

    private static void say(String message) {
        type("#message", message);
        click("#talk-form .go");
        await("a reply", PageTest::idle);
    }

    private static void type(String field, String text) {
        one(field).clear();
        one(field).sendKeys(text);
    }

    private static void press(CharSequence... keys) {
        browser.driver.switchTo().activeElement().sendKeys(keys);
    }

    private static void tabTo(String element) {
        for (int i = 0; i < 40; i++) {
            press(Keys.TAB);
            WebElement active = browser.driver.switchTo().activeElement();
            assertNotEquals("none", active.getCssValue("outline-style"), "where the keyboard is must be seen");
            if (active.equals(one(element))) {
                return;
            }
        }
        fail("the keyboard does not come to " + element);
    }

    private static void click(String element) {
        one(element).click();
    }

    // What it sees.

    private static WebElement one(String element) {
        return browser.driver.findElement(By.cssSelector(element));
    }

    private static List<WebElement> all(String elements) {
        return browser.driver.findElements(By.cssSelector(elements));
    }

    private static boolean has(String element) {
        return !all(element).isEmpty();
    }

    private static String text(String element) {
        return one(element).getText();
    }

    private static List<String> texts(String elements) {
        return all(elements).stream().map(WebElement::getText).toList();
    }

    /// Whether no answer is being written.
    private static boolean idle() {
        return !has("[aria-busy=true]")
                && all(".stop").stream().noneMatch(stop -> stop.getDomAttribute("hidden") == null);
    }

    private static void await(String what, BooleanSupplier seen) {
        new WebDriverWait(browser.driver, PATIENCE, Duration.ofMillis(20)).withMessage(what)
                .until(driver -> seen.getAsBoolean());
    }

    private static void awaitText(String element, String text) {
        await(element + " says " + text, () -> text(element).equals(text));
    }

    private static Path awaitFile(Path directory, String ending) {
        await("a file " + ending, () -> file(directory, ending) != null);
        return file(directory, ending);
    }

    private static Path file(Path directory, String ending) {
        Path[] found = new Path[1];
        try (var files = Files.list(directory)) {
            files.filter(file -> file.toString().endsWith(ending)).forEach(file -> found[0] = file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return found[0];
    }
}
