package t2l.tensor.simd.lanes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A static method whose body the build puts in the place of each of its calls (`tensor/src/build/java/InlineMethods.java`), so
/// that no vector enters or leaves a method. It has no switches or exception handlers, and no loops if it returns something.
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Inlined {}
