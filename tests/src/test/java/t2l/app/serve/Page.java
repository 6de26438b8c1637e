package t2l.app.serve;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.openqa.selenium.*;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/// The page in a browser: what a person does there, and sees. Elements are named by CSS selectors.
record Page(ChromeDriver driver) {
    /// How long something may take that a test waits for. Nothing takes so long but on a busy machine.
    static final Duration PATIENCE = Duration.ofMinutes(1);

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

    // What a person does.

    /// Shows the page of `at`.
    void open(Served at) {
        driver.get(at.server.url());
    }

    /// Shows the page of `at` and waits until it knows the model.
    void ready(Served at) {
        open(at);
        await("the page is ready", () -> !has("main[inert]"));
    }

    /// Writes a description and a prompt, and waits for the answers to it.
    void write(String description, String prompt) {
        type("#prompt", prompt);
        type("#describe", description);
        click("#describe-form .go");
        awaitText("#adapted-task", "“" + description + "”");
        await("both answers", this::idle);
    }

    /// Says something in the conversation, and waits until it is answered or refused.
    void say(String message) {
        type("#message", message);
        click("#talk-form .go");
        await("a reply", this::idle);
    }

    /// Replaces what is in a field.
    void type(String field, String text) {
        one(field).clear();
        one(field).sendKeys(text);
    }

    /// Presses keys where the keyboard is.
    void press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /// Moves the keyboard to an element, with the tabulator alone.
    void tabTo(String element) {
        for (int i = 0; i < 40; i++) {
            press(Keys.TAB);
            WebElement active = driver.switchTo().activeElement();
            assertNotEquals("none", active.getCssValue("outline-style"), "where the keyboard is must be seen");
            if (active.equals(one(element))) {
                return;
            }
        }
        fail("the keyboard does not come to " + element);
    }

    void click(String element) {
        one(element).click();
    }

    // What it sees.

    WebElement one(String element) {
        return driver.findElement(By.cssSelector(element));
    }

    List<WebElement> all(String elements) {
        return driver.findElements(By.cssSelector(elements));
    }

    boolean has(String element) {
        return !all(element).isEmpty();
    }

    String text(String element) {
        return one(element).getText();
    }

    List<String> texts(String elements) {
        return all(elements).stream().map(WebElement::getText).toList();
    }

    /// Whether all of an element is in the window.
    boolean isInView(String element) {
        return (Boolean) driver.executeScript("""
                const {top, bottom} = arguments[0].getBoundingClientRect();
                return top > -1 && bottom < innerHeight + 1""", one(element));
    }

    /// Whether no answer is being written.
    boolean idle() {
        return !has("[aria-busy=true]")
                && all(".stop").stream().noneMatch(stop -> stop.getDomAttribute("hidden") == null);
    }

    void await(String what, BooleanSupplier seen) {
        new WebDriverWait(driver, PATIENCE, Duration.ofMillis(20)).withMessage(what)
                .until(driver -> seen.getAsBoolean());
    }

    void awaitText(String element, String text) {
        await(element + " says " + text, () -> text(element).equals(text));
    }

    /// Waits for a file with this ending.
    Path awaitFile(Path directory, String ending) {
        await("a file " + ending, () -> file(directory, ending).isPresent());
        return file(directory, ending).orElseThrow();
    }

    private static Optional<Path> file(Path directory, String ending) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending)).findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The texts that are hard to read, see [#HARD_TO_READ].
    Object hardToRead() {
        return driver.executeScript(HARD_TO_READ);
    }
}
