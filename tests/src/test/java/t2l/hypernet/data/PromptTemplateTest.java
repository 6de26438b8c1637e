package t2l.hypernet.data;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2l.tensor.T2lException;

/// `str.format` of Python, as far as the reference's tasks use it.
class PromptTemplateTest {
    private static final Map<String, Object> ROW = Map.of("name", "Ann {x}", "flag", true, "count", 3, "choices",
            Map.of("text", List.of("red", "blue"), "label", List.of("A", "B")), "list", List.of("p", "q"));

    private static String fill(String template) {
        return new PromptTemplate("test", template).fill(ROW);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"{name}; Ann {x}", "{flag}; True", "{count}.; 3.", "{choices[text][1]}; blue",
        "{list[0]}-{list[1]}; p-q", "{{name}}; {name}", "{{{count}}}; {3}"})
    void placesAreFilled(String template, String filled) {
        assertEquals(filled, fill(template));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"{nobody}; needs {nobody}, the row has no 'nobody'",
        "{list[2]}; the row has no '2'", "{choices[text][blue]}; the row has no 'blue'", "{list[0}; needs places as",
        "{name; a single { at 0", "a } b; a single } at 2", "{name[0]}; the row has no '0'"})
    void whatCannotBeFilledIsExplained(String template, String says) {
        String message = assertThrows(T2lException.class, () -> fill(template)).getMessage();
        assertTrue(message.startsWith("test: ") && message.contains(says), message);
    }

    @Property(tries = 100)
    void textWithDoubledBracesIsItself(@ForAll @StringLength(max = 20) String text) {
        assertEquals(text, fill(text.replace("{", "{{").replace("}", "}}")));
        assertEquals(text, new PromptTemplate("test", "{x}").fill(Map.of("x", text)));
    }

    @Test
    void valuesAreNotLookedAtAgain() {
        assertEquals("Ann {x} and Ann {x}", fill("{name} and {name}"));
    }
}
