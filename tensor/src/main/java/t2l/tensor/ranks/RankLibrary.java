package t2l.tensor.ranks;

import java.util.*;
import t2l.tensor.T2lException;

/// Connects processes that were started together. Found through [ServiceLoader].
public interface RankLibrary {
    /// The number that the launcher gave to the process with these environment variables; empty if it was not started as one
    /// of several, or by a launcher that this library does not know.
    OptionalInt launched(Map<String, String> environment);

    /// Connects this process with the others. Throws [T2lException] if that is not possible, and says what is missing.
    Ranks join(Map<String, String> environment);

    /// The library that this process was started for; empty if it was started alone.
    static Optional<RankLibrary> ofThisProcess() {
        return ServiceLoader.load(RankLibrary.class).stream().map(ServiceLoader.Provider::get)
                .filter(library -> library.launched(System.getenv()).isPresent()).findFirst();
    }
}
