package t2l.studies;

import java.util.List;
import java.util.OptionalDouble;

/// The results of a part of the [Study].
///
/// @param part    the part's name
/// @param run     the run
/// @param seconds its duration
/// @param loss    the mean training loss of the last [Study#LAST] steps, if there was training
public record Outcome(String part, String run, double seconds, OptionalDouble loss, List<Cell> cells) {
    public Outcome {
        cells = List.copyOf(cells);
    }
}
