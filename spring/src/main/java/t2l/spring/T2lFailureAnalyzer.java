package t2l.spring;

import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import t2l.tensor.T2lException;

/// Tells in one sentence why an application does not start. Settings that the sentence names become properties.
public final class T2lFailureAnalyzer extends AbstractFailureAnalyzer<T2lException> {
    private static final Pattern SETTING = Pattern.compile("the setting (\\w+)");

    @Override
    protected FailureAnalysis analyze(Throwable root, T2lException cause) {
        String sentence = SETTING.matcher(cause.getMessage()).replaceAll(setting -> "the property t2l."
                + setting.group(1).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
        return new FailureAnalysis(sentence, "Check the properties t2l.…, of which t2l.model is the only required one.",
                cause);
    }
}
