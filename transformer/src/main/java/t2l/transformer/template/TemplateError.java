package t2l.transformer.template;

/// An error in a template. [ChatTemplate] turns it into a message with the line.
final class TemplateError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TemplateError(String message) {
        super(message);
    }
}
