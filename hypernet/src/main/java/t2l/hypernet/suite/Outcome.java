package t2l.hypernet.suite;

import java.util.List;
import java.util.OptionalDouble;

/// What a part of the [Study] found.
///
/// @param part    the part's name
/// @param run     what it trained
/// @param seconds it took
/// @param loss    the mean training loss of the last [Study#LAST] steps, if something was trained
public record Outcome(String part, String run, double seconds, OptionalDouble loss, List<Cell> cells) {
    public Outcome {
        cells = List.copyOf(cells);
    }
}
