/// What all loops in vector registers share: the registers' shape ([t2l.tensor.simd.lanes.Lanes]) and class
/// ([t2l.tensor.simd.lanes.Exact]), sums in sixteen virtual lanes, `exp` and its relatives, frozen weights as floats
/// ([t2l.tensor.simd.lanes.FrozenWeights]), conversions between element types, operands as rows, and scratch memory for each
/// thread.
///
/// Small methods that carry [t2l.tensor.simd.lanes.Build.Inlined] stand in the loops that call them, put there by the build.
package t2l.tensor.simd.lanes;
