package t2l.transformer.grammar;

import java.util.Map;

/// The values of `format`, as regular expressions. All their strings are valid, whatever a year's length or a reader's range of time zones.
final class StringFormats {
    private static final String DATE = "[1-9]\\d{3}-((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)"
            + "|02-(0[1-9]|1\\d|2[0-8]))";
    private static final String TIME = "([01]\\d|2[0-3])(:[0-5]\\d){2}(\\.\\d{1,6})?(Z|[+-](0\\d|1[0-3]):[0-5]\\d)";
    private static final String SECONDS = "\\d{1,4}S";
    private static final String MINUTES = "\\d{1,4}M(" + SECONDS + ")?";
    private static final String HOURS = "\\d{1,4}H(" + MINUTES + ")?";
    private static final String LABEL = "[A-Za-z]([A-Za-z0-9]|-[A-Za-z0-9]){0,20}";
    private static final String BYTE = "(\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5])";

    static final Map<String, String> ALL = Map.of("date", whole(DATE), "time", whole(TIME), "date-time",
            whole(DATE + "T" + TIME), "duration",
            whole("P(\\d{1,4}[WD]|(\\d{1,4}D)?T(" + HOURS + "|" + MINUTES + "|" + SECONDS + "))"), "uuid",
            whole("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "hostname", whole(LABEL + "(\\." + LABEL + "){0,3}"),
            "email", whole("[A-Za-z0-9]([A-Za-z0-9_]|[.+-][A-Za-z0-9_]){0,30}@" + LABEL + "(\\." + LABEL + "){1,3}"),
            "ipv4", whole(BYTE + "(\\." + BYTE + "){3}"));

    private StringFormats() {}

    private static String whole(String regex) {
        return "^" + regex + "$";
    }
}
