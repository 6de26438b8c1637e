package t2l.tensor.simd.lanes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import t2l.tensor.DType;

/// Whose weights a method reads. In what the build puts in it ([Inlined]), it answers [FrozenWeights#are] and leaves out what
/// is for other types, so that one loop serves all of them and each has code of its own.
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface For {
    DType value();
}
