package t2l.gpu;

/// A kernel that is given its arguments in the order of its parameters and then started. Each method returns this.
public interface Launch {
    /// A block of memory.
    Launch block(long block);

    /// A number of 32 bits.
    Launch whole(int number);

    /// A number of 64 bits.
    Launch wide(long number);

    /// A number in F32.
    Launch real(double number);

    /// The steps of a tensor, or sizes, along four axes, the last axis first; missing ones are 0.
    Launch steps(long... steps);

    /// Memory of a group for so many F32.
    Launch local(int floats);

    /// Starts it for at least `x·y·z` work-items in groups of `localX·localY`.
    void start(long x, long y, long z, int localX, int localY);
}
