package t2l.bench;

import java.util.List;
import java.util.function.Predicate;

/// A program of the group `user`, which is started again for every value of its rows.
///
/// @param command what is started
/// @param rows    their names
/// @param once    starts it, uses it and ends it
record UserStart(String command, List<String> rows, Once once) {
    /// Receives the values of one start.
    interface Values {
        /// Takes one.
        ///
        /// @param program `t2l`, or a rival's name
        void add(String program, String row, String unit, double value);
    }

    /// One start.
    interface Once {
        /// Measures.
        ///
        /// @param wanted names of rows; what nobody wants need not be measured
        void run(Predicate<String> wanted, Values values);
    }
}
