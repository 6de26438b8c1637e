package t2l.tensor.simd.lanes;

import module java.base;
import t2l.tensor.DType;

/// What the build does with a kernel, after the compiler (`tensor/src/build/java/InlineMethods.java`). Without it the kernels
/// compute the same, slowly.
public final class Build {
    private Build() {}

    /// A static method whose body the build puts in the place of each of its calls, so that no vector enters or leaves a method
    /// (docs/c2.md, rule 1). It has no switches or exception handlers, and no loops if it returns something, but unrolled ones.
    @Retention(RetentionPolicy.CLASS)
    @Target(ElementType.METHOD)
    public @interface Inlined {}

    /// A loop that C2 compiles by itself: the build makes the method too long to be inlined (rule 5).
    @Retention(RetentionPolicy.CLASS)
    @Target(ElementType.METHOD)
    public @interface NotInlined {}

    /// A parameter of a static method for each of whose values the build makes a copy of the method, so that each has code of
    /// its own (rule 6). Without values it is for `false` and `true`, or for all constants of an enum.
    @Retention(RetentionPolicy.CLASS)
    @Target(ElementType.PARAMETER)
    public @interface For {
        DType[] value() default {};

        int[] ints() default {};
    }

    /// The variable of a loop that the build writes out, with a number for the variable (rule 7). Its bounds are numbers, or
    /// parameters that are known where the method is used. Arrays of the method become local variables, one for each element.
    @Retention(RetentionPolicy.CLASS)
    @Target(ElementType.TYPE_USE)
    public @interface Unrolled {}
}
