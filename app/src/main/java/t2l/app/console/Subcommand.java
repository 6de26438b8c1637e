package t2l.app.console;

import module java.base;
import picocli.CommandLine.*;
import picocli.CommandLine.Model.CommandSpec;
import t2l.tensor.backend.Kernels;

/// The base of all commands: the common options and one method that does the work.
///
/// A new command is one class: annotated `@Command(name, description, footer)` with an example in the footer, its
/// options as fields, its work in [#run]. Those of the program are listed in `t2l.app.Commands`; a module adds its own through
/// [java.util.ServiceLoader].
@Command(sortOptions = false, modelTransformer = OneOf.Constants.class,
        synopsisHeading = "Usage: ",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n")
public abstract class Subcommand implements Callable<Integer> {
    @Spec
    protected CommandSpec spec;

    @Mixin
    public CommonOptions common;

    /// Runs the command; the result goes to `out`. Throws [t2l.tensor.T2lException] or [IllegalArgumentException] with
    /// a message for the user if it fails (exit code 1), [#usage] for wrong options (exit code 2).
    protected abstract void run(Out out) throws Exception;

    @Override
    public final Integer call() throws Exception {
        try (Out out = new Out(common)) {
            run(out);
        } catch (Out.ReaderGone _) {
            return Out.ReaderGone.CODE;
        } catch (CancellationException e) {
            if (!common.stop().requested()) {
                throw e;
            }
        }
        return 0;
    }

    /// Tells the user why the command has failed, before the program ends with this exit code.
    public void report(String sentence, int code, PrintWriter err) {
        err.println("error: " + sentence);
    }

    /// An exception for a wrong option, with a sentence that names the option, what was needed and what was there.
    public final ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    /// Requires that at most one of some sources of a command's input is given.
    ///
    /// @param names their names, as a list
    protected final void atMostOne(String names, Boolean... given) {
        if (Collections.frequency(Arrays.asList(given), true) > 1) {
            throw usage(spec.name() + ": needs one of " + names + ", got several");
        }
    }

    /// The description of the backend in reports.
    protected static String machine(Kernels kernels) {
        return System.getProperty("os.arch") + ", " + kernels.name();
    }

    /// The version, as in `t2l 1.0`.
    protected final String version() {
        return spec.root().version()[0];
    }
}
