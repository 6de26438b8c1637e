package t2l.tensor.simd.lanes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The variable of a loop that the build writes out, with a number for the variable (docs/c2.md, rule 7). Its bounds are numbers, or
/// parameters that are known where the method is used. Arrays of the method become local variables, one for each element.
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE_USE)
public @interface Unrolled {}
