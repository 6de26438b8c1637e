package t2l.tensor.simd.lanes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import t2l.tensor.DType;

/// A parameter of a static method for each of whose values the build makes a copy of the method, so that each has code of its own
/// (docs/c2.md, rule 6). Without values it is for `false` and `true`, or for all constants of an enum.
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.PARAMETER)
public @interface For {
    DType[] value() default {};

    int[] ints() default {};
}
