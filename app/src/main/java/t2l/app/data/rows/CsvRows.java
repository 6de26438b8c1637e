package t2l.app.data.rows;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;
import t2l.transformer.text.Characters;

/// Rows of text separated by commas or tabs (RFC 4180): the first line has the names of the columns, values may be in
/// double quotes, and then hold separators, line ends and doubled quotes. All values are texts.
final class CsvRows {
    private final Path file;
    private final String text;
    private final char separator;
    private int at;
    private int line = 1;

    private CsvRows(Path file, String text, char separator) {
        this.file = file;
        this.text = text;
        this.separator = separator;
    }

    static List<Map<String, Object>> read(Path file, char separator) {
        try {
            String text = Files.readString(WholeFile.regular(file));
            return new CsvRows(file, Characters.withoutMark(text), separator).rows();
        } catch (MalformedInputException e) {
            throw new T2lException(file + ": needs to be UTF-8 text, holds other bytes", e);
        } catch (IOException e) {
            throw new T2lException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private List<Map<String, Object>> rows() {
        if (text.isBlank()) {
            return List.of();
        }
        List<String> names = line();
        if (names.stream().distinct().count() != names.size()) {
            throw new T2lException(file + ": needs columns of different names, has " + names);
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        while (at < text.length()) {
            int start = line;
            List<String> values = line();
            if (values.equals(List.of(""))) {
                continue; // an empty line
            }
            if (values.size() != names.size()) {
                throw new T2lException(file + " line " + start + ": needs " + names.size() + " values, has "
                        + values.size());
            }
            Map<String, Object> row = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                row.put(names.get(i), values.get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    /// The values up to the end of the line.
    private List<String> line() {
        List<String> values = new ArrayList<>();
        while (true) {
            values.add(at < text.length() && text.charAt(at) == '"' ? quoted() : plain());
            if (at >= text.length() || text.charAt(at) != separator) {
                break;
            }
            at++;
        }
        if (text.startsWith("\r\n", at)) {
            at++;
        }
        at++;
        line++;
        return values;
    }

    private String plain() {
        int start = at;
        while (at < text.length() && !isEnd(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean isEnd(char c) {
        return c == separator || c == '\n' || c == '\r';
    }

    private String quoted() {
        int start = line;
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"' && !text.startsWith("\"\"", at)) {
                at++;
                if (at < text.length() && !isEnd(text.charAt(at))) {
                    throw new T2lException(file + " line " + line + ": needs a separator after a quoted value, got "
                            + text.charAt(at));
                }
                return value.toString();
            }
            if (c == '"') {
                at++;
            }
            line += c == '\n' ? 1 : 0;
            value.append(c);
        }
        throw new T2lException(file + " line " + start + ": needs a quote at the end of the value, has none");
    }
}
