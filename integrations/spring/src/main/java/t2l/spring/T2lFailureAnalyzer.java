package t2l.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import t2l.tensor.T2lException;
import t2l.tensor.settings.SettingNames;

/// Tells in one sentence why an application does not start. Settings that the sentence names become properties.
public final class T2lFailureAnalyzer extends AbstractFailureAnalyzer<T2lException> {
    @Override
    protected FailureAnalysis analyze(Throwable root, T2lException cause) {
        String sentence = SettingNames.replace(cause.getMessage(), name -> "the property t2l." + name);
        return new FailureAnalysis(sentence, "Check the properties t2l.…, of which t2l.model is the only required one.",
                cause);
    }
}
