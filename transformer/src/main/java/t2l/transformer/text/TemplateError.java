package t2l.transformer.text;

/// Something a template cannot do. [ChatTemplate] turns it into a message that names the line.
final class TemplateError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TemplateError(String message) {
        super(message);
    }
}
