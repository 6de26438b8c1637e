package t2l.bench;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import t2l.tensor.T2lException;

/// A program to compare with, in any language. It reads a line `{"row":NAME,"threads":N,"times":K}` from its stdin, with
/// `"model":PATH` if the row has a model, does that row's work `K` times, and answers with a line
/// `{"name":PEER,"seconds":S}`, the seconds of one run, or with `{}` if it does not know the row. One thread is timed by
/// the CPU time of the process, several by wall-clock time. It exits at the end of stdin.
final class PeerCommand implements AutoCloseable {
    private final String command;
    private final int threads;
    private final Process process;
    private final BufferedWriter ask;
    private final BufferedReader answers;

    /// Starts the program.
    ///
    /// @param command a shell command
    PeerCommand(String command, int threads) {
        this.command = command;
        this.threads = threads;
        try {
            process = new ProcessBuilder(List.of("/bin/sh", "-c", command))
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        } catch (IOException e) {
            throw new T2lException("--peer-command " + command + ": cannot be started: " + e.getMessage(), e);
        }
        ask = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /// The program as a rival in this row, if it supports it.
    ///
    /// @param model the model to open, if any
    Optional<Rival> rival(String row, Optional<Path> model) {
        Map<String, Object> answer = ask(row, model, 1);
        if (!(answer.get("name") instanceof String name)) {
            return Optional.empty();
        }
        return Optional.of(new Rival(name, (times, _) -> {
            if (ask(row, model, times).get("seconds") instanceof Number seconds) {
                return seconds.doubleValue();
            }
            throw wrong("seconds in every answer, got none for " + row);
        }));
    }

    private Map<String, Object> ask(String row, Optional<Path> model, int times) {
        String answer = null;
        try {
            Map<String, Object> question = new LinkedHashMap<>(Map.of("row", row, "threads", threads, "times", times));
            model.ifPresent(path -> question.put("model", path.toAbsolutePath().toString()));
            ask.write(JSON.std.asString(question));
            ask.newLine();
            ask.flush();
            answer = answers.readLine();
            if (answer != null) {
                return JSON.std.mapFrom(answer);
            }
        } catch (JacksonException _) {
            throw wrong("a JSON object for an answer, got " + answer);
        } catch (IOException _) {
            // it no longer reads
        }
        throw wrong("an answer to every question, but it ended");
    }

    private T2lException wrong(String needs) {
        return new T2lException("--peer-command " + command + ": needs " + needs);
    }

    @Override
    public void close() {
        try {
            ask.close();
            process.waitFor();
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
