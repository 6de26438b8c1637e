package t2l.langchain4j;

import module java.base;

/// The adapter of a method of an AI Service, or of all methods that name none, by its description. [AdaptedService] makes such a
/// service.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface UseAdapter {
    /// The task in words: `Answer with the opposite of the word.`; empty for the unchanged model.
    String value();
}
