package t2l.langchain4j;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The adapter of a method of an AI Service, or of all methods that name none, by its description. [AdaptedService] makes such a
/// service.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface UseAdapter {
    /// The task in words: `Answer with the opposite of the word.`; empty for the unchanged model.
    String value();
}
